import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DownloadRule } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { InstalledPackages } from "../../lib/preview/installed-packages";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "installed packages-")));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

jest.setTimeout(60_000);

const POLICY = new RepositoryPolicy([
  DownloadRule.denyAll("deny"),
  DownloadRule.allowPackage("six", "six", ["1.17.0"]),
]);
const hasPython = spawnSync("python3", ["-c", "import venv, importlib.metadata"]).status === 0;
const testWithPython = hasPython ? test : test.skip;

/** An environment with these packages, each nothing but what says that it is there. */
function environment(name: string, packages: Readonly<Record<string, string>>): string {
  const place = join(folder, name);
  spawnSync("python3", ["-m", "venv", "--without-pip", place]);
  const { stdout } = spawnSync(
    join(place, "bin/python"),
    ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
    { encoding: "utf8" },
  );
  for (const [one, version] of Object.entries(packages)) {
    const info = join(stdout.trim(), `${one.replaceAll("-", "_")}-${version}.dist-info`);
    mkdirSync(info);
    writeFileSync(join(info, "METADATA"), `Metadata-Version: 2.1\nName: ${one}\nVersion: ${version}\n`);
  }
  return place;
}

const said = async (
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  asked: readonly string[] = [],
  where = folder,
): Promise<string | undefined> =>
  (await InstalledPackages.before(command, { PATH: process.env.PATH, ...env }, where))?.describe(
    new Set(asked),
    POLICY,
  );

describe("what is installed already", () => {
  let used = "";
  let clean = "";
  beforeAll(() => {
    if (!hasPython) return;
    used = environment("used", { six: "1.17.0", Foo_Bar: "2.0", pip: "26.0", setuptools: "80.0" });
    clean = environment("clean", { pip: "26.0" });
    mkdirSync(join(folder, "project"));
    environment("project/.venv", { six: "1.16.0" });
  });

  testWithPython.each<[string, () => readonly string[], () => NodeJS.ProcessEnv]>([
    ["its Python", () => [join(used, "bin/python"), "-m", "pip", "install", "six"], () => ({})],
    ["a pip that lies in it", () => [join(used, "bin/pip"), "install", "six"], () => ({ VIRTUAL_ENV: clean })],
    ["--python and a folder", () => ["uv", "pip", "install", "--python", used, "six"], () => ({ VIRTUAL_ENV: clean })],
    ["--python= and its Python", () => ["pip", `--python=${join(used, "bin/python")}`, "install", "six"], () => ({})],
    ["the active environment", () => ["make", "test"], () => ({ VIRTUAL_ENV: used })],
  ])("is said of the environment that %s names", async (_how, command, env) => {
    expect(await said(command(), env())).toBe(
      `installed already in "${used}", and not asked for: "foo-bar==2.0", "six==1.17.0"; the policy refuses 1: ` +
        '"foo-bar==2.0"; to see all that is asked for, start with a clean environment, such as python3 -m venv try',
    );
  });

  testWithPython("is that of the folder, where none is active", async () => {
    expect(await said(["uv", "sync"], {}, [], join(folder, "project"))).toContain(
      'the policy refuses 1: "six==1.16.0"',
    );
  });

  testWithPython("is left out when it was asked for, and nothing is said of a clean environment", async () => {
    const python = join(used, "bin/python");
    expect(await said([python], {}, ["foo-bar"])).toContain(
      'not asked for: "six==1.17.0"; the policy allows them all;',
    );
    expect(await said([python], {}, ["foo-bar", "six"])).toBeUndefined();
    expect(await said([join(clean, "bin/python")], {})).toBeUndefined();
  });

  test("cannot be said where there is no Python, and that is no error", async () => {
    expect(await said(["make"], {})).toBeUndefined();
    expect(await said([join(folder, "python")], {})).toBeUndefined();
    expect(await said([process.execPath, "--python", join(folder, "missing")], {})).toBeUndefined();
  });
});
