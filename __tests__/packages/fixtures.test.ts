import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { problemsOf } from "./temporary-folder";

// Locks of one project, written by the real tools on one day; fixtures/README.md tells how.
const folder = join(__dirname, "fixtures");
const index = "https://index.example/simple";

/** What CPython 3.11 on Linux x86_64 needs, as pip's own resolver says. */
const environment = JSON.parse(readFileSync(join(folder, "environment.json"), "utf8")) as Readonly<
  Record<string, string>
>;

const dev = {
  iniconfig: "2.3.1",
  packaging: "26.3",
  pluggy: "1.7.0",
  pygments: "2.21.0",
  pytest: "9.2.0",
  ruff: "0.17.5",
};
/** What only Windows needs; colorama is there for pytest. */
const windows = { pywin32: "312", "pywin32-ctypes": "0.2.3" };
const colorama = { colorama: "0.4.6" };
/** Locks for every Python from 3.11 on pin a second numpy for 3.12 and later. */
const newerNumpy = "2.5.5";

const onlyEnvironment = environment;
const everyPlatform = { ...environment, ...windows };
const everything = { ...everyPlatform, ...dev, ...colorama };

interface Fixture {
  readonly file: string;
  readonly holds: Readonly<Record<string, string>>;
  readonly numpyFork?: boolean;
  /** Whether the format lists the files of each package, so that it tells what has no wheel. */
  readonly tellsFiles: boolean;
  readonly recordsIndex: boolean | "by its files";
}

const fixtures: readonly Fixture[] = [
  { file: "pip-tools/requirements.txt", holds: onlyEnvironment, tellsFiles: false, recordsIndex: false },
  { file: "pip-tools/requirements-hashes.txt", holds: onlyEnvironment, tellsFiles: false, recordsIndex: false },
  { file: "pip-tools/requirements-dev.txt", holds: dev, tellsFiles: false, recordsIndex: false },
  { file: "pip-freeze/requirements.txt", holds: onlyEnvironment, tellsFiles: false, recordsIndex: false },
  { file: "pip/pylock.toml", holds: onlyEnvironment, tellsFiles: true, recordsIndex: "by its files" },
  { file: "pip/pylock.project.toml", holds: onlyEnvironment, tellsFiles: true, recordsIndex: "by its files" },
  { file: "uv/uv.lock", holds: everything, numpyFork: true, tellsFiles: true, recordsIndex: true },
  { file: "uv/pylock.toml", holds: everything, numpyFork: true, tellsFiles: true, recordsIndex: true },
  { file: "uv/requirements.txt", holds: everything, numpyFork: true, tellsFiles: false, recordsIndex: false },
  { file: "uv/requirements-hashes.txt", holds: everyPlatform, numpyFork: true, tellsFiles: false, recordsIndex: false },
  { file: "uv/requirements-index.txt", holds: onlyEnvironment, tellsFiles: false, recordsIndex: true },
  { file: "poetry-1.1/poetry.lock", holds: everything, numpyFork: true, tellsFiles: true, recordsIndex: false },
  { file: "poetry-1.8/poetry.lock", holds: everything, numpyFork: true, tellsFiles: true, recordsIndex: false },
  { file: "poetry-2/poetry.lock", holds: everything, numpyFork: true, tellsFiles: true, recordsIndex: false },
  { file: "poetry-2-source/poetry.lock", holds: everything, numpyFork: true, tellsFiles: true, recordsIndex: true },
  { file: "pdm/pdm.lock", holds: everything, tellsFiles: true, recordsIndex: false },
  { file: "pdm/pdm-static-urls.lock", holds: everything, tellsFiles: true, recordsIndex: "by its files" },
  // Locked on Linux: what a direct dependency's marker leaves out is locked too, what a package's own marker leaves out
  // is not.
  {
    file: "pipenv/Pipfile.lock",
    holds: { ...environment, ...dev, pywin32: "312", tomli: "2.5.0" },
    tellsFiles: false,
    recordsIndex: true,
  },
];

function read({ file, recordsIndex }: Fixture): AllowedPackages {
  return AllowedPackages.fromLockfile(join(folder, file), recordsIndex ? { index } : undefined);
}

function versionsOf(list: AllowedPackages): Record<string, readonly string[] | undefined> {
  return Object.fromEntries(list.packages.map(({ name, versions }) => [name, versions]));
}

function filesBelow(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)));
}

test("every lock of the fixtures is read here", () => {
  const inputs = /(?:^|\/)(?:pyproject\.toml|Pipfile|[^/]+\.in|environment\.json|README\.md)$/;
  const locks = filesBelow(folder).filter((file) => !inputs.test(file));
  expect(fixtures.map(({ file }) => file).sort()).toEqual([...locks].sort());
});

describe.each(fixtures)("$file", (fixture) => {
  const { file, holds, numpyFork, tellsFiles, recordsIndex } = fixture;
  const path = join(folder, file);

  test("holds just what the project needs", () => {
    const expected = Object.entries(holds).map(([name, version]) => [
      name,
      name === "numpy" && numpyFork ? [version, newerNumpy] : [version],
    ]);
    expect(versionsOf(read(fixture))).toEqual(Object.fromEntries(expected));
  });

  test("says for each package on which line it stands", () => {
    const lines = readFileSync(path, "utf8").split("\n");
    const wrong = read(fixture).packages.filter(({ name, origins }) =>
      origins.some((origin) => {
        const line = Number(/:([0-9]+)$/.exec(origin)?.[1]);
        // In TOML an entry's first line is its header, and its name stands on the next.
        const entry = lines.slice(line - 1, line + 1).join(" ");
        return !origin.startsWith(`${path}:`) || !new RegExp(name.replaceAll("-", "[-_.]"), "i").test(entry);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("tells what must be built when it lists files", () => {
    const built = [{ name: "docopt", version: "0.6.2", origin: expect.stringContaining(`${path}:`) }];
    expect(read(fixture).needBuild).toEqual(tellsFiles ? built : []);
  });

  test("is taken only when the index that it records is named, and without one when it records none", () => {
    const other = { index: "https://other.example/simple" };
    if (recordsIndex) {
      const files = recordsIndex === "by its files" ? "https://index.example/packages" : index;
      const way = expect.stringContaining(`--index ${files} `);
      expect(problemsOf(() => AllowedPackages.fromLockfile(path))).toEqual([way]);
      expect(problemsOf(() => AllowedPackages.fromLockfile(path, other))).toEqual([way]);
      expect(AllowedPackages.fromLockfile(path, { indexes: [other.index, `${index}/`] }).packages).toEqual(
        read(fixture).packages,
      );
    } else {
      expect(AllowedPackages.fromLockfile(path)).toEqual(AllowedPackages.fromLockfile(path, other));
    }
  });
});

test("all of them together are one list, in whatever order", () => {
  const paths = fixtures.map(({ file }) => join(folder, file));
  const together = AllowedPackages.fromLockfiles(paths, { index });
  expect(AllowedPackages.fromLockfiles([...paths].reverse(), { index })).toEqual(together);
  expect(versionsOf(together)).toEqual({
    ...Object.fromEntries(Object.entries(everything).map(([name, version]) => [name, [version]])),
    numpy: [environment.numpy, newerNumpy],
    tomli: ["2.5.0"],
  });
});

test.each(["pip/requirements.in", "pip-tools/requirements-dev.in"])("%s, the input of a lock, is no lock", (file) => {
  const path = join(folder, file);
  const requirements = readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text, at) => (/^\w/.test(text) && !/==[0-9]/.test(text) ? [`${path}:${at + 1}`] : []));
  const problems = problemsOf(() => AllowedPackages.fromLockfile(path));
  expect(problems).toEqual(requirements.map((place) => expect.stringMatching(new RegExp(`${place}(?![0-9])`))));
});

test("the fixtures name no registry's host and no folder of the machine that made them", () => {
  const named = filesBelow(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return (
      text.match(
        /https?:\/\/(?!index\.example\/)[^\s"']+|file:\/\/[^\s"']*|(?<![\w.])\/(?:tmp|root|home|work)\/\S*/g,
      ) ?? []
    );
  });
  expect(named).toEqual([]);
});
