import { TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { DockerRemoteRepository, DockerStandardRepository } from "../../lib/artifact-registry";
import { BuildSource, BuildStart, ImageBuild } from "../../lib/cloud-build";
import { ContainerImage, Job, SecretVersion, Service, VolumeMount } from "../../lib/cloud-run";
import type { JobProps } from "../../lib/cloud-run";
import { Duration } from "../../lib/core";
import { Principal, ServiceAccount } from "../../lib/iam";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { folderOf, removeFolders } from "../cloud-build/folders";
import { conformanceProblems } from "../support/schema-conformance";
import { googleStack, LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";

afterEach(removeFolders);

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const PYTHON = `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub/library/python:3.11-slim@${DIGEST}`;
const PROPS: JobProps = { jobName: "index-pages", location: LOCATION, image: ContainerImage.fromUri(PYTHON) };
const JOB = "google_cloud_run_v2_job";

function synth(overrides: Partial<JobProps> = {}, then?: (one: Job) => void): SynthesizedStack {
  return synthStack((scope) => {
    const made = new Job(scope, "Job", { ...PROPS, ...overrides });
    then?.(made);
  });
}

function refusal(overrides: Record<string, unknown>): string {
  try {
    synth(overrides);
  } catch (error) {
    return String(error);
  }
  throw new Error("nothing was refused");
}

function imageBuild(scope: TerraformStack, immutableTags = true): ImageBuild {
  const place = { location: LOCATION };
  const hub = new DockerRemoteRepository(scope, "Hub", { ...place, repositoryName: "docker-hub" });
  return new ImageBuild(scope, "Image", {
    buildName: "engine",
    repository: new DockerStandardRepository(scope, "Images", { ...place, repositoryName: "images", immutableTags }),
    imageName: "engine",
    readableTag: immutableTags ? undefined : "newest",
    source: BuildSource.folder(folderOf({ Dockerfile: `FROM ${PYTHON}\nCOPY . /app\n`, "app.py": "print(1)\n" })),
    contexts: new Bucket(scope, "Contexts", {
      ...place,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
    baseRepositories: [hub],
    start: BuildStart.onDeploy({ image: PYTHON }),
  });
}

describe("Job", () => {
  test("runs once, as an account of its own, when somebody says so", () => {
    const stack = synth();
    const { body } = stack.resource(JOB);
    expect(body).toMatchObject({
      name: "index-pages",
      location: LOCATION,
      project: PROJECT,
      deletion_protection: false,
      template: {
        task_count: 1,
        template: {
          service_account: `index-pages@${PROJECT}.iam.gserviceaccount.com`,
          execution_environment: "EXECUTION_ENVIRONMENT_GEN2",
          max_retries: 3,
          timeout: "600s",
          containers: [{ image: PYTHON, resources: { limits: { cpu: "1", memory: "512Mi" } } }],
        },
      },
    });
    for (const absent of ["run_execution_token", "timeouts", "lifecycle"]) expect(body).not.toHaveProperty(absent);
  });

  test("has tasks, variables, secrets and files as a service has them", () => {
    const stack = synthStack((scope) => {
      const bucket = new Bucket(scope, "B", {
        bucketName: "acme-index",
        location: LOCATION,
        deletedObjects: DeletedObjects.gone(),
      });
      new Job(scope, "Job", {
        ...PROPS,
        tasks: 10,
        parallelism: 2,
        maxRetries: 0,
        timeout: Duration.days(7),
        environment: { LEVEL: "info" },
        secretEnvironment: { TOKEN: SecretVersion.fromName(`projects/${PROJECT}/secrets/t/versions/1`) },
        volumes: [VolumeMount.writableBucket("/out", bucket, { mountOptions: ["implicit-dirs"] })],
      });
    });
    expect(stack.resource(JOB).body.template).toMatchObject({
      task_count: 10,
      parallelism: 2,
      template: {
        max_retries: 0,
        timeout: "604800s",
        containers: [
          {
            env: [
              { name: "LEVEL", value: "info" },
              { name: "TOKEN", value_source: { secret_key_ref: { secret: "t", version: "1" } } },
            ],
            volume_mounts: [{ name: "volume-1", mount_path: "/out" }],
          },
        ],
        volumes: [
          { name: "volume-1", gcs: { bucket: "acme-index", read_only: false, mount_options: ["implicit-dirs"] } },
        ],
      },
    });
    expect(stack.resource("google_storage_bucket_iam_member").body.role).toBe("roles/storage.objectUser");
  });

  test("is run by whom it is granted, as it is", () => {
    const stack = synth({}, (job) => job.grantRun(Principal.user("ada@example.com")));
    const { address } = stack.resource(JOB);
    expect(stack.resource(`${JOB}_iam_member`).body).toMatchObject({
      name: "index-pages",
      role: "roles/run.invoker",
      member: "user:ada@example.com",
      depends_on: [address],
      lifecycle: { replace_triggered_by: [`${address}.id`] },
    });
  });

  test("can run when it is created, and is waited for as long as it may take", () => {
    const { body } = synth({ runsWhenCreated: true, tasks: 3, parallelism: 2, timeout: Duration.minutes(10) }).resource(
      JOB,
    );
    expect(body).toMatchObject({
      run_execution_token: "created",
      lifecycle: { ignore_changes: ["run_execution_token"] },
      // Two rounds of four times ten minutes, and fifteen.
      timeouts: { create: "95m" },
    });
    // Shorter than 63 characters together, whatever it is called.
    expect(49 + String(body.run_execution_token).length).toBeLessThan(63);
    expect(() =>
      synthStack((scope) => {
        scope.addOverride("terraform.required_providers.google.version", "7.41.0");
        new Job(scope, "Job", { ...PROPS, runsWhenCreated: true });
      }),
    ).toThrow(/need >= 7.42.0/);
  });

  test("has files of its own beside those of a service of its name", () => {
    const stack = synthStack((scope) => {
      const common = {
        location: LOCATION,
        image: PROPS.image,
        volumes: [VolumeMount.textFile("/etc/app/app.conf", "x")],
      };
      const serviceAccount = new ServiceAccount(scope, "Account", { accountId: "another" });
      new Job(scope, "Job", { ...common, jobName: "twice-named" });
      new Service(scope, "Service", { ...common, serviceName: "twice-named", serviceAccount });
    });
    const ids = stack.resources("google_secret_manager_secret").map(({ body }) => body.secret_id);
    expect(new Set(ids).size).toBe(2);
    expect(conformanceProblems(stack.json)).toEqual([]);
  });

  test("can be one that exists already", () => {
    const stack = synthStack((scope) => {
      const attributes = { jobName: "pages", location: LOCATION, project: "other-project" };
      const job = Job.fromJobAttributes(scope, "Found", attributes);
      expect(job.resourceName).toBe(`projects/other-project/locations/${LOCATION}/jobs/pages`);
      job.grantRun(Principal.user("ada@example.com"));
    });
    expect(stack.resource(`${JOB}_iam_member`).body).toMatchObject({ name: "pages", project: "other-project" });
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ jobName: "Pages" }, /jobName "Pages"/],
    [{ tasks: 0 }, /tasks 0/],
    [{ tasks: 10_001 }, /tasks 10001/],
    [{ tasks: 2, parallelism: 3 }, /parallelism 3: must be a whole number from 1 to 2/],
    [{ maxRetries: 11 }, /maxRetries 11/],
    [{ timeout: Duration.days(8) }, /timeout in seconds/],
    [{ image: ContainerImage.fromUri("python:3.11") }, /floats/],
    [{ environment: { DB_PASSWORD: "hunter22" } }, /environment "DB_PASSWORD"/],
    [{ cpu: 1, memoryMebibytes: 8_192 }, /memoryMebibytes 8192/],
    [{ cpu: new TerraformVariable(synthlessStack(), "c", {}).numberValue }, /must be literals/],
  ])("%j is refused", (overrides, sentence) => {
    expect(refusal(overrides)).toMatch(sentence);
  });
});

function synthlessStack(): TerraformStack {
  let made: TerraformStack | undefined;
  synthApp((app) => (made = googleStack(app, "other")));
  return made!;
}

describe("an image that is built", () => {
  test("is run once it is there", () => {
    const stack = synthStack((scope) => {
      const image = ContainerImage.fromBuild(imageBuild(scope));
      new Job(scope, "Job", { ...PROPS, image });
      new Service(scope, "Service", { serviceName: "engine", location: LOCATION, image });
    });
    const builder = stack.resource(JOB, "Image");
    for (const { body } of [stack.resource(JOB, "Job"), stack.resource("google_cloud_run_v2_service")]) {
      expect(JSON.stringify(body)).toMatch(/docker\.pkg\.dev\/my-project\/images\/engine:[0-9a-f]{20}"/);
      expect(body.depends_on).toEqual(expect.arrayContaining([builder.address]));
    }
  });

  test("under a tag that may move is refused, unless it is said why not", () => {
    const moving = (scope: TerraformStack): ImageBuild => imageBuild(scope, false);
    const define = () =>
      synthStack((scope) => new Job(scope, "Job", { ...PROPS, image: ContainerImage.fromBuild(moving(scope)) }));
    expect(define).toThrow(/is in a repository with mutable tags, .* dependsOn: \[build\.ready\]/);
    const stack = synthStack((scope) => {
      const build = moving(scope);
      const image = ContainerImage.exception(build.imageUri, "the readable tag is for people");
      new Job(scope, "Job", { ...PROPS, image, dependsOn: [build.ready] });
    });
    expect(stack.resource(JOB, "Job").body.depends_on).toContain(stack.resource(JOB, "Image").address);
  });

  test("of another stack is deployed before", () => {
    const app = synthApp((scope) => {
      const build = imageBuild(googleStack(scope, "images"));
      new Job(googleStack(scope, "jobs"), "Job", { ...PROPS, image: ContainerImage.fromBuild(build) });
    });
    expect(app.stack("jobs").dependencies).toEqual(["images"]);
    expect(conformanceProblems(app.stack("jobs").json)).toEqual([]);
  });
});
