import type { Command } from "commander";
import type * as ApprovalsFile from "../plan-review/report/approvals";
import type * as FailOnConditions from "../plan-review/report/fail-on";
import type { Review } from "../plan-review/finding";
import type * as Json from "../plan-review/report/json";
import type * as Markdown from "../plan-review/report/markdown";
import type * as PlanFile from "../plan-review/plan-file";
import type * as PlanReview from "../plan-review/plan-review";
import type * as Sarif from "../plan-review/report/sarif";
import type * as Text from "../plan-review/report/terminal-text";
import { formatOption } from "./format-option";
import { answer, complain, ExitCode, isColoured, note } from "./output";
import { useLittleMemory } from "./heap-flags";
import type * as OwnVersion from "./own-version";
import { repeatable } from "./repeatable";

const FORMATS = ["markdown", "text", "json", "sarif"] as const;

interface ReviewFlags {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly failOn?: readonly string[];
  readonly approved?: string;
  readonly id?: string;
}

const EXAMPLES = `
Formats:
  text      for a terminal
  markdown  a comment for a pull request; its last line is a hidden marker, by which it is found again
  json      {"version":2,"verdict":"widened","loses":false,"plans":[…]}; its schema is review.schema.json
  sarif     SARIF 2.1.0, for code scanning; what is approved is suppressed

Conditions of --fail-on:
  opened    packages that nobody listed can be installed
  widened   anything becomes possible or weaker, or cannot be seen; what is opened or unknown counts too
  unknown   something cannot be seen
  unread    no rule reads a change
  narrowed  something becomes impossible
  package-policy, access, network, upstream, safety, order, loss
            there is such a finding, whatever it does

Examples:
  terraform show -json tfplan | private-pypi review -
  private-pypi review registry.json network.json.gz --format markdown --output comment.md
  private-pypi review registry.json --approved approved-changes.txt \\
    --fail-on opened,widened,unread,loss,order        # what most teams want

Exits with 0, with 3 when a condition of --fail-on is met by a finding that is not approved, or with 2 and what is
wrong on the standard error output; then nothing is printed.`;

/** Adds `private-pypi review`, which says what plans open, close or lose. */
export function addReview(program: Command): void {
  program
    .command("review")
    .summary("say what plans open, close or lose")
    .description(
      "Says what becomes possible when these plans are applied, and what stops being possible: for packages, " +
        "people, networks and data. A plan is what terraform show -json prints.",
    )
    .argument("<plan...>", 'the plans, packed with gzip or not; "-" is the standard input')
    .addOption(formatOption(FORMATS, "how to print the review"))
    .option("--output <file>", "write the review to this file instead of the standard output")
    .addOption(
      repeatable("--fail-on <condition>", "exit with 3 when this is found (can be repeated, or several with commas)"),
    )
    .option(
      "--approved <file>",
      "keys of findings that a person has accepted, one on each line; they meet no condition",
    )
    .option(
      "--id <id>",
      "what tells the comment from others on the same pull request (default: the names of the plans)",
    )
    .addHelpText("after", EXAMPLES)
    .action(review);
}

async function review(paths: readonly string[], flags: ReviewFlags): Promise<void> {
  const { Approvals } = require("../plan-review/report/approvals") as typeof ApprovalsFile;
  const { FailOn } = require("../plan-review/report/fail-on") as typeof FailOnConditions;
  const { readPlans } = require("../plan-review/plan-file") as typeof PlanFile;
  const { reviewPlans } = require("../plan-review/plan-review") as typeof PlanReview;
  const failOn = FailOn.parse(flags.failOn ?? []);
  const approvals = flags.approved === undefined ? Approvals.none() : Approvals.read(flags.approved);
  useLittleMemory(paths);
  const found = reviewPlans(await readPlans(paths));

  answer(format(found, approvals, flags), flags.output);

  const reasons = failOn.reasons(found, approvals);
  note(staleNotes(approvals.unmatched(found), approvals.path).join(""));
  complain(reasons.map((reason) => `--fail-on ${reason}\n`).join(""));
  if (reasons.length > 0) process.exitCode = ExitCode.CONDITION_MET;
}

function format(found: Review, approvals: ApprovalsFile.Approvals, flags: ReviewFlags): string {
  switch (flags.format) {
    case "markdown":
      return (require("../plan-review/report/markdown") as typeof Markdown).formatMarkdown(found, {
        approvals,
        id: flags.id,
      });
    case "json":
      return (require("../plan-review/report/json") as typeof Json).formatJson(found);
    case "sarif":
      return (require("../plan-review/report/sarif") as typeof Sarif).formatReviewSarif(found, {
        approvals,
        version: (require("./own-version") as typeof OwnVersion).ownVersion(),
      });
    case "text":
      return (require("../plan-review/report/terminal-text") as typeof Text).formatText(found, {
        approvals,
        isColoured: flags.output === undefined && isColoured(),
      });
  }
}

function staleNotes(unmatched: ReturnType<ApprovalsFile.Approvals["unmatched"]>, path: string): readonly string[] {
  const { plain, quoted } = require("../text/untrusted-text") as typeof import("../text/untrusted-text");
  const { LONGEST_KEY, RENEWAL } = require("../plan-review/report/approvals") as typeof ApprovalsFile;
  return unmatched.map(({ key, line, isOutdated = false }) => {
    const why = isOutdated ? `, which ${RENEWAL}` : ", which no plan does";
    return `note: ${plain(path)}:${line} approves ${quoted(key, LONGEST_KEY)}${why}\n`;
  });
}
