import type { LeftOut } from "../packages";
import { needBuildLines } from "../packages/allow-list-report";
import { leftOutJson, leftOutLines } from "../packages/left-out-report";
import { asciiJson } from "../text/ascii-json";
import { escapeUnprintable, quote } from "../text/quoting";
import type { BlockedPackage, BlockReason, LockCheck } from "./lock-check";
import type { PolicyRepository } from "./policy-repository";

/** The source of what is left out although an index has it. */
const FROM_INDEX = "a package index";

const HEADINGS: Readonly<Record<BlockReason, string>> = {
  "not-listed": "not listed, so no version is allowed",
  "other-version": "listed in other versions",
  unknown: "unknown, which is not taken for allowed",
  "not-there": "allowed, and not in the upstream",
  "other-content": "in the upstream with other contents",
  withdrawn: "withdrawn from the upstream",
};

const REMEDIES: Readonly<Record<BlockReason, string>> = {
  "not-listed":
    "add what is not listed to the lock files that the repository's list is made from, " +
    "have that reviewed, and deploy it",
  "other-version": "lock a version that is allowed, or put this one on the list in the same way",
  unknown:
    "give a policy that shows what is not known, such as a plan or the rules that gcloud lists instead " +
    "of a synthesised stack",
  "not-there": "put what is missing into the upstream, and have its pages written; or lock what is there",
  "other-content":
    "find out which of the two contents is the right one before anything is locked anew: " +
    "a version that changes its content is none",
  withdrawn: "lock a version that is not withdrawn",
};

/** The check for people: what would be refused, by reason, and what to do. */
export function formatLockCheck(check: LockCheck, repository: PolicyRepository): string {
  return `${formatAnswer(check, repository)}${formatOthers(check, repository)}${formatLeftOut(check)}`;
}

/** The same for programs. */
export function formatLockCheckJson({ checked, blocked, others, leftOut }: LockCheck): string {
  const document = {
    version: 1,
    checked,
    ...(others === "denied" ? {} : { others }),
    blocked: blocked.map(({ name, version, reason }) => ({ name, version, reason })),
    left_out: leftOutJson(leftOut),
  };
  return `${asciiJson(document)}\n`;
}

/** What is good to know beside it. */
export function notesOfLockCheck(check: LockCheck, repository: PolicyRepository): string {
  return `${uploadNote(repository)}${buildNote(check)}`;
}

function formatAnswer({ checked, blocked }: LockCheck, { name }: PolicyRepository): string {
  if (checked === 0) return "no locked package is from an index\n";
  if (blocked.length === 0) {
    const all = checked === 1 ? "the locked package" : `all ${checked} locked packages`;
    return `${all} can be downloaded from ${quote(name)}\n`;
  }
  const reasons = (Object.keys(HEADINGS) as BlockReason[]).filter((reason) =>
    blocked.some((one) => one.reason === reason),
  );
  const groups = reasons.map((reason) => {
    const some = blocked.filter((one) => one.reason === reason).map(formatBlocked);
    return `\n${HEADINGS[reason]}:\n${some.join("")}`;
  });
  const advice = reasons.map((reason) => `  - ${REMEDIES[reason]}\n`);
  const headline = `${blocked.length} of ${checked} locked packages cannot be downloaded from ${quote(name)}\n`;
  return `${headline}${groups.join("")}\nwhat to do:\n${advice.join("")}`;
}

function formatBlocked({ name, version, reason, allowed, decision, origins }: BlockedPackage): string {
  const why = reason === "other-version" && allowed.length > 0 ? `allowed: ${allowed.join(", ")}` : decision;
  const reasoned = reason === "not-listed" ? "" : `${why}; `;
  return `  ${name}==${version} (${reasoned}from ${escapeUnprintable(origins.join(", "))})\n`;
}

/** That the locked packages can be downloaded says nothing where everything can. */
function formatOthers(check: LockCheck, repository: PolicyRepository): string {
  if (!check.saysOfOthers(repository)) return "";
  const name = quote(repository.name);
  return check.others === "allowed"
    ? `so can everything else: no rule of ${name} denies what is not listed\n`
    : `whether everything else can be downloaded from ${name} too cannot be seen\n`;
}

function formatLeftOut({ leftOut }: LockCheck): string {
  const byName = leftOut.filter(({ source }) => source === FROM_INDEX);
  const elsewhere = leftOut.filter(({ source }) => source !== FROM_INDEX);
  return group("not from an index, so not looked at", elsewhere) + group("left out by name", byName);
}

function group(heading: string, some: readonly LeftOut[]): string {
  return some.length === 0 ? "" : `\n${heading}:\n${leftOutLines(some).join("\n")}\n`;
}

function uploadNote({ mode, name }: PolicyRepository): string {
  if (mode !== "standard") return "";
  return `note: ${quote(name)} serves only what somebody uploaded, which the policy does not tell\n`;
}

function buildNote({ withoutBuildTool }: LockCheck): string {
  if (withoutBuildTool.length === 0) return "";
  return (
    "note: these have no wheel, and pip builds them with tools that it downloads through the same index; " +
    "of setuptools, which is most often needed, no version is allowed:\n" +
    `${needBuildLines(withoutBuildTool).join("\n")}\n`
  );
}
