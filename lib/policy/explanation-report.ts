import { asciiJson } from "../text/ascii-json";
import { escapeUnprintable } from "../text/quoting";
import type { Explanation } from "./explanation";

/** Which rule decides, for people: the decision, why, and where the rule stands. */
export function formatExplanation({ asked, decision, rule, reason, upstream }: Explanation): string {
  const what = asked.version === null ? asked.name : `${asked.name}==${asked.version}`;
  const address = rule?.address ?? null;
  const place = address === null ? "" : `rule at: ${escapeUnprintable(address)}\n`;
  return `${what}: ${decision}\n${reason}\n${place}${upstreamLine(upstream)}`;
}

function upstreamLine(upstream: Explanation["upstream"]): string {
  if (upstream === undefined) return "";
  const { files, withdrawn } = upstream;
  if (files === 0) return "upstream: lists no file of it\n";
  return `upstream: lists ${files} ${files === 1 ? "file" : "files"} of it, ${withdrawn} withdrawn\n`;
}

/** The same for programs. */
export function formatExplanationJson(explanation: Explanation): string {
  return `${asciiJson({ version: 1, ...explanation })}\n`;
}
