import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";

/** What neither Prettier nor ESLint holds: the width of Python, the tags of comments, and what props say. */
const ROOT = join(__dirname, "../..");
const FOLDERS = ["lib", "scripts", "bench", "examples", "pipelines", "__tests__"];

function filesOf(ending: string): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  ).filter((file) => file.endsWith(ending) && !/node_modules|fixtures/.test(file));
}

const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const isAddress = (line: string): boolean => /^\s*#?\s*https:\/\/\S+$/.test(line);

test("Python programs are not wider than the rest", () => {
  const files = filesOf(".py");
  expect(files.length).toBeGreaterThan(10);
  const wide = files.flatMap((file) =>
    textOf(file)
      .split("\n")
      .flatMap((line, at) => (line.length > 120 && !isAddress(line) ? [`${file}:${at + 1}`] : [])),
  );
  expect(wide).toEqual([]);
});

/** A tag within a sentence, or one whose text is on the next line, while an address that is too long may be there. */
const FOLDED = [
  /[^\s`{(*](?<!@internal) @(?:see|internal|jsii|default|throws|param|deprecated|returns)\b/,
  /@(?:jsii|default|throws|param)\s*$/m,
  /@see\s*\n(?!\s*\*\s+https:)/,
];

function foldedTags(file: string): string[] {
  const comments = textOf(file).match(/\/\*\*(?:(?!\*\/)[^])*\*\//g) ?? [];
  const long = comments.filter((comment) => comment.includes("\n"));
  return long.filter((comment) => FOLDED.some((folded) => folded.test(comment))).map((text) => `${file}: ${text}`);
}

test("each tag of a comment of several lines stands at the beginning of one, where tools look for it", () => {
  expect(filesOf(".ts").flatMap(foldedTags)).toEqual([]);
});

/** Optional members, of what users pass, that do not say what holds without them. */
function silentDefaults(file: string): string[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  return source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name, modifiers }) => {
      const isExported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
      return isExported && /(?:Props|Options|Attributes)$/.test(name.text);
    })
    .flatMap(({ name, members }) =>
      members
        .filter(({ questionToken }) => questionToken !== undefined)
        .filter((member) => !ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "default"))
        .map((member) => `${file}: ${name.text}.${member.name?.getText(source) ?? ""}`),
    );
}

test("each prop that may be left out says what holds then", () => {
  const files = filesOf(".ts").filter((file) => file.startsWith("lib/"));
  expect(files.flatMap(silentDefaults)).toEqual([]);
});
