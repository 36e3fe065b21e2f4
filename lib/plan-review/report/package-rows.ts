import type { PackageChange } from "../finding";

/** A change that is the same in several repositories, as in a remote one and in a virtual one before it. */
export interface PackageRow {
  readonly change: PackageChange;

  /** The repositories that it counts in, in their order. */
  readonly repositories: readonly string[];

  /** The keys of all its findings. */
  readonly keys: readonly string[];
}

/** One row for each change, in the order of the changes: who reads them need not compare two lists. */
export function packageRows(changes: readonly PackageChange[]): readonly PackageRow[] {
  const rows = new Map<string, PackageRow>();
  for (const change of changes) {
    const { name, before, after, effect, reason, repository, key } = change;
    const id = JSON.stringify([name, before, after, effect, reason?.toString()]);
    const row = rows.get(id);
    const places = row?.change.origins ?? change.origins;
    rows.set(id, {
      change: row === undefined || places === undefined ? (row?.change ?? change) : { ...row.change, origins: places },
      repositories: [...(row?.repositories ?? []), repository],
      keys: [...(row?.keys ?? []), key],
    });
  }
  return [...rows.values()];
}
