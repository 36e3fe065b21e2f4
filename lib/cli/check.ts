import type { Command } from "commander";
import type { AllowedPackages } from "../packages";
import type * as Packages from "../packages";
import type * as EveryProblem from "../text/every-problem";
import type { LockCheck, PolicyRepository } from "../policy";
import type * as Check from "../policy/lock-check";
import type * as Report from "../policy/lock-check-report";
import type * as Sarif from "../policy/lock-check-sarif";
import { formatOption } from "./format-option";
import { upstreamFiles, upstreamOption } from "./upstream-option";
import { answer, ExitCode, note } from "./output";
import { ownVersion } from "./own-version";
import { type PolicyFlags, readPolicy, withPolicy } from "./policy-options";

const FORMATS = ["text", "json", "sarif"] as const;

interface CheckFlags extends PolicyFlags {
  readonly format: (typeof FORMATS)[number];
  readonly upstream?: string;
}

const EXAMPLES = `
Formats:
  text   what would be refused, by reason, and what to do
  json   {"version":1,"checked":72,"others":"allowed|unknown",
         "blocked":[{"name":"six","version":"1.16.0","reason":"not-listed|other-version|unknown|
                    not-there|other-content|withdrawn"}],
         "left_out":[{"name":"app","source":"editable \\".\\"","origin":"uv.lock:7"}]}
  sarif  SARIF 2.1.0, for code scanning: what would be refused, or may be, where it is locked

Examples:
  private-pypi check requirements.lock --policy cdktf.out/stacks/registry/cdk.tf.json --repository python-remote-repo
  private-pypi check uv.lock tools/requirements.txt --policy rules.json --format json
  private-pypi check new.lock --policy agreed.lock
  private-pypi check uv.lock --policy agreed.lock --format sarif > check.sarif
  private-pypi check uv.lock --policy uv.lock --upstream gs://my-packages      # is all of it in the bucket's pages?

Exits with 0 when everything could be downloaded, with 1 when something could not or that cannot be seen,
or with 2 and what is wrong on the standard error output.`;

/** Adds `private-pypi check`, which says what of lock files a policy would refuse. */
export function addCheck(program: Command): void {
  withPolicy(program.command("check"))
    .summary("say what of lock files the policy would refuse")
    .description(
      "Says whether every package of these lock files, in its locked version, " +
        "could be downloaded from the repository with this policy. Which index they were locked from does not count; " +
        "what is not from an index is named and left out.",
    )
    .argument("<lock...>", "the lock files; their entries are merged")
    .addOption(formatOption(FORMATS))
    .addHelpText("after", EXAMPLES)
    .addOption(upstreamOption("also whether its pages list the locked files, with these hashes and not withdrawn"))
    .action(async (files: readonly string[], flags: CheckFlags) => {
      const { LockCheck } = require("../policy/lock-check") as typeof Check;
      const [locked, repository] = readBoth(files, flags);
      const names = locked.packages.map(({ name }) => name);
      const listed = flags.upstream === undefined ? undefined : await upstreamFiles(flags.upstream, names);
      const check = new LockCheck(locked, repository, listed);
      const { notesOfLockCheck } = require("../policy/lock-check-report") as typeof Report;
      answer(formatted(flags.format, check, repository, files));
      note(notesOfLockCheck(check, repository));
      process.exitCode = check.blocked.length === 0 ? ExitCode.YES : ExitCode.NO;
    });
}

/** The locks without what is to be left out, and the repository; what is wrong with either is said at once. */
function readBoth(files: readonly string[], flags: CheckFlags): [AllowedPackages, PolicyRepository] {
  const lists = (require("../packages") as typeof Packages).AllowedPackages;
  const { everyProblem } = require("../text/every-problem") as typeof EveryProblem;
  const { without = [], ...others } = flags;
  // As long as the locks cannot be read, every name may be one of theirs.
  let known: readonly string[] = without;
  return everyProblem<[AllowedPackages, PolicyRepository]>(
    () => {
      const locked = lists.askedFor(files);
      known = without.filter((name) => locked.holds(name));
      return locked.without(...known);
    },
    () => {
      const unknown = without.filter((name) => !known.includes(name));
      return readPolicy({ ...others, without: unknown }, known).select(flags.repository);
    },
  );
}

function formatted(
  format: CheckFlags["format"],
  check: LockCheck,
  repository: PolicyRepository,
  [lock = ""]: readonly string[],
): string {
  const { formatLockCheck, formatLockCheckJson } = require("../policy/lock-check-report") as typeof Report;
  switch (format) {
    case "text":
      return formatLockCheck(check, repository);
    case "json":
      return formatLockCheckJson(check);
    case "sarif": {
      const { formatLockCheckSarif } = require("../policy/lock-check-sarif") as typeof Sarif;
      return formatLockCheckSarif(check, { repository, lock, version: ownVersion() });
    }
  }
}
