import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The package's own version: package.json lies two folders up, from the sources as from what they compile to. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  return version;
}
