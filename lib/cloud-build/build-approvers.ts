import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import type { Construct } from "constructs";
import { Namespace } from "../core/namespace";
import { Grant } from "../iam/grant";
import type { IPrincipal } from "../iam/principal";

/** @see https://cloud.google.com/build/docs/securing-builds/gate-builds-on-approval */
const APPROVER = "roles/cloudbuild.builds.approver";

/** Who may let builds run. The role is one of the project: it holds for all builds there that wait for an approval. */
export class BuildApprovers {
  public static grant(build: Construct, project: string, approvers: readonly IPrincipal[]): void {
    if (approvers.length === 0) return;
    const holder = Namespace.within(build, "Approvers");
    for (const approver of approvers) {
      Grant.once(
        holder,
        APPROVER,
        approver,
        (scope, id) => new ProjectIamMember(scope, id, { project, role: APPROVER, member: approver.member }),
      );
    }
  }
}
