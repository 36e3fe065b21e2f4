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
    const path = file.path;
    const fail = (problem: string, line: number): never => {
      throw new ValidationError([`lock file "${path}": ${problem}, from ${originOf(path, line + 1)}`]);
    };
    const lines = new Map<string, number>();
    const keys: Set<string>[] = [];
    const enter = (line: number): void => {
      keys.push(new Set());
      if (keys.length > DEEPEST) fail(`nests more than ${DEEPEST} deep, as no lock file does; check what it is`, line);
    };
    const leave = (): void => {
      keys.pop();
    };
    visit(
      file.text,
      {
        onObjectBegin: (_offset, _length, line) => {
          enter(line);
        },
        onArrayBegin: (_offset, _length, line) => {
          enter(line);
        },
        onObjectEnd: leave,
        onArrayEnd: leave,
        onObjectProperty: (key, _offset, _length, line, _column, parents) => {
          const seen = keys.at(-1);
          if (seen?.has(key)) fail(`says the key ${quote(key)} twice; lock again`, line);
          seen?.add(key);
          if (keys.length <= 2) lines.set(JSON.stringify([...parents(), key]), line + 1);
        },
        onError: (error: ParseErrorCode, _offset, _length, line) => {
          fail(
            `is not valid JSON (${printParseErrorCode(error)}), perhaps cut off or merged by hand; lock again`,
            line,
          );
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
    return new JsonDocument(file.path, JSON.parse(file.text), lines);
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
