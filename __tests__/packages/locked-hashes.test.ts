import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { PackageFiles } from "../../lib/packages/package-files";
import { problemsOf, TemporaryFolder } from "./temporary-folder";

const folder = new TemporaryFolder();
const FIXTURES = join(__dirname, "fixtures");
const INDEX = { index: "https://index.example/simple" };

/** Of the same files in each of the locks. */
const ANYIO = [
  "59bb03251907983d1603d27c3087ddb1e93299ea2163adcdba37899a4fb12ffb",
  "c66ae634e0b8228396b801741beb3294326d4b6102f7bba4041c0dfb58c29026",
];

test.each([
  "uv/requirements-hashes.txt",
  "uv/uv.lock",
  "uv/pylock.toml",
  "pip-tools/requirements-hashes.txt",
  "poetry-1.1/poetry.lock",
  "poetry-1.8/poetry.lock",
  "poetry-2/poetry.lock",
  "pdm/pdm.lock",
  "pdm/pdm-static-urls.lock",
  "pipenv/Pipfile.lock",
])("%s has the hashes of its files, and no others", (lock) => {
  // pdm's is of its settings.
  const text = readFileSync(join(FIXTURES, lock), "utf8").replace(/^content_hash.*$/m, "");
  const written = [...text.matchAll(/sha256(?::| = ")([0-9a-f]{64})/g)].map(([, digits = ""]) => digits);
  const files = PackageFiles.of(AllowedPackages.fromLockfile(join(FIXTURES, lock), INDEX));
  expect(files.flatMap(({ sha256 }) => sha256).sort()).toEqual([...new Set(written)].sort());
  expect(files.find(({ name }) => name === "anyio")).toEqual({ name: "anyio", version: "4.16.0", sha256: ANYIO });
});

const six = `six==1.17.0 --hash=sha256:${"A".repeat(64)}\n`;

test("hashes are read in any case, and those of several locks are put together", () => {
  const list = AllowedPackages.fromLockfile(folder.write({ "a.txt": six })).union(
    AllowedPackages.fromLockfile(folder.write({ "b.txt": six.replaceAll("A", "b") })),
  );
  expect(PackageFiles.of(list)).toEqual([{ name: "six", version: "1.17.0", sha256: ["a".repeat(64), "b".repeat(64)] }]);
  expect(PackageFiles.of(list.without("six"))).toEqual([]);
});

test.each([
  [AllowedPackages.fromNames(["six"]), 'package "six": any version is allowed, and only files that a lock names'],
  [AllowedPackages.fromLockfile(join(FIXTURES, "uv/requirements.txt"), INDEX), "has no hashes; lock with hashes"],
])("a list without hashes names no files", (list, problem) => {
  expect(problemsOf(() => PackageFiles.of(list), folder)[0]).toContain(problem);
});

test("other hashes are no SHA-256", () => {
  const lock = folder.write({ "c.txt": `six==1.17.0 --hash=sha512:${"a".repeat(128)}\n` });
  expect(problemsOf(() => PackageFiles.of(AllowedPackages.fromLockfile(lock)), folder)).toEqual([
    expect.stringMatching(/^package "six==1.17.0": has no SHA-256; lock with hashes .*, from .*c\.txt:1$/),
  ]);
});
