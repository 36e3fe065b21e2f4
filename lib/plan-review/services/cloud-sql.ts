import { type ServiceCards } from "../cards/card";
import { ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

/** SQL instances and what is in them. */
export const CLOUD_SQL: ServiceCards = {
  google_sql_database_instance: {
    lost: "its databases and backups",
    settings: {
      "settings.backup_configuration.enabled": {
        strength: safeWhenOn(false),
        weaker: "backups are switched off",
        stronger: "backups are switched on",
      },
      "settings.backup_configuration.point_in_time_recovery_enabled": {
        strength: safeWhenOn(false),
        weaker: "it can no longer be set back to a point in time",
        stronger: "it can be set back to a point in time",
      },
    },
    exposure: {
      "settings.ip_configuration.ipv4_enabled": {
        strength: safeWhenOff(true),
        isForNew: true,
        weaker: "it has an external address",
        stronger: "it has no external address",
      },
      "settings.ip_configuration.ssl_mode": {
        strength: ranked(
          [["ALLOW_UNENCRYPTED_AND_ENCRYPTED"], ["ENCRYPTED_ONLY"], ["TRUSTED_CLIENT_CERTIFICATE_REQUIRED"]],
          "ALLOW_UNENCRYPTED_AND_ENCRYPTED",
        ),
        weaker: "connections need less encryption",
        stronger: "connections need more encryption",
      },
    },
    allowed: { "settings.ip_configuration.authorized_networks": { name: "value", lets: "connect" } },
  },
  google_sql_database: { lost: "its data" },
};
