import { isJsonObject } from "../text/json-object";
/** Of all that is not an item; what the specification has there is small. */
const LONGEST_REST = 16 * 1024 * 1024;
const LONGEST_ITEM = 1024 * 1024;

/**
 * Takes the objects out of arrays that are members of a JSON document's outermost object, while the document comes in.
 * What is kept of the document is the rest, so a page of many files costs no more than one of few.
 */
export class JsonItems {
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  /** The member whose array is being read. */
  private array: string | undefined;
  private item: string | undefined;
  /** The document, with 0 for each item: so the whole is checked to be JSON. */
  private rest = "";
  private tail = "";
  private readonly counts = new Map<string, number>();

  /** @param members the names of the arrays, which hold nothing but objects */
  public constructor(
    private readonly members: readonly string[],
    private readonly onItem: (member: string, item: unknown) => void,
  ) {}

  /** @throws SyntaxError when the text cannot go on to be JSON of that form */
  public write(text: string): void {
    const marks = /["\\{}[\]]/g;
    let start = 0;
    if (this.isEscaped && text !== "") {
      this.isEscaped = false;
      marks.lastIndex = 1;
    }
    while (marks.test(text)) {
      const index = marks.lastIndex - 1;
      const mark = text[index];
      if (this.isInString) {
        if (mark === '"') this.isInString = false;
        else if (mark === "\\") {
          marks.lastIndex = index + 2;
          this.isEscaped = index + 1 === text.length;
        }
      } else if (mark === '"') this.isInString = true;
      else if (mark === "{" || mark === "[") {
        const isItem = mark === "{" && this.depth === 2 && this.array !== undefined;
        if (isItem || this.depth === 1) {
          this.keep(text.slice(start, index));
          start = index;
        }
        if (isItem) this.item = "";
        if (mark === "[" && this.depth === 1) this.array = this.memberAtEnd();
        this.depth += 1;
      } else if (mark === "}" || mark === "]") {
        this.depth -= 1;
        if (this.depth === 2 && this.item !== undefined) {
          this.keep(text.slice(start, index + 1));
          start = index + 1;
          this.emit(this.item);
        }
        if (this.depth === 1) this.array = undefined;
      }
    }
    this.keep(text.slice(start));
  }

  /**
   * The document without its items.
   *
   * @throws SyntaxError when it is not JSON of that form
   */
  public end(): Readonly<Record<string, unknown>> {
    const rest = JSON.parse(this.rest) as unknown;
    if (!isJsonObject(rest)) throw new SyntaxError("not an object");
    const document = rest as Record<string, unknown>;
    for (const member of this.members) {
      const array = document[member] ?? [];
      if (!Array.isArray(array) || array.length !== (this.counts.get(member) ?? 0)) {
        throw new SyntaxError("not an array of objects");
      }
    }
    return document;
  }

  private keep(text: string): void {
    if (this.item !== undefined) {
      this.item += text;
      if (this.item.length > LONGEST_ITEM) throw new SyntaxError("an item is too long");
      return;
    }
    this.rest += text;
    this.tail = `${this.tail}${text}`.slice(-64);
    if (this.rest.length > LONGEST_REST) throw new SyntaxError("too much besides items");
  }

  private emit(item: string): void {
    this.item = undefined;
    this.keep("0");
    if (this.array === undefined) throw new SyntaxError("an item outside an array");
    this.counts.set(this.array, (this.counts.get(this.array) ?? 0) + 1);
    this.onItem(this.array, JSON.parse(item));
  }

  /**
   * The member whose value comes next, if it is one of those asked for. A quote before it would be escaped in a string.
   */
  private memberAtEnd(): string | undefined {
    const member = /[{,\s]"([a-z]+)"\s*:\s*$/.exec(this.tail)?.[1];
    if (member === undefined || !this.members.includes(member)) return undefined;
    if (this.counts.has(member)) throw new SyntaxError("a member twice");
    this.counts.set(member, 0);
    return member;
  }
}
