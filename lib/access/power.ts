/**
 * What a role lets its members do to a repository with download rules. No role reads past the rules; but without any
 * power to read nobody downloads, and the other powers are ways to take the rules away.
 *
 * - `read`: download what the rules allow
 * - `change-rules`: make, change and remove rules
 * - `replace`: delete the repository, and its rules with it, or change what a virtual repository serves
 * - `grant`: give any of these to anybody
 */
export type Power = "read" | "change-rules" | "replace" | "grant";

/**
 * The permissions of which one is enough.
 *
 * @see https://cloud.google.com/artifact-registry/docs/access-control#permissions
 */
const PERMISSIONS: ReadonlyMap<Power, ReadonlySet<string>> = new Map([
  [
    "read",
    new Set([
      "artifactregistry.repositories.downloadArtifacts",
      "artifactregistry.files.download",
      "artifactregistry.repositories.exportArtifacts",
    ]),
  ],
  [
    "change-rules",
    new Set(["artifactregistry.rules.create", "artifactregistry.rules.update", "artifactregistry.rules.delete"]),
  ],
  ["replace", new Set(["artifactregistry.repositories.delete", "artifactregistry.repositories.update"])],
  [
    "grant",
    new Set([
      "artifactregistry.repositories.setIamPolicy",
      "resourcemanager.projects.setIamPolicy",
      "resourcemanager.folders.setIamPolicy",
      "resourcemanager.organizations.setIamPolicy",
    ]),
  ],
]);

/** The powers that permissions give together. */
export function powersOfPermissions(permissions: readonly string[]): readonly Power[] {
  return [...PERMISSIONS].flatMap(([power, needed]) =>
    permissions.some((permission) => needed.has(permission)) ? [power] : [],
  );
}
