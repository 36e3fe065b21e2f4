/**
 * Builds what is packed; in a fresh clone, the tools that build it are installed first. What is said goes to the
 * standard error output.
 */
const { execSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const isInstalled = existsSync(join(root, "node_modules/typescript/package.json"));
for (const command of isInstalled ? ["npm run build"] : ["npm ci --ignore-scripts", "npm run build"])
  execSync(command, { cwd: root, stdio: ["ignore", process.stderr, process.stderr] });
