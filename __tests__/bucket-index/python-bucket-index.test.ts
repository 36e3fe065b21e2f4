import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { PythonBucketIndex } from "../../lib/bucket-index";
import type { PythonBucketIndexProps } from "../../lib/bucket-index";
import { ContainerImage } from "../../lib/cloud-run";
import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { Bucket, DeletedObjects } from "../../lib/storage";
import type { IBucket } from "../../lib/storage";
import { BucketDouble } from "../static-index/bucket-double";
import { IndexFolder, wheel } from "../static-index/index-folder";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";
import { readFileSync } from "node:fs";
import { spawn } from "node:child_process";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const HUB = `${LOCATION}-docker.pkg.dev/${PROJECT}/docker-hub`;
const IMAGES = {
  programImage: ContainerImage.fromUri(`${HUB}/library/python:3.13-slim@${DIGEST}`),
  serverImage: ContainerImage.fromUri(`${HUB}/nginxinc/nginx-unprivileged@${DIGEST}`),
};
const JOB = "google_cloud_run_v2_job";
const SERVICE = "google_cloud_run_v2_service";
const BUCKET = "acme-packages";

function ownBucket(stack: TerraformStack, location = LOCATION): IBucket {
  return new Bucket(stack, "Packages", { bucketName: BUCKET, location, deletedObjects: DeletedObjects.gone() });
}

function synth(
  overrides: Partial<PythonBucketIndexProps> = {},
  then?: (index: PythonBucketIndex) => void,
  bucketOf: (stack: TerraformStack) => IBucket = ownBucket,
): SynthesizedStack {
  return synthStack((stack) => {
    const props = { indexName: "packages", location: LOCATION, ...IMAGES, bucket: bucketOf(stack), ...overrides };
    const index = new PythonBucketIndex(stack, "Index", props);
    then?.(index);
  });
}

const importedBucket =
  (location?: string) =>
  (stack: TerraformStack): IBucket =>
    Bucket.fromBucketAttributes(stack, "Packages", { bucketName: BUCKET, ...(location !== undefined && { location }) });

/** The roles on the bucket, by who has them. */
function bucketRoles(stack: SynthesizedStack): string[] {
  return stack.resources("google_storage_bucket_iam_member").map(({ body }) => {
    const { member, role } = body as { member: string; role: string };
    return `${member.replace(`@${PROJECT}.iam.gserviceaccount.com`, "")} ${role}`;
  });
}

describe("PythonBucketIndex", () => {
  test("serves the bucket read-only, to nobody from outside and to nobody who was not let in", () => {
    const stack = synth();
    const { body } = stack.resource(SERVICE);
    expect(body).toMatchObject({
      name: "packages",
      ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY",
      template: {
        volumes: [{ gcs: { bucket: BUCKET, read_only: true } }, { secret: expect.anything() as unknown }],
        containers: [{ volume_mounts: [{ mount_path: "/srv/index" }, { mount_path: "/etc/nginx/conf.d" }] }],
      },
    });
    expect(body.invoker_iam_disabled).toBeUndefined();
    expect(stack.resources("google_cloud_run_v2_service_iam_member")).toEqual([]);
    expect(bucketRoles(stack).sort()).toEqual([
      "serviceAccount:packages roles/storage.objectViewer",
      "serviceAccount:packages-pages roles/storage.objectUser",
      "serviceAccount:packages-pages roles/storage.objectViewer",
    ]);
  });

  test("lets in who reads, and lets who uploads add files and nothing else", () => {
    const stack = synth({}, (index) => {
      index.grantRead(Principal.group("developers@example.com"));
      index.grantUpload(Principal.serviceAccount("builder@my-project.iam.gserviceaccount.com"));
      index.grantUpload(Principal.serviceAccount("builder@my-project.iam.gserviceaccount.com"));
    });
    expect(stack.resource("google_cloud_run_v2_service_iam_member").body).toMatchObject({
      name: "packages",
      role: "roles/run.invoker",
      member: "group:developers@example.com",
    });
    const uploads = stack
      .resources("google_storage_bucket_iam_member")
      .filter(({ body }) => body.role === "roles/storage.objectCreator");
    expect(uploads.map(({ body }) => [body.bucket, body.member, body.condition])).toEqual([
      [
        BUCKET,
        "serviceAccount:builder@my-project.iam.gserviceaccount.com",
        {
          title: "files only",
          expression: `resource.name.startsWith("projects/_/buckets/${BUCKET}/objects/files/")`,
        },
      ],
    ]);
  });

  test("is started by what comes and goes under files/, and on a schedule", () => {
    const stack = synth({ schedule: "*/5 * * * 1-5", timeZone: "Europe/Berlin" });
    expect(stack.resource("google_storage_notification").body).toMatchObject({
      bucket: BUCKET,
      object_name_prefix: "files/",
      event_types: ["OBJECT_FINALIZE", "OBJECT_DELETE", "OBJECT_ARCHIVE"],
    });
    const run = `https://run.googleapis.com/v2/projects/${PROJECT}/locations/${LOCATION}/jobs/packages-pages:run`;
    expect(stack.resource("google_cloud_scheduler_job").body).toMatchObject({
      schedule: "*/5 * * * 1-5",
      time_zone: "Europe/Berlin",
      http_target: {
        uri: run,
        http_method: "POST",
        oauth_token: { service_account_email: `packages-start@${PROJECT}.iam.gserviceaccount.com` },
      },
    });
    const { source_contents: source } = stack.resource("google_workflows_workflow").body as { source_contents: string };
    // As Terraform reads it: no expression of Workflows is one of Terraform's.
    expect(source.replaceAll("$${", "")).not.toContain("${");
    const { main } = JSON.parse(source.replaceAll("$${", "${")) as { main: { steps: Record<string, unknown>[] } };
    expect(main.steps.map((step) => Object.keys(step)[0])).toEqual([
      "read",
      "own",
      "wait",
      "look",
      "compare",
      "skip",
      "run",
    ]);
    expect(source).toContain(run);
    expect(
      stack
        .resources("google_cloud_run_v2_job_iam_member")
        .map(({ body }) => body.role)
        .sort(),
    ).toEqual(["roles/run.invoker", "roles/run.viewer"]);
  });

  test("can be started by the schedule only", () => {
    const stack = synth({ isStartedOnUpload: false });
    for (const type of ["google_storage_notification", "google_workflows_workflow", "google_eventarc_trigger"]) {
      expect(stack.resources(type)).toEqual([]);
    }
    expect(stack.resources("google_cloud_scheduler_job")).toHaveLength(1);
    expect(stack.resources("google_project_iam_member")).toEqual([]);
  });

  test("another allow list is another program, and the job that runs it", () => {
    const objects = (packages?: string[]): string[] => {
      const stack = synth(packages === undefined ? {} : { allowedPackages: AllowedPackages.fromNames(packages) });
      const names = stack.resources("google_storage_bucket_object").map(({ body }) => String(body.name));
      const { template } = stack.resource(JOB).body as {
        template: { template: { containers: { command: string[] }[] } };
      };
      const [{ command }] = template.template.containers as [{ command: string[] }];
      const [folder] = names[0]!.split("/").slice(1);
      expect(
        command.filter((word) => word.includes("programs/")).map((word) => word.endsWith(`/programs/${folder}`)),
      ).toEqual([true]);
      expect(command.at(-1)).toBe(`gs://${BUCKET}`);
      expect(command.includes("--allow")).toBe(packages !== undefined);
      return names;
    };
    const [all, six, again] = [objects(), objects(["six"]), objects(["six"])];
    expect(six).toEqual(again);
    expect(six.filter((name) => all.includes(name))).toEqual([]);
    expect(six.filter((name) => name.endsWith("allowed.json"))).toHaveLength(1);
  });

  test("the program comes back with a bucket that is replaced", () => {
    const stack = synth();
    const bucket = stack.resource("google_storage_bucket").address;
    for (const { body } of stack.resources("google_storage_bucket_object")) {
      expect(body.lifecycle).toEqual({ replace_triggered_by: [`${bucket}.id`] });
      // What an earlier deployment left is there until the job is told of another, and beyond.
      expect(body.deletion_policy).toBe("ABANDON");
    }
  });

  test("the manifests of GKE serve the same bucket", () => {
    let text = "";
    synth({}, (index) => {
      text = index.kubernetesManifests({ image: `${HUB}/nginxinc/nginx-unprivileged@${DIGEST}`, namespace: "pypapo" });
      expect(index.proxyCommand).toBe(
        `gcloud run services proxy packages --project ${PROJECT} --region ${LOCATION} --port 8080`,
      );
      expect(index.localIndexUrl).toBe("http://localhost:8080/simple/");
    });
    expect(text).toContain(`bucketName: ${BUCKET}`);
    expect(text).toContain("namespace: pypapo");
  });
});

describe("what the job runs", () => {
  /** Puts the objects where the volume would be, and runs the job's command on a bucket. */
  async function run(
    stack: SynthesizedStack,
    bucket: BucketDouble,
    change: (root: string, names: readonly string[]) => void = () => undefined,
  ): Promise<{ code: number | null; out: string }> {
    const root = mkdtempSync(join(tmpdir(), "bucket-index-"));
    for (const { body } of stack.resources("google_storage_bucket_object")) {
      const { name, content } = body as { name: string; content: string };
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), content.replaceAll(/([$%])\1\{/g, "$1{"));
    }
    change(
      root,
      stack.resources("google_storage_bucket_object").map(({ body }) => String(body.name)),
    );
    const { template } = stack.resource(JOB).body as {
      template: { template: { containers: { command: string[] }[] } };
    };
    const [{ command }] = template.template.containers as [{ command: string[] }];
    const [program = "", ...args] = command.map((word) =>
      word.replace(/^\/srv\/index/, root).replace(BUCKET, "packages"),
    );
    const env = { ...process.env, ...(await bucket.start()) };
    try {
      return await new Promise((resolve) => {
        const child = spawn(program, args, { env });
        let out = "";
        child.stdout.on("data", (chunk) => (out += String(chunk)));
        child.stderr.on("data", (chunk) => (out += String(chunk)));
        child.once("close", (code) => {
          resolve({ code, out });
        });
      });
    } finally {
      bucket.stop();
      rmSync(root, { recursive: true });
    }
  }

  function filled(): BucketDouble {
    const bucket = new BucketDouble();
    const folder = new IndexFolder(wheel("six", "1.17.0"), wheel("evil", "1"));
    for (const name of ["six-1.17.0", "evil-1"]) {
      const path = `files/${name}-py3-none-any.whl`;
      bucket.put(path, readFileSync(join(folder.root, path)));
    }
    return bucket;
  }

  const allowing = (...names: string[]): SynthesizedStack =>
    synth({ allowedPackages: AllowedPackages.fromNames(names) });

  test("writes where its condition lets it, and nowhere else", async () => {
    const bucket = filled();
    const stack = allowing("six");
    await run(stack, bucket);
    const [{ expression = "" } = {}] = stack
      .resources("google_storage_bucket_iam_member")
      .filter(({ body }) => body.role === "roles/storage.objectUser")
      .map(({ body }) => body.condition as { expression: string } | undefined);
    const clauses = expression.split(" || ").map((clause) => /^resource\.name\.(\w+)\("(.*)"\)$/.exec(clause) ?? []);
    const lets = (name: string): boolean =>
      clauses.some(([, call, text = ""]) => (call === "startsWith" ? name.startsWith(text) : name.endsWith(text)));
    const names = [...bucket.objects.keys()].map((name) => `projects/_/buckets/${BUCKET}/objects/${name}`);
    const written = names.filter(lets).map((name) => name.split("/objects/")[1]);
    expect(written).toEqual(
      expect.arrayContaining([
        "files/six-1.17.0-py3-none-any.whl.metadata",
        "simple/six/index.json",
        "simple/index.html",
        "state/index",
        "state/listed/files/six-1.17.0-py3-none-any.whl",
      ]),
    );
    expect(names.filter((name) => !lets(name))).toHaveLength(2);
    const [{ name }] = stack.resources("google_storage_bucket_object").map(({ body }) => body) as [{ name: string }];
    expect(lets(`projects/_/buckets/${BUCKET}/objects/${name}`)).toBe(false);
  });

  test.each<[string, (root: string, names: readonly string[]) => void]>([
    [
      "whose allow list was changed",
      (root, [list = ""]) => {
        writeFileSync(join(root, list), '{"version":1}');
      },
    ],
    [
      "with one line more",
      (root, names) => {
        appendFileSync(join(root, names.at(-1)!), "\n");
      },
    ],
    [
      "with a file more",
      (root, names) => {
        writeFileSync(join(root, dirname(names.at(-1)!), "json.py"), "");
      },
    ],
    [
      "with a file less",
      (root, names) => {
        rmSync(join(root, names.at(-1)!));
      },
    ],
    [
      "that is gone",
      (root) => {
        rmSync(join(root, "programs"), { recursive: true });
      },
    ],
  ])("runs no program %s", async (_, change) => {
    const bucket = filled();
    const { code, out } = await run(allowing("six"), bucket, change);
    expect([code, out]).toEqual([1, expect.stringMatching(/^error: .*is not the program that was deployed/)]);
    expect(bucket.requests).toEqual([]);
  });

  test("writes pages of what is allowed", async () => {
    const bucket = filled();
    const { code, out } = await run(allowing("six"), bucket);
    expect([code, out]).toEqual([0, expect.stringContaining("1 distributions listed, 1 not allowed, 0 wrong")]);
    expect([bucket.text("simple/six/index.html"), bucket.text("simple/evil/index.html")]).toEqual([
      expect.stringContaining("six-1.17.0-py3-none-any.whl"),
      undefined,
    ]);
  });
});

describe("a bucket that is not for it", () => {
  test.each([
    ["europe-west1", 'bucket "acme-packages": is in "europe-west1"; it must be in the location "us-central1"'],
    ["EU", 'is in "eu"; it must be in the location "us-central1"'],
  ])("in %s is refused", (location, words) => {
    expect(() => synth({}, undefined, (stack) => ownBucket(stack, location))).toThrow(words);
    expect(() => synth({}, undefined, importedBucket(location))).toThrow(words);
  });

  test.each(["us-central1", "US-CENTRAL1", "US"])("in %s is taken", (location) => {
    expect(() => synth({}, undefined, (stack) => ownBucket(stack, location))).not.toThrow();
  });

  test.each([undefined, "us-central1"])(
    "that is not defined here (%s) is asked for before anything serves it",
    (location) => {
      const stack = synth({}, undefined, importedBucket(location));
      const found = stack.dataSources("google_storage_bucket")[0]!.body as unknown as {
        name: string;
        lifecycle: { postcondition: { condition: string }[] };
      };
      expect([found.name, found.lifecycle.postcondition.map(({ condition }) => condition)]).toEqual([
        BUCKET,
        [
          '${contains(["us-central1","us"], lower(self.location))}',
          '${self.public_access_prevention == "enforced" && self.uniform_bucket_level_access}',
        ],
      ]);
      for (const type of [JOB, SERVICE]) {
        expect(stack.resource(type).body.depends_on).toContainEqual(
          expect.stringMatching(/^data\.google_storage_bucket\./),
        );
      }
    },
  );

  test("one that is defined here need not be asked for", () => {
    expect(synth().json).not.toHaveProperty("data.google_storage_bucket");
  });
});

test("all that is wrong is told at once", () => {
  expect(() =>
    synth({ indexName: "A", location: "us", schedule: "hourly", timeZone: "?" }, undefined, (stack) =>
      Bucket.fromBucketAttributes(stack, "Packages", {
        bucketName: new TerraformVariable(stack, "name", {}).stringValue,
      }),
    ),
  ).toThrow(/indexName "A".*location "us".*schedule "hourly".*timeZone "\?".*bucket: its name must be a literal/s);
});

test("images that are not pinned are refused", () => {
  expect(() => synth({ serverImage: ContainerImage.fromUri("nginx:latest") })).toThrow(/image "nginx:latest"/);
});
