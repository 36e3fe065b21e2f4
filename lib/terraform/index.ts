export { HiddenValue } from "./hidden-value";
export { parseJsonBytes, parseJsonText } from "../text/json-text";
export { PlanConfiguration, withoutKeys } from "./plan-configuration";
export { isReplacement, type ResourceChange, TerraformPlan } from "./terraform-plan";
export { fieldBlocks, fieldsOf, isRepeated, TerraformResources } from "./terraform-resources";
export type { Named, TerraformBlock, TerraformFields, TerraformInstance } from "./terraform-resources";
export { TerraformState } from "./terraform-state";
