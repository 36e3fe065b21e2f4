import { reviewPlans } from "../../../lib/plan-review/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** What the review says of a change, as `effect: summary`. */
function said(...resources: readonly PlannedResource[]): readonly string[] {
  const { plans } = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf({ resources })) }]);
  return (plans[0]?.findings ?? []).map(({ effect, summary }) => `${effect}: ${summary.toString()}`);
}

const made = (address: string, after: object, unknown: object = {}): PlannedResource => ({ address, after, unknown });
const gone = (address: string, before: object): PlannedResource => ({ address, before });
const turned = (address: string, before: object, after: object): PlannedResource => ({ address, before, after });

describe("a membership of a group", () => {
  const membership = (roles: object): object => ({
    group: "groups/abc",
    preferred_member_key: [{ id: "ann@example.com" }],
    roles: [{ name: "MEMBER", ...roles }],
  });
  const until = (time: string): object => membership({ expiry_detail: [{ expire_time: time }] });
  const address = "google_cloud_identity_group_membership.M";

  test("that no longer ends", () => {
    expect(said(turned(address, until("2026-12-01T00:00:00Z"), membership({})))).toEqual([
      'widened: "ann@example.com" can now always be "MEMBER" of group "abc", with all roles that has, ' +
        'until now when "request.time < timestamp(\\"2026-12-01T00:00:00Z\\")"',
    ]);
  });

  test("that ends at another time, or begins to end", () => {
    const [later = ""] = said(turned(address, until("2026-12-01T00:00:00Z"), until("2036-12-01T00:00:00Z")));
    expect(later).toMatch(/^widened: "ann@example.com" can now be .* under a wider condition: when .*2036.*2026/);
    expect(said(turned(address, membership({}), until("2026-12-01T00:00:00Z")))[0]).toMatch(/^narrowed: /);
  });

  test("that ends at a time that cannot be seen", () => {
    const after = membership({ expiry_detail: [{}] });
    const unknown = { roles: [{ expiry_detail: [{ expire_time: true }] }] };
    expect(said({ address, before: until("2026-12-01T00:00:00Z"), after, unknown })[0]).toMatch(/^unknown: /);
  });
});

describe("access to a dataset", () => {
  const address = "google_bigquery_dataset.D";
  const dataset = (...access: readonly object[]): object => ({ project: "acme-ml", dataset_id: "d", access });
  const ann = { role: "READER", user_by_email: "ann@example.com" };

  test("that loses its condition", () => {
    const before = dataset({ ...ann, condition: [{ expression: "false" }] });
    expect(said(turned(address, before, dataset(ann)))).toEqual([
      expect.stringMatching(/^widened: "ann@example.com" can now always read dataset "d", until now when "false"$/),
    ]);
  });

  test.each<[object, string]>([
    [{ view: [{ project_id: "p", dataset_id: "e", table_id: "v" }] }, "view p.e.v"],
    [{ routine: [{ project_id: "p", dataset_id: "e", routine_id: "r" }] }, "routine p.e.r"],
    [
      { dataset: [{ dataset: [{ project_id: "p", dataset_id: "e" }], target_types: ["VIEWS"] }] },
      "every view of dataset p.e",
    ],
  ])("by %j", (entry, who) => {
    expect(said(turned(address, dataset(ann), dataset(ann, entry)))).toEqual([
      `widened: "${who}" can now read dataset "d"`,
    ]);
  });
});

describe("an entitlement", () => {
  const address = "google_privileged_access_manager_entitlement.E";
  const step = (needed: number): object => ({
    approvals_needed: needed,
    approvers: [{ principals: ["group:leads@example.com"] }],
  });
  const approvedBy = (...steps: readonly object[]): object => ({
    approval_workflow: [{ manual_approvals: [{ steps }] }],
  });
  const entitlement = (rest: object = {}, role = "roles/owner"): object => ({
    parent: "projects/acme-ml",
    location: "global",
    entitlement_id: "break-glass",
    max_request_duration: "3600s",
    eligible_users: [{ principals: ["user:Ann@example.com"] }],
    privileged_access: [
      {
        gcp_iam_access: [
          {
            resource_type: "cloudresourcemanager.googleapis.com/Project",
            resource: "//cloudresourcemanager.googleapis.com/projects/acme-ml",
            role_bindings: [{ role }],
          },
        ],
      },
    ],
    ...rest,
  });

  test("lets people have roles on request", () => {
    expect(said(made(address, entitlement()))).toEqual([
      'widened: "user:ann@example.com" can now do everything in project "acme-ml", ' +
        'when "on request for at most 3600s, without anybody\'s approval"',
    ]);
    expect(said(made(address, entitlement(approvedBy(step(2)))))[0]).toContain(
      "on request for at most 3600s, approved by 2 of group:leads@example.com",
    );
  });

  test("that needs fewer approvals, lasts longer, or is for more people", () => {
    const before = entitlement(approvedBy(step(2)));
    for (const after of [
      entitlement(approvedBy(step(1))),
      entitlement(),
      entitlement({ ...approvedBy(step(2)), max_request_duration: "86400s" }),
    ])
      expect(said(turned(address, before, after))).toEqual([
        expect.stringMatching(
          /^widened: "user:ann@example.com" can now do everything in project "acme-ml" under a wider condition: when/,
        ),
      ]);
    const other = entitlement({ ...approvedBy(step(1)), max_request_duration: "1800s" });
    expect(said(turned(address, before, other))).toEqual([expect.stringMatching(/^unknown: the condition/)]);
    const stricter = entitlement({ ...approvedBy(step(2), step(1)), max_request_duration: "1800s" });
    expect(said(turned(address, before, stricter))).toEqual([expect.stringMatching(/^narrowed: .* only when "on/)]);
    const eve = entitlement({
      ...approvedBy(step(2)),
      eligible_users: [{ principals: ["user:ann@example.com", "user:eve@example.com"] }],
    });
    expect(said(turned(address, before, eve))).toEqual([
      expect.stringMatching(/^widened: "user:eve@example.com" can now/),
    ]);
    expect(said(gone(address, before))).toEqual([expect.stringMatching(/^narrowed: /)]);
  });

  test("for which nobody has to say why any more", () => {
    const asked = (requester: string, approver?: boolean): object => {
      const manual = {
        ...(approver === undefined ? {} : { require_approver_justification: approver }),
        steps: [step(2)],
      };
      return entitlement({
        requester_justification_config: [{ [requester]: [{}] }],
        approval_workflow: [{ manual_approvals: [manual] }],
      });
    };
    const strict = asked("unstructured", true);
    const [asks, approves] = ["who asks for the roles need not say why", "who approves a request need not say why"];
    expect(said(turned(address, strict, asked("not_mandatory", true)))).toEqual([
      `widened: entitlement "break-glass": ${asks}`,
    ]);
    expect(said(turned(address, strict, asked("unstructured", false)))).toEqual([
      `widened: entitlement "break-glass": ${approves} ("false")`,
    ]);
    expect(said(turned(address, strict, asked("unstructured")))).toEqual([
      `widened: entitlement "break-glass": ${approves}`,
    ]);
    expect(said(turned(address, asked("not_mandatory"), strict)).map((one) => one.replace(/:.*/, ""))).toEqual([
      "narrowed",
      "narrowed",
    ]);
    expect(said(turned(address, asked("not_mandatory", false), asked("not_mandatory")))).toEqual([]);
  });

  test("of which something cannot be seen", () => {
    const [principals = ""] = said(
      made(address, entitlement({ eligible_users: [{}] }), { eligible_users: [{ principals: true }] }),
    );
    expect(principals).toMatch(/^unknown: who can now do everything in project "acme-ml" cannot be seen/);
    const hidden = said(made(address, entitlement(), { approval_workflow: true }));
    expect(hidden[0]).toContain("under a condition that cannot be seen");
  });
});

describe("a custom role", () => {
  const role = (permissions: readonly string[], rest: object = {}): object => ({
    project: "acme-ml",
    role_id: "puller",
    permissions,
    ...rest,
  });

  test("at another address gets permissions", () => {
    expect(
      said(
        gone("google_project_iam_custom_role.Old", role(["a.b.get"])),
        made("google_project_iam_custom_role.New", role(["a.b.get", "a.b.setIamPolicy"])),
      ),
    ).toEqual(['widened: everybody who has custom role "puller" gets permission "a.b.setIamPolicy"']);
  });

  test("at another address and the same is no change", () => {
    expect(
      said(
        gone("google_project_iam_custom_role.Old", role(["a.b.get"])),
        made("google_project_iam_custom_role.New", role(["a.b.get"])),
      ),
    ).toEqual([]);
  });

  test("of the same id in another project is another one", () => {
    expect(
      said(
        gone("google_project_iam_custom_role.Old", role(["a.b.get"])),
        made("google_project_iam_custom_role.New", role(["a.b.get", "a.b.set"], { project: "other" })),
      ),
    ).toEqual(['narrowed: custom role "puller" is deleted, for all who have it']);
  });

  test("that is new, and that somebody has already", () => {
    const grant = { project: "acme-ml", role: "projects/acme-ml/roles/puller", member: "user:ann@example.com" };
    const standing = turned("google_project_iam_member.M", grant, grant);
    const address = "google_project_iam_custom_role.R";
    expect(said(standing, made(address, role(["a.b.setIamPolicy"])))).toEqual([
      'widened: custom role "puller" is new, and somebody has it already: they get permission "a.b.setIamPolicy"',
    ]);
    expect(said(made(address, role(["a.b.setIamPolicy"])))).toEqual([]);
  });
});

describe("an API key", () => {
  const address = "google_apikeys_key.K";
  const key = (restrictions?: object, rest: object = {}): object => ({
    project: "acme-ml",
    name: "maps",
    ...(restrictions === undefined ? {} : { restrictions: [restrictions] }),
    ...rest,
  });
  const apis = (...services: readonly string[]): object => ({ api_targets: services.map((service) => ({ service })) });
  const ips = (...allowed: readonly string[]): object => ({ server_key_restrictions: [{ allowed_ips: allowed }] });

  test("that is made says what limits it", () => {
    expect(said(made(address, key()))).toEqual([
      'widened: the API key "maps" is made, for whoever reads it: ' +
        "it calls every API that is switched on, from anywhere",
    ]);
    expect(said(made(address, key({ ...apis("maps.example"), ...ips("203.0.113.7") })))).toEqual([
      'widened: the API key "maps" is made, for whoever reads it: it calls "maps.example", from "203.0.113.7"',
    ]);
    expect(said(made(address, key(undefined, { service_account_email: "ci@p.iam.gserviceaccount.com" })))[0]).toContain(
      'and acts as "ci@p.iam.gserviceaccount.com", with all roles that has',
    );
  });

  test.each<[string, object, object, string]>([
    ["loses its limit", key(apis("a.example")), key(), "widened: more APIs that can be called with the API key"],
    ["gets a service", key(apis("a.example")), key(apis("a.example", "b.example")), "widened: more APIs"],
    ["gets a limit", key(), key(apis("a.example")), "narrowed: fewer APIs"],
    ["loses a service", key(apis("a.example", "b.example")), key(apis("a.example")), "narrowed: fewer APIs"],
    ["gets another service", key(apis("a.example")), key(apis("b.example")), "unknown: other APIs"],
    [
      "gets all methods of a service",
      key({ api_targets: [{ service: "a.example", methods: ["get"] }] }),
      key(apis("a.example")),
      "unknown: other APIs",
    ],
    ["is used from anywhere", key(ips("203.0.113.7")), key(), "widened: more addresses that can use the API key"],
    [
      "is used from other apps",
      key({ android_key_restrictions: [{ allowed_applications: [{ package_name: "a", sha1_fingerprint: "1" }] }] }),
      key({ android_key_restrictions: [{ allowed_applications: [{ package_name: "a", sha1_fingerprint: "2" }] }] }),
      "unknown: other Android apps that can use the API key",
    ],
    [
      "acts as an account",
      key(),
      key(undefined, { service_account_email: "ci@p.iam.gserviceaccount.com" }),
      'widened: the API key "maps" now, and acts as',
    ],
  ])("that %s", (_, before, after, expected) => {
    const found = said(turned(address, before, after));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});

test("a key for Cloud Storage that is switched on and off", () => {
  const address = "google_storage_hmac_key.K";
  const key = (state?: string): object => ({
    project: "acme-ml",
    service_account_email: "ci@p.iam.gserviceaccount.com",
    ...(state === undefined ? {} : { state }),
  });
  const what = 'a key for Cloud Storage of service account "ci@p.iam.gserviceaccount.com"';
  expect(said(turned(address, key("INACTIVE"), key("ACTIVE")))).toEqual([
    `widened: ${what} is switched on: whoever holds it is that account, from anywhere`,
  ]);
  // Without a state the provider switches it on.
  expect(said(turned(address, key("INACTIVE"), key()))[0]).toMatch(/^widened: /);
  expect(said(turned(address, key("ACTIVE"), key("INACTIVE")))).toEqual([`narrowed: ${what} is switched off`]);
  expect(said({ address, before: key("INACTIVE"), after: key(), unknown: { state: true } })[0]).toMatch(/^unknown: /);
});

describe("a workforce pool", () => {
  const address = "google_iam_workforce_pool.P";
  const pool = (restrictions?: object): object => ({
    parent: "organizations/1",
    location: "global",
    workforce_pool_id: "partners",
    ...(restrictions === undefined ? {} : { access_restrictions: [restrictions] }),
  });
  const only = (...domains: readonly string[]): object => ({ allowed_services: domains.map((domain) => ({ domain })) });

  test.each<[string, object, object, string]>([
    ["loses its restrictions", pool(only("backstory.example")), pool(), "widened"],
    ["gets another service", pool(only("a.example")), pool(only("a.example", "b.example")), "widened"],
    ["loses a service", pool(only("a.example", "b.example")), pool(only("a.example")), "narrowed"],
    ["gets restrictions", pool(), pool(only("a.example")), "narrowed"],
    [
      "lets programs sign in",
      pool({ ...only("a.example"), disable_programmatic_signin: true }),
      pool(only("a.example")),
      "widened",
    ],
    [
      "keeps programs out",
      pool(only("a.example")),
      pool({ ...only("a.example"), disable_programmatic_signin: true }),
      "narrowed",
    ],
  ])("that %s", (_, before, after, effect) => {
    expect(said(turned(address, before, after))).toEqual([
      expect.stringMatching(new RegExp(`^${effect}: people of identity pool`)),
    ]);
  });
});

describe("what stands above projects", () => {
  const policy = (rules: object): object => ({
    name: "projects/p/policies/c",
    parent: "projects/p",
    spec: [{ rules: [rules] }],
  });

  test("an organisation policy that denied all, and allows all", () => {
    const address = "google_org_policy_policy.P";
    const [denied, allowed] = [policy({ deny_all: "TRUE" }), policy({ allow_all: "TRUE" })];
    expect(said(turned(address, denied, allowed))).toEqual([
      'widened: organisation policy "c" lets through now: it no longer forbids settings in all that is below it',
    ]);
    expect(said(turned(address, allowed, denied))).toEqual([
      'narrowed: organisation policy "c" no longer lets through: it forbids settings in all that is below it',
    ]);
    expect(said(turned(address, policy({ values: [{ allowed_values: ["a"] }] }), allowed))[0]).toMatch(/^widened: /);
  });

  test("an organisation-wide policy", () => {
    const old = (enforced: boolean): object => ({ org_id: "1", constraint: "c", boolean_policy: [{ enforced }] });
    expect(said(turned("google_organization_policy.P", old(true), old(false)))[0]).toMatch(/^widened: /);
    expect(said(gone("google_organization_policy.P", old(true)))[0]).toMatch(/^widened: /);
  });

  test("a lien", () => {
    const lien = { parent: "projects/1", restrictions: ["resourcemanager.projects.delete"], origin: "x", reason: "y" };
    expect(said(gone("google_resource_manager_lien.L", lien))[0]).toMatch(/^widened: .*lien/);
    expect(said(made("google_resource_manager_lien.L", lien))[0]).toMatch(/^narrowed: /);
  });

  test("a project that moves", () => {
    const project = (folder: string): object => ({ project_id: "acme-ml", name: "acme-ml", folder_id: folder });
    expect(said(turned("google_project.P", project("1"), project("2")))).toEqual([
      expect.stringMatching(/^unknown: .*whose roles and policies from above hold in it/),
    ]);
  });
});
