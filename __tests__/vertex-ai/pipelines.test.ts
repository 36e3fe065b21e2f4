import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Lazy } from "cdktf";
import type { TerraformStack } from "cdktf";
import { DockerStandardRepository, KfpRepository, PythonStandardRepository } from "../../lib/artifact-registry";
import { Duration } from "../../lib/core";
import { Principal, ServiceAccount } from "../../lib/iam";
import { Bucket, DeletedObjects } from "../../lib/storage";
import {
  ComponentSettings,
  NetworkMode,
  PipelineParameter,
  PipelineRuntime,
  type PipelineRuntimeProps,
  PipelineSchedule,
  type PipelineScheduleProps,
  PipelineTemplate,
  StagedComponentSettings,
  StagedTemplate,
} from "../../lib/vertex-ai";
import { PerimeterEnforcement, RestrictedServices, ServicePerimeter } from "../../lib/vpc-service-controls";
import type { IServicePerimeter } from "../../lib/vpc-service-controls";
import { googleStack, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";
import intro from "./fixtures/intro.json";

const PROJECT = "p-12345";
const LOCATION = "us-central1";

function runtime(stack: TerraformStack, props: Partial<PipelineRuntimeProps> = {}): PipelineRuntime {
  const repository = { location: LOCATION, project: PROJECT };
  return new PipelineRuntime(stack, "Runtime", {
    project: PROJECT,
    projectNumber: "123456789012",
    location: LOCATION,
    serviceAccount: new ServiceAccount(stack, "Pipelines", { accountId: "vertex-ai-sa", project: PROJECT }),
    index: new PythonStandardRepository(stack, "Python", { ...repository, repositoryName: "python" }),
    images: [new DockerStandardRepository(stack, "Images", { ...repository, repositoryName: "kfp-base-images" })],
    bucket: new Bucket(stack, "Root", {
      bucketName: "p-12345-pipelines",
      location: LOCATION,
      project: PROJECT,
      deletedObjects: DeletedObjects.gone(),
    }),
    ...props,
  });
}

/** What kfp compiled, with the names of this project. */
function template(): PipelineTemplate {
  const text = JSON.stringify(intro).replaceAll(".pkg.dev/p/", `.pkg.dev/${PROJECT}/`);
  return PipelineTemplate.fromText(text);
}

const PARAMETERS = [
  PipelineParameter.text("in_str", "with ${braces} and %{more}"),
  PipelineParameter.integer("in_int", 45),
  PipelineParameter.double("in_float", 4.5),
  PipelineParameter.boolean("in_bool", true),
];

function schedule(stack: TerraformStack, props: Partial<PipelineScheduleProps> = {}): PipelineSchedule {
  (stack.node.findChild("Google") as GoogleProvider).region = LOCATION;
  return new PipelineSchedule(stack, "Schedule", {
    displayName: "mlops-pipeline-intro",
    runtime: props.runtime ?? runtime(stack),
    template: template(),
    parameters: PARAMETERS,
    cron: "0 3 * * *",
    ...props,
  });
}

test("a runtime reads one index and its images, writes one bucket, and has what Vertex AI needs on the project", () => {
  const stack = synthStack((scope) => {
    runtime(scope);
  });
  const account = "serviceAccount:vertex-ai-sa@p-12345.iam.gserviceaccount.com";
  const agent = "serviceAccount:service-123456789012@gcp-sa-aiplatform-cc.iam.gserviceaccount.com";
  const members = (type: string) =>
    stack.resources(type).map(({ body }) => [body.repository ?? body.bucket ?? body.project, body.role, body.member]);
  expect(members("google_project_iam_member")).toEqual([
    [PROJECT, "roles/aiplatform.user", account],
    [PROJECT, "roles/logging.logWriter", account],
    [PROJECT, "roles/monitoring.metricWriter", account],
  ]);
  expect(members("google_artifact_registry_repository_iam_member").sort()).toEqual(
    [
      ["kfp-base-images", "roles/artifactregistry.reader", account],
      ["kfp-base-images", "roles/artifactregistry.reader", agent],
      ["python", "roles/artifactregistry.reader", account],
    ].sort(),
  );
  expect(members("google_storage_bucket_iam_member")).toEqual([
    ["p-12345-pipelines", "roles/storage.objectUser", account],
  ]);
});

test("a submitter may create runs and be the account, and nothing else", () => {
  const stack = synthStack((scope) => {
    runtime(scope).grantSubmit(Principal.user("ada@example.com"));
  });
  const [role] = stack.resources("google_project_iam_custom_role");
  expect(role!.body.permissions).toEqual([
    "aiplatform.pipelineJobs.create",
    "aiplatform.pipelineJobs.get",
    "aiplatform.pipelineJobs.list",
  ]);
  const ada = stack.resources("google_project_iam_member").find(({ body }) => body.member === "user:ada@example.com");
  expect(ada!.body.role).toBe(`projects/${PROJECT}/roles/pipelineSubmitter_us_central1`);
  expect(ada!.body.depends_on).toContain(role!.address);
  expect(stack.resources("google_service_account_iam_member").map(({ body }) => [body.role, body.member])).toEqual([
    ["roles/iam.serviceAccountUser", "user:ada@example.com"],
  ]);
});

test("a schedule holds the pipeline, its typed parameters and whom it runs as, and waits for every right", () => {
  const stack = synthStack((scope) => {
    schedule(scope, { timeZone: "Europe/Berlin", paused: true });
  });
  const [block] = stack.resources("google_colab_schedule");
  const { create_pipeline_job_request: request, ...rest } = block!.body as any;
  expect(rest).toMatchObject({
    cron: "TZ=Europe/Berlin 0 3 * * *",
    desired_state: "PAUSED",
    max_concurrent_run_count: "1",
    max_concurrent_active_run_count: "1",
  });
  expect(request.pipeline_job).toMatchObject({
    service_account: "vertex-ai-sa@p-12345.iam.gserviceaccount.com",
    runtime_config: {
      gcs_output_directory: "gs://p-12345-pipelines/pipeline-root",
      failure_policy: "PIPELINE_FAILURE_POLICY_FAIL_FAST",
    },
  });
  expect(request.pipeline_job.network).toBeUndefined();
  const text = request.pipeline_job.pipeline_spec as string;
  expect(text).toContain("with $${braces} and %%{more}");
  expect(text).not.toMatch(/[^$]\$\{|[^%]%\{|[<>&]/);
  const grants = stack
    .resources()
    .filter(({ type }) => type.endsWith("_iam_member"))
    .map(({ address }) => address)
    .filter((address) => !address.includes("SubmitRole"));
  expect(block!.body.depends_on).toEqual(expect.arrayContaining(grants));
});

test.each<[string, Partial<PipelineScheduleProps>, string]>([
  ["cron", { cron: "0 3 * *" }, 'cron "0 3 * *": must be five fields'],
  ["time zone", { timeZone: "CET; rm" }, 'timeZone "CET; rm": must be a name'],
  ["a time zone that is none", { timeZone: "Mars/Olympus" }, 'timeZone "Mars/Olympus": there is none of that name'],
  ["never", { cron: "0 0 31 2 *" }, "never fires, since no month has such a day"],
  ["often, and nobody says how long", { cron: "*/10 * * * *" }, "nobody says how long one takes; say longestRun"],
  ["no mode", { network: {} as never }, "network (another object): must be a NetworkMode"],
  ["null for a mode", { network: null as never }, "network null: must be a NetworkMode"],
  ["a path for a template", { template: "intro.json" as never }, 'template "intro.json": must be a PipelineTemplate'],
  ["runs", { maxConcurrentRuns: 0 }, "maxConcurrentRuns 0: must be a whole number"],
  ["name", { displayName: "" }, 'displayName "": must be 1 to 128'],
  [
    "too often",
    { cron: "*/10 * * * *", longestRun: Duration.hours(1) },
    "starts a run each 10 minutes, and with 1 at once of up to 60 minutes they do not keep up",
  ],
  [
    "network by id",
    { network: NetworkMode.peering("projects/my-project/global/networks/n") },
    "with the number of the project and not its id",
  ],
  [
    "addresses for names of ranges",
    { network: NetworkMode.peering("projects/123456789012/global/networks/n", { reservedIpRanges: ["10.0.0.0/8"] }) },
    'reservedIpRanges "10.0.0.0/8": must be the name of a reserved range',
  ],
  [
    "attachment of another project",
    { network: NetworkMode.pscInterface("projects/host-12345/regions/us-central1/networkAttachments/a") },
    'is in the project "host-12345", and "p-12345" is expected; make one there, or say hostProject: "host-12345"',
  ],
  [
    "attachment of a third project",
    {
      network: NetworkMode.pscInterface("projects/other-12345/regions/us-central1/networkAttachments/a", {
        hostProject: "host-12345",
      }),
    },
    'is in the project "other-12345", and "host-12345" is expected',
  ],
  [
    "a path for a network of names",
    {
      network: NetworkMode.pscInterface("projects/p-12345/regions/us-central1/networkAttachments/a", {
        dnsPeering: [{ domain: "a.example.", targetProject: PROJECT, targetNetwork: "projects/p/global/networks/n" }],
      }),
    },
    "must be the name of a network, and no path",
  ],
  [
    "attachment elsewhere",
    { network: NetworkMode.pscInterface("projects/p-12345/regions/europe-west1/networkAttachments/a") },
    "is in europe-west1, and pipelines of us-central1 need one there",
  ],
  [
    "attachment by name",
    { network: NetworkMode.pscInterface("a") },
    'networkAttachment "a": must be projects/PROJECT/regions/REGION/networkAttachments/NAME',
  ],
  [
    "domain without a dot",
    {
      network: NetworkMode.pscInterface("projects/p-12345/regions/us-central1/networkAttachments/a", {
        dnsPeering: [{ domain: "a.example", targetProject: PROJECT, targetNetwork: "n" }],
      }),
    },
    'must be a DNS name that ends with "."',
  ],
  ["missing parameters", { parameters: [] }, 'parameter "in_str": is missing'],
])("%s is refused", (_, props, words) => {
  expect(() =>
    synthStack((scope) => {
      schedule(scope, props);
    }),
  ).toThrow(words);
});

describe("a schedule that names its pipeline by an address", () => {
  /** With text parameters and defaults only. */
  function published(): PipelineTemplate {
    const { root } = intro;
    const parameters = Object.fromEntries(
      Object.entries(root.inputDefinitions.parameters).map(([name, one]) => [
        name,
        name === "in_str" ? one : { ...one, isOptional: true },
      ]),
    );
    const text = JSON.stringify({ ...intro, root: { ...root, inputDefinitions: { parameters } } });
    return PipelineTemplate.fromText(text.replaceAll(".pkg.dev/p/", `.pkg.dev/${PROJECT}/`));
  }

  function scheduled(uri: (right: string) => string, props: Partial<PipelineScheduleProps> = {}): SynthesizedStack {
    return synthStack((stack) => {
      const templates = new KfpRepository(stack, "Templates", {
        repositoryName: "pipelines",
        location: LOCATION,
        project: PROJECT,
      });
      const template = published();
      schedule(stack, {
        runtime: runtime(stack, { templates: [templates] }),
        template,
        templateUri: uri(templates.templateUri(template.pipelineName, template.digest)),
        parameters: [PipelineParameter.text("in_str", "with ${braces}")],
        ...props,
      });
    });
  }

  test("holds the address with the digest of the file, and texts; its account reads the repository first", () => {
    const stack = scheduled((right) => right);
    const { body } = stack.resource("google_colab_schedule");
    const job = (body as any).create_pipeline_job_request.pipeline_job;
    expect(job.template_uri).toMatch(
      /^https:\/\/us-central1-kfp\.pkg\.dev\/p-12345\/pipelines\/mlops-pipeline-intro\/sha256:[0-9a-f]{64}$/,
    );
    expect(job).not.toHaveProperty("pipeline_spec");
    expect(job.runtime_config.parameter_values).toEqual({ in_str: "with $${braces}" });
    const grant = stack
      .resources("google_artifact_registry_repository_iam_member")
      .find(({ body: one }) => one.repository === "pipelines");
    expect([grant!.body.role, grant!.body.member]).toEqual([
      "roles/artifactregistry.reader",
      "serviceAccount:vertex-ai-sa@p-12345.iam.gserviceaccount.com",
    ]);
    expect(body.depends_on).toContain(grant!.address);
  });

  test.each<[string, (right: string) => string, Partial<PipelineScheduleProps>, string]>([
    ["by a tag", (right) => right.replace(/sha256:.*/, "v1"), {}, "names no digest, and a tag can be moved"],
    ["by no version", (right) => right.replace(/\/sha256:.*/, ""), {}, "names no digest"],
    [
      "of another digest",
      (right) => right.replace(/.$/, (one) => (one === "0" ? "1" : "0")),
      {},
      "is another pipeline",
    ],
    ["in capitals", (right) => right.replace("sha256:", "SHA256:"), {}, "names no digest"],
    ["of another name", (right) => right.replace("mlops-pipeline-intro", "other"), {}, "is another pipeline"],
    ["of another repository", (right) => right.replace("/pipelines/", "/other/"), {}, "is in none of the runtime's"],
    ["of another project", (right) => right.replace("p-12345", "q-12345"), {}, "is in none of the runtime's templates"],
    ["of a bucket", () => "gs://bucket/intro.json", {}, "is in none of the runtime's templates"],
    ["that only Terraform knows", () => Lazy.stringValue({ produce: () => "x" }), {}, "is known to Terraform only"],
    ["that is no text", () => 5 as never, {}, "templateUri 5: must be a text"],
    [
      "with a number for a parameter",
      (right) => right,
      { parameters: [PipelineParameter.text("in_str", "a"), PipelineParameter.integer("in_int", 45)] },
      'parameter "in_int": is NUMBER_INTEGER, and beside a templateUri the provider sends texts only',
    ],
    ["with a file of other settings", (right) => right, { template: template() }, "is another pipeline"],
  ])("%s is refused", (_, uri, props, words) => {
    expect(() => scheduled(uri, props)).toThrow(words);
  });

  test("is refused where the runtime takes templates from nowhere, or from a repository of packages", () => {
    expect(() =>
      synthStack((stack) => {
        schedule(stack, { templateUri: "https://us-central1-kfp.pkg.dev/p-12345/pipelines/a/v1" });
      }),
    ).toThrow("is in none of the runtime's templates (there are none)");
    expect(() =>
      synthStack((stack) => {
        const repository = new PythonStandardRepository(stack, "Other", {
          repositoryName: "other",
          location: LOCATION,
          project: PROJECT,
        });
        runtime(stack, { templates: [repository as never] });
      }),
    ).toThrow('templates: repository "other" holds PYTHON; give a KfpRepository');
  });
});

test("a pipeline of another project's index and images is refused, component by component", () => {
  const other = PipelineTemplate.fromFile(join(__dirname, "fixtures/intro.json"));
  expect(() =>
    synthStack((scope) => {
      schedule(scope, { template: other });
    }),
  ).toThrow(
    /3 problems \[[^\]]*\]\n.*component "example-artifact": image.*\n.*component "example-parameters": image.*\n.*--index-url/,
  );
});

test("an attachment of the host project of a Shared VPC is taken where that is said", () => {
  const network = NetworkMode.pscInterface("projects/host-12345/regions/us-central1/networkAttachments/a", {
    hostProject: "host-12345",
  });
  expect(() =>
    synthStack((scope) => {
      schedule(scope, { network });
    }),
  ).not.toThrow();
});

test("a network and an attachment have to be said", () => {
  expect(() => NetworkMode.peering(undefined as never)).toThrow("network: is missing");
  expect(() => NetworkMode.pscInterface(undefined as never)).toThrow("networkAttachment: is missing");
});

test("runs that keep up are taken", () => {
  expect(() =>
    synthStack((scope) => {
      schedule(scope, { cron: "*/10 * * * *", longestRun: Duration.hours(1), maxConcurrentRuns: 6 });
    }),
  ).not.toThrow();
});

test.each<[string, Record<string, unknown>, string]>([
  [
    "no account",
    { serviceAccount: undefined },
    "serviceAccount: is missing; without one a run has no token for the index",
  ],
  ["no images", { images: [] }, "images: is empty"],
  ["project id as number", { projectNumber: "p-12345" }, "must be the project's number, not its id"],
  ["multi-region", { location: "us" }, 'location "us": must be a region'],
  ["path", { rootPath: "/a/" }, 'rootPath "/a/"'],
])("a runtime with %s is refused", (_, props, words) => {
  expect(() =>
    synthStack((scope) => {
      runtime(scope, props);
    }),
  ).toThrow(words);
});

describe("the ways of the network", () => {
  const attachment = "projects/p-12345/regions/us-central1/networkAttachments/a";
  const network = "projects/123456789012/global/networks/n";
  const reach = (mode: NetworkMode, target: string) => mode.reach.find((one) => one.target.startsWith(target))!;
  const internet = (mode: NetworkMode) => reach(mode, "the internet").isReached;
  const modes = [NetworkMode.googleManaged(), NetworkMode.peering(network), NetworkMode.pscInterface(attachment)];

  function perimeter(enforcement: PerimeterEnforcement, restrictedServices = RestrictedServices.pipelines()) {
    let found: IServicePerimeter | undefined;
    synthStack((scope) => {
      const attributes = { accessPolicy: "1234567890", perimeterName: "ml", enforcement, restrictedServices };
      found = ServicePerimeter.fromServicePerimeterAttributes(scope, "Perimeter", attributes);
      new Bucket(scope, "B", { bucketName: "b-12345", location: LOCATION, deletedObjects: DeletedObjects.gone() });
    });
    return found!;
  }

  test("are told as they are: all reach the internet, but for a peering with VPC Service Controls", () => {
    expect(modes.map(internet)).toEqual([true, true, true]);
    expect(internet(NetworkMode.peering(network, { vpcServiceControls: true }))).toBe(false);
    expect(modes.map((mode) => reach(mode, "hosts of your network").isReached)).toEqual([false, true, true]);
    expect(NetworkMode.googleManaged().egress[0]).toMatch(/^reaches the internet: .*only a perimeter/);
  });

  test("in an enforced perimeter lose Google's way out, and with an interface perhaps have your own", () => {
    const inside = modes.map((mode) => mode.inPerimeter(perimeter(PerimeterEnforcement.ENFORCED)));
    expect(inside.map(internet)).toEqual([false, false, undefined]);
    expect(inside[2]!.egress[0]).toMatch(/^perhaps reaches the internet: .*NAT or a proxy/);
    expect(inside.map((mode) => reach(mode, "Google's APIs, of every").isReached)).toEqual([false, false, false]);
    expect(inside.map((mode) => reach(mode, "PyPI").isReached)).toEqual([undefined, undefined, undefined]);
    // What is concluded and not written by Google is said to be.
    expect(inside[1]!.egress[0]).toMatch(/\(assumed\)$/);
    expect(inside.map((mode) => mode.jobFields)).toEqual(modes.map((mode) => mode.jobFields));
  });

  test("in a dry run, or a perimeter that does not restrict Vertex AI, are as without", () => {
    for (const [mode, tried] of modes.map(
      (one) => [one, one.inPerimeter(perimeter(PerimeterEnforcement.DRY_RUN))] as const,
    )) {
      expect(internet(tried)).toBe(internet(mode));
      expect(tried.egress[0]).toMatch(/a dry run closes nothing$/);
    }
    const other = perimeter(PerimeterEnforcement.ENFORCED, ["storage.googleapis.com"]);
    expect(modes.map((mode) => internet(mode.inPerimeter(other)))).toEqual([true, true, true]);
  });
});

test("component settings are what kfp takes, as data and as a module", () => {
  const settings = new ComponentSettings({
    baseImage: "us-central1-docker.pkg.dev/p/kfp-base-images/python-3.11-slim:3f2b9c0d1e4a",
    indexUrl: "https://us-central1-python.pkg.dev/p/python/simple/",
  });
  expect(JSON.parse(settings.toJson())).toEqual({
    base_image: "us-central1-docker.pkg.dev/p/kfp-base-images/python-3.11-slim:3f2b9c0d1e4a",
    install_kfp_package: false,
    pip_index_urls: ["https://us-central1-python.pkg.dev/p/python/simple/"],
    pip_trusted_hosts: [],
  });
  expect(settings.toPythonModule()).toContain("component = functools.partial(dsl.component, **SETTINGS)");
});

test.each([
  ["python:3.11", "https://us-central1-python.pkg.dev/p/python/simple/", 'baseImage "python:3.11"'],
  ["us-central1-docker.pkg.dev/p/r/i", "https://us-central1-python.pkg.dev/p/python/simple/", "with a tag or digest"],
  ["us-central1-docker.pkg.dev/p/r/i:1", "https://index.example/simple/", 'indexUrl "https://index.example/simple/"'],
  [
    "us-central1-docker.pkg.dev/p/r/i:1",
    "https://u:p@us-central1-python.pkg.dev/p/python/simple/",
    "without credentials",
  ],
  ['us-central1-docker.pkg.dev/p/r/i":1', "https://us-central1-python.pkg.dev/p/python/simple/", "baseImage"],
])("settings with %s and %s are refused", (baseImage, indexUrl, words) => {
  expect(() => new ComponentSettings({ baseImage, indexUrl })).toThrow(words);
});

test("a runtime that exists already takes schedules, and gets no rights", () => {
  const stack = synthStack((scope) => {
    const repository = { location: LOCATION, project: PROJECT };
    const found = PipelineRuntime.fromPipelineRuntimeAttributes(scope, "Runtime", {
      project: PROJECT,
      location: LOCATION,
      serviceAccount: ServiceAccount.fromServiceAccountAttributes(scope, "Account", {
        serviceAccountEmail: "vertex-ai-sa@p-12345.iam.gserviceaccount.com",
      }),
      index: PythonStandardRepository.fromRepositoryAttributes(scope, "Python", {
        ...repository,
        repositoryName: "python",
      }),
      images: [
        DockerStandardRepository.fromRepositoryAttributes(scope, "Images", {
          ...repository,
          repositoryName: "kfp-base-images",
        }),
      ],
      pipelineRoot: "gs://p-12345-pipelines/pipeline-root",
    });
    expect(found.componentSettings("python:1").baseImage).toBe(
      "us-central1-docker.pkg.dev/p-12345/kfp-base-images/python:1",
    );
    schedule(scope, { runtime: found });
  });
  expect(stack.resources().map(({ type }) => type)).toEqual(["google_colab_schedule", "terraform_data"]);
});

test.each<[string, Record<string, unknown>, string]>([
  ["no account", { serviceAccount: undefined }, "serviceAccount: is missing"],
  ["no index", { index: undefined }, "index: is missing"],
  ["a root without a scheme", { pipelineRoot: "bucket/path" }, 'pipelineRoot "bucket/path": must be gs://BUCKET/PATH'],
  ["a multi-region", { location: "us" }, 'location "us": must be a region'],
])("an imported runtime with %s is refused", (_, attributes, words) => {
  expect(() =>
    synthStack((scope) => {
      const { project, location, serviceAccount, index, images, pipelineRoot } = runtime(scope);
      const all = { project, location, serviceAccount, index, images, pipelineRoot, ...attributes };
      PipelineRuntime.fromPipelineRuntimeAttributes(scope, "Import", all);
    }),
  ).toThrow(words);
});

test("a schedule in a stack of its own waits for the runtime's whole stack", () => {
  const app = synthApp((scope) => {
    const first = googleStack(scope, "runtime");
    const found = runtime(first);
    schedule(googleStack(scope, "schedule"), { runtime: found });
  });
  expect(app.stack("schedule").dependencies).toEqual(["runtime"]);
  expect(app.stack("schedule").resource("google_colab_schedule").body.depends_on).toBeUndefined();
});

test("settings are written into a folder, and staged in a bucket, the same as data and as a module", () => {
  const folder = join(mkdtempSync(join(tmpdir(), "settings-")), "made");
  let settings: ComponentSettings | undefined;
  const stack = synthStack((scope) => {
    const found = runtime(scope);
    settings = found.componentSettings("python-3.11-slim:1");
    settings.writeTo(folder);
    const bucket = new Bucket(scope, "Files", {
      bucketName: "p-12345-files",
      location: LOCATION,
      project: PROJECT,
      deletedObjects: DeletedObjects.gone(),
    });
    const staged = new StagedComponentSettings(scope, "Settings", { settings, bucket });
    expect(staged.moduleUrl).toBe("gs://p-12345-files/component-settings/component_settings.py");
    const pipeline = new StagedTemplate(scope, "Template", { template: template(), runtime: found, bucket });
    expect(pipeline.url).toMatch(/^gs:\/\/p-12345-files\/templates\/mlops-pipeline-intro\/[0-9a-f]{20}\.json$/);
  });
  const objects = new Map(
    stack.resources("google_storage_bucket_object").map(({ body }) => [String(body.name).split("/").at(-1), body]),
  );
  for (const name of ["component_settings.py", "component_settings.json"]) {
    expect(readFileSync(join(folder, name), "utf8")).toBe(objects.get(name)?.content);
    expect(objects.get(name)?.depends_on).toEqual(["google_storage_bucket.Files_8E6940B8"]);
  }
  expect(objects.size).toBe(3);
});

test("a template that takes something from elsewhere is not staged", () => {
  expect(() =>
    synthStack((scope) => {
      const other = PipelineTemplate.fromFile(join(__dirname, "fixtures/intro.json"));
      const bucket = Bucket.fromBucketAttributes(scope, "Files", { bucketName: "p-12345-files" });
      new StagedTemplate(scope, "Template", { template: other, runtime: runtime(scope), bucket, folder: "/a" });
    }),
  ).toThrow(/4 problems[^]*folder "\/a": must be a path[^]*image[^]*image[^]*--index-url/);
});

test("a provider without a region is told at synth, since it would fail while it is applied", () => {
  const synthesise = (input: "region" | "zone" | undefined): void => {
    synthStack((scope) => {
      schedule(scope);
      const provider = scope.node.findChild("Google") as GoogleProvider;
      provider.resetRegion();
      if (input !== undefined) provider[input] = input === "zone" ? `${LOCATION}-b` : LOCATION;
    });
  };
  expect(() => {
    synthesise(undefined);
  }).toThrow(/provider google: has no region.*region: "us-central1"/);
  for (const input of ["region", "zone"] as const) {
    expect(() => {
      synthesise(input);
    }).not.toThrow();
  }
});
