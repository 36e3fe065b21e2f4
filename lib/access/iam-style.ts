/** How a resource grants: to one member, to all members of a role, or as a whole policy. */
export type GrantStyle = "member" | "binding" | "policy";

/**
 * `repository` of what `google_artifact_registry_repository_iam_member` stands for, and how it grants; no type is
 * longer.
 */
const IAM = /^(?<target>google_.{1,200})_iam_(?<style>member|binding|policy)$/;

/** Whether a type grants roles, on what, and how. */
export function iamStyle(type: string): { readonly target: string; readonly style: GrantStyle } | undefined {
  // Nearly all types are none, and are asked for often.
  const groups = type.includes("_iam_") ? IAM.exec(type)?.groups : undefined;
  return groups as { readonly target: string; readonly style: GrantStyle } | undefined;
}
