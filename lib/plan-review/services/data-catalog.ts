import { type ResourceCard, type ServiceCards } from "../cards/card";
import { safeWhenOff, safeWhenOn } from "../cards/setting";

const DESCRIBES: ResourceCard = { harmless: { new: "it describes data, and lets nobody read it" } };
const WHICH_NETWORK = "on which network it is";

/** What is said of data, which columns are kept from whom, and what copies and shows data. */
export const DATA_CATALOG: ServiceCards = {
  google_data_catalog_taxonomy: {
    noun: "set of policy tags",
    guard: {
      isGuard: true,
      fields: ["activated_policy_types"],
      does: "keeps columns from those who may not read them",
    },
  },
  google_data_catalog_policy_tag: {
    noun: "policy tag",
    guard: {
      isGuard: true,
      fields: ["parent_policy_tag", "taxonomy"],
      does: "keeps columns that have it from those who may not read them",
    },
  },
  google_data_catalog_entry_group: { ...DESCRIBES, lost: "what is said of data in it" },
  google_data_catalog_entry: {
    ...DESCRIBES,
    lost: "what is said of its data",
    decisions: { gcs_fileset_spec: "which files it stands for", linked_resource: "which data it stands for" },
    plain: ["entry_group", "schema", "type", "user_specified_system", "user_specified_type"],
  },
  google_data_catalog_tag: {
    ...DESCRIBES,
    lost: "what it says of data",
    plain: ["column", "fields", "parent", "template"],
  },
  google_data_catalog_tag_template: {
    ...DESCRIBES,
    lost: "what is said of data in its form",
    settings: {
      force_delete: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with what is said in its form",
        stronger: "it can no longer be destroyed with what is said in its form",
      },
    },
    plain: ["fields"],
  },
  google_data_lineage_config: {
    noun: "record of where data comes from",
    decisions: { ingestion: "of which data it is recorded where it comes from", parent: "for whom it is" },
    harmless: { new: "it lets nobody read data", gone: "what Google takes by itself is recorded" },
  },
  google_data_fusion_instance: {
    noun: "Data Fusion instance",
    lost: "its pipelines",
    runsAs: "dataproc_service_account",
    settings: {
      enable_rbac: {
        strength: safeWhenOn(false),
        weaker: "whoever may open it may do all in it",
        stronger: "people may do in it what their roles say",
      },
      enable_stackdriver_logging: {
        strength: safeWhenOn(false),
        weaker: "what its pipelines do is not logged",
        stronger: "what its pipelines do is logged",
      },
    },
    exposure: {
      private_instance: {
        strength: safeWhenOn(false),
        isForNew: true,
        weaker: "it is reached from the internet, by who has a role",
        stronger: "it is reached on your network only",
      },
    },
    decisionsWhenNew: { event_publish_config: "who is told what it does" },
    decisions: {
      accelerators: "which programs of others it has",
      crypto_key_config: "with which key its data is encrypted",
      network_config: WHICH_NETWORK,
      options: "how it works",
      patch_revision: "which software it runs",
      tags: "which conditional roles and policies hold for it",
      version: "which software it runs",
    },
    plain: ["enable_stackdriver_monitoring", "maintenance_policy", "type"],
    harmless: { new: "from where it is reached is told" },
  },
  google_looker_instance: {
    noun: "Looker instance",
    lost: "its models and dashboards",
    exposure: {
      public_ip_enabled: {
        strength: safeWhenOff(true),
        isForNew: true,
        weaker: "it is reached from the internet",
        stronger: "it is not reached from the internet",
      },
      controlled_egress_enabled: {
        strength: safeWhenOn(false),
        weaker: "it reaches the whole internet",
        stronger: "it reaches the listed hosts of the internet only",
      },
    },
    settings: {
      fips_enabled: {
        strength: safeWhenOn(false),
        weaker: "it encrypts with modules that nobody has validated",
        stronger: "it encrypts with validated modules",
      },
    },
    allowed: { "psc_config.allowed_vpcs": { lets: "reach it" } },
    decisionsWhenNew: { periodic_export_config: "where copies of it go" },
    decisions: {
      admin_settings: "to which domains it sends mail",
      consumer_network: WHICH_NETWORK,
      controlled_egress_config: "what of the internet it reaches",
      custom_domain: "under which name it is found",
      gemini_enabled: "whether models read what it shows",
      oauth_config: "which OAuth client logs people in",
      private_ip_enabled: "whether it is on a network of yours",
      "psc_config.service_attachments": "what it reaches on networks of others",
      psc_enabled: "whether networks reach it by Private Service Connect",
      reserved_range: WHICH_NETWORK,
    },
    plain: ["deny_maintenance_period", "maintenance_window", "platform_edition", "user_metadata"],
    harmless: { new: "from where it is reached is told" },
  },
  google_document_ai_processor: {
    noun: "reader of documents",
    lost: "its trained versions",
    plain: ["type"],
    harmless: { new: "it reads what it is sent, and keeps none of it" },
  },
  google_document_ai_processor_default_version: {
    noun: "default version of a reader of documents",
    decisions: { processor: "which reader of documents it is of", version: "which version reads documents" },
    harmless: { new: "it is a version that was there before" },
  },
  google_document_ai_schema: {
    noun: "schema of documents",
    harmless: { new: "it says what is read from documents", gone: "what was read is still there" },
  },
  google_document_ai_warehouse_location: {
    noun: "warehouse of documents",
    decisionsWhenNew: {
      access_control_mode: "by what is known who may read which documents",
      document_creator_default_role: "which role those get who put in documents",
    },
    plain: ["database_type", "project_number"],
    harmless: { new: "who may read documents is told" },
  },
  google_document_ai_warehouse_document_schema: {
    noun: "schema of documents",
    plain: ["document_is_folder", "project_number", "property_definitions"],
    harmless: { new: "it says what is known of documents", gone: "documents that have it have to be gone first" },
  },
};
