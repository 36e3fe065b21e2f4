import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { PackageFiles } from "../../lib/packages/package-files";
import { MarkdownFile, ROOT } from "../docs/markdown-files";
import { run } from "../docs/typescript-examples";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformBody, TerraformConfiguration } from "../support/terraform-configuration";

const EXAMPLE = "examples/training-image";
const read = (file: string): string => readFileSync(join(ROOT, EXAMPLE, file), "utf8");
const FILES = [
  ...["my-package/pyproject.toml", "my-package/build.lock", "my-package/my_package/__init__.py"],
  ...["my-package/tests/test_fit_line.py", "training/Dockerfile", "training/.dockerignore"],
  ...["training/requirements.lock", "training/train.py"],
];

let stack: TerraformConfiguration;
const bodies = (type: string): readonly TerraformBody[] => Object.values(stack.resource?.[type] ?? {});

beforeAll(() => {
  const stacks = run(
    { name: `${EXAMPLE}/main.ts`, code: read("main.ts") },
    Object.fromEntries(FILES.map((file) => [file, read(file)])),
  );
  stack = stacks?.get("training-image") ?? {};
});

test("it synthesises what the provider accepts: the repository of the guide, its package and its image", () => {
  expect(conformanceProblems(stack)).toEqual([]);
  const [own] = bodies("google_artifact_registry_repository").filter(({ repository_id: id }) => id === "my-repository");
  expect(own).toMatchObject({ location: "europe-west1", description: "Python package repository", format: "PYTHON" });
  expect(bodies("google_cloudbuild_trigger").map(({ name }) => name)).toEqual(["my-package", "training"]);
  expect(bodies("google_cloud_run_v2_job").map(({ name }) => String(name).replace(/-[0-9a-f]{20}$/, ""))).toEqual([
    "my-package",
    "training",
  ]);
});

test("the image is built once its package is there", () => {
  const jobs = Object.entries(stack.resource?.google_cloud_run_v2_job ?? {});
  const [[first] = [""]] = jobs.filter(([, { name }]) => String(name).startsWith("my-package"));
  const [[, second] = []] = jobs.filter(([, { name }]) => String(name).startsWith("training"));
  expect(second?.depends_on).toContain(`google_cloud_run_v2_job.${first}`);
});

test("every version that is locked has its hashes, and is allowed; the own package is of no lock", () => {
  const locks = ["my-package/build.lock", "training/requirements.lock"];
  const list = AllowedPackages.fromLockfiles(locks.map((lock) => join(ROOT, EXAMPLE, lock)));
  expect(PackageFiles.of(list).length).toBeGreaterThan(5);
  const rules = bodies("google_artifact_registry_rule").map(({ action, package_id: name }) => [action, name]);
  expect(rules.filter(([action]) => action === "ALLOW").map(([, name]) => name)).toEqual(
    list.packages.map(({ name }) => name),
  );
  expect(list.packages.map(({ name }) => name)).not.toContain("my-package");
});

test("its README names what is deployed", () => {
  const { text } = new MarkdownFile(`${EXAMPLE}/README.md`);
  const names = [
    ...bodies("google_artifact_registry_repository").map(({ repository_id: name }) => name),
    ...bodies("google_cloudbuild_trigger").map(({ name }) => name),
  ];
  const listed = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(names.sort());
});

test("the version of the package is that of its project, and of what the image installs", () => {
  const [, version] = /^version = "(.*)"$/m.exec(read("my-package/pyproject.toml")) ?? [];
  expect(read("main.ts")).toContain(`const version = "${version ?? ""}";`);
});
