import type { ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

const WHOSE_CREDENTIALS = "with whose credentials it is used";

/** Integrations: what they are connected to, and with whose credentials. */
export const INTEGRATION_CONNECTORS: ServiceCards = {
  google_integration_connectors_connection: {
    noun: "connection of integrations",
    runsAs: "service_account",
    settings: {
      "log_config.enabled": {
        strength: safeWhenOn(false),
        weaker: "what is done by it is not logged",
        stronger: "what is done by it is logged",
      },
    },
    decisionsWhenNew: {
      auth_config: WHOSE_CREDENTIALS,
      config_variable: "to what it leads, and how",
      destination_config: "to what it leads",
      eventing_config: "who may tell it of events, and where those go,",
      ssl_config: "whose certificates are taken, and which is shown,",
    },
    decisions: {
      connector_version: "which program it is",
      eventing_enablement_type: "who may tell it of events",
      lock_config: "whether it can be changed",
      "log_config.level": "how much of what is done by it is logged",
      suspended: "whether it can be used",
    },
    plain: ["node_config"],
    harmless: { new: "to what it leads is told", gone: "nothing is done by it any more" },
  },
  google_integration_connectors_endpoint_attachment: {
    noun: "endpoint of integrations",
    link: {
      leads: "integrations reach a service of another network",
      fields: ["endpoint_global_access", "service_attachment"],
    },
  },
  google_integration_connectors_managed_zone: {
    noun: "zone of integrations",
    link: { leads: "integrations ask a network for names", fields: ["dns", "target_project", "target_vpc"] },
  },
  google_integrations_auth_config: {
    noun: "credentials of integrations",
    decisionsWhenNew: {
      client_certificate: "whose credentials integrations use",
      decrypted_credential: "whose credentials integrations use",
      visibility: "who may use its credentials",
    },
    decisions: { override_valid_time: "until when its credentials are good" },
    plain: ["expiry_notification_duration"],
    harmless: { new: "whose credentials it holds is told", gone: "integrations have them no more" },
  },
  google_integrations_client: {
    noun: "service of integrations",
    lost: "its integrations",
    runsAs: "run_as_service_account",
    decisions: {
      cloud_kms_config: "with which key its data is encrypted",
    },
    plain: ["create_sample_integrations"],
    harmless: { new: "it has no integration yet" },
  },
};
