import { createHash } from "node:crypto";
import { readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { IndexFolder, sdist, wheel } from "./index-folder";

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

test("pages list each file with its digest, size, Python versions and metadata, in HTML and in JSON", async () => {
  const folder = new IndexFolder(wheel("Foo_Bar", "1.0", { requires: ">=3.8, <4" }), sdist("foo-bar", "1.1"));
  expect(await folder.index()).toEqual({
    code: 0,
    err: "",
    out: "2 distributions listed, 0 not allowed, 0 wrong; 2 read, 7 files written, 0 deleted\n",
  });

  const [whl, tar] = ["files/Foo_Bar-1.0-py3-none-any.whl", "files/foo-bar-1.1.tar.gz"].map((path) =>
    readFileSync(join(folder.root, path)),
  );
  const metadata =
    "Metadata-Version: 2.1\nName: Foo_Bar\nVersion: 1.0\nRequires-Python: >=3.8, <4\n\nText: of the description\n";
  expect(folder.read("files/Foo_Bar-1.0-py3-none-any.whl.metadata")).toBe(metadata);
  expect(folder.page("foo-bar")).toEqual({
    meta: { "api-version": "1.1" },
    name: "foo-bar",
    versions: ["1.0", "1.1"],
    files: [
      {
        filename: "Foo_Bar-1.0-py3-none-any.whl",
        url: "../../files/Foo_Bar-1.0-py3-none-any.whl",
        hashes: { sha256: sha256(whl!) },
        size: whl!.length,
        "requires-python": ">=3.8, <4",
        "core-metadata": { sha256: sha256(metadata) },
      },
      {
        filename: "foo-bar-1.1.tar.gz",
        url: "../../files/foo-bar-1.1.tar.gz",
        hashes: { sha256: sha256(tar!) },
        size: tar!.length,
      },
    ],
  });
  expect(folder.read("simple/foo-bar/index.html").split("\n").slice(7, 9)).toEqual([
    `<a href="../../files/Foo_Bar-1.0-py3-none-any.whl#sha256=${sha256(whl!)}" data-requires-python="&gt;=3.8, ` +
      `&lt;4" data-core-metadata="sha256=${sha256(metadata)}" ` +
      `data-dist-info-metadata="sha256=${sha256(metadata)}">Foo_Bar-1.0-py3-none-any.whl</a><br>`,
    `<a href="../../files/foo-bar-1.1.tar.gz#sha256=${sha256(tar!)}">foo-bar-1.1.tar.gz</a><br>`,
  ]);
  expect(JSON.parse(folder.read("simple/index.json"))).toEqual({
    meta: { "api-version": "1.1" },
    projects: [{ name: "foo-bar" }],
  });
  expect(folder.read("simple/index.html")).toContain('<a href="foo-bar/">foo-bar</a><br>\n');
});

test("the same files make the same bytes, whatever their order, age and way there", async () => {
  const made = [wheel("a", "1"), wheel("b", "2", { requires: ">=3" }), wheel("a", "10"), sdist("a", "2")];
  const one = new IndexFolder(...made);
  await one.index();
  const other = new IndexFolder();
  for (const each of [...made].reverse()) {
    other.make(each);
    utimesSync(join(other.root, each.path), 1e9, 1e9);
    await other.index();
  }
  other.make(wheel("gone", "1"));
  await other.index();
  other.remove("files/gone-1-py3-none-any.whl").remove("files/gone-1-py3-none-any.whl.metadata");
  await other.index();
  expect(other.generated()).toEqual(one.generated());
});

test("a run reads what is new, and writes what changes", async () => {
  const folder = new IndexFolder(wheel("a", "1"), wheel("b", "1"));
  await folder.index();
  expect((await folder.index()).out).toContain(
    "2 distributions listed, 0 not allowed, 0 wrong; 0 read, 0 files written",
  );
  folder.make(wheel("a", "2"));
  // Its metadata, its mark, and both pages of one project; the list of projects and the other project stay.
  expect((await folder.index()).out).toContain(
    "3 distributions listed, 0 not allowed, 0 wrong; 1 read, 4 files written",
  );
  expect(folder.listed("a")).toHaveLength(2);
});

test("whatever somebody does to generated files, the next run mends", async () => {
  const folder = new IndexFolder(wheel("a", "1"), wheel("b", "1"));
  await folder.index();
  const before = folder.generated();
  folder.write("simple/a/index.html", "").remove("simple/b").remove("files/b-1-py3-none-any.whl.metadata");
  folder.write("simple/c/index.html", "").write("files/a-1-py3-none-any.whl.metadata", "x");
  expect((await folder.index()).code).toBe(0);
  expect(folder.generated()).toEqual(before);
  folder.write("state/index", "\0not a state\t{");
  expect((await folder.index()).code).toBe(0);
  expect(folder.generated()).toEqual(before);
});

test("metadata that an earlier run left half written is written anew", async () => {
  const folder = new IndexFolder(wheel("a", "1")).write("files/a-1-py3-none-any.whl.metadata", "Metadata-Ver");
  await folder.index();
  const [{ "core-metadata": listed }] = folder.page("a").files as unknown as [{ "core-metadata": { sha256: string } }];
  expect(sha256(folder.read("files/a-1-py3-none-any.whl.metadata"))).toBe(listed.sha256);
});

test("the pages of a project go with its last file", async () => {
  const folder = new IndexFolder(wheel("a", "1"), wheel("b", "1"));
  await folder.index();
  folder.remove("files/b-1-py3-none-any.whl");
  expect((await folder.index()).out).toContain("3 deleted");
  expect(folder.read("simple/index.html")).not.toContain("b/");
  expect(() => folder.page("b")).toThrow("ENOENT");
});

test("a marker file withdraws a distribution, with its text as the reason", async () => {
  const folder = new IndexFolder(wheel("a", "1"), wheel("a", "2"));
  folder.write("files/a-1-py3-none-any.whl.yanked", ' breaks "x" <b>\n').write("files/a-2-py3-none-any.whl.yanked", "");
  await folder.index();
  const { files } = folder.page("a") as unknown as { files: { yanked: unknown }[] };
  expect(files.map(({ yanked }) => yanked)).toEqual(['breaks "x" <b>', true]);
  expect(folder.read("simple/a/index.html")).toContain('data-yanked="breaks &quot;x&quot; &lt;b&gt;"');
  folder.remove("files/a-1-py3-none-any.whl.yanked").write("files/a-2-py3-none-any.whl.yanked", "late");
  await folder.index();
  const later = (folder.page("a") as unknown as { files: { yanked?: unknown }[] }).files;
  expect(later.map(({ yanked }) => yanked)).toEqual([undefined, "late"]);
});

describe("an allow list", () => {
  const allow = (packages: unknown): string => JSON.stringify({ version: 1, packages });

  test("decides what is listed, by the version and not by its spelling", async () => {
    const folder = new IndexFolder(wheel("a", "1.0"), wheel("a", "2.0"), wheel("b", "1"), wheel("c", "1"));
    folder.write(
      "state/allow.json",
      allow([
        { name: "a", versions: ["1"] },
        { name: "B", versions: "any" },
      ]),
    );
    const { out } = await folder.index("--allow", join(folder.root, "state/allow.json"));
    expect(out).toContain("2 distributions listed, 2 not allowed, 0 wrong");
    expect(folder.listed("a")).toEqual(["a-1.0-py3-none-any.whl"]);
    expect(Object.keys(folder.generated()).filter((path) => path.startsWith("simple/c"))).toEqual([]);
  });

  test("that changes counts for files that were known before", async () => {
    const folder = new IndexFolder(wheel("a", "1"), wheel("a", "2"), wheel("b", "1"));
    const list = join(folder.root, "state/allow.json");
    await folder.index();
    folder.write("state/allow.json", allow([{ name: "a", versions: ["2"] }]));
    await folder.index("--allow", list);
    expect([folder.listed("a"), folder.read("simple/index.html").includes("b/")]).toEqual([
      ["a-2-py3-none-any.whl"],
      false,
    ]);
    folder.write("state/allow.json", allow([{ name: "a", versions: "any" }]));
    expect((await folder.index("--allow", list)).out).toContain("2 distributions listed, 1 not allowed");
    folder.write("state/allow.json", allow([{ name: "a", versions: [] }]));
    expect((await folder.index("--allow", list)).out).toContain("0 distributions listed, 3 not allowed");
    folder.write("state/allow.json", allow([]));
    expect((await folder.index("--allow", list)).out).toContain("0 distributions listed, 3 not allowed");
    await folder.index();
    expect([folder.listed("a"), folder.listed("b")].flat()).toHaveLength(3);
  });

  test.each([
    "",
    "{}",
    "[]",
    '{"version":1}',
    '{"version":2,"packages":[]}',
    '{"version":1,"packages":[{"name":"a"}]}',
    '{"version":1,"packages":[{"name":"a","versions":"1"}]}',
    '{"version":1,"packages":[{"name":"a","versions":["x"]}]}',
    '{"version":1,"packages":["a"]}',
  ])("that is none (%s) lets nothing be done", async (text) => {
    const folder = new IndexFolder(wheel("a", "1")).write("allow.json", text);
    const { code, err } = await folder.index("--allow", join(folder.root, "allow.json"));
    expect(code).toBe(2);
    expect(err).toMatch(/^error: .*allow\.json/);
    expect(folder.generated()).toEqual({});
  });
});
