import { DownloadRule, type RuleField } from "../policy";
import { fieldOf, isObject, textOf } from "./json-fields";

const ALL_FIELDS: readonly RuleField[] = ["action", "operation", "packageId", "condition"];
/** What a rule may hold that says nothing about downloads, besides its four fields. */
const HARMLESS = new Set<string>([...ALL_FIELDS, "name", "createTime", "updateTime", "etag"]);

/**
 * Reads the rules that the service lists. Whatever is not as the API promises makes its rule unknown, and an unknown rule makes
 * decisions unknown: nothing that could not be read is taken for harmless.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/devtools/artifactregistry/v1/rule.proto
 */
export function readRules(items: readonly unknown[]): readonly DownloadRule[] {
  return items.map((item) => {
    const unknown = ALL_FIELDS.filter((field) => !isReadable(item, field));
    if (isObject(item) && Object.keys(item).some((key) => !HARMLESS.has(key)) && !unknown.includes("condition")) unknown.push("condition");
    const condition = textOf(fieldOf(item, "condition"), "expression");
    return DownloadRule.fromFields({
      ruleId: textOf(item, "name")?.replace(/^.*\/rules\//s, "") ?? "(no name)",
      unknown,
      ...present("action", textOf(item, "action")),
      ...present("operation", textOf(item, "operation")),
      ...present("packageId", textOf(item, "packageId")),
      ...present("condition", condition),
    });
  });
}

function isReadable(item: unknown, field: RuleField): boolean {
  if (!isObject(item)) return false;
  const value = fieldOf(item, field);
  if (value === undefined) return true;
  return field === "condition" ? textOf(value, "expression") !== undefined : typeof value === "string";
}

function present<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
