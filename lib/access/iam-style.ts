/** How a resource grants: to one member, to all members of a role, or as a whole policy. */
export type GrantStyle = "member" | "binding" | "policy";

/** `repository` of what `google_artifact_registry_repository_iam_member` stands for, and how it grants; no type is longer. */
const IAM = /^(google_.{1,200})_iam_(member|binding|policy)$/;

/** Whether a type grants roles, on what, and how. */
export function iamStyle(type: string): { readonly target: string; readonly style: GrantStyle } | undefined {
  // Nearly all types are none, and are asked for often.
  const [, target, style] = type.includes("_iam_") ? (IAM.exec(type) ?? []) : [];
  if (target === undefined) return undefined;
  return { target, style: style === "member" ? "member" : style === "binding" ? "binding" : "policy" };
}
