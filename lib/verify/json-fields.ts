import { isJsonObject } from "../text/json-object";

/** A JSON object that a service sent: nothing in it is what it should be until it has been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What an object holds under a name; undefined when it is no object, or does not hold it itself. */
export function fieldOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function textOf(value: unknown, name: string): string | undefined {
  const field = fieldOf(value, name);
  return typeof field === "string" ? field : undefined;
}
