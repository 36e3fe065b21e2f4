import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Job, Probe, Service, VolumeMount } from "../cloud-run";
import type { ContainerImage } from "../cloud-run";
import { Duration } from "../core/duration";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import type { ISubnet } from "../network";
import type { AllowedPackages } from "../packages";
import { GoogleNames } from "../project/google-names";
import { KubernetesManifests, NginxConfiguration } from "../static-index";
import type { IBucket } from "../storage";
import { BucketCheck } from "./bucket-check";
import { PageProgram } from "./page-program";
import { PageRuns } from "./page-runs";

/** Where files are uploaded to. */
const FILES = "files/";
/** Where the bucket is mounted. */
const ROOT = "/srv/index";
/**
 * It adds objects and cannot change or delete any.
 *
 * @see https://cloud.google.com/storage/docs/access-control/iam-roles#storage.objectCreator
 */
const UPLOADER = "roles/storage.objectCreator";
/** @see https://cloud.google.com/storage/docs/access-control/iam-roles */
const READER = "roles/storage.objectViewer";
const WRITER = "roles/storage.objectUser";
const SCHEDULE = "17 * * * *";
/** The state of 100,000 files takes 300 MiB. */
const JOB_MEMORY_MEBIBYTES = 1_024;
const JOB_TIMEOUT = Duration.hours(6);
const PROXY_PORT = 8_080;
/** How long an answer of Cloud Storage about a file is believed, in seconds. */
const BELIEVED_SECONDS = 60;

export interface PythonBucketIndexProps {
  /**
   * 3 to 24 lower-case letters, digits and "-", beginning with a letter: its service is called so, and what belongs to
   * it begins so.
   */
  readonly indexName: string;
  /**
   * With wheels and source distributions under `files/`. It must be in the location, and nobody may be able to open it
   * to the public.
   */
  readonly bucket: IBucket;
  /** A region, for example `us-central1`. */
  readonly location: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** An image with Python 3.9 or newer, by its digest: it writes the pages. */
  readonly programImage: ContainerImage;
  /**
   * An image with nginx that listens on 8080 and runs without privileges, as `nginxinc/nginx-unprivileged`, by its
   * digest.
   */
  readonly serverImage: ContainerImage;
  /** Pages list only what is in it. @default - whatever is in the bucket */
  readonly allowedPackages?: AllowedPackages;
  /** When the pages are written, whatever was uploaded, as crontab says it. @default "17 * * * *" */
  readonly schedule?: string;
  /** Of the schedule. @default "Etc/UTC" */
  readonly timeZone?: string;
  /** Whether the pages are also written soon after a file has come or gone. @default true */
  readonly isStartedOnUpload?: boolean;
  /** What the job and the service are on. @default - no network of yours */
  readonly subnet?: ISubnet;
  /** How many instances of the service there are at most. @default 10 */
  readonly maxInstances?: number;
  /** How much memory the job has, in MiB. @default 1024 */
  readonly jobMemoryMebibytes?: number;
  /** What must exist first, for example the enabled APIs. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

interface BucketCondition {
  readonly title: string;
  readonly expression: string;
}

/** How the index is served from GKE. */
export interface BucketIndexManifestsOptions {
  /** As `serverImage`. */
  readonly image: string;
  /** @default "package-index" */
  readonly namespace?: string;
  /** @default 2 */
  readonly replicas?: number;
  /** Where Google's APIs are reached. @default - `restricted.googleapis.com` */
  readonly googleApisRanges?: string[];
}

/**
 * Defines a Python package index that is a bucket: a job writes pages for the files in it, and nginx serves both from a
 * read-only volume to those who may call its service, inside the project's networks only. Artifact Registry is what to
 * move to (`private-pypi migrate`); this is for files that cannot yet.
 *
 * pip, uv and poetry send names and passwords, and Cloud Run wants a token of Google's: so each client has a proxy
 * beside it.
 */
export class PythonBucketIndex extends Construct {
  /** The APIs that it uses, for `ProjectServices`. */
  public static readonly SERVICES = [
    "cloudscheduler.googleapis.com",
    "eventarc.googleapis.com",
    "iam.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "workflowexecutions.googleapis.com",
    "workflows.googleapis.com",
  ];

  /** The index as pip, uv and poetry are told it where `proxyCommand` runs. */
  public readonly localIndexUrl = `http://localhost:${PROXY_PORT}/simple/`;
  public readonly indexName: string;
  public readonly location: string;
  public readonly bucket: IBucket;
  /** What writes the pages. */
  public readonly job: Job;
  /** What serves them. */
  public readonly service: Service;

  /** @throws ValidationError when a prop is not valid, or the bucket is elsewhere */
  constructor(scope: Construct, id: string, props: PythonBucketIndexProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      bucket: { text: "a bucket, for example a Bucket", has: "bucketName" },
      programImage: { text: "a ContainerImage", has: "imageUri" },
      serverImage: { text: "a ContainerImage", has: "imageUri" },
    });
    const validator = new Validator(this);
    validate(validator, props);
    validator.throwIfAny();
    const { bucket, location } = props;
    this.indexName = props.indexName;
    this.location = location;
    this.bucket = bucket;
    const dependsOn = [...(props.dependsOn ?? []), ...BucketCheck.ask(this, bucket, location)];
    this.job = this.writer(props, dependsOn);
    this.service = this.server(props, dependsOn);
    new PageRuns(this, "Runs", {
      indexName: props.indexName,
      bucket,
      job: this.job,
      prefix: FILES,
      schedule: props.schedule ?? SCHEDULE,
      timeZone: props.timeZone ?? "Etc/UTC",
      isStartedOnUpload: props.isStartedOnUpload ?? true,
      dependsOn,
    });
  }

  /** What a person runs to have the index at `localIndexUrl`, as somebody whom `grantRead` lets in. */
  public get proxyCommand(): string {
    const { serviceName, location, project } = this.service;
    return `gcloud run services proxy ${serviceName} --project ${project} --region ${location} --port ${PROXY_PORT}`;
  }

  /** Lets a principal install from it, by `roles/run.invoker` on its service. It does not open the ingress. */
  public grantRead(principal: IPrincipal): Grant {
    return this.service.grantInvoke(principal);
  }

  /**
   * Lets a principal add files under `files/` and nothing else: what is there stays, since an index whose files change
   * cannot be trusted.
   *
   * @see https://cloud.google.com/storage/docs/access-control/iam#conditions
   */
  public grantUpload(principal: IPrincipal): Grant {
    const { bucketName } = this.bucket;
    return this.grantOnBucket(UPLOADER, principal, {
      title: "files only",
      expression: `resource.name.startsWith("projects/_/buckets/${bucketName}/objects/${FILES}")`,
    });
  }

  /** Lets a principal serve the bucket itself, as a service account of GKE does. */
  public grantServe(principal: IPrincipal): Grant {
    return this.grantOnBucket(READER, principal);
  }

  /**
   * The Kubernetes manifests that serve the same bucket from GKE; the service account there needs `grantServe`.
   *
   * @throws ValidationError when an option is not valid
   */
  public kubernetesManifests(options: BucketIndexManifestsOptions): string {
    return KubernetesManifests.text({
      ...Given.options("options", options),
      bucketName: this.bucket.bucketName,
      name: this.indexName,
    });
  }

  private writer(props: PythonBucketIndexProps, dependsOn: ITerraformDependable[]): Job {
    const { bucket, indexName, location, project, subnet } = props;
    const program = new PageProgram(this, "Program", { bucket, allowedPackages: props.allowedPackages, dependsOn });
    const job = new Job(this, "Writer", {
      jobName: `${indexName}-pages`,
      location,
      project,
      image: props.programImage,
      command: program.command(ROOT, bucket.bucketName),
      volumes: [VolumeMount.bucket(ROOT, bucket, { mountOptions: ["implicit-dirs"] })],
      memoryMebibytes: props.jobMemoryMebibytes ?? JOB_MEMORY_MEBIBYTES,
      timeout: JOB_TIMEOUT,
      maxRetries: 1,
      subnet,
      dependsOn,
    });
    const mayWrite = this.grantOnBucket(WRITER, job.serviceAccount, this.generatedOnly).resource;
    if (job.jobResource !== undefined) {
      for (const before of [...program.objects, mayWrite]) Ordering.after(job.jobResource, before);
    }
    return job;
  }

  /** What the job writes: neither what was uploaded, nor what it runs itself. */
  private get generatedOnly(): BucketCondition {
    const objects = `projects/_/buckets/${this.bucket.bucketName}/objects/`;
    const folders = ["simple/", "state/"].map((folder) => `resource.name.startsWith("${objects}${folder}")`);
    return {
      title: "generated only",
      expression: [...folders, 'resource.name.endsWith(".metadata")'].join(" || "),
    };
  }

  private server(props: PythonBucketIndexProps, dependsOn: ITerraformDependable[]): Service {
    const { bucket, indexName, location, project, subnet, maxInstances } = props;
    return new Service(this, "Server", {
      serviceName: indexName,
      location,
      project,
      description: `Serves the Python packages of ${bucket.bucketName}`,
      image: props.serverImage,
      volumes: [
        VolumeMount.bucket(ROOT, bucket, {
          mountOptions: ["implicit-dirs", `metadata-cache-ttl-secs=${BELIEVED_SECONDS}`],
        }),
        VolumeMount.textFile("/etc/nginx/conf.d/default.conf", NginxConfiguration.text({ root: ROOT })),
      ],
      // Not of a page: there is none before the first run.
      livenessProbe: Probe.httpGet(NginxConfiguration.ALIVE_PATH),
      maxInstances,
      subnet,
      dependsOn,
    });
  }

  /** In this stack and not in the bucket's, which would wait for who is let in. */
  private grantOnBucket(role: string, principal: IPrincipal, condition?: BucketCondition): Grant {
    const { bucketName, bucketResource } = this.bucket;
    const grant = Grant.once(
      this,
      role,
      principal,
      (scope, id) =>
        new StorageBucketIamMember(scope, id, { bucket: bucketName, role, member: principal.member, condition }),
    );
    if (grant.isNew && bucketResource !== undefined) follow(grant.resource, bucketResource);
    return grant;
  }
}

function follow(grant: TerraformResource, bucket: TerraformResource): void {
  Ordering.after(grant, bucket);
  // A bucket that is replaced under its name takes its grants with it, and Terraform does not notice.
  Ordering.replacedWith(grant, bucket);
}

function validate(validator: Validator, props: PythonBucketIndexProps): void {
  validator.requires(
    "indexName",
    props.indexName,
    /^[a-z][a-z0-9-]{1,22}[a-z0-9]$/,
    'must be 3 to 24 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
  );
  validator.requires("location", props.location, ...GoogleNames.REGION);
  validator.matches(
    "schedule",
    props.schedule,
    /^(?:[\d*/,A-Za-z-]+\s+){4}[\d*/,A-Za-z-]+$/,
    "must be five fields as crontab has them, for example 17 * * * *",
  );
  validator.matches(
    "timeZone",
    props.timeZone,
    /^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/,
    "must be one as Etc/UTC or Europe/Berlin",
  );
  if (Token.isUnresolved(props.bucket.bucketName)) {
    validator.problem("bucket: its name must be a literal, so that who may upload to what can be seen");
  }
  BucketCheck.validate(validator, props.bucket, props.location);
}
