import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { PackageVersion } from "../../lib/packages";
import { readFileName } from "../../lib/packages/distribution-file";
import { anyText } from "../support/any-text";

/**
 * By project: names of real files, with the version that Python's packaging reads in them; null where it reads none.
 */
const real = JSON.parse(readFileSync(join(__dirname, "distribution-files.json"), "utf8")) as Record<
  string,
  Record<string, string | null>
>;

test.each(Object.entries(real))("real files of %s", (project, files) => {
  const read = Object.keys(files).map((file) => [file, readFileName(file, project)?.version ?? null]);
  expect(Object.fromEntries(read)).toEqual(files);
});

const wheel = (version: string): unknown => expect.objectContaining({ kind: "wheel", version });
const sdist = (version: string): unknown => expect.objectContaining({ kind: "sdist", version });

describe("wheels", () => {
  test.each([
    ["foo-1.0-py3-none-any.whl", "foo", "1.0"],
    ["foo-1.0-1-py3-none-any.whl", "foo", "1.0"],
    ["foo-1.0-2build.1-py3-none-any.whl", "foo", "1.0"],
    ["foo-1!2.0-py3-none-any.whl", "foo", "1!2.0"],
    ["foo-2.0.0+cu118-cp311-cp311-linux_x86_64.whl", "foo", "2.0.0+cu118"],
    ["foo-1.0+Local_1-py3-none-any.whl", "foo", "1.0+local.1"],
    ["foo-1.0_rc1-py3-none-any.whl", "foo", "1.0rc1"],
    ["foo-01.2.0-py2.py3-none-any.whl", "foo", "1.2.0"],
    ["Foo_Bar.baz-1.0-py3-none-any.whl", "foo-bar-BAZ", "1.0"],
    ["foo-6.0-cp37-cp37m-manylinux_2_5_i686.manylinux1_i686.whl", "foo", "6.0"],
  ])("%s of %s is %s", (file, project, version) => {
    expect(readFileName(file, project)).toEqual(wheel(version));
  });

  test.each([
    ["bar-1.0-py3-none-any.whl", "foo"],
    ["foo_bar-1.0-py3-none-any.whl", "foo"],
    // A build tag starts with a digit: this is a name with a dash in it, or no wheel.
    ["foo-bar-1.0-py3-none-any.whl", "foo"],
    ["foo-bar-1.0-py3-none-any.whl", "foo-bar"],
    ["foo-1.0-beta-py3-none-any.whl", "foo"],
    ["foo-1.0-1-2-py3-none-any.whl", "foo"],
    ["foo-1.0-none-any.whl", "foo"],
    ["foo-1.0-py3--any.whl", "foo"],
    ["foo__bar-1.0-py3-none-any.whl", "foo-bar"],
    // 1.0-1 (1.0.post1) or 1.0+1, as older tools wrote them.
    ["foo-1.0_1-py3-none-any.whl", "foo"],
    ["foo-latest-py3-none-any.whl", "foo"],
    ["foo-1.0-py3-none-any.WHL", "foo"],
    ["foo-1.0-py3-none-any.whl.metadata", "foo"],
    ["foo-1.0%2Bcpu-py3-none-any.whl", "foo"],
  ])("%s of %s is not sure", (file, project) => {
    expect(readFileName(file, project)).toBeUndefined();
  });
});

describe("source archives", () => {
  test.each([
    ["foo-1.0.tar.gz", "foo", "1.0"],
    ["foo-1.0.0.zip", "foo", "1.0.0"],
    ["Foo-1.0.tar.bz2", "foo", "1.0"],
    ["foo-1.0.tgz", "foo", "1.0"],
    ["foo_bar-1!1.0.dev3.tar.gz", "foo-bar", "1!1.0.dev3"],
    ["foo-bar-1.0.tar.gz", "foo.bar", "1.0"],
    ["foo.bar-1.0-rc.1.tar.gz", "foo-bar", "1.0rc1"],
    ["foo-1.0-2.tar.gz", "foo", "1.0.post2"],
    ["foo-2-1.0.tar.gz", "foo-2", "1.0"],
    ["foo-1.0+ubuntu-1.tar.gz", "foo", "1.0+ubuntu.1"],
  ])("%s of %s is %s", (file, project, version) => {
    expect(readFileName(file, project)).toEqual(sdist(version));
  });

  test.each([
    ["foo-bar-1.0.tar.gz", "foo"],
    ["foo_bar-1.0.tar.gz", "foo"],
    ["foo-2-1.0.tar.gz", "foo"],
    ["foobar-1.0.tar.gz", "foo"],
    ["foo-1.0.tar.gz", "foo-bar"],
    ["foo.tar.gz", "foo"],
    ["foo-.tar.gz", "foo"],
    ["-1.0.tar.gz", "foo"],
    ["foo--1.0.tar.gz", "foo"],
    ["foo- 1.0.tar.gz", "foo"],
    ["../foo-1.0.tar.gz", "foo"],
    ["foo-1.0\n.tar.gz", "foo"],
    // Built for one platform, without saying so in a way that can be told from a version.
    ["foo-1.0.linux-x86_64.tar.gz", "foo"],
    ["foo-1.0.win32.zip", "foo"],
    ["foo-1.0-py2.7.egg", "foo"],
    ["foo-1.0.win32-py2.7.exe", "foo"],
    ["foo-1.0-1.src.rpm", "foo"],
    ["foo-1.0.win32-py2.7.msi", "foo"],
    ["foo-1.0.tar.xz", "foo"],
    ["foo-1.0.tar.gz.asc", "foo"],
    ["foo-1.0", "foo"],
    ["", "foo"],
    ["foo-1.0.tar.gz", ""],
    ["foo-1.0.tar.gz", "../foo"],
    [`foo-1.${"0".repeat(300)}.tar.gz`, "foo"],
  ])("%j of %s is not sure", (file, project) => {
    expect(readFileName(file, project)).toBeUndefined();
  });
});

test.each([
  ["Foo_Bar-1.0+Local_1-1-py3-none-any.whl", "Foo_Bar", "1.0+Local_1"],
  ["foo.bar-01.0-RC1.tar.gz", "foo.bar", "01.0-RC1"],
])("%s spells name and version in its own way", (file, writtenName, writtenVersion) => {
  expect(readFileName(file, "foo-bar")).toMatchObject({ writtenName, writtenVersion });
});

describe("properties", () => {
  const number = fc.nat(9999).map(String);
  const release = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
  const version = fc
    .tuple(
      fc.option(
        fc.nat(9).map((epoch) => `${epoch}!`),
        { nil: "" },
      ),
      release,
      fc.option(
        fc.tuple(fc.constantFrom("a", "b", "rc"), number).map((one) => one.join("")),
        { nil: "" },
      ),
      fc.option(
        number.map((one) => `.post${one}`),
        { nil: "" },
      ),
      fc.option(
        number.map((one) => `.dev${one}`),
        { nil: "" },
      ),
      fc.option(
        fc.stringMatching(/^[a-z0-9]{1,5}(\.[a-z0-9]{1,5})?$/).map((one) => `+${one}`),
        { nil: "" },
      ),
    )
    .map((parts) => PackageVersion.normalize(parts.join("")));
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(?:-[a-z0-9]{1,5}){0,3}$/);

  test("what tools write today is read back", () => {
    fc.assert(
      fc.property(name, version, fc.constantFrom("", "-1", "-0abc"), (project, text, build) => {
        const written = project.replaceAll("-", "_");
        expect(readFileName(`${written}-${text}${build}-py3-none-any.whl`, project)).toEqual(wheel(text));
        expect(readFileName(`${written}-${text}.tar.gz`, project)).toEqual(sdist(text));
      }),
    );
  });

  test("names with dashes are read back, and never as those of a project whose name they start with", () => {
    fc.assert(
      fc.property(name, fc.stringMatching(/^[a-z]{1,6}$/), version, (project, more, text) => {
        const file = `${project}-${more}-${text}.zip`;
        expect(readFileName(file, `${project}-${more}`)).toEqual(sdist(text));
        expect(readFileName(file, project)).toBeUndefined();
      }),
    );
  });

  test("nothing is read in any text that does not say name and version as they are", () => {
    const text = fc.oneof(anyText(), fc.stringMatching(/^[foF._ -]{0,6}[-_.0-9a-z+!]{0,12}(\.whl|\.zip|\.tar\.gz)$/));
    fc.assert(
      fc.property(text, (file) => {
        const read = readFileName(file, "foo");
        if (read === undefined) return;
        expect(file.toLowerCase().startsWith("foo-")).toBe(true);
        expect(PackageVersion.normalize(read.version)).toBe(read.version);
      }),
      { numRuns: 2000 },
    );
  });

  test("long names are answered at once", () => {
    for (const file of [`${"a-".repeat(100_000)}1.0.zip`, `foo-1${"-a".repeat(110)}.whl`]) {
      // The best of several, for a machine that does other work too.
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        expect(readFileName(file, "foo")).toBeUndefined();
        return performance.now() - start;
      });
      expect(Math.min(...times)).toBeLessThan(200);
    }
  });
});
