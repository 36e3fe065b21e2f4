import type { ResourceChange } from "../../terraform";
import { isReplacement } from "../../terraform/resource-change";
import { lostWith } from "../cards/card-words";
import { cardOf } from "../services";
import { typeWords } from "../../access/ability-words";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";

const KEY_VERSION = "google_kms_crypto_key_version";

/** What is destroyed with the data in it, for good or to make room for its successor. */
export const lossOfDataRule: PlanRule = ruleOf(
  {
    id: "loss-of-data",
    kind: "loss",
    finds:
      "repositories, buckets, keys, secrets, disks, databases and zones that are destroyed " +
      "or replaced, with what is lost",
    reads: (type) => ({
      paths: type === KEY_VERSION ? ["state"] : [],
      deletion: cardOf(type)?.lost !== undefined,
    }),
  },
  ({ changes, isDrift }) =>
    changes.flatMap((change): readonly Observation[] => {
      const { address, type, before, deposedKey, isData } = change;
      if (type === KEY_VERSION) {
        const state = keyState(change);
        if (state.length > 0) return state;
      }
      const isGone = change.actions.includes("delete") || (isDrift && change.after === undefined);
      if (isData || before === undefined || !isGone) return [];
      const lost = lostWith(type, before);
      if (lost === undefined) return [];
      const name = nameOf(before, address);
      const what = phrase`${typeWords(type)} ${name}`;
      const how = isReplacement(change) ? "replaced" : "destroyed";
      const left = deposedKey === undefined ? own("") : own(", which an earlier replacement left behind,");
      return [
        {
          subject: address,
          substance: `${how} ${name}`,
          effect: "changed",
          address,
          summary: phrase`${what}${left} ${own(isDrift ? "is gone" : `is ${how}`)}:
            with it go ${own(lost)}${obstacle(type, before)}`,
        },
      ];
    }),
);

/** A version that stays may be switched off, or destroyed, by its state alone. */
function keyState({ address, before, after, isData }: ResourceChange): readonly Observation[] {
  if (isData || before === undefined || after === undefined) return [];
  if (isSame(before.state, after.state) || textAt(after, "state") === "ENABLED") return [];
  const state = textAt(after, "state") ?? "a state that cannot be seen";
  const summary = phrase`version ${nameOf(after, address)} of a key is now ${state}:
    whatever is encrypted with it cannot be read as long as that is so`;
  return [{ subject: address, substance: `state ${state}`, effect: "changed", address, summary }];
}

/** What may make the apply stop before anything is lost. */
function obstacle(type: string, before: Readonly<Record<string, unknown>>): Phrase {
  if (before.deletion_policy === "PREVENT")
    return own(" (the apply stops there, as long as deletion_policy is PREVENT)");
  if (valueAt(before, "deletion_protection") === true)
    return own(" (the apply stops there, as long as deletion_protection is on)");
  if (type !== "google_storage_bucket") return own("");
  return before.force_destroy === true
    ? own(" (force_destroy is on)")
    : own(" (the apply stops there if any are in it, as force_destroy is off)");
}
