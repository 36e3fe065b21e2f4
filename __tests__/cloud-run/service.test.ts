import { SecretManagerSecretVersion } from "@cdktf/provider-google/lib/secret-manager-secret-version";
import { Fn, TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { DockerRemoteRepository, DockerStandardRepository } from "../../lib/artifact-registry";
import {
  CloudRunServiceAgent,
  ContainerImage,
  InvokerCheck,
  Probe,
  SecretVersion,
  Service,
  ServiceIngress,
  VolumeMount,
  VpcEgress,
} from "../../lib/cloud-run";
import type { ServiceProps } from "../../lib/cloud-run";
import { Duration } from "../../lib/core";
import { Principal, ServiceAccount } from "../../lib/iam";
import { PrivateVpc } from "../../lib/network";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { conformanceProblems } from "../support/schema-conformance";
import { googleStack, LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const NGINX = `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub/library/nginx@${DIGEST}`;
const PROPS: ServiceProps = {
  serviceName: "messaging",
  location: LOCATION,
  image: ContainerImage.fromUri(NGINX),
};
const SERVICE = "google_cloud_run_v2_service";
const ada = Principal.user("ada@example.com");

type Overrides = Partial<ServiceProps>;
type Making = Overrides | ((scope: TerraformStack) => Overrides);

function service(scope: TerraformStack, making: Making = {}): Service {
  const overrides = typeof making === "function" ? making(scope) : making;
  return new Service(scope, "Service", { ...PROPS, ...overrides });
}

function synth(making: Making = {}, then?: (one: Service) => void): SynthesizedStack {
  return synthStack((scope) => {
    const made = service(scope, making);
    then?.(made);
  });
}

/** All of the resource, as loosely typed as Terraform's JSON is. */
function bodyOf(making: Making = {}): Record<string, any> {
  return synth(making).resource(SERVICE).body;
}

function refusal(making: Making | Record<string, unknown>): string {
  try {
    synth(making);
  } catch (error) {
    return String(error);
  }
  throw new Error("nothing was refused");
}

const secret = SecretVersion.fromName(`projects/${PROJECT}/secrets/slack-token/versions/3`);

describe("Service", () => {
  test("is reached from nowhere outside, called by nobody, and runs as an account of its own", () => {
    const stack = synth();
    const { body } = stack.resource(SERVICE);
    expect(body).toMatchObject({
      name: "messaging",
      location: LOCATION,
      project: PROJECT,
      ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
      deletion_protection: false,
      template: {
        service_account: `messaging@${PROJECT}.iam.gserviceaccount.com`,
        execution_environment: "EXECUTION_ENVIRONMENT_GEN2",
        timeout: "300s",
        max_instance_request_concurrency: 80,
        scaling: { min_instance_count: 0, max_instance_count: 10 },
        containers: [
          {
            image: NGINX,
            ports: { container_port: 8080 },
            resources: { limits: { cpu: "1", memory: "512Mi" }, cpu_idle: true },
          },
        ],
      },
    });
    for (const absent of ["invoker_iam_disabled", "description", "labels"]) expect(body).not.toHaveProperty(absent);
    expect(stack.resources().map(({ type }) => type)).toEqual([SERVICE, "google_service_account"]);
    expect(body.depends_on).toEqual([stack.resource("google_service_account").address]);
  });

  test("is described in every part", () => {
    const account = (scope: TerraformStack) => new ServiceAccount(scope, "Own", { accountId: "someone" });
    const body = bodyOf((scope) => ({
      serviceAccount: account(scope),
      serviceName: "x",
      description: "Sends messages",
      command: ["nginx"],
      args: ["-g", "daemon off;"],
      port: 3333,
      cpu: 2,
      memoryMebibytes: 1024,
      concurrency: 1,
      minInstances: 1,
      maxInstances: 3,
      cpuAlwaysAllocated: true,
      timeout: Duration.minutes(60),
      deletionProtection: true,
      labels: { team: "ml" },
      kmsKeyName: `projects/p/locations/${LOCATION}/keyRings/r/cryptoKeys/k`,
      startupProbe: Probe.tcp({ period: Duration.seconds(5), failureThreshold: 48 }),
      livenessProbe: Probe.httpGet("/healthz", { timeout: Duration.seconds(2), initialDelay: Duration.seconds(3) }),
    }));
    expect(body).toMatchObject({
      name: "x",
      description: "Sends messages",
      deletion_protection: true,
      labels: { team: "ml" },
      template: {
        service_account: `someone@${PROJECT}.iam.gserviceaccount.com`,
        encryption_key: `projects/p/locations/${LOCATION}/keyRings/r/cryptoKeys/k`,
        timeout: "3600s",
        max_instance_request_concurrency: 1,
        scaling: { min_instance_count: 1, max_instance_count: 3 },
        containers: [
          {
            command: ["nginx"],
            args: ["-g", "daemon off;"],
            ports: { container_port: 3333 },
            resources: { limits: { cpu: "2", memory: "1024Mi" }, cpu_idle: false },
            startup_probe: { tcp_socket: { port: 3333 }, period_seconds: 5, failure_threshold: 48, timeout_seconds: 1 },
            liveness_probe: {
              http_get: { path: "/healthz", port: 3333 },
              timeout_seconds: 2,
              initial_delay_seconds: 3,
              period_seconds: 10,
            },
          },
        ],
      },
    });
  });

  test("is called by whom it is granted, once each", () => {
    const stack = synth({}, (one) => {
      one.grantInvoke(ada);
      one.grantInvoke(Principal.user("ada@example.com"));
    });
    const { body } = stack.resource(`${SERVICE}_iam_member`);
    const { address } = stack.resource(SERVICE);
    expect(body).toMatchObject({
      name: "messaging",
      location: LOCATION,
      project: PROJECT,
      role: "roles/run.invoker",
      member: "user:ada@example.com",
      depends_on: [address],
      lifecycle: { replace_triggered_by: [`${address}.id`] },
    });
  });

  test("never lets everybody in by a grant", () => {
    const everybody = { member: "allUsers" };
    expect(() => synth({}, (one) => one.grantInvoke(everybody))).toThrow(/allUsers.*everybody/);
    expect(() => synth({}, (one) => one.grantInvoke({ member: "allAuthenticatedUsers" }))).toThrow(/everybody/);
  });

  test("is opened only with a reason, which people then read", () => {
    const reason = "Slack calls it, and signs what it sends";
    expect(
      bodyOf({
        description: "The chatbot",
        ingress: ServiceIngress.everywhere(reason),
        invokerCheck: InvokerCheck.none(reason),
      }),
    ).toMatchObject({
      ingress: "INGRESS_TRAFFIC_ALL",
      invoker_iam_disabled: true,
      description: `The chatbot. Reached from everywhere: ${reason}. Called by everybody: ${reason}`,
    });
    expect(bodyOf({ ingress: ServiceIngress.internalAndLoadBalancer() })).toMatchObject({
      ingress: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
    });
    expect(refusal({ ingress: ServiceIngress.everywhere(" ") })).toContain(
      "ingress: opens the service; give the reason",
    );
    expect(refusal({ invokerCheck: InvokerCheck.none("") })).toContain("invokerCheck: opens the service");
    expect(refusal({ description: "x".repeat(500), invokerCheck: InvokerCheck.none(reason) })).toContain("at most 512");
  });

  test("reads the secrets that it names, by their numbers, and waits for the right", () => {
    const other = SecretVersion.fromName("projects/other/secrets/key/versions/12");
    const stack = synth({ environment: { LEVEL: "info" }, secretEnvironment: { SLACK_TOKEN: secret, KEY: other } });
    const { body } = stack.resource(SERVICE);
    expect((body as any).template.containers[0].env).toEqual([
      { name: "LEVEL", value: "info" },
      { name: "SLACK_TOKEN", value_source: { secret_key_ref: { secret: "slack-token", version: "3" } } },
      { name: "KEY", value_source: { secret_key_ref: { secret: "projects/other/secrets/key", version: "12" } } },
    ]);
    const grants = stack.resources("google_secret_manager_secret_iam_member");
    expect(grants.map((one) => one.body)).toEqual(
      [`projects/${PROJECT}/secrets/slack-token`, "projects/other/secrets/key"].map((secretId) =>
        expect.objectContaining({
          secret_id: secretId,
          role: "roles/secretmanager.secretAccessor",
          member: `serviceAccount:messaging@${PROJECT}.iam.gserviceaccount.com`,
        }),
      ),
    );
    expect(body.depends_on).toEqual(expect.arrayContaining(grants.map(({ address }) => address)));
  });

  test("mounts what is in a bucket for reading, with options, and a text and a secret as files", () => {
    const text = 'map $http_accept $page { default "${uri}"; }\n';
    const stack = synth((scope) => ({
      volumes: [
        VolumeMount.bucket(
          "/srv/index",
          new Bucket(scope, "Index", {
            bucketName: "acme-index",
            location: LOCATION,
            deletedObjects: DeletedObjects.gone(),
          }),
          { mountOptions: ["implicit-dirs", "metadata-cache-ttl-secs=60"] },
        ),
        VolumeMount.textFile("/etc/nginx/conf.d/default.conf", text),
        VolumeMount.secret("/secrets/slack/token", secret),
        VolumeMount.memory("/tmp/cache", 64),
      ],
    }));
    const { body } = stack.resource(SERVICE);
    const kept = stack.resource("google_secret_manager_secret");
    const version = stack.resource("google_secret_manager_secret_version");
    expect((body as any).template.volumes).toEqual([
      {
        name: "volume-1",
        gcs: { bucket: "acme-index", read_only: true, mount_options: ["implicit-dirs", "metadata-cache-ttl-secs=60"] },
      },
      {
        name: "volume-2",
        secret: {
          secret: kept.body.secret_id,
          items: [{ path: "default.conf", version: `\${${version.address}.version}`, mode: 0o444 }],
        },
      },
      { name: "volume-3", secret: { secret: "slack-token", items: [{ path: "token", version: "3", mode: 0o444 }] } },
      { name: "volume-4", empty_dir: { medium: "MEMORY", size_limit: "64Mi" } },
    ]);
    expect((body as any).template.containers[0].volume_mounts).toEqual([
      { name: "volume-1", mount_path: "/srv/index" },
      { name: "volume-2", mount_path: "/etc/nginx/conf.d" },
      { name: "volume-3", mount_path: "/secrets/slack" },
      { name: "volume-4", mount_path: "/tmp/cache" },
    ]);
    expect(kept.body).toMatchObject({ replication: { user_managed: { replicas: [{ location: LOCATION }] } } });
    // Terraform reads "$${" as "${".
    expect(version.body).toMatchObject({
      secret_data: text.replace("${", "$$${"),
      lifecycle: { create_before_destroy: true, replace_triggered_by: [`${kept.address}.id`] },
    });
    const grants = [
      ...stack.resources("google_secret_manager_secret_iam_member"),
      stack.resource("google_storage_bucket_iam_member"),
    ];
    expect(grants.map((one) => one.body.role)).toEqual([
      "roles/secretmanager.secretAccessor",
      "roles/secretmanager.secretAccessor",
      "roles/storage.objectViewer",
    ]);
    expect(body.depends_on).toEqual(expect.arrayContaining(grants.map(({ address }) => address)));
  });

  test("is on a subnet of its region, through which everything goes", () => {
    const subnets = [{ subnetName: "run", region: LOCATION, ipCidrRange: "10.1.0.0/26" }];
    const stack = synth((scope) => ({
      subnet: new PrivateVpc(scope, "Vpc", { networkName: "private", subnets }).subnet("run"),
      networkTags: ["run"],
    }));
    const { body } = stack.resource(SERVICE);
    expect((body as any).template.vpc_access).toEqual({
      egress: "ALL_TRAFFIC",
      network_interfaces: [
        {
          network: `projects/${PROJECT}/global/networks/private`,
          subnetwork: `projects/${PROJECT}/regions/${LOCATION}/subnetworks/run`,
          tags: ["run"],
        },
      ],
    });
    expect(body.depends_on).toEqual(expect.arrayContaining([stack.resource("google_compute_subnetwork").address]));
  });

  test("waits for a network and a bucket of another stack as a whole, and grants from its own", () => {
    const app = synthApp((scope) => {
      const first = googleStack(scope, "first");
      const bucket = new Bucket(first, "B", {
        bucketName: "acme-b",
        location: LOCATION,
        deletedObjects: DeletedObjects.gone(),
      });
      const subnets = [{ subnetName: "run", region: LOCATION, ipCidrRange: "10.1.0.0/26" }];
      const { subnets: made } = new PrivateVpc(first, "Vpc", { networkName: "private", subnets });
      const second = googleStack(scope, "second");
      service(second, { subnet: made[0]!, volumes: [VolumeMount.bucket("/b", bucket)] });
    });
    expect(app.stack("second").dependencies).toEqual(["first"]);
    expect(app.stack("second").resource("google_storage_bucket_iam_member").body.bucket).toBe("acme-b");
    expect(conformanceProblems(app.stack("second").json)).toEqual([]);
  });

  test("takes text as it is, braces included, and expressions as expressions", () => {
    const body = bodyOf((scope) => ({
      args: ["${HOME}", "%{if}"],
      environment: {
        A: "${HOME}",
        B: new TerraformVariable(scope, "level", { type: "string" }).stringValue,
        C: Fn.upper("x"),
      },
    }));
    const [container] = body.template.containers;
    expect(container.args).toEqual(["$${HOME}", "%%{if}"]);
    expect(container.env).toEqual([
      { name: "A", value: "$${HOME}" },
      { name: "B", value: "${var.level}" },
      { name: "C", value: '${upper("x")}' },
    ]);
  });

  test("can be one that exists already", () => {
    const stack = synthStack((scope) => {
      const found = Service.fromServiceAttributes(scope, "Found", {
        serviceName: "engine",
        location: LOCATION,
        project: "other-project",
      });
      expect(found.resourceName).toBe(`projects/other-project/locations/${LOCATION}/services/engine`);
      found.grantInvoke(ada);
    });
    expect(stack.resource(`${SERVICE}_iam_member`).body).toMatchObject({ name: "engine", project: "other-project" });
    expect(() =>
      synthStack((scope) =>
        Service.fromServiceAttributes(scope, "F", { serviceName: "Engine", location: "us", project: "P" }),
      ),
    ).toThrow(/serviceName "Engine".*location "us".*project "P"/s);
  });

  test("lets Cloud Run's own account pull from elsewhere and use keys", () => {
    const stack = synthStack((scope) => {
      const agent = new CloudRunServiceAgent(scope, "Agent", { projectNumber: "123456789012" });
      agent.grantEncryptDecrypt("projects/p/locations/l/keyRings/r/cryptoKeys/k");
      new DockerStandardRepository(scope, "Images", { repositoryName: "images", location: LOCATION }).grantRead(agent);
    });
    const member = "serviceAccount:service-123456789012@serverless-robot-prod.iam.gserviceaccount.com";
    expect(stack.resource("google_kms_crypto_key_iam_member").body).toMatchObject({ member });
    expect(stack.resource("google_artifact_registry_repository_iam_member").body).toMatchObject({ member });
  });
});

describe("the image", () => {
  const hub = (scope: TerraformStack) =>
    new DockerRemoteRepository(scope, "Hub", { repositoryName: "docker-hub", location: LOCATION });
  const images = (scope: TerraformStack, immutableTags: boolean) =>
    new DockerStandardRepository(scope, "Images", { repositoryName: "images", location: LOCATION, immutableTags });

  test("comes from a repository, which is there before", () => {
    const stack = synth((scope) => ({ image: ContainerImage.fromRepository(hub(scope), `library/nginx@${DIGEST}`) }));
    const { body } = stack.resource(SERVICE);
    expect((body as any).template.containers[0].image).toBe(NGINX);
    expect(body.depends_on).toEqual(
      expect.arrayContaining([stack.resource("google_artifact_registry_repository").address]),
    );
  });

  test("may have a tag where a tag is for ever", () => {
    expect(
      bodyOf((scope) => ({ image: ContainerImage.fromRepository(images(scope, true), "app:1.0") })).template
        .containers[0].image,
    ).toBe(`${LOCATION}-docker.pkg.dev/${PROJECT}/images/app:1.0`);
    const floats = /image "[^"]+": floats/;
    expect(
      refusal((scope: TerraformStack) => ({ image: ContainerImage.fromRepository(images(scope, false), "app:1.0") })),
    ).toMatch(floats);
    expect(
      refusal((scope: TerraformStack) => ({ image: ContainerImage.fromRepository(images(scope, true), "app") })),
    ).toMatch(floats);
    expect(
      refusal((scope: TerraformStack) => ({ image: ContainerImage.fromRepository(hub(scope), "library/nginx:1") })),
    ).toMatch(floats);
  });

  test.each([
    ["nginx", /is not of Artifact Registry.*floats/s],
    [`docker.io/library/nginx@${DIGEST}`, /is not of Artifact Registry/],
    [`gcr.io/p/nginx@${DIGEST}`, /is not of Artifact Registry/],
    [`${LOCATION}-docker.pkg.dev.example.com/p/r/nginx@${DIGEST}`, /is not of Artifact Registry/],
    [`${LOCATION}-docker.pkg.dev/p/r/nginx:latest`, /floats/],
    [`${LOCATION}-docker.pkg.dev/p/r/nginx@sha256:abc`, /must be an image/],
    [`https://${LOCATION}-docker.pkg.dev/p/r/nginx@${DIGEST}`, /must be an image/],
    ["", /must be an image/],
  ])("%s is refused", (uri, sentence) => {
    expect(refusal({ image: ContainerImage.fromUri(uri) })).toMatch(sentence);
  });

  test("may be anything that somebody gives a reason for", () => {
    expect(bodyOf({ image: ContainerImage.exception("nginx:latest", "a trial") }).template.containers[0].image).toBe(
      "nginx:latest",
    );
    expect(refusal({ image: ContainerImage.exception("nginx", "  ") })).toContain('image "nginx": needs a reason');
  });

  test("is not known to Terraform only", () => {
    expect(
      refusal((scope: TerraformStack) => ({
        image: ContainerImage.fromUri(new TerraformVariable(scope, "image", {}).stringValue),
      })),
    ).toContain("image: is known to Terraform only");
  });
});

describe("secrets in clear are refused", () => {
  test.each([
    [{ DATABASE_PASSWORD: "hunter22" }, "settings with a secret"],
    [{ URL: "postgres://me:hunter22@db/x" }, "an address with a password in it"],
    [{ ANYTHING: `xoxb-${"1234567890-abcdefghij".repeat(2)}` }, "a token"],
    [
      { KEY_FILE: '{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----"}' },
      "the key of a service account",
    ],
  ])("%j", (environment, holds) => {
    const [[name, value]] = Object.entries(environment) as [[string, string]];
    const text = refusal({ environment });
    expect(text).toContain(`environment "${name}": holds ${holds}`);
    expect(text).not.toContain(value);
  });

  test.each(["password", "api_token", "SLACK_SIGNING_SECRET"])("whatever Terraform alone knows of %s", (name) => {
    expect(
      refusal((scope: TerraformStack) => ({
        environment: { [name]: new TerraformVariable(scope, "x", { sensitive: true }).stringValue },
      })),
    ).toContain(`environment "${name}": is named like a secret`);
  });

  test("the value of a secret, whatever it is called", () => {
    expect(
      refusal((scope: TerraformStack) => ({
        environment: {
          HARMLESS: new SecretManagerSecretVersion(scope, "V", { secret: "s", secretData: "x" }).secretData,
        },
      })),
    ).toContain('environment "HARMLESS": is a secret that Terraform knows');
  });

  test.each(["command", "args"])("in the words of %s, too", (prop) => {
    const word = `--webhook=xoxb-${"1234567890-abcdefghij".repeat(2)}`;
    const text = refusal({ [prop]: ["serve", word] });
    expect(text).toContain(`${prop} word 2: holds a token`);
    expect(text).not.toContain(word);
    expect(
      refusal((scope: TerraformStack) => ({
        [prop]: [`--x=${new SecretManagerSecretVersion(scope, "V", { secret: "s", secretData: "x" }).secretData}`],
      })),
    ).toContain(`${prop} word 1: is a secret that Terraform knows`);
    bodyOf({ [prop]: ["serve", "--pad-token=[PAD]", "--secret-id=mine", "--max-tokens=9"] });
  });

  test.each<[string, ...string[]]>([
    ["--password=hunter22"],
    ["--password", "hunter22"],
    ["-db.password=hunter22"],
    ["--api-key", "hunter22"],
    ["password=hunter22"],
    ["sh", "-c", "exec app --token hunter22 --port 8080"],
    ["sh", "-c", "app --port 8080; DB_PASSWORD='hunter22' other"],
  ])("in options: %j %j %j", (...words) => {
    const text = refusal({ args: words });
    expect(text).toMatch(
      /args word \d: holds (?:the value of an option that is named like a secret|settings with a secret)/,
    );
    expect(text).not.toContain("hunter22");
  });

  test.each<[string, ...string[]]>([
    ["--password-file=/secrets/db"],
    ["--token", "/secrets/token"],
    ["--password", "--verbose"],
    ["--token", "$(TOKEN)"],
    ["sh", "-c", 'app --password "$DB_PASSWORD" --token=${TOKEN}'],
    ["--credentials=gs://my-bucket/x"],
    ["--use-token=true"],
  ])("where options only say where one is they pass: %j %j %j", (...words) => {
    expect(bodyOf({ args: words }).template.containers[0].args).toHaveLength(words.length);
  });

  test("in files too", () => {
    expect(refusal({ volumes: [VolumeMount.textFile("/etc/app/app.env", "API_KEY=0123456789abcdef\n")] })).toContain(
      'volume "/etc/app/app.env": holds settings with a secret',
    );
  });

  test("but for those of which somebody says why not", () => {
    const environment = { PUBLIC_TOKEN: "0123456789abcdef" };
    expect(
      bodyOf({ environment, clearVariables: { PUBLIC_TOKEN: "it names a queue" } }).template.containers[0].env,
    ).toEqual([{ name: "PUBLIC_TOKEN", value: "0123456789abcdef" }]);
    expect(refusal({ environment, clearVariables: { PUBLIC_TOKEN: "" } })).toContain(
      'clearVariables "PUBLIC_TOKEN": needs a reason',
    );
    expect(refusal({ clearVariables: { OTHER: "x" } })).toContain('clearVariables "OTHER": is not in environment');
  });

  test.each(["latest", "0", "x", ""])("a version %p", (version) => {
    const name = `projects/p/secrets/s/versions/${version}`;
    expect(refusal({ secretEnvironment: { A: SecretVersion.fromName(name) } })).toContain("a version by its number");
  });

  test("a secret that was given for its name is not printed", () => {
    const text = refusal({ secretEnvironment: { A: SecretVersion.fromName("hunter22-hunter22") } });
    expect(text).toContain('secretEnvironment "A": is no name of a secret\'s version, and is not shown');
    expect(text).not.toContain("hunter22");
  });
});

describe("what Google refuses is refused before", () => {
  // https://cloud.google.com/run/docs/configuring/services/cpu and .../memory-limits, worked out by hand
  test.each([
    [1, 512, true],
    [1, 4096, true],
    [1, 4097, false],
    [1, 511, false],
    [2, 8192, true],
    [2, 8193, false],
    [4, 2047, false],
    [4, 2048, true],
    [4, 16385, false],
    [6, 4095, false],
    [6, 24576, true],
    [8, 4096, true],
    [8, 32768, true],
    [8, 32769, false],
    [3, 1024, false],
    [0.5, 512, false],
    [1, 512.5, false],
  ])("%d CPUs with %d MiB: %p", (cpu, memoryMebibytes, isTaken) => {
    const props = { cpu, memoryMebibytes };
    if (isTaken) expect(bodyOf(props).template.containers[0].resources.limits.cpu).toBe(String(cpu));
    else expect(refusal(props)).toMatch(/cpu/);
  });

  const subnetOf = (props: Record<string, unknown>) => (scope: TerraformStack) => ({
    subnet: PrivateVpc.fromVpcAttributes(scope, "Vpc", {
      networkName: "n",
      project: PROJECT,
      subnets: [{ subnetName: "s", region: LOCATION, privateGoogleAccess: true, ...props }],
    }).subnet("s"),
  });

  test.each<[string, Making | Record<string, unknown>, RegExp]>([
    ["a name in capitals", { serviceName: "Messaging" }, /serviceName "Messaging": must be at most 49/],
    ["a name of 50 letters", { serviceName: "a".repeat(50) }, /at most 49/],
    ["a name that ends with a hyphen", { serviceName: "messaging-" }, /at most 49/],
    ["a name too short for an account", { serviceName: "web" }, /6 to 30 characters.*pass a serviceAccount/],
    ["a multi-region", { location: "us" }, /location "us": must be a region/],
    ["no location", { location: undefined }, /location: is missing/],
    ["a project's name", { project: "My Project" }, /project "My Project"/],
    ["no image", { image: undefined }, /image: is missing: must be a ContainerImage/],
    ["an image as text", { image: NGINX }, /image ".*": must be a ContainerImage/],
    ["port 0", { port: 0 }, /port 0: must be a whole number from 1/],
    ["concurrency 1001", { concurrency: 1001 }, /concurrency 1001/],
    ["more at least than at most", { minInstances: 4, maxInstances: 3 }, /minInstances "4": are more/],
    ["two hours", { timeout: Duration.hours(2) }, /timeout in seconds 7200/],
    ["a probe by TCP of what lives", { livenessProbe: Probe.tcp() }, /livenessProbe: cannot be tcp/],
    ["a probe without a path", { startupProbe: Probe.httpGet("health") }, /startupProbe path "health"/],
    [
      "a start of 250 seconds",
      { startupProbe: Probe.tcp({ failureThreshold: 25 }) },
      /25 times 10 seconds are more than the 240/,
    ],
    [
      "an answer that comes after the next question",
      { livenessProbe: Probe.httpGet("/", { timeout: Duration.seconds(11) }) },
      /timeout in seconds 11/,
    ],
    ["a variable of Cloud Run's", { environment: { PORT: "1" } }, /"PORT": is set by Cloud Run itself/],
    ["a variable with a hyphen", { environment: { "A-B": "1" } }, /environment variable "A-B"/],
    [
      "a variable twice",
      { environment: { A: "1" }, secretEnvironment: { A: secret } },
      /"A": stands in environment too/,
    ],
    ["a number as a variable", { environment: { A: 1 } }, /environment "A": must be a text/],
    ["a huge variable", { environment: { A: "x".repeat(32_769) } }, /more than 32768 bytes/],
    ["a key elsewhere", { kmsKeyName: "projects/p/locations/eu/keyRings/r/cryptoKeys/k" }, /must be in the location/],
    ["a subnet elsewhere", subnetOf({ region: "europe-west1" }), /subnet "s": is in "europe-west1"/],
    ["a subnet without Google's APIs", subnetOf({ privateGoogleAccess: false }), /no Private Google Access/],
    ["a subnet too small", subnetOf({ ipCidrRange: "10.0.0.0/27" }), /"10.0.0.0\/27" is too small/],
    ["egress without a subnet", { vpcEgress: VpcEgress.ALL_TRAFFIC }, /needs a subnet/],
    ["tags without a subnet", { networkTags: ["a"] }, /networkTags: need a subnet/],
    ["a relative path", { volumes: [VolumeMount.memory("tmp", 1)] }, /volume "tmp": must be an absolute path/],
    ["a path upwards", { volumes: [VolumeMount.memory("/a/../b", 1)] }, /must be an absolute path/],
    ["the root", { volumes: [VolumeMount.textFile("/a", "x")] }, /in a folder of its own/],
    ["a path of the system", { volumes: [VolumeMount.textFile("/proc/x", "x")] }, /must not be in \/dev/],
    [
      "two at one place",
      { volumes: [VolumeMount.textFile("/a/b", "x"), VolumeMount.textFile("/a/c", "x")] },
      /"\/a": is mounted twice/,
    ],
    ["more memory than there is", { volumes: [VolumeMount.memory("/a", 512)] }, /512 MiB in memory leave nothing/],
    ["an empty text", { volumes: [VolumeMount.textFile("/a/b", "")] }, /its text is empty/],
    ["a text of 64 KiB and one", { volumes: [VolumeMount.textFile("/a/b", "x".repeat(65_537))] }, /at most 65536/],
    ["a label in capitals", { labels: { Team: "x" } }, /label key "Team"/],
  ])("%s", (_, making, sentence) => {
    expect(refusal(making)).toMatch(sentence);
  });

  test.each([
    "--implicit-dirs",
    "implicit dirs",
    "key-file=/x",
    "config-file=/x",
    "o=rw",
    "custom-endpoint=https://x.example",
    "anonymous-access",
  ])("the mount option %s", (option) => {
    expect(
      refusal((scope: TerraformStack) => ({
        volumes: [
          VolumeMount.bucket("/a", Bucket.fromBucketAttributes(scope, "B", { bucketName: "acme-b" }), {
            mountOptions: [option],
          }),
        ],
      })),
    ).toContain(`mount option "${option}"`);
  });

  test("two services of one name", () => {
    expect(() =>
      synthStack((scope) => {
        service(scope);
        new Service(scope, "Other", PROPS);
      }),
    ).toThrow(/serviceName "projects\/my-project\/locations\/us-central1\/services\/messaging": is defined by/);
  });

  test("mount options without a provider that has them", () => {
    expect(() =>
      synthStack((scope) => {
        scope.addOverride("terraform.required_providers.google.version", "7.4.0");
        const bucket = Bucket.fromBucketAttributes(scope, "B", { bucketName: "acme-b" });
        service(scope, { volumes: [VolumeMount.bucket("/a", bucket, { mountOptions: ["implicit-dirs"] })] });
      }),
    ).toThrow(/provider google "7.4.0": options of mounted buckets.*need >= 7.5.0/);
  });
});
