import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { AllowedPackages } from "../../lib/packages";
import { ImagesStack, RegistryStack } from "../../lib/stacks";
import type { ImagesStackProps } from "../../lib/stacks";
import { folderOf, removeFolders } from "../cloud-build/folders";
import { expectGolden } from "../support/golden";
import { conformanceProblems } from "../support/schema-conformance";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";

const ROOT = join(__dirname, "../..");
const FOLDER = join(ROOT, "images/kfp-base");
const LOCK = join(ROOT, "packages/pipelines.txt");
const project = "my-project";
const location = "us-central1";

afterEach(removeFolders);

function define(app: App, props: Partial<ImagesStackProps> = {}): void {
  const registry = new RegistryStack(app, "registry", {
    project: props.project ?? project,
    location: props.location ?? location,
    packages: AllowedPackages.none(),
  });
  new ImagesStack(app, "images", {
    project,
    region: location,
    location,
    kfpBaseFolder: FOLDER,
    lockfile: LOCK,
    index: registry.python,
    dockerHub: registry.dockerHub,
    repository: registry.baseImages,
    ...props,
  });
}

function synth(props: Partial<ImagesStackProps> = {}): SynthesizedStack {
  return synthApp((app) => {
    define(app, props);
  }).stack("images");
}

/** What stands in the Terraform JSON instead of the program, and of hashes that change with the lock. */
function stable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      Array.isArray(inner) && inner[0] === "python3"
        ? [...inner.slice(0, 2), "see lib/cloud-build/start_build.py"]
        : inner,
    ).replaceAll(/\b[0-9a-f]{20}\b/g, "HASH"),
  );
}

describe("ImagesStack", () => {
  const stack = synth();

  test("is what it was", () => {
    expectGolden("images-stack", stable(stack.golden()));
  });

  test("names its resources as before, so that nothing is replaced", () => {
    expectGolden("images-stack-logical-ids", stack.logicalIds());
  });

  test("conforms to the provider's schema, and stands on the registry", () => {
    expect(conformanceProblems(stack.json)).toEqual([]);
    expect(stack.dependencies).toEqual(["registry"]);
  });

  test("begins with a pinned base, of which the Python starts the build too", () => {
    const [, base] = /^FROM \$\{DOCKER_HUB\}\/(.+)$/m.exec(readFileSync(join(FOLDER, "Dockerfile"), "utf8"))!;
    expect(base).toMatch(/^library\/python:3\.11-slim@sha256:[0-9a-f]{64}$/);
    const job = JSON.stringify(stack.resource("google_cloud_run_v2_job").body);
    expect(job).toContain(`"image":"us-central1-docker.pkg.dev/my-project/docker-hub/${base!}"`);
  });

  test("gives the build the lock, its versions as constraints, and a pip.conf with one index", () => {
    const app = new App({ outdir: folderOf({}) });
    define(app);
    app.synth();
    const source = String(stack.resource("google_storage_bucket_object").body.source);
    const archive = join(app.outdir, "stacks/images", source);
    const text = (name: string): string => execFileSync("tar", ["-xzOf", archive, name], { encoding: "utf8" });
    expect(text("requirements.lock")).toBe(readFileSync(LOCK, "utf8"));
    // As packages/README.md says it, by another program.
    const pins = execFileSync("sed", ["-n", String.raw`s/^\([a-z][^ ]*==[^ ]*\).*/\1/p`, LOCK], { encoding: "utf8" });
    expect(text("constraints.txt").split("\n").sort()).toEqual(pins.split("\n").sort());
    const settings = text("pip.conf")
      .split("\n")
      .filter((line) => line.includes("=") && !line.startsWith("#"));
    expect(settings).toEqual([
      "index-url = https://us-central1-python.pkg.dev/my-project/python/simple/",
      "keyring-provider = import",
      "no-input = true",
      "disable-pip-version-check = true",
      "build-constraint = /etc/private-pypi/constraints.txt",
      "constraint = /etc/private-pypi/constraints.txt",
    ]);
  });

  test("is another image with another lock, and the same with the same", () => {
    const tagOf = (one: SynthesizedStack): unknown => one.json.output?.kfp_base_image;
    const other = folderOf({ "lock.txt": `${readFileSync(LOCK, "utf8")}# one more line\n` });
    expect(tagOf(synth())).toEqual(tagOf(stack));
    expect(tagOf(synth({ lockfile: join(other, "lock.txt") }))).not.toEqual(tagOf(stack));
  });

  test("keeps what is built from beside the repositories, with the same key", () => {
    const kmsKeyName = "projects/my-project/locations/europe/keyRings/r/cryptoKeys/k";
    const one = synth({ location: "europe", region: "europe-west1", kmsKeyName, projectNumber: "123456789012" });
    expect(one.resource("google_storage_bucket").body).toMatchObject({
      name: "my-project-build-contexts",
      location: "EU",
      encryption: { default_kms_key_name: kmsKeyName },
      depends_on: expect.arrayContaining([one.resource("google_kms_crypto_key_iam_member").address]) as unknown,
    });
    expect(one.resource("google_cloudbuild_trigger").body.location).toBe("europe-west1");
    // Beside the packages, wherever the networks are.
    const apart = synth({ location: "europe-west1", region: "europe-west4" });
    expect(apart.resource("google_cloudbuild_trigger").body.location).toBe("europe-west1");
    expect(synth({ project: "example.com:my-shop" }).resource("google_storage_bucket").body.name).toBe(
      "example-com-my-shop-build-contexts",
    );
  });

  test("says what a Dockerfile has to begin with", () => {
    const folder = folderOf({ Dockerfile: "FROM python:3.11\n" });
    expect(() => synth({ kfpBaseFolder: folder })).toThrow(
      /must begin with FROM \$\{DOCKER_HUB\}\/IMAGE@sha256:DIGEST/,
    );
  });
});
