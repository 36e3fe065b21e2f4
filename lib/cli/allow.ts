import type { Command } from "commander";
import type * as Packages from "../packages";
import type * as Report from "../packages/allow-list-report";
import { formatOption } from "./format-option";
import { answer, note } from "./output";
import { repeatable } from "./repeatable";

const FORMATS = ["text", "json", "names"] as const;

interface AllowFlags {
  readonly index?: readonly string[];
  readonly without?: readonly string[];
  readonly format: (typeof FORMATS)[number];
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
      "Prints which packages and versions a repository lets through when it is given these lock files: " +
        "requirements with exact pins, uv.lock, poetry.lock, pdm.lock, Pipfile.lock or pylock.toml.",
    )
    .argument("<file...>", "the lock files; their entries are merged")
    .addOption(
      repeatable(
        "--index <url>",
        "an index whose packages the repository's upstream serves too, or pypi (can be repeated)",
      ),
    )
    .addOption(repeatable("--without <name>", "leave this package out, from an index or not (can be repeated)"))
    .addOption(formatOption(FORMATS, "how to print the list"))
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], { index = [], without = [], format }: AllowFlags) => {
      const { AllowedPackages } = require("../packages") as typeof Packages;
      const { formatAllowList, notesOfAllowList } = require("../packages/allow-list-report") as typeof Report;
      const list = AllowedPackages.fromLockfiles([...files], { indexes: [...index], without: [...without] });
      answer(formatAllowList(list, format));
      if (format === "text") note(notesOfAllowList(list));
    });
}
