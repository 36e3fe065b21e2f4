import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AllowedPackages, PackageName } from "../../lib/packages";

const folder = join(__dirname, "../../packages");
const lock = join(folder, "pipelines.txt");
const text = readFileSync(lock, "utf8");
const versions = new Map(AllowedPackages.fromLockfile(lock).packages.map((one) => [one.name, one.versions ?? []]));

test("packages/pipelines.txt pins everything that packages/pipelines.in asks for", () => {
  const asked = readFileSync(join(folder, "pipelines.in"), "utf8").match(/^\w[\w.-]*/gm) ?? [];
  const names = asked.map((name) => PackageName.parse(name).normalized);
  expect(names).toEqual(
    expect.arrayContaining([
      "kfp",
      "pandas",
      "google-cloud-aiplatform",
      "google-genai",
      "keyring",
      "setuptools",
      "wheel",
    ]),
  );
  expect(names.filter((name) => versions.get(name)?.length !== 1)).toEqual([]);
  expect(versions.get("kfp")).toEqual(["2.12.1"]);
});

// keyring has to work before anything can be installed with it, so its own dependencies have to be let through too.
test("it holds what keyring needs on Linux to log in to the repository", () => {
  const closure = [
    "jaraco-classes",
    "jaraco-context",
    "jaraco-functools",
    "jeepney",
    "more-itertools",
    "secretstorage",
  ];
  const login = [
    "keyrings-google-artifactregistry-auth",
    "google-auth",
    "pluggy",
    "requests",
    "cryptography",
    "importlib-metadata",
  ];
  expect([...closure, ...login].filter((name) => !versions.has(name))).toEqual([]);
});

test("every entry has hashes, and the file names no index and no host", () => {
  const entries = text.split(/\n(?=[a-z])/).filter((entry) => /^[a-z]/.test(entry));
  expect(entries).toHaveLength(versions.size);
  expect(entries.filter((entry) => !/ --hash=sha256:[0-9a-f]{64}/.test(entry))).toEqual([]);
  expect(text).not.toMatch(/:\/\/|--(?:extra-)?index-url|--find-links/);
});
