import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { InstalledCommand } from "./installed-command";
import { WarmCommand } from "./warm-command";

const command = new InstalledCommand();
const warm = new WarmCommand(command);

/** SARIF's own schema, of draft 4, which differs from draft 7 in the name of `id` alone as far as it is used. */
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync(join(__dirname, "../support/schema/sarif-2.1.0.json"), "utf8")) as Record<string, unknown>;
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);

function check(...args: readonly string[]): { code: number | null; rules: any[]; results: any[] } {
  const { code, out } = warm.run("check", ...args, "--format", "sarif");
  const log = JSON.parse(out);
  expect([validate(log), validate.errors]).toEqual([true, null]);
  const [{ tool, results }] = log.runs;
  return { code, rules: tool.driver.rules, results };
}

command.write("agreed.lock", "six==1.17.0\nzope.interface==7.2\n");
command.write("locks of all/a:1.txt", "Six==1.17.0\n\nzope-interface==7.1\nidna==3.10\n");
command.write("other.lock", "idna==3.10\n");

test("what would be refused is an error on its line of each lock, and what can be downloaded is none", () => {
  const { code, rules, results } = check("locks of all/a:1.txt", "other.lock", "--policy", "agreed.lock");
  expect(code).toBe(1);
  const found = results.map(({ ruleIndex, ruleId, level, message, locations: [{ physicalLocation }] }) => {
    expect(rules[ruleIndex].id).toBe(ruleId);
    const { artifactLocation, region } = physicalLocation;
    return [ruleId, level, `${artifactLocation.uri}:${region.startLine}`, message.text.split(" cannot ")[0]];
  });
  expect(found).toEqual([
    ["not-listed", "error", "locks%20of%20all/a%3A1.txt:4", "idna==3.10"],
    ["not-listed", "error", "other.lock:1", "idna==3.10"],
    ["other-version", "error", "locks%20of%20all/a%3A1.txt:3", "zope-interface==7.1"],
  ]);
  expect(new Set(results.map(({ partialFingerprints }) => partialFingerprints["finding/v1"])).size).toBe(3);
});

test("a line that moves is the same finding", () => {
  const key = (): unknown => check("moved.lock", "--policy", "agreed.lock").results[0].partialFingerprints;
  command.write("moved.lock", "idna==3.10\n");
  const before = key();
  command.write("moved.lock", "six==1.17.0\nidna==3.10\n");
  expect(key()).toEqual(before);
});

test("nothing found is no result, a repository that denies nothing is one", () => {
  expect(check("agreed.lock", "--policy", "agreed.lock")).toMatchObject({ code: 0, results: [] });
  const plan = join(__dirname, "../plan-review/plans/opened-deny-removed.json");
  expect(check("agreed.lock", "--policy", plan, "--repository", "python-remote-repo")).toMatchObject({
    results: [{ ruleId: "others", level: "warning" }],
  });
});

test("what cannot be seen is a warning, and the command fails", () => {
  const plan = join(__dirname, "../plan-review/plans/unknown-package.json");
  const { code, results } = check("other.lock", "--policy", plan, "--repository", "python-remote-repo");
  expect(code).toBe(1);
  expect(results).toContainEqual(expect.objectContaining({ ruleId: "unknown", level: "warning" }));
});
