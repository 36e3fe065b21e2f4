import { join } from "node:path";
import { PackageVersion } from "../../lib/packages";
import { readFileName } from "../../lib/packages/distribution-file";
import { PythonClients } from "./python-clients";

/**
 * With files of many years: source archives in several formats, eggs, installers, build tags, dashes in names and in
 * versions.
 */
const PROJECTS = [
  "pytz",
  "zope.interface",
  "PyYAML",
  "ruamel.yaml",
  "torch",
  "setuptools",
  "kfp",
  "keyrings.google-artifactregistry-auth",
  "Twisted",
  "python-dateutil",
];

const clients = new PythonClients();
const testWithIndex = clients.skipped === undefined ? test : test.skip;
const why = clients.skipped === undefined ? "" : ` (skipped: ${clients.skipped})`;
afterAll(() => {
  clients.remove();
});

/** Reads file names on the standard input, and writes for each the version that packaging reads in it, or null. */
const READER = `
import json, sys
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

def read(project, file, shown):
    try:
        if file.endswith(".whl"):
            name, version, *_ = parse_wheel_filename(file)
        elif shown is not None:
            # packaging takes the last dash for the one before the version; pip knows the project.
            return str(Version(shown))
        else:
            name, version = parse_sdist_filename(file)
        return str(version) if name == canonicalize_name(project) else None
    except (InvalidSdistFilename, InvalidVersion, InvalidWheelFilename):
        return None

json.dump([read(*row) for row in json.load(sys.stdin)], sys.stdout)
`;

type Row = readonly [project: string, file: string, shown: string | null];

/** The links on a project's page as pip sees them, with the version that pip shows for those that it could install. */
function filesOf(project: string): readonly Row[] {
  const nowhere = [
    "-m",
    "pip",
    "download",
    "-vv",
    "--no-cache-dir",
    "--no-deps",
    "--dest",
    clients.folder,
    `${project}==0.0.0.dev987654321`,
  ];
  const { stdout } = clients.run("python3", nowhere);
  const links = stdout.matchAll(
    /(?:Found link|Skipping link: .*?) https?:\/\/\S*\/([^/\s#]+)(?:#\S*)? \(from (?:.*version: (\S+))?/g,
  );
  return [...links].map(([, file = "", shown = null]) => [project, decodeURIComponent(file), shown]);
}

testWithIndex(`versions in the names of thousands of real files are those that packaging reads${why}`, () => {
  const python = join(clients.environmentWith("packaging==25.0"), "python");
  const rows = PROJECTS.flatMap(filesOf);
  expect(rows.length).toBeGreaterThan(5000);
  const read = JSON.parse(clients.succeed(python, ["-c", READER], { input: JSON.stringify(rows) })) as (
    string | null
  )[];
  const differences = rows.flatMap(([project, file], at) => {
    const ours = readFileName(file, project)?.version ?? null;
    const theirs = read[at] ?? null;
    return ours === theirs ? [] : [{ file, ours, theirs }];
  });
  expect(differences).toEqual([]);
  const versions = new Set(read.filter((version) => version !== null));
  expect(versions.size).toBeGreaterThan(500);
  for (const version of versions) expect(PackageVersion.normalize(version)).toBe(version);
});
