import { posix } from "node:path";
import { hiddenLineEnd, logicalLines, otherEncoding, splitOptions } from "../packages/requirement-lines";
import { quote } from "../text/quoting";

/** What the lock of an installation is held against. */
export interface LockRules {
  /** The address of the one index. */
  readonly indexUrl: string;
  /** What is in a file of the context, by its path in it; undefined where there is none. */
  readonly fileText: (name: string) => string | undefined;
}

/** Options of a lock's lines that add a source of packages, or let one pass that does not prove to be it. */
const SOURCES: ReadonlySet<string> = new Set([
  "--extra-index-url",
  "--find-links",
  "--index-url",
  "--pypi-url",
  "--trusted-host",
]);
/** Those that change what is taken from where a lock says. */
const LOOSE: ReadonlySet<string> = new Set(["--editable", "--no-index", "--no-require-hashes"]);

const INCLUDES: ReadonlySet<string> = new Set(["--constraint", "--requirement"]);

/** What is wrong with the locks that a command names, as far as they are in the folder. */
export function lockProblems(command: string, rules: LockRules): string[] {
  const named = [...command.matchAll(/(?:^|\s)(?:-[rc]|--requirem[a-z]*|--cons[a-z]*)[\s=]?(\S+)/g)];
  return [
    ...named.flatMap(([, path = ""]) => requirementProblems(path, rules)),
    ...(/(?:^|[\s/])uv\s(?:.*\s)?sync\s/.test(`${command} `) && !/\spip\s/.test(command)
      ? uvProblems(command, rules)
      : []),
  ];
}

/** How deep locks may include each other. */
const DEEPEST = 16;

/** What is wrong with a lock in the form of requirements, and with those that it includes. */
export function requirementProblems(path: string, rules: LockRules, depth = 0): string[] {
  const text = textOf(path, rules);
  if (text === undefined || depth > DEEPEST) return [];
  const lines = logicalLines(text);
  const bare = lines.find(({ text: line }) => !line.startsWith("-") && !/\s--hash[=\s]/.test(line));
  const hashes =
    bare === undefined
      ? []
      : [
          `has no hash of ${quote(bare.text.split(/\s/, 1)[0] ?? "")}; ` +
            "write it with hashes, for example by uv pip compile --generate-hashes",
        ];
  const included = lines.flatMap(({ text: line }) =>
    splitOptions(line).options.flatMap(({ name, value }) => (INCLUDES.has(name) && value !== undefined ? [value] : [])),
  );
  return [
    ...[...lockOptionProblems(text, rules.indexUrl), ...hashes].map((problem) => `${quote(path)} ${problem}`),
    ...included.flatMap((file) => requirementProblems(posix.join(posix.dirname(path), file), rules, depth + 1)),
  ];
}

/**
 * What a lock's own lines say that installers obey whatever stands on the command line: other sources than the index.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/#global-options
 */
export function lockOptionProblems(text: string, indexUrl: string): string[] {
  const hidden = hiddenLineEnd(text);
  if (hidden !== undefined)
    return [
      `holds the character ${quote(hidden.character)} in line ${hidden.line}, which pip takes for the end of a line ` +
        "and editors do not show; delete it",
    ];
  const encoding = otherEncoding(text);
  if (encoding !== undefined)
    return [`declares the encoding ${quote(encoding)}; save it as UTF-8 and delete the declaration`];
  return logicalLines(text).flatMap(({ line, text: written }) => {
    const { requirement, options, broken } = splitOptions(written);
    const problems: string[] = [];
    if (broken !== undefined)
      problems.push(`says ${quote(broken)} in line ${line}, which is not read here; take it away, or write it in full`);
    if (requirement.includes("://"))
      problems.push(`takes ${quote(requirement)} from an address in line ${line}; lock it from the index`);
    for (const { name, value = "" } of options) {
      const isElsewhere = INCLUDES.has(name) && value.includes("://");
      const isTheIndex = name === "--index-url" && value === indexUrl;
      const isOtherIndex = SOURCES.has(name) && !isTheIndex;
      if (isElsewhere || isOtherIndex)
        problems.push(
          `says ${name} ${quote(value)} in line ${line}, and the installation would obey; ` +
            "take that line away, the build has one index",
        );
      if (LOOSE.has(name)) problems.push(`says ${name} in line ${line}, which no lock needs; take that line away`);
    }
    return problems;
  });
}

/** A lock of uv has the addresses of its files; with `--frozen` they are taken as they are. */
function uvProblems(command: string, rules: LockRules): string[] {
  const [, folder = ""] = /\s(?:--project|--directory)[\s=](\S+)/.exec(command) ?? [];
  const path = posix.join(folder, "uv.lock");
  const text = textOf(path, rules);
  if (text === undefined) {
    return /\s--frozen(?:\s|$)/.test(command)
      ? [
          `takes files from where ${quote(path)} says, which is not in the folder; put it there, ` +
            "or use uv sync --locked, which compares it with the index",
        ]
      : [];
  }
  const host = new URL(rules.indexUrl).host;
  const isOurs = (address: string): boolean => URL.canParse(address) && new URL(address).host === host;
  const registry = [...text.matchAll(/\bregistry = "([^"]*)"/g)]
    .map(([, address = ""]) => address)
    .find((address) => address.replace(/\/$/, "") !== rules.indexUrl.replace(/\/$/, ""));
  const file = [...text.matchAll(/\b(?:url|git) = "([^"]*)"/g)]
    .map(([, address = ""]) => address)
    .find((one) => !isOurs(one));
  const other = registry ?? file;
  return other === undefined
    ? []
    : [
        `${quote(path)} has packages from ${quote(other)}; lock them from the index: ` +
          `uv lock --default-index ${rules.indexUrl}`,
      ];
}

/** A file by its path in the image: under the folder's own path, or by its name. */
function textOf(path: string, { fileText }: LockRules): string | undefined {
  return fileText(path) ?? fileText(path.replace(/^\.?\/+/, "")) ?? fileText(path.split("/").at(-1) ?? "");
}
