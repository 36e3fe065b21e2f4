import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import { conformanceProblems } from "./schema-conformance";
import { synthApp } from "./synth-app";
import type { SynthesizedStack } from "./synth-app";

/** The `project` of the stacks below. */
export const PROJECT = "my-project";
export const LOCATION = "us-central1";

/** A stack as a user would write it, with a provider that knows download rules. */
export function googleStack(scope: ConstructorParameters<typeof TerraformStack>[0], name: string): TerraformStack {
  const stack = new TerraformStack(scope, name);
  new GoogleProvider(stack, "Google", { project: PROJECT });
  stack.addOverride("terraform.required_providers.google.version", "7.45.0");
  return stack;
}

/** Synthesises an app of one stack, and holds all of it against the provider's schema. */
export function synthStack(define: (stack: TerraformStack) => void): SynthesizedStack {
  const stack = synthApp((app) => {
    define(googleStack(app, "registry"));
  }).stack();
  expect(conformanceProblems(stack.json)).toEqual([]);
  return stack;
}
