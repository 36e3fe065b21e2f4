import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Grant } from "../iam/grant";
import type { IPrincipal } from "../iam/principal";
import type { IBucket } from "../storage";

/** @see https://cloud.google.com/secret-manager/docs/access-control#secretmanager.secretAccessor */
const SECRET_ACCESSOR = "roles/secretmanager.secretAccessor";
/** @see https://cloud.google.com/storage/docs/access-control/iam-roles */
const BUCKET_READER = "roles/storage.objectViewer";
const BUCKET_WRITER = "roles/storage.objectUser";

/**
 * The rights of what runs on what it mounts and reads, each on the one resource. They stand in the stack of what runs:
 * in that of the bucket or the secret they would wait for the account, whose stack waits for the bucket's.
 */
export class WorkloadGrants {
  private readonly all = new Set<TerraformResource>();

  /**
   * @param workload what runs
   * @param principal what it runs as
   */
  constructor(
    private readonly workload: Construct,
    private readonly principal: IPrincipal,
  ) {}

  /** What the workload waits for. */
  public get resources(): readonly TerraformResource[] {
    return [...this.all];
  }

  /**
   * Lets it read a secret.
   *
   * @param secret `projects/PROJECT/secrets/SECRET`
   * @param secretResource what makes it, where it is made here
   */
  public readSecret(secret: string, secretResource?: TerraformResource): void {
    const grant = this.grant(`secret ${secretResource?.node.path ?? secret}`, SECRET_ACCESSOR, (scope, id) => {
      const { member } = this.principal;
      return new SecretManagerSecretIamMember(scope, id, { secretId: secret, role: SECRET_ACCESSOR, member });
    });
    if (secretResource !== undefined) {
      Ordering.after(grant, secretResource);
      Ordering.replacedWith(grant, secretResource);
    }
  }

  /** Lets it read what is in a bucket, and write there where it is said. */
  public useBucket({ bucketName, bucketResource, node }: IBucket, isWritable: boolean): void {
    const role = isWritable ? BUCKET_WRITER : BUCKET_READER;
    const grant = this.grant(`bucket ${node.path}`, role, (scope, id) => {
      const { member } = this.principal;
      return new StorageBucketIamMember(scope, id, { bucket: bucketName, role, member });
    });
    if (bucketResource !== undefined) {
      Ordering.after(grant, bucketResource);
      Ordering.replacedWith(grant, bucketResource);
    }
  }

  private grant(
    target: string,
    role: string,
    create: (scope: Construct, id: string) => TerraformResource,
  ): TerraformResource {
    const holder = Namespace.within(Namespace.within(this.workload, "Access"), target.replaceAll("/", "|"));
    const { resource } = Grant.once(holder, role, this.principal, create);
    this.all.add(resource);
    return resource;
  }
}
