export type { DownloadableVersions } from "./facts/downloadable-versions";
export type * from "./finding";
export { formatJson } from "./report/json";
export { formatMarkdown } from "./report/markdown";
export { readPlans } from "./plan-file";
export { type NamedPlan, reviewPlans } from "./plan-review";
export type { PlanRule, ReviewedChange } from "./plan-rule";
export { PLAN_RULES } from "./rules";
export { formatText } from "./report/terminal-text";
