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
    "uv sync --locked && uv run --no-sync python -c 'print(1)'",
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

describe("commands in whatever spelling are seen", () => {
  test.each([
    "python -mpip install flask",
    "python3 -Impip install flask",
    "pypy3 -m pip install flask",
    "p\\ip install flask",
    "pi\\\np install flask",
    "pip${IFS}install flask",
    "$(which pip) install flask",
    "$(command -v pip3) install flask",
    "`which pip` install flask",
    "`pip install flask`",
    "{ pip install flask; }",
    "if ! pip install flask; then exit 1; fi",
    "xargs pip install < packages",
    'bash -lc "pip install flask"',
    '["/bin/sh", "-c", "pip install flask"]',
    "--network=default pip install flask",
    "/opt/venv/bin/python -m pip install flask",
    "uv pip install --require-hashes --no-require-hashes -r r.lock",
    "uv pip install --require-hashes --no-verify-hashes -r r.lock",
  ])("%s", (run) => {
    expect(problems(stage(run))).toEqual([expect.stringContaining("installs without the hashes of a lock")]);
  });

  test.each([
    "$PIP install --require-hashes -r r.lock",
    "${PIP:-pip} install -r r.lock",
    "pip-sync r.lock",
    "poetry self add x",
    "python -m poetry install",
    "pipx run black",
    "conda env create -f e.yml",
    "conda create -n x python",
    "hatch run test",
    "pixi install",
    "tox -e py",
    "python setup.py install",
    "python -m build",
    "python3 -mbuild --wheel",
    "uv build",
    "python -m venv --upgrade-deps /venv",
    "virtualenv --download /venv",
    "uv venv --seed",
    "uv python install 3.12",
    "curl -sSO x && python get-pip.py",
    'python -c \'import pip; pip.main(["install", "x"])\'',
  ])("%s is not read, and so refused", (run) => {
    expect(problems(stage(run))).toEqual([expect.stringContaining(", or name the command in exceptions")]);
    const { runs } = Dockerfile.parse(stage(run), "Dockerfile");
    expect(problems(stage(run), { index: INDEX, exceptions: PythonInstalls.of(runs).commands })).toEqual([]);
  });

  test.each([
    "python -m build --no-isolation",
    "uv build --no-build-isolation",
    "python -m venv /venv",
    "uv venv /venv",
  ])("%s fetches nothing", (run) => {
    expect(problems(stage(run))).toEqual([]);
  });

  test("in a heredoc, without its comments", () => {
    const heredoc = (body: string): string => stage(`<<EOF bash -e\n${body}\nEOF`);
    expect(problems(heredoc("# pip install flask\npip --version"))).toEqual([]);
    expect(problems(heredoc("set -x\n  pip install \\\n flask"))).toEqual([
      expect.stringContaining('RUN "pip install flask" at Dockerfile:4'),
    ]);
  });

  test("by another SHELL, here and in a stage that begins with it", () => {
    const by = 'FROM scratch AS one\nSHELL ["pip", "install"]\n';
    expect(problems(`${by}RUN flask\n`)).toHaveLength(2);
    expect(problems(`${by}FROM one\nRUN flask\n`)).toHaveLength(2);
    expect(problems(`${by}FROM scratch\nRUN flask\n`)).toEqual([]);
    expect(problems(stage(LOCKED, 'ARG PIP_INDEX_URL\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]'))).toEqual([]);
    expect(() => problems("FROM a\nSHELL bash -c\n")).toThrow("SHELL at Dockerfile:2");
  });
});

describe("the index stays the build's", () => {
  test.each([
    ["pip --isolated install --require-hashes -r r.lock", "runs without the variables"],
    ["env -i pip install --require-hashes -r r.lock", "runs without the variables"],
    ["env -u PIP_INDEX_URL pip install --require-hashes -r r.lock", "runs without the variables"],
    ["sudo pip install --require-hashes -r r.lock", "runs without the variables"],
    [`unset PIP_INDEX_URL; ${LOCKED}`, "would ask PyPI"],
    [`export PIP_INDEX_URL=https://index.example/simple && ${LOCKED}`, "by the variable PIP_INDEX_URL"],
    [`PIP_INDEX_URL=https://index.example/simple; ${LOCKED}`, "by the variable PIP_INDEX_URL"],
    [`export PIP_EXTRA_INDEX_URL=https://index.example/simple && ${LOCKED}`, "the variable PIP_EXTRA_INDEX_URL"],
    [`PIP_CONFIG_FILE=/app/pip.conf ${LOCKED}`, "the variable PIP_CONFIG_FILE"],
    [`pip config set global.extra-index-url https://index.example && ${LOCKED}`, "writes settings"],
    [`printf x >> /etc/pip.conf && ${LOCKED}`, "writes settings"],
    [`${LOCKED} --trusted-host index.example`, 'from "index.example"'],
    ["pip install --require-hashes -r https://index.example/r.txt", 'from "https://index.example/r.txt"'],
    ["pip install --require-hashes -chttps://index.example/c.txt -r r", 'from "https://index.example/c.txt"'],
    [`${LOCKED} 'x @ https://index.example/x.whl#sha256=0'`, 'from "https://index.example/x.whl#'],
    ["uv pip sync --require-hashes --allow-insecure-host x r", 'from "x"'],
  ])("%s", (run, sentence) => {
    expect(problems(stage(run))).toEqual([expect.stringContaining(sentence)]);
  });

  test("with the variables kept", () => {
    expect(problems(stage(`sudo -E ${LOCKED} && PIP_CONFIG_FILE=/dev/null ${LOCKED}`))).toEqual([]);
    expect(problems(stage(`pip --isolated install -i ${INDEX} --require-hashes -r r.lock`))).toEqual([]);
  });

  test("ENV comes before ARG, in whatever order, and is there in a stage that begins with its own", () => {
    const foreign = "ENV PIP_INDEX_URL=https://index.example/simple";
    expect(problems(stage(LOCKED, `${foreign}\nARG PIP_INDEX_URL`))).toHaveLength(1);
    const further = `FROM scratch AS one\nENV PIP_EXTRA_INDEX_URL=x\nFROM one\nARG PIP_INDEX_URL\nRUN ${LOCKED}\n`;
    expect(problems(further)).toEqual([expect.stringContaining("the variable PIP_EXTRA_INDEX_URL")]);
  });
});

describe("the lines of a lock", () => {
  const hashed = `six==1.17.0 --hash=sha256:${"0".repeat(64)}\n`;

  test.each([
    ["--extra-index-url https://index.example/simple", "says --extra-index-url"],
    ["-i https://index.example/simple", "says --index-url"],
    ["--find-links /wheels", "says --find-links"],
    ["-f https://index.example/", "says --find-links"],
    ["--trusted-host index.example", "says --trusted-host"],
    ["--no-require-hashes", "says --no-require-hashes"],
    ["-e ./mine", "says --editable"],
  ])("%s is refused", (line, sentence) => {
    for (const command of ["-r a/r.lock", "-ra/r.lock", "--requirement=/app/r.lock", "-c r.lock -r other"]) {
      const files = { "r.lock": `${hashed}${line}\n` };
      expect(problems(stage(`pip install --require-hashes ${command}`), { index: INDEX, files })).toEqual([
        expect.stringContaining(sentence),
      ]);
    }
  });

  test("with the build's own index pass", () => {
    const files = { "requirements.lock": `--index-url ${INDEX}\n--only-binary :all:\n${hashed}` };
    expect(problems(stage(LOCKED), { index: INDEX, files })).toEqual([]);
  });

  test("of uv name the index and its files", () => {
    const lock = (registry: string, url: string): string =>
      `[[package]]\nname = "six"\nsource = { registry = "${registry}" }\nwheels = [\n    { url = "${url}", hash = "sha256:0" },\n]\n`;
    const host = new URL(INDEX).origin;
    const ours = lock(INDEX.replace(/\/$/, ""), `${host}/my-project/python/six.whl`);
    const found = (text: string, command = "uv sync --frozen"): string[] =>
      problems(stage(command), { index: INDEX, files: { "uv.lock": text } });
    expect(found(ours)).toEqual([]);
    expect(found(ours, "uv sync --frozen --project /app")).toEqual([]);
    expect(found(lock("https://index.example/simple", `${host}/six.whl`))).toHaveLength(1);
    expect(found(lock(INDEX, "https://files.example/six.whl"))).toHaveLength(1);
    expect(found(`${ours}source = { git = "https://code.example/six?rev=1" }`)).toHaveLength(1);
    expect(found(lock("https://index.example/simple", "x"), "uv sync --locked")).toHaveLength(1);
    expect(problems(stage("uv sync --frozen"))).toEqual([expect.stringContaining("which is not in the folder")]);
  });
});
