import fc from "fast-check";
import { AllowedPackages, type LockfileOptions } from "../../lib/packages";
import { isOnPyPI, PYPI_INDEX } from "../../lib/packages/pypi";
import { problemsOf, summary, TemporaryFolder } from "./temporary-folder";

const folder = new TemporaryFolder();
const wheel = "six-1.17.0-py2.py3-none-any.whl";

/** PyPI's file host, of whose name no file of this project holds the whole. */
const pypiFiles = `https://${["files", "python" + "hosted", "org"].join(".")}/packages/b7/ce/149a`;

/** A lock of each format that can tell where a file is from without the name of an index. */
const LOCKS: Readonly<Record<string, (...urls: readonly string[]) => string>> = {
  "pylock.toml": (...urls) =>
    `lock-version = "1.0"\ncreated-by = "uv"\n[[packages]]\nname = "six"\nversion = "1.17.0"\nwheels = [${urls
      .map((url) => `{ name = "${wheel}", url = ${JSON.stringify(url)}, hashes = { sha256 = "00" } }`)
      .join(", ")}]\n`,
  "pdm.lock": (...urls) =>
    `[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1.17.0"\nfiles = [${urls
      .map((url) => `{ url = ${JSON.stringify(url)}, hash = "sha256:00" }`)
      .join(", ")}]\n`,
  "poetry.lock": (...urls) =>
    `[[package]]\nname = "six"\nversion = "1.17.0"\nfiles = [${urls
      .map((url) => `{ file = "${wheel}", url = ${JSON.stringify(url)}, hash = "sha256:00" }`)
      .join(", ")}]\n[metadata]\nlock-version = "2.1"\n`,
};

describe.each(Object.entries(LOCKS))("%s without the name of an index", (name, lock) => {
  const read = (text: string, options?: LockfileOptions): string =>
    summary(AllowedPackages.fromLockfile(folder.write({ [name]: text }), options));
  const refused = (text: string, options?: LockfileOptions): readonly string[] =>
    problemsOf(() => read(text, options), folder);

  test("files of PyPI are from PyPI, which is named by its address or by its name", () => {
    const text = lock(`${pypiFiles}/${wheel}`);
    expect(refused(text)).toEqual([
      expect.stringMatching(/^index ".*": 1 package is locked from it, and nobody said .* --index \S+ on the command/),
    ]);
    expect(refused(text)[0]).toContain(`{ index: "${PYPI_INDEX}" }`);
    expect(refused(text, { index: "https://index.example/simple" })).toHaveLength(1);
    for (const index of [PYPI_INDEX, `${PYPI_INDEX}/`, "pypi", "PyPI"])
      expect(read(text, { index })).toBe("six==1.17.0");
  });

  test.each([
    "https://wheels.vendor.example/whl/cu118/six/",
    "http://index.example/packages/",
    "https://index.example:8443/packages/",
    "https://index.example.evil.example/packages/",
    "https://index.example@evil.example/packages/",
    "https://evil.example/index.example/packages/",
    `${pypiFiles.replace("https", "http")}/`,
    `${pypiFiles.replace("packages", "simple").replace("://", "://own.")}/`,
  ])("files below %s need an index of that place", (place) => {
    const text = lock(`${place}${wheel}`);
    for (const options of [{}, { index: "https://index.example/simple" }, { index: "pypi" }]) {
      const [problem = "", ...more] = refused(text, options);
      expect(more).toEqual([]);
      const line = /^files below "(\S+)": 1 package is .* add (\{.*\}) in code or --index (\S+) on/.exec(problem);
      expect(line?.[3]).toBe(line?.[1]);
      expect(read(text, { indexes: [...Object.values(options), line?.[3] ?? ""] })).toBe("six==1.17.0");
    }
  });

  test("an index agrees to the files beside and below it, and to no others", () => {
    const index = "https://shared.example/alice/pypi/simple";
    const at = (path: string): string => lock(`https://shared.example/${path}${wheel}`);
    for (const path of ["alice/pypi/packages/", "alice/pypi/simple/six/", "alice/pypi/"])
      expect(read(at(path), { index })).toBe("six==1.17.0");
    for (const path of ["bob/pypi/packages/", "alice/pypi2/", "alice/", "", "Alice/pypi/", "bob/alice/pypi/simple/"])
      expect(refused(at(path), { index })).toHaveLength(1);
    expect(read(at("root/+f/ab/"), { index: "https://shared.example/root/+simple/" })).toBe("six==1.17.0");
  });

  test("one finding for a host names the folder that holds all its files", () => {
    const text = lock(...["a/b", "a/c", "a/c/d"].map((path) => `https://own.example/x/${path}/${wheel}?sig=s3cret#x`));
    expect(refused(text)).toEqual([expect.stringContaining('files below "https://own.example/x/a": 1 package is')]);
    expect(refused(text)[0]).not.toContain("s3cret");
    expect(read(text, { index: "https://own.example/x/a" })).toBe("six==1.17.0");
  });

  test("two hosts are two findings, and each is to be named", () => {
    const text = lock(`${pypiFiles}/${wheel}`, `https://one.example/${wheel}`, `https://other.example/f/${wheel}`);
    expect(refused(text)).toHaveLength(3);
    expect(refused(text, { index: "pypi" })).toHaveLength(2);
    expect(read(text, { indexes: ["pypi", "https://one.example", "https://other.example/simple"] })).toBe(
      "six==1.17.0",
    );
  });

  test.each([
    `https://index.example\\@evil.example/${wheel}`,
    `https://index.example/packages/../../evil/${wheel}`,
    `https://index.example/packages/%2e%2E/evil/${wheel}`,
    `https://index.example/packages/..%2f..%5Cevil/${wheel}`,
    `https://index.example/packages/./${wheel}`,
    `https://index.ex\tample/${wheel}`,
    `https:/index.example/${wheel}`,
    `https:index.example/${wheel}`,
    `https://\${HOST}/${wheel}`,
    `https:///${wheel}`,
  ])("the URL %j, which two readers may take for two places, is refused", (url) => {
    expect(refused(lock(url), { index: "https://index.example/simple" })).not.toEqual([]);
    expect(refused(lock(url), { index: "https://index.example" })).not.toEqual([]);
  });

  test("what an index agrees to is what a browser's parser finds below its folder", () => {
    const segment = fc.constantFrom("a", "b", "simple", "a%20b", "+f", "~x", "A");
    const path = fc.array(segment, { maxLength: 4 });
    fc.assert(
      fc.property(path, path, (one, other) => {
        const index = ["https://h.example", ...one].join("/");
        const url = ["https://h.example", ...other, wheel].join("/");
        const base = new URL(index.endsWith("/simple") ? `${index.slice(0, -7)}/` : `${index}/`);
        const isBelow = new URL(url).href.startsWith(base.href);
        if (isBelow) expect(read(lock(url), { index })).toBe("six==1.17.0");
        else expect(refused(lock(url), { index })).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});

describe("uv.lock", () => {
  const lock = (registry: string, url: string): string =>
    folder.write({
      "uv.lock":
        'version = 1\nrequires-python = ">=3.11"\n[[package]]\nname = "six"\nversion = "1.17.0"\n' +
        `source = { registry = "${registry}" }\nwheels = [{ url = "${url}", hash = "sha256:00" }]\n`,
    });

  test("PyPI has its files in one place, so others are told beside it", () => {
    expect(summary(AllowedPackages.fromLockfile(lock(PYPI_INDEX, `${pypiFiles}/${wheel}`), { index: "pypi" }))).toBe(
      "six==1.17.0",
    );
    const other = lock(`${PYPI_INDEX}/`, `https://mirror.example/${wheel}`);
    expect(problemsOf(() => AllowedPackages.fromLockfile(other, { index: "pypi" }))).toEqual([
      expect.stringContaining('files below "https://mirror.example": 1 package is'),
    ]);
  });

  test("another index says itself where its files are", () => {
    const index = "https://index.example/simple";
    for (const url of [`${pypiFiles}/${wheel}`, `https://storage.example/${wheel}`])
      expect(summary(AllowedPackages.fromLockfile(lock(index, url), { index }))).toBe("six==1.17.0");
  });
});

describe("comments of a requirements file", () => {
  const read = (text: string, options?: LockfileOptions): string =>
    summary(AllowedPackages.fromLockfile(folder.write({ "requirements.txt": text }), options));

  test.each([
    ["uv's annotation of a package", "six==1.17.0\n    # via -r r.in\n    # from https://own.example/simple\n", 3],
    [
      "the command line of pip-compile",
      "#\n#    pip-compile --index-url=https://own.example/simple --no-emit-index-url r.in\n#\nsix==1.17.0\n",
      2,
    ],
    ["a further index there", "#    pip-compile --extra-index-url 'https://own.example/simple' r.in\nsix==1.17.0\n", 1],
    ["a short option there", "#    pip-compile -i https://t:s3cret@own.example/simple r.in\nsix==1.17.0\n", 1],
    ["the command line of uv", "#    uv pip compile r.in --default-index https://own.example/simple\nsix==1.17.0\n", 1],
  ])("%s tells an index", (_what, text, line) => {
    const problems = problemsOf(() => read(text), folder);
    expect(problems).toEqual([
      expect.stringMatching(
        new RegExp(`^index "https://own\\.example/simple": 1 package is.*requirements\\.txt:${line}$`),
      ),
    ]);
    expect(problems[0]).not.toContain("s3cret");
    expect(read(text, { index: "https://own.example/simple/" })).toBe("six==1.17.0");
  });

  test.each([
    "# taken from https://own.example/simple\nsix==1.17.0\n",
    "# from https://own.example/simple we took this\nsix==1.17.0\n",
    "#    uv pip compile r.in -o r.txt\nsix==1.17.0\n",
    "#    pip-compile --output-file=r.txt r.in\nsix==1.17.0\n",
  ])("%j does not", (text) => {
    expect(read(text)).toBe("six==1.17.0");
  });
});

test("a host that only looks like PyPI's is another one", () => {
  expect(isOnPyPI(`${pypiFiles}/${wheel}`)).toBe(true);
  for (const url of [
    pypiFiles.replace("://", "://x"),
    pypiFiles.replace(".org", ".org.example"),
    "https://pypi.example/",
  ])
    expect(isOnPyPI(url)).toBe(false);
});
