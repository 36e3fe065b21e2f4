import type { TerraformFields, TerraformResources } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { fieldsOf } from "../../terraform/terraform-resources";
import { typeWords } from "../../access/ability-words";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isAbsent, isSame, nameOf } from "../../terraform/resource-values";

/** Attributes that name the key with which Google encrypts what a resource holds. */
const KMS_KEY = /(?:default_|instance_|boot_disk_|data_disk_)?kms_key(?:_name|_self_link|_id)?|gcp_kms_encryption_key/;
const KEY = new RegExp(`^(?:${KMS_KEY.source}|crypto_key_name|encryption_key_name|cmek|encryption_key)$`);

/** Keys of one's own with which data is encrypted. */
export const safetyEncryptionRule: PlanRule = ruleOf(
  {
    id: "safety-encryption",
    kind: "safety",
    finds: "data that is encrypted with another key of one's own, or no longer with one",
    reads: (type) => (type.startsWith("google_kms_") ? undefined : { names: KEY }),
  },
  ({ changes, after: world }) =>
    changes.flatMap(({ address, type, before, after, isData }): readonly Observation[] => {
      if (isData || before === undefined || after === undefined) return [];
      if (before === after || type.startsWith("google_kms_")) return [];
      const [was, is] = [keysIn(before), keysIn(after)];
      const what = phrase`${typeWords(type)} ${nameOf(after, address)}`;
      return [...new Set([...was.keys(), ...is.keys()])].flatMap((path) => {
        const see: See = (effect, key, summary) => seeing(address, address)(effect, `${path} ${key}`, summary);
        const [old, now] = [was.get(path) ?? [], is.get(path) ?? []];
        const [lost, gained] = [without(old, now), without(now, old)];
        if (gained.length > 0) return [compared(lost[0], gained.at(-1), what, see, world)];
        if (lost.length === 0) return [];
        if (now.length === 0) return [compared(lost[0], undefined, what, see, world)];
        // What goes as a whole, a disk or a pool of nodes, is no longer there to be encrypted.
        const [top = ""] = path.split(".", 1);
        if (blocks(before, top) - blocks(after, top) >= lost.length) return [];
        return [see("widened", "fewer", phrase`not all of ${what} is still encrypted with a key of your own`)];
      });
    }),
);

function compared(old: unknown, now: unknown, what: Phrase, see: See, world: TerraformResources): Observation {
  if (isAbsent(now)) return see("widened", "none", phrase`${what} is no longer encrypted with a key of your own`);
  const key = keyName(now, world);
  if (key === undefined) {
    return see("unknown", "unknown", phrase`with which key ${what} is encrypted cannot be seen before the apply`);
  }
  if (isAbsent(old)) return see("changed", key, phrase`${what} is now encrypted with key ${key}`);
  if (isOfAnotherProject(old, now)) {
    const summary = phrase`${what} is now encrypted with a key of another project, ${key}:
      who has a say over that cannot be seen`;
    return see("unknown", key, summary);
  }
  return see("changed", key, phrase`${what} is now encrypted with another key, ${key}`);
}

function isOfAnotherProject(old: unknown, now: unknown): boolean {
  const [from, to] = [projectOf(old), projectOf(now)];
  return from !== undefined && to !== undefined && from !== to;
}

/** By the path without list indexes: several blocks may name one each. */
function keysIn(body: TerraformFields, path = "", found = new Map<string, unknown[]>()): Map<string, unknown[]> {
  for (const [name, value] of Object.entries(body)) {
    const at = `${path}${name}`;
    if (KEY.test(name) && (typeof value === "string" || value instanceof HiddenValue)) {
      if (!isAbsent(value)) found.set(at, [...(found.get(at) ?? []), value]);
    } else if (Array.isArray(value)) {
      for (const one of value) keysIn(fieldsOf(one), `${at}.`, found);
    }
  }
  return found;
}

/** Those of some that are not among others, each of which stands for one. */
function without(some: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  const left = [...others];
  return some.filter((one) => {
    const at = left.findIndex((other) => isSame(one, other));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function blocks(body: TerraformFields, name: string): number {
  const held = body[name];
  return Array.isArray(held) ? held.length : 0;
}

/** The project in a key's whole name; undefined where that is not known. */
function projectOf(value: unknown): string | undefined {
  const parts = typeof value === "string" ? value.split("/", 3) : [];
  return parts[0] === "projects" ? parts[1] : undefined;
}

/** The key's name, or the address of the key that the plan makes. */
function keyName(value: unknown, world: TerraformResources): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof HiddenValue) || value.isSensitive) return undefined;
  const named = world.named(value);
  return typeof named === "object" && named.type === "google_kms_crypto_key" ? named.address : undefined;
}
