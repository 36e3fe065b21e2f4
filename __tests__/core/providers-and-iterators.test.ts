import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformIterator, TerraformStack } from "cdktf";
import { PythonStandardRepository } from "../../lib/artifact-registry";
import { ServiceAccount } from "../../lib/iam";
import { PublicVpc } from "../../lib/network";
import { LOCATION, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";

const EACH =
  /"\$\{each\.(?:value|key)\}": has a value only in a resource that an iterator repeats; loop in the program/;

test.each<[string, (stack: TerraformStack, name: string) => unknown]>([
  [
    "a repository",
    (stack, repositoryName) => new PythonStandardRepository(stack, "It", { repositoryName, location: LOCATION }),
  ],
  ["a network", (stack, networkName) => new PublicVpc(stack, "It", { networkName, subnets: [] })],
  ["a service account", (stack, accountId) => new ServiceAccount(stack, "It", { accountId })],
])("%s is not named by the value of an iterator", (_, define) => {
  const iterator = TerraformIterator.fromList(["one", "two"]);
  expect(() => synthStack((stack) => define(stack, iterator.value as string))).toThrow(EACH);
  expect(() => synthStack((stack) => define(stack, `x-${iterator.key}`))).toThrow(
    /"x-\$\{each\.key\}": has a value only/,
  );
});

test.each([undefined, "given-project"])("a stack with aliased providers only is refused, project %s", (project) => {
  const define = (withDefault: boolean) =>
    synthApp((app) => {
      const stack = new TerraformStack(app, "stack");
      if (withDefault) new GoogleProvider(stack, "Google", { project: "my-project" });
      new GoogleProvider(stack, "Aliased", { project: "other-project", alias: "other" });
      new PythonStandardRepository(stack, "It", { repositoryName: "it", location: LOCATION, project });
    });
  expect(() => define(false)).toThrow(
    /provider "google": each one of the stack has an alias, .* leave the alias out for one of them/,
  );
  const { project: written } = define(true).stack().at("It/Resource");
  expect(written).toBe(project ?? "my-project");
});
