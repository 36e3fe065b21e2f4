import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PythonTarget, WheelProcessor } from "../../lib/cloud-build";
import { type FillBehaviour, FillDouble, REPOSITORY, sha256 } from "./fill-double";
import { runPython } from "./python-program";

const PROGRAM = join(__dirname, "../../lib/cloud-build/fill_repository.py");
const LINUX = PythonTarget.linux("3.11");

interface Locked {
  readonly name: string;
  readonly version: string;
  readonly sha256: readonly string[];
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly uploaded: readonly string[];
  readonly double: FillDouble;
}

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fill-"))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(
  behaviour: FillBehaviour,
  packages: readonly Locked[],
  more: Readonly<Record<string, unknown>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const double = await FillDouble.start(behaviour);
  const list = join(folder, "fill.json");
  writeFileSync(
    list,
    JSON.stringify({
      repository: REPOSITORY,
      upload_url: `${double.address}/upload/`,
      source: `${double.address}/simple/`,
      source_login: true,
      targets: [target(LINUX)],
      source_distributions: [],
      remove_unlisted: false,
      packages,
      ...more,
    }),
  );
  try {
    const { code, output } = await runPython([PROGRAM, list], {
      env: {
        TMPDIR: folder,
        ARTIFACT_REGISTRY_URL: `${double.address}/ar/`,
        TOKEN_URL: `${double.address}/token`,
        PATIENCE: "2",
        PAUSE: "0.02",
        WORKERS: "1",
        ...environment,
      },
    });
    expect(output).not.toContain("SECRET-TOKEN");
    expect(output).not.toContain("Traceback");
    expect(double.leaked).toEqual([]);
    return { code, output, uploaded: double.uploads.map(({ file }) => file), double };
  } finally {
    double.stop();
  }
}

function target({ targetName, minor, platforms }: PythonTarget) {
  return { name: targetName, minor, platforms };
}

const SIX = "six-1.17.0-py2.py3-none-any.whl";
const NUMPY = "numpy-2.1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
const NUMPY_MAC = "numpy-2.1.0-cp311-cp311-macosx_14_0_arm64.whl";
const NUMPY_SOURCE = "numpy-2.1.0.tar.gz";
const SOURCE = { [SIX]: "six", [NUMPY]: "numpy on linux", [NUMPY_MAC]: "numpy on mac", [NUMPY_SOURCE]: "numpy source" };
const six: Locked = { name: "six", version: "1.17.0", sha256: [sha256("six")] };
const numpy: Locked = {
  name: "numpy",
  version: "2.1.0",
  sha256: [sha256("numpy on linux"), sha256("numpy on mac"), sha256("numpy source")],
};

test("a link that is no address is left out, and the others of its page are not", async () => {
  const pageStart = '<a href="http://[x">x</a><a href="//[/six-1.17.0.tar.gz#sha256=00">y</a>';
  expect(await run({ source: SOURCE, pageStart }, [six])).toMatchObject({ code: 0, uploaded: [SIX] });
});

/** A wheel that is encrypted, by its flag; source archives whose compression is cut off, broken or none of gzip's. */
const UNREADABLE = `
import gzip, io, lzma, os, random, sys, tarfile, zipfile
def put(name, content):
    open(os.path.join(sys.argv[1], name), "wb").write(content)
def zipped(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("six-1.17.0.dist-info/METADATA", "Name: six" * 9, method)
    return bytearray(out.getvalue())
flagged = zipped(0)
flagged[flagged.find(b"PK\\x01\\x02") + 8] |= 1
flagged[flagged.find(b"PK\\x03\\x04") + 6] |= 1
put("encrypted.whl", flagged)
for name, method in (("deflated", 8), ("bzip2", 12), ("lzma", 14)):
    broken = zipped(method)
    start = broken.find(b"METADATA") + 8
    broken[start:broken.find(b"PK\\x01\\x02")] = b"\\xff" * (broken.find(b"PK\\x01\\x02") - start)
    put(name + ".whl", broken)
unknown = zipped(0)
unknown[unknown.find(b"PK\\x01\\x02") + 10] = 99
unknown[unknown.find(b"PK\\x03\\x04") + 8] = 99
put("unknown.whl", unknown)
out = io.BytesIO()
with tarfile.open(fileobj=out, mode="w") as archive:
    entry = tarfile.TarInfo("x")
    entry.size = 300000
    archive.addfile(entry, io.BytesIO(random.Random(1).randbytes(300000)))
for name, pack in (("gz", gzip.compress), ("xz", lzma.compress)):
    packed = bytearray(pack(out.getvalue()))
    put("cut-%s.tar.gz" % name, packed[:150000])
    packed[5000:5040] = bytes(255 - one for one in packed[5000:5040])
    packed[40:60] = bytes(255 - one for one in packed[40:60])
    put("broken-%s.tar.gz" % name, packed)
`;

test("a file that says nothing of itself, since it cannot be read, is copied as the lock names it", async () => {
  execFileSync("python3", ["-c", UNREADABLE, folder]);
  const files = readdirSync(folder);
  expect(files).toHaveLength(9);
  for (const file of files) {
    const content = readFileSync(join(folder, file));
    const name = file.endsWith(".whl") ? SIX : "six-1.17.0.tar.gz";
    const locked = { ...six, sha256: [sha256(content)] };
    const { double, ...outcome } = await run({ source: { [name]: content } }, [locked], {
      source_distributions: ["six"],
    });
    expect([file, outcome]).toMatchObject([file, { code: 0, uploaded: [name] }]);
    expect(Object.fromEntries(double.uploads[0]?.fields ?? [])).toMatchObject({ name: "six", version: "1.17.0" });
  }
});

test("what is missing is copied, for the targets that are asked for", async () => {
  const first = await run({ source: SOURCE }, [numpy, six]);
  expect(first).toMatchObject({ code: 0, uploaded: [NUMPY, SIX] });
  expect(first.double.uploads.map(({ content }) => content.toString())).toEqual(["numpy on linux", "six"]);
  expect(first.output).toContain("copied 2 files (17 bytes), 0 were there; 2 packages, 0 versions beside them");

  const mac = await run({ source: SOURCE }, [numpy], { targets: [target(LINUX), target(PythonTarget.macOs("3.11"))] });
  expect(mac.uploaded).toEqual([NUMPY_MAC, NUMPY]);
  const source = await run({ source: SOURCE }, [numpy], { source_distributions: ["numpy"] });
  expect(source.uploaded).toEqual([NUMPY, NUMPY_SOURCE]);
});

test("what is there is not copied again, however many pages list it", async () => {
  const stored = {
    ...Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`own${at}-1-py3-none-any.whl`, `${at}`])),
  };
  const outcome = await run({ source: SOURCE, stored: { ...stored, [SIX]: "six" }, pageSize: 3 }, [six]);
  expect(outcome).toMatchObject({ code: 0, uploaded: [] });
  expect(outcome.double.requests.filter((one) => one.startsWith("GET /files/"))).toEqual([]);
  expect(outcome.output).toContain("copied 0 files (0 bytes), 1 were there");
});

test("a run that was stopped goes on where it ended", async () => {
  const stopped = await run({ source: SOURCE, uploads: [200, 401] }, [numpy, six]);
  expect(stopped).toMatchObject({ code: 1, uploaded: [NUMPY] });
  const stored = { [NUMPY]: SOURCE[NUMPY] };
  expect(await run({ source: SOURCE, stored }, [numpy, six])).toMatchObject({ code: 0, uploaded: [SIX] });
});

test.each<[string, Partial<FillBehaviour>, readonly string[]]>([
  ["has grants that come late", { lists: [403, 403], uploads: [403, 403] }, [SIX]],
  ["meets too many requests", { lists: [429], uploads: [429, 503, 500], downloads: [429, 502] }, [SIX]],
  ["loses the answer to an upload", { uploads: ["lost"] }, [SIX]],
  ["gets half a file", { downloads: ["short", "short"] }, [SIX]],
  ["is overtaken by another run", { appearing: { [SIX]: "six" } }, []],
  ["reads files from another host, which gets no token", { filesElsewhere: true }, [SIX]],
])("a fill that %s ends well", async (_name, behaviour, uploaded) => {
  const outcome = await run({ source: SOURCE, ...behaviour }, [six]);
  expect(outcome).toMatchObject({ code: 0, uploaded });
  expect(outcome.double.store.get(SIX)?.toString()).toBe("six");
});

test.each<[string, Partial<FillBehaviour>, readonly Locked[], string]>([
  [
    "has another content in the repository",
    { stored: { [SIX]: "evil" } },
    [six],
    `${SIX}: is in the repository with another content (SHA-256 ${sha256("evil")}) than the lock says ` +
      `(${sha256("six")}); delete that version`,
  ],
  [
    "has another content than its index says",
    { source: { [SIX]: "evil" }, saysHash: { [SIX]: sha256("six") } },
    [six],
    `${SIX}: its content has the SHA-256 ${sha256("evil")}, and the lock says ${sha256("six")}; it is not copied`,
  ],
  [
    "the source does not have",
    { source: { [SIX]: "other" } },
    [six],
    "six==1.17.0: the source has none of the files that the lock lists; lock again from it",
  ],
  ["is of a package that the source does not have", {}, [{ ...six, name: "sax" }], "the source has no such package"],
  [
    "is for other targets only",
    { source: { [NUMPY_MAC]: "numpy on mac" } },
    [numpy],
    "numpy==2.1.0: none of its locked wheels is for a target; leave it out, or name it in sourceDistributions",
  ],
  ["is a source archive only", { source: { [NUMPY_SOURCE]: "numpy source" } }, [numpy], "it has no locked wheel"],
  ["nobody may upload", { uploads: Array.from({ length: 500 }, () => 403) }, [six], "was refused: 403 because of 403"],
  ["the repository refuses", { uploads: [400] }, [six], "was refused: 400 because of 400"],
  ["is asked of a repository that is not there", { lists: [404] }, [six], "the repository cannot be read: GET"],
])("a file that %s fails the fill with a sentence, and is not copied", async (_name, behaviour, packages, sentence) => {
  const outcome = await run({ source: SOURCE, ...behaviour }, packages);
  expect(outcome).toMatchObject({ code: 1, uploaded: [] });
  expect(outcome.output).toContain(sentence);
});

test("everything that is wrong is told at once, and what is right is copied", async () => {
  const outcome = await run({ source: SOURCE }, [{ ...six, sha256: [sha256("x")] }, { ...six, name: "sax" }, numpy]);
  expect(outcome).toMatchObject({ code: 1, uploaded: [NUMPY] });
  expect(outcome.output).toMatch(/sax: GET .*\nsix==1\.17\.0: .*\n2 problems/);
});

test("what the locks no longer list is told, and removed only when that is asked for and all went well", async () => {
  const stored = { "old-1.0-py3-none-any.whl": "old", [SIX]: "six" };
  const kept = await run({ source: SOURCE, stored }, [six]);
  expect(kept.output).toContain("no longer in the locks: old==1.0");
  expect(kept.double.removed).toEqual([]);
  const removed = await run({ source: SOURCE, stored }, [six], { remove_unlisted: true });
  expect(removed).toMatchObject({ code: 0, double: { removed: ["old/versions/1.0"] } });
  const failed = await run({ source: SOURCE, stored }, [six, { ...six, name: "sax" }], { remove_unlisted: true });
  expect(failed).toMatchObject({ code: 1, double: { removed: [] } });
});

test("a version of which one file is listed is not removed", async () => {
  const stored = { [NUMPY_MAC]: "numpy on mac", [NUMPY]: "numpy on linux" };
  const only = { ...numpy, sha256: [sha256("numpy on linux")] };
  expect((await run({ source: SOURCE, stored }, [only], { remove_unlisted: true })).double.removed).toEqual([]);
});

test("the upload says what the file says of itself", async () => {
  const wheel = join(folder, "own_tool-1.0-py3-none-any.whl");
  const metadata =
    "Metadata-Version: 2.4\nName: Own.Tool\nVersion: 1.0\nSummary: für alle\nRequires-Python: >=3.9\n" +
    "Requires-Dist: six\nRequires-Dist: numpy>=2\n\nText\n";
  const program =
    'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],"w")\n' +
    'z.writestr("own_tool-1.0.dist-info/METADATA",sys.argv[2])\nz.close()';
  execFileSync("python3", ["-c", program, wheel, metadata]);
  const content = readFileSync(wheel);
  const locked = { name: "own-tool", version: "1.0", sha256: [sha256(content)] };
  const { double } = await run({ source: { "own_tool-1.0-py3-none-any.whl": content } }, [locked]);
  expect(double.uploads[0]?.fields).toEqual([
    ["metadata_version", "2.4"],
    ["name", "Own.Tool"],
    ["version", "1.0"],
    ["summary", "für alle"],
    ["requires_python", ">=3.9"],
    ["requires_dist", "six"],
    ["requires_dist", "numpy>=2"],
    [":action", "file_upload"],
    ["protocol_version", "1"],
    ["filetype", "bdist_wheel"],
    ["pyversion", "py3"],
    ["sha256_digest", sha256(content)],
  ]);
  expect(double.uploads[0]?.content.equals(content)).toBe(true);
});

test("a large file goes through the disk", async () => {
  const content = Buffer.alloc(64 * 1024 * 1024, 7);
  const locked = { name: "big", version: "1", sha256: [sha256(content)] };
  const limit =
    "import resource,runpy,sys\nresource.setrlimit(resource.RLIMIT_DATA,(60*1024*1024,)*2)\nsys.argv=sys.argv[1:]\n" +
    'runpy.run_path(sys.argv[0],run_name="__main__")';
  const double = await FillDouble.start({ source: { "big-1-py3-none-any.whl": content } });
  const list = join(folder, "fill.json");
  const fill = { repository: REPOSITORY, upload_url: `${double.address}/upload/`, source: `${double.address}/simple/` };
  const rest = { source_login: true, targets: [target(LINUX)], source_distributions: [], remove_unlisted: false };
  writeFileSync(list, JSON.stringify({ ...fill, ...rest, packages: [locked] }));
  const { code, output } = await runPython(["-c", limit, PROGRAM, list], {
    env: {
      TMPDIR: folder,
      ARTIFACT_REGISTRY_URL: `${double.address}/ar/`,
      TOKEN_URL: `${double.address}/token`,
      WORKERS: "1",
    },
  });
  double.stop();
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^copied 1 files \(67108864 bytes\)/m) });
  expect(double.uploads[0]?.content.equals(content)).toBe(true);
});

describe("which wheels a target takes", () => {
  /** What `packaging` says, in the copy that pip has of it, for a machine of that kind. */
  const oracle = `
import json, sys
from pip._vendor.packaging import tags
from pip._vendor.packaging.utils import parse_wheel_filename
def platforms(kind):
    system, machine = kind
    if system == "linux":
        oldest = 17 if machine == "aarch64" else 5
        for minor in range(36, oldest - 1, -1):
            yield f"manylinux_2_{minor}_{machine}"
            old = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}.get(minor)
            if old: yield f"{old}_{machine}"
        yield f"linux_{machine}"
    elif system == "alpine":
        for minor in (2, 1, 0): yield f"musllinux_1_{minor}_{machine}"
        yield f"linux_{machine}"
    elif system == "macos":
        yield from tags.mac_platforms((15, 0), machine)
    else:
        yield machine
cases = json.load(sys.stdin)
out = []
for version, kind in cases["targets"]:
    all_platforms = list(platforms(kind))
    known = set(tags.cpython_tags((3, version), [f"cp3{version}"], all_platforms))
    known |= set(tags.compatible_tags((3, version), f"cp3{version}", all_platforms))
    out.append([bool(parse_wheel_filename(file)[3] & known) for file in cases["files"]])
print(json.dumps(out))
`;
  const pythons = [
    "cp311",
    "cp310",
    "cp312",
    "cp32",
    "cp31",
    "py3",
    "py2",
    "py2.py3",
    "py311",
    "py39",
    "py312",
    "cp311.cp312",
    "pp310",
  ];
  const abis = ["cp311", "cp310", "abi3", "none", "cp311t", "abi3.cp311"];
  const platforms = [
    ...[
      "any",
      "linux_x86_64",
      "manylinux1_x86_64",
      "manylinux2014_aarch64",
      "manylinux_2_17_x86_64.manylinux2014_x86_64",
    ],
    ...["manylinux_2_36_x86_64", "manylinux_2_39_x86_64", "manylinux_2_28_aarch64", "manylinux_2_12_i686", "win32"],
    ...["musllinux_1_1_x86_64", "musllinux_1_2_aarch64", "musllinux_1_3_x86_64", "win_amd64", "win_arm64"],
    ...["macosx_10_9_universal2", "macosx_10_9_x86_64", "macosx_11_0_arm64", "macosx_14_0_arm64", "macosx_16_0_arm64"],
    ...["macosx_10_6_intel", "macosx_11_0_universal2", "manylinux_2_5_x86_64", "macosx_10_3_universal2"],
  ];
  const files = pythons.flatMap((python) =>
    abis.flatMap((abi) => platforms.map((platform) => `a_b-1.0-1-${python}-${abi}-${platform}.whl`)),
  );
  const targets: readonly (readonly [PythonTarget, readonly [number, readonly [string, string]]])[] = [
    [PythonTarget.linux("3.11"), [11, ["linux", "x86_64"]]],
    [PythonTarget.linux("3.10", WheelProcessor.ARM64), [10, ["linux", "aarch64"]]],
    [PythonTarget.alpine("3.12"), [12, ["alpine", "x86_64"]]],
    [PythonTarget.alpine("3.9", WheelProcessor.ARM64), [9, ["alpine", "aarch64"]]],
    [PythonTarget.macOs("3.11"), [11, ["macos", "arm64"]]],
    [PythonTarget.macOs("3.12", WheelProcessor.X86_64), [12, ["macos", "x86_64"]]],
    [PythonTarget.windows("3.11"), [11, ["windows", "win_amd64"]]],
    [PythonTarget.windows("3.13", WheelProcessor.ARM64), [13, ["windows", "win_arm64"]]],
  ];

  test("is what packaging says", () => {
    const input = JSON.stringify({ targets: targets.map(([, told]) => told), files });
    const expected = JSON.parse(execFileSync("python3", ["-c", oracle], { input, encoding: "utf8" })) as boolean[][];
    const own = `
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("fill", sys.argv[1])
fill = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fill)
cases = json.load(sys.stdin)
print(json.dumps([[fill.suits(file, target) for file in cases["files"]] for target in cases["targets"]]))
`;
    const given = JSON.stringify({ targets: targets.map(([one]) => target(one)), files });
    const found = JSON.parse(
      execFileSync("python3", ["-c", own, PROGRAM], { input: given, encoding: "utf8" }),
    ) as boolean[][];
    const wrong = targets.flatMap(([{ targetName }], at) =>
      files.filter((_, which) => found[at]?.[which] !== expected[at]?.[which]).map((file) => `${targetName} ${file}`),
    );
    expect(wrong).toEqual([]);
    expect(expected.flat().filter(Boolean).length).toBeGreaterThan(300);
  });

  test("is not asked of what is no wheel's name, nor for a Python that is none", () => {
    expect(() => PythonTarget.linux("3.11.2")).toThrow(
      'python "3.11.2": must be a version of Python 3, such as "3.11"',
    );
    expect(() => PythonTarget.windows("2.7")).toThrow('python "2.7"');
  });
});
