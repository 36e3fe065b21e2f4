import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  DockerRemoteRepository,
  DownloadPolicy,
  KfpRepository,
  PythonRemoteRepository,
} from "../../lib/artifact-registry";
import { BuildSource, BuildStart, GitConnection, GitRepository, PipelineBuild } from "../../lib/cloud-build";
import type { IGitRepository, PipelineBuildProps } from "../../lib/cloud-build";
import { AllowedPackages } from "../../lib/packages";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { ComponentSettings, PipelineTemplate } from "../../lib/vertex-ai";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { folderOf, removeFolders } from "./folders";
import { IMAGE } from "./python-image";

afterEach(removeFolders);

const SETTINGS = new ComponentSettings({
  baseImage: `${LOCATION}-docker.pkg.dev/${PROJECT}/images/python:1`,
  indexUrl: `https://${LOCATION}-python.pkg.dev/${PROJECT}/pypi/simple/`,
});
const PLACE = { location: LOCATION, project: PROJECT };
const LOCK = `kfp==2.12.1 \\\n    --hash=sha256:${"a".repeat(64)}\nsix==1.17.0 --hash=sha256:${"b".repeat(64)}\n`;

function compiledWith(image: string): string {
  return JSON.stringify({
    deploymentSpec: { executors: { "exec-a": { container: { image } } } },
    pipelineInfo: { name: "intro" },
    root: { dag: { tasks: { a: {} } } },
    schemaVersion: "2.1.0",
  });
}

const COMPILED = compiledWith(ComponentSettings.placeholder().baseImage);
const FILES = { "intro.py": "", "intro.json": COMPILED, "kfp.lock": LOCK };

type Overrides = Partial<PipelineBuildProps>;

function buildOf(
  stack: TerraformStack,
  overrides: Overrides = {},
  files: Readonly<Record<string, string>> = FILES,
): PipelineBuild {
  const place = { location: LOCATION };
  const hub = new DockerRemoteRepository(stack, "Hub", { ...place, repositoryName: "docker-hub" });
  return new PipelineBuild(stack, "Pipeline", {
    buildName: "intro",
    repository: new KfpRepository(stack, "Templates", { ...place, repositoryName: "pipelines" }),
    source: BuildSource.folder(folderOf(files)),
    pipeline: "intro.py",
    settings: SETTINGS,
    template: PipelineTemplate.fromText(COMPILED).withSettings(SETTINGS),
    index: new PythonRemoteRepository(stack, "Pypi", {
      ...place,
      repositoryName: "pypi",
      downloads: DownloadPolicy.allowOnly(AllowedPackages.fromNames(["kfp"])),
    }),
    image: IMAGE,
    baseRepositories: [hub],
    contexts: new Bucket(stack, "Contexts", {
      ...place,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
    start: BuildStart.onDeploy({ image: IMAGE }),
    ...overrides,
  });
}

function gitOf(stack: TerraformStack): IGitRepository {
  const connection = new GitConnection(stack, "GitHub", {
    connectionName: "github",
    location: LOCATION,
    appInstallationId: 123456,
    tokenSecretVersion: `projects/${PROJECT}/secrets/github-token/versions/1`,
    projectNumber: "123456789012",
  });
  return new GitRepository(stack, "Repository", { connection, remoteUri: "https://github.com/acme/pipelines.git" });
}

/** What the program is told. */
function told(body: any): Record<string, unknown> {
  const [, , program, settings] = body.build.step[0].args as string[];
  expect(program).toContain("Compiles a pipeline of Kubeflow");
  // Cloud Build refuses longer arguments.
  expect(program!.length).toBeLessThan(10_000);
  return JSON.parse(settings!.replaceAll("$$", "$")) as Record<string, unknown>;
}

test("a folder is compiled within the deployment, and its address is known before", () => {
  let uri: string | undefined;
  const stack = synthStack((scope) => {
    uri = buildOf(scope).templateUri;
  });
  const { digest } = PipelineTemplate.fromText(compiledWith(SETTINGS.baseImage));
  expect(uri).toBe(`https://${LOCATION}-kfp.pkg.dev/${PROJECT}/pipelines/intro/${digest}`);
  const { body } = stack.resource("google_cloudbuild_trigger");
  expect(told(body)).toMatchObject({
    compiled: "intro.json",
    digest,
    index: SETTINGS.indexUrl,
    pipeline: "intro.py",
    repository: {
      name: `projects/${PROJECT}/locations/${LOCATION}/repositories/pipelines`,
      url: `https://${LOCATION}-kfp.pkg.dev/${PROJECT}/pipelines`,
    },
    tools: "kfp.lock",
  });
  expect(told(body).module).toBe(SETTINGS.toPythonModule());
  expect((body as any).build.step[0].name).toBe(IMAGE);
  // Its creation fails when the build has failed.
  const job = stack.resource("google_cloud_run_v2_job").body;
  expect([job.run_execution_token, String(job.name).startsWith("intro-")]).toEqual(["build", true]);
});

test("its account writes the templates, reads the index, its image and its context, and has no more", () => {
  const stack = synthStack((scope) => {
    buildOf(scope);
  });
  const account = `serviceAccount:intro-build@${PROJECT}.iam.gserviceaccount.com`;
  const rights = stack
    .resources()
    .filter(({ type, body }) => type.endsWith("_iam_member") && body.member === account)
    .map(({ body }) => `${String(body.role)} ${String(body.repository ?? body.bucket ?? body.project)}`);
  expect(rights.sort()).toEqual([
    "roles/artifactregistry.reader docker-hub",
    "roles/artifactregistry.reader pypi",
    "roles/artifactregistry.writer pipelines",
    `roles/logging.logWriter ${PROJECT}`,
    "roles/storage.objectViewer acme-contexts",
  ]);
});

test("another source, compiled pipeline, image or index is another build; the same is none", () => {
  const jobOf = (overrides: Overrides = {}, files: Readonly<Record<string, string>> = FILES): unknown =>
    synthStack((scope) => {
      buildOf(scope, overrides, files);
    }).resource("google_cloud_run_v2_job").body.name;
  const { indexUrl } = SETTINGS;
  const other = new ComponentSettings({ indexUrl, baseImage: SETTINGS.baseImage.replace(":1", ":2") });
  const names = [
    jobOf(),
    jobOf({}, { ...FILES, "intro.py": "x" }),
    jobOf({}, { ...FILES, "kfp.lock": `${LOCK}\n` }),
    jobOf({ settings: other, template: PipelineTemplate.fromText(COMPILED).withSettings(other) }),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(jobOf()).toBe(names[0]);
});

test("a push to a branch or by a tag is compiled, whatever it holds", () => {
  const stack = synthStack((scope) => {
    const build = buildOf(scope, {
      source: BuildSource.git(gitOf(scope), { branch: "^main$" }),
      start: BuildStart.onPush(),
      template: undefined,
      contexts: undefined,
    });
    expect(build.templateUri).toBeUndefined();
  });
  const { body } = stack.resource("google_cloudbuild_trigger");
  expect(body).toMatchObject({ repository_event_config: { push: { branch: "^main$" } } });
  expect(told(body).digest).toBeNull();
  expect(stack.resources("google_cloud_run_v2_job")).toEqual([]);
});

test.each<[string, Overrides, Readonly<Record<string, string>>, string]>([
  ["without its template", { template: undefined }, FILES, "template: is missing; give PipelineTemplate.fromFile"],
  [
    "with the template of other settings",
    { template: PipelineTemplate.fromText(COMPILED) },
    FILES,
    'component "a": image "us-central1-docker.pkg.dev/example-project/',
  ],
  [
    "with another template",
    { template: PipelineTemplate.fromText(compiledWith(`${SETTINGS.baseImage}2`)) },
    FILES,
    'template: is another pipeline than "intro.json" of the source',
  ],
  ["without its source", { pipeline: "other.py" }, FILES, 'has no "other.py"'],
  [
    "that is no Python",
    { pipeline: "intro.ipynb" },
    FILES,
    'pipeline "intro.ipynb": must be the path of a Python file',
  ],
  ["outside of the source", { pipeline: "../intro.py" }, FILES, "must be a path within the source"],
  ["that nobody compiled", {}, { "intro.py": "", "kfp.lock": LOCK }, 'has no "intro.json"'],
  ["without a lock", {}, { "intro.py": "", "intro.json": COMPILED }, 'has no "kfp.lock"'],
  ["with a lock of something else", {}, { ...FILES, "kfp.lock": LOCK.replace("kfp", "kxp") }, 'lock no "kfp"'],
  ["with a lock without hashes", {}, { ...FILES, "kfp.lock": "kfp==2.12.1\n" }, 'has no hash of "kfp==2.12.1"'],
  [
    "with a lock that hides a line",
    {},
    { ...FILES, "kfp.lock": `${LOCK}\n# a comment\f--find-links x\n` },
    "which pip takes for the end of a line",
  ],
  ["with sources of nothing", { sourceDistributions: ["kfq"] }, FILES, '"kfq": is no package of the lock'],
  ["with sources that are a name of nothing", { sourceDistributions: ["--pre"] }, FILES, "is no name of a package"],
  ["without a bucket", { contexts: undefined }, FILES, "contexts: is missing"],
  ["on a push", { start: BuildStart.onPush() }, FILES, "start: a folder is pushed nowhere"],
  ["with an image that floats", { image: IMAGE.split("@")[0]! }, FILES, "floats; pin it by its digest"],
  [
    "into a repository of packages",
    { repository: { format: "PYTHON" } as never },
    FILES,
    "repository (another object): must be a KfpRepository",
  ],
])("a pipeline %s is refused", (_, overrides, files, words) => {
  expect(() =>
    synthStack((scope) => {
      buildOf(scope, overrides, files);
    }),
  ).toThrow(words);
});

test("a lock that stands elsewhere is put into the build", () => {
  const files = { "intro.py": "", "intro.json": COMPILED };
  const synth = (lock: string) => () =>
    synthStack((scope) => {
      buildOf(scope, { source: BuildSource.folder(folderOf(files), { extraFiles: { "kfp.lock": lock } }) });
    });
  expect(synth(LOCK)).not.toThrow();
  expect(synth("kfp==2.12.1\n")).toThrow('"kfp.lock" has no hash of "kfp==2.12.1"');
});

test("two builds of one name are refused", () => {
  expect(() =>
    synthStack((scope) => {
      buildOf(scope);
      buildOf(new Construct(scope, "Again") as never, {
        repository: KfpRepository.fromRepositoryAttributes(scope, "T", { ...PLACE, repositoryName: "pipelines" }),
      });
    }),
  ).toThrow(/is defined by "registry\/[A-Za-z]+" already/);
});
