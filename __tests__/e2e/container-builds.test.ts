import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { App } from "cdktf";
import { gunzipSync } from "fflate";
import {
  DockerRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  PythonRemoteRepository,
} from "../../lib/artifact-registry";
import { BuildSource, BuildStart, ImageBuild } from "../../lib/cloud-build";
import { AllowedPackages } from "../../lib/packages";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { InstalledCommand } from "../cli/installed-command";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import { BuildNetwork } from "./build-network";
import { Buildah, DockerBuildKit } from "./image-builders";
import type { ImageBuilder } from "./image-builders";
import { PythonClients } from "./python-clients";
import type { Outcome } from "./terraform";

const MINUTES = 60_000;
const PIPELINES = path.resolve(__dirname, "../../packages/pipelines.txt");
const HOSTS = {
  images: `${LOCATION}-docker.pkg.dev`,
  index: `${LOCATION}-python.pkg.dev`,
  indexPath: `/${PROJECT}/pypi`,
};
/** As in a shell, in Terraform's templates and in Cloud Build's substitutions. */
const GREETING = "a$b ${c} %{d} $$e";
const DOCKERFILE = (from: string) => `FROM ${from} AS packages
ARG PIP_INDEX_URL
ARG UV_DEFAULT_INDEX
COPY *.lock /tmp/
RUN --mount=type=secret,id=netrc,target=/root/.netrc \\
    python3 -m venv /opt/venv && \\
    /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/pip.lock
RUN --mount=type=secret,id=netrc,target=/root/.netrc \\
    /opt/venv/bin/pip install --no-cache-dir uv==0.13.8 && \\
    /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes --no-build -r /tmp/uv.lock

FROM ${from}
ARG GREETING
ENV GREETING=$GREETING
COPY --from=packages /opt/venv /opt/venv
COPY app.py /app/
CMD ["/opt/venv/bin/python", "/app/app.py"]
`;
const APP = "import os, dateutil, six\nprint('works with six', six.__version__, os.environ['GREETING'])\n";

const command = new InstalledCommand();
const clients = new PythonClients();
const builders: readonly ImageBuilder[] = [new Buildah(), new DockerBuildKit()];

let temporary = "";
let network: BuildNetwork;
let served: ChildProcess | undefined;

/** The entries of the pipelines' lock for these packages, hashes included. */
function locked(...names: readonly string[]): string {
  const entries = fs.readFileSync(PIPELINES, "utf8").split(/\n(?=[a-z])/);
  return `${names.map((name) => entries.find((entry) => entry.startsWith(`${name}==`)) ?? "").join("\n")}\n`;
}

/** What an image's build is on Cloud Build, as it was synthesised. */
interface Steps {
  readonly stackFile: string;
  readonly imageUri: string;
  readonly context: string;
  readonly token: string;
  readonly build: readonly string[];
}

interface Trigger {
  readonly build: {
    readonly step: readonly { readonly id: string; readonly script?: string; readonly args?: string[] }[];
  };
}

function synthSteps(files: Readonly<Record<string, string>>): Steps {
  const source = fs.mkdtempSync(path.join(temporary, "source-"));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(source, name), text);
  const app = new App({ outdir: fs.mkdtempSync(path.join(temporary, "synth-")) });
  const stack = googleStack(app, "images");
  const common = { location: LOCATION };
  const { imageUri } = new ImageBuild(stack, "Image", {
    buildName: "base",
    repository: new DockerStandardRepository(stack, "Images", { ...common, repositoryName: "images" }),
    imageName: "base",
    source: BuildSource.folder(source),
    contexts: new Bucket(stack, "Contexts", {
      ...common,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
    baseRepositories: [new DockerRemoteRepository(stack, "Hub", { ...common, repositoryName: "docker-hub" })],
    index: new PythonRemoteRepository(stack, "Pypi", {
      ...common,
      repositoryName: "pypi",
      downloads: DownloadPolicy.allowOnly(
        AllowedPackages.fromLockfile(PIPELINES).union(AllowedPackages.fromNames(["uv"])),
      ),
    }),
    buildArguments: { GREETING },
    exceptions: [{ source: "/opt/venv/bin/pip install --no-cache-dir uv==0.13.8", reason: "a tool of the test" }],
    start: BuildStart.manual(),
  });
  app.synth();
  const folder = path.join(app.outdir, "stacks/images");
  const stackFile = path.join(folder, "cdk.tf.json");
  const { resource } = JSON.parse(fs.readFileSync(stackFile, "utf8")) as {
    resource: {
      google_cloudbuild_trigger: Record<string, Trigger>;
      google_storage_bucket_object: Record<string, { source: string }>;
    };
  };
  const [trigger] = Object.values(resource.google_cloudbuild_trigger);
  const [object] = Object.values(resource.google_storage_bucket_object);
  const step = (id: string) => trigger?.build.step.find((one) => one.id === id);
  return {
    stackFile,
    imageUri,
    context: path.join(folder, object?.source ?? ""),
    token: step("token")?.script ?? "",
    build: (step("build")?.args ?? []).map(asRun),
  };
}

/** As the container of the step gets it: after Terraform's templates, and after Cloud Build's substitutions. */
function asRun(argument: string): string {
  return argument.replaceAll(/([$%])\1\{/g, "$1{").replaceAll("$$", "$");
}

/** Carries the steps out as Cloud Build does, but for the folder in which they share the secret. */
async function carryOut({ context, token, build }: Steps, builder: ImageBuilder): Promise<Outcome> {
  const place = fs.mkdtempSync(path.join(temporary, "build-"));
  const [workspace, secrets] = ["workspace", "secrets"].map((name) => path.join(place, name)) as [string, string];
  for (const folder of [workspace, secrets]) fs.mkdirSync(folder);
  const archive = path.join(place, "context.tar");
  fs.writeFileSync(archive, gunzipSync(fs.readFileSync(context)));
  await network.run("tar", ["--extract", "--file", archive, "--directory", workspace], place);
  const here = (text: string) => text.replaceAll("/secrets/", `${secrets}/`);
  const first = await network.run("sh", ["-c", here(token)], workspace);
  if (first.code !== 0) return first;
  expect(fs.statSync(path.join(secrets, "netrc")).mode & 0o777).toBe(0o600);
  const second = await builder.build(build.map(here), workspace);
  return { code: second.code, output: first.output + second.output };
}

/** Lets the preview answer for the stack's index. */
async function serve(stackFile: string): Promise<void> {
  const args = [command.main, "preview", "--policy", stackFile, "--repository", "pypi"];
  served = spawn(process.execPath, args, { env: clients.environment, stdio: ["ignore", "pipe", "ignore"] });
  const [url] = (await once(served.stdout!, "data")) as [Buffer];
  network.preview = url.toString().trim();
}

function base(): string {
  return `${HOSTS.images}/${PROJECT}/docker-hub/library/python:3.11-slim@${network.baseDigest}`;
}

function files(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    Dockerfile: DOCKERFILE(base()),
    "app.py": APP,
    "pip.lock": locked("six"),
    "uv.lock": locked("python-dateutil", "six"),
    ...more,
  };
}

/** Whether the token is somewhere in it, plain or as it is sent. */
function leaks(content: Buffer): boolean {
  const sent = Buffer.from(`oauth2accesstoken:${network.token}`).toString("base64");
  return [network.token, sent].some((text) => content.includes(text));
}

describe.each(builders)("an image is really built, with $name", (builder) => {
  const skipped = builder.skipped ?? clients.skipped;
  const testWithBuilder = skipped === undefined ? test : test.skip;
  const why = skipped === undefined ? "" : ` (skipped: ${skipped})`;

  beforeAll(async () => {
    if (skipped !== undefined) return;
    temporary = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-image-"));
    network = await BuildNetwork.start(temporary, HOSTS);
    await builder.start(network, temporary);
    await serve(synthSteps(files()).stackFile);
  }, 5 * MINUTES);

  afterAll(async () => {
    if (skipped !== undefined) return;
    await builder.stop();
    await network.stop();
    served?.kill();
    fs.rmSync(temporary, { recursive: true, force: true });
  });

  testWithBuilder(
    `by the synthesised steps: it works, and the token is in no layer, history, configuration or log${why}`,
    async () => {
      const steps = synthSteps(files());
      const { code, output } = await carryOut(steps, builder);
      expect({ code, said: code === 0 ? "" : output.slice(-4000) }).toEqual({ code: 0, said: "" });
      const ran = await builder.run(steps.imageUri);
      expect(ran.output.trim()).toBe(`works with six 1.17.0 ${GREETING}`);
      const content = await builder.contents(steps.imageUri);
      expect(content.includes("works with six")).toBe(true);
      expect({ inImage: leaks(content), inLog: leaks(Buffer.from(output)) }).toEqual({ inImage: false, inLog: false });
      for (const file of ["six-1.17.0", "python_dateutil-"])
        expect(network.served.some((url) => url.startsWith("/files/") && url.includes(file))).toBe(true);
    },
    5 * MINUTES,
  );

  testWithBuilder(
    `from a package that is not on the list: it fails, and says why${why}`,
    async () => {
      const lock = `six==1.16.0 --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254\n`;
      const { code, output } = await carryOut(synthSteps(files({ "pip.lock": lock })), builder);
      expect(code).not.toBe(0);
      expect(output).toContain("six 1.16.0 is not on the list, only 1.17.0: rule");
      expect(leaks(Buffer.from(output))).toBe(false);
    },
    5 * MINUTES,
  );

  testWithBuilder(
    `with the token as an argument, what is looked for is found${why}`,
    async () => {
      const steps = synthSteps(files());
      const context = fs.mkdtempSync(path.join(temporary, "leak-"));
      fs.writeFileSync(path.join(context, "Dockerfile"), `FROM ${base()}\nARG TOKEN\nENV A=$TOKEN\n`);
      const words = ["build", "--build-arg", `TOKEN=${network.token}`, "--tag", steps.imageUri, "."];
      expect(await builder.build(words, context)).toMatchObject({ code: 0 });
      expect(leaks(await builder.contents(steps.imageUri))).toBe(true);
    },
    5 * MINUTES,
  );
});
