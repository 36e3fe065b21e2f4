import { isSameOrLeft } from "../../terraform/changed-attributes";
import type { ResourceChange, TerraformFields } from "../../terraform";
import type { Effect } from "../finding";
import { comparePolicies, comparePolicyRules, POLICY_RULE_FIELDS, policyRuleRanges } from "../facts/policy-rules";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { nameOf, textAt, valueAt } from "../../terraform/resource-values";

const RULE = /^google_compute_((region_)?network_)?firewall_policy_rule$/;
const WHOLE = /^google_compute_((region_)?network_)?firewall_policy_with_rules$/;
const DIRECTIONS = new Map([
  ["INGRESS", "ingress"],
  ["EGRESS", "egress"],
]);
const ASSOCIATION = /^google_compute_((region_)?network_)?firewall_policy_association$/;

const ASSOCIATION_FIELDS = ["attachment_target", "firewall_policy"];

/** The attributes that decide what a type does; undefined for what is no part of a firewall policy. */
function fieldsOf(type: string): readonly string[] | undefined {
  if (RULE.test(type)) return POLICY_RULE_FIELDS;
  if (WHOLE.test(type)) return ["rule"];
  return ASSOCIATION.test(type) ? ASSOCIATION_FIELDS : undefined;
}

/**
 * Firewall policies of organizations, folders and networks. What they say together is not computed.
 *
 * @see https://cloud.google.com/firewall/docs/firewall-policies-overview
 */
export const networkPoliciesRule: PlanRule = ruleOf(
  {
    id: "network-policies",
    kind: "network",
    readsMoved: true,
    finds:
      "rules of firewall policies that let more or less through, and policies that are put on networks or taken off",
    reads: (type) => {
      const paths = fieldsOf(type);
      return paths && { paths, creation: true, deletion: true };
    },
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const fields = change.isData ? undefined : fieldsOf(change.type);
      if (fields === undefined || !isChanged(change, fields)) return [];
      if (ASSOCIATION.test(change.type)) return [associationObservation(change)];
      return WHOLE.test(change.type) ? wholeObservations(change) : ruleObservations(change);
    }),
);

/** A resource that comes or goes is changed, whatever it holds. */
function isChanged({ before, after }: ResourceChange, fields: readonly string[]): boolean {
  if (before === undefined || after === undefined) return true;
  return fields.some((field) => !isSameOrLeft(before[field], after[field]));
}

function turnOf({ before, after }: ResourceChange): string {
  if (before === undefined) return "is new";
  return after === undefined ? "is gone" : "changes";
}

function bodyOf({ before, after }: ResourceChange): TerraformFields {
  return after ?? before ?? {};
}

function associationObservation(change: ResourceChange): Observation {
  const { address } = change;
  const [body, turn] = [bodyOf(change), turnOf(change)];
  const policy = textAt(body, "firewall_policy") ?? nameOf(body, address);
  const target = textAt(body, "attachment_target") ?? "a network that cannot be seen";
  const summary = phrase`that firewall policy ${policy} is on ${target} ${own(turn)}:
    what hosts reach by that cannot be seen`;
  return { subject: address, substance: `association ${turn}`, effect: "unknown", address, summary };
}

const TURNS = {
  more: { effect: "widened", words: ": it lets more through" },
  less: { effect: "narrowed", words: ": it lets less through" },
  unknown: { effect: "unknown", words: ": whether it lets more through cannot be seen" },
} satisfies Record<string, { readonly effect: Effect; readonly words: string }>;

function wholeObservations(change: ResourceChange): readonly Observation[] {
  const { address, before, after } = change;
  const turn = turnOf(change);
  const compared = before === undefined || after === undefined ? "unknown" : comparePolicies(before, after);
  if (compared === "same") return [];
  const name = nameOf(bodyOf(change), address);
  const { effect, words } = TURNS[compared];
  return [
    {
      subject: address,
      substance: turn,
      effect,
      address,
      summary: phrase`firewall policy ${name} ${own(turn + words)}`,
    },
  ];
}

/** A rule that is switched off before and after does nothing. */
function ruleObservations(change: ResourceChange): readonly Observation[] {
  const { address, before, after } = change;
  const [body, turn] = [bodyOf(change), turnOf(change)];
  const compared = comparePolicyRules(before, after);
  if (compared === "same") return [];
  const { effect, words } = TURNS[compared];
  const ranges = policyRuleRanges(body);
  const isOff = valueAt(body, "disabled") === true;
  const substance = [turn, textAt(body, "action") ?? "unknown", String(isOff), ...[...ranges].sort()].join(" ");
  // What it does says enough of one that comes or goes.
  const isPlain = turn !== "changes" && effect !== "unknown";
  const summary = phrase`${ruleWords(body, address, ranges)} ${own(isPlain ? turn : turn + words)}`;
  return [{ subject: address, substance, effect, address, summary }];
}

function ruleWords(body: TerraformFields, address: string, ranges: readonly string[]): Phrase {
  const direction = DIRECTIONS.get(textAt(body, "direction") ?? "");
  const policy = textAt(body, "firewall_policy") ?? nameOf(body, address);
  const action = textAt(body, "action") ?? "an action that cannot be seen";
  const where = ranges.length === 0 ? own("") : phrase` ${ranges.slice(0, 4)}`;
  return phrase`${own(direction === undefined ? "" : `${direction} `)}rule of firewall policy ${policy}
    (${action}${where})`;
}
