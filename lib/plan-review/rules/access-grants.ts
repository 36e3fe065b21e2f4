import { type Conditions, HeldRoles } from "../../access/held-roles";
import { HiddenValue } from "../../terraform/hidden-value";
import type { Effect } from "../finding";
import { abilityWords } from "../../access/ability-words";
import { accessListAttributes, bucketLists, datasetLists, groupMembers } from "../../access/access-lists";
import { entitlementAttributes, entitlementGrants } from "../../access/entitlements";
import { iamStyle } from "../../access/iam-style";
import { isPublic, memberWords } from "../../access/member";
import { type Grant, grantsIn, type UnseenGrant } from "../../access/terraform-grants";
import { isSame, textAt } from "../../terraform/resource-values";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import { EVERYTHING, type PlanRule, type ReviewedChange } from "../plan-rule";

const NONE: Conditions = new Set();

/** Who gets and who loses a role: compared as sets, in whatever resources it is written. */
export const accessGrantsRule: PlanRule = ruleOf(
  {
    id: "access-grants",
    kind: "access",
    finds:
      "members that gain or lose a role on any resource, alone, with others or on request, " +
      "and conditions that are lifted or set",
    reads: (type) => {
      if (iamStyle(type) !== undefined) return EVERYTHING;
      const paths = [...accessListAttributes(type), ...entitlementAttributes(type)];
      const isEntry = paths.length > 0 && type !== "google_bigquery_dataset";
      return { paths, creation: isEntry, deletion: isEntry };
    },
  },
  (change) => {
    const [before, after] = [held(change, "before"), held(change, "after")];
    const isHidden = (grant: Grant): boolean =>
      after.unseen.some(({ target, role }) => target.id === grant.target.id && (role ?? grant.role) === grant.role);
    const found = [...new Set([...before.roles.keys, ...after.roles.keys])].flatMap((key) => {
      if (isSameSet(before.roles.conditions(key), after.roles.conditions(key))) return [];
      const grant = after.roles.grant(key) ?? before.roles.grant(key);
      if (grant === undefined) return [];
      const project = projectOf(grant, change);
      const [was, is] = [before, after].map(({ roles }) => roles.effectiveConditions(grant, project));
      return compared(grant, was ?? NONE, is ?? NONE, isHidden(grant));
    });
    const everybody = found.filter(({ member }) => isPublic(member)).map(({ observation }) => observation);
    const others = found.filter(({ member }) => !isPublic(member)).map(({ observation }) => observation);
    return [...everybody, ...others, ...after.unseen.map(unseenObservation)];
  },
);

function held(
  change: ReviewedChange,
  side: "before" | "after",
): { readonly roles: HeldRoles; readonly unseen: readonly UnseenGrant[] } {
  const world = change[side];
  const all = [grantsIn(world), bucketLists(world), datasetLists(world), groupMembers(world), entitlementGrants(world)];
  const isUnchanged = ({ address }: { readonly address: string }): boolean =>
    isSame(change.before.at(address)?.body, change.after.at(address)?.body);
  // What cannot be seen, and stays as it is, is one condition and no other.
  const conditionOf = (grant: Grant): string | undefined =>
    grant.condition ?? (isUnchanged(grant) ? `the condition of ${grant.address}` : undefined);
  return {
    roles: new HeldRoles(
      all.flatMap(({ seen }) => seen),
      conditionOf,
    ),
    unseen: all.flatMap(({ unseen }) => unseen).filter((one) => !isUnchanged(one)),
  };
}

/**
 * The project that a resource is said to be in, by what grants or by itself: never by the provider's settings alone.
 */
function projectOf({ address, target }: Grant, { before, after }: ReviewedChange): string | undefined {
  const bodies = [after.at(address)?.body, before.at(address)?.body, target.block?.body];
  return bodies.map((body) => body && textAt(body, "project")).find((one) => one !== undefined);
}

function isSameSet(some: Conditions, others: Conditions): boolean {
  // What cannot be seen is never the same.
  return some.size === others.size && [...some].every((one) => one !== undefined && others.has(one));
}

interface Compared {
  readonly member: string;
  readonly observation: Observation;
}

/**
 * @param isHidden whether what is granted from now on cannot be seen, so that one who seems to lose a role may keep it
 */
function compared(grant: Grant, was: Conditions, is: Conditions, isHidden: boolean): readonly Compared[] {
  const { target, type, role, member, address } = grant;
  const place = [type, target.place, target.fullName];
  const can = abilityWords(role, type, target.label);
  const who = memberWords(member);
  const see = (effect: Effect, word: string, summary: Phrase): readonly Compared[] => {
    const conditions = [...is].map((one) => one ?? "unknown").filter((one) => one !== "");
    const substance = [word, role, member, ...(is.has("") ? [] : conditions.sort())].join(" ");
    const content = [place, role, member, [...is].map((one) => one ?? HiddenValue.unknown())];
    return [{ member, observation: { subject: target.fullName, substance, effect, address, summary, content } }];
  };
  const only = is.has("") || is.size === 0 ? own("") : phrase`, ${whenWords(is)}`;
  if (was.size === 0) return see("widened", "gains", phrase`${who} can now ${can}${only}`);
  if (is.size === 0) {
    const unless = own(isHidden ? ", unless what cannot be seen before the apply lets them" : "");
    return see("narrowed", "loses", phrase`${who} can no longer ${can}${unless}`);
  }
  return comparedConditions(was, is, { who, can, see });
}

/** A member who has a role before and after. */
interface Holder {
  readonly who: Phrase;
  readonly can: Phrase;
  readonly see: (effect: Effect, word: string, summary: Phrase) => readonly Compared[];
}

function comparedConditions(was: Conditions, is: Conditions, { who, can, see }: Holder): readonly Compared[] {
  const [wasAlways, isAlways] = [was.has(""), is.has("")];
  if (wasAlways && isAlways) return [];
  if (isAlways) return see("widened", "always", phrase`${who} can now always ${can}, until now ${whenWords(was)}`);
  if (is.has(undefined)) {
    const summary = phrase`whether ${who} can still, or sooner, ${can} depends on a condition that cannot be seen`;
    return see("unknown", "unknown", summary);
  }
  const only = phrase`${who} can now ${can} only ${whenWords(is)}`;
  if (wasAlways) return see("narrowed", "only", only);
  const more = [...is].filter((one) => !was.has(one));
  const less = [...was].filter((one) => !is.has(one));
  if (more.length === 0) return less.length === 0 ? [] : see("narrowed", "fewer", only);
  if (less.length === 0) {
    return see("widened", "more", phrase`${who} can now ${can} also ${whenWords(new Set(more))}`);
  }
  const summary = phrase`the condition under which ${who} can ${can} changes: it is now ${whenWords(is)}`;
  return see("unknown", "other", summary);
}

function whenWords(conditions: ReadonlySet<string | undefined>): Phrase {
  const [known, hidden] = [[...conditions].filter((one) => one !== undefined), conditions.has(undefined)];
  const texts = known.filter((one) => one !== "").sort();
  if (texts.length === 0) return own(hidden ? "under a condition that cannot be seen" : "without a condition");
  return phrase`when ${texts}${own(hidden ? " or under a condition that cannot be seen" : "")}`;
}

function unseenObservation({ target, type, role, references, address }: UnseenGrant): Observation {
  const what = role === undefined ? phrase`get a role on ${target.label}` : abilityWords(role, type, target.label);
  const from = references.length === 0 ? own("") : phrase` (${references})`;
  return {
    subject: target.fullName,
    substance: ["unknown", role ?? "any role", ...references].join(" "),
    effect: "unknown",
    address,
    summary: phrase`who can now ${what} cannot be seen before the apply${from}`,
    content: [type, target.place, target.fullName, role, references, HiddenValue.unknown()],
  };
}
