import type { Call, Json } from "./api-double";

/** One of Google's services, beside others behind one address. */
export interface ServiceDouble {
  /** Something about each thing that exists, for comparison: `bucket contexts`. */
  readonly inventory: readonly string[];

  /** Carries a call out, whose path is without service and version; throws ApiError. */
  answer(call: Call): Json | Promise<Json>;
}

/** What services know of each other. */
export interface Cloud {
  /** Where this cloud listens, without a slash at the end. */
  readonly address: string;

  /** Of every project. */
  readonly projectNumber: string;

  /**
   * Whether somebody has a permission on a resource, or on its project.
   *
   * @param resource `projects/p/locations/l/repositories/r`, `buckets/b`, `projects/p/serviceAccounts/a@…`
   */
  allows(member: string, permission: string, resource: string, project: string): boolean;

  /** @throws ApiError where there is no such account */
  serviceAccount(email: string, project: string): void;

  /** @throws ApiError where there is no such repository, or no such object */
  repository(name: string): Json;

  /** Puts an image or a package into a repository. */
  push(repository: string, image: string, tag: string): void;

  /** Whether a tag of an image is in a repository. */
  holds(repository: string, image: string, tag: string): boolean;

  /** @throws ApiError where there is no such object */
  object(bucket: string, name: string): Buffer;

  /** The policy of what is gone goes too. */
  forgetPolicy(resource: string): void;

  /** The path of a network that is called by the number of its project; throws ApiError where there is none. */
  networkPath(numbered: string): string;

  /** What Compute Engine lists in a collection: `projects/p/global/networks`. */
  computed(collection: string): Json[];

  /**
   * Puts something of another service beside what is on networks: all that it names must be there, and is not deleted
   * before it is released.
   */
  hold(path: string, body: Json): void;

  release(path: string): void;

  /** What another service changes of what is on networks. */
  changed(path: string, fields: Json): void;

  /** Notes what must not have happened, beside what the request is answered. */
  note(violation: string): void;
}

/** Who sends a call, as policies name them; undefined for who deploys, who may do everything. */
export function callerOf({ authorization }: Call): string | undefined {
  const [, email] = /^Bearer account:(.+)$/.exec(authorization ?? "") ?? [];
  return email === undefined ? undefined : `serviceAccount:${email}`;
}

/** `us-central1-docker.pkg.dev/p/images/base:tag` as a repository, an image and a tag. */
export function imageOf(uri: string): { repository: string; image: string; tag: string } | undefined {
  const [, location, project, repository, image = "", tag = ""] =
    /^(?:https:\/\/)?([a-z0-9-]+)-(?:docker|python)\.pkg\.dev\/([^/]+)\/([^/]+)\/?([^:@]*):?([^@]*)/.exec(uri) ?? [];
  if (location === undefined) return undefined;
  return { repository: `projects/${project}/locations/${location}/repositories/${repository}`, image, tag };
}

export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

export function projectOf(name: string): string {
  return /^projects\/([^/]+)/.exec(name)?.[1] ?? "";
}
