import { type ServiceCards } from "../cards/card";

/** Search and conversation data stores. */
export const DISCOVERY_ENGINE: ServiceCards = {
  google_discovery_engine_data_store: { lost: "its data" },
};
