import { comparedConditions, type ConditionTurn } from "../../access/compared-conditions";
import type { Conditions, HeldPermissions } from "../../access/held-permissions";

/** A custom role that somebody gets or loses, by its permissions: other custom roles may hold them too. */
export interface TurnedPermissions {
  readonly isAll: boolean;

  /** Those that the member had not, or has no longer. */
  readonly turned: readonly string[];

  /** Those that the member had, or has, under a narrower condition. */
  readonly limited: readonly string[];
}

/** What one has on one side, and what on the other: weak, so that a plan goes with it. */
const BETWEEN = new WeakMap<HeldPermissions, WeakMap<HeldPermissions, PermissionTurns>>();

/** How what custom roles let somebody do compares with before, permission by permission. */
export class PermissionTurns {
  /** The same for the same: a role of thousands of permissions may have hundreds of holders. */
  public static between(before: HeldPermissions, after: HeldPermissions): PermissionTurns {
    const byAfter = BETWEEN.get(before) ?? new WeakMap<HeldPermissions, PermissionTurns>();
    BETWEEN.set(before, byAfter);
    const known = byAfter.get(after) ?? new PermissionTurns(before, after);
    byAfter.set(after, known);
    return known;
  }

  private readonly byConditions = new Map<Conditions, Map<Conditions, { readonly turn: ConditionTurn }>>();
  private readonly gainedOf = new Map<readonly string[], TurnedPermissions>();
  private readonly lostOf = new Map<readonly string[], TurnedPermissions>();

  private constructor(
    private readonly before: HeldPermissions,
    private readonly after: HeldPermissions,
  ) {}

  /** Of the permissions of a role that somebody gets. */
  public gained(permissions: readonly string[]): TurnedPermissions {
    const known = this.gainedOf.get(permissions) ?? this.turned(permissions, this.before, "less");
    this.gainedOf.set(permissions, known);
    return known;
  }

  /** Of the permissions of a role that somebody loses. */
  public lost(permissions: readonly string[]): TurnedPermissions {
    const known = this.lostOf.get(permissions) ?? this.turned(permissions, this.after, "more");
    this.lostOf.set(permissions, known);
    return known;
  }

  /** Whether none of some permissions is lost, or limited. */
  public keeps(permissions: readonly string[]): boolean {
    return permissions.every((one) => ["same", "more"].includes(this.turnOf(one) ?? ""));
  }

  private turned(permissions: readonly string[], other: HeldPermissions, harmless: ConditionTurn): TurnedPermissions {
    const isTurned = (one: string): boolean => other.conditions(one).size === 0;
    const open = permissions.filter((one) => !["same", harmless].includes(this.turnOf(one) ?? ""));
    return {
      isAll: permissions.every(isTurned),
      turned: open.filter(isTurned),
      limited: open.filter((one) => !isTurned(one)),
    };
  }

  /** Whether one may do one thing more or less often than before; undefined where that cannot be said. */
  private turnOf(permission: string): ConditionTurn {
    const [was, is] = [this.before.conditions(permission), this.after.conditions(permission)];
    const byAfter = this.byConditions.get(was) ?? new Map<Conditions, { readonly turn: ConditionTurn }>();
    this.byConditions.set(was, byAfter);
    const known = byAfter.get(is) ?? { turn: comparedKnown(was, is) };
    byAfter.set(is, known);
    return known.turn;
  }
}

function comparedKnown(was: Conditions, is: Conditions): ConditionTurn {
  const [old, now] = [was, is].map((some) => [...some].filter((one) => one !== undefined)) as [string[], string[]];
  return old.length === was.size && now.length === is.size ? comparedConditions(old, now) : undefined;
}
