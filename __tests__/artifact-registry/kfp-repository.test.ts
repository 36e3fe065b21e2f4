import { TerraformVariable } from "cdktf";
import type { TerraformResource, TerraformStack } from "cdktf";
import { CleanupPolicy, KfpRepository, PythonVirtualRepository, TagState } from "../../lib/artifact-registry";
import type { IKfpRepository, KfpRepositoryProps } from "../../lib/artifact-registry";
import { Duration } from "../../lib/core/duration";
import { Principal } from "../../lib/iam";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";

const MEMBER = "google_artifact_registry_repository_iam_member";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const names = { repositoryName: "templates", location: LOCATION };
const olderThan = Duration.days(90);

const define = (stack: TerraformStack, props: Partial<KfpRepositoryProps> = {}): KfpRepository =>
  new KfpRepository(stack, "Templates", { ...names, ...props });
const importIt = (stack: TerraformStack): IKfpRepository =>
  KfpRepository.fromRepositoryAttributes(stack, "Templates", { ...names, project: "other-project" });

test("is what the service takes for format KFP, and no more", () => {
  const stack = synthStack((scope) => {
    define(scope, {
      description: "Pipelines",
      cleanupPolicies: [CleanupPolicy.delete("old", { olderThan }), CleanupPolicy.keepMostRecent("recent", 10)],
      cleanupDryRun: false,
    });
  });
  const { "//": _, ...body } = stack.at("Templates/Resource");
  expect(body).toEqual({
    lifecycle: { prevent_destroy: true },
    format: "KFP",
    mode: "STANDARD_REPOSITORY",
    repository_id: "templates",
    location: LOCATION,
    project: PROJECT,
    description: "Pipelines",
    cleanup_policies: [
      { id: "old", action: "DELETE", condition: { older_than: "7776000s", tag_state: "ANY" } },
      { id: "recent", action: "KEEP", most_recent_versions: { keep_count: 10 } },
    ],
    cleanup_policy_dry_run: false,
  });
});

test("knows its addresses without Terraform", () => {
  synthStack((scope) => {
    const repository = define(scope);
    expect(repository.resourceName).toBe(`projects/${PROJECT}/locations/${LOCATION}/repositories/templates`);
    expect(repository.templatesUrl).toBe(`https://us-central1-kfp.pkg.dev/${PROJECT}/templates`);
    expect((repository.node.defaultChild as TerraformResource).terraformResourceType).toBe(
      "google_artifact_registry_repository",
    );
  });
});

test("is imported without a resource", () => {
  const stack = synthStack((scope) => {
    const repository = importIt(scope);
    expect([repository.format, repository.mode]).toEqual(["KFP", "STANDARD_REPOSITORY"]);
    expect(repository.templateUri("train", "v1")).toBe(
      "https://us-central1-kfp.pkg.dev/other-project/templates/train/v1",
    );
    repository.grantRead(Principal.domain("example.com"));
  });
  expect(stack.count("google_artifact_registry_repository")).toBe(0);
  expect(stack.resource(MEMBER).body).toMatchObject({ project: "other-project", repository: "templates" });
});

test("is read and written by those who are let", () => {
  const stack = synthStack((scope) => {
    const repository = define(scope);
    repository.grantRead(Principal.group("all@example.com"));
    repository.grantWrite(Principal.group("ci@example.com"));
    repository.grantWrite(Principal.group("ci@example.com"));
  });
  expect(
    stack
      .resources(MEMBER)
      .map(({ body }) => `${String(body.role)} ${String(body.member)}`)
      .sort(),
  ).toEqual([
    "roles/artifactregistry.reader group:all@example.com",
    "roles/artifactregistry.writer group:ci@example.com",
  ]);
});

test.each([
  ["mlops-pipeline-intro", "latest"],
  ["a".repeat(128), "1.0.0"],
  ["2nd", "v1_a~b@c:d"],
  ["train", DIGEST],
])("has an address for %s at %s", (name, version) => {
  synthStack((scope) => {
    expect(define(scope).templateUri(name, version)).toBe(
      `https://us-central1-kfp.pkg.dev/${PROJECT}/templates/${name}/${version}`,
    );
  });
});

test.each([
  "",
  ".",
  "..",
  "-v1",
  "a/b",
  "a b",
  "v1\n",
  "v1?x",
  "v1#x",
  "v%31",
  "sha256:",
  "sha256:latest",
  DIGEST.slice(0, -1),
  `${DIGEST}0`,
  DIGEST.toUpperCase().replace("SHA", "sha"),
])("has none for version %j", (version) => {
  expect(() => synthStack((scope) => define(scope).templateUri("train", version))).toThrow(
    `tagOrDigest ${JSON.stringify(version)}: must be "sha256:" with 64 hexadecimal digits in lower case, or a tag`,
  );
});

test.each(["", "Train", "my_pipeline", "-train", "a/b", "..", "train\n", "a".repeat(129)])(
  "has none for name %j",
  (name) => {
    expect(() => synthStack((scope) => define(scope).templateUri(name, "v1"))).toThrow(
      `name ${JSON.stringify(name)}: must be at most 128 lower-case letters, digits and "-"`,
    );
  },
);

test("all that is wrong with an address is told at once", () => {
  expect(() => synthStack((scope) => importIt(scope).templateUri(undefined!, "a/b"))).toThrow(
    /2 problems \[registry\/Templates\]\n {2}- name: is missing; .*\n {2}- tagOrDigest "a\/b": must be/,
  );
});

test("a version that only Terraform knows is left to it", () => {
  const stack = synthStack((scope) => {
    const version = new TerraformVariable(scope, "version", { type: "string" }).stringValue;
    define(scope, { description: other(scope).templateUri("train", version) });
  });
  expect(stack.at("Templates/Resource").description).toBe(
    `https://us-central1-kfp.pkg.dev/${PROJECT}/other/train/\${var.version}`,
  );
});

function other(scope: TerraformStack): KfpRepository {
  return new KfpRepository(scope, "Other", { ...names, repositoryName: "other" });
}

test.each<[string, CleanupPolicy, RegExp]>([
  ["everything", CleanupPolicy.delete("all", {}), /"all": would delete everything in the repository/],
  // Were its tags not seen, all templates would go.
  ["untagged", CleanupPolicy.delete("all", { tagState: TagState.UNTAGGED }), /"all": would delete everything/],
  ["tagged", CleanupPolicy.delete("dev", { olderThan, tagPrefixes: ["dev-"] }), /"dev": is for tagged versions/],
])("a clean-up policy for what is %s is refused", (_, policy, message) => {
  expect(() => synthStack((scope) => define(scope, { cleanupPolicies: [policy] }))).toThrow(message);
});

test("a policy that keeps what is tagged is refused too: were tags not seen, it would keep nothing", () => {
  const cleanupPolicies = [
    CleanupPolicy.delete("old", { olderThan }),
    CleanupPolicy.keep("released", { tagPrefixes: ["v"] }),
  ];
  expect(() => synthStack((scope) => define(scope, { cleanupPolicies }))).toThrow(
    '"released": is for tagged versions, and clean-up is known to see tags in Docker repositories only',
  );
});

test("bad names are told at once, of what is defined and of what is imported", () => {
  const bad = { repositoryName: "My_Repo", location: "Mars", project: "x" };
  const message =
    /3 problems \[registry\/Bad\]\n {2}- repositoryName "My_Repo": .*\n {2}- location "Mars": .*\n {2}- project "x"/;
  expect(() => synthStack((scope) => new KfpRepository(scope, "Bad", bad))).toThrow(message);
  expect(() => synthStack((scope) => KfpRepository.fromRepositoryAttributes(scope, "Bad", bad))).toThrow(message);
});

test("it is no upstream of an index", () => {
  expect(() =>
    synthStack((scope) => {
      new PythonVirtualRepository(scope, "Index", {
        repositoryName: "index",
        location: LOCATION,
        upstreams: [define(scope) as never],
      });
    }),
  ).toThrow('upstream "templates": holds KFP; must hold PYTHON');
});
