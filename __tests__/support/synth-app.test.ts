import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { ArtifactRegistryRepository } from "@cdktf/provider-google/lib/artifact-registry-repository";
import { DataGoogleProject } from "@cdktf/provider-google/lib/data-google-project";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Annotations, type App, Aspects, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

import { expectGolden } from "./golden";
import { synthApp } from "./synth-app";

function stack(app: App, name = "registry"): TerraformStack {
  const made = new TerraformStack(app, name);
  new GoogleProvider(made, "Google", { project: "acme" });
  return made;
}

function repository(scope: Construct, id: string, repositoryId: string): ArtifactRegistryRepository {
  return new ArtifactRegistryRepository(scope, id, { repositoryId, format: "PYTHON" });
}

describe("look-ups", () => {
  const synthesized = synthApp((app) => {
    const made = stack(app);
    const pypi = repository(made, "Pypi", "pypi");
    repository(pypi, "Mirror", "mirror");
    repository(made, "Own", "own");
    new DataGoogleProject(made, "Project", {});
    new TerraformOutput(made, "name", { value: "pypi" });
    new TerraformOutput(made, "id", { value: pypi.id });
  }).stack("registry");
  const type = "google_artifact_registry_repository";

  test("the configuration itself", () => {
    expect(synthesized.name).toBe("registry");
    expect(synthesized.json.terraform?.required_providers?.google?.version).toMatch(/^\d/);
    expect([synthesized.dependencies, synthesized.annotations]).toEqual([[], []]);
  });

  test("by type", () => {
    expect(synthesized.count(type)).toBe(3);
    expect(synthesized.count("google_storage_bucket")).toBe(0);
    expect(synthesized.resources(type).map(({ path }) => path)).toEqual([
      "registry/Own",
      "registry/Pypi",
      "registry/Pypi/Mirror",
    ]);
    expect(synthesized.dataSources().map(({ address }) => address)).toEqual(["data.google_project.Project"]);
  });

  test("one of a type below a construct", () => {
    expect(synthesized.resource(type, "Own").body.repository_id).toBe("own");
    expect(() => synthesized.resource(type)).toThrow(/^3 resources of type .*registry\/Own\n/s);
    expect(() => synthesized.resource(type, "Pypi")).toThrow(/^2 resources/);
    expect(() => synthesized.resource(type, "Ow")).toThrow(/^0 resources .*registry\/Own/s);
  });

  test("by construct path", () => {
    expect(synthesized.at("Pypi/Mirror").repository_id).toBe("mirror");
    expect(synthesized.at("Project")).toBeDefined();
    expect(() => synthesized.at("Mirror")).toThrow(/nothing at Mirror; there are:.*registry\/Pypi\/Mirror/s);
  });

  test("outputs and logical ids", () => {
    expect(synthesized.outputs).toEqual({ name: "pypi", id: "${google_artifact_registry_repository.Pypi.id}" });
    expect(synthesized.logicalIds()).toEqual([
      "data.google_project.Project",
      `${type}.Own`,
      `${type}.Pypi`,
      expect.stringMatching(/\.Pypi_Mirror_[0-9A-F]{8}$/),
    ]);
  });

  test("the golden form holds neither cdktf's version nor the machine's paths", () => {
    const text = JSON.stringify(synthesized.golden());
    expect(text).not.toContain(process.cwd());
    expect(text).not.toContain("0.21");
    expect(synthesized.golden()).toMatchObject({
      resource: { [type]: { Own: { "//": "registry/Own", repository_id: "own" } } },
      terraform: { backend: { local: { path: "<cwd>/terraform.registry.tfstate" } } },
    });
  });
});

test("wires stacks together", () => {
  const app = synthApp((made) => {
    const pypi = repository(stack(made, "one"), "Pypi", "pypi");
    repository(stack(made, "two"), "Copy", pypi.id);
  });
  expect(app.stack("two").dependencies).toEqual(["one"]);
  expect(app.stack("two").dataSources("terraform_remote_state")).toHaveLength(1);
  expect(() => app.stack()).toThrow("2 stacks, of: one, two");
  expect(() => app.stack("three")).toThrow("0 stacks");
});

describe("what fails a synthesis", () => {
  test("a validation", () => {
    const validate = (): string[] => ["not like this"];
    expect(() =>
      synthApp((app) => {
        stack(app).node.addValidation({ validate });
      }),
    ).toThrow(/not like this/);
  });

  test("an error annotation, also where the shell says to go on", () => {
    process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS = "1";
    try {
      expect(() =>
        synthApp((app) => {
          Annotations.of(stack(app)).addError("broken");
        }),
      ).toThrow(/broken/);
      expect(process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS).toBe("1");
    } finally {
      delete process.env.CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS;
    }
  });

  test("an aspect", () => {
    const visit = (): void => {
      throw new Error("seen by an aspect");
    };
    expect(() =>
      synthApp((app) => {
        Aspects.of(stack(app)).add({ visit });
      }),
    ).toThrow("seen by an aspect");
  });

  test("a stack without a provider", () => {
    expect(() => synthApp((app) => repository(new TerraformStack(app, "bare"), "Pypi", "pypi"))).toThrow(/provider/i);
  });
});

test("warnings do not fail it", () => {
  const app = synthApp((made) => {
    Annotations.of(stack(made)).addWarning("mind the gap");
  });
  expect(app.stack().annotations).toMatchObject([
    { message: "mind the gap", level: "@cdktf/warn", constructPath: "registry" },
  ]);
});

test("context reaches the app", () => {
  let seen: unknown;
  synthApp(
    (app) => {
      seen = stack(app).node.tryGetContext("color");
    },
    { color: "red" },
  );
  expect(seen).toBe("red");
});

test("nothing is left behind, also after a failure", () => {
  const folder = mkdtempSync(join(tmpdir(), "left-behind-"));
  const redirected = jest.spyOn(os, "tmpdir").mockReturnValue(folder);
  const atTheEnd = jest.spyOn(globalThis, "afterAll").mockImplementation();
  try {
    jest.isolateModules(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const fresh = require("./synth-app") as { synthApp: typeof synthApp };
      fresh.synthApp(stack);
      expect(() =>
        fresh.synthApp(() => {
          throw new Error("no");
        }),
      ).toThrow("no");
    });
    expect(readdirSync(folder)).toHaveLength(1);
    (atTheEnd.mock.calls[0]?.[0] as () => void)();
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    redirected.mockRestore();
    atTheEnd.mockRestore();
    rmSync(folder, { recursive: true });
  }
});

describe("golden files", () => {
  const folder = mkdtempSync(join(tmpdir(), "golden-"));
  const update = process.env.UPDATE_GOLDEN;
  beforeEach(() => delete process.env.UPDATE_GOLDEN);
  afterAll(() => {
    rmSync(folder, { recursive: true });
    if (update !== undefined) process.env.UPDATE_GOLDEN = update;
  });

  test("are written on demand only, with their keys in order", () => {
    expect(() => {
      expectGolden("stack", { b: 1 }, folder);
    }).toThrow('no golden file "stack.json": run the test with UPDATE_GOLDEN=1');
    expect(existsSync(join(folder, "stack.json"))).toBe(false);
    process.env.UPDATE_GOLDEN = "1";
    expectGolden("stack", { b: [{ d: 1, c: 2 }], a: undefined }, folder);
    expect(readFileSync(join(folder, "stack.json"), "utf8")).toBe(
      '{\n  "b": [\n    {\n      "c": 2,\n      "d": 1\n    }\n  ]\n}\n',
    );
  });

  test("show what differs", () => {
    expectGolden("stack", { b: [{ c: 2, d: 1 }] }, folder);
    expect(() => {
      expectGolden("stack", { b: [{ c: 2, d: 1 }], e: 1 }, folder);
    }).toThrow(/\+ {3}"e": 1,/);
    expect(() => {
      expectGolden("stack", { b: [{ c: 3, d: 1 }] }, folder);
    }).toThrow(/- {7}"c": 2,/);
  });
});
