import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo } from "node:net";
import { createServer } from "node:http";
import { join } from "node:path";
import { MigrationProgram } from "../../lib/static-index";
import { type FillBehaviour, FillDouble, REPOSITORY, sha256 } from "../cloud-build/fill-double";
import { InstalledCommand } from "../cli/installed-command";
import { BucketDouble } from "./bucket-double";
import { IndexFolder, type Made, type Outcome, sdist, wheel } from "./index-folder";

const MADE = [wheel("a", "1"), sdist("a", "2"), wheel("b", "1", { requires: ">=3.8" }), wheel("Foo_Bar", "1.0")];
const names = (made: readonly Made[]): string[] => made.map(({ path }) => path.replace(/^.*\//, "")).sort();

let repository: FillDouble;

async function newRepository(behaviour: Partial<FillBehaviour> = {}): Promise<FillDouble> {
  repository = await FillDouble.start({ source: {}, ...behaviour });
  return repository;
}

afterEach(() => {
  repository.stop();
});

/** @param until is asked after each line, and ends the program where it says so */
async function migrate(
  source: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
  until: (out: string) => boolean = () => false,
): Promise<Outcome> {
  const { address } = repository;
  const command = [
    "-B",
    "-S",
    MigrationProgram.FOLDER,
    "--repository",
    REPOSITORY,
    "--upload-url",
    `${address}/upload/`,
    ...args,
  ];
  return new Promise((resolve) => {
    const child = spawn("python3", [...command, "--", source], {
      env: {
        PATH: process.env.PATH,
        ARTIFACT_REGISTRY_URL: `${address}/ar/`,
        TOKEN_URL: `${address}/token`,
        PATIENCE: "2",
        PAUSE: "0.02",
        WORKERS: "1",
        NO_PROXY: "*",
        ...env,
      },
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      if (until(out)) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk) => (err += String(chunk)));
    child.once("close", (code) => {
      expect(out + err).not.toMatch(/SECRET-TOKEN|Traceback/);
      resolve({ code, out, err });
    });
  });
}

const content = (folder: IndexFolder, made: readonly Made[]): Record<string, string> =>
  Object.fromEntries(
    made.map(({ path }) => [path.replace(/^.*\//, ""), sha256(readFileSync(join(folder.root, path)))]),
  );
const stored = (): Record<string, string> =>
  Object.fromEntries([...repository.store].map(([name, bytes]) => [name, sha256(bytes)]));

test("what is in a folder is in the repository then, byte by byte, and the folder stays as it was", async () => {
  const folder = new IndexFolder(...MADE);
  await newRepository();
  const { code, out, err } = await migrate(folder.root);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(
    "4 files copied, 0 were there, 0 refused, 0 left out; 4 are in the repository with the hashes of the source",
  );
  expect(stored()).toEqual(content(folder, MADE));
  expect(readdirSync(folder.root)).toEqual(["files"]);
  const fields = Object.fromEntries(repository.uploads.find(({ file }) => file.startsWith("Foo_Bar"))!.fields);
  expect(fields).toMatchObject({ ":action": "file_upload", name: "Foo_Bar", version: "1.0", filetype: "bdist_wheel" });
});

test("a dry run says what would be done, and does nothing", async () => {
  const folder = new IndexFolder(...MADE, wheel("a", "3", { metadata: "Name: evil\nVersion: 3\n\n" }));
  await newRepository();
  const { code, out } = await migrate(folder.root, ["--dry-run"]);
  expect(code).toBe(1);
  expect(
    out
      .split("\n")
      .flatMap((line) => /^to copy {3}(\S+)/.exec(line)?.[1] ?? [])
      .sort(),
  ).toEqual(names(MADE));
  expect(out).toContain("refused   'files/a-3-py3-none-any.whl': its metadata says name 'evil'");
  expect(out).toContain("4 files to copy, 0 are there, 1 refused, 0 left out; nothing was copied");
  expect(repository.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
});

test.each([1, 2, 3])(
  "ended after %i files, it goes on where it was: nothing is lost, and nothing is there twice",
  async (count) => {
    const folder = new IndexFolder(...MADE);
    await newRepository();
    const first = await migrate(folder.root, [], {}, (out) => out.split("copied    ").length > count);
    expect([first.code, repository.store.size >= count]).toEqual([null, true]);
    const before = repository.uploads.length;
    const { code, out } = await migrate(folder.root);
    expect(code).toBe(0);
    expect(out).toContain(`${4 - before} files copied, ${before} were there`);
    expect(stored()).toEqual(content(folder, MADE));
    expect(repository.uploads.map(({ file }) => file).sort()).toEqual(names(MADE));
  },
);

test("an upload whose answer is lost counts, and is not sent twice", async () => {
  const folder = new IndexFolder(...MADE);
  await newRepository({ uploads: ["lost", 503, 200] });
  expect((await migrate(folder.root)).code).toBe(0);
  expect(repository.uploads.map(({ file }) => file).sort()).toEqual(names(MADE));
});

test("what the repository has with another content is refused, and stays", async () => {
  const folder = new IndexFolder(...MADE);
  await newRepository({ stored: { "a-1-py3-none-any.whl": "another" } });
  const { code, out } = await migrate(folder.root);
  expect(code).toBe(1);
  expect(out).toContain(
    `refused   'files/a-1-py3-none-any.whl': the repository has it with another content (SHA-256 ${sha256("another")}`,
  );
  expect(out).toContain("3 files copied, 0 were there, 1 refused, 0 left out; 3 are in the repository");
  expect(repository.store.get("a-1-py3-none-any.whl")?.toString()).toBe("another");
});

test("bad names, versions with two contents, withdrawn files and what is not allowed are named, and stay", async () => {
  const folder = new IndexFolder(
    ...MADE,
    wheel("c", "1"),
    { ...wheel("C", "1.0"), content: "other\n" },
    { ...wheel("b", "1"), path: "old/b-1-py3-none-any.whl", requires: ">=3.8" },
  );
  folder.write("files/README.md", "x").write("files/a-1-py3-none-any.whl.yanked", "").write("files/a-1.whl", "x");
  const packages = ["a", "b", "c"].map((name) => ({ name, versions: "any" }));
  folder.write("allow.json", JSON.stringify({ version: 1, packages }));
  await newRepository();
  const { code, out } = await migrate(folder.root, ["--allow", join(folder.root, "allow.json")]);
  const told = Object.fromEntries(
    out.split("\n").flatMap((line) => {
      const [, what = "", path = "", why = ""] = /^(refused|left out) +'(.*?)': (.*)$/.exec(line) ?? [];
      return what === "" ? [] : [[path, `${what}: ${why}`]];
    }),
  );
  expect(told).toMatchObject({
    "allow.json": expect.stringContaining("left out: it is no distribution") as unknown,
    "files/README.md": expect.stringContaining("left out: it is no distribution") as unknown,
    "files/a-1.whl": expect.stringContaining("left out: its name is no wheel's") as unknown,
    "files/a-1-py3-none-any.whl": expect.stringContaining("left out: it is withdrawn") as unknown,
    "files/Foo_Bar-1.0-py3-none-any.whl": "left out: the allow list does not hold it",
    "files/C-1.0-py3-none-any.whl": expect.stringContaining("refused: it is the same distribution as") as unknown,
    "files/c-1-py3-none-any.whl": expect.stringContaining("refused: it is the same distribution as") as unknown,
    "old/b-1-py3-none-any.whl": "left out: it is there more than once, with the same content",
  });
  expect([code, [...repository.store.keys()].sort()]).toEqual([1, ["a-2.tar.gz", "b-1-py3-none-any.whl"]]);
});

test("a bucket is copied as a folder is, with what its pages' program knows; nothing is written to it", async () => {
  const bucket = new BucketDouble();
  const folder = new IndexFolder(...MADE);
  for (const { path } of MADE) bucket.put(path, readFileSync(join(folder.root, path)));
  await newRepository();
  const env = { ...(await bucket.start()), GOOGLE_OAUTH_ACCESS_TOKEN: "secret-token" };
  try {
    expect((await migrate("gs://packages", [], env)).code).toBe(0);
    expect(stored()).toEqual(content(folder, MADE));
    expect(bucket.requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
  } finally {
    bucket.stop();
  }
});

describe("an index", () => {
  const serve = async (folder: IndexFolder, made: readonly Made[], behaviour: Partial<FillBehaviour> = {}) => {
    const source = Object.fromEntries(
      made.map(({ path }) => [path.replace(/^.*\//, ""), readFileSync(join(folder.root, path))]),
    );
    const index = await FillDouble.start({ source, isOpen: true, ...behaviour });
    return index;
  };

  test("is copied by its pages", async () => {
    const folder = new IndexFolder(...MADE);
    const index = await serve(folder, MADE);
    await newRepository();
    try {
      expect((await migrate(`${index.address}/simple`)).code).toBe(0);
      expect(stored()).toEqual(content(folder, MADE));
    } finally {
      index.stop();
    }
  });

  test("whose file has another hash than its page, or says another name, is refused that file", async () => {
    const made = [wheel("a", "1"), wheel("b", "1"), wheel("c", "1", { metadata: "Name: evil\nVersion: 1\n\n" })];
    const folder = new IndexFolder(...made);
    const index = await serve(folder, made, { saysHash: { "b-1-py3-none-any.whl": "0".repeat(64) } });
    await newRepository();
    try {
      const { code, out } = await migrate(`${index.address}/simple/`);
      expect([code, [...repository.store.keys()]]).toEqual([1, ["a-1-py3-none-any.whl"]]);
      expect(out).toContain("refused   'b-1-py3-none-any.whl': b-1-py3-none-any.whl: its content has the SHA-256");
      expect(out).toContain("refused   'c-1-py3-none-any.whl': its metadata says name 'evil'");
    } finally {
      index.stop();
    }
  });

  test("is told what is withdrawn, has no hash, or is no distribution; none of it is copied", async () => {
    const made = [wheel("a", "1"), wheel("a", "2"), wheel("a", "3"), wheel("a", "4")];
    const folder = new IndexFolder(...made);
    const [one, two, three, four] = made.map(({ path }) => {
      const bytes = readFileSync(join(folder.root, path));
      return { bytes, name: path.replace(/^.*\//, ""), hash: `#sha256=${sha256(bytes)}` };
    });
    const page = [
      `<a href="${one!.name}${one!.hash}">1</a>`,
      `<a href="${two!.name}${two!.hash}" data-yanked>2</a>`,
      `<a data-yanked="broken" href="${three!.name}${three!.hash}">3</a>`,
      `<a href="${four!.name}">4</a><a href="${four!.name.replace("4", "5")}#sha256=abc">5</a>`,
      `<a href="ftp://index.example/a-6.tar.gz${one!.hash}">6</a>`,
      `<a href="a-1.exe${one!.hash}">exe</a><a href="../">up</a>`,
      '<a href="http://[x/a-7.tar.gz">7</a>',
    ];
    const server = createServer(({ url = "" }, answer) => {
      if (url === "/simple/") answer.end('<a href="a/">a</a>');
      else if (url === "/simple/a/") answer.end(page.join("\n"));
      else answer.end(made.map((_, at) => [one, two, three, four][at]!).find(({ name }) => url.endsWith(name))?.bytes);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    await newRepository();
    try {
      const { port } = server.address() as AddressInfo;
      const { code, out } = await migrate(`http://127.0.0.1:${port}/simple/`);
      expect([code, [...repository.store.keys()]]).toEqual([1, [one!.name]]);
      for (const { name } of [two!, three!]) expect(out).toContain(`left out  '${name}': it is withdrawn`);
      for (const name of [four!.name, four!.name.replace("4", "5")]) {
        expect(out).toContain(`refused   '${name}': its page has no SHA-256 of it`);
      }
      expect(out).toContain("refused   'a-6.tar.gz': its address is none of http or https");
      expect(out).toContain("refused   'http://[x/a-7.tar.gz': a page links to it, and it is no address");
      expect(out).toContain("left out  'a-1.exe': it is no distribution");
    } finally {
      server.close();
    }
  });
});

test("a repository that cannot be read leaves all undone", async () => {
  await newRepository({ lists: [404] });
  const { code, err } = await migrate(new IndexFolder(...MADE).root);
  expect([code, err, repository.uploads]).toEqual([
    2,
    expect.stringContaining("error: the repository cannot be read"),
    [],
  ]);
});

test("a run that cannot be brought to its end says what it did, and what to do", async () => {
  const folder = new IndexFolder(...MADE);
  await newRepository({ lists: [200, 404] });
  const { code, err } = await migrate(folder.root);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^error: the repository cannot be read: .*\n4 files were copied before, .*run it again: /s),
  ]);
  const again = await migrate(folder.root);
  expect([again.code, again.out]).toEqual([0, expect.stringContaining("0 files copied, 4 were there")]);
});

test("two runs at once leave each file once, and both end well", async () => {
  const folder = new IndexFolder(...MADE);
  await newRepository();
  const runs = await Promise.all([migrate(folder.root), migrate(folder.root)]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(stored()).toEqual(content(folder, MADE));
});

describe("the command", () => {
  const command = new InstalledCommand();

  test.each(["own", "projects/p/repositories/own", "https://index.example/simple/"])(
    "refuses %s as a repository",
    async (to) => {
      await newRepository();
      const { code, err } = command.run("migrate", ".", "--to", to);
      expect([code, err]).toEqual([2, expect.stringContaining(`error: repository "${to}": must be projects/PROJECT/`)]);
    },
  );

  test.each(["projects/my-project/locations/us/repositories/own", "https://us-python.pkg.dev/my-project/own/simple/"])(
    "takes %s, and says what is wrong with the source",
    async (to) => {
      await newRepository();
      const { code, err } = command.run("migrate", "no-such-folder", "--to", to);
      expect([code, err]).toEqual([2, "error: 'no-such-folder': there is no such folder\n"]);
    },
  );
});
