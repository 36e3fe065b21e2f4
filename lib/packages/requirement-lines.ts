/** A line of a requirements file after joining and taking comments out. */
export interface LogicalLine {
  /** Of its first physical line, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Line ends to Python, but not to editors: a requirement after one of them would look like part of a comment. */
// eslint-disable-next-line no-control-regex -- these very characters are looked for
const HIDDEN_LINE_END = /[\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** A character that ends a line to pip only. */
export interface HiddenLineEnd {
  readonly character: string;
  /** As editors count, from 1. */
  readonly line: number;
}

/** The first character of a requirements file that makes pip see other lines than a person does. */
export function hiddenLineEnd(text: string): HiddenLineEnd | undefined {
  const found = HIDDEN_LINE_END.exec(text);
  if (found === null) return undefined;
  return { character: found[0], line: text.slice(0, found.index).split("\n").length };
}

/** The encoding that a requirements file declares to pip, where that is not UTF-8: pip then reads another text. */
export function otherEncoding(text: string): string | undefined {
  const declared = text
    .split("\n", 2)
    .map((line) => /^#.*?coding[:=][ \t]*([-\w.]{1,64})/.exec(line)?.[1])
    .find(Boolean);
  return declared === undefined || /^(?:utf-?8|us-ascii|ascii)$/i.test(declared) ? undefined : declared;
}

/**
 * The lines of a requirements file as pip joins them: a backslash at the end of a line continues it, a comment line
 * ends a continuation, and a comment's own backslash at the end of a requirement swallows the next line.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function logicalLines(text: string): readonly LogicalLine[] {
  const result: LogicalLine[] = [];
  let first = 0;
  let parts: string[] = [];
  const finish = (line: number, joined: string): void => {
    const stripped = withoutComment(joined).trim();
    if (stripped !== "") result.push({ line, text: stripped });
  };
  for (const [at, physical] of text.split(/\r\n|\n|\r/).entries()) {
    const isComment = physical.trimStart().startsWith("#");
    if (physical.endsWith("\\") && !isComment) {
      if (parts.length === 0) first = at + 1;
      parts.push(withoutBackslashes(physical));
    } else if (parts.length > 0) {
      finish(first, [...parts, isComment ? ` ${physical}` : physical].join(""));
      parts = [];
    } else {
      finish(at + 1, physical);
    }
  }
  if (parts.length > 0) finish(first, parts.join(""));
  return result;
}

/** pip takes the backslashes at both ends off. */
function withoutBackslashes(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && line[start] === "\\") start += 1;
  while (end > start && line[end - 1] === "\\") end -= 1;
  return line.slice(start, end);
}

/** A "#" starts a comment at the start of the line or after white space; in "url#egg=name" it does not. */
function withoutComment(line: string): string {
  for (let at = line.indexOf("#"); at >= 0; at = line.indexOf("#", at + 1)) {
    if (at === 0 || /\s/.test(line.charAt(at - 1))) return line.slice(0, at);
  }
  return line;
}

/** An option of a requirements file with its value; flags have none. */
export interface LineOption {
  readonly name: string;
  readonly value: string | undefined;
}

/** A logical line in its two parts: what comes before the first option, and the options. */
export interface SplitLine {
  readonly requirement: string;
  readonly options: readonly LineOption[];
  /** The first word that cannot be understood: an unknown option, one without its value, or text after the options. */
  readonly broken: string | undefined;
}

const SHORT: Readonly<Record<string, string>> = {
  "-C": "--config-settings",
  "-c": "--constraint",
  "-e": "--editable",
  "-f": "--find-links",
  "-i": "--index-url",
  "-r": "--requirement",
};

const WITH_VALUE: ReadonlySet<string> = new Set([
  ...Object.values(SHORT),
  "--all-releases",
  "--config-setting",
  "--extra-index-url",
  "--global-option",
  "--hash",
  "--no-binary",
  "--only-binary",
  "--only-final",
  "--pypi-url",
  "--trusted-host",
  "--use-feature",
]);

const FLAGS: ReadonlySet<string> = new Set([
  "--no-index",
  "--no-require-hashes",
  "--pre",
  "--prefer-binary",
  "--require-hashes",
]);

/**
 * Splits a logical line as pip does: options start at the first word that starts with "-", and only blanks, no tabs,
 * part words there.
 */
export function splitOptions(text: string): SplitLine {
  const start = text.startsWith("-") ? 0 : text.search(/ -/);
  if (start < 0) return { requirement: text, options: [], broken: undefined };
  const requirement = text.slice(0, start).trim();
  const rest = text.slice(start).trim();
  const words = shellWords(rest);
  if (words === undefined) return { requirement, options: [], broken: rest };
  const options: LineOption[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const short = word.startsWith("--") ? undefined : SHORT[word.slice(0, 2)];
    const equals = short === undefined ? word.indexOf("=") : -1;
    const name = short ?? (equals < 0 ? word : word.slice(0, equals));
    if (FLAGS.has(name) && equals < 0) {
      options.push({ name, value: undefined });
      continue;
    }
    if (!WITH_VALUE.has(name)) return { requirement, options, broken: word };
    const glued = short === undefined ? behindEquals(word, equals) : word.slice(2) || undefined;
    if (glued === undefined) at += 1;
    const value = glued ?? words[at];
    if (value === undefined) return { requirement, options, broken: word };
    options.push({ name, value });
  }
  return { requirement, options, broken: undefined };
}

function behindEquals(word: string, equals: number): string | undefined {
  return equals < 0 ? undefined : word.slice(equals + 1);
}

/** Words with the shell's quotes; `undefined` where a quote is not closed or a backslash escapes something. */
function shellWords(text: string): readonly string[] | undefined {
  const piece = /([ \t]+)|'([^']*)'|"([^"\\]*)"|([^ \t"'\\]+)/y;
  const words: string[] = [];
  let word: string | undefined;
  while (piece.lastIndex < text.length) {
    const match = piece.exec(text);
    if (match === null) return undefined;
    const [, space, single, double, plain = ""] = match;
    if (space === undefined) {
      word = (word ?? "") + (single ?? double ?? plain);
    } else {
      if (word !== undefined) words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
