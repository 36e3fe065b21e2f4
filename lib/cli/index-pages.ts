import type { Command } from "commander";
import type * as StaticIndex from "../static-index";
import { type AllowFlags, withAllowFile } from "./allow-file";
import { repeatable } from "./repeatable";

const EXAMPLES = `
Examples:
  private-pypi index wheels              # then: pip install --index-url file://$PWD/wheels/simple six
  private-pypi index wheels --allow requirements.lock
  private-pypi index gs://my-packages    # with the credentials of the machine, or of gcloud

The files stay where they are, at any depth. Beside each wheel its metadata is written, pages to simple/, and
to state/ what is known of the files, and a mark for each that is listed, by which nginx serves nothing else.
A file NAME.yanked beside the file NAME withdraws it. The same files make the same pages.

Exits with 0, with 1 when a file is not listed since something is wrong with it, or with 2 when nothing was done.`;

/** Adds `private-pypi index`, which writes the pages of an index for files in a folder or a bucket. */
export function addIndex(program: Command): void {
  program
    .command("index")
    .summary("write the pages of an index for a folder or a bucket")
    .description(
      "Writes the pages of a Python package index (HTML and JSON) for the wheels and source distributions " +
        "in a folder or a bucket of Cloud Storage. It needs Python 3.9 or newer.",
    )
    .argument("<place>", "the folder, or gs://BUCKET")
    .addOption(repeatable("--allow <file>", "list only the packages and versions of this lock file (can be repeated)"))
    .addOption(repeatable("--index <url>", "for lock files: an index that the files are from too (can be repeated)"))
    .addHelpText("after", EXAMPLES)
    .action((place: string, flags: AllowFlags) => {
      const { IndexProgram } = require("../static-index") as typeof StaticIndex;
      process.exitCode = withAllowFile(flags, (allowFile) =>
        IndexProgram.run({ place, ...(allowFile !== undefined && { allowFile }) }),
      );
    });
}
