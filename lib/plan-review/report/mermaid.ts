import type { InstallPath } from "../finding";
import { shown } from "../../text/untrusted-text";

/** How many arrows a reader can follow. */
const MOST_ARROWS = 24;
const LONGEST_LABEL = 120;

// https://cloud.google.com/iam/docs/principal-identifiers
const KINDS = new Set([
  "user",
  "serviceAccount",
  "group",
  "domain",
  "principal",
  "principalSet",
  "projectOwner",
  "projectEditor",
  "projectViewer",
]);

/** A flowchart of who may install from where, and how many of its arrows are left out. */
export interface InstallsPicture {
  readonly source: string;
  readonly left: number;
}

/**
 * Draws who may install from where before and after; what changes comes first. Nothing is drawn when nothing changes.
 */
export function drawInstalls(installs: readonly InstallPath[]): InstallsPicture | undefined {
  const paths = installs.filter(({ before, after }) => before || after);
  const changed = paths.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return undefined;
  const arrows = [...changed, ...paths.filter(({ before, after }) => before && after)].slice(0, MOST_ARROWS);
  const members = [...new Set(arrows.map(({ member }) => member))];
  const repositories = [...new Set(arrows.map(({ repository }) => repository))];
  const lines = [
    ...members.map((member, at) => `  m${at}(["${memberLabel(member)}"])`),
    ...repositories.map((repository, at) => `  r${at}[("repository ${label(repository)}")]`),
    ...arrows.map(
      (path) => `  m${members.indexOf(path.member)} ${arrow(path)} r${repositories.indexOf(path.repository)}`,
    ),
    ...arrows.flatMap((path, at) =>
      path.before === path.after ? [] : [`  linkStyle ${at} stroke:${path.after ? "#d1242f" : "#1a7f37"}`],
    ),
  ];
  return { source: ["flowchart LR", ...lines].join("\n"), left: paths.length - arrows.length };
}

function arrow({ before, after, certainty = "always" }: InstallPath): string {
  const limit = certainty === "always" ? "" : certainty;
  if (before === after) return limit === "" ? "-->" : `-- "${limit}" -->`;
  const words = [after ? "may now install" : "no longer", limit].filter((one) => one !== "").join(", ");
  return after ? `== "${words}" ==>` : `-. "${words}" .->`;
}

/** The kind of a member is one of ours, so that its colon need not be spelled out. */
function memberLabel(member: string | undefined): string {
  if (member === undefined) return "somebody who cannot be seen yet";
  const colon = member.indexOf(":");
  const kind = member.slice(0, Math.max(colon, 0));
  return KINDS.has(kind) ? `${kind} ${label(member.slice(colon + 1))}` : `member ${label(member)}`;
}

/**
 * A text from outside in a label: letters, digits and a few marks that mean nothing to Mermaid, after a word of ours,
 * so that it begins no list. The other marks could end the label, be an entity, a directive, HTML, Markdown, an icon
 * (`fa:fa-…`) or mathematics; they stand there by their number.
 *
 * https://mermaid.js.org/syntax/flowchart.html
 */
function label(text: string): string {
  const { text: visible, left } = shown(text, new Set(), LONGEST_LABEL);
  // Underscores within a word are no emphasis.
  const harmless = visible.replace(/[^A-Za-z0-9._@/-]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, spell);
  return (harmless === "" ? "without a name" : harmless) + (left === 0 ? "" : ` and ${left} more characters`);
}

/** A character by its number in brackets. */
function spell(character: string): string {
  return `(${(character.codePointAt(0) ?? 0).toString(16)})`;
}
