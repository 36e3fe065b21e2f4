import { isTable } from "./toml-document";

/** Whether a lock's list of a package's files is known and holds no wheel. */
export function hasNoWheel(files: unknown): boolean {
  if (!Array.isArray(files) || files.length === 0) return false;
  return !files.some((file) => isTable(file) && nameOf(file.file ?? file.url).endsWith(".whl"));
}

/** The file's name, from the name itself or from a URL. */
function nameOf(value: unknown): string {
  return typeof value === "string" ? (value.split(/[?#]/, 1)[0] ?? "").toLowerCase() : "";
}
