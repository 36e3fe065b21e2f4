/**
 * What a role lets its members do to a repository with download rules. No role reads past the rules; but without any power to read
 * nobody downloads, and the other powers are ways to take the rules away.
 *
 * - `read`: download what the rules allow
 * - `change-rules`: make, change and remove rules
 * - `replace`: delete the repository, and its rules with it, or change what a virtual repository serves
 * - `grant`: give any of these to anybody
 */
export type Power = "read" | "change-rules" | "replace" | "grant";

const READ = [
  "artifactregistry.repositories.downloadArtifacts",
  "artifactregistry.files.download",
  "artifactregistry.repositories.exportArtifacts",
];
const CHANGE = ["artifactregistry.rules.create", "artifactregistry.rules.update", "artifactregistry.rules.delete"];
const REPLACE = ["artifactregistry.repositories.delete", "artifactregistry.repositories.update"];
const GRANT = ["artifactregistry.repositories.setIamPolicy", "resourcemanager.projects.setIamPolicy"];

const POWERS: readonly (readonly [Power, ReadonlySet<string>])[] = [
  ["read", new Set(READ)],
  ["change-rules", new Set(CHANGE)],
  ["replace", new Set(REPLACE)],
  ["grant", new Set(GRANT)],
];

/**
 * The roles that are met everywhere, so that the service need not be asked for them. For any other role it is asked.
 *
 * @see https://cloud.google.com/iam/docs/roles-permissions/artifactregistry (permissions with the roles that include them)
 * @see https://github.com/darkbitio/gcp-iam-role-permissions/tree/8ab2a6ff8d7e977c4feb6b60a377883d45560050/roles (what `gcloud iam roles
 * describe` printed for each role on 2026-08-22; the table was made from it)
 */
const COMMON_ROLES = new Map<string, readonly Power[]>([
  ["roles/viewer", ["read"]],
  ["roles/editor", ["read", "change-rules", "replace"]],
  ["roles/owner", ["read", "change-rules", "replace", "grant"]],
  ["roles/artifactregistry.reader", ["read"]],
  ["roles/artifactregistry.viewer", ["read"]],
  ["roles/artifactregistry.writer", ["read"]],
  ["roles/artifactregistry.createOnPushWriter", ["read"]],
  ["roles/artifactregistry.repoAdmin", ["read", "change-rules"]],
  ["roles/artifactregistry.createOnPushRepoAdmin", ["read", "change-rules"]],
  ["roles/artifactregistry.editor", ["read", "change-rules", "replace"]],
  ["roles/artifactregistry.admin", ["read", "change-rules", "replace", "grant"]],
  ["roles/composer.worker", ["read", "change-rules", "replace", "grant"]],
  ["roles/resourcemanager.projectIamAdmin", ["grant"]],
  ["roles/iam.securityAdmin", ["grant"]],
]);

/** The powers of a role that is met everywhere; undefined for all others. */
export function powersOfCommonRole(role: string): readonly Power[] | undefined {
  return COMMON_ROLES.get(role);
}

/** The powers that permissions give together. */
export function powersOfPermissions(permissions: readonly string[]): readonly Power[] {
  return POWERS.flatMap(([power, needed]) => (permissions.some((permission) => needed.has(permission)) ? [power] : []));
}
