import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { RegistryStack } from "../../lib/stacks";
import type { RegistryStackProps } from "../../lib/stacks";
import { expectGolden } from "../support/golden";
import { conformanceProblems } from "../support/schema-conformance";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";

// Its types are those of an ES module only.
const { parse } = jest.requireActual<{ parse: (text: string) => unknown }>("smol-toml");

const RULE = "google_artifact_registry_rule";
const MEMBER = "google_artifact_registry_repository_iam_member";

function synth(props: Partial<RegistryStackProps> = {}): SynthesizedStack {
  const packages = AllowedPackages.fromNames(["kfp", "pandas"]);
  return synthApp((app) => {
    new RegistryStack(app, "registry", { project: "my-project", location: "us-central1", packages, ...props });
  }).stack();
}

describe("RegistryStack", () => {
  const stack = synth();

  test("is what it was", () => {
    expectGolden("registry-stack", stack.golden());
  });

  test("names its resources as before, so that nothing is replaced", () => {
    expectGolden("registry-stack-logical-ids", stack.logicalIds());
  });

  test("conforms to the provider's schema, and one wrong attribute would show", () => {
    expect(conformanceProblems(stack.json)).toEqual([]);
    const broken = JSON.parse(JSON.stringify(stack.json).replaceAll('"repository_id"', '"repository_name"'));
    expect(conformanceProblems(broken)).not.toEqual([]);
  });

  test("has the repositories of the reference deployment", () => {
    expect(
      stack
        .resources("google_artifact_registry_repository")
        .map(({ body }) => [body.repository_id, body.format, body.mode, body.description])
        .sort(),
    ).toEqual([
      ["docker-hub", "DOCKER", "REMOTE_REPOSITORY", "Docker Hub, for builds only"],
      ["kfp-base-images", "DOCKER", "STANDARD_REPOSITORY", "Base images of pipeline components"],
      ["python", "PYTHON", "VIRTUAL_REPOSITORY", "Own Python packages first, then the allowed ones of PyPI"],
      ["python-packages", "PYTHON", "STANDARD_REPOSITORY", "Own Python packages"],
      ["python-remote-repo", "PYTHON", "REMOTE_REPOSITORY", "Remote Python repository"],
    ]);
  });

  test("lets each identity do what it is for and no more", () => {
    const account = (name: string): string => `serviceAccount:${name}@my-project.iam.gserviceaccount.com`;
    expect(
      stack
        .resources(MEMBER)
        .map(({ body }) => `${String(body.member)} ${String(body.role)} ${String(body.repository)}`)
        .sort(),
    ).toEqual([
      `${account("builds")} roles/artifactregistry.reader docker-hub`,
      `${account("builds")} roles/artifactregistry.reader python`,
      `${account("builds")} roles/artifactregistry.writer kfp-base-images`,
      `${account("builds")} roles/artifactregistry.writer python-packages`,
      `${account("pipelines")} roles/artifactregistry.reader kfp-base-images`,
      `${account("pipelines")} roles/artifactregistry.reader python`,
    ]);
    expect(stack.resources().map(({ type }) => type)).not.toContain("google_project_iam_member");
  });

  test("lets nobody in before the DENY, along whatever path", () => {
    const deny = stack.resources(RULE).find(({ body }) => body.action === "DENY");
    const waits = (address: string): string[] => {
      const direct = (stack.resources().find((block) => block.address === address)?.body.depends_on ?? []) as string[];
      return [...direct, ...direct.flatMap(waits)];
    };
    const members = stack
      .resources(MEMBER)
      .filter(({ body }) => ["python", "python-remote-repo"].includes(String(body.repository)));
    expect(members).toHaveLength(2);
    for (const { address } of members) expect(waits(address)).toContain(deny?.address);
  });

  test("lets readers of the environment install and pull, by the index only", () => {
    const readers = [Principal.group("ml-engineers@example.com")];
    const granted = synth({ readers })
      .resources(MEMBER)
      .filter(({ body }) => body.member === readers[0]?.member);
    expect(granted.map(({ body }) => [body.role, body.repository])).toEqual([
      ["roles/artifactregistry.reader", "kfp-base-images"],
      ["roles/artifactregistry.reader", "python"],
    ]);
  });

  test("encrypts all that it stores with one key, after the service agent may use it", () => {
    const kmsKeyName = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k";
    const encrypted = synth({ kmsKeyName, projectNumber: "123456789012" });
    expect(conformanceProblems(encrypted.json)).toEqual([]);
    const grant = encrypted.resource("google_kms_crypto_key_iam_member").address;
    const stored = encrypted
      .resources("google_artifact_registry_repository")
      .filter(({ body }) => body.mode !== "VIRTUAL_REPOSITORY");
    expect(stored).toHaveLength(4);
    for (const { body } of stored)
      expect(body).toMatchObject({ kms_key_name: kmsKeyName, depends_on: expect.arrayContaining([grant]) });
    expect(synth({ kmsKeyName }).count("google_kms_crypto_key_iam_member")).toBe(0);
  });

  test("prints the index, the image prefixes and settings that clients can read", () => {
    const { outputs } = stack;
    expect(outputs.python_index_url).toBe("https://us-central1-python.pkg.dev/my-project/python/simple/");
    expect(outputs.python_upload_url).toBe("https://us-central1-python.pkg.dev/my-project/python-packages/");
    expect(outputs.base_image_prefix).toBe("us-central1-docker.pkg.dev/my-project/kfp-base-images");
    expect(parse(String(outputs.uv_toml))).toMatchObject({ "keyring-provider": "subprocess" });
    expect(parse(String(outputs.poetry_toml))).toHaveProperty("tool.poetry.source");
    expect(String(outputs.pip_conf)).toContain(`index-url = ${String(outputs.python_index_url)}\n`);
  });

  test("pins one exact provider", () => {
    expect(stack.json.terraform).toMatchObject({ required_providers: { google: { version: "7.45.0" } } });
  });
});
