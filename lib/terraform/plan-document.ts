import type { ByteSource } from "../text/byte-source";
import { JsonDocument } from "../text/json-document";
import { TerraformPlan } from "./terraform-plan";

/** Lists that grow with the resources of a plan. */
const LISTS: ReadonlySet<string> = new Set([
  "action_invocations",
  "checks",
  "child_modules",
  "deferred_action_invocations",
  "deferred_changes",
  "relevant_attributes",
  "resource_changes",
  "resource_drift",
  "resources",
]);

/** Objects that hold such lists, beside the outermost ones. */
const OBJECTS: ReadonlySet<string> = new Set(["module", "module_calls", "root_module", "values"]);

/**
 * Reads a plan of which not all need be in memory at once.
 *
 * @param pieces all bytes of the source
 * @throws ValidationError when it is no plan
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readPlanDocument(source: ByteSource, pieces: Generator<readonly [Buffer, number]>): TerraformPlan {
  const document = JsonDocument.read(source, isApart, pieces);
  const plan = TerraformPlan.read(document.value);
  document.checkRest();
  return plan;
}

function isApart(path: readonly string[], isList: boolean): boolean {
  const [name = "", around = ""] = [...path].reverse();
  if (isList) return LISTS.has(name);
  if (name === "") return around === "child_modules";
  return path.length === 1 || OBJECTS.has(name) || around === "module_calls";
}
