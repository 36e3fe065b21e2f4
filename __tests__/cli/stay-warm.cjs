/**
 * `node stay-warm.cjs MAIN`: runs the command once for each line of the standard input, which is a JSON list of
 * arguments, and answers each with a line of JSON: { code, out, err }. For each, all of the command's own modules are
 * evaluated anew; what stays is node, what has been read and compiled, and the modules of others. It has ended when
 * nothing is left to wait for, as a process has.
 */
const { Buffer } = require("node:buffer");
const { readFileSync, readSync, writeSync } = require("node:fs");
const { dirname } = require("node:path");
const { Writable } = require("node:stream");
const { setImmediate } = require("node:timers");
const { Script } = require("node:vm");
const Module = require("node:module");

const [, , main] = process.argv;
const own = `${dirname(dirname(main))}/`;
const isOwn = (file) => file.startsWith(own);

const load = Module._extensions[".js"];
const compiled = new Map();
Module._extensions[".js"] = (module, file) => {
  if (!isOwn(file)) return load(module, file);
  if (!compiled.has(file)) {
    const code = readFileSync(file, "utf8").replace(/^#!.*/, "");
    compiled.set(file, new Script(Module.wrap(code), { filename: file }).runInThisContext());
  }
  const require = (id) => module.require(id);
  require.main = process.mainModule;
  require.resolve = (id) => Module._resolveFilename(id, module);
  require.cache = Module._cache;
  return compiled.get(file).call(module.exports, module.exports, require, module, file, dirname(file));
};

/** A stream that is no terminal, and keeps what is written to it. */
class Kept extends Writable {
  text = "";
  _write(chunk, _encoding, done) {
    this.text += chunk.toString();
    done();
  }
}

let streams;
process.on("beforeExit", () => {
  if (streams !== undefined) answer();
  const line = nextLine();
  if (line !== undefined) start(JSON.parse(line));
});
// The one who asks does not wait for somebody who is gone.
process.on("exit", (code) => {
  if (streams !== undefined) writeSync(1, `${JSON.stringify({ gone: code, err: streams.err.text })}\n`);
});

function answer() {
  const outcome = { code: process.exitCode ?? 0, out: streams.out.text, err: streams.err.text };
  streams = undefined;
  process.exitCode = undefined;
  writeSync(1, `${JSON.stringify(outcome)}\n`);
}

function start(args) {
  for (const file of Object.keys(Module._cache)) if (isOwn(file)) delete Module._cache[file];
  streams = { out: new Kept(), err: new Kept() };
  Object.defineProperty(process, "stdout", { value: streams.out, configurable: true });
  Object.defineProperty(process, "stderr", { value: streams.err, configurable: true });
  process.argv = [process.execPath, main, ...args];
  Module._load(main, undefined, false);
  // Something to wait for, so that the end is told again.
  setImmediate(() => undefined);
}

const buffer = Buffer.alloc(1 << 16);
let ahead = Buffer.alloc(0);

/** Waits for a line without going on with anything else; undefined at the end. */
function nextLine() {
  for (let end = ahead.indexOf(10); ; end = ahead.indexOf(10)) {
    if (end >= 0) {
      const line = ahead.subarray(0, end).toString();
      ahead = ahead.subarray(end + 1);
      return line;
    }
    const count = readSync(0, buffer);
    if (count === 0) return undefined;
    ahead = Buffer.concat([ahead, buffer.subarray(0, count)]);
  }
}
