import { createHash } from "node:crypto";
import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import type { Cloud, ServiceDouble } from "./service-double";

interface StoredObject {
  readonly data: Json;
  readonly content: Buffer;
}

/** The parts of Cloud Storage that buckets and their objects use. A bucket that holds something cannot be deleted. */
export class StorageDouble implements ServiceDouble {
  private readonly buckets = new Map<string, Json>();
  private readonly objects = new Map<string, StoredObject>();
  private readonly notifications = new Map<string, Json>();
  private generation = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly projectNumber: string,
  ) {}

  public get inventory(): string[] {
    return [
      ...[...this.buckets.keys()].map((name) => `bucket ${name}`),
      ...[...this.objects.keys()].map((name) => `object ${name}`),
      ...[...this.notifications.keys()].map((name) => `notification ${name}`),
    ];
  }

  /** What is in an object; throws ApiError. */
  public content(bucket: string, name: string): Buffer {
    return this.object(`${bucket}/${name}`).content;
  }

  public answer(call: Call): Json | Promise<Json> {
    const { method, path, query, body } = call;
    const [, account] = /^projects\/([^/]+)\/serviceAccount$/.exec(path) ?? [];
    if (account !== undefined)
      return { email_address: `service-${this.projectNumber}@gs-project-accounts.iam.gserviceaccount.com` };
    if (method === "POST" && path === "b") return this.createBucket(body);
    const [, bucket = "", kind, name = ""] =
      /^b\/([^/]+)(?:\/(o|iam|anywhereCaches|notificationConfigs)(?:\/(.+))?)?$/.exec(path) ?? [];
    const data = this.bucket(bucket);
    if (kind === "anywhereCaches") return {};
    if (kind === "notificationConfigs") return this.answerNotification(call, bucket, name);
    if (kind === "o") return this.answerObject(call, bucket, name);
    if (method === "GET") return data;
    if (method === "DELETE") return this.deleteBucket(bucket);
    if (method === "PATCH" || method === "PUT") {
      this.buckets.set(bucket, { ...data, ...body });
      return this.bucket(bucket);
    }
    throw new ApiError(501, `the double does not know ${method} ${path} ${query.toString()}`);
  }

  /** Throws ApiError where there is no such bucket. */
  public bucket(name: string): Json {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) throw new ApiError(404, "The specified bucket does not exist.");
    return bucket;
  }

  private createBucket(body: Json): Json {
    const name = String(body.name);
    if (this.buckets.has(name)) throw new ApiError(409, "Your previous request to create the named bucket succeeded");
    const bucket = {
      kind: "storage#bucket",
      id: name,
      selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
      projectNumber: this.projectNumber,
      metageneration: "1",
      locationType: "region",
      timeCreated: "2026-01-01T00:00:00.000Z",
      updated: "2026-01-01T00:00:00.000Z",
      rpo: "DEFAULT",
      softDeletePolicy: { retentionDurationSeconds: "604800", effectiveTime: "2026-01-01T00:00:00.000Z" },
      ...body,
    };
    this.buckets.set(name, bucket);
    return bucket;
  }

  private deleteBucket(bucket: string): Json {
    if ([...this.objects.keys()].some((key) => key.startsWith(`${bucket}/`)))
      throw new ApiError(409, "The bucket you tried to delete is not empty.");
    this.buckets.delete(bucket);
    this.cloud.forgetPolicy(`buckets/${bucket}`);
    return {};
  }

  private answerNotification({ method, body }: Call, bucket: string, id: string): Json {
    if (method === "POST") {
      this.generation += 1;
      const notification = { ...body, id: String(this.generation), kind: "storage#notification" };
      this.notifications.set(`${bucket}/${this.generation}`, notification);
      return notification;
    }
    const found = this.notifications.get(`${bucket}/${id}`);
    if (found === undefined) throw new ApiError(404, `No such notification: ${bucket}/${id}`);
    if (method === "DELETE") this.notifications.delete(`${bucket}/${id}`);
    return method === "DELETE" ? {} : found;
  }

  private answerObject(call: Call, bucket: string, name: string): Json {
    const { method, query, body, content } = call;
    if (method === "POST" && name === "")
      return this.upload(bucket, query.get("name") ?? String(body.name), body, content ?? Buffer.alloc(0));
    if (method === "GET" && name === "") {
      const prefix = `${bucket}/${query.get("prefix") ?? ""}`;
      const items = [...this.objects].filter(([key]) => key.startsWith(prefix)).map(([, { data }]) => data);
      return { kind: "storage#objects", items };
    }
    const object = this.object(`${bucket}/${name}`);
    if (method === "GET") return object.data;
    if (method !== "DELETE") throw new ApiError(501, `the double does not know ${method} of an object`);
    this.objects.delete(`${bucket}/${name}`);
    return {};
  }

  private object(key: string): StoredObject {
    const object = this.objects.get(key);
    if (object === undefined) throw new ApiError(404, `No such object: ${key}`);
    return object;
  }

  private upload(bucket: string, name: string, body: Json, content: Buffer): Json {
    this.generation += 1;
    const data = {
      kind: "storage#object",
      id: `${bucket}/${name}/${this.generation}`,
      selfLink: `https://www.googleapis.com/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`,
      mediaLink: `https://storage.googleapis.com/download/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}?alt=media`,
      contentType: "application/octet-stream",
      storageClass: "STANDARD",
      ...body,
      name,
      bucket,
      generation: String(this.generation),
      metageneration: "1",
      size: String(content.length),
      md5Hash: createHash("md5").update(content).digest("base64"),
      crc32c: "AAAAAA==",
      timeCreated: "2026-01-01T00:00:00.000Z",
    };
    this.objects.set(`${bucket}/${name}`, { data, content });
    return data;
  }
}
