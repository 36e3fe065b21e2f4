import type { ResourceChange, TerraformFields } from "../../terraform";
import { isAbsent, isSame, nameOf } from "../../terraform/resource-values";
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

function decisions(one: ResourceChange): readonly Observation[] {
  const { address, type, before, after } = one;
  const card = cardOf(type);
  if (card === undefined || after === undefined) return [];
  const isNew = before === undefined;
  const told = Object.entries({ ...(isNew ? {} : card.decisions), ...card.decisionsWhenNew });
  return told.flatMap(([path, what]): readonly Observation[] => {
    const [was, is] = [valuesIn(before, path), valuesIn(after, path)];
    if (isSame(was, is) || (isNew && is.every(isAbsent))) return [];
    const name = nameOf(after, address);
    const turn = own(isNew ? "is new" : "changes");
    return [
      {
        subject: name === address ? address : `${type} ${name}`,
        substance: path,
        effect: "unknown",
        content: [path, is],
        address,
        summary: phrase`${nounOf(type)} ${name}: ${own(what)} ${turn} (${own(path)})`,
      },
    ];
  });
}

function valuesIn(body: TerraformFields | undefined, path: string): readonly unknown[] {
  return body === undefined ? [] : valuesAt(body, path);
}
