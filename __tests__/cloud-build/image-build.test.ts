import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Lazy, TerraformStack } from "cdktf";
import {
  DockerRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  PythonRemoteRepository,
} from "../../lib/artifact-registry";
import { BuildMachine, BuildSource, BuildStart, ImageBuild } from "../../lib/cloud-build";
import type { ImageBuildProps } from "../../lib/cloud-build";
import { Duration } from "../../lib/core";
import { ServiceAccount } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { conformanceProblems } from "../support/schema-conformance";
import { googleStack, LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";
import { folderOf, removeFolders } from "./folders";
import { IMAGE as BASE } from "./python-image";

afterEach(removeFolders);

const PREFIX = `${LOCATION}-docker.pkg.dev/${PROJECT}`;
const PLAIN = `FROM ${BASE}\nCOPY . /app\n`;
const INSTALLS = `FROM ${BASE}
ARG PIP_INDEX_URL
COPY requirements.lock .
RUN --mount=type=secret,id=netrc,target=/root/.netrc pip install --require-hashes -r requirements.lock
`;
const FILES = { Dockerfile: PLAIN, "app.py": "print(1)\n" };
const LOCK = join(__dirname, "../packages/fixtures/uv/requirements-hashes.txt");
const start = BuildStart.onDeploy({ image: BASE });

type Overrides = Partial<Omit<ImageBuildProps, "index">> & { readonly withIndex?: boolean; readonly mutable?: boolean };

function imageBuild(scope: TerraformStack, overrides: Overrides = {}, id = "Image"): ImageBuild {
  const { withIndex, mutable, ...props } = overrides;
  // What is given is not made once more: a name stands for one thing in an app.
  const found = (name: string, make: () => unknown): unknown => scope.node.tryFindChild(name) ?? make();
  const place = { location: LOCATION };
  const repository = (overrides.repository ??
    found(
      "Images",
      () =>
        new DockerStandardRepository(scope, "Images", {
          ...place,
          repositoryName: "images",
          immutableTags: mutable !== true,
        }),
    )) as DockerStandardRepository;
  const [hub] = (overrides.baseRepositories ?? [
    found("Hub", () => new DockerRemoteRepository(scope, "Hub", { ...place, repositoryName: "docker-hub" })),
  ]) as DockerRemoteRepository[];
  const contexts = found(
    "Contexts",
    () =>
      new Bucket(scope, "Contexts", { ...place, bucketName: "acme-contexts", deletedObjects: DeletedObjects.gone() }),
  ) as Bucket;
  const index =
    withIndex === true
      ? (found(
          "Pypi",
          () =>
            new PythonRemoteRepository(scope, "Pypi", {
              ...place,
              repositoryName: "pypi",
              downloads: DownloadPolicy.allowOnly(AllowedPackages.fromLockfile(LOCK)),
            }),
        ) as PythonRemoteRepository)
      : undefined;
  return new ImageBuild(scope, id, {
    buildName: "base",
    repository,
    imageName: "base",
    source: BuildSource.folder(
      folderOf(withIndex === true ? { ...FILES, Dockerfile: INSTALLS, "requirements.lock": "" } : FILES),
    ),
    contexts,
    baseRepositories: [hub!],
    start,
    index,
    ...props,
  });
}

function synth(overrides: Overrides = {}): SynthesizedStack {
  return synthStack((scope) => imageBuild(scope, overrides));
}

function refusal(overrides: Overrides): string {
  try {
    synth(overrides);
  } catch (error) {
    return String(error);
  }
  throw new Error("nothing was refused");
}

const withDockerfile = (text: string, more: Overrides = {}): Overrides => ({
  ...more,
  source: BuildSource.folder(folderOf({ Dockerfile: text, "requirements.lock": "" })),
});

describe("an image", () => {
  test("is built by a trigger of its own, whose every part is known at synth", () => {
    let uri = "";
    const stack = synthStack((scope) => {
      uri = imageBuild(scope).imageUri;
    });
    expect(uri).toMatch(new RegExp(`^${PREFIX}/images/base:[0-9a-f]{20}$`));
    const object = stack.resource("google_storage_bucket_object");
    expect(stack.at("Image/Resource")).toMatchObject({
      name: "base",
      location: LOCATION,
      project: PROJECT,
      service_account: `projects/${PROJECT}/serviceAccounts/base-build@${PROJECT}.iam.gserviceaccount.com`,
      build: {
        source: { storage_source: { bucket: "acme-contexts", object: `\${${object.address}.name}` } },
        step: [
          {
            id: "build",
            name: expect.stringMatching(/^gcr\.io\/cloud-builders\/docker@sha256:[0-9a-f]{64}$/) as unknown,
            env: ["DOCKER_BUILDKIT=1"],
            args: ["build", "--pull", "--file", "Dockerfile", "--tag", uri, "."],
          },
        ],
        images: [uri],
        timeout: "1800s",
        queue_ttl: "3600s",
        options: {
          logging: "CLOUD_LOGGING_ONLY",
          requested_verify_option: "VERIFIED",
          source_provenance_hash: ["SHA256"],
        },
      },
    });
    expect(object.body).toMatchObject({ bucket: "acme-contexts", content_type: "application/gzip" });
    expect(object.body.name).toMatch(/^base\/[0-9a-f]{20}\.tar\.gz$/);
    expect(object.body.source).toMatch(/^assets\/.*\/[0-9a-f]{20}\/context\.tar\.gz$/);
  });

  test("has its tag from all that goes into it, and from nothing else", () => {
    const tag = (overrides: Overrides = {}): string => {
      let found = "";
      synthStack((scope) => {
        found = imageBuild(scope, overrides).hash;
      });
      return found;
    };
    const first = tag();
    const args = { Dockerfile: `ARG A=1\n${PLAIN}` };
    const others = [
      tag({ source: BuildSource.folder(folderOf({ ...FILES, new: "" })) }),
      tag({ imageName: "other" }),
      tag({ revision: "2" }),
      tag({ source: BuildSource.folder(folderOf(args)) }),
      tag({ source: BuildSource.folder(folderOf(args)), buildArguments: { A: "2" } }),
      tag({ source: BuildSource.folder(folderOf(args)), target: "x" }),
      tag({ withIndex: true }),
    ];
    expect(new Set([first, ...others]).size).toBe(1 + others.length);
    expect([tag(), tag({ timeout: Duration.minutes(5), machine: BuildMachine.E2_HIGHCPU_8 })]).toEqual([first, first]);
  });

  test("is built by an account that can do just that", () => {
    const stack = synth({ withIndex: true });
    const account = `serviceAccount:base-build@${PROJECT}.iam.gserviceaccount.com`;
    const grants = stack
      .resources()
      .filter(({ body }) => body.member === account)
      .map(({ body }) => `${String(body.role)} on ${String(body.repository ?? body.bucket ?? body.project)}`);
    expect(grants.sort()).toEqual([
      "roles/artifactregistry.reader on docker-hub",
      "roles/artifactregistry.reader on pypi",
      "roles/artifactregistry.writer on images",
      "roles/logging.logWriter on my-project",
      "roles/storage.objectViewer on acme-contexts",
    ]);
  });

  test("is started by an account that can do just that", () => {
    const stack = synth();
    const account = `serviceAccount:base-start@${PROJECT}.iam.gserviceaccount.com`;
    const role = stack.resource("google_project_iam_custom_role");
    expect(role.body).toMatchObject({
      role_id: "base_start",
      permissions: ["cloudbuild.builds.create", "cloudbuild.builds.get", "cloudbuild.builds.list"],
    });
    const grants = stack.resources().filter(({ body }) => body.member === account);
    expect(
      grants
        .map(
          ({ body }) => `${String(body.role)} on ${String(body.repository ?? body.service_account_id ?? body.project)}`,
        )
        .sort(),
    ).toEqual([
      `\${${role.address}.name} on my-project`,
      "roles/artifactregistry.reader on images",
      `roles/iam.serviceAccountUser on projects/-/serviceAccounts/base-build@${PROJECT}.iam.gserviceaccount.com`,
    ]);
  });

  test("gives pip and uv a token that is in no argument, variable or layer", () => {
    const { build } = synth({ withIndex: true }).at("Image/Resource") as { build: { step: Record<string, unknown>[] } };
    const [token = {}, docker = {}] = build.step;
    const volumes = [{ name: "secrets", path: "/secrets" }];
    expect(token).toMatchObject({ id: "token", volumes });
    expect(token.script).toContain("umask 077");
    expect(token.script).toContain(
      `printf 'machine ${LOCATION}-python.pkg.dev login oauth2accesstoken password %s\\n' "$token" >/secrets/netrc`,
    );
    expect(docker).toMatchObject({ volumes });
    expect(docker.args).toEqual(
      expect.arrayContaining([
        "--secret",
        "id=netrc,src=/secrets/netrc",
        "--build-arg",
        `PIP_INDEX_URL=https://${LOCATION}-python.pkg.dev/${PROJECT}/pypi/simple/`,
      ]),
    );
    expect(JSON.stringify(docker)).not.toMatch(/access_token|password/);
  });

  test("waits for the DENY of its index and for all its rights", () => {
    const stack = synth({ withIndex: true });
    const job = stack.resource("google_cloud_run_v2_job");
    const deny = stack.resources("google_artifact_registry_rule").find(({ body }) => body.action === "DENY");
    const all = [
      deny?.address,
      stack.resource("google_storage_bucket_object").address,
      ...stack
        .resources()
        .filter(({ body }) => typeof body.member === "string" && body.member.startsWith("serviceAccount:base-"))
        .map(({ address }) => address),
    ];
    expect(all).toHaveLength(10);
    expect(job.body.depends_on).toEqual(expect.arrayContaining(all));
    expect(stack.resource("google_cloudbuild_trigger").body.depends_on).toContain(deny?.address);
  });

  test("is waited for by a job that is named after it", () => {
    let build: ImageBuild | undefined;
    const stack = synthStack((scope) => {
      build = imageBuild(scope, {
        imageName: "team/base",
        timeout: Duration.minutes(20),
        queueTimeout: Duration.minutes(10),
      });
    });
    const job = stack.resource("google_cloud_run_v2_job");
    const hash = build?.hash ?? "";
    expect(job.body).toMatchObject({
      name: `base-${hash}`,
      deletion_protection: false,
      run_execution_token: "build",
      lifecycle: { ignore_changes: ["run_execution_token"] },
      template: {
        template: {
          max_retries: 0,
          timeout: `${1200 + 600 + 900 + 900}s`,
          service_account: `base-start@${PROJECT}.iam.gserviceaccount.com`,
          containers: [
            {
              image: BASE,
              env: [
                { name: "BUILD_NAME", value: "base" },
                { name: "TRIGGER", value: `\${${stack.resource("google_cloudbuild_trigger").address}.id}` },
                { name: "IMAGE", value: build?.imageUri },
                {
                  name: "TAG_RESOURCE",
                  value: `projects/${PROJECT}/locations/${LOCATION}/repositories/images/packages/team%2Fbase/tags/${hash}`,
                },
                { name: "WAIT", value: "2700" },
              ],
            },
          ],
        },
      },
      timeouts: { create: "75m", update: "75m" },
    });
    // Name and token together have to be shorter than 63 characters.
    expect(`base-${hash}`.length - "base".length + 24 + "build".length).toBeLessThan(63);
    const [, , program] = (job.body as { template: { template: { containers: [{ command: string[] }] } } }).template
      .template.containers[0].command;
    expect(program?.replaceAll("$${", "${").replaceAll("%%{", "%{")).toBe(
      readFileSync(join(__dirname, "../../lib/cloud-build/start_build.py"), "utf8"),
    );
  });

  test("is started by hand where that is said, without a job", () => {
    const stack = synth({ start: BuildStart.manual() });
    expect(stack.count("google_cloud_run_v2_job")).toBe(0);
    expect(stack.count("google_project_iam_custom_role")).toBe(0);
    expect(stack.count("google_cloudbuild_trigger")).toBe(1);
  });

  test("has a second tag where tags move", () => {
    const { build } = synth({ mutable: true, readableTag: "3.11" }).at("Image/Resource") as {
      build: { images: string[] };
    };
    expect(build.images).toEqual([expect.stringMatching(/:[0-9a-f]{20}$/), `${PREFIX}/images/base:3.11`]);
  });

  test("keeps what Cloud Build and Terraform would put values in for", () => {
    const { build } = synth({
      ...withDockerfile(`ARG A\n${PLAIN}`),
      buildArguments: { A: "a$b${c}%{d}" },
    }).at("Image/Resource") as { build: { step: { args: string[] }[] } };
    const written = build.step[0]?.args.find((argument) => argument.startsWith("A="));
    // Terraform makes "${" of "$${", and Cloud Build "$" of "$$".
    const sent = written?.replaceAll(/([$%])\1\{/g, "$1{");
    expect(sent).toBe("A=a$$b$${c}%{d}");
    expect(sent?.replaceAll(/\$\$|\$\w+|\$\{\w+\}/g, (found) => (found === "$$" ? "$" : "SUBSTITUTED"))).toBe(
      "A=a$b${c}%{d}",
    );
  });

  test("may be built by an account of another stack, for a repository of another", () => {
    const app = synthApp((scope) => {
      const registry = googleStack(scope, "registry");
      const images = googleStack(scope, "images");
      const place = { location: LOCATION };
      imageBuild(images, {
        repository: new DockerStandardRepository(registry, "Images", { ...place, repositoryName: "images" }),
        baseRepositories: [new DockerRemoteRepository(registry, "Hub", { ...place, repositoryName: "docker-hub" })],
        serviceAccount: new ServiceAccount(registry, "Builds", { accountId: "builds" }),
      });
    });
    expect(app.stack("images").dependencies).toEqual(["registry"]);
    expect(app.stack("registry").dependencies).toEqual([]);
    expect(conformanceProblems(app.stack("images").json)).toEqual([]);
    expect(app.stack("images").at("Image/Resource")).toMatchObject({
      service_account: `projects/${PROJECT}/serviceAccounts/builds@${PROJECT}.iam.gserviceaccount.com`,
    });
  });
});

describe("is refused:", () => {
  test.each<[string, () => Overrides, string]>([
    [
      "a folder that is not there",
      () => ({ source: BuildSource.folder("/no/such") }),
      'folder "/no/such": is not there',
    ],
    [
      "a folder without Dockerfile",
      () => ({ source: BuildSource.folder(folderOf({ a: "" })) }),
      "is not there, or cannot be read",
    ],
    ["a Dockerfile without FROM", () => withDockerfile("RUN x"), "has no FROM"],
    ["a base that floats", () => withDockerfile(`FROM ${PREFIX}/docker-hub/library/python:3.11`), "floats"],
    ["a base from elsewhere", () => withDockerfile("FROM python:3.11"), "comes from none of the repositories"],
    [
      "a credential in the folder",
      () => ({ source: BuildSource.folder(folderOf({ ...FILES, k: '{"type":"service_account","private_key":""}' })) }),
      "holds the key of a service account",
    ],
    ["a secret in an ARG", () => withDockerfile(`${PLAIN}ARG SSH_PRIVATE_KEY`), 'ARG "SSH_PRIVATE_KEY" at'],
    ["a key that signs, in an ENV", () => withDockerfile(`${PLAIN}ENV SIGNING_KEY=x`), 'ENV "SIGNING_KEY" at'],
    [
      "a secret among the arguments",
      () => ({ ...withDockerfile(`${PLAIN}ARG GH_TOKEN`), buildArguments: { GH_TOKEN: "x" } }),
      'buildArguments "GH_TOKEN": is named like a secret',
    ],
    ["another reader of Dockerfiles", () => ({ buildArguments: { BUILDKIT_SYNTAX: "x" } }), "nobody has checked"],
    [
      "an argument that holds a key",
      () => ({ ...withDockerfile(`${PLAIN}ARG A`), buildArguments: { A: ["gh", "p_", "aB3".repeat(12)].join("") } }),
      'buildArguments "A": holds a token',
    ],
    ...["../Dockerfile", "/Dockerfile", "a/../Dockerfile", "./Dockerfile", "a//Dockerfile", "a/", ".."].map(
      (dockerfile): [string, () => Overrides, string] => [
        `a Dockerfile at ${dockerfile}`,
        () => ({ dockerfile }),
        `dockerfile ${JSON.stringify(dockerfile)}: must be the path of a file in the folder`,
      ],
    ),
    ["an argument of no use", () => ({ buildArguments: { A: "x" } }), "has no ARG of that name"],
    [
      "an argument of two lines",
      () => ({ ...withDockerfile(`${PLAIN}ARG A`), buildArguments: { A: "x\ny" } }),
      "must be one line",
    ],
    ["an index without log-in", () => withDockerfile(PLAIN, { withIndex: true }), 'index "pypi": '],
    ["a log-in without index", () => withDockerfile(INSTALLS), "has no index to log in to"],
    ["another secret", () => withDockerfile(`${PLAIN}RUN --mount=type=secret,id=ssh x`), 'secret "ssh" in'],
    ["a form that docker does not know", () => withDockerfile(`${PLAIN}COPY --link a b`), "COPY --link at"],
    ["an image name with a tag", () => ({ imageName: "base:1" }), 'imageName "base:1": must be'],
    ["an image name in capitals", () => ({ imageName: "Base" }), 'imageName "Base": must be'],
    ["mutable tags", () => ({ mutable: true }), "has mutable tags"],
    ["a readable tag that could not move", () => ({ readableTag: "3.11" }), "has immutable tags"],
    ["a readable tag that is none", () => ({ mutable: true, readableTag: "a b" }), 'readableTag "a b": must be'],
    ["a long name", () => ({ buildName: "a".repeat(25) }), "must be at most 24"],
    ["a timeout of more than a day", () => ({ timeout: Duration.hours(25) }), "must be at most a day"],
    [
      "a start image that floats",
      () => ({ start: BuildStart.onDeploy({ image: `${PREFIX}/docker-hub/library/python:3` }) }),
      "start image",
    ],
    ["a multi-region", () => ({ location: "us" }), 'location "us": must be a region'],
  ])("%s", (_name, overrides, sentence) => {
    expect(refusal(overrides())).toContain(sentence);
  });

  test("two builds of one image", () => {
    expect(() =>
      synthStack((scope) => {
        imageBuild(scope);
        imageBuild(scope, { buildName: "again" }, "Again");
      }),
    ).toThrow('imageName "base": is built by another ImageBuild too');
  });

  test("a provider that cannot wait", () => {
    expect(() =>
      synthApp((app) => {
        const stack = new TerraformStack(app, "images");
        new GoogleProvider(stack, "Google", { project: PROJECT });
        stack.addOverride("terraform.required_providers.google.version", "7.41.0");
        imageBuild(stack);
      }),
    ).toThrow(/provider google "7.41.0": builds that an apply waits for .* need >= 7.42.0/);
  });

  test("everything at once", () => {
    const found = refusal({ buildName: "A", imageName: "B", ...withDockerfile("FROM python\nARG TOKEN") });
    for (const part of ["buildName", "imageName", 'image "python"', 'ARG "TOKEN"']) expect(found).toContain(part);
  });
});

describe("a package from a private Git repository", () => {
  const VERSION = `projects/${PROJECT}/secrets/deploy-key/versions/3`;
  const DOCKERFILE = `FROM ${BASE}
RUN --mount=type=secret,id=deploy-key,target=/root/.ssh/id_ed25519 git clone git@git.example:acme/own.git /own
`;
  const secrets = [{ id: "deploy-key", secretVersion: VERSION }];

  test("is installed with a key that one step puts where the Dockerfile mounts it", () => {
    const stack = synthStack((scope) => {
      imageBuild(scope, withDockerfile(DOCKERFILE, { secrets }));
    });
    const { build } = stack.at("Image/Resource") as { readonly build: Record<string, unknown> };
    expect(build.available_secrets).toEqual({
      secret_manager: [{ env: "SECRET_DEPLOY_KEY", version_name: VERSION }],
    });
    const [first, second] = build.step as readonly Record<string, unknown>[];
    expect(first).toMatchObject({ id: "secrets", secret_env: ["SECRET_DEPLOY_KEY"], volumes: [{ path: "/secrets" }] });
    expect(first?.script).toContain(`printf '%s\\n' "$SECRET_DEPLOY_KEY" >/secrets/deploy-key`);
    expect(second).not.toHaveProperty("secret_env");
    expect(second?.args).toEqual(expect.arrayContaining(["--secret", "id=deploy-key,src=/secrets/deploy-key"]));
    const access = stack.resource("google_secret_manager_secret_iam_member");
    expect(access.body).toMatchObject({
      project: PROJECT,
      secret_id: "deploy-key",
      role: "roles/secretmanager.secretAccessor",
      member: `serviceAccount:base-build@${PROJECT}.iam.gserviceaccount.com`,
    });
    expect(stack.resource("google_cloud_run_v2_job").body.depends_on).toContain(access.address);
  });

  test("another version of the key is another image, and a build without secrets is what it was", () => {
    const hash = (more: Overrides): string => {
      let found = "";
      synthStack((scope) => {
        found = imageBuild(scope, more).hash;
      });
      return found;
    };
    const first = hash(withDockerfile(DOCKERFILE, { secrets }));
    const second = hash(
      withDockerfile(DOCKERFILE, { secrets: [{ ...secrets[0]!, secretVersion: VERSION.replace("3", "4") }] }),
    );
    expect(second).not.toBe(first);
    expect(hash({ secrets: [] })).toBe(hash({}));
  });

  test.each<[string, string, ImageBuildProps["secrets"], string]>([
    ["is not given", DOCKERFILE, undefined, 'secret "deploy-key"'],
    ["is not mounted", PLAIN, secrets, 'secrets "deploy-key": '],
    [
      "is given itself",
      DOCKERFILE,
      [{ id: "deploy-key", secretVersion: "-----BEGIN" }],
      "is no name of a secret's version",
    ],
    [
      "floats",
      DOCKERFILE,
      [{ id: "deploy-key", secretVersion: VERSION.replace("3", "latest") }],
      "names the latest version",
    ],
    [
      "only Terraform knows",
      DOCKERFILE,
      [{ id: "deploy-key", secretVersion: Lazy.stringValue({ produce: () => VERSION }) }],
      'secrets "deploy-key": is known to Terraform only',
    ],
    [
      "is called like the index's",
      DOCKERFILE,
      [{ id: "netrc", secretVersion: VERSION }],
      'secrets "netrc": is what index gives',
    ],
    ["is there twice", DOCKERFILE, [...secrets, ...secrets], 'secrets "deploy-key": is there twice'],
    ["has no name", DOCKERFILE, [{ id: "Deploy Key", secretVersion: VERSION }], 'secrets id "Deploy Key"'],
    ["is a build argument", `FROM ${BASE}\nARG SSH_PRIVATE_KEY\nRUN true\n`, undefined, 'ARG "SSH_PRIVATE_KEY"'],
  ])("with a key that %s is refused", (_name, dockerfile, given, problem) => {
    const said = refusal(withDockerfile(dockerfile, given === undefined ? {} : { secrets: given }));
    expect(said).toContain(problem);
    expect(said).not.toContain("-----BEGIN");
  });
});
