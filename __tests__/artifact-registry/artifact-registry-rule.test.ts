import { App, TerraformOutput } from "cdktf";
import { ArtifactRegistryRule } from "../../lib/artifact-registry";
import type { ArtifactRegistryRuleConfig } from "../../lib/artifact-registry";
import { googleStack, synthStack } from "../support/registry-app";
import { googleSchema } from "../support/provider-schema";

const FULL = {
  action: "ALLOW",
  condition: { title: "t", description: "d", expression: 'pkg.version.id == "1"', location: "lock:1" },
  deletionPolicy: "PREVENT",
  id: "an-id",
  location: "us-central1",
  operation: "DOWNLOAD",
  packageId: "six",
  project: "my-project",
  repositoryId: "pypi",
  ruleId: "pypi-six",
  timeouts: { create: "1m", update: "2m", delete: "3m" },
} as const satisfies ArtifactRegistryRuleConfig;

const SNAKE = {
  action: "ALLOW",
  condition: FULL.condition,
  deletion_policy: "PREVENT",
  id: "an-id",
  location: "us-central1",
  operation: "DOWNLOAD",
  package_id: "six",
  project: "my-project",
  repository_id: "pypi",
  rule_id: "pypi-six",
  timeouts: FULL.timeouts,
};

describe("ArtifactRegistryRule", () => {
  const { attributes, blocks = {} } = googleSchema().resources.google_artifact_registry_rule!;

  test("sets all that the provider lets be set, and nothing else", () => {
    const stack = synthStack((scope) => {
      new ArtifactRegistryRule(scope, "Rule", FULL);
    });
    const { "//": _, ...body } = stack.at("Rule");
    expect(body).toEqual(SNAKE);
    const settable = Object.entries(attributes).filter(
      ([, { optional, required }]) => optional === true || required === true,
    );
    expect(Object.keys(body).sort()).toEqual([...settable.map(([name]) => name), ...Object.keys(blocks)].sort());
    expect(Object.keys(FULL.condition).sort()).toEqual(Object.keys(blocks.condition!.attributes).sort());
    expect(Object.keys(FULL.timeouts).sort()).toEqual(Object.keys(blocks.timeouts!.attributes).sort());
  });

  test("reads every attribute of the provider", () => {
    const read: string[] = [];
    const stack = synthStack((scope) => {
      const rule = new ArtifactRegistryRule(scope, "Rule", FULL);
      const outputs = {
        action: rule.action,
        deletion_policy: rule.deletionPolicy,
        id: rule.id,
        location: rule.location,
        name: rule.name,
        operation: rule.operation,
        package_id: rule.packageId,
        project: rule.project,
        repository_id: rule.repositoryId,
        rule_id: rule.ruleId,
        condition: rule.condition.expression,
      };
      for (const [name, value] of Object.entries(outputs)) new TerraformOutput(scope, name, { value });
      read.push(...Object.keys(outputs));
    });
    const { address } = stack.resource("google_artifact_registry_rule");
    for (const name of Object.keys(attributes)) expect(stack.outputs[name]).toBe(`\${${address}.${name}}`);
    expect(stack.outputs.condition).toBe(`\${${address}.condition[0].expression}`);
    expect(read.sort()).toEqual([...Object.keys(attributes), "condition"].sort());
  });

  test("gives back what was set, can be changed, and forgets what is reset", () => {
    const stack = synthStack((scope) => {
      const rule = new ArtifactRegistryRule(scope, "Rule", FULL);
      expect([
        rule.actionInput,
        rule.packageIdInput,
        rule.ruleIdInput,
        rule.conditionInput,
        rule.timeoutsInput,
      ]).toEqual(["ALLOW", "six", "pypi-six", FULL.condition, FULL.timeouts]);
      expect(rule.condition.expressionInput).toBe(FULL.condition.expression);
      expect(rule.timeouts.createInput).toBe("1m");
      rule.action = "DENY";
      rule.putTimeouts({ create: "9m" });
      rule.resetCondition();
      rule.resetPackageId();
      rule.resetDeletionPolicy();
      rule.resetId();
    });
    const body = stack.at("Rule");
    expect(body).toMatchObject({ action: "DENY", timeouts: { create: "9m" } });
    for (const name of ["condition", "package_id", "deletion_policy", "id"]) expect(body).not.toHaveProperty(name);
  });

  test("takes over a rule that exists already", () => {
    const id = "projects/p/locations/l/repositories/r/rules/x";
    const stack = synthStack((scope) => {
      new ArtifactRegistryRule(scope, "Rule", { repositoryId: "r", ruleId: "x" }).importFrom(id);
    });
    expect(stack.json.import).toEqual([{ id, to: stack.resource("google_artifact_registry_rule").address }]);
  });

  test("is written as HCL too", () => {
    const stack = googleStack(new App(), "registry");
    new ArtifactRegistryRule(stack, "Rule", FULL);
    const { hcl } = stack.toHclTerraform() as { hcl: string };
    expect(hcl).toContain('resource "google_artifact_registry_rule" "Rule" {');
    expect(hcl).toMatch(/package_id\s+= "six"/);
    expect(hcl).toMatch(/condition \{[^}]*expression\s+= "pkg.version.id == \\"1\\""/);
    expect(hcl).toMatch(/timeouts \{[^}]*create\s+= "1m"/);
  });
});
