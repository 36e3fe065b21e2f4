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
  const access: Access[] = [];
  const findings: string[] = [];
  const unknown: string[] = [];
  for (const [level, found] of bindings) {
    if (typeof found === "string") {
      unknown.push(`who has access through the ${level}: ${found}`);
      continue;
    }
    for (const binding of found) {
      const powers = powersOf(binding.role);
      const { role, members, condition } = binding;
      const limit = condition === "" ? "" : ", under a condition";
      const everybody = binding.members.filter(isPublic).map(quoteMember).join(", ");
      const what = `${quote(binding.role)} on the ${level}${limit}`;
      if (typeof powers === "string") {
        unknown.push(
          `what ${what} lets ${binding.members.length === 1 ? "1 member" : `${binding.members.length} members`} do: ${powers}`,
        );
        if (everybody !== "") findings.push(`${everybody} has ${what}: everybody, and what that allows is not known`);
        continue;
      }
      if (powers.length === 0 || binding.members.length === 0) continue;
      access.push({
        level,
        role,
        powers,
        members,
        ...(condition === "" ? {} : { condition: condition ?? "not known" }),
      });
      if (everybody !== "") findings.push(`${everybody} has ${what}: everybody can ${inWords(powers)}`);
      const defaults = binding.members.filter(isDefaultAccount);
      if (powers.some((power) => power !== "read")) {
        findings.push(
          ...defaults.map(
            (member) =>
              `${quoteMember(member)} has ${what}: workloads run as it unless told otherwise, and can ${inWords(powers.filter((power) => power !== "read"))}`,
          ),
        );
      }
    }
  }
  return { access, findings, unknown };
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
  return `"${cut.replace(/[^\x20-\x7e]|["\\]/g, (one) => (one === '"' || one === "\\" ? `\\${one}` : `\\u{${one.charCodeAt(0).toString(16)}}`))}"`;
}
