import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { formatJson } from "../../../lib/plan-review/report/json";
import { phrase } from "../../../lib/text/phrase";
import { aChange, aFinding, aPlan, hostileReviews, reviewOf } from "./formats-reviews";

const schema = JSON.parse(
  readFileSync(join(__dirname, "../../../lib/plan-review/review.schema.json"), "utf8"),
) as object;
const validate = new Ajv({ strict: true, allErrors: true, strictTypes: false }).compile(schema);

test("a review has the members that are promised, in their order, and no others", () => {
  const plan = aPlan({
    verdict: "widened",
    packages: [
      aChange({ origins: ["a:1"] }),
      aChange({ name: null, before: "denied", after: "unknown", effect: "unknown", reason: phrase`why` }),
    ],
    findings: [aFinding({ summary: phrase`${'a "b"\u202e'} can now read` })],
    unread: [{ address: "a.b", type: "a", action: "new", attributes: ["x.y"] }],
    notes: [phrase`note`],
  });
  expect(formatJson(reviewOf(plan))).toBe(
    '{"version":2,"verdict":"widened","loses":false,' +
      '"plans":[{"name":"registry","verdict":"widened","loses":false,"packages":[' +
      '{"repository":"repo","name":"flask","before":["3.0.2"],"after":["3.0.3"],"effect":"widened"},' +
      '{"repository":"repo","name":null,"before":"denied","after":"unknown","effect":"unknown"}],' +
      '"findings":[{"key":"access:member:repo:ada","rule":"access-grants","kind":"access","effect":"widened",' +
      String.raw`"address":"google_x.a","summary":"\"a \\\"b\\\"\\u{202e}\" can now read"}],` +
      '"unread":[{"address":"a.b","type":"a","action":"new","attributes":["x.y"]}]}]}\n',
  );
});

test("whatever a plan holds, the output is ASCII on one line, says the same, and keeps to the schema", () => {
  fc.assert(
    fc.property(hostileReviews, (review) => {
      const text = formatJson(review);
      expect(text).toMatch(/^[\x20-\x7e]+\n$/);
      const read = JSON.parse(text) as {
        verdict: string;
        plans: { name: string; packages: unknown[]; findings: { address: string }[] }[];
      };
      expect(validate(read)).toBe(true);
      expect(read.verdict).toBe(review.verdict);
      expect(
        read.plans.map(({ name, packages, findings }) => [name, packages, findings.map(({ address }) => address)]),
      ).toEqual(
        review.plans.map(({ name, packages, findings }) => [
          name,
          packages.map(({ repository, name: subject, before, after, effect }) => ({
            repository,
            name: subject,
            before,
            after,
            effect,
          })),
          findings.map(({ address }) => address),
        ]),
      );
    }),
    { numRuns: 100 },
  );
});

test("the schema refuses what is not promised", () => {
  const good = JSON.parse(formatJson(reviewOf(aPlan({ packages: [aChange()], findings: [aFinding()] }))));
  expect(validate(good)).toBe(true);
  const changed = (change: (copy: any) => void) => {
    const copy = structuredClone(good);
    change(copy);
    return validate(copy);
  };
  expect(changed((copy) => (copy.version = 1))).toBe(false);
  expect(changed((copy) => (copy.more = 1))).toBe(false);
  expect(changed((copy) => (copy.verdict = "changed"))).toBe(false);
  expect(changed((copy) => (copy.plans[0].packages[0].before = "some"))).toBe(false);
  expect(changed((copy) => (copy.plans[0].findings[0].kind = "other"))).toBe(false);
  expect(changed((copy) => delete copy.plans[0].packages[0].name)).toBe(false);
  expect(changed((copy) => delete copy.plans[0].findings[0].key)).toBe(false);
});
