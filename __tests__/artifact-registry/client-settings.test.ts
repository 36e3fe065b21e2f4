import {
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
} from "../../lib/artifact-registry";
import type { ClientSettings, ClientSettingsOptions } from "../../lib/artifact-registry";
import { AllowedPackages } from "../../lib/packages";
import { LOCATION, synthStack } from "../support/registry-app";

// Its types are those of an ES module only.
const { parse } = jest.requireActual<{ parse: (text: string) => unknown }>("smol-toml");

const INDEX = "https://us-central1-python.pkg.dev/my-project/python/simple/";

function settings(packages: AllowedPackages, options?: ClientSettingsOptions): ClientSettings {
  const found: ClientSettings[] = [];
  synthStack((scope) => {
    const own = new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: LOCATION });
    const downloads = DownloadPolicy.allowOnly(packages);
    const pypi = new PythonRemoteRepository(scope, "Pypi", { repositoryName: "pypi", location: LOCATION, downloads });
    found.push(
      new PythonVirtualRepository(scope, "Python", {
        repositoryName: "python",
        location: LOCATION,
        upstreams: [own, pypi],
      }).clientSettings(options),
    );
  });
  return found[0]!;
}

const locked = AllowedPackages.fromLockfile(`${__dirname}/two-versions.txt`);

describe("settings for wheels only", () => {
  const wheels = settings(locked);

  test("pip asks one index, with hashes and keyring", () => {
    expect(wheels.pipConf).toBe(
      [
        "[global]",
        `index-url = ${INDEX}`,
        "keyring-provider = import",
        "no-input = true",
        "disable-pip-version-check = true",
        "",
        "[install]",
        "require-hashes = true",
        "only-binary = :all:",
        "",
      ].join("\n"),
    );
    expect([wheels.buildConstraints, wheels.uvProjectToml]).toEqual([undefined, undefined]);
  });

  test("uv asks one index by the user name that makes it ask keyring, and builds nothing", () => {
    expect(parse(wheels.uvToml)).toEqual({
      "keyring-provider": "subprocess",
      "no-build": true,
      index: [{ name: "private", url: INDEX.replace("https://", "https://oauth2accesstoken@"), default: true }],
      pip: { "require-hashes": true },
    });
  });

  test("poetry has one primary source", () => {
    expect(parse(wheels.poetryToml)).toEqual({
      tool: { poetry: { source: [{ name: "private", url: INDEX, priority: "primary" }] } },
    });
  });
});

describe("settings where packages may be built", () => {
  const pins = "six==1.17.0\n";

  test("builds are held to the allowed versions, where there is one", () => {
    const builds = settings(locked, { sourceDistributions: true, buildConstraintsPath: "/opt/constraints.txt" });
    expect(builds.buildConstraints).toBe(pins);
    expect(builds.pipConf).toContain("build-constraint = /opt/constraints.txt\n");
    // Said in the file, pip would hand it on to the installation of build tools, which have no hashes.
    expect(builds.pipConf).not.toMatch(/^require-hashes/m);
    expect(parse(builds.uvToml)).toMatchObject({
      "build-constraint-dependencies": ["six==1.17.0"],
      pip: { "require-hashes": true },
    });
    expect(parse(builds.uvToml)).not.toHaveProperty("no-build");
    // uv sync reads them in the project only.
    expect(parse(builds.uvProjectToml!)).toEqual({
      tool: { uv: { "build-constraint-dependencies": ["six==1.17.0"] } },
    });
  });

  test("a lock with a package that has no wheel asks for them by itself", () => {
    const builds = settings(
      AllowedPackages.fromLockfile(`${__dirname}/needs-build.lock/uv.lock`, { index: "https://index.example/simple" }),
    );
    expect(builds.buildConstraints).toContain("docopt==0.6.2\n");
    expect(parse(builds.poetryToml)).toMatchObject({
      tool: { poetry: { "build-constraints": { docopt: { setuptools: "69.5.1" } } } },
    });
  });
});

test("no settings hold a second index or a token", () => {
  for (const options of [{}, { sourceDistributions: true }]) {
    const { pipConf, uvToml, poetryToml } = settings(locked, options);
    for (const text of [pipConf, uvToml, poetryToml]) {
      expect(text).not.toMatch(/extra-index|find-links|oauth2accesstoken:/);
      expect(text.match(/https:\/\//g)).toHaveLength(1);
    }
  }
});
