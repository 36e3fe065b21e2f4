import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import type { Resource } from "./compute-double";

interface RecordSet extends Json {
  readonly name: string;
  readonly type: string;
  readonly rrdatas: readonly string[];
}

interface Zone {
  data: Json;
  readonly uses: readonly string[];
  records: RecordSet[];
}

/** The parts of Cloud DNS that private zones use. */
export class DnsZones {
  private readonly zones = new Map<string, Zone>();

  /** @param take takes in a body that names networks, which must be there */
  constructor(private readonly take: (body: Json) => Resource) {}

  public get inventory(): string[] {
    return [...this.zones.values()].flatMap(({ data, records }) => [
      `zone ${String(data.dnsName)}`,
      ...records.map(({ name, type }) => `record ${type} ${name}`),
    ]);
  }

  /** The zone that a network sees. */
  public userOf(network: string): string | undefined {
    return [...this.zones].find(([, { uses }]) => uses.includes(network))?.[0];
  }

  /** Carries a call out; throws ApiError. */
  public answer({ method, path, body, query }: Call): Json {
    if (method === "POST" && path.endsWith("/managedZones")) return this.insert(`${path}/${String(body.name)}`, body);
    const [, key = "", part] = /^(projects\/[^/]+\/managedZones\/[^/]+)(?:\/(rrsets|changes).*)?$/.exec(path) ?? [];
    const zone = this.zones.get(key);
    if (zone === undefined)
      throw new ApiError(404, `The 'parameters.managedZone' resource named '${key}' does not exist.`);
    if (part === "changes") return this.change(zone, body);
    if (part === "rrsets") {
      const rrsets = zone.records.filter(
        ({ name, type }) => name === (query.get("name") ?? name) && type === (query.get("type") ?? type),
      );
      return { kind: "dns#resourceRecordSetsListResponse", rrsets };
    }
    if (method === "GET") return zone.data;
    if (method === "PUT") {
      zone.data = { ...zone.data, ...this.take(body).data };
      return { kind: "dns#operation", id: "1", status: "done" };
    }
    if (method !== "DELETE") throw new ApiError(501, `the double does not know ${method} ${path}`);
    if (zone.records.some(({ type }) => type !== "NS" && type !== "SOA"))
      throw new ApiError(400, `The zone '${key}' is not empty`);
    this.zones.delete(key);
    return {};
  }

  private insert(path: string, body: Json): Json {
    if (this.zones.has(path)) throw new ApiError(409, `${path} already exists`);
    const { data, uses } = this.take(body);
    const nameServers = ["ns-gcp-private.googledomains.com."];
    const zone = {
      kind: "dns#managedZone",
      id: "1",
      creationTime: "2026-01-01T00:00:00.000Z",
      nameServers,
      cloudLoggingConfig: { kind: "dns#managedZoneCloudLoggingConfig" },
      ...data,
    };
    const records = ["NS", "SOA"].map((type) => ({
      kind: "dns#resourceRecordSet",
      name: String(body.dnsName),
      type,
      ttl: 21_600,
      rrdatas: nameServers,
    }));
    this.zones.set(path, { data: zone, uses, records });
    return zone;
  }

  private change(
    zone: Zone,
    { additions = [], deletions = [] }: { additions?: RecordSet[]; deletions?: RecordSet[] },
  ): Json {
    for (const { name, type, rrdatas } of deletions) {
      const record = zone.records.find((other) => other.name === name && other.type === type);
      if (record === undefined || String(record.rrdatas) !== String(rrdatas))
        throw new ApiError(404, `The record ${type} ${name} does not exist`);
      zone.records = zone.records.filter((other) => other !== record);
    }
    for (const addition of additions) {
      const { name, type } = addition;
      const rival = zone.records.find(
        (other) => other.name === name && (other.type === type || [other.type, type].includes("CNAME")),
      );
      if (rival !== undefined) throw new ApiError(409, `The record ${rival.type} ${name} already exists`);
      if (!`.${name}`.endsWith(`.${String(zone.data.dnsName).replace(/^\.$/, "")}`))
        throw new ApiError(400, `${name} is not in the zone`);
      zone.records.push({ kind: "dns#resourceRecordSet", ...addition });
    }
    return { kind: "dns#change", id: "1", status: "done" };
  }
}
