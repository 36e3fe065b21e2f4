import fc from "fast-check";

import { DownloadRule } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { type Upstream, VirtualPolicy } from "../../lib/policy/virtual-policy";
import { fewVersions, NAMES, soundFields, toRules } from "./arbitraries";

const own: Upstream = { name: "own", priority: 200, mode: "standard", policy: new RepositoryPolicy([]) };
const pypi: Upstream = {
  name: "pypi",
  priority: 100,
  mode: "remote",
  policy: new RepositoryPolicy([
    DownloadRule.denyAll("deny-all"),
    DownloadRule.allowPackage("allow-six", "six", ["1.17.0"]),
  ]),
};

describe("own packages before a locked remote", () => {
  const policy = new VirtualPolicy([pypi, { ...own, holds: ["Acme_Tools"] }]);

  test.each([
    ["acme-tools", "1.0", "allowed", "own", undefined],
    ["ACME.tools", undefined, "allowed", "own", undefined],
    ["six", "1.17.0", "allowed", "pypi", "allow-six"],
    ["six", "1.16.0", "denied", "pypi", "deny-all"],
    ["left-pad", "1.0", "denied", "pypi", "deny-all"],
  ])("%s %s is %s by %s", (packageName, version, outcome, upstream, ruleId) => {
    const decision = policy.decide(packageName, version);
    expect([decision.outcome, decision.upstream, decision.rule?.ruleId]).toEqual([outcome, upstream, ruleId]);
    expect(decision.reason).toContain(`upstream "${upstream}": `);
  });

  test("names the packages of all upstreams", () => {
    expect(policy.packageNames).toEqual(["acme-tools", "six"]);
    expect(policy.ofOthers().decide().outcome).toBe("denied");
  });

  test("any version is denied when only some are allowed", () => {
    expect(policy.decide("six")).toMatchObject({ outcome: "denied", versions: ["1.17.0"], upstream: "pypi" });
  });
});

test("what an upstream holds must be package names", () => {
  expect(() => new VirtualPolicy([{ ...own, holds: ["no name"] }])).toThrow(/package name "no name"/);
});

test("when nobody knows what the standard repository holds, only what is the same either way is certain", () => {
  const policy = new VirtualPolicy([own, pypi]);
  expect(policy.decide("six", "1.17.0").outcome).toBe("allowed");
  expect(policy.decide("left-pad", "1.0")).toMatchObject({
    outcome: "unknown",
    reason:
      'which upstream decides is not known: upstream "own": no rule applies, and without one every download ' +
      'is allowed; or upstream "pypi": rule "deny-all" denies every version of whatever no rule ' +
      "for a package decides",
  });
});

test("a remote upstream has every package, so what comes after it is never asked", () => {
  const open: Upstream = { name: "open", priority: 300, mode: "remote", policy: new RepositoryPolicy([]) };
  expect(new VirtualPolicy([pypi, open]).decide("left-pad").outcome).toBe("allowed");
  expect(new VirtualPolicy([pypi, { ...open, priority: 1 }]).decide("left-pad").outcome).toBe("denied");
});

test("the rules of a standard upstream decide on what it holds", () => {
  const closed = new RepositoryPolicy([DownloadRule.denyAll("closed")]);
  const policy = new VirtualPolicy([{ ...own, policy: closed, holds: ["six"] }, pypi]);
  expect(policy.decide("six", "1.17.0")).toMatchObject({ outcome: "denied", upstream: "own" });
});

test("priorities are compared as numbers", () => {
  const open: Upstream = { name: "open", priority: 20, mode: "remote", policy: new RepositoryPolicy([]) };
  expect(new VirtualPolicy([open, { ...pypi, priority: 100 }]).decide("left-pad").outcome).toBe("denied");
  expect(new VirtualPolicy([open, { ...pypi, priority: 3 }]).decide("left-pad").outcome).toBe("allowed");
});

test.each<[string, readonly Upstream[]]>([
  ["two upstreams share a priority", [{ ...own, priority: 100, holds: ["left-pad"] }, pypi]],
  ["a priority is not known", [{ ...own, priority: undefined, holds: ["left-pad"] }, pypi]],
  ["the rules of the first upstream are not known", [{ ...pypi, priority: 300, policy: undefined }, pypi]],
  ["the kind of the first upstream is not known", [{ ...own, mode: undefined, holds: [] }, pypi]],
])("a package that is denied by one and not by another is unknown when %s", (_, upstreams) => {
  expect(new VirtualPolicy(upstreams).decide("left-pad", "1.0").outcome).toBe("unknown");
});

test("upstreams of one priority that agree leave no doubt", () => {
  const policy = new VirtualPolicy([pypi, { ...pypi, name: "mirror" }]);
  expect(policy.decide("left-pad").outcome).toBe("denied");
  expect(policy.decide("six", "1.17.0").outcome).toBe("allowed");
});

test("without an upstream that has it, a package cannot be downloaded", () => {
  const nowhere = { outcome: "denied", reason: "no upstream has the package" };
  expect(new VirtualPolicy([]).decide("six")).toEqual(nowhere);
  expect(new VirtualPolicy([{ ...own, holds: ["numpy"] }]).decide("six", "1.0")).toEqual(nowhere);
});

describe("properties", () => {
  const upstream = fc.record({
    priority: fc.option(fc.nat({ max: 3 }), { freq: 8, nil: undefined }),
    mode: fc.option(fc.constantFrom("remote" as const, "standard" as const), { freq: 8, nil: undefined }),
    policy: fc.option(
      soundFields.map((fields) => new RepositoryPolicy(toRules(fields))),
      { freq: 8, nil: undefined },
    ),
    holds: fc.option(fc.subarray([...NAMES]), { nil: undefined }),
  });
  const upstreams = fc
    .array(upstream, { maxLength: 4 })
    .map((all) => all.map((one, index): Upstream => ({ ...one, name: `upstream-${index}` })));
  const name = fc.constantFrom(...NAMES, "unlisted");

  test("the order in which upstreams are given changes nothing", () => {
    const shuffled = upstreams.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, name, fewVersions, ([one, other], packageName, version) => {
        const decision = new VirtualPolicy(one).decide(packageName, version);
        expect(new VirtualPolicy(other).decide(packageName, version)).toEqual(decision);
      }),
      { numRuns: 300 },
    );
  });

  test("a certain decision is that of a plain walk along the upstreams, whatever the unknown turns out to be", () => {
    const settling = fc.record({
      ranks: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4, maxLength: 4 }),
      modes: fc.array(fc.constantFrom("remote", "standard"), { minLength: 4, maxLength: 4 }),
      outcomes: fc.array(fc.constantFrom("allowed", "denied"), { minLength: 4, maxLength: 4 }),
      has: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    });
    let certain = 0;
    fc.assert(
      fc.property(
        upstreams,
        settling,
        name,
        fewVersions,
        (all, { ranks, modes, outcomes, has }, packageName, version) => {
          const { outcome } = new VirtualPolicy(all).decide(packageName, version);
          if (outcome === "unknown") return;
          certain += 1;
          const settled = all
            .map((one, index) => ({
              priority: one.priority ?? ranks[index] ?? 0,
              rank: ranks[index] ?? 0,
              outcome: one.policy?.decide(packageName, version).outcome ?? outcomes[index],
              present:
                (one.mode ?? modes[index]) === "remote" ||
                (one.holds === undefined ? has[index] : one.holds.includes(packageName)),
            }))
            .sort((a, b) => b.priority - a.priority || a.rank - b.rank);
          expect(outcome).toBe(settled.find(({ present }) => present)?.outcome ?? "denied");
        },
      ),
      { numRuns: 3000 },
    );
    expect(certain).toBeGreaterThan(500);
  });
});
