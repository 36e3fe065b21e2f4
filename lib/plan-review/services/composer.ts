import { type ServiceCards } from "../cards/card";

/** Airflow environments. */
export const COMPOSER: ServiceCards = {
  google_composer_environment: { runsAs: "config.node_config.service_account" },
};
