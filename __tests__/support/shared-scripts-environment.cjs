const vm = require("node:vm");
const { TestEnvironment } = require("jest-environment-node");

/**
 * Jest's environment for Node, in a worker that compiles each file once. Jest hands all that a test file loads to the
 * compiler anew, and that took longer than to run most of it. Each test file still evaluates all modules by itself,
 * in a context of its own; what is shared is compiled code, as V8 itself shares it among the realms of a page.
 */
module.exports = TestEnvironment;

const compileFunction = vm.compileFunction;
const scripts = new Map();
/** What Jest says of a file. Whoever says more wants something else. */
const OPTIONS = ["filename", "importModuleDynamically", "parsingContext"];

vm.compileFunction = function (source, parameters = [], options = {}) {
  if (!isJests(source, options)) return compileFunction(source, parameters, options);
  return script(source, parameters, options.filename).runInContext(options.parsingContext);
};

/** Whether Jest asks. A file that imports while it runs belongs to the sandbox from which it is loaded. */
function isJests(source, options) {
  const isIts = OPTIONS.every((name) => name in options) && Object.keys(options).length === OPTIONS.length;
  return isIts && !/\bimport\s*\(/.test(source);
}

/**
 * An expression that is the function, compiled for no context in particular. Held, as V8 soon forgets what nobody
 * uses.
 */
function script(source, parameters, filename) {
  const key = `${filename}\n${parameters.join()}`;
  const kept = scripts.get(key);
  if (kept?.source === source) return kept.script;
  const prefix = `(function (${parameters.join(", ")}) {`;
  const fresh = new vm.Script(`${prefix}${source}\n})`, { filename, columnOffset: -prefix.length });
  scripts.set(key, { source, script: fresh });
  return fresh;
}
