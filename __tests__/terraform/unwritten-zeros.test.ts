import { TerraformPlan } from "../../lib/terraform";
import { changedAttributes } from "../../lib/terraform/changed-attributes";

const ADDRESS = "google_compute_instance.a";

/** What an attribute of an interface is after a change. */
function after(before: object, planned: object, written: object): unknown {
  const plan = TerraformPlan.read({
    format_version: "1.2",
    resource_changes: [
      {
        address: ADDRESS,
        mode: "managed",
        type: "google_compute_instance",
        change: {
          actions: ["update"],
          before: { network_interface: [before] },
          after: { network_interface: [planned] },
          before_sensitive: {},
          after_sensitive: {},
        },
      },
    ],
    configuration: {
      root_module: { resources: [{ address: ADDRESS, expressions: { network_interface: [written] } }] },
    },
  });
  return plan.after.at(ADDRESS)?.body.network_interface;
}

test.each([0, false, "", {}])("%j that nobody wrote, and that was not there, is as nothing", (zero) => {
  expect(after({ vlan: null, a: 1 }, { vlan: zero, a: 2 }, {})).toEqual([{ vlan: null, a: 2 }]);
});

test("nor is one of which nobody knows that Google fills it in, in a block that the plan shows", () => {
  expect(after({ a_flag: null }, { a_flag: false }, { b: { constant_value: 1 } })).toEqual([{ a_flag: null }]);
});

test("in a block that the plan does not show, as it is dynamic, it may be written", () => {
  const inner = (flag: unknown): object => ({ inner: [{ a_flag: flag }] });
  expect(after(inner(null), inner(false), {})).toEqual([inner(false)]);
});

test.each<[string, object, object, object]>([
  ["is written", { vlan: null }, { vlan: 0 }, { vlan: { constant_value: 0 } }],
  ["takes the place of a value", { vlan: 5 }, { vlan: 0 }, {}],
  ["is more than nothing", { vlan: null }, { vlan: 1 }, {}],
])("what %s stays", (_, before, planned, written) => {
  expect(after(before, planned, written)).toEqual([planned]);
});

test("a secret that is an empty text is as none", () => {
  const read = (before: unknown, planned: unknown): TerraformPlan =>
    TerraformPlan.read({
      format_version: "1.2",
      resource_changes: [
        {
          address: "t.a",
          mode: "managed",
          type: "t",
          change: {
            actions: ["update"],
            before: { key: before },
            after: { key: planned },
            before_sensitive: { key: true },
            after_sensitive: { key: true },
          },
        },
      ],
    });
  const isUnchanged = ({ changes: [change] }: TerraformPlan): boolean => change?.before === change?.after;
  expect([isUnchanged(read(null, "")), isUnchanged(read("", null)), isUnchanged(read("", "a"))]).toEqual([
    true,
    true,
    false,
  ]);
});

test("a secret that is not known yet is not the same as none", () => {
  const plan = TerraformPlan.read({
    format_version: "1.2",
    resource_changes: [
      {
        address: "t.a",
        mode: "managed",
        type: "t",
        change: {
          actions: ["update"],
          before: { key: null },
          after: {},
          after_unknown: { key: true },
          before_sensitive: { key: true },
          after_sensitive: { key: true },
        },
      },
    ],
    configuration: {
      root_module: { resources: [{ address: "t.a", expressions: { key: { references: ["var.k"] } } }] },
    },
  });
  const [change] = plan.changes;
  expect(changedAttributes(change?.before ?? {}, change?.after ?? {})).toEqual(["key"]);
});
