import type { ServiceCards } from "../cards/card";
import { ranked } from "../cards/setting";

const WHERE_DATA_IS = "where its data is kept";
const WHOSE_TABLES = "whose tables it shows, and with whose credentials,";
const READ_BY_GRANT = "who reads it is told by what grants it";

/** Catalogues of tables in buckets. */
export const BIGLAKE: ServiceCards = {
  google_biglake_catalog: {
    lost: "what it says of its databases; the files are still there",
    harmless: { new: READ_BY_GRANT },
  },
  google_biglake_database: {
    lost: "what it says of its tables; the files are still there",
    decisionsWhenNew: { "hive_options.location_uri": WHERE_DATA_IS },
    decisions: {
      catalog: "in which catalogue it is",
      "hive_options.parameters": "how its tables are read",
    },
    plain: ["type"],
    harmless: { new: READ_BY_GRANT },
  },
  google_biglake_table: {
    lost: "what it says of its columns; the files are still there",
    decisions: {
      database: "in which database it is",
      "hive_options.parameters": "how it is read",
      "hive_options.storage_descriptor.location_uri": WHERE_DATA_IS,
      "hive_options.storage_descriptor.input_format": "which program reads it",
      "hive_options.storage_descriptor.output_format": "which program writes it",
    },
    plain: ["type", "hive_options.table_type"],
    harmless: { new: READ_BY_GRANT },
  },
  google_biglake_iceberg_catalog: {
    noun: "catalogue of Iceberg tables",
    lost: "what it says of its tables; the files are still there",
    exposure: {
      credential_mode: {
        strength: ranked(
          [["CREDENTIAL_MODE_VENDED_CREDENTIALS"], ["CREDENTIAL_MODE_END_USER"]],
          "CREDENTIAL_MODE_END_USER",
        ),
        weaker: "its readers get to the files of tables with credentials that it gives them",
        stronger: "its readers need a role on the files of tables",
      },
    },
    decisionsWhenNew: { default_location: WHERE_DATA_IS, federated_catalog_options: WHOSE_TABLES },
    decisions: {
      catalog_type: WHOSE_TABLES,
      primary_location: WHERE_DATA_IS,
      restricted_locations_config: "in which buckets its tables may be",
    },
    harmless: { new: "who reads it is told by what grants it, and whose tables it shows by its attributes" },
  },
  google_biglake_iceberg_namespace: {
    lost: "what it says of its tables; the files are still there",
    decisions: { catalog: "in which catalogue it is", properties: "where its tables are" },
    harmless: { new: READ_BY_GRANT },
  },
  google_biglake_iceberg_table: {
    lost: "what it says of its columns, and its files",
    decisions: {
      catalog: "in which catalogue it is",
      namespace: "in which namespace it is",
      properties: "where it is, and how it is read,",
      schema: "which columns it has",
    },
    plain: ["partition_spec", "sort_order"],
    harmless: { new: READ_BY_GRANT },
  },
};
