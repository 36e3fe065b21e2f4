import { type ServiceCards } from "../cards/card";
import { atLeast, ranked, SAFE_WHEN_SET, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Buckets and what is in them. */
export const STORAGE: ServiceCards = {
  google_storage_bucket: {
    lost: "its objects",
    settings: {
      public_access_prevention: {
        strength: ranked([["inherited"], ["enforced"]], "inherited"),
        weaker: "public access is no longer prevented",
        stronger: "public access is prevented",
      },
      uniform_bucket_level_access: {
        strength: safeWhenOn(false),
        weaker: "objects can be shared one by one, past the bucket's own policy",
        stronger: "only the bucket's own policy says who reads it",
      },
      "versioning.enabled": {
        strength: safeWhenOn(false),
        weaker: "deleted and overwritten objects are no longer kept",
        stronger: "deleted and overwritten objects are kept",
      },
      "retention_policy.retention_period": {
        strength: atLeast(0),
        weaker: "objects can be deleted sooner, in seconds",
        stronger: "objects are kept longer, in seconds",
      },
      "retention_policy.is_locked": {
        strength: safeWhenOn(false),
        weaker: "how long objects are kept is no longer locked",
        stronger: "how long objects are kept is locked",
      },
      "soft_delete_policy.retention_duration_seconds": {
        strength: atLeast(604800),
        weaker: "deleted objects can be brought back for a shorter time, in seconds",
        stronger: "deleted objects can be brought back for a longer time, in seconds",
      },
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with the objects in it",
        stronger: "it can no longer be destroyed while objects are in it",
      },
      default_event_based_hold: {
        strength: safeWhenOn(false),
        weaker: "new objects are no longer held until they are released",
        stronger: "new objects are held until they are released",
      },
      "ip_filter.mode": {
        strength: ranked([["Disabled"], ["Enabled"]], "Disabled"),
        weaker: "no network is kept from it",
        stronger: "only listed networks get at it",
      },
      "ip_filter.allow_cross_org_vpcs": {
        strength: safeWhenOff(false),
        weaker: "networks of other organisations may be listed",
        stronger: "only networks of your organisation may be listed",
      },
      "ip_filter.allow_all_service_agent_access": {
        strength: safeWhenOff(false),
        weaker: "Google's services get at it from anywhere, for whoever uses them",
        stronger: "Google's services get at it only from listed networks",
      },
      "encryption.google_managed_encryption_enforcement_config.restriction_mode": {
        strength: ranked([["NotRestricted"], ["FullyRestricted"]], "NotRestricted"),
        weaker: "new objects may be encrypted with Google's own keys",
        stronger: "new objects are not encrypted with Google's own keys",
      },
      "encryption.customer_supplied_encryption_enforcement_config.restriction_mode": {
        strength: ranked([["NotRestricted"], ["FullyRestricted"]], "NotRestricted"),
        weaker: "new objects may be encrypted with keys that writers bring",
        stronger: "new objects are not encrypted with keys that writers bring",
      },
      "logging.log_bucket": {
        strength: SAFE_WHEN_SET,
        weaker: "who reads it is no longer logged",
        stronger: "who reads it is logged",
        another: "who reads it is logged elsewhere",
      },
    },
    allowed: {
      "ip_filter.public_network_source.allowed_ip_cidr_ranges": { within: "ip_filter", lets: "get at it" },
      "ip_filter.vpc_network_sources": { name: "network", within: "ip_filter", lets: "get at it" },
    },
    decisions: {
      cors: "which web pages may read it for their visitors",
      website: "what it shows as a web site",
      custom_placement_config: "in which regions its objects are",
      enable_object_retention: "whether objects can be locked one by one",
      requester_pays: "who pays for reading it",
      "logging.log_object_prefix": "under which name it is logged who reads it",
      "encryption.customer_managed_encryption_enforcement_config": "with what keys new objects may be encrypted",
      "ip_filter.vpc_network_sources.allowed_ip_cidr_ranges": "which hosts of listed networks get at it",
      "hierarchical_namespace.enabled": "whether it has folders with roles of their own",
    },
    plain: ["autoclass", "rpo", "storage_class"],
    harmless: { new: "who reads it is told by what grants it" },
  },
  google_storage_bucket_object: {
    settings: {
      event_based_hold: {
        strength: safeWhenOn(false),
        weaker: "it is no longer held until it is released",
        stronger: "it is held until it is released",
      },
      temporary_hold: {
        strength: safeWhenOn(false),
        weaker: "it is no longer held until it is released",
        stronger: "it is held until it is released",
      },
    },
    lost: "its content",
    decisions: {
      bucket: "in which bucket it is",
      content: "what its readers get",
      source: "what its readers get",
      source_md5hash: "what its readers get",
      detect_md5hash: "what its readers get",
      content_type: "what browsers take it for",
      content_disposition: "what browsers take it for",
      content_encoding: "what browsers take it for",
      force_empty_content_type: "what browsers take it for",
      metadata: "what its readers are told of it",
      contexts: "which conditional roles hold for it",
      customer_encryption: "with what key it is encrypted",
      retention: "until when it is kept",
    },
    plain: ["cache_control", "content_language", "storage_class"],
    harmless: { new: "its bucket says who reads it; what is shared by itself is told by what shares it" },
  },
  google_storage_managed_folder: {
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        weaker: "it can be destroyed with the objects in it",
        stronger: "it cannot be destroyed while objects are in it",
      },
    },
    lost: "its objects",
    decisions: { bucket: "in which bucket it is" },
    harmless: { new: "it lets nobody in; who reads it is told by what grants it" },
  },
  google_storage_folder: {
    lost: "its objects",
    decisions: { bucket: "in which bucket it is", force_destroy: "whether it can be destroyed with the objects in it" },
    harmless: { new: "its bucket says who reads it" },
  },
  google_storage_notification: {
    noun: "bucket notification",
    decisionsWhenNew: { topic: "who is told of its objects", bucket: "of which objects is told" },
    decisions: {
      event_types: "of which objects is told",
      object_name_prefix: "of which objects is told",
      payload_format: "what is told of objects",
      custom_attributes: "what is told of objects",
    },
    harmless: { new: "who is told is told by its topic", gone: "nobody is told any more, and nobody gets at more" },
  },
  google_storage_transfer_job: {
    noun: "transfer job",
    runsAs: "service_account",
    decisionsWhenNew: {
      transfer_spec: "from where and to where it copies, and what it deletes,",
      replication_spec: "from where and to where it copies, and what it deletes,",
    },
    decisions: {
      status: "whether it runs",
      schedule: "when it runs",
      event_stream: "when it runs",
      notification_config: "who is told what it copies",
      logging_config: "what it logs",
    },
    harmless: {
      new: "what it copies is told by its attributes",
      gone: "it copies and deletes nothing any more",
    },
  },
  google_storage_transfer_agent_pool: {
    plain: ["bandwidth_limit"],
    harmless: { new: "no host is in it yet", gone: "what copies through it stands still" },
  },
  google_storage_anywhere_cache: {
    decisions: { bucket: "of which bucket it keeps copies" },
    plain: ["admission_policy", "ingest_on_write", "ttl"],
    harmless: { new: "its bucket says who reads it", gone: "its objects are still in their bucket" },
  },
  google_container_registry: {
    noun: "Container Registry",
    harmless: { new: "who reads its bucket is told by what grants it" },
  },
};
