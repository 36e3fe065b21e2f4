import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { AllowedPackages, PackageName } from "../../lib/packages";

const text = readFileSync(AllowedPackages.PIP_BOOTSTRAP_LOCK, "utf8");
const { packages, needBuild } = AllowedPackages.pipBootstrap();

test("pipBootstrap() pins everything that packages/bootstrap.in asks for, in one version each", () => {
  const asked = readFileSync("packages/bootstrap.in", "utf8").match(/^\w[\w.-]*/gm) ?? [];
  const names = asked.map((name) => PackageName.parse(name).normalized);
  expect(names).toEqual(["pip", "keyring", "keyrings-google-artifactregistry-auth"]);
  expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  expect(packages.filter(({ versions }) => versions?.length !== 1)).toEqual([]);
  expect(needBuild).toEqual([]);
});

// The startup script reads it by itself: a name, a version, hashes, and nothing that has to be evaluated.
test("the lock has hashes for all, no markers, and names no index", () => {
  const entries = text.split(/\n(?=[a-z])/).filter((entry) => /^[a-z]/.test(entry));
  expect(entries).toHaveLength(packages.length);
  expect(
    entries.filter((entry) => !/^[a-z0-9-]+==\S+ \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+/.test(`${entry}\n`)),
  ).toEqual([]);
  expect(text).not.toMatch(/:\/\/|--(?:extra-)?index-url|--find-links|;/);
});

test("it and the startup script are in the published package, where dist/ finds them", () => {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files = [] } = {}] = JSON.parse(packed) as { files?: { path: string }[] }[];
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      relative(process.cwd(), AllowedPackages.PIP_BOOTSTRAP_LOCK),
      "lib/compute/startup-script.py",
    ]),
  );
});
