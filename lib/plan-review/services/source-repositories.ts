import type { TerraformFields } from "../../terraform";
import { holdsHidden } from "../../terraform/resource-values";
import { type ServiceCards } from "../cards/card";
import { atLeast, safeWhenOff, safeWhenOn } from "../cards/setting";

const WHOSE_CERTIFICATE = "whose certificate it shows";

/** A rule that is switched off asks for nothing. */
function isInForce({ disabled }: TerraformFields): boolean {
  return disabled !== true;
}

/** Git repositories, who is told of what is pushed to them, and what has to be so before code gets in. */
export const SOURCE_REPOSITORIES: ServiceCards = {
  google_sourcerepo_repository: {
    lost: "its commits",
    decisionsWhenNew: { pubsub_configs: "who is told of what is pushed" },
    plain: ["create_ignore_already_exists"],
    harmless: { new: "who reads it, and pushes to it, is told by what grants it" },
  },
  google_secure_source_manager_instance: {
    noun: "host of repositories",
    lost: "its repositories",
    exposure: {
      "private_config.is_private": {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "it is reached from the internet, by who has a role",
        stronger: "it is reached on your networks only",
      },
    },
    allowed: {
      "private_config.psc_allowed_projects": { lets: "reach it from their networks" },
    },
    decisions: {
      "private_config.ca_pool": WHOSE_CERTIFICATE,
      "private_config.custom_host_config": "under which names it is found",
    },
    decisionsWhenNew: {
      "workforce_identity_federation_config.enabled": "whether people of another provider of identities log in",
    },
    harmless: { new: "who gets to its repositories is told by what grants it" },
  },
  google_secure_source_manager_repository: {
    lost: "its commits",
    settings: {
      "scan_config.secret_scan_config.enabled": {
        strength: safeWhenOn(false),
        weaker: "secrets in what is pushed are not found",
        stronger: "secrets in what is pushed are found",
      },
    },
    decisions: {
      instance: "on which host it is",
      service_account: "as whom it acts",
      "scan_config.secret_scan_config.inspect_template": "which secrets in what is pushed are found",
    },
    plain: ["initial_config"],
    harmless: { new: "who reads it, and pushes to it, is told by what grants it" },
  },
  google_secure_source_manager_branch_rule: {
    noun: "rule for branches",
    guard: {
      isGuard: true,
      fields: ["disabled", "include_pattern", "repository_id"],
      does: "says what has to be so before code gets into a branch",
      guards: ({ disabled }) => (holdsHidden(disabled) ? undefined : disabled !== true),
      isOff: ({ disabled }) => disabled === true,
    },
    settings: {
      require_pull_request: {
        strength: safeWhenOn(false),
        isForNew: false,
        applies: isInForce,
        weaker: "code gets into branches without a pull request",
        stronger: "code gets into branches by pull requests only",
      },
      minimum_approvals_count: {
        strength: atLeast(0),
        isForNew: false,
        applies: isInForce,
        weaker: "fewer people have to approve code",
        stronger: "more people have to approve code",
      },
      minimum_reviews_count: {
        strength: atLeast(0),
        isForNew: false,
        applies: isInForce,
        weaker: "fewer people have to look at code",
        stronger: "more people have to look at code",
      },
      allow_stale_reviews: {
        strength: safeWhenOff(false),
        isForNew: false,
        applies: isInForce,
        weaker: "code that was changed after it was approved gets in",
        stronger: "code that was changed has to be approved again",
      },
      require_linear_history: {
        strength: safeWhenOn(false),
        isForNew: false,
        applies: isInForce,
        weaker: "merges may hide what was changed in a branch",
        stronger: "branches show each change by itself",
      },
      require_comments_resolved: {
        strength: safeWhenOn(false),
        isForNew: false,
        applies: isInForce,
        weaker: "code gets in while somebody's comment is open",
        stronger: "code gets in only when comments are answered",
      },
    },
  },
  google_secure_source_manager_hook: {
    noun: "hook of a repository",
    exposure: {
      disabled: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "what is pushed is sent to it",
        stronger: "what is pushed is no longer sent to it",
      },
    },
    decisionsWhenNew: { target_uri: "where what is pushed is sent to" },
    decisions: {
      repository_id: "of which repository is told",
      events: "what of a repository is told",
      push_option: "what of a repository is told",
      sensitive_query_string: "by what it proves who it is",
    },
    harmless: { new: "where it sends to is told", gone: "nothing is sent to it any more" },
  },
};
