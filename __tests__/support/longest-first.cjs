const { sep } = require("node:path");
const TestSequencer = require("@jest/test-sequencer").default;

/** The test files that take longest: each starts programs, or tries very much. */
const LONGEST = [
  "compute/startup-script",
  "cloud-build/build-package",
  "plan-review/hostile-plans",
  "cli/files",
  "cli/terminal",
  "packages/hostile-input",
  "preview/faults",
  "cli/verify",
  "plan-review/rules/rules",
  "examples/no-egress-vpc",
];

const rank = (path) => {
  const at = LONGEST.findIndex((name) => path.endsWith(`${sep}${name.replaceAll("/", sep)}.test.ts`));
  return at === -1 ? LONGEST.length : at;
};

/**
 * Begins with what takes longest. Jest knows that only of a run before; in a fresh clone it goes by the size of files,
 * and one core would wait for the last one.
 */
module.exports = class LongestFirst extends TestSequencer {
  static LONGEST = LONGEST;

  /** All others stay in their order. */
  static ordered(tests) {
    return tests.toSorted((one, other) => rank(one.path) - rank(other.path));
  }

  sort(tests) {
    return LongestFirst.ordered(super.sort(tests));
  }
};
