import { basename } from "node:path";
import { ValidationError } from "../core/errors";
import type { Findings } from "./findings";
import { JsonDocument } from "./json-document";
import { type LockContents, NOTHING } from "./lock-entry";
import { isPdmLock, readPdmLock } from "./pdm-lock";
import { isPipfileLock, readPipfileLock } from "./pipfile-lock";
import { isPoetryLock, readPoetryLock } from "./poetry-lock";
import { isPylock, readPylock } from "./pylock";
import { readRequirements } from "./requirements-lock";
import { TextFile } from "../text/text-file";
import { type Table, TomlDocument } from "./toml-document";
import { isUvLock, readUvLock } from "./uv-lock";

type Format = "requirements file" | "uv.lock" | "poetry.lock" | "pdm.lock" | "Pipfile.lock" | "pylock.toml";

interface TomlFormat {
  readonly format: Format;
  readonly matches: (root: Table) => boolean;
  readonly read: (document: TomlDocument, findings: Findings) => LockContents;
}

const TOML_FORMATS: readonly TomlFormat[] = [
  { format: "pylock.toml", matches: isPylock, read: readPylock },
  { format: "poetry.lock", matches: isPoetryLock, read: readPoetryLock },
  { format: "pdm.lock", matches: isPdmLock, read: readPdmLock },
  { format: "uv.lock", matches: isUvLock, read: readUvLock },
];

const KNOWN = "requirements with exact pins, uv.lock, poetry.lock, pdm.lock, Pipfile.lock and pylock.toml";

/**
 * Reads one lock file of any known format. What its name says and what its content says must agree.
 *
 * @throws ValidationError when the file as a whole cannot be read; what is wrong with single entries goes to `findings`
 */
export function readLock(path: string, findings: Findings): LockContents {
  const file = TextFile.read(path, { mayBeStream: true });
  const before = findings.count;
  const contents = readContents(file, findings);
  const isEmpty = contents.entries.length === 0 && contents.elsewhere.every(({ isOwn }) => isOwn);
  if (isEmpty && findings.count === before) {
    findings.add(
      `lock file "${path}": holds no packages; lock again, or say an empty allow list by AllowedPackages.none()`,
    );
  }
  return contents;
}

function readContents(file: TextFile, findings: Findings): LockContents {
  const syntax = syntaxOf(file.text);
  const named = formatOfName(basename(file.path));
  if (syntax === "nothing") return NOTHING;
  if (syntax === "requirements") {
    checkAgreement(file.path, named, "requirements file");
    return readRequirements(file, findings);
  }
  if (syntax === "json") {
    const document = JsonDocument.parse(file);
    if (!isPipfileLock(document.root)) throw unknownFormat(file.path, "JSON", named);
    checkAgreement(file.path, named, "Pipfile.lock");
    return readPipfileLock(document, findings);
  }
  const document = TomlDocument.parse(file);
  const matching = TOML_FORMATS.filter(({ matches }) => matches(document.root));
  const [only, another] = matching;
  if (only === undefined || another !== undefined) throw unknownFormat(file.path, "TOML", named);
  checkAgreement(file.path, named, only.format);
  return only.read(document, findings);
}

/**
 * A TOML key with a value of any kind; "six=1.0", a mistake in a requirements file, is none, nor is an option of pip.
 */
const KEY = /[A-Za-z0-9_][A-Za-z0-9_-]*/.source;
const END = /[ \t]*(?:#|$)/.source;
const ASSIGNMENT = new RegExp(`^${KEY}(?:[ \\t]*=[ \\t]*(?:["'[{]|(?:true|false)${END})|[ \\t]+=[ \\t]+[0-9.]+${END})`);

/**
 * What the first line that says something looks like. No requirement starts with "{" or "[", or assigns with one "=".
 */
function syntaxOf(text: string): "json" | "toml" | "requirements" | "nothing" {
  const first = /^[^\S\n]*[^\s#][^\n]*/m.exec(text)?.[0].trim();
  if (first === undefined) return "nothing";
  if (first.startsWith("{")) return "json";
  return first.startsWith("[") || ASSIGNMENT.test(first) ? "toml" : "requirements";
}

/** The format that a file's name promises, when it promises one. */
function formatOfName(name: string): Format | undefined {
  const lower = name.toLowerCase();
  switch (lower) {
    case "uv.lock":
    case "poetry.lock":
    case "pdm.lock":
      return lower;
    case "pipfile.lock":
      return "Pipfile.lock";
    default:
      if (lower === "pylock.toml" || (lower.startsWith("pylock.") && lower.endsWith(".toml"))) return "pylock.toml";
      return /\.(?:txt|in)$|^(?:requirements|constraints)\b/.test(lower) ? "requirements file" : undefined;
  }
}

function checkAgreement(path: string, named: Format | undefined, found: Format): void {
  if (named === undefined || named === found) return;
  throw new ValidationError([
    `lock file "${path}": by its name it is a ${named}, by its content a ${found}; give it the name of what it is, ` +
      "or name the right file",
  ]);
}

function unknownFormat(path: string, syntax: string, named: Format | undefined): ValidationError {
  if (named !== undefined) {
    return new ValidationError([
      `lock file "${path}": by its name it is a ${named}, but its content is not one, ` +
        "perhaps since it was cut off; lock again",
    ]);
  }
  return new ValidationError([
    `lock file "${path}": is ${syntax}, but not a lock file that can be read (${KNOWN}); ` +
      "name the lock file, or write one",
  ]);
}
