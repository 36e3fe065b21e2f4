/**
 * fast-check as all tests get it: each run tries the same values, so that a change is not held up by a value that
 * nobody has looked at yet, and what fails fails again. `PROPERTY_SEED=7 npm test` tries others.
 */
const fc = require("../../node_modules/fast-check/lib/cjs/fast-check.js");

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });

module.exports = fc;
