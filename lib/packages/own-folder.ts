/** What pip takes for an archive, not for the folder of a project. */
const ARCHIVE = /\.(?:whl|egg|zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;

/**
 * Whether a path in a lock is a folder within the folder of the lock: the project whose lock it is, or another one of
 * its workspace.
 *
 * @param path as the lock writes it, relative to its own folder
 */
export function isOwnFolder(path: unknown): boolean {
  if (typeof path !== "string" || path === "" || isArchive(path)) return false;
  // Not from the root, a home, another drive, or a place that a variable tells.
  if (/^[/\\~]|[:$%]/.test(path)) return false;
  let depth = 0;
  for (const step of path.split(/[/\\]/)) {
    if (step === "..") depth -= 1;
    else if (step !== "." && step !== "") depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

/** Whether a path names an archive by its ending. */
export function isArchive(path: string): boolean {
  return ARCHIVE.test(path);
}
