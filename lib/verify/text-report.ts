import { quote } from "../text/quoting";
import { type Access, inWords, quoteMember } from "./access";
import type { AssumptionResult } from "./assumption-evidence";
import type { DownloadDifference, Downloads } from "./download-comparison";
import { contradicts, type Probe } from "./probe";
import type { FileDifference, FilesReport } from "./file-comparison";
import type { PropertyCheck } from "./repository-comparison";
import type { RuleDifference } from "./rule-comparison";
import { verdictOf } from "./verdict";
import type { Verification, VerificationVerdict } from "./verification";

const MOST_LINES = 50;
const MOST_NAMES = 20;

const VERDICTS: Readonly<Record<VerificationVerdict, string>> = {
  same: "the service is as the policy says",
  different: "the service is NOT as the policy says, or is open to more than it should be",
  unknown: "could not tell: nothing differs in what was seen, and not everything could be seen",
};

/** A verification for people, in plain text. Whatever comes from the service is in quotes and escaped. */
export function textReport(verification: Verification): string {
  const { name, properties, rules, downloads, files, access, probes, assumptions, unknown, notes } = verification;
  const title = `Rules: ${rules.expected} in the policy, ${rules.deployed} at the service`;
  const sections = [
    [name.resource],
    section("Repository", properties.map(propertyLine)),
    section(title, orSame(rules.differences.map(ruleLine), "each rule")),
    section("What can be downloaded", orSame(downloads.map(downloadLine), "each package")),
    files === undefined ? [] : section(filesTitle(files), orSame(files.differences.map(fileLine), "each version")),
    section("Who has access", access.access.map(accessLine)),
    section("Who should not have it", linesOf("open", access.findings)),
    probes === undefined ? [] : section("Downloads that were tried", probeLines(probes)),
    section("Assumptions about the service", (assumptions ?? []).flatMap(assumptionLines)),
    section("What could not be seen", linesOf("unknown", [...access.unknown, ...unknown])),
    section("Note", linesOf("", notes)),
    [VERDICTS[verdictOf(verification)]],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more =
    lines.length > MOST_LINES ? [line("", `… and ${lines.length - MOST_LINES} more; --format json has all`)] : [];
  return [title, ...lines.slice(0, MOST_LINES), ...more];
}

function orSame(lines: readonly string[], what: string): readonly string[] {
  return lines.length === 0 ? [line("same", what)] : lines;
}

function line(state: string, text: string): string {
  return state === "" ? `  ${text}` : `  ${state.padEnd(14)} ${text}`;
}

function linesOf(state: string, texts: readonly string[]): readonly string[] {
  return texts.map((text) => line(state, text));
}

function propertyLine({ property, state, expected, deployed }: PropertyCheck): string {
  const found = state === "same" ? deployed : `${expected} in the policy, ${deployed} at the service`;
  return line(state, `${property}: ${found}`);
}

function accessLine({ level, role, powers, members, condition }: Access): string {
  const limit = condition === undefined ? "" : `, under the condition ${quote(condition)}`;
  return line("", `${quote(role)} on the ${level}${limit}, can ${inWords(powers)}: ${listed(members, quoteMember)}`);
}

function ruleLine({ state, ruleId, packageName, reason }: RuleDifference): string {
  return line(state, `rule ${quote(ruleId)}${subjectOf(packageName)}: ${reason}`);
}

function filesTitle({ expected, deployed, byHash }: FilesReport): string {
  const how = byHash ? ", compared by their hashes" : "";
  return `What is in it: ${expected} versions in the policy, ${deployed} files at the service${how}`;
}

function fileLine({ state, packageName, version, reason }: FileDifference): string {
  const subject = packageName === undefined ? "" : `${quote(`${packageName}==${version ?? "?"}`)}: `;
  return line(state, `${subject}${reason}`);
}

/** @param packageName null for the whole repository; undefined where that is not known */
function subjectOf(packageName: string | null | undefined): string {
  if (packageName === undefined) return "";
  return packageName === null ? " for the whole repository" : ` for package ${quote(packageName)}`;
}

function downloadLine({ name, state, expected, deployed, reason }: DownloadDifference): string {
  const subject = name === null ? "every package that no rule names" : `package ${quote(name)}`;
  return line(
    state,
    `${subject}: ${downloadsInWords(expected)} in the policy, ${downloadsInWords(deployed)} at the service (${reason})`,
  );
}

function downloadsInWords(downloads: Downloads): string {
  if (downloads === "unknown") return "unknown";
  if ("allBut" in downloads)
    return downloads.allBut.length === 0 ? "any version" : `any version but ${listed(downloads.allBut)}`;
  return downloads.only.length === 0 ? "none" : listed(downloads.only);
}

function probeLines(probes: readonly Probe[]): readonly string[] {
  return probes.length === 0 ? [line("", "none")] : probes.map(probeLine);
}

function probeLine(probe: Probe): string {
  const { kind, repository, name, version, outcome, detail } = probe;
  const what = version === undefined ? name : `${name}==${version}`;
  return line(outcome, `${what} (${kind}) from ${repository}: ${detail}${predictionOf(probe)}`);
}

function predictionOf(probe: Probe): string {
  if (contradicts(probe)) return `; by the rules it should be ${probe.predicted}`;
  return probe.predicted === "unknown" ? "; what the rules mean for it is not known" : "";
}

function assumptionLines({ assumption: { id, sentence, otherwise }, state, why }: AssumptionResult): readonly string[] {
  const consequence =
    state === "did not hold"
      ? [line(" ", `so in a repository with a DENY for all and an ALLOW for each package, ${otherwise}`)]
      : [];
  return [line(state, `${id}: ${sentence}`), line(" ", `since ${why}`), ...consequence];
}

function listed(texts: readonly string[], shown = quote): string {
  const more = texts.length > MOST_NAMES ? ` and ${texts.length - MOST_NAMES} more` : "";
  return `${texts.slice(0, MOST_NAMES).map(shown).join(", ")}${more}`;
}
