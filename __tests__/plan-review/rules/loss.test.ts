import { lossOfDataRule } from "../../../lib/plan-review/rules/loss-of-data";
import type { PlannedResource } from "../plan-builder";
import { findingsOf, saidBy } from "./reviewed-plan";

const said = (...resources: readonly PlannedResource[]): readonly string[] => saidBy(lossOfDataRule, ...resources);
const REPOSITORY = {
  address: "google_artifact_registry_repository.R",
  before: { repository_id: "r", mode: "STANDARD_REPOSITORY" },
};

test("what is lost is said, and a loss is a change and no more", () => {
  expect(said(REPOSITORY)).toEqual([
    'changed: artifact registry repository "r" is destroyed: with it go all packages that were uploaded to it, ' +
      "its rules and its policy",
  ]);
  expect(said({ ...REPOSITORY, before: { repository_id: "r", mode: "REMOTE_REPOSITORY" } })[0]).toContain(
    "the packages it has cached",
  );
  expect(said({ ...REPOSITORY, before: { repository_id: "r" } })[0]).toContain("uploaded");
  expect(said({ ...REPOSITORY, before: { repository_id: "r", mode: "VIRTUAL_REPOSITORY" } })).toEqual([]);
  expect(said({ ...REPOSITORY, after: REPOSITORY.before, actions: ["delete", "create"] })[0]).toContain("is replaced");
  expect(said({ ...REPOSITORY, after: REPOSITORY.before, actions: ["create", "delete"] })[0]).toContain("is replaced");
});

test.each([
  "google_storage_bucket",
  "google_kms_crypto_key",
  "google_kms_crypto_key_version",
  "google_secret_manager_secret",
  "google_secret_manager_secret_version",
  "google_dns_managed_zone",
  "google_compute_disk",
  "google_compute_instance",
  "google_sql_database_instance",
  "google_bigquery_dataset",
  "google_bigquery_table",
  "google_firestore_database",
  "google_filestore_instance",
  "google_logging_project_bucket_config",
  "google_pubsub_subscription",
  "google_project",
  "google_workbench_instance",
  "google_netapp_volume",
  "google_secure_source_manager_repository",
  "google_privateca_certificate_authority",
])("%s holds data", (type) => {
  expect(said({ address: `${type}.X`, before: { name: "x" } })).toHaveLength(1);
  expect(said({ address: `${type}.X`, before: { name: "x" }, after: { name: "y" } })).toEqual([]);
  expect(said({ address: `${type}.X`, after: { name: "x" } })).toEqual([]);
});

test("what holds nothing, or stays where it is, is not lost", () => {
  expect(said({ address: "google_compute_firewall.F", before: { name: "f" } })).toEqual([]);
  expect(said({ ...REPOSITORY, before: { ...REPOSITORY.before, deletion_policy: "ABANDON" } })).toEqual([]);
  expect(said({ ...REPOSITORY, actions: ["forget"] })).toEqual([]);
  expect(
    said({ address: "google_compute_instance.Vm", before: { name: "vm", boot_disk: [{ auto_delete: false }] } }),
  ).toEqual([]);
});

test("what may stop the apply is said", () => {
  const bucket = (body: object): readonly string[] =>
    said({ address: "google_storage_bucket.B", before: { name: "b", ...body } });
  expect(bucket({ force_destroy: true })[0]).toContain("(force_destroy is on)");
  expect(bucket({ force_destroy: false })[0]).toContain("the apply stops there if any are in it");
  expect(bucket({ deletion_policy: "PREVENT" })[0]).toContain("as long as deletion_policy is PREVENT");
  expect(
    said({ address: "google_sql_database_instance.S", before: { name: "s", deletion_protection: true } })[0],
  ).toContain("deletion_protection is on");
});

test("versions of keys that are switched off by their state", () => {
  const version = (state: string): object => ({
    id: "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
    name: "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1",
    state,
  });
  const said = (before: string, after: string): readonly string[] =>
    saidBy(lossOfDataRule, {
      address: "google_kms_crypto_key_version.V",
      before: version(before),
      after: version(after),
    });
  expect(said("ENABLED", "DISABLED")[0]).toMatch(/^changed: version "1" of a key is now "DISABLED"/);
  expect(said("DISABLED", "ENABLED")).toEqual([]);
});

test("what an earlier replacement left behind is told apart", () => {
  const [current, left] = findingsOf(lossOfDataRule, REPOSITORY, {
    ...REPOSITORY,
    deposed: "abcd1234",
    actions: ["delete"],
  });
  expect(left?.summary.toString()).toContain("left behind");
  expect(left?.key).not.toBe(current?.key);
});
