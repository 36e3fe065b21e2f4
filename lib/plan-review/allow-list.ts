import { HiddenValue, fieldsOf, type ResourceChange } from "../terraform";
import { typeWords } from "../access/ability-words";
import type { Effect } from "./finding";
import type { Observation } from "./observation";
import { own, phrase, type Phrase } from "../text/phrase";
import { holdsHidden, isSame, nameOf, textAt, valueAt } from "../terraform/resource-values";

/** How many of a list are named. */
const MOST_NAMED = 4;

/** A list of those who are let in: who is not on it is kept out. */
export interface AllowList {
  readonly types: readonly string[];

  /** Where it is, through blocks that occur once. */
  readonly path: string;

  /**
   * What an entry is called by.
   *
   * @default - entries are texts
   */
  readonly name?: string;

  /**
   * The block without which nobody is kept out; that it comes or goes is for another setting to say.
   *
   * @default - without a list nobody is let in
   */
  readonly within?: string;

  /** What those on it can do, to be read after "can now" or "can no longer". */
  readonly lets: string;
}

/** Who is put on such lists, and who is taken off. */
export function allowListObservations(
  changes: readonly ResourceChange[],
  lists: readonly AllowList[],
): readonly Observation[] {
  return changes.flatMap((change) => {
    if (change.isData || change.before === change.after) return [];
    return lists.filter(({ types }) => types.includes(change.type)).flatMap((list) => observations(change, list));
  });
}

function observations(
  { address, type, before, after }: ResourceChange,
  { path, name, within, lets }: AllowList,
): readonly Observation[] {
  if (
    after === undefined ||
    (within !== undefined && [before, after].some((body) => body === undefined || valueAt(body, within) === undefined))
  )
    return [];
  const [was, is] = [before === undefined ? undefined : valueAt(before, path), valueAt(after, path)];
  if (isSame(was, is)) return [];
  const called = nameOf(after, address);
  const resource = phrase`${typeWords(type)} ${called}`;
  const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({
    subject: called === address ? address : `${type} ${called}`,
    substance: `${path} ${substance}`,
    effect,
    address,
    summary,
  });
  if (was instanceof HiddenValue || holdsHidden(was) || holdsHidden(is))
    return [see("unknown", "unknown", phrase`${resource}: who can ${own(lets)} cannot be seen before the apply`)];
  const [old, now] = [new Set(textsOf(was, name)), new Set(textsOf(is, name))];
  const [more, less] = [[...now].filter((one) => !old.has(one)), [...old].filter((one) => !now.has(one))];
  return [
    ...(more.length === 0
      ? []
      : [see("widened", `more ${more.join(" ")}`, phrase`${resource}: ${listed(more)} can now ${own(lets)}`)]),
    ...(less.length === 0
      ? []
      : [see("narrowed", `less ${less.join(" ")}`, phrase`${resource}: ${listed(less)} can no longer ${own(lets)}`)]),
  ];
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
