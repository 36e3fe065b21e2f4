import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";

const project = join(__dirname, "../..");
const MACHINE = arch() === "arm64" ? "aarch64" : "x86_64";
/** Wheels for the host's Python, and some of another Python and another C library, which do not fit it. */
const PLATFORMS = [
  ["3.11", `manylinux_2_28_${MACHINE}`, `manylinux2014_${MACHINE}`],
  ["3.12", `musllinux_1_2_${MACHINE}`],
] as const;

/**
 * A folder with the real wheels of locks, downloaded once for each state of the locks. It lies in the project, where
 * nobody else writes, and each file in it is compared with the hashes of the locks before it is trusted. Throws what
 * pip says when it cannot download.
 */
export function wheelsOf(locks: readonly string[]): string {
  const texts = locks.map((lock) => readFileSync(lock, "utf8"));
  const cache = cacheFolder();
  const folder = join(cache, sha256(texts.join("\n")).slice(0, 16));
  if (isWhole(folder, texts)) return folder;
  rmSync(folder, { recursive: true, force: true });
  const fresh = mkdtempSync(join(cache, "download-"));
  try {
    for (const platform of PLATFORMS) download(locks, platform, fresh);
    if (!isWhole(fresh, texts)) throw new Error("what pip has downloaded is not what the locks say");
    return kept(fresh, folder, texts);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Whether the folder has files, each with a hash that the locks have. */
export function isWhole(folder: string, locks: readonly string[]): boolean {
  const allowed = new Set(
    locks.flatMap((text) => [...text.matchAll(/--hash=sha256:([0-9a-f]{64})/g)].map(([, hash]) => hash)),
  );
  try {
    const files = readdirSync(folder);
    return files.length > 0 && files.every((file) => allowed.has(sha256(readFileSync(join(folder, file)))));
  } catch {
    return false;
  }
}

/** The folder where the next run looks for them; another process may have been first. */
function kept(fresh: string, folder: string, texts: readonly string[]): string {
  try {
    renameSync(fresh, folder);
    return folder;
  } catch (error) {
    if (!isWhole(folder, texts)) throw error;
    rmSync(fresh, { recursive: true });
    return folder;
  }
}

/** Where modules cannot be written, as for another user's clone, the wheels are of this process alone. */
function cacheFolder(): string {
  const folder = join(project, "node_modules/.cache/private-pypi-wheels");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return (ownFolder ??= newOwnFolder());
  }
}

let ownFolder: string | undefined;

function newOwnFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "private-pypi-wheels-"));
  process.once("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function download(
  locks: readonly string[],
  [python, ...platforms]: readonly [string, ...string[]],
  into: string,
): void {
  const options = [
    ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", "--retries=1", "--timeout=15"],
    ["--python-version", python],
    ...platforms.map((name) => ["--platform", name]),
    ...locks.map((lock) => ["-r", lock]),
    ["--dest", into],
  ].flat();
  const { status, stderr } = spawnSync("python3", ["-m", "pip", "download", ...options], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
