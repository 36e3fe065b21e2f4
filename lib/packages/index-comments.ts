import { originOf } from "./lock-entry";
import type { TextFile } from "../text/text-file";

/** The index of the package above, as `uv pip compile --emit-index-annotation` writes it. */
const ANNOTATION = /^[ \t]+# from (https?:\/\/\S+)[ \t]*$/;

/** The command that wrote the lock, as pip-compile and uv say it near the top. */
const COMMAND = /^#[ \t]+(?:uv[ \t]+pip[ \t]+compile|pip-compile)[ \t]+(\S.*)$/;

const INDEX_OPTION = /^--(?:default-index|extra-index-url|index|index-url)=(.+)$/;

/** No command is longer; what looks at it should not be tried on more. */
const LONGEST_COMMAND = 10_000;

/** The indexes that a requirements file does not make pip use, but that its comments say it was locked from. */
export function indexesInComments({
  text,
  path,
}: TextFile): readonly { readonly url: string; readonly origin: string }[] {
  if (!text.includes("# from http") && !/^#.*(?:pip-compile|pip[ \t]+compile)/m.test(text)) return [];
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, at) => indexesIn(line).map((url) => ({ url, origin: originOf(path, at + 1) })));
}

function indexesIn(line: string): readonly string[] {
  if (!line.includes("#") || line.length > LONGEST_COMMAND) return [];
  const annotated = ANNOTATION.exec(line)?.[1];
  if (annotated !== undefined) return [annotated];
  const command = COMMAND.exec(line)?.[1];
  return command === undefined ? [] : optionsOf(command).flatMap((word) => INDEX_OPTION.exec(word)?.[1] ?? []);
}

/** The options with their values behind "=", whether the command has that or a blank between the two. */
function optionsOf(command: string): readonly string[] {
  const words = command.split(/[ \t]+/).map((word) => word.replace(/^(['"])(.*)\1$/, "$2"));
  return words.map((word, at) => {
    const name = word === "-i" ? "--index-url" : word;
    return name.startsWith("--") && !name.includes("=") ? `${name}=${words[at + 1] ?? ""}` : name;
  });
}
