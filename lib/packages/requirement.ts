import { canonicalMarker } from "./marker";
import { isArchive, isOwnFolder } from "./own-folder";
import { quote } from "../text/quoting";

/** A requirement that pins one version. */
export interface PinnedRequirement {
  readonly kind: "pinned";
  readonly name: string;
  readonly version: string;
  /** In one spelling. */
  readonly marker: string | undefined;
}

/** What is not a release on an index. */
export interface ElsewhereRequirement {
  readonly kind: "elsewhere";
  /** As it is written; undefined where the requirement names none. */
  readonly name: string | undefined;
  /** What it is and where, such as `a local path "./x"`. */
  readonly source: string;
  /** Whether it is the project whose lock it is, as in "-e ." or ".[dev]", or another one in its folder. */
  readonly isOwn: boolean;
  /** Without the way to leave it out. */
  readonly problem: string;
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

export type Requirement = PinnedRequirement | ElsewhereRequirement | OpenRequirement | RefusedRequirement;

const NAME = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/y;
const EXTRAS = /[ \t]*\[[A-Za-z0-9._, \t-]*\]/y;
const OPERATOR = /^(?:===|==|~=|!=|<=|>=|<|>)/;

/**
 * Reads one requirement of a requirements file, without its options.
 *
 * @see https://packaging.python.org/en/latest/specifications/dependency-specifiers/
 */
export function parseRequirement(text: string): Requirement {
  const place = placeOf(text);
  if (place !== undefined) return elsewhere(text, nameAtEnd(text), text, place);

  NAME.lastIndex = 0;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return refused(text, "is not a requirement; write name==version");
  const mend = `write ${name.length > 60 ? "name" : name}==<version>, or lock it with a tool`;
  let rest = text.slice(name.length);
  EXTRAS.lastIndex = 0;
  rest = rest.slice(EXTRAS.exec(rest)?.[0].length ?? 0).trimStart();
  if (rest.startsWith("@")) {
    const target = rest.slice(1).trim();
    return elsewhere(text, name, target, placeOf(target) ?? "a direct reference");
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
export function parseEditable(text: string): ElsewhereRequirement {
  const [, name, target = text] =
    /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)[ \t]*(?:\[[^\]]*\][ \t]*)?@[ \t]*(.*)$/.exec(text) ?? [];
  const place = placeOf(target) ?? LOCAL;
  const { problem, ...read } = elsewhere(text, name ?? nameAtEnd(text), target, `an editable install of ${place}`);
  return {
    ...read,
    problem: `${problem} (pip freeze leaves editables out with --exclude-editable, uv export with --no-emit-workspace)`,
  };
}

const LOCAL = "a local path";
const PUBLISH = "publish it to an index of your own and pin it by version";

/** pip freeze in a conda environment writes where each package was built. */
const CONDA =
  "; where pip freeze wrote that, as it does for packages of conda, pip list --format=freeze writes names " +
  "and versions instead";

function elsewhere(text: string, name: string | undefined, target: string, place: string): ElsewhereRequirement {
  const cure = name !== undefined && /^file:\/\//i.test(target) ? CONDA : "";
  return {
    kind: "elsewhere",
    name,
    source: `${place} ${quote(target)}`,
    isOwn: place.endsWith(LOCAL) && isOwnPlace(target),
    problem: `requirement ${quote(text)}: is ${place}, not a release on a package index${cure}; ${PUBLISH}`,
  };
}

/** Whether a place is a folder within that of the lock, with or without extras, a fragment and a marker. */
function isOwnPlace(target: string): boolean {
  const marker = target.search(/[ \t];/);
  const [place = ""] = (marker < 0 ? target : target.slice(0, marker)).trim().split("#", 1);
  const path = /^file:(?!\/)/i.test(place) ? place.slice("file:".length) : place;
  return isOwnFolder(path.replace(/\[[A-Za-z0-9._, \t-]*\]$/, ""));
}

/** The name that a URL or a path gives in its fragment, or in the name of its wheel. */
function nameAtEnd(text: string): string | undefined {
  const [place = "", fragment = ""] = text
    .split(/[ \t;]/, 1)
    .join("")
    .split("#", 2);
  const egg = /(?:^|&)egg=([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:[[&]|$)/.exec(fragment)?.[1];
  const [file = ""] = place.slice(place.lastIndexOf("/") + 1).split("?", 1);
  return egg ?? /^([A-Za-z0-9._]+)-[0-9][^-]*-.*\.whl$/.exec(file)?.[1];
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
  return /^[.~]|[/\\]/.test(name) || (name === word && isArchive(word.split("#", 1).join(""))) ? LOCAL : undefined;
}

function refused(text: string, problem: string): RefusedRequirement {
  return { kind: "refused", problem: `requirement ${quote(text)}: ${problem}` };
}

function open(text: string, problem: string): OpenRequirement {
  return { kind: "open", problem: `requirement ${quote(text)}: ${problem}` };
}
