import { Approvals } from "../../../lib/plan-review/report/approvals";
import { CONDITIONS, FailOn } from "../../../lib/plan-review/report/fail-on";
import type { Effect, FindingKind, Verdict } from "../../../lib/plan-review/finding";
import { aFinding, aPlan, reviewOf } from "./formats-reviews";

const none = Approvals.none();
const KINDS: readonly FindingKind[] = [
  "package-policy",
  "access",
  "network",
  "upstream",
  "safety",
  "order",
  "loss",
  "unread",
];
const EFFECTS: readonly Effect[] = ["opened", "widened", "narrowed", "changed", "unknown", "unread"];

function isMet(condition: string, kind: FindingKind, effect: Effect): boolean {
  const reasons = FailOn.parse([condition]).reasons(reviewOf(aPlan({ findings: [aFinding({ kind, effect })] })), none);
  return reasons.length > 0;
}

test.each([
  ["opened", ["opened"]],
  ["widened", ["opened", "widened", "unknown"]],
  ["unknown", ["unknown"]],
  ["narrowed", ["narrowed"]],
])("%s is met by what is %j, of any kind", (condition, effects) => {
  for (const kind of KINDS)
    expect(EFFECTS.filter((effect) => isMet(condition, kind, effect)).sort()).toEqual([...effects].sort());
});

// "unread" is both, and the same findings either way.
test.each(KINDS.slice(0, -1))("%s is met by each of its findings, and by no others", (condition) => {
  for (const effect of EFFECTS) expect(KINDS.filter((kind) => isMet(condition, kind, effect))).toEqual([condition]);
});

test("several conditions, with commas or not, are met by any of them", () => {
  const review = reviewOf(
    aPlan({ findings: [aFinding({ key: "loss:a", kind: "loss", effect: "changed" })] }),
    aPlan({ findings: [aFinding({ key: "access:b" })] }),
  );
  expect(FailOn.parse(["opened, loss", "access"]).reasons(review, none)).toEqual(["loss: loss:a", "access: access:b"]);
  expect(FailOn.parse(["widened,access"]).reasons(review, none)).toEqual(["widened, access: access:b"]);
  expect(FailOn.parse([]).reasons(review, none)).toEqual([]);
  expect(FailOn.parse(["order"]).reasons(review, none)).toEqual([]);
});

test("what is approved is no reason, and its neighbour still is", () => {
  const review = reviewOf(
    aPlan({ verdict: "widened", findings: [aFinding({ key: "access:a" }), aFinding({ key: "access:b" })] }),
  );
  expect(FailOn.parse(["widened"]).reasons(review, Approvals.parse("access:a", "x"))).toEqual(["widened: access:b"]);
  expect(FailOn.parse(["widened"]).reasons(review, Approvals.parse("access:a\naccess:b", "x"))).toEqual([]);
});

test.each<[Verdict, readonly string[]]>([
  ["opened", ["opened", "widened"]],
  ["widened", ["widened"]],
  ["narrowed", ["narrowed"]],
  ["unchanged", []],
])("a verdict of %s that no finding explains meets %j", (verdict, conditions) => {
  const review = reviewOf(aPlan({ verdict, findings: [aFinding({ effect: "changed" })] }));
  expect(
    ["opened", "widened", "unknown", "narrowed"].filter(
      (condition) => FailOn.parse([condition]).reasons(review, none).length > 0,
    ),
  ).toEqual(conditions);
});

test("conditions that are none are all named, with those that are", () => {
  expect(() => FailOn.parse(["opened,wide", "lost", ""])).toThrow(/^3 problems[^]*"wide"[^]*"lost"[^]*""/);
  expect(() => FailOn.parse(["Opened"])).toThrow(new RegExp(`take one or more of ${CONDITIONS.join(", ")}$`));
  expect([...CONDITIONS]).toEqual(["opened", "widened", "unknown", "unread", "narrowed", ...KINDS.slice(0, -1)]);
});
