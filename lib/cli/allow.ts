import { type Command, Option } from "commander";
import type { AllowedPackage, AllowedPackages, LeftOut, NeedBuild } from "../packages";
import type * as Packages from "../packages";
import type * as Quoting from "../text/quoting";
import { leftOutJson, leftOutLines } from "./left-out";
import { note } from "./notes";
import { repeatable } from "./repeatable";

const FORMATS = ["text", "json", "names"] as const;

type Format = (typeof FORMATS)[number];

interface AllowFlags {
  readonly index?: readonly string[];
  readonly without?: readonly string[];
  readonly format: Format;
}

const EXAMPLES = `
Formats:
  text   one package on each line: six==1.17.0
  json   {"version":1,"packages":[{"name":"six","versions":["1.17.0"],"origins":["requirements.lock:12"]}],
         "left_out":[{"name":"app","source":"editable \\".\\"","origin":"uv.lock:7"}]}
  names  one name on each line

Examples:
  private-pypi allow requirements.lock
  private-pypi allow uv.lock --index https://index.example/simple
  private-pypi allow poetry.lock tools/requirements.txt --without wheel --format json

Exits with 0, or with 2 and what is wrong on the standard error output; then nothing is printed.`;

/** Adds `private-pypi allow`, which prints the allow list that lock files make. */
export function addAllow(program: Command): void {
  program
    .command("allow")
    .summary("print the allow list of lock files")
    .description(
      "Prints which packages and versions a repository lets through when it is given these lock files: requirements with exact " +
        "pins, uv.lock, poetry.lock, pdm.lock, Pipfile.lock or pylock.toml.",
    )
    .argument("<file...>", "the lock files; their entries are merged")
    .addOption(
      repeatable(
        "--index <url>",
        "an index whose packages the repository's upstream serves too, or pypi (can be repeated)",
      ),
    )
    .addOption(repeatable("--without <name>", "leave this package out, from an index or not (can be repeated)"))
    .addOption(new Option("--format <format>", "how to print the list").choices(FORMATS).default("text"))
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], { index = [], without = [], format }: AllowFlags) => {
      const { AllowedPackages } = require("../packages") as typeof Packages;
      const list = AllowedPackages.fromLockfiles([...files], { indexes: [...index], without: [...without] });
      process.stdout.write(formatList(list, format));
      if (format === "text") note(leftOutNote(list.leftOut) + buildNote(list.needBuild));
    });
}

/** The list as text that ends with a line break; an empty list is no line at all, except in JSON. */
export function formatList(list: AllowedPackages, format: Format): string {
  switch (format) {
    case "json":
      return `${JSON.stringify({
        version: 1,
        packages: list.packages.map(packageJson),
        left_out: leftOutJson(list.leftOut),
      })}\n`;
    case "names":
      return lines(list.packages.map(({ name }) => name));
    case "text":
      return lines(list.packages.map(formatPackage));
  }
}

/** `spellings` only where rules name more texts than the versions. */
function packageJson({ name, versions, spellings = [], origins }: AllowedPackage): object {
  const isShown = spellings.length === (versions?.length ?? 0);
  return { name, versions: versions ?? "any", ...(isShown ? {} : { spellings }), origins };
}

function formatPackage({ name, versions }: AllowedPackage): string {
  return versions === undefined ? `${name} (any version)` : `${name}==${versions.join(", ")}`;
}

function leftOutNote(leftOut: readonly LeftOut[]): string {
  return leftOut.length === 0 ? "" : lines(["note: left out:", ...leftOutLines(leftOut)]);
}

function buildNote(needBuild: readonly NeedBuild[]): string {
  if (needBuild.length === 0) return "";
  const { escapeUnprintable } = require("../text/quoting") as typeof Quoting;
  return lines([
    "note: these have no wheel; pip builds them with tools that it downloads through the same index, so lock those too (often setuptools):",
    ...needBuild.map(({ name, version, origin }) => `  ${name}==${version}, from ${escapeUnprintable(origin)}`),
  ]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
