import { ExpressionOrigins } from "../../lib/terraform/expression-origins";
import { PlanConfiguration } from "../../lib/terraform/plan-configuration";

const RULE = "module.firewall.google_compute_firewall.rules";
const NETWORK = "module.vpc.google_compute_network.net";

interface Given {
  /** What the attribute of the rule refers to. */
  readonly references: readonly string[];

  /** What the rule's module is given as `rules`, and how often it is called. */
  readonly rules?: readonly string[];
  readonly calls?: readonly string[];
  readonly relevant?: readonly string[];
  readonly more?: object;
}

/** Of a network of which the id is not known yet and the name is, and a rule in another module. */
function areKnown({ references, rules = [], calls, relevant = [], more = {} }: Given): boolean {
  const call = { expressions: { rules: rules.length === 0 ? { constant_value: [] } : { references: rules } } };
  const firewall = {
    ...call,
    ...(calls === undefined ? {} : { for_each_expression: { references: calls } }),
    module: {
      resources: [
        {
          address: "google_compute_firewall.rules",
          mode: "managed",
          expressions: { destination_ranges: { references }, priority: { constant_value: 1 } },
          for_each_expression: { references: ["var.rules"] },
        },
      ],
    },
  };
  const vpc = {
    module: {
      outputs: {
        name: { expression: { references: ["google_compute_network.net.name", "google_compute_network.net"] } },
        id: { expression: { references: ["google_compute_network.net.id", "google_compute_network.net"] } },
        hidden: { expression: { references: ["local.network"] } },
      },
      resources: [{ address: "google_compute_network.net", mode: "managed", expressions: {} }],
    },
  };
  const plan = {
    resource_changes: [
      {
        address: `${NETWORK}[0]`,
        change: { after: { name: "n", tags: [] }, after_unknown: { id: true, tags: [false] } },
      },
      { address: `${RULE}["a"]`, change: { after: {}, after_unknown: { destination_ranges: true } } },
    ],
    relevant_attributes: relevant.map((one) => {
      const [, resource = "", name] = /^(.*_.*?\.\w+(?:\[\d\])?)(?:\.(\w+))?$/.exec(one) ?? [];
      return { resource, attribute: name === undefined ? [] : [name] };
    }),
    ...more,
  };
  const configuration = new PlanConfiguration({ root_module: { module_calls: { firewall, vpc } } });
  return new ExpressionOrigins(configuration, plan).areKnown(`${RULE}["a"]`, ["destination_ranges"]);
}

test.each([
  ["a root variable", ["var.ranges"], []],
  ["what is given as a literal, item by item", ["each.value.ranges", "each.value"], []],
  ["the name of a network, which is known", ["each.value.ranges", "each.value"], ["module.vpc.name", "module.vpc"]],
  ["what is read beforehand", ["path.module", "terraform.workspace"], []],
])("%s is known", (_, references, rules) => {
  expect(areKnown({ references, rules })).toBe(true);
});

test.each([
  ["an id", ["each.value.ranges", "each.value"], ["module.vpc.id", "module.vpc"]],
  ["what a function makes of nothing", [], []],
  ["a whole module", ["var.rules"], ["module.vpc"]],
  ["a resource that is nowhere", ["google_compute_network.other.id", "google_compute_network.other"], []],
  ["a value of the apply only", ["ephemeral.random_password.p.result", "ephemeral.random_password.p"], []],
])("%s is not known, or may not be", (_, references, rules) => {
  expect(areKnown({ references, rules })).toBe(false);
});

describe("a local", () => {
  const references = ["local.ranges"];

  test("is made from what Terraform says that changes are made from", () => {
    expect(areKnown({ references, relevant: [RULE, "google_a.b.id"] })).toBe(true);
    expect(areKnown({ references, relevant: [`${NETWORK}[0].name`] })).toBe(true);
    expect(areKnown({ references, rules: ["module.vpc.name"], relevant: [`${NETWORK}[0].name`] })).toBe(true);
  });

  test("is not known where any of that is not, or is not said", () => {
    expect(areKnown({ references })).toBe(false);
    expect(areKnown({ references, rules: ["module.vpc.id"], relevant: [`${NETWORK}[0].name`] })).toBe(false);
    // The local stands in the module of the network, so that the network's id is among what it may be made from.
    const rules = ["module.vpc.hidden"];
    expect(areKnown({ references: ["var.rules"], rules, relevant: [`${NETWORK}[0].name`] })).toBe(true);
    expect(areKnown({ references: ["var.rules"], rules, relevant: [`${NETWORK}[0].id`] })).toBe(false);
    expect(areKnown({ references: ["var.rules"], rules, relevant: [NETWORK] })).toBe(false);
  });

  test("of a module that is called for each of a local's items may hold what Terraform does not say", () => {
    const given = { references, rules: ["each.value"], relevant: [`${NETWORK}[0].name`] };
    expect(areKnown({ ...given, calls: ["var.all"] })).toBe(true);
    expect(areKnown({ ...given, calls: ["local.all"] })).toBe(false);
    expect(areKnown({ ...given, calls: ["module.vpc.id"] })).toBe(false);
  });
});

test("nothing is known of a plan that puts changes off", () => {
  expect(areKnown({ references: ["var.ranges"], more: { deferred_changes: [{}] } })).toBe(false);
});
