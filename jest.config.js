/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/__tests__"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/__tests__/e2e/"],
  // Jest leaves one core to watch files, which on two cores doubles the time.
  maxWorkers: "100%",
  // For machines that do other work too. What has to be fast is compared with something else, by `npm run bench`.
  testTimeout: 30_000,
  moduleNameMapper: { "^cdktf-google-private-pypi/(.*)$": "<rootDir>/lib/$1" },
  // Types are checked once, by `npm run check`; here they are only stripped.
  transform: { "\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
};
