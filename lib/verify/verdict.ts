import { contradicts, isTelling, type Probe } from "./probe";
import type { Verification, VerificationVerdict } from "./verification";

/**
 * What a verification says in one word. Ordinary roles that can change rules do not count: somebody has to be able to.
 * What counts is everybody, and accounts that installed code runs as by default. An assumption that could not be told
 * does not count either, since no download shows all of them; a download that shows nothing does.
 */
export function verdictOf({
  properties,
  rules,
  downloads,
  files,
  access,
  probes = [],
  assumptions = [],
  unknown,
}: Verification): VerificationVerdict {
  const states = new Set<string>([
    ...properties.map(({ state }) => state),
    ...rules.differences.map(({ state }) => (state === "unknown" ? "unknown" : "different")),
    ...downloads.map(({ state }) => (state === "unknown" ? "unknown" : "different")),
    ...(files?.differences ?? []).map(({ state }) => (state === "unknown" ? "unknown" : "different")),
    ...access.findings.map(() => "different"),
    ...access.unknown.map(() => "unknown"),
    ...unknown.map(() => "unknown"),
    ...probes.map(stateOf),
    // How files are served is not in the policy.
    ...assumptions.map(({ assumption: { about }, state }) =>
      about === "rules" && state === "did not hold" ? "different" : "same",
    ),
  ]);
  if (states.has("different")) return "different";
  return states.has("unknown") ? "unknown" : "same";
}

function stateOf(probe: Probe): VerificationVerdict {
  if (contradicts(probe)) return "different";
  return isTelling(probe) ? "same" : "unknown";
}
