import { Dockerfile } from "../../lib/cloud-build/dockerfile";
import { PythonInstalls } from "../../lib/cloud-build/python-installs";

const INDEX = "https://us-central1-python.pkg.dev/my-project/python/simple/";
const LOCKED = "pip install --require-hashes -r requirements.lock";

interface Case {
  readonly index?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly exceptions?: readonly string[];
}

function problems(dockerfile: string, { index, files = {}, exceptions = [] }: Case = { index: INDEX }): string[] {
  const { runs } = Dockerfile.parse(dockerfile, "Dockerfile");
  return PythonInstalls.of(runs).problems("Dockerfile", {
    indexUrl: index,
    fileText: (name) => files[name],
    exceptions: new Set(exceptions),
  });
}

const stage = (run: string, before = "ARG PIP_INDEX_URL\nARG UV_DEFAULT_INDEX"): string =>
  `FROM scratch\n${before}\nRUN ${run}\n`;

describe("installs from the one index, by hashes, pass", () => {
  test.each([
    LOCKED,
    "python3.11 -m pip install --no-cache-dir --require-hashes -r /app/requirements.lock",
    "--mount=type=secret,id=netrc,target=/root/.netrc \\\n  /opt/venv/bin/pip --quiet install " +
      "--require-hashes -r r.lock",
    "PIP_REQUIRE_HASHES=1 pip install -r requirements.lock",
    'pip install --index-url "$PIP_INDEX_URL" --require-hashes -r requirements.lock',
    `pip install -i ${INDEX} --require-hashes -r requirements.lock`,
    "pip install --no-index --find-links /wheels mine",
    "pip install --no-deps --no-build-isolation .",
    "pip install --no-deps --no-build-isolation dist/*.whl /wheels/mine-1.0-py3-none-any.whl",
    "uv sync --locked --extra gpu",
    "pip install --require-hashes --find-links /wheels -r requirements.lock",
    "uv pip install --system --require-hashes -r requirements.lock",
    "uv pip sync --require-hashes requirements.lock",
    "uv sync --locked --no-dev",
    "uv sync --frozen && uv run --no-sync python -c 'print(1)'",
    '["pip", "install", "--require-hashes", "-r", "requirements.lock"]',
    "apt-get update && apt-get install -y git",
    "npm install",
    "pip --version; pip list",
    "echo nothing",
  ])("%s", (run) => {
    expect(problems(stage(run))).toEqual([]);
  });

  test("with variables of the stage", () => {
    expect(problems(stage("pip install -r r.lock", "ARG PIP_INDEX_URL\nENV PIP_REQUIRE_HASHES=true"))).toEqual([]);
    expect(problems(stage(LOCKED, "ARG PIP_INDEX_URL\nENV PIP_INDEX_URL=$PIP_INDEX_URL"))).toEqual([]);
    expect(problems(stage(LOCKED, `ENV PIP_INDEX_URL ${INDEX}`))).toEqual([]);
  });
});

describe("what would ask PyPI is refused", () => {
  test.each<[string, string]>([
    ["without the ARG", stage(LOCKED, "")],
    ["with the ARG before the first FROM only", `ARG PIP_INDEX_URL\nFROM scratch\nRUN ${LOCKED}\n`],
    ["with the ARG after the command", `FROM scratch\nRUN ${LOCKED}\nARG PIP_INDEX_URL\n`],
    ["with the ARG in another stage", `FROM scratch AS one\nARG PIP_INDEX_URL\nFROM one\nRUN ${LOCKED}\n`],
    ["by pip with uv's ARG", stage(LOCKED, "ARG UV_DEFAULT_INDEX")],
    ["by uv with pip's ARG", stage("uv sync --locked", "ARG PIP_INDEX_URL")],
  ])("%s", (_, dockerfile) => {
    expect(problems(dockerfile)).toEqual([expect.stringMatching(/^RUN ".*" at Dockerfile:\d+: would ask PyPI, since/)]);
  });

  test("where the build has no index, whatever the command says", () => {
    for (const run of ["pip install flask", LOCKED, "uv sync --locked", "poetry install", "pipx install black"]) {
      expect(problems(stage(run), {})).toEqual([expect.stringContaining("the build has no index")]);
    }
    expect(problems(stage("pip install --no-index ./a.whl"), {})).toEqual([]);
  });

  test.each([
    "poetry install --no-root",
    "pdm sync",
    "pipenv install --deploy",
    "pipx install black",
    "conda install numpy",
    "easy_install six",
  ])("%s, whose index nobody reads", (run) => {
    expect(problems(stage(run))).toEqual([expect.stringContaining("asks the index that its project's files name")]);
  });
});

describe("another index is refused", () => {
  test.each<[string, string]>([
    ["pip install --index-url https://index.example/simple --require-hashes -r r", "installs from"],
    ["pip install -i https://index.example/simple --require-hashes -r r", "installs from"],
    ["PIP_INDEX_URL=https://index.example/simple pip install --require-hashes -r r", "by the variable PIP_INDEX_URL"],
    ["pip install --extra-index-url https://index.example/simple --require-hashes -r r", "also takes packages from"],
    ["PIP_EXTRA_INDEX_URL=https://index.example pip install --require-hashes -r r", "the variable PIP_EXTRA_INDEX_URL"],
    ["pip install --find-links https://files.example/ --require-hashes -r r", "also takes packages from"],
    ["uv pip install --index https://index.example --require-hashes -r r", "also takes packages from"],
    ["uv pip install --default-index=https://index.example --require-hashes -r r", "installs from"],
    // pip takes a beginning of an option for it, and the last of several.
    ["pip install --ind https://index.example/simple --require-hashes -r r", "installs from"],
    ["pip install -ihttps://index.example/simple --require-hashes -r r", "installs from"],
    [`pip install -i ${INDEX} --index-url https://index.example/simple --require-hashes -r r`, "installs from"],
    ["pip install --extra https://index.example/simple --require-hashes -r r", "also takes packages from"],
    ["pip install --find https://files.example/ --require-hashes -r r", "also takes packages from"],
    ["pip install --no-index --find-links https://files.example/ --require-hashes -r r", "also takes packages from"],
  ])("%s", (run, sentence) => {
    expect(problems(stage(run))).toEqual([expect.stringContaining(sentence)]);
  });

  test("by a variable of the stage", () => {
    const before = "ARG PIP_INDEX_URL\nENV PIP_INDEX_URL=https://index.example/simple";
    expect(problems(stage(LOCKED, before))).toEqual([expect.stringContaining("by the variable PIP_INDEX_URL")]);
    expect(problems(stage(LOCKED, "ARG PIP_INDEX_URL\nENV PIP_EXTRA_INDEX_URL=x"))).toHaveLength(1);
  });
});

describe("what is not locked is refused", () => {
  test.each([
    "pip install flask",
    "pip install --upgrade pip",
    "pip3 install -r requirements.txt",
    "pip download flask",
    "python -m pip install .",
    "pip install --no-deps .",
    "pip install --no-deps --no-build-isolation flask",
    "pip install --no-deps --no-build-isolation https://files.example/flask-3.0.0-py3-none-any.whl",
    "pip install --no-index git+https://code.example/flask",
    "uv pip install flask",
    "uv sync",
    "uv add flask",
    "uv tool install ruff",
    "uvx ruff",
    "sh -c 'pip install flask'",
  ])("%s", (run) => {
    expect(problems(stage(run))).toEqual([expect.stringContaining("installs without the hashes of a lock")]);
  });

  test("each command of a line by itself", () => {
    expect(problems(stage(`${LOCKED} && pip install flask || true; pip install six`))).toHaveLength(2);
  });

  test("a lock without hashes, where it is in the folder", () => {
    const hashed = `six==1.17.0 \\\n    --hash=sha256:${"0".repeat(64)}\n`;
    const files = { "requirements.lock": `# a comment\n--only-binary :all:\n${hashed}` };
    expect(problems(stage(LOCKED), { index: INDEX, files })).toEqual([]);
    const bare = { "requirements.lock": `${hashed}flask==3.0.0 ; python_version > "3.8" # why\n` };
    for (const path of ["requirements.lock", "/app/requirements.lock", "./requirements.lock"]) {
      expect(problems(stage(`pip install --require-hashes -r ${path}`), { index: INDEX, files: bare })).toEqual([
        expect.stringContaining(`"${path}" has no hash of "flask==3.0.0"`),
      ]);
    }
  });

  test("but what somebody gives a reason for, as it is written", () => {
    const run = "pip  install   'flask'";
    expect(problems(stage(run), { index: INDEX, exceptions: ["pip install flask"] })).toEqual([]);
    expect(problems(stage(run), { index: INDEX, exceptions: ["pip install six"] })).toHaveLength(1);
  });
});
