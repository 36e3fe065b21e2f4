import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pack } from "./packed-package";

const MINUTES = 60_000;
const ROOT = path.resolve(__dirname, "../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-archive-"));
const VERSIONS = ["20", "22", "24"];

/** The npm package `node` is a program of that version. */
function install(version: string): string | undefined {
  const place = path.join(folder, `node-${version}`);
  fs.mkdirSync(place);
  fs.writeFileSync(path.join(place, "package.json"), "{}");
  const args = ["install", "--prefer-offline", "--no-audit", "--no-fund", `node@${version}`];
  spawnSync("npm", args, { cwd: place, timeout: 2 * MINUTES });
  const binary = path.join(place, "node_modules/node/bin/node");
  return spawnSync(binary, ["--version"]).status === 0 ? binary : undefined;
}

const found = VERSIONS.map(install).filter((binary) => binary !== undefined);
const testWithAll = found.length === VERSIONS.length ? test : test.skip;
const why = found.length === VERSIONS.length ? "" : ` (skipped: npm has no programs of Node.js ${VERSIONS.join(", ")})`;

const PROGRAM = `
const { createHash } = require("node:crypto");
const { BuildContext } = require(process.argv[1]);
const { archive, hash } = BuildContext.fromFolder(process.argv[2]);
console.log(JSON.stringify({ node: process.version, hash, archive: createHash("sha256").update(archive).digest("hex") }));
`;

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** The same files, written in another order at another time with another owner's rights. */
function tree(turn: number): string {
  const place = path.join(folder, `tree-${turn}`);
  const names = Array.from(
    { length: 200 },
    (_, at) => `${["a", "ä", "B", "ß", "Z", "é/x"][at % 6] ?? ""}/${at}-İı.txt`,
  );
  for (const name of turn % 2 === 0 ? names : [...names].reverse()) {
    const file = path.join(place, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Long enough for several blocks of the compression.
    fs.writeFileSync(file, name.repeat(Number(name.replaceAll(/\D/g, "")) * 7), {
      mode: turn % 2 === 0 ? 0o644 : 0o600,
    });
    fs.utimesSync(file, turn * 1_000_000, turn * 2_000_000);
  }
  fs.symlinkSync("Z", path.join(place, "link"));
  return place;
}

testWithAll(
  `the archive of a folder is the same, byte for byte, by Node.js ${VERSIONS.join(", ")}, locales and times${why}`,
  () => {
    pack(folder);
    const context = path.join(ROOT, "dist/cloud-build/build-context.js");
    const locales = ["C", "tr_TR.UTF-8", "de_DE.UTF-8"];
    const results = found.map((binary, turn) => {
      const env = { PATH: process.env.PATH, LANG: locales[turn], LC_ALL: locales[turn], TZ: `Etc/GMT${turn * 5 - 5}` };
      const out = execFileSync(binary, ["-e", PROGRAM, context, tree(turn)], { env, encoding: "utf8" });
      return JSON.parse(out) as { node: string; hash: string; archive: string };
    });
    expect(results.map(({ node }) => /^v(\d+)/.exec(node)?.[1])).toEqual(VERSIONS);
    expect(new Set(results.map(({ hash, archive }) => `${hash} ${archive}`)).size).toBe(1);
  },
  5 * MINUTES,
);
