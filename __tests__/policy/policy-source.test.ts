import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type PolicyRepository, PolicySource } from "../../lib/policy";
import { problemsOf, TemporaryFolder } from "../packages/temporary-folder";

const folder = new TemporaryFolder();
const PLANS = join(__dirname, "../plan-review/plans");
const json = (document: unknown): string => folder.write({ "policy.json": JSON.stringify(document) });

const WHERE = { project: "acme-ml", location: "us-central1" };
const REMOTE = {
  ...WHERE,
  repository_id: "remote",
  format: "PYTHON",
  mode: "REMOTE_REPOSITORY",
  remote_repository_config: { python_repository: { public_repository: "PYPI" } },
};
const DENY = { ...WHERE, rule_id: "deny", repository_id: "remote", action: "DENY", operation: "DOWNLOAD" };
const ALLOW = {
  ...WHERE,
  rule_id: "six",
  repository_id: "${google_artifact_registry_repository.Remote.repository_id}",
  action: "ALLOW",
  operation: "DOWNLOAD",
  package_id: "six",
  condition: { expression: 'pkg.version.id == "1.0"' },
};

/** The same as a plan or a state has them. */
const REAL: readonly (readonly [type: string, values: object])[] = [
  ["repository", REMOTE],
  ["rule", DENY],
  ["rule", { ...ALLOW, repository_id: "remote", condition: [ALLOW.condition] }],
];

/** A stack as cdktf writes it. */
function stack(
  rules: Record<string, object>,
  repositories: Record<string, object> = { Remote: REMOTE },
  rest: object = {},
): object {
  return {
    terraform: {},
    resource: { google_artifact_registry_repository: repositories, google_artifact_registry_rule: rules },
    ...rest,
  };
}

const outcome = (source: PolicySource, name: string, version?: string, repository?: string): string =>
  source.select(repository).policy.decide(name, version).outcome;

describe("what a file is, is found out from what it holds", () => {
  const expected = ["allowed", "denied", "denied"];
  const asked = (source: PolicySource): readonly string[] =>
    [
      ["six", "1.0"],
      ["six", "1.1"],
      ["idna", "1.0"],
    ].map(([name = "", version]) => outcome(source, name, version));

  test.each([
    ["a synthesised stack", stack({ Deny: DENY, Six: ALLOW })],
    [
      "a plan",
      {
        format_version: "1.2",
        resource_changes: REAL.map(([type, after], at) => ({
          address: `google_artifact_registry_${type}.R${String(at)}`,
          type: `google_artifact_registry_${type}`,
          mode: "managed",
          change: { actions: ["create"], before: null, after, after_unknown: { id: true } },
        })),
      },
    ],
    [
      "a state",
      {
        format_version: "1.0",
        values: {
          root_module: {
            child_modules: [
              {
                resources: REAL.map(([type, values], at) => ({
                  address: `module.m.google_artifact_registry_${type}.R${String(at)}`,
                  type: `google_artifact_registry_${type}`,
                  mode: "managed",
                  values,
                })),
              },
            ],
          },
        },
      },
    ],
    [
      "rules of the service",
      [
        { name: "projects/p/locations/l/repositories/r/rules/deny", action: "DENY", operation: "DOWNLOAD" },
        {
          name: "projects/p/locations/l/repositories/r/rules/six",
          action: "ALLOW",
          operation: "DOWNLOAD",
          packageId: "six",
          condition: ALLOW.condition,
        },
      ],
    ],
  ])("%s", (_, document) => {
    expect(asked(PolicySource.read(json(document)))).toEqual(expected);
  });

  test.each([
    ["requirements.txt", "six==1.0\n"],
    [
      "uv.lock",
      'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "six"\nversion = "1.0"\n' +
        'source = { registry = "https://index.example/simple" }\n' +
        'wheels = [{ url = "https://index.example/packages/six-1.0-py3-none-any.whl", hash = "sha256:00" }]\n',
    ],
    [
      "Pipfile.lock",
      JSON.stringify({
        _meta: { "pipfile-spec": 6, sources: [{ name: "x", url: "https://index.example/simple", verify_ssl: true }] },
        default: { six: { version: "==1.0", index: "x", hashes: [] } },
        develop: {},
      }),
    ],
  ])("a lock file, %s", (name, text) => {
    const source = PolicySource.read(folder.write({ [name]: text }), { indexes: ["https://index.example/simple"] });
    expect(asked(source)).toEqual(expected);
    const [rule] = [source.select().policy.decide("six", "1.0").rule];
    expect(rule && source.select().addressOf(rule)).toMatch(/(requirements\.txt|uv\.lock|Pipfile\.lock):\d+$/);
  });

  test("files that a lock file includes are named", () => {
    const path = folder.write({ "all.txt": "-r base.txt\nsix==1.0\n", "base.txt": "idna==3.10\nsix==1.0\n" });
    const base = path.replace("all.txt", "base.txt");
    expect(PolicySource.read(path).select().includedFiles).toEqual([base]);
    expect(PolicySource.read([path, base]).select().includedFiles).toEqual([]);
  });

  test("an empty lock file is no policy", () => {
    expect(problemsOf(() => PolicySource.read(folder.write({ "requirements.txt": "" })))[0]).toContain(
      "holds no packages",
    );
  });
});

describe("nothing is taken for safe that cannot be seen", () => {
  const decide = (document: object, name = "idna", version = "1.0"): string =>
    outcome(PolicySource.read(json(document)), name, version);

  test.each([
    ["the action is an expression", { Deny: { ...DENY, action: "${var.action}" } }],
    ["the condition is an expression", { Deny: { ...DENY, condition: { expression: "${var.condition}" } } }],
    [
      "the package is an expression",
      { Deny: DENY, Late: { ...ALLOW, package_id: "${var.name}", condition: undefined } },
    ],
    ["the repository is an expression", { Deny: DENY, Late: { ...ALLOW, repository_id: "${var.name}" } }],
    ["a rule is made by for_each", { Deny: DENY, Each: { ...ALLOW, for_each: "${var.names}" } }],
    ["a rule has two conditions", { Deny: { ...DENY, condition: [ALLOW.condition, ALLOW.condition] } }],
  ])("where %s", (_, rules) => {
    expect(decide(stack(rules))).toBe("unknown");
  });

  test("where a module may hold rules", () => {
    expect(decide(stack({ Deny: DENY }, undefined, { module: { more: {} } }))).toBe("unknown");
  });

  test("where rules are for a repository that is not here", () => {
    const source = PolicySource.read(json(stack({ Six: { ...ALLOW, repository_id: "elsewhere" } })));
    expect([outcome(source, "six", "1.0", "elsewhere"), outcome(source, "idna", "1.0", "elsewhere")]).toEqual([
      "allowed",
      "unknown",
    ]);
  });

  test("where the DENY is for a repository of the same name in another project", () => {
    const source = PolicySource.read(json(stack({ Deny: { ...DENY, project: "other" } })));
    expect(outcome(source, "idna", "1.0", "acme-ml/us-central1/remote")).toBe("allowed");
  });

  test("where a rule names the project by its number, and the repository by its id, or the reverse", () => {
    expect(
      decide(stack({ Deny: DENY, Late: { ...ALLOW, repository_id: "remote", project: "123456789012" } }), "six"),
    ).toBe("unknown");
    expect(decide(stack({ Deny: { ...DENY, project: "123456789012" } }))).toBe("unknown");
  });

  test("where the service says a rule in a form that is not known", () => {
    const rule = { name: "projects/p/locations/l/repositories/r/rules/deny", action: "DENY", operation: "DOWNLOAD" };
    for (const odd of [
      { condition: {} },
      { condition: { expression: 1 } },
      { packageId: {} },
      { action: "AUDIT" },
      { operation: "UPLOAD" },
    ]) {
      expect([odd, outcome(PolicySource.read(json([{ ...rule, ...odd }])), "idna")]).toEqual([odd, "unknown"]);
    }
  });
});

describe("rules that an apply loses", () => {
  const entry = (type: string, address: string, actions: readonly string[], values: object): object => ({
    address: `google_artifact_registry_${type}.${address}`,
    type: `google_artifact_registry_${type}`,
    mode: "managed",
    change: {
      actions,
      before: actions[0] === "create" ? null : values,
      after: actions.at(-1) === "delete" ? null : values,
      after_unknown: {},
    },
  });
  const plan = (ruleActions: readonly string[]): object => ({
    format_version: "1.2",
    resource_changes: [
      entry("repository", "R", ["delete", "create"], REMOTE),
      entry("rule", "Deny", ruleActions, DENY),
    ],
  });

  test("with the repository that is replaced, Terraform says that they stay", () => {
    expect(outcome(PolicySource.read(json(plan(["no-op"]))), "idna")).toBe("allowed");
    expect(outcome(PolicySource.read(json(plan(["update"]))), "idna")).toBe("allowed");
  });

  test("those that are made again are there", () => {
    expect(outcome(PolicySource.read(json(plan(["delete", "create"]))), "idna")).toBe("denied");
  });
});

describe("a virtual repository follows its upstreams by priority", () => {
  const own = { ...WHERE, repository_id: "own", format: "PYTHON" };
  const other = { ...REMOTE, repository_id: "other" };
  const virtual = (policies: readonly object[]): object => ({
    ...WHERE,
    repository_id: "all",
    format: "PYTHON",
    mode: "VIRTUAL_REPOSITORY",
    virtual_repository_config: { upstream_policies: policies },
  });
  const remotePolicy = { id: "remote", repository: "${google_artifact_registry_repository.Remote.id}", priority: 10 };
  const read = (policies: readonly object[], rest: Record<string, object> = {}): PolicySource =>
    PolicySource.read(
      json(
        stack({ Deny: DENY, Six: ALLOW }, { Remote: REMOTE, Own: own, Other: other, All: virtual(policies), ...rest }),
      ),
    );

  test("what nobody uploaded to a standard one comes from the next", () => {
    const source = read([
      { id: "own", repository: "${google_artifact_registry_repository.Own.name}", priority: 20 },
      remotePolicy,
    ]);
    expect([outcome(source, "six", "1.0", "all"), outcome(source, "idna", "1.0", "all")]).toEqual([
      "allowed",
      "denied",
    ]);
    expect(source.select("all")).toMatchObject({
      upstreams: ["own", "remote"],
      standardUpstreams: ["own"],
      mode: "virtual",
    });
  });

  test("the first remote one decides", () => {
    const otherPolicy = { id: "other", repository: "projects/acme-ml/locations/us-central1/repositories/other" };
    expect(outcome(read([{ ...otherPolicy, priority: 20 }, remotePolicy]), "idna", "1.0", "all")).toBe("allowed");
    expect(outcome(read([{ ...otherPolicy, priority: 5 }, remotePolicy]), "idna", "1.0", "all")).toBe("denied");
    expect(outcome(read([{ ...otherPolicy, priority: "${var.p}" }, remotePolicy]), "idna", "1.0", "all")).toBe(
      "unknown",
    );
  });

  test("one that is not here makes it unknown", () => {
    const far = { id: "far", repository: "projects/acme-ml/locations/us-central1/repositories/far", priority: 20 };
    expect(outcome(read([far, remotePolicy]), "idna", "1.0", "all")).toBe("unknown");
  });

  test("an upstream in another stack is found when both are given", () => {
    const stacks = [
      stack({ Deny: DENY, Six: ALLOW }),
      stack(
        {},
        {
          All: virtual([{ ...remotePolicy, repository: "projects/acme-ml/locations/us-central1/repositories/remote" }]),
        },
      ),
    ];
    expect(outcome(PolicySource.read(stacks.map(json)), "idna", "1.0", "all")).toBe("denied");
    expect(outcome(PolicySource.read(json(stacks[1])), "idna", "1.0")).toBe("unknown");
  });
});

describe("one repository is chosen", () => {
  const path = json(
    stack(
      { Deny: DENY },
      {
        Remote: REMOTE,
        Own: { ...WHERE, repository_id: "own", format: "PYTHON" },
        Images: { ...WHERE, repository_id: "images", format: "DOCKER" },
      },
    ),
  );

  test("by name among those for Python", () => {
    expect(PolicySource.read(path).select("remote")).toMatchObject({
      address: "google_artifact_registry_repository.Remote",
      ...WHERE,
      source: { preset: "PYPI" },
    });
    expect(problemsOf(() => PolicySource.read(path).select(), folder)).toEqual([
      'policy "policy.json": holds 2 repositories; choose one with --repository: "remote", "own"',
    ]);
    expect(problemsOf(() => PolicySource.read(path).select("images"), folder)).toEqual([
      'repository "images": is not in policy "policy.json"; choose one of "remote", "own"',
    ]);
  });

  test("by all of its name where two have the same", () => {
    const twice = json(stack({}, { A: REMOTE, B: { ...REMOTE, location: "us" } }));
    expect(problemsOf(() => PolicySource.read(twice).select("remote"), folder)[0]).toBe(
      'repository "remote": is there several times; choose one of "acme-ml/us-central1/remote", "acme-ml/us/remote"',
    );
    expect(PolicySource.read(twice).select("acme-ml/us/remote").location).toBe("us");
  });
});

test.each([
  ["{}", "is JSON of a kind that is not known"],
  ["[]", "lists no rule, and a repository without one lets everything through"],
  ["[{}]", "has an entry without the name of a rule"],
  ['{"format_version":"9.0","values":{}}', 'is a state of format "9.0"'],
  ['{"resource_changes":', "is not valid JSON, perhaps cut off"],
  ['{"terraform":{}}', "holds no Python repository and no download rule"],
  [`{"terraform":${"[".repeat(500)}`, "nests more than 200 deep"],
])("%s is refused", (text, problem) => {
  expect(problemsOf(() => PolicySource.read(folder.write({ "policy.json": text })).select(), folder)[0]).toContain(
    problem,
  );
});

test("lock files and others together are refused, and so is no file at all", () => {
  expect(problemsOf(() => PolicySource.read([json(stack({})), folder.write({ "a.txt": "six==1\n" })]))[0]).toContain(
    "lock files and others together",
  );
  // Letters beyond ASCII are written out, since some look like others.
  const here = JSON.stringify(process.cwd()).replace(
    /[^ -~]/gu,
    (letter) => `\\u{${letter.codePointAt(0)!.toString(16)}}`,
  );
  expect(problemsOf(() => PolicySource.read("nowhere.json"))[0]).toBe(
    `policy file "nowhere.json": there is no such file in ${here}; paths are relative to the working directory`,
  );
});

test("every rule of the real rule list is understood", () => {
  const source = PolicySource.read(join(PLANS, "rules-list.json"));
  const listed = JSON.parse(readFileSync(join(PLANS, "rules-list.json"), "utf8")) as readonly unknown[];
  expect(
    source.select().rules.filter(({ versions, scope }) => versions !== "UNKNOWN" && scope !== "UNKNOWN"),
  ).toHaveLength(listed.length);
});

test("a listed rule that holds more than is understood decides nothing for sure", () => {
  const name = (id: string): string => `projects/acme-ml/locations/us-central1/repositories/remote/rules/${id}`;
  const listed = (more: object): PolicyRepository =>
    PolicySource.read(
      json([
        { name: name("deny"), action: "DENY", operation: "DOWNLOAD" },
        { name: name("six"), action: "ALLOW", operation: "DOWNLOAD", packageId: "six", ...more },
      ]),
    ).select();
  const outcomes = [
    {},
    { etag: "x", createTime: "2026-01-01T00:00:00Z", condition: null },
    { versionFilter: "1.*" },
    { condition: {} },
    { packageId: 6 },
  ].map((more) => listed(more).policy.decide("six", "1.17.0").outcome);
  expect(outcomes).toEqual(["allowed", "allowed", "unknown", "unknown", "unknown"]);
});
