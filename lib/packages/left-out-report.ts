import { escapeUnprintable } from "../text/quoting";
import type { LeftOut } from "./allowed-packages";

/** What lock files hold and a list leaves out, as JSON has it. */
export function leftOutJson(leftOut: readonly LeftOut[]): readonly object[] {
  return leftOut.map(({ name = null, source, origin }) => ({ name, source, origin }));
}

/** The same as indented lines, without line ends. */
export function leftOutLines(leftOut: readonly LeftOut[]): readonly string[] {
  return leftOut.map(({ name, source, origin }) => {
    const what = name === undefined ? source : `${name} (${source})`;
    return `  ${escapeUnprintable(`${what}, from ${origin}`)}`;
  });
}
