import type { TerraformFields } from "../../terraform";

/** What resources of a type guard, or weaken, by being there. */
export interface Guard {
  /** Whether they guard; else they weaken. */
  readonly isGuard: boolean;

  /** The attributes that decide what they do. */
  readonly fields: readonly string[];

  /** What is so while one is there, to be read after its name. */
  readonly does: string;

  /**
   * Whether one guards, or lifts a guard that is in force without it; undefined where that cannot be seen.
   *
   * @default - all of them guard
   */
  readonly guards?: (body: TerraformFields) => boolean | undefined;

  /**
   * What cannot be seen of one that comes, goes or changes, where it is never seen whether it guards: "which roles
   * hold".
   *
   * @default - it is said of what it does
   */
  readonly decides?: string;

  /**
   * Whether one does nothing though it is there, as what is only tried out.
   *
   * @default - each of them does
   */
  readonly isIdle?: (body: TerraformFields) => boolean;

  /**
   * Whether one is switched off: it guards nothing, and lifts nothing that guards without it, so that it says nothing
   * that it comes or goes.
   *
   * @default - none is
   */
  readonly isOff?: (body: TerraformFields) => boolean;

  /**
   * How much more or less one does than before; an undefined body is one that is not there. Undefined where it cannot
   * be said, or where `guards` says it.
   *
   * @default - only `guards` says
   */
  readonly compare?: (
    before: TerraformFields | undefined,
    after: TerraformFields | undefined,
  ) => GuardChange | undefined;
}

/** Whether a guard does more than before, less, or the same. */
export type GuardChange = "more" | "less" | "same";
