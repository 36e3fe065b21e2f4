import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, type PlanReview, reviewPlans } from "../../lib/plan-review";
import { TerraformPlan } from "../../lib/terraform";

type Fields = Record<string, unknown>;

/** Plans that Terraform 1.11, 1.14 and 1.17, or OpenTofu 1.12, really made, as `show -json` prints them. */
function planOf(name: string): Fields {
  return JSON.parse(readFileSync(join(__dirname, "plan-features", `${name}.json`), "utf8")) as Fields;
}

function reviewOf(plan: Fields): PlanReview {
  const [review] = reviewPlans([{ name: "p", plan: TerraformPlan.read(plan) }]).plans;
  if (review === undefined) throw new Error("no review");
  return review;
}

function said(plan: Fields): Fields {
  const { verdict, findings, notes } = reviewOf(plan);
  return {
    verdict,
    said: findings.map(({ effect, summary }) => `${effect}: ${String(summary)}`),
    notes: notes.map(String),
  };
}

const OUTPUTS = "outputs change, and what that means is seen where they are used: ";
const SEEN = "everybody who sees the run or the state's outputs";
const ELSEWHERE = (source: string): string =>
  `unknown: provider "${source}" is not the one that this review knows: it runs with the credentials of the apply, ` +
  'and what is said of its resources, as of "google_storage_bucket.b", may not hold';

test.each([
  [
    "output-no-longer-secret",
    {
      verdict: "widened",
      said: [`widened: output "sec" was secret, and is shown to ${SEEN}`],
      notes: [`${OUTPUTS}"ch", "gone", "new", "sec"`],
    },
  ],
  [
    "outputs-of-secrets",
    {
      verdict: "widened",
      said: [
        `unknown: output "leak2" is shown to ${SEEN}, and is made of "var.pw", which is secret`,
        `unknown: output "leak" is shown to ${SEEN}, and is made of "terraform_data.a.output", which is secret`,
      ],
      notes: [`${OUTPUTS}"leak", "leak2"`],
    },
  ],
  [
    "outputs-of-passwords",
    {
      verdict: "widened",
      said: [
        `unknown: output "one" is shown to ${SEEN}, and is made of "google_sql_user.u[\\"a\\"].password", which is secret`,
        `unknown: output "pws" is shown to ${SEEN}, and is made of "google_sql_user.u", which is secret`,
      ],
      notes: [`${OUTPUTS}"names", "one", "pws", "sec"`],
    },
  ],
  [
    "provider-from-elsewhere",
    { verdict: "widened", said: [ELSEWHERE("registry.terraform.io/evil/google")], notes: [] },
  ],
  [
    "provider-from-elsewhere-opentofu",
    {
      verdict: "widened",
      said: [
        ELSEWHERE("registry.opentofu.org/evil/google"),
        'unread: storage bucket "acme-b" is new, and no rule reads "location", "name"',
      ],
      notes: [],
    },
  ],
  [
    "endpoint-elsewhere",
    {
      verdict: "widened",
      said: [
        'unknown: provider "google" sends requests, and the credentials of the apply in them, to "evil.example" ' +
          '("storage_custom_endpoint"); whether it did so before cannot be seen',
      ],
      notes: [],
    },
  ],
  [
    "check-fails",
    {
      verdict: "widened",
      said: [
        'unknown: "check.health", a condition of the configuration itself, does not hold: ' +
          '"the service is not y, see <runbook>"',
      ],
      notes: [],
    },
  ],
  [
    "precondition-fails",
    {
      verdict: "widened",
      said: [
        'unknown: "terraform_data.a", a condition of the configuration itself, does not hold: "pre"',
        "unknown: making this plan failed, so it does not show everything that the configuration asks for",
      ],
      notes: [],
    },
  ],
  [
    "provisioner",
    {
      verdict: "unread",
      said: [
        'unread: provisioner "local-exec" can run when "terraform_data.a" is replaced, and no rule reads what it does',
      ],
      notes: [],
    },
  ],
  [
    "opentofu-destroy-false",
    {
      verdict: "unchanged",
      said: [],
      notes: ['Terraform forgets what stays as it is, and no later plan shows it: "terraform_data.a"', `${OUTPUTS}"x"`],
    },
  ],
  [
    "moved-and-changed",
    { verdict: "unchanged", said: [], notes: ["1 resource moved to another address, and changed there"] },
  ],
  [
    "targeted",
    {
      verdict: "widened",
      said: ["unknown: this plan is not complete: after it there is more to apply, which is not reviewed here"],
      notes: [],
    },
  ],
  ["refresh-only", { verdict: "unchanged", said: [], notes: [`${OUTPUTS}"a"`] }],
])("the plan %s says what a reviewer has to know", (name, expected) => {
  expect(said(planOf(name))).toEqual(expected);
});

describe("a provider's requests", () => {
  const endpoints = (expressions: Fields, more: Fields = {}): readonly string[] => {
    const plan = planOf("endpoint-elsewhere");
    const configuration = plan.configuration as { provider_config: { google: Fields }; root_module: Fields };
    configuration.provider_config.google.expressions = expressions;
    return reviewOf({ ...plan, ...more }).findings.map(({ summary }) => summary.toString());
  };
  const constant = (value: unknown): Fields => ({ constant_value: value });

  test.each([
    "https://storage.googleapis.com/storage/v1/",
    "https://storage-acme.p.googleapis.com/storage/v1/",
    "http://127.0.0.1:8080/storage/v1/",
    "http://localhost:4443/",
    "http://[::1]:4443/",
    null,
  ])("stay with Google, or on this machine: %s", (value) => {
    expect(endpoints({ storage_custom_endpoint: constant(value) })).toEqual([]);
  });

  test.each([
    ["https://googleapis.com.evil.example/", '"googleapis.com.evil.example"'],
    ["https://storage.googleapis.com@evil.example/", '"evil.example"'],
    ["https://notgoogleapis.com/", '"notgoogleapis.com"'],
    ["https://127.0.0.1.evil.example/", '"127.0.0.1.evil.example"'],
    ["http://storage.googleapis.com/storage/v1/", '"storage.googleapis.com"'],
    ["storage.googleapis.com", '"storage.googleapis.com"'],
  ])("go elsewhere, or unencrypted: %s", (value, host) => {
    const [summary, ...rest] = endpoints({ storage_custom_endpoint: constant(value) });
    expect(summary).toContain(`in them, to ${host} ("storage_custom_endpoint")`);
    expect(rest).toEqual([]);
  });

  test("go to one place for many services, and to one that is not shown", () => {
    const at = (host: string): Fields => constant(`https://${host}/v1/`);
    expect(
      endpoints({
        compute_custom_endpoint: at("a.example"),
        dns_custom_endpoint: at("a.example"),
        universe_domain: constant("b.example"),
        storage_custom_endpoint: { references: ["local.x"] },
      }).map((summary) => summary.replace(/^.* in them, to |; whether.*$/g, "")),
    ).toEqual([
      '"a.example" ("compute_custom_endpoint", "dns_custom_endpoint")',
      '"b.example" ("universe_domain")',
      'a place that the plan does not show ("storage_custom_endpoint")',
    ]);
  });

  test("are not shown where a secret variable says where they go", () => {
    const plan = planOf("endpoint-elsewhere");
    const { root_module: root } = plan.configuration as { root_module: { variables: { e: Fields } } };
    root.variables.e.sensitive = true;
    const [finding] = reviewOf(plan).findings;
    expect(finding?.summary.toString()).toContain("to a place that the plan does not show");
    expect(finding?.key).toMatch(/:plan-[0-9a-f]{32}$/);
  });
});

describe("what newer versions may write into a plan", () => {
  const found = (plan: Fields): readonly string[] =>
    reviewOf(plan).findings.map(({ effect, summary }) => `${effect}: ${String(summary)}`);
  const first = (plan: Fields): { change: Fields } & Fields =>
    (plan.resource_changes as ({ change: Fields } & Fields)[])[0] ?? { change: {} };

  test.each<[string, (plan: Fields) => void]>([
    ['"policy_changes"', (plan) => (plan.policy_changes = [{ x: 1 }])],
    ['"resource_changes.hooks" of "terraform_data.a[1]"', (plan) => (first(plan).hooks = { a: 1 })],
    ['"resource_changes.change.effects" of "terraform_data.a[1]"', (plan) => (first(plan).change.effects = true)],
    [
      '"resource_changes.change.actions: invoke" of "terraform_data.a[1]"',
      (plan) => (first(plan).change.actions = ["invoke"]),
    ],
    ['"resource_changes.mode: list" of "terraform_data.a[1]"', (plan) => (first(plan).mode = "list")],
  ])("is unread: %s", (name, change) => {
    const plan = planOf("moved-and-changed");
    change(plan);
    expect(found(plan)).toContain(
      `unread: the plan says ${name}, which this version does not know, and no rule reads it`,
    );
    expect(reviewOf(plan).verdict).toBe("unread");
  });

  test("says nothing where it is empty", () => {
    const plan = planOf("moved-and-changed");
    expect(found({ ...plan, policy_changes: [], other: null, third: {} })).toEqual([]);
  });
});

describe("an approval", () => {
  const keys = (plan: Fields): readonly string[] => reviewOf(plan).findings.map(({ key }: Finding) => key);
  const edited = (name: string, from: string, to: string): Fields => {
    const text = JSON.stringify(planOf(name));
    if (!text.includes(from)) throw new Error(`there is no ${from}`);
    return JSON.parse(text.replaceAll(from, to)) as Fields;
  };

  test.each([
    ["provisioner", "echo bye", "curl evil.example"],
    ["provider-from-elsewhere", "evil/google", "worse/google"],
    ["endpoint-elsewhere", "evil.example/storage", "evil.example/other"],
    ["outputs-of-secrets", '"leak"', '"leak3"'],
  ])("of %s holds for the same again, and not with another %s", (name, from, to) => {
    expect(keys(planOf(name))).toEqual(keys(planOf(name)));
    const [before, after] = [keys(planOf(name)), keys(edited(name, from, to))];
    expect(after).toHaveLength(before.length);
    expect(before.filter((key) => !after.includes(key))).not.toEqual([]);
  });

  test("of an action holds for what it is given, and not for anything else", () => {
    const withAction = (given: string): Fields => ({
      ...planOf("moved-and-changed"),
      action_invocations: [{ address: "action.a.b", type: "a", config_values: { command: given } }],
    });
    expect(keys(withAction("x"))).toEqual(keys(withAction("x")));
    expect(keys(withAction("x"))).not.toEqual(keys(withAction("y")));
  });
});
