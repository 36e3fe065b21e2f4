export { type Assumption, ASSUMPTIONS } from "./assumptions";
export type { Decision, Outcome } from "./decision";
export { DownloadRule, type DownloadRuleFields, type RuleField } from "./download-rule";
export { PackagePolicy, Policy } from "./policy";
export { explain, type Explanation } from "./explanation";
export { type FilledPackage, FilledPolicy, filledWith, readFills, type RepositoryFill } from "./filled-repository";
export { readListedRule } from "./listed-rule";
export { type BlockedPackage, type BlockReason, LockCheck } from "./lock-check";
export { afterApply, isHeldBack } from "./planned-repositories";
export type { PackageSource, PolicyRepository } from "./policy-repository";
export { PolicySource, type PolicySourceOptions } from "./policy-source";
export { RepositoryPolicy } from "./repository-policy";
export {
  isDownloadRule,
  isRepository,
  NOT_DEFINED,
  readRule,
  repositoryPlace,
  terraformRepositories,
} from "./terraform-repositories";
export { VersionCondition, versionId } from "./version-condition";
export { type Upstream, VirtualPolicy } from "./virtual-policy";
