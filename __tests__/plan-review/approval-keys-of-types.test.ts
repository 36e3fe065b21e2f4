import { reviewPlans } from "../../lib/plan-review";
import { TerraformPlan } from "../../lib/terraform";
import { PROVIDER_TYPES, settableAttributes } from "../support/provider-types";
import { type PlannedResource, planOf } from "./plan-builder";

/** The keys of what a plan does to one resource, whatever it is that is said of it. */
function keysOf(resource: PlannedResource): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources: [resource] }));
  return reviewPlans([{ name: "x", plan }]).plans.flatMap(({ findings }) => findings.map(({ key }) => key));
}

/** What a resource may be a part of: another one of its name there is another resource. */
const PARENTS =
  "cluster instance topic secret network service key_ring firewall_policy folder repository database bucket".split(" ");

const PLACES = ["name", "project", "location", "region", "zone", ...PARENTS];

interface Change {
  readonly type: string;
  readonly path: string;

  /** The attributes of the type at the top. */
  readonly top: ReadonlySet<string>;
}

/** Of what is denied or allowed only what it comes to is compared: a condition's title means nothing. */
const BY_MEANING = /^google_artifact_registry_rule$/;

/** Of each type one attribute, of one in blocks if there is any. */
const CHANGES: readonly Change[] = PROVIDER_TYPES.filter((type) => !BY_MEANING.test(type)).flatMap((type) => {
  const all = settableAttributes(type);
  const paths = all.filter((path) => !/^timeouts|^[a-z_]+_id$/.test(path) && !PLACES.includes(path));
  const inner = paths.filter((path) => path.includes("."));
  const chosen = inner.length > 0 ? inner : paths;
  const path = chosen[Math.floor(chosen.length / 2)];
  const top = new Set(all.map((one) => one.split(".", 1).join("")));
  return path === undefined ? [] : [{ type, path, top }];
});

/** As many as are tried in one test. */
const AT_ONCE = 150;
const PARTS = Array.from({ length: Math.ceil(CHANGES.length / AT_ONCE) }, (_, at) =>
  CHANGES.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
);

/** A body in which one attribute is set, through blocks that occur once, beside those that are given. */
function bodyOf({ path, top }: Change, value: unknown, given: object = {}): object {
  const names = PLACES.filter((name) => top.has(name));
  const [first = "", ...rest] = path.split(".");
  const held = rest.reduceRight<unknown>((inner, name) => [{ [name]: inner }], value);
  const block = rest.length === 0 ? value : held;
  return { ...Object.fromEntries(names.map((name) => [name, `${name}-1`])), [first]: block, ...given };
}

/** What makes a change another one: each differs in one thing from "a" becoming "b". */
function others(change: Change): ReadonlyMap<string, PlannedResource> {
  const { type, top } = change;
  const [before, after] = [bodyOf(change, "a"), bodyOf(change, "b")];
  const moved = (name: string): PlannedResource => ({
    address: `${type}.X`,
    before: bodyOf(change, "a", { [name]: "elsewhere" }),
    after: bodyOf(change, "b", { [name]: "elsewhere" }),
  });
  return new Map<string, PlannedResource>([
    ["another value", { address: `${type}.X`, before, after: bodyOf(change, "c") }],
    ["another value before", { address: `${type}.X`, before: bodyOf(change, "z"), after }],
    ["none before", { address: `${type}.X`, before: bodyOf(change, undefined), after }],
    ["a value more", { address: `${type}.X`, before, after: bodyOf(change, ["b", "c"]) }],
    ["a new resource", { address: `${type}.X`, after }],
    ["another address", { address: `${type}.Y`, before, after }],
    ["another instance", { address: `${type}.X["b"]`, before, after }],
    ["another module", { address: `module.m.${type}.X`, before, after }],
    ...PLACES.filter((name) => top.has(name)).map((name): [string, PlannedResource] => [
      `another ${name}`,
      moved(name),
    ]),
  ]);
}

test.each(PARTS.map((changes) => [changes[0]?.type, changes] as const))(
  "an approval of a change is for no other change: types from %s on",
  (_, changes) => {
    const covered = changes.flatMap((change) => {
      const keys = keysOf({ address: `${change.type}.X`, before: bodyOf(change, "a"), after: bodyOf(change, "b") });
      return [...others(change)].flatMap(([what, other]) => {
        const shared = keysOf(other).filter((key) => keys.includes(key));
        return shared.map((key) => `${change.type} ${change.path}, ${what}: ${key}`);
      });
    });
    expect(covered).toEqual([]);
  },
);

test("of most types a change has a key", () => {
  const told = CHANGES.filter(
    (change) =>
      keysOf({ address: `${change.type}.X`, before: bodyOf(change, "a"), after: bodyOf(change, "b") }).length > 0,
  );
  expect(told.length).toBeGreaterThan(CHANGES.length / 2);
});
