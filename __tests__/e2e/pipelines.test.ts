import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { ComponentSettings, PipelineParameter, PipelineTemplate } from "../../lib/vertex-ai";
import { InstalledCommand } from "../cli/installed-command";
import { PythonClients } from "./python-clients";

const ROOT = resolve(__dirname, "../..");
const INDEX = "https://us-central1-python.pkg.dev/my-project/python/simple/";
const IMAGES = "us-central1-docker.pkg.dev/my-project/kfp-base-images/";
const PIP =
  "PIP_DISABLE_PIP_VERSION_CHECK=1 python3 -m pip install --quiet --no-warn-script-location " +
  `--index-url ${INDEX} 'pandas==3.1.1' 'google-genai==2.34.0' && "$0" "$@"`;

const command = new InstalledCommand();
const clients = new PythonClients();
const testWithIndex = clients.skipped === undefined ? test : test.skip;
const why = clients.skipped === undefined ? "" : ` (skipped: ${clients.skipped})`;
afterAll(() => {
  clients.remove();
});

const SETTINGS = new ComponentSettings({
  baseImage: `${IMAGES}python-3.11-slim:3f2b9c0d1e4a`,
  indexUrl: INDEX,
});

/** What a version of kfp makes of the sample pipeline with the settings. */
function compile(kfp: string, settings = SETTINGS): string {
  const folder = mkdtempSync(join(clients.folder, `${kfp.replace(/\W/g, "-")}-`));
  cpSync(join(ROOT, "pipelines/intro.py"), join(folder, "intro.py"));
  settings.writeTo(folder);
  clients.succeed(join(clients.environmentWith(kfp), "python"), ["intro.py", "intro.json"], { cwd: folder });
  return join(folder, "intro.json");
}

/** The version that is on the allow list, with which the sample in the project is compiled. */
const [, LOCKED = ""] = /^(kfp==\S+)/m.exec(readFileSync(join(ROOT, "packages/pipelines.txt"), "utf8")) ?? [];

describe("the compiled sample in the project", () => {
  const file = join(ROOT, "pipelines/intro.json");

  testWithIndex(`is what the locked kfp compiles; UPDATE_GOLDEN=1 writes it anew${why}`, () => {
    const compiled = readFileSync(compile(LOCKED, ComponentSettings.placeholder()), "utf8");
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, compiled);
    expect(readFileSync(file, "utf8")).toBe(compiled);
  });

  testWithIndex(`is, with settings, what kfp compiles with them${why}`, () => {
    const sample = PipelineTemplate.fromFile(file).withSettings(SETTINGS);
    expect(sample.toSpecification([])).toBe(PipelineTemplate.fromFile(compile(LOCKED)).toSpecification([]));
  });
});

describe.each(["kfp==2.12.1", "kfp"])("the sample pipeline, compiled by %s", (kfp) => {
  testWithIndex(`installs from one index, and nothing else is said to pip${why}`, () => {
    const { deploymentSpec } = JSON.parse(readFileSync(compile(kfp), "utf8"));
    const { image, command: words } = deploymentSpec.executors["exec-example-parameters"].container;
    expect(image).toBe(`${IMAGES}python-3.11-slim:3f2b9c0d1e4a`);
    const lines = (words as string[])
      .flatMap((word) => word.split("\n"))
      .filter((line) => line.includes("pip install"));
    expect(lines).toEqual([PIP]);
    const { command: others } = deploymentSpec.executors["exec-example-artifact"].container;
    expect(JSON.stringify(others)).not.toContain("pip install");
  });

  testWithIndex(`is a template that a schedule takes${why}`, () => {
    const template = PipelineTemplate.fromFile(compile(kfp));
    const sources = { imagePrefixes: [IMAGES], indexUrl: INDEX };
    const parameters = [
      PipelineParameter.text("in_str", "An Example String"),
      PipelineParameter.integer("in_int", 45),
      PipelineParameter.double("in_float", 4.5),
      PipelineParameter.boolean("in_bool", true),
      PipelineParameter.list("in_list", '[1, 27, "Another String"]'),
    ];
    expect([template.problemsWithSources(sources), template.problemsWithParameters(parameters)]).toEqual([[], []]);
  });
});

describe("the program of the build", () => {
  const PROGRAM = join(ROOT, "lib/cloud-build/compile_pipeline.py");
  const REPOSITORY = "projects/my-project/locations/us-central1/repositories/pipelines";

  /** In a copy of the project's folder, with the rules of the reference deployment before the real index. */
  function build(change: (source: string) => string): { readonly code: number | null; readonly text: string } {
    const folder = mkdtempSync(join(clients.folder, "build-"));
    cpSync(join(ROOT, "pipelines"), folder, { recursive: true });
    cpSync(join(ROOT, "packages/pipelines.txt"), join(folder, "kfp.lock"));
    writeFileSync(join(folder, "intro.py"), change(readFileSync(join(folder, "intro.py"), "utf8")));
    const { digest } = PipelineTemplate.fromFile(join(folder, "intro.json")).withSettings(SETTINGS);
    // A repository that has just this version, and no network between: addresses of files are enough.
    const registry = mkdtempSync(join(clients.folder, "registry-"));
    const versions = join(registry, REPOSITORY, "packages/mlops-pipeline-intro/versions");
    mkdirSync(versions, { recursive: true });
    writeFileSync(join(versions, digest), "{}");
    writeFileSync(join(registry, "token"), '{"access_token": "none"}');
    const told = {
      compiled: "intro.json",
      digest,
      module: SETTINGS.toPythonModule(),
      pipeline: "intro.py",
      replaced: SETTINGS._replaced,
      repository: { name: REPOSITORY, url: "http://127.0.0.1:9/templates" },
      sources: ["kfp", "kfp-server-api"],
      tools: "kfp.lock",
    };
    const start = [
      "import json, os, runpy, sys",
      `told = dict(json.loads(sys.argv[1]), index=os.environ["PIP_INDEX_URL"])`,
      "sys.argv[1:] = [json.dumps(told)]",
      `runpy.run_path(${JSON.stringify(PROGRAM)}, run_name="__main__")`,
    ].join("\n");
    const words = ["--policy", join(ROOT, "packages/pipelines.txt"), "--run", "--", "python3", "-c", start];
    const { status, stdout, stderr } = clients.run(
      process.execPath,
      [command.main, "preview", ...words, JSON.stringify(told)],
      {
        cwd: folder,
        env: {
          ARTIFACT_REGISTRY_URL: `file://${registry}/`,
          TOKEN_URL: `file://${registry}/token`,
          PATIENCE: "0",
        },
      },
    );
    return { code: status, text: `${stdout}\n${stderr}` };
  }

  testWithIndex(`takes the sample in the project for what its source compiles to${why}`, () => {
    const { code, text } = build((source) => source);
    expect([code, text]).toEqual([0, expect.stringMatching(/sha256:[0-9a-f]{64}: is in the repository already/)]);
  });

  testWithIndex(`says where a source was changed and not compiled${why}`, () => {
    const { code, text } = build((source) => source.replaceAll("An introduction pipeline", "Another pipeline"));
    expect(code).not.toBe(0);
    expect(text).toMatch(
      /intro\.json: is not what intro\.py compiles to.*pipelineInfo\.description: "An introduction.*"Another/s,
    );
  });
});

describe("what a component runs", () => {
  /** The very command of the component, but for the index, behind the rules of the reference deployment. */
  function run(packages: string, env: NodeJS.ProcessEnv = {}): { readonly code: number | null; readonly text: string } {
    const bin = clients.newEnvironment();
    clients.succeed("python3", ["-m", "pip", "--python", join(bin, "python"), "install", "--quiet", "pip"]);
    const script = PIP.replace(INDEX, '"$PIP_INDEX_URL"').replace(/'pandas.*2\.34\.0'/, packages);
    const { status, stdout, stderr } = clients.run(
      process.execPath,
      [
        command.main,
        "preview",
        "--policy",
        join(ROOT, "packages/pipelines.txt"),
        "--run",
        "--",
        "sh",
        "-c",
        script,
        "python3",
        "-c",
      ].concat("import importlib.metadata as m; print('installed', m.version('six'))"),
      { env: { PATH: `${bin}${delimiter}${process.env.PATH ?? ""}`, ...env } },
    );
    return { code: status, text: `${stdout}\n${stderr}` };
  }

  /** What the image's pip.conf names, so that pip looks for the locked versions of what packages need as well. */
  function constraints(): string {
    const file = join(clients.folder, "constraints.txt");
    writeFileSync(file, command.run("allow", join(ROOT, "packages/pipelines.txt")).out);
    return file;
  }

  testWithIndex(`installs listed versions through the rules of the deployment${why}`, () => {
    const { code, text } = run("'pandas==3.1.1' 'google-genai==2.34.0'", { PIP_CONSTRAINT: constraints() });
    expect([code, text]).toEqual([0, expect.stringContaining("installed 1.17.0")]);
  });

  testWithIndex(`gets no other version${why}`, () => {
    const { code, text } = run("'six==1.16.0'");
    expect(code).not.toBe(0);
    expect(text).toMatch(/six==?1?\.?16?\.?0?.*is not on the list|six 1\.16\.0/);
    expect(text).not.toContain("installed");
  });
});
