import { describe } from "./lock-entry";
import { isTable } from "./toml-document";

/** Whether a lock's list of a package's files is known and holds no wheel. */
export function hasNoWheel(files: unknown): boolean {
  if (!Array.isArray(files) || files.length === 0) return false;
  return !files.some((file) => isTable(file) && nameOf(file.file ?? file.url).endsWith(".whl"));
}

/** The first of a package's files that is not to be had over http or https, for a message. */
export function localFileOf(files: unknown): string | undefined {
  for (const file of Array.isArray(files) ? files : []) {
    if (!isTable(file) || (typeof file.url === "string" && /^https?:\/\//i.test(file.url))) continue;
    const key = ["path", "url"].find((one) => one in file);
    if (key !== undefined) return `${key} ${describe(file[key])}`;
  }
  return undefined;
}

/** The file's name, from the name itself or from a URL. */
function nameOf(value: unknown): string {
  return typeof value === "string" ? (value.split(/[?#]/, 1)[0] ?? "").toLowerCase() : "";
}
