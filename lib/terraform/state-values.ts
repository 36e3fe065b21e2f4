import { HiddenValue } from "./hidden-value";
import { maskedValues } from "./masked-values";
import { fieldsOf, type TerraformInstance } from "./terraform-resources";

/** A resource of a state, with what it depends on. */
export interface StateInstance extends TerraformInstance {
  /** Addresses without instance keys. */
  readonly dependsOn: readonly string[];
}


/**
 * The resources of a module as a state, or the planned values, hold them, and those of the modules in it.
 *
 * @param isWanted by the mode, `managed` or `data`; all when none is given
 * @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export function stateInstances(rootModule: unknown, isWanted: (mode: unknown) => boolean = () => true): readonly StateInstance[] {
  const found: StateInstance[] = [];
  const queue: unknown[] = [rootModule];
  for (let module = queue.pop(); module !== undefined; module = queue.pop()) {
    const { resources, child_modules: children } = fieldsOf(module);
    for (const resource of Array.isArray(resources) ? resources.map(fieldsOf) : []) {
      const { address, type, depends_on: dependsOn } = resource;
      if (typeof address !== "string" || typeof type !== "string" || !isWanted(resource.mode)) continue;
      found.push({
        address,
        type,
        isData: resource.mode === "data",
        body: maskedValues(resource.values, false, resource.sensitive_values, () => HiddenValue.unknown()),
        dependsOn: Array.isArray(dependsOn) ? dependsOn.filter((one) => typeof one === "string") : [],
      });
    }
    if (Array.isArray(children)) queue.push(...(children as readonly unknown[]));
  }
  return found;
}
