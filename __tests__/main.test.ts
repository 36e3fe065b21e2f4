import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AllowedPackages } from "../lib/packages";
import { conformanceProblems } from "./support/schema-conformance";
import type { TerraformConfiguration } from "./support/terraform-configuration";

const ROOT = join(__dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "main-"));
const outdir = join(folder, "out");

function synth(environment: Record<string, string>): { status: number | null; stderr: string } {
  rmSync(outdir, { recursive: true, force: true });
  return spawnSync(process.execPath, ["-r", "./__tests__/support/register-typescript.cjs", "main.ts"], {
    cwd: ROOT,
    // Newer versions of Node say of each library what it should not call any more.
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, NODE_OPTIONS: "--no-deprecation", CDKTF_OUTDIR: outdir },
      ...environment,
    },
    encoding: "utf8",
  });
}

const STACKS = ["registry", "images", "network", "hosts"];
const ALL_STACKS = [...STACKS, "pipelines"];

function stack(name = "registry"): TerraformConfiguration {
  return JSON.parse(readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8")) as TerraformConfiguration;
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("main.ts", () => {
  test("synthesises without any environment: one DENY, and one ALLOW for each locked package", () => {
    expect(synth({})).toMatchObject({ status: 0, stderr: "" });
    for (const name of ALL_STACKS) expect(conformanceProblems(stack(name))).toEqual([]);
    const rules = Object.values(stack().resource?.google_artifact_registry_rule ?? {});
    const { packages } = AllowedPackages.fromLockfile(join(ROOT, "packages/pipelines.txt")).union(
      AllowedPackages.pipBootstrap(),
    );
    expect(rules.filter(({ action }) => action === "DENY")).toHaveLength(1);
    expect(
      rules
        .filter(({ action }) => action === "ALLOW")
        .map((rule) => rule.package_id)
        .sort(),
    ).toEqual(packages.map(({ name }) => name));
    expect(packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["kfp", "keyring", "pip", "setuptools", "wheel"]),
    );
  });

  test("needs no state of one stack in another, and deploys the hosts last", () => {
    expect(synth({})).toMatchObject({ status: 0 });
    for (const name of ALL_STACKS) expect(JSON.stringify(stack(name))).not.toContain("terraform_remote_state");
    const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    expect(stacks.registry?.dependencies).toEqual([]);
    expect(stacks.images?.dependencies).toEqual(["registry"]);
    expect(stacks.network?.dependencies).toEqual([]);
    expect(stacks.hosts?.dependencies.sort()).toEqual(["network", "registry"]);
    expect(stacks.pipelines?.dependencies.sort()).toEqual(["images", "registry"]);
  });

  test("has pipelines where the number of the project is known, in the region of the networks", () => {
    expect(synth({ PROJECT_ID: "my-dev" })).toMatchObject({ status: 0 });
    expect(existsSync(join(outdir, "stacks/pipelines"))).toBe(false);
    const environment = { PROJECT_ID: "my-dev", PROJECT_NUMBER: "210987654321", LOCATION: "us", REGION: "us-east1" };
    expect(synth({ ...environment, SUBMITTERS: "group:ci@example.com" })).toMatchObject({ status: 0, stderr: "" });
    const { resource = {} } = stack("pipelines");
    expect(Object.values(resource.google_colab_schedule ?? {})).toMatchObject([{ location: "us-east1" }]);
    const members = Object.values(resource.google_artifact_registry_repository_iam_member ?? {});
    const agent = "serviceAccount:service-210987654321@gcp-sa-aiplatform-cc.iam.gserviceaccount.com";
    expect(members.filter(({ member }) => member === agent)).toMatchObject([{ location: "us" }]);
    const submitters = Object.values(resource.google_service_account_iam_member ?? {});
    const users = submitters.filter(({ member }) => member === "group:ci@example.com");
    expect(users).toMatchObject([{ role: "roles/iam.serviceAccountUser" }]);
  });

  test("keeps the states of one project apart from those of another", () => {
    const [first, second] = ["my-dev", "my-prod"].map((PROJECT_ID) => {
      expect(synth({ PROJECT_ID })).toMatchObject({ status: 0 });
      return STACKS.map((name) => JSON.stringify(stack(name).terraform?.backend));
    });
    expect(new Set([...(first ?? []), ...(second ?? [])]).size).toBe(2 * STACKS.length);
    expect(first?.[0]).toMatch(/[\\/]terraform\.my-dev\.us-central1\.registry\.tfstate"/);
  });

  test("keeps states in a bucket where one is named, by project and by where each stack is", () => {
    const environment = { PROJECT_ID: "my-dev", LOCATION: "us", REGION: "us-east1", STATE_BUCKET: "my-state" };
    expect(synth(environment)).toMatchObject({ status: 0 });
    expect(STACKS.map((name) => stack(name).terraform?.backend)).toEqual([
      { gcs: { bucket: "my-state", prefix: "private-pypi/my-dev/us/registry" } },
      { gcs: { bucket: "my-state", prefix: "private-pypi/my-dev/us-east1/images" } },
      { gcs: { bucket: "my-state", prefix: "private-pypi/my-dev/us-east1/network" } },
      { gcs: { bucket: "my-state", prefix: "private-pypi/my-dev/us-east1/hosts" } },
    ]);
  });

  test("a bad value is a sentence, a failure, and nothing written", () => {
    const { status, stderr } = synth({ PROJECT_ID: "My Project", LOCATION: "Mars" });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^ValidationError: 2 problems\n {2}- environment variable PROJECT_ID "My Project": .*\n {2}- environment variable LOCATION "Mars": .*\n$/,
    );
    expect(existsSync(outdir)).toBe(false);
  });
});
