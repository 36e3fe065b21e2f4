export type { Downloads } from "./downloads";
export type * from "./finding";
export { formatJson } from "./json";
export { formatMarkdown } from "./markdown";
export { readPlans } from "./plan-file";
export { type NamedPlan, reviewPlans } from "./plan-review";
export type { PlanRule, ReviewedChange } from "./plan-rule";
export { PLAN_RULES } from "./rules";
export { formatText } from "./text";
