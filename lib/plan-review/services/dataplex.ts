import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

const DESCRIBES = "it describes data, and lets nobody read it";
const WHERE_WRITTEN = "where its results are written to";
const LOOKED_THROUGH = "which files are looked through, and shown as tables,";
const RULES_LOOK_AT = "what is looked at, and by which statements,";

/** What describes data for people and programs; `kept` is lost with it. */
function describes(kept: string, more: ResourceCard = {}): ResourceCard {
  return { lost: kept, ...more, harmless: { new: DESCRIBES, ...more.harmless } };
}

/** What runs as code of one's own. */
const RUNS = Object.fromEntries(["notebook", "spark"].map((one) => [one, "which code it runs, where, and with what"]));

/** Lakes, what is found in data and said of it, and who gets it as a product. */
export const DATAPLEX: ServiceCards = {
  google_dataplex_lake: {
    lost: "what is known of its zones; the data is still there",
    decisions: { metastore: "whose metadata it uses" },
    harmless: { new: "nothing is in it yet; what is put there is told" },
  },
  google_dataplex_zone: {
    noun: "zone of a lake",
    lost: "what is known of the data in it; the data is still there",
    decisions: { discovery_spec: LOOKED_THROUGH, lake: "in which lake it is" },
    plain: ["resource_spec", "type"],
    harmless: { new: "nothing is in it yet; what is put there is told" },
  },
  google_dataplex_asset: {
    noun: "asset of a lake",
    guard: {
      isGuard: false,
      fields: ["dataplex_zone", "lake", "resource_spec"],
      does: "lets whoever has a role on its lake get to its bucket or dataset",
    },
    decisions: { discovery_spec: LOOKED_THROUGH },
  },
  google_dataplex_task: {
    noun: "task of a lake",
    runsAs: "execution_spec.service_account",
    decisionsWhenNew: RUNS,
    decisions: {
      "execution_spec.args": "what its code is told",
      "execution_spec.project": "in which project it runs",
      lake: "in which lake it runs",
      trigger_spec: "when it runs",
    },
    plain: ["execution_spec.max_job_execution_lifetime"],
    harmless: { new: "which code it runs is told", gone: "it runs no more" },
  },
  google_dataplex_datascan: {
    noun: "scan of data",
    runsAs: "execution_identity.service_account.email",
    exposure: Object.fromEntries(
      ["data_documentation_spec", "data_profile_spec", "data_quality_spec"].map((one) => [
        `${one}.catalog_publishing_enabled`,
        {
          strength: safeWhenOff(false),
          weaker: "everybody who finds the data sees its results",
          stronger: "not everybody who finds the data sees its results",
        },
      ]),
    ),
    decisionsWhenNew: {
      "data_discovery_spec.bigquery_publishing_config": "where tables are made of files",
      "data_profile_spec.post_scan_actions": WHERE_WRITTEN,
      "data_quality_spec.post_scan_actions": "where its results are written to, and who is told,",
    },
    decisions: {
      data: "which data it looks at",
      "data_discovery_spec.storage_config": LOOKED_THROUGH,
      ...Object.fromEntries(
        ["exclude_fields", "include_fields", "row_filter"].map((one) => [`data_profile_spec.${one}`, RULES_LOOK_AT]),
      ),
      ...Object.fromEntries(
        ["enable_catalog_based_rules", "filter", "row_filter", "rules"].map((one) => [
          `data_quality_spec.${one}`,
          RULES_LOOK_AT,
        ]),
      ),
    },
    plain: [
      "data_scan_id",
      "data_profile_spec.sampling_percent",
      "data_quality_spec.sampling_percent",
      "execution_spec",
    ],
    harmless: { new: "it reads data, and where its results go is told", gone: "nothing is looked at by it any more" },
  },
  google_dataplex_data_product: {
    noun: "product of data",
    decisionsWhenNew: {
      access_approval_config: "who lets people get its data",
      access_groups: "which groups may get its data",
    },
    decisions: { owner_emails: "whom people ask for its data" },
    plain: ["icon"],
    harmless: { new: "which data it gives to whom is told", gone: "nobody gets data by it any more" },
  },
  google_dataplex_data_product_data_asset: {
    noun: "data of a product",
    decisionsWhenNew: {
      access_group_configs: "which roles on the data groups get",
      resource: "which data groups get",
    },
    decisions: { data_product_id: "of which product it is" },
    harmless: { new: "which groups get it is told", gone: "nobody gets it any more" },
  },
  google_dataplex_metadata_feed: {
    noun: "feed of changes of what is said of data",
    decisionsWhenNew: { pubsub_topic: "who is told of changes of what is said of data" },
    decisions: { filters: "of which changes is told", scope: "of whose changes is told" },
    harmless: { new: "who is told is told", gone: "nobody is told any more" },
  },
  google_dataplex_aspect_type: describes("what is said of data in its form", {
    decisions: { data_classification: "who sees what is said of data in its form" },
    plain: ["metadata_template"],
  }),
  google_dataplex_entry_group: describes("what is said of data in it"),
  google_dataplex_entry_type: describes("what is said of data of its kind", {
    plain: ["platform", "required_aspects", "system", "type_aliases"],
  }),
  google_dataplex_entry: describes("what is said of its data", {
    decisions: { aspects: "what is said of its data" },
    plain: [
      ...["entry_group_id", "entry_type", "fully_qualified_name", "parent_entry"],
      ...["create_time", "labels", "platform", "resource", "system", "update_time", "ancestors"].map(
        (one) => `entry_source.${one}`,
      ),
    ],
  }),
  google_dataplex_entry_link: describes("that its entries belong together", {
    plain: ["aspects", "entry_group_id", "entry_link_type", "entry_references"],
  }),
  ...alike(["google_dataplex_glossary"], describes("the words in it")),
  ...alike(["google_dataplex_glossary_category", "google_dataplex_glossary_term"], {
    ...describes("what it says of words"),
    plain: ["glossary_id", "parent"],
  }),
};
