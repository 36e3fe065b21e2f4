import { GOOGLE_APIS_RANGES } from "./address-space";
import type { NetworkModel, RecordModel, ZoneModel } from "./network-model";

/**
 * Who answers a name:
 * - `private`: a private zone or response policy, with these addresses;
 * - `public`: public DNS; its answer is not known, except for Google's own two names;
 * - `none`: nobody, the name does not exist here or has no address;
 * - `unknown`: it cannot be seen.
 */
export type Answer = "private" | "public" | "none" | "unknown";

export interface Resolution {
  readonly answer: Answer;
  readonly addresses: readonly string[];

  /** The names that were looked up in turn: the one asked for, then those that CNAME records led to. */
  readonly chain: readonly string[];

  /** The zone or response policy rule that gave the last answer. */
  readonly source?: string;

  /** A clause without a full stop. */
  readonly reason: string;
}

type Found =
  | { readonly answer: Answer; readonly addresses?: readonly string[]; readonly reason: string }
  | { readonly alias: string };

const MOST_ALIASES = 16;

/**
 * What the metadata resolver answers to hosts of a network: outbound server policy, response policy, private zone with
 * the longest matching name, public DNS, in this order. A private zone is final: what is not in it does not exist.
 *
 * @see https://cloud.google.com/dns/docs/vpc-name-res-order
 */
export class NameResolution {
  public constructor(private readonly network: NetworkModel) {}

  /** @param name with or without the dot at the end, in any case */
  public resolve(name: string): Resolution {
    const chain: string[] = [];
    for (let next = absolute(name); ;) {
      const again = chain.includes(next);
      chain.push(next);
      if (again || chain.length > MOST_ALIASES) {
        return { answer: "none", addresses: [], chain, reason: `CNAME records lead from "${next}" on without end` };
      }
      const { found, source } = this.lookUp(next);
      if (!("alias" in found)) {
        return { addresses: [], ...found, chain, ...(source === undefined ? {} : { source }) };
      }
      next = absolute(found.alias);
    }
  }

  private lookUp(name: string): { readonly found: Found; readonly source?: string } {
    if ((this.network.alternativeNameServers ?? []).length > 0) {
      const reason = "an outbound server policy sends every query to other name servers";
      return { found: { answer: "unknown", reason } };
    }
    const unseen = this.network.unknown.find(({ topic }) => topic === "dns");
    if (unseen !== undefined) return { found: { answer: "unknown", reason: unseen.reason } };

    const rule = [...(this.network.responsePolicyRules ?? [])]
      .filter(({ dnsName }) => matches(absolute(dnsName), name))
      .sort((one, other) => precision(other.dnsName) - precision(one.dnsName))[0];
    if (rule?.records !== undefined) {
      const source = `response policy rule "${rule.name}"`;
      return { found: answerOf(rule.records, source), source };
    }

    const zones = this.network.zones.filter(({ dnsName }) => isWithin(name, absolute(dnsName)));
    const length = Math.max(...zones.map(({ dnsName }) => absolute(dnsName).length));
    const [zone, second] = zones.filter(({ dnsName }) => absolute(dnsName).length === length);
    if (zone === undefined) return { found: publicAnswer(name) };
    const source = `zone "${zone.name}"`;
    if (second !== undefined) {
      const reason = `${source} and zone "${second.name}" are for the same name, which cannot be on one network`;
      return { found: { answer: "unknown", reason } };
    }
    return { found: inZone(zone, name, source), source };
  }
}

function publicAnswer(name: string): Found {
  const google = GOOGLE_APIS_RANGES.find((range) => `${range.name}.` === name);
  return {
    answer: "public",
    addresses: google?.addresses ?? [],
    reason: "no private zone covers it: public DNS answers",
  };
}

function inZone(zone: ZoneModel, name: string, source: string): Found {
  if (zone.kind === "elsewhere") return { answer: "unknown", reason: `${source} is answered elsewhere` };
  const apex = absolute(zone.dnsName);
  const owners = zone.records.map((record) => absolute(record.name));
  const delegated = zone.records.find(
    (record) => record.type === "NS" && absolute(record.name) !== apex && isWithin(name, absolute(record.name)),
  );
  if (delegated !== undefined) return { answer: "unknown", reason: `${source} delegates "${delegated.name}"` };
  // The name itself, or the nearest name above it that exists (because something is at or below it): only a wildcard
  // right below that one applies, https://www.rfc-editor.org/rfc/rfc4592
  const exists = (one: string): boolean => one === apex || owners.some((owner) => isWithin(owner, one));
  if (exists(name))
    return answerOf(
      zone.records.filter((_, at) => owners[at] === name),
      source,
    );
  let encloser = parent(name);
  while (!exists(encloser)) encloser = parent(encloser);
  const wildcard = encloser === "." ? "*." : `*.${encloser}`;
  const records = zone.records.filter((_, at) => owners[at] === wildcard);
  return records.length === 0
    ? { answer: "none", reason: `${source} covers the name and does not have it` }
    : answerOf(records, source);
}

function answerOf(records: readonly RecordModel[], source: string): Found {
  if (records.some(({ rrdatas, type }) => rrdatas === undefined && isAddress(type))) {
    return { answer: "unknown", reason: `${source}: what the records hold is not known` };
  }
  const alias = records.find(({ type }) => type === "CNAME")?.rrdatas?.[0];
  if (alias !== undefined) return { alias };
  const addresses = records.flatMap(({ type, rrdatas = [] }) => (isAddress(type) ? rrdatas : []));
  return addresses.length === 0
    ? { answer: "none", reason: `${source} has no address for it` }
    : { answer: "private", addresses: [...new Set(addresses)].sort(), reason: `${source} answers` };
}

function isAddress(type: string): boolean {
  return ["A", "AAAA", "CNAME"].includes(type);
}

function absolute(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower : `${lower}.`;
}

function parent(name: string): string {
  const rest = name.slice(name.indexOf(".") + 1);
  return rest === "" ? "." : rest;
}

function isWithin(name: string, domain: string): boolean {
  return domain === "." || name === domain || name.endsWith(`.${domain}`);
}

/** Whether the name of a response policy rule is for a name; `*.example.` is for all below `example.`, at any depth. */
function matches(pattern: string, name: string): boolean {
  if (pattern === "*.") return true;
  return pattern.startsWith("*.") ? name.endsWith(pattern.slice(1)) : name === pattern;
}

/** Longer names are more precise, and a name more than a wildcard. */
function precision(dnsName: string): number {
  const pattern = absolute(dnsName);
  return pattern.startsWith("*.") ? pattern.length - 2 : pattern.length + 0.5;
}
