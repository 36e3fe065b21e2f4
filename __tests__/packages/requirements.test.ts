import { symlinkSync } from "node:fs";
import fc from "fast-check";
import { AllowedPackages } from "../../lib/packages";
import { problemsOf, summary, TemporaryFolder, used } from "./temporary-folder";

const folder = new TemporaryFolder();

function read(text: string, others: Readonly<Record<string, string>> = {}): AllowedPackages {
  return used(AllowedPackages.fromLockfile(folder.write({ "requirements.txt": text, ...others })));
}

function refused(text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  return problemsOf(() => read(text, others), folder);
}

const HASH = "a".repeat(64);

describe("what is taken", () => {
  test.each([
    ["a plain pin", "six==1.17.0", "six==1.17.0"],
    ["spaces", "  six  ==  1.17.0  ", "six==1.17.0"],
    ["tabs", "six\t==\t1.17.0 --hash=sha256:aa", "six==1.17.0"],
    ["another spelling", "Foo.Bar_baz==v1.0-RC1", "foo-bar-baz==1.0rc1"],
    ["trailing zeros", "six==1.0.0", "six==1.0.0"],
    ["an epoch and a local part", "six==1!2.0+CPU.1", "six==1!2.0+cpu.1"],
    ["a pin by ===", "six===1.17.0", "six==1.17.0"],
    ["parentheses", "six (==1.17.0)", "six==1.17.0"],
    ["extras", "httpx[http2, socks] [] ==1.0".replace(" []", ""), "httpx==1.0"],
    ["no extras", "httpx[]==1.0", "httpx==1.0"],
    [
      "a marker",
      'six==1.0 ; python_version >= "3.8" and (sys_platform == "win32" or os_name not in "a b")',
      "six==1.0",
    ],
    ["a marker of another platform", "pywin32==308; sys_platform=='win32'", "pywin32==308"],
    ["hashes", `six==1.0 --hash=sha256:${HASH} --hash sha512:${HASH}`, "six==1.0"],
    [
      "hashes on lines of their own",
      `six==1.0 \\\n    --hash=sha256:${HASH} \\\n    --hash=sha256:${HASH}\n    # via x\nidna==3.7`,
      "idna==3.7 six==1.0",
    ],
    [
      "a marker and hashes as uv writes them",
      `six==1.0 ; sys_platform == 'linux' \\\n    --hash=sha256:${HASH}\n`,
      "six==1.0",
    ],
    ["comments", "# one\n  # two\nsix==1.0 # three\n#six==2.0\n", "six==1.0"],
    ["a comment of pip freeze", "# Editable install with no version control (proj==0.1)\nsix==1.0", "six==1.0"],
    ["a byte order mark and CRLF", "\ufeffsix==1.0\r\nidna==3.7 \\\r\n  --hash=sha256:aa\r\n", "idna==3.7 six==1.0"],
    ["old Mac line ends", "six==1.0\ridna==3.7\r", "idna==3.7 six==1.0"],
    ["the same pin twice", "six==1.0\nsix==1.0\n", "six==1.0"],
    ["one version in two texts", "six==1.0\nsix==1.0.0\n", "six==1.0 six==1.0.0"],
    ["the project itself, editable", "-e .\nsix==1.0", "six==1.0"],
    ["the project itself with extras", "-e .[dev,test]\n--editable=./\n-e file:.\nsix==1.0", "six==1.0"],
    ["the project itself, not editable", ".\n.[dev] ; python_version > '3'\n./\nsix==1.0", "six==1.0"],
    [
      "options without a say",
      "--pre\n--prefer-binary --only-binary=:all:\n--no-binary six\n--require-hashes\n--trusted-host h\n" +
        "--use-feature x\nsix==1.0 --global-option='a b' --config-settings \"x=y\"",
      "six==1.0",
    ],
    [
      "options of newer pips without a say",
      "--all-releases six,idna\n--only-final=:all:\n--no-require-hashes\nsix==1.0",
      "six==1.0",
    ],
    ["a first line that looks like a key of TOML, with a host", "--trusted-host=files.example\nsix==1.0", "six==1.0"],
    ["the same, with a package", "--only-binary=torch\nsix==1.0", "six==1.0"],
    ["the same, with a word of TOML", "--only-binary=true\nsix==1.0", "six==1.0"],
    ["a package called constructor", "constructor==1.0\ntoString==1.0\n", "constructor==1.0 tostring==1.0"],
  ])("%s", (_what, text, expected) => {
    expect(summary(read(text))).toBe(expected);
  });

  test("origins are the lines on which the requirements start", () => {
    const path = folder.write({ "r.lock": "# x\nsix==1.0 \\\n  --hash=sha256:aa\n\nidna==3.7" });
    expect(AllowedPackages.fromLockfile(path).packages).toEqual([
      { name: "idna", versions: ["3.7"], spellings: ["3.7", "3.7.0", "3.7.0.0"], origins: [`${path}:5`] },
      { name: "six", versions: ["1.0"], spellings: ["1.0"], origins: [`${path}:2`] },
    ]);
  });

  test.each(["requirements.lock", "pipelines.txt", "constraints.txt", "prod.lock", "requirements"])(
    "a file called %s",
    (name) => {
      expect(summary(AllowedPackages.fromLockfile(folder.write({ [name]: "six==1.0\n" })))).toBe("six==1.0");
    },
  );
});

describe("lines are joined as pip joins them", () => {
  test("a comment line ends a continuation, so the hash after it belongs to nothing", () => {
    expect(refused("six==1.0 \\\n# comment\n  --hash=sha256:aa\n")).toEqual([
      expect.stringMatching(/^option --hash: belongs to no requirement.*requirements\.txt:3$/),
    ]);
  });

  test("a comment's own backslash at the end of a requirement swallows the next line", () => {
    expect(summary(read("six==1.0 # why \\\nevil==6.6.6\nidna==3.7\n"))).toBe("idna==3.7 six==1.0");
  });

  test("a comment line's backslash swallows nothing", () => {
    expect(summary(read("# why \\\nsix==1.0\n"))).toBe("six==1.0");
  });

  test("a backslash with spaces behind it continues nothing", () => {
    expect(refused("six==1.0 \\ \n  --hash=sha256:aa\n")).toHaveLength(2);
  });
});

describe("what is refused", () => {
  test.each([
    ["no version", "six", "is not pinned; write six==<version>"],
    ["no version with a marker", "six ; python_version > '3'", "is not pinned"],
    ["a minimum", "six>=1.0", "is a range"],
    ["a compatible release", "six~=1.0", "is a range"],
    ["an exclusion", "six!=1.0", "is a range"],
    ["a pin and a range", "six==1.0,>=0.9", "is a range"],
    ["a wildcard", "six==1.*", "is a wildcard"],
    ["one equals sign", "six=1.0", "is not a requirement"],
    ["not a version", "six==latest", "not a valid version"],
    ["nothing after ==", "six==", "not a valid version"],
    ["text after the version", "six==1.0 idna==3.7", "not a valid version"],
    ["a bad name", "-six-==1.0", "is not an option"],
    ["a name that is no name", "six_==1.0", "is not a requirement"],
    ["look-alike letters", "\u0455ix==1.0", '"\\u{455}ix==1.0": is not a requirement'],
    ["a broken marker", "six==1.0 ; python_version", "has a marker that cannot be understood"],
    ["an empty marker", "six==1.0 ;", "has a marker that cannot be understood"],
    ["a marker with open parentheses", "six==1.0 ; (os_name == 'nt'", "has a marker"],
    ["a marker with crossed parentheses", "six==1.0 ; os_name == 'nt') or (os_name == 'posix'", "has a marker"],
    ["a URL", "https://files.example/six-1.0.tar.gz", "is a URL"],
    ["a direct reference", "six @ https://files.example/six-1.0.tar.gz", "is a URL"],
    ["a direct reference without spaces", "six[x]@https://files.example/six.whl#sha256=aa", "is a URL"],
    ["a wheel by its URL, without spaces", "six@https://files.example/six-1.0-py3-none-any.whl", "is a URL"],
    ["a wheel by its path, without spaces", "six@six-1.0-py3-none-any.whl", "is a local path"],
    [
      "a folder beside that of the lock",
      "../libs/foo",
      "is a local path, not a release on a package index; " +
        "publish it to an index of your own and pin it by version, or take it out of this lock",
    ],
    [
      "an editable folder beside it",
      "-e ../libs/foo#egg=Foo",
      'uv export with --no-emit-workspace), or leave it out by { without: ["foo"] } in code or --without foo on',
    ],
    ["version control", "git+https://git.example/six.git@main#egg=six", "is a version control checkout"],
    ["a named checkout", "six @ git+ssh://git@git.example/six.git", "is a version control checkout"],
    [
      "an editable checkout",
      "-e git+https://git.example/six.git#egg=six",
      "is an editable install of a version control checkout",
    ],
    ["an editable path", "-e ./libs/../../six", "is an editable install of a local path"],
    ["the folder above", "-e ..", "is an editable install of a local path"],
    ["a local path", "/libs/six", "is a local path"],
    ["a Windows path", "C:\\libs\\six", "is a local path"],
    ["a home path", "~/six", "is a local path"],
    ["a wheel", "six-1.0-py3-none-any.whl", "is a local path"],
    ["a file URL", "six @ file:///libs/six", "is a local path"],
    ["a variable", "six==${VERSION}", "depends on a variable"],
    ["a variable in an index", "--index-url https://${TOKEN}@index.example/simple", "depends on a variable"],
    ["--no-index", "--no-index", "takes packages from somewhere else"],
    ["--find-links", "-f ./wheels", "takes packages from somewhere else"],
    ["an unknown option", "--indexurl https://index.example", "is not an option that pip knows"],
    ["an abbreviated option", "--req other.txt", "is not an option that pip knows"],
    ["an option without its value", "--index-url", "lacks its value"],
    ["text after an option", "--pre six==1.0", "is not an option"],
    ["an open quote", "--index-url 'https://index.example", "is not an option"],
    ["a flag with a value", "--pre=yes", "is not an option"],
    [
      "an index behind a requirement",
      "six==1.0 --index-url https://index.example",
      "does nothing behind a requirement",
    ],
    ["two includes in a line", "-r a.txt -r b.txt", "give each its own line"],
    ["something that is no hash", "six==1.0 --hash=sha256", '"sha256" is not a hash'],
    ["an included URL", "-r https://example.org/r.txt", "is a URL, which can change"],
    ["an included file that is not there", "-r nowhere.txt", "; paths are relative to the including file"],
    ["a constraints file that is not there", "-c nowhere.txt", "; paths are relative to the including file"],
  ])("%s", (_what, line, problem) => {
    const problems = refused(`idna==3.7\n${line}\n`);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(/from requirements\.txt:2$/);
  });

  test("everything at once, in the order of the file", () => {
    const problems = refused("six\nidna>=3\n\n-e ../x\ncertifi==2024.7.4\n");
    expect(problems.map((one) => one.slice(one.lastIndexOf(":")))).toEqual([":1", ":2", ":4"]);
  });

  test("a file without a requirement", () => {
    for (const text of ["", "\n\n", "# nothing\n", "-e .\n", "--pre\n"]) {
      expect(refused(text)).toEqual([expect.stringContaining("holds no packages")]);
    }
  });
});

test("an index in quotes on the first line is an index, not a key of TOML", () => {
  expect(refused('--index-url="https://index.example/simple"\nsix==1.0\n')).toEqual([
    expect.stringContaining('{ index: "https://index.example/simple" }'),
  ]);
});

test("of a lock that is not there, paths are relative to the working directory", () => {
  expect(problemsOf(() => AllowedPackages.fromLockfile("nowhere.txt"))).toEqual([
    expect.stringContaining("relative to the working directory"),
  ]);
});

describe("one name, two versions", () => {
  test("without markers, both places are named", () => {
    expect(refused("six==1.0\nidna==3.7\nSix==2.0\n")).toEqual([
      'package "six": pinned to "1.0" (requirements.txt:1) and to "2.0" (requirements.txt:3), ' +
        "with no markers that tell which counts where; keep one, or give each its own marker",
    ]);
  });

  test.each([
    ["a marker on one only", "six==1.0\nsix==2.0 ; python_version > '3'"],
    ["the same marker in two spellings", "six==1.0 ; python_version>'3'\nsix==2.0;python_version > \"3\""],
    ["in an included file", "six==1.0\n-r more.txt"],
  ])("%s is not enough", (_what, text) => {
    expect(refused(text, { "more.txt": "six==2.0\n" })).toEqual([expect.stringContaining("with no markers that tell")]);
  });

  test("with markers of their own, both count", () => {
    const list = read("six==1.0 ; python_version < '3.9'\nsix==2.0 ; python_version >= '3.9'\n");
    expect(summary(list)).toBe("six==1.0 six==2.0");
  });
});

describe("included files", () => {
  test("-r adds, by a path from the including file, each file once", () => {
    const path = folder.write({
      "requirements.txt": "-r locks/a.txt\n-rlocks/b.txt\n--requirement=locks/a.txt\nsix==1.0\n",
      "locks/a.txt": "idna==3.7\n-r sub/c.txt\n",
      "locks/b.txt": "-r sub/c.txt\n",
      "locks/sub/c.txt": "certifi==2024.7.4\n",
    });
    const list = AllowedPackages.fromLockfile(path);
    expect(summary(list)).toBe("certifi==2024.7.4 idna==3.7 six==1.0");
    expect(list.packages[0]?.origins).toEqual([path.replace("requirements.txt", "locks/sub/c.txt:1")]);
  });

  test("a file counts once, by whatever name it is included", () => {
    const path = folder.write({ "requirements.txt": "-r b.txt\n-r a.txt\n", "a.txt": "six==1.0\n" });
    symlinkSync("a.txt", path.replace("requirements.txt", "b.txt"));
    expect(AllowedPackages.fromLockfile(path).packages[0]?.origins).toEqual([
      path.replace("requirements.txt", "b.txt:1"),
    ]);
  });

  test("-c adds nothing, and may hold ranges", () => {
    const list = read("-c c.txt\nsix==1.0\n", { "c.txt": "six<2\nidna==3.7\ncertifi\n" });
    expect(summary(list)).toBe("six==1.0");
  });

  test("a file of constraints alone is an empty lock", () => {
    expect(refused("-c c.txt\n", { "c.txt": "six==1.0\n" })).toEqual([expect.stringContaining("holds no packages")]);
  });

  test("a file that is both constraints and requirements adds its requirements", () => {
    expect(summary(read("-c c.txt\n-r c.txt\n", { "c.txt": "six==1.0\n" }))).toBe("six==1.0");
  });

  test.each([
    ["a URL", "six @ https://files.example/six.whl", "is a URL"],
    ["garbage", "six =! 1", "is not a requirement"],
    ["an editable", "-e .", 'constraint "-e .": an editable constrains nothing'],
    ["another editable", "-e ./libs/foo", 'constraint "-e ./libs/foo": an editable constrains nothing'],
    ["an include that tools read in two ways", "-r requirements.txt", "write -c"],
    ["a version that is none", "six==x", "not a valid version"],
  ])("in constraints, %s is refused", (_what, line, problem) => {
    const problems = refused("-c c.txt\nsix==1.0\n", { "c.txt": `idna<4\n${line}\n` });
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(/from c\.txt:2$/);
  });

  test("the index that a constraints file names counts", () => {
    expect(refused("-c c.txt\nsix==1.0\n", { "c.txt": "-i https://other.example/simple\n" })[0]).toContain(
      "--index https://other.example/simple",
    );
  });
});

describe("a file that was cut off", () => {
  const whole =
    `idna==3.7 --hash=sha256:${HASH}\ntqdm==4.0 --hash=sha256:${HASH}\n` +
    `six==1.17.0 \\\n    --hash=sha256:${HASH} \\\n    --hash=sha256:${HASH}\n`;

  test("is whole before the cut, also without the last line end", () => {
    expect(summary(read(whole))).toBe("idna==3.7 six==1.17.0 tqdm==4.0");
    expect(summary(read(whole.trimEnd()))).toBe("idna==3.7 six==1.17.0 tqdm==4.0");
  });

  test.each([
    ["in a version", whole.indexOf(".17.0") + 2],
    ["in a continuation", whole.indexOf("17.0 \\") + 6],
    ["in a first hash", whole.indexOf("six") + 60],
    ["in a last hash", whole.length - 10],
  ])("%s is refused", (_where, end) => {
    expect(refused(whole.slice(0, end))).toEqual([expect.stringContaining("as if the file were cut off")]);
  });
});

const pin = fc.record({
  name: fc.constantFrom("six", "Foo.Bar", "foo_baz", "a", "x-1"),
  version: fc.constantFrom("1.0", "2.0.0", "1!3", "4.0rc1", "5+cpu"),
});
const layout = fc.record({
  extras: fc.constantFrom("", "[a]", " [a, b]"),
  equals: fc.constantFrom("==", " == ", "==="),
  marker: fc.constantFrom("", " ; os_name == 'nt'", ";python_version<'3'"),
  hashes: fc.constantFrom("", ` --hash=sha256:${HASH}`, ` \\\n    --hash=sha256:${HASH} \\\n    --hash=sha256:${HASH}`),
  after: fc.constantFrom("", " # via x", "\n    # via x", "\n\n", "\n# x \\"),
});

test("whatever the layout, the pins that are written are the pins that are read", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(pin, layout), { minLength: 1, selector: ([{ name }]) => name }),
      fc.constantFrom("\n", "\r\n"),
      (lines, lineEnd) => {
        const text = lines
          .map(
            ([{ name, version }, { extras, equals, marker, hashes, after }]) =>
              name + extras + equals + version + marker + hashes + after,
          )
          .join("\n");
        const expected = lines.map(([{ name, version }]) => `${name.toLowerCase().replace(/[._]/g, "-")}==${version}`);
        expect(summary(read(`${text}\n`.replaceAll("\n", lineEnd))).split(" ")).toEqual(expected.sort());
      },
    ),
    { numRuns: 200 },
  );
});

test("no text makes the reader fail in another way than by findings", () => {
  const piece = fc.constantFrom(
    "six",
    "==",
    "1.0",
    " ",
    "\n",
    "\\",
    "-r",
    "-e",
    "--hash=",
    "[",
    "]",
    ";",
    "'",
    '"',
    "@",
    "#",
    "(",
    ")",
    ".",
    "//",
    ":",
    "*",
    "\t",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      try {
        expect(read(pieces.join("")).isEmpty).toBe(false);
      } catch (error) {
        expect(error).toMatchObject({ name: "ValidationError" });
      }
    }),
    { numRuns: 500 },
  );
});
