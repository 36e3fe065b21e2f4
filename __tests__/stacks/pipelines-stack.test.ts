import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { PipelinesStack, RegistryStack } from "../../lib/stacks";
import type { PipelinesStackProps } from "../../lib/stacks";
import { ComponentSettings, PipelineParameter, PipelineTemplate } from "../../lib/vertex-ai";
import { expectGolden } from "../support/golden";
import { conformanceProblems } from "../support/schema-conformance";
import { synthApp } from "../support/synth-app";
import type { SynthesizedApp } from "../support/synth-app";

const PIPELINES = join(__dirname, "../../pipelines");
const project = "my-project";
const region = "us-central1";
const PARAMETERS = [
  PipelineParameter.text("in_str", "An Example String"),
  PipelineParameter.integer("in_int", 45),
  PipelineParameter.double("in_float", 4.5),
  PipelineParameter.boolean("in_bool", true),
  PipelineParameter.list("in_list", '[1, 27, "Another String"]'),
];

function synth(props: Partial<PipelinesStackProps> = {}): SynthesizedApp {
  return synthApp((app) => {
    const packages = AllowedPackages.pipBootstrap();
    const registry = new RegistryStack(app, "registry", { project, location: region, packages });
    new PipelinesStack(app, "pipelines", {
      project,
      projectNumber: "123456789012",
      region,
      serviceAccount: registry.pipelines,
      index: registry.python,
      images: [registry.baseImages],
      imageUri: `${registry.baseImages.imagePrefix}/python-3.11-slim:1`,
      template: PipelineTemplate.fromFile(join(PIPELINES, "intro.json")),
      compilation: {
        folder: PIPELINES,
        pipeline: "intro.py",
        lockfile: join(PIPELINES, "../packages/pipelines.txt"),
        sourceDistributions: ["kfp", "kfp-server-api"],
        image: `${registry.dockerHub.imagePrefix}/library/python:3.11-slim@sha256:${"a".repeat(64)}`,
        baseRepositories: [registry.dockerHub],
      },
      parameters: PARAMETERS,
      ...props,
    });
  });
}

describe("the reference pipelines", () => {
  const app = synth();
  const stack = app.stack("pipelines");

  test("conform to the provider's schema and are what they were", () => {
    expect(conformanceProblems(stack.json)).toEqual([]);
    expectGolden("pipelines-stack", stack.golden());
    expectGolden("pipelines-stack-logical-ids", stack.logicalIds());
  });

  test("are compiled before they are scheduled, with the kfp of the allow list, to what lies in the project", () => {
    const job = stack.resources("google_cloud_run_v2_job").map(({ address }) => address);
    expect(stack.resource("google_colab_schedule").body.depends_on).toEqual(expect.arrayContaining(job));
    const { build } = stack.resource("google_cloudbuild_trigger").body as any;
    const told = JSON.parse(build.step[0].args[3].replaceAll("$$", "$")) as Record<string, unknown>;
    expect(told).toMatchObject({ pipeline: "intro.py", compiled: "intro.json", sources: ["kfp", "kfp-server-api"] });
    const uri = (stack.json as any).output.pipeline_template_uri.value as string;
    expect(uri).toBe(
      `https://us-central1-kfp.pkg.dev/my-project/pipelines/mlops-pipeline-intro/${String(told.digest)}`,
    );
  });

  test("can do without a compilation, and are then scheduled as they lie there", () => {
    const plain = synth({ compilation: undefined }).stack("pipelines");
    expect(plain.resources("google_cloudbuild_trigger")).toEqual([]);
    expect((plain.json as any).output).not.toHaveProperty("pipeline_template_uri");
    expect(plain.resource("google_colab_schedule").body.create_pipeline_job_request).toEqual(
      stack.resource("google_colab_schedule").body.create_pipeline_job_request,
    );
  });

  test("stand still, and run as the registry's account from its images and its index only", () => {
    const { body } = stack.resource("google_colab_schedule");
    const { pipeline_job: job } = body.create_pipeline_job_request as Record<string, any>;
    expect([body.desired_state, job.service_account]).toEqual([
      "PAUSED",
      "pipelines@my-project.iam.gserviceaccount.com",
    ]);
    expect(job.pipeline_spec).not.toMatch(/example-project|placeholder/);
    const text = String(job.pipeline_spec);
    expect(new Set(text.match(/[a-z0-9-]+\.pkg\.dev[^\s"\\]*/g))).toEqual(
      new Set([
        "us-central1-docker.pkg.dev/my-project/kfp-base-images/python-3.11-slim:1",
        "us-central1-python.pkg.dev/my-project/python/simple/",
      ]),
    );
  });

  test("leave the registry as it was: what they add stands in their own stack, and waits for the registry's", () => {
    const alone = synthApp((scope) => {
      new RegistryStack(scope, "registry", { project, location: region, packages: AllowedPackages.pipBootstrap() });
    });
    const withSubmitter = synth({ submitters: [Principal.group("ci@example.com")] });
    expect(withSubmitter.stack("registry").golden()).toEqual(alone.stack("registry").golden());
    const members = withSubmitter
      .stack("pipelines")
      .resources()
      .filter(({ body }) => body.member === "group:ci@example.com")
      .map(({ body }) => [body.role, body.bucket ?? body.service_account_id ?? body.project]);
    expect(members.sort()).toEqual([
      ["projects/my-project/roles/pipelineSubmitter_us_central1", project],
      ["roles/artifactregistry.reader", project],
      ["roles/iam.serviceAccountUser", "projects/-/serviceAccounts/pipelines@my-project.iam.gserviceaccount.com"],
      ["roles/storage.objectViewer", "my-project-files-us-central1"],
    ]);
  });

  test("let runs write to one bucket, and not to the one with templates and settings", () => {
    const rights = stack.resources("google_storage_bucket_iam_member").map(({ body }) => [body.bucket, body.role]);
    expect(rights).toEqual([
      // The build reads its context.
      ["my-project-files-us-central1", "roles/storage.objectViewer"],
      ["my-project-runs-us-central1", "roles/storage.objectUser"],
    ]);
    const objects = stack.resources("google_storage_bucket_object").map(({ body }) => [body.bucket, body.name]);
    expect(objects.sort()).toEqual([
      ["my-project-files-us-central1", "component-settings/component_settings.json"],
      ["my-project-files-us-central1", "component-settings/component_settings.py"],
      ["my-project-files-us-central1", expect.stringMatching(/^pipeline\/[0-9a-f]+\.tar\.gz$/)],
      ["my-project-files-us-central1", expect.stringMatching(/^templates\/mlops-pipeline-intro\/[0-9a-f]{20}\.json$/)],
    ]);
  });

  test("a pipeline with an image of somebody else is refused, in the template and on the schedule", () => {
    expect(() => synth({ imageUri: "us-central1-docker.pkg.dev/elsewhere/images/python:1" })).toThrow(
      /component "example-(?:artifact|parameters)": image "us-central1-docker\.pkg\.dev\/elsewhere\/images\/python:1" is from elsewhere/,
    );
  });

  test("a bucket of runs is emptied on destroy only where that was said", () => {
    const runs = (one: SynthesizedApp): unknown =>
      one
        .stack("pipelines")
        .resources("google_storage_bucket")
        .map(({ body }) => [body.name, body.force_destroy]);
    expect(runs(app)).toContainEqual(["my-project-runs-us-central1", false]);
    expect(runs(synth({ deletionProtection: false }))).toContainEqual(["my-project-runs-us-central1", true]);
  });
});

test("the sample is compiled with the placeholder's settings, so that any project can be put in its place", () => {
  expect(readFileSync(join(PIPELINES, "component_settings.py"), "utf8")).toBe(
    ComponentSettings.placeholder().toPythonModule(),
  );
});
