import { alike, type ServiceCards } from "../cards/card";
import { SAFE_WHEN_SET, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Vertex AI. */
export const VERTEX_AI: ServiceCards = {
  google_vertex_ai_index_endpoint: {
    exposure: {
      public_endpoint_enabled: {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "it answers on the internet",
        stronger: "it answers only inside",
      },
    },
  },
  google_vertex_ai_endpoint: {
    exposure: {
      network: {
        strength: SAFE_WHEN_SET,
        weaker: "it is no longer on your network only",
        stronger: "it answers on your network only",
      },
      "private_service_connect_config.enable_private_service_connect": {
        strength: safeWhenOn(false),
        weaker: "it no longer answers inside only",
        stronger: "it answers only inside",
      },
    },
    allowed: { "private_service_connect_config.project_allowlist": { lets: "reach it" } },
  },
  google_vertex_ai_feature_online_store: {
    lost: "its data",
    exposure: {
      "dedicated_serving_endpoint.private_service_connect_config.enable_private_service_connect": {
        strength: safeWhenOn(false),
        weaker: "it no longer answers inside only",
        stronger: "it answers only inside",
      },
    },
  },
  ...alike(["google_vertex_ai_dataset", "google_vertex_ai_featurestore", "google_vertex_ai_index"], {
    lost: "its data",
  }),
  google_vertex_ai_tensorboard: { lost: "its runs" },
};
