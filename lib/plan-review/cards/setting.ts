import type { TerraformFields } from "../../terraform";

/** How safe the values of a setting are, as numbers: more is safer. */
export interface Strength {
  /** Undefined where it cannot be said; an absent value is undefined. */
  readonly of: (value: unknown) => number | undefined;
  readonly strongest: number;

  /** A weak value and a strong one. */
  readonly examples: { readonly weak: unknown; readonly strong: unknown };
}

/** One setting of which a reader must know when it gets weaker. */
export interface Setting {
  readonly strength: Strength;

  /** What is so when it is weaker or stronger, to be read after the resource's name: a clause without a full stop. */
  readonly weaker: string;
  readonly stronger: string;

  /**
   * What is so when one value takes the place of another that is as strong, and it cannot be said which is safer:
   * another policy that guards.
   *
   * @default - values of one strength are alike
   */
  readonly another?: string;

  /**
   * How a new resource is judged: true compares it with the safest one; false not at all, where what is new has nothing
   * to lose yet.
   *
   * @default - compared with what Google makes when nothing is written
   */
  readonly isForNew?: boolean;

  /**
   * The value with which a new resource is compared, where that is neither the safest one nor Google's.
   *
   * @default - as `isForNew` says
   */
  readonly newAs?: unknown;

  /**
   * Which resources have it.
   *
   * @default - all of the types
   */
  readonly applies?: (body: TerraformFields) => boolean;
}

/** Safe when it is switched on; `otherwise` is what Google takes when nothing is written. */
export function safeWhenOn(otherwise: boolean): Strength {
  return { strongest: 1, of: (value) => flag(value ?? otherwise), examples: { weak: false, strong: true } };
}

/** Safe when it is switched off. */
export function safeWhenOff(otherwise: boolean): Strength {
  return { strongest: 1, of: (value) => flag(value ?? otherwise, 0), examples: { weak: true, strong: false } };
}

/**
 * Values by name, the weakest first, those of one strength together; `absent` is what Google takes when none is
 * written.
 */
export function ranked(names: readonly (readonly string[])[], absent: string): Strength {
  return {
    strongest: names.length - 1,
    examples: { weak: names[0]?.[0], strong: names.at(-1)?.[0] },
    of: (value) => {
      const at = names.findIndex((one) => one.includes(textOf(value ?? absent)));
      return at < 0 ? undefined : at;
    },
  };
}

/** Safe as long as there is a value at all, whichever it is. */
export const SAFE_WHEN_SET: Strength = {
  strongest: 1,
  of: (value) => Number(value !== undefined),
  examples: { weak: undefined, strong: "set" },
};

/** Safe as long as there is none. */
export const SAFE_WHEN_UNSET: Strength = {
  strongest: 1,
  of: (value) => Number(value === undefined),
  examples: { weak: "set", strong: undefined },
};

/** Numbers, such as seconds with or without an "s", of which the greater is safer. */
export function atLeast(absent: number): Strength {
  return { strongest: Infinity, of: (value) => numberOf(value ?? absent), examples: { weak: 0, strong: 999_999_999 } };
}

/** Numbers, such as seconds with or without an "s", of which the smaller is safer. */
export function atMost(absent: number): Strength {
  return {
    strongest: 0,
    examples: { weak: 999_999_999, strong: 0 },
    of: (value) => {
      const number = numberOf(value ?? absent);
      return number === undefined ? undefined : -number;
    },
  };
}

/** Times after which something is gone by itself: the longer is safer, and never the safest. */
export const LASTING: Strength = {
  strongest: Infinity,
  examples: { weak: "86400s", strong: undefined },
  of: (value) => (value === undefined ? Infinity : numberOf(value)),
};

/** Periods after which something is done again: the shorter is safer, and never the weakest. */
export const OFTEN: Strength = {
  strongest: Infinity,
  examples: { weak: undefined, strong: "86400s" },
  of: (value) => {
    const period = value === undefined ? Infinity : numberOf(value);
    return period === undefined ? undefined : 1 / period;
  },
};

function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  return /^\d{1,15}(\.\d{1,15})?s?$/.test(text) ? parseFloat(text) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function flag(value: unknown, safe: 0 | 1 = 1): number | undefined {
  if (value === true || value === "true") return safe;
  return value === false || value === "false" ? 1 - safe : undefined;
}
