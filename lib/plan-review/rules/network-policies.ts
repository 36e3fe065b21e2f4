import type { Effect } from "../finding";
import { POLICY_RULE_FIELDS, policyRuleAllows, policyRuleRanges } from "../facts/firewall-scope";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";

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
    finds:
      "rules of firewall policies that let more or less through, and policies that are put on networks or taken off",
    reads: (type) => {
      const paths = fieldsOf(type);
      return paths && { paths, creation: true, deletion: true };
    },
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const { address, type, before, after, isData } = change;
      if (isData || isSame(before, after)) return [];
      const body = after ?? before ?? {};
      const name = nameOf(body, address);
      const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
        { subject: address, substance, effect, address, summary },
      ];
      const word = before === undefined ? "is new" : after === undefined ? "is gone" : "changes";
      if (ASSOCIATION.test(type)) {
        if (
          before !== undefined &&
          after !== undefined &&
          ASSOCIATION_FIELDS.every((field) => isSame(before[field], after[field]))
        )
          return [];
        return see(
          "unknown",
          `association ${word}`,
          phrase`that firewall policy ${textAt(body, "firewall_policy") ?? name} is on ${textAt(body, "attachment_target") ?? "a network that cannot be seen"} ${own(word)}: what hosts reach by that cannot be seen`,
        );
      }
      if (WHOLE.test(type)) {
        if (before !== undefined && after !== undefined && isSame(before.rule, after.rule)) return [];
        return see(
          "unknown",
          word,
          phrase`firewall policy ${name} ${own(word)}: whether its rules let more through cannot be seen`,
        );
      }
      if (!RULE.test(type)) return [];
      if (
        before !== undefined &&
        after !== undefined &&
        POLICY_RULE_FIELDS.every((field) => isSame(before[field], after[field]))
      )
        return [];
      const ranges = policyRuleRanges(body);
      const direction = DIRECTIONS.get(textAt(body, "direction") ?? "");
      const what = phrase`${own(direction === undefined ? "" : `${direction} `)}rule of firewall policy ${textAt(body, "firewall_policy") ?? name} (${textAt(body, "action") ?? "an action that cannot be seen"} ${ranges.slice(0, 4)})`;
      const [was, is] = [
        before === undefined ? undefined : policyRuleAllows(before),
        after === undefined ? undefined : policyRuleAllows(after),
      ];
      const substance = [
        word,
        textAt(body, "action") ?? "unknown",
        String(valueAt(body, "disabled") === true),
        ...[...ranges].sort(),
      ].join(" ");
      const isUnknown = [before, after].some((side) => side !== undefined && textAt(side, "action") === undefined);
      const effect: Effect =
        isUnknown || was === is
          ? "unknown"
          : was === undefined
            ? is === true
              ? "widened"
              : "narrowed"
            : is === undefined
              ? was
                ? "narrowed"
                : "widened"
              : is
                ? "widened"
                : "narrowed";
      if (was === undefined && is === undefined && !isUnknown) return [];
      return see(
        effect,
        substance,
        effect === "unknown"
          ? phrase`${what} ${own(word)}: whether it lets more through cannot be seen`
          : phrase`${what} ${own(word)}`,
      );
    }),
);
