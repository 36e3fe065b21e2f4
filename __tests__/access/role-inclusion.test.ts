import { rolesThatHold } from "../../lib/access/role-inclusion";

/** As Google's reference of roles says: each permission of the second is one of the first. */
const HOLD: readonly (readonly [string, string])[] = [
  ["roles/owner", "roles/editor"],
  ["roles/owner", "roles/viewer"],
  ["roles/editor", "roles/run.viewer"],
  ["roles/viewer", "roles/compute.viewer"],
  ["roles/owner", "roles/artifactregistry.reader"],
  ["roles/artifactregistry.admin", "roles/artifactregistry.reader"],
  ["roles/storage.admin", "roles/storage.objectViewer"],
  ["roles/storage.objectAdmin", "roles/storage.objectCreator"],
  ["roles/bigquery.dataOwner", "roles/bigquery.dataViewer"],
  ["roles/secretmanager.admin", "roles/secretmanager.secretAccessor"],
  ["roles/iam.serviceAccountTokenCreator", "roles/iam.workloadIdentityUser"],
  ["OWNER", "READER"],
  ["OWNER", "roles/bigquery.dataViewer"],
  ["roles/bigquery.dataEditor", "READER"],
];

describe("roles that hold all permissions of another", () => {
  test.each(HOLD)("%s holds %s, and not the reverse", (large, small) => {
    expect(rolesThatHold(small)).toContain(large);
    expect(rolesThatHold(large)).not.toContain(small);
  });

  test.each([
    // Read by no editor: the objects of a bucket, the values of a secret, and who may act as an account.
    ["roles/editor", "roles/storage.objectViewer"],
    ["roles/editor", "roles/secretmanager.secretAccessor"],
    ["roles/editor", "roles/iam.serviceAccountTokenCreator"],
    ["roles/iam.serviceAccountTokenCreator", "roles/iam.serviceAccountUser"],
    ["roles/storage.objectAdmin", "roles/storage.legacyBucketReader"],
    ["roles/cloudkms.admin", "roles/cloudkms.cryptoKeyEncrypterDecrypter"],
    ["roles/compute.networkAdmin", "roles/compute.securityAdmin"],
  ])("%s does not hold %s", (one, other) => {
    expect(rolesThatHold(other)).not.toContain(one);
  });

  test("a role that nobody knows holds itself alone, whatever it is called", () => {
    for (const role of ["projects/p/roles/r", "roles/storage.somethingNew", "constructor", ""])
      expect([...rolesThatHold(role)]).toEqual([role]);
  });
});
