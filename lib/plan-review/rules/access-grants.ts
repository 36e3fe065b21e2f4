import type { Conditions } from "../../access/held-permissions";
import { HiddenValue } from "../../terraform/hidden-value";
import type { Effect } from "../finding";
import { comparedConditions } from "../../access/compared-conditions";
import { abilityWords } from "../../access/ability-words";
import { accessListAttributes } from "../../access/access-lists";
import { entitlementAttributes } from "../../access/entitlements";
import { heldAccess, permissionTurns, projectOf } from "../facts/held-access";
import type { TurnedPermissions } from "../facts/permission-turns";
import { iamStyle } from "../../access/iam-style";
import { isPublic, memberWords } from "../../access/member";
import type { Grant, UnseenGrant } from "../../access/terraform-grants";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import { EVERYTHING, type PlanRule, type ReviewedChange } from "../plan-rule";

const NONE: Conditions = new Set();

// Many may have one role of thousands of permissions.
const SORTED = new WeakMap<readonly string[], readonly string[]>();

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
    const { before, after } = heldAccess(change);
    const isHidden = (grant: Grant): boolean =>
      after.unseen.some(({ target, role }) => target.id === grant.target.id && (role ?? grant.role) === grant.role);
    const found = [...new Set([...before.roles.keys, ...after.roles.keys])].flatMap((key) => {
      if (isSameSet(before.roles.conditions(key), after.roles.conditions(key))) return [];
      const grant = after.roles.grant(key) ?? before.roles.grant(key);
      if (grant === undefined) return [];
      const project = projectOf(grant, change);
      const [was, is] = [before, after].map(({ roles }) => roles.effectiveConditions(grant, project));
      const compare = { grant, was: was ?? NONE, is: is ?? NONE };
      const permissions = permissionsOf(grant, change);
      return compared({ ...compare, parts: partsOf(compare, change), permissions, isHidden: isHidden(grant) });
    });
    const everybody = found.filter(({ member }) => isPublic(member)).map(({ observation }) => observation);
    const others = found.filter(({ member }) => !isPublic(member)).map(({ observation }) => observation);
    return [...everybody, ...others, ...after.unseen.map(unseenObservation)];
  },
);

function isSameSet(some: Conditions, others: Conditions): boolean {
  // What cannot be seen is never the same.
  return some.size === others.size && [...some].every((one) => one !== undefined && others.has(one));
}

interface Compared {
  readonly member: string;
  readonly observation: Observation;
}

/** The conditions under which a member had and has a role. */
interface Turn {
  readonly grant: Grant;
  readonly was: Conditions;
  readonly is: Conditions;
}

/** Undefined of other roles than custom ones, and where somebody has the role before and after. */
function partsOf({ grant, was, is }: Turn, change: ReviewedChange): TurnedPermissions | undefined {
  const { before, after } = heldAccess(change);
  if (was.size > 0 && is.size > 0) return undefined;
  const isGained = was.size === 0;
  const permissions = (isGained ? after : before).permissions.get(grant.role);
  if (permissions === undefined) return undefined;
  const turns = permissionTurns(grant, change);
  return isGained ? turns.gained(permissions) : turns.lost(permissions);
}

/** What a custom role of the plan permits: one of the same name with other permissions gives something else. */
function permissionsOf({ role }: Grant, change: ReviewedChange): readonly unknown[] {
  const { before, after } = heldAccess(change);
  const side = [after, before].find(({ permissions }) => permissions.has(role));
  if (side === undefined) return [];
  const permissions = side.permissions.get(role);
  if (permissions === undefined) return [HiddenValue.unknown()];
  const sorted = SORTED.get(permissions) ?? permissions.toSorted();
  SORTED.set(permissions, sorted);
  return sorted;
}

/** What of a custom role is new, or lost; nothing where that is all of it. */
function partWords(parts: TurnedPermissions | undefined, verb: string, limit: string): Phrase {
  if (parts === undefined || parts.isAll) return own("");
  const { turned, limited } = parts;
  const words = [
    ...(turned.length === 0 ? [] : [phrase`${own(verb)} permission ${turned}`]),
    ...(limited.length === 0 ? [] : [phrase`has permission ${limited} ${own(limit)}`]),
  ];
  return words.reduce((some, one, at) => phrase`${some}${own(at === 0 ? ", and so " : " and ")}${one}`, own(""));
}

interface ComparedTurn extends Turn {
  readonly parts: TurnedPermissions | undefined;

  /** Of a custom role; what cannot be seen is a `HiddenValue`. */
  readonly permissions: readonly unknown[];

  /** Whether what is granted from now on cannot be seen, so that one who seems to lose a role may keep it. */
  readonly isHidden: boolean;
}

function compared({ grant, was, is, parts, permissions, isHidden }: ComparedTurn): readonly Compared[] {
  if (parts !== undefined && parts.turned.length + parts.limited.length === 0) return [];
  const { target, type, role, member, address } = grant;
  const place = [type, target.place, target.fullName];
  const can = abilityWords(role, type, target.label);
  const who = memberWords(member);
  const see = (effect: Effect, word: string, summary: Phrase): readonly Compared[] => {
    const conditions = [...is].map((one) => one ?? "unknown").filter((one) => one !== "");
    const substance = [word, role, member, ...(is.has("") ? [] : conditions.sort())].join(" ");
    const held = [...was].map((one) => one ?? "a condition that cannot be seen");
    const content = [place, role, member, permissions, held, [...is].map((one) => one ?? HiddenValue.unknown())];
    return [{ member, observation: { subject: target.fullName, substance, effect, address, summary, content } }];
  };
  const only = is.has("") || is.size === 0 ? own("") : phrase`, ${whenWords(is)}`;
  if (was.size === 0) {
    const more = partWords(parts, "gets", "under a wider condition");
    return see("widened", "gains", phrase`${who} can now ${can}${only}${more}`);
  }
  if (is.size === 0) {
    const unless = own(isHidden ? ", unless what cannot be seen before the apply lets them" : "");
    const less = partWords(parts, "loses", "under a narrower condition");
    return see("narrowed", "loses", phrase`${who} can no longer ${can}${less}${unless}`);
  }
  return conditionsTurned(was, is, { who, can, see });
}

/** A member who has a role before and after. */
interface Holder {
  readonly who: Phrase;
  readonly can: Phrase;
  readonly see: (effect: Effect, word: string, summary: Phrase) => readonly Compared[];
}

function conditionsTurned(was: Conditions, is: Conditions, { who, can, see }: Holder): readonly Compared[] {
  const [wasAlways, isAlways] = [was.has(""), is.has("")];
  if (wasAlways && isAlways) return [];
  if (isAlways) return see("widened", "always", phrase`${who} can now always ${can}, until now ${whenWords(was)}`);
  if (is.has(undefined)) {
    const summary = phrase`whether ${who} can still, or sooner, ${can} depends on a condition that cannot be seen`;
    return see("unknown", "unknown", summary);
  }
  const only = phrase`${who} can now ${can} only ${whenWords(is)}`;
  if (wasAlways) return see("narrowed", "only", only);
  const turn = comparedConditions(known(was), known(is));
  if (turn === "same" && !was.has(undefined)) return [];
  if (turn === "same" || turn === "less") return see("narrowed", "fewer", only);
  const more = new Set([...is].filter((one) => !was.has(one)));
  if ([...was].every((one) => is.has(one))) {
    return see("widened", "more", phrase`${who} can now ${can} also ${whenWords(more)}`);
  }
  if (turn === "more") {
    const when = phrase`${whenWords(is)}, until now ${whenWords(was)}`;
    const summary = phrase`${who} can now ${can} under a wider condition: ${when}`;
    return see("widened", "wider", summary);
  }
  const summary = phrase`the condition under which ${who} can ${can} changes: it is now ${whenWords(is)}`;
  return see("unknown", "other", summary);
}

/** Those that can be seen. */
function known(conditions: Conditions): readonly string[] {
  return [...conditions].filter((one) => one !== undefined);
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
