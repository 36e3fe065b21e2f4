import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { Approvals } from "../../../lib/plan-review/report/approvals";
import { formatReviewSarif } from "../../../lib/plan-review/report/sarif";
import { phrase } from "../../../lib/text/phrase";
import { aFinding, aPlan, hostileReviews, reviewOf } from "./formats-reviews";

/** SARIF's own schema, of draft 4, which differs from draft 7 in the name of `id` alone as far as it is used. */
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync(join(__dirname, "../../support/schema/sarif-2.1.0.json"), "utf8")) as Record<
  string,
  unknown
>;
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);

const options = { approvals: Approvals.none(), version: "1.2.3" };

function resultsOf(text: string): any[] {
  return JSON.parse(text).runs[0].results;
}

test("a finding is a result of its rule, at its plan and resource, with its key", () => {
  const finding = aFinding({ summary: phrase`${"[x](y)"} can now read` });
  const text = formatReviewSarif(reviewOf(aPlan({ name: "a b:c", findings: [finding] })), options);
  const log = JSON.parse(text);
  expect([validate(log), validate.errors]).toEqual([true, null]);
  expect(log.runs[0].tool.driver).toMatchObject({ name: "private-pypi", version: "1.2.3" });
  const [result] = resultsOf(text);
  expect(result).toMatchObject({
    ruleId: "access-grants",
    level: "warning",
    message: { text: '"\\[x\\](y)" can now read' },
    partialFingerprints: { "finding/v1": finding.key },
  });
  expect(log.runs[0].tool.driver.rules[result.ruleIndex].id).toBe("access-grants");
  expect(result.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "a%20b%3Ac" },
    region: { startLine: 1 },
  });
  expect(result.locations[0].logicalLocations).toEqual([{ fullyQualifiedName: "google_x.a", kind: "resource" }]);
});

test("what opens or destroys is an error, what narrows a note, and what is approved is suppressed", () => {
  const level = (rest: Parameters<typeof aFinding>[0]): string =>
    resultsOf(formatReviewSarif(reviewOf(aPlan({ findings: [aFinding(rest)] })), options))[0].level;
  expect(level({ effect: "opened" })).toBe("error");
  expect(level({ effect: "changed", kind: "loss" })).toBe("error");
  for (const effect of ["widened", "unknown", "unread"] as const) expect(level({ effect })).toBe("warning");
  for (const effect of ["narrowed", "changed"] as const) expect(level({ effect })).toBe("note");
  const review = reviewOf(aPlan({ findings: [aFinding({ key: "a:b:c" }), aFinding({ key: "d:e:f" })] }));
  const results = resultsOf(formatReviewSarif(review, { ...options, approvals: Approvals.parse("a:b:c", "file") }));
  expect(results.map(({ suppressions = [] }) => suppressions.length)).toEqual([1, 0]);
});

test("whatever a plan holds, the output is ASCII on one line, valid, and has each finding once", () => {
  fc.assert(
    fc.property(hostileReviews, (review) => {
      const text = formatReviewSarif(review, options);
      expect(text).toMatch(/^[\x20-\x7e]+\n$/);
      expect(validate(JSON.parse(text))).toBe(true);
      expect(resultsOf(text)).toHaveLength(review.plans.flatMap(({ findings }) => findings).length);
    }),
    { numRuns: 50 },
  );
});

test("the schema refuses what is no SARIF", () => {
  expect(validate({ version: "2.1.0" })).toBe(false);
  expect(validate({ version: "2.0.0", runs: [] })).toBe(false);
});
