import {
  DockerRemoteRepository,
  DockerStandardRepository,
  DownloadPolicy,
  KfpRepository,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
} from "../../lib/artifact-registry";
import { AllowedPackages } from "../../lib/packages";
import { RegistryStack } from "../../lib/stacks";
import { LOCATION, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";

const guarded = (stack: SynthesizedStack): readonly unknown[] =>
  stack
    .resources("google_artifact_registry_repository")
    .filter(({ body }) => (body.lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy === true)
    .map(({ body }) => body.repository_id);

const all = (deletionProtection?: boolean): SynthesizedStack =>
  synthStack((stack) => {
    const common = { location: LOCATION };
    const own = new PythonStandardRepository(stack, "Own", { ...common, repositoryName: "own", deletionProtection });
    new DockerStandardRepository(stack, "Images", { ...common, repositoryName: "images", deletionProtection });
    new KfpRepository(stack, "Templates", { ...common, repositoryName: "templates", deletionProtection });
    new DockerRemoteRepository(stack, "Hub", { ...common, repositoryName: "hub" });
    const remote = new PythonRemoteRepository(stack, "Remote", {
      ...common,
      repositoryName: "remote",
      downloads: DownloadPolicy.allowOnly(AllowedPackages.pipBootstrap()),
    });
    new PythonVirtualRepository(stack, "Index", { ...common, repositoryName: "index", upstreams: [own, remote] });
  });

test("what holds what people uploaded is protected, and nothing else", () => {
  expect(guarded(all())).toEqual(["images", "own", "templates"]);
  expect(guarded(all(true))).toEqual(["images", "own", "templates"]);
});

test("the protection can be lifted", () => {
  expect(guarded(all(false))).toEqual([]);
});

test.each([
  [undefined, ["kfp-base-images", "python-packages"]],
  [false, []],
])("of the reference deployment too: %j", (deletionProtection, names) => {
  const app = synthApp((scope) => {
    new RegistryStack(scope, "registry", {
      project: PROJECT,
      location: LOCATION,
      packages: AllowedPackages.pipBootstrap(),
      deletionProtection,
    });
  });
  expect(guarded(app.stack("registry"))).toEqual(names);
});
