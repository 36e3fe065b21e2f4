import type { CloudRunV2JobTemplateTemplateVolumes } from "@cdktf/provider-google/lib/cloud-run-v2-job";
import { Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import { CredentialContent } from "../text/credential-content";
import type { IBucket } from "../storage";
import type { SecretVersion } from "./secret-version";
import { TextSecret } from "./text-secret";
import type { WorkloadGrants } from "./workload-grants";

/**
 * What is mounted as a folder may not stand there.
 *
 * @see https://cloud.google.com/run/docs/configuring/services/cloud-storage-volume-mounts
 */
const SYSTEM = /^\/(?:dev|proc|sys)(?:\/|$)/;
const PATH = /^(?:\/(?!\.\.?(?:\/|$))[\w.@+-]+)+$/;
/**
 * A flag of Cloud Storage FUSE, without the dashes before it.
 *
 * @see https://cloud.google.com/storage/docs/cloud-storage-fuse/cli-options
 */
const MOUNT_OPTION = /^[a-z][a-z0-9-]*(?:=[\w.:/-]+)?$/;
/** Those that let it in as somebody else, to another service, or undo what the mount says itself. */
const REFUSED_OPTIONS =
  /^(?:o|key-file|token-url|reuse-token-from-url|anonymous-access|custom-endpoint|endpoint|config-file)(?:=|$)/;
/** Of a secret. @see https://cloud.google.com/secret-manager/quotas */
const MOST_TEXT_BYTES = 65_536;

/** How a bucket is mounted. */
export interface BucketMountOptions {
  /**
   * Flags of Cloud Storage FUSE without the dashes before them, for example `implicit-dirs` and
   * `metadata-cache-ttl-secs=60`. They need google >= 7.5.
   *
   * @default - none
   */
  readonly mountOptions?: string[];
}

/** A volume as the templates of services and of jobs have it. @internal */
export type BoundVolume = Pick<CloudRunV2JobTemplateTemplateVolumes, "name" | "gcs" | "secret" | "emptyDir">;

/** What a mount is made with. @internal */
export interface MountContext {
  readonly workload: Construct;
  readonly workloadName: string;
  readonly workloadKind: "job" | "service";
  readonly project: string | undefined;
  readonly location: string;
  readonly grants: WorkloadGrants;
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Files that an instance finds in its file system. Everything else that it writes there is in its memory, and gone with
 * it.
 */
export class VolumeMount {
  /**
   * What is in a bucket, read-only, as a folder.
   *
   * @param mountPath the folder, for example `/srv/index`
   * @see https://cloud.google.com/run/docs/configuring/services/cloud-storage-volume-mounts
   */
  public static bucket(mountPath: string, bucket: IBucket, options: BucketMountOptions = {}): VolumeMount {
    return VolumeMount.ofBucket(mountPath, bucket, true, options);
  }

  /** As `bucket`, and what the instance writes there is written to the bucket: by whoever comes last, without locks. */
  public static writableBucket(mountPath: string, bucket: IBucket, options: BucketMountOptions = {}): VolumeMount {
    return VolumeMount.ofBucket(mountPath, bucket, false, options);
  }

  /**
   * A version of a secret as a file. Its folder holds nothing else then.
   *
   * @param path the file, for example `/secrets/slack/token`
   * @see https://cloud.google.com/run/docs/configuring/services/secrets
   */
  public static secret(path: string, version: SecretVersion): VolumeMount {
    Given.object("version", version, { text: "a SecretVersion", has: "secretName" });
    return new VolumeMount(folderOf(path), path, { secret: version });
  }

  /**
   * A text as a file, for example the configuration of a server. Its folder holds nothing else then. It is no secret,
   * but Secret Manager keeps it, as Cloud Run mounts no other files: its API has to be enabled, and the text stands in
   * the plan and in Terraform's state.
   *
   * @param path the file, for example `/etc/nginx/conf.d/default.conf`
   */
  public static textFile(path: string, text: string): VolumeMount {
    return new VolumeMount(folderOf(path), path, { text: Given.text("text", text) });
  }

  /**
   * A folder in the memory of the instance, which counts as its memory.
   *
   * @param sizeMebibytes how much it may hold at most
   */
  public static memory(mountPath: string, sizeMebibytes: number): VolumeMount {
    return new VolumeMount(mountPath, mountPath, { memory: sizeMebibytes });
  }

  private static ofBucket(
    path: string,
    bucket: IBucket,
    isReadOnly: boolean,
    options: BucketMountOptions,
  ): VolumeMount {
    Given.object("bucket", bucket, { text: "a bucket, for example a Bucket", has: "bucketName" });
    Given.options("options", options);
    return new VolumeMount(path, path, { bucket, isReadOnly, mountOptions: options.mountOptions });
  }

  private constructor(
    /** The folder that is mounted. */
    public readonly mountPath: string,
    private readonly path: string,
    private readonly source: {
      readonly bucket?: IBucket;
      readonly isReadOnly?: boolean;
      readonly mountOptions?: string[];
      readonly secret?: SecretVersion;
      readonly text?: string;
      readonly memory?: number;
    },
  ) {}

  /** Flags for Cloud Storage FUSE, which the typed bindings do not know. @internal */
  public get _mountOptions(): string[] | undefined {
    const { mountOptions } = this.source;
    return mountOptions === undefined || mountOptions.length === 0 ? undefined : [...mountOptions];
  }

  /** How much of the instance's memory it may take, in MiB. @internal */
  public get _memoryMebibytes(): number {
    return this.source.memory ?? 0;
  }

  /** @internal */
  public _validate(validator: Validator): void {
    const { secret, text, memory, mountOptions = [] } = this.source;
    const place = `volume ${JSON.stringify(this.path)}`;
    if (Token.isUnresolved(this.path)) validator.problem("volume: its path must be a literal");
    else if (!PATH.test(this.path) || this.mountPath === "") {
      validator.problem(
        `${place}: must be an absolute path of letters, digits, "_", ".", "@", "+", "-" and "/", ` +
          "in a folder of its own",
      );
    } else if (SYSTEM.test(this.mountPath)) validator.problem(`${place}: must not be in /dev, /proc or /sys`);
    secret?._validate(validator, place);
    validator.inRange(`${place} sizeMebibytes`, memory, 1, 32_768);
    if (text !== undefined) validateText(validator, place, this.path, text);
    for (const option of mountOptions) validateOption(validator, place, option);
  }

  /** The volume as Terraform says it, with what it needs. @internal */
  public _bind(context: MountContext, name: string): BoundVolume {
    const { bucket, isReadOnly = true, secret, text, memory } = this.source;
    const file = this.path.slice(this.mountPath.length + 1);
    if (bucket !== undefined) {
      context.grants.useBucket(bucket, !isReadOnly);
      return { name, gcs: { bucket: bucket.bucketName, readOnly: isReadOnly } };
    }
    if (secret !== undefined) {
      context.grants.readSecret(secret.secretName);
      const items = [{ path: file, version: secret.version, mode: READ_ONLY }];
      return { name, secret: { secret: secret._secretFor(context.project), items } };
    }
    if (text !== undefined) {
      const kept = new TextSecret(context.workload, this.path, text, context);
      context.grants.readSecret(kept.secretResource.id, kept.secretResource);
      return {
        name,
        secret: { secret: kept.secretId, items: [{ path: file, version: kept.version, mode: READ_ONLY }] },
      };
    }
    return { name, emptyDir: { medium: "MEMORY", sizeLimit: `${memory ?? 0}Mi` } };
  }
}

/** 0444 */
const READ_ONLY = 0o444;

function folderOf(path: string): string {
  return Given.text("path", path).replace(/\/[^/]*$/, "");
}

function validateText(validator: Validator, place: string, path: string, text: string): void {
  if (Token.isUnresolved(text)) {
    validator.problem(`${place}: its text must be a literal, or nobody could see that it holds no secret`);
    return;
  }
  if (text === "") validator.problem(`${place}: its text is empty`);
  const bytes = Buffer.from(text);
  if (bytes.length > MOST_TEXT_BYTES) {
    validator.problem(`${place}: has ${bytes.length} bytes; at most ${MOST_TEXT_BYTES} are allowed`);
  }
  const holds = CredentialContent.find(path.slice(1), bytes);
  if (holds !== undefined) {
    validator.problem(
      `${place}: holds ${holds}, which would stand in the plan and the state; put it into Secret Manager, ` +
        "and mount it with VolumeMount.secret(...)",
    );
  }
}

function validateOption(validator: Validator, place: string, option: string): void {
  validator.matches(
    `${place} mount option`,
    option,
    MOUNT_OPTION,
    "must be a flag of Cloud Storage FUSE without dashes before it, for example implicit-dirs " +
      "or metadata-cache-ttl-secs=60",
  );
  if (REFUSED_OPTIONS.test(option)) {
    validator.problem(
      `${place} mount option ${JSON.stringify(option)}: is refused, since it changes as whom, ` +
        "from where or how the bucket is mounted; leave it out",
    );
  }
}
