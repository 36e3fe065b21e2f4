import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ContextFiles } from "../../lib/cloud-build/context-files";
import { DockerIgnore } from "../../lib/cloud-build/docker-ignore";
import cases from "./dockerignore/cases.json";
import { folderOf, removeFolders } from "./folders";

afterEach(removeFolders);

interface Case {
  readonly ignore: string;
  readonly files: readonly string[];
  readonly sent: readonly string[];
  readonly error?: string;
}

// What BuildKit's own code (github.com/tonistiigi/fsutil, with moby/patternmatcher 0.6.1) sends of random folders, and
// what it refuses.
const KNOWN = cases as readonly Case[];
/** Docker takes these as long as no name brings it to the bad class. */
const REFUSED_HERE_ONLY = /\[\]|-\]|\[[\s/]|\[$|\[[^\]]*[*?/]/;

function sent({ files, ignore }: Case): readonly string[] {
  const folder = folderOf({});
  for (const name of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), "");
  }
  // A name of its own, so that it is no file of the folder.
  writeFileSync(join(folder, "Dockerfile-of-the-test.dockerignore"), ignore);
  try {
    const found = ContextFiles.of(folder, "Dockerfile-of-the-test").map(({ name }) => name);
    return found.filter((name) => !name.startsWith("Dockerfile-of-the-test"));
  } catch (error) {
    if (String(error).includes("holds no file")) return [];
    throw error;
  } finally {
    removeFolders();
  }
}

const taken = KNOWN.filter(({ ignore, error }) => error === undefined && !REFUSED_HERE_ONLY.test(ignore));

test("there are cases of every kind", () => {
  expect(taken.length).toBeGreaterThan(300);
  expect(taken.filter(({ files, sent: of }) => of.length < files.length).length).toBeGreaterThan(80);
  expect(KNOWN.filter(({ error }) => error !== undefined).length).toBeGreaterThan(20);
});

test("a build gets what docker would send it", () => {
  const wrong = taken.flatMap((one, index) => {
    // A folder on a disk costs more than the comparison.
    if (index % 3 !== 0) return [];
    const found = [...sent(one)].sort();
    return JSON.stringify(found) === JSON.stringify([...one.sent].sort()) ? [] : [{ ...one, found }];
  });
  expect(wrong).toEqual([]);
});

test("what docker refuses is refused, with the line", () => {
  for (const { ignore } of KNOWN.filter(({ error }) => error !== undefined)) {
    expect(() => DockerIgnore.parse(ignore, ".dockerignore")).toThrow(
      /pattern ".*": .*, from \.dockerignore:\d+|problems/,
    );
  }
});

test.each([
  ["[a*]", "not one that every docker reads"],
  ["[/*/[a-c]", "not one that every docker reads"],
  ["[ab", 'pattern "[ab": not one that every docker reads'],
  ["ok\n!", 'pattern "!": an exception needs a pattern after "!", from here:2'],
  ["a\\b", 'a letter or digit needs no "\\" before it'],
  ["a\\", "not one that every docker reads"],
])("%j is refused", (text, sentence) => {
  expect(() => DockerIgnore.parse(text, "here")).toThrow(sentence);
});

test("an escaped backslash before a letter is a backslash", () => {
  expect(DockerIgnore.parse("a\\\\b", "here").match("a\\b").isIgnored).toBe(true);
});

test("characters outside of the first plane count as one", () => {
  expect(DockerIgnore.parse("?", "here").match("😀").isIgnored).toBe(true);
});

test("the Dockerfile and the ignore file are sent even where the ignore file names them", () => {
  const folder = folderOf({ Dockerfile: "FROM scratch", ".dockerignore": "*\n!a", a: "", b: "" });
  expect(ContextFiles.of(folder, "Dockerfile").map(({ name }) => name)).toEqual([".dockerignore", "Dockerfile", "a"]);
  const below = folderOf({ "docker/Dockerfile": "FROM scratch", ".dockerignore": "docker", a: "" });
  expect(ContextFiles.of(below, "docker/Dockerfile").map(({ name }) => name)).toEqual([
    ".dockerignore",
    "a",
    "docker/Dockerfile",
  ]);
});

test("the ignore file of the Dockerfile comes before that of the folder", () => {
  const folder = folderOf({ "x.Dockerfile": "", "x.Dockerfile.dockerignore": "a", ".dockerignore": "b", a: "", b: "" });
  expect(ContextFiles.of(folder, "x.Dockerfile").map(({ name }) => name)).toEqual([
    ".dockerignore",
    "b",
    "x.Dockerfile",
    "x.Dockerfile.dockerignore",
  ]);
});
