import { isOnlyAsWritten } from "./blocks-as-written";
import { FILLED_IN_ATTRIBUTES } from "./filled-in-attributes";
import { FILLED_IN_AT_TOP } from "./filled-in-at-top";
import { FILLED_IN_BLOCKS } from "./filled-in-blocks";

/** What Google fills in where it is not written, by the block that it is in. */
const WITHIN: ReadonlyMap<string, ReadonlySet<string>> = byBlock(`${FILLED_IN_ATTRIBUTES} ${FILLED_IN_BLOCKS}`);

const AT_TOP: ReadonlySet<string> = new Set(FILLED_IN_AT_TOP.trim().split(/\s+/));

/** Whether Google fills in an attribute or block within a block, in any type. */
export function isFilledInWithin(block: string, name: string): boolean {
  return WITHIN.get(block)?.has(name) === true;
}

/**
 * Whether a value that is not known yet can be Google's where something is written that may be null: modules write
 * `lookup(each.value, "stack_type", null)`. Not what an expression may make from a time or a random text, of which a
 * plan does not know the value either, nor what it says.
 *
 * @param path the attribute, within blocks with their places
 */
export function isLeftByNull(type: string, path: readonly string[]): boolean {
  const [name = "", block] = path.filter((part) => !/^\d+$/.test(part)).toReversed();
  if (MADE_FROM_TIME.test(name)) return false;
  if (isOnlyAsWritten(type, name)) return false;
  if (block === undefined) return AT_TOP.has(name) && !MADE_FROM_ANYTHING.test(name);
  return isFilledInWithin(block, name) || LEFT_WITHIN.has(`${block}.${name}`);
}

/** Times, and secrets that may be random. */
const MADE_FROM_TIME = /^(?:password|.*_(?:at|date|expiry|raw|rsa|script|time|token))$/;

/** Names and texts, and maps of whatever somebody writes. */
const MADE_FROM_ANYTHING =
  /^(?:annotations|content|description|display_name|features|hostname|id|labels|metadata.*|name|name_prefix|options|parent|properties|schema|unique|.*_id)$/;

/**
 * Blocks of nodes that the source of provider 7.45.0 calls optional and computed too. What they guard is too much to be
 * taken for Google's where a `dynamic` block may write them.
 */
const LEFT_WITHIN: ReadonlySet<string> = new Set(
  (
    "boot_disk confidential_nodes containerd_config gcfs_config guest_accelerator kubelet_config linux_node_config " +
    "node_image_config shielded_instance_config windows_node_config workload_metadata_config"
  )
    .split(" ")
    .map((name) => `node_config.${name}`),
);

/** @param table the names of blocks, each with a colon and what is in it */
function byBlock(table: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  let names = new Set<string>();
  for (const word of table.trim().split(/\s+/)) {
    if (!word.endsWith(":")) {
      names.add(word);
      continue;
    }
    const block = word.slice(0, -1);
    names = found.get(block) ?? new Set();
    found.set(block, names);
  }
  return found;
}
