import { posix } from "node:path";
import { ValidationError } from "../core";
import { quote } from "../text/quoting";

/** Which patterns have matched a folder: what is below it need not match them again. */
export type FolderMatches = readonly boolean[];

/**
 * The rules of a `.dockerignore`, as docker itself reads them. They are not those of `.gitignore`: `*.md` is about the
 * top folder only. This follows moby's `patternmatcher`, and how BuildKit walks a folder with it, on Linux; the same on
 * every machine.
 *
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 * @see https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go
 */
export class DockerIgnore {
  /**
   * @param text the file
   * @param shown its place, for messages
   * @throws ValidationError with every line that docker would refuse
   */
  public static parse(text: string, shown: string): DockerIgnore {
    const problems: string[] = [];
    const patterns: Pattern[] = [];
    text
      .replace(/^\uFEFF/, "")
      .split("\n")
      .forEach((line, index) => {
        const written = patternOf(line);
        if (written === undefined) return;
        const amiss = syntaxProblem(written.text);
        if (amiss === undefined) patterns.push(new Pattern(written.text, written.isException));
        else problems.push(`pattern ${quote(line.trim())}: ${amiss}, from ${shown}:${index + 1}`);
      });
    if (problems.length > 0) throw new ValidationError(problems);
    return new DockerIgnore(patterns);
  }

  private constructor(private readonly patterns: readonly Pattern[]) {}

  /**
   * Whether a path is left out, and what is to be handed down to the paths below it.
   *
   * @param path relative to the folder that is sent, with "/"
   * @param above what this said of the folder that holds it; nothing for the top
   */
  public match(path: string, above?: FolderMatches): { readonly isIgnored: boolean; readonly matches: FolderMatches } {
    let isIgnored = false;
    const matches = this.patterns.map((pattern, index) => {
      const fromAbove = above?.[index] === true;
      // One that could change nothing is not tried, and counts as not matched for what is below: as BuildKit has it.
      if (!fromAbove && pattern.isException !== isIgnored) return false;
      if (!fromAbove && !pattern.matches(path)) return false;
      isIgnored = !pattern.isException;
      return true;
    });
    return { isIgnored, matches };
  }

  /** Whether something below an ignored folder may be taken in again; where nothing is, nobody has to look. */
  public mayTakeInBelow(folder: string): boolean {
    const exceptions = this.patterns.filter(({ isException }) => isException);
    return (
      exceptions.some(({ isLiteral }) => !isLiteral) ||
      exceptions.some(({ prefix }) => `${prefix}/`.startsWith(`${folder}/`))
    );
  }
}

/** A line as docker normalises it; undefined for comments and empty ones. */
function patternOf(line: string): { readonly text: string; readonly isException: boolean } | undefined {
  if (line.startsWith("#")) return undefined;
  const trimmed = line.trim();
  if (trimmed === "") return undefined;
  const isException = trimmed.startsWith("!");
  const bare = isException ? trimmed.slice(1).trim() : trimmed;
  if (bare === "") return { text: "", isException };
  const cleaned = clean(bare);
  return { text: clean(cleaned.length > 1 ? cleaned.replace(/^\//, "") : cleaned), isException };
}

/** Go's `filepath.Clean`. */
function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, "") : normal;
}

/**
 * Why a pattern is refused. Docker takes some of these as long as no file brings it to the bad place, and reads an
 * escaped letter or digit as a class or as white space; neither is what somebody meant.
 */
function syntaxProblem(pattern: string): string | undefined {
  if (pattern === "") return 'an exception needs a pattern after "!"';
  if (/(?<!\\)(?:\\\\)*\\[A-Za-z0-9]/.test(pattern)) {
    return 'a letter or digit needs no "\\" before it, and docker would not read it as the letter';
  }
  // Outside of classes: escaped characters, classes, and anything else but "[" and a last "\". Within them docker
  // takes "*" and "?" for wildcards all the same, and a "/" for one of the class.
  return /^(?:\\.|\[\^?(?:(?:\\.|[^\\\]*?/-])(?:-(?:\\.|[^\\\]*?/-]))?)+\]|[^[\\])*$/su.test(pattern)
    ? undefined
    : 'not one that every docker reads: a "[" needs its "]" without "*", "?" and "/" between, a range both ends, ' +
        'and a "\\" something after it';
}

/** How a pattern is compared: moby reads simple ones as texts, and the rest as expressions. */
type Comparison =
  | { readonly kind: "whole" | "beginning" | "end"; readonly text: string }
  | { readonly kind: "expression"; readonly expression: RegExp };

class Pattern {
  /** Whether it has no wildcard but a last one, so that only what is below it can be meant. */
  public readonly isLiteral: boolean;
  /** The pattern without its last wildcard. */
  public readonly prefix: string;
  private readonly comparison: Comparison;

  constructor(
    pattern: string,
    public readonly isException: boolean,
  ) {
    this.prefix = pattern.replace(/\/\*\*$/, "").replace(/\/\*$/, "");
    this.isLiteral = !/[*[\]?^\\]/.test(this.prefix);
    this.comparison = comparisonOf(pattern);
  }

  public matches(path: string): boolean {
    const { comparison } = this;
    switch (comparison.kind) {
      case "whole":
        return path === comparison.text;
      case "beginning":
        return path.startsWith(comparison.text);
      case "end":
        // "**/foo" is about "foo" too.
        return path.endsWith(comparison.text) || (comparison.text.startsWith("/") && path === comparison.text.slice(1));
      case "expression":
        return comparison.expression.test(path);
    }
  }
}

function comparisonOf(pattern: string): Comparison {
  const ends = /^\*\*([^*?[\]\\]*)$/.exec(pattern)?.[1];
  if (ends !== undefined) return { kind: "end", text: ends };
  const begins = /^([^*?[\]\\]+)\*\*$/.exec(pattern)?.[1];
  if (begins !== undefined) return { kind: "beginning", text: begins };
  if (!/[*?[\]\\]/.test(pattern)) return { kind: "whole", text: pattern };
  const pieces = pattern.match(/\*\*\/?|\\.|\[\^?(?:\\.|[^\\\]])+\]|[^]/gsu) ?? [];
  const source = pieces.map((piece, index) => expressionOf(piece, index === pieces.length - 1)).join("");
  return { kind: "expression", expression: new RegExp(`^${source}$`, "su") };
}

function expressionOf(piece: string, isLast: boolean): string {
  if (piece.startsWith("**")) return isLast ? ".*" : "(?:.*/)?";
  if (piece === "*") return "[^/]*";
  if (piece === "?") return "[^/]";
  if (piece.length > 1 && piece.startsWith("[")) return characterClass(piece);
  return literally(piece.length > 1 ? piece.replace(/^\\/, "") : piece);
}

function characterClass(piece: string): string {
  const isInverted = piece.startsWith("[^");
  const inner = piece.slice(isInverted ? 2 : 1, -1);
  // What is escaped stays so; what only JavaScript takes for more than itself becomes so.
  const escaped = inner.replace(/\\(.)|[[^&|~]/gsu, (found: string, after: string | undefined) =>
    literally(after ?? found),
  );
  return `[${isInverted ? "^" : ""}${escaped}]`;
}

function literally(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
