import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { Validator } from "../core/validator";
import type { Grant, IPrincipal } from "../iam";
import { ServiceAgentsBase } from "../iam/service-agents-base";
import { GoogleNames } from "../project/google-names";

/** @see https://cloud.google.com/iam/docs/roles-permissions/dns#dns.peer */
const DNS_PEER = "roles/dns.peer";
/** @see https://cloud.google.com/vertex-ai/docs/general/vpc-psc-i-setup */
const NETWORK_ADMIN = "roles/compute.networkAdmin";

export interface VertexAiServiceAgentsProps {
  /** The number (not the id) of the project that runs pipelines. */
  readonly projectNumber: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Vertex AI's own identities in a project. Google makes them when the service is first used: in a fresh project a grant
 * can come too early; `gcloud beta services identity create --service=aiplatform.googleapis.com` makes the first one, a
 * first custom job the second, and a second apply goes on.
 *
 * @see https://cloud.google.com/vertex-ai/docs/general/access-control#service-agents
 */
export class VertexAiServiceAgents extends ServiceAgentsBase {
  /** The service agent of Vertex AI: attaches networks, and asks your DNS. */
  public readonly serviceAgent: IPrincipal;
  /** The service agent of custom code: pulls the images of components. */
  public readonly customCodeServiceAgent: IPrincipal;

  /** @throws ValidationError when the project's number is not a number */
  constructor(scope: Construct, id: string, props: VertexAiServiceAgentsProps) {
    super(scope, id, props);
    this.serviceAgent = this.agentOf("gcp-sa-aiplatform");
    this.customCodeServiceAgent = this.agentOf("gcp-sa-aiplatform-cc");
  }

  /**
   * Lets Vertex AI ask the private zones of a project's networks, for `DnsPeering`.
   *
   * @param project the id of the project that holds the network
   * @throws ValidationError when it is no project id
   */
  public grantDnsPeering(project: string): Grant {
    return this.grantOnProject(project, DNS_PEER);
  }

  /**
   * Lets Vertex AI use network attachments of a project. The role is the one that Google documents; it lets do more
   * than that.
   *
   * @param project the id of the project that holds the attachment
   * @throws ValidationError when it is no project id
   */
  public grantNetworkAttachments(project: string): Grant {
    return this.grantOnProject(project, NETWORK_ADMIN);
  }

  private grantOnProject(project: string, role: string): Grant {
    const validator = new Validator(this);
    validator.requires("project", project, ...GoogleNames.PROJECT);
    validator.throwIfAny();
    return this.grantOn(
      project,
      role,
      this.serviceAgent,
      (scope, id, grant) => new ProjectIamMember(scope, id, { project, ...grant }),
    );
  }
}
