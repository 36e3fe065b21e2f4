import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { formatJson, formatMarkdown, readPlans, reviewPlans } from "../../lib/plan-review";
import { Approvals } from "../../lib/plan-review/report/approvals";
import { REAL_PLANS } from "../../scripts/tables/plan-review";

const GOLDEN = join(__dirname, "golden");
const schema = JSON.parse(readFileSync(join(__dirname, "../../lib/plan-review/review.schema.json"), "utf8")) as object;

/** Compares a text with a golden file; UPDATE_GOLDEN=1 takes it for right, and its difference is read. */
function expectText(file: string, text: string): void {
  const path = join(GOLDEN, file);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(path, text);
  }
  if (!existsSync(path)) throw new Error(`there is no golden file "${file}": run the test with UPDATE_GOLDEN=1`);
  expect(text).toBe(readFileSync(path, "utf8"));
}

const VERDICTS: Readonly<Record<string, string>> = {
  initial: "widened",
  "no-changes": "unchanged",
  "packages-widened": "widened",
  "packages-narrowed": "narrowed",
  "packages-both": "widened",
  "opened-deny-removed": "opened",
  "access-and-network": "widened",
  "repository-moved": "widened",
  "unknown-package": "widened",
  "perimeter-opened": "widened",
  "dry-run-lifted": "narrowed",
  "schedule-account-changed": "widened",
  "attachment-accepts-all": "widened",
  "destroy-everything": "narrowed",
};

test("every real plan has a verdict", () => {
  expect(Object.keys(VERDICTS).sort()).toEqual([...REAL_PLANS].sort());
});

describe.each(REAL_PLANS)("%s", (name) => {
  const reviewed = async (): Promise<ReturnType<typeof reviewPlans>> =>
    reviewPlans(await readPlans([join(__dirname, "plans", `${name}.json`)]));

  test("has its verdict", async () => {
    expect((await reviewed()).verdict).toBe(VERDICTS[name]);
  });

  test("as JSON, which is as the schema says", async () => {
    const document = JSON.parse(formatJson(await reviewed())) as unknown;
    const validate = new Ajv({ strict: true }).compile(schema);
    expect([validate(document), validate.errors]).toEqual([true, null]);
    expectText(`${name}.json`, `${JSON.stringify(document, undefined, 2)}\n`);
  });

  test("as Markdown", async () => {
    expectText(`${name}.md`, formatMarkdown(await reviewed(), { approvals: Approvals.none() }));
  });
});

test("a stack that moves loses its cache and is open for a moment, but lets nobody install more", async () => {
  const { plans } = reviewPlans(await readPlans([join(__dirname, "plans/repository-moved.json")]));
  expect(plans[0]?.packages).toEqual([]);
  expect(plans[0]?.findings.map(({ kind, effect }) => `${kind} ${effect}`)).toEqual(["order widened", "loss changed"]);
});
