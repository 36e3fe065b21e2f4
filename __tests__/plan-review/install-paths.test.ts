import { reviewPlans } from "../../lib/plan-review/plan-review";
import { TerraformPlan } from "../../lib/terraform";
import { type PlannedResource, planOf } from "./plan-builder";

const REPOSITORY = "google_artifact_registry_repository";
const READER = "roles/artifactregistry.reader";
const place = { project: "acme-ml", location: "us-central1" };

function standing(address: string, rest: object = {}): PlannedResource {
  const body = { ...place, repository_id: "python", format: "PYTHON", mode: "STANDARD_REPOSITORY", ...rest };
  return { address: `${REPOSITORY}.${address}`, before: body, after: body };
}

const reviewed = (...resources: readonly PlannedResource[]) => {
  const { plans } = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf({ resources })) }]);
  const [{ findings, installs } = { findings: [], installs: [] }] = plans;
  return { said: findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`), installs };
};

test("a reader by a whole policy is in the findings and in the picture", () => {
  const policy = JSON.stringify({ bindings: [{ role: READER, members: ["allUsers"] }] });
  const { said, installs } = reviewed(standing("python"), {
    address: `${REPOSITORY}_iam_policy.x`,
    after: { ...place, repository: "python", policy_data: policy },
  });
  expect(said).toContain('widened: everybody on the internet (allUsers) can now install from repository "python"');
  expect(installs).toEqual([
    { member: "allUsers", repository: "python", certainty: "always", before: false, after: true },
  ]);
});

test("two repositories of one name in two locations are told apart", () => {
  const { said, installs } = reviewed(standing("us"), standing("eu", { location: "europe-west1" }), {
    address: `${REPOSITORY}_iam_member.x`,
    before: { ...place, repository: "python", role: READER, member: "group:ml@example.com" },
    after: {
      ...place,
      location: "europe-west1",
      repository: "python",
      role: READER,
      member: "group:ml@example.com",
    },
  });
  expect(said).toEqual([
    'widened: "group:ml@example.com" can now install from repository "europe-west1/python"',
    'narrowed: "group:ml@example.com" can no longer install from repository "us-central1/python"',
  ]);
  expect(installs).toEqual([
    {
      member: "group:ml@example.com",
      repository: "europe-west1/python",
      certainty: "always",
      before: false,
      after: true,
    },
    {
      member: "group:ml@example.com",
      repository: "us-central1/python",
      certainty: "always",
      before: true,
      after: false,
    },
  ]);
});

test("two in two projects are told apart by these too", () => {
  const { installs } = reviewed(standing("ours"), standing("theirs", { project: "acme-dev" }), {
    address: "google_project_iam_member.x",
    after: { project: "acme-dev", role: "roles/viewer", member: "user:ann@example.com" },
  });
  expect(installs.map(({ repository }) => repository)).toEqual(["acme-dev/us-central1/python"]);
  const both = reviewed(standing("ours"), standing("theirs", { project: "acme-dev" }), {
    address: "google_folder_iam_member.x",
    after: { folder: "folders/1", role: "roles/viewer", member: "user:ann@example.com" },
  });
  expect(both.installs.map(({ repository, certainty }) => [repository, certainty])).toEqual([
    ["acme-dev/us-central1/python", "perhaps"],
    ["acme-ml/us-central1/python", "perhaps"],
  ]);
});

test("somebody who cannot be seen is drawn as such, and a grant that stays is no change", () => {
  const hidden: PlannedResource = {
    address: `${REPOSITORY}_iam_member.x`,
    after: { ...place, repository: "python", role: READER },
    unknown: { member: true },
  };
  expect(reviewed(standing("python"), hidden).installs).toEqual([
    { repository: "python", certainty: "perhaps", before: false, after: true },
  ]);
  const staying = { ...place, repository: "python", role: "roles/new.role", member: "user:ann@example.com" };
  expect(
    reviewed(standing("python"), { address: `${REPOSITORY}_iam_member.x`, before: staying, after: staying }).installs,
  ).toEqual([]);
});
