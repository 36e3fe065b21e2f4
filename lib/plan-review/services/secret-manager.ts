import { alike, type ServiceCards } from "../cards/card";
import { atLeast, SAFE_WHEN_UNSET } from "../cards/setting";

/** Secrets. */
export const SECRET_MANAGER: ServiceCards = {
  ...alike(["google_secret_manager_secret", "google_secret_manager_regional_secret"], {
    lost: "all its values",
    settings: {
      version_destroy_ttl: {
        strength: atLeast(0),
        weaker: "destroyed values can be brought back for a shorter time",
        stronger: "destroyed values can be brought back for a longer time",
      },
      ttl: {
        strength: SAFE_WHEN_UNSET,
        isForNew: false,
        weaker: "it is deleted by itself after a time",
        stronger: "it is no longer deleted by itself",
      },
    },
  }),
  ...alike(["google_secret_manager_secret_version", "google_secret_manager_regional_secret_version"], {
    lost: "its value",
  }),
};
