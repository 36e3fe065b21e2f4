import { Lazy } from "cdktf";
import type { TerraformStack } from "cdktf";
import {
  DockerRemoteRepository,
  DownloadPolicy,
  PythonRemoteRepository,
  PythonStandardRepository,
} from "../../lib/artifact-registry";
import { BuildSource, BuildStart, GitConnection, GitRepository, PackageBuild } from "../../lib/cloud-build";
import type { GitRefOptions, IGitRepository, PackageBuildProps } from "../../lib/cloud-build";
import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { Bucket, DeletedObjects } from "../../lib/storage";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";
import { folderOf, removeFolders } from "./folders";
import { IMAGE } from "./python-image";

afterEach(removeFolders);

const LOCK = `build==1.3.0 --hash=sha256:${"a".repeat(64)}\npytest==8.4.0 --hash=sha256:${"b".repeat(64)}\n`;
const FILES = {
  "pyproject.toml": '[project]\nname = "my-package"\nversion = "0.1.0"\n',
  "build.lock": LOCK,
  "my_package/__init__.py": "",
};

type Overrides = Partial<PackageBuildProps>;

function parts(stack: TerraformStack) {
  const place = { location: LOCATION };
  return {
    hub: new DockerRemoteRepository(stack, "Hub", { ...place, repositoryName: "docker-hub" }),
    own: new PythonStandardRepository(stack, "Own", { ...place, repositoryName: "my-repository" }),
    pypi: new PythonRemoteRepository(stack, "Pypi", {
      ...place,
      repositoryName: "pypi",
      downloads: DownloadPolicy.allowOnly(AllowedPackages.fromNames(["build", "pytest"])),
    }),
    contexts: new Bucket(stack, "Contexts", {
      ...place,
      bucketName: "acme-contexts",
      deletedObjects: DeletedObjects.gone(),
    }),
  };
}

function packageOf(stack: TerraformStack, overrides: Overrides = {}, files: Readonly<Record<string, string>> = FILES) {
  const { hub, own, pypi, contexts } = parts(stack);
  return new PackageBuild(stack, "Package", {
    buildName: "my-package",
    repository: own,
    source: BuildSource.folder(folderOf(files)),
    version: "0.1.0",
    index: pypi,
    image: IMAGE,
    baseRepositories: [hub],
    contexts,
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
  return new GitRepository(stack, "Repository", { connection, remoteUri: "https://github.com/acme/my-package.git" });
}

/** The props of a build by tag, as far as they differ from those of a folder. */
function byTag(stack: TerraformStack, ref: GitRefOptions = { tag: "^v[0-9.]+$" }): Overrides {
  return {
    source: BuildSource.git(gitOf(stack), ref),
    version: undefined,
    contexts: undefined,
    start: BuildStart.onPush(),
  };
}

function problemsOf(define: (stack: TerraformStack) => unknown): string {
  try {
    synthStack((stack) => {
      define(stack);
    });
  } catch (error) {
    return String(error);
  }
  return "";
}

function settingsOf(stack: SynthesizedStack, at = 0): Record<string, unknown> {
  const { build } = stack.resource("google_cloudbuild_trigger").body as {
    readonly build: { readonly step: readonly { readonly args: readonly string[] }[] };
  };
  return JSON.parse(build.step[at]?.args[3] ?? "") as Record<string, unknown>;
}

test("two builds of one name are refused", () => {
  const said = problemsOf((stack) => {
    const { hub, own, pypi, contexts } = parts(stack);
    const props: PackageBuildProps = {
      ...{ buildName: "my-package", repository: own, index: pypi, contexts, version: "0.1.0", image: IMAGE },
      ...{ baseRepositories: [hub], source: BuildSource.folder(folderOf(FILES)), start: BuildStart.manual() },
    };
    new PackageBuild(stack, "One", props);
    new PackageBuild(stack, "Other", { ...props, furtherImages: [IMAGE] });
  });
  expect(said).toContain(
    `buildName "projects/${PROJECT}/locations/${LOCATION}/triggers/my-package": is defined by "registry/One" already`,
  );
});

describe("a package from a folder", () => {
  test("is built by locked tools and uploaded by Cloud Build itself", () => {
    const stack = synthStack((scope) => packageOf(scope));
    expect(stack.resource("google_cloudbuild_trigger").body).toMatchObject({
      name: "my-package",
      build: {
        step: [{ id: "build", name: IMAGE, entrypoint: "python3" }],
        artifacts: {
          python_packages: [
            {
              repository: `https://${LOCATION}-python.pkg.dev/${PROJECT}/my-repository`,
              paths: ["built-for-upload/*"],
            },
          ],
        },
        options: { logging: "CLOUD_LOGGING_ONLY", requested_verify_option: "VERIFIED" },
      },
    });
    expect(settingsOf(stack)).toEqual({
      folder: ".",
      index: `https://${LOCATION}-python.pkg.dev/${PROJECT}/pypi/simple/`,
      is_first: true,
      made: "built-for-upload",
      repository: `projects/${PROJECT}/locations/${LOCATION}/repositories/my-repository`,
      tag_prefix: null,
      test: ["python", "-m", "pytest"],
      tools: "build.lock",
      version: "0.1.0",
    });
    const job = stack.resource("google_cloud_run_v2_job").body as {
      readonly template: {
        readonly template: { readonly containers: readonly { readonly env: readonly unknown[] }[] };
      };
      readonly depends_on: readonly string[];
    };
    expect(job.template.template.containers[0]?.env).toEqual(
      expect.arrayContaining([{ name: "ONCE", value: "1" }, expect.objectContaining({ name: "BUILD_TAG" })]),
    );
    const deny = stack.resources("google_artifact_registry_rule").find(({ body }) => body.action === "DENY");
    expect(job.depends_on).toContain(deny?.address);
  });

  test("has further Pythons, each in its own step, and its own test", () => {
    const other = IMAGE.replace("3.11", "3.12");
    const stack = synthStack((scope) =>
      packageOf(scope, { furtherImages: [other], test: ["python", "-c", "print('$HOME ${x}')"] }),
    );
    const { build } = stack.resource("google_cloudbuild_trigger").body as {
      readonly build: { readonly step: unknown[] };
    };
    expect(build.step).toMatchObject([{ name: IMAGE }, { id: "build-2", name: other }]);
    expect(settingsOf(stack, 1)).toMatchObject({ is_first: false, test: ["python", "-c", "print('$$HOME $$${x}')"] });
  });

  test("may write to its own repository alone", () => {
    const stack = synthStack((scope) => packageOf(scope));
    const roles = stack
      .resources("google_artifact_registry_repository_iam_member")
      .map(({ body }) => `${String(body.repository)} ${String(body.role)}`);
    expect(roles.sort()).toEqual([
      "docker-hub roles/artifactregistry.reader",
      "my-repository roles/artifactregistry.writer",
      "pypi roles/artifactregistry.reader",
    ]);
  });

  test.each<[string, Overrides, Readonly<Record<string, string>>, string]>([
    ["no version", { version: undefined }, FILES, "version: is missing"],
    ["a version that is none", { version: "one" }, FILES, '"one"'],
    ["no pyproject.toml", {}, { "build.lock": LOCK }, 'has no "pyproject.toml"; it says how the package is built'],
    ["no tools", {}, { "pyproject.toml": "" }, 'has no "build.lock"; lock the tools'],
    ["tools without hashes", {}, { ...FILES, "build.lock": "build==1.3.0\n" }, 'package "build==1.3.0": has no hashes'],
    ["tools that do not build", {}, { ...FILES, "build.lock": LOCK.replace("build==", "wheel==") }, 'lock no "build"'],
    ...[
      "--extra-index-url https://index.example",
      "--find-links x",
      "--trusted-host x",
      "-e .",
      "--extra x",
      "-r x",
    ].map((line): [string, Overrides, Record<string, string>, string] => [
      line,
      {},
      { ...FILES, "build.lock": `${LOCK}${line}\n`, x: "--find-links x\n" },
      "says ",
    ]),
    ...["\v", "\f", "\x1c", "\x85", "\u2028"].map((end): [string, Overrides, Record<string, string>, string] => [
      `a comment that ends at ${JSON.stringify(end)}`,
      {},
      { ...FILES, "build.lock": `${LOCK}# a comment${end}--find-links x\n` },
      "which pip takes for the end of a line",
    ]),
    ["tools in UTF-7", {}, { ...FILES, "build.lock": `# coding: utf-7\n${LOCK}` }, 'declares the encoding "utf-7"'],
    ["files to upload", {}, { ...FILES, "built-for-upload/x.whl": "" }, 'has a folder "built-for-upload"'],
    ["no bucket", { contexts: undefined }, FILES, "contexts: is missing"],
    ["a push", { start: BuildStart.onPush() }, FILES, "start: a folder is pushed nowhere"],
    ["a prefix of tags", { tagPrefix: "v" }, FILES, 'tagPrefix "v": a folder has no tags'],
    ["a path that leads out", { folder: "../x" }, FILES, 'folder "../x": must be a path within the source'],
    ["a floating image", { furtherImages: ["python"] }, FILES, 'furtherImages "python": floats'],
    [
      "a key among its files",
      {},
      { ...FILES, ".netrc": "machine index.example login me password hunter2-Long9x\n" },
      "holds",
    ],
  ])("with %s is refused", (_name, overrides, files, problem) => {
    expect(problemsOf((stack) => packageOf(stack, overrides, files))).toContain(problem);
  });
});

describe("a package from Git", () => {
  test("is built when its tag is pushed, once all that it needs is there", () => {
    const stack = synthStack((scope) => packageOf(scope, byTag(scope)));
    const trigger = stack.resource("google_cloudbuild_trigger").body;
    const repository = `projects/${PROJECT}/locations/${LOCATION}/connections/github/repositories/my-package`;
    expect(trigger).toMatchObject({
      repository_event_config: { repository, push: { tag: "^v[0-9.]+$" } },
      build: { step: [{ env: ["TAG=$TAG_NAME"] }] },
    });
    expect(trigger.approval_config).toBeUndefined();
    expect((trigger.build as { readonly source?: unknown }).source).toBeUndefined();
    expect(settingsOf(stack)).toMatchObject({ tag_prefix: "v", version: null });
    expect(trigger.depends_on).toEqual(
      expect.arrayContaining([
        ...stack.resources("google_artifact_registry_repository_iam_member").map(({ address }) => address),
        stack.resource("google_cloudbuildv2_repository").address,
        stack.resources("google_artifact_registry_rule").find(({ body }) => body.action === "DENY")?.address,
      ]),
    );
    expect(stack.resources("google_cloud_run_v2_job")).toEqual([]);
    expect(stack.resources("google_storage_bucket_object")).toEqual([]);
  });

  test("waits for an approval where approvers are named, who get the role for it", () => {
    const stack = synthStack((scope) => {
      const approvers = [Principal.group("releases@example.com")];
      packageOf(scope, { ...byTag(scope), start: BuildStart.onPush({ approvers }) });
    });
    expect(stack.resource("google_cloudbuild_trigger").body.approval_config).toEqual({ approval_required: true });
    expect(stack.resources("google_project_iam_member").map(({ body }) => [body.role, body.member])).toContainEqual([
      "roles/cloudbuild.builds.approver",
      "group:releases@example.com",
    ]);
  });

  test("warns where nobody is asked, and more where any tag will do", () => {
    const warnings = (define: (stack: TerraformStack) => Overrides): readonly string[] =>
      synthStack((scope) => {
        packageOf(scope, define(scope));
      }).annotations.map(({ message }) => message);
    expect(warnings(byTag)).toEqual([expect.stringMatching(/: a push of "\^v.*" starts it, and nobody is asked/)]);
    expect(warnings((stack) => byTag(stack, { tag: "^.*$" }))).toEqual([
      expect.stringContaining(": any push starts it, and nobody is asked; name approvers"),
    ]);
    const start = BuildStart.onPush({ approvers: [Principal.group("releases@example.com")] });
    expect(warnings((stack) => ({ ...byTag(stack), start }))).toEqual([]);
  });

  test.each<[string, (stack: TerraformStack) => Overrides, string]>([
    ["a branch", (stack) => byTag(stack, { branch: "^main$" }), "source: a package is released by a tag"],
    [
      "an empty list of approvers",
      (stack) => ({ ...byTag(stack), start: BuildStart.onPush({ approvers: [] }) }),
      "start approvers: are none",
    ],
    ["a version", (stack) => ({ ...byTag(stack), version: "1.0" }), 'version "1.0": the tag says it'],
    [
      "a deployment",
      (stack) => ({ ...byTag(stack), start: BuildStart.onDeploy({ image: IMAGE }) }),
      "say BuildStart.onPush()",
    ],
    ["nothing that starts it", (stack) => ({ ...byTag(stack), start: BuildStart.manual() }), "say BuildStart.onPush()"],
  ])("with %s is refused", (_name, overrides, problem) => {
    expect(problemsOf((stack) => packageOf(stack, overrides(stack)))).toContain(problem);
  });

  test.each<[GitRefOptions, string]>([
    [{}, "ref: say either branch or tag"],
    [{ branch: "^a$", tag: "^b$" }, "ref: say either branch or tag"],
    [{ tag: "v1" }, 'tag "v1": is looked for anywhere in a name'],
    [{ tag: "^v1" }, "anchor it"],
    [{ tag: "^v\\$" }, "anchor it"],
    [{ branch: "^main|dev$" }, 'has a "|" outside of parentheses'],
    [{ branch: "^(?:a|b)|c$" }, 'has a "|" outside of parentheses'],
    [{ tag: "^v(?!0)[0-9]+$" }, "which RE2 does not know"],
    [{ tag: "^(a)\\1$" }, "which RE2 does not know"],
    [{ tag: "^v[0-9$" }, "is no regular expression"],
  ])("pushes %j are refused", (ref, problem) => {
    expect(problemsOf((stack) => BuildSource.git(gitOf(stack), ref))).toContain(problem);
  });

  test.each<GitRefOptions>([
    { tag: "^(?:a|b)$" },
    { tag: "^v[|)]\\|$" },
    { branch: "^main$" },
    { tag: "^v\\d+\\.\\d+$" },
  ])("pushes %j are taken", (ref) => {
    expect(problemsOf((stack) => BuildSource.git(gitOf(stack), ref))).toBe("");
  });
});

describe("a connection", () => {
  const connection = (stack: TerraformStack, overrides: object) =>
    new GitConnection(stack, "GitHub", {
      connectionName: "github",
      location: LOCATION,
      appInstallationId: 1,
      tokenSecretVersion: `projects/${PROJECT}/secrets/token/versions/1`,
      projectNumber: "1",
      ...overrides,
    });

  test("is made once Cloud Build may read its token, which is in no plan", () => {
    const stack = synthStack((scope) => connection(scope, {}));
    const reads = stack.resource("google_secret_manager_secret_iam_member");
    expect(reads.body).toMatchObject({
      secret_id: "token",
      role: "roles/secretmanager.secretAccessor",
      member: "serviceAccount:service-1@gcp-sa-cloudbuild.iam.gserviceaccount.com",
    });
    expect(stack.resource("google_cloudbuildv2_connection").body).toMatchObject({
      depends_on: [reads.address],
      github_config: {
        authorizer_credential: { oauth_token_secret_version: `projects/${PROJECT}/secrets/token/versions/1` },
      },
    });
  });

  test.each([
    [
      { tokenSecretVersion: "ghp_0123456789abcdefghij0123456789abcdef" },
      "is no name of a secret's version, and is not shown",
    ],
    [{ tokenSecretVersion: `projects/${PROJECT}/secrets/token/versions/latest` }, "names the latest version"],
    [{ tokenSecretVersion: `projects/${PROJECT}/secrets/token` }, "is no name of a secret's version"],
    [{ tokenSecretVersion: undefined }, "is no name of a secret's version"],
    [
      { tokenSecretVersion: Lazy.stringValue({ produce: () => "x" }) },
      "tokenSecretVersion: is known to Terraform only",
    ],
    [{ appInstallationId: 0 }, "appInstallationId 0: must be a whole number"],
    [{ appInstallationId: undefined }, "appInstallationId: is missing"],
    [{ projectNumber: "acme" }, 'projectNumber "acme"'],
    [{ location: "global" }, 'location "global"'],
  ])("with %j is refused", (overrides, problem) => {
    const said = problemsOf((stack) => connection(stack, overrides));
    expect(said).toContain(problem);
    expect(said).not.toContain("ghp_");
  });

  test.each([
    ["https://x-token:abc@github.com/acme/a.git", "remoteUri: has a user or a token in it"],
    ["git@github.com:acme/a.git", "must be an https address"],
    ["https://github.com/acme/a", 'must be an https address that ends in ".git"'],
  ])("of a repository at %s is refused", (remoteUri, problem) => {
    const said = problemsOf((stack) => new GitRepository(stack, "R", { connection: connection(stack, {}), remoteUri }));
    expect(said).toContain(problem);
    expect(said).not.toContain("abc@");
  });

  test("that exists already, and a repository of it, are named", () => {
    const stack = synthStack((scope) => {
      const attributes = { connectionName: "gh", location: LOCATION, project: PROJECT };
      const imported = GitConnection.fromGitConnectionAttributes(scope, "Gh", attributes);
      new GitRepository(scope, "R", {
        connection: imported,
        remoteUri: "https://github.com/acme/a.b.git",
        repositoryName: "ab",
      });
      expect(
        GitRepository.fromGitRepositoryAttributes(scope, "S", { ...attributes, repositoryName: "s" }).resourceName,
      ).toBe(`projects/${PROJECT}/locations/${LOCATION}/connections/gh/repositories/s`);
    });
    expect(stack.resource("google_cloudbuildv2_repository").body).toMatchObject({
      name: "ab",
      parent_connection: "gh",
    });
  });
});
