import { AllowedPackages, type LockfileOptions } from "../../lib/packages";
import { problemsOf, summary, TemporaryFolder, used } from "./temporary-folder";

const folder = new TemporaryFolder();
const index = "https://index.example/simple";

function read(name: string, text: string, options: LockfileOptions = { index }): AllowedPackages {
  return used(AllowedPackages.fromLockfile(folder.write({ [name]: text }), options));
}

function refused(name: string, text: string, options?: LockfileOptions): readonly string[] {
  return problemsOf(() => read(name, text, options), folder);
}

test("a kind of source that nobody knows is quoted and cut", () => {
  const text = `version = 1\n[[package]]\nname = "six"\nversion = "1.0"\nsource = { "${"a".repeat(1_000_000)}" = "x" }\n`;
  expect(refused("uv.lock", text)[0]?.length).toBeLessThan(500);
});

describe("uv.lock", () => {
  const uv = (...packages: string[]): string =>
    'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n' +
    packages.map((one) => `\n[[package]]\n${one}\n`).join("");
  const six =
    `name = "six"\nversion = "1.17.0"\nsource = { registry = "${index}" }\n` +
    'wheels = [{ url = "https://index.example/packages/six.whl" }]';

  test("packages of an agreed index are taken, the project and its workspace are left out", () => {
    const text = uv(
      six,
      'name = "app"\nversion = "0.1"\nsource = { editable = "." }\ndependencies = [{ name = "six" }]',
      'name = "lib"\nsource = { editable = "libs/lib" }',
      'name = "docs"\nsource = { virtual = "docs" }',
      'name = "root"\nsource = { virtual = "./" }',
    ).replace("\n[[", '\n[manifest]\nmembers = ["app", "lib", "docs"]\n\n[[');
    expect(summary(read("uv.lock", text, { index }))).toBe("six==1.17.0");
  });

  test.each([
    ["git", '{ git = "https://tom:secret@git.example/x?rev=1#abc" }', 'git "https://git.example/x?…"'],
    ["url", '{ url = "https://index.example/packages/x.whl" }', 'url "https://index.example/packages/x.whl"'],
    ["path", '{ path = "x.whl" }', 'path "x.whl"'],
    ["directory", '{ directory = "../x" }', 'directory "../x"'],
    ["editable", '{ editable = "../x" }', 'editable "../x"'],
    ["virtual", '{ virtual = "../x" }', 'virtual "../x"'],
    ["no source", "{}", "a place that the lock does not name"],
  ])("a package from %s is refused", (_kind, source, shown) => {
    expect(refused("uv.lock", uv(six, `name = "x"\nversion = "1"\nsource = ${source}`), { index })).toEqual([
      expect.stringContaining(`package "x": comes from ${shown}, not from a package index`),
    ]);
  });

  test.each([
    [
      "a wheel",
      'wheels = [{ url = "https://index.example/packages/six.whl" }, { path = "six.whl" }]',
      'path "six.whl"',
    ],
    ["a wheel's URL", 'wheels = [{ url = "File:///wheels/six.whl" }]', 'url "File:///wheels/six.whl"'],
    ["an sdist", 'sdist = { path = "six.tar.gz" }', 'path "six.tar.gz"'],
  ])("%s on a disk is refused", (_what, line, shown) => {
    expect(refused("uv.lock", uv(six.replace(/wheels.*/, line)), { index })).toEqual([
      expect.stringMatching(new RegExp(`^package "six": comes from ${shown}, not from a package index.*uv\\.lock:5$`)),
    ]);
  });

  test("a registry that is a folder is refused", () => {
    expect(refused("uv.lock", uv(six.replace(index, "../wheels")), { index })[0]).toContain(
      "not the plain URL of a package index",
    );
  });

  test.each([
    ["markers of their own", ["os_name == 'nt'", "os_name != 'nt'"], true],
    ["the same markers", ["os_name == 'nt'", "os_name == 'nt'"], false],
    ["markers on one only", ["os_name == 'nt'", undefined], false],
    ["no markers", [undefined, undefined], false],
  ])("two versions with %s", (_what, markers, isTaken) => {
    const text = uv(
      ...markers.map(
        (marker, at) => six.replace("1.17.0", `${at}.0`) + (marker ? `\nresolution-markers = ["${marker}"]` : ""),
      ),
    );
    if (isTaken) expect(summary(read("uv.lock", text, { index }))).toBe("six==0.0 six==1.0");
    else
      expect(refused("uv.lock", text, { index })).toEqual([
        expect.stringMatching(/^package "six": pinned to "[01]\.0" \(uv\.lock:\d+\) and to/),
      ]);
  });

  test("two versions of extras that exclude each other are both taken", () => {
    const text = uv(six, six.replace("1.17.0", "1.16.0")).replace(
      "\n[[",
      'conflicts = [[\n  { package = "app", extra = "a" },\n  { package = "app", extra = "b" },\n]]\n\n[[',
    );
    expect(summary(read("uv.lock", text, { index }))).toBe("six==1.16.0 six==1.17.0");
  });

  test("a lock without the package that another depends on was cut off", () => {
    const text = uv(
      `${six}\ndependencies = [{ name = "idna" }]\n\n[package.optional-dependencies]\nx = [{ name = "certifi" }]`,
    );
    expect(refused("uv.lock", text, { index })).toEqual([
      expect.stringContaining('package "idna": "six" depends on it, and it is not in the lock'),
      expect.stringContaining('package "certifi"'),
    ]);
  });

  test("an sdist without a wheel needs a build", () => {
    const text = uv(
      six,
      six.replace("six", "kfp").replace(/wheels.*/, 'sdist = { url = "https://index.example/packages/kfp.tar.gz" }'),
    );
    expect(read("uv.lock", text, { index }).needBuild).toEqual([
      { name: "kfp", version: "1.17.0", origin: expect.stringMatching(/uv\.lock:11$/) as string },
    ]);
  });
});

describe("poetry.lock", () => {
  const poetry = (version: string, ...packages: string[]): string =>
    `${packages.map((one) => `[[package]]\n${one}\n\n`).join("")}[metadata]\nlock-version = "${version}"\n` +
    'python-versions = ">=3.11"\ncontent-hash = "aa"\n';
  const six = 'name = "six"\nversion = "1.17.0"\noptional = false\npython-versions = "*"';

  test.each(["1.0", "1.1", "2.0", "2.1", "2.9"])("lock-version %s is read, as from the built-in index", (version) => {
    expect(summary(read("poetry.lock", poetry(version, six)))).toBe("six==1.17.0");
  });

  test("a source of one's own is an index", () => {
    const text = poetry("2.1", `${six}\n\n[package.source]\ntype = "legacy"\nurl = "${index}"\nreference = "own"`);
    expect(refused("poetry.lock", text, {})).toEqual([expect.stringContaining(`{ index: "${index}" }`)]);
    expect(summary(read("poetry.lock", text, { index }))).toBe("six==1.17.0");
  });

  test.each(["git", "directory", "file", "url"])("a package from %s is refused", (type) => {
    const text = poetry("2.1", `${six}\n\n[package.source]\ntype = "${type}"\nurl = "../six"`);
    expect(refused("poetry.lock", text)).toEqual([
      expect.stringContaining(`comes from a source of type "${type}" ("../six")`),
    ]);
  });

  test.each([
    ["markers of their own", "2.1", ["markers = \"os_name == 'nt'\"", "markers = \"os_name != 'nt'\""], true],
    [
      "markers by group",
      "2.1",
      ["markers = {main = \"os_name == 'nt'\"}", "markers = {main = \"os_name != 'nt'\"}"],
      true,
    ],
    ["markers on one only", "2.1", ["markers = \"os_name == 'nt'\"", ""], false],
    ["nothing to tell them by", "2.1", ["", ""], false],
    ["no markers in an old lock", "1.1", ["", ""], false],
  ])("two versions with %s", (_what, version, extra, isTaken) => {
    const text = poetry(version, ...extra.map((line, at) => `${six.replace("1.17.0", `${at}.0`)}\n${line}`));
    if (isTaken) expect(summary(read("poetry.lock", text))).toBe("six==0.0 six==1.0");
    else expect(refused("poetry.lock", text)).toEqual([expect.stringContaining("with no markers that tell")]);
  });

  test.each([
    [">=3.8", ">=3.9", false],
    [">=3.8", "*", false],
    [">=3.8,<3.9", ">=3.9", true],
    [">=3.9.0", ">=3.8, !=3.8.1, <3.9", true],
    ["<=3.9", ">=3.9", false],
    ["<=3.9", ">3.9", true],
    ["<4,<3.9", ">=3.8,>=3.9", true],
    [">=3.8,<3.10", ">=3.9", false],
    [">=3.9 || >=2.7,<3.0", ">=3.9", false],
    ["<=3.9", ">=3.9.0", false],
    ["<3.9", ">=3.10", true],
    ["~=3.8", "^3.9", false],
    ["<3", ">=x", false],
  ])("in an old lock, two versions for the Pythons %s and %s", (one, other, isTaken) => {
    const text = (version: string): string =>
      poetry(version, six.replace("*", one), six.replace("1.17.0", "2.0").replace("*", other));
    const conflict = [
      expect.stringMatching(
        /with no markers that tell.*give each its own marker(?:, or lock again with Poetry 2\.0 or newer, which writes markers)?$/,
      ),
    ];
    if (isTaken) expect(summary(read("poetry.lock", text("2.0")))).toBe("six==1.17.0 six==2.0");
    else expect(refused("poetry.lock", text("2.0"))).toEqual(conflict);
    // Newer locks have markers, so that the Pythons that a version is for tell nothing.
    expect(refused("poetry.lock", text("2.1"))).toEqual(conflict);
  });

  test("in an old lock, of three versions each needs Pythons of its own", () => {
    const three = (...pythons: string[]): string =>
      poetry("2.0", ...pythons.map((range, at) => six.replace("1.17.0", `${at}.0`).replace("*", range)));
    expect(summary(read("poetry.lock", three(">=3.10", "<3.9", ">=3.9,<3.10")))).toBe("six==0.0 six==1.0 six==2.0");
    expect(refused("poetry.lock", three(">=3.10", "<3.9", ">=3.9,<3.11"))).toHaveLength(1);
  });

  const nt = "os_name == 'nt'";
  test.each([
    [
      "markers of their own",
      [`{version = "1", markers = "${nt}"}`, `{version = "2", markers = "os_name != 'nt'"}`],
      true,
    ],
    ["Pythons of their own", ['{version = "1", python = "<3.9"}', '{version = "2", python = ">=3.9"}'], true],
    [
      "a way that is there twice, for its extras",
      [
        `{version = "1", markers = "${nt}"}`,
        `{version = "1", extras = ["x"], markers = "${nt}"}`,
        `{version = "2", markers = "os_name != 'nt'"}`,
      ],
      true,
    ],
    ["the same markers", [`{version = "1", markers = "${nt}"}`, `{version = "2", markers = "${nt}"}`], false],
    [
      "the same markers beside others",
      [
        `{version = "1", markers = "${nt}"}`,
        `{version = "2", markers = "${nt}"}`,
        `{version = "2", markers = "os_name != 'nt'"}`,
      ],
      false,
    ],
    [
      "one way that is there twice",
      [`{version = "1", markers = "${nt}"}`, `{version = "1", extras = ["x"], markers = "${nt}"}`],
      false,
    ],
    [
      "the same markers in two spellings",
      [`{version = "1", markers = "${nt}"}`, `{version = "2", markers = "os_name=='nt'"}`],
      false,
    ],
    ["markers on one only", [`{version = "1", markers = "${nt}"}`, '{version = "2"}'], false],
    ["texts only", ['"1"', '"2"'], false],
  ])("in an old lock, two versions that another package wants by %s", (_what, ways, isTaken) => {
    const user = `name = "x"\nversion = "1"\n\n[package.dependencies]\nSix = [${ways.join(", ")}]`;
    const text = poetry("2.0", six, six.replace("1.17.0", "2.0"), user);
    if (isTaken) expect(summary(read("poetry.lock", text))).toBe("six==1.17.0 six==2.0 x==1");
    else expect(refused("poetry.lock", text)).toEqual([expect.stringContaining("with no markers that tell")]);
    expect(
      refused("poetry.lock", text.replace('"2.0"\npython-versions = ">=3.11"', '"2.1"\npython-versions = ">=3.11"')),
    ).toHaveLength(1);
  });

  test.each(['{path = "./six.whl"}', '{file = "six.whl", url = "file:///wheels/six.whl"}'])(
    "the file %s on a disk is refused",
    (file) => {
      expect(refused("poetry.lock", poetry("2.1", `${six}\nfiles = [${file}]`))).toEqual([
        expect.stringMatching(
          /^package "six": comes from (?:path "\.\/six\.whl"|url "file:\/\/\/wheels\/six\.whl"), not from a package index/,
        ),
      ]);
    },
  );

  test("files tell what needs a build, in the package or in the metadata", () => {
    const files = 'files = [{file = "six-1.17.0.tar.gz", hash = "sha256:aa"}]';
    expect(read("poetry.lock", poetry("2.1", `${six}\n${files}`)).needBuild).toHaveLength(1);
    const old = `${poetry("1.1", six)}\n[metadata.files]\nsix = [{file = "six-1.17.0.tar.gz", hash = "sha256:aa"}]\n`;
    expect(read("poetry.lock", old).needBuild).toHaveLength(1);
    expect(read("poetry.lock", old.replace("six-1.17.0.tar.gz", "six-1.17.0-py3-none-any.whl")).needBuild).toEqual([]);
    expect(read("poetry.lock", poetry("2.1", `${six}\nfiles = []`)).needBuild).toEqual([]);
  });
});

describe("pdm.lock", () => {
  const pdm = (version: string, ...packages: string[]): string =>
    `[metadata]\ngroups = ["default"]\nlock_version = "${version}"\ncontent_hash = "sha256:aa"\n` +
    packages.map((one) => `\n[[package]]\n${one}\n`).join("");
  const six = 'name = "six"\nversion = "1.17.0"\nrequires_python = ">=3.8"';

  test.each(["4.0", "4.4.2", "4.5.0"])("lock_version %s is read; an entry for each extra is one package", (version) => {
    expect(summary(read("pdm.lock", pdm(version, six, `${six}\nextras = ["x"]`)))).toBe("six==1.17.0");
  });

  test("the project itself is left out", () => {
    expect(
      summary(read("pdm.lock", pdm("4.5.0", six, 'name = "app"\nversion = "1"\npath = "."\neditable = true'))),
    ).toBe("six==1.17.0");
  });

  test.each([
    ["git", 'git = "https://git.example/x"'],
    ["path", 'path = "../x"'],
    ["url", 'url = "https://index.example/packages/x.whl"'],
  ])("a package from %s is refused", (kind, line) => {
    expect(refused("pdm.lock", pdm("4.5.0", `${six}\n${line}`))).toEqual([
      expect.stringContaining(`comes from ${kind} "`),
    ]);
  });

  test.each([
    '{path = "./six.whl"}',
    '{url = "https://index.example/packages/six.whl"}, {url = "file:///${PROJECT_ROOT}/six.whl"}',
  ])("the files %s, of which one is on a disk, are refused", (files) => {
    expect(refused("pdm.lock", pdm("4.5.0", `${six}\nfiles = [${files}]`))).toEqual([
      expect.stringMatching(
        /^package "six": comes from (?:path|url) "[^"]*six\.whl", not from a package index.*pdm\.lock:6$/,
      ),
    ]);
  });

  test("two versions need markers of their own, or Pythons that do not overlap", () => {
    const other = six.replace("1.17.0", "2.0");
    expect(refused("pdm.lock", pdm("4.5.0", six, other))).toEqual([
      expect.stringContaining("with no markers that tell"),
    ]);
    const newer = other.replace("3.8", "3.9");
    expect(refused("pdm.lock", pdm("4.5.0", six, newer))).toEqual([
      expect.stringContaining("with no markers that tell"),
    ]);
    const apart = pdm("4.5.0", six.replace("3.8", "3.8,<3.9"), newer, `${newer}\nextras = ["x"]`);
    expect(summary(read("pdm.lock", apart))).toBe("six==1.17.0 six==2.0");
    const marked = pdm("4.5.0", `${six}\nmarker = "os_name == 'nt'"`, `${other}\nmarker = "os_name != 'nt'"`);
    expect(summary(read("pdm.lock", marked))).toBe("six==1.17.0 six==2.0");
  });

  test("files tell what needs a build, by name or by URL", () => {
    const build = (files: string): number =>
      read("pdm.lock", pdm("4.5.0", `${six}\nfiles = [${files}]`)).needBuild.length;
    expect(build('{file = "six.tar.gz"}')).toBe(1);
    expect(build('{url = "https://index.example/packages/six.tar.gz#sha256=aa.whl"}')).toBe(1);
    expect(build('{url = "https://index.example/packages/six.whl#sha256=aa"}, {file = "six.tar.gz"}')).toBe(0);
  });

  test("files of older locks are in the metadata", () => {
    const text = `${pdm("4.1", six)}\n[metadata.files]\n"six 1.17.0" = [{url = "https://index.example/packages/six.tar.gz"}]\n`;
    expect(read("pdm.lock", text).needBuild).toHaveLength(1);
  });
});

describe("pylock.toml", () => {
  const pylock = (...packages: string[]): string =>
    `lock-version = "1.0"\ncreated-by = "x"\n${packages.map((one) => `\n[[packages]]\n${one}\n`).join("")}`;
  const six =
    'name = "six"\nversion = "1.17.0"\nwheels = [{ url = "https://index.example/packages/six.whl", ' +
    'hashes = { sha256 = "00" } }]';

  test.each(["pylock.toml", "pylock.prod.toml", "lock.toml"])("%s is read", (name) => {
    expect(summary(read(name, pylock(six)))).toBe("six==1.17.0");
  });

  test("the index is what each package says", () => {
    const own = "https://own.example/simple";
    const text = pylock(six, `${six.replace("six", "own").replace("1.17.0", "1")}\nindex = "${own}/"`);
    expect(refused("pylock.toml", text)).toEqual([
      expect.stringMatching(/^index "https:\/\/own.*: 1 package is locked from it.*from pylock\.toml:9$/),
    ]);
    expect(summary(read("pylock.toml", text, { indexes: [index, own] }))).toBe("own==1 six==1.17.0");
  });

  test.each([
    ["vcs", '{ type = "git", url = "https://git.example/x" }'],
    ["directory", '{ path = "../x" }'],
    ["archive", '{ url = "https://index.example/packages/x.zip", hashes = { sha256 = "00" } }'],
  ])("a package from %s is refused", (kind, source) => {
    expect(refused("pylock.toml", pylock(six, `name = "x"\n${kind} = ${source}`))).toEqual([
      expect.stringContaining(`package "x": comes from ${kind} "`),
    ]);
  });

  test.each([
    ["a wheel's path", 'wheels = [{ path = "./six.whl" }]', 'path "./six.whl"'],
    [
      "one wheel's path of two",
      'wheels = [{ url = "https://index.example/packages/six.whl", hashes = { sha256 = "00" } }, { path = "six.whl" }]',
      'path "six.whl"',
    ],
    [
      "a wheel's URL",
      'wheels = [{ name = "six.whl", url = "FILE:///wheels/six.whl" }]',
      'url "FILE:///wheels/six.whl"',
    ],
    ["a path and a URL, both local", 'wheels = [{ url = "file:///six.whl", path = "six.whl" }]', 'path "six.whl"'],
    ["another scheme", 'wheels = [{ url = "ftp://files.example/six.whl" }]', 'url "ftp://files.example/six.whl"'],
    ["an sdist's path", 'sdist = { path = "six.tar.gz" }', 'path "six.tar.gz"'],
    [
      "an sdist's URL",
      'wheels = [{ url = "https://index.example/packages/six.whl", hashes = { sha256 = "00" } }]\n' +
        'sdist = { url = "file:///six.tar.gz" }',
      'url "file:///six.tar.gz"',
    ],
    ["no file", "", "a place that the lock does not name"],
    ["no wheel", "wheels = []", "a place that the lock does not name"],
    ["a wheel with no place", 'wheels = [{ name = "six.whl" }]', "a place that the lock does not name"],
  ])("a package from %s is refused, with or without an index", (_what, files, shown) => {
    for (const more of ["", `\nindex = "${index}"`]) {
      expect(refused("pylock.toml", pylock(six.replace(/wheels.*/, files) + more))).toEqual([
        `package "six": comes from ${shown}, not from a package index, so no version of it can be allowed; ` +
          "publish it to an index of your own and lock that, or leave it out by { without: " +
          '["six"] } in code or --without six on the command line, from pylock.toml:4',
      ]);
    }
  });

  test("what pip lock writes for a wheel of --find-links is refused", () => {
    const text =
      'lock-version = "1.0"\ncreated-by = "pip"\n\n[[packages]]\nname = "six"\nversion = "1.17.0"\n\n' +
      '[[packages.wheels]]\nname = "six-1.17.0-py2.py3-none-any.whl"\n' +
      'url = "file:///flat/six-1.17.0-py2.py3-none-any.whl"\n\n[packages.wheels.hashes]\nsha256 = "aa"\n';
    expect(refused("pylock.toml", text)).toEqual([
      expect.stringContaining('comes from url "file:///flat/six-1.17.0-py2.py3-none-any.whl"'),
    ]);
  });

  test("a path beside the URL of an index is only where the file may lie too", () => {
    expect(
      summary(
        read("pylock.toml", pylock(six.replace("{ url", '{ path = "wheels/six.whl", url').replace("https", "HTTPS"))),
      ),
    ).toBe("six==1.17.0");
  });

  test.each([".", "./"])("the project itself is left out as %s", (path) => {
    expect(
      summary(read("pylock.toml", pylock(six, `name = "app"\ndirectory = { path = "${path}", editable = true }`))),
    ).toBe("six==1.17.0");
  });

  test("a package without a version is not locked", () => {
    expect(refused("pylock.toml", pylock(six.replace("six", "x").replace(/version.*\n/, "")))).toEqual([
      'package "x": has no version; lock it to one version, from pylock.toml:4',
    ]);
  });

  test("two versions need markers of their own", () => {
    const other = six.replace("1.17.0", "2.0");
    expect(refused("pylock.toml", pylock(six, other))).toHaveLength(1);
    expect(
      summary(
        read("pylock.toml", pylock(`${six}\nmarker = "os_name == 'nt'"`, `${other}\nmarker = "os_name != 'nt'"`)),
      ),
    ).toBe("six==1.17.0 six==2.0");
  });

  test("an sdist without a wheel needs a build", () => {
    const text = pylock(
      six,
      'name = "kfp"\nversion = "2"\nsdist = { url = "https://index.example/packages/kfp.tar.gz", ' +
        'hashes = { sha256 = "00" } }',
    );
    expect(read("pylock.toml", text).needBuild.map(({ name }) => name)).toEqual(["kfp"]);
  });
});

describe("lines", () => {
  const pylock = (text: string): AllowedPackages =>
    read("pylock.toml", `lock-version = "1.0"\ncreated-by = "x"\n${text}`);
  const wheels = 'wheels = [{ url = "https://index.example/packages/x.whl", hashes = { sha256 = "00" } }]';
  const origin = (list: AllowedPackages): string => list.packages[0]?.origins[0]?.split("/").at(-1) ?? "";

  test("headers within multi-line strings are passed over", () => {
    const before =
      'a = """\n[[packages]]\n\\""" ""\n[[packages]]\n""""\nb = \'\'\'\n[[packages]]\n\'\'\'\'\nc = "#\'\'\'" # """\n';
    expect(origin(pylock(`${before}[[packages]] # """\nname = "six"\nversion = "1"\n${wheels}\n`))).toBe(
      "pylock.toml:12",
    );
  });

  test("where they cannot be told, the file alone is named", () => {
    expect(origin(pylock(`packages = [{ name = "six", version = "1", ${wheels} }]\n`))).toBe("pylock.toml");
    const spaced = `[[ packages ]]\nname = "a"\nversion = "1"\n${wheels}\n[[packages]]\nname = "b"\nversion = "1"\n${wheels}\n`;
    expect(origin(pylock(spaced))).toBe("pylock.toml");
  });
});
