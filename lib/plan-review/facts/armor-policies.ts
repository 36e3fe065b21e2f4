import { IpAddress, IpRange } from "../../core/ip-range";
import type { TerraformFields } from "../../terraform";
import { blocksAt, holdsHidden, isAbsent, isSame, textAt, textsAt } from "../../terraform/resource-values";
import { intervals, WHOLE } from "../../reachability/address-intervals";
import type { GuardChange } from "../cards/guard";
import { agreedTurn } from "./agreed-turn";
import { type ArmorDeed, armorDeed, compareLimits, KEEPS } from "./armor-rules";

/** More cases than this are not gone through. */
const MOST_CASES = 200_000;

/** One rule of a policy that is in force. */
interface PolicyRule {
  readonly body: TerraformFields;
  readonly priority: number;
  readonly deed: Exclude<ArmorDeed, "nothing">;

  /** From where it matches; undefined where it looks at something else of a request. */
  readonly ranges: readonly IpRange[] | undefined;

  /** What it looks at beside the sender, as a text. */
  readonly condition: string;

  /** The same without what is taken out of it, where anything is. */
  readonly wider: string | undefined;
}

/** A request: who sends it, and which conditions it meets. */
interface Request {
  readonly from: IpAddress;
  readonly meets: ReadonlySet<string>;
}

/**
 * How much more or less a policy keeps away, over all its rules: of those that match, the one with the lowest number
 * decides. Every sender that rules tell apart is tried with every set of conditions that a request can meet.
 *
 * @returns undefined where it is both, or cannot be seen
 * @see https://cloud.google.com/armor/docs/security-policy-overview#eval-order
 */
export function compareArmorPolicies(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): GuardChange | undefined {
  if (before === undefined || after === undefined || !isSame(before.type, after.type)) return undefined;
  const [old, now] = [rulesOf(before), rulesOf(after)];
  if (old === undefined || now === undefined) return undefined;
  const requests = requestsFor([...old, ...now]);
  if (requests === undefined) return undefined;
  const turns = new Set<GuardChange | undefined>();
  for (const request of requests) turns.add(compareDecisions(decisive(old, request), decisive(now, request)));
  return agreedTurn(turns, undefined);
}

/** In the order in which they are looked at; undefined where they cannot be seen. */
function rulesOf(body: TerraformFields): readonly PolicyRule[] | undefined {
  const blocks = ["rule", "rules"].map((name) => blocksAt(body, name));
  if (blocks.includes(undefined) || holdsHidden([body.rule, body.rules])) return undefined;
  const rules = blocks.flatMap((some) => some ?? []).map(readRule);
  if (rules.includes(undefined)) return undefined;
  const known = rules.flatMap((one) => (one === undefined || one === "off" ? [] : [one]));
  const isAmbiguous = new Set(known.map(({ priority }) => priority)).size < known.length;
  return isAmbiguous ? undefined : known.toSorted((one, other) => one.priority - other.priority);
}

function readRule(body: TerraformFields): PolicyRule | "off" | undefined {
  const deed = armorDeed(body);
  const priority = Number(textAt(body, "priority"));
  if (deed === "nothing") return "off";
  const [match = {}, second] = blocksAt(body, "match") ?? [];
  if (deed === undefined || Number.isNaN(priority) || second !== undefined) return undefined;
  const ranges = rangesOf(match);
  if (ranges === undefined) return undefined;
  const conditions = { match: withoutConfig(match), network: orNull(body.network_match) };
  const wider = written(conditions);
  const exclusions = orNull(body.preconfigured_waf_config);
  const condition = exclusions === null ? wider : written({ ...conditions, exclusions });
  return { body, priority, deed, ranges, condition, wider: exclusions === null ? undefined : wider };
}

/** All addresses where a rule does not look at them; undefined where something in it is no range. */
function rangesOf(match: TerraformFields): readonly IpRange[] | undefined {
  const texts = textsAt(match, "config.src_ip_ranges");
  if (texts === undefined) return undefined;
  if (texts.length === 0 || texts.includes("*")) return [WHOLE[4], WHOLE[6]];
  const ranges = texts.map((text) => {
    const address = IpAddress.read(text);
    return address === undefined ? IpRange.read(text) : IpRange.around(address, address.family === 4 ? 32 : 128);
  });
  return ranges.every((one) => one !== undefined) ? ranges : undefined;
}

function withoutConfig(match: TerraformFields): TerraformFields {
  const named = Object.entries(match).filter(([name]) => name !== "config" && name !== "versioned_expr");
  return Object.fromEntries(named.map(([name, value]) => [name, orNull(value)]));
}

function orNull(value: unknown): unknown {
  return isAbsent(value) ? null : value;
}

/** In one way, whatever the order of fields, and without what is absent. */
function written(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) => {
    if (isAbsent(held)) return undefined;
    if (typeof held !== "object" || held === null || Array.isArray(held)) return held;
    return Object.fromEntries(Object.entries(held).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** A rule that looks at the sender alone. */
const ANY_REQUEST = written({ match: {}, network: null });

/** Undefined where they are too many. */
function requestsFor(rules: readonly PolicyRule[]): Iterable<Request> | undefined {
  const edges = rules.flatMap(({ ranges = [] }) => ranges);
  const senders = ([4, 6] as const).flatMap((family) => intervals(WHOLE[family], edges).map(({ first }) => first));
  const conditions = [
    ...new Set(rules.flatMap(({ condition, wider }) => [condition, ...(wider === undefined ? [] : [wider])])),
  ].filter((one) => one !== ANY_REQUEST);
  if (conditions.length > 12 || senders.length * 2 ** conditions.length > MOST_CASES) return undefined;
  return combined(senders, conditions, rules);
}

function* combined(
  senders: readonly IpAddress[],
  conditions: readonly string[],
  rules: readonly PolicyRule[],
): Generator<Request> {
  for (let set = 0; set < 2 ** conditions.length; set += 1) {
    const meets = new Set([ANY_REQUEST, ...conditions.filter((_, at) => (set >> at) % 2 === 1)]);
    // What meets a condition from which something is taken out meets the whole of it.
    if (rules.some(({ condition, wider }) => wider !== undefined && meets.has(condition) && !meets.has(wider)))
      continue;
    for (const from of senders) yield { from, meets };
  }
}

function decisive(rules: readonly PolicyRule[], { from, meets }: Request): PolicyRule | undefined {
  return rules.find(({ ranges = [], condition }) => meets.has(condition) && ranges.some((range) => range.has(from)));
}

/** What no rule matches is let through. */
function compareDecisions(before: PolicyRule | undefined, after: PolicyRule | undefined): GuardChange | undefined {
  const [was, is] = [before?.deed ?? "lets", after?.deed ?? "lets"];
  if (was !== is) return KEEPS[is] > KEEPS[was] ? "more" : "less";
  if (was === "limits") return compareLimits(before?.body, after?.body);
  const others = ["header_action", "redirect_options"];
  return others.every((name) => isSame(before?.body[name], after?.body[name])) ? "same" : undefined;
}
