import { type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** Web apps that Firebase builds and serves, what apps are told, and the databases that they query. */
export const FIREBASE_HOSTING: ServiceCards = {
  google_firebase_app_hosting_backend: {
    noun: "App Hosting backend",
    runsAs: "service_account",
    decisions: {
      codebase: "from which code it is built",
      environment: "which variables and secrets its code gets",
      app_id: "for which app it is",
      serving_locality: "in which regions its content is",
    },
    plain: ["annotations"],
    harmless: {
      new: "it serves nothing until it is given traffic, which is told",
      gone: "what is not there serves nobody; its code is still there",
    },
  },
  google_firebase_app_hosting_build: {
    noun: "build of App Hosting",
    decisionsWhenNew: { source: "what is built, or which image is taken," },
    decisions: { backend: "for which backend it is built" },
    plain: ["annotations"],
    harmless: { new: "what is built is told by its source" },
  },
  google_firebase_app_hosting_traffic: {
    noun: "traffic of App Hosting",
    decisionsWhenNew: {
      target: "which of its builds visitors get",
      rollout_policy: "which branch is built and served by itself",
    },
    decisions: { backend: "for which backend it is" },
    harmless: { new: "which of its builds visitors get is told" },
  },
  google_firebase_app_hosting_default_domain: {
    noun: "default domain of App Hosting",
    exposure: {
      disabled: {
        strength: safeWhenOn(false),
        weaker: "the backend answers at its default name too",
        stronger: "the backend does not answer at its default name",
      },
    },
    decisions: { backend: "which backend answers at its name" },
    harmless: { new: "each backend has one, unless it says otherwise" },
  },
  google_firebase_app_hosting_domain: {
    noun: "domain of App Hosting",
    decisionsWhenNew: {
      backend: "which backend answers at its name",
      serve: "where its visitors are sent to",
    },
    decisions: { domain_id: "at which name the backend answers" },
    harmless: { new: "which backend answers at its name is told", gone: "its name leads nowhere any more" },
  },
  google_firebase_data_connect_service: {
    noun: "Data Connect service",
    lost: "its schemas and what may be asked of them",
    plain: ["annotations"],
    harmless: { new: "nothing may be asked of it yet" },
  },
  google_firebase_remote_config_remote_config: {
    noun: "remote configuration of apps",
    decisionsWhenNew: {
      parameters: "what everybody's apps are told",
      parameter_groups: "what everybody's apps are told",
    },
    decisions: {
      "conditions.name": "which apps are told what",
      "conditions.expression": "which apps are told what",
    },
    plain: ["conditions.tag_color"],
    harmless: { new: "what apps are told is told by its parameters" },
  },
};
