import { accessGrantsRule } from "../../../lib/plan-review/rules/access-grants";
import type { PlannedResource } from "../plan-builder";
import { saidBy } from "./reviewed-plan";

const ANN = "user:ann@example.com";

function inProject(role: string): PlannedResource {
  const grant = { project: "p1", role, member: ANN };
  return { address: "google_project_iam_member.all", before: grant, after: grant };
}

/** A role on one thing, of which the plan knows a member who has it in the whole of project "p1". */
function given(type: string, role: string, names: object, ...others: readonly PlannedResource[]): readonly string[] {
  const after = { role, member: ANN, ...names };
  return saidBy(accessGrantsRule, inProject(role), { address: `${type}_iam_member.one`, after }, ...others);
}

// Each by what `GetImportIdQualifiers`, or the reader of the name, makes of it in the provider's source: the project of
// a path takes the place of the field's.
const THINGS: readonly (readonly [type: string, role: string, field: string, path: string])[] = [
  ["google_secret_manager_secret", "roles/secretmanager.secretAccessor", "secret_id", "projects/P/secrets/s"],
  ["google_pubsub_topic", "roles/pubsub.publisher", "topic", "projects/P/topics/t"],
  ["google_pubsub_subscription", "roles/pubsub.subscriber", "subscription", "projects/P/subscriptions/s"],
  ["google_cloud_run_v2_service", "roles/run.invoker", "name", "projects/P/locations/us/services/s"],
  ["google_compute_disk", "roles/compute.admin", "name", "projects/P/zones/us-a/disks/d"],
  [
    "google_artifact_registry_repository",
    "roles/artifactregistry.reader",
    "repository",
    "projects/P/locations/us/repositories/r",
  ],
];

describe("a role in a project is one on what is in it, and on nothing else", () => {
  test.each(THINGS)("%s", (type, role, field, path) => {
    const at = (project: string): string => path.replace("/P/", `/${project}/`);
    expect(given(type, role, { project: "p1", [field]: "x" })).toEqual([]);
    expect(given(type, role, { project: "p1", [field]: at("p1") })).toEqual([]);
    expect(given(type, role, { [field]: at("p1") })).toEqual([]);
    expect(given(type, role, { project: "p2", [field]: at("p1") })).toEqual([]);
    expect(given(type, role, { project: "p2", [field]: "x" })).toHaveLength(1);
    expect(given(type, role, { [field]: at("p2") })).toHaveLength(1);
    expect(given(type, role, { project: "p1", [field]: at("p2") })).toHaveLength(1);
  });

  const [SECRET, ACCESSOR] = ["google_secret_manager_secret", "roles/secretmanager.secretAccessor"];
  const told = ['widened: "user:ann@example.com" can now read the values of secret "s"'];

  test("a short path names a project too, and what is said twice has to agree", () => {
    expect(given(SECRET, ACCESSOR, { project: "p1", secret_id: "p2/s" })).toEqual(told);
    const secret = { secret_id: "s", project: "p2", id: "projects/p2/secrets/s" };
    const there = { address: `${SECRET}.s`, before: secret, after: secret };
    expect(given(SECRET, ACCESSOR, { project: "p1", secret_id: "projects/p2/secrets/s" }, there)).toEqual(told);
    const references = [`${SECRET}.s.secret_id`, `${SECRET}.s`];
    const one: PlannedResource = {
      address: `${SECRET}_iam_member.one`,
      after: { project: "p1", role: ACCESSOR, member: ANN },
      unknown: { secret_id: true },
      expressions: { secret_id: { references } },
    };
    expect(saidBy(accessGrantsRule, inProject(ACCESSOR), there, one)).toHaveLength(1);
  });

  test("what goes into another project by its path is gone in the one, and new in the other", () => {
    const grant = { project: "p1", role: ACCESSOR, member: ANN };
    const [before, after] = ["p1", "p2"].map((one) => ({ ...grant, secret_id: `projects/${one}/secrets/s` }));
    const moved = saidBy(accessGrantsRule, {
      address: `${SECRET}_iam_member.one`,
      before: before ?? {},
      after: after ?? {},
      actions: ["delete", "create"],
    });
    expect(moved.map((one) => one.replace(/:.*/, "")).sort()).toEqual(["narrowed", "widened"]);
  });
});

describe("a project that is not known yet is none that is known", () => {
  const owner = { role: "roles/owner", member: ANN };
  const gets = (address: string): string =>
    `widened: "user:ann@example.com" can now do everything in project "not known yet, of ${address}"`;
  const loses = 'narrowed: "user:ann@example.com" can no longer do everything in project "p1"';

  test.each([
    ["google_project_iam_member.m", owner],
    ["google_project_iam_binding.b", { role: "roles/owner", members: [ANN] }],
  ])("%s", (address, body) => {
    const unknown = { project: true };
    const replaced = { before: { ...body, project: "p1" }, after: body, unknown, actions: ["delete", "create"] };
    expect(saidBy(accessGrantsRule, { address, ...replaced })).toEqual([loses, gets(address)]);
    expect(saidBy(accessGrantsRule, { address, after: body, unknown })).toEqual([gets(address)]);
    expect(saidBy(accessGrantsRule, inProject("roles/owner"), { address, after: body, unknown })).toEqual([
      gets(address),
    ]);
  });

  test("what says none, and is made anew, stays in the provider's", () => {
    const [type, role] = ["google_pubsub_topic_iam_member", "roles/pubsub.publisher"];
    const replaced = (project: string, computed: boolean): readonly string[] => {
      const grant = { project, role, member: ANN };
      const body = { topic: "t", member: ANN };
      return saidBy(
        accessGrantsRule,
        { address: "google_project_iam_member.all", before: grant, after: grant },
        {
          address: `${type}.t`,
          before: { ...body, project, role: "roles/pubsub.viewer" },
          after: { ...body, role },
          actions: ["delete", "create"],
          ...(computed ? { computed: ["project"] } : { unknown: { project: true } }),
        },
      );
    };
    const got = 'widened: "user:ann@example.com" can now publish to topic "t"';
    expect(replaced("acme-ml", true)).not.toContain(got);
    expect(replaced("acme-ml", false)).toContain(got);
    expect(replaced("elsewhere", true)).toContain(got);
  });
});
