import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { type Review, reviewPlans } from "../../lib/plan-review";
import { Approvals } from "../../lib/plan-review/report/approvals";
import { formatJson } from "../../lib/plan-review/report/json";
import { formatMarkdown } from "../../lib/plan-review/report/markdown";
import { formatText } from "../../lib/plan-review/report/terminal-text";
import { TerraformPlan } from "../../lib/terraform";
import { REAL_PLANS } from "../../scripts/tables/plan-review";
import { CANARY, HOSTILE } from "./report/formats-reviews";
import { problems } from "./report/rendered-markdown";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const approvals = Approvals.none();
const validate = new Ajv({ strict: true }).compile(
  JSON.parse(readFileSync(join(__dirname, "../../lib/plan-review/review.schema.json"), "utf8")) as object,
);

/** What Terraform itself writes, and a plan without which would be none. */
const STRUCTURE = ["format_version", "actions", "mode", "type", "provider_name"];

/** What the rules look for: with other values nothing would be said of a resource. */
const MEANING = [
  "action",
  "operation",
  "format",
  "direction",
  "role",
  "protocol",
  "dest_range",
  "ip_cidr_range",
  "destination_ranges",
  "source_ranges",
  "next_hop_gateway",
  "deletion_policy",
  "references",
  "depends_on",
];

const read = (name: string): Json => JSON.parse(readFileSync(join(__dirname, "plans", `${name}.json`), "utf8")) as Json;
const review = (document: Json, name: string): Review => reviewPlans([{ name, plan: TerraformPlan.read(document) }]);
const printed = (one: Review): readonly string[] => [
  formatMarkdown(one, { approvals }),
  formatText(one, { approvals, isColoured: false }),
  formatJson(one),
];

/** Every text of a document made anew, but for those of some fields. */
function rewritten(value: Json, kept: readonly string[], rewrite: (text: string) => string): Json {
  if (typeof value === "string") return rewrite(value);
  if (Array.isArray(value)) return value.map((one: Json) => rewritten(one, kept, rewrite));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, kept.includes(name) ? one : rewritten(one, kept, rewrite)]),
  );
}

function pick(text: string, round: number): string {
  const sum = [...text].reduce(
    (total, character) => (total * 31 + (character.codePointAt(0) ?? 0)) % 65_521,
    round + 7,
  );
  return HOSTILE[(sum + round * 17) % HOSTILE.length] ?? "";
}

describe.each(REAL_PLANS)("%s", (name) => {
  const document = read(name);

  test.each([
    [
      "in every place",
      STRUCTURE,
      (round: number) => (text: string) => `${pick(text, round)}${CANARY}${pick(text, round + 1)}`,
    ],
    [
      "in every name",
      [...STRUCTURE, ...MEANING],
      (round: number) => (text: string) => `${text}${pick(text, round)}${CANARY}`,
    ],
    [
      "before every name",
      [...STRUCTURE, ...MEANING],
      (round: number) => (text: string) => `${pick(text, round)}${CANARY}${text}`,
    ],
  ])("hostile texts %s stay harmless", (_, kept, rewrite) => {
    for (let round = 0; round < 8; round += 1) {
      const hostile = review(rewritten(document, kept, rewrite(round)), `${CANARY}${pick(name, round)}`);
      const [markdown = "", text = "", json = ""] = printed(hostile);
      expect(problems(markdown)).toEqual([]);
      expect(text).toMatch(/^[\x20-\x7e\n…→]*$/);
      expect(json).toMatch(/^[\x20-\x7e]*\n$/);
      expect([validate(JSON.parse(json)), validate.errors]).toEqual([true, null]);
    }
  });

  test.each([
    ["as a whole", (): Json => true],
    ["one by one", marks],
  ])("nothing depends on what secrets are, not even on how long: marked %s", (_, mark) => {
    const short = printed(
      review(
        secret(document, mark, (text) => `S3cr3t${key(text)}`),
        name,
      ),
    );
    const long = printed(
      review(
        secret(document, mark, (text) => `An0therS3cr3t${key(text).repeat(5)}`),
        name,
      ),
    );
    expect(short.join("\n")).not.toMatch(/S3cr3t/i);
    expect(long).toEqual(short);
  });
});

/** A name for a text that says nothing of it. */
function key(text: string): string {
  return Buffer.from(text).toString("hex").slice(-12);
}

function marks(value: Json): Json {
  if (Array.isArray(value)) return value.map((one: Json) => marks(one));
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, marks(one)]))
    : true;
}

/** The document with every value of every resource made a secret. */
function secret(document: Json, mark: (values: Json) => Json, rewrite: (text: string) => string): Json {
  if (Array.isArray(document)) return document.map((one: Json) => secret(one, mark, rewrite));
  if (typeof document !== "object" || document === null) return document;
  const fields = Object.fromEntries(Object.entries(document).map(([name, one]) => [name, secret(one, mark, rewrite)]));
  const given = new Map(Object.entries(document));
  for (const [values, mask] of [
    ["before", "before_sensitive"],
    ["after", "after_sensitive"],
    ["values", "sensitive_values"],
  ] as const) {
    const held = given.get(values);
    if (!given.has(mask) || held === undefined || held === null) continue;
    fields[values] = rewritten(held, [], rewrite);
    fields[mask] = mark(held);
  }
  return fields;
}

test.each(["google_@team_iam_member", "google_https://evil.example/_iam_binding", "google_\u202e", "google_\n| a |\n"])(
  "a type that is none, %j, stays harmless",
  (start) => {
    const types = [start, `${start}_iam_member`, `${start}_iam_binding`, `${start}_iam_policy`];
    const of = (values: object): object => ({
      kms_key_name: "key",
      deletion_protection: true,
      deletion_policy: "DELETE",
      role: "roles/owner",
      member: "user:a@example.com",
      policy_data: "{}",
      ...values,
    });
    const changes = types.map((type, at) => ({
      address: `${CANARY}.${at}`,
      mode: "managed",
      type: type.replace("google_", `google_${CANARY}`),
      change: {
        actions: ["update"],
        before: of({}),
        after: of({
          kms_key_name: "other",
          deletion_protection: false,
          deletion_policy: "ABANDON",
          role: "roles/viewer",
        }),
      },
    }));
    const [markdown = "", text = ""] = printed(
      review({ format_version: "1.2", resource_changes: changes as unknown as Json }, "x"),
    );
    expect(problems(markdown)).toEqual([]);
    expect(markdown).toContain("is off");
    expect(text).toMatch(/^[\x20-\x7e\n…→]*$/);
  },
);

test("a secret variable that names the project is not shown", () => {
  const resource = { address: "google_compute_network.A", mode: "managed", type: "google_compute_network", name: "A" };
  const of = (sensitive: boolean): string =>
    printed(
      review(
        {
          format_version: "1.2",
          variables: { p: { value: "hidden-project" } },
          configuration: {
            provider_config: { google: { expressions: { project: { references: ["var.p"] } } } },
            root_module: {
              variables: { p: sensitive ? { sensitive: true } : {} },
              resources: [{ ...resource, expressions: {} }],
            },
          },
          resource_changes: [
            {
              ...resource,
              change: {
                actions: ["create"],
                before: null,
                after: { name: "net" },
                after_unknown: {},
                before_sensitive: false,
                after_sensitive: {},
              },
            },
          ],
        },
        "x",
      ),
    ).join();
  expect(of(true)).not.toContain("hidden-project");
});
