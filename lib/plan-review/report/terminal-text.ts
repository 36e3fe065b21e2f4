import { type Approvals, approvalKey, LONGEST_KEY, RENEWAL } from "./approvals";
import { named } from "../facts/downloadable-versions";
import {
  byEffect,
  type Finding,
  type InstallPath,
  type NetworkChange,
  type PackageChange,
  type PlanReview,
  type Review,
} from "../finding";
import { type Gravity, headlineOf } from "./headline";
import { count, plain, quoted } from "../../text/untrusted-text";
import { packageRows } from "./package-rows";
import { beforeAndAfter, differences, label, plansByWeight, sentences, subject } from "./wording";

const COLOURS: Readonly<Record<Gravity, number>> = {
  lost: 31,
  opened: 31,
  widened: 33,
  unknown: 33,
  unread: 33,
  narrowed: 32,
  changed: 36,
  unchanged: 36,
};

/** How the text is made, besides the review. */
export interface TextOptions {
  readonly approvals: Approvals;
  readonly isColoured: boolean;
}

/** The whole review for a terminal: nothing is folded or cut, except single texts of the plan that are very long. */
export function formatText(review: Review, options: TextOptions): string {
  const { words, gravity } = headlineOf(review);
  const unmatched = options.approvals
    .unmatched(review)
    .map(
      ({ key, line, isOutdated = false }) =>
        `approval without a finding, line ${line}: ${quoted(key, LONGEST_KEY)}${isOutdated ? ` ${RENEWAL}` : ""}`,
    );
  return [
    painted(words, gravity, options),
    ...plansByWeight(review.plans).map((plan) => planText(plan, options)),
    ...(unmatched.length > 0 ? [unmatched.join("\n")] : []),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function planText(plan: PlanReview, options: TextOptions): string {
  const { approvals } = options;
  const approved = plan.findings.filter((finding) => approvals.cover(finding));
  const isApproved = new Set(approved.map(({ key }) => key));
  const { told, others } = sentences(
    plan.findings.filter(({ key }) => !isApproved.has(key)),
    plan,
  );
  const lines = [
    `${quoted(plan.name)}: ${painted(plan.verdict, plan.verdict, options)}`,
    ...plan.notes.map((note) => `  note: ${note.toString()}`),
    ...told.flatMap((finding) => findingLines(finding, options)),
    ...packageLines(
      plan.packages.filter(({ key, effect }) => effect !== "opened" && !isApproved.has(key)),
      options,
    ),
    ...plan.networks.flatMap(networkLines),
    ...plan.installs.filter(({ before, after }) => before !== after).map((path) => `  ${installLine(path)}`),
    ...others.flatMap((finding) => findingLines(finding, options)),
    ...approved.map((finding) => `  approved: ${approvalKey(finding)}`),
  ];
  return lines.join("\n");
}

function installLine({ member, repository, after, certainty = "always" }: InstallPath): string {
  const who = member === undefined ? "somebody who cannot be seen yet" : quoted(member);
  const limit = certainty === "always" ? "" : `, ${certainty}`;
  return `${who} ${after ? "may now" : "can no longer"} install from ${quoted(repository)}${limit}`;
}

function findingLines(finding: Finding, options: TextOptions): readonly string[] {
  return [
    `  ${painted(label(finding), finding.effect, options)}: ${finding.summary.toString()}`,
    ...(finding.address === "" ? [] : [`    at  ${quoted(finding.address, 400)}`]),
    `    key ${approvalKey(finding)}`,
  ];
}

/** What is opened is told before, as a sentence. */
function packageLines(packages: readonly PackageChange[], options: TextOptions): readonly string[] {
  if (packages.length === 0) return [];
  const rows = packageRows(byEffect(packages));
  return [
    `  ${count(rows.length, "package change")}:`,
    ...rows.flatMap(({ change, repositories, keys }) => {
      const [before, after] = beforeAndAfter(change);
      const where = repositories.map((one) => quoted(one)).join(", ");
      const from =
        change.origins === undefined || change.origins.length === 0
          ? ""
          : `, locked in ${named(change.origins, 3).toString()}`;
      return [
        `    ${painted(change.effect.padEnd(8), change.effect, options)}  ${subject(change).toString()} ` +
          `of ${where}: ${before.toString()} -> ${after.toString()}${from}`,
        ...keys.map((key) => `      key ${approvalKey({ key })}`),
      ];
    }),
  ];
}

function networkLines({ network, before, after }: NetworkChange): readonly string[] {
  return [
    `  what hosts of ${quoted(network)} reach:`,
    ...differences(before, after).map(([sign, line]) => `    ${sign} ${plain(line)}`),
  ];
}

function painted(text: string, as: Gravity, { isColoured }: TextOptions): string {
  return isColoured ? `\u001b[1;${COLOURS[as]}m${text}\u001b[0m` : text;
}
