import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { PROVIDER_TYPES, settableAttributes } from "../../support/provider-types";
import { planOf } from "../plan-builder";

function toldOf(type: string, before: object, after: object): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources: [{ address: `${type}.X`, before, after }] }));
  const { plans } = reviewPlans([{ name: "x", plan }]);
  return plans.flatMap(({ findings }) => findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`));
}

/** A body in which one attribute, in its blocks, has a value. */
function bodyWith(path: string, value: unknown): object {
  return path.split(".").reduceRight<unknown>((inner, name, at, names) => {
    const held = { [name]: inner };
    return at === 0 ? { name: "x", ...held } : names.length > 1 ? [held] : held;
  }, value) as object;
}

const KEY_NAMES = /kms.*key|key.*kms|cmek|crypto_key_name|encryption_key/;

/** What is no key, though its name has the word. */
const NO_KEY = /service_account|_iam_|^google_kms_|_duration$|_revocation_action$|cmek_config_id/;

const KEYS = PROVIDER_TYPES.flatMap((type) =>
  settableAttributes(type)
    .filter((path) => KEY_NAMES.test(path.slice(path.lastIndexOf(".") + 1)) && !NO_KEY.test(`${type} ${path}`))
    .map((path) => [type, path] as const),
);

test.each(KEYS)("%s: that %s changes, or goes, is told", (type, path) => {
  const [one, another] = ["a", "b"].map((key) => bodyWith(path, `projects/p/locations/l/keyRings/r/cryptoKeys/${key}`));
  expect(toldOf(type, one ?? {}, another ?? {})).not.toEqual([]);
  expect(toldOf(type, one ?? {}, { name: "x" })).not.toEqual([]);
});

test("there are many, each of which has its name from the provider", () => {
  expect(KEYS.length).toBeGreaterThan(150);
});

describe("of several disks", () => {
  const disks = (...keys: readonly (string | undefined)[]): object => ({
    name: "t",
    disk: keys.map((key, at) => ({
      device_name: `d${at}`,
      disk_encryption_key: key === undefined ? [] : [{ kms_key_self_link: key }],
    })),
  });
  const told = (before: object, after: object): readonly string[] =>
    toldOf("google_compute_instance_template", before, after).filter((one) => one.includes("encrypted"));

  test.each([
    ["the first loses its key", disks("a", "a"), disks(undefined, "a"), "widened"],
    ["the last loses its key", disks("a", "b"), disks("a", undefined), "widened"],
    ["the first has another key", disks("a", "b"), disks("c", "b"), "changed"],
  ])("%s", (_, before, after, effect) => {
    expect(told(before, after)).toEqual([expect.stringContaining(effect)]);
  });

  test.each([
    ["another order", disks("a", "b"), disks("b", "a")],
    ["one goes, with its key", disks("a", "b"), disks("a")],
  ])("%s: nothing loses its key", (_, before, after) => {
    expect(told(before, after)).toEqual([]);
  });
});
