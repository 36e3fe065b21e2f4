import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * How an attribute is set: required, optional, computed, and `s` for secret, `d` for deprecated, `w` for write-only.
 */
type Flags = string;

interface Block {
  readonly [name: string]: readonly [type: string, flags: Flags] | Block | string;
}

interface Schema {
  readonly provider: string;
  readonly resources: Readonly<Record<string, Block>>;

  /** What only the beta provider has. */
  readonly betaOnly: Readonly<Record<string, unknown>>;
}

const SCHEMA = JSON.parse(
  gunzipSync(readFileSync(join(__dirname, "schema/google-all-types-7.45.0.json.gz"))).toString("utf8"),
) as Schema;

/** Every resource type of the provider. */
export const PROVIDER_TYPES: readonly string[] = Object.keys(SCHEMA.resources);

/** Every resource type that only the beta provider has. */
export const BETA_TYPES: readonly string[] = Object.keys(SCHEMA.betaOnly);

/**
 * The attributes of a type that somebody can set, as paths through blocks; what Google alone fills in is not among
 * them.
 */
export function settableAttributes(type: string): readonly string[] {
  const found: string[] = [];
  const visit = (block: Block, prefix: string): void => {
    for (const [name, held] of Object.entries(block)) {
      if (name === "") continue;
      if (Array.isArray(held)) {
        if (!/^c[sd]*$/.test(held[1] as string)) found.push(`${prefix}${name}`);
      } else if (typeof held === "object") {
        visit(held as Block, `${prefix}${name}.`);
      }
    }
  };
  visit(SCHEMA.resources[type] ?? {}, "");
  return found;
}
