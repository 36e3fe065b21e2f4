import type { Finding } from "../../../lib/plan-review";
import { orderAfterDenyRule } from "../../../lib/plan-review/rules/order-after-deny";
import { orderBeforeDenyRule } from "../../../lib/plan-review/rules/order-before-deny";
import { orderOneRulePerPackageRule } from "../../../lib/plan-review/rules/order-one-rule-per-package";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

const RULES = [orderBeforeDenyRule, orderAfterDenyRule, orderOneRulePerPackageRule];
const WHERE = { project: "acme-ml", location: "us-central1" };
const REPOSITORY = "google_artifact_registry_repository.Pypi";
const DENY = "google_artifact_registry_rule.Deny";
const ALLOW = "google_artifact_registry_rule.Allow-six";
const GRANT = "google_artifact_registry_repository_iam_member.Reader";
const VIRTUAL = "google_artifact_registry_repository.All";

const remote = { ...WHERE, repository_id: "pypi", format: "PYTHON", mode: "REMOTE_REPOSITORY" };
const deny = {
  ...WHERE,
  repository_id: "pypi",
  rule_id: "deny",
  action: "DENY",
  operation: "DOWNLOAD",
  package_id: "",
  condition: [],
};
const allow = (name: string): Record<string, unknown> => ({
  ...deny,
  rule_id: name,
  action: "ALLOW",
  package_id: name,
});
const grant = { ...WHERE, repository: "pypi", role: "roles/artifactregistry.reader", member: "user:a@example.com" };
const virtual = {
  ...WHERE,
  repository_id: "all",
  mode: "VIRTUAL_REPOSITORY",
  virtual_repository_config: [
    {
      upstream_policies: [
        { id: "pypi", repository: "projects/acme-ml/locations/us-central1/repositories/pypi", priority: 1 },
      ],
    },
  ],
};

function found(...resources: readonly PlannedResource[]): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources }));
  const { before, after, changes } = plan;
  const findings = RULES.flatMap((rule) => rule.review({ plan, changes, before, after, isDrift: false }));
  expect(new Set(findings.map(({ key }) => key)).size).toBe(findings.length);
  return findings.map(({ key, effect, address }: Finding) => `${key.split(":", 1).join("")} ${effect} ${address}`);
}

describe("nobody is let in before the DENY stands", () => {
  const created = (dependsOn: readonly string[]): readonly PlannedResource[] => [
    { address: REPOSITORY, after: remote },
    { address: DENY, after: deny, dependsOn: [REPOSITORY] },
    { address: ALLOW, after: allow("six"), dependsOn },
    { address: GRANT, after: grant, dependsOn },
    { address: VIRTUAL, after: virtual, dependsOn },
  ];

  test("who depends on the DENY comes after it", () => {
    expect(found(...created([DENY]))).toEqual([]);
  });

  test("who does not can come before", () => {
    expect(found(...created([REPOSITORY]))).toEqual([
      `order-before-deny widened ${ALLOW}`,
      `order-before-deny widened ${GRANT}`,
      `order-before-deny widened ${VIRTUAL}`,
    ]);
  });

  test("also when a DENY for a package, or for some versions, becomes that of the repository", () => {
    const [, , , reader] = created([]);
    for (const earlier of [{ package_id: "six" }, { condition: [{ expression: 'pkg.version.id == "1"' }] }]) {
      const changes = [
        { address: REPOSITORY, before: remote, after: remote },
        { address: DENY, before: { ...deny, ...earlier }, after: deny },
        reader,
      ].filter((one) => one !== undefined);
      expect(found(...changes)).toEqual([`order-before-deny widened ${GRANT}`]);
    }
    expect(
      found(
        { address: DENY, before: deny, after: { ...deny, deletion_policy: "DELETE" } },
        ...(reader === undefined ? [] : [reader]),
      ),
    ).toEqual([]);
  });

  test("through something else is enough", () => {
    const between = { address: "terraform_data.Gate", after: { input: "x" }, dependsOn: [DENY] };
    expect(found(...created(["terraform_data.Gate"]), between)).toEqual([]);
  });

  test("also when all are replaced, and when a rule becomes the DENY", () => {
    const replaced = created([REPOSITORY]).map((one) => ({
      ...one,
      before: one.after ?? {},
      actions: ["delete", "create"],
      stateDependsOn: [DENY],
    }));
    expect(found(...replaced).filter((one) => one.startsWith("order-before-deny"))).toHaveLength(3);
    const [, , , reader] = created([]);
    expect(
      found(
        { address: REPOSITORY, before: remote, after: remote },
        { address: DENY, before: { ...deny, action: "ALLOW" }, after: deny },
        ...(reader === undefined ? [] : [reader]),
      ),
    ).toEqual([`order-before-deny widened ${GRANT}`]);
  });

  test("a virtual repository that stays lets everybody through while a DENY behind it is made anew", () => {
    const replaced = { actions: ["delete", "create"], dependsOn: [DENY] };
    const again = [
      { address: REPOSITORY, before: remote, after: remote, ...replaced },
      { address: DENY, before: deny, after: deny, ...replaced },
    ];
    expect(found(...again, { address: VIRTUAL, before: virtual, after: virtual, dependsOn: [DENY] })).toEqual([
      `order-before-deny widened ${VIRTUAL}`,
    ]);
    expect(
      found(...again, {
        address: VIRTUAL,
        before: virtual,
        after: { ...virtual, description: "new" },
        dependsOn: [DENY],
      }),
    ).toEqual([`order-before-deny widened ${VIRTUAL}`]);
    expect(found(...again, { address: VIRTUAL, before: virtual, after: virtual, ...replaced })).toEqual([]);
    expect(found({ address: DENY, after: deny }, { address: VIRTUAL, before: virtual, after: virtual })).toEqual([]);
  });

  test("a DENY that stands already waits for nobody", () => {
    const standing = created([]).map((one, at) => (at < 2 ? { ...one, before: one.after ?? {} } : one));
    expect(found(...standing)).toEqual([]);
  });

  test("those of another repository have nothing to do with it", () => {
    const other = { repository_id: "other" };
    expect(
      found(
        { address: DENY, after: deny },
        { address: ALLOW, after: { ...allow("six"), ...other } },
        { address: GRANT, after: { ...grant, repository: "other" } },
      ),
    ).toEqual([]);
  });

  test("a grant whose repository is not known may be on this one", () => {
    const { repository: _, ...rest } = grant;
    expect(
      found({ address: DENY, after: deny }, { address: GRANT, after: rest, unknown: { repository: true } }),
    ).toEqual([`order-before-deny widened ${GRANT}`]);
  });
});

describe("the DENY goes last", () => {
  const destroyed = (stateDependsOn: readonly string[]): readonly PlannedResource[] => [
    { address: DENY, before: deny },
    { address: ALLOW, before: allow("six"), stateDependsOn },
    { address: GRANT, before: grant, stateDependsOn },
  ];

  test("when the state says so", () => {
    expect(found(...destroyed([DENY]))).toEqual([]);
  });

  test("else everything can be downloaded in between", () => {
    expect(found(...destroyed([REPOSITORY]))).toEqual([
      `order-after-deny widened ${ALLOW}`,
      `order-after-deny changed ${GRANT}`,
    ]);
  });
});

describe("the service takes one rule for each package", () => {
  const OTHER = "google_artifact_registry_rule.Allow-idna";
  const stands = { address: DENY, before: deny, after: deny };
  const finding = (address: string): string => `order-one-rule-per-package changed ${address}`;

  test.each([
    [
      "two rules that exchange packages",
      [
        { address: ALLOW, before: allow("six"), after: { ...allow("six"), package_id: "idna" } },
        { address: OTHER, before: allow("idna"), after: { ...allow("idna"), package_id: "six" } },
      ],
      [ALLOW, OTHER],
    ],
    [
      "a rule that takes over from one that goes",
      [
        { address: ALLOW, before: allow("six"), stateDependsOn: [DENY] },
        { address: OTHER, after: { ...allow("idna"), package_id: "Six" } },
      ],
      [OTHER],
    ],
    [
      "a second rule for a package",
      [
        { address: ALLOW, before: allow("six"), after: allow("six") },
        { address: OTHER, after: { ...allow("idna"), package_id: "six" } },
      ],
      [OTHER],
    ],
    [
      "a rule that is created before the one that it replaces is gone",
      [
        {
          address: ALLOW,
          before: allow("six"),
          after: { ...allow("six"), rule_id: "new" },
          actions: ["create", "delete"],
          stateDependsOn: [DENY],
        },
      ],
      [ALLOW],
    ],
    ["a second DENY", [{ address: OTHER, after: { ...deny, rule_id: "second" } }], [OTHER]],
  ])("%s", (_, resources, addresses) => {
    expect(found(stands, ...resources).filter((one) => one.startsWith("order-one"))).toEqual(addresses.map(finding));
  });

  test.each([
    ["a new package", [{ address: ALLOW, after: allow("six"), dependsOn: [DENY] }]],
    [
      "a rule that is replaced in its place",
      [
        {
          address: ALLOW,
          before: allow("six"),
          after: { ...allow("six"), rule_id: "new" },
          actions: ["delete", "create"],
          stateDependsOn: [DENY],
        },
      ],
    ],
    ["a rule that only moves", [{ address: OTHER, before: allow("six"), after: allow("six"), previousAddress: ALLOW }]],
    [
      "the same package in another repository",
      [
        { address: ALLOW, before: allow("six"), after: allow("six") },
        { address: OTHER, after: { ...allow("six"), repository_id: "other" } },
      ],
    ],
    [
      "other versions of its own package",
      [
        {
          address: ALLOW,
          before: allow("six"),
          after: { ...allow("six"), condition: [{ expression: 'pkg.version.id == "1"' }] },
        },
      ],
    ],
  ])("%s is no second one", (_, resources) => {
    expect(found(stands, ...resources)).toEqual([]);
  });
});
