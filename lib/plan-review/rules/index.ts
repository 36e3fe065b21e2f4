import type { PlanRule } from "../plan-rule";
import { accessApiKeysRule } from "./access-api-keys";
import { accessAuthoritativeRule } from "./access-authoritative";
import { accessClearSecretsRule } from "./access-clear-secrets";
import { accessCustomRolesRule } from "./access-custom-roles";
import { accessFederationRule } from "./access-federation";
import { accessGrantsRule } from "./access-grants";
import { accessHostsRule } from "./access-hosts";
import { accessKeysRule } from "./access-keys";
import { accessPerimetersRule } from "./access-perimeters";
import { lossOfDataRule } from "./loss-of-data";
import { networkExposureRule } from "./network-exposure";
import { networkHostsRule } from "./network-hosts";
import { networkLinksRule } from "./network-links";
import { networkNamesRule } from "./network-names";
import { networkPathsRule } from "./network-paths";
import { networkPoliciesRule } from "./network-policies";
import { networkReachRule } from "./network-reach";
import { orderAfterDenyRule } from "./order-after-deny";
import { orderBeforeDenyRule } from "./order-before-deny";
import { orderOneRulePerPackageRule } from "./order-one-rule-per-package";
import { safetyPlanFeaturesRule } from "./safety-plan-features";
import { safetyDecisionsRule } from "./safety-decisions";
import { safetyCleanupRule } from "./safety-cleanup";
import { safetyDeletionRule } from "./safety-deletion";
import { safetyEncryptionRule } from "./safety-encryption";
import { safetyGuardsRule } from "./safety-guards";
import { safetyProvidersRule } from "./safety-providers";
import { safetySettingsRule } from "./safety-settings";
import { upstreamPipelinesRule } from "./upstream-pipelines";
import { upstreamRemoteRule } from "./upstream-remote";
import { upstreamVirtualRule } from "./upstream-virtual";

/** Every rule of the review, by kind; package policies are compared across plans, see `packageChanges`. */
export const PLAN_RULES: readonly PlanRule[] = [
  accessApiKeysRule,
  accessAuthoritativeRule,
  accessClearSecretsRule,
  accessCustomRolesRule,
  accessFederationRule,
  accessGrantsRule,
  accessHostsRule,
  accessKeysRule,
  accessPerimetersRule,
  networkReachRule,
  networkExposureRule,
  networkHostsRule,
  networkLinksRule,
  networkNamesRule,
  networkPathsRule,
  networkPoliciesRule,
  upstreamPipelinesRule,
  upstreamRemoteRule,
  upstreamVirtualRule,
  safetyPlanFeaturesRule,
  safetyProvidersRule,
  safetyCleanupRule,
  safetyDecisionsRule,
  safetyDeletionRule,
  safetyEncryptionRule,
  safetyGuardsRule,
  safetySettingsRule,
  orderAfterDenyRule,
  orderBeforeDenyRule,
  orderOneRulePerPackageRule,
  lossOfDataRule,
];
