import { readFileSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { IndexProgram } from "../../lib/static-index";
import distributionFiles from "../packages/distribution-files.json";
import { IndexFolder, type Made, type Outcome, sdist, wheel } from "./index-folder";

const GOOD = wheel("good", "1");
const metadata = (...lines: readonly string[]): string => `Metadata-Version: 2.1\n${lines.join("\n")}\n\n`;

/** What is wrong with a distribution, and the words that say so. */
const WRONG: readonly (readonly [what: string, made: Made, words: string])[] = [
  [
    "another name in its metadata",
    wheel("good", "2", { metadata: metadata("Name: evil", "Version: 2") }),
    `says name 'evil', and the file's name 'good'`,
  ],
  [
    "another version in its metadata",
    wheel("good", "2", { metadata: metadata("Name: good", "Version: 3") }),
    `says version '3', and the file's name '2'`,
  ],
  [
    "two names",
    wheel("good", "2", { metadata: metadata("Name: good", "Name: evil", "Version: 2") }),
    "has 2 Name lines",
  ],
  ["no version", wheel("good", "2", { metadata: metadata("Name: good") }), "has no Version lines"],
  [
    "a name in the description only",
    wheel("good", "2", { metadata: "Version: 2\n\nName: good\n" }),
    "has no Name lines",
  ],
  ["no metadata of its own", wheel("good", "2", { top: "evil-2" }), `it holds no 'good-2.dist-info/METADATA'`],
  ["its metadata twice", wheel("good", "2", { times: 2 }), "it holds 2 'good-2.dist-info/METADATA'"],
  ["huge metadata", wheel("good", "2", { repeated: 60_000 }), "its metadata is larger than 4 MiB"],
  [
    "a path that leads out",
    wheel("good", "2", { more: { "../evil.py": "x" } }),
    `it holds '../evil.py', which would be unpacked elsewhere`,
  ],
  ["an absolute path", wheel("good", "2", { more: { "/etc/evil": "x" } }), `it holds '/etc/evil'`],
  ["a path of Windows", wheel("good", "2", { more: { "C:\\evil": "x" } }), "which would be unpacked elsewhere"],
  [
    "a path out of Windows",
    wheel("good", "2", { more: { "good\\..\\..\\evil": "x" } }),
    "which would be unpacked elsewhere",
  ],
  [
    "Python versions that are none",
    wheel("good", "2", { requires: "3" }),
    `its Requires-Python '3' is no version specifier`,
  ],
  [
    "Python versions that break the page",
    wheel("good", "2", { requires: `>=3" onclick="x` }),
    "is no version specifier",
  ],
  [
    "an sdist of another project",
    sdist("good", "2", { metadata: metadata("Name: evil", "Version: 2") }),
    `says name 'evil'`,
  ],
  ["an sdist without metadata", sdist("good", "2", { top: "elsewhere" }), `it holds no 'good-2/PKG-INFO'`],
  ["an sdist that leads out", sdist("good", "2", { more: { "../../evil": "x" } }), "which would be unpacked elsewhere"],
  [
    "an sdist with huge metadata",
    sdist("good", "2", { metadata: "x".repeat(5_000_000) }),
    "its metadata is larger than 4 MiB",
  ],
  [
    "a zip sdist of another version",
    { ...sdist("good", "2"), path: "files/good-2.zip", metadata: metadata("Name: good", "Version: 2.1") },
    `says version '2.1'`,
  ],
];

describe("a distribution with", () => {
  // All in one folder, for each run costs a process: in folders of their own, since most have one name.
  const placed = WRONG.map(([what, made, words], at) => {
    const path = made.path.replace("files/", `files/${at}/`);
    return { what, words, made: { ...made, path } };
  });
  const folder = new IndexFolder(GOOD, ...placed.map(({ made }) => made));
  let runs: readonly Outcome[] = [];
  beforeAll(async () => {
    runs = [await folder.index(), await folder.index()];
  });

  test.each(placed)("$what is named and not listed, in each run", ({ made, words }) => {
    for (const { code, err } of runs) {
      const told = err.split("\n").filter((line) => line.startsWith(`'${made.path}': `));
      expect([code, told]).toEqual([1, [expect.stringContaining(words)]]);
    }
  });

  test("whatever is wrong leaves the others listed", () => {
    for (const { out } of runs) {
      expect(out).toContain(`1 distributions listed, 0 not allowed, ${placed.length} wrong`);
    }
    expect(folder.listed("good")).toEqual(["good-1-py3-none-any.whl"]);
  });
});

test("what is no distribution is told in each run, and left out", async () => {
  const names = [
    "README.md",
    "good-1.exe",
    "good.whl",
    "good-x-py3-none-any.whl",
    "a__b-1-py3-none-any.whl",
    "-1.tar.gz",
    "good.tar.gz",
    "good 1.tar.gz",
    "good-\u0661.zip",
  ];
  const folder = new IndexFolder(GOOD);
  for (const name of names) folder.write(`files/${name}`, "x");
  const { code, err } = await folder.index();
  const told = err.split("\n").flatMap((line) => /^'files\/(.*?)': /.exec(line)?.[1] ?? []);
  expect([code, told.sort()]).toEqual([0, [...names].sort()]);
  expect((await folder.index()).err).toBe(err);
  expect(Object.keys(folder.generated()).filter((path) => path.endsWith(".json"))).toEqual([
    "simple/good/index.json",
    "simple/index.json",
  ]);
});

test.each(["files/good-2-py3-none-any.whl", "files/good-2.tar.gz"])(
  "%s that is cut off anywhere is not listed",
  async (path) => {
    const made = path.endsWith(".whl") ? wheel("good", "2") : sdist("good", "2");
    const { length } = readFileSync(join(new IndexFolder(made).root, path));
    const folder = new IndexFolder();
    const lengths = [
      0,
      1,
      2,
      10,
      18,
      30,
      ...Array.from({ length: 12 }, (_, at) => Math.floor((length * at) / 12)),
      length - 21,
      length - 8,
      length - 1,
    ];
    const cuts = lengths.map((cut, at) => ({ cut, name: `p${at}`, path: path.replace("good", `p${at}`) }));
    folder.make(...cuts.map((one) => ({ ...made, path: one.path, name: one.name })));
    for (const { cut, path: one } of cuts) {
      truncateSync(join(folder.root, one), Math.max(0, Math.min(cut, readFileSync(join(folder.root, one)).length - 1)));
    }
    const { code, out, err } = await folder.index();
    expect(err).not.toContain("Traceback");
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(`0 distributions listed, 0 not allowed, ${lengths.length} wrong`),
    ]);
  },
);

test("bytes that are turned in a wheel or an sdist never end the run", async () => {
  const folder = new IndexFolder(GOOD);
  for (const [kind, made] of [wheel("good", "2"), sdist("good", "2")].entries()) {
    const bytes = readFileSync(join(new IndexFolder(made).root, made.path));
    for (let at = 0; at < bytes.length; at += 3) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at]! + 1 + (at % 255)) % 256;
      folder.write(`files/${kind}-${at}/${made.path.slice(6)}`, turned);
    }
  }
  const { code, err } = await folder.index();
  expect([code, err.includes("Traceback")]).toEqual([1, false]);
  expect(folder.listed("good")).toEqual(["good-1-py3-none-any.whl"]);
});

test("a link is no file, wherever it leads", async () => {
  const folder = new IndexFolder(GOOD).write("state/secret", "x");
  symlinkSync(join(folder.root, "files/good-1-py3-none-any.whl"), join(folder.root, "files/good-3-py3-none-any.whl"));
  symlinkSync("/etc", join(folder.root, "files/etc"));
  const { code, err } = await folder.index();
  expect(code).toBe(0);
  expect(err).toBe("'files/etc': it is no regular file\n'files/good-3-py3-none-any.whl': it is no regular file\n");
  expect(folder.listed("good")).toEqual(["good-1-py3-none-any.whl"]);
});

describe("one distribution with two contents", () => {
  const twice = (one: Made, other: Made): IndexFolder => new IndexFolder(one, { ...other, content: "other\n" });

  test.each([
    ["in two folders", wheel("a", "1"), { ...wheel("a", "1"), path: "b/a-1-py3-none-any.whl" }],
    ["in two spellings of the name", wheel("a_b", "1"), { ...wheel("A.B", "1"), path: "files/A.B-1-py3-none-any.whl" }],
    ["in two spellings of the version", wheel("a", "1.0"), wheel("a", "1")],
    ["as sdists", sdist("a", "1"), { ...sdist("a", "1"), path: "b/a-1.tar.gz" }],
  ])("%s: neither is listed", async (_, one, other) => {
    const { code, err } = await twice(one, other).index();
    expect(code).toBe(1);
    expect(err).toContain(`'${one.path}': it is the same distribution as '${other.path}', with another content`);
    expect(err).toContain(`'${other.path}': it is the same distribution as '${one.path}', with another content`);
  });

  test("in two folders with the same content is listed once", async () => {
    const folder = new IndexFolder(wheel("a", "1"), { ...wheel("a", "1"), path: "b/a-1-py3-none-any.whl" });
    expect((await folder.index()).code).toBe(0);
    expect(folder.listed("a")).toEqual(["a-1-py3-none-any.whl"]);
  });

  test("of which one is listed already: the page stays as it was", async () => {
    const folder = new IndexFolder(wheel("a", "1"));
    await folder.index();
    const before = folder.generated();
    folder.make({ ...wheel("a", "1"), path: "evil/a-1-py3-none-any.whl", content: "evil\n" });
    const { code, err } = await folder.index();
    expect([code, err]).toEqual([1, expect.stringContaining("'simple/a/': stays as it was")]);
    expect(Object.entries(before).every(([path, text]) => folder.generated()[path] === text)).toBe(true);
    folder.remove("evil");
    expect(await folder.index()).toMatchObject({ code: 0, err: "" });
    expect(folder.generated()).toEqual(before);
  });
});

test("a file that is listed and then replaced keeps its digest, until it is deleted and its page written", async () => {
  const folder = new IndexFolder(wheel("a", "1"));
  await folder.index();
  const before = folder.read("simple/a/index.json");
  folder.make(wheel("a", "1", { content: "other\n" }));
  const { code, err } = await folder.index();
  expect([code, err]).toEqual([1, expect.stringContaining("it is listed with another content")]);
  expect(folder.read("simple/a/index.json")).toBe(before);
  folder.remove("files/a-1-py3-none-any.whl");
  await folder.index();
  folder.make(wheel("a", "1", { content: "other\n" }));
  expect((await folder.index()).code).toBe(0);
  expect(folder.read("simple/a/index.json")).not.toBe(before);
});

test("names of real files are read as the library reads them", () => {
  const expected = Object.entries(distributionFiles).flatMap(([project, files]) =>
    Object.entries(files as Record<string, string | null>)
      // Other archives than .tar.gz and .zip are of the time before indexes took two kinds only; they are not listed.
      .filter(([name]) => /\.(whl|tar\.gz|zip)$/.test(name))
      .map(([name, version]) => ({ name, project: project.replace(/[-_.]+/g, "-").toLowerCase(), version })),
  );
  const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
from names import Wrong, read_file_name
def read(name):
    try:
        return read_file_name(name)
    except Wrong:
        return None
print(json.dumps([read(one) for one in json.load(sys.stdin)]))`;
  const { stdout } = spawnSync("python3", ["-B", "-c", script, IndexProgram.FOLDER], {
    input: JSON.stringify(expected.map(({ name }) => name)),
    encoding: "utf8",
  });
  const read = JSON.parse(stdout) as ([string, string] | null)[];
  const differing = expected.flatMap(({ name, project, version }, at) => {
    const [readProject, readVersion] = read[at] ?? [undefined, null];
    return readVersion === version && (version === null || readProject === project) ? [] : [[name, version, read[at]]];
  });
  expect(expected.length).toBeGreaterThan(100);
  expect(differing).toEqual([]);
});
