const { execFileSync } = require("node:child_process");
const { delimiter, dirname } = require("node:path");

// What a version manager puts on the path is a script that looks for Python at each start, and takes longer than Python
// itself.
try {
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  const path = process.env.PATH.split(delimiter);
  if (!path.includes(dirname(python))) process.env.PATH = [dirname(python), ...path].join(delimiter);
} catch {
  // Without Python, the tests that need it say so.
}

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "<rootDir>/__tests__/support/shared-scripts-environment.cjs",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/__tests__/e2e/"],
  // Jest leaves one core to watch files, which on two cores doubles the time.
  maxWorkers: "100%",
  testSequencer: "<rootDir>/__tests__/support/longest-first.cjs",
  // For machines that do other work too. What has to be fast is compared with something else, by `npm run bench`.
  testTimeout: 30_000,
  moduleNameMapper: {
    "^cdktf-google-private-pypi/(.*)$": "<rootDir>/lib/$1",
    "^fast-check$": "<rootDir>/__tests__/support/seeded-fast-check.cjs",
    // What cdktf calls its own file, from beside it and from the folders above.
    "^\\./(?:tokens/)?(?:private/)?stack-trace$": "<rootDir>/__tests__/support/no-stack-trace.cjs",
  },
  // Types are checked once, by `npm run check`; here they are only stripped.
  transform: { "\\.ts$": "<rootDir>/__tests__/support/typescript-transformer.cjs" },
};
