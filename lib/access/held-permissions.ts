/** The empty condition is none at all; undefined one that cannot be seen. */
export type Conditions = ReadonlySet<string | undefined>;

const NONE: Conditions = new Set();

/** What a custom role permits, and under what conditions somebody has it. */
export interface HeldRole {
  readonly permissions: readonly string[];
  readonly conditions: Conditions;
}

/** What custom roles that one has together let one do: made once for all who have the same, which may be many. */
export class HeldPermissions {
  private readonly byPermission = new Map<string, Conditions>();
  private readonly joined = new Map<Conditions, Map<Conditions, Conditions>>();

  public constructor(roles: readonly HeldRole[]) {
    for (const { permissions, conditions } of roles) {
      for (const permission of permissions) {
        const others = this.byPermission.get(permission);
        this.byPermission.set(permission, others === undefined ? conditions : this.join(others, conditions));
      }
    }
  }

  /** Under what conditions one has a permission; none where one has it not. Mostly the same set for many of them. */
  public conditions(permission: string): Conditions {
    return this.byPermission.get(permission) ?? NONE;
  }

  private join(some: Conditions, others: Conditions): Conditions {
    const byOther = this.joined.get(some) ?? new Map<Conditions, Conditions>();
    this.joined.set(some, byOther);
    const known = byOther.get(others);
    const all = known ?? ([...others].every((one) => some.has(one)) ? some : new Set([...some, ...others]));
    byOther.set(others, all);
    return all;
  }
}
