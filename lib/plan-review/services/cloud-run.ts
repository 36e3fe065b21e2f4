import type { TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { fieldsOf } from "../../terraform/terraform-resources";
import { isAbsent, valueAt } from "../../terraform/resource-values";
import { type ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET, safeWhenOff, safeWhenOn, type Setting, type Strength } from "../cards/setting";

const RUN_HARMLESS = {
  client: "the name of the tool that wrote it",
  client_version: "the version of the tool that wrote it",
};

/** What the containers of the second generation run, and with what; `at` is where the template is. */
function containersAt(at: string): Readonly<Record<string, string>> {
  return under(at, {
    "containers.image": "which image it runs",
    "containers.command": "what it runs",
    "containers.args": "what it runs",
    "containers.working_dir": "what it runs",
    "containers.depends_on": "in which order its containers start",
    "containers.name": "which of its containers is which",
    "containers.env": "what its code is told, and which secrets it gets",
    "containers.volume_mounts": "which files its code gets",
    volumes: "which files and secrets its code gets",
    "vpc_access.connector": "on which network its code is",
    "vpc_access.network_interfaces": "on which network its code is",
  });
}

/** Sizes and probes. */
function containersPlain(at: string): readonly string[] {
  return ["containers.resources", "containers.startup_probe", "gpu_zonal_redundancy_disabled", "node_selector"].map(
    (one) => `${at}.${one}`,
  );
}

function under<Value>(at: string, paths: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(paths).map(([path, value]) => [`${at}.${path}`, value]));
}

const RUN_DECISIONS = {
  annotations: "what other programs are told of it",
  launch_stage: "which features that are no part of the service yet it uses",
  "binary_authorization.policy": "which policy checks its images",
  "binary_authorization.use_default": "which policy checks its images",
};

const RUN_DECISIONS_WHEN_NEW = {
  "binary_authorization.breakglass_justification": "whether its images run without passing the check",
};

/**
 * Buckets and file shares are mounted writable unless it is said.
 *
 * @see https://cloud.google.com/run/docs/configuring/services/cloud-storage-volume-mounts
 */
const MOUNTED_READ_ONLY: Strength = {
  strongest: 1,
  examples: {
    weak: [{ gcs: [{ bucket: "b", read_only: false }] }],
    strong: [{ gcs: [{ bucket: "b", read_only: true }] }],
  },
  of: (value) => {
    if (value === undefined) return 1;
    if (!Array.isArray(value)) return undefined;
    const mounts = value.flatMap((volume) => ["gcs", "nfs"].map((kind) => fieldsOf(volume)[kind]));
    const marks = mounts.filter((mount) => !isAbsent(mount)).map(readOnlyOf);
    if (marks.includes(false)) return 0;
    return marks.includes(undefined) || value.some((volume) => volume instanceof HiddenValue) ? undefined : 1;
  },
};

/** Undefined where it is not known. */
function readOnlyOf(mount: unknown): boolean | undefined {
  if (mount instanceof HiddenValue) return undefined;
  const value = valueAt({ mount }, "mount.read_only");
  return value instanceof HiddenValue ? undefined : value === true || value === "true";
}

function mountsOf(at: string): Readonly<Record<string, Setting>> {
  return {
    [`${at}.volumes`]: {
      strength: MOUNTED_READ_ONLY,
      isForNew: true,
      weaker: "its code can write to what it mounts",
      stronger: "its code can only read what it mounts",
    },
  };
}

/** Services, jobs and worker pools, of both generations. */
export const CLOUD_RUN: ServiceCards = {
  google_cloud_run_v2_service: {
    runsAs: "template.service_account",
    decisions: {
      "template.health_check_disabled": "whether a broken one is called",
      ...RUN_DECISIONS,
      ...containersAt("template"),
      tags: "which conditional roles and policies hold for it",
      "template.containers.ports": "at which port it answers",
      "template.execution_environment": "in which sandbox it runs",
      build_config: "from what it is built",
      custom_audiences: "tokens for whom it takes",
      multi_region_settings: "in which regions it runs",
      "template.annotations": "what other programs are told of it",
      "template.containers.base_image_uri": "which image it runs",
      "template.containers.sandbox_launcher": "what it runs in sandboxes",
      "template.sandboxes": "what it runs in sandboxes",
      "template.revision": "what its revision is called",
      traffic: "which of its revisions are called",
    },
    decisionsWhenNew: RUN_DECISIONS_WHEN_NEW,
    plain: [
      ...containersPlain("template"),
      "scaling",
      "template.timeout",
      "template.containers.liveness_probe",
      "template.containers.readiness_probe",
      "template.labels",
      "template.max_instance_request_concurrency",
      "template.scaling",
      "template.session_affinity",
    ],
    harmless: {
      ...RUN_HARMLESS,
      new: "who may call it is told by what grants it, and from where is compared with the safest",
      gone: "what is not there is not called; its images are still there",
    },
    settings: {
      binary_authorization: {
        strength: SAFE_WHEN_SET,
        weaker: "images are no longer checked before they run",
        stronger: "images are checked before they run",
      },
    },
    exposure: {
      ...mountsOf("template"),
      ingress: {
        strength: ranked(
          [
            ["INGRESS_TRAFFIC_ALL"],
            ["INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"],
            ["INGRESS_TRAFFIC_INTERNAL_ONLY"],
            ["INGRESS_TRAFFIC_NONE"],
          ],
          "INGRESS_TRAFFIC_ALL",
        ),
        newAs: "INGRESS_TRAFFIC_INTERNAL_ONLY",
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      invoker_iam_disabled: {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "everybody may call it: no role is asked for",
        stronger: "only who has the role may call it",
      },
      default_uri_disabled: {
        strength: safeWhenOn(false),
        weaker: "it answers at its own address of run.app too, past the load balancer",
        stronger: "it does not answer at its own address of run.app",
      },
      iap_enabled: {
        strength: safeWhenOn(false),
        weaker: "Identity-Aware Proxy no longer stands before it",
        stronger: "Identity-Aware Proxy stands before it",
      },
      "template.vpc_access.egress": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloud_run_v2_job: {
    runsAs: "template.template.service_account",
    decisions: {
      ...RUN_DECISIONS,
      ...containersAt("template.template"),
      tags: "which conditional roles and policies hold for it",
      "template.template.containers.ports": "at which port it answers",
      "template.template.execution_environment": "in which sandbox it runs",
      "template.annotations": "what other programs are told of it",
      run_execution_token: "when it runs",
      start_execution_token: "when it runs",
    },
    decisionsWhenNew: RUN_DECISIONS_WHEN_NEW,
    plain: [
      ...containersPlain("template.template"),
      "template.labels",
      "template.parallelism",
      "template.task_count",
      "template.template.max_retries",
      "template.template.timeout",
    ],
    harmless: {
      ...RUN_HARMLESS,
      new: "who may start it is told by what grants it",
      gone: "what is not there does not run; its images are still there",
    },
    settings: {
      binary_authorization: {
        strength: SAFE_WHEN_SET,
        weaker: "images are no longer checked before they run",
        stronger: "images are checked before they run",
      },
    },
    exposure: {
      ...mountsOf("template.template"),
      "template.template.vpc_access.egress": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloud_run_v2_worker_pool: {
    runsAs: "template.service_account",
    settings: {
      "template.encryption_key_revocation_action": {
        strength: ranked([["PREVENT_NEW"], ["SHUTDOWN"]], "PREVENT_NEW"),
        weaker: "it runs on when its key is taken away",
        stronger: "it stops when its key is taken away",
      },
    },
    decisions: {
      ...RUN_DECISIONS,
      ...containersAt("template"),
      custom_audiences: "tokens for whom it takes",
      instance_splits: "which of its revisions run",
      "template.annotations": "what other programs are told of it",
      "template.encryption_key_shutdown_duration": "how long it runs on when its key is taken away",
      "template.revision": "what its revision is called",
    },
    decisionsWhenNew: RUN_DECISIONS_WHEN_NEW,
    plain: [...containersPlain("template"), "scaling", "template.labels", "template.containers.liveness_probe"],
    harmless: {
      ...RUN_HARMLESS,
      "template.client": "the name of the tool that wrote it",
      "template.client_version": "the version of the tool that wrote it",
      new: "nobody calls it; as whom it runs is told",
      gone: "what is not there does not run; its images are still there",
    },
    exposure: {
      "template.vpc_access.egress": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloud_run_domain_mapping: {
    settings: {
      "spec.force_override": {
        strength: safeWhenOff(false),
        weaker: "it takes its name from what has it in another project",
        stronger: "it takes its name from nobody",
      },
    },
    decisionsWhenNew: { "spec.route_name": "which service answers at its name" },
    decisions: {
      "metadata.annotations": "what other programs are told of it",
      "spec.certificate_mode": "whether it has a certificate",
    },
    plain: ["metadata.labels", "metadata.namespace"],
    harmless: { new: "which service answers is told by its attributes", gone: "its name leads nowhere any more" },
  },
  google_cloud_run_service: {
    seenAs: withAnnotations,
    runsAs: "template.spec.service_account_name",
    decisions: {
      "metadata.annotations": "from where it is called, and which policy checks its images, which annotations say,",
      "template.metadata.annotations": "on which network its code is, which annotations say,",
      "template.metadata.name": "what its revision is called",
      "template.spec.containers.image": "which image it runs",
      "template.spec.containers.command": "what it runs",
      "template.spec.containers.args": "what it runs",
      "template.spec.containers.working_dir": "what it runs",
      "template.spec.containers.sandbox_launcher": "what it runs in sandboxes",
      "template.spec.containers.name": "which of its containers is which",
      "template.spec.containers.env": "what its code is told, and which secrets it gets",
      "template.spec.containers.env_from": "what its code is told, and which secrets it gets",
      "template.spec.containers.volume_mounts": "which files its code gets",
      "template.spec.containers.ports": "at which port it answers",
      "template.spec.volumes": "which files and secrets its code gets",
      traffic: "which of its revisions are called",
    },
    plain: [
      "autogenerate_revision_name",
      "metadata.labels",
      "metadata.namespace",
      "template.metadata.labels",
      "template.metadata.namespace",
      "template.spec.container_concurrency",
      "template.spec.node_selector",
      "template.spec.timeout_seconds",
      "template.spec.containers.liveness_probe",
      "template.spec.containers.readiness_probe",
      "template.spec.containers.resources",
      "template.spec.containers.startup_probe",
    ],
    harmless: {
      new: "who may call it is told by what grants it, and from where is compared with the safest",
      gone: "what is not there is not called; its images are still there",
    },
    exposure: {
      ingress: {
        strength: ranked([["all"], ["internal-and-cloud-load-balancing"], ["internal"]], "all"),
        isForNew: true,
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      egress: {
        strength: ranked([["private-ranges-only"], ["all-traffic"]], "private-ranges-only"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
};

/**
 * The first kind of Cloud Run says as annotations what the second one has attributes for.
 *
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
function withAnnotations(body: TerraformFields | undefined): TerraformFields | undefined {
  if (body === undefined) return undefined;
  const at = (path: string, name: string): unknown => {
    const annotations = valueAt(body, path);
    return annotations instanceof HiddenValue ? annotations : fieldsOf(annotations)[`run.googleapis.com/${name}`];
  };
  return {
    ...body,
    ingress: at("metadata.annotations", "ingress"),
    egress: at("template.metadata.annotations", "vpc-access-egress"),
  };
}
