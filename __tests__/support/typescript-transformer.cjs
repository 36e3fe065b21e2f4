/** Jest's transformer: the same JavaScript as the programs that tests start, transpiled once for both. */
const { keyOf, transpiled } = require("./transpiled.cjs");

module.exports = {
  getCacheKey: keyOf,
  process: (_source, file) => transpiled(file),
};
