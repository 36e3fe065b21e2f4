import { HiddenValue } from "./hidden-value";
import { isAbsent } from "./resource-values";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** The values of an attribute in all blocks that a path leads through, in their order; none where there are none. */
export function valuesAt(body: TerraformFields, path: string): readonly unknown[] {
  const values = path.split(".").reduce<readonly unknown[]>(
    (held, key) =>
      held.flatMap((one) => {
        if (one instanceof HiddenValue) return [one];
        const items: readonly unknown[] = Array.isArray(one) ? one : [one];
        return items.map((item) => (item instanceof HiddenValue ? item : fieldsOf(item)[key]));
      }),
    [body],
  );
  return values.filter((value) => !isAbsent(value));
}
