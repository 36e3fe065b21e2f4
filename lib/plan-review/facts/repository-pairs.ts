import type { PolicyRepository } from "../../policy";
import { isRegistryPath } from "./upstreams";

/** A repository before and after; undefined where it is not there, or served nothing of what it serves now. */
export interface Pair {
  readonly before: PolicyRepository | undefined;
  readonly after: PolicyRepository | undefined;
}

type IsMatch = (before: PolicyRepository, after: PolicyRepository) => boolean;

/**
 * Which repository became which: by name first, for addresses may pass from one repository to another, as those with a
 * `count` do; else by address, as where the location changes.
 *
 * @param isOfOnePlan addresses of several plans have nothing to do with each other
 */
export function repositoryPairs(
  befores: readonly PolicyRepository[],
  afters: readonly PolicyRepository[],
  isOfOnePlan: IsMatch,
): readonly Pair[] {
  const unmatched = new Set(befores);
  const take = (isWanted: (before: PolicyRepository) => boolean): PolicyRepository | undefined => {
    for (const one of unmatched) {
      if (!isWanted(one)) continue;
      unmatched.delete(one);
      return one;
    }
    return undefined;
  };
  const found = new Map<PolicyRepository, PolicyRepository>();
  const names = new Map([...befores, ...afters].map((one) => [one, nameOf(one)]));
  const isNamedAlike: IsMatch = (before, after) => names.get(before) === names.get(after);
  const isAtOnePlace: IsMatch = (before, after) =>
    after.address !== undefined && before.address === after.address && isOfOnePlan(before, after);
  const isBoth: IsMatch = (before, after) => isNamedAlike(before, after) && isAtOnePlace(before, after);
  for (const isMatch of [isBoth, isNamedAlike, isAtOnePlace]) {
    for (const after of afters) {
      const before = found.has(after) ? undefined : take((one) => isMatch(one, after));
      if (before !== undefined) found.set(after, before);
    }
  }
  return [
    ...afters.map((after) => ({ before: sinceTurned(found.get(after), after), after })),
    ...[...unmatched].map((before) => ({ before, after: undefined })),
  ];
}

/**
 * Whether strangers' packages come through it where no rule denies them; the coming and going of another one is no
 * opening.
 */
export function needsDeny({ mode, source }: PolicyRepository): boolean {
  return mode !== "standard" && !isRegistryPath(source?.url ?? "");
}

/** Tells repositories apart, wherever they stand. */
export function nameOf({ project, location, name }: PolicyRepository): string {
  return JSON.stringify([project, location, name]);
}

/** What begins to serve strangers' packages served none of them until now. */
function sinceTurned(before: PolicyRepository | undefined, after: PolicyRepository): PolicyRepository | undefined {
  if (before === undefined || !needsDeny(after)) return before;
  const formats = [before, after].map(({ format = "PYTHON" }) => format);
  return needsDeny(before) && formats[0] === formats[1] ? before : undefined;
}
