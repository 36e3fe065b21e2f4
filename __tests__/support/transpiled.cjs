const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const CACHE = join(__dirname, "../../node_modules/.cache/private-pypi-transpiled");
/** What the result depends on beside the source: the compiler, and how it is called below. */
const OPTIONS = readFileSync(join(__dirname, "transpiled.cjs"), "utf8");
const COMPILER = `${require("typescript/package.json").version}\n${OPTIONS}`;

/**
 * A TypeScript file of the project as JavaScript. Most suites that start a program of its own need all of lib/, so each
 * content is transpiled once, by whoever comes first, and kept beside the modules. Without types: `npm run types`
 * checks them.
 */
function transpiled(file) {
  const source = readFileSync(file, "utf8");
  const name = createHash("sha256").update(COMPILER).update(source).digest("hex");
  const kept = join(CACHE, `${name}.js`);
  try {
    return readFileSync(kept, "utf8");
  } catch {
    const code = transpile(source);
    keep(kept, code);
    return code;
  }
}

function transpile(source) {
  // Loaded only where it is needed: it takes longer than all the rest.
  const ts = require("typescript");
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/** Others may read it at any time, so it appears whole. Where it cannot be kept, it is made each time. */
function keep(file, code) {
  const fresh = `${file}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(fresh, code);
    renameSync(fresh, file);
  } catch {
    return;
  }
}

module.exports = { transpiled };
