export { type Assumption, ASSUMPTIONS } from "./assumptions";
export type { Decision, Outcome } from "./decision";
export { DownloadRule, type DownloadRuleFields, type RuleField } from "./download-rule";
export { PackagePolicy, Policy } from "./policy";
export { RepositoryPolicy } from "./repository-policy";
export { VersionCondition, versionId } from "./version-condition";
export { type Upstream, VirtualPolicy } from "./virtual-policy";
