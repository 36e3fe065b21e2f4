import type * as JsoncParser from "jsonc-parser";
import type { ParseErrorCode } from "jsonc-parser";
import { ValidationError } from "../core/errors";
import { originOf, unknownVersion } from "./lock-entry";
import { quote } from "../text/quoting";
import type { TextFile } from "../text/text-file";

/** Pipfile.lock nests five deep; more is an attack on the parser's stack. */
const DEEPEST = 32;

/** A parsed JSON file that still knows on which lines its keys are. */
export class JsonDocument {
  /**
   * @throws ValidationError when the text is not JSON, nests too deep, or says one key twice: readers differ in which
   * of the two they take
   */
  public static parse(file: TextFile): JsonDocument {
    // Only Pipfile.lock is JSON, so only who reads one loads its parser.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { printParseErrorCode, visit } = require("jsonc-parser") as typeof JsoncParser;
    const { path } = file;
    const keys = new Keys(path);
    const enter = (_offset: number, _length: number, line: number): void => {
      keys.enter(line);
    };
    const leave = (): void => {
      keys.leave();
    };
    visit(
      file.text,
      {
        onObjectBegin: enter,
        onArrayBegin: enter,
        onObjectEnd: leave,
        onArrayEnd: leave,
        onObjectProperty: (key, _offset, _length, line, _column, parents) => {
          keys.add(key, line, parents);
        },
        onError: (error: ParseErrorCode, _offset, _length, line) => {
          const why = `is not valid JSON (${printParseErrorCode(error)})`;
          throw unreadable(path, line, `${why}, perhaps cut off or merged by hand; lock again`);
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
    return new JsonDocument(path, JSON.parse(file.text), keys.lines);
  }

  private constructor(
    private readonly path: string,
    public readonly root: unknown,
    private readonly lines: ReadonlyMap<string, number>,
  ) {}

  /** Where a table at the top stands, or a key in it. */
  public originOf(...path: string[]): string {
    return originOf(this.path, this.lines.get(JSON.stringify(path)));
  }

  /** The finding for a version of the lock format that cannot be read. */
  public unknownVersion(key: string, found: unknown, read: string): string {
    return unknownVersion(this.path, key, found, read);
  }
}

/** The keys of a document while it is read. */
class Keys {
  /** On which lines those of the two outer levels are. */
  public readonly lines = new Map<string, number>();
  /** Of each object or list that is open. */
  private readonly open: Set<string>[] = [];

  constructor(private readonly path: string) {}

  public enter(line: number): void {
    this.open.push(new Set());
    if (this.open.length > DEEPEST) {
      throw unreadable(this.path, line, `nests more than ${DEEPEST} deep, as no lock file does; check what it is`);
    }
  }

  public leave(): void {
    this.open.pop();
  }

  public add(key: string, line: number, parents: () => readonly (string | number)[]): void {
    const seen = this.open.at(-1);
    if (seen?.has(key) === true) throw unreadable(this.path, line, `says the key ${quote(key)} twice; lock again`);
    seen?.add(key);
    if (this.open.length <= 2) this.lines.set(JSON.stringify([...parents(), key]), line + 1);
  }
}

/** @param line counted from 0 */
function unreadable(path: string, line: number, problem: string): ValidationError {
  return new ValidationError([`lock file "${path}": ${problem}, from ${originOf(path, line + 1)}`]);
}
