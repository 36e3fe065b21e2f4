import { HiddenValue, type ResourceChange, type TerraformFields } from "../terraform";
import type { Effect } from "./finding";
import { typeWords } from "../access/ability-words";
import type { Observation } from "./observation";
import { own, phrase } from "../text/phrase";
import { isSame, nameOf, textAt, valueAt } from "../terraform/resource-values";

/** How safe the values of a setting are, as numbers: more is safer. */
export interface Strength {
  /** Undefined where it cannot be said; an absent value is undefined. */
  readonly of: (value: unknown) => number | undefined;
  readonly strongest: number;
}

/** One setting of which a reader must know when it gets weaker. */
export interface Setting {
  readonly types: readonly string[];

  /** Where it is, through blocks that occur once. */
  readonly path: string;

  readonly strength: Strength;

  /** What is so when it is weaker or stronger, to be read after the resource's name: a clause without a full stop. */
  readonly weaker: string;
  readonly stronger: string;

  /**
   * Whether it also counts in what is new: a new resource is compared with the safest one.
   *
   * @default false
   */
  readonly isForNew?: boolean;

  /**
   * Which resources have it.
   *
   * @default - all of the types
   */
  readonly applies?: (body: TerraformFields) => boolean;
}

/** Safe when it is switched on; `otherwise` is what Google takes when nothing is written. */
export function safeWhenOn(otherwise: boolean): Strength {
  return { strongest: 1, of: (value) => flag(value ?? otherwise) };
}

/** Safe when it is switched off. */
export function safeWhenOff(otherwise: boolean): Strength {
  return { strongest: 1, of: (value) => flag(value ?? otherwise, 0) };
}

/** Values by name, the weakest first, those of one strength together; `absent` is what Google takes when none is written. */
export function ranked(names: readonly (readonly string[])[], absent: string): Strength {
  return {
    strongest: names.length - 1,
    of: (value) => {
      const at = names.findIndex((one) => one.includes(textOf(value ?? absent)));
      return at < 0 ? undefined : at;
    },
  };
}

/** Safe as long as there is a value at all, whichever it is. */
export const SAFE_WHEN_SET: Strength = { strongest: 1, of: (value) => Number(value !== undefined) };

/** Safe as long as there is none. */
export const SAFE_WHEN_UNSET: Strength = { strongest: 1, of: (value) => Number(value === undefined) };

/** Numbers, such as seconds with or without an "s", of which the greater is safer. */
export function atLeast(absent: number): Strength {
  return { strongest: Infinity, of: (value) => numberOf(value ?? absent) };
}

/** Periods after which something is done again: the shorter is safer, and never the weakest. */
export const OFTEN: Strength = {
  strongest: Infinity,
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

/** Settings of the changed resources that got weaker, stronger, or cannot be seen. */
export function settingObservations(
  changes: readonly ResourceChange[],
  settings: readonly Setting[],
): readonly Observation[] {
  const byType = new Map<string, Setting[]>();
  for (const setting of settings)
    for (const type of setting.types) byType.set(type, [...(byType.get(type) ?? []), setting]);
  return changes.flatMap((change) => {
    if (change.isData || change.after === undefined || change.before === change.after) return [];
    return (byType.get(change.type) ?? []).flatMap((setting) => settingObservation(change, setting));
  });
}

function settingObservation(
  change: ResourceChange,
  { path, strength, weaker, stronger, isForNew = false, applies = () => true }: Setting,
): readonly Observation[] {
  const { address, before, after } = change;
  // What was left behind is another resource than the new one.
  if (after === undefined || !applies(after) || (before === undefined && !isForNew)) return [];
  const [was, is] = [before === undefined ? undefined : valueAt(before, path), valueAt(after, path)];
  if (before !== undefined && isSame(was, is)) return [];
  const seen = (value: unknown): number | undefined => (value instanceof HiddenValue ? undefined : strength.of(value));
  const [old, now] = [before === undefined || (!applies(before) && isForNew) ? Infinity : seen(was), seen(is)];
  const name = nameOf(after, address);
  const value = textAt(after, path);
  const see = (effect: Effect, substance: string, summary: Observation["summary"]): readonly Observation[] => [
    {
      subject: name === address ? address : `${change.type} ${name}`,
      substance: `${path} ${substance}`,
      effect,
      address,
      summary,
    },
  ];
  const resource = phrase`${typeWords(change.type)} ${name}`;
  const shown = value === undefined ? own("") : phrase` (${value})`;
  if (now === undefined || old === undefined) {
    return see(
      "unknown",
      `unknown ${value ?? ""}`.trim(),
      phrase`${resource}: it cannot be seen whether ${own(weaker)}${shown}`,
    );
  }
  if (now === old || (before === undefined && now === strength.strongest)) return [];
  if (now < old) return see("widened", `weaker ${value ?? "none"}`, phrase`${resource}: ${own(weaker)}${shown}`);
  return see("narrowed", `stronger ${value ?? "none"}`, phrase`${resource}: ${own(stronger)}${shown}`);
}
