import type { LeftOut } from "../packages";
import type * as Quoting from "../text/quoting";

/** What lock files hold and a list leaves out, as JSON has it. */
export function leftOutJson(leftOut: readonly LeftOut[]): readonly object[] {
  return leftOut.map(({ name = null, source, origin }) => ({ name, source, origin }));
}

/** The same as indented lines, without line ends. */
export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  const { escapeUnprintable } = require("../text/quoting") as typeof Quoting;
  return leftOut.map(({ name, source, origin }) => {
    const what = name === undefined ? source : `${name} (${source})`;
    return `  ${escapeUnprintable(`${what}, from ${origin}`)}`;
  });
}
