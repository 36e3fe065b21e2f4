/**
 * Stops a publication for which the owner has not said yet who and where they are; package.json is the one place for
 * it.
 */
const { author, bugs, homepage, repository } = require("../package.json");

const values = { author, homepage, "repository.url": repository?.url, "bugs.url": bugs?.url };
const missing = Object.entries(values).filter(([, value]) => value === undefined || /^[A-Z]+$/.test(value));
if (missing.length > 0) {
  console.error(`package.json: fill in ${missing.map(([name]) => name).join(", ")} before it is published`);
  process.exitCode = 1;
}
