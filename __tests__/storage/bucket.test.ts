import { ServiceAccount as ServiceAccountResource } from "@cdktf/provider-google/lib/service-account";
import { Duration } from "../../lib/core/duration";
import { Principal, ServiceAccount } from "../../lib/iam";
import { Bucket, DeletedObjects, LifecycleRule, StorageClass, StorageServiceAgent } from "../../lib/storage";
import type { BucketProps } from "../../lib/storage";
import { PROJECT, synthStack } from "../support/registry-app";

const PROPS: BucketProps = {
  bucketName: "acme-contexts",
  location: "us-central1",
  deletedObjects: DeletedObjects.gone(),
};
const ada = Principal.user("ada@example.com");
const MEMBER = "google_storage_bucket_iam_member";

function bodyOf(props: Partial<BucketProps> = {}): Readonly<Record<string, unknown>> {
  return synthStack((scope) => new Bucket(scope, "Bucket", { ...PROPS, ...props })).at("Bucket/Resource");
}

function refusal(props: Partial<Record<keyof BucketProps, unknown>>): string {
  try {
    synthStack((scope) => new Bucket(scope, "Bucket", { ...PROPS, ...props } as BucketProps));
  } catch (error) {
    return String(error);
  }
  throw new Error("nothing was refused");
}

describe("Bucket", () => {
  test("cannot be opened to the public, and says everything that the service would choose otherwise", () => {
    expect(bodyOf()).toMatchObject({
      name: "acme-contexts",
      location: "US-CENTRAL1",
      project: PROJECT,
      storage_class: "STANDARD",
      uniform_bucket_level_access: true,
      public_access_prevention: "enforced",
      versioning: { enabled: false },
      soft_delete_policy: { retention_duration_seconds: 0 },
      force_destroy: false,
    });
    expect(bodyOf()).not.toHaveProperty("lifecycle_rule");
    expect(bodyOf()).not.toHaveProperty("encryption");
  });

  test("keeps what is deleted as it is told", () => {
    expect(bodyOf({ deletedObjects: DeletedObjects.softDeleted(Duration.days(30)) })).toMatchObject({
      versioning: { enabled: false },
      soft_delete_policy: { retention_duration_seconds: 30 * 86_400 },
    });
    expect(bodyOf({ deletedObjects: DeletedObjects.keptAsVersions(Duration.days(14)) })).toMatchObject({
      versioning: { enabled: true },
      soft_delete_policy: { retention_duration_seconds: 0 },
      lifecycle_rule: [
        { action: { type: "Delete" }, condition: { days_since_noncurrent_time: 14, with_state: "ARCHIVED" } },
      ],
    });
  });

  test("has lifecycle rules, a key and a class", () => {
    const key = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k";
    expect(
      bodyOf({
        kmsKeyName: key,
        storageClass: StorageClass.NEARLINE,
        deleteWithContents: true,
        labels: { team: "ml" },
        lifecycleRules: [
          LifecycleRule.deleteAfter(Duration.days(30), { prefixes: ["contexts/"] }),
          LifecycleRule.moveAfter(Duration.days(365), StorageClass.ARCHIVE),
          LifecycleRule.abortUploadsAfter(Duration.days(1)),
        ],
      }),
    ).toMatchObject({
      encryption: { default_kms_key_name: key },
      storage_class: "NEARLINE",
      force_destroy: true,
      labels: { team: "ml" },
      lifecycle_rule: [
        { action: { type: "Delete" }, condition: { age: 30, matches_prefix: ["contexts/"] } },
        { action: { type: "SetStorageClass", storage_class: "ARCHIVE" }, condition: { age: 365 } },
        { action: { type: "AbortIncompleteMultipartUpload" }, condition: { age: 1 } },
      ],
    });
  });

  test("grants each right once, after the bucket and replaced with it", () => {
    const stack = synthStack((scope) => {
      const bucket = new Bucket(scope, "Bucket", PROPS);
      const account = new ServiceAccount(scope, "Account", { accountId: "builder" });
      bucket.grantRead(account);
      bucket.grantRead(account);
      bucket.grantWrite(ada);
    });
    const { address } = stack.resource("google_storage_bucket");
    expect(
      stack
        .resources(MEMBER)
        .map(({ body }) => [body.role, body.member])
        .sort(),
    ).toEqual(
      [
        ["roles/storage.objectViewer", "serviceAccount:builder@my-project.iam.gserviceaccount.com"],
        ["roles/storage.objectUser", "user:ada@example.com"],
      ].sort(),
    );
    for (const { body } of stack.resources(MEMBER)) {
      expect(body).toMatchObject({
        bucket: "acme-contexts",
        depends_on: expect.arrayContaining([address]) as unknown,
        lifecycle: { replace_triggered_by: expect.arrayContaining([`${address}.id`]) as unknown },
      });
    }
  });

  test("that exists already can be granted on", () => {
    const stack = synthStack((scope) => {
      const bucket = Bucket.fromBucketAttributes(scope, "Bucket", { bucketName: "there-already" });
      expect(bucket.url).toBe("gs://there-already");
      expect(bucket.bucketResource).toBeUndefined();
      bucket.grantWrite(ada);
    });
    expect(stack.count("google_storage_bucket")).toBe(0);
    expect(stack.resource(MEMBER).body).toMatchObject({ bucket: "there-already" });
    expect(stack.resource(MEMBER).body).not.toHaveProperty("lifecycle");
  });

  test("is never granted to everybody", () => {
    const everybody = { member: "allUsers" };
    expect(() => synthStack((scope) => new Bucket(scope, "B", PROPS).grantRead(everybody))).toThrow(/is everybody/);
  });

  test.each<[Partial<Record<keyof BucketProps, unknown>>, string]>([
    [{ bucketName: "Acme" }, 'bucketName "Acme": must be lower-case'],
    [{ bucketName: "gs://acme" }, "without gs://"],
    [{ bucketName: "-acme" }, "must be lower-case"],
    [{ bucketName: "acme..eu" }, "must be lower-case"],
    [{ bucketName: "ab" }, 'bucketName "ab": must have 3 to 63 characters'],
    [{ bucketName: "a".repeat(64) }, "must be lower-case"],
    [{ bucketName: "goog-acme" }, 'must not begin with "goog"'],
    [{ bucketName: "my-g00gle-files" }, 'must not begin with "goog"'],
    [{ bucketName: "192.168.5.4" }, "must not look like an IP address"],
    [{ bucketName: undefined }, "bucketName: is missing"],
    [{ location: "us-central1-a" }, 'location "us-central1-a": must be a region'],
    [{ location: undefined }, "location: is missing"],
    [{ deletedObjects: undefined }, "deletedObjects: is missing; say DeletedObjects.gone()"],
    [
      { kmsKeyName: "projects/p/locations/us/keyRings/r/cryptoKeys/k" },
      'its location must be that of the bucket, "us-central1"',
    ],
    [
      { location: "EU", kmsKeyName: "projects/p/locations/eu/keyRings/r/cryptoKeys/k" },
      'its location must be that of the bucket, "europe"',
    ],
    [{ kmsKeyName: "k" }, 'kmsKeyName "k": must be projects/'],
    [{ labels: { Team: "ml" } }, 'label key "Team"'],
  ])("refuses %j", (props, sentence) => {
    expect(refusal(props)).toContain(sentence);
  });

  test("refuses more lifecycle rules than the service takes", () => {
    const lifecycleRules = Array.from({ length: 101 }, () => LifecycleRule.deleteAfter(Duration.days(1)));
    expect(refusal({ lifecycleRules })).toContain("lifecycleRules: 101 of them; at most 100 are allowed");
  });

  test("says all that is wrong at once, with the construct's path", () => {
    expect(refusal({ bucketName: "Acme", location: "moon" })).toMatch(/2 problems \[registry\/Bucket\]/);
  });

  test("takes names that are known only to Terraform", () => {
    const stack = synthStack((scope) => {
      const { project } = new ServiceAccountResource(scope, "Account", { accountId: "account" });
      new Bucket(scope, "Bucket", { ...PROPS, bucketName: `${project}-files` });
    });
    expect(stack.at("Bucket/Resource")).toMatchObject({ name: "${google_service_account.Account.project}-files" });
  });
});

test.each<[string, () => unknown, string]>([
  ["six days", () => DeletedObjects.softDeleted(Duration.days(6)), "must be 7 to 90 days"],
  ["91 days", () => DeletedObjects.softDeleted(Duration.days(91)), "must be 7 to 90 days"],
  ["hours", () => DeletedObjects.keptAsVersions(Duration.hours(30)), "Cloud Storage counts whole days"],
  ["a rule in hours", () => LifecycleRule.deleteAfter(Duration.hours(1)), "Cloud Storage counts whole days"],
  ["no prefix", () => LifecycleRule.deleteAfter(Duration.days(1), { prefixes: [] }), "must name one at least"],
  ["an empty prefix", () => LifecycleRule.deleteAfter(Duration.days(1), { prefixes: [""] }), "none empty"],
])("%s is refused", (_name, make, sentence) => {
  expect(make).toThrow(sentence);
});

test("the service agent of Cloud Storage may use a key, and the bucket waits for it", () => {
  const key = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k";
  const stack = synthStack((scope) => {
    const grant = new StorageServiceAgent(scope, "Agent", { projectNumber: "123456789012" }).grantEncryptDecrypt(key);
    new Bucket(scope, "Bucket", { ...PROPS, kmsKeyName: key, dependsOn: [grant] });
  });
  const member = stack.resource("google_kms_crypto_key_iam_member");
  expect(member.body).toMatchObject({
    crypto_key_id: key,
    member: "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com",
  });
  expect(stack.at("Bucket/Resource").depends_on).toEqual([member.address]);
  expect(() => synthStack((scope) => new StorageServiceAgent(scope, "Agent", { projectNumber: "acme" }))).toThrow(
    /must be the project's number/,
  );
});
