/** The widest line of a help text: what every terminal shows. */
const COLUMNS = 80;

/** How far what goes on in the next line stands in. */
const CONTINUED = 6;

/**
 * A text with every line of at most 80 columns; examples stay commands that a shell takes, and their comments go above
 * them.
 */
export function fitColumns(text: string): string {
  return paragraphs(text.split("\n")).flatMap(fitLine).join("\n");
}

/** Lines of prose that follow each other become one, so that they are filled anew. */
function paragraphs(lines: readonly string[]): readonly string[] {
  if (lines.every((line) => line.length <= COLUMNS)) return lines;
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && isProse(last) && isProse(line)) joined[joined.length - 1] = `${last} ${line}`;
    else joined.push(line);
  }
  return joined;
}

function isProse(line: string): boolean {
  return /^[^\s].*[^:]$/.test(line);
}

function fitLine(line: string): readonly string[] {
  if (line.length <= COLUMNS) return [line];
  return /^ {2}(?:\S.* \| )?private-pypi /.test(line) ? fitExample(line) : fitProse(line);
}

function fitExample(line: string): readonly string[] {
  const [, command = line, comment] = /^(.*?\S) {2,}# (.*)$/.exec(line) ?? [];
  const above = comment === undefined ? [] : fill(`# ${comment}`.split(" "), "  ", "  # ", "");
  return [...above, ...fill(command.trim().split(" "), "  ", " ".repeat(CONTINUED), " \\")];
}

/** What stands in a second column stays in it. JSON is broken behind commas. */
function fitProse(line: string): readonly string[] {
  const [first = ""] = /^ *(?:\S+ {2,})?/.exec(line) ?? [];
  const rest = line.slice(first.length);
  const words = /^[{"]/.test(rest) ? rest.split(/(?<=[,|;] ?)/) : rest.split(/(?<= )/);
  return fill(words, first, " ".repeat(first.length), "", "").map((one) => one.trimEnd());
}

function fill(words: readonly string[], first: string, indent: string, end: string, between = " "): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of words) {
    const longer = isEmpty ? line + word : line + between + word;
    if (!isEmpty && longer.trimEnd().length + end.length > COLUMNS) {
      lines.push(line + end);
      line = indent + word;
    } else line = longer;
    isEmpty = false;
  }
  return [...lines, line];
}
