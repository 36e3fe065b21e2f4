import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { problemsOf, summary, TemporaryFolder, used } from "./temporary-folder";

const folder = new TemporaryFolder();
const index = "https://index.example/simple";
const FORMATS = ["requirements.txt", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"] as const;

/** The smallest lock of each format. */
const SMALLEST: Readonly<Record<(typeof FORMATS)[number], string>> = {
  "requirements.txt": "six==1.0\n",
  "uv.lock":
    'version = 1\nrequires-python = ">=3"\n[[package]]\nname = "six"\nversion = "1.0"\n' +
    `source = { registry = "${index}" }\n`,
  "poetry.lock": '[[package]]\nname = "six"\nversion = "1.0"\n[metadata]\nlock-version = "2.1"\n',
  "pdm.lock": '[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1.0"\n',
  "Pipfile.lock": '{"_meta": {"pipfile-spec": 6}, "default": {"six": {"version": "==1.0"}}}\n',
  "pylock.toml":
    'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "six"\nversion = "1.0"\n' +
    'wheels = [{ url = "https://index.example/packages/six.whl", hashes = { sha256 = "00" } }]\n',
};

function write(name: string, content: string | Buffer, others: Readonly<Record<string, string>> = {}): string {
  return folder.write({ [name]: content, ...others });
}

/**
 * The findings, each short enough to read, found in a time that no hang allows; it is the process's own, whatever else
 * the machine does.
 */
function refusedPath(path: string): readonly string[] {
  const start = process.cpuUsage();
  const problems = problemsOf(() => used(AllowedPackages.fromLockfile(path, { index })), folder);
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
  for (const problem of problems) {
    expect(problem.length).toBeLessThan(1000);
    // Nothing that a terminal would act on.
    expect(problem).toMatch(/^[^\p{C}]*$/u);
  }
  return problems;
}

function refused(
  name: string,
  content: string | Buffer,
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  return refusedPath(write(name, content, others));
}

describe.each(FORMATS)("%s", (name) => {
  const smallest = SMALLEST[name];

  test.each([
    ["as it is", smallest],
    ["with a byte order mark", `\ufeff${smallest}`],
    ["with CRLF", smallest.replaceAll("\n", "\r\n")],
    ["without the last line end", smallest.trimEnd()],
  ])("%s is read", (_what, text) => {
    expect(summary(AllowedPackages.fromLockfile(write(name, text), { index }))).toBe("six==1.0");
  });

  test.each([
    ["UTF-16 with a mark", Buffer.from(`\ufeff${smallest}`, "utf16le"), "is UTF-16; save it as UTF-8"],
    ["big-endian UTF-16", Buffer.from(`\ufeff${smallest}`, "utf16le").swap16(), "is UTF-16; save it as UTF-8"],
    ["UTF-16 without a mark", Buffer.from(smallest, "utf16le"), "holds a NUL byte"],
    ["Latin-1", Buffer.from(`${smallest}# caf\xe9\n`, "latin1"), "is not UTF-8 text"],
    ["an overlong encoding", Buffer.from([0xc0, 0xaf]), "is not UTF-8 text"],
    ["a NUL byte at the end", `${smallest}\u0000`, "holds a NUL byte"],
    ["a NUL byte in a name", smallest.replace("six", "s\u0000ix"), "holds a NUL byte"],
  ])("%s is refused", (_what, content, problem) => {
    expect(refused(name, content)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([0.3, 0.5, 0.7, 0.9])("the first %d of it is refused", (part) => {
    // A requirements file of one line without hashes has no end that could be missed.
    const hashes =
      name === "requirements.txt" ? ` --hash=sha256:${"a".repeat(64)} --hash=sha256:${"b".repeat(64)}\n` : "\n";
    const whole = smallest.trimEnd() + hashes;
    const start = whole.indexOf("six") + 8;
    const end = name === "requirements.txt" ? Math.max(start + 90, whole.length * part) : whole.length * part;
    expect(refused(name, whole.slice(0, Math.floor(end)))).not.toEqual([]);
  });

  test("50 MB are refused before they are read", () => {
    const path = write(name, smallest);
    truncateSync(path, 50 * 1024 * 1024);
    expect(refusedPath(path)).toEqual([expect.stringContaining("is 50 MiB, and at most 32 MiB are read")]);
  });

  test("a comment of ten million characters is read to its end", () => {
    const comment = name === "Pipfile.lock" ? " ".repeat(10_000_000) : `# ${"x".repeat(10_000_000)}\n`;
    expect(summary(AllowedPackages.fromLockfile(write(name, comment + smallest), { index }))).toBe("six==1.0");
  });

  test.each([
    ["a name with control characters", "s\u001b[31mix\u0007"],
    ["a name that writes backwards", "s\u202eix"],
    ["a name in Cyrillic", "\u0455ix"],
    ["a name of 900,000 characters", `${"x-".repeat(450_000)}!`],
    ["__proto__", "__proto__"],
  ])("%s is refused", (_what, hostile) => {
    const quoted =
      name === "requirements.txt" ? hostile : JSON.stringify(hostile).slice(1, -1).replaceAll("\u0007", "\\u0007");
    const problems = refused(name, smallest.replace("six", quoted));
    expect(problems).toEqual([expect.stringMatching(/not a valid package name|is not a requirement/)]);
  });

  test("a package called constructor is a package", () => {
    const list = AllowedPackages.fromLockfile(write(name, smallest.replace("six", "constructor")), { index });
    expect(summary(list)).toBe("constructor==1.0");
  });

  test("names that are one when normalised are one name", () => {
    const entry = /six==1\.0\n|\[\[.*\n.*"six"\n.*"1\.0"\n(?:(?:source|wheels).*\n)?|"six": \{.*?\}/;
    const separator = name === "Pipfile.lock" ? ", " : "";
    const text = smallest.replace(
      entry,
      (one) => one.replace("six", "Foo.Bar") + separator + one.replace("six", "foo_bar").replace("1.0", "2.0"),
    );
    if (name === "pylock.toml") {
      // The format has names in normal form only.
      const problem = expect.stringContaining('is not in normal form, "foo-bar"');
      expect(refused(name, text)).toEqual([problem, problem]);
      return;
    }
    expect(refused(name, text)).toEqual([expect.stringContaining('package "foo-bar": pinned to')]);
  });
});

describe("paths", () => {
  test.each([
    ["a folder", () => folder.path, "is a directory"],
    ["a device", () => "/dev/zero", "is not a regular file"],
    ["a file that is not there", () => join(folder.path, "nowhere.txt"), "there is no such file"],
    ["a file as a folder", () => join(write("a.txt", ""), "b.txt"), "there is no such file"],
    ["no path", () => "", "is a directory"],
    ["a path with a NUL", () => "a\u0000b", "cannot be read"],
    ["a path that is too long", () => "x".repeat(100_000), "cannot be read"],
  ])("%s is refused", (_what, path, problem) => {
    expect(refusedPath(path())).toEqual([expect.stringContaining(problem)]);
  });

  test("a named pipe is refused without waiting for a writer", () => {
    const path = join(folder.path, "pipe");
    execFileSync("mkfifo", [path]);
    expect(refusedPath(path)).toEqual([expect.stringContaining("is not a regular file")]);
  });

  test("a symbolic link to itself is refused", () => {
    const path = join(folder.path, "loop.txt");
    symlinkSync(path, path);
    expect(refusedPath(path)).toEqual([expect.stringContaining("go round in a circle")]);
  });

  test("a file name with control characters is shown with them escaped", () => {
    expect(refused("a\u001b[2J.txt", "six")[0]).toContain("a\\u{1b}[2J.txt:1");
  });
});

describe("nesting", () => {
  test.each([
    ["lists in pylock.toml", "pylock.toml", `a = ${"[".repeat(1_000_000)}`],
    ["tables in uv.lock", "uv.lock", `a = ${"{ a = ".repeat(1_000_000)}`],
    ["dotted keys in poetry.lock", "poetry.lock", `${"a.".repeat(1_000_000)}a = 1`],
    ["lists in Pipfile.lock", "Pipfile.lock", `{"_meta": ${"[".repeat(1_000_000)}`],
    ["closed lists in Pipfile.lock", "Pipfile.lock", `{"_meta": ${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
    ["objects in Pipfile.lock", "Pipfile.lock", '{"a":'.repeat(1_000_000)],
    ["parentheses in a marker", "requirements.txt", `six==1.0 ; ${"(".repeat(1_000_000)}`],
  ])("a million %s are refused", (_what, name, text) => {
    expect(refused(name, text)).toHaveLength(1);
  });
});

describe("included files", () => {
  test("a file that includes itself is refused, straight, round about and by a symbolic link", () => {
    expect(refused("a.txt", "six==1.0\n-r a.txt\n")).toEqual([expect.stringMatching(/includes itself.*a\.txt:2$/)]);
    expect(refused("a.txt", "-r b.txt\n", { "b.txt": "six==1.0\n-c c.txt", "c.txt": "-c a.txt" })).toEqual([
      expect.stringMatching(/includes itself.*c\.txt:1$/),
    ]);
    const path = write("a.txt", "six==1.0\n-r sub/a.txt\n");
    symlinkSync(dirname(path), join(dirname(path), "sub"));
    expect(refusedPath(path)).toEqual([expect.stringMatching(/includes itself.*a\.txt:2$/)]);
  });

  test("a symbolic link that goes round is refused", () => {
    const path = write("a.txt", "six==1.0\n-r b.txt\n");
    symlinkSync("c.txt", join(dirname(path), "b.txt"));
    symlinkSync("b.txt", join(dirname(path), "c.txt"));
    expect(refusedPath(path)).toEqual([expect.stringMatching(/go round in a circle.*included from a\.txt:2$/)]);
  });

  test("a folder, a pipe's kin and a binary file are refused with the line that includes them", () => {
    const path = write("a.txt", "six==1.0\n-r sub\n-r /dev/null\n", {});
    mkdirSync(join(dirname(path), "sub"));
    expect(refusedPath(path)).toEqual([
      expect.stringMatching(/is a directory.*included from a\.txt:2$/),
      expect.stringMatching(/is not a regular file.*included from a\.txt:3$/),
    ]);
  });

  test("too deep a chain is refused", () => {
    const files = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`${at}.txt`, `-r ${at + 1}.txt\nsix==1.0\n`]),
    );
    expect(refusedPath(folder.write(files))).toEqual([expect.stringContaining("is one too many")]);
  });

  test("too many files are refused", () => {
    const names = Array.from({ length: 1200 }, (_, at) => `${at}.txt`);
    const files = Object.fromEntries(names.map((name) => [name, "six==1.0\n"]));
    expect(refused("a.txt", names.map((name) => `-r ${name}\n`).join(""), files).at(-1)).toContain(
      "more findings are not shown",
    );
  });

  test("too much together is refused", () => {
    const big = `six==1.0\n#${"x".repeat(12_000_000)}\n`;
    const files = { "b.txt": big, "c.txt": big, "d.txt": big };
    expect(refused("a.txt", "-r b.txt\n-r c.txt\n-r d.txt\n", files)).toEqual([
      expect.stringMatching(/"d\.txt": is one too many.*a\.txt:3$/),
    ]);
  });
});

describe("requirements files", () => {
  test.each(["\v", "\f", "\u001c", "\u0085", "\u2028", "\u2029"])("the hidden line end %j is refused", (character) => {
    expect(refused("r.txt", `idna==3.7\nsix==1.0 # x${character}evil==6.6.6\n`)).toEqual([
      expect.stringMatching(/which pip takes for the end of a line.*r\.txt:2$/),
    ]);
  });

  test.each(["# -*- coding: utf-7 -*-\n", "\n# vim: set fileencoding=latin-1 :\n"])(
    "the declaration %j is refused",
    (line) => {
      expect(refused("r.txt", `${line}six==1.0\n`)).toEqual([expect.stringContaining("declares the encoding")]);
    },
  );

  test("a declaration of UTF-8 is none", () => {
    expect(summary(AllowedPackages.fromLockfile(write("r.txt", "# -*- coding: utf-8 -*-\nsix==1.0\n")))).toBe(
      "six==1.0",
    );
  });

  test.each([
    ["spaces before a comment", `six==1.0${" ".repeat(5_000_000)}# x`],
    ["hashes in a comment", `six==1.0 ${"#".repeat(5_000_000)}`],
    ["continuations", "six==1.0 \\\n".concat("\\\n".repeat(1_000_000), "--hash=sha256:aa\n")],
    ["hashes", `six==1.0${" --hash=sha256:aa".repeat(50_000)}\n`],
  ])("very many %s are read", (_what, text) => {
    expect(summary(AllowedPackages.fromLockfile(write("r.txt", text)))).toBe("six==1.0");
  });

  test.each([
    ["a name", "x".repeat(900_000)],
    ["separators in a name", `a${"-".repeat(900_000)}==1.0`],
    ["extras", `six[${"a,".repeat(490_000)}==1.0`],
    ["a version", `six==${"1.".repeat(490_000)}`],
    ["a marker", `six==1.0 ; ${"a".repeat(900_000)}`],
    ["spaces in a marker", `six==1.0 ;${" ".repeat(900_000)}x`],
    ["slashes", `--index-url https://h.example${"/".repeat(900_000)}x?`],
    ["quotes", `--pre ${"'".repeat(900_001)}`],
    ["backslashes", `--pre ${"\\".repeat(900_000)}x`],
    ["ats", `six ${"@".repeat(900_000)}`],
  ])("a line nearly as long as one may be, of %s, is refused", (_what, text) => {
    expect(refused("r.txt", `idna==3.7\n${text}\n`)).toHaveLength(1);
  });

  test.each([
    ["of one word", "x".repeat(5_000_000)],
    ["of slashes", `--index-url https://h.example${"/".repeat(5_000_000)}x?`],
    ["of hashes", `six==1.0${" --hash=sha256:aa".repeat(300_000)}`],
    ["of joined lines", `six==1.0 ${"--hash=sha256:aa \\\n".repeat(70_000)} --hash=sha256:aa`],
  ])("a line that is too long, %s, is refused", (_what, text) => {
    expect(refused("r.txt", `idna==3.7\n${text}\n`)).toEqual([
      expect.stringMatching(/longer than 1000000 characters.*r\.txt:2$/),
    ]);
  });

  test("a comment as long as the file is no encoding", () => {
    expect(refused("r.txt", `# coding: ${"x".repeat(5_000_000)}\nsix==1.0\n`)).toEqual([
      expect.stringContaining("declares the encoding"),
    ]);
  });
});

describe("values of another kind", () => {
  test.each([
    [
      "a float for a version",
      "pylock.toml",
      '(?<="six"\nversion = )"1.0"',
      "1.0",
      "its version is the number 1, not a text",
    ],
    ["a date for a version", "pdm.lock", '"1.0"', "2024-01-01", "its version is a date, not a text"],
    ["a list for a version", "poetry.lock", '"1.0"', '["1.0"]', "its version is a list, not a text"],
    ["a number for a name", "uv.lock", '"six"', "6", "name is the number 6, not a text"],
    ["a table for a name", "pylock.toml", '"six"', "{}", "name is a table, not a text"],
    ["null for a version", "Pipfile.lock", '"==1.0"', "null", "its version is null, not a text"],
    ["a wildcard", "uv.lock", '"1.0"', '"1.*"', "not a valid version"],
    ["a text for a source", "uv.lock", /\{ reg.*\}/.source, '"x"', "a place that the lock does not name"],
    ["a number for an index", "uv.lock", /"https.*"/.source, "1", "comes from registry the number 1, not from"],
  ])("%s is refused", (_what, name, found, replacement, problem) => {
    const text = SMALLEST[name as (typeof FORMATS)[number]].replace(new RegExp(found), replacement);
    expect(refused(name, text)).toEqual([expect.stringContaining(problem)]);
  });

  // Objects of parsed TOML have no toString, and nesting by headers has no limit.
  const odd = [
    "{}",
    "[]",
    "[[1]]",
    "true",
    "1",
    "nan",
    "2024-01-01T00:00:00Z",
    '""',
    '"x"',
    "{ toString = 1, url = {} }",
  ];
  const oddJson = ["{}", "[]", "[[1]]", "true", "1", "null", '""', '"x"', '{"toString": 1, "url": {}}'];

  test.each(FORMATS.slice(1))("whatever value of %s is of another kind, it is a finding or means nothing", (name) => {
    const git =
      name === "Pipfile.lock"
        ? ', "git": "x"}'
        : '\ngit = "x"\nvcs = { url = "x" }\nsource = { type = "git", url = "x" }';
    const extended =
      name === "Pipfile.lock"
        ? SMALLEST[name].replace("}", git)
        : SMALLEST[name].replace(/^source.*\n/m, "").replace('"1.0"\n', `"1.0"${git}\n`);
    for (const text of [SMALLEST[name], extended]) {
      for (const match of text.matchAll(/(?<=[=:] )(?:"[^"]*"|[0-9.]+|\{.*?\})/g)) {
        for (const value of name === "Pipfile.lock" ? oddJson : odd) {
          const path = write(name, text.slice(0, match.index) + value + text.slice(match.index + match[0].length));
          try {
            expect(AllowedPackages.fromLockfile(path, { index }).isEmpty).toBe(false);
          } catch (error) {
            expect(error).toMatchObject({ name: "ValidationError" });
          }
        }
      }
    }
  });

  test.each(["name", "markers", "source", "files", "dependencies"])(
    "a %s that nests by a header without end is a finding or means nothing",
    (key) => {
      const path = write(
        "poetry.lock",
        SMALLEST["poetry.lock"].replace("[metadata]", `[package.${key}${".a".repeat(100_000)}]\n[metadata]`),
      );
      try {
        expect(summary(AllowedPackages.fromLockfile(path))).toBe("six==1.0");
      } catch (error) {
        expect(error).toMatchObject({ name: "ValidationError" });
      }
    },
  );

  test.each([
    [
      "versions of one name",
      Array.from(
        { length: 100_000 },
        (_, at) => `[[package]]\nname = "six"\nversion = "${at}"\npython-versions = ">=3.${at % 999}"\n`,
      ).join(""),
    ],
    [
      "clauses of a range of Pythons",
      `[[package]]\nname = "six"\nversion = "1"\npython-versions = "${">=3.8,".repeat(1_000_000)}"\n[[package]]\n` +
        'name = "six"\nversion = "2"\n',
    ],
  ])("hundreds of thousands of %s are refused", (_what, packages) => {
    expect(refused("poetry.lock", `${packages}[metadata]\nlock-version = "2.0"\n`)).toEqual([
      expect.stringContaining("with no markers that tell"),
    ]);
  });

  test.each(["packages = 1", 'packages = "six"', "packages = [1]", 'packages = ["six"]', "[packages]\nname = 1"])(
    "%s is refused",
    (line) => {
      expect(refused("pylock.toml", `lock-version = "1.0"\n${line}\n`)).toEqual([
        expect.stringContaining("is not a list of tables"),
      ]);
    },
  );

  test.each([
    [
      "a category that is a list",
      '{"_meta": {"pipfile-spec": 6}, "default": []}',
      'category "default": is not a table',
    ],
    ["a _meta that is a list", '{"_meta": [], "default": {}}', "has no pipfile-spec"],
    ["a top that is a text", '{"_meta": "x"}', "has no pipfile-spec"],
    [
      "a key twice",
      '{"_meta": {"pipfile-spec": 6}, "default": {"six": {"version": "==1.0"}, "six": {"version": "==6.6"}}}',
      'says the key "six" twice',
    ],
    [
      "a key twice in two spellings",
      '{"_meta": {"pipfile-spec": 6}, "default": {}, "d\\u0065fault": {}}',
      'says the key "default" twice',
    ],
    ["a comment", '{"_meta": {"pipfile-spec": 6} /* x */}', "is not valid JSON"],
    ["a trailing comma", '{"_meta": {"pipfile-spec": 6},}', "is not valid JSON"],
    ["text behind the end", '{"_meta": {"pipfile-spec": 6}} {}', "is not valid JSON"],
    ["an open text", '{"_meta": {"pipfile-spec', "is not valid JSON"],
    ["a raw control character", '{"_meta": {"pipfile-spec": 6}, "a\u0001": {}}', "is not valid JSON"],
  ])("Pipfile.lock with %s is refused", (_what, text, problem) => {
    expect(refused("Pipfile.lock", text)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    ["a table twice", '[metadata]\nlock_version = "4.5.0"\n[metadata]\n'],
    ["a key twice", '[metadata]\nlock_version = "4.5.0"\nlock_version = "4.4"\n'],
    ["an open text", '[metadata]\nlock_version = "4.5'],
    ["an open header", "[metadata"],
    ["a merge conflict", '[metadata]\n<<<<<<< ours\nlock_version = "4.5.0"\n'],
  ])("pdm.lock with %s is refused, with the line", (_what, text) => {
    expect(refused("pdm.lock", text)).toEqual([expect.stringMatching(/is not valid TOML.*from pdm\.lock:\d$/)]);
  });

  test("__proto__ changes no object", () => {
    const toml = `${SMALLEST["pylock.toml"]}[__proto__]\npolluted = 1\n[packages.__proto__]\npolluted = 1\n`;
    expect(summary(AllowedPackages.fromLockfile(write("pylock.toml", toml), { index }))).toBe("six==1.0");
    const json = SMALLEST["Pipfile.lock"].replace("{", '{"__proto__": {"polluted": {"version": "==1.0"}}, ');
    expect(summary(AllowedPackages.fromLockfile(write("Pipfile.lock", json)))).toBe("polluted==1.0 six==1.0");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test("of a hundred thousand findings a hundred are shown, and all are counted", () => {
  const problems = refused("r.txt", Array.from({ length: 100_000 }, (_, at) => `p${at}>=1\n`).join(""));
  expect(problems).toHaveLength(101);
  expect(problems.at(-1)).toBe("99900 more findings are not shown (100000 in all); mend these first");
});
