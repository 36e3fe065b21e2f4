import { asciiJson } from "../text/ascii-json";
import { escapeUnprintable } from "../text/quoting";
import type { AllowedPackage, AllowedPackages, LeftOut, NeedBuild } from "./allowed-packages";
import { leftOutJson, leftOutLines } from "./left-out-report";

export type AllowListFormat = "text" | "json" | "names";

/** A list as text that ends with a line break; an empty list is no line at all, except in JSON. */
export function formatAllowList(list: AllowedPackages, format: AllowListFormat): string {
  switch (format) {
    case "json":
      return lines([
        asciiJson({ version: 1, packages: list.packages.map(packageJson), left_out: leftOutJson(list.leftOut) }),
      ]);
    case "names":
      return lines(list.packages.map(({ name }) => name));
    case "text":
      return lines(list.packages.map(formatPackage));
  }
}

/** What is good to know beside the list. */
export function notesOfAllowList({ leftOut, needBuild }: AllowedPackages): string {
  return lines([...leftOutNote(leftOut), ...buildNote(needBuild)]);
}

/** `spellings` only where rules name more texts than the versions. */
function packageJson({ name, versions, spellings = [], origins }: AllowedPackage): object {
  const isShown = spellings.length === (versions?.length ?? 0);
  return { name, versions: versions ?? "any", ...(isShown ? {} : { spellings }), origins };
}

function formatPackage({ name, versions }: AllowedPackage): string {
  return versions === undefined ? `${name} (any version)` : `${name}==${versions.join(", ")}`;
}

function leftOutNote(leftOut: readonly LeftOut[]): readonly string[] {
  return leftOut.length === 0 ? [] : ["note: left out:", ...leftOutLines(leftOut)];
}

function buildNote(needBuild: readonly NeedBuild[]): readonly string[] {
  if (needBuild.length === 0) return [];
  return [
    "note: these have no wheel; pip builds them with tools that it downloads through the same index, " +
      "so lock those too (often setuptools):",
    ...needBuildLines(needBuild),
  ];
}

/** What has no wheel, as indented lines without line ends. */
export function needBuildLines(needBuild: readonly NeedBuild[]): readonly string[] {
  return needBuild.map(({ name, version, origin }) => `  ${name}==${version}, from ${escapeUnprintable(origin)}`);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
