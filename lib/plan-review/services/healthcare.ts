import { type ServiceCards } from "../cards/card";

/** Health data. */
export const HEALTHCARE: ServiceCards = {
  google_healthcare_dataset: { lost: "its data" },
};
