import { execFileSync } from "node:child_process";
import * as path from "node:path";
import type { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App } from "cdktf";
import type { TerraformStack } from "cdktf";
import { DockerStandardRepository, PythonStandardRepository } from "../../lib/artifact-registry";
import { ServiceAccount } from "../../lib/iam";
import { NetworkAttachment, PrivateVpc } from "../../lib/network";
import { ProjectServices } from "../../lib/project";
import { Bucket, DeletedObjects } from "../../lib/storage";
import {
  NetworkMode,
  PipelineFailurePolicy,
  PipelineParameter,
  PipelineRuntime,
  PipelineSchedule,
  PipelineTemplate,
  StagedTemplate,
} from "../../lib/vertex-ai";
import type { PipelineScheduleProps } from "../../lib/vertex-ai";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import { DeploymentPlace, expectCode } from "./cloud-deployment";

const ROOT = path.resolve(__dirname, "../..");
const NUMBER = "123456789012";
const FORBIDDEN = 403;

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;

afterAll(() => place.remove());

/** What main.ts makes. */
function synthReference(environment: Record<string, string> = {}): (stack: string) => string {
  const outdir = place.newFolder("reference");
  execFileSync(process.execPath, ["-r", "./__tests__/support/register-typescript.cjs", "main.ts"], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CDKTF_OUTDIR: outdir,
      PROJECT_ID: PROJECT,
      PROJECT_NUMBER: NUMBER,
      ...environment,
    },
  });
  return (stack) => path.join(outdir, "stacks", stack, "cdk.tf.json");
}

/** A pipeline that names every type, and what Go, Terraform and JSON write in other ways than JavaScript. */
function everyType(location: string): PipelineTemplate {
  const image = `${location}-docker.pkg.dev/${PROJECT}/images/python:1`;
  const types = {
    text: "STRING",
    whole: "NUMBER_INTEGER",
    broken: "NUMBER_DOUBLE",
    flag: "BOOLEAN",
    items: "LIST",
    pairs: "STRUCT",
  };
  const parameters = Object.fromEntries(
    Object.entries(types).map(([name, parameterType]) => [name, { parameterType }]),
  );
  return PipelineTemplate.fromText(
    JSON.stringify({
      components: { "comp-a": { executorLabel: "exec-a" } },
      deploymentSpec: {
        executors: { "exec-a": { container: { image, command: ["sh", "-c", "a < b && c > d; ${x} %{y}"] } } },
      },
      pipelineInfo: { name: "every-type" },
      root: {
        dag: { tasks: { a: { componentRef: { name: "comp-a" }, taskInfo: { name: "a" } } } },
        inputDefinitions: { parameters },
      },
      schemaVersion: "2.1.0",
      sdkVersion: "kfp-2.12.1",
    }),
  );
}

const VALUES = [
  PipelineParameter.text("text", 'é "quoted" <a&b> ${brace} %{percent} \\ \u2028 😀\n'),
  PipelineParameter.integer("whole", -9007199254740991),
  PipelineParameter.double("broken", 1e-7),
  PipelineParameter.boolean("flag", false),
  PipelineParameter.list("items", '[1, 2.50, "x", null, [true], {"b": 1, "a": "<"}]'),
  PipelineParameter.struct("pairs", '{"z": 1e21, "é": -0.5, "😀": "", "a": {"$": "${x}"}}'),
];

/** With what a schedule has beside its runtime. */
function synthSchedule(
  props: Partial<PipelineScheduleProps> = {},
  more: (stack: TerraformStack, runtime: PipelineRuntime) => Partial<PipelineScheduleProps> = () => ({}),
  location = LOCATION,
): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "pipelines");
  (stack.node.findChild("Google") as GoogleProvider).region = LOCATION;
  const services = ["aiplatform", "artifactregistry", "compute", "dns", "iam"].map((name) => `${name}.googleapis.com`);
  const { dependables: dependsOn } = new ProjectServices(stack, "Services", { services });
  const common = { location, project: PROJECT, dependsOn };
  const repository = { ...common, deletionProtection: false };
  const bucket = new Bucket(stack, "Runs", {
    ...common,
    bucketName: "acme-runs",
    deletedObjects: DeletedObjects.gone(),
  });
  const runtime = new PipelineRuntime(stack, "Runtime", {
    ...common,
    projectNumber: NUMBER,
    serviceAccount: new ServiceAccount(stack, "Account", { accountId: "vertex-ai-sa", project: PROJECT, dependsOn }),
    index: new PythonStandardRepository(stack, "Python", { ...repository, repositoryName: "python" }),
    images: [new DockerStandardRepository(stack, "Images", { ...repository, repositoryName: "images" })],
    bucket,
  });
  const template = everyType(location);
  new StagedTemplate(stack, "Template", { template, runtime, bucket });
  new PipelineSchedule(stack, "Schedule", {
    displayName: "every-type",
    runtime,
    template,
    parameters: VALUES,
    cron: "0 3 * * *",
    ...more(stack, runtime),
    ...props,
  });
  app.synth();
  return path.join(app.outdir, "stacks/pipelines/cdk.tf.json");
}

async function schedulesIn(address: string, location: string): Promise<any[]> {
  const listed = await fetch(`${address}/aiplatform/v1/projects/${PROJECT}/locations/${location}/schedules`);
  return ((await listed.json()) as any).schedules ?? [];
}

/** On a network of the same stack, whose names runs ask for. */
function onNetwork(stack: TerraformStack, runtime: PipelineRuntime): Partial<PipelineScheduleProps> {
  const services = stack.node.findChild("Services") as ProjectServices;
  const vpc = new PrivateVpc(stack, "Vpc", {
    networkName: "jobs-net",
    project: PROJECT,
    subnets: [{ subnetName: "jobs", region: LOCATION, ipCidrRange: "10.30.0.0/24" }],
    dependsOn: services.dependables,
  });
  const attachment = new NetworkAttachment(stack, "Attachment", { attachmentName: "jobs", subnet: vpc.subnets[0]! });
  runtime.serviceAgents.grantDnsPeering(PROJECT);
  const dnsPeering = [{ domain: "corp.example.", targetProject: PROJECT, targetNetwork: "jobs-net" }];
  const network = NetworkMode.pscInterface(attachment.resourceName, { dnsPeering });
  return { network, dependsOn: attachment.dependables };
}

describeWithProvider(`the reference pipelines, with the real provider${why}`, () => {
  test("are applied after the registry, have nothing left to do, and go without it", async () => {
    const file = synthReference({ SUBMITTERS: "group:ci@example.com" });
    const registry = await place.deploy(file("registry"));
    const cloud = registry.double;
    const before = cloud.inventory;
    const { folder } = await place.deploy(file("pipelines"), cloud);
    const added = cloud.inventory.filter((line) => !before.includes(line));
    expect(added).toEqual(
      expect.arrayContaining([
        "bucket my-project-files-us-central1",
        "bucket my-project-runs-us-central1",
        "object my-project-files-us-central1/component-settings/component_settings.py",
        expect.stringMatching(/^schedule /),
        expect.stringMatching(/^image pipelines\/.*sha256:[0-9a-f]{64}$/),
      ]),
    );
    expect(cloud.builds.begun).toEqual([{ name: "pipeline", status: "SUCCESS" }]);
    expectCode(await registry.folder.plan(), 0);
    expectCode(await folder.destroy(), 0);
    expect(cloud.inventory.filter((line) => /^(?:schedule|bucket|object) /.test(line))).toEqual([]);
    expectCode(await registry.folder.plan(), 0);
    expect(cloud.violations).toEqual([]);
  });
});

describeWithProvider(`schedules, with the real provider${why}`, () => {
  test("with parameters of every type have nothing left to do, and hold them as they are", async () => {
    const { double, folder } = await place.deploy(synthSchedule());
    const schedules = await schedulesIn(double.address, LOCATION);
    const { pipelineSpec } = schedules[0].createPipelineJobRequest.pipelineJob;
    const inputs = pipelineSpec.root.inputDefinitions.parameters;
    expect(Object.fromEntries(Object.entries(inputs).map(([name, one]: any) => [name, one.defaultValue]))).toEqual({
      text: 'é "quoted" <a&b> ${brace} %{percent} \\ \u2028 😀\n',
      whole: -9007199254740991,
      broken: 1e-7,
      flag: false,
      items: [1, 2.5, "x", null, [true], { b: 1, a: "<" }],
      pairs: { z: 1e21, é: -0.5, "😀": "", a: { $: "${x}" } },
    });
    expect(pipelineSpec.deploymentSpec.executors["exec-a"].container.command[2]).toBe("a < b && c > d; ${x} %{y}");
    expectCode(await folder.destroy(), 0);
    expect(double.violations).toEqual([]);
  });

  test("are changed in place: times, values, policy; and paused and resumed", async () => {
    const { double, folder } = await place.deploy(synthSchedule({ paused: true }));
    folder.configure(
      synthSchedule({
        cron: "30 4 * * 1",
        maxConcurrentRuns: 2,
        failurePolicy: PipelineFailurePolicy.FAIL_SLOW,
        paused: true,
      }),
    );
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    folder.configure(synthSchedule({ cron: "30 4 * * 1" }));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    const creations = double.writes.filter(({ request }) => /POST .*\/schedules(?:\?|$)/.test(request));
    expect(creations).toHaveLength(1);
  });

  test("go with their runtime to another region", async () => {
    const { double, folder } = await place.deploy(synthSchedule());
    folder.configure(synthSchedule({}, undefined, "europe-west1"));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(double.inventory.filter((line) => line.startsWith("schedule"))).toHaveLength(1);
    expect(await schedulesIn(double.address, LOCATION)).toEqual([]);
    expect(await schedulesIn(double.address, "europe-west1")).toHaveLength(1);
    expectCode(await folder.destroy(), 0);
    expect(double.violations).toEqual([]);
  });

  test("on an interface in their stack's own network have nothing left to do, and are destroyed", async () => {
    const { double, folder } = await place.deploy(synthSchedule({}, onNetwork));
    const address = `projects/${PROJECT}/regions/${LOCATION}/networkAttachments/jobs`;
    const schedules = await schedulesIn(double.address, LOCATION);
    expect(schedules[0].createPipelineJobRequest.pipelineJob.pscInterfaceConfig).toEqual({
      networkAttachment: address,
      dnsPeeringConfigs: [{ domain: "corp.example.", targetProject: PROJECT, targetNetwork: "jobs-net" }],
    });
    // The service has written itself into it.
    expect((double.contents[address] as any).producerAcceptLists).toEqual(["service-project"]);
    expectCode(await folder.destroy(), 0);
    expect(double.inventory.filter((line) => /^(?:schedule|network|subnet)/.test(line))).toEqual([]);
    expect(double.violations).toEqual([]);
  });

  test("a fault in the middle is mended by a second apply", async () => {
    const file = synthSchedule();
    const whole = await place.deploy(file);
    const writes = whole.double.writes.length;
    const middle = [1 / 3, 2 / 3].map((part) => Math.floor(writes * part));
    for (const write of [...middle, writes - 1]) {
      const { double, folder } = await place.initialise(file);
      double.failWrite(write, FORBIDDEN);
      expect([write, (await folder.apply()).code]).toEqual([write, 1]);
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      expect(double.inventory).toEqual(whole.double.inventory);
      expect(double.violations).toEqual([]);
    }
  });
});
