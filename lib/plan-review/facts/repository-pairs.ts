import type { PolicyRepository } from "../../policy";
import { isRegistryPath } from "./upstreams";

/** A repository before and after; undefined where it is not there, or served nothing of what it serves now. */
export interface Pair {
  readonly before: PolicyRepository | undefined;
  readonly after: PolicyRepository | undefined;
}

/**
 * Which repository became which: by name first, for addresses may pass from one repository to another, as those with a
 * `count` do; else by address, as where the location changes. Addresses of several plans have nothing to do with each
 * other.
 */
export function repositoryPairs(
  befores: readonly PolicyRepository[],
  afters: readonly PolicyRepository[],
): readonly Pair[] {
  const unmatched = new Set(befores);
  const found = new Map<PolicyRepository, PolicyRepository>();
  const address = ({ document, address: at }: PolicyRepository): string | undefined =>
    at === undefined ? undefined : `${document ?? ""} ${at}`;
  const both = (one: PolicyRepository): string | undefined =>
    one.address === undefined ? undefined : `${nameOf(one)} ${address(one) ?? ""}`;
  for (const keyOf of [both, nameOf, address]) {
    const waiting = new Map<string | undefined, PolicyRepository[]>();
    for (const one of [...unmatched].reverse()) {
      const same = waiting.get(keyOf(one));
      if (same === undefined) waiting.set(keyOf(one), [one]);
      else same.push(one);
    }
    for (const after of afters) {
      const key = keyOf(after);
      const before = found.has(after) || key === undefined ? undefined : waiting.get(key)?.pop();
      if (before === undefined) continue;
      unmatched.delete(before);
      found.set(after, before);
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
