import { dirname, isAbsolute, join } from "node:path";
import type { Findings } from "./findings";
import { indexesInComments } from "./index-comments";
import { type ElsewhereEntry, leaveOut, type LockContents, type LockEntry, originOf, readPin } from "./lock-entry";
import { hashesOf, spellingsOf } from "./locked-files";
import { PackageName } from "./package-name";
import { quote } from "../text/quoting";
import { type ElsewhereRequirement, parseEditable, parseRequirement } from "./requirement";
import {
  type LineOption,
  type LogicalLine,
  hiddenLineEnd,
  logicalLines,
  otherEncoding,
  splitOptions,
} from "./requirement-lines";
import { LARGEST_FILE, TextFile } from "../text/text-file";

/** How deep, and how many, files may include each other with -r and -c. */
const DEEPEST_INCLUDE = 32;
const MOST_FILES = 1000;

/**
 * Characters of a requirement with its hashes. What matches far longer texts may run out of stack, depending on what
 * ran before.
 */
const LONGEST_LINE = 1_000_000;

/** Per-requirement options: they change how a package is built or checked, not which one it is. */
const OF_REQUIREMENTS: ReadonlySet<string> = new Set([
  "--config-setting",
  "--config-settings",
  "--global-option",
  "--hash",
]);

/** Options that have no say in which packages and versions are locked, or from where they are. */
const HARMLESS: ReadonlySet<string> = new Set([
  "--all-releases",
  "--no-binary",
  "--no-require-hashes",
  "--only-binary",
  "--only-final",
  "--pre",
  "--prefer-binary",
  "--require-hashes",
  "--trusted-host",
  "--use-feature",
]);

const INDEX_OPTIONS: ReadonlySet<string> = new Set(["--index-url", "--pypi-url", "--extra-index-url"]);

type Mode = "requirements" | "constraints";

/**
 * Reads a requirements file and what it includes, by pip's rules.
 *
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function readRequirements(file: TextFile, findings: Findings): LockContents {
  return new RequirementsReader(findings).read(file);
}

/** Whether the last hash of a line is shorter than another one of its algorithm. */
function isShortHash(hashes: readonly string[], earlier: readonly string[]): boolean {
  const [last, ...others] = [...hashes].reverse().concat([...earlier].reverse());
  const algorithm = /[= ]["']?([a-z0-9]+):/.exec(last ?? "")?.[1];
  if (hashes.length === 0 || last === undefined || algorithm === undefined) return false;
  const whole = others.find((other) => other.includes(`${algorithm}:`));
  return whole !== undefined && digitsOf(last) < digitsOf(whole);
}

function digitsOf(hash: string): number {
  return hash.length - hash.indexOf(":");
}

class RequirementsReader {
  private readonly entries: LockEntry[] = [];
  private readonly indexes: { readonly url: string; readonly origin: string }[] = [];
  private readonly elsewhere: ElsewhereEntry[] = [];
  private readonly readAlready = new Set<string>();
  private readonly including: string[] = [];
  private bytesLeft = LARGEST_FILE;

  public constructor(private readonly findings: Findings) {}

  public read(file: TextFile): LockContents {
    this.readFile(file, "requirements");
    // Any package may come from any index that the file names; pip does not tell.
    const indexUses = this.indexes.map((index) => ({ ...index, packages: this.entries.length }));
    return { entries: this.entries, indexUses, filesUses: [], elsewhere: this.elsewhere };
  }

  private readFile(file: TextFile, mode: Mode): void {
    this.bytesLeft -= file.size;
    this.including.push(file.realPath);
    this.readAlready.add(`${mode} ${file.realPath}`);
    const lines = logicalLines(file.text);
    if (this.checkLengths(file, lines) && this.checkText(file)) {
      this.checkCutOff(file, lines);
      this.indexes.push(...indexesInComments(file));
      for (const line of lines) this.readLine(file, line, mode);
    }
    this.including.pop();
  }

  private checkLengths(file: TextFile, lines: readonly LogicalLine[]): boolean {
    const long = lines.find(({ text }) => text.length > LONGEST_LINE);
    if (long === undefined) return true;
    this.findings.add(
      `requirements line ${quote(long.text)}: is longer than ${LONGEST_LINE} characters; ` +
        `lock again, from ${originOf(file.path, long.line)}`,
    );
    return false;
  }

  /** What makes pip see other lines than a person does. */
  private checkText(file: TextFile): boolean {
    const path = file.path;
    const hidden = hiddenLineEnd(file.text);
    if (hidden !== undefined) {
      this.findings.add(
        `lock file "${path}": holds the character ${quote(hidden.character)}, which pip takes for the end of a line ` +
          `and editors do not show; delete it, from ${originOf(path, hidden.line)}`,
      );
    }
    const encoding = otherEncoding(file.text);
    if (encoding !== undefined) {
      this.findings.add(
        `lock file "${path}": declares the encoding ${quote(encoding)}; ` +
          `save it as UTF-8 and delete the declaration, from ${originOf(path, 1)}`,
      );
    }
    return hidden === undefined && encoding === undefined;
  }

  /** Signs that the end of the file is missing; a whole text file ends in a line end. */
  private checkCutOff(file: TextFile, lines: readonly LogicalLine[]): void {
    const last = lines.at(-1);
    if (last === undefined || /[\r\n]$/.test(file.text)) return;
    const hashesOf = ({ text }: LogicalLine): readonly string[] => text.match(/--hash[= ][^ \t]+/g) ?? [];
    const hashes = hashesOf(last);
    const before = lines.slice(0, -1).filter(({ text }) => !text.startsWith("-"));
    const isPin = /^[A-Za-z0-9]/.test(last.text);
    const haveHashes = before.length > 1 && before.every((line) => hashesOf(line).length > 0);
    const isLackingHash = haveHashes && isPin && hashes.length === 0;
    if (file.text.endsWith("\\") || isLackingHash || isShortHash(hashes, before.flatMap(hashesOf))) {
      this.findings.add(
        `requirements line ${quote(last.text.slice(0, 60))}: ends as if the file were cut off; ` +
          `lock again, from ${originOf(file.path, last.line)}`,
      );
    }
  }

  private readLine(file: TextFile, { line, text }: LogicalLine, mode: Mode): void {
    const origin = originOf(file.path, line);
    const variable = /\$\{[A-Z0-9_]+\}/.exec(text)?.[0];
    if (variable !== undefined) {
      this.findings.add(
        `requirements line with ${quote(variable)}: depends on a variable of the environment; ` +
          `write the value out (credentials of an index belong into the keyring or .netrc), from ${origin}`,
      );
      return;
    }
    if (/^(?:-[rc]|--(?:requirement|constraint)\b)[^"']*\\/.test(text)) {
      this.findings.add(
        `requirements line ${quote(text)}: pip takes a backslash for an escape, ` +
          'so this names another file than it seems; separate folders with "/", ' +
          `which every system knows, from ${origin}`,
      );
      return;
    }
    const { requirement, options, broken } = splitOptions(text);
    if (broken !== undefined) {
      this.findings.add(
        `requirements line ${quote(text)}: ${quote(broken)} is not an option that pip knows in such a file, ` +
          `or lacks its value; delete it or correct it, from ${origin}`,
      );
      return;
    }
    if (requirement === "") this.readOptions(file, options, mode, origin);
    else this.readRequirement(requirement, options, mode, origin);
  }

  private readRequirement(text: string, options: readonly LineOption[], mode: Mode, origin: string): void {
    this.checkRequirementOptions(text, options, origin);
    if (/\t[ \t]*-/.test(text)) {
      this.findings.add(
        `requirement ${quote(text)}: has a tab before an option, which pip takes for a part of the requirement; ` +
          `write a space, from ${origin}`,
      );
      return;
    }
    const requirement = parseRequirement(text);
    if (requirement.kind === "elsewhere") this.noteElsewhere(requirement, mode, origin);
    if (requirement.kind === "refused" || (requirement.kind === "open" && mode === "requirements")) {
      this.findings.add(`${requirement.problem}, from ${origin}`);
    }
    if (requirement.kind !== "pinned") return;
    const pin = readPin(requirement.name, requirement.version, origin, this.findings);
    if (pin === undefined || mode === "constraints") return;
    const written = options.flatMap(({ name, value }) => (name === "--hash" ? [value] : []));
    const spellings = spellingsOf(pin.version, written.length > 0);
    this.entries.push({
      ...pin,
      spellings,
      hashes: hashesOf(written),
      origin,
      noWheel: false,
      distinguishedBy: requirement.marker,
    });
  }

  private checkRequirementOptions(text: string, options: readonly LineOption[], origin: string): void {
    for (const { name, value } of options) {
      if (!OF_REQUIREMENTS.has(name)) {
        this.findings.add(
          `requirement ${quote(text)}: the option ${name} does nothing behind a requirement; ` +
            `give it its own line, from ${origin}`,
        );
      } else if (name === "--hash" && !/^(?:sha256|sha384|sha512):[0-9a-f]+$/i.test(value ?? "")) {
        this.findings.add(
          `requirement ${quote(text)}: ${quote(value ?? "")} is not a hash that pip takes; ` +
            `write it as in --hash=sha256:<hex digits> (or sha384, sha512), from ${origin}`,
        );
      }
    }
  }

  private readOptions(file: TextFile, options: readonly LineOption[], mode: Mode, origin: string): void {
    // pip acts on the first of these in a line and passes over the rest.
    const alone = options.find(({ name }) => ["--requirement", "--constraint", "--editable"].includes(name));
    if (alone !== undefined && options.length > 1) {
      this.findings.add(
        `requirements line with ${alone.name} and more options: pip passes over some; ` +
          `give each its own line, from ${origin}`,
      );
      return;
    }
    for (const { name, value = "" } of options) {
      if (name === "--requirement") this.include(file, value, "requirements", mode, origin);
      else if (name === "--constraint") this.include(file, value, "constraints", mode, origin);
      else if (name === "--editable") this.readEditable(value, mode, origin);
      else if (INDEX_OPTIONS.has(name)) this.indexes.push({ url: value, origin });
      else if (!HARMLESS.has(name)) this.refuseOption(name, origin);
    }
  }

  private readEditable(value: string, mode: Mode, origin: string): void {
    if (mode === "constraints") {
      this.findings.add(
        `constraint ${quote(`-e ${value}`)}: an editable constrains nothing; delete the line, from ${origin}`,
      );
      return;
    }
    this.noteElsewhere(parseEditable(value), mode, origin);
  }

  private noteElsewhere(
    { name: written, source, isOwn, problem }: ElsewhereRequirement,
    mode: Mode,
    origin: string,
  ): void {
    // A constraint adds nothing, so of the project itself there is nothing to say.
    if (mode === "constraints" && isOwn) return;
    const name = written === undefined ? undefined : PackageName.parse(written).normalized;
    this.elsewhere.push({
      name,
      source,
      origin,
      isOwn,
      problem: `${problem}, or ${leaveOut(name)}, from ${origin}`,
    });
  }

  private refuseOption(name: string, origin: string): void {
    const reason = OF_REQUIREMENTS.has(name)
      ? "belongs to no requirement, as when the backslash before it is missing; put it behind its requirement"
      : "takes packages from somewhere else than an index; lock from an index and delete the line";
    this.findings.add(`option ${name}: ${reason}, from ${origin}`);
  }

  private include(file: TextFile, target: string, mode: Mode, from: Mode, origin: string): void {
    const shown = `included file ${quote(target)}`;
    if (/^[a-z][a-z0-9+.-]+:/i.test(target)) {
      this.findings.add(
        `${shown}: is a URL, which can change without a review; download it and include the file, from ${origin}`,
      );
      return;
    }
    if (mode === "requirements" && from === "constraints") {
      this.findings.add(`${shown}: tools differ in what -r means in a constraints file; write -c, from ${origin}`);
      return;
    }
    const path = isAbsolute(target) ? target : join(dirname(file.path), target);
    const included = this.findings.catching(
      () => TextFile.read(path, { base: "the including file" }),
      (problem) => `${problem}, included from ${origin}`,
    );
    if (included === undefined) return;
    if (this.including.includes(included.realPath)) {
      this.findings.add(
        `${shown}: includes itself, by way of ${this.including.length} file(s); take one -r or -c out, from ${origin}`,
      );
      return;
    }
    if (this.readAlready.has(`${mode} ${included.realPath}`)) return;
    if (
      this.including.length >= DEEPEST_INCLUDE ||
      this.readAlready.size >= MOST_FILES ||
      included.size > this.bytesLeft
    ) {
      this.findings.add(
        `${shown}: is one too many (at most ${MOST_FILES} files, ${DEEPEST_INCLUDE} deep, ` +
          `${LARGEST_FILE / 1024 / 1024} MiB together); lock into one file, from ${origin}`,
      );
      return;
    }
    this.readFile(included, mode);
  }
}
