import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quote } from "../../lib/text/quoting";
import { ComponentSettings, PipelineParameter, PipelineTemplate } from "../../lib/vertex-ai";
import intro from "./fixtures/intro.json";

const SAMPLE = join(__dirname, "../../pipelines/intro.json");
const FILE = join(__dirname, "fixtures/intro.json");
const SOURCES = {
  imagePrefixes: ["us-central1-docker.pkg.dev/p/kfp-base-images/"],
  indexUrl: "https://us-central1-python.pkg.dev/p/python/simple/",
};
const PARAMETERS = [
  PipelineParameter.text("in_str", "An Example String"),
  PipelineParameter.integer("in_int", 45),
  PipelineParameter.double("in_float", 4.5),
  PipelineParameter.boolean("in_bool", true),
  PipelineParameter.list("in_list", '[1, 27, "Another String"]'),
];

/** The pipeline with one container changed. */
function withContainer(change: object): PipelineTemplate {
  const executors = structuredClone(intro.deploymentSpec.executors);
  Object.assign(executors["exec-example-parameters"].container, change);
  return PipelineTemplate.fromText(JSON.stringify({ ...intro, deploymentSpec: { executors } }));
}

/** The pipeline with pip told something else. */
function withPip(options: string): readonly string[] {
  const command = structuredClone(intro.deploymentSpec.executors["exec-example-parameters"].container.command);
  command[2] = command[2]!.replace(/--index-url \S+/, options);
  return withContainer({ command }).problemsWithSources(SOURCES);
}

test("a pipeline that kfp compiled with the settings takes nothing from elsewhere", () => {
  const template = PipelineTemplate.fromFile(FILE);
  expect(template.pipelineName).toBe("mlops-pipeline-intro");
  expect(template.problemsWithSources(SOURCES)).toEqual([]);
});

const INDEX = "https://us-central1-python.pkg.dev/p/python/simple";

test.each([
  [
    `--index-url ${INDEX}/ --extra-index-url https://index.example/simple`,
    '--extra-index-url "https://index.example/simple"',
  ],
  [`--index-url ${INDEX}/ --extra-index-url=${INDEX}/`, "--extra-index-url"],
  ["--index-url https://index.example/simple", '--index-url "https://index.example/simple"'],
  [`--index-url ${INDEX} --trusted-host us-central1-python.pkg.dev`, '--trusted-host "us-central1-python.pkg.dev"'],
  ["-i https://index.example/simple", '-i "https://index.example/simple"'],
  ["--find-links 'gs://bucket'", '--find-links "gs://bucket"'],
  ["--index-url https://us-central1-python.pkg.dev/p/python/simple/../other/", "--index-url"],
  // pip takes a beginning of an option for it.
  ["--index https://index.example/simple", '--index "https://index.example/simple"'],
  [`--index-url ${INDEX} --extra=https://index.example/simple`, '--extra "https://index.example/simple"'],
  [`--index-url ${INDEX} --trust x`, '--trust "x"'],
  [`--index-url ${INDEX} --find gs://bucket`, '--find "gs://bucket"'],
  ["-ihttps://index.example/simple", '-i "https://index.example/simple"'],
  [`--index-url ${INDEX} 'git+https://code.example/x'`, 'package "git+https://code.example/x"'],
  [`--index-url ${INDEX} "x @ https://index.example/x.whl"`, 'package "https://index.example/x.whl"'],
])("pip that is told %s is refused", (options, words) => {
  const problems = withPip(options);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^compiled pipeline: component "example-parameters": /);
  expect(problems[0]).toContain(words);
});

test.each([`--index-url ${INDEX}`, `--index-url="${INDEX}/"`, `-i ${INDEX}/`, ""])(
  "pip that is told %s is not",
  (options) => {
    expect(withPip(options)).toEqual([]);
  },
);

test.each([
  [{ image: "python:3.11" }, 'image "python:3.11" is from elsewhere'],
  [{ image: "us-central1-docker.pkg.dev/p/kfp-base-images-evil/x:1" }, "is from elsewhere"],
  [{ image: undefined }, 'image "" is from elsewhere'],
  [
    { env: [{ name: "PIP_EXTRA_INDEX_URL", value: "https://index.example" }] },
    'PIP_EXTRA_INDEX_URL "https://index.example"',
  ],
  [{ env: [{ name: "UV_INDEX_URL", value: "https://index.example" }] }, "UV_INDEX_URL"],
  [{ args: ["pip install --trusted-host=x y"] }, '--trusted-host "x"'],
  [{ args: ["pip", "install", "--index-url", "https://index.example/simple", "y"] }, "--index-url"],
  [{ args: ["uv", "pip", "install", "--default-index", "https://index.example/simple", "y"] }, "--default-index"],
  [{ args: ["pip", "install", "-f", "gs://bucket", "y"] }, '-f "gs://bucket"'],
  [
    { args: ["export PIP_EXTRA_INDEX_URL='https://index.example/simple'; pip install y"] },
    'PIP_EXTRA_INDEX_URL "https://index.example/simple"',
  ],
])("a component with %j is refused", (change, words) => {
  expect(withContainer(change).problemsWithSources(SOURCES)).toEqual([expect.stringContaining(words)]);
});

test("an option of uv that is called like the beginning of one of pip's is none", () => {
  expect(withContainer({ args: ["uv sync --locked --extra gpu"] }).problemsWithSources(SOURCES)).toEqual([]);
});

/** A component that runs one line of a shell. */
function shell(line: string): readonly string[] {
  return withContainer({ command: ["sh", "-c", line], args: [] }).problemsWithSources(SOURCES);
}

test.each([
  ["PIP_CONFIG_FILE=/gcs/b/pip.conf pip install x", 'PIP_CONFIG_FILE "/gcs/b/pip.conf"'],
  ["export UV_CONFIG_FILE=/tmp/uv.toml; uv pip install x", 'UV_CONFIG_FILE "/tmp/uv.toml"'],
  ["XDG_CONFIG_HOME=/gcs/b pip install x", 'XDG_CONFIG_HOME "/gcs/b"'],
  ["pip install -r /gcs/b/requirements.txt", '-r "/gcs/b/requirements.txt"'],
  ["pip install -rreqs.txt", '-r "reqs.txt"'],
  ["pip install --requirement=reqs.txt x", '--requirement "reqs.txt"'],
  ["pip install --requirem reqs.txt x", '--requirem "reqs.txt"'],
  ["pip install -c c.txt x", '-c "c.txt"'],
  ["pip install --constraint c.txt x", '--constraint "c.txt"'],
  ["uv pip install --overrides o.txt x", '--overrides "o.txt"'],
  ["uv run --with-requirements o.txt x", '--with-requirements "o.txt"'],
  ["pip3.11 --cert /gcs/b/ca.pem install x", '--cert "/gcs/b/ca.pem"'],
  ["pip config set global.index-url https://index.example/simple", 'pip config "set"'],
  [
    "printf '[global]\\nextra-index-url=https://index.example' > /etc/pip.conf && pip install x",
    'written file "/etc/pip.conf"',
  ],
  ["cp /gcs/b/settings ~/.config/pip/pip.conf; pip install x", 'written file "~/.config/pip/pip.conf"'],
  ['python3 -c \'open("/etc/uv.toml", "w")\'', 'written file "/etc/uv.toml"'],
  [
    "PIP_Extra_Index_Url=https://index.example/simple pip install x",
    'PIP_Extra_Index_Url "https://index.example/simple"',
  ],
  ['python3 -c \'os.environ["PIP_INDEX_URL"] = "https://index.example"\'', 'PIP_INDEX_URL "https://index.example"'],
  ["UV_TORCH_BACKEND=auto uv pip install torch", 'UV_TORCH_BACKEND "auto"'],
  ["uvx --index https://index.example/simple tool", '--index "https://index.example/simple"'],
  ["poetry install", 'poetry "install"'],
  ["conda install -c channel x", 'conda "install"'],
  ["easy_install -i https://index.example x", 'easy_install "-i"'],
])("a component that runs %s is refused", (line, words) => {
  const problems = shell(line);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(words);
});

test.each([
  "pip --version && python3 -c 'print(1)'",
  "pip install --no-deps pandas==2.2.3 && rm -rf /tmp/x",
  "echo pip; grep -r x /app",
  "cat /etc/pip.conf",
  "PIP_DISABLE_PIP_VERSION_CHECK=1 python3 -m pip install --quiet pandas",
  "uv sync --locked --extra gpu",
])("a component that runs %s is not", (line) => {
  expect(shell(line)).toEqual([]);
});

test.each(["PIP_CONFIG_FILE", "PIP_CONSTRAINT", "UV_CONFIG_FILE", "PIP_trusted_host"])(
  "the variable %s of a component is refused, whatever it says",
  (name) => {
    expect(withContainer({ env: [{ name, value: "/etc/x" }] }).problemsWithSources(SOURCES)).toHaveLength(1);
  },
);

test.each([
  ["../other/python:1", false],
  ["", false],
  ["python:1@evil", false],
  ["{{$.inputs.parameters['image']}}", false],
  ["x y", false],
  ["Python:1", false],
  ["python", true],
  ["a/b_c/d--e.f:1.2-x_Y", true],
  [`python:1@sha256:${"a".repeat(64)}`, true],
])("%j is after the repository's name the name of an image: %s", (name, isOne) => {
  const problems = withContainer({ image: `${SOURCES.imagePrefixes[0]!}${name}` }).problemsWithSources(SOURCES);
  expect(problems.map((one) => one.includes("is no name of an image"))).toEqual(isOne ? [] : [true]);
});

test("an executor of a kind that is not read is refused, and one that runs nothing is not", () => {
  const withExecutor = (executor: object): readonly string[] =>
    PipelineTemplate.fromText(
      JSON.stringify({ ...intro, deploymentSpec: { executors: { "exec-x": executor } } }),
    ).problemsWithSources(SOURCES);
  const customJob = { jobSpec: { workerPoolSpecs: [{ containerSpec: { imageUri: "docker.example/x" } }] } };
  expect(withExecutor({ customJob: { customJob } })).toEqual([expect.stringContaining('image "" is from elsewhere')]);
  expect(withExecutor({})).toHaveLength(1);
  expect(withExecutor({ importer: { artifactUri: { constant: "gs://bucket/x" } } })).toEqual([]);
  expect(withExecutor({ importer: {}, container: { image: "docker.example/x" } })).toHaveLength(1);
});

test("parameters become typed defaults, and all else stays", () => {
  const specification = JSON.parse(PipelineTemplate.fromFile(FILE).toSpecification(PARAMETERS)) as typeof intro;
  expect(specification.root.inputDefinitions.parameters).toEqual({
    in_str: { parameterType: "STRING", isOptional: true, defaultValue: "An Example String" },
    in_int: { parameterType: "NUMBER_INTEGER", isOptional: true, defaultValue: 45 },
    in_float: { parameterType: "NUMBER_DOUBLE", isOptional: true, defaultValue: 4.5 },
    in_bool: { parameterType: "BOOLEAN", isOptional: true, defaultValue: true },
    in_list: { parameterType: "LIST", isOptional: true, defaultValue: [1, 27, "Another String"] },
  });
  expect({ ...specification, root: { ...specification.root, inputDefinitions: intro.root.inputDefinitions } }).toEqual(
    intro,
  );
});

test("the digest is that of the file, with the settings in the place of the placeholder's", () => {
  const bytes = readFileSync(SAMPLE);
  const sha256 = (content: string | Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;
  expect(PipelineTemplate.fromFile(SAMPLE).digest).toBe(sha256(bytes));
  const settings = settingsOf("python");
  const placeholder = ComponentSettings.placeholder();
  const text = bytes
    .toString()
    .split(placeholder.baseImage)
    .join(settings.baseImage)
    .split(placeholder.indexUrl)
    .join(settings.indexUrl);
  const template = PipelineTemplate.fromFile(SAMPLE).withSettings(settings);
  expect(template.digest).toBe(sha256(text));
  // What was published is, read again, what a schedule would hold.
  expect(PipelineTemplate.fromText(text).toSpecification([])).toBe(template.toSpecification([]));
});

test("there is no digest where the placeholder stands elsewhere too, for nothing takes its place there", () => {
  const { indexUrl } = ComponentSettings.placeholder();
  const text = JSON.stringify({ ...intro, pipelineInfo: { name: "a", description: `from ${indexUrl}` } });
  expect(() => PipelineTemplate.fromText(text).withSettings(settingsOf("i")).digest).toThrow(
    "names the placeholder's image or index elsewhere than in its components",
  );
});

function settingsOf(image: string): ComponentSettings {
  return new ComponentSettings({
    baseImage: `us-central1-docker.pkg.dev/p/images/${image}:1`,
    indexUrl: "https://us-central1-python.pkg.dev/p/python/simple/",
  });
}

test("what is wrong with parameters is said all at once", () => {
  const problems = PipelineTemplate.fromFile(FILE).problemsWithParameters([
    PipelineParameter.text("in_str", "a"),
    PipelineParameter.text("in_str", "b"),
    PipelineParameter.text("in_int", "45"),
    PipelineParameter.boolean("other", true),
    PipelineParameter.double("in_float", 1),
  ]);
  const where = `compiled pipeline ${quote(FILE)}: parameter`;
  expect(problems).toEqual([
    `${where} "in_str": is given twice; give it once`,
    `${where} "in_int": is STRING, and the pipeline declares "NUMBER_INTEGER"`,
    `${where} "other": the pipeline has none of that name; it has "in_bool", "in_float", "in_int", "in_list", "in_str"`,
    `${where} "in_bool": is missing, and has no default; give it a value`,
  ]);
  expect(PipelineTemplate.fromFile(FILE).problemsWithParameters(PARAMETERS)).toEqual([]);
});

test.each([
  ["components: {}", "is no JSON; compile to a file that ends with"],
  ["{", "is not valid JSON"],
  ["{}", "holds no pipeline"],
  ['{"root":{"dag":{"tasks":{}}},"schemaVersion":"2.1.0","x":9007199254740993}', "is kept as 9007199254740992"],
  ['{"root":{"dag":{"tasks":{}}},"schemaVersion":"2.1.0","x":{"a":1,"\\u0061":2}}', "stands twice in one object"],
  ['{"root":{"dag":{"tasks":{}}},"schemaVersion":"1.0"}', 'has schemaVersion "1.0", and 2.0 and 2.1 are known'],
])("%s is no compiled pipeline", (text, words) => {
  expect(() => PipelineTemplate.fromText(text)).toThrow(words);
});

test.each([
  () => PipelineParameter.integer("a", 1.5),
  () => PipelineParameter.integer("a", 2 ** 53),
  () => PipelineParameter.double("a", NaN),
  () => PipelineParameter.list("a", "{}"),
  () => PipelineParameter.list("a", "["),
  () => PipelineParameter.struct("a", "[]"),
  () => PipelineParameter.list("a", "[9007199254740993]"),
  () => PipelineParameter.struct("a", '{"b": [1e400]}'),
  () => PipelineParameter.struct("a", '{"b": 1, "b": 2}'),
  () => PipelineParameter.boolean("a", "true" as never),
  () => PipelineParameter.text("a", 5 as never),
  () => PipelineParameter.struct("a", "null"),
])("value %# is refused", (make) => {
  expect(make).toThrow(/^parameter "a" /);
});

describe("a pipeline that was compiled with the placeholder's settings", () => {
  const sample = PipelineTemplate.fromFile(SAMPLE);

  test("names a runtime's image and index in each place of the placeholder's, and is the same otherwise", () => {
    const settings = new ComponentSettings({
      baseImage: `${SOURCES.imagePrefixes[0]!}python-3.11-slim:3f2b9c0d1e4a`,
      indexUrl: SOURCES.indexUrl,
    });
    const { baseImage, indexUrl } = ComponentSettings.placeholder();
    const text = readFileSync(SAMPLE, "utf8");
    expect([text.split(baseImage).length, text.split(indexUrl).length]).toEqual([3, 2]);
    const replaced = text.replaceAll(baseImage, settings.baseImage).replaceAll(indexUrl, settings.indexUrl);
    expect(sample.withSettings(settings).toSpecification(PARAMETERS)).toBe(
      PipelineTemplate.fromText(replaced).toSpecification(PARAMETERS),
    );
    expect(sample.withSettings(settings).problemsWithSources(SOURCES)).toEqual([]);
    expect(sample.problemsWithSources(SOURCES)).toHaveLength(3);
  });

  test("keeps what else it names, so that it is refused", () => {
    const settings = new ComponentSettings({
      baseImage: `${SOURCES.imagePrefixes[0]!}$&:1`,
      indexUrl: SOURCES.indexUrl,
    });
    const image = "us-central1-docker.pkg.dev/example-project/kfp-base-images/python-3.11-slim:other";
    const template = withContainer({ image }).withSettings(settings);
    expect(template.problemsWithSources(SOURCES)).toEqual([expect.stringContaining(quote(image))]);
  });
});
