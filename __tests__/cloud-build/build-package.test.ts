import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "./fill-double";
import { runBuildProgram } from "./python-program";

const PROGRAM = join(__dirname, "../../lib/cloud-build/build_package.py");
const REPOSITORY = "projects/p/locations/us-central1/repositories/own";

/**
 * Tools as small as they can be, in wheels: `build` makes a wheel and a source archive of the version that
 * pyproject.toml has or setuptools-scm would take; `packaging` is pip's own copy; `trial` runs the test.
 */
const MAKE_TOOLS = `
import os, sys, zipfile, pip._vendor.packaging as packaging
folder = sys.argv[1]
BUILD = '''
import os, re, sys, zipfile
out = sys.argv[sys.argv.index("--outdir") + 1]
assert "--no-isolation" in sys.argv
assert not any("password" in open(os.path.join(d, f), errors="replace").read() for d, _, fs in os.walk(os.environ["TMPDIR"]) for f in fs if f == "netrc")
text = open("pyproject.toml").read()
version = re.search('version = "(.*)"', text)
version = version[1] if version else os.environ["SETUPTOOLS_SCM_PRETEND_VERSION"]
os.makedirs(out)
with zipfile.ZipFile(f"{out}/my_package-{version}-py3-none-any.whl", "w") as z:
    z.writestr("my_package/__init__.py", f"version = {version!r}")
    z.writestr(f"my_package-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\\\\nName: My.Package\\\\nVersion: {version}\\\\n")
    z.writestr(f"my_package-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\\\\nRoot-Is-Purelib: true\\\\nTag: py3-none-any\\\\n")
    z.writestr(f"my_package-{version}.dist-info/RECORD", "")
open(f"{out}/my_package-{version}.tar.gz", "w").write("source")
'''
def wheel(name, files):
    with zipfile.ZipFile(os.path.join(folder, f"{name}-1.0-py3-none-any.whl"), "w") as z:
        for path, text in files.items():
            z.writestr(path, text)
        z.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
        z.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        z.writestr(f"{name}-1.0.dist-info/RECORD", "")
wheel("build", {"build/__init__.py": "", "build/__main__.py": BUILD})
here = os.path.dirname(packaging.__file__)
wheel("packaging", {f"packaging/{one}": open(os.path.join(here, one)).read() for one in os.listdir(here) if one.endswith(".py")})
wheel("trial", {"trial/__init__.py": "", "trial/__main__.py": "import my_package, os\\nassert 'PIP_NO_INDEX' in os.environ\\nprint('tried', my_package.version)\\nassert not os.path.exists('broken')"})
`;

let tools = "";
let folder = "";
let temporary = "";
let server: Server;
const seen: string[] = [];
const versions = new Map<string, number[]>();

beforeAll(async () => {
  tools = mkdtempSync(join(tmpdir(), "tools-"));
  execFileSync("python3", ["-c", MAKE_TOOLS, tools]);
  server = createServer((request, response) => {
    const path = request.url ?? "";
    seen.push(`${path} ${request.headers.authorization ?? "-"}`);
    const say = (status: number, text: string | Buffer, type = "text/html") => {
      response.writeHead(status, { "content-type": type });
      response.end(text);
    };
    const [, project] = /^\/simple\/([a-z]+)\/$/.exec(path) ?? [];
    const basic = `Basic ${Buffer.from("oauth2accesstoken:SECRET-TOKEN").toString("base64")}`;
    if (path === "/token") say(200, JSON.stringify({ access_token: "SECRET-TOKEN" }));
    else if (path.startsWith("/ar/")) {
      const left = versions.get(path.replace(/^.*\/packages\//, "")) ?? [404];
      const status = left.length > 1 ? (left.shift() ?? 404) : (left[0] ?? 404);
      say(request.headers.authorization === "Bearer SECRET-TOKEN" ? status : 401, "{}");
    } else if (request.headers.authorization !== basic) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="x"' });
      response.end();
    } else if (project !== undefined) {
      const files = readdirSync(tools).filter((file) => file.startsWith(`${project}-`));
      say(200, files.map((file) => `<a href="/files/${file}">${file}</a>`).join(""));
    } else if (path.startsWith("/files/")) say(200, readFileSync(join(tools, path.slice(7))), "application/zip");
    else say(404, "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close();
  rmSync(tools, { recursive: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
  temporary = mkdtempSync(join(tmpdir(), "temporary-"));
  versions.clear();
  seen.length = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(temporary, { recursive: true });
});

const lock = (hashed = true): string =>
  readdirSync(tools)
    .map(
      (file) =>
        `${file.split("-")[0] ?? ""}==1.0${hashed ? ` --hash=sha256:${sha256(readFileSync(join(tools, file)))}` : ""}\n`,
    )
    .join("");

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly made: readonly string[];
}

async function build(
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    folder: ".",
    index: `${address}/simple/`,
    is_first: true,
    made: "built-for-upload",
    repository: REPOSITORY,
    tag_prefix: null,
    test: ["python", "-m", "trial"],
    tools: "build.lock",
    version: "0.1.0",
    ...more,
  };
  const place = { cwd: folder, temporary, address, env: environment };
  const { code, output } = await runBuildProgram(PROGRAM, settings, place);
  const made = join(folder, "built-for-upload");
  return { code, output, made: existsSync(made) ? readdirSync(made).sort() : [] };
}

const PROJECT = '[project]\nname = "my-package"\nversion = "0.1.0"\n';
const FILES = () => ({ "pyproject.toml": PROJECT, "build.lock": lock() });
const MADE = ["my_package-0.1.0-py3-none-any.whl", "my_package-0.1.0.tar.gz"];

test("a package is built with locked tools from the one index, tried, and left for the upload", async () => {
  versions.set("my-package/versions/0.1.0", [403, 503, 404]);
  const outcome = await build(FILES());
  expect(outcome).toMatchObject({ code: 0, made: MADE });
  expect(outcome.output).toContain("tried 0.1.0");
  expect(seen.filter((one) => one.startsWith("/simple/")).length).toBeGreaterThan(2);
});

/** Where `str.splitlines` of Python, and with it pip, ends a line. */
const LINE_ENDS = ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\r"];

test.each([
  "--extra-index-url https://index.example/simple",
  "--extra-index=https://index.example/simple",
  "-fhttps://index.example/",
  "--find-links /wheels",
  "--trusted-host index.example",
  "--only-binary :all: -i https://index.example/simple",
  "-r other.lock",
  "-e .",
  "other @ https://index.example/other-1.0-py3-none-any.whl",
  "# why \\\n--find-links /wheels",
  ...LINE_ENDS.map((end) => `# a comment${end}--find-links /wheels`),
  "other @ https:\\\n//index.example/other-1.0-py3-none-any.whl",
  "\\-r other.lock\\\n",
  '--prefer-binary "--find-links" "/wheels"',
  "other==1.0 ; python_version > '3' -r other.lock",
])("a lock of tools that says %j is refused before anybody has a token", async (line) => {
  seen.length = 0;
  const outcome = await build({ ...FILES(), "build.lock": `${lock()}${line}\n` });
  expect(outcome).toMatchObject({ code: 1, made: [] });
  expect(outcome.output).toMatch(/build\.lock: says /);
  expect(seen).toEqual([]);
});

test("a lock of tools may say what changes no source", async () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`;
  const head = `# by uv -f x\n--index-url ${address}\n--only-binary=:all:\n`;
  const files = { ...FILES(), "build.lock": `${head}${lock().replaceAll(" --hash", " \\\n    --hash")}` };
  expect(await build(files)).toMatchObject({ code: 0, made: MADE });
});

test("a lock of tools may have markers, extras and comments, and declare what pip does not see", async () => {
  const [one = "", ...others] = lock().split("\n");
  const marker = ' ; python_version >= "3.8" and sys_platform != "win32" \\\n    --hash';
  const marked = one.replace("==", "[x]==").replace(" --hash", marker);
  const text = ["# coding: utf-7", `${marked}\n    # via x`, "", "--prefer-binary", ...others].join("\n");
  expect(await build({ ...FILES(), "build.lock": text })).toMatchObject({ code: 0, made: MADE });
});

test("nothing of it is run by modules of the sources that are called as one of Python's or the tools'", async () => {
  const names = [
    "zipfile",
    "json",
    "logging",
    "optparse",
    "subprocess",
    "tempfile",
    "packaging/__init__",
    "build/__main__",
  ];
  const shadows = Object.fromEntries(names.map((name) => [`${name}.py`, "raise SystemExit(3)"]));
  expect(await build({ ...FILES(), ...shadows })).toMatchObject({ code: 0, made: MADE });
});

test("a package in a folder of a repository has its tag's version; a second Python adds what is missing", async () => {
  const files = {
    "a/pyproject.toml": "[project]\n",
    "a/build.lock": lock(),
    "built-for-upload/my_package-0.1.0.tar.gz": "x",
  };
  const from = { folder: "a", tag_prefix: "my-package/v", version: null, is_first: false };
  const outcome = await build(files, from, { TAG: "my-package/v0.1.0" });
  expect(outcome).toMatchObject({ code: 0, made: MADE });
  expect(readFileSync(join(folder, "built-for-upload/my_package-0.1.0.tar.gz"), "utf8")).toBe("x");
});

test.each<[string, () => Readonly<Record<string, string>>, Readonly<Record<string, unknown>>, number, string]>([
  [
    "is not the version that is asked for",
    FILES,
    { version: "0.2.0" },
    404,
    'my-package: the built version is 0.1.0, and "0.2.0" was to be built',
  ],
  [
    "is there already",
    FILES,
    {},
    200,
    "my-package 0.1.0: is in the repository already, and a version is never replaced; raise the version",
  ],
  ["cannot be asked about", FILES, {}, 401, "the repository cannot be asked whether it has my-package 0.1.0: 401"],
  ["fails its tests", () => ({ ...FILES(), broken: "" }), {}, 404, "testing ended with 1; nothing is uploaded"],
  [
    "has tools without hashes",
    () => ({ "pyproject.toml": PROJECT, "build.lock": lock(false) }),
    {},
    404,
    "installing the tools ended with 1; nothing is uploaded",
  ],
  [
    "has no tools",
    () => ({ "pyproject.toml": PROJECT }),
    {},
    404,
    "build.lock: is not there; lock the tools of the build with hashes into it",
  ],
  [
    "has files to upload among its sources",
    () => ({ ...FILES(), "built-for-upload/evil-1-py3-none-any.whl": "" }),
    {},
    404,
    "built-for-upload: is among the sources, and would be uploaded as it is",
  ],
  [
    "has a tag of another kind",
    FILES,
    { tag_prefix: "v" },
    404,
    'tag "": does not begin with "v", so that it names no version',
  ],
])("a package that %s is not left for the upload", async (_name, files, more, status, sentence) => {
  versions.set("my-package/versions/0.1.0", [status]);
  const outcome = await build(files(), more);
  expect(outcome.code).toBe(1);
  expect(outcome.output).toContain(sentence);
  expect(outcome.made.filter((file) => !file.startsWith("evil"))).toEqual([]);
});

test("the program fits into an argument of a build's step, and holds nothing that is substituted", () => {
  const text = readFileSync(PROGRAM, "utf8");
  expect(text.length).toBeLessThan(10_000);
  expect(text).not.toMatch(/\$|%\{/);
});
