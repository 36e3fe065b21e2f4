import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { reviewPlans } from "../../../lib/plan-review";
import type { Review } from "../../../lib/plan-review/finding";
import { Approvals } from "../../../lib/plan-review/report/approvals";
import { CONDITIONS, FailOn } from "../../../lib/plan-review/report/fail-on";
import { headlineOf } from "../../../lib/plan-review/report/headline";
import { formatJson } from "../../../lib/plan-review/report/json";
import { formatMarkdown } from "../../../lib/plan-review/report/markdown";
import { formatReviewSarif } from "../../../lib/plan-review/report/sarif";
import { formatText } from "../../../lib/plan-review/report/terminal-text";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, type PlanParts, planOf } from "../plan-builder";
import { CANARY, HOSTILE } from "./formats-reviews";
import { problems } from "./rendered-markdown";

const approvals = Approvals.none();
const schema = JSON.parse(
  readFileSync(join(__dirname, "../../../lib/plan-review/review.schema.json"), "utf8"),
) as object;
const validate = new Ajv({ strict: true, allErrors: true, strictTypes: false }).compile(schema);

const reviewOf = (parts: PlanParts): Review =>
  reviewPlans([{ name: "registry", plan: TerraformPlan.read(planOf(parts)) }]);

const FORMATS: Readonly<Record<string, (review: Review) => string>> = {
  text: (review) => formatText(review, { approvals, isColoured: true }),
  markdown: (review) => formatMarkdown(review, { approvals }),
  json: formatJson,
  sarif: (review) => formatReviewSarif(review, { approvals, version: "1.0.0" }),
};

const unread = (address: string, value: unknown, rest: Partial<PlannedResource> = {}): PlannedResource => ({
  address,
  before: { name: "x", target: "until now" },
  after: { name: "x", target: value, inner: [{ deep: value }] },
  ...rest,
});

const UNREAD = unread("google_nobody_reads.X", "y");
const WIDENED: PlannedResource = {
  address: "google_project_iam_member.M",
  after: { project: "p", role: "roles/owner", member: "user:a@example.com" },
};
const NARROWED: PlannedResource = { ...WIDENED, before: WIDENED.after ?? {}, after: undefined };
const NOTHING: PlannedResource = { address: "google_nobody_reads.X", before: { name: "x" }, after: { name: "x" } };
const OPENED: readonly PlannedResource[] = [
  {
    address: "google_artifact_registry_rule.Deny",
    before: { project: "p", location: "l", repository_id: "r", rule_id: "d", action: "DENY", operation: "DOWNLOAD" },
  },
];

test.each<[string, readonly PlannedResource[], string, readonly string[]]>([
  ["opened", OPENED, "packages that nobody listed can be installed", ["opened", "widened", "package-policy"]],
  ["widened", [WIDENED], "something becomes possible or weaker, or cannot be ruled out", ["widened", "access"]],
  [
    "widened",
    [WIDENED, UNREAD],
    "something becomes possible or weaker, or cannot be ruled out; 1 change that no rule reads",
    ["widened", "unread", "access"],
  ],
  ["unread", [UNREAD], "1 change that no rule reads", ["unread"]],
  ["unread", [UNREAD, NARROWED], "1 change that no rule reads", ["unread", "narrowed", "access"]],
  ["narrowed", [NARROWED], "less becomes possible", ["narrowed", "access"]],
  ["unchanged", [NOTHING], "nothing becomes possible that was not", []],
])("%s: the first line, and which conditions it meets", (verdict, resources, words, conditions) => {
  const review = reviewOf({ resources });
  expect(review.verdict).toBe(verdict);
  expect(headlineOf(review).words).toBe(`${verdict}: ${words}`);
  const met = CONDITIONS.filter((one) => FailOn.parse([one]).reasons(review, approvals).length > 0);
  expect(met.toSorted()).toEqual(conditions.toSorted());
});

test.each(Object.keys(FORMATS))("%s names what nobody reads, and shows no value of it", (format) => {
  const written = FORMATS[format]?.(
    reviewOf({
      resources: [
        unread("google_nobody_reads.X", CANARY),
        unread("google_nobody_reads.Y", [CANARY, { [`${CANARY}key`]: CANARY }]),
        unread("google_nobody_reads.Z", CANARY, { sensitive: { target: true } }),
        { address: "google_nobody_reads.New", after: { name: "n", target: CANARY } },
        { address: "google_nobody_reads.Gone", before: { name: "gone", target: CANARY } },
      ],
      drift: [unread("google_nobody_reads.X", CANARY)],
    }),
  );
  for (const one of ["X", "Y", "Z", "New", "Gone"]) expect(written).toContain(`google_nobody_reads.${one}`);
  expect(written).toContain("inner.deep");
  expect(written?.replaceAll(`${CANARY}key`, "")).not.toContain(CANARY);
});

test("whatever attributes and resources are called, each format stays what it is", () => {
  const resources = HOSTILE.map((text, at): PlannedResource => ({
    address: `google_nobody_reads.X${at}[${JSON.stringify(`${CANARY}${text}`)}]`,
    before: { name: "x" },
    after: { name: `${text}${CANARY}`, [`${CANARY}${text}`]: [{ [`${text}${CANARY}`]: "y" }] },
  }));
  const review = reviewOf({ resources });
  expect(review.plans[0]?.unread.length).toBe(HOSTILE.length);
  expect(problems(formatMarkdown(review, { approvals }))).toEqual([]);
  expect(validate(JSON.parse(formatJson(review)))).toBe(true);
  for (const format of ["json", "sarif"]) expect(FORMATS[format]?.(review)).toMatch(/^[\x20-\x7e]+\n$/);
  expect(formatText(review, { approvals, isColoured: false })).toMatch(/^[\x20-\x7e\n…]+$/);
});

test("of 10,000 findings the comment says how many are left out, and the others have each", () => {
  const resources = Array.from({ length: 10_000 }, (_, at) => unread(`google_nobody_reads.X${at}`, at));
  const review = reviewOf({ resources });
  expect(headlineOf(review).words).toBe("unread: 10,000 changes that no rule reads");
  const comment = formatMarkdown(review, { approvals });
  expect(comment.length).toBeLessThan(65_536);
  expect(comment).toMatch(/^## \S+ Unread: 10,000 changes that no rule reads\n/);
  const shown = comment.match(/`google_nobody_reads\.X\d+`$/gm)?.length ?? 0;
  const left = Number(/Left out: ([\d,]+) findings/.exec(comment)?.[1]?.replace(",", ""));
  expect(shown + left).toBe(10_000);
  expect(problems(comment)).toEqual([]);
  const { plans } = JSON.parse(formatJson(review)) as { plans: readonly { findings: readonly unknown[] }[] };
  expect(plans[0]?.findings.length).toBe(10_000);
});
