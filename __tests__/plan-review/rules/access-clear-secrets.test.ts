import { accessClearSecretsRule } from "../../../lib/plan-review/rules/access-clear-secrets";
import type { PlannedResource } from "../plan-builder";
import { findingsOf, saidBy } from "./reviewed-plan";

const TOKEN = `xoxb-${"1234567890-abcdefghij".repeat(2)}`;
const service = (env: readonly object[]): object => ({
  name: "chatbot",
  template: [{ containers: [{ image: "i", env }] }],
});
const made = (address: string, after: object, extra: Partial<PlannedResource> = {}): PlannedResource => ({
  address,
  after,
  ...extra,
});
const said = (...resources: readonly PlannedResource[]): readonly string[] =>
  saidBy(accessClearSecretsRule, ...resources);

test.each<[string, object]>([
  ["google_cloud_run_v2_service", service([{ name: "SLACK_TOKEN", value: TOKEN }])],
  ["google_cloud_run_v2_worker_pool", service([{ name: "SLACK_TOKEN", value: TOKEN }])],
  [
    "google_cloud_run_v2_job",
    { name: "chatbot", template: [{ template: [{ containers: [{ env: [{ name: "SLACK_TOKEN", value: TOKEN }] }] }] }] },
  ],
  [
    "google_cloud_run_service",
    { name: "chatbot", template: [{ spec: [{ containers: [{ env: [{ name: "SLACK_TOKEN", value: TOKEN }] }] }] }] },
  ],
  ["google_cloudfunctions_function", { name: "chatbot", environment_variables: { SLACK_TOKEN: TOKEN } }],
  ["google_cloudfunctions_function", { name: "chatbot", build_environment_variables: { SLACK_TOKEN: TOKEN } }],
  [
    "google_cloudfunctions2_function",
    { name: "chatbot", service_config: [{ environment_variables: { SLACK_TOKEN: TOKEN } }] },
  ],
  ["google_cloudbuild_trigger", { name: "chatbot", build: [{ step: [{ env: [`SLACK_TOKEN=${TOKEN}`] }] }] }],
  ["google_cloudbuild_trigger", { name: "chatbot", build: [{ options: [{ env: [`SLACK_TOKEN=${TOKEN}`] }] }] }],
  ["google_cloudbuild_trigger", { name: "chatbot", substitutions: { SLACK_TOKEN: TOKEN } }],
  ["google_workflows_workflow", { name: "chatbot", user_env_vars: { SLACK_TOKEN: TOKEN } }],
])("%s with a token: %#", (type, after) => {
  const findings = findingsOf(accessClearSecretsRule, made(`${type}.A`, after));
  expect(findings).toHaveLength(1);
  expect(findings[0]?.effect).toBe("widened");
  expect(findings[0]?.summary.toString()).toMatch(/^variable "SLACK_TOKEN" of .* "chatbot" holds a token in clear/);
  expect(JSON.stringify([findings[0]?.key, findings[0]?.summary.toString()])).not.toContain(TOKEN);
});

test("says nothing of plain values, secrets by name, and what was there before", () => {
  const address = "google_cloud_run_v2_service.A";
  const byName = { name: "TOKEN", value_source: [{ secret_key_ref: [{ secret: "s", version: "1" }] }] };
  expect(
    said(made(address, service([{ name: "LEVEL", value: "info" }, byName, { name: "EMPTY_TOKEN", value: "" }]))),
  ).toEqual([]);
  const before = service([{ name: "SLACK_TOKEN", value: TOKEN }]);
  const after = service([
    { name: "SLACK_TOKEN", value: TOKEN },
    { name: "LEVEL", value: "info" },
  ]);
  expect(said({ address, before, after })).toEqual([]);
  expect(said({ address, before })).toEqual([]);
});

test("says another value, and one that is new", () => {
  const address = "google_cloud_run_v2_service.A";
  const [before, after] = ["a".repeat(30), "b".repeat(30)].map((value) => service([{ name: "DB_PASSWORD", value }]));
  expect(said({ address, before, after: after! })).toEqual([
    expect.stringContaining('widened: variable "DB_PASSWORD"'),
  ]);
});

test("takes what Terraform calls a secret for one, and what is not known yet by its name", () => {
  const address = "google_cloud_run_v2_service.A";
  const at = (mark: object): object => ({ template: [{ containers: [{ env: [mark] }] }] });
  expect(said(made(address, service([{ name: "ANYTHING", value: "x" }]), { sensitive: at({ value: true }) }))).toEqual([
    expect.stringMatching(/^widened: .*holds what Terraform takes for a secret/),
  ]);
  expect(said(made(address, service([{ name: "DB_PASSWORD" }]), { unknown: at({ value: true }) }))).toEqual([
    expect.stringMatching(/^unknown: .*may hold a secret/),
  ]);
  expect(said(made(address, service([{ name: "ENGINE_ADDRESS" }]), { unknown: at({ value: true }) }))).toEqual([]);
});

describe("words of commands", () => {
  const job = (...args: readonly string[]): object => ({
    name: "chatbot",
    template: [{ template: [{ containers: [{ image: "i", args }] }] }],
  });
  const ofJob = (...args: readonly string[]): readonly string[] =>
    said(made("google_cloud_run_v2_job.A", job(...args)));

  test.each([
    [["--db-password=hunter2hunter2"], "--db-password"],
    [["--db-password", "hunter2hunter2"], "--db-password"],
    [["-token", TOKEN], "-token"],
    [["run", TOKEN], "without a name"],
    [["sh", "-c", `curl -H "Authorization: ${TOKEN}"`], "-c"],
  ])("%j", (args, name) => {
    const [first, ...more] = ofJob(...args);
    expect(more).toEqual([]);
    expect(first).toContain(`argument "${name}" of job "chatbot" holds`);
    expect(first).not.toContain("hunter2");
    expect(first).not.toContain(TOKEN);
  });

  test.each([
    [["--db-password", "--verbose"]],
    [["--db-password=${DB_PASSWORD}"]],
    [["--db-password=$$DB_PASSWORD"]],
    [["--secret", "projects/p/secrets/s/versions/1"]],
    [["build", "-t", "us-docker.pkg.dev/p/r/i:latest", "."]],
    [["--name", "chatbot", "--port=8080"]],
  ])("%j hold none", (args) => {
    expect(ofJob(...args)).toEqual([]);
  });

  test("are told once, when they come", () => {
    const secret = ["run", TOKEN];
    const address = "google_cloud_run_v2_job.A";
    expect(said({ address, before: job(...secret), after: job(...secret, "more") })).toEqual([]);
    expect(said({ address, before: job("run"), after: job(...secret) })).toHaveLength(1);
  });

  test("of the steps of a build", () => {
    const build = {
      name: "b",
      build: [{ step: [{ name: "i", entrypoint: "sh", args: ["-c", "x", `--token=${TOKEN}`] }] }],
    };
    expect(said(made("google_cloudbuild_trigger.A", build))[0]).toContain('argument "--token" of build trigger "b"');
  });
});
