import { accessLists } from "../../access/access-lists";
import { customRolesIn, permissionsIn } from "../../access/custom-roles";
import { entitlementGrants } from "../../access/entitlements";
import { HeldRoles } from "../../access/held-roles";
import { type Grant, grantsIn, type UnseenGrant } from "../../access/terraform-grants";
import { HiddenValue } from "../../terraform/hidden-value";
import { isSame } from "../../terraform/resource-values";
import type { ReviewedChange } from "../plan-rule";
import { PermissionTurns } from "./permission-turns";

/** Who has which role on one side of a change. */
export interface HeldAccess {
  readonly roles: HeldRoles;
  readonly unseen: readonly UnseenGrant[];

  /** What each custom role of the plan permits; undefined where that cannot be seen. */
  readonly permissions: ReadonlyMap<string, readonly string[] | undefined>;
}

type Sides = Readonly<Record<"before" | "after", HeldAccess>>;

// Several rules ask for it. Weak, so that a plan goes with it.
const HELD = new WeakMap<ReviewedChange, Sides>();

/** Who has which role before and after, by whatever resource it is written. */
export function heldAccess(change: ReviewedChange): Sides {
  const known = HELD.get(change) ?? { before: heldOn("before", change), after: heldOn("after", change) };
  HELD.set(change, known);
  return known;
}

function heldOn(side: "before" | "after", change: ReviewedChange): HeldAccess {
  const world = change[side];
  const all = [grantsIn(world), ...accessLists(world), entitlementGrants(world)];
  const isUnchanged = ({ address }: { readonly address: string }): boolean =>
    isSame(change.before.at(address)?.body, change.after.at(address)?.body);
  // What cannot be seen, and stays as it is, is one condition and no other.
  const conditionOf = (grant: Grant): string | undefined =>
    grant.condition ?? (isUnchanged(grant) ? `the condition of ${grant.address}` : undefined);
  const customRoles = customRolesIn(world);
  const permissions = new Map([...customRoles].map(([name, { body }]) => [name, permissionsIn(body)]));
  return {
    roles: new HeldRoles(
      all.flatMap(({ seen }) => seen),
      conditionOf,
      permissions,
    ),
    unseen: all.flatMap(({ unseen }) => unseen).filter((one) => !isUnchanged(one)),
    permissions,
  };
}

/**
 * The project that a resource is said to be in, on the side that grants: never by the provider's settings alone. What
 * is made anew, and says none, stays where it was as long as that is the provider's.
 */
export function projectOf({ address, target }: Grant, { before, after, plan }: ReviewedChange): string | undefined {
  const [was, is] = [before, after].map((world) => world.at(address)?.body.project);
  if (target.project !== undefined || was === undefined) return target.project;
  const isLeft = is instanceof HiddenValue && !is.isWritten;
  return isLeft && was === plan.providerProject(address) ? plan.providerProject(address) : undefined;
}

/** How what the holder of a grant may do there by custom roles, this one and others, compares with before. */
export function permissionTurns(grant: Grant, change: ReviewedChange): PermissionTurns {
  const { before, after } = heldAccess(change);
  const project = projectOf(grant, change);
  return PermissionTurns.between(before.roles.permissionsOn(grant, project), after.roles.permissionsOn(grant, project));
}

/** Whether all who are seen to have a role keep some of its permissions by other roles; not where nobody is seen. */
export function isKeptByOthers(role: string, permissions: readonly string[], change: ReviewedChange): boolean {
  const { roles, unseen } = heldAccess(change).before;
  if (unseen.some((one) => one.role === undefined || one.role === role)) return false;
  const turns = new Set(roles.grantsOf(role).map((grant) => permissionTurns(grant, change)));
  return turns.size > 0 && [...turns].every((turn) => turn.keeps(permissions));
}
