/**
 * `node scripts/lazy-indexes.cjs [DIST]`, run by `npm run build`. In the compiled package, the index of a room loads a
 * file when something in it is asked for first, so that an app pays for the constructs that it uses. The names are
 * known beforehand, so `import { Bucket } from` an ES module works as before.
 */
const { readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { join, resolve } = require("node:path");

const DIST = resolve(process.argv[2] ?? join(__dirname, "../dist"));

/** What the compiler makes of a file that only re-exports. */
const LINE = [
  /^"use strict";$/,
  /^var __(?:createBinding|exportStar) = /,
  /^[ })]/,
  /^Object\.defineProperty\(exports, "\w+", \{/,
  /^exports\..* = void 0;$/,
  /^(?:var|const) \w+ = require\("\.\.?\/[\w/-]+"\);$/,
  /^__exportStar\(require\("\.\.?\/[\w/-]+"\), exports\);$/,
  /^\/\/[ #]/,
  /^$/,
];

/** Exported name → the file that it is from. */
function origins(index) {
  const text = readFileSync(index, "utf8");
  const other = text.split("\n").find((line) => !LINE.some((known) => known.test(line)));
  if (other !== undefined) throw new Error(`${index} does more than re-export: ${other}`);
  const files = [...new Set([...text.matchAll(/require\("(\.\.?\/[^"]+)"\)/g)].map(([, file]) => file))];
  const whole = require(index);
  return Object.keys(whole).map((name) => {
    const from = files.filter((file) => {
      const exported = require(join(index, "..", file));
      return Object.hasOwn(exported, name) && exported[name] === whole[name];
    });
    if (from.length === 0) throw new Error(`${index}: nothing exports ${name}`);
    return [name, from[0]];
  });
}

function lazyIndex(names) {
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    "const files = {",
    ...names.map(([name, file]) => `    ${name}: () => require("${file}"),`),
    "};",
    "for (const [name, load] of Object.entries(files))",
    "    Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });",
    "// Never run: it tells ES modules what they can import by name.",
    `0 && (module.exports = { ${names.map(([name]) => name).join(", ")} });`,
    "",
  ].join("\n");
}

const indexes = readdirSync(DIST)
  .map((room) => join(DIST, room, "index.js"))
  .filter((file) => readdirSync(join(file, "..")).includes("index.js"));
const written = indexes.map((index) => [index, lazyIndex(origins(index))]);
for (const [index, text] of written) {
  writeFileSync(index, text);
  rmSync(`${index}.map`, { force: true });
}
