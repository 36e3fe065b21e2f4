import type { ResourceChange, TerraformFields } from "../terraform";
import { HiddenValue } from "../terraform/hidden-value";
import { changedAttributes } from "../terraform/changed-attributes";
import { isReplacement } from "../terraform/resource-change";
import { isAbsent, nameOf, valueAt } from "../terraform/resource-values";
import { valuesAt } from "../terraform/values-at";
import { own, type Phrase, phrase } from "../text/phrase";
import { named } from "./facts/downloadable-versions";
import type { ResourceCard } from "./cards/card";
import { packagePolicyReads } from "./facts/package-changes";
import type { Finding, UnreadChange } from "./finding";
import { KnownAttributes } from "./known-attributes";
import type { ReviewedChange } from "./plan-rule";
import { PLAN_RULES } from "./rules";
import { nounOf } from "./cards/card-words";
import { cardOf } from "./services";

const READERS = [...PLAN_RULES, { reads: packagePolicyReads }];

const KNOWN = new Map<string, { readonly card: ResourceCard | undefined; readonly attributes: KnownAttributes }>();

/** What the review knows of a type's attributes. */
export function knownAttributes(type: string): KnownAttributes {
  const card = cardOf(type);
  const known = KNOWN.get(type);
  if (known !== undefined && known.card === card) return known.attributes;
  const attributes = new KnownAttributes(type, card, READERS);
  KNOWN.set(type, { card, attributes });
  return attributes;
}

/** What is known of the attributes of a resource: nothing, where its provider is not the one that the type is of. */
function knownOf({ type, strangeProvider }: ResourceChange): KnownAttributes {
  return strangeProvider === undefined ? knownAttributes(type) : KnownAttributes.ofNothing(type);
}

/**
 * The changes that no rule reads and of which nobody has said that they are harmless.
 *
 * @param apart what moves, gone and new: see `movedApart`
 */
export function unreadChanges(change: ReviewedChange, apart: readonly ResourceChange[]): readonly UnreadChange[] {
  const moved = new Set(apart.map(({ address }) => address));
  return change.changes.flatMap((one): readonly UnreadChange[] => {
    if (one.isData || (one.before === one.after && !isReplacement(one))) return [];
    const { address, type } = one;
    const attributes = unreadAttributes(moved.has(address) ? { ...one, before: undefined } : one, change);
    return attributes.length > 0 || isUnreadItself(one) ? [{ address, type, action: actionOf(one), attributes }] : [];
  });
}

/** Whether nobody knows what it means that the resource comes or goes; of one that is made anew, that it does both. */
function isUnreadItself(change: ResourceChange): boolean {
  const known = knownOf(change);
  if (known.ofCreation() === "unread" && (change.before === undefined || isReplacement(change))) return true;
  return known.ofDeletion() === "unread" && (change.after === undefined || isReplacement(change));
}

/** One finding for each; its key is good for this very plan only, since nobody knows what the change means. */
export function unreadFindings(change: ReviewedChange, unread: readonly UnreadChange[]): readonly Finding[] {
  const bodies = new Map(change.changes.map((one) => [one.address, one.after ?? one.before]));
  return unread.map((one) => ({
    key: `unread:${one.address}:${[one.action, ...one.attributes].join(" ")}${change.isDrift ? ":drift" : ""}`,
    rule: "unread",
    kind: "unread",
    effect: "unread",
    address: one.address,
    summary: summaryOf(one, nameOf(bodies.get(one.address), one.address)),
    isDrift: change.isDrift,
    // Nobody knows what it means: no other plan is approved with this one.
    content: HiddenValue.unknown(),
  }));
}

function summaryOf({ type, action, attributes }: UnreadChange, name: string): Phrase {
  const what = phrase`${nounOf(type)} ${name}`;
  const how = own(ACTION_WORDS[action]);
  const unread = attributes.length === 0 ? own("what that means") : named(attributes);
  return phrase`${what} ${how}, and no rule reads ${unread}`;
}

const ACTION_WORDS: Readonly<Record<UnreadChange["action"], string>> = {
  new: "is new",
  changed: "changes",
  replaced: "is destroyed and made anew",
  gone: "is gone",
};

function actionOf(change: ResourceChange): UnreadChange["action"] {
  if (change.before === undefined) return "new";
  if (change.after === undefined) return "gone";
  return isReplacement(change) && isUnreadItself(change) ? "replaced" : "changed";
}

function unreadAttributes(one: ResourceChange, { plan, isDrift }: ReviewedChange): readonly string[] {
  const { address, before = {}, after } = one;
  if (after === undefined) return [];
  const known = knownOf(one);
  return changedAttributes(before, after)
    .filter((path) => known.of(path) === "unread" && !goesWithItsBlock(path, after, known))
    .filter((path) => isDrift || !isLeftToProvider(path, one, plan.configuration.says(address, path.split("."))))
    .sort();
}

/** Of a block that goes, and of which a rule looks at whether it is there, that is what is told. */
function goesWithItsBlock(path: string, after: TerraformFields, known: KnownAttributes): boolean {
  const parts = path.split(".");
  const blocks = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("."));
  return blocks.some((block) => known.of(block) === "read" && valuesAt(after, block).length === 0);
}

/** A value that nobody wrote, where there was none: what Google, or a newer provider, says of what was so before. */
function isLeftToProvider(path: string, { before = {} }: ResourceChange, isWritten: boolean): boolean {
  return !isWritten && isAbsent(valueAt(before, path));
}
