/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.js"),
  testPathIgnorePatterns: ["/node_modules/"],
  testMatch: ["<rootDir>/__tests__/e2e/**/*.test.ts"],
  testTimeout: 300_000,
  maxWorkers: 1,
  verbose: true,
};
