import { asciiJson } from "../text/ascii-json";
import { verdictOf } from "./verdict";
import type { Verification } from "./verification";

/** A verification for programs: one line of JSON in ASCII, which no terminal is garbled by. */
export function jsonReport(verification: Verification): string {
  const { name, properties, rules, downloads, files, access, probes, assumptions, unknown, notes } = verification;
  const report = {
    version: 1,
    repository: name.resource,
    verdict: verdictOf(verification),
    properties,
    rules: {
      ...rules,
      differences: rules.differences.map(({ packageName, ...rule }) => ({ ...rule, package: packageName })),
    },
    downloads,
    files: files && {
      ...files,
      differences: files.differences.map(({ packageName, ...file }) => ({ ...file, package: packageName })),
    },
    access: access.access,
    open: access.findings,
    probes: probes?.map(({ kind, repository, name: packageName, version, predicted, outcome, status, detail }) => ({
      kind,
      repository,
      name: packageName,
      version,
      predicted,
      outcome,
      status,
      detail,
    })),
    assumptions: assumptions?.map(({ assumption: { id, sentence }, state, why }) => ({ id, sentence, state, why })),
    unknown: [...access.unknown, ...unknown],
    notes,
  };
  return `${asciiJson(report)}\n`;
}
