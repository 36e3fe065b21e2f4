import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { BuildContext } from "../../lib/cloud-build/build-context";
import { folderOf, removeFolders } from "./folders";

afterEach(removeFolders);

const MEBI = 1_048_576;

/** What Python's tarfile reads in an archive: name, mode, size, link, owner and time of each entry. */
function readByPython(archive: Buffer): unknown {
  const program = `
import io, json, sys, tarfile
with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()), mode="r:gz") as tar:
    out = [[m.name, oct(m.mode), m.size, m.linkname, m.uid, m.gid, m.uname, m.gname, m.mtime, m.type.decode(),
            tar.extractfile(m).read().decode("latin-1") if m.isfile() else None] for m in tar]
print(json.dumps(out))`;
  return JSON.parse(execFileSync("python3", ["-c", program], { input: archive, encoding: "utf8" }));
}

function contextOf(files: Readonly<Record<string, string | Buffer>>): BuildContext {
  return BuildContext.fromFolder(folderOf(files));
}

function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return String(error);
  }
  throw new Error("nothing was refused");
}

describe("the archive", () => {
  test("is read by others as it was meant, sorted, without times and owners", () => {
    const folder = folderOf({ "b/two": "2", a: "one", "b.txt": "", run: "#!/bin/sh" });
    chmodSync(join(folder, "run"), 0o700);
    symlinkSync("b/two", join(folder, "link"));
    const entry = (name: string, mode: string, content: string) => [
      name,
      mode,
      content.length,
      "",
      0,
      0,
      "",
      "",
      0,
      "0",
      content,
    ];
    expect(readByPython(BuildContext.fromFolder(folder).archive)).toEqual([
      entry("a", "0o644", "one"),
      entry("b.txt", "0o644", ""),
      entry("b/two", "0o644", "2"),
      ["link", "0o644", 0, "b/two", 0, 0, "", "", 0, "2", null],
      entry("run", "0o755", "#!/bin/sh"),
    ]);
  });

  test("is unpacked by GNU tar, long and foreign names and links included", () => {
    const long = `${"d".repeat(90)}/${"e".repeat(120)}/${"f".repeat(200)}`;
    const folder = folderOf({
      [long]: "long",
      "ü/日本.txt": "unicode",
      ["g".repeat(100)]: "just",
      ["h".repeat(101)]: "over",
    });
    symlinkSync(long, join(folder, "to-long"));
    const out = folderOf({});
    writeFileSync(join(out, "a.tar.gz"), BuildContext.fromFolder(folder).archive);
    execFileSync("tar", ["-xzf", "a.tar.gz"], { cwd: out });
    rmSync(join(out, "a.tar.gz"));
    expect(execFileSync("diff", ["-r", folder, out], { encoding: "utf8" })).toBe("");
    expect(readFileSync(join(out, "to-long"), "utf8")).toBe("long");
  });

  test("is the same for the same files, whatever their times, modes of others, place, and order of creation", () => {
    const files = { "x/1": "one", "x/2": "two", y: "three" };
    const one = BuildContext.fromFolder(folderOf(files));
    const reversed = folderOf(Object.fromEntries(Object.entries(files).reverse()));
    utimesSync(join(reversed, "y"), 1, 2);
    chmodSync(join(reversed, "x/1"), 0o666);
    mkdirSync(join(reversed, "empty"));
    const other = BuildContext.fromFolder(reversed);
    expect(other.hash).toBe(one.hash);
    expect(other.archive.equals(one.archive)).toBe(true);
  });

  test("has the bytes that it had when this test was written", () => {
    const { hash, archive } = contextOf({ Dockerfile: "FROM scratch\n", "src/a.py": "print(1)\n".repeat(1000) });
    expect(hash).toBe("6c6a39c074f019a8fdab");
    expect(createHash("sha256").update(archive).digest("hex")).toBe(
      "43e6855d68615b237754eaaa96faa69fed6634a51d179ec7973218d19cde31bc",
    );
    // The tar that was hashed is the one that is in it.
    expect(execFileSync("sha256sum", { input: gunzipSync(archive), encoding: "utf8" }).slice(0, 20)).toBe(hash);
  });

  test.each<[string, (folder: string) => void]>([
    [
      "a renamed file",
      (folder) => {
        rmSync(join(folder, "a"));
        writeFileSync(join(folder, "c"), "1");
      },
    ],
    [
      "a new empty file",
      (folder) => {
        writeFileSync(join(folder, "c"), "");
      },
    ],
    [
      "other content",
      (folder) => {
        writeFileSync(join(folder, "a"), "2");
      },
    ],
    [
      "a file that can be run",
      (folder) => {
        chmodSync(join(folder, "a"), 0o755);
      },
    ],
    [
      "a link for a file",
      (folder) => {
        rmSync(join(folder, "a"));
        symlinkSync("b", join(folder, "a"));
      },
    ],
    [
      "content that has moved to the next file",
      (folder) => {
        writeFileSync(join(folder, "a"), "");
        writeFileSync(join(folder, "b"), "12");
      },
    ],
  ])("has another hash for %s", (_name, change) => {
    const folder = folderOf({ a: "1", b: "2" });
    const before = BuildContext.fromFolder(folder).hash;
    change(folder);
    expect(BuildContext.fromFolder(folder).hash).not.toBe(before);
  });

  test("holds extra files as if they were in the folder, whatever its ignore file says", () => {
    const files = { Dockerfile: "FROM scratch\n", "a/b": "x" };
    const apart = BuildContext.fromFolder(folderOf({ Dockerfile: files.Dockerfile }), "Dockerfile", {
      extraFiles: { "a/b": "x" },
    });
    const together = BuildContext.fromFolder(folderOf(files), "Dockerfile");
    expect([apart.hash, apart.fileNames]).toEqual([together.hash, together.fileNames]);
    expect(apart.archive.equals(together.archive)).toBe(true);
    const ignoring = folderOf({ Dockerfile: files.Dockerfile, ".dockerignore": "a\n" });
    expect(BuildContext.fromFolder(ignoring, "Dockerfile", { extraFiles: { "a/b": "x" } }).fileNames).toContain("a/b");
  });

  test("does not change when files are touched", () => {
    const folder = folderOf({ a: "1" });
    symlinkSync("a", join(folder, "l"));
    const before = BuildContext.fromFolder(folder).archive;
    utimesSync(join(folder, "a"), 5, 6);
    lutimesSync(join(folder, "l"), 5, 6);
    expect(BuildContext.fromFolder(folder).archive.equals(before)).toBe(true);
  });

  test("holds any content under any name", () => {
    // "/" makes folders; what cannot be a name, or would be a folder too, is not tried.
    const name = fc
      .string({ unit: fc.constantFrom("a", "b", "Z", ".", "-", "é", "日", "😀", " "), minLength: 1, maxLength: 120 })
      .filter((text) => !/^\.+$/.test(text) && Buffer.byteLength(text) < 250 && text !== ".dockerignore");
    fc.assert(
      fc.property(fc.dictionary(name, fc.uint8Array({ maxLength: 1500 }), { minKeys: 1, maxKeys: 6 }), (files) => {
        const contents = Object.fromEntries(Object.entries(files).map(([key, bytes]) => [key, Buffer.from(bytes)]));
        const read = readByPython(contextOf(contents).archive) as [string, string, number, ...unknown[]][];
        expect(read.map((entry) => [entry[0], entry[2], entry.at(-1)])).toEqual(
          Object.entries(contents)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, bytes]) => [key, bytes.length, bytes.toString("latin1")]),
        );
        removeFolders();
      }),
      { numRuns: 25 },
    );
  });
});

describe("is refused:", () => {
  test("a folder that is not there, is none, or is empty", () => {
    expect(refusal(() => BuildContext.fromFolder("/no/such"))).toContain('folder "/no/such": is not there');
    const folder = folderOf({ a: "" });
    expect(refusal(() => BuildContext.fromFolder(join(folder, "a")))).toContain("is not a folder");
    rmSync(join(folder, "a"));
    mkdirSync(join(folder, "empty"));
    expect(refusal(() => BuildContext.fromFolder(folder))).toContain("holds no file");
  });

  test.each(["../up", "/etc/hostname", "a/../../up", "C:/x", "..", "../../etc"])("a link to %s", (target) => {
    const folder = folderOf({ a: "" });
    symlinkSync(target, join(folder, "link"));
    expect(refusal(() => BuildContext.fromFolder(folder))).toMatch(/link ".*link": leads to ".*", out of the folder/);
    // Below, one step up stays inside.
    expect(BuildContext.fromFolder(withLinkBelow("../a")).fileNames).toContain("sub/link");
  });

  test("a link that leads out through another, whatever the names say", () => {
    const folder = folderOf({ "a/b/c": "" });
    symlinkSync("../..", join(folder, "a/b/top"));
    symlinkSync("a/b/top/../", join(folder, "link"));
    expect(refusal(() => BuildContext.fromFolder(folder))).toMatch(/link ".*link": leads to ".*", out of the folder/);
    const inside = folderOf({ "a/b/c": "" });
    symlinkSync("../..", join(inside, "a/b/top"));
    symlinkSync("a/b/top/a/b/c", join(inside, "link"));
    symlinkSync("nothing/there", join(inside, "dangling"));
    expect(BuildContext.fromFolder(inside).fileNames).toEqual(["a/b/c", "a/b/top", "dangling", "link"]);
  });

  test("a socket and a pipe, and both at once", async () => {
    const folder = folderOf({ a: "" });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
    execFileSync("mkfifo", [join(folder, "pipe")]);
    try {
      expect(refusal(() => BuildContext.fromFolder(folder))).toMatch(
        /2 problems[^]*pipe": is neither[^]*socket": is neither/,
      );
      writeFileSync(join(folder, ".dockerignore"), "pipe\nsocket\n");
      expect(BuildContext.fromFolder(folder).fileNames).toEqual([".dockerignore", "a"]);
    } finally {
      server.close();
    }
  });

  test("names that are not portable", () => {
    expect(refusal(() => contextOf({ "a\nb": "" }))).toContain("holds a control character");
    expect(refusal(() => contextOf({ "a\\b": "" }))).toContain('or a "\\"');
    const folder = folderOf({ a: "" });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), "");
    expect(refusal(() => BuildContext.fromFolder(folder))).toContain("its name is not UTF-8");
  });

  test("what is too large, naming the largest", () => {
    const folder = folderOf({ small: "1", "data/set.csv": Buffer.alloc(2 * MEBI), model: Buffer.alloc(MEBI) });
    expect(refusal(() => BuildContext.fromFolder(folder, undefined, { maxSizeMebibytes: 2 }))).toMatch(
      /4 MiB in 3 files, at most 2 MiB are allowed; the largest are "data\/set.csv" with 2 MiB, "model" with 1 MiB/,
    );
    expect(BuildContext.fromFolder(folder, undefined, { maxSizeMebibytes: 4 }).fileNames).toHaveLength(3);
  });

  test("extra files that are no paths in the folder, stand there already, or hold a credential", () => {
    const folder = folderOf({ Dockerfile: "FROM scratch\n", "a/b": "x", ".dockerignore": "c\n", c: "left out" });
    const refusal = (extraFiles: Record<string, unknown>): string => {
      try {
        BuildContext.fromFolder(folder, "Dockerfile", { extraFiles: extraFiles as Record<string, string> });
      } catch (error) {
        return String(error);
      }
      throw new Error("nothing was refused");
    };
    for (const name of ["", "/a", "../a", "a/../c", "./a", ".", "..", "a/", "x//y"]) {
      expect(refusal({ [name]: "x" })).toContain(`extraFiles ${JSON.stringify(name)}: must be a path in the folder`);
    }
    for (const name of ["Dockerfile", "a/b", "a", "a/b/c"]) {
      expect(refusal({ [name]: "x" })).toContain(`extraFiles ${JSON.stringify(name)}: the folder`);
    }
    expect(refusal({ "a\u0001": "x" })).toContain("control character");
    expect(refusal({ a: 1 })).toContain('extraFiles "a": must be a text that is known at synth');
    expect(refusal({ "pip.conf": "[global]\nindex-url = https://me:hunter22@index.example/simple\n" })).toContain(
      "holds an address with a password in it",
    );
  });

  test("a credential, unless it is named as wanted", () => {
    const files = { "src/key.json": '{"type": "service_account", "private_key": "-----BEGIN"}', a: "" };
    expect(refusal(() => contextOf(files))).toMatch(
      /file ".*src\/key.json": holds the key of a service account, .* line "src\/key.json" in .dockerignore .* credentialFiles/,
    );
    const wanted = BuildContext.fromFolder(folderOf(files), undefined, { credentialFiles: ["src/key.json"] });
    expect(wanted.fileNames).toEqual(["a", "src/key.json"]);
    expect(contextOf({ ...files, ".dockerignore": "src" }).fileNames).toEqual([".dockerignore", "a"]);
  });

  test("a name on the list of wanted files that is of no use", () => {
    expect(
      refusal(() => BuildContext.fromFolder(folderOf({ a: "" }), undefined, { credentialFiles: ["a", "b"] })),
    ).toMatch(/2 problems[^]*credentialFiles "a": no file[^]*credentialFiles "b": no file/);
  });
});

function withLinkBelow(target: string): string {
  const folder = folderOf({ a: "", "sub/x": "" });
  symlinkSync(target, join(folder, "sub/link"));
  expect(existsSync(join(folder, "sub/link"))).toBe(true);
  return folder;
}
