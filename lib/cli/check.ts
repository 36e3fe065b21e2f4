import { type Command, Option } from "commander";
import type { AllowedPackages, LeftOut } from "../packages";
import type * as Packages from "../packages";
import type * as EveryProblem from "../text/every-problem";
import type * as Quoting from "../text/quoting";
import type { BlockedPackage, BlockReason, LockCheck, PolicyRepository } from "../policy";
import type * as Check from "../policy/lock-check";
import type * as Sarif from "../policy/lock-check-sarif";
import { leftOutJson, leftOutLines } from "./left-out";
import { note } from "./notes";
import { ownVersion } from "./own-version";
import { type PolicyFlags, readPolicy, withPolicy } from "./policy-options";

const FORMATS = ["text", "json", "sarif"] as const;

interface CheckFlags extends PolicyFlags {
  readonly format: (typeof FORMATS)[number];
}

const EXAMPLES = `
Formats:
  text   what would be refused, by reason, and what to do
  json   {"version":1,"checked":72,"others":"allowed|unknown","blocked":[{"name":"six","version":"1.16.0","reason":"not-listed|other-version|unknown"}],
         "left_out":[{"name":"app","source":"editable \\".\\"","origin":"uv.lock:7"}]}
  sarif  SARIF 2.1.0, for code scanning: what would be refused, or may be, where it is locked

Examples:
  private-pypi check requirements.lock --policy cdktf.out/stacks/registry/cdk.tf.json --repository python-remote-repo
  private-pypi check uv.lock tools/requirements.txt --policy rules.json --format json
  private-pypi check new.lock --policy agreed.lock
  private-pypi check uv.lock --policy agreed.lock --format sarif > check.sarif

Exits with 0 when everything could be downloaded, with 1 when something could not or that cannot be seen, or with 2 and what is
wrong on the standard error output.`;

/** The source of what is left out although an index has it. */
const FROM_INDEX = "a package index";

const HEADINGS: Readonly<Record<BlockReason, string>> = {
  "not-listed": "not listed, so no version is allowed",
  "other-version": "listed in other versions",
  unknown: "unknown, which is not taken for allowed",
};

const REMEDIES: Readonly<Record<BlockReason, string>> = {
  "not-listed":
    "add what is not listed to the lock files that the repository's list is made from, have that reviewed, and deploy it",
  "other-version": "lock a version that is allowed, or put this one on the list in the same way",
  unknown:
    "give a policy that shows what is not known, such as a plan or the rules that gcloud lists instead of a synthesised stack",
};

/** Adds `private-pypi check`, which says what of lock files a policy would refuse. */
export function addCheck(program: Command): void {
  withPolicy(program.command("check"))
    .summary("say what of lock files the policy would refuse")
    .description(
      "Says whether every package of these lock files, in its locked version, could be downloaded from the repository with this policy. Which index they were locked from does not count; what is not from an index is named and left out.",
    )
    .argument("<lock...>", "the lock files; their entries are merged")
    .addOption(new Option("--format <format>", "how to print the answer").choices(FORMATS).default("text"))
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], flags: CheckFlags) => {
      const { LockCheck } = require("../policy/lock-check") as typeof Check;
      const [locked, repository] = readBoth(files, flags);
      const check = new LockCheck(locked, repository);
      process.stdout.write(formatted(flags.format, check, repository, files));
      note(uploadNote(repository) + buildNote(check));
      process.exitCode = check.blocked.length === 0 ? 0 : 1;
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
  switch (format) {
    case "text":
      return formatText(check, repository);
    case "json":
      return formatJson(check);
    case "sarif": {
      const { formatLockCheckSarif } = require("../policy/lock-check-sarif") as typeof Sarif;
      return formatLockCheckSarif(check, { repository, lock, version: ownVersion() });
    }
  }
}

function formatJson({ checked, blocked, others, leftOut }: LockCheck): string {
  return `${JSON.stringify({ version: 1, checked, ...(others === "denied" ? {} : { others }), blocked: blocked.map(({ name, version, reason }) => ({ name, version, reason })), left_out: leftOutJson(leftOut) })}\n`;
}

function formatText(check: LockCheck, repository: PolicyRepository): string {
  return `${formatAnswer(check, repository)}${formatOthers(check, repository)}${formatLeftOut(check)}`;
}

function formatAnswer({ checked, blocked }: LockCheck, { name }: PolicyRepository): string {
  if (checked === 0) return "no locked package is from an index\n";
  if (blocked.length === 0)
    return `${checked === 1 ? "the locked package" : `all ${checked} locked packages`} can be downloaded from ${JSON.stringify(name)}\n`;
  const reasons = (Object.keys(HEADINGS) as BlockReason[]).filter((reason) =>
    blocked.some((one) => one.reason === reason),
  );
  const groups = reasons.map((reason) => {
    const lines = blocked.filter((one) => one.reason === reason).map((one) => `  ${formatBlocked(one)}\n`);
    return `\n${HEADINGS[reason]}:\n${lines.join("")}`;
  });
  const advice = reasons.map((reason) => `  - ${REMEDIES[reason]}\n`);
  return `${blocked.length} of ${checked} locked packages cannot be downloaded from ${JSON.stringify(name)}\n${groups.join("")}\nwhat to do:\n${advice.join("")}`;
}

function formatLeftOut({ leftOut }: LockCheck): string {
  const byName = leftOut.filter(({ source }) => source === FROM_INDEX);
  const elsewhere = leftOut.filter(({ source }) => source !== FROM_INDEX);
  const group = (heading: string, some: readonly LeftOut[]): string =>
    some.length === 0 ? "" : `\n${heading}:\n${leftOutLines(some).join("\n")}\n`;
  return group("not from an index, so not looked at", elsewhere) + group("left out by name", byName);
}

function formatBlocked({ name, version, reason, allowed, decision, origins }: BlockedPackage): string {
  const { escapeUnprintable } = require("../text/quoting") as typeof Quoting;
  const why = reason === "other-version" && allowed.length > 0 ? `allowed: ${allowed.join(", ")}` : decision;
  return `${name}==${version} (${reason === "not-listed" ? "" : `${why}; `}from ${escapeUnprintable(origins.join(", "))})`;
}

function uploadNote({ mode, name }: PolicyRepository): string {
  return mode === "standard"
    ? `note: ${JSON.stringify(name)} serves only what somebody uploaded, which the policy does not tell\n`
    : "";
}

/** That the locked packages can be downloaded says nothing where everything can. */
function formatOthers({ others }: LockCheck, { name, mode }: PolicyRepository): string {
  if (others === "denied" || (mode === "standard" && others === "allowed")) return "";
  return others === "allowed"
    ? `so can everything else: no rule of ${JSON.stringify(name)} denies what is not listed\n`
    : `whether everything else can be downloaded from ${JSON.stringify(name)} too cannot be seen\n`;
}

function buildNote({ withoutBuildTool }: LockCheck): string {
  if (withoutBuildTool.length === 0) return "";
  const { escapeUnprintable } = require("../text/quoting") as typeof Quoting;
  const lines = withoutBuildTool.map(
    ({ name, version, origin }) => `  ${name}==${version}, from ${escapeUnprintable(origin)}\n`,
  );
  return `note: these have no wheel, and pip builds them with tools that it downloads through the same index; of setuptools, which is most often needed, no version is allowed:\n${lines.join("")}`;
}
