import { StorageBucket } from "@cdktf/provider-google/lib/storage-bucket";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import { Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import { GoogleNames } from "../project/google-names";
import type { IBucket } from "./bucket-interface";
import type { DeletedObjects } from "./deleted-objects";
import type { LifecycleRule } from "./lifecycle-rule";
import { StorageClass } from "./lifecycle-rule";

/** @see https://cloud.google.com/storage/docs/access-control/iam-roles#storage.objectViewer */
const READER = "roles/storage.objectViewer";
/** @see https://cloud.google.com/storage/docs/access-control/iam-roles#storage.objectUser */
const WRITER = "roles/storage.objectUser";
/** @see https://cloud.google.com/storage/docs/lifecycle */
const MOST_LIFECYCLE_RULES = 100;

/** How a bucket that exists already is found. */
export interface BucketAttributes {
  /** Without `gs://`. */
  readonly bucketName: string;
  /** A region, dual-region or multi-region. @default - not known */
  readonly location?: string;
}

export interface BucketProps {
  /**
   * Unique in all of Google Cloud: 3 to 63 lower-case letters, digits, "-", "_" and ".", more with dots. Another name
   * is another bucket.
   *
   * @see https://cloud.google.com/storage/docs/buckets#naming
   */
  readonly bucketName: string;
  /** A region, dual-region or multi-region, for example `us-central1` or `eu`. Another one replaces the bucket. */
  readonly location: string;
  /**
   * What becomes of objects that are deleted or overwritten. It has to be said, for the service's default keeps them
   * for seven days.
   */
  readonly deletedObjects: DeletedObjects;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** The class of objects that say nothing of it themselves. @default StorageClass.STANDARD */
  readonly storageClass?: StorageClass;
  /** What happens to objects when they are old. @default - nothing */
  readonly lifecycleRules?: LifecycleRule[];
  /**
   * The Cloud KMS key that encrypts new objects: `projects/P/locations/L/keyRings/R/cryptoKeys/K`, in the bucket's
   * location. Cloud Storage's service agent must be able to use it first (`StorageServiceAgent.grantEncryptDecrypt`).
   *
   * @default - keys that Google holds
   */
  readonly kmsKeyName?: string;
  /**
   * Whether destroying the bucket deletes what is in it; otherwise it fails while there is something.
   *
   * @default false
   */
  readonly deleteWithContents?: boolean;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** What must exist first, for example the enabled API or the grant of a key. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

abstract class BucketBase extends Construct implements IBucket {
  public abstract readonly bucketName: string;
  public abstract readonly location?: string;
  public abstract readonly bucketResource?: TerraformResource;

  public get url(): string {
    return `gs://${this.bucketName}`;
  }

  public grantRead(principal: IPrincipal): Grant {
    return this.grant(READER, principal);
  }

  public grantWrite(principal: IPrincipal): Grant {
    return this.grant(WRITER, principal);
  }

  private grant(role: string, principal: IPrincipal): Grant {
    const grant = Grant.once(
      this,
      role,
      principal,
      (scope, id) => new StorageBucketIamMember(scope, id, { bucket: this.bucketName, role, member: principal.member }),
    );
    if (grant.isNew && this.bucketResource !== undefined) {
      Ordering.after(grant.resource, this.bucketResource);
      // A bucket that is replaced under its name takes its grants with it, and Terraform does not notice.
      Ordering.replacedWith(grant.resource, this.bucketResource);
    }
    return grant;
  }
}

/**
 * Defines a bucket that nobody outside of IAM can open: uniform access, so that no object has rights of its own, and
 * public access is prevented whatever anybody grants.
 *
 * @see https://cloud.google.com/storage/docs/uniform-bucket-level-access
 * @see https://cloud.google.com/storage/docs/public-access-prevention
 */
export class Bucket extends BucketBase {
  /**
   * A bucket that exists already.
   *
   * @throws ValidationError when the name is not valid
   */
  public static fromBucketAttributes(scope: Construct, id: string, attributes: BucketAttributes): IBucket {
    Given.props(scope, id, attributes);
    class Import extends BucketBase {
      public readonly bucketName = attributes.bucketName;
      public readonly location = attributes.location;
      public readonly bucketResource = undefined;
    }
    const bucket = new Import(scope, id);
    const validator = new Validator(bucket);
    validateName(validator, attributes.bucketName);
    validator.matches("location", attributes.location, ...GoogleNames.BUCKET_LOCATION);
    validator.throwIfAny();
    return bucket;
  }

  public readonly bucketName: string;
  public readonly location?: string;
  public readonly bucketResource?: TerraformResource;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    Given.props(scope, id, props);
    this.validate(props);
    this.bucketName = props.bucketName;
    this.location = props.location;
    this.bucketResource = this.addBucket(props);
  }

  private validate(props: BucketProps): void {
    const lifecycleRules = props.lifecycleRules ?? [];
    const validator = new Validator(this);
    validateName(validator, props.bucketName);
    validator.requires("location", props.location, ...GoogleNames.BUCKET_LOCATION);
    validator.matches("project", props.project, ...GoogleNames.PROJECT);
    validateKey(validator, props);
    GoogleNames.validateLabels(validator, props.labels);
    // Callers from plain JavaScript may have left it out.
    if ((props.deletedObjects as DeletedObjects | undefined) === undefined) {
      validator.problem(
        "deletedObjects: is missing; say DeletedObjects.gone(), .softDeleted(...) or .keptAsVersions(...)",
      );
    }
    if (lifecycleRules.length > MOST_LIFECYCLE_RULES) {
      validator.problem(
        `lifecycleRules: ${lifecycleRules.length} of them; at most ${MOST_LIFECYCLE_RULES} are allowed`,
      );
    }
    // Of all buckets of the world.
    const taken = UniqueNames.take(this, `buckets/${props.bucketName}`);
    if (taken !== undefined) validator.problem(`bucketName ${taken}`);
    validator.throwIfAny();
  }

  private addBucket(props: BucketProps): StorageBucket {
    const ownRules = (props.lifecycleRules ?? []).map((rule) => rule.toTerraform());
    const rules = [...props.deletedObjects.lifecycleRules(), ...ownRules];
    return new StorageBucket(this, "Resource", {
      name: props.bucketName,
      // As the provider keeps it.
      location: Token.isUnresolved(props.location) ? props.location : props.location.toUpperCase(),
      project: StackProvider.googleProject(this, props.project),
      storageClass: props.storageClass ?? StorageClass.STANDARD,
      uniformBucketLevelAccess: true,
      publicAccessPrevention: "enforced",
      ...props.deletedObjects.toTerraform(),
      lifecycleRule: rules.length === 0 ? undefined : rules,
      encryption: props.kmsKeyName === undefined ? undefined : { defaultKmsKeyName: props.kmsKeyName },
      forceDestroy: props.deleteWithContents ?? false,
      labels: props.labels === undefined ? undefined : { ...props.labels },
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
  }
}

/** @see https://cloud.google.com/storage/docs/buckets#naming */
function validateName(validator: Validator, name: string): void {
  validator.requires(
    "bucketName",
    name,
    /^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*$/,
    'must be lower-case letters, digits, "-", "_" and ".", at most 63 between dots, each part beginning ' +
      "and ending with a letter or digit, without gs://",
  );
  if (typeof name !== "string" || Token.isUnresolved(name)) return;
  const most = name.includes(".") ? 222 : 63;
  if (name.length < 3 || name.length > most) {
    validator.problem(`bucketName ${JSON.stringify(name)}: must have 3 to ${most} characters`);
  }
  if (/^goog|g[o0]{2}g[l1]e/.test(name)) {
    validator.problem(
      `bucketName ${JSON.stringify(name)}: must not begin with "goog" nor hold "google" or what looks like it`,
    );
  }
  if (/^\d+(?:\.\d+){3}$/.test(name)) {
    validator.problem(`bucketName ${JSON.stringify(name)}: must not look like an IP address`);
  }
}

/**
 * A key of a dual-region or multi-region is in the one of its name.
 *
 * @see https://cloud.google.com/storage/docs/encryption/customer-managed-keys#key-locations
 */
function validateKey(validator: Validator, { kmsKeyName, location }: BucketProps): void {
  validator.matches("kmsKeyName", kmsKeyName, ...GoogleNames.CRYPTO_KEY);
  if (kmsKeyName === undefined || typeof location !== "string") return;
  if (Token.isUnresolved(kmsKeyName) || Token.isUnresolved(location)) return;
  const keyLocation = kmsKeyName.split("/")[3];
  const wanted = KEY_LOCATIONS[location.toLowerCase()] ?? location.toLowerCase();
  if (keyLocation !== undefined && keyLocation !== wanted) {
    validator.problem(
      `kmsKeyName ${JSON.stringify(kmsKeyName)}: its location must be that of the bucket, ${JSON.stringify(wanted)}`,
    );
  }
}

/** Where the name of a bucket's location is not that of its keys. */
const KEY_LOCATIONS: Readonly<Record<string, string>> = { eu: "europe" };
