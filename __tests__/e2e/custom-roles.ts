import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { lastPart } from "./service-double";
import type { ServiceDouble } from "./service-double";

/**
 * What predefined roles hold, as far as accounts here need it.
 *
 * @see https://cloud.google.com/iam/docs/roles-permissions
 */
const PREDEFINED: Readonly<Record<string, readonly string[]>> = {
  "roles/artifactregistry.reader": ["artifactregistry.repositories.downloadArtifacts", "artifactregistry.tags.get"],
  "roles/artifactregistry.writer": [
    "artifactregistry.repositories.downloadArtifacts",
    "artifactregistry.repositories.uploadArtifacts",
    "artifactregistry.tags.get",
  ],
  "roles/secretmanager.secretAccessor": ["secretmanager.versions.access"],
  "roles/iam.serviceAccountUser": ["iam.serviceAccounts.actAs"],
  "roles/logging.logWriter": ["logging.logEntries.create"],
  "roles/storage.objectViewer": ["storage.objects.get", "storage.objects.list"],
  "roles/storage.objectUser": [
    "storage.objects.get",
    "storage.objects.list",
    "storage.objects.create",
    "storage.objects.delete",
    "storage.objects.update",
  ],
};

/** Roles of a project. A deleted one is there for a week more, and is brought back under its name. */
export class CustomRoles implements ServiceDouble {
  private readonly roles = new Map<string, Json>();

  public get inventory(): string[] {
    return [...this.roles.values()]
      .filter(({ deleted }) => deleted !== true)
      .map(({ name }) => `role ${lastPart(String(name))}`);
  }

  /** What a role lets do. */
  public permissions(role: string): readonly string[] {
    const { includedPermissions = [], deleted } = this.roles.get(role) ?? {};
    return PREDEFINED[role] ?? (deleted === true ? [] : (includedPermissions as string[]));
  }

  public answer({ method, path, body }: Call): Json {
    if (method === "POST" && path.endsWith("/roles")) {
      const name = `${path}/${String(body.roleId)}`;
      if (this.roles.has(name)) throw new ApiError(409, `A role named ${name} already exists.`);
      return this.keep(name, body.role as Json);
    }
    const name = path.replace(/:undelete$/, "");
    const role = this.roles.get(name);
    if (role === undefined) throw new ApiError(404, `The role named ${name} was not found.`);
    if (method === "GET") return role;
    if (method === "DELETE") return this.keep(name, { ...role, deleted: true });
    if (method === "PATCH") return this.keep(name, { ...role, ...body });
    return this.keep(name, { ...role, deleted: undefined });
  }

  private keep(name: string, role: Json): Json {
    const kept = { ...role, name, etag: "MQ==" };
    this.roles.set(name, kept);
    return kept;
  }
}
