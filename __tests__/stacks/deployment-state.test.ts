import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { App, TerraformStack, TerraformVariable } from "cdktf";
import fc from "fast-check";
import { DeploymentState } from "../../lib/stacks";
import type { DeploymentStateProps } from "../../lib/stacks";

const before = process.cwd();
let folder = "";

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "state-")));
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

interface Backend {
  readonly local?: { readonly path: string };
  readonly gcs?: { readonly bucket: string; readonly prefix: string };
}

function keep(props: DeploymentStateProps, place: string, name = "registry"): Backend {
  const app = new App({ outdir: join(folder, "out") });
  const stack = new TerraformStack(app, name);
  new DeploymentState(props).keep(stack, place);
  return (stack.toTerraform() as { terraform: { backend: Backend } }).terraform.backend;
}

/** Where Terraform notes what a folder was set up for. */
function pointer(name = "registry"): string {
  return join(folder, "out/stacks", name, ".terraform/terraform.tfstate");
}

function write(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
}

function stateOf(...projects: readonly string[]): object {
  return { version: 4, resources: [{ instances: projects.map((project) => ({ attributes: { project } })) }] };
}

test("is in a file, or below a prefix, that says project, place and stack", () => {
  expect(keep({ project: "my-project" }, "us-central1").local).toEqual({
    path: join(folder, "terraform.my-project.us-central1.registry.tfstate"),
  });
  expect(keep({ project: "my-project", bucket: "states" }, "europe", "network").gcs).toEqual({
    bucket: "states",
    prefix: "private-pypi/my-project/europe/network",
  });
});

test("no two deployments share one", () => {
  const project = fc.constantFrom(
    "dev-project",
    "prod-project",
    "example.com:dev-project",
    "exampleccom:dev-project",
    "dev-project-us",
  );
  const place = fc.constantFrom("us", "us-central1", "us-central2", "europe");
  const name = fc.constantFrom("registry", "network", "us-central1");
  const deployment = fc.record({ project, place, name });
  fc.assert(
    fc.property(deployment, deployment, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      for (const bucket of [undefined, "states"]) {
        const [first, second] = [one, other].map((of) =>
          JSON.stringify(keep({ project: of.project, ...(bucket === undefined ? {} : { bucket }) }, of.place, of.name)),
        );
        expect(first).not.toBe(second);
      }
    }),
  );
});

describe("a folder that was set up before", () => {
  const local = (path: string): object => ({
    version: 3,
    backend: { type: "local", config: { path, workspace_dir: null } },
  });
  const bucket = (prefix: string): object => ({
    version: 3,
    backend: { type: "gcs", config: { bucket: "states", prefix } },
  });

  test.each([
    ["the same state", local("/elsewhere/terraform.my-project.us-central1.registry.tfstate")],
    [
      "the same deployment, whose state moves into a bucket",
      local("C:\\work\\terraform.my-project.us-central1.registry.tfstate"),
    ],
    ["the same deployment, whose state moves out of a bucket", bucket("private-pypi/my-project/us-central1/registry")],
  ])("for %s stays so", (_what, content) => {
    write(pointer(), content);
    keep({ project: "my-project" }, "us-central1");
    expect(JSON.parse(readFileSync(pointer(), "utf8"))).toEqual(content);
  });

  test.each([
    ["another project", local("/app/terraform.other-project.us-central1.registry.tfstate")],
    ["another place", local("/app/terraform.my-project.europe.registry.tfstate")],
    ["another project in the bucket", bucket("private-pypi/other-project/us-central1/registry")],
    ["a name that ends alike", bucket("old/private-pypi/my-project/us-central1/registry")],
    ["whatever stands where earlier versions kept it", local("/app/terraform.registry.tfstate")],
  ])("for %s is set up anew, and the state is left alone", (_what, content) => {
    write(pointer(), content);
    write("terraform.other-project.us-central1.registry.tfstate", stateOf("other-project"));
    for (const where of [{}, { bucket: "states" }]) {
      write(pointer(), content);
      keep({ project: "my-project", ...where }, "us-central1");
      expect(existsSync(pointer())).toBe(false);
    }
    expect(existsSync("terraform.other-project.us-central1.registry.tfstate")).toBe(true);
  });

  test("for another stack is not looked at, and neither is what Terraform does not write", () => {
    for (const [name, content] of [
      ["network", local("/x")],
      ["registry", "not JSON"],
    ] as const) {
      write(pointer(name), content);
      keep({ project: "my-project" }, "us-central1");
      expect(existsSync(pointer(name))).toBe(true);
    }
  });
});

describe("a state where earlier versions kept it", () => {
  test.each([
    ["is of this project", stateOf("other-project", "my-project")],
    ["does not say of which it is", { version: 4, resources: [{ instances: [{ attributes: {} }] }] }],
    ["cannot be read", "{"],
  ])("that %s has to be moved first", (_what, content) => {
    write("terraform.registry.tfstate", content);
    expect(() => keep({ project: "my-project" }, "us-central1")).toThrow(
      'state "terraform.registry.tfstate": each project and place has a state of its own now; ' +
        'if this one is of project "my-project" in "us-central1", run: ' +
        "mv terraform.registry.tfstate terraform.my-project.us-central1.registry.tfstate",
    );
  });

  test("is passed by when it is of another project, empty, of another stack, or when the state is in a bucket", () => {
    write("terraform.registry.tfstate", stateOf("other-project"));
    expect(() => keep({ project: "my-project" }, "us-central1")).not.toThrow();
    write("terraform.registry.tfstate", { version: 4, resources: [] });
    expect(() => keep({ project: "my-project" }, "us-central1")).not.toThrow();
    write("terraform.registry.tfstate", stateOf("my-project"));
    expect(() => keep({ project: "my-project" }, "us-central1", "network")).not.toThrow();
    expect(() => keep({ project: "my-project", bucket: "states" }, "us-central1")).not.toThrow();
  });

  test("is passed by once the deployment has a state of its own", () => {
    write("terraform.registry.tfstate", stateOf("my-project"));
    write("terraform.my-project.us-central1.registry.tfstate", stateOf("my-project"));
    expect(() => keep({ project: "my-project" }, "us-central1")).not.toThrow();
  });
});

test("what would lead elsewhere is refused", () => {
  expect(() => keep({ project: "../x" }, "us/../..")).toThrow(
    /project "\.\.\/x": must be a project id[^]*place "us\/\.\.\/\.\.": must be a region/,
  );
  const variable = new TerraformVariable(new TerraformStack(new App({ outdir: join(folder, "out") }), "x"), "v", {});
  expect(() => keep({ project: variable.stringValue }, "us")).toThrow(/project: is known to Terraform only/);
});
