import { readdirSync } from "node:fs";
import { join } from "node:path";
import { IndexProgram } from "../../lib/static-index";
import { IndexFolder, sdist, wheel } from "./index-folder";

/** The files that have a mark, by which the server lets them be had. */
function marked(folder: IndexFolder): string[] {
  const top = join(folder.root, IndexProgram.LISTED);
  return readdirSync(top, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(top.length + 1))
    .sort();
}

/** The files that pages lead to. */
function linked(folder: IndexFolder): string[] {
  const pages = Object.entries(folder.generated()).filter(([path]) => /^simple\/[^/]+\/index\.html$/.test(path));
  const links = pages.flatMap(([, page]) => [...page.matchAll(/href="\.\.\/\.\.\/([^"#]*)#/g)]);
  return links.map(([, link = ""]) => decodeURIComponent(link)).sort();
}

const allowing = (...versions: readonly string[]): string =>
  JSON.stringify({ version: 1, packages: [{ name: "a", versions }] });

test("what pages list has a mark, and nothing else has", async () => {
  const folder = new IndexFolder(wheel("a", "1"), sdist("a", "2"), wheel("a", "3"), wheel("b", "1"));
  folder.write("files/README", "").write("files/c-1-py3-none-any.whl", "no zip");
  folder.make({ ...wheel("b", "1"), path: "copies/b-1-py3-none-any.whl" });
  const list = join(folder.root, "allow.json");
  const steps: [what: () => unknown, count: number, allow?: string][] = [
    [() => undefined, 4],
    [() => undefined, 2, allowing("1", "2")],
    [() => undefined, 1, allowing("3")],
    [() => undefined, 0, allowing()],
    [() => undefined, 4],
    [() => folder.remove("copies"), 4],
    [() => folder.remove("files/a-3-py3-none-any.whl"), 3],
    [() => folder.make(wheel("a", "4")).write("files/a-4-py3-none-any.whl.yanked", ""), 4],
    [() => folder.remove("files/b-1-py3-none-any.whl"), 3],
    [() => folder.remove("state/listed"), 3],
    [() => folder.write("state/listed/files/x-1-py3-none-any.whl", ""), 3],
    [() => folder.remove("state"), 3],
  ];
  for (const [step, count, allow] of steps) {
    step();
    folder.write("allow.json", allow ?? "");
    await folder.index(...(allow === undefined ? [] : ["--allow", list]));
    expect(marked(folder)).toEqual(linked(folder));
    expect(marked(folder)).toHaveLength(count);
  }
});

test("a page that stays since one of its files is another now lends its mark to none but the others", async () => {
  const folder = new IndexFolder(wheel("a", "1"), wheel("a", "2"));
  await folder.index();
  folder.make(wheel("a", "1", { content: "other\n" }), wheel("a", "3"));
  expect((await folder.index()).code).toBe(1);
  expect(linked(folder)).toEqual(["files/a-1-py3-none-any.whl", "files/a-2-py3-none-any.whl"]);
  expect(marked(folder)).toEqual(["files/a-2-py3-none-any.whl"]);
});

test("whoever uploads a second content takes nothing away that is listed", async () => {
  const folder = new IndexFolder(wheel("a", "1"));
  await folder.index();
  folder.make({ ...wheel("a", "1", { content: "other\n" }), path: "files/x/a-1-py3-none-any.whl" });
  expect((await folder.index()).code).toBe(1);
  expect([linked(folder), marked(folder)]).toEqual([["files/a-1-py3-none-any.whl"], ["files/a-1-py3-none-any.whl"]]);
});

test("no mark stands for less than a page while a run is ended in between", async () => {
  const folder = new IndexFolder(wheel("a", "1"), wheel("a", "2"), wheel("b", "1"));
  await folder.index();
  // As a run leaves it that ended after it had written marks, and before it wrote pages.
  folder.make(wheel("a", "3")).write("state/listed/files/a-3-py3-none-any.whl", "");
  await folder.index();
  expect(marked(folder)).toEqual(linked(folder));
  expect(linked(folder)).toContain("files/a-3-py3-none-any.whl");
});
