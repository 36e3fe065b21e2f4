import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import { Grant } from "./grant";
import { Principal } from "./principal";
import type { IPrincipal } from "./principal";

/** What the props of service agents have in common. @jsii ignore */
export interface ServiceAgentsBaseProps {
  readonly projectNumber: string;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** Makes the `*_iam_member` of a grant from what all of them have. */
type CreateMember = (
  scope: Construct,
  id: string,
  grant: { readonly role: string; readonly member: string; readonly dependsOn?: ITerraformDependable[] },
) => TerraformResource;

/**
 * What the identities of one of Google's services in a project have in common.
 *
 * @see https://cloud.google.com/iam/docs/service-agents
 * @jsii ignore
 */
export abstract class ServiceAgentsBase extends Construct {
  private readonly projectNumber: string;
  private readonly dependsOn?: ITerraformDependable[];

  protected constructor(scope: Construct, id: string, props: ServiceAgentsBaseProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    validator.requires("projectNumber", props.projectNumber, ...GoogleNames.PROJECT_NUMBER);
    validator.throwIfAny();
    this.projectNumber = props.projectNumber;
    this.dependsOn = Ordering.dependsOn(props.dependsOn);
  }

  /** @param service what stands after the "@" of the e-mail, for example `gcp-sa-aiplatform` @internal @jsii ignore */
  protected agentOf(service: string): Principal {
    return Principal.serviceAccount(`service-${this.projectNumber}@${service}.iam.gserviceaccount.com`);
  }

  /** Grants an agent a role on what `target` names. @internal @jsii ignore */
  protected grantOn(target: string, role: string, agent: IPrincipal, create: CreateMember): Grant {
    const holder = Namespace.within(this, target.replaceAll("/", "|"));
    const { member } = agent;
    const { dependsOn } = this;
    return Grant.once(holder, role, agent, (scope, id) => create(scope, id, { role, member, dependsOn }));
  }
}
