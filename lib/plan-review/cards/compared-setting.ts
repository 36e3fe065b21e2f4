import type { ResourceChange, TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { own, type Phrase, phrase } from "../../text/phrase";
import type { Effect } from "../finding";
import type { Observation } from "../observation";
import { nounOf } from "./card-words";
import type { AttributePath, ResourceCard } from "./card";
import type { Setting, Strength } from "./setting";

/** Settings of the changed resources that got weaker, stronger, or cannot be seen. */
export function settingObservations(
  changes: readonly ResourceChange[],
  cardOf: (type: string) => ResourceCard | undefined,
  section: "settings" | "exposure",
): readonly Observation[] {
  return changes.flatMap((change) => {
    const card = change.isData || change.before === change.after ? undefined : cardOf(change.type);
    const settings = card?.[section];
    if (card === undefined || settings === undefined) return [];
    const { seenAs = (body) => body } = card;
    const seen = { ...change, before: seenAs(change.before, "before"), after: seenAs(change.after, "after") };
    return Object.entries(settings).flatMap(([path, setting]) => settingObservation(seen, path, setting));
  });
}

/** How a setting compares with what it was, or with the safest one where the resource is new. */
type Turn = "weaker" | "stronger" | "same" | "another" | "unknown";

function settingObservation(change: ResourceChange, path: AttributePath, setting: Setting): readonly Observation[] {
  const { address, type, before, after } = change;
  const turn = after === undefined ? "same" : turnOf(before, after, path, setting);
  if (after === undefined || turn === "same") return [];
  const name = nameOf(after, address);
  const value = textAt(after, path);
  const resource = phrase`${nounOf(type)} ${name}`;
  const shown = value === undefined ? own("") : phrase` (${value})`;
  const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
    {
      subject: name === address ? address : `${type} ${name}`,
      substance: `${path} ${substance}`,
      effect,
      address,
      summary,
    },
  ];
  switch (turn) {
    case "unknown":
      return see(
        "unknown",
        `unknown ${value ?? ""}`.trim(),
        phrase`${resource}: it cannot be seen whether ${own(setting.weaker)}${shown}`,
      );
    case "another":
      return see(
        "unknown",
        `another ${value ?? ""}`.trim(),
        phrase`${resource}: ${own(setting.another ?? "")}${shown}`,
      );
    case "weaker":
      return see("widened", `weaker ${value ?? "none"}`, phrase`${resource}: ${own(setting.weaker)}${shown}`);
    case "stronger":
      return see("narrowed", `stronger ${value ?? "none"}`, phrase`${resource}: ${own(setting.stronger)}${shown}`);
  }
}

function turnOf(
  before: TerraformFields | undefined,
  after: TerraformFields,
  path: AttributePath,
  { strength, isForNew, newAs, another, applies = () => true }: Setting,
): Turn {
  if (!applies(after)) return "same";
  const strengthIn = (body: TerraformFields): number | undefined => {
    const value = valueAt(body, path);
    return value instanceof HiddenValue ? undefined : strength.of(value);
  };
  const now = strengthIn(after);
  if (before === undefined && newAs !== undefined) return onlyWeaker(compare(strength.of(newAs), now));
  if (before === undefined) return compareNew(strength, isForNew, now);
  if (isSame(valueAt(before, path), valueAt(after, path))) return "same";
  const beginsToApply = !applies(before);
  // How much is logged says nothing while nothing is.
  if (beginsToApply && isForNew === false) return "same";
  // What begins to have the setting is compared with the safest one.
  const turn = compare(beginsToApply && isForNew === true ? Infinity : strengthIn(before), now);
  return turn === "same" && another !== undefined ? "another" : turn;
}

/**
 * What is new is compared with the safest one, or with what Google makes when nothing is written; that it is stronger
 * is not told.
 */
function compareNew(strength: Strength, isForNew: boolean | undefined, now: number | undefined): Turn {
  if (isForNew === false) return "same";
  return onlyWeaker(compare(isForNew === true ? strength.strongest : strength.of(undefined), now));
}

function onlyWeaker(turn: Turn): Turn {
  return turn === "stronger" ? "same" : turn;
}

function compare(old: number | undefined, now: number | undefined): Turn {
  if (old === undefined || now === undefined) return "unknown";
  if (now === old) return "same";
  return now < old ? "weaker" : "stronger";
}
