import fc from "fast-check";
import { compareArmorPolicies } from "../../../lib/plan-review/facts/armor-policies";

interface Rule {
  readonly priority: number;
  readonly action: "allow" | "deny(403)" | "throttle";
  readonly preview: boolean;

  /** Of four blocks of addresses: 10.0.0.0/24 to 10.0.3.0/24; all of them and the rest of the world are "*". */
  readonly blocks: readonly number[];
  readonly expression?: "a" | "b";
}

const RATE = [{ conform_action: "allow", rate_limit_threshold: [{ count: 10, interval_sec: 60 }] }];

function bodyOf(rules: readonly Rule[]): object {
  return {
    rule: rules.map(({ priority, action, preview, blocks, expression }) => ({
      priority,
      action,
      preview,
      rate_limit_options: action === "throttle" ? RATE : [],
      match:
        expression === undefined
          ? [
              {
                versioned_expr: "SRC_IPS_V1",
                config: [{ src_ip_ranges: blocks.length === 4 ? ["*"] : blocks.map((one) => `10.0.${one}.0/24`) }],
              },
            ]
          : [{ expr: [{ expression }] }],
    })),
  };
}

/** What is done with a request, the most open first. */
function decide(rules: readonly Rule[], block: number, meets: readonly string[]): number {
  const [first] = rules
    .filter(({ preview }) => !preview)
    .filter(({ expression, blocks }) =>
      expression === undefined ? blocks.length === 4 || blocks.includes(block) : meets.includes(expression),
    )
    .toSorted((one, other) => one.priority - other.priority);
  return ["allow", "throttle", "deny(403)"].indexOf(first?.action ?? "allow");
}

/** By going through all requests; a fifth block is the rest of the world. */
function expected(before: readonly Rule[], after: readonly Rule[]): string | undefined {
  const turns = new Set<string>();
  for (const block of [0, 1, 2, 3, 4])
    for (const meets of [[], ["a"], ["b"], ["a", "b"]]) {
      const turn = decide(after, block, meets) - decide(before, block, meets);
      if (turn !== 0) turns.add(turn > 0 ? "more" : "less");
    }
  return turns.size > 1 ? undefined : ([...turns][0] ?? "same");
}

const RULES = fc.uniqueArray(
  fc.record(
    {
      priority: fc.integer({ min: 1, max: 6 }),
      action: fc.constantFrom<Rule["action"][]>("allow", "deny(403)", "throttle"),
      preview: fc.boolean(),
      blocks: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      expression: fc.constantFrom<("a" | "b")[]>("a", "b"),
    },
    { requiredKeys: ["priority", "action", "preview", "blocks"] },
  ),
  { maxLength: 5, selector: ({ priority }) => priority },
);

test("a policy keeps away more or less as each request that there can be is told", () => {
  fc.assert(
    fc.property(RULES, RULES, (before, after) => {
      const [old, now] = [bodyOf(before), bodyOf(after)] as [Record<string, unknown>, Record<string, unknown>];
      expect(compareArmorPolicies(old, now)).toBe(expected(before, after));
    }),
    { numRuns: 500 },
  );
});

describe("what is not gone through", () => {
  const rule = (extra: object): object => ({
    priority: 1,
    action: "deny(403)",
    match: [{ config: [{ src_ip_ranges: ["10.0.0.0/8"] }] }],
    ...extra,
  });
  const compare = (before: object, after: object): unknown =>
    compareArmorPolicies({ rule: [before] }, { rule: [after] });

  test.each<[string, object, unknown]>([
    ["another answer to what is kept away", { action: "deny(404)" }, "same"],
    ["a description", { description: "x" }, "same"],
    ["two halves of a range", { match: [{ config: [{ src_ip_ranges: ["10.0.0.0/9", "10.128.0.0/9"] }] }] }, "same"],
    ["another number", { priority: 7 }, "same"],
    ["a text that is no range", { match: [{ config: [{ src_ip_ranges: ["10.0.0.0/8", "x"] }] }] }, undefined],
    ["an action that is not known", { action: "tarpit" }, undefined],
    ["another header", { header_action: [{ a: 1 }] }, undefined],
  ])("%s", (_, extra, turn) => {
    expect(compare(rule({}), rule(extra))).toBe(turn);
  });

  test("what is taken out of a preconfigured rule is let through", () => {
    const waf = (preconfigured_waf_config: readonly object[]): object =>
      rule({ match: [{ expr: [{ expression: "evaluatePreconfiguredWaf('x')" }] }], preconfigured_waf_config });
    const exclusion = [{ exclusion: [{ target_rule_set: "x" }] }];
    expect([compare(waf([]), waf(exclusion)), compare(waf(exclusion), waf([]))]).toEqual(["less", "more"]);
  });

  test("limits by their count in the same time", () => {
    const limit = (count: number, interval_sec = 60): object =>
      rule({ action: "throttle", rate_limit_options: [{ rate_limit_threshold: [{ count, interval_sec }] }] });
    expect([compare(limit(10), limit(20)), compare(limit(20), limit(10))]).toEqual(["less", "more"]);
    expect([compare(limit(10), limit(10)), compare(limit(10), limit(10, 30))]).toEqual(["same", undefined]);
  });

  test("a policy with too many conditions", () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      rule({ priority: at, match: [{ expr: [{ expression: `e${at}` }] }] }),
    );
    expect(compareArmorPolicies({ rule: many }, { rule: many.slice(1) })).toBeUndefined();
  });
});
