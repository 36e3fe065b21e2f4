#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { addAllow } from "./allow";
import { addCheck } from "./check";
import { fitColumns } from "./columns";
import { addCompletion } from "./completion";
import { addExplain } from "./explain";
import { addIndexManifests } from "./index-manifests";
import { addIndex } from "./index-pages";
import { addMigrate } from "./migrate";
import { answer, complainOf, ExitCode, keepQuiet, watchOutput } from "./output";
import { addPreview } from "./preview";
import { Progress } from "./progress";
import { addReview } from "./review";
import { ownVersion } from "./own-version";
import { addSettings } from "./settings";
import { addVerify } from "./verify";

const EXAMPLES = `
From a lock file to a deployed repository:
  private-pypi allow requirements.lock                   # what its list is
  private-pypi check other.lock --policy cdk.tf.json     # what that would break
  private-pypi explain six==1.16.0 --policy cdk.tf.json  # why
  private-pypi preview --policy cdk.tf.json --run -- pip install six  # try it
  terraform show -json tfplan | private-pypi review -    # what a plan changes
  private-pypi verify --policy state.json                # is the service so
  private-pypi index wheels                              # pages of own files
  private-pypi index-manifests --help                    # served by GKE
  private-pypi migrate wheels --to REPOSITORY --dry-run  # and the way off them
  private-pypi settings --for pip --index URL            # what pip is told
  private-pypi completion bash                           # for your shell

"private-pypi COMMAND --help" has the options of a command, examples, and what its exit codes mean.`;

async function main(): Promise<void> {
  watchOutput();
  try {
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

function createProgram(): Command {
  const program = new Command("private-pypi")
    .description("Tries, explains and reviews what may be installed from a private PyPI on Google Cloud.")
    .version(ownVersion())
    .exitOverride()
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(add --help to see how it is used)")
    .configureHelp({ helpWidth: 80 })
    .configureOutput({
      writeOut: (text) => {
        answer(fitColumns(text));
      },
    });
  addAllow(program);
  addCheck(program);
  addExplain(program);
  addPreview(program);
  addIndex(program);
  addSettings(program);
  addIndexManifests(program);
  addMigrate(program);
  addVerify(program);
  addReview(program);
  for (const command of program.commands)
    command.option("--quiet", "no notes and no progress, only answers and errors");
  addCompletion(program);
  let progress: Progress | undefined;
  program.hook("preAction", (_program, command) => {
    if (command.opts<{ quiet?: boolean }>().quiet === true) keepQuiet();
    progress = Progress.start(command);
  });
  program.hook("postAction", () => progress?.end());
  return program;
}

/** Says what went wrong, and gives the exit code. */
function report(error: unknown): ExitCode {
  // Commander has printed its own errors, and the help or the version that it was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.YES : ExitCode.FAILED;
  complainOf(error);
  return ExitCode.FAILED;
}

void main();
