import type { ResourceChange } from "../../terraform";
import { changedAttributes } from "../../terraform/changed-attributes";
import { nameOf } from "../../terraform/resource-values";
import { valuesAt } from "../../terraform/values-at";
import { own, phrase } from "../../text/phrase";
import { type Observation, ruleOf } from "../observation";
import type { PlanRule } from "../plan-rule";
import { nounOf } from "../cards/card-words";
import { cardOf } from "../services";

/** Attributes that decide something which cannot be ranked: what code runs, where data goes, who is trusted. */
export const safetyDecisionsRule: PlanRule = ruleOf(
  {
    id: "safety-decisions",
    kind: "safety",
    finds:
      "attributes that decide what runs, where data goes or who is trusted, and of which no value is safer than another",
    reads: (type) => {
      const { decisions = {}, decisionsWhenNew = {} } = cardOf(type) ?? {};
      return { paths: [...Object.keys(decisions), ...Object.keys(decisionsWhenNew)] };
    },
  },
  ({ changes }) => changes.flatMap((one) => (one.isData || one.before === one.after ? [] : decisions(one))),
);

function decisions({ address, type, before, after }: ResourceChange): readonly Observation[] {
  const { decisions: always = {}, decisionsWhenNew = {} } = cardOf(type) ?? {};
  if (after === undefined) return [];
  const isNew = before === undefined;
  const told = Object.entries({ ...(isNew ? {} : always), ...decisionsWhenNew });
  if (told.length === 0) return [];
  // What the provider chooses by itself after the apply is nobody's decision.
  const changed = changedAttributes(before ?? {}, after);
  const name = nameOf(after, address);
  return (
    told
      .filter(([path]) => changed.some((one) => one === path || one.startsWith(`${path}.`)))
      // What is off in a new one is as if it were not there.
      .filter(([path]) => !isNew || valuesAt(after, path).some((value) => value !== false))
      .map(([path, what]) => ({
        subject: name === address ? address : `${type} ${name}`,
        substance: path,
        effect: "unknown",
        content: [path, valuesAt(after, path)],
        address,
        summary: phrase`${nounOf(type)} ${name}: ${own(what)} ${own(isNew ? "is new" : "changes")} (${own(path)})`,
      }))
  );
}
