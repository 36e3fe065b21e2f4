import { readFileSync } from "node:fs";
import { join } from "node:path";
import { upstreamPipelinesRule } from "../../../lib/plan-review/rules/upstream-pipelines";
import { saidBy } from "./reviewed-plan";

const SPEC = readFileSync(join(__dirname, "../../../pipelines/intro.json"), "utf8");
const INDEX = "https://us-central1-python.pkg.dev/example-project/python/simple/";
const IMAGE = "us-central1-docker.pkg.dev/example-project/kfp-base-images/python-3.11-slim:placeholder";

function schedule(job: object): object {
  return {
    display_name: "intro",
    create_pipeline_job_request: [
      { pipeline_job: [{ service_account: "ml@p.iam.gserviceaccount.com", pipeline_spec: SPEC, ...job }] },
    ],
  };
}

function said(before: object | undefined, after: object | undefined, unknown: object = {}): readonly string[] {
  return saidBy(upstreamPipelinesRule, {
    address: "google_colab_schedule.S",
    unknown,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

/** The sample with pip told something more. */
function told(options: string): string {
  return SPEC.replace(`--index-url ${INDEX}`, `--index-url ${INDEX} ${options}`);
}

test("a new schedule is told with its account, its images and its index", () => {
  expect(said(undefined, schedule({}))).toEqual([
    'unknown: schedule "intro" is new: it runs a pipeline as "ml@p.iam.gserviceaccount.com", with all roles that has',
    `unknown: components of schedule "intro" run in "${IMAGE}"`,
    `changed: components of schedule "intro" install from the index "${INDEX}"`,
  ]);
});

test("another index, another image, a second index and a trusted host are told", () => {
  const other = "https://us-central1-python.pkg.dev/other/python/simple/";
  const change = (spec: string): readonly string[] => said(schedule({}), schedule({ pipeline_spec: spec }));
  expect(change(SPEC.replaceAll(INDEX, other))).toEqual([
    `unknown: components of schedule "intro" install from the index "${other}"`,
  ]);
  expect(change(SPEC.replaceAll(IMAGE, "python:3.11"))).toEqual([
    'unknown: components of schedule "intro" run in "python:3.11"',
  ]);
  expect(change(told("--extra-index-url https://index.example/simple"))).toEqual([
    'widened: pip in components of schedule "intro" is told "--extra-index-url https://index.example/simple": ' +
      "packages can come from there",
  ]);
  expect(change(SPEC.replaceAll(INDEX, "https://index.example/simple"))[0]).toMatch(
    /^widened: .*--index-url https:\/\/index\.example/,
  );
  expect(change(told("--trusted-host index.example"))[0]).toMatch(/^widened/);
  expect(said(schedule({ pipeline_spec: told("--trusted-host a") }), schedule({}))).toEqual([
    'narrowed: pip in components of schedule "intro" is no longer told "--trusted-host a"',
  ]);
});

test("what runs otherwise from the same sources is none of this", () => {
  expect(said(schedule({}), schedule({ pipeline_spec: SPEC.replace("pandas==", "pandas>=") }))).toEqual([]);
  expect(said(schedule({}), schedule({ service_account: "other@p.iam.gserviceaccount.com" }))).toEqual([]);
  expect(said(schedule({}), undefined)).toEqual([]);
});

test("what cannot be seen is unknown: before the apply, in a registry, in what is no JSON", () => {
  const hidden = { create_pipeline_job_request: [{ pipeline_job: [{ pipeline_spec: true }] }] };
  expect(said(schedule({}), schedule({ pipeline_spec: undefined }), hidden)[0]).toMatch(/^unknown: .*cannot be seen/);
  expect(said(schedule({}), schedule({ pipeline_spec: "{" }))[0]).toMatch(/^unknown: .*cannot be seen/);
  const uri = "https://us-central1-kfp.pkg.dev/p/pipelines/intro/sha256:1";
  expect(said(schedule({}), schedule({ pipeline_spec: undefined, template_uri: uri }))).toEqual([
    `unknown: schedule "intro" runs the template "${uri}": where its components take images ` +
      "and packages from cannot be seen here",
  ]);
});

test("a new schedule of a notebook is told", () => {
  const notebook = { notebook_execution_job: [{ service_account: "nb@p.iam.gserviceaccount.com" }] };
  expect(said(undefined, { display_name: "nb", create_notebook_execution_job_request: [notebook] })).toEqual([
    'unknown: schedule "nb" is new: it runs a notebook as "nb@p.iam.gserviceaccount.com", with all roles that has',
  ]);
});
