import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ComponentSettings, PipelineTemplate } from "../../lib/vertex-ai";
import { folderOf, removeFolders } from "./folders";
import { runBuildProgram } from "./python-program";

const PROGRAM = join(__dirname, "../../lib/cloud-build/compile_pipeline.py");
const NAME = "projects/p/locations/us-central1/repositories/pipelines";
const SETTINGS = new ComponentSettings({
  baseImage: "us-central1-docker.pkg.dev/p/images/python:3f2b9c0d1e4a",
  indexUrl: "https://us-central1-python.pkg.dev/p/python/simple/",
});

/** A kfp as small as it can be: its components are what they are told. */
const MAKE_KFP = `
import os, sys, zipfile
with zipfile.ZipFile(os.path.join(sys.argv[1], "kfp-1.0-py3-none-any.whl"), "w") as z:
    z.writestr("kfp/__init__.py", "from . import dsl")
    z.writestr("kfp/dsl.py", "def component(**settings):\\n    return settings\\n")
    z.writestr("kfp-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: kfp\\nVersion: 1.0\\n")
    z.writestr("kfp-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    z.writestr("kfp-1.0.dist-info/RECORD", "")
`;

/** It has no token, no index and no settings of the image at hand. */
const SOURCE = `
import json, os, sys
from component_settings import component
assert os.environ["PIP_NO_INDEX"] == "1" and "PIP_EXTRA_INDEX_URL" not in os.environ
assert not any(f == "netrc" for _, _, fs in os.walk(os.environ["TMPDIR"]) for f in fs)
told = component()
container = {"image": told["base_image"], "command": ["sh", "-c", "pip install --index-url " + told["pip_index_urls"][0] + " x é"]}
json.dump({
    "deploymentSpec": {"executors": {"exec-a": {"container": container}}},
    "pipelineInfo": {"name": "intro"},
    "root": {"dag": {"tasks": {"a": {"rate": 1.0, "count": 1}}}},
    "schemaVersion": "2.1.0",
}, open(sys.argv[1], "w"), indent=2, sort_keys=True)
`;

let tools = "";
let compiled = "";
let temporary = "";
let server: Server;
const seen: string[] = [];
/** What the repository has, and what it answers first. */
const published = new Map<string, Buffer>();
const faults: number[] = [];
let namedAs: string | undefined;

const sha256 = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex");

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** As Artifact Registry takes a template: one file of a form, called after its digest. */
function take(request: IncomingMessage, body: Buffer): string {
  const [, mark = ""] = /^multipart\/form-data; boundary=(\w+)$/.exec(request.headers["content-type"] ?? "") ?? [];
  const start = body.indexOf("\r\n\r\n") + 4;
  const end = body.lastIndexOf(`\r\n--${mark}--`);
  expect(body.subarray(0, start).toString()).toMatch(
    /^--\w+\r\nContent-Disposition: form-data; name="content"; filename="/,
  );
  const content = body.subarray(start, end);
  const { name } = (JSON.parse(content.toString()) as { pipelineInfo: { name: string } }).pipelineInfo;
  published.set(`${name}/versions/sha256:${sha256(content)}`, content);
  return namedAs ?? `${name}/sha256:${sha256(content)}`;
}

beforeAll(async () => {
  tools = mkdtempSync(join(tmpdir(), "kfp-"));
  execFileSync("python3", ["-c", MAKE_KFP, tools]);
  server = createServer((request, response) => {
    void (async () => {
      const path = decodeURIComponent(request.url ?? "");
      const body = await bodyOf(request);
      seen.push(`${request.method ?? ""} ${path}`);
      const say = (status: number, text: string | Buffer = "", type = "text/html"): void => {
        response.writeHead(status, { "content-type": type, "www-authenticate": 'Basic realm="x"' });
        response.end(text);
      };
      const { authorization } = request.headers;
      const basic = `Basic ${Buffer.from("oauth2accesstoken:SECRET-TOKEN").toString("base64")}`;
      const [, version = ""] = /^\/ar\/projects\/.*\/packages\/(.*)$/.exec(path) ?? [];
      if (path === "/token") {
        say(200, JSON.stringify({ access_token: "SECRET-TOKEN" }));
        return;
      }
      if (version !== "" || path === "/templates") {
        if (authorization !== "Bearer SECRET-TOKEN") {
          say(401);
          return;
        }
        const fault = faults.shift();
        if (fault !== undefined && fault !== 200) {
          say(fault, "no");
          return;
        }
        if (version !== "") {
          say(published.has(version) ? 200 : 404, "{}");
          return;
        }
        say(200, take(request, body));
        return;
      }
      if (authorization !== basic) {
        say(401);
        return;
      }
      if (path === "/simple/kfp/") {
        say(200, '<a href="/files/kfp-1.0-py3-none-any.whl">kfp-1.0-py3-none-any.whl</a>');
        return;
      }
      if (path.startsWith("/files/")) {
        say(200, readFileSync(join(tools, path.slice(7))), "application/zip");
        return;
      }
      say(404);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = folderOf({
    "intro.py": SOURCE,
    "component_settings.py": ComponentSettings.placeholder().toPythonModule(),
    "kfp/dsl.py": "def component(**told):\n    return told\n",
  });
  execFileSync("python3", ["intro.py", "intro.json"], {
    cwd: folder,
    env: { PATH: process.env.PATH, PIP_NO_INDEX: "1", TMPDIR: folder },
  });
  compiled = readFileSync(join(folder, "intro.json"), "utf8");
  removeFolders();
});

afterAll(() => {
  server.close();
  rmSync(tools, { recursive: true });
});

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "temporary-"));
  for (const list of [seen, faults]) list.length = 0;
  published.clear();
  namedAs = undefined;
});

afterEach(() => {
  rmSync(temporary, { recursive: true });
  removeFolders();
});

const LOCK = (): string => `kfp==1.0 --hash=sha256:${sha256(readFileSync(join(tools, "kfp-1.0-py3-none-any.whl")))}\n`;
const FILES = (): Record<string, string> => ({
  "pipelines/intro.py": SOURCE,
  "pipelines/intro.json": compiled,
  "pipelines/component_settings.py": ComponentSettings.placeholder().toPythonModule(),
  "kfp.lock": LOCK(),
});

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

async function build(
  files: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Outcome> {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    compiled: "pipelines/intro.json",
    digest: null,
    index: `${address}/simple/`,
    module: SETTINGS.toPythonModule(),
    pipeline: "pipelines/intro.py",
    replaced: SETTINGS._replaced,
    repository: { name: NAME, url: `${address}/templates` },
    sources: [],
    tools: "kfp.lock",
    ...more,
  };
  const outcome = await runBuildProgram(PROGRAM, settings, { cwd: folderOf(files), temporary, address });
  expect(readdirSync(temporary)).toEqual([]);
  return outcome;
}

/** What synth says of the same file. */
const template = (): PipelineTemplate => PipelineTemplate.fromText(compiled).withSettings(SETTINGS);

test("what lies compiled beside its source is published with the settings, under the digest of synth", async () => {
  const { digest } = template();
  faults.push(403, 503, 200, 429);
  const outcome = await build(FILES(), { digest });
  expect(outcome).toMatchObject({ code: 0 });
  expect(outcome.output).toContain(`/templates/intro/${digest}`);
  expect([...published.keys()]).toEqual([`intro/versions/${digest}`]);
  const [content] = published.values();
  expect(JSON.parse(content!.toString()).deploymentSpec.executors["exec-a"].container).toEqual({
    image: SETTINGS.baseImage,
    command: ["sh", "-c", `pip install --index-url ${SETTINGS.indexUrl} x é`],
  });
  expect(content!.toString()).not.toContain("example-project");
});

test("nothing is run by modules of the sources that are called as one of Python's", async () => {
  const names = ["json", "logging", "optparse", "subprocess", "tempfile", "urllib/__init__"];
  const shadows = Object.fromEntries(names.map((name) => [`${name}.py`, "raise SystemExit(3)"]));
  expect(await build({ ...FILES(), ...shadows })).toMatchObject({ code: 0 });
});

test("what is there already is not published again", async () => {
  expect((await build(FILES())).code).toBe(0);
  seen.length = 0;
  const again = await build(FILES());
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining("is in the repository already") });
  expect(seen.filter((one) => one.startsWith("POST"))).toEqual([]);
});

test("two builds may publish the same at once", async () => {
  const done = await build(FILES());
  const [, digest = ""] = /intro\/(sha256:\w+)/.exec(done.output) ?? [];
  // Not there when it looks, there when it publishes.
  faults.push(404, 409);
  expect(await build(FILES())).toMatchObject({ code: 0 });
  published.clear();
  faults.push(404, 409);
  expect(await build(FILES())).toMatchObject({
    code: 1,
    output: expect.stringContaining(`intro ${digest}: is in the repository by what it answers`),
  });
});

type Failure = [what: string, files: () => Record<string, string>, settings: Record<string, unknown>, words: string];

test.each<Failure>([
  [
    "a source that was changed and not compiled",
    () => ({ ...FILES(), "pipelines/intro.py": SOURCE.replace('"count": 1', '"count": 2') }),
    {},
    "pipelines/intro.json: is not what pipelines/intro.py compiles to; compile it anew with the locked kfp, " +
      "and commit it. root.dag.tasks.a.count: 1, and compiled it is 2",
  ],
  [
    "a compiled pipeline that was changed by hand",
    () => ({
      ...FILES(),
      "pipelines/intro.json": compiled.replace("install --index-url", "install --pre --index-url"),
    }),
    {},
    "is not what pipelines/intro.py compiles to",
  ],
  [
    "another compiled pipeline than at synth",
    FILES,
    { digest: `sha256:${"a".repeat(64)}` },
    "was seen when it was deployed",
  ],
  [
    "a whole number that became true",
    () => ({ ...FILES(), "pipelines/intro.json": compiled.replace('"count": 1', '"count": true') }),
    {},
    "root.dag.tasks.a.count: true, and compiled it is 1",
  ],
  [
    "a name that stands twice",
    () => ({ ...FILES(), "pipelines/intro.json": compiled.replace('"count": 1', '"count": 2, "count": 1') }),
    {},
    "a name stands twice in one object",
  ],
  ...[
    "--extra-index-url https://index.example/simple",
    "# a comment\f--extra-index-url https://index.example/simple",
    "# a comment\u2028--find-links /wheels",
    "six==1.0 --hash=sha256:00\x85--find-links /wheels",
    `other @ https://index.example/other-1.0-py3-none-any.whl --hash=sha256:${"0".repeat(64)}`,
    "https://index.example/other-1.0-py3-none-any.whl",
    "\\-r other.lock\\\n",
    "six==1.0 --hash=sha256:00 -r other.lock",
  ].map((line): Failure => [
    `a lock that says ${JSON.stringify(line)}`,
    () => ({ ...FILES(), "kfp.lock": `${LOCK()}${line}\n` }),
    {},
    "kfp.lock: says ",
  ]),
  [
    "a source that fails",
    () => ({ ...FILES(), "pipelines/intro.py": "raise SystemExit(3)" }),
    {},
    "compiling ended with 3; nothing is published",
  ],
  [
    "a source that writes nothing",
    () => ({ ...FILES(), "pipelines/intro.py": "" }),
    {},
    "has not written the file that its first argument names",
  ],
  ["a lock without hashes", () => ({ ...FILES(), "kfp.lock": "kfp==1.0\n" }), {}, "installing kfp ended with 1"],
  [
    "a lock of another file",
    () => ({ ...FILES(), "kfp.lock": `kfp==1.0 --hash=sha256:${"a".repeat(64)}\n` }),
    {},
    "installing kfp ended with 1",
  ],
  ["a lock without kfp", () => ({ ...FILES(), "kfp.lock": "six==1.0\n" }), {}, "locks no kfp"],
  ["no lock", () => ({ ...FILES(), "kfp.lock": "" }), { tools: "other.lock" }, "other.lock: is not there"],
  [
    "nothing compiled",
    FILES,
    { compiled: "pipelines/other.json" },
    "pipelines/other.json: is not there; compile the pipeline",
  ],
  ["YAML", () => ({ ...FILES(), "pipelines/intro.json": "root: {}" }), {}, "is no compiled pipeline in JSON"],
  ["a list", () => ({ ...FILES(), "pipelines/intro.json": "[]" }), {}, "is no compiled pipeline in JSON"],
  [
    "a name that is none",
    () => ({ ...FILES(), "pipelines/intro.json": '{"pipelineInfo": {"name": "../x"}}' }),
    {},
    '"../x": is no name that a template can have',
  ],
])("%s fails the build, and nothing is published", async (_, files, settings, words) => {
  expect(await build(files(), settings)).toMatchObject({ code: 1, output: expect.stringContaining(words) });
  expect(published.size).toBe(0);
});

test("a repository that names it otherwise fails the build", async () => {
  namedAs = `intro/sha256:${"b".repeat(64)}`;
  expect(await build(FILES())).toMatchObject({ code: 1, output: expect.stringContaining("was expected") });
});

test.each([
  [[400], "looking for it: the repository answers 400: no"],
  [[404, 400], "publishing: the repository answers 400: no"],
  [Array<number>(1000).fill(403), "looking for it: the repository answers 403: no"],
])("answers of the repository fail the build: %#", async (answers, words) => {
  faults.push(...answers);
  expect(await build(FILES())).toMatchObject({ code: 1, output: expect.stringContaining(words) });
  expect(published.size).toBe(0);
});
