import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { StorageBucketIamMember } from "@cdktf/provider-google/lib/storage-bucket-iam-member";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Grant } from "../iam/grant";
import type { IServiceAccount } from "../iam/service-account";
import type { IBucket } from "../storage";

/**
 * What each build's account needs, whatever it builds. The rights stand in the build's stack, as those of
 * `RepositoryAccess` do.
 */
export class BuildAccount {
  /**
   * As triggers name an account: with the project that it is in.
   *
   * @see https://cloud.google.com/build/docs/securing-builds/configure-user-specified-service-accounts
   */
  public static nameOf({ serviceAccountEmail }: IServiceAccount, project: string): string {
    const [, own] = /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(serviceAccountEmail) ?? [];
    return `projects/${own ?? project}/serviceAccounts/${serviceAccountEmail}`;
  }

  /** A trigger names its account by a literal, and is refused where there is none yet. */
  public static order(trigger: TerraformResource, { principalResource }: IServiceAccount): void {
    if (principalResource !== undefined) Ordering.after(trigger, principalResource);
  }

  /** Lets it write its log. */
  public static writeLogs(build: Construct, project: string, account: IServiceAccount): TerraformResource {
    const role = "roles/logging.logWriter";
    return Grant.once(
      build,
      role,
      account,
      (scope, id) => new ProjectIamMember(scope, id, { project, role, member: account.member }),
    ).resource;
  }

  /** Lets it read what it builds. */
  public static readContexts(build: Construct, bucket: IBucket, account: IServiceAccount): TerraformResource {
    const { bucketName, bucketResource } = bucket;
    const role = "roles/storage.objectViewer";
    const { resource, isNew } = Grant.once(
      Namespace.within(build, "Contexts"),
      role,
      account,
      (scope, id) => new StorageBucketIamMember(scope, id, { bucket: bucketName, role, member: account.member }),
    );
    if (isNew && bucketResource !== undefined) {
      Ordering.after(resource, bucketResource);
      Ordering.replacedWith(resource, bucketResource);
    }
    return resource;
  }
}
