import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { ROOT } from "../docs/markdown-files";
import { run } from "../docs/typescript-examples";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformBody, TerraformConfiguration } from "../support/terraform-configuration";

const EXAMPLE = join(ROOT, "examples/micro-services");

/** All files of the folder but those that a test run leaves behind, by their paths. */
function filesOf(folder: string, below = ""): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, below))
      .filter((name) => !/^(?:node_modules|cdktf\.out|__pycache__)$/.test(name))
      .map((name) => {
        const path = join(below, name);
        return statSync(join(folder, path)).isDirectory()
          ? filesOf(folder, path)
          : { [path]: readFileSync(join(folder, path), "utf8") };
      }),
  ) as Record<string, string>;
}

const files = filesOf(EXAMPLE);
let stack: TerraformConfiguration = {};
const bodies = (type: string): readonly TerraformBody[] => Object.values(stack.resource?.[type] ?? {});
const named = (type: string, name: string): TerraformBody => bodies(type).find((body) => body.name === name) ?? {};

beforeAll(() => {
  const { "main.ts": code = "", ...others } = files;
  const stacks = run({ name: "examples/micro-services/main.ts", code }, others);
  stack = stacks?.get("micro-services") ?? {};
});

test("it synthesises what the provider accepts", () => {
  expect(conformanceProblems(stack)).toEqual([]);
  expect(
    bodies("google_cloud_run_v2_service")
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["chatbot", "engine", "messaging"]);
});

test("only the chatbot is reached from outside, and nobody holds a key", () => {
  const service = "google_cloud_run_v2_service";
  expect(["chatbot", "engine", "messaging"].map((name) => named(service, name).ingress)).toEqual([
    "INGRESS_TRAFFIC_ALL",
    "INGRESS_TRAFFIC_INTERNAL_ONLY",
    "INGRESS_TRAFFIC_INTERNAL_ONLY",
  ]);
  expect(named(service, "chatbot").description).toContain("the program checks what Slack signs");
  const account = (name: string): string => `serviceAccount:${name}@my-project.iam.gserviceaccount.com`;
  expect(
    bodies("google_cloud_run_v2_service_iam_member")
      .map(({ name, member }) => [name, member])
      .sort(),
  ).toEqual([
    ["engine", account("chatbot")],
    ["messaging", account("engine")],
  ]);
  expect(bodies("google_service_account_key")).toEqual([]);
  expect(
    bodies("google_secret_manager_secret_iam_member")
      .map(({ secret_id: secret, member }) => [secret, member])
      .sort(),
  ).toEqual([
    ["projects/my-project/secrets/slack-bot-token", account("messaging")],
    ["projects/my-project/secrets/slack-signing-secret", account("chatbot")],
  ]);
});

test("the package is there before the images, and an image before its service", () => {
  const jobs = Object.entries(stack.resource?.google_cloud_run_v2_job ?? {});
  const addressOf = (beginning: string): string => {
    const [id] = jobs.find(([, { name }]) => String(name).startsWith(beginning)) ?? [];
    return `google_cloud_run_v2_job.${id ?? "none"}`;
  };
  for (const name of ["chatbot", "engine", "messaging"]) {
    const [, job] = jobs.find(([, body]) => new RegExp(`^${name}-[0-9a-f]{20}$`).test(String(body.name))) ?? [];
    expect(job?.depends_on).toContain(addressOf("acme-shared-"));
    expect(named("google_cloud_run_v2_service", name).depends_on).toContain(addressOf(`${name}-`));
  }
});

test("what may come from PyPI is what the locks list", () => {
  const { packages } = AllowedPackages.fromLockfiles([
    join(EXAMPLE, "services/requirements.lock"),
    join(EXAMPLE, "shared/build.lock"),
  ]);
  const allowed = bodies("google_artifact_registry_rule").filter(({ action }) => action === "ALLOW");
  expect(allowed.map(({ package_id: name }) => name).sort()).toEqual(packages.map(({ name }) => name));
});

test("the shared package passes its own tests, and each service is a program", () => {
  const environment = { PATH: process.env.PATH, PYTHONPATH: join(EXAMPLE, "shared"), PYTHONDONTWRITEBYTECODE: "1" };
  const python = (...words: string[]) => execFileSync("python3", words, { env: environment, stdio: "pipe" }).toString();
  python("-m", "unittest", "discover", "-s", join(EXAMPLE, "shared/tests"));
  for (const name of ["chatbot", "engine", "messaging"]) {
    const ready = "print(app(dict(REQUEST_METHOD='GET'), lambda *_: None))";
    const folder = join(EXAMPLE, "services", name);
    expect(
      python("-c", `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); from app import app; ${ready}`),
    ).toContain("ready");
  }
});
