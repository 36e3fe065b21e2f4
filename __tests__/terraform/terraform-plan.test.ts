import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { TerraformPlan, TerraformState } from "../../lib/terraform";
import { HiddenValue } from "../../lib/terraform/hidden-value";
import { valueAt } from "../../lib/terraform/resource-values";
import { parseJsonText } from "../../lib/text/json-text";
import { problemsOf } from "../packages/temporary-folder";

const PLANS = join(__dirname, "../plan-review/plans");
const plan = (fields: object): TerraformPlan =>
  TerraformPlan.read({ format_version: "1.2", resource_changes: [], ...fields });
const change = (address: string, fields: object, entry: object = {}): object => ({
  address,
  mode: "managed",
  type: address.split(".").at(-2),
  ...entry,
  change: {
    actions: ["create"],
    before: null,
    after: {},
    after_unknown: {},
    before_sensitive: false,
    after_sensitive: false,
    ...fields,
  },
});

describe("what a plan does not show", () => {
  const secret = "hunter2-very-secret";
  const read = plan({
    configuration: {
      root_module: {
        resources: [
          {
            address: "t.a",
            expressions: {
              network: { references: ["t.net.id", "t.net"] },
              mixed: { references: ["t.net.id", "t.net", "var.x"] },
            },
          },
          { address: "t.net", expressions: {} },
        ],
      },
    },
    resource_changes: [
      change("t.net", { after: { name: "net" }, after_unknown: { id: true } }),
      change("t.a", {
        after: { name: "a", password: secret, list: ["x", null], block: [{ known: 1 }] },
        after_unknown: { network: true, mixed: true, computed: true, list: [false, true], block: [{ late: true }] },
        after_sensitive: { password: true },
      }),
    ],
  });
  const body = read.after.at("t.a")?.body ?? {};

  test("is neither there nor absent", () => {
    expect(JSON.stringify(body)).toBe(
      '{"name":"a","password":"(sensitive)","list":["x","(known after apply)"],"block":[{"known":1,"late":"(known ' +
        'after apply)"}],"network":"(known after apply)","mixed":"(known after ' +
        'apply)","computed":"(known after apply)"}',
    );
    expect(read.after.text(body.computed)).toBeUndefined();
    expect(read.after.texts(body.list)).toBeUndefined();
  });

  test("is each attribute of what is hidden as a whole", () => {
    const turned = plan({
      resource_changes: [
        change("t.a", {
          before: { a: secret, b: ["x", secret] },
          after: { a: secret, b: ["x", secret] },
          before_sensitive: {},
          after_sensitive: { a: true, b: [false, true] },
        }),
      ],
    });
    expect([turned.before, turned.after].map((world) => JSON.stringify(world.at("t.a")?.body))).toEqual(
      Array(2).fill('{"a":"(sensitive)","b":["x","(sensitive)"]}'),
    );
    const whole = plan({
      resource_changes: [
        change("t.a", {
          before: { a: secret },
          after: { a: "x", b: [1] },
          before_sensitive: true,
          after_sensitive: true,
        }),
      ],
    });
    expect([whole.before, whole.after].map((world) => JSON.stringify(world.at("t.a")?.body))).toEqual([
      '{"a":"(sensitive)"}',
      '{"a":"(sensitive)","b":"(sensitive)"}',
    ]);
  });

  test("leads to the resource when the configuration refers to that alone", () => {
    expect(read.after.named(body.network)).toBe(read.after.at("t.net"));
    expect(read.after.named(body.mixed)).toBeUndefined();
    expect([(body.network as HiddenValue).isWritten, (body.computed as HiddenValue).isWritten]).toEqual([true, false]);
  });

  test("is never shown when it is a secret, but can be compared", () => {
    const [one, same, other] = ["a", "a", "b"].map((text) => HiddenValue.sensitive(text));
    expect([one?.equals(same), one?.equals(other), HiddenValue.unknown().equals(HiddenValue.unknown())]).toEqual([
      true,
      false,
      false,
    ]);
    expect(inspect(read, { depth: 20, showHidden: true })).not.toContain(secret);
    expect(JSON.stringify(read.after.blocks.map(({ body: values }) => values))).not.toContain(secret);
  });
});

test("a text from a plan is what it says, also when it looks like a template", () => {
  const read = plan({ resource_changes: [change("t.a", { after: { text: "${t.b.id} %{if}" } })] });
  expect(read.after.text(read.after.at("t.a")?.body.text)).toBe("${t.b.id} %{if}");
});

test("what is forgotten stays, and what the plan does not list stays as the state has it", () => {
  const read = plan({
    prior_state: {
      values: {
        root_module: { resources: [{ address: "t.rest", type: "t", mode: "managed", values: { name: "rest" } }] },
      },
    },
    resource_changes: [change("t.gone", { actions: ["forget"], before: { name: "gone" }, after: null })],
  });
  expect(read.after.blocks.map(({ address, body }) => [address, body.name])).toEqual([
    ["t.gone", "gone"],
    ["t.rest", "rest"],
  ]);
});

test("moved, imported, deferred and left-behind objects are told apart", () => {
  const read = plan({
    complete: false,
    errored: true,
    resource_changes: [
      change("t.new", { actions: ["no-op"], before: { n: 1 }, after: { n: 1 } }, { previous_address: "t.old" }),
      change("t.in", { importing: { id: "projects/p/x" } }),
      change("t.by", { importing: { identity: { project: "p", name: "x" } } }),
      change("t.in", { actions: ["delete"], before: { n: 2 }, after: null }, { deposed: "abc" }),
    ],
    deferred_changes: [{ reason: "provider_config_unknown", resource_change: change("t.later", {}) }],
  });
  expect(read.changes).toMatchObject([
    { address: "t.new", previousAddress: "t.old" },
    { importId: "projects/p/x" },
    { importId: '{"project":"p","name":"x"}' },
    { deposedKey: "abc" },
    { address: "t.later", deferredReason: "provider_config_unknown" },
  ]);
  expect([read.isErrored, read.isComplete]).toEqual([true, false]);
});

test("what happened without Terraform is taken back for the world before it", () => {
  const read = plan({
    resource_changes: [
      change("t.a", { actions: ["update"], before: { v: "by hand" }, after: { v: "written" } }),
      change("t.b", {}),
    ],
    resource_drift: [
      change("t.a", { actions: ["update"], before: { v: "written" }, after: { v: "by hand" } }),
      change("t.b", { actions: ["delete"], before: { v: "was there" }, after: null }),
    ],
  });
  expect(read.beforeDrift.blocks.map(({ address, body }) => [address, body.v])).toEqual([
    ["t.a", "written"],
    ["t.b", "was there"],
  ]);
  expect(read.before.blocks.map(({ address, body }) => [address, body.v])).toEqual([["t.a", "by hand"]]);
});

test("dependencies are followed through modules, variables and outputs", () => {
  const { configuration } = plan({
    configuration: {
      root_module: {
        resources: [
          { address: "t.first", expressions: {} },
          { address: "t.last", expressions: { x: [{ y: { references: ["module.m.out", "module.m"] } }] } },
          { address: "t.alone", expressions: { x: { references: ["local.x"] } } },
        ],
        module_calls: {
          m: {
            expressions: { input: { references: ["t.first.id", "t.first"] } },
            module: {
              outputs: { out: { expression: { references: ["t.inner.id", "t.inner"] } } },
              resources: [
                { address: "t.inner", expressions: { x: { references: ["var.input"] } }, depends_on: ["t.other"] },
                { address: "t.other" },
              ],
            },
          },
        },
      },
    },
  });
  const all = ["module.m.t.inner", "module.m.t.other", "t.alone", "t.first", "t.last"];
  const dependencies = (address: string): readonly string[] =>
    all.filter((one) => configuration.dependsOn(address, one));
  expect(dependencies("t.last")).toEqual(["module.m.t.inner", "module.m.t.other", "t.first"]);
  expect(dependencies('module.m.t.inner["a.b"]')).toEqual(["module.m.t.other", "t.first"]);
  expect(dependencies("t.alone")).toEqual([]);
});

test("a reference to an output of a module does not wait for all that is in it", () => {
  const references = ['module.m["a.b"].out', 'module.m["a.b"]', "module.m"];
  const { configuration, after } = plan({
    resource_changes: [
      change("t.user", { after_unknown: { x: true } }),
      change('module.m["a.b"].t.inner', {}, { type: "t" }),
      change('module.m["a.b"].t.late', { after_unknown: { y: true } }, { type: "t" }),
    ],
    configuration: {
      root_module: {
        resources: [
          { address: "t.user", expressions: { x: { references } } },
          { address: "t.waits", depends_on: ["module.m"] },
        ],
        module_calls: {
          m: {
            expressions: { given: { references: ["t.user.id", "t.user"] } },
            module: {
              outputs: {
                out: { expression: { references: ["t.inner.id", "t.inner"] } },
                gate: { expression: { references: ["t.other"] } },
              },
              resources: [
                { address: "t.inner" },
                { address: "t.other" },
                { address: "t.late", expressions: { y: { references: ["var.given"] } } },
              ],
            },
          },
        },
      },
    },
  });
  const all = ["module.m.t.inner", "module.m.t.late", "module.m.t.other", "t.user", "t.waits"];
  const dependencies = (address: string): readonly string[] =>
    all.filter((one) => configuration.dependsOn(address, one));
  expect(dependencies("t.user")).toEqual(["module.m.t.inner"]);
  expect(dependencies("t.waits")).toEqual(["module.m.t.inner", "module.m.t.late", "module.m.t.other", "t.user"]);
  expect(after.named(after.at("t.user")?.body.x)).toBe(after.at('module.m["a.b"].t.inner'));
  expect((after.at('module.m["a.b"].t.late')?.body.y as HiddenValue).references).toEqual(["t.user.id"]);
});

test("a reference leads through whole resources that modules are given, or give", () => {
  const { after } = plan({
    resource_changes: [
      change("t.root", {}),
      change("module.m.t.user", { after_unknown: { x: true, y: true } }, { type: "t" }),
      change("module.m.t.made", {}, { type: "t" }),
      change("t.outer", { after_unknown: { x: true, y: true } }),
    ],
    configuration: {
      root_module: {
        resources: [
          { address: "t.root" },
          {
            address: "t.outer",
            expressions: {
              x: { references: ["module.m.made.name", "module.m.made", "module.m"] },
              y: { references: ["module.m.given.name", "module.m.given", "module.m"] },
            },
          },
        ],
        module_calls: {
          m: {
            expressions: { one: { references: ["t.root"] } },
            module: {
              outputs: {
                made: { expression: { references: ["t.made"] } },
                given: { expression: { references: ["var.one"] } },
              },
              resources: [
                { address: "t.made" },
                {
                  address: "t.user",
                  expressions: { x: { references: ["var.one.name", "var.one"] }, y: { references: ["var.one"] } },
                },
              ],
            },
          },
        },
      },
    },
  });
  const references = (address: string): unknown =>
    Object.values(after.at(address)?.body ?? {}).map((one) => (one as HiddenValue).references);
  expect(references("module.m.t.user")).toEqual([["t.root.name"], []]);
  expect(references("t.outer")).toEqual([["module.m.t.made.name"], ["t.root.name"]]);
});

describe("what is not known, and not in the configuration that a plan shows,", () => {
  const isWritten = (type: string, unknown: object, expressions: object, name: string): unknown => {
    const { after } = plan({
      resource_changes: [change(`${type}.a`, { after: { network_interface: [{}] }, after_unknown: unknown })],
      configuration: { root_module: { resources: [{ address: `${type}.a`, expressions }] } },
    });
    return (valueAt(after.at(`${type}.a`)?.body ?? {}, name) as HiddenValue | undefined)?.isWritten ?? false;
  };

  test.each([
    ["google_project_iam_member", "condition", true],
    ["google_project_iam_member", "etag", false],
    ["google_compute_instance", "network_interface", true],
    ["google_compute_instance", "scheduling", false],
    ["google_compute_firewall_policy_with_rules", "rule", true],
    ["google_compute_security_policy", "rule", false],
    ["google_compute_router_nat", "subnetwork", true],
    ["google_container_cluster", "subnetwork", false],
  ])("of %s %s is written in a dynamic block: %s", (type, name, expected) => {
    expect(isWritten(type, { [name]: true }, {}, name)).toBe(expected);
  });

  test.each([
    ["google_compute_instance", "parent_nic_name", false],
    ["google_compute_instance", "network", false],
    ["google_compute_instance", "access_config", true],
    ["google_compute_instance", "ipv6_access_config", true],
    ["google_compute_region_instance_template", "ipv6_access_config", false],
    ["google_compute_instance_template", "ipv6_access_config", true],
  ])("of an interface of %s %s is written in a dynamic block: %s", (type, name, expected) => {
    const written = { network_interface: [{ subnetwork: { constant_value: "a" } }] };
    const unknown = { network_interface: [{ [name]: true }] };
    expect(isWritten(type, unknown, written, `network_interface.${name}`)).toBe(expected);
  });
});

test("what Terraform lets go of stays, also beside what takes its place", () => {
  const read = plan({
    resource_changes: [
      change("t.forgotten", { actions: ["forget"], before: { n: 1 }, after: null }),
      change("t.abandoned", { actions: ["delete"], before: { n: 2, deletion_policy: "ABANDON" }, after: null }),
      change("t.made", { actions: ["create", "forget"], before: { n: 3 }, after: { n: 4 } }),
      change("t.gone", { actions: ["delete"], before: { n: 5, deletion_policy: "DELETE" }, after: null }),
      change("t.gone", { actions: ["delete"], before: { n: 6 }, after: null }, { deposed: "1a2b" }),
    ],
  });
  expect(read.after.blocks.map(({ address, body }) => [address, body.n])).toEqual([
    ["t.forgotten", 1],
    ["t.abandoned", 2],
    ["t.made", 4],
    ["t.made (left behind)", 3],
  ]);
  expect(read.before.blocks.map(({ address, body }) => [address, body.n])).toEqual([
    ["t.forgotten", 1],
    ["t.abandoned", 2],
    ["t.made (left behind)", 3],
    ["t.gone", 5],
    ["t.gone (deposed object 1a2b)", 6],
  ]);
});

test("real plans and states are read whole", () => {
  const read = TerraformPlan.read(parseJsonText(readFileSync(join(PLANS, "access-and-network.json"), "utf8")));
  expect([read.changes.length, read.drift.length, read.before.blocks.length, read.after.blocks.length]).toEqual([
    24, 6, 20, 23,
  ]);
  const state = TerraformState.read(parseJsonText(readFileSync(join(PLANS, "state.json"), "utf8")));
  expect(state.at("google_artifact_registry_rule.Pypi_Downloads_Deny_4B1C93AE")?.body.action).toBe("DENY");
});

test.each([
  ["cut off", '{"format_version":"1.2","resource_changes":[{', "is not valid JSON, perhaps cut off"],
  ["text", "Error: no plan", "is not JSON"],
  ["nested", `${"[".repeat(300)}${"]".repeat(300)}`, "nests more than 200 deep"],
])("JSON that is %s is refused in a sentence", (_, text, problem) => {
  expect(problemsOf(() => parseJsonText(text))[0]).toContain(problem);
});

test("brackets in texts do not count as depth", () => {
  const text = JSON.stringify({ a: "[".repeat(500), b: '\\"['.repeat(300) });
  expect(parseJsonText(text)).toEqual({ a: "[".repeat(500), b: '\\"['.repeat(300) });
});

test.each([
  ["no plan", {}, 'is without "resource_changes" and "planned_values", not a plan'],
  ["the values of a state", { format_version: "1.0", values: {} }, "is a Terraform state, not a plan"],
  ["a state with nothing in it", { format_version: "1.0" }, "is a Terraform state with nothing in it, not a plan"],
  ["a state file", { version: 4, serial: 1, resources: [] }, "is a Terraform state, not a plan"],
  ["a synthesised stack", { terraform: {}, resource: {} }, "is a synthesised stack, not a plan"],
  [
    "a plan whose changes were taken out",
    {
      format_version: "1.2",
      planned_values: {
        root_module: { child_modules: [{ resources: [{ address: "t.a", mode: "managed", type: "t", values: {} }] }] },
      },
    },
    'has planned resources and no "resource_changes"',
  ],
  [
    "another format",
    { format_version: "2.0", resource_changes: [] },
    'is a plan of format "2.0", and format 1 is read',
  ],
  ["no format", { resource_changes: [] }, "no format_version"],
  ["a list that is none", { format_version: "1.2", resource_changes: {} }, '"resource_changes" is no list'],
  [
    "a change without actions",
    { format_version: "1.2", resource_changes: [{ address: "t.a", type: "t", change: {} }] },
    'a resource change of "t.a"',
  ],
])("a document with %s is refused", (_, document, problem) => {
  expect(problemsOf(() => TerraformPlan.read(document))[0]).toContain(problem);
});
