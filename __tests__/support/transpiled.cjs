const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");

const CACHE = join(__dirname, "../../node_modules/.cache/private-pypi-transpiled");
/** What the result depends on beside the source: the compiler, and how it is called below. */
const OPTIONS = readFileSync(join(__dirname, "transpiled.cjs"), "utf8");
const COMPILER = `${require("typescript/package.json").version}\n${OPTIONS}`;

/**
 * A TypeScript file of the project as JavaScript, and the map back. All tests need it, and those that start a program
 * of their own need all of lib/, so each content is transpiled once, by whoever comes first, and kept beside the
 * modules. Without types: `npm run types` checks them.
 */
function transpiled(file) {
  const source = readFileSync(file, "utf8");
  const kept = join(CACHE, keyOf(source, file));
  try {
    return { code: readFileSync(`${kept}.js`, "utf8"), map: readFileSync(`${kept}.map`, "utf8") };
  } catch {
    const { outputText, sourceMapText } = transpile(source, file);
    const code = outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
    keep(`${kept}.map`, sourceMapText);
    keep(`${kept}.js`, code);
    return { code, map: sourceMapText };
  }
}

/** A name for a content and all that its JavaScript depends on; the map names the file. */
function keyOf(source, file) {
  return createHash("sha256").update(COMPILER).update(basename(file)).update("\n").update(source).digest("hex");
}

function transpile(source, fileName) {
  // Loaded only where it is needed: it takes longer than all the rest.
  const ts = require("typescript");
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    esModuleInterop: true,
    sourceMap: true,
  };
  return ts.transpileModule(source, { compilerOptions, fileName });
}

/** Others may read it at any time, so it appears whole. Where it cannot be kept, it is made each time. */
function keep(file, text) {
  const fresh = `${file}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  } catch {
    return;
  }
}

module.exports = { keyOf, transpiled };
