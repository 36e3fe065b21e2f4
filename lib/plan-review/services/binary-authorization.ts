import type { TerraformFields } from "../../terraform";
import { isWord } from "../../terraform/resource-values";
import { type ServiceCards } from "../cards/card";
import { comparedAdmission } from "../facts/compared-guards";
import { ranked } from "../cards/setting";

/** Which images may run. */
export const BINARY_AUTHORIZATION: ServiceCards = {
  google_binary_authorization_attestor: {
    noun: "attestor",
    guard: {
      isGuard: true,
      fields: ["attestation_authority_note"],
      does: "says whose word is taken for images",
      guards: () => undefined,
    },
  },
  google_container_analysis_note: {
    noun: "note of attestations",
    lost: "what was attested by it: images that need it no longer run",
    decisions: { expiration_time: "until when it holds" },
    plain: ["attestation_authority", "long_description", "related_note_names", "related_url", "short_description"],
    harmless: { new: "it attests nothing; who may do so by it is told by what grants it" },
  },
  google_container_analysis_occurrence: {
    noun: "attestation",
    guard: {
      isGuard: false,
      fields: ["attestation", "note_name", "resource_uri"],
      does: "vouches for an image, so that it may run",
    },
    plain: ["remediation"],
  },
  google_binary_authorization_policy: {
    decisions: { "default_admission_rule.require_attestations_by": "whose word is taken for images" },
    noun: "Binary Authorization policy",
    guard: {
      isGuard: true,
      fields: ["cluster_admission_rules", "admission_whitelist_patterns", "global_policy_evaluation_mode"],
      does: "checks images before they run",
      guards: binaryAuthorizationGuards,
      compare: comparedAdmission,
    },
    settings: {
      "default_admission_rule.evaluation_mode": {
        strength: ranked([["ALWAYS_ALLOW"], ["REQUIRE_ATTESTATION"], ["ALWAYS_DENY"]], "ALWAYS_ALLOW"),
        weaker: "images run with fewer checks",
        stronger: "images run only with more checks",
      },
      "default_admission_rule.enforcement_mode": {
        strength: ranked([["DRYRUN_AUDIT_LOG_ONLY"], ["ENFORCED_BLOCK_AND_AUDIT_LOG"]], "ENFORCED_BLOCK_AND_AUDIT_LOG"),
        weaker: "images that fail the check run all the same",
        stronger: "images that fail the check do not run",
      },
    },
  },
};

/** A project has one policy at all times: a new one takes the place of that. */
function binaryAuthorizationGuards(body: TerraformFields): boolean | undefined {
  const lets =
    isWord(body, "default_admission_rule.evaluation_mode", "ALWAYS_ALLOW") ||
    isWord(body, "default_admission_rule.enforcement_mode", "DRYRUN_AUDIT_LOG_ONLY");
  return lets ? undefined : true;
}
