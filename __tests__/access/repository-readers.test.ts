import { RepositoryReaders } from "../../lib/access/repository-readers";
import { TerraformPlan, TerraformResources } from "../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-review/plan-builder";

const REPOSITORY = "google_artifact_registry_repository";
const READER = "roles/artifactregistry.reader";
const ANN = "user:ann@example.com";
const BOB = "user:bob@example.com";

function repository(name: string, rest: object = {}): PlannedResource {
  const id = { project: "acme-ml", location: "us-central1", repository_id: name };
  return { address: `${REPOSITORY}.${name}`, after: { ...id, format: "PYTHON", ...rest } };
}

/** Who reads what after the apply, as `MEMBER PROJECT/LOCATION/NAME CERTAINTY`. */
function readersAfter(...resources: readonly PlannedResource[]): readonly string[] {
  return readersIn(TerraformPlan.read(planOf({ resources })).after);
}

function readersIn(world: TerraformResources): readonly string[] {
  const readers = new RepositoryReaders(world);
  return readers
    .repositories((format = "PYTHON") => format === "PYTHON")
    .flatMap((place) => readers.of(place))
    .map(({ member = "?", repository: { project = "?", location = "?", name = "?" }, certainty }) =>
      [member, `${project}/${location}/${name}`, certainty].join(" "),
    )
    .sort();
}

const policyData = (...bindings: readonly object[]): string => JSON.stringify({ bindings });
const on = (name: string, rest: object): object => ({
  project: "acme-ml",
  location: "us-central1",
  repository: name,
  ...rest,
});

describe("on the repository", () => {
  test.each<[string, PlannedResource]>([
    ["a member", { address: `${REPOSITORY}_iam_member.x`, after: on("python", { role: READER, member: ANN }) }],
    ["a binding", { address: `${REPOSITORY}_iam_binding.x`, after: on("python", { role: READER, members: [ANN] }) }],
    [
      "a policy",
      {
        address: `${REPOSITORY}_iam_policy.x`,
        after: on("python", { policy_data: policyData({ role: READER, members: [ANN] }) }),
      },
    ],
    [
      "a basic role",
      { address: `${REPOSITORY}_iam_member.x`, after: on("python", { role: "roles/viewer", member: ANN }) },
    ],
    [
      "a mail in another case",
      { address: `${REPOSITORY}_iam_member.x`, after: on("python", { role: READER, member: "user:Ann@Example.com" }) },
    ],
  ])("%s lets read", (_, grant) => {
    expect(readersAfter(repository("python"), grant)).toEqual([`${ANN} acme-ml/us-central1/python always`]);
  });

  test("a policy of a data source lets read, also where that is read with the apply", () => {
    const data = "data.google_iam_policy.readers";
    const bindings = [
      { role: READER, members: [ANN] },
      { role: "roles/artifactregistry.writer", members: [BOB], condition: [{ expression: "false", title: "never" }] },
      { role: "roles/logging.viewer", members: ["user:cy@example.com"] },
    ];
    expect(
      readersAfter(
        repository("python"),
        { address: data, after: { binding: bindings }, unknown: { policy_data: true }, actions: ["read"] },
        {
          address: `${REPOSITORY}_iam_policy.x`,
          after: on("python", {}),
          unknown: { policy_data: true },
          expressions: { policy_data: { references: [`${data}.policy_data`, data] } },
        },
      ),
    ).toEqual([`${ANN} acme-ml/us-central1/python always`, `${BOB} acme-ml/us-central1/python on a condition`]);
  });

  test.each<[string, object, object]>([
    ["a policy that is not known yet", {}, { policy_data: true }],
    ["a policy that is no JSON", { policy_data: "{" }, {}],
    ["a binding without a role", { policy_data: policyData({ members: [ANN] }) }, {}],
    ["a member that is no text", { policy_data: policyData({ role: READER, members: [{}] }) }, {}],
  ])("%s may let anybody read", (_, body, unknown) => {
    const grant = { address: `${REPOSITORY}_iam_policy.x`, after: on("python", body), unknown };
    expect(readersAfter(repository("python"), grant)).toEqual(["? acme-ml/us-central1/python perhaps"]);
  });

  test("a role that does not let read, lets nobody", () => {
    const body = on("python", { role: "roles/resourcemanager.projectIamAdmin", member: ANN });
    expect(readersAfter(repository("python"), { address: `${REPOSITORY}_iam_member.x`, after: body })).toEqual([]);
  });

  test("a role that nobody knows perhaps does", () => {
    const body = on("python", { role: "organizations/1/roles/puller", member: ANN });
    expect(readersAfter(repository("python"), { address: `${REPOSITORY}_iam_member.x`, after: body })).toEqual([
      `${ANN} acme-ml/us-central1/python perhaps`,
    ]);
  });

  test("a repository that the plan does not define is one too", () => {
    const grant = { address: `${REPOSITORY}_iam_member.x`, after: on("elsewhere", { role: READER, member: ANN }) };
    expect(readersAfter(grant)).toEqual([`${ANN} acme-ml/us-central1/elsewhere always`]);
  });

  test("repositories of another format are none", () => {
    const grant = { address: `${REPOSITORY}_iam_member.x`, after: on("images", { role: READER, member: ANN }) };
    expect(readersAfter(repository("images", { format: "docker" }), grant)).toEqual([]);
  });
});

test("two repositories of one name in two locations are two", () => {
  const two = [
    { ...repository("python"), address: `${REPOSITORY}.us` },
    { ...repository("python", { location: "europe-west1" }), address: `${REPOSITORY}.eu` },
  ];
  const grant = (location: string): PlannedResource => ({
    address: `${REPOSITORY}_iam_member.x`,
    after: { project: "acme-ml", location, repository: "python", role: READER, member: ANN },
  });
  expect(readersAfter(...two, grant("us-central1"))).toEqual([`${ANN} acme-ml/us-central1/python always`]);
  expect(readersAfter(...two, grant("europe-west1"))).toEqual([`${ANN} acme-ml/europe-west1/python always`]);
  expect(readersAfter(...two, grant("asia-east1"))).toEqual([`${ANN} acme-ml/asia-east1/python always`]);
  // Where the location cannot be seen, it may be either.
  const hidden = {
    ...grant("us-central1"),
    after: { project: "acme-ml", repository: "python", role: READER, member: ANN },
  };
  expect(readersAfter(...two, { ...hidden, unknown: { location: true } })).toEqual([
    `${ANN} acme-ml/europe-west1/python perhaps`,
    `${ANN} acme-ml/us-central1/python perhaps`,
  ]);
});

test("a whole path says the place of the repository", () => {
  const path = "projects/acme-ml/locations/europe-west1/repositories/python";
  const grant = { address: `${REPOSITORY}_iam_member.x`, after: { repository: path, role: READER, member: ANN } };
  expect(readersAfter(repository("python"), grant)).toEqual([`${ANN} acme-ml/europe-west1/python always`]);
});

describe("above the repository", () => {
  test.each<[string, object, readonly string[]]>([
    ["google_project_iam_member", { project: "acme-ml", role: READER, member: ANN }, ["always"]],
    ["google_project_iam_binding", { project: "acme-ml", role: "roles/owner", members: [ANN] }, ["always"]],
    ["google_project_iam_member", { project: "other", role: READER, member: ANN }, []],
    // The number of a project does not say which it is.
    ["google_project_iam_member", { project: "123456789012", role: READER, member: ANN }, ["perhaps"]],
    ["google_project_iam_member", { project: "acme-ml", role: "roles/run.invoker", member: ANN }, []],
    ["google_project_iam_member", { project: "acme-ml", role: "roles/new.role", member: ANN }, ["perhaps"]],
    ["google_folder_iam_member", { folder: "folders/1", role: "roles/viewer", member: ANN }, ["perhaps"]],
    ["google_organization_iam_binding", { org_id: "1", role: "roles/editor", members: [ANN] }, ["perhaps"]],
    ["google_storage_bucket_iam_member", { bucket: "b", role: "roles/viewer", member: ANN }, []],
  ])("%s %j", (type, after, certainties) => {
    expect(readersAfter(repository("python"), { address: `${type}.x`, after })).toEqual(
      certainties.map((certainty) => `${ANN} acme-ml/us-central1/python ${certainty}`),
    );
  });

  test("a project's whole policy", () => {
    const after = { project: "acme-ml", policy_data: policyData({ role: "roles/editor", members: [ANN, BOB] }) };
    expect(readersAfter(repository("python"), { address: "google_project_iam_policy.x", after })).toEqual([
      `${ANN} acme-ml/us-central1/python always`,
      `${BOB} acme-ml/us-central1/python always`,
    ]);
  });
});

describe("a custom role", () => {
  const role = (rest: object): PlannedResource => ({
    address: "google_project_iam_custom_role.puller",
    after: { project: "acme-ml", role_id: "puller", ...rest },
  });
  const grant: PlannedResource = {
    address: "google_project_iam_member.x",
    after: { project: "acme-ml", member: ANN },
    unknown: { role: true },
    expressions: {
      role: { references: ["google_project_iam_custom_role.puller.id", "google_project_iam_custom_role.puller"] },
    },
  };

  test.each<[string, object, readonly string[]]>([
    ["that downloads lets read", { permissions: ["artifactregistry.repositories.downloadArtifacts"] }, ["always"]],
    ["that does not lets nobody", { permissions: ["artifactregistry.repositories.get"] }, []],
    ["that is switched off lets nobody", { permissions: ["artifactregistry.files.download"], stage: "DISABLED" }, []],
  ])("%s", (_, body, certainties) => {
    expect(readersAfter(repository("python"), role(body), grant)).toEqual(
      certainties.map((certainty) => `${ANN} acme-ml/us-central1/python ${certainty}`),
    );
  });

  test("whose permissions are not known perhaps lets read", () => {
    const hidden = { ...role({}), unknown: { permissions: true } };
    expect(readersAfter(repository("python"), hidden, grant)).toEqual([`${ANN} acme-ml/us-central1/python perhaps`]);
  });
});

test("the surest grant of several counts", () => {
  const grants = [
    { role: "roles/new.role" },
    { role: READER, condition: [{ expression: "true", title: "t" }] },
    { role: "roles/editor" },
  ];
  const world = (most: number): readonly string[] =>
    readersAfter(
      repository("python"),
      ...grants.slice(0, most).map((rest, at) => ({
        address: `google_project_iam_member.x${at}`,
        after: { project: "acme-ml", member: ANN, ...rest },
      })),
    );
  expect([1, 2, 3].map((most) => world(most).map((line) => line.split(" ").slice(2).join(" ")))).toEqual([
    ["perhaps"],
    ["on a condition"],
    ["always"],
  ]);
});

test("a synthesised stack is read as a plan is", () => {
  const world = TerraformResources.fromConfiguration({
    provider: { google: [{ project: "acme-ml" }] },
    data: { google_iam_policy: { readers: { binding: [{ role: READER, members: [BOB] }] } } },
    resource: {
      google_service_account: { runner: { account_id: "runner" } },
      [REPOSITORY]: { python: { location: "us-central1", repository_id: "python", format: "PYTHON" } },
      [`${REPOSITORY}_iam_member`]: {
        one: {
          location: `\${${REPOSITORY}.python.location}`,
          repository: `\${${REPOSITORY}.python.name}`,
          role: READER,
          member: "serviceAccount:${google_service_account.runner.email}",
        },
      },
      [`${REPOSITORY}_iam_policy`]: {
        two: {
          location: "us-central1",
          repository: "python",
          policy_data: "${data.google_iam_policy.readers.policy_data}",
        },
      },
      google_project_iam_member: {
        three: { project: "${var.project}", role: "roles/viewer", member: "${google_service_account.runner.member}" },
      },
    },
  });
  const runner = "serviceAccount:runner@acme-ml.iam.gserviceaccount.com";
  expect(readersIn(world)).toEqual([
    `${runner} acme-ml/us-central1/python always`,
    `${BOB} acme-ml/us-central1/python always`,
  ]);
});
