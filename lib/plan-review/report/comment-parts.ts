import { count } from "../../text/untrusted-text";

/** A piece of a comment that is cut, if at all, between its items. */
export interface Block {
  /** Blocks of a lower weight get their place first, wherever they stand. */
  readonly weight: number;
  readonly head?: string;

  /** Each makes a line of its own, and is asked for it only when there may be room. */
  readonly items: readonly (() => string)[];

  /** Closes what the head opened around the items, as a fence does. */
  readonly tail?: string;

  /** Comes after a word on what is left out, and closes what is around all of it. */
  readonly end?: string;

  /** What one item is, as "package": so that what is left out can be counted. */
  readonly item: string;
}

/** Blocks under a title, which is shown when one of them is. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Kept free for the words on what is left out. */
const RESERVE = 1_000;
const GAP = "\n\n";

/**
 * Puts a comment together that is no longer than a limit, in bytes of UTF-8: those are never fewer than the characters
 * that a host counts. What does not fit is left out by whole items, the least weighty first; it is counted where it is
 * missing, and all together after the opening.
 */
export function fitComment(opening: string, sections: readonly Section[], ending: string, limit: number): string {
  const taken = new Map<Block, readonly string[]>();
  let free = limit - RESERVE - size(opening) - size(ending);
  const placed = sections.flatMap((section) => section.blocks.map((block) => ({ section, block })));
  const titled = new Set<Section>();
  for (const { section, block } of placed.toSorted((one, other) => one.block.weight - other.block.weight)) {
    if (block.items.length === 0) continue;
    const frame =
      (titled.has(section) ? 0 : size(section.title)) +
      size(block.head) +
      size(block.tail) +
      size(block.end) +
      size(left(block, 0));
    let room = free - frame;
    const items: string[] = [];
    for (const make of block.items) {
      const item = make();
      const cost = Buffer.byteLength(item) + 1;
      if (cost > room) break;
      room -= cost;
      items.push(item);
    }
    if (items.length === 0) continue;
    free = room;
    taken.set(block, items);
    titled.add(section);
  }

  const body = sections
    .filter((section) => titled.has(section))
    .map(({ title, blocks }) =>
      [title, ...blocks.map((block) => written(block, taken.get(block) ?? []))].filter((text) => text !== "").join(GAP),
    );
  const missing = new Map<string, number>();
  for (const { block } of placed) {
    const number = block.items.length - (taken.get(block)?.length ?? 0);
    if (number > 0) missing.set(block.item, (missing.get(block.item) ?? 0) + number);
  }
  const gone = [...missing].map(([item, number]) => count(number, item));
  const warning =
    `> [!CAUTION]\n> This comment is cut, since a host takes only so much. Left out: ${gone.join(", ")}. ` +
    "Nobody has seen the whole review who has read only this.";
  return [opening, ...(gone.length > 0 ? [warning] : []), ...body, ending].join(GAP);
}

function written(block: Block, items: readonly string[]): string {
  if (items.length === 0) return "";
  const rest = items.length === block.items.length ? "" : `\n${left(block, items.length)}`;
  const around = [block.head, items.join("\n"), block.tail].filter((text) => text !== undefined).join("\n");
  return around + rest + (block.end === undefined ? "" : `\n${block.end}`);
}

function left({ items, item }: Block, shown: number): string {
  return `\n${count(items.length - shown, `more ${item}`)} left out here.`;
}

function size(text = ""): number {
  return text === "" ? 0 : Buffer.byteLength(text) + GAP.length;
}
