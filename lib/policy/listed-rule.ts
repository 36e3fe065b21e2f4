import { fieldsOf } from "../terraform/terraform-resources";
import { DownloadRule, type RuleField } from "./download-rule";
import { isJsonObject } from "../text/json-object";

const ALL_FIELDS: readonly RuleField[] = ["action", "operation", "packageId", "condition"];

/** What a rule may hold that says nothing about downloads, besides its four fields. */
const HARMLESS = new Set<string>([...ALL_FIELDS, "name", "createTime", "updateTime", "etag"]);

/**
 * Reads a rule as the service lists it, and gcloud prints it. Whatever is not as the API promises makes the rule
 * unknown, and an unknown rule makes decisions unknown: nothing that could not be read is taken for harmless.
 *
 * @see https://github.com/googleapis/googleapis/blob/master/google/devtools/artifactregistry/v1/rule.proto
 */
export function readListedRule(item: unknown): DownloadRule {
  const fields = fieldsOf(item);
  const texts: Readonly<Record<RuleField, unknown>> = {
    action: fields.action,
    operation: fields.operation,
    packageId: fields.packageId,
    condition: fieldsOf(fields.condition).expression,
  };
  const hasMore = Object.keys(fields).some((key) => !HARMLESS.has(key));
  const isRead = (field: RuleField): boolean => {
    // What else a rule has may be a condition too.
    if (field === "condition" && hasMore) return false;
    return isAbsent(fields[field]) || typeof texts[field] === "string";
  };
  return DownloadRule.fromFields({
    ruleId: typeof fields.name === "string" ? fields.name.replace(/^.*\/rules\//s, "") : "(no name)",
    ...(Object.fromEntries(
      ALL_FIELDS.filter((field) => typeof texts[field] === "string").map((field) => [field, texts[field]]),
    ) as Partial<Record<RuleField, string>>),
    unknown: ALL_FIELDS.filter((field) => !isJsonObject(item) || !isRead(field)),
  });
}

/** In JSON of the API the two are the same. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
