import { safetyGuardsRule } from "../../../lib/plan-review/rules/safety-guards";
import type { PlannedResource } from "../plan-builder";
import { saidBy } from "./reviewed-plan";

/** What is said of a change, and of the reverse: the effects alone. */
function effects(type: string, before: object, after: object): readonly string[] {
  return [
    saidBy(safetyGuardsRule, { address: `${type}.G`, before, after }),
    saidBy(safetyGuardsRule, { address: `${type}.G`, before: after, after: before }),
  ].map((said) => said.map((one) => one.split(":", 1)[0]).join(" "));
}

const GAINS = ["narrowed", "widened"];
const LOSES = ["widened", "narrowed"];
const UNSEEN = ["unknown", "unknown"];
const SAME = ["", ""];

describe("deny policies", () => {
  const rule = (more: object = {}): object => ({
    denied_principals: ["principalSet://goog/public:all"],
    denied_permissions: ["iam.googleapis.com/roles.create"],
    ...more,
  });
  const policy = (...rules: readonly object[]): object => ({
    name: "d",
    parent: "p",
    rules: rules.map((deny_rule) => ({ deny_rule: [deny_rule] })),
  });
  const both = ["iam.googleapis.com/roles.create", "iam.googleapis.com/roles.delete"];
  const condition = { denial_condition: [{ title: "t", expression: "false" }] };
  const always = { denial_condition: [{ title: "t", expression: "true || false" }] };

  test.each<[string, object, object, readonly string[]]>([
    ["a permission more", policy(rule()), policy(rule({ denied_permissions: both })), GAINS],
    [
      "the same in another order",
      policy(rule({ denied_permissions: both })),
      policy(rule({ denied_permissions: both.toReversed() })),
      SAME,
    ],
    [
      "an exception",
      policy(rule()),
      policy(rule({ exception_principals: ["principal://goog/subject/a@example.com"] })),
      LOSES,
    ],
    ["an exempted permission", policy(rule()), policy(rule({ exception_permissions: both.slice(1) })), LOSES],
    ["a condition", policy(rule()), policy(rule(condition)), LOSES],
    ["a condition that goes", policy(rule(condition)), policy(rule()), GAINS],
    ["a condition that always holds", policy(rule()), policy(rule(always)), SAME],
    ["a condition that always held", policy(rule(always)), policy(rule()), SAME],
    [
      "another condition",
      policy(rule(condition)),
      policy(rule({ denial_condition: [{ title: "t", expression: "a" }] })),
      GAINS,
    ],
    [
      "a condition that is met by others",
      policy(rule({ denial_condition: [{ title: "t", expression: "b" }] })),
      policy(rule({ denial_condition: [{ title: "t", expression: "a" }] })),
      UNSEEN,
    ],
    [
      "another title of the condition",
      policy(rule(condition)),
      policy(rule({ denial_condition: [{ title: "u", expression: "false" }] })),
      SAME,
    ],
    ["a rule more", policy(rule()), policy(rule(), rule({ denied_permissions: both.slice(1) })), GAINS],
    [
      "a permission in the place of another",
      policy(rule()),
      policy(rule({ denied_permissions: both.slice(1) })),
      UNSEEN,
    ],
    [
      "a permission more, with an exception",
      policy(rule()),
      policy(rule({ denied_permissions: both, exception_principals: ["x"] })),
      UNSEEN,
    ],
    ["another parent", policy(rule()), { ...policy(rule()), parent: "q" }, UNSEEN],
  ])("%s", (_, before, after, expected) => {
    expect(effects("google_iam_deny_policy", before, after)).toEqual(expected);
  });
});

describe("organisation policies", () => {
  const policy = (...rules: readonly object[]): object => ({
    name: "projects/p/policies/c",
    parent: "projects/p",
    spec: [{ rules }],
  });
  const listed = (key: string, ...values: readonly string[]): object => ({ values: [{ [key]: values }] });
  const exempted = { enforce: "FALSE", condition: [{ expression: "resource.matchTag('1/env','dev')" }] };

  test.each<[string, object, object, readonly string[]]>([
    ["more is allowed", policy(listed("allowed_values", "a")), policy(listed("allowed_values", "a", "b")), LOSES],
    ["more is denied", policy(listed("denied_values", "a")), policy(listed("denied_values", "a", "b")), GAINS],
    ["another order", policy(listed("denied_values", "a", "b")), policy(listed("denied_values", "b", "a")), SAME],
    ["something else is allowed", policy(listed("allowed_values", "a")), policy(listed("allowed_values", "b")), UNSEEN],
    ["what was allowed is denied", policy(listed("allowed_values", "a")), policy(listed("denied_values", "a")), UNSEEN],
    ["what has a tag is exempted", policy({ enforce: "TRUE" }), policy(exempted, { enforce: "TRUE" }), LOSES],
    [
      "what is above counts, too",
      policy(listed("allowed_values", "a")),
      {
        name: "projects/p/policies/c",
        parent: "projects/p",
        spec: [{ inherit_from_parent: true, rules: [listed("allowed_values", "a")] }],
      },
      UNSEEN,
    ],
  ])("%s", (_, before, after, expected) => {
    expect(effects("google_org_policy_policy", before, after)).toEqual(expected);
  });

  const old = (list_policy: object): object => ({
    project: "p",
    constraint: "constraints/c",
    list_policy: [list_policy],
  });

  test.each<[string, object, object, readonly string[]]>([
    ["more is allowed", old({ allow: [{ values: ["a"] }] }), old({ allow: [{ values: ["a", "b"] }] }), LOSES],
    ["more is denied", old({ deny: [{ values: ["a"] }] }), old({ deny: [{ values: ["a", "b"] }] }), GAINS],
    ["all is allowed", old({ deny: [{ all: true }] }), old({ allow: [{ all: true }] }), LOSES],
    [
      "what is above counts, too",
      old({ deny: [{ values: ["a"] }] }),
      old({ deny: [{ values: ["a"] }], inherit_from_parent: true }),
      UNSEEN,
    ],
  ])("of the older form: %s", (_, before, after, expected) => {
    expect(effects("google_project_organization_policy", before, after)).toEqual(expected);
  });

  test("are called by what they are about", () => {
    expect(
      saidBy(safetyGuardsRule, {
        address: "google_organization_policy.P",
        before: { org_id: "1", constraint: "constraints/iam.x", boolean_policy: [{ enforced: true }] },
      }),
    ).toEqual(['widened: organisation policy "iam.x" is gone: it no longer forbids settings in all that is below it']);
  });
});

describe("sinks, and images that are not checked", () => {
  const sink = (...filters: readonly string[]): object => ({
    name: "s",
    destination: "storage.googleapis.com/b",
    exclusions: filters.map((filter, at) => ({ name: `e${at}`, filter, disabled: false })),
  });
  const images = (...patterns: readonly string[]): object => ({
    admission_whitelist_patterns: patterns.map((name_pattern) => ({ name_pattern })),
  });

  test.each<[string, string, object, object, readonly string[]]>([
    ["more is left out", "google_logging_project_sink", sink("a"), sink("a", "b"), LOSES],
    ["the same is left out", "google_logging_folder_sink", sink("a", "b"), sink("b", "a"), SAME],
    ["something else is left out", "google_logging_organization_sink", sink("a"), sink("b"), UNSEEN],
    ["other logs are looked for", "google_logging_project_sink", sink(), { ...sink(), filter: "x" }, UNSEEN],
    ["it goes to another place", "google_logging_project_sink", sink(), { ...sink(), destination: "x" }, UNSEEN],
    ["another image is not checked", "google_binary_authorization_policy", images("a"), images("a", "b/*"), LOSES],
    [
      "clusters have other rules",
      "google_binary_authorization_policy",
      images("a"),
      { ...images("a", "b"), cluster_admission_rules: [{ cluster: "c", evaluation_mode: "ALWAYS_ALLOW" }] },
      UNSEEN,
    ],
  ])("%s", (_, type, before, after, expected) => {
    expect(effects(type, before, after)).toEqual(expected);
  });
});

describe("other guards", () => {
  const boundary = (...resources: readonly string[]): object => ({
    organization: "1",
    details: [{ enforcement_version: "1", rules: [{ effect: "ALLOW", resources }] }],
  });
  const bound = (more: object = {}): object => ({
    project: "p",
    policy: "b",
    target: [{ principal_set: "s" }],
    ...more,
  });
  const constraint = (...method_types: readonly string[]): object => ({
    name: "custom.c",
    condition: "x",
    action_type: "DENY",
    resource_types: ["r"],
    method_types,
  });

  test.each<[string, string, object, object, readonly string[]]>([
    [
      "a boundary with one resource more",
      "google_iam_principal_access_boundary_policy",
      boundary("a"),
      boundary("a", "b"),
      LOSES,
    ],
    [
      "a boundary that is bound under a condition",
      "google_iam_projects_policy_binding",
      bound(),
      bound({ condition: [{ expression: "x" }] }),
      LOSES,
    ],
    [
      "a constraint for one method more",
      "google_org_policy_custom_constraint",
      constraint("CREATE"),
      constraint("CREATE", "UPDATE"),
      GAINS,
    ],
  ])("%s", (_, type, before, after, expected) => {
    expect(effects(type, before, after)).toEqual(expected);
  });

  test("one that goes to another project guards there, and here no more", () => {
    const before = bound();
    expect(effects("google_iam_projects_policy_binding", before, { ...before, project: "q" })).toEqual([
      "widened narrowed",
      "widened narrowed",
    ]);
  });

  test("tags decide, and neither guard nor open", () => {
    const tagged = { parent: "//x", tag_value: "tagValues/1" };
    const address = "google_tags_tag_binding.T";
    const end =
      "which conditional roles, policies and firewall rules hold for what it is on from now on cannot be seen";
    expect(saidBy(safetyGuardsRule, { address, after: tagged })[0]).toContain(`is new: ${end}`);
    expect(saidBy(safetyGuardsRule, { address, before: tagged })[0]).toContain(`is gone: ${end}`);
    expect(
      saidBy(safetyGuardsRule, { address, before: tagged, after: { ...tagged, tag_value: "tagValues/2" } })[0],
    ).toContain(`changes (tag_value): ${end}`);
  });
});

describe("what is logged of all services counts for each", () => {
  const TYPE = "google_project_iam_audit_config";
  const audit = (service: string, ...exempted: readonly string[]): object => ({
    project: "acme-ml",
    service,
    audit_log_config: [{ log_type: "DATA_READ", exempted_members: exempted }],
  });
  const all = (...exempted: readonly string[]): object => audit("allServices", ...exempted);
  const STORAGE = audit("storage.googleapis.com");
  const said = (...resources: readonly PlannedResource[]): readonly string[] => saidBy(safetyGuardsRule, ...resources);

  test("one service less, or in the place of all, and the reverse", () => {
    const kept = { address: `${TYPE}.All`, before: all(), after: all() };
    expect(said(kept, { address: `${TYPE}.One`, before: STORAGE })).toEqual([]);
    expect(said(kept, { address: `${TYPE}.One`, after: STORAGE })).toEqual([]);
    expect(said({ address: `${TYPE}.A`, before: all(), after: STORAGE })).toEqual([
      'widened: access to "allServices" is no longer logged ("DATA_READ")',
    ]);
    expect(said({ address: `${TYPE}.A`, before: STORAGE, after: all() })).toEqual([
      'narrowed: access to "allServices" is now logged ("DATA_READ")',
    ]);
  });

  test("whom one of both exempts is exempted", () => {
    const kept = { address: `${TYPE}.All`, before: all(), after: all() };
    const exempting = audit("storage.googleapis.com", "user:eve@example.com");
    expect(said(kept, { address: `${TYPE}.One`, after: exempting })).toEqual([
      'widened: access to "storage.googleapis.com" ("DATA_READ") by "user:eve@example.com" is no longer logged',
    ]);
  });

  test("not in another project, nor where it cannot be seen", () => {
    const elsewhere = { ...all(), project: "other" };
    const there = { address: `${TYPE}.All`, before: elsewhere, after: elsewhere };
    expect(said(there, { address: `${TYPE}.One`, before: STORAGE })).toHaveLength(1);
    const hidden = { address: `${TYPE}.All`, before: all(), after: all(), unknown: { audit_log_config: true } };
    expect(said(hidden, { address: `${TYPE}.One`, before: STORAGE }).map((one) => one.split(":")[0])).toEqual([
      "unknown",
      "unknown",
    ]);
  });
});
