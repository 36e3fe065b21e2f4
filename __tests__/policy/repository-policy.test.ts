import fc from "fast-check";

import { DownloadRule, type DownloadRuleFields, type RuleField } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { celEvaluator, fewVersions, hostile, knownFields, NAMES, soundFields, toRules } from "./arbitraries";

const deny = DownloadRule.denyAll("deny-all");
const six = DownloadRule.allowPackage("allow-six", "six");
const numpy = DownloadRule.allowPackage("allow-numpy", "numpy", ["2.0.1", "1.26.4"]);
const locked = new RepositoryPolicy([deny, six, numpy]);
const name = fc.constantFrom(...NAMES, "unlisted");
const probe = fc.oneof(fewVersions, fc.constantFrom("3.0", "v1.0", "1.0-RC1", "2004d"));

function rule(fields: Partial<DownloadRuleFields>): DownloadRule {
  return DownloadRule.fromFields({ ruleId: "r", action: "ALLOW", operation: "DOWNLOAD", ...fields });
}

describe("a repository that allows only a list", () => {
  test.each([
    ["six", "1.17.0", "allowed", six, 'rule "allow-six" allows every version of package "six"'],
    ["Six", undefined, "allowed", six, 'rule "allow-six" allows every version of package "six"'],
    ["numpy", "1.26.4", "allowed", numpy, 'rule "allow-numpy" allows version "1.26.4" of package "numpy"'],
    ["NumPy", "v1.26.4", "allowed", numpy, 'rule "allow-numpy" allows version "1.26.4" of package "numpy"'],
    [
      "numpy",
      "1.26.40",
      "denied",
      deny,
      'rule "allow-numpy" is only for "1.26.4", "2.0.1"; rule "deny-all" denies every version of whatever no rule ' +
        "for a package decides",
    ],
    [
      "left-pad",
      "1.0",
      "denied",
      deny,
      'rule "deny-all" denies every version of whatever no rule for a package decides',
    ],
    [
      "left-pad",
      undefined,
      "denied",
      deny,
      'rule "deny-all" denies every version of whatever no rule for a package decides',
    ],
  ] as const)("%s %s is %s", (packageName, version, outcome, by, reason) => {
    const decision = locked.decide(packageName, version);
    expect(decision).toEqual({ outcome, rule: by, reason });
    expect(decision.rule).toBe(by);
  });

  test("not every version of a package with a list is allowed, and the reason tells which are", () => {
    expect(locked.decide("numpy")).toEqual({
      outcome: "denied",
      rule: deny,
      versions: ["1.26.4", "2.0.1"],
      reason: expect.stringMatching(
        /^only "1\.26\.4", "2\.0\.1" allowed: rule "allow-numpy" is only for .*rule "deny-all" denies/,
      ),
    });
  });

  test("names the packages it names, and treats all others alike", () => {
    expect(locked.packageNames).toEqual(["numpy", "six"]);
    expect(locked.ofOthers().otherwise).toEqual(locked.decide("left-pad", "1.0"));
    expect([...locked.of("NUMPY").versions.keys()]).toEqual(["1.26.4", "2.0.1"]);
  });

  test("what is no package name is refused", () => {
    expect(() => locked.decide("no name")).toThrow(/package name "no name"/);
  });
});

describe("other sets of rules", () => {
  test("without a rule everything is allowed", () => {
    expect(new RepositoryPolicy([]).decide("six", "1.0")).toEqual({
      outcome: "allowed",
      reason: "no rule applies, and without one every download is allowed",
    });
  });

  test("without a DENY a package with a list of versions is open", () => {
    expect(new RepositoryPolicy([numpy]).decide("numpy", "9.9").outcome).toBe("allowed");
    expect(new RepositoryPolicy([numpy]).decide("numpy").outcome).toBe("allowed");
  });

  test("a package that is denied in one version is not allowed in every version", () => {
    const policy = new RepositoryPolicy([
      rule({ action: "DENY", packageId: "six", condition: 'pkg.version.id == "1.0"' }),
    ]);
    expect(policy.decide("six")).toEqual({
      outcome: "denied",
      rule: policy.rules[0],
      reason: 'every version allowed but "1.0": rule "r" denies version "1.0" of package "six"',
    });
    expect(policy.decide("six", "1.1").outcome).toBe("allowed");
  });

  test("a condition on the rule for the repository leaves other versions open", () => {
    const policy = new RepositoryPolicy([rule({ action: "DENY", condition: 'pkg.version.id == "1.0"' }), six]);
    expect(["1.0", "1.1"].map((version) => policy.decide("flask", version).outcome)).toEqual(["denied", "allowed"]);
    expect(policy.decide("six", "1.0").outcome).toBe("allowed");
    expect(policy.ofOthers().decide().outcome).toBe("denied");
  });
});

describe("what is not known", () => {
  test.each<[string, Partial<DownloadRuleFields>, string]>([
    ["action", { action: "ACTION_UNSPECIFIED" }, "its action is not known to be ALLOW or DENY"],
    ["operation", { operation: "UPLOAD" }, "its operation is not known to be DOWNLOAD"],
    ["condition", { condition: 'pkg.version.id < "2.0"' }, "its condition is not known or not understood"],
  ])("an %s that is not understood affects its package only", (_, fields, doubt) => {
    const policy = new RepositoryPolicy([deny, six, rule({ packageId: "flask", ...fields })]);
    expect(policy.decide("flask", "1.0")).toEqual({
      outcome: "unknown",
      rule: policy.rules[2],
      reason: `rule "r": ${doubt}`,
    });
    expect(policy.decide("flask").outcome).toBe("unknown");
    expect(policy.decide("six", "1.0").outcome).toBe("allowed");
    expect(policy.decide("left-pad").outcome).toBe("denied");
  });

  test("a rule for the repository that is not understood affects all that no rule for a package decides", () => {
    const policy = new RepositoryPolicy([rule({ action: "DENY", condition: "x" }), six, numpy]);
    expect(policy.decide("six").outcome).toBe("allowed");
    expect(policy.decide("numpy", "2.0.1").outcome).toBe("allowed");
    expect(policy.decide("numpy", "2.0.2").outcome).toBe("unknown");
    expect(policy.decide("left-pad").outcome).toBe("unknown");
  });

  test("a condition that spells a version in its own way decides nothing about that version", () => {
    const policy = new RepositoryPolicy([deny, rule({ packageId: "six", condition: 'pkg.version.id == "1.0-RC1"' })]);
    expect(policy.decide("six", "1.0rc1")).toMatchObject({
      outcome: "unknown",
      reason: 'rule "r": its condition spells the version in another way than the service does',
    });
    expect(policy.decide("six", "1.0").outcome).toBe("denied");
    expect(policy.decide("six").outcome).toBe("unknown");
  });

  test("a rule for a package that is not known may be that of any package", () => {
    const late = rule({ ruleId: "late", unknown: ["packageId"] });
    const policy = new RepositoryPolicy([deny, six, numpy, late]);
    expect(policy.decide("left-pad", "1.0")).toEqual({
      outcome: "unknown",
      rule: late,
      reason:
        'rule "late": its package is not known and may be this one; ' +
        'without it, rule "deny-all" denies every version of whatever no rule for a package decides',
    });
    expect(policy.decide("numpy", "9.9").outcome).toBe("unknown");
    // Whether it is that rule or its own, both allow it.
    expect(policy.decide("numpy", "2.0.1").outcome).toBe("allowed");
    expect(policy.decide("six", "1.0").outcome).toBe("allowed");
  });

  test("a DENY for a package that is not known may close a listed one", () => {
    const policy = new RepositoryPolicy([deny, six, rule({ action: "DENY", packageId: "*" })]);
    expect(policy.decide("six", "1.0").outcome).toBe("unknown");
    expect(policy.decide("left-pad", "1.0").outcome).toBe("denied");
  });

  test("two rules for one package, in whatever spelling, leave it unknown", () => {
    const policy = new RepositoryPolicy([deny, six, rule({ packageId: "SIX" }), numpy]);
    expect(policy.decide("six", "1.0")).toMatchObject({
      outcome: "unknown",
      reason: 'rule "allow-six", rule "r": for the same packages, where the service keeps one',
    });
    expect(policy.decide("numpy", "2.0.1").outcome).toBe("allowed");
  });

  test("two rules for the repository leave unknown what no rule for a package decides", () => {
    const policy = new RepositoryPolicy([deny, DownloadRule.denyAll("another"), six]);
    expect(policy.decide("left-pad").outcome).toBe("unknown");
    expect(policy.decide("six").outcome).toBe("allowed");
  });

  test("text of rules cannot garble a reason", () => {
    const policy = new RepositoryPolicy([DownloadRule.denyAll('x"\u001b[2J\u202e\nrule "safe" allows it')]);
    expect(policy.decide("six").reason).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe("properties", () => {
  test("an independent evaluation of the rules agrees", () => {
    fc.assert(
      fc.property(soundFields, name, fewVersions, (fields, packageName, version) => {
        const applies = ({ condition }: DownloadRuleFields): boolean =>
          condition === undefined || celEvaluator(condition)(version) === true;
        const deciding =
          fields.find((one) => one.packageId === packageName && applies(one)) ??
          fields.find((one) => one.packageId === "" && applies(one));
        const decision = new RepositoryPolicy(toRules(fields)).decide(packageName, version);
        expect(decision.outcome).toBe(deciding?.action === "DENY" ? "denied" : "allowed");
        expect(decision.rule?.ruleId).toBe(deciding?.ruleId);
      }),
      { numRuns: 1000 },
    );
  });

  test("any version is allowed exactly when every version is", () => {
    fc.assert(
      fc.property(soundFields, name, (fields, packageName) => {
        const policy = new RepositoryPolicy(toRules(fields));
        const versions = ["1.0", "1.0.0", "1.0rc1", "2.0", "10.0", "2.0+cpu", "1!1.0", "another"];
        const every = versions.every((version) => policy.decide(packageName, version).outcome === "allowed");
        expect(policy.decide(packageName).outcome).toBe(every ? "allowed" : "denied");
      }),
      { numRuns: 500 },
    );
  });

  test("the order of the rules changes nothing", () => {
    const anything = fc.array(
      fc.record({
        ruleId: fc.constantFrom("a", "b", "c"),
        fields: knownFields,
        unknown: fc.subarray<RuleField>(["action", "packageId"]),
      }),
      { maxLength: 5 },
    );
    const shuffled = anything.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, name, fc.option(probe, { nil: undefined }), ([some, same], packageName, version) => {
        const [one, other] = [some, same].map((all) =>
          new RepositoryPolicy(all.map((each) => rule({ ...each.fields, ...each }))).decide(packageName, version),
        );
        expect(one).toEqual(other);
      }),
      { numRuns: 500 },
    );
  });

  test("a decision that is certain stays the same whatever the unknown turns out to be", () => {
    const field = fc.constantFrom<RuleField>("action", "operation", "packageId", "condition");
    const scenario = soundFields
      .filter((all) => all.length > 0)
      .chain((all) =>
        fc.record({
          all: fc.constant(all),
          index: fc.nat({ max: all.length - 1 }),
          unknown: fc.uniqueArray(field, { minLength: 1 }),
          later: knownFields,
        }),
      );
    let certain = 0;
    fc.assert(
      fc.property(scenario, name, probe, ({ all, index, unknown, later }, packageName, version) => {
        const before = all.map((fields, at) => (at === index ? { ...fields, unknown } : fields));
        const decision = new RepositoryPolicy(toRules(before)).decide(packageName, version);
        if (decision.outcome === "unknown") return;
        certain += 1;
        const settled = Object.fromEntries(unknown.map((one) => [one, later[one]]));
        const after = all.map((fields, at): DownloadRuleFields => (at === index ? { ...fields, ...settled } : fields));
        // The service takes one rule per package: the settled rule stands, or the one that was there before it.
        const clash = after.find((one, at) => at !== index && one.packageId === after[index]?.packageId);
        const readings =
          clash === undefined ? [after] : [after.filter((one) => one !== clash), after.filter((_, at) => at !== index)];
        for (const reading of readings) {
          expect(new RepositoryPolicy(toRules(reading)).decide(packageName, version).outcome).toBe(decision.outcome);
        }
      }),
      { numRuns: 2000 },
    );
    expect(certain).toBeGreaterThan(200);
  });

  test("no text opens a repository that denies all", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (ruleId, condition, version) => {
        const policy = new RepositoryPolicy([deny, rule({ ruleId, packageId: "six", condition })]);
        const cel = celEvaluator(condition);
        expect(policy.decide("flask", version).outcome).toBe("denied");
        if (policy.decide("six", version).outcome === "allowed") expect(cel(version)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("thousands of rules that cannot be placed", () => {
  const COUNT = 20_000;
  const many = (fields: (at: number) => Partial<DownloadRuleFields>): RepositoryPolicy =>
    new RepositoryPolicy([
      deny,
      ...Array.from({ length: COUNT }, (_, at) =>
        rule({ ruleId: `r${at}`, condition: `pkg.version.id == "1.${at}"`, ...fields(at) }),
      ),
    ]);

  test.each([
    ["for packages that cannot be read", () => ({ packageId: "not a name" }), "unknown"],
    ["for one package", () => ({ packageId: "six" }), "denied"],
    ["for the whole repository", () => ({}), "unknown"],
    [
      "each for a package of its own, or one that cannot be read",
      (at: number) => ({ packageId: at % 2 === 0 ? `p${at}` : "not a name" }),
      "unknown",
    ],
  ])("%s: each question looks at few of them", (_what, fields, others) => {
    const policy = many(fields);
    const judge = jest.spyOn(DownloadRule.prototype, "judge");
    for (let at = 0; at < 100; at += 1)
      expect(policy.decide(`p${at}`, "0.5").outcome).toBe(at % 2 === 0 && others === "denied" ? "denied" : others);
    expect(policy.decide("six", "1.7").outcome).toBe("unknown");
    expect(policy.decide("six", "1.7").reason.length).toBeLessThan(300);
    expect(judge.mock.calls.length).toBeLessThan(2000);
    judge.mockClear();
    expect(policy.decide("flask").outcome).toBe(others);
    expect(judge.mock.calls.length).toBeLessThan(10 * COUNT);
    judge.mockRestore();
  });

  test("a rule among them that does not name the version is found, though the others do", () => {
    const open = rule({ ruleId: "open", packageId: "six" });
    const naming = (id: string, version: string): DownloadRule =>
      rule({ ruleId: id, packageId: "not a name", condition: `pkg.version.id == "${version}"` });
    const policy = new RepositoryPolicy([
      open,
      naming("a", "1.0"),
      naming("b", "2.0"),
      rule({ ruleId: "deny", action: "DENY" }),
    ]);
    expect(policy.decide("six", "1.0")).toMatchObject({ outcome: "unknown", rule: { ruleId: "b" } });
    expect(new RepositoryPolicy([open, naming("a", "1.0")]).decide("six", "1.0").outcome).toBe("allowed");
  });
});
