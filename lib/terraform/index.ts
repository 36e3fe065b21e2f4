export { HiddenValue } from "./hidden-value";
export type { PlanConfiguration } from "./plan-configuration";
export { type ResourceChange, TerraformPlan } from "./terraform-plan";
export { TerraformResources } from "./terraform-resources";
export type { TerraformBlock, TerraformFields, TerraformInstance } from "./terraform-resources";
export { TerraformState } from "./terraform-state";
export type { Named } from "./terraform-resources";
export type { FailedCheck, InvokedAction } from "./plan-features";
export type { ResourcePlace } from "./resource-place";
