import { ValidationError } from "../core";
import { quote } from "../text/quoting";

/** An instruction of a Dockerfile, on one line, as it is meant. */
export interface Instruction {
  /** In capitals; that after ONBUILD for one that a later build runs. */
  readonly name: string;
  /** `--name=value` before the arguments, without quotes. */
  readonly flags: readonly string[];
  /** All after the name and the flags. */
  readonly rest: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** What its heredocs hold. */
  readonly heredocs: readonly string[];
}

/** A Dockerfile in its parts. */
export interface DockerfileText {
  /** The images of `# syntax=`, which BuildKit pulls and runs to read the rest: each that some version would take. */
  readonly syntaxes: readonly Directive[];
  readonly instructions: readonly Instruction[];
}

/** A comment that is none. */
export interface Directive {
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/** @see https://docs.docker.com/reference/dockerfile/#overview */
const INSTRUCTIONS = new Set([
  "ADD",
  "ARG",
  "CMD",
  "COPY",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "FROM",
  "HEALTHCHECK",
  "LABEL",
  "MAINTAINER",
  "RUN",
  "SHELL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
]);

const HEREDOC = /^\d*<<(-?)([^<]+)$/;
const MAY_HAVE_HEREDOC = new Set(["RUN", "COPY", "ADD"]);

/**
 * Takes a Dockerfile apart as BuildKit does: directives, comments, continued lines, heredocs.
 *
 * @param shown its place, for messages
 * @throws ValidationError where a heredoc does not end, there is no such instruction, or versions of docker would read
 *   different things
 * @see https://docs.docker.com/reference/dockerfile/
 * @see https://github.com/moby/buildkit/blob/v0.26.0/frontend/dockerfile/parser/parser.go
 */
export function dockerfileText(text: string, shown: string): DockerfileText {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const directives = directivesOf(lines);
  const escape = directives.get("escape")?.value === "`" ? "`" : "\\";
  refuseLateEscape(lines, directives.has("escape"), shown);
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length;) {
    const logical = logicalLine(lines, at, escape);
    const line = at + 1;
    at = logical.next;
    if (logical.text === "") continue;
    const instruction = instructionOf(logical.text, line, escape);
    if (!INSTRUCTIONS.has(instruction.name))
      throw new ValidationError([`${quote(instruction.name)} at ${shown}:${line}: is no instruction of a Dockerfile`]);
    const texts = heredocsOf(instruction, escape).map((heredoc) => {
      const end = endOfHeredoc(lines, at, heredoc, `${shown}:${line}`);
      const text = lines.slice(at, end).join("\n");
      at = end + 1;
      return text;
    });
    instructions.push({ ...instruction, heredocs: texts });
  }
  return { syntaxes: syntaxesOf(lines), instructions };
}

/** As docker 20.10 reads them, which does not stop at one that it does not know. */
const ANY_DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;

/**
 * The newest BuildKit takes the first `# syntax=` before anything else, that of docker 20.10 the last one among
 * whatever has the form of a directive.
 *
 * @see https://github.com/moby/buildkit/blob/v0.8.3/frontend/dockerfile/dockerfile2llb/directives.go
 */
function syntaxesOf(lines: readonly string[]): readonly Directive[] {
  const newest = directivesOf(lines).get("syntax") ?? foreignSyntax(lines);
  const others: Directive[] = [];
  for (const [index, line] of lines.entries()) {
    const [, name, value] = ANY_DIRECTIVE.exec(line) ?? [];
    if (name === undefined || value === undefined) break;
    if (name.toLowerCase() === "syntax" && index + 1 !== newest?.line) others.push({ value, line: index + 1 });
  }
  return [...(newest === undefined ? [] : [newest]), ...others];
}

/** Where one version takes a directive for it and another for a comment, lines are continued in one of them only. */
function refuseLateEscape(lines: readonly string[], isTaken: boolean, shown: string): void {
  if (isTaken) return;
  for (const [index, line] of lines.entries()) {
    if (!/^\s*#/.test(line)) return;
    if (/^\s*#\s*escape\s*=/i.test(line))
      throw new ValidationError([
        `${quote(line.trim())} at ${shown}:${index + 1}: is a comment to some versions of docker; ` +
          "make it the first line, or take it away",
      ]);
  }
}

const DIRECTIVES = new Set(["check", "escape", "syntax"]);

/** Those comments at the very top that are none: up to the first line that is not a known directive. */
function directivesOf(lines: readonly string[], mark = "#"): Map<string, Directive> {
  const form = new RegExp(`^[ \\t]*${mark}[ \\t]*([a-zA-Z][a-zA-Z0-9]*)[ \\t]*=[ \\t]*(.+?)[ \\t]*$`);
  const found = new Map<string, Directive>();
  for (const [index, line] of lines.entries()) {
    const [, written, value] = form.exec(line) ?? [];
    const name = written?.toLowerCase();
    if (name === undefined || value === undefined || !DIRECTIVES.has(name)) break;
    if (!found.has(name)) found.set(name, { value, line: index + 1 });
  }
  return found;
}

/** BuildKit looks for the syntax past a first line with `#!`, after `//`, and in a JSON object too. */
function foreignSyntax(lines: readonly string[]): Directive | undefined {
  const skipped = lines[0]?.startsWith("#!") === true ? 1 : 0;
  const rest = lines.slice(skipped);
  const found = directivesOf(rest).get("syntax") ?? directivesOf(rest, "//").get("syntax");
  if (found !== undefined) return { ...found, line: found.line + skipped };
  const json = /^\s*\{[^]*"syntax"\s*:\s*"([^"]*)"/.exec(rest.join("\n"))?.[1];
  return json === undefined ? undefined : { value: json, line: skipped + 1 };
}

/** Joins what a line and its continuations say, without the comments among them. */
function logicalLine(lines: readonly string[], start: number, escape: string): { text: string; next: number } {
  const escaped = `\\${escape}`;
  const continuation = new RegExp(`([^${escaped}])${escaped}[ \\t]*$|^${escaped}[ \\t]*$`);
  let text = "";
  let at = start;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const isComment = /^\s*#/.test(line);
    if (isComment || (line.trim() === "" && at > start)) {
      if (at === start) return { text: "", next: at + 1 };
      continue;
    }
    const joined = at === start ? line.trimStart() : line;
    const isContinued = continuation.test(joined);
    text += isContinued ? joined.replace(continuation, "$1") : joined;
    if (!isContinued) break;
  }
  return { text: text.trim(), next: at + 1 };
}

function instructionOf(text: string, line: number, escape: string): Omit<Instruction, "heredocs"> {
  const [name, rest] = firstWord(text);
  if (name.toUpperCase() === "ONBUILD") return instructionOf(rest, line, escape);
  const flags: string[] = [];
  let left = rest;
  while (left.startsWith("--")) {
    const [flag, after] = firstFlag(left, escape);
    left = after;
    if (flag === "--") break;
    flags.push(flag);
  }
  return { name: name.toUpperCase(), flags, rest: left, line };
}

function firstWord(text: string): [word: string, rest: string] {
  const word = /^\S*/.exec(text)?.[0] ?? "";
  return [word, text.slice(word.length).trimStart()];
}

/** A flag without its quotes, and what comes after it. */
function firstFlag(text: string, escape: string): [flag: string, rest: string] {
  let flag = "";
  let quoting = "";
  let at = 0;
  for (; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quoting === "" && /\s/.test(character)) break;
    if (character === escape && at + 1 < text.length) {
      at += 1;
      flag += text[at] ?? "";
    } else if (character === quoting) {
      quoting = "";
    } else if (quoting === "" && /["']/.test(character)) {
      quoting = character;
    } else {
      flag += character;
    }
  }
  return [flag, text.slice(at).trimStart()];
}

interface Heredoc {
  readonly end: string;
  readonly stripsTabs: boolean;
}

function heredocsOf({ name, rest }: Omit<Instruction, "heredocs">, escape: string): readonly Heredoc[] {
  if (!MAY_HAVE_HEREDOC.has(name) || !rest.includes("<<") || isJsonList(rest)) return [];
  return words(rest, escape).flatMap((word) => {
    const [, dash, quoted] = HEREDOC.exec(word) ?? [];
    if (quoted === undefined) return [];
    const end = quoted.replaceAll(/["']/g, "").replaceAll(escape, "");
    return end === "" ? [] : [{ end, stripsTabs: dash === "-" }];
  });
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Splits at white space outside of quotes, and keeps the quotes. */
export function words(text: string, escape = "\\"): string[] {
  const any = escape === "`" ? "`[^]|" : "\\\\[^]|";
  return text.match(new RegExp(`(?:${any}"(?:${any}[^"])*"?|'[^']*'?|[^\\s"'])+`, "g")) ?? [];
}

/** Where the line is that ends it. */
function endOfHeredoc(lines: readonly string[], start: number, { end, stripsTabs }: Heredoc, place: string): number {
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if ((stripsTabs ? line.replace(/^\t+/, "") : line) === end) return at;
  }
  throw new ValidationError([`heredoc ${quote(end)} at ${place}: has no line that ends it`]);
}
