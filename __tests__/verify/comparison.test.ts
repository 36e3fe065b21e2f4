import { readListedRule } from "../../lib/policy/listed-rule";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { VirtualPolicy } from "../../lib/policy/virtual-policy";
import { jsonReport, textReport } from "../../lib/verify";
import { policyOf, run, startedDouble } from "./run";
import { allow, denyAll, REMOTE, rule, STANDARD, VIRTUAL } from "./service-double";

const double = startedDouble();

test("what is as the policy says is the same, and nothing is written", async () => {
  const { result, verdict } = await run(double());
  expect(verdict).toBe("same");
  expect(result.properties.map(({ property, state }) => [property, state])).toEqual([
    ["format", "same"],
    ["mode", "same"],
    ["source", "same"],
  ]);
  expect(result.rules).toEqual({ expected: 3, deployed: 3, differences: [] });
  expect(result.downloads).toEqual([]);
  expect(double().requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /v1/${REMOTE}`,
    `GET /v1/${REMOTE}/rules?pageSize=1000`,
    `GET /v1/${REMOTE}:getIamPolicy?options.requestedPolicyVersion=3`,
    "POST /v3/projects/acme-ml:getIamPolicy",
  ]);
  expect(double().requests[3]?.body).toBe('{"options":{"requestedPolicyVersion":3}}');
});

test("rules with other names, spacing and order mean the same", async () => {
  double().remote.rules = [
    rule("by-hand", {
      action: "ALLOW",
      packageId: "Six",
      condition: { expression: "( '1.17.0'  == pkg.version.id )" },
    }),
    allow("requests", "2.32.3"),
    rule("everything", { action: "DENY" }),
  ];
  expect((await run(double())).verdict).toBe("same");
});

describe("rules", () => {
  test("a missing DENY opens everything", async () => {
    double().remote.rules.shift();
    const { result, verdict } = await run(double());
    expect(verdict).toBe("different");
    expect(result.rules.differences).toMatchObject([
      { state: "missing", ruleId: "python-remote-repo-deny-all", packageName: null },
    ]);
    expect(result.downloads.map(({ name, state }) => [name, state])).toEqual([
      [null, "opened"],
      ["requests", "opened"],
      ["six", "opened"],
    ]);
    expect(result.downloads[1]).toMatchObject({ expected: { only: ["2.32.3"] }, deployed: { allBut: [] } });
  });

  test("a missing ALLOW blocks, an extra one opens, another version does both", async () => {
    double().remote.rules = [denyAll, allow("six", "1.16.0"), allow("idna")];
    const { result, verdict } = await run(double());
    expect(verdict).toBe("different");
    expect(result.rules.differences.map(({ state, packageName, reason }) => [state, packageName, reason])).toEqual([
      ["extra", "idna", "ALLOW for every version is at the service, and not in the policy"],
      ["missing", "requests", 'ALLOW for "2.32.3" is in the policy, and not at the service'],
      ["different", "six", 'ALLOW for "1.17.0" in the policy, ALLOW for "1.16.0" at the service'],
    ]);
    expect(result.downloads.map(({ name, state }) => [name, state])).toEqual([
      ["idna", "opened"],
      ["requests", "blocked"],
      ["six", "mixed"],
    ]);
  });

  test("a rule that changes nothing is still a difference", async () => {
    double().remote.rules.push(rule("idna", { action: "DENY", packageId: "idna" }));
    const { result, verdict } = await run(double());
    expect(result.downloads).toEqual([]);
    expect(result.rules.differences).toMatchObject([{ state: "extra" }]);
    expect(verdict).toBe("different");
  });

  test("a DENY that became an ALLOW", async () => {
    double().remote.rules[0] = { ...denyAll, action: "ALLOW" };
    const { result } = await run(double());
    expect(result.rules.differences).toMatchObject([
      { state: "different", reason: "DENY for every version in the policy, ALLOW for every version at the service" },
    ]);
    expect(result.downloads[0]).toMatchObject({ name: null, state: "opened" });
  });

  test.each([
    ["a condition that is not understood", { ...allow("six"), condition: { expression: 'pkg.version.id < "2"' } }],
    ["a condition without an expression", { ...allow("six"), condition: { title: "x" } }],
    ["an action of another type", { ...allow("six", "1.17.0"), action: 1 }],
    ["an operation that is not known", { ...allow("six", "1.17.0"), operation: "UPLOAD" }],
    ["a field that is not known", { ...allow("six", "1.17.0"), principals: ["user:ann@example.com"] }],
    ["a package id that is none", { ...allow("six", "1.17.0"), packageId: ["six"] }],
    ["no object", "six"],
  ])("%s is unknown, never the same", async (_what, odd) => {
    double().remote.rules[1] = odd as never;
    const { result, verdict } = await run(double());
    expect(verdict).not.toBe("same");
    expect(result.rules.differences.map(({ state }) => state)).toContain("unknown");
    expect(result.downloads.find(({ name }) => name === "six")).toMatchObject({
      state: "unknown",
      deployed: "unknown",
    });
  });

  test("what the policy does not know is unknown, and so is a rule that it has twice", async () => {
    const hidden = policyOf([denyAll, { ...allow("six"), condition: {} }, allow("requests", "2.32.3")]);
    const { result, verdict } = await run(double(), { expected: hidden });
    expect(verdict).toBe("unknown");
    expect(result.rules.differences).toMatchObject([{ state: "unknown", packageName: "six" }]);
    double().remote.rules.push({ ...allow("six", "1.17.0"), name: `${REMOTE}/rules/again` });
    expect((await run(double())).result.rules.differences).toMatchObject([
      { state: "unknown", packageName: "six", reason: expect.stringContaining("several") },
    ]);
  });
});

describe("the repository", () => {
  test.each([
    ["format", { format: "DOCKER" }, "different"],
    ["format", { format: undefined }, "unknown"],
    ["mode", { mode: "STANDARD_REPOSITORY" }, "different"],
    ["mode", { mode: "SOMETHING_NEW" }, "unknown"],
    [
      "source",
      { remoteRepositoryConfig: { commonRepository: { uri: "https://user:pw@index.example/simple/" } } },
      "different",
    ],
    ["source", { remoteRepositoryConfig: { dockerRepository: {} } }, "unknown"],
  ])("another %s: %j", async (property, change, state) => {
    Object.assign(double().remote.about, change);
    const { result, verdict } = await run(double());
    expect(result.properties.filter((one) => one.state !== "same")).toMatchObject([{ property, state }]);
    expect(verdict).toBe(state);
    expect(JSON.stringify(result)).not.toContain("user:pw");
  });

  test("a source at a URL is compared without its last slash", async () => {
    const expected = policyOf([denyAll], { source: { url: "https://index.example/simple" } });
    double().remote.rules = [denyAll];
    double().remote.about.remoteRepositoryConfig = {
      pythonRepository: { customRepository: { uri: "https://index.example/simple/" } },
    };
    expect((await run(double(), { expected })).verdict).toBe("same");
  });

  test("a virtual repository: its upstreams in their order, and their rules by what they mean", async () => {
    const own = new RepositoryPolicy([]);
    const upstream = {
      name: "python-remote-repo",
      priority: 10,
      mode: "remote",
      policy: new RepositoryPolicy(double().remote.rules.map(readListedRule)),
    } as const;
    const expected = policyOf([], {
      name: "python-virtual",
      mode: "virtual",
      policy: new VirtualPolicy([
        { name: "python-own", priority: 20, mode: "standard", policy: own, holds: [] },
        upstream,
      ]),
      upstreams: ["python-own", "python-remote-repo"],
      standardUpstreams: ["python-own"],
    });
    const verifyIt = () => run(double(), { expected, repository: "python-virtual" });
    expect((await verifyIt()).verdict).toBe("same");

    double().remote.rules.push(allow("idna"));
    expect((await verifyIt()).result.downloads).toMatchObject([{ name: "idna", state: "opened" }]);
    double().remote.rules.pop();

    const { about } = double().repositories.get(VIRTUAL)!;
    about.virtualRepositoryConfig = {
      upstreamPolicies: [
        { repository: STANDARD, priority: 1 },
        { repository: REMOTE, priority: 10 },
      ],
    };
    expect((await verifyIt()).result.properties).toContainEqual({
      property: "upstreams",
      state: "different",
      expected: '"python-own", then "python-remote-repo"',
      deployed: '"python-remote-repo", then "python-own"',
    });
    about.virtualRepositoryConfig = {
      upstreamPolicies: [
        { repository: STANDARD, priority: 10 },
        { repository: REMOTE, priority: 10 },
      ],
    };
    expect((await verifyIt()).result.properties.at(-1)).toMatchObject({ state: "unknown" });
    const numbered = (name: string) => name.replace("acme-ml", "123456789012");
    about.virtualRepositoryConfig = {
      upstreamPolicies: [
        { repository: numbered(STANDARD), priority: 20 },
        { repository: REMOTE, priority: 10 },
      ],
    };
    expect((await verifyIt()).result.properties.at(-1)).toMatchObject({
      state: "unknown",
      deployed: `"${numbered(STANDARD)}", then "python-remote-repo"`,
    });
    about.virtualRepositoryConfig = {
      upstreamPolicies: [
        { repository: numbered(STANDARD), priority: 10 },
        { repository: REMOTE, priority: 20 },
      ],
    };
    expect((await verifyIt()).result.properties.at(-1)).toMatchObject({ state: "different" });
    about.virtualRepositoryConfig = {
      upstreamPolicies: [
        { repository: `${REMOTE}/../x` },
        { repository: "projects/other-project/locations/us/repositories/gone" },
      ],
    };
    const { result, verdict } = await verifyIt();
    expect(result.unknown).toHaveLength(2);
    expect(result.downloads.every(({ state }) => state === "unknown")).toBe(true);
    expect(verdict).toBe("different");
  });
});

describe("reports", () => {
  test("names from the service are escaped in both", async () => {
    const hostile = 'x\u001b[2J\n\u202eevil"';
    double().remote.rules.push(rule(hostile, { action: "ALLOW", packageId: hostile }));
    double().remote.policy = {
      bindings: [{ role: "roles/owner", members: [`user:${hostile}`], condition: { expression: hostile } }],
    };
    double().projectPolicy = { bindings: [{ role: hostile, members: ["user:ann@example.com"] }] };
    Object.assign(double().remote.about, { format: hostile });
    const { result } = await run(double());

    expect(textReport(result)).toMatch(/^[\x20-\x7e\n…]*$/);
    expect(textReport(result)).toContain("\\u{1b}[2J\\u{a}\\u{202e}evil");

    expect(jsonReport(result)).toMatch(/^[\x20-\x7e]*\n$/);
    expect((JSON.parse(jsonReport(result)) as { access: { members: string[] }[] }).access[0]?.members).toEqual([
      `user:${hostile}`,
    ]);
  });

  test("text ends with the verdict, and cuts long lists that JSON has whole", async () => {
    expect(textReport((await run(double())).result)).toMatch(/\nthe service is as the policy says\n$/);
    double().remote.rules.push(...Array.from({ length: 120 }, (_, at) => allow(`extra-${at}`)));
    const { result } = await run(double());
    expect(textReport(result)).toContain("… and 70 more; --format json has all");
    expect(textReport(result)).toMatch(/\nthe service is NOT as the policy says/);
    const json = JSON.parse(jsonReport(result)) as {
      version: number;
      verdict: string;
      repository: string;
      rules: { differences: unknown[] };
    };
    expect(json).toMatchObject({ version: 1, verdict: "different", repository: REMOTE });
    expect(json.rules.differences).toHaveLength(120);
  });
});

test("a policy and a service of 10,000 rules", async () => {
  const rules = [denyAll, ...Array.from({ length: 10_000 }, (_, at) => allow(`package-${at}`, "1.0", "2.0"))];
  double().remote.rules = rules;
  const { result, verdict } = await run(double(), { expected: policyOf(rules) });
  expect({ verdict, deployed: result.rules.deployed }).toEqual({ verdict: "same", deployed: 10_001 });
  expect(double().requests.filter(({ path }) => path.includes("/rules"))).toHaveLength(11);
});
