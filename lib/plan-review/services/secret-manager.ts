import { type ResourceCard, type ServiceCards } from "../cards/card";
import { atLeast, LASTING, OFTEN, SAFE_WHEN_UNSET, safeWhenOff } from "../cards/setting";

const VERSION: ResourceCard = {
  lost: "its value",
  decisions: {
    secret: "which secret has the value",
    secret_data: "what value its readers get",
  },
  settings: {
    enabled: {
      strength: safeWhenOff(true),
      isForNew: false,
      weaker: "its readers get the value again",
      stronger: "its readers no longer get the value",
    },
  },
  plain: ["is_secret_data_base64"],
  harmless: { new: "who may read it is told by what grants it" },
};

const SECRET: ResourceCard = {
  lost: "all its values",
  settings: {
    version_destroy_ttl: {
      strength: atLeast(0),
      weaker: "destroyed values can be brought back for a shorter time",
      stronger: "destroyed values can be brought back for a longer time",
    },
    ttl: {
      strength: LASTING,
      isForNew: false,
      weaker: "it is deleted by itself after a time, or sooner",
      stronger: "it is no longer deleted by itself, or later",
    },
    expire_time: {
      strength: SAFE_WHEN_UNSET,
      another: "it is deleted by itself at another time",
      isForNew: false,
      weaker: "it is deleted by itself at a time",
      stronger: "it is no longer deleted by itself",
    },
    "rotation.rotation_period": {
      strength: OFTEN,
      isForNew: false,
      weaker: "people are reminded less often, or no longer, to rotate it",
      stronger: "people are reminded to rotate it, or more often",
    },
  },
  decisions: {
    annotations: "what other programs are told of it",
    tags: "which conditional roles and policies hold for it",
    version_aliases: "which of its values its readers get",
    topics: "who is told when it changes",
  },
  plain: ["rotation.next_rotation_time"],
  harmless: {
    new: "who may read it is told by what grants it",
  },
};

/** Secrets. */
export const SECRET_MANAGER: ServiceCards = {
  google_secret_manager_secret: {
    ...SECRET,
    harmless: {
      ...SECRET.harmless,
      "replication.user_managed.replicas.location": "where its values are kept lets nobody read them",
    },
  },
  google_secret_manager_regional_secret: SECRET,
  google_secret_manager_secret_version: {
    ...VERSION,
    decisions: {
      ...VERSION.decisions,
      secret_data_wo: "what value its readers get",
      secret_data_wo_version: "what value its readers get",
    },
  },
  google_secret_manager_regional_secret_version: VERSION,
};
