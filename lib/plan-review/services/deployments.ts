import type { ServiceCards } from "../cards/card";
import { safeWhenOff } from "../cards/setting";

const WHAT_IT_MAKES = "what it makes in the project";

/** Services of Google that make resources by themselves. */
export const DEPLOYMENTS: ServiceCards = {
  google_config_deployment: {
    noun: "deployment of Infrastructure Manager",
    lost: "what it has made, unless it is told to leave that",
    runsAs: "service_account",
    settings: {
      force_destroy: {
        strength: safeWhenOff(false),
        isForNew: false,
        weaker: "it can be destroyed with what it has made",
        stronger: "it can no longer be destroyed with what it has made",
      },
    },
    decisionsWhenNew: { terraform_blueprint: WHAT_IT_MAKES },
    decisions: {
      artifacts_gcs_bucket: "where its logs and programs are",
      import_existing_resources: "whether it takes over what is there",
      tf_version_constraint: "which Terraform runs",
      worker_pool: "on which machines it runs",
    },
    plain: ["annotations", "quota_validation"],
    harmless: { new: "what it makes is told by its source" },
  },
  google_deployment_manager_deployment: {
    noun: "deployment of Deployment Manager",
    lost: "what it has made, unless it is told to leave that",
    decisionsWhenNew: { target: WHAT_IT_MAKES },
    decisions: {
      create_policy: "whether it takes over what is there",
      delete_policy: "whether what it has made goes with it",
      preview: "whether it only shows what it would make",
    },
    harmless: { new: "what it makes is told by its target" },
  },
  google_hypercomputecluster_cluster: {
    noun: "cluster for computing",
    lost: "what is on the disks of its hosts, and the storage that it has made",
    decisionsWhenNew: {
      network_resources: "to which networks it is tied",
      orchestrator: "what its hosts run, and who gets into them,",
      storage_resources: "which files its hosts have",
    },
    plain: ["compute_resources"],
    harmless: { new: "what its hosts run is told" },
  },
  google_transcoder_job: {
    noun: "job on videos",
    decisionsWhenNew: {
      config: "what it reads, and where it writes,",
      template_id: "what it reads, and where it writes,",
    },
    harmless: { new: "what it reads and writes is told", gone: "what it has written stays" },
  },
  google_transcoder_job_template: {
    noun: "template of jobs on videos",
    decisions: { config: "what jobs read, and where they write," },
    harmless: { new: "no job is of it yet", gone: "jobs that were of it are done" },
  },
  google_endpoints_service: {
    noun: "API of Endpoints",
    guard: {
      isGuard: true,
      fields: ["grpc_config", "openapi_config", "protoc_output_base64", "service_name"],
      does: "",
      decides: "which calls of an API are checked, and how,",
    },
  },
  google_blockchain_node_engine_blockchain_nodes: {
    noun: "node of a blockchain",
    decisionsWhenNew: { "ethereum_details.validator_config": "who gets what it earns, and whom it asks," },
    decisions: {
      blockchain_type: "of which blockchain it is",
      ...Object.fromEntries(
        ["consensus_client", "execution_client", "geth_details", "network", "node_type"].map((one) => [
          `ethereum_details.${one}`,
          "how it works",
        ]),
      ),
    },
    exposure: Object.fromEntries(
      ["admin", "debug"].map((one) => [
        `ethereum_details.api_enable_${one}`,
        {
          strength: safeWhenOff(false),
          weaker: `callers can ${one} it`,
          stronger: `callers cannot ${one} it`,
        },
      ]),
    ),
    plain: ["blockchain_node_id"],
    harmless: { new: "who calls it is told by what grants it", gone: "the blockchain is still there" },
  },
  google_license_manager_configuration: {
    noun: "license",
    plain: ["active", "license_count", "product"],
    harmless: { new: "it is what is paid for", gone: "it was what is paid for" },
  },
};
