import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudRunV2Job } from "@cdktf/provider-google/lib/cloud-run-v2-job";
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IRepository } from "../artifact-registry";
import type { Duration } from "../core/duration";
import { Ordering } from "../core/ordering";
import { ServiceAccount } from "../iam/service-account";
import type { IServiceAccount } from "../iam/service-account";
import { GoogleProviderFeature, GoogleProviderVersion } from "../project/google-provider-version";
import { RepositoryAccess } from "./repository-access";

/** A Python file, so that tools for Python read it. It lies as far from dist/cloud-build/ as from lib/cloud-build/. */
const PROGRAM = join(__dirname, "../../lib/cloud-build/start_build.py");
/** Does not change: what is to be run anew has another name. @see docs/decisions/0015-builds-are-started-by-a-job.md */
const TOKEN = "build";
/** For the start of the job's own container, and for grants that are not in effect yet. */
const SLACK_SECONDS = 900;

/** What a build makes, and where it is looked for. */
export interface StartedImage {
  readonly repository: IRepository;
  /** The image with its tag. */
  readonly imageUri: string;
  /** The tag's own name in Artifact Registry. */
  readonly tagResource: string;
}

/** Which build a job starts. */
export interface StartJobProps {
  readonly buildName: string;
  /** What is different where something else is to be built. */
  readonly hash: string;
  /** An image with Python, by digest. */
  readonly startImage: string;
  readonly project: string;
  readonly location: string;
  /** The trigger's `id`. */
  readonly triggerId: string;
  /** What the build runs as. */
  readonly buildAccount: IServiceAccount;
  /**
   * The image that it builds.
   *
   * @default - none: the build makes something else, and is told apart by a tag that is `hash`
   */
  readonly image?: StartedImage;
  /** Whether it must not be built a second time, for what it makes cannot be replaced. @default false */
  readonly isOnce?: boolean;
  readonly timeout: Duration;
  readonly queueTimeout: Duration;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A job that starts a build as soon as it is created, and whose creation has failed when the build has. It is named
 * after what is built, so that another content is another job; one whose build has failed is tainted, and made again by
 * the next deployment.
 */
export class StartJob extends Construct {
  public readonly resource: CloudRunV2Job;

  constructor(scope: Construct, id: string, props: StartJobProps) {
    super(scope, id);
    GoogleProviderVersion.requireAtSynth(this, GoogleProviderFeature.AWAITED_EXECUTIONS);
    const wait = props.timeout.toSeconds() + props.queueTimeout.toSeconds() + SLACK_SECONDS;
    const account = new ServiceAccount(this, "ServiceAccount", {
      accountId: `${props.buildName}-start`,
      project: props.project,
      displayName: `Starts the build ${props.buildName} and waits for it`,
      dependsOn: props.dependsOn,
    });
    const environment = {
      BUILD_NAME: props.buildName,
      TRIGGER: props.triggerId,
      ...(props.image === undefined
        ? { BUILD_TAG: props.hash }
        : { IMAGE: props.image.imageUri, TAG_RESOURCE: props.image.tagResource }),
      ...(props.isOnce === true ? { ONCE: "1" } : {}),
      WAIT: String(wait),
    };
    this.resource = new CloudRunV2Job(this, "Resource", {
      name: `${props.buildName}-${props.hash}`,
      project: props.project,
      location: props.location,
      deletionProtection: false,
      template: {
        taskCount: 1,
        template: {
          serviceAccount: account.serviceAccountEmail,
          maxRetries: 0,
          timeout: `${wait + SLACK_SECONDS}s`,
          containers: [
            {
              image: props.startImage,
              command: ["python3", "-c", literally(readFileSync(PROGRAM, "utf8"))],
              env: Object.entries(environment).map(([name, value]) => ({ name, value })),
            },
          ],
        },
      },
      dependsOn: Ordering.dependsOn(props.dependsOn),
      timeouts: { create: minutes(wait + 2 * SLACK_SECONDS), update: minutes(wait + 2 * SLACK_SECONDS) },
    });
    this.resource.addOverride("run_execution_token", TOKEN);
    // The service forgets it when somebody runs the job by hand.
    this.resource.addOverride("lifecycle.ignore_changes", ["run_execution_token"]);
    for (const grant of this.grants(account, props)) Ordering.after(this.resource, grant);
  }

  /** The right to start builds and to see how they go, to let them run as their account, and to look for the tag. */
  private grants(account: ServiceAccount, props: StartJobProps): readonly TerraformResource[] {
    const role = new ProjectIamCustomRole(this, "Role", {
      project: props.project,
      roleId: `${props.buildName.replaceAll("-", "_")}_start`,
      title: `Starts the build ${props.buildName}`,
      permissions: ["cloudbuild.builds.create", "cloudbuild.builds.get", "cloudbuild.builds.list"],
    });
    const onProject = new ProjectIamMember(this, "Starter", {
      project: props.project,
      role: role.name,
      member: account.member,
    });
    if (account.principalResource !== undefined) Ordering.after(onProject, account.principalResource);
    return [
      onProject,
      this.actAs(account, props.buildAccount),
      ...(props.image === undefined ? [] : [RepositoryAccess.read(this, props.image.repository, account)]),
    ];
  }

  /** In this stack, where the build's account may be another's. */
  private actAs(account: ServiceAccount, buildAccount: IServiceAccount): TerraformResource {
    const member = new ServiceAccountIamMember(this, "ActAs", {
      serviceAccountId: `projects/-/serviceAccounts/${buildAccount.serviceAccountEmail}`,
      role: "roles/iam.serviceAccountUser",
      member: account.member,
    });
    for (const { principalResource } of [account, buildAccount]) {
      if (principalResource !== undefined) Ordering.after(member, principalResource);
    }
    return member;
  }
}

function minutes(seconds: number): string {
  return `${Math.ceil(seconds / 60)}m`;
}

/**
 * The text as Terraform's templates have to be told it.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
function literally(text: string): string {
  return text.replaceAll(/([$%])\{/g, "$1$1{");
}
