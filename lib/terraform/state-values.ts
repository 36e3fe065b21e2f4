import { HiddenValue } from "./hidden-value";
import { itemsOf } from "../text/json-document";
import { maskedValues } from "./masked-values";
import { fieldsOf, type TerraformInstance } from "./terraform-resources";

/** A resource of a state, with what it depends on. */
export interface StateInstance extends TerraformInstance {
  /** Addresses without instance keys. */
  readonly dependsOn: readonly string[];
}

/** What a replacement has left behind is another object than the one that stands at the address. */
export function objectAddress(address: string, deposedKey: unknown): string {
  return typeof deposedKey === "string" ? `${address} (deposed object ${deposedKey})` : address;
}

/**
 * The resources of a module as a state, or the planned values, hold them, and those of the modules in it.
 *
 * @param isWanted by the mode, `managed` or `data`; all when none is given
 * @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export function stateInstances(
  rootModule: unknown,
  isWanted: (mode: unknown) => boolean = () => true,
): readonly StateInstance[] {
  const found: StateInstance[] = [];
  const queue: unknown[] = [rootModule];
  for (let module = queue.pop(); module !== undefined; module = queue.pop()) {
    const { resources, child_modules: children } = fieldsOf(module);
    for (const item of itemsOf(resources) ?? []) {
      const resource = fieldsOf(item);
      const { address, type, depends_on: dependsOn } = resource;
      if (typeof address !== "string" || typeof type !== "string" || !isWanted(resource.mode)) continue;
      found.push({
        address: objectAddress(address, resource.deposed_key),
        type,
        isData: resource.mode === "data",
        body: maskedValues(resource.values, false, resource.sensitive_values, () => HiddenValue.unknown()),
        dependsOn: Array.isArray(dependsOn) ? dependsOn.filter((one) => typeof one === "string") : [],
      });
    }
    for (const child of itemsOf(children) ?? []) queue.push(child);
  }
  return found;
}
