import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import {
  DockerRemoteRepository,
  DownloadPolicy,
  PythonCuratedRepository,
  PythonRemoteRepository,
} from "../../lib/artifact-registry";
import { BuildMachine, BuildStart, PackageFill, PrivatePool, PythonTarget } from "../../lib/cloud-build";
import type { PackageFillProps } from "../../lib/cloud-build";
import { AllowedPackages } from "../../lib/packages";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";
import { folderOf, removeFolders } from "./folders";
import { DIGEST, IMAGE } from "./python-image";

afterEach(removeFolders);

const HASH = "a".repeat(64);
const LOCK = `six==1.17.0 --hash=sha256:${HASH}\nkfp==2.12.1 --hash=sha256:${"b".repeat(64)}\n`;

interface Overrides extends Partial<Omit<PackageFillProps, "from">> {
  readonly lock?: string;
  readonly packages?: AllowedPackages;
  readonly throughRemote?: boolean;
}

function define(stack: TerraformStack, { lock, packages, throughRemote, ...overrides }: Overrides): PackageFill {
  const place = { location: LOCATION };
  const hub = new DockerRemoteRepository(stack, "Hub", { ...place, repositoryName: "docker-hub" });
  const listed =
    packages ??
    AllowedPackages.fromLockfile(join(folderOf({ "requirements.lock": lock ?? LOCK }), "requirements.lock"));
  const repository = new PythonCuratedRepository(stack, "Curated", {
    ...place,
    repositoryName: "curated",
    packages: listed,
  });
  const downloads = DownloadPolicy.allowOnly(listed);
  return new PackageFill(stack, "Fill", {
    buildName: "curated-fill",
    repository,
    image: IMAGE,
    baseRepositories: [hub],
    contexts: new Bucket(stack, "Contexts", {
      ...place,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
    targets: [PythonTarget.linux("3.11")],
    start: BuildStart.onDeploy({ image: IMAGE }),
    ...(throughRemote === true
      ? { from: new PythonRemoteRepository(stack, "Pypi", { ...place, repositoryName: "pypi", downloads }) }
      : {}),
    ...overrides,
  });
}

function synth(overrides: Overrides = {}): { readonly stack: SynthesizedStack; readonly fill: PackageFill } {
  let fill: PackageFill | undefined;
  const stack = synthStack((scope) => (fill = define(scope, overrides)));
  if (fill === undefined) throw new Error("nothing was defined");
  return { stack, fill };
}

function listOf({ stack }: { readonly stack: SynthesizedStack }): Record<string, unknown> {
  const [, hash = ""] =
    /\/([0-9a-f]+)\.tar/.exec(String(stack.resource("google_storage_bucket_object").body.name)) ?? [];
  const archive = join(tmpdir(), `private-pypi-contexts-${process.getuid?.() ?? 0}`, hash, "context.tar.gz");
  const text = execFileSync("tar", ["-xzOf", archive, "fill.json"], { encoding: "utf8" });
  return JSON.parse(text) as Record<string, unknown>;
}

const problemsOf = (overrides: Overrides): string => {
  try {
    synth(overrides);
  } catch (error) {
    return String(error);
  }
  return "";
};

test("a curated repository is filled by a build that is named after what it copies", () => {
  const found = synth();
  const { stack, fill } = found;
  const trigger = stack.resource("google_cloudbuild_trigger");
  expect(trigger.body).toMatchObject({
    name: "curated-fill",
    location: LOCATION,
    service_account: `projects/${PROJECT}/serviceAccounts/curated-fill-build@${PROJECT}.iam.gserviceaccount.com`,
    build: {
      step: [{ name: IMAGE, entrypoint: "python3", args: ["fill_repository.py", "fill.json"] }],
      tags: [fill.hash],
      options: { logging: "CLOUD_LOGGING_ONLY" },
    },
  });
  expect(stack.resource("google_cloud_run_v2_job").body).toMatchObject({
    name: `curated-fill-${fill.hash}`,
    run_execution_token: "build",
  });
  expect(listOf(found)).toEqual({
    repository: `projects/${PROJECT}/locations/${LOCATION}/repositories/curated`,
    upload_url: `https://${LOCATION}-python.pkg.dev/${PROJECT}/curated/`,
    source: expect.stringMatching(/^https:\/\/py.*\/simple\/$/) as unknown,
    source_login: false,
    targets: [expect.objectContaining({ name: "CPython 3.11 on Linux x86_64", minor: 11 })],
    source_distributions: [],
    remove_unlisted: false,
    packages: [
      { name: "kfp", version: "2.12.1", sha256: ["b".repeat(64)] },
      { name: "six", version: "1.17.0", sha256: [HASH] },
    ],
  });
});

test("another lock is another build, and the same lock is the same", () => {
  const hash = (overrides: Overrides = {}) => synth(overrides).fill.hash;
  const first = hash();
  expect(hash()).toBe(first);
  const others = [
    hash({ lock: LOCK.replace("1.17.0", "1.17.1") }),
    hash({ lock: LOCK.replace(HASH, "c".repeat(64)) }),
    hash({ targets: [PythonTarget.linux("3.12")] }),
    hash({ sourceDistributions: ["KFP"] }),
    hash({ removeUnlisted: true }),
    hash({ throughRemote: true }),
    hash({ revision: "2" }),
  ];
  expect(new Set([first, ...others]).size).toBe(others.length + 1);
});

test("the plan shows the list, with its lines", () => {
  const input = synth().stack.resource("terraform_data").body.input;
  expect(input).toEqual({
    python_repository: `projects/${PROJECT}/locations/${LOCATION}/repositories/curated`,
    packages: {
      kfp: { versions: ["2.12.1"], places: ["requirements.lock:2"] },
      six: { versions: ["1.17.0"], places: ["requirements.lock:1"] },
    },
  });
});

test("its account may write to that repository alone, and removes only where that is asked for", () => {
  const roles = (overrides: Overrides) =>
    synth(overrides)
      .stack.resources("google_artifact_registry_repository_iam_member")
      .map(({ body }) => `${String(body.repository)} ${String(body.role)} ${String(body.member).replace(/@.*/, "")}`)
      .sort();
  const reads = "roles/artifactregistry.reader serviceAccount:curated-fill-build";
  expect(roles({ throughRemote: true })).toEqual([
    "curated roles/artifactregistry.writer serviceAccount:curated-fill-build",
    `docker-hub ${reads}`,
    `pypi ${reads}`,
  ]);
  const { stack } = synth({ removeUnlisted: true });
  const removal = stack
    .resources("google_project_iam_custom_role")
    .find(({ body }) => body.role_id === "curated_fill_remove");
  expect(removal?.body.permissions).toEqual(["artifactregistry.versions.delete"]);
  expect(roles({ removeUnlisted: true })).toHaveLength(3);
});

test("nothing is fetched before the DENY of its source stands; a repository made anew is filled anew", () => {
  const { stack } = synth({ throughRemote: true });
  const job = stack.resource("google_cloud_run_v2_job").body as {
    readonly depends_on: readonly string[];
    readonly lifecycle: {
      readonly replace_triggered_by: readonly string[];
      readonly ignore_changes: readonly string[];
    };
  };
  expect(job.depends_on).toEqual(
    expect.arrayContaining([
      stack.resources("google_artifact_registry_rule").find(({ body }) => body.action === "DENY")?.address,
      ...stack.resources("google_artifact_registry_repository_iam_member").map(({ address }) => address),
      stack.resource("google_storage_bucket_object").address,
    ]),
  );
  const curated = stack
    .resources("google_artifact_registry_repository")
    .find(({ body }) => body.repository_id === "curated");
  expect(job.lifecycle).toMatchObject({
    replace_triggered_by: [`${curated?.address ?? ""}.id`],
    ignore_changes: ["run_execution_token"],
  });
});

test.each<[string, Overrides, string]>([
  ["a lock without hashes", { lock: "six==1.17.0\n" }, 'package "six==1.17.0": has no hashes; lock with hashes'],
  ["names", { packages: AllowedPackages.fromNames(["six"]) }, 'package "six": any version is allowed'],
  ["no target", { targets: [] }, "targets: are missing"],
  ["a floating image", { image: IMAGE.split("@")[0] }, "floats; pin it by its digest"],
  ["an image from elsewhere", { image: `python@${DIGEST}` }, "is not from one of baseRepositories"],
  [
    "a package that is not locked",
    { sourceDistributions: ["sax"] },
    'sourceDistributions "sax": is no package of the locks',
  ],
  ["a long name", { buildName: "a-name-that-is-far-too-long" }, "must be at most 24 lower-case letters"],
  ["a start with a floating image", { start: BuildStart.onDeploy({ image: "python" }) }, "start image"],
])("%s is refused", (_name, overrides, problem) => {
  expect(problemsOf(overrides)).toContain(problem);
});

test("without a provider that waits it is started by hand", () => {
  const { stack } = synth({ start: BuildStart.manual() });
  expect(stack.resources("google_cloud_run_v2_job")).toEqual([]);
});

const poolIn = (stack: TerraformStack, location: string) =>
  PrivatePool.fromPrivatePoolAttributes(stack, "Pool", { poolName: "builders", location, project: PROJECT });

test("a fill runs in a private pool, with the pool's machines", () => {
  const trigger = synthStack((stack) => {
    define(stack, { pool: poolIn(stack, LOCATION) });
  }).resource("google_cloudbuild_trigger").body as { build: { options: Record<string, unknown> } };
  expect(trigger.build.options).toMatchObject({
    worker_pool: `projects/${PROJECT}/locations/${LOCATION}/workerPools/builders`,
  });
  expect(trigger.build.options).not.toHaveProperty("machine_type");
});

test("a pool elsewhere, or beside a machine, is refused", () => {
  expect(() =>
    synthStack((stack) => {
      define(stack, { pool: poolIn(stack, "europe-west1"), machine: BuildMachine.E2_HIGHCPU_8 });
    }),
  ).toThrow(/pool "builders": is in "europe-west1".*machine "E2_HIGHCPU_8"/s);
});
