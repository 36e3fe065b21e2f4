import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { InstalledCommand } from "../cli/installed-command";

const ROOT = resolve(__dirname, "../..");
// Below node_modules, where the package finds its own modules.
const cache = join(ROOT, "node_modules/.cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "lazy-indexes-"));
const lazy = join(folder, "lazy/dist");
const eager = new InstalledCommand().dist;
const rooms = readdirSync(eager).filter((room) => existsSync(join(eager, room, "index.js")));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function node(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

const script = join(ROOT, "scripts/lazy-indexes.cjs");

beforeAll(() => {
  cpSync(join(eager, ".."), join(folder, "lazy"), { recursive: true });
  expect(node(script, lazy)).toEqual({ status: 0, out: "", err: "" });
});

const names = (dist: string): unknown => {
  const program =
    `console.log(JSON.stringify(${JSON.stringify(rooms)}.map((room) => Object.keys(require(${JSON.stringify(dist)} + ` +
    '"/" + room)).sort())))';
  return JSON.parse(node("-e", program).out);
};

test("each room exports the same names", () => {
  expect(names(lazy)).toEqual(names(eager));
});

test("each export loads, whichever is asked for first, and nothing is loaded before", () => {
  const program = `
    const own = () => Object.keys(require.cache).filter((file) => file.startsWith(${JSON.stringify(lazy)}));
    let asked = 0;
    for (const room of ${JSON.stringify(rooms)}) {
      const index = ${JSON.stringify(lazy)} + "/" + room;
      for (const name of Object.keys(require(index))) {
        for (const file of own()) delete require.cache[file];
        const exported = require(index);
        if (own().length !== 1) throw new Error(room + " loads " + own().join());
        if (exported[name] === undefined) throw new Error(room + " has no " + name);
        asked += 1;
      }
    }
    console.log(asked)`;
  const { out, err } = node("-e", program);
  expect(err).toBe("");
  expect(Number(out)).toBe((names(eager) as unknown[][]).flat().length);
});

test("an ES module imports by name", () => {
  const program = `import { RegistryStack } from ${JSON.stringify(join(lazy, "stacks/index.js"))}; console.log(RegistryStack.name)`;
  expect(node("--input-type=module", "-e", program)).toEqual({ status: 0, out: "RegistryStack\n", err: "" });
});

test("an index that does more than to re-export is refused", () => {
  mkdirSync(join(folder, "odd/core"), { recursive: true });
  writeFileSync(join(folder, "odd/core/index.js"), '"use strict";\nexports.five = 2 + 3;\n');
  expect(node(script, join(folder, "odd")).err).toContain("does more than re-export: exports.five = 2 + 3;");
});
