import { isFromDynamic, type PlannedValues } from "../../lib/terraform/dynamic-blocks";
import { PlanConfiguration } from "../../lib/terraform/plan-configuration";
import { PROVIDER_TYPES, providerAttributes, settableAttributes } from "../support/provider-types";

const literal = { constant_value: "x" };
const ADDRESS = "google_x.y";
const CONFIGURATION = new PlanConfiguration({
  root_module: {
    resources: [
      {
        address: ADDRESS,
        mode: "managed",
        expressions: { disk: [{ size: literal, key: [{ id: literal }] }], one: { id: literal } },
      },
    ],
  },
});

function isDynamic(path: string, values: Partial<PlannedValues>): boolean {
  const shows = (at: readonly string[], count: number): boolean => CONFIGURATION.shows(ADDRESS, at, count);
  return isFromDynamic(path.split("."), { before: undefined, after: {}, isInPlace: true, ...values }, shows);
}

const disk = { size: 1 };

describe("what is not known yet comes from a dynamic block", () => {
  test.each<[string, string, Partial<PlannedValues>, boolean]>([
    ["where blocks that were there are not known", "rule", { before: { rule: [{ a: 1 }] } }, true],
    ["not where a value at the top is not", "etag", { before: { etag: "x" } }, false],
    ["not where a list at the top is not", "ips", { before: { ips: ["10.0.0.1"] } }, false],
    ["not where no block was there", "rule", { before: { rule: [] } }, false],
    ["not where another object comes", "rule", { before: { rule: [{ a: 1 }] }, isInPlace: false }, false],
    ["where it is in a block that is not shown", "rule.0.a", { after: { rule: [{ b: 1 }] }, isInPlace: false }, true],
    ["also deep in one", "rule.0.c.0.a", { after: { rule: [{ b: 1, c: [{}] }] } }, true],
    ["where there are more than are shown", "disk.0.type", { after: { disk: [disk, disk] } }, true],
    ["not in blocks that all are shown", "disk.0.type", { after: { disk: [disk] } }, false],
    [
      "not in a block in one that is shown, and is shown",
      "disk.0.key.0.v",
      { after: { disk: [{ key: [{}] }] } },
      false,
    ],
    ["in a block in one that is shown, and is not", "disk.0.flags.0.v", { after: { disk: [{ flags: [{}] }] } }, true],
    ["in blocks in one that is shown, that were there", "disk.0.flags", { before: { disk: [{ flags: [{}] }] } }, true],
    ["not in one that is shown as no list", "one.0.v", { after: { one: [{}] } }, false],
    ["in a second one of these", "one.1.v", { after: { one: [{}, {}] } }, true],
    ["not where every change changes it", "rule.0.update_time", { after: { rule: [{ b: 1 }] } }, false],
    ["also where a name only sounds so", "rule.0.mode_of_state_x", { after: { rule: [{ b: 1 }] } }, true],
  ])("%s", (_, path, values, expected) => {
    expect(isDynamic(path, values)).toBe(expected);
  });
});

test("whatever can be written in a block and may be filled in is looked at, in every type", () => {
  const ends = PROVIDER_TYPES.flatMap(settableAttributes).map((path) => path.split(".").slice(-2).join("."));
  const settable = new Set(ends.filter((end) => end.includes(".")));
  const computed = providerAttributes().flatMap(({ block, name, isComputed }) =>
    isComputed && block !== undefined ? [`${block}.${name}`] : [],
  );
  const both = [...new Set(computed)].filter((end) => settable.has(end));
  expect(both.length).toBeGreaterThan(500);
  expect(both.filter((end) => !isDynamic(end.replace(".", ".0."), { after: inBlock(end) }))).toEqual([]);
});

function inBlock(end: string): object {
  const [block = ""] = end.split(".");
  return { [block]: [{ other: 1 }, { other: 2 }] };
}
