import type { Kind } from "./mixed-plan";

const who = (at: number): string => `user:person-${at % 7000}@acme.example`;
const role = (at: number): string => (at % 5 === 0 ? "roles/owner" : "roles/artifactregistry.reader");

/** Grants on many projects, buckets, repositories and accounts, new ones and such that change. */
export const GRANT_KINDS: readonly Kind[] = [
  kind("google_project_iam_member", (at) => ({ project: `p-${at % 100}` })),
  kind("google_storage_bucket_iam_member", (at) => ({ bucket: `b-${at % 1000}` }), "roles/storage.objectViewer"),
  kind("google_artifact_registry_repository_iam_member", (at) => ({ repository: `r-${at % 50}`, location: "us" })),
  kind(
    "google_service_account_iam_member",
    (at) => ({ service_account_id: `projects/p/serviceAccounts/s${at % 200}@p.iam.gserviceaccount.com` }),
    "roles/iam.serviceAccountUser",
  ),
];

/** @param before the role until now, where there is a grant already */
function kind(type: string, target: (at: number) => object, before?: string): Kind {
  const grant = (at: number, what: string) => ({ ...target(at), role: what, member: who(at), condition: [] });
  return {
    type,
    before: (at) => (before === undefined ? null : grant(at, before)),
    after: (at) => grant(at, role(at)),
    unknown: { id: true, etag: true },
  };
}
