import type { TerraformPlan } from "../../terraform";
import { readFills } from "../../policy/filled-repository";
import { fieldsOf } from "../../terraform/terraform-resources";

/** The end of the names of outputs that say where packages stand in lock files, as `RegistryStack` writes them. */
export const LOCK_LINES_OUTPUT = "lock_lines";

/**
 * Where packages stand in lock files, as far as the plans' stacks say it in outputs whose names end with `lock_lines`:
 * repository name → package name → places, such as `requirements.lock:12`. The output holds one place as a text, and
 * several as a list. A repository that is filled from locks says it itself.
 */
export function lockPlaces(
  plans: readonly TerraformPlan[],
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const { outputs, after } of plans) {
    for (const { place, packages } of readFills([after])) {
      if (place.name === undefined || packages === undefined) continue;
      found.set(place.name, new Map([...packages].map(([name, { places }]) => [name, places])));
    }
    for (const [name, value] of Object.entries(outputs)) {
      if (!name.endsWith(LOCK_LINES_OUTPUT)) continue;
      for (const [repository, packages] of Object.entries(fieldsOf(value))) {
        const places = Object.entries(fieldsOf(packages)).map(([one, held]) => [one, placesOf(held)] as const);
        found.set(repository, new Map(places.filter(([, texts]) => texts.length > 0)));
      }
    }
  }
  return found;
}

function placesOf(held: unknown): readonly string[] {
  const places: readonly unknown[] = Array.isArray(held) ? held : [held];
  return places.filter((place) => typeof place === "string");
}
