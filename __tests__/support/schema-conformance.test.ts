import { Token } from "cdktf";

import { conformanceProblems } from "./schema-conformance";
import { googleSchema } from "./provider-schema";
import { expressionsIn } from "./references";

const schema = googleSchema();

type Body = Record<string, unknown>;
interface Configuration {
  [key: string]: unknown;
  terraform: { required_providers: { google?: { source: string; version?: string } } };
  provider: { google: Body[] };
  resource: Record<string, Record<string, Body>>;
  data: Record<string, Record<string, Body>>;
  output: Record<string, Body>;
}

/** A configuration that the real provider takes. */
function valid(): Configuration {
  return {
    "//": { metadata: { version: "0.21.0" } },
    terraform: { required_providers: { google: { source: "google", version: "7.45.0" } } },
    provider: {
      google: [
        { project: "acme", default_labels: { team: "ml" }, batching: [{ enable_batching: true }] },
        { project: "other", alias: "other" },
      ],
    },
    resource: {
      google_artifact_registry_repository: {
        Repository: {
          "//": { metadata: { path: "registry/Repository" } },
          repository_id: "pypi",
          format: "PYTHON",
          mode: "REMOTE_REPOSITORY",
          labels: { a: "b" },
          description: null,
          remote_repository_config: { python_repository: { public_repository: "PYPI" } },
          cleanup_policies: [
            { id: "one", condition: { older_than: "${var.age}" } },
            { id: "two", most_recent_versions: [{ keep_count: 3 }] },
          ],
          timeouts: { create: "5m" },
          lifecycle: { prevent_destroy: true, ignore_changes: ["labels", "docker_config[0].immutable_tags"] },
        },
      },
      google_artifact_registry_rule: {
        Deny: {
          repository_id: "${google_artifact_registry_repository.Repository.repository_id}",
          rule_id: "deny-all",
          lifecycle: { replace_triggered_by: ["google_artifact_registry_repository.Repository.id"] },
        },
        Allow: {
          repository_id: '${join("-", [google_artifact_registry_repository.Repository.repository_id])}',
          rule_id: "allow",
          condition: [{ expression: 'pkg.version.id == "1.0" $${no.reference.here}' }],
          depends_on: ["google_artifact_registry_rule.Deny"],
          provider: "google.other",
        },
      },
    },
    data: { google_artifact_registry_repository: { Found: { repository_id: "${local.name}", location: "us" } } },
    variable: { age: { type: "string" } },
    locals: { name: "${google_artifact_registry_repository.Repository.docker_config[0].immutable_tags}" },
    output: { id: { value: "${data.google_artifact_registry_repository.Found.id}", sensitive: true } },
  };
}

function problemsAfter(broken: (configuration: Configuration) => void): readonly string[] {
  const configuration = valid();
  broken(configuration);
  return conformanceProblems(configuration, schema);
}

function repository(configuration: Configuration): Body {
  return configuration.resource.google_artifact_registry_repository?.Repository ?? {};
}

function allow(configuration: Configuration): Body {
  return configuration.resource.google_artifact_registry_rule?.Allow ?? {};
}

test("a configuration that the provider takes has no problems", () => {
  expect(conformanceProblems(valid(), schema)).toEqual([]);
});

const R = "google_artifact_registry_repository.Repository";
const A = "google_artifact_registry_rule.Allow";

test.each<[string, (configuration: Configuration) => void, string]>([
  [
    "an unknown attribute",
    (c) => (repository(c).repository_name = "x"),
    `${R}.repository_name: not a known attribute or block`,
  ],
  ["an unknown block", (c) => (repository(c).python_config = {}), `${R}.python_config: not a known attribute or block`],
  [
    "an unknown attribute in a nested block",
    (c) => (repository(c).remote_repository_config = { python_repository: { url: "x" } }),
    `${R}.remote_repository_config.python_repository.url: not a known attribute or block`,
  ],
  ["a missing attribute", (c) => delete allow(c).rule_id, `${A}.rule_id: required and missing`],
  ["an attribute that is null", (c) => (allow(c).rule_id = null), `${A}.rule_id: required and missing`],
  [
    "a missing attribute in the second of two blocks",
    (c) => (repository(c).cleanup_policies = [{ id: "one" }, { action: "DELETE" }]),
    `${R}.cleanup_policies[1].id: required and missing`,
  ],
  [
    "a text for a bool",
    (c) => (repository(c).cleanup_policy_dry_run = "yes"),
    `${R}.cleanup_policy_dry_run: must be a bool, is "yes"`,
  ],
  ["a list for a text", (c) => (repository(c).description = ["x"]), `${R}.description: must be a string, is ["x"]`],
  ["a text for a map", (c) => (repository(c).labels = "x"), `${R}.labels: must be a map, is "x"`],
  ["a list in a map", (c) => (repository(c).labels = { a: [] }), `${R}.labels.a: must be a string, is []`],
  [
    "a text for a list",
    (c) => (repository(c).cleanup_policies = { id: "x", condition: { tag_prefixes: "v" } }),
    `${R}.cleanup_policies.condition.tag_prefixes: must be a list, is "v"`,
  ],
  [
    "a text for a number",
    (c) => (repository(c).cleanup_policies = { id: "x", most_recent_versions: { keep_count: "three" } }),
    `${R}.cleanup_policies.most_recent_versions.keep_count: must be a number, is "three"`,
  ],
  ["a text for a block", (c) => (repository(c).docker_config = "${var.age}"), `${R}.docker_config: must be a block`],
  ["a computed attribute", (c) => (repository(c).create_time = "x"), `${R}.create_time: is computed and cannot be set`],
  [
    "a block too often",
    (c) => (allow(c).condition = [{ expression: "a" }, { expression: "b" }]),
    `${A}.condition: takes at most 1, there are 2`,
  ],
  ["a single block twice", (c) => (repository(c).timeouts = [{}, {}]), `${R}.timeouts: takes at most 1, there are 2`],
  [
    "a block that is missing",
    (c) => (c.resource.google_storage_bucket = { B: { name: "b", location: "US", lifecycle_rule: { condition: {} } } }),
    "google_storage_bucket.B.lifecycle_rule.action: needs at least 1, there is none",
  ],
  [
    "too few blocks",
    (c) =>
      (c.resource.google_storage_bucket = {
        B: { name: "b", location: "US", lifecycle_rule: { condition: {}, action: [] } },
      }),
    "google_storage_bucket.B.lifecycle_rule.action: needs at least 1, there are 0",
  ],
  ["an unknown type", (c) => (c.resource.google_pypi = { X: {} }), "google_pypi.X: no schema of this type"],
  ["an unknown data source", (c) => (c.data.google_pypi = { X: {} }), "data.google_pypi.X: no schema of this type"],
  [
    "a bad data source",
    (c) => (c.data.google_service_account = { X: {} }),
    "data.google_service_account.X.account_id: required and missing",
  ],
  [
    "a provisioner in a data source",
    (c) => (c.data.google_service_account = { X: { account_id: "x", connection: {} } }),
    "data.google_service_account.X.connection: not a known attribute or block",
  ],
  ["a bad name", (c) => (c.resource.terraform_data = { "1": {} }), "terraform_data.1: not a valid name"],
  [
    "depends_on that is no list",
    (c) => (allow(c).depends_on = "google_artifact_registry_rule.Deny"),
    `${A}.depends_on: must be a list, is "google_artifact_registry_rule.Deny"`,
  ],
  [
    "depends_on to nothing",
    (c) => (allow(c).depends_on = ["google_artifact_registry_rule.Gone"]),
    `${A}.depends_on: "google_artifact_registry_rule.Gone" is not declared`,
  ],
  [
    "depends_on to an attribute",
    (c) => (allow(c).depends_on = ["google_artifact_registry_rule.Deny.id"]),
    `${A}.depends_on: "google_artifact_registry_rule.Deny.id" must name a whole block`,
  ],
  [
    "depends_on to another stack's output",
    (c) => {
      c.data.terraform_remote_state = { other: { backend: "local" } };
      allow(c).depends_on = ["data.terraform_remote_state.other.outputs.x"];
    },
    `${A}.depends_on: "data.terraform_remote_state.other.outputs.x" must name a whole block`,
  ],
  [
    "a replacement that nothing triggers",
    (c) => (allow(c).lifecycle = { replace_triggered_by: [`${R}.uid`] }),
    `${A}.lifecycle.replace_triggered_by: "${R}.uid" is not a known attribute`,
  ],
  [
    "an unknown lifecycle argument",
    (c) => (allow(c).lifecycle = { prevent_destruction: true }),
    `${A}.lifecycle.prevent_destruction: not a known argument`,
  ],
  [
    "a lifecycle argument of a wrong type",
    (c) => (allow(c).lifecycle = { prevent_destroy: "no" }),
    `${A}.lifecycle.prevent_destroy: must be a bool, is "no"`,
  ],
  [
    "ignored changes of nothing",
    (c) => (allow(c).lifecycle = { ignore_changes: ["labels"] }),
    `${A}.lifecycle.ignore_changes: "labels" is not a known attribute`,
  ],
  [
    "count and for_each",
    (c) => Object.assign(allow(c), { count: 1, for_each: { a: "b" } }),
    `${A}: count and for_each exclude each other`,
  ],
  ["a count that is no number", (c) => (allow(c).count = "many"), `${A}.count: must be a number, is "many"`],
  ["for_each over a list", (c) => (allow(c).for_each = ["a"]), `${A}.for_each: must be a map or an expression`],
  [
    "a provisioner",
    (c) => (allow(c).provisioner = [{ "local-exec": { command: "x" } }]),
    `${A}.provisioner: this project runs nothing from Terraform`,
  ],
  [
    "a provider that is not declared",
    (c) => (allow(c).provider = "google.third"),
    `${A}.provider: "google.third" is not declared`,
  ],
  [
    "a reference to nothing",
    (c) => (allow(c).repository_id = "${google_artifact_registry_repository.Gone.id}"),
    `${A}.repository_id: "google_artifact_registry_repository.Gone.id" is not declared`,
  ],
  [
    "a reference to an unknown attribute",
    (c) => (allow(c).repository_id = `a-\${${R}.uri}`),
    `${A}.repository_id: "${R}.uri" is not a known attribute`,
  ],
  [
    "a reference to an unknown attribute of a block",
    (c) => (allow(c).repository_id = `\${${R}.docker_config[0].tags}`),
    `${A}.repository_id: "${R}.docker_config.tags" is not a known attribute`,
  ],
  [
    "a reference in a text in an expression",
    (c) => (allow(c).repository_id = '${format("%s", "x-${google_a.B.id}")}'),
    `${A}.repository_id: "google_a.B.id" is not declared`,
  ],
  [
    "a reference to a missing data source",
    (c) => (allow(c).repository_id = "${data.google_project.P.number}"),
    `${A}.repository_id: "data.google_project.P.number" is not declared`,
  ],
  [
    "a reference to a missing variable",
    (c) => (allow(c).repository_id = "${var.name}"),
    `${A}.repository_id: "var.name" is not a declared variable`,
  ],
  [
    "a reference to a missing local",
    (c) => (allow(c).repository_id = "${local.gone}"),
    `${A}.repository_id: "local.gone" is not a declared local`,
  ],
  [
    "a bad reference in an output",
    (c) => (c.output.id = { value: `\${${R}.uri}` }),
    `output.id.value: "${R}.uri" is not a known attribute`,
  ],
  [
    "a bad reference in a provider",
    (c) => (c.provider.google[1] = { alias: "other", project: "${var.gone}" }),
    'provider.google.1.project: "var.gone" is not a declared variable',
  ],
  [
    "an import of nothing",
    (c) => (c.import = [{ to: "google_a.B", id: "x" }]),
    'import or moved: "google_a.B" is not declared',
  ],
  ["a cycle", (c) => (repository(c).depends_on = [A]), `cycle: ${R} -> ${A} -> ${R}`],
  ["a resource that needs itself", (c) => (repository(c).description = `\${${R}.id}`), `cycle: ${R} -> ${R}`],
  [
    "a cycle through a local",
    (c) => (repository(c).description = "${local.name}"),
    `cycle: ${R} -> local.name -> ${R}`,
  ],
  ["an output without a value", (c) => (c.output.id = {}), "output.id.value: missing"],
  [
    "an unknown argument of an output",
    (c) => (c.output.id = { value: 1, secret: true }),
    "output.id.secret: not a known argument",
  ],
  [
    "an unknown provider argument",
    (c) => (c.provider.google[1] = { alias: "other", projects: "x" }),
    "provider.google.projects: not a known attribute or block",
  ],
  [
    "a bad block of the provider",
    (c) => (c.provider.google[1] = { alias: "other", external_credentials: {} }),
    "provider.google.external_credentials.audience: required and missing",
  ],
  [
    "another provider",
    (c) => (c.provider = { ...c.provider, random: [] } as Configuration["provider"]),
    "provider.random: no schema to check it against",
  ],
  [
    "no required provider",
    (c) => delete c.terraform.required_providers.google,
    "terraform.required_providers.google: missing",
  ],
  [
    "a provider without rules",
    (c) => (c.terraform.required_providers.google = { source: "google", version: "6.50.0" }),
    'terraform.required_providers.google.version: "6.50.0" is not within ">= 7.33.0, < 8.0.0", ' +
      "which google_artifact_registry_rule needs",
  ],
  [
    "an unresolved token",
    (c) => (allow(c).rule_id = "${TfToken[TOKEN.0]}"),
    `resource.${A}.rule_id: holds an unresolved token`,
  ],
  [
    "an unresolved number token",
    (c) =>
      (repository(c).cleanup_policies = {
        id: "x",
        most_recent_versions: { keep_count: Token.asNumber({ resolve: () => 1 }) },
      }),
    `resource.${R}.cleanup_policies.most_recent_versions.keep_count: is an unresolved number token`,
  ],
  ["an unknown top-level block", (c) => (c.resources = {}), "resources: not a known block of a configuration"],
])("%s is found", (_, broken, problem) => {
  expect(problemsAfter(broken)).toContain(problem);
});

test.each([
  ["a number or a bool for a text", { description: 1, kms_key_name: true }],
  [
    "a text that is a bool or a number",
    { cleanup_policy_dry_run: "true", cleanup_policies: { id: "x", most_recent_versions: { keep_count: "3" } } },
  ],
  ["an expression for anything", { labels: "${var.age}", cleanup_policy_dry_run: "${var.age}" }],
  [
    "a block as an object or as a list",
    { docker_config: [{ immutable_tags: true }], maven_config: { version_policy: "x" } },
  ],
  ["no block at all", { docker_config: [] }],
])("%s is right", (_, body) => {
  expect(problemsAfter((c) => Object.assign(repository(c), body))).toEqual([]);
});

test.each([
  ["7.45.0", true],
  ["= 7.33.0", true],
  ["~> 7.33", true],
  ["~> 7.40.1", true],
  [">= 7.33.0, < 8.0.0", true],
  [">= 7.40, <= 7.99", true],
  ["> 7.33.0, != 7.40.0, < 8", true],
  ["7.32.9", false],
  ["> 7.32.9, < 8", false],
  ["~> 7.32", false],
  ["~> 6.50", false],
  ["~> 7", false],
  [">= 7.33.0", false],
  ["< 8.0.0", false],
  [">= 7.33.0, <= 8.0.0", false],
  ["8.0.0", false],
  ["", false],
  ["latest", false],
])("the constraint %j is within what rules need: %s", (version, within) => {
  const problems = problemsAfter((c) => (c.terraform.required_providers.google = { source: "google", version }));
  expect(problems.length === 0).toBe(within);
});

test("expressions end where their own brace does", () => {
  expect(expressionsIn('a${b}c%{if d}$${e}${f({ g = "}" })}${h["${i}"]}')).toEqual([
    "b",
    "if d",
    'f({ g = "}" })',
    'h["${i}"]',
  ]);
});
