import { TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { DockerStandardRepository, PythonStandardRepository } from "../../lib/artifact-registry";
import { ServiceAccount } from "../../lib/iam";
import { PublicVpc } from "../../lib/network";
import { googleStack, LOCATION, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";

type Define = (stack: TerraformStack, id: string, name: string) => unknown;

const KINDS: Readonly<Record<string, Define>> = {
  "a repository": (stack, id, repositoryName) =>
    new PythonStandardRepository(stack, id, { repositoryName, location: LOCATION }),
  "a network": (stack, id, networkName) =>
    new PublicVpc(stack, id, {
      networkName,
      subnets: [{ subnetName: id.toLowerCase(), region: LOCATION, ipCidrRange: "10.0.0.0/24" }],
    }),
  "a service account": (stack, id, accountId) => new ServiceAccount(stack, id, { accountId }),
};

test.each(Object.entries(KINDS))("%s has its name alone, in all stacks of an app", (_, define) => {
  expect(() =>
    synthStack((stack) => {
      define(stack, "One", "same-name");
      define(stack, "Two", "same-name");
    }),
  ).toThrow(/Name|accountId/);
  expect(() =>
    synthApp((app) => {
      define(googleStack(app, "one"), "One", "same-name");
      define(googleStack(app, "two"), "Two", "same-name");
    }),
  ).toThrow(
    /"projects\/my-project\/.*same-name": is defined by "one\/One" already; give it another name, or use that construct or its import \[two\/Two\]/,
  );
  synthStack((stack) => {
    define(stack, "One", "same-name");
    define(stack, "Two", "other-name");
  });
});

test("another location, and a name that only Terraform knows, are not the same", () => {
  const stack = synthStack((scope) => {
    new PythonStandardRepository(scope, "One", { repositoryName: "same", location: "us-central1" });
    new PythonStandardRepository(scope, "Two", { repositoryName: "same", location: "us-east1" });
    const name = new TerraformVariable(scope, "name", { type: "string" }).stringValue;
    new PythonStandardRepository(scope, "Three", { repositoryName: name, location: LOCATION });
    new PythonStandardRepository(scope, "Four", { repositoryName: name, location: LOCATION });
  });
  expect(stack.count("google_artifact_registry_repository")).toBe(4);
});

test("formats do not set repositories apart", () => {
  expect(() =>
    synthStack((stack) => {
      new PythonStandardRepository(stack, "One", { repositoryName: "same", location: LOCATION });
      new DockerStandardRepository(stack, "Two", { repositoryName: "same", location: LOCATION });
    }),
  ).toThrow(/is defined by "registry\/One" already/);
});
