import { AllowedPackages } from "../../lib/packages";
import { canonicalMarker } from "../../lib/packages/marker";
import { problemsOf, summary, TemporaryFolder, used } from "./temporary-folder";

const folder = new TemporaryFolder();
const index = "https://index.example/simple";

function read(name: string, text: string): string {
  return summary(used(AllowedPackages.fromLockfile(folder.write({ [name]: text }), { index })));
}

function refused(name: string, text: string): readonly string[] {
  return problemsOf(() => read(name, text), folder);
}

describe("files of another version or project", () => {
  const url = (file: string): string => `https://index.example/packages/${file}`;
  const LOCKS: Readonly<Record<string, (file: string) => string>> = {
    "pylock.toml": (file) =>
      'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "six"\nversion = "1.17.0"\n' +
      `wheels = [{ url = "${url(file)}", hashes = { sha256 = "00" } }]\n`,
    "pylock.names.toml": (file) =>
      'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "six"\nversion = "1.17.0"\n' +
      `sdist = { name = "${file}", url = "${url("x")}", hashes = { sha256 = "00" } }\n`,
    "poetry.lock": (file) =>
      `[[package]]\nname = "Six"\nversion = "1.17.0"\nfiles = [{ file = "${file}", hash = "sha256:00" }]\n` +
      '[metadata]\nlock-version = "2.1"\n',
    "pdm.lock": (file) =>
      '[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1.17.0"\n' +
      `files = [{ file = "${file}", hash = "sha256:00" }]\n`,
    "uv.lock": (file) =>
      'version = 1\nrequires-python = ">=3"\n[[package]]\nname = "six"\nversion = "1.17.0"\n' +
      `source = { registry = "${index}" }\nwheels = [{ url = "${url(file)}", hash = "sha256:00" }]\n`,
  };

  describe.each(Object.entries(LOCKS))("in %s", (name, lock) => {
    test.each([
      "six-1.16.0-py2.py3-none-any.whl",
      "six-1.16.0.tar.gz",
      "six-1.17.0.post1.tar.gz",
      "six-1.17.0+local-py3-none-any.whl",
      "idna-1.17.0-py3-none-any.whl",
      "idna-1.17.0.tar.gz",
      "six_extra-1.17.0-py3-none-any.whl",
      "six-extra-1.17.0.zip",
    ])("%s is refused", (file) => {
      expect(refused(name, lock(file))).toEqual([
        expect.stringMatching(
          /^package "six": lists ".*", which is a file of another version or project than 1\.17\.0; lock again, from \S+:\d$/,
        ),
      ]);
    });

    test.each([
      "six-1.17.0-py2.py3-none-any.whl",
      "Six-1.17.tar.gz",
      "six-1.17.0.0.zip",
      "six-1.17.0.win32.zip",
      "six-1.17.0-py2.7.egg",
      "six-1.17.0.win32-py2.7.exe",
      "six-latest-py3-none-any.whl",
    ])("%s is not", (file) => {
      expect(read(name, lock(file))).toMatch(/^six==1\.17(?:\.0)*$/);
    });
  });

  test("old locks of poetry list the files of all versions of a package together", () => {
    const six = (version: string, pythons: string): string =>
      `[[package]]\nname = "six"\nversion = "${version}"\npython-versions = "${pythons}"\n`;
    const files = (...versions: string[]): string =>
      '[metadata]\nlock-version = "1.1"\n[metadata.files]\n' +
      `six = [${versions.map((one) => `{ file = "six-${one}.tar.gz", hash = "sha256:00" }`).join(", ")}]\n`;
    const both = six("1.16.0", "<3.9") + six("1.17.0", ">=3.9");
    expect(read("poetry.lock", both + files("1.16.0", "1.17.0"))).toBe("six==1.16.0 six==1.17.0");
    expect(refused("poetry.lock", both + files("1.16.0", "1.18.0"))).toHaveLength(2);
    expect(refused("poetry.lock", six("1.17.0", ">=3.9") + files("1.16.0", "1.17.0"))).toHaveLength(1);
  });
});

describe("what pylock.toml forbids", () => {
  const whole =
    'lock-version = "1.0"\ncreated-by = "uv"\n[[packages]]\nname = "zope-interface"\nversion = "7.2"\n' +
    "marker = \"python_version >= '3'\"\n" +
    'wheels = [{ url = "https://index.example/zope_interface-7.2-py3-none-any.whl", hashes = { sha256 = "00" } }]\n';

  test("is not in a whole one", () => {
    expect(read("pylock.toml", whole)).toBe("zope-interface==7.2");
  });

  test.each([
    ["no created-by", 'created-by = "uv"\n', "", "has no created-by"],
    ["a number for it", '"uv"', "1", "has no created-by"],
    ["no hashes", ', hashes = { sha256 = "00" }', "", "has a file without hashes"],
    ["empty hashes", '{ sha256 = "00" }', "{}", "has a file without hashes"],
    ["a hash that is none", '{ sha256 = "00" }', '{ sha256 = "xyz" }', "has a file without hashes"],
    ["hashes that are a text", '{ sha256 = "00" }', '"sha256:00"', "has a file without hashes"],
    ["a name with an underscore", "zope-interface", "zope_interface", 'is not in normal form, "zope-interface"'],
    ["a name in capitals", '"zope-interface"', '"Zope-Interface"', "is not in normal form"],
    ["an unknown variable in a marker", "python_version", "pyhton_version", "cannot be understood"],
    ["a marker that is none", "python_version >= '3'", "3.8", "cannot be understood"],
  ])("%s is refused", (_what, found, replacement, problem) => {
    expect(whole).toContain(found);
    expect(refused("pylock.toml", whole.replace(found, replacement))).toEqual([expect.stringContaining(problem)]);
  });

  test("a lock of pdm without places says how to have them", () => {
    const text = whole.replace('"uv"', '"pdm"').replace('url = "https://index.example/', 'name = "');
    expect(refused("pylock.toml", text)).toEqual([expect.stringContaining("pdm lock --strategy static_urls")]);
  });
});

describe("requirements", () => {
  test.each([
    ["md5", "six==1.0 --hash=md5:00", "is not a hash that pip takes"],
    ["sha1", "six==1.0 --hash=sha1:00", "is not a hash that pip takes"],
    ["an unknown algorithm", "six==1.0 --hash=foo:00", "is not a hash that pip takes"],
    ["a tab before an option", "six==1.0\t--hash=sha256:00", "has a tab before an option"],
    ["a tab after a blank before an option", "six==1.0 \t--hash=sha256:00", "has a tab before an option"],
    ["a tab at the start of a continued line", "six==1.0 \\\n\t--hash=sha256:00", "has a tab before an option"],
    ["an unknown variable", "six==1.0 ; pyhton_version > '3'", "has a marker that cannot be understood"],
  ])("%s is refused", (_what, text, problem) => {
    expect(refused("r.txt", `idna==3.7\n${text}\n`)).toEqual([expect.stringContaining(problem)]);
  });

  test.each(["sha256", "sha384", "sha512"])("%s is a hash", (algorithm) => {
    expect(read("r.txt", `six==1.0 --hash=${algorithm}:00AA\n`)).toBe("six==1.0");
  });

  const sha256 = `--hash=sha256:${"a".repeat(64)}`;
  const sha512 = `--hash=sha512:${"b".repeat(128)}`;
  test.each([`${sha512} ${sha256}`, `${sha256} ${sha512}`, `${sha256} ${sha256}`, sha256])(
    "a last line with whole hashes and no line end is not cut off",
    (hashes) => {
      expect(read("r.txt", `idna==3.7 ${sha512}\nsix==1.0 ${hashes}`)).toBe("idna==3.7 six==1.0");
    },
  );

  test.each([sha512, `${sha256} ${sha512}`, `${sha512} ${sha256}`])("and with a shorter one it is", (hashes) => {
    const problem = expect.stringContaining("ends as if the file were cut off");
    expect(refused("r.txt", `idna==3.7 ${sha256} ${sha512}\nsix==1.0 ${hashes.slice(0, -1)}`)).toEqual([problem]);
  });
});

test.each(["pdm.lock", "poetry.lock", "Pipfile.lock"])("an unknown variable in a marker of %s is refused", (name) => {
  const marker = "pyhton_version > '3'";
  const texts: Readonly<Record<string, string>> = {
    "pdm.lock": `[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1"\nmarker = "${marker}"\n`,
    "poetry.lock": `[[package]]\nname = "six"\nversion = "1"\nmarkers = { main = "${marker}" }\n[metadata]\nlock-version = "2.1"\n`,
    "Pipfile.lock": `{"_meta": {"pipfile-spec": 6}, "default": {"six": {"version": "==1", "markers": "${marker}"}}}`,
  };
  const text = texts[name] ?? "";
  expect(refused(name, text)).toEqual([expect.stringContaining(`its marker "${marker}" cannot be understood`)]);
  expect(read(name, text.replace("pyhton", "python"))).toBe("six==1");
});

test.each([
  "python_version >= '3.8'",
  "os.name == 'nt' and platform.python_implementation != 'PyPy'",
  '"default" in dependency_groups or "x" in extras',
  "'linux' not in sys_platform",
  "(platform_machine == 'x86_64' or extra == 'a') and implementation_name == 'cpython'",
])("%s is a marker", (marker) => {
  expect(canonicalMarker(marker)).toBeDefined();
});

describe("old and broken locks of uv", () => {
  const six = `[[package]]\nname = "six"\nversion = "1.17.0"\nsource = { registry = "${index}" }\n`;

  test.each([six, `requires-python = ">=3.11"\n${six}`])("without a version, that is named", (text) => {
    for (const name of ["uv.lock", "my.lock"])
      expect(refused(name, text)).toEqual([
        `lock file "${name}": has no version, and only 1 can be read; ` +
          "lock again with a release of the tool that writes it",
      ]);
  });

  test("of uv 0.2, a newer one is named", () => {
    expect(refused("uv.lock", `version = 1\n${six.replace("package", "distribution")}`)).toEqual([
      'lock file "uv.lock": has [[distribution]] tables, as uv 0.2 wrote them; lock again with uv 0.3 or newer',
    ]);
  });

  test("a lock of poetry that lost its end is none of uv", () => {
    const text = '[[package]]\nname = "six"\nversion = "1"\n\n[package.source]\ntype = "legacy"\nurl = "x"\n';
    expect(refused("poetry.lock", text)).toEqual([expect.stringContaining("perhaps since it was cut off")]);
  });
});

test("of two versions without markers, the tool that writes them is named", () => {
  const pdm =
    '[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1"\n[[package]]\n' +
    'name = "six"\nversion = "2"\n';
  expect(refused("pdm.lock", pdm)[0]).toContain(
    "lock again with pdm lock --strategy inherit_metadata, which writes markers",
  );
  const poetry =
    '[[package]]\nname = "six"\nversion = "1"\n[[package]]\nname = "six"\nversion = "2"\n[metadata]\n' +
    'lock-version = "1.1"\n';
  expect(refused("poetry.lock", poetry)[0]).toContain("lock again with Poetry 2.0 or newer, which writes markers");
  expect(refused("r.txt", "six==1\nsix==2\n")[0]).toMatch(/give each its own marker$/);
});
