import { type ServiceCards } from "../cards/card";
import { SAFE_WHEN_UNSET } from "../cards/setting";

/** Datasets and tables. */
export const BIGQUERY: ServiceCards = {
  google_bigquery_dataset: {
    lost: "its tables",
    settings: {
      default_table_expiration_ms: {
        strength: SAFE_WHEN_UNSET,
        isForNew: false,
        weaker: "new tables are deleted by themselves, after milliseconds",
        stronger: "new tables are no longer deleted by themselves",
      },
    },
  },
  google_bigquery_table: { lost: "its data" },
};
