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

/** The attributes within blocks that the provider fills in where they are not written, by the name of the block. */
export function filledInByProvider(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const visit = (block: Block, within: string | undefined): void => {
    const attributes = Object.entries(block).flatMap(([name, held]) =>
      name !== "" && Array.isArray(held) ? [{ name, flags: held[1] as Flags }] : [],
    );
    const computed = attributes.filter(({ flags }) => flags.includes("c")).map(({ name }) => name);
    // Also of a block in which only Google writes: the configuration says that it is there, as `cloud_resource {}`.
    if (within !== undefined && computed.length > 0)
      found.set(within, new Set([...(found.get(within) ?? []), ...computed]));
    for (const [name, held] of Object.entries(block))
      if (typeof held === "object" && !Array.isArray(held)) visit(held as Block, name);
  };
  for (const type of PROVIDER_TYPES) visit(SCHEMA.resources[type] ?? {}, undefined);
  return new Map([...found].sort().map(([block, names]) => [block, [...names].sort()]));
}

/** The attributes outside of blocks that the provider fills in where they are not written, of any type. */
export function filledInAtTop(): readonly string[] {
  const names = PROVIDER_TYPES.flatMap((type) =>
    Object.entries(SCHEMA.resources[type] ?? {}).flatMap(([name, held]) => {
      const flags = name !== "" && Array.isArray(held) ? (held[1] as Flags) : "";
      return flags.includes("c") && flags.includes("o") ? [name] : [];
    }),
  );
  return [...new Set(names)].sort();
}

/** An attribute or block of a type. */
export interface ProviderAttribute {
  readonly type: string;
  readonly name: string;

  /**
   * The name of the block that it is in.
   *
   * @default - at the top
   */
  readonly block?: string;
  readonly isBlock: boolean;

  /** Whether Google may fill it in. */
  readonly isComputed: boolean;
}

/** Every attribute and block of every type. */
export function providerAttributes(): readonly ProviderAttribute[] {
  const found: ProviderAttribute[] = [];
  const visit = (type: string, body: Block, block?: string): void => {
    for (const [name, held] of Object.entries(body)) {
      if (name === "" || typeof held === "string") continue;
      const isBlock = !Array.isArray(held);
      const isComputed = Array.isArray(held) && (held[1] as string).includes("c");
      found.push({ type, name, ...(block === undefined ? {} : { block }), isBlock, isComputed });
      if (isBlock) visit(type, held as Block, name);
    }
  };
  for (const [type, body] of Object.entries(SCHEMA.resources)) visit(type, body);
  return found;
}

/** Whether a type has a block in which nothing can be set, at a path or below it: that it is there says something. */
export function hasEmptyBlock(type: string, path: string): boolean {
  const held = path
    .split(".")
    .reduce<unknown>((block, name) => (block as Block | undefined)?.[name], SCHEMA.resources[type]);
  const isEmpty = (block: unknown): boolean =>
    typeof block === "object" &&
    block !== null &&
    !Array.isArray(block) &&
    Object.entries(block).every(([name, inner]) => name === "" || isEmpty(inner));
  return isEmpty(held);
}
