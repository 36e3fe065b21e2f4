import { type ServiceCards } from "../cards/card";
import { atLeast, OFTEN, ranked } from "../cards/setting";

/** Keys and key rings. */
export const KMS: ServiceCards = {
  google_kms_crypto_key: {
    lost: "all its versions: whatever is encrypted with it cannot be read any more",
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
      "version_template.protection_level": {
        strength: ranked([["SOFTWARE"], ["EXTERNAL", "EXTERNAL_VPC"], ["HSM", "HSM_SINGLE_TENANT"]], "SOFTWARE"),
        weaker: "it is less protected",
        stronger: "it is better protected",
      },
    },
  },
  google_kms_crypto_key_version: { lost: "the key material: whatever is encrypted with it cannot be read any more" },
  google_kms_key_ring: { lost: "its keys: whatever is encrypted with them cannot be read any more" },
};
