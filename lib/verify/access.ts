import { quote } from "../text/quoting";
import type { Binding } from "../access/iam-policy";
import { isDefaultAccount, isPublic } from "../access/member";
import type { Power } from "../access/power";

/** Where a role is given. Folders and the organization above the project cannot be seen. */
export type AccessLevel = "repository" | "project";

/** A role that lets somebody read the repository or take its rules away. */
export interface Access {
  readonly level: AccessLevel;
  readonly role: string;
  readonly powers: readonly Power[];
  readonly members: readonly string[];

  /** @default - always */
  readonly condition?: string;
}

/** What is known of who can do what. */
export interface AccessReport {
  readonly access: readonly Access[];

  /** What should not be, each a clause without a full stop. */
  readonly findings: readonly string[];

  /** What could not be read, each a clause without a full stop. */
  readonly unknown: readonly string[];
}

/**
 * @param bindings those of each level; undefined where they could not be read
 * @param powersOf what a role can do; a text says why that is not known
 */
export function reportAccess(
  bindings: ReadonlyMap<AccessLevel, readonly Binding[] | string>,
  powersOf: (role: string) => readonly Power[] | string,
): AccessReport {
  const reports = [...bindings].flatMap(([level, found]): readonly AccessReport[] => {
    if (typeof found === "string") return [unseen(`who has access through the ${level}: ${found}`)];
    return found.map((binding) => reportBinding(level, binding, powersOf(binding.role)));
  });
  return {
    access: reports.flatMap(({ access }) => access),
    findings: reports.flatMap(({ findings }) => findings),
    unknown: reports.flatMap(({ unknown }) => unknown),
  };
}

function reportBinding(level: AccessLevel, binding: Binding, powers: readonly Power[] | string): AccessReport {
  const { role, members, condition } = binding;
  const limit = condition === "" ? "" : ", under a condition";
  const everybody = members.filter(isPublic).map(quoteMember).join(", ");
  const what = `${quote(role)} on the ${level}${limit}`;
  if (typeof powers === "string") {
    const count = members.length === 1 ? "1 member" : `${members.length} members`;
    const open = everybody === "" ? [] : [`${everybody} has ${what}: everybody, and what that allows is not known`];
    return unseen(`what ${what} lets ${count} do: ${powers}`, open);
  }
  if (powers.length === 0 || members.length === 0) return NOTHING;
  const open = everybody === "" ? [] : [`${everybody} has ${what}: everybody can ${inWords(powers)}`];
  const shown = condition === "" ? {} : { condition: condition ?? "not known" };
  return {
    access: [{ level, role, powers, members, ...shown }],
    findings: [...open, ...ofDefaultAccounts(members, what, powers)],
    unknown: [],
  };
}

/** Whatever runs as an account by default should not do more than read. */
function ofDefaultAccounts(members: readonly string[], what: string, powers: readonly Power[]): readonly string[] {
  const strong = powers.filter((power) => power !== "read");
  if (strong.length === 0) return [];
  return members
    .filter(isDefaultAccount)
    .map(
      (member) =>
        `${quoteMember(member)} has ${what}: workloads run as it unless told otherwise, and can ${inWords(strong)}`,
    );
}

const NOTHING: AccessReport = { access: [], findings: [], unknown: [] };

function unseen(unknown: string, findings: readonly string[] = []): AccessReport {
  return { access: [], findings, unknown: [unknown] };
}

const WORDS: Readonly<Record<Power, string>> = {
  read: "read",
  "change-rules": "change rules",
  replace: "replace the repository",
  grant: "give roles",
};

/** What powers let somebody do. */
export function inWords(powers: readonly Power[]): string {
  return powers.map((power) => WORDS[power]).join(", ");
}

const LONGEST_MEMBER = 300;

/** A member in quotes, escaped. `quote` would take "user:ann@example.com" for a user and a password, and hide them. */
export function quoteMember(member: string): string {
  const cut = member.length > LONGEST_MEMBER ? `${member.slice(0, LONGEST_MEMBER)}...` : member;
  return `"${cut.replace(/[^\x20-\x7e]|["\\]/g, escaped)}"`;
}

function escaped(character: string): string {
  return ['"', "\\"].includes(character) ? `\\${character}` : `\\u{${character.charCodeAt(0).toString(16)}}`;
}
