import type { Command } from "commander";
import type * as StaticIndex from "../static-index";
import { type AllowFlags, withAllowFile } from "./allow-file";
import { repeatable } from "./repeatable";

interface MigrateFlags extends AllowFlags {
  readonly to: string;
  readonly dryRun?: boolean;
}

const EXAMPLES = `
Examples:
  private-pypi migrate gs://my-packages --to projects/my-project/locations/us-central1/repositories/own --dry-run
  private-pypi migrate gs://my-packages --to https://us-central1-python.pkg.dev/my-project/own/
  private-pypi migrate wheels --to … --allow requirements.lock
  private-pypi migrate http://localhost:8080/simple/ --to …     # any index that needs no log-in

It asks the repository what is there, copies what is missing, and compares the hashes of both in the end:
so it can be ended and run again at any time, and copies nothing twice. The source stays as it is.
Each line says what became of a file:

  to copy    with --dry-run: it would be copied
  copied     it is in the repository now
  there      it was there, with the same hash
  refused    something is wrong with it: its name, its metadata, or another content under the same name, here or there
  left out   it is no distribution, withdrawn, or not in the allow list
  not there  it was copied, and the repository does not have it, or has it with another hash

It runs with the credentials of the machine, or of gcloud: roles/artifactregistry.writer on the repository.
Exits with 0, with 1 when a file was refused or is not there, or with 2 when it did not
come to its end: what was copied until then stays, and is said; the next run does the rest.`;

/** Adds `private-pypi migrate`, which copies distributions into Artifact Registry. */
export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .summary("copy the files of a folder, a bucket or an index to Artifact Registry")
    .description(
      "Copies the wheels and source distributions of a folder, a bucket of Cloud Storage " +
        "or an index into a standard repository of Artifact Registry. It needs Python 3.9 or newer.",
    )
    .argument("<source>", "the folder, gs://BUCKET, or the address of an index")
    .requiredOption("--to <repository>", "the standard repository, by its resource name or its address")
    .option("--dry-run", "say what would be copied, and copy nothing")
    .addOption(repeatable("--allow <file>", "copy only the packages and versions of this lock file (can be repeated)"))
    .addOption(repeatable("--index <url>", "for lock files: an index that the files are from too (can be repeated)"))
    .addHelpText("after", EXAMPLES)
    .action((source: string, flags: MigrateFlags) => {
      const { MigrationProgram } = require("../static-index") as typeof StaticIndex;
      process.exitCode = withAllowFile(flags, (allowFile) =>
        MigrationProgram.run({
          source,
          repository: flags.to,
          isDry: flags.dryRun === true,
          ...(allowFile !== undefined && { allowFile }),
        }),
      );
    });
}
