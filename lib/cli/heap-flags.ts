import { statSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { descriptorOf } from "../text/open-stream";

const MEBI = 1024 * 1024;

/** In bytes: what smaller files are read into is little, and so is what V8 leaves lying about beside larger ones. */
const [SMALL, LARGE] = [8 * MEBI, 64 * MEBI];

/**
 * Asks V8 to need less memory where it would count. What a plan says lives long, so that copying it between ever larger
 * young spaces costs memory and saves no time. Where files are large, the whole heap is tidied up sooner as well: by
 * itself V8 lets it grow to twice what is in use. That takes about a tenth longer. The flags are looked at whenever
 * memory is tidied up, so that they can be set at any time.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/v8.html#v8setflagsfromstringflags
 */
export function useLittleMemory(paths: readonly string[]): void {
  const size = paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  const isStream = paths.some((path) => descriptorOf(path) !== undefined);
  if (size > LARGE) return;
  setFlagsFromString("--semi-space-growth-factor=1");
  if (size >= SMALL || isStream) setFlagsFromString("--heap-growing-percent=30");
}
