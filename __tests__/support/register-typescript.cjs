/**
 * `node -r` this file: TypeScript of the project runs as it is, without types, as under `ts-node --transpile-only`;
 * each file is transpiled once.
 */
const { transpiled } = require("./transpiled.cjs");

require.extensions[".ts"] = (module, file) => {
  module._compile(transpiled(file).code, file);
};
