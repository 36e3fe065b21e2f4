import { type Conditions, HeldPermissions, type HeldRole } from "./held-permissions";
import { isPublic } from "./member";
import { rolesThatHold } from "./role-inclusion";
import type { Grant } from "./terraform-grants";

const NONE: Conditions = new Set();
const PROJECT = "google_project";

/** Of whom `allAuthenticatedUsers` are: not those who sign in elsewhere. */
const ACCOUNT = /^(user|serviceAccount|group|domain):|^[^:/]+@/;

/** All identities of one pool. */
const IN_POOL =
  /^principal(?:Set)?(:\/\/iam\.googleapis\.com\/.+\/workloadIdentityPools\/[^/]+|:\/\/iam\.googleapis\.com\/locations\/global\/workforcePools\/[^/]+)\//;

/** What members hold in one world: each role of theirs by itself, and what other roles of theirs let them do, too. */
export class HeldRoles {
  private readonly held = new Map<string, { readonly grant: Grant; readonly conditions: Set<string | undefined> }>();
  private readonly byHolder = new Map<string, Map<string, Conditions[]>>();
  private readonly byRole = new Map<string, Grant[]>();
  private readonly permissionsByHolder = new Map<string, HeldPermissions>();
  private readonly permissionsByRoles = new Map<string, HeldPermissions>();

  /**
   * @param conditionOf the condition of a grant, as far as it can be told from others
   * @param permissions what custom roles permit, by their names; undefined where that cannot be seen
   */
  public constructor(
    grants: readonly Grant[],
    conditionOf: (grant: Grant) => string | undefined,
    private readonly permissions: ReadonlyMap<string, readonly string[] | undefined>,
  ) {
    for (const grant of grants) {
      const key = keyOf(grant);
      const found = this.held.get(key);
      const conditions = found?.conditions ?? new Set();
      conditions.add(conditionOf(grant));
      if (found !== undefined) continue;
      this.held.set(key, { grant, conditions });
      const holders = this.byRole.get(grant.role) ?? [];
      this.byRole.set(grant.role, holders);
      holders.push(grant);
      for (const holder of holderKeys(grant)) {
        const roles = this.byHolder.get(holder) ?? new Map<string, Conditions[]>();
        this.byHolder.set(holder, roles);
        roles.set(grant.role, [...(roles.get(grant.role) ?? []), conditions]);
      }
    }
  }

  /** Of each member, role and resource one. */
  public get keys(): Iterable<string> {
    return this.held.keys();
  }

  /** Who has a role, and on what: each once. */
  public grantsOf(role: string): readonly Grant[] {
    return this.byRole.get(role) ?? [];
  }

  public grant(key: string): Grant | undefined {
    return this.held.get(key)?.grant;
  }

  /** Under what conditions a member has the very role on the very resource; none where it has not. */
  public conditions(key: string): Conditions {
    return this.held.get(key)?.conditions ?? NONE;
  }

  /**
   * Under what conditions a member may do what a grant lets it: by the role, by one that holds all of its permissions,
   * by one that everybody has, or by one in the whole project.
   *
   * @param project that the resource is said to be in; undefined where that is not known
   */
  public effectiveConditions(grant: Grant, project: string | undefined): Conditions {
    const roles = [...rolesThatHold(grant.role)];
    const found = this.rolesOf(grant, project).flatMap((held) => roles.flatMap((role) => held.get(role) ?? []));
    return new Set(found.flatMap((conditions) => [...conditions]));
  }

  /** What a member may do on the resource of a grant by its custom roles: the same for all who have the same ones. */
  public permissionsOn(grant: Grant, project: string | undefined): HeldPermissions {
    const holder = textOf([...(project === undefined ? [] : [project]), grant.type, grant.target.id, grant.member]);
    const known = this.permissionsByHolder.get(holder) ?? this.permissionsOfRoles(this.rolesOf(grant, project));
    this.permissionsByHolder.set(holder, known);
    return known;
  }

  private permissionsOfRoles(held: readonly ReadonlyMap<string, readonly Conditions[]>[]): HeldPermissions {
    const roles: HeldRole[] = [];
    const names: string[] = [];
    for (const [role, each] of held.flatMap((one) => [...one])) {
      const permissions = this.permissions.get(role);
      if (permissions === undefined) continue;
      const conditions = new Set(each.flatMap((some) => [...some]));
      roles.push({ permissions, conditions });
      names.push(role, textOf([...conditions].map((one) => (one === undefined ? "hidden" : `:${one}`)).sort()));
    }
    const key = textOf(names);
    const known = this.permissionsByRoles.get(key) ?? new HeldPermissions(roles);
    this.permissionsByRoles.set(key, known);
    return known;
  }

  /** The roles of a member, and of those of whom it is one, on the resource of a grant and in a project. */
  private rolesOf(grant: Grant, project: string | undefined): readonly ReadonlyMap<string, readonly Conditions[]>[] {
    const holders = membersWith(grant.member).flatMap((member) => {
      const one = holderKey(grant.type, grant.target.id, member);
      return project === undefined ? [one] : [one, projectKey(project, member)];
    });
    return holders.flatMap((holder) => this.byHolder.get(holder) ?? []);
  }
}

function keyOf({ target, type, role, member }: Grant): string {
  return textOf([target.id, type, role, member]);
}

function holderKeys({ target, type, member }: Grant): readonly string[] {
  const one = holderKey(type, target.id, member);
  return type === PROJECT ? [one, projectKey(target.label, member)] : [one];
}

function holderKey(type: string, target: string, member: string): string {
  return textOf([type, target, isPublic(member) ? member.toLowerCase() : member]);
}

function projectKey(project: string, member: string): string {
  return textOf(["in", project, isPublic(member) ? member.toLowerCase() : member]);
}

/** Another text for other parts, whatever they hold: the length of each stands before it. */
function textOf(parts: readonly string[]): string {
  let text = "";
  for (const part of parts) text += `${part.length}:${part}`;
  return text;
}

/** The member, and those of whom it is one. */
function membersWith(member: string): readonly string[] {
  const [, pool] = IN_POOL.exec(member) ?? [];
  return [
    member,
    ...(member.toLowerCase() === "allusers" ? [] : ["allusers"]),
    ...(ACCOUNT.test(member) ? ["allauthenticatedusers"] : []),
    ...(pool === undefined ? [] : [`principalSet${pool}/*`]),
  ];
}
