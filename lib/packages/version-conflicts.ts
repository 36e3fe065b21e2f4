import type { Findings } from "./findings";
import type { LockContents, LockEntry } from "./lock-entry";
import { PackageVersion } from "./package-version";
import { quote } from "../text/quoting";

/**
 * Finds names that one lock pins to two versions with nothing to tell which of them counts where. Two texts of one
 * version ("1.0", "1.0.0") do not contradict each other.
 */
export function findConflicts({ entries, markerWriter }: LockContents, findings: Findings): void {
  const lockAgain = markerWriter === undefined ? "" : `, or lock again with ${markerWriter}, which writes markers`;
  const byName = new Map<string, LockEntry[]>();
  for (const entry of entries) {
    const same = byName.get(entry.name.normalized);
    if (same === undefined) byName.set(entry.name.normalized, [entry]);
    else same.push(entry);
  }
  for (const [name, same] of byName) {
    const contradiction = firstContradiction(same);
    if (contradiction === undefined) continue;
    const [one, other] = contradiction;
    findings.add(
      `package ${quote(name)}: pinned to ${quote(one.version)} (${one.origin}) and to ${quote(other.version)} ` +
        `(${other.origin}), with no markers that tell which counts where; ` +
        `keep one, or give each its own marker${lockAgain}`,
    );
  }
}

function firstContradiction(entries: readonly LockEntry[]): readonly [LockEntry, LockEntry] | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const other = entries.find((entry) => !PackageVersion.isSame(entry.version, first.version));
  if (other === undefined) return undefined;
  // From here on there are two versions: each entry needs something of its own that the other versions do not have.
  const versionBy = new Map<string, LockEntry>();
  for (const entry of entries) {
    if (entry.distinguishedBy === undefined) {
      return [entry, entries.find((one) => !PackageVersion.isSame(one.version, entry.version)) ?? other];
    }
    const known = versionBy.get(entry.distinguishedBy);
    if (known === undefined) versionBy.set(entry.distinguishedBy, entry);
    else if (!PackageVersion.isSame(known.version, entry.version)) return [known, entry];
  }
  return undefined;
}
