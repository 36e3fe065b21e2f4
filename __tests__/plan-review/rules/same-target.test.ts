import { accessGrantsRule } from "../../../lib/plan-review/rules/access-grants";
import { saidBy } from "./reviewed-plan";

const READER = { role: "roles/reader", member: "user:ann@example.com" };

/** What is said where a grant goes at one address and comes at another; without a project the provider's is taken. */
function said(type: string, before: object, after: object): readonly string[] {
  const computed = ["project", "location"].filter((key) => !(key in after));
  return saidBy(
    accessGrantsRule,
    { address: `google_${type}_iam_member.Old`, before: { ...READER, ...before } },
    { address: `google_${type}_iam_member.New`, after: { ...READER, ...after }, computed },
  );
}

const KEY = "projects/acme-ml/locations/us/keyRings/ring/cryptoKeys/key";

describe("a grant that is written anew", () => {
  test.each<[type: string, before: object, after: object]>([
    ["secret_manager_secret", { project: "acme-ml", secret_id: "s" }, { secret_id: "s" }],
    ["secret_manager_secret", { project: "acme-ml", secret_id: "s" }, { secret_id: "projects/acme-ml/secrets/s" }],
    [
      "compute_subnetwork",
      { project: "acme-ml", region: "us-central1", subnetwork: "s" },
      { subnetwork: "https://www.googleapis.com/compute/v1/projects/acme-ml/regions/us-central1/subnetworks/s" },
    ],
    ["compute_image", { project: "acme-ml", image: "i" }, { image: "projects/acme-ml/global/images/i" }],
    ["kms_crypto_key", { crypto_key_id: KEY }, { crypto_key_id: "acme-ml/us/ring/key" }],
    ["kms_crypto_key", { crypto_key_id: KEY }, { crypto_key_id: "us/ring/key" }],
    ["kms_key_ring", { key_ring_id: "projects/acme-ml/locations/us/keyRings/r" }, { key_ring_id: "us/r" }],
    [
      "bigquery_table",
      { project: "acme-ml", dataset_id: "d", table_id: "t" },
      { dataset_id: "d", table_id: "projects/acme-ml/datasets/d/tables/t" },
    ],
    ["folder", { folder: "folders/12" }, { folder: "12" }],
    [
      "service_account",
      { service_account_id: "projects/-/serviceAccounts/a@acme-ml.iam.gserviceaccount.com" },
      { service_account_id: "projects/acme-ml/serviceAccounts/a@acme-ml.iam.gserviceaccount.com" },
    ],
    ["storage_bucket", { bucket: "b" }, { bucket: "b" }],
  ])("on the same %s: %j, %j", (type, before, after) => {
    expect(said(type, before, after)).toEqual([]);
  });

  test.each<[type: string, before: object, after: object, old: string, now: string]>([
    ["secret_manager_secret", { project: "stranger", secret_id: "s" }, { secret_id: "s" }, "s", "s"],
    ["kms_crypto_key", { crypto_key_id: KEY }, { crypto_key_id: "us/other/key" }, "ring/key", "other/key"],
    [
      "kms_crypto_key",
      { crypto_key_id: KEY },
      { crypto_key_id: KEY.replace("ring/", "other/") },
      "ring/key",
      "other/key",
    ],
    ["kms_crypto_key", { crypto_key_id: KEY }, { crypto_key_id: KEY.replace("us", "eu") }, "ring/key", "ring/key"],
    ["kms_crypto_key", { crypto_key_id: KEY }, { crypto_key_id: "stranger/us/ring/key" }, "ring/key", "ring/key"],
    ["kms_key_ring", { key_ring_id: "acme-ml/us/r" }, { key_ring_id: "stranger/us/r" }, "r", "r"],
    ["spanner_database", { instance: "i", database: "d" }, { instance: "j", database: "d" }, "i/d", "j/d"],
    ["bigquery_table", { dataset_id: "d", table_id: "t" }, { dataset_id: "e", table_id: "t" }, "d/t", "e/t"],
  ])("on another %s: %j, %j", (type, before, after, old, now) => {
    const summaries = said(type, { project: "acme-ml", ...before }, after);
    expect(summaries.toSorted()).toEqual([
      expect.stringMatching(new RegExp(`^narrowed: .* can no longer .*"${old}"$`)),
      expect.stringMatching(new RegExp(`^widened: .* can now .*"${now}"$`)),
    ]);
  });
});
