import type { TerraformFields } from "../../terraform";
import { isAbsent, textAt } from "../../terraform/resource-values";
import { type ServiceCards } from "../cards/card";
import { atLeast, OFTEN, ranked, safeWhenOn } from "../cards/setting";

/** Keys and key rings. */
export const KMS: ServiceCards = {
  google_kms_crypto_key: {
    lost: "all its versions: whatever is encrypted with it cannot be read any more",
    decisions: {
      crypto_key_backend: "where the key material is",
      key_ring: "on which ring it is",
      purpose: "what it is for",
      "version_template.algorithm": "with which algorithm it works",
    },
    plain: ["skip_initial_version_creation"],
    harmless: { new: "who may use it is told by what grants it" },
    settings: {
      rotation_period: {
        strength: OFTEN,
        weaker: "it is rotated less often, or no longer",
        stronger: "it is rotated, or more often",
      },
      destroy_scheduled_duration: {
        strength: atLeast(2592000),
        weaker: "destroyed versions can be brought back for a shorter time",
        stronger: "destroyed versions can be brought back for a longer time",
      },
      import_only: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "its versions need not be brought in",
        stronger: "its versions are only those that are brought in",
      },
      "version_template.protection_level": {
        strength: ranked([["SOFTWARE"], ["EXTERNAL", "EXTERNAL_VPC"], ["HSM", "HSM_SINGLE_TENANT"]], "SOFTWARE"),
        weaker: "it is less protected",
        stronger: "it is better protected",
      },
    },
  },
  google_kms_crypto_key_version: {
    lost: "the key material: whatever is encrypted with it cannot be read any more",
    settings: {
      state: {
        strength: ranked([["ENABLED"], ["DISABLED", "DESTROY_SCHEDULED", "DESTROYED"]], "ENABLED"),
        isForNew: false,
        weaker: "what is encrypted with it can be read again",
        stronger: "what is encrypted with it can no longer be read",
      },
    },
    decisions: {
      crypto_key: "of which key it is a version",
      external_protection_level_options: "where the key outside of Google is",
    },
    harmless: { new: "who may use its key is told by what grants it" },
  },
  google_kms_key_ring: {
    harmless: { new: "who may use its keys is told by what grants it" },
  },
  google_kms_key_ring_import_job: {
    decisions: {
      import_method: "how keys that are brought in are wrapped",
      key_ring: "to where keys are brought in",
      protection_level: "how keys that are brought in are protected",
    },
    harmless: {
      new: "who may bring keys in is told by what grants it",
      gone: "what was brought in stays",
    },
  },
  google_kms_ekm_connection: {
    noun: "connection to a key manager outside",
    decisionsWhenNew: { service_resolvers: "which key manager outside of Google is trusted" },
    decisions: {
      key_management_mode: "who makes keys outside of Google",
      crypto_space_path: "which keys outside of Google are used",
    },
    harmless: {
      new: "which key manager it trusts is told by its attributes",
    },
  },
  google_kms_autokey_config: {
    noun: "Autokey",
    guard: {
      isGuard: true,
      fields: ["key_project", "key_project_resolution_mode"],
      does: "gives new resources keys of their own",
      isIdle: isWithoutAutokey,
    },
  },
  google_kms_project_autokey_config: {
    noun: "Autokey",
    guard: {
      isGuard: true,
      fields: ["key_project_resolution_mode"],
      does: "gives new resources keys of their own",
      isIdle: isWithoutAutokey,
    },
  },
  google_kms_key_handle: {
    noun: "request for a key",
    decisions: { resource_type_selector: "for what the key is" },
    harmless: { new: "who may use the key is told by what grants it" },
  },
  google_kms_secret_ciphertext: {
    noun: "encrypted text",
    decisions: {
      additional_authenticated_data: "what it is bound to",
      crypto_key: "with which key it is encrypted",
      plaintext: "what is encrypted",
    },
    harmless: { new: "nothing is made of it at Google" },
  },
};

/** Whether nothing gets a key by itself: no project holds the keys, or it is switched off. */
function isWithoutAutokey(body: TerraformFields): boolean {
  const mode = textAt(body, "key_project_resolution_mode");
  if (mode === "DISABLED") return true;
  return mode === undefined && isAbsent(body.key_project) && isAbsent(body.key_project_resolution_mode);
}
