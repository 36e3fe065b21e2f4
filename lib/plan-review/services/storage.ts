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
      "logging.log_bucket": {
        strength: SAFE_WHEN_SET,
        weaker: "who reads it is no longer logged",
        stronger: "who reads it is logged",
      },
    },
    allowed: {
      "ip_filter.public_network_source.allowed_ip_cidr_ranges": { within: "ip_filter", lets: "get at it" },
      "ip_filter.vpc_network_sources": { name: "network", within: "ip_filter", lets: "get at it" },
    },
  },
  google_storage_bucket_object: { lost: "its content" },
  google_storage_managed_folder: { lost: "its objects" },
};
