import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import {
  CleanupPolicy,
  DockerRemoteRepository,
  DockerStandardRepository,
  DockerUpstream,
  DockerVirtualRepository,
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonUpstream,
  PythonVirtualRepository,
  ServiceAgent,
  TagState,
  VulnerabilityScanning,
} from "../../lib/artifact-registry";
import type { IRepository, StoringRepositoryProps } from "../../lib/artifact-registry";
import { Duration } from "../../lib/core/duration";
import { Principal, ServiceAccount } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";

const REPOSITORY = "google_artifact_registry_repository";
const names = { repositoryName: "mine", location: LOCATION };
const downloads = DownloadPolicy.allowOnly(AllowedPackages.fromNames(["six"]));

const DEFINED: Record<string, (scope: Construct) => IRepository> = {
  PythonStandardRepository: (scope) => new PythonStandardRepository(scope, "Mine", names),
  PythonRemoteRepository: (scope) => new PythonRemoteRepository(scope, "Mine", { ...names, downloads }),
  PythonVirtualRepository: (scope) =>
    new PythonVirtualRepository(scope, "Mine", {
      ...names,
      upstreams: [new PythonStandardRepository(scope, "Own", { ...names, repositoryName: "own" })],
    }),
  DockerStandardRepository: (scope) => new DockerStandardRepository(scope, "Mine", names),
  DockerRemoteRepository: (scope) => new DockerRemoteRepository(scope, "Mine", names),
  DockerVirtualRepository: (scope) =>
    new DockerVirtualRepository(scope, "Mine", {
      ...names,
      upstreams: [new DockerStandardRepository(scope, "Own", { ...names, repositoryName: "own" })],
    }),
};

const attributes = { ...names, project: "other-project" };
const IMPORTED: Record<string, (scope: Construct) => IRepository> = {
  PythonStandardRepository: (scope) => PythonStandardRepository.fromRepositoryAttributes(scope, "Mine", attributes),
  PythonRemoteRepository: (scope) => PythonRemoteRepository.fromRepositoryAttributes(scope, "Mine", attributes),
  PythonVirtualRepository: (scope) => PythonVirtualRepository.fromRepositoryAttributes(scope, "Mine", attributes),
  DockerStandardRepository: (scope) => DockerStandardRepository.fromRepositoryAttributes(scope, "Mine", attributes),
  DockerRemoteRepository: (scope) => DockerRemoteRepository.fromRepositoryAttributes(scope, "Mine", attributes),
  DockerVirtualRepository: (scope) => DockerVirtualRepository.fromRepositoryAttributes(scope, "Mine", attributes),
};

const withStandard = (props: Partial<StoringRepositoryProps>): (() => unknown) => {
  return () => synthStack((scope) => new PythonStandardRepository(scope, "Mine", { ...names, ...props }));
};

describe.each(Object.keys(DEFINED))("%s", (kind) => {
  const define = DEFINED[kind]!;
  const importIt = IMPORTED[kind]!;

  test("knows its names without Terraform", () => {
    synthStack((scope) => {
      const repository = define(scope);
      const format = kind.startsWith("Python") ? "python" : "docker";
      expect(repository.repositoryName).toBe("mine");
      expect(repository.resourceName).toBe(`projects/${PROJECT}/locations/${LOCATION}/repositories/mine`);
      expect(repository.registryUri).toBe(`${LOCATION}-${format}.pkg.dev/${PROJECT}/mine`);
    });
  });

  test("has its resource as default child", () => {
    const stack = synthStack((scope) => {
      (define(scope).node.defaultChild as TerraformResource).addOverride("timeouts", { create: "30m" });
    });
    expect(stack.at("Mine/Resource").timeouts).toEqual({ create: "30m" });
  });

  test("is imported without a resource, and can be granted on", () => {
    const stack = synthStack((scope) => {
      const repository = importIt(scope);
      repository.grantRead(Principal.domain("example.com"));
      expect(repository.registryUri).toContain("/other-project/mine");
      expect(kind.toUpperCase()).toBe(`${repository.format}${repository.mode.replace("_", "")}`);
    });
    expect(stack.count(REPOSITORY)).toBe(0);
    expect(stack.resource("google_artifact_registry_repository_iam_member").body).toMatchObject({
      project: "other-project",
      location: LOCATION,
      repository: "mine",
      role: "roles/artifactregistry.reader",
      member: "domain:example.com",
    });
  });

  test("says all that is wrong with its names at once", () => {
    expect(() =>
      synthStack((scope) => {
        const bad = { repositoryName: "My_Repo", location: "Mars", project: "x", downloads, upstreams: [] };
        const Kind = {
          PythonStandardRepository,
          PythonRemoteRepository,
          PythonVirtualRepository,
          DockerStandardRepository,
          DockerRemoteRepository,
          DockerVirtualRepository,
        }[kind]!;
        new Kind(scope, "Mine", bad);
      }),
    ).toThrow(
      /problems \[registry\/Mine\]\n {2}- repositoryName "My_Repo": must be at most 63 .*\n {2}- location "Mars": must be a region .*\n {2}- project "x": must be/,
    );
  });
});

describe("what a repository is made with", () => {
  test("a standard repository for packages", () => {
    const stack = synthStack((scope) => {
      new PythonStandardRepository(scope, "Mine", {
        ...names,
        description: "Own packages",
        labels: { team: "ml" },
        kmsKeyName: `projects/p/locations/${LOCATION}/keyRings/r/cryptoKeys/k`,
        vulnerabilityScanning: VulnerabilityScanning.DISABLED,
        cleanupPolicies: [
          CleanupPolicy.delete("old", { olderThan: Duration.days(365) }),
          CleanupPolicy.keepMostRecent("recent", 5),
        ],
        cleanupDryRun: false,
      });
    });
    const { "//": _, ...body } = stack.at("Mine/Resource");
    expect(body).toEqual({
      lifecycle: { prevent_destroy: true },
      format: "PYTHON",
      mode: "STANDARD_REPOSITORY",
      repository_id: "mine",
      location: LOCATION,
      project: PROJECT,
      description: "Own packages",
      labels: { team: "ml" },
      kms_key_name: `projects/p/locations/${LOCATION}/keyRings/r/cryptoKeys/k`,
      vulnerability_scanning_config: { enablement_config: "DISABLED" },
      cleanup_policies: [
        { id: "old", action: "DELETE", condition: { older_than: "31536000s", tag_state: "ANY" } },
        { id: "recent", action: "KEEP", most_recent_versions: { keep_count: 5 } },
      ],
      cleanup_policy_dry_run: false,
    });
  });

  test("tags of images are immutable unless said otherwise", () => {
    const stack = synthStack((scope) => {
      new DockerStandardRepository(scope, "Fixed", names);
      new DockerStandardRepository(scope, "Moving", { ...names, repositoryName: "moving", immutableTags: false });
    });
    expect(stack.at("Fixed/Resource").docker_config).toEqual({ immutable_tags: true });
    expect(stack.at("Moving/Resource").docker_config).toEqual({ immutable_tags: false });
  });

  test.each<[string, PythonUpstream | undefined, unknown]>([
    ["PyPI, written out", undefined, { python_repository: { public_repository: "PYPI" } }],
    [
      "a custom index",
      PythonUpstream.customIndex("https://index.example/root"),
      { common_repository: { uri: "https://index.example/root" } },
    ],
    [
      "a custom index with a password",
      PythonUpstream.customIndex("https://index.example", {
        credentials: { username: "me", passwordSecretVersion: "projects/p/secrets/s/versions/1" },
      }),
      {
        common_repository: { uri: "https://index.example" },
        upstream_credentials: {
          username_password_credentials: { username: "me", password_secret_version: "projects/p/secrets/s/versions/1" },
        },
      },
    ],
  ])("a remote repository of %s", (_name, upstream, config) => {
    const stack = synthStack((scope) => {
      new PythonRemoteRepository(scope, "Mine", { ...names, upstream, downloads });
    });
    expect(stack.at("Mine/Resource").remote_repository_config).toEqual(config);
  });

  test("a remote repository of another repository waits for it, keeps its cache and counts as own", () => {
    const stack = synthStack((scope) => {
      const own = new PythonStandardRepository(scope, "Own", { ...names, repositoryName: "own" });
      const upstream = PythonUpstream.artifactRegistry(own);
      const mine = new PythonRemoteRepository(scope, "Mine", {
        ...names,
        upstream,
        downloads,
        validateUpstream: false,
      });
      expect(mine.servesPublicPackages).toBe(false);
    });
    expect(stack.at("Mine/Resource")).toMatchObject({
      remote_repository_config: {
        common_repository: { uri: `projects/${PROJECT}/locations/${LOCATION}/repositories/own` },
        disable_upstream_validation: true,
      },
      depends_on: [expect.stringMatching(/^google_artifact_registry_repository\.Own_/)],
    });
    expect(stack.at("Mine/Resource")).not.toHaveProperty("lifecycle");
  });

  test("a remote repository of Docker Hub", () => {
    const stack = synthStack((scope) => {
      new DockerRemoteRepository(scope, "Mine", names);
    });
    expect(stack.at("Mine/Resource").remote_repository_config).toEqual({
      docker_repository: { public_repository: "DOCKER_HUB" },
    });
  });

  test("a project that is not written before the repository is left to Terraform", () => {
    const stack = synthApp((app) => {
      const late = new TerraformStack(app, "late");
      const own = new PythonStandardRepository(late, "Mine", names);
      new TerraformOutput(late, "index", { value: own.indexUrl });
      new GoogleProvider(late, "Google", { project: PROJECT });
    }).stack();
    const address = stack.resource(REPOSITORY).address;
    expect(stack.outputs.index).toBe(`https://us-central1-python.pkg.dev/\${${address}.project}/mine/simple/`);
  });
});

describe("virtual repositories", () => {
  test("ask their upstreams in the order of the list, and are replaced with them, their DENY and the list", () => {
    const stack = synthStack((scope) => {
      const own = new PythonStandardRepository(scope, "Own", { ...names, repositoryName: "own" });
      const pypi = new PythonRemoteRepository(scope, "Pypi", { ...names, repositoryName: "pypi", downloads });
      new PythonVirtualRepository(scope, "Mine", { ...names, upstreams: [own, pypi] }).grantRead(
        Principal.domain("example.com"),
      );
    });
    const body = stack.at("Mine/Resource");
    expect(body.virtual_repository_config).toEqual({
      upstream_policies: [
        { id: "own", repository: `projects/${PROJECT}/locations/${LOCATION}/repositories/own`, priority: 20 },
        { id: "pypi", repository: `projects/${PROJECT}/locations/${LOCATION}/repositories/pypi`, priority: 10 },
      ],
    });
    const deny = stack.resources("google_artifact_registry_rule").find((rule) => rule.body.action === "DENY")?.address;
    const own = stack.resource(REPOSITORY, "Own").address;
    const pypi = stack.resource(REPOSITORY, "Pypi").address;
    const list = stack.resource("terraform_data");
    expect(body.depends_on).toEqual([list.address, own, deny]);
    expect(body.lifecycle).toEqual({
      replace_triggered_by: [`${list.address}.id`, `${own}.id`, `${pypi}.id`, `${String(deny)}.id`],
    });
    expect(list.body.triggers_replace).toEqual(
      ["own", "pypi"].map((id) => `projects/${PROJECT}/locations/${LOCATION}/repositories/${id}`),
    );
    const virtual = stack.resource(REPOSITORY, "Mine").address;
    expect(stack.resource("google_artifact_registry_repository_iam_member").body).toMatchObject({
      depends_on: [virtual],
      lifecycle: { replace_triggered_by: [`${virtual}.id`] },
    });
  });

  test("tell repositories of the same name in two projects apart", () => {
    const stack = synthStack((scope) => {
      const [one, other] = ["one-project", "other-project"].map((project) =>
        PythonStandardRepository.fromRepositoryAttributes(scope, project, {
          repositoryName: "own",
          location: LOCATION,
          project,
        }),
      );
      new PythonVirtualRepository(scope, "Mine", { ...names, upstreams: [one!, other!] });
    });
    expect(stack.at("Mine/Resource").virtual_repository_config).toMatchObject({
      upstream_policies: [{ id: "one-project-own" }, { id: "other-project-own" }],
    });
  });

  test.each<[string, (scope: Construct) => readonly IRepository[], string]>([
    ["none", () => [], "upstreams: 0 of them; a virtual repository has from 1 to 30"],
    [
      "too many",
      (scope) =>
        Array.from(
          { length: 31 },
          (_, index) =>
            new PythonStandardRepository(scope, `Own${index}`, { ...names, repositoryName: `own-${index}` }),
        ),
      "upstreams: 31 of them; a virtual repository has from 1 to 30",
    ],
    [
      "the same twice",
      (scope) => {
        const own = new PythonStandardRepository(scope, "Own", { ...names, repositoryName: "own" });
        return [own, own];
      },
      'upstream "own": stands in the list twice, or its policy would have the name of another one',
    ],
    [
      "the public one first",
      (scope) => [
        new PythonRemoteRepository(scope, "Pypi", { ...names, repositoryName: "pypi", downloads }),
        new PythonStandardRepository(scope, "Own", { ...names, repositoryName: "own" }),
      ],
      'upstream "own": stands after "pypi", which serves public packages; own repositories come first',
    ],
    [
      "another location",
      (scope) => [new PythonStandardRepository(scope, "Own", { repositoryName: "own", location: "europe-west1" })],
      'upstream "own": is in "europe-west1"; must be in the virtual repository\'s location, "us-central1"',
    ],
    [
      "another format",
      (scope) => [new DockerStandardRepository(scope, "Own", { ...names, repositoryName: "own" })],
      'upstream "own": holds DOCKER; must hold PYTHON',
    ],
    [
      "a virtual one",
      (scope) => [
        PythonVirtualRepository.fromRepositoryAttributes(scope, "Own", {
          ...names,
          repositoryName: "own",
          project: PROJECT,
        }),
      ],
      'upstream "own": is virtual; name its upstreams instead',
    ],
  ])("refuse as upstreams: %s", (_name, upstreams, message) => {
    expect(() =>
      synthStack(
        (scope) => new PythonVirtualRepository(scope, "Mine", { ...names, upstreams: upstreams(scope) as never }),
      ),
    ).toThrow(message);
  });
});

describe("grants", () => {
  test("granting twice is granting once", () => {
    const stack = synthStack((scope) => {
      const own = new PythonStandardRepository(scope, "Mine", names);
      const first = own.grantRead(Principal.domain("example.com"));
      const second = own.grantRead(Principal.domain("example.com"));
      expect(second.resource).toBe(first.resource);
      own.grantWrite(Principal.domain("example.com"));
    });
    expect(
      stack
        .resources("google_artifact_registry_repository_iam_member")
        .map(({ body }) => body.role)
        .sort(),
    ).toEqual(["roles/artifactregistry.reader", "roles/artifactregistry.writer"]);
  });

  test("wait for the account also where an earlier call named it by its e-mail", () => {
    const stack = synthStack((scope) => {
      const own = new PythonStandardRepository(scope, "Mine", names);
      const account = new ServiceAccount(scope, "Account", { accountId: "pipelines" });
      own.grantRead(Principal.serviceAccount(account.serviceAccountEmail));
      own.grantRead(account);
    });
    expect(stack.resource("google_artifact_registry_repository_iam_member").body.depends_on).toContain(
      stack.resource("google_service_account").address,
    );
  });

  test("to two workloads whose names differ by a separator are two", () => {
    const pool = { projectNumber: "123456789012", poolId: "pool" };
    const stack = synthStack((scope) => {
      const own = new PythonStandardRepository(scope, "Mine", names);
      for (const subject of ["auth0|1", "auth0/1", "auth0||1"])
        own.grantRead(Principal.workloadIdentity(pool, subject));
    });
    expect(stack.count("google_artifact_registry_repository_iam_member")).toBe(3);
  });

  test.each([
    "allUsers",
    "AllAuthenticatedUsers",
    "projectViewer:my-project",
    "deleted:user:ada@example.com?uid=1",
    "principalSet://iam.googleapis.com/x/*",
    "",
  ])("to %p are refused, whoever made the principal", (member) => {
    expect(() =>
      synthStack((scope) => new PythonStandardRepository(scope, "Mine", names).grantRead({ member })),
    ).toThrow(`principal ${JSON.stringify(member)}`);
  });

  test("to a whole workload identity pool need its explicit name", () => {
    const pool = Principal.wholeWorkloadIdentityPool({ projectNumber: "123456789012", poolId: "pool" });
    expect(() =>
      synthStack((scope) => new PythonStandardRepository(scope, "Mine", names).grantRead(pool)),
    ).not.toThrow();
    expect(() =>
      synthStack((scope) => new PythonStandardRepository(scope, "Mine", names).grantRead({ member: pool.member })),
    ).toThrow("whole pool of identities");
  });

  test("can be waited for", () => {
    const stack = synthStack((scope) => {
      const own = new PythonStandardRepository(scope, "Own", { ...names, repositoryName: "own" });
      const grant = own.grantRead(Principal.domain("example.com"));
      new PythonStandardRepository(scope, "Mine", { ...names, dependsOn: [grant] });
    });
    expect(stack.at("Mine/Resource").depends_on).toEqual([
      stack.resource("google_artifact_registry_repository_iam_member").address,
    ]);
  });

  test("the service agent reads passwords and uses keys", () => {
    const key = `projects/p/locations/${LOCATION}/keyRings/r/cryptoKeys/k`;
    const stack = synthStack((scope) => {
      const agent = new ServiceAgent(scope, "Agent", { projectNumber: "123456789012" });
      const dependsOn = [agent.grantSecretAccess("projects/p/secrets/s"), agent.grantEncryptDecrypt(key)];
      new PythonStandardRepository(scope, "Mine", { ...names, kmsKeyName: key, dependsOn });
    });
    const member = "serviceAccount:service-123456789012@gcp-sa-artifactregistry.iam.gserviceaccount.com";
    expect(stack.resource("google_secret_manager_secret_iam_member").body).toMatchObject({
      member,
      role: "roles/secretmanager.secretAccessor",
      secret_id: "projects/p/secrets/s",
    });
    expect(stack.resource("google_kms_crypto_key_iam_member").body).toMatchObject({
      member,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      crypto_key_id: key,
    });
    expect(stack.at("Mine/Resource").depends_on).toHaveLength(2);
  });

  test("the service agent is found by the project's number", () => {
    expect(() => synthStack((scope) => new ServiceAgent(scope, "Agent", { projectNumber: "my-project" }))).toThrow(
      'projectNumber "my-project": must be the project\'s number, not its id [registry/Agent]',
    );
  });
});

describe("bad props", () => {
  test.each<[string, Partial<StoringRepositoryProps>, string]>([
    ["a name that ends with a hyphen", { repositoryName: "mine-" }, 'repositoryName "mine-"'],
    ["a name of 64 characters", { repositoryName: "a".repeat(64) }, "must be at most 63"],
    ["a zone", { location: "us-central1-a" }, 'location "us-central1-a": must be a region'],
    [
      "a key of another location",
      { kmsKeyName: "projects/p/locations/europe/keyRings/r/cryptoKeys/k" },
      "its location must be that of the repository",
    ],
    [
      "a key with a version",
      { kmsKeyName: `projects/p/locations/${LOCATION}/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1` },
      "without a version",
    ],
    ["an upper-case label", { labels: { Team: "ML" } }, 'label key "Team"'],
    [
      "65 labels",
      { labels: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`l${index}`, ""])) },
      "labels: 65 of them",
    ],
    [
      "a policy that deletes everything",
      { cleanupPolicies: [CleanupPolicy.delete("all", {})] },
      'cleanup policy "all": would delete everything',
    ],
    [
      "a policy that deletes what is untagged, which every Python version is",
      { cleanupPolicies: [CleanupPolicy.delete("untagged", { tagState: TagState.UNTAGGED })] },
      "would delete everything",
    ],
    [
      "a policy that deletes what is a second old",
      { cleanupPolicies: [CleanupPolicy.delete("all", { olderThan: Duration.seconds(1) })] },
      "would delete everything",
    ],
    [
      "a policy that deletes everything beside one that keeps some packages",
      { cleanupPolicies: [CleanupPolicy.delete("all", {}), CleanupPolicy.keepMostRecent("some", 3, ["core-"])] },
      "would delete everything",
    ],
    [
      "an empty prefix",
      { cleanupPolicies: [CleanupPolicy.delete("all", { packageNamePrefixes: [""] })] },
      "an empty prefix matches everything",
    ],
    [
      "keeping none",
      { cleanupPolicies: [CleanupPolicy.keepMostRecent("none", 0)] },
      'cleanup policy "none": count 0: must be a whole number from 1',
    ],
    [
      "two policies of one name",
      { cleanupPolicies: [CleanupPolicy.keepMostRecent("same", 1), CleanupPolicy.keepMostRecent("same", 2)] },
      'cleanup policy "same": the id is taken',
    ],
    [
      "eleven policies",
      { cleanupPolicies: Array.from({ length: 11 }, (_, index) => CleanupPolicy.keepMostRecent(`keep-${index}`, 1)) },
      "cleanupPolicies: 11 of them; at most 10",
    ],
  ])("%s", (_name, props, message) => {
    expect(withStandard(props)).toThrow(message);
  });

  test("what only Terraform knows is left to the provider", () => {
    const stack = synthStack((scope) => {
      const token = new TerraformVariable(scope, "x", { type: "string" }).stringValue;
      new PythonStandardRepository(scope, "Mine", {
        repositoryName: token,
        location: token,
        project: token,
        labels: { team: token },
        kmsKeyName: token,
      });
    });
    expect(stack.at("Mine/Resource")).toMatchObject({
      repository_id: "${var.x}",
      kms_key_name: "${var.x}",
      labels: { team: "${var.x}" },
    });
  });

  test("two clean-up policies that delete everything together are refused", () => {
    const cleanupPolicies = [
      CleanupPolicy.delete("a", { tagState: TagState.TAGGED }),
      CleanupPolicy.delete("b", { tagState: TagState.UNTAGGED }),
    ];
    expect(() =>
      synthStack((scope) => new DockerStandardRepository(scope, "Mine", { ...names, cleanupPolicies })),
    ).toThrow('cleanup policy "a" and "b": would delete everything in the repository');
    expect(() =>
      synthStack(
        (scope) => new DockerStandardRepository(scope, "Mine", { ...names, cleanupPolicies: cleanupPolicies.slice(1) }),
      ),
    ).not.toThrow();
  });

  test("deleting everything but the most recent versions is fine", () => {
    expect(
      withStandard({ cleanupPolicies: [CleanupPolicy.delete("all", {}), CleanupPolicy.keepMostRecent("recent", 3)] }),
    ).not.toThrow();
  });

  test.each<[string, DockerUpstream | PythonUpstream, string]>([
    [
      "http",
      PythonUpstream.customIndex("http://index.example"),
      'upstream url of "index.example": must be https://HOST/PATH',
    ],
    [
      "a password in the URL",
      PythonUpstream.customIndex("https://me:secret@index.example"),
      'upstream url of "index.example": must not hold a user name or password',
    ],
    ["a query", DockerUpstream.customRegistry("https://registry.example/?x=1"), "without query and fragment"],
    ["no URL", PythonUpstream.customIndex("pypi"), "upstream url: must be https://HOST/PATH"],
    [
      "a token in a query",
      PythonUpstream.customIndex("https://index.example/?token=hunter2"),
      'upstream url of "index.example"',
    ],
    [
      "a password instead of its version",
      DockerUpstream.dockerHub({ credentials: { username: "me", passwordSecretVersion: "hunter2" } }),
      "must be projects/PROJECT/secrets/SECRET/versions/VERSION",
    ],
  ])("an upstream with %s", (_name, upstream, message) => {
    const define = () =>
      synthStack((scope) =>
        upstream instanceof DockerUpstream
          ? new DockerRemoteRepository(scope, "Mine", { ...names, upstream })
          : new PythonRemoteRepository(scope, "Mine", { ...names, upstream, downloads }),
      );
    expect(define).toThrow(message);
    expect(define).not.toThrow(/secret@|me:secret|hunter2/);
  });

  test.each([
    ["customIndex", () => PythonUpstream.customIndex(process.env.NOT_SET!)],
    ["customRegistry", () => DockerUpstream.customRegistry("")],
    ["artifactRegistry", () => PythonUpstream.artifactRegistry(undefined!)],
  ])("%s of nothing is not the public default", (factory, define) => {
    expect(define).toThrow(`${factory}: no upstream is given; it must be named`);
  });

  test.each(Object.keys(IMPORTED))("%s is not imported under a bad name", (kind) => {
    const bad = { repositoryName: "Bad ${x}", location: "moon", project: undefined! };
    const Kind = {
      PythonStandardRepository,
      PythonRemoteRepository,
      PythonVirtualRepository,
      DockerStandardRepository,
      DockerRemoteRepository,
      DockerVirtualRepository,
    }[kind]!;
    expect(() => synthStack((scope) => Kind.fromRepositoryAttributes(scope, "Mine", bad))).toThrow(
      /3 problems \[registry\/Mine\]\n.*repositoryName "Bad \$\{x\}".*\n.*location "moon".*\n.*project: is missing/,
    );
  });

  test("an absent name is not written as undefined", () => {
    expect(withStandard({ repositoryName: undefined! })).toThrow("repositoryName: is missing; must be at most 63");
  });

  test("an upstream that is not a standard repository of the format", () => {
    expect(() =>
      synthStack((scope) => {
        const hub = new DockerRemoteRepository(scope, "Hub", { ...names, repositoryName: "hub" });
        new PythonRemoteRepository(scope, "Mine", {
          ...names,
          upstream: PythonUpstream.artifactRegistry(hub),
          downloads,
        });
      }),
    ).toThrow('upstream "hub": must be a standard repository of the same format, PYTHON [registry/Mine]');
  });
});
