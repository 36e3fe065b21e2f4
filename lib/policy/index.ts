export { type Assumption, ASSUMPTIONS } from "./assumptions";
export type { Decision, Outcome } from "./decision";
export { DownloadRule, type DownloadRuleFields, type RuleField } from "./download-rule";
export { PackagePolicy, Policy } from "./policy";
export { explain, type Explanation } from "./explanation";
export { type BlockedPackage, type BlockReason, LockCheck } from "./lock-check";
export type { PackageSource, PolicyRepository } from "./policy-repository";
export { PolicySource, type PolicySourceOptions } from "./policy-source";
export { VersionCondition } from "./version-condition";
