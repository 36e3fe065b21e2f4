import { type ServiceCards } from "../cards/card";
import { safeWhenOn } from "../cards/setting";

/** What is rolled out, where, and who has to approve it. */
export const CLOUD_DEPLOY: ServiceCards = {
  google_clouddeploy_target: {
    noun: "target of deployments",
    settings: {
      require_approval: {
        strength: safeWhenOn(false),
        weaker: "what is rolled out there needs no approval any more",
        stronger: "what is rolled out there needs an approval",
        isForNew: false,
      },
    },
    decisions: {
      deploy_parameters: "what is rolled out there",
      anthos_cluster: "where it rolls out to",
      associated_entities: "where it rolls out to",
      custom_target: "where it rolls out to",
      gke: "where it rolls out to",
      multi_target: "where it rolls out to",
      run: "where it rolls out to",
      execution_configs: "as whom, and in which pool, it rolls out",
    },
    plain: ["annotations"],
    harmless: {
      new: "nothing is rolled out there until somebody does, whose roles are told",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_clouddeploy_delivery_pipeline: {
    settings: {
      suspended: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "it rolls out",
        stronger: "it does not roll out",
      },
    },
    noun: "delivery pipeline",
    decisions: {
      serial_pipeline: "where, in which order and with which checks it rolls out",
    },
    plain: ["annotations"],
    harmless: {
      new: "it rolls nothing out until somebody does, whose roles are told",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_clouddeploy_deploy_policy: {
    noun: "deploy policy",
    guard: { isGuard: true, fields: ["rules", "selectors", "suspended"], does: "forbids roll-outs at some times" },
    plain: ["annotations"],
  },
  google_clouddeploy_automation: {
    settings: {
      suspended: {
        strength: safeWhenOn(false),
        isForNew: false,
        weaker: "it rolls out by itself",
        stronger: "it does not roll out by itself",
      },
    },
    noun: "automation of roll-outs",
    runsAs: "service_account",
    decisionsWhenNew: { rules: "what it rolls out by itself" },
    decisions: {
      delivery_pipeline: "what it rolls out",
      selector: "where it rolls out to",
    },
    plain: ["annotations"],
    harmless: {
      new: "what it does is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
  google_clouddeploy_custom_target_type: {
    noun: "kind of target",
    decisionsWhenNew: { custom_actions: "what code runs when it rolls out", tasks: "what code runs when it rolls out" },
    plain: ["annotations"],
    harmless: {
      new: "what it runs is told by its attributes",
      gone: "it does nothing any more, and nothing of its own is lost",
    },
  },
};
