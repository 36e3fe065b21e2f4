/** Whether a value is an object of any kind, a list among them; JavaScript calls nothing (`null`) an object too. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Whether a value is what JSON calls an object: members by their names, and no list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value);
}

/**
 * What Node.js calls an error, such as `ENOENT`; undefined where it has no name for it. Not by instanceof Error: errors
 * of the file system may come from another realm, as under jest.
 */
export function codeOf(error: unknown): string | undefined {
  return isObject(error) && "code" in error ? String(error.code) : undefined;
}
