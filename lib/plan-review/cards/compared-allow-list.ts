import type { ResourceChange, TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { fieldsOf } from "../../terraform/terraform-resources";
import { holdsHidden, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { own, type Phrase, phrase } from "../../text/phrase";
import type { Effect } from "../finding";
import type { Observation } from "../observation";
import { uncovered } from "../facts/address-lists";
import { nounOf } from "./card-words";
import type { AllowList } from "./allow-list";
import type { AttributePath, ResourceCard } from "./card";

/** How many of a list are named. */
const MOST_NAMED = 4;

/** Who is put on the lists of those who are let in, and who is taken off. */
export function allowListObservations(
  changes: readonly ResourceChange[],
  cardOf: (type: string) => ResourceCard | undefined,
): readonly Observation[] {
  return changes.flatMap((change) => {
    if (change.isData || change.before === change.after) return [];
    return Object.entries(cardOf(change.type)?.allowed ?? {}).flatMap(([path, list]) =>
      observations(change, path, list),
    );
  });
}

function observations(
  { address, type, before, after }: ResourceChange,
  path: AttributePath,
  { name, within, lets }: AllowList,
): readonly Observation[] {
  if (after === undefined || !isInForce(before, after, within)) return [];
  const [was, is] = [before === undefined ? undefined : valueAt(before, path), valueAt(after, path)];
  if (isSame(was, is)) return [];
  const called = nameOf(after, address);
  const resource = phrase`${nounOf(type)} ${called}`;
  const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
    {
      subject: called === address ? address : `${type} ${called}`,
      substance: `${path} ${substance}`,
      effect,
      address,
      summary,
    },
  ];
  if (was instanceof HiddenValue || holdsHidden(was) || holdsHidden(is))
    return see("unknown", "unknown", phrase`${resource}: who can ${own(lets)} cannot be seen before the apply`);
  const [old, now] = [textsOf(was, name), textsOf(is, name)];
  const [more, less] = [added(now, old), added(old, now)];
  const opened =
    more.length === 0
      ? []
      : see("widened", `more ${more.join(" ")}`, phrase`${resource}: ${listed(more)} can now ${own(lets)}`);
  const closed =
    less.length === 0
      ? []
      : see("narrowed", `less ${less.join(" ")}`, phrase`${resource}: ${listed(less)} can no longer ${own(lets)}`);
  return [...opened, ...closed];
}

/** What a list has that the other does not; of addresses, whatever ranges they are written as. */
function added(some: readonly string[], all: readonly string[]): readonly string[] {
  const has = new Set(all);
  const more = [...new Set(some)].filter((one) => !has.has(one));
  return more.length === 0 ? more : (uncovered(more, all) ?? more);
}

/** Whether the block without which nobody is kept out is there on both sides. */
function isInForce(before: TerraformFields | undefined, after: TerraformFields, within: string | undefined): boolean {
  if (within === undefined) return true;
  return before !== undefined && [before, after].every((body) => valueAt(body, within) !== undefined);
}

function textsOf(value: unknown, name: string | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((one) => (name === undefined ? String(one) : (textAt(fieldsOf(one), name) ?? "what has no name")))
    .sort();
}

function listed(texts: readonly string[]): Phrase {
  return phrase`${texts.slice(0, MOST_NAMED)}${own(texts.length > MOST_NAMED ? " and more" : "")}`;
}
