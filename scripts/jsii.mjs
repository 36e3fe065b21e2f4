/**
 * Compiles the rooms of constructs with jsii, which translates TypeScript for Python, Java, C# and Go: what it cannot
 * express must not come into their public surface. Prints what it has to say; the exit code is jsii's.
 *
 *     node scripts/jsii.mjs [FOLDER]
 *
 * FOLDER is where the package is put together, and keeps it; without it, that is a temporary folder.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { CONSTRUCT_ROOMS, NAMED_BY_CONSTRUCTS } from "../eslint.rules.mjs";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const json = (file) => JSON.parse(readFileSync(path.join(ROOT, file), "utf8").replace(/^\s*\/\/.*$/gm, ""));
const write = (file, value) => {
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value, undefined, 2));
};

/** Where a package for jsii differs from the project. `undefined` takes an option away. */
const OUR_OPTIONS = {
  types: ["node"],
  declaration: true,
  noEmit: undefined,
  paths: undefined,
  isolatedModules: undefined,
};

/** Puts a package together that jsii takes: each room is a submodule. */
function assemble(folder) {
  const lib = path.join(folder, "lib");
  cpSync(path.join(ROOT, "lib"), lib, { recursive: true });
  cpSync(path.join(ROOT, "packages"), path.join(folder, "packages"), { recursive: true });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));

  const submodule = (room, file) => `export * as ${room.replaceAll("-", "_")} from "./${file}";\n`;
  const rooms = CONSTRUCT_ROOMS.map((room) => submodule(room, room));
  for (const [room, files] of Object.entries(NAMED_BY_CONSTRUCTS)) {
    write(path.join(lib, `jsii-${room}.ts`), files.map((file) => `export * from "./${room}/${file}";\n`).join(""));
    rooms.push(submodule(room, `jsii-${room}`));
  }
  write(path.join(lib, "index.ts"), rooms.join(""));

  const { name, version, description, license, engines, peerDependencies, dependencies } = json("package.json");
  write(path.join(folder, "package.json"), {
    ...{ name, version, description, license, engines, peerDependencies, dependencies },
    author: { name: "its authors", email: "authors@example.com" },
    repository: { type: "git", url: "https://example.com/repository.git" },
    main: "lib/index.js",
    types: "lib/index.d.ts",
    bundledDependencies: Object.keys(dependencies),
    devDependencies: Object.fromEntries(
      Object.entries(peerDependencies).map(([name, range]) => [name, range.replace("^", "")]),
    ),
    jsii: { outdir: "dist", targets: { python: { distName: name, module: name.replaceAll("-", "_") } } },
  });
  write(path.join(folder, "README.md"), `# ${name}\n`);

  const { compilerOptions } = json("tsconfig.json");
  write(path.join(folder, "tsconfig.json"), {
    compilerOptions: { ...compilerOptions, ...OUR_OPTIONS },
    include: ["lib/index.ts"],
  });
}

function compile(folder) {
  const jsii = createRequire(import.meta.url).resolve("jsii/bin/jsii");
  const options = ["--tsconfig", "tsconfig.json", "--validate-tsconfig", "minimal", "--silence-warnings=reserved-word"];
  const { status } = spawnSync(process.execPath, [jsii, ...options, "--fail-on-warnings"], {
    cwd: folder,
    stdio: "inherit",
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split(".")[0] },
  });
  return status ?? 1;
}

const [kept] = process.argv.slice(2);
const folder = kept ?? mkdtempSync(path.join(tmpdir(), "jsii-"));
try {
  assemble(folder);
  process.exitCode = compile(folder);
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}
