import { Annotations, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Grant } from "../iam";
import type { IRepository } from "./repository-interface";
import { ServiceAgent } from "./service-agent";

/**
 * Says what an upstream of another project needs: Artifact Registry fetches as the service agent of the project that
 * has the remote or virtual repository, which has no rights in others.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-repo
 */
export function warnOfUnreadable(
  scope: Construct,
  project: string | undefined,
  upstreams: readonly IRepository[],
  dependsOn: readonly ITerraformDependable[] = [],
): void {
  if (project === undefined || Token.isUnresolved(project) || dependsOn.some(isForServiceAgent)) return;
  for (const { repositoryName, project: other } of upstreams) {
    if (Token.isUnresolved(other) || other === project) continue;
    Annotations.of(scope).addWarning(
      `upstream ${JSON.stringify(repositoryName)}: is in project ${JSON.stringify(other)}, ` +
        `where the service agent of ${JSON.stringify(project)} has no right to read; ` +
        "let it by upstream.grantRead(new ServiceAgent(...)) of this project's number, " +
        "and put that grant into dependsOn",
    );
  }
}

function isForServiceAgent(dependable: ITerraformDependable): boolean {
  const { principal } = dependable as Partial<Grant>;
  return principal !== undefined && ServiceAgent.isMember(principal.member);
}
