import { canonicalMarker } from "./marker";
import { quote } from "../text/quoting";

/** A requirement that pins one version. */
export interface PinnedRequirement {
  readonly kind: "pinned";
  readonly name: string;
  readonly version: string;
  /** In one spelling. */
  readonly marker: string | undefined;
}

/** The project whose lock it is, as in "-e ." or ".[dev]". */
export interface OwnProject {
  readonly kind: "own project";
}

/** A named requirement that leaves the version open; good as a constraint. */
export interface OpenRequirement {
  readonly kind: "open";
  readonly problem: string;
}

/** What cannot be locked, or cannot be understood. */
export interface RefusedRequirement {
  readonly kind: "refused";
  readonly problem: string;
}

export type Requirement = PinnedRequirement | OwnProject | OpenRequirement | RefusedRequirement;

const NAME = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/y;
const EXTRAS = /[ \t]*\[[A-Za-z0-9._, \t-]*\]/y;
const ARCHIVE = /\.(?:whl|egg|zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))$/i;
const OWN_PROJECT = /^(?:file:)?\.\/?(?:\[[A-Za-z0-9._, \t-]*\])?$/;
const OPERATOR = /^(?:===|==|~=|!=|<=|>=|<|>)/;

/**
 * Reads one requirement of a requirements file, without its options.
 *
 * @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/
 */
export function parseRequirement(text: string): Requirement {
  if (isOwnProject(text)) return { kind: "own project" };
  const place = placeOf(text);
  if (place !== undefined)
    return refused(text, `is ${place}, not a release on a package index; ${PUBLISH}${place === LOCAL ? MEMBER : ""}`);

  NAME.lastIndex = 0;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return refused(text, "is not a requirement; write name==version");
  const mend = `write ${name.length > 60 ? "name" : name}==<version>, or lock it with a tool`;
  let rest = text.slice(name.length);
  EXTRAS.lastIndex = 0;
  rest = rest.slice(EXTRAS.exec(rest)?.[0].length ?? 0).trimStart();
  if (rest.startsWith("@")) {
    return refused(
      text,
      `is ${placeOf(rest.slice(1).trim()) ?? "a direct reference"}, not a release on a package index; ${PUBLISH}`,
    );
  }

  const semicolon = rest.indexOf(";");
  const marker = semicolon < 0 ? undefined : canonicalMarker(rest.slice(semicolon + 1));
  if (semicolon >= 0 && marker === undefined) {
    return refused(text, `has a marker that cannot be understood; write it as in ; python_version < "3.12"`);
  }
  let specifier = (semicolon < 0 ? rest : rest.slice(0, semicolon)).trim();
  if (specifier.startsWith("(") && specifier.endsWith(")")) specifier = specifier.slice(1, -1).trim();
  if (specifier === "") return open(text, `is not pinned; ${mend}`);

  const operator = OPERATOR.exec(specifier)?.[0];
  if (operator === undefined) return refused(text, "is not a requirement; write name==version");
  const version = specifier.slice(operator.length).trim();
  if (version.includes(",") || !operator.startsWith("==")) {
    return open(text, `is a range, not one version; ${mend}`);
  }
  if (version.includes("*")) {
    return open(text, `is a wildcard, not one version; ${mend}`);
  }
  return { kind: "pinned", name, version, marker };
}

/** Reads what stands after "-e". */
export function parseEditable(text: string): OwnProject | RefusedRequirement {
  if (isOwnProject(text)) return { kind: "own project" };
  const place = placeOf(text) ?? LOCAL;
  return refused(
    text,
    `is an editable install of ${place}, not a release on a package index; ${PUBLISH} (pip freeze leaves editables out with --exclude-editable, uv export with --no-emit-workspace)`,
  );
}

const LOCAL = "a local path";
const MEMBER = " (what uv export wrote for a member of the workspace it leaves out with --no-emit-workspace)";
const PUBLISH = "publish it to an index of your own and pin it by version, or take it out of this lock";

/** Whether a requirement is the directory of the lock's own project, with or without extras and a marker. */
function isOwnProject(text: string): boolean {
  const marker = text.search(/[ \t];/);
  return OWN_PROJECT.test((marker < 0 ? text : text.slice(0, marker)).trim());
}

/** What kind of place a requirement names by URL or path; `undefined` when it names a package. */
function placeOf(text: string): string | undefined {
  const [word = ""] = /^[^ \t;]*/.exec(text) ?? [];
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(word)?.[1]?.toLowerCase();
  if (scheme?.startsWith("file") === true || scheme?.length === 1) return LOCAL;
  if (scheme?.includes("+") === true) return "a version control checkout";
  if (scheme !== undefined) return "a URL";
  const name = word.split("@", 1)[0] ?? "";
  // In "name@https://…/name.whl" the place comes behind the "@".
  return /^[.~]|[/\\]/.test(name) || (name === word && ARCHIVE.test(word)) ? LOCAL : undefined;
}

function refused(text: string, problem: string): RefusedRequirement {
  return { kind: "refused", problem: `requirement ${quote(text)}: ${problem}` };
}

function open(text: string, problem: string): OpenRequirement {
  return { kind: "open", problem: `requirement ${quote(text)}: ${problem}` };
}
