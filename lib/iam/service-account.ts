import { ServiceAccount as ServiceAccountResource } from "@cdktf/provider-google/lib/service-account";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member";
import { Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { Grant } from "./grant";
import type { IPrincipal } from "./principal";

/** @see https://cloud.google.com/iam/docs/roles-permissions/iam#iam.serviceAccountTokenCreator */
const IMPERSONATE = "roles/iam.serviceAccountTokenCreator";
/** @see https://cloud.google.com/iam/docs/roles-permissions/iam#iam.serviceAccountUser */
const ACT_AS = "roles/iam.serviceAccountUser";

/** The identity of a workload. */
export interface IServiceAccount extends IConstruct, IPrincipal {
  readonly serviceAccountEmail: string;
  /** Lets a principal make tokens of this service account, from anywhere. */
  grantImpersonate(principal: IPrincipal): Grant;
  /** Lets a principal start workloads that run as this service account, for example Vertex AI pipelines. */
  grantActAs(principal: IPrincipal): Grant;
}

export interface ServiceAccountProps {
  /** The part of the e-mail before the "@": 6 to 30 lower-case letters, digits and "-". */
  readonly accountId: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** @default - none */
  readonly displayName?: string;
  /** @default - none */
  readonly description?: string;
  /** What must exist first, for example an enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** How a service account that exists already is found. */
export interface ServiceAccountAttributes {
  /** `NAME@PROJECT.iam.gserviceaccount.com` */
  readonly serviceAccountEmail: string;
}

abstract class ServiceAccountBase extends Construct implements IServiceAccount {
  public abstract readonly serviceAccountEmail: string;
  public abstract readonly principalResource?: TerraformResource;
  /** `projects/PROJECT/serviceAccounts/EMAIL` */
  protected abstract readonly resourceName: string;

  public get member(): string {
    return `serviceAccount:${this.serviceAccountEmail}`;
  }

  public grantImpersonate(principal: IPrincipal): Grant {
    return this.grant(IMPERSONATE, principal);
  }

  public grantActAs(principal: IPrincipal): Grant {
    return this.grant(ACT_AS, principal);
  }

  private grant(role: string, principal: IPrincipal): Grant {
    return Grant.once(
      this,
      role,
      principal,
      (scope, id) =>
        new ServiceAccountIamMember(scope, id, { serviceAccountId: this.resourceName, role, member: principal.member }),
    );
  }
}

/**
 * Defines a service account. It never has keys: workloads on Google Cloud get tokens without them.
 *
 * @see https://cloud.google.com/iam/docs/service-account-overview
 */
export class ServiceAccount extends ServiceAccountBase {
  /**
   * A service account that exists already.
   *
   * @throws ValidationError when the e-mail is not that of a service account
   */
  public static fromServiceAccountAttributes(
    scope: Construct,
    id: string,
    attributes: ServiceAccountAttributes,
  ): IServiceAccount {
    const { serviceAccountEmail } = Given.props(scope, id, attributes);
    class Import extends ServiceAccountBase {
      public readonly serviceAccountEmail = serviceAccountEmail;
      public readonly principalResource = undefined;
      // "-" lets the service find the project by the e-mail.
      protected readonly resourceName = `projects/-/serviceAccounts/${serviceAccountEmail}`;
    }
    if (
      !Token.isUnresolved(serviceAccountEmail) &&
      !/^[^\s@:${}%/]+@[^\s@:${}%/]+\.gserviceaccount\.com$/.test(serviceAccountEmail)
    ) {
      throw new ValidationError(
        [`serviceAccountEmail ${JSON.stringify(serviceAccountEmail)}: must be NAME@PROJECT.iam.gserviceaccount.com`],
        `${scope.node.path}/${id}`,
      );
    }
    return new Import(scope, id);
  }

  public readonly serviceAccountEmail: string;
  public readonly principalResource?: TerraformResource;
  protected readonly resourceName: string;

  /** @throws ValidationError when the account id is not valid */
  constructor(scope: Construct, id: string, props: ServiceAccountProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    validator.requires(
      "accountId",
      props.accountId,
      /^[a-z](?=.{5,29}$)[a-z0-9-]*[a-z0-9]$/,
      'must be 6 to 30 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
    );
    const project = StackProvider.googleProject(this, props.project);
    if (project !== undefined) {
      const taken = UniqueNames.take(this, `projects/${project}/serviceAccounts/${props.accountId}`);
      if (taken !== undefined) validator.problem(`accountId ${taken}`);
    }
    validator.throwIfAny();
    const resource = new ServiceAccountResource(this, "Resource", {
      accountId: props.accountId,
      project: props.project,
      displayName: props.displayName,
      description: props.description,
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
    this.principalResource = resource;
    this.serviceAccountEmail = project === undefined ? resource.email : `${props.accountId}@${emailDomain(project)}`;
    this.resourceName = resource.name;
  }
}

/**
 * `example.com:my-project` becomes `my-project.example.com`.
 *
 * @see https://cloud.google.com/iam/docs/service-account-types
 */
function emailDomain(project: string): string {
  const [first = "", second] = project.split(":");
  return `${second === undefined ? first : `${second}.${first}`}.iam.gserviceaccount.com`;
}
