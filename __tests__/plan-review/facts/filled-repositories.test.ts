import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

const REPOSITORY = "google_artifact_registry_repository.Curated";
const FILL = "terraform_data.Packages";
const PATH = "projects/acme-ml/locations/us-central1/repositories/curated";
const repository = {
  project: "acme-ml",
  location: "us-central1",
  repository_id: "curated",
  format: "PYTHON",
  mode: "STANDARD_REPOSITORY",
};
const fill = (packages: Readonly<Record<string, readonly string[]>>) => ({
  input: {
    python_repository: PATH,
    packages: Object.fromEntries(
      Object.entries(packages).map(([name, versions], at) => [
        name,
        { versions, places: [`requirements.lock:${at + 1}`] },
      ]),
    ),
  },
});
const stays = { address: REPOSITORY, before: repository, after: repository };
const before = { six: ["1.16.0"], idna: ["3.0"] };

function rows(resources: readonly PlannedResource[]): readonly string[] {
  const [plan] = reviewPlans([{ name: "plan", plan: TerraformPlan.read(planOf({ resources })) }]).plans;
  return (plan?.packages ?? []).map(
    ({ name, before: was, after: is, effect, origins, address }) =>
      `${name ?? "*"} ${String(was)}→${String(is)} ${effect} ${origins?.join() ?? "-"} ${address}`,
  );
}

test("a change of the locks is told package by package, with the lines of the lock", () => {
  const change = { address: FILL, before: fill(before), after: fill({ six: ["1.17.0"], numpy: ["2.1.0"] }) };
  expect(rows([stays, change])).toEqual([
    `idna 3.0→denied narrowed - ${REPOSITORY}`,
    `numpy denied→2.1.0 widened requirements.lock:2 ${REPOSITORY}`,
    `six 1.16.0→1.17.0 widened requirements.lock:1 ${REPOSITORY}`,
  ]);
});

test("no change is no row", () => {
  expect(rows([stays, { address: FILL, before: fill(before), after: fill(before) }])).toEqual([]);
});

test("a new curated repository lists all that comes with it", () => {
  const created = [
    { address: REPOSITORY, after: repository },
    { address: FILL, after: fill(before) },
  ];
  expect(rows(created)).toEqual([
    `idna denied→3.0 widened requirements.lock:2 ${REPOSITORY}`,
    `six denied→1.16.0 widened requirements.lock:1 ${REPOSITORY}`,
  ]);
});

test("a list that is no longer there leaves open what the repository holds", () => {
  expect(rows([stays, { address: FILL, before: fill(before) }])[0]).toMatch(/^\* denied→any opened/);
});

test("a list that is known only after the apply is unknown", () => {
  const hidden = { ...fill(before), input: { python_repository: PATH } };
  const change = { address: FILL, before: fill(before), after: hidden, unknown: { input: { packages: true } } };
  expect(rows([stays, change])[0]).toMatch(/^\* denied→unknown (?:unknown|opened)/);
});
