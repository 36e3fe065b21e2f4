import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import { GoogleProviderFeature, GoogleProviderVersion } from "../../lib/project";
import { synthApp } from "../support/synth-app";

function synthWith(version: string | undefined, ...features: readonly GoogleProviderFeature[]): void {
  synthApp((app) => {
    const stack = new TerraformStack(app, "stack");
    new GoogleProvider(stack, "Google", { project: "my-project" });
    if (version !== undefined) stack.addOverride("terraform.required_providers.google.version", version);
    for (const feature of features) GoogleProviderVersion.requireAtSynth(stack, feature);
  });
}

const { DOWNLOAD_RULES, AWAITED_EXECUTIONS, PIPELINE_SCHEDULES } = GoogleProviderFeature;

test.each([
  ["7.45.0", DOWNLOAD_RULES],
  ["~> 7.33", DOWNLOAD_RULES],
  [">= 7.42.0, < 8.0.0", AWAITED_EXECUTIONS],
  [GoogleProviderVersion.TESTED, PIPELINE_SCHEDULES],
])("%s has what is asked for", (version, feature) => {
  expect(() => {
    synthWith(version, feature);
  }).not.toThrow();
});

test("a provider that is too old is told what to raise it to", () => {
  expect(() => {
    synthWith("~> 7.33.0", PIPELINE_SCHEDULES);
  }).toThrow(
    'provider google "~> 7.33.0": schedules of pipelines (create_pipeline_job_request of google_colab_schedule) ' +
      "need >= 7.42.0, < 8.0.0; " +
      'either raise it for this stack with stack.addOverride("terraform.required_providers.google.version", ' +
      '"7.45.0"), or submit pipelines from elsewhere',
  );
});

test.each(["8.7.0", "~> 8.0", ">= 7.45.0", "> 7.45.0, < 9.0.0"])("nobody is told to raise %s to less", (version) => {
  const synth = (): void => {
    synthWith(version, DOWNLOAD_RULES);
  };
  expect(synth).toThrow("versions from 8.0.0 on were not compared with it");
  expect(synth).not.toThrow("raise it");
});

test("each feature is asked for by itself, and told once", () => {
  expect(() => {
    synthWith("7.40.0", DOWNLOAD_RULES, PIPELINE_SCHEDULES, AWAITED_EXECUTIONS, PIPELINE_SCHEDULES);
  }).toThrow(/^(?!.*schedules of pipelines[^]*schedules of pipelines)(?!.*download rules)/);
});
