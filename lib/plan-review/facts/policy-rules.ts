import { isSameOrLeft } from "../../terraform/changed-attributes";
import type { TerraformFields } from "../../terraform";
import { blocksAt, holdsHidden, isSame, textAt, textsAt, valueAt } from "../../terraform/resource-values";
import { fieldBlocks } from "../../terraform/terraform-resources";
import { agreedTurn } from "./agreed-turn";
import {
  comparePriorities,
  compareProtocols,
  compareRanges,
  compareTexts,
  orAll,
  type ScopeChange,
} from "./firewall-scope";

/** The fields of a rule of a firewall policy that decide what it does. */
export const POLICY_RULE_FIELDS = [
  "action",
  "direction",
  "disabled",
  "match",
  "priority",
  "target_resources",
  "target_service_accounts",
  "target_secure_tags",
  "firewall_policy",
];

/**
 * What a rule of a firewall policy does: it lets through, with or without an inspection, keeps out, leaves it to the
 * next ones, or nothing, as it is not there or off.
 */
type Deed = "lets" | "inspects" | "keeps" | "passes on" | "nothing";

const DEEDS: ReadonlyMap<string, Deed> = new Map([
  ["allow", "lets"],
  ["apply_security_profile_group", "inspects"],
  ["deny", "keeps"],
  ["goto_next", "passes on"],
]);

/** What a policy with its rules says of a rule beside what is compared, and which lets nobody in or out. */
const FOR_PEOPLE = ["description", "rule_name", "enable_logging"];

/** Lists of hosts that a rule is for, of which an empty one stands for all. */
const TARGETS = ["target_resources", "target_service_accounts", "target_secure_tags", "target_secure_tag"];

/** What a rule matches at one end, each added to the others; nothing of it stands for everything. */
const ENDS = ["address_groups", "fqdns", "ip_ranges", "region_codes", "threat_intelligences"];
const SOURCE_TAGS = ["src_secure_tags", "src_secure_tag"];
const TRAFFIC = ["layer4_configs", "layer4_config"];

/** What is compared of a match: where anything else of it changes, such as its networks, the rules are not compared. */
const MATCHED: ReadonlySet<string> = new Set([
  ...ENDS.flatMap((name) => [`src_${name}`, `dest_${name}`]),
  ...SOURCE_TAGS,
  ...TRAFFIC,
]);

/** Ranges that a rule names, for words. */
export function policyRuleRanges(body: TerraformFields): readonly string[] {
  return fieldBlocks(body, "match").flatMap((match) =>
    ["src_ip_ranges", "dest_ip_ranges"].flatMap((name) => textsAt(match, name) ?? []),
  );
}

/**
 * How much more or less one rule lets through, whatever the others say; an undefined body is a rule that is not there.
 *
 * @see https://cloud.google.com/firewall/docs/firewall-policies-rule-details
 */
export function comparePolicyRules(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
): ScopeChange {
  const [was, is] = [deedOf(before), deedOf(after)];
  if (was === undefined || is === undefined) return "unknown";
  if (was === "nothing" || is === "nothing") return fromNothing(was, is);
  if (before === undefined || after === undefined) return fromNothing(was, is);
  const scope = compareMatches(before, after);
  if (was !== is) return compareDeeds(was, is, scope);
  if (scope === "same" || scope === "unknown") return scope;
  // What is left to the next rules may be let through, or kept out, by them.
  if (is === "passes on" || (is === "inspects" && scope === "less")) return "unknown";
  return (scope === "more") === (is !== "keeps") ? "more" : "less";
}

/**
 * How much more or less a policy with its rules lets through; rules are the same ones by their priority. Less that is
 * inspected counts as more that is let through.
 */
export function comparePolicies(before: TerraformFields, after: TerraformFields): ScopeChange {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  if (old === undefined || now === undefined) return "unknown";
  const turns = [...new Set([...old.keys(), ...now.keys()])].flatMap((one) => {
    const [was, is] = [old.get(one), now.get(one)];
    return [comparePolicyRules(was, is), ...compareRest(was, is)];
  });
  return agreedTurn(turns, "unknown");
}

/** What else a rule says that is there and on before and after: how it inspects, and what nobody compares. */
function compareRest(before: TerraformFields | undefined, after: TerraformFields | undefined): readonly ScopeChange[] {
  const deeds = [deedOf(before), deedOf(after)];
  if (before === undefined || after === undefined || deeds.includes("nothing")) return [];
  const compared = new Set([...POLICY_RULE_FIELDS, ...TARGETS, ...INSPECTION, ...FOR_PEOPLE]);
  const rest = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !compared.has(name));
  const isOther = rest.some((name) => !isSameOrLeft(before[name], after[name]));
  const inspections = deeds.every((one) => one === "inspects") ? compareInspections(before, after) : [];
  return [isOther ? "unknown" : "same", ...inspections];
}

const INSPECTION = ["security_profile_group", "tls_inspect"];

/** Which of two groups of profiles lets more through, neither says. */
function compareInspections(before: TerraformFields, after: TerraformFields): readonly ScopeChange[] {
  const isOther = !isSame(before.security_profile_group, after.security_profile_group);
  const isUnseen = holdsHidden([before.security_profile_group, after.security_profile_group]);
  const turn = TLS_TURNS.get(`${tlsOf(before)} ${tlsOf(after)}`) ?? "unknown";
  return [isOther || isUnseen ? "unknown" : "same", turn];
}

function tlsOf(body: TerraformFields): string {
  const value = valueAt(body, "tls_inspect") ?? false;
  return typeof value === "boolean" ? String(value) : "unseen";
}

/** What is encrypted passes without an inspection where that is off. */
const TLS_TURNS: ReadonlyMap<string, ScopeChange> = new Map([
  ["true true", "same"],
  ["false false", "same"],
  ["true false", "more"],
  ["false true", "less"],
]);

/** By direction and priority; undefined where they cannot be seen, or two have the same one. */
function rulesOf(body: TerraformFields): ReadonlyMap<string, TerraformFields> | undefined {
  const rules = new Map<string, TerraformFields>();
  for (const one of blocksAt(body, "rule") ?? [undefined]) {
    const place = one === undefined ? undefined : placeOf(one);
    if (one === undefined || place === undefined || rules.has(place)) return undefined;
    rules.set(place, one);
  }
  return rules;
}

function placeOf(rule: TerraformFields): string | undefined {
  const [direction, priority] = [directionOf(rule), textAt(rule, "priority")];
  return direction === undefined || priority === undefined ? undefined : `${direction} ${priority}`;
}

/** Undefined where it cannot be seen. */
function deedOf(body: TerraformFields | undefined): Deed | undefined {
  if (body === undefined) return "nothing";
  const disabled = valueAt(body, "disabled") ?? false;
  if (disabled === true) return "nothing";
  return disabled === false ? DEEDS.get(textAt(body, "action")?.toLowerCase() ?? "") : undefined;
}

/** What a new rule does, and the reverse of one that is gone. */
function fromNothing(was: Deed, is: Deed): ScopeChange {
  if (was === "nothing" && is === "nothing") return "same";
  // It depends on what the next rules of this policy say, and those of the next one.
  if (was === "passes on" || is === "passes on") return "unknown";
  // Without the inspection they may let it through all the same.
  if (was === "inspects") return "unknown";
  return (was === "nothing" ? is !== "keeps" : was === "keeps") ? "more" : "less";
}

const OPENNESS: ReadonlyMap<Deed, number> = new Map([
  ["keeps", 0],
  ["inspects", 1],
  ["lets", 2],
]);

/** A rule that does something else, with what it matches. */
function compareDeeds(was: Deed, is: Deed, scope: ScopeChange): ScopeChange {
  const [old, now] = [OPENNESS.get(was), OPENNESS.get(is)];
  if (was === "keeps") return "more";
  if (is === "keeps") return was === "lets" || scope === "same" || scope === "more" ? "less" : "unknown";
  if (old === undefined || now === undefined || scope !== "same") return "unknown";
  return now > old ? "more" : "less";
}

/** How much more or less is matched. */
function compareMatches(before: TerraformFields, after: TerraformFields): ScopeChange {
  const [old, now] = [matchOf(before), matchOf(after)];
  const others = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])].filter(
    (name) => !MATCHED.has(name),
  );
  const [was, is] = [directionOf(before), directionOf(after)];
  if (was === undefined || was !== is) return "unknown";
  if (!isSame(before.firewall_policy, after.firewall_policy)) return "unknown";
  if (old === undefined || now === undefined || others.some((name) => !isSame(old[name], now[name]))) return "unknown";
  const parts = [
    ...TARGETS.map((name) => compareNames(namesAt(before, name), namesAt(after, name))),
    compareEnds("src", old, now),
    compareEnds("dest", old, now),
    compareProtocols(trafficOf(old), trafficOf(now)),
    comparePriorities(Number(textAt(before, "priority")), Number(textAt(after, "priority"))),
  ];
  return agreedTurn(parts, "unknown");
}

/** Undefined where it cannot be seen. */
function directionOf(body: TerraformFields): string | undefined {
  const direction = valueAt(body, "direction") ?? "INGRESS";
  return typeof direction === "string" ? direction : undefined;
}

/** Undefined where not all of it is known. */
function matchOf(body: TerraformFields): TerraformFields | undefined {
  const [match, second] = blocksAt(body, "match") ?? [];
  const isKnown = !holdsHidden(body.match) && !TARGETS.some((name) => holdsHidden(body[name]));
  return isKnown && second === undefined ? (match ?? {}) : undefined;
}

/** Of blocks with a name, or of texts. */
function namesAt(body: TerraformFields, name: string): readonly string[] {
  const blocks = fieldBlocks(body, name).flatMap((one) => textAt(one, "name") ?? []);
  return blocks.length > 0 ? blocks : (textsAt(body, name) ?? []);
}

function compareNames(before: readonly string[], after: readonly string[]): ScopeChange {
  return orAll(before, after, compareTexts);
}

/** All that a rule matches at one end together: without anything, everything is matched. */
function compareEnds(end: "src" | "dest", before: TerraformFields, after: TerraformFields): ScopeChange {
  const lists = [...ENDS.map((name) => `${end}_${name}`), ...(end === "src" ? SOURCE_TAGS : [])];
  const isEmpty = (match: TerraformFields): boolean => lists.every((name) => namesAt(match, name).length === 0);
  if (isEmpty(before) || isEmpty(after)) return compareEmpty(isEmpty(before), isEmpty(after));
  const parts = lists.map((name) => {
    const compare = name.endsWith("_ip_ranges") ? compareRanges : compareTexts;
    return compare(namesAt(before, name), namesAt(after, name));
  });
  return agreedTurn(parts, "unknown");
}

function compareEmpty(was: boolean, is: boolean): ScopeChange {
  if (was && is) return "same";
  return is ? "more" : "less";
}

function trafficOf(match: TerraformFields): readonly string[] {
  const configs = TRAFFIC.flatMap((name) => fieldBlocks(match, name));
  return configs.flatMap((one) => {
    const [protocol, ports] = [textAt(one, "ip_protocol") ?? "all", textsAt(one, "ports") ?? []];
    return ports.length === 0 ? [protocol] : ports.map((port) => `${protocol}:${port}`);
  });
}
