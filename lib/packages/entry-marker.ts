import type { Findings } from "./findings";
import { textOf } from "./lock-entry";
import { canonicalMarker } from "./marker";
import type { PackageName } from "./package-name";
import { quote } from "../text/quoting";

/**
 * What a package's marker, or its markers by group, tell it from others by. A marker that cannot be understood is a
 * finding: what installs from the lock would refuse it.
 */
export function readMarker(marker: unknown, name: PackageName, origin: string, findings: Findings): string | undefined {
  const texts: readonly unknown[] = typeof marker === "object" && marker !== null ? Object.values(marker) : [marker];
  for (const text of texts) {
    if (typeof text !== "string" || text === "" || canonicalMarker(text) !== undefined) continue;
    findings.add(
      `package "${name.normalized}": its marker ${quote(text)} cannot be understood; ` +
        `lock again, or write it as in python_version < "3.12", from ${origin}`,
    );
  }
  return textOf(marker);
}
