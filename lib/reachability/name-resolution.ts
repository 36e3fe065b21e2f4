import { GOOGLE_APIS_RANGES } from "./address-space";
import type { NetworkModel, RecordModel, ResponsePolicyRuleModel, ZoneModel } from "./network-model";

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
  private readonly rules = new Map<string, ResponsePolicyRuleModel>();
  private readonly zones = new Map<string, ZoneContent[]>();

  public constructor(private readonly network: NetworkModel) {
    for (const rule of network.responsePolicyRules ?? []) {
      const pattern = absolute(rule.dnsName);
      if (!this.rules.has(pattern)) this.rules.set(pattern, rule);
    }
    for (const zone of network.zones) {
      const apex = absolute(zone.dnsName);
      const content = new ZoneContent(zone, apex);
      const same = this.zones.get(apex);
      if (same === undefined) this.zones.set(apex, [content]);
      else same.push(content);
    }
  }

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

    const rule = this.ruleFor(name);
    if (rule?.records !== undefined) {
      const source = `response policy rule "${rule.name}"`;
      return { found: answerOf(rule.records, source), source };
    }

    const domain = upwards(name).find((one) => this.zones.has(one));
    const [content, second] = (domain === undefined ? undefined : this.zones.get(domain)) ?? [];
    if (content === undefined) return { found: publicAnswer(name) };
    const source = `zone "${content.zone.name}"`;
    if (second !== undefined) {
      const reason = `${source} and zone "${second.zone.name}" are for the same name, which cannot be on one network`;
      return { found: { answer: "unknown", reason } };
    }
    return { found: inZone(content, name, source), source };
  }

  /** The rule for the name itself, else the most precise wildcard: `*.example.` is for all below, at any depth. */
  private ruleFor(name: string): ResponsePolicyRuleModel | undefined {
    if (this.rules.size === 0) return undefined;
    const wildcards = [...name].flatMap((character, at) => (character === "." ? [`*${name.slice(at)}`] : []));
    const pattern = [name, ...wildcards].find((one) => this.rules.has(one));
    return pattern === undefined ? undefined : this.rules.get(pattern);
  }
}

/** The records of a zone by their names: zones can have very many. */
class ZoneContent {
  private readonly records = new Map<string, RecordModel[]>();

  /** The names that are there, and those above them. */
  private readonly names = new Set<string>();

  public constructor(
    public readonly zone: ZoneModel,
    public readonly apex: string,
  ) {
    for (const record of zone.records) {
      const owner = absolute(record.name);
      const same = this.records.get(owner);
      if (same !== undefined) same.push(record);
      else {
        this.records.set(owner, [record]);
        for (const one of upwards(owner)) this.names.add(one);
      }
    }
  }

  public at(name: string): readonly RecordModel[] {
    return this.records.get(name) ?? [];
  }

  /** Whether anything is at a name, or below it. */
  public has(name: string): boolean {
    return name === this.apex || this.names.has(name);
  }

  /** The topmost record that gives a name, or one above it, to other name servers. */
  public delegationOf(name: string): RecordModel | undefined {
    return upwards(name)
      .toReversed()
      .filter((one) => one !== this.apex)
      .flatMap((one) => this.at(one))
      .find(({ type }) => type === "NS");
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

function inZone(content: ZoneContent, name: string, source: string): Found {
  if (content.zone.kind === "elsewhere") return { answer: "unknown", reason: `${source} is answered elsewhere` };
  const delegated = content.delegationOf(name);
  if (delegated !== undefined) return { answer: "unknown", reason: `${source} delegates "${delegated.name}"` };
  // The name itself, or the nearest name above it that exists (because something is at or below it): only a wildcard
  // right below that one applies, https://www.rfc-editor.org/rfc/rfc4592
  if (content.has(name)) return answerOf(content.at(name), source);
  let encloser = parent(name);
  while (!content.has(encloser)) encloser = parent(encloser);
  const records = content.at(encloser === "." ? "*." : `*.${encloser}`);
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

/** `a.b.`, `b.` and `.`: the name and all above it. */
function upwards(name: string): readonly string[] {
  const names = [name];
  for (let next = name; next !== "."; names.push(next)) next = parent(next);
  return names;
}
