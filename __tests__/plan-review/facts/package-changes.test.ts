import fc from "fast-check";
import { reviewPlans, type PackageChange, type Verdict } from "../../../lib/plan-review";
import { DownloadRule, type Outcome } from "../../../lib/policy";
import { RepositoryPolicy } from "../../../lib/policy/repository-policy";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, type PlanParts, planOf } from "../plan-builder";

const WHERE = { project: "acme-ml", location: "us-central1" };
const REPOSITORY = "google_artifact_registry_repository.Pypi";
const DENY = "google_artifact_registry_rule.Deny";
const RESOURCE_ID = "projects/acme-ml/locations/us-central1/repositories/";

const remote = {
  ...WHERE,
  repository_id: "pypi",
  format: "PYTHON",
  mode: "REMOTE_REPOSITORY",
  remote_repository_config: [{ python_repository: [{ public_repository: "PYPI" }] }],
};
const kept = { ...remote, deletion_policy: "PREVENT" };
const ofOwn = {
  ...remote,
  remote_repository_config: [
    { common_repository: [{ uri: "projects/acme-ml/locations/us-central1/repositories/own" }] },
  ],
};
const standard = { ...WHERE, repository_id: "pypi", format: "PYTHON", mode: "STANDARD_REPOSITORY" };
const deny = {
  ...WHERE,
  repository_id: "pypi",
  rule_id: "pypi-deny-all",
  action: "DENY",
  operation: "DOWNLOAD",
  package_id: "",
  condition: [],
};
const allow = (name: string, ...versions: readonly string[]): Record<string, unknown> => ({
  ...deny,
  rule_id: `pypi-${name}`,
  action: "ALLOW",
  package_id: name,
  condition:
    versions.length === 0 ? [] : [{ expression: versions.map((one) => `pkg.version.id == "${one}"`).join(" || ") }],
});
const address = (name: string): string => `google_artifact_registry_rule.Allow-${name}`;
const stays = (at: string, values: object, rest: Partial<PlannedResource> = {}): PlannedResource => ({
  address: at,
  before: values,
  after: values,
  ...rest,
});
const replaced = { actions: ["delete", "create"] } as const;

/** A repository that denies all but flask 3.0.2, before the change. */
function plan(resources: readonly PlannedResource[], parts: Partial<PlanParts> = {}): TerraformPlan {
  const base = [
    stays(REPOSITORY, remote),
    stays(DENY, deny),
    stays(address("flask"), allow("flask", "3.0.2"), { dependsOn: [DENY] }),
  ];
  const kept = base.filter(({ address: one }) =>
    resources.every((other) => other.address !== one && other.previousAddress !== one),
  );
  return TerraformPlan.read(planOf({ resources: [...kept, ...resources], ...parts }));
}

function review(...plans: readonly TerraformPlan[]): {
  verdict: Verdict;
  rows: readonly string[];
  packages: readonly PackageChange[];
} {
  const { verdict, plans: reviews } = reviewPlans(plans.map((one, at) => ({ name: `plan ${at}`, plan: one })));
  const packages = reviews.flatMap((one) => one.packages);
  const text = (downloads: PackageChange["before"]): string =>
    typeof downloads === "string" ? downloads : downloads.join(" ");
  return {
    verdict,
    packages,
    rows: packages.map(
      ({ name, before, after, effect }) => `${name ?? "*"}: ${text(before)} -> ${text(after)} ${effect}`,
    ),
  };
}

const OPENED = "*: denied -> any opened";

describe("opened", () => {
  const reasonOf = (resources: readonly PlannedResource[]): readonly string[] => {
    const { verdict, packages, rows } = review(plan(resources));
    expect(verdict).toBe("opened");
    expect(rows[0]).toMatch(/^\*: .* opened$/);
    return [String(packages[0]?.reason ?? ""), packages[0]?.address ?? ""];
  };

  test.each([
    ["the DENY is removed", [{ address: DENY, before: deny }], "is removed while the repository stays", DENY],
    [
      "it becomes an ALLOW",
      [{ address: DENY, before: deny, after: { ...deny, action: "ALLOW" } }],
      "becomes an ALLOW",
      DENY,
    ],
    [
      "it becomes conditional",
      [{ address: DENY, before: deny, after: { ...deny, condition: [{ expression: 'pkg.version.id == "1.0"' }] } }],
      "becomes conditional",
      DENY,
    ],
    [
      "its condition is not understood",
      [{ address: DENY, before: deny, after: { ...deny, condition: [{ expression: "pkg.version.id < '2'" }] } }],
      "becomes conditional",
      DENY,
    ],
    [
      "it is given a package",
      [{ address: DENY, before: deny, after: { ...deny, package_id: "six" } }],
      "is no longer for the whole repository",
      DENY,
    ],
    [
      "its package is unknown",
      [{ address: DENY, before: deny, after: { ...deny, package_id: undefined }, unknown: { package_id: true } }],
      "is no longer for the whole repository",
      DENY,
    ],
    [
      "its action is unknown",
      [{ address: DENY, before: deny, after: { ...deny, action: undefined }, unknown: { action: true } }],
      "the action of",
      DENY,
    ],
    [
      "it moves to another repository",
      [{ address: DENY, before: deny, after: { ...deny, repository_id: "other" }, ...replaced }],
      "moves to another repository",
      DENY,
    ],
    [
      "it is replaced while the repository stands",
      [{ address: DENY, before: deny, after: { ...deny, rule_id: "new" }, ...replaced }],
      "is deleted and made anew",
      DENY,
    ],
    [
      "another one takes its place",
      [
        { address: DENY, before: deny },
        { address: "google_artifact_registry_rule.Other", after: { ...deny, rule_id: "new" } },
      ],
      "is deleted and made anew",
      DENY,
    ],
    [
      "the repository is replaced and the DENY is not",
      [stays(REPOSITORY, remote, replaced)],
      "goes with it: Terraform shows that as it was",
      DENY,
    ],
    [
      "the repository gets another address, and is replaced",
      [stays("google_artifact_registry_repository.Other", remote, { ...replaced, previousAddress: REPOSITORY })],
      "goes with it: Terraform shows that as it was",
      DENY,
    ],
    [
      "the DENY gets another address, and is replaced",
      [stays("google_artifact_registry_rule.Other", deny, { ...replaced, previousAddress: DENY })],
      "is deleted and made anew",
      "google_artifact_registry_rule.Other",
    ],
    [
      "what an earlier replacement left behind is the DENY itself",
      [stays(DENY, deny), { address: DENY, before: deny, deposed: "1a2b3c4d" }],
      "is removed while the repository stays",
      `${DENY} (deposed object 1a2b3c4d)`,
    ],
    [
      "the DENY goes at one of two addresses",
      [stays(DENY, deny), { address: "google_artifact_registry_rule.Twice", before: deny }],
      "is removed while the repository stays",
      "google_artifact_registry_rule.Twice",
    ],
    [
      "what may have been the DENY is removed",
      [
        { address: DENY, before: deny, sensitive: { package_id: true } },
        { address: address("flask"), before: allow("flask") },
      ],
      "",
      DENY,
    ],
    [
      "its repository is not known any more",
      [
        {
          address: DENY,
          before: deny,
          after: { ...deny, repository_id: undefined },
          unknown: { repository_id: true },
          ...replaced,
        },
      ],
      "cannot be seen before the apply",
      DENY,
    ],
    [
      "its action is another secret",
      [{ address: DENY, before: deny, after: { ...deny, action: "ALLOW" }, sensitive: { action: true } }],
      "not known to be ALLOW or DENY",
      DENY,
    ],
    [
      "the rules go, and the repository is left where it is",
      [
        { address: REPOSITORY, before: { ...remote, deletion_policy: "ABANDON" } },
        { address: DENY, before: deny },
      ],
      "is removed while the repository stays",
      DENY,
    ],
    [
      "a repository that cannot be deleted loses its DENY",
      [
        { address: REPOSITORY, before: kept },
        { address: DENY, before: deny, stateDependsOn: [REPOSITORY] },
      ],
      "cannot be deleted",
      DENY,
    ],
    [
      "a repository that cannot be replaced loses its DENY",
      [stays(REPOSITORY, kept, replaced), stays(DENY, deny, replaced)],
      "cannot be deleted",
      DENY,
    ],
    [
      "the DENY may be made anew before the old repository is deleted",
      [stays(REPOSITORY, remote, replaced), stays(DENY, deny, replaced)],
      "does not depend on it as far as the plan shows",
      DENY,
    ],
    [
      "a standard repository becomes a remote one",
      [
        { address: REPOSITORY, before: standard, after: remote, ...replaced },
        { address: DENY, before: deny },
      ],
      "without a rule that denies",
      REPOSITORY,
    ],
    [
      "a repository of another format becomes one for Python",
      [
        { address: REPOSITORY, before: { ...remote, format: "DOCKER" }, after: remote, ...replaced },
        { address: DENY, before: deny },
      ],
      "without a rule that denies",
      REPOSITORY,
    ],
    [
      "a repository that took from one's own takes from strangers",
      [
        { address: REPOSITORY, before: ofOwn, after: remote, ...replaced },
        { address: DENY, before: deny },
      ],
      "without a rule that denies",
      REPOSITORY,
    ],
  ])("%s", (_, resources, reason, at) => {
    const [found = "", where] = reasonOf(resources);
    expect(found).toContain(reason);
    expect(where).toBe(at);
  });

  test("a remote repository is created without a DENY", () => {
    const other = "google_artifact_registry_repository.Other";
    const { verdict, rows, packages } = review(
      plan([{ address: other, after: { ...remote, repository_id: "other" } }]),
    );
    expect([verdict, rows, packages[0]?.address]).toEqual(["opened", [OPENED], other]);
  });

  test("the provider takes a format in any case", () => {
    const { verdict, rows } = review(
      plan([
        {
          address: "google_artifact_registry_repository.Other",
          after: { ...remote, repository_id: "other", format: "python" },
        },
      ]),
    );
    expect([verdict, rows]).toEqual(["opened", [OPENED]]);
  });

  test("a repository is followed by its name when its address passes to another one", () => {
    const at = (index: number): string => `google_artifact_registry_repository.Each[${index}]`;
    const [lab, prod] = [
      { ...remote, repository_id: "lab" },
      { ...remote, repository_id: "prod" },
    ];
    const locked = { ...deny, repository_id: "prod" };
    const shifted = [
      { address: at(0), before: lab, after: prod, ...replaced },
      { address: at(1), before: prod },
      { address: "google_artifact_registry_rule.Prod", before: locked },
    ];
    const { verdict, packages } = review(plan(shifted));
    expect([verdict, packages.map(({ repository, effect }) => `${repository} ${effect}`)]).toEqual([
      "opened",
      ["prod opened", "lab narrowed"],
    ]);
    expect(String(packages[0]?.reason)).toContain("is removed while the repository stays");
  });

  test("packages with a pin of their own gain versions too", () => {
    expect(review(plan([{ address: DENY, before: deny }])).rows).toEqual([OPENED, "flask: 3.0.2 -> any widened"]);
  });

  test("what the same plan narrows is said too", () => {
    const denied = {
      address: address("flask"),
      before: allow("flask", "3.0.2"),
      after: { ...allow("flask"), action: "DENY" },
    };
    expect(review(plan([{ address: DENY, before: deny }, denied]))).toMatchObject({
      verdict: "opened",
      rows: [OPENED, "flask: 3.0.2 -> denied narrowed"],
    });
  });
});

describe("widened and narrowed", () => {
  test.each([
    [
      "a new package",
      [{ address: address("six"), after: allow("six", "1.0") }],
      "widened",
      "six: denied -> 1.0 widened",
    ],
    [
      "a new version",
      [{ address: address("flask"), before: allow("flask", "3.0.2"), after: allow("flask", "3.0.2", "3.0.3") }],
      "widened",
      "flask: 3.0.2 -> 3.0.2 3.0.3 widened",
    ],
    [
      "another version",
      [{ address: address("flask"), before: allow("flask", "3.0.2"), after: allow("flask", "3.0.3") }],
      "widened",
      "flask: 3.0.2 -> 3.0.3 widened",
    ],
    [
      "any version",
      [{ address: address("flask"), before: allow("flask", "3.0.2"), after: allow("flask") }],
      "widened",
      "flask: 3.0.2 -> any widened",
    ],
    [
      "a condition that is not understood",
      [
        {
          address: address("flask"),
          before: allow("flask", "3.0.2"),
          after: { ...allow("flask"), condition: [{ expression: "true" }] },
        },
      ],
      "widened",
      "flask: 3.0.2 -> unknown unknown",
    ],
    [
      "a condition that is not known",
      [
        {
          address: address("flask"),
          before: allow("flask", "3.0.2"),
          after: { ...allow("flask"), condition: [] },
          unknown: { condition: [{ expression: true }] },
        },
      ],
      "widened",
      "flask: 3.0.2 -> unknown unknown",
    ],
    [
      "a package that is not known",
      [{ address: address("late"), after: { ...allow("x"), package_id: undefined }, unknown: { package_id: true } }],
      "widened",
      "*: denied -> unknown unknown",
    ],
    [
      "a version less",
      [{ address: address("flask"), before: allow("flask", "3.0.2", "3.0.3"), after: allow("flask", "3.0.3") }],
      "narrowed",
      "flask: 3.0.2 3.0.3 -> 3.0.3 narrowed",
    ],
    [
      "a package less",
      [{ address: address("flask"), before: allow("flask", "3.0.2") }],
      "narrowed",
      "flask: 3.0.2 -> denied narrowed",
    ],
    [
      "a pin",
      [{ address: address("six"), before: allow("six"), after: allow("six", "1.0") }],
      "narrowed",
      "six: any -> 1.0 narrowed",
    ],
  ])("%s", (_, resources, verdict, row) => {
    expect(review(plan(resources))).toMatchObject({ verdict, rows: [row] });
  });

  test("one text that is not understood in the place of another may be wider", () => {
    const odd = (text: string): object => ({ ...allow("flask"), condition: [{ expression: text }] });
    expect(review(plan([{ address: address("flask"), before: odd("a"), after: odd("b") }]))).toMatchObject({
      verdict: "widened",
      rows: ["flask: unknown -> unknown unknown"],
    });
    expect(review(plan([stays(address("flask"), odd("a"))]))).toMatchObject({ verdict: "unchanged", rows: [] });
  });

  test("one secret in the place of another may be wider", () => {
    const resource = {
      address: address("flask"),
      before: allow("flask", "3.0.2"),
      after: allow("flask", "3.0.3"),
      sensitive: { condition: true },
    };
    expect(review(plan([resource]))).toMatchObject({ verdict: "widened", rows: ["flask: unknown -> unknown unknown"] });
  });

  test("what a replacement leaves behind stays beside what it makes", () => {
    const made = {
      address: address("flask"),
      before: { ...allow("flask", "3.0.2"), deletion_policy: "ABANDON" },
      after: allow("six", "1.0"),
      actions: ["delete", "create"],
    };
    expect(review(plan([made])).rows).toEqual(["six: denied -> 1.0 widened"]);
  });

  test("a rule belongs to the repository that it refers to, though neither name is known", () => {
    const late = "google_artifact_registry_repository.Late";
    const unknown = { repository_id: true };
    const { repository_id: _, ...values } = deny;
    const references = { repository_id: { references: [`${late}.repository_id`, late] } };
    const rows = (more: Partial<PlannedResource>): readonly string[] =>
      review(
        plan([
          {
            address: late,
            after: { ...remote, repository_id: undefined },
            unknown,
            expressions: { repository_id: { references: ["terraform_data.Name.output", "terraform_data.Name"] } },
          },
          { address: "terraform_data.Name", after: {}, unknown: { output: true } },
          { address: "google_artifact_registry_rule.Late", after: values, unknown, ...more },
        ]),
      ).rows;
    expect(rows({ expressions: references })).toEqual([]);
    expect(rows({})).toEqual(["*: denied -> unknown unknown", OPENED]);
  });

  test("a rule belongs to the repository that its location is from, though that is not known", () => {
    const late = "google_artifact_registry_repository.Late";
    const unknown = { location: true };
    const rows = (references: readonly string[], repositoryId: string): readonly string[] =>
      review(
        plan([
          { address: late, after: { ...remote, repository_id: "late", location: undefined }, computed: ["location"] },
          {
            address: "google_artifact_registry_rule.Late",
            after: { ...deny, repository_id: repositoryId, location: undefined },
            unknown,
            expressions: { location: { references } },
          },
        ]),
      ).rows;
    expect(rows([`${late}.location`, late], "late")).toEqual([]);
    expect(rows([`${late}.location`, late], "other")).toContain(OPENED);
    expect(rows([], "late")).toContain(OPENED);
  });

  test("a DENY that comes to an open repository", () => {
    expect(review(plan([{ address: DENY, after: deny }]))).toMatchObject({
      rows: ["*: any -> denied narrowed", "flask: any -> 3.0.2 narrowed"],
    });
  });

  test("a repository that goes away with its rules", () => {
    const { verdict, rows } = review(
      plan([
        { address: REPOSITORY, before: remote },
        { address: DENY, before: deny },
        { address: address("flask"), before: allow("flask", "3.0.2"), stateDependsOn: [DENY] },
      ]),
    );
    expect([verdict, rows]).toEqual(["narrowed", ["flask: 3.0.2 -> denied narrowed"]]);
  });

  test("rules without their repository show what they can, and no more", () => {
    const only = (resources: readonly PlannedResource[]): ReturnType<typeof review> =>
      review(TerraformPlan.read(planOf({ resources })));
    expect(only([{ address: address("six"), after: allow("six", "1.0") }])).toMatchObject({
      verdict: "widened",
      rows: ["six: unknown -> unknown widened"],
    });
    expect(only([stays(DENY, deny), { address: address("six"), after: allow("six", "1.0") }])).toMatchObject({
      verdict: "widened",
      rows: ["six: denied -> 1.0 widened"],
    });
  });
});

describe("unchanged", () => {
  const all = (rest: Partial<PlannedResource>, moved: object = {}): readonly PlannedResource[] => [
    { address: REPOSITORY, before: remote, after: { ...remote, ...moved }, ...rest },
    { address: DENY, before: deny, after: { ...deny, ...moved }, dependsOn: [REPOSITORY], ...rest },
    {
      address: address("flask"),
      before: allow("flask", "3.0.2"),
      after: { ...allow("flask", "3.0.2"), ...moved },
      dependsOn: [DENY],
      ...rest,
    },
  ];
  const rowsOf = (resources: readonly PlannedResource[]): readonly string[] => review(plan(resources)).rows;

  test.each([
    [
      "a condition that is written in another way",
      [
        {
          address: address("flask"),
          before: allow("flask", "3.0.2"),
          after: { ...allow("flask"), condition: [{ expression: "('3.0.2' == pkg.version.id)" }] },
        },
      ],
    ],
    [
      "a name that is spelled in another way",
      [
        {
          address: address("flask"),
          before: allow("flask", "3.0.2"),
          after: { ...allow("flask", "3.0.2"), package_id: "Flask" },
        },
      ],
    ],
    ["a location that is written in another way", [stays(DENY, { ...deny, location: "US-Central1" })]],
    [
      "versions in another order",
      [{ address: address("six"), before: allow("six", "1.0", "2.0"), after: allow("six", "2.0", "1.0", "2.0") }],
    ],
    [
      "an ALLOW that is replaced",
      [
        {
          address: address("flask"),
          before: allow("flask", "3.0.2"),
          after: { ...allow("flask", "3.0.2"), rule_id: "new" },
          ...replaced,
        },
      ],
    ],
    [
      "an address that moves",
      [{ address: "google_artifact_registry_rule.New", before: deny, after: deny, previousAddress: DENY }],
    ],
    ["rules that are imported as they are", [stays(address("flask"), allow("flask", "3.0.2"), { importId: "x" })]],
    ["a DENY that Terraform forgets, for it stays", [{ address: DENY, before: deny, actions: ["forget"] }]],
    [
      "an ALLOW that Terraform lets go of, for it stays",
      [{ address: address("flask"), before: { ...allow("flask", "3.0.2"), deletion_policy: "ABANDON" } }],
    ],
    [
      "a second DENY, of which the service keeps one",
      [{ address: "google_artifact_registry_rule.Twin", after: { ...deny, rule_id: "twin" } }],
    ],
    [
      "a second ALLOW that says the same",
      [
        {
          address: "google_artifact_registry_rule.Twin",
          after: { ...allow("flask", "3.0.2"), rule_id: "twin" },
          dependsOn: [DENY],
        },
      ],
    ],
    [
      "a condition that is the same secret",
      [stays(address("flask"), allow("flask", "3.0.2"), { sensitive: { condition: true } })],
    ],
  ])("%s", (_, resources) => {
    expect(rowsOf(resources)).toEqual([]);
  });

  test("a repository that is replaced with all its rules, also elsewhere", () => {
    expect(rowsOf(all(replaced))).toEqual([]);
    expect(rowsOf(all(replaced, { location: "europe-west1" }))).toEqual([]);
    const triggered = all(replaced).map((one) =>
      one.address === DENY ? { ...one, dependsOn: [], reason: "replace_by_triggers" } : one,
    );
    expect(rowsOf(triggered)).toEqual([]);
  });

  test("a repository whose address changes is followed by its name", () => {
    const other = {
      address: "google_artifact_registry_repository.Renamed",
      before: remote,
      after: remote,
      previousAddress: REPOSITORY,
    };
    expect(review(TerraformPlan.read(planOf({ resources: [other, stays(DENY, deny)] }))).rows).toEqual([]);
  });

  test.each([
    ["standard", standard],
    ["remote", ofOwn],
  ])("a %s repository that strangers do not reach needs no DENY", (_, values) => {
    const { rows } = review(TerraformPlan.read(planOf({ resources: [{ address: REPOSITORY, after: values }] })));
    expect(rows).toEqual([]);
  });
});

describe("several plans with the same addresses, as stacks of one class have them", () => {
  const elsewhere = (resources: readonly PlannedResource[]): TerraformPlan => {
    const document = JSON.stringify(planOf({ resources: [stays(REPOSITORY, remote), ...resources] }));
    return TerraformPlan.read(JSON.parse(document.replaceAll("acme-ml", "acme-dev")));
  };
  const odd = (text: string): object => ({ ...allow("flask"), condition: [{ expression: text }] });

  test("are told apart", () => {
    const { verdict, rows } = review(elsewhere([stays(DENY, deny)]), plan([{ address: DENY, before: deny }]));
    expect([verdict, rows]).toEqual(["opened", [OPENED, "flask: 3.0.2 -> any widened"]]);
    expect(review(plan([]), elsewhere([{ address: DENY, before: deny }])).rows).toEqual([OPENED]);
  });

  test("what is not understood is compared with what it was, not with what another plan has there", () => {
    const dev = elsewhere([stays(DENY, deny), stays(address("flask"), odd("a"))]);
    const changed = plan([{ address: address("flask"), before: odd("b"), after: odd("c") }]);
    expect(review(dev, changed)).toMatchObject({ verdict: "widened", rows: ["flask: unknown -> unknown unknown"] });
  });
});

describe("virtual repositories", () => {
  const VIRTUAL = "google_artifact_registry_repository.All";
  const upstream = (id: string, priority: number): object => ({ id, repository: `${RESOURCE_ID}${id}`, priority });
  const virtual = (...policies: readonly object[]): object => ({
    ...WHERE,
    repository_id: "all",
    format: "PYTHON",
    mode: "VIRTUAL_REPOSITORY",
    virtual_repository_config: [{ upstream_policies: policies }],
  });
  const other = stays("google_artifact_registry_repository.Open", { ...remote, repository_id: "open" });

  test("change with their upstreams", () => {
    const { verdict, rows } = review(
      plan([stays(VIRTUAL, virtual(upstream("pypi", 1))), { address: DENY, before: deny }]),
    );
    expect([verdict, rows]).toEqual([
      "opened",
      [OPENED, "flask: 3.0.2 -> any widened", OPENED, "flask: 3.0.2 -> any widened"],
    ]);
  });

  test("change with an upstream that is added, or asked first", () => {
    const [low, high] = [upstream("open", 1), upstream("open", 9)];
    const own = upstream("pypi", 5);
    expect(review(plan([other, { address: VIRTUAL, before: virtual(own), after: virtual(own, low) }])).rows).toEqual(
      [],
    );
    expect(review(plan([other, { address: VIRTUAL, before: virtual(own), after: virtual(own, high) }]))).toMatchObject({
      verdict: "opened",
    });
    expect(
      review(plan([other, { address: VIRTUAL, before: virtual(own, low), after: virtual(own, high) }])).rows[0],
    ).toBe(OPENED);
    expect(
      review(plan([other, { address: VIRTUAL, before: virtual(own, high), after: virtual(own, low) }])).rows,
    ).toEqual(["*: any -> denied narrowed", "flask: any -> 3.0.2 narrowed"]);
  });

  test("ask an upstream without a priority last", () => {
    const unsaid = { id: "open", repository: `${RESOURCE_ID}open`, priority: null };
    expect(
      review(
        plan([
          other,
          { address: VIRTUAL, before: virtual(upstream("pypi", 5)), after: virtual(upstream("pypi", 5), unsaid) },
        ]),
      ).rows,
    ).toEqual([]);
  });

  test("are opened by an upstream that the plans do not show, and not when another plan shows it", () => {
    const alone = TerraformPlan.read(
      planOf({ resources: [{ address: VIRTUAL, after: virtual(upstream("pypi", 1)), dependsOn: [DENY] }] }),
    );
    expect(review(alone)).toMatchObject({ verdict: "opened", rows: ["*: denied -> unknown opened"] });
    expect(review(alone, plan([])).rows).toEqual(["flask: denied -> 3.0.2 widened"]);
  });
});

describe("what happened without Terraform", () => {
  test("is told apart", () => {
    const drifted = plan([{ address: DENY, after: deny }], { drift: [{ address: DENY, before: deny }] });
    const { plans, verdict } = reviewPlans([{ name: "drifted", plan: drifted }]);
    expect(verdict).toBe("opened");
    expect(plans[0]?.packages.map(({ name, effect }) => `${name ?? "*"} ${effect}`)).toEqual([
      "* narrowed",
      "flask narrowed",
    ]);
    const drift = plans[0]?.findings.filter(({ isDrift }) => isDrift) ?? [];
    expect(drift.map(({ effect, address: at }) => `${effect} ${at}`)).toEqual([`opened ${DENY}`, `widened ${DENY}`]);
  });

  test("that nobody opened a closed repository is no finding", () => {
    const quiet = plan([], {
      drift: [{ address: REPOSITORY, before: remote, after: { ...remote, update_time: "now" } }],
    });
    expect(reviewPlans([{ name: "quiet", plan: quiet }]).plans[0]?.findings).toEqual([]);
  });
});

test("an added package shows the lock line that the stack carries", () => {
  const document = planOf({
    resources: [
      stays(REPOSITORY, remote),
      stays(DENY, deny),
      { address: address("six"), after: allow("six", "1.0"), dependsOn: [DENY] },
    ],
  });
  const outputs = {
    registry_lock_lines: {
      sensitive: false,
      value: { pypi: { six: ["requirements.lock:12", "a, b.txt:3"], flask: "a, b.txt:1" } },
    },
    x_lock_lines: { sensitive: true, value: { pypi: { six: "secret:1" } } },
  };
  const read = TerraformPlan.read({ ...document, planned_values: { ...(document.planned_values as object), outputs } });
  expect(review(read).packages[0]?.origins).toEqual(["requirements.lock:12", "a, b.txt:3"]);
});

describe("properties", () => {
  const names = ["six", "flask", "idna", "nobody-listed"];
  const versions = ["1.0", "2.0", "3.0", "9.9"];
  const rule = fc.record({
    name: fc.constantFrom("six", "flask", "idna"),
    versions: fc.subarray(["1.0", "2.0", "3.0"]),
    isDeny: fc.boolean(),
  });
  const policy = fc.record({ hasDeny: fc.boolean(), rules: fc.uniqueArray(rule, { selector: ({ name }) => name }) });
  type Drawn = typeof policy extends fc.Arbitrary<infer T> ? T : never;

  const resources = ({ hasDeny, rules }: Drawn): ReadonlyMap<string, object> =>
    new Map([
      ...(hasDeny ? [[DENY, deny] as const] : []),
      ...rules.map(
        ({ name, versions: pinned, isDeny }) =>
          [address(name), { ...allow(name, ...pinned), ...(isDeny ? { action: "DENY" } : {}) }] as const,
      ),
    ]);
  const modelOf = ({ hasDeny, rules }: Drawn): RepositoryPolicy =>
    new RepositoryPolicy([
      ...(hasDeny ? [DownloadRule.denyAll("deny")] : []),
      ...rules.map(({ name, versions: pinned, isDeny }) => {
        const condition = pinned.map((one) => `pkg.version.id == "${one}"`).join(" || ");
        return DownloadRule.fromFields({
          ruleId: name,
          action: isDeny ? "DENY" : "ALLOW",
          operation: "DOWNLOAD",
          packageId: name,
          ...(pinned.length === 0 ? {} : { condition }),
        });
      }),
    ]);
  const planFrom = (before: Drawn, after: Drawn, more: readonly PlannedResource[] = []): TerraformPlan => {
    const [earlier, later] = [resources(before), resources(after)];
    const rules = [...new Set([...earlier.keys(), ...later.keys()])].map((at): PlannedResource => ({
      address: at,
      dependsOn: at === DENY ? [] : [DENY],
      ...(earlier.has(at) ? { before: earlier.get(at)! } : {}),
      ...(later.has(at) ? { after: later.get(at)! } : {}),
    }));
    return TerraformPlan.read(planOf({ resources: [stays(REPOSITORY, remote), ...rules, ...more] }));
  };

  /** Every download, one by one. */
  function bruteForce(before: Drawn, after: Drawn): Verdict {
    const steps = names.flatMap((name) =>
      versions.map((version) => {
        const outcomes = [before, after].map((one) => modelOf(one).decide(name, version).outcome) as [Outcome, Outcome];
        return {
          isListed: name !== "nobody-listed",
          gains: outcomes[0] === "denied" && outcomes[1] === "allowed",
          loses: outcomes[0] === "allowed" && outcomes[1] === "denied",
        };
      }),
    );
    if (steps.some(({ gains, isListed }) => gains && !isListed)) return "opened";
    if (steps.some(({ gains }) => gains)) return "widened";
    return steps.some(({ loses }) => loses) ? "narrowed" : "unchanged";
  }

  test("the verdict is that of comparing every download", () => {
    const seen = new Map<Verdict, number>();
    fc.assert(
      fc.property(policy, policy, (before, after) => {
        const expected = bruteForce(before, after);
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
        const { packages } = review(planFrom(before, after));
        const effects = new Set(packages.map(({ effect }) => effect));
        const verdict = (["opened", "widened", "narrowed"] as const).find((one) => effects.has(one)) ?? "unchanged";
        expect(verdict).toBe(expected);
      }),
      { numRuns: 400 },
    );
    expect([...seen.keys()].sort()).toEqual(["narrowed", "opened", "unchanged", "widened"]);
  });

  test("an unrelated resource changes nothing", () => {
    const strangers: readonly PlannedResource[] = [
      { address: "random_id.This", after: { byte_length: 4 }, unknown: { hex: true } },
      stays('module.x.google_pubsub_topic.Topic["a"]', { name: "t" }),
      { address: "null_resource.Gone", before: { id: "gone" } },
    ];
    fc.assert(
      fc.property(policy, policy, fc.subarray([...strangers]), (before, after, more) => {
        const plain = reviewPlans([{ name: "x", plan: planFrom(before, after) }]);
        expect(JSON.stringify(reviewPlans([{ name: "x", plan: planFrom(before, after, more) }]))).toBe(
          JSON.stringify(plain),
        );
      }),
      { numRuns: 100 },
    );
  });
});
