/** How a resource grants: to one member, to all members of a role, or as a whole policy. */
export type GrantStyle = "member" | "binding" | "policy";

/**
 * `repository` of what `google_artifact_registry_repository_iam_member` stands for, and how it grants; no type is
 * longer.
 */
const IAM = /^(?<target>google_.{1,200})_iam_(?<style>member|binding|policy)$/;

/** On what a type grants roles, and how. */
interface IamStyle {
  readonly target: string;
  readonly style: GrantStyle;
}

// Plans have many resources, and few types.
const STYLES = new Map<string, IamStyle | undefined>();

/** Whether a type grants roles, on what, and how. */
export function iamStyle(type: string): IamStyle | undefined {
  // Nearly all types are none, and are asked for often.
  if (!type.includes("_iam_")) return undefined;
  if (!STYLES.has(type)) STYLES.set(type, IAM.exec(type)?.groups as IamStyle | undefined);
  return STYLES.get(type);
}
