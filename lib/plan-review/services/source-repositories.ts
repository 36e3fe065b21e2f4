import { alike, type ServiceCards } from "../cards/card";

/** Git repositories. */
export const SOURCE_REPOSITORIES: ServiceCards = {
  ...alike(["google_sourcerepo_repository", "google_secure_source_manager_repository"], { lost: "its commits" }),
};
