import { AllowedPackages, type LockfileOptions } from "../../lib/packages";
import { PYPI_INDEX } from "../../lib/packages/pypi";
import { problemsOf, summary, TemporaryFolder, used } from "./temporary-folder";

const folder = new TemporaryFolder();
const index = "https://index.example/simple";

function lock(content: object, sources: readonly object[] = [{ name: "pypi", url: index }], spec: unknown = 6): string {
  return JSON.stringify({ _meta: { hash: {}, "pipfile-spec": spec, requires: {}, sources }, ...content }, undefined, 4);
}

function read(text: string, options: LockfileOptions = { index }): AllowedPackages {
  return used(AllowedPackages.fromLockfile(folder.write({ "Pipfile.lock": text }), options));
}

function refused(text: string, options?: LockfileOptions): readonly string[] {
  return problemsOf(() => read(text, options), folder);
}

test("all categories count, with the lines of their entries", () => {
  const list = read(
    lock({
      default: { six: { version: "==1.17.0" } },
      develop: { Foo_Bar: { version: "==2.0" } },
      docs: { idna: { version: "===3.7" } },
    }),
  );
  expect(summary(list)).toBe("foo-bar==2.0 idna==3.7 six==1.17.0");
  expect(list.packages.map(({ origins }) => origins[0]?.split(":").at(-1))).toEqual(["19", "24", "14"]);
});

test(
  "each source of the lock has to be named, whatever the packages say: " +
    "older pipenv looked for every package in all of them",
  () => {
    const own = "https://own.example/simple";
    const sources = [
      { name: "pypi", url: index },
      { name: "own", url: own },
    ];
    for (const b of [{}, { index: "pypi" }, { index: "own" }]) {
      const content = { default: { a: { version: "==1" } }, develop: { b: { version: "==1", ...b } } };
      const text = lock(content, sources);
      for (const options of [{ index }, { index: own }]) {
        expect(refused(text, options)).toEqual([
          expect.stringMatching(/^index "https:\/\/(?:own|index)\.example\/simple": 2 packages are.*Pipfile\.lock:6$/),
        ]);
      }
      expect(refused(text, {})).toHaveLength(2);
      expect(summary(read(text, { indexes: [index, own] }))).toBe("a==1 b==1");
    }
  },
);

test.each([
  ["without a URL", [{ name: "pypi", url: index }, { name: "own" }]],
  ["that is a text", [{ name: "pypi", url: index }, "own"]],
  ["in no list", { name: "pypi", url: index }],
])("a source %s is refused", (_what, sources) => {
  const text = lock({ default: { a: { version: "==1" } } }, sources as never);
  expect(refused(text)).toEqual([expect.stringMatching(/source.*from Pipfile\.lock:\d+$/)]);
});

test("credentials of a source are neither compared nor shown", () => {
  const text = lock({ default: { a: { version: "==1" } } }, [
    { name: "own", url: "https://$USER:${PASSWORD}@Own.example:443/simple/" },
  ]);
  expect(refused(text)[0]).toMatch(/^index "https:\/\/own\.example\/simple": /);
  expect(summary(read(text, { index: "https://own.example/simple" }))).toBe("a==1");
});

test("an index that is not among the sources is refused", () => {
  expect(refused(lock({ default: { a: { version: "==1", index: "gone" } } }))).toEqual([
    expect.stringContaining('package "a": its index ("gone") is not one of the lock\'s sources'),
  ]);
});

describe("a source without a name", () => {
  const locked = (name: string): object => ({ default: { a: { version: "==1", index: name } } });

  test("goes by that of its host, as pipenv has it", () => {
    const sources = [{ url: "https://user:secret@own.example:8443/simple", verify_ssl: true }];
    const options = { index: "https://own.example:8443/simple" };
    expect(summary(read(lock(locked("own.example"), sources), options))).toBe("a==1");
    expect(refused(lock(locked("own.example"), sources))).toEqual([expect.stringMatching(/^index "https:\/\/own/)]);
  });

  test.each(["", "/"])("is pypi when it is PyPI, written with %j at the end", (end) => {
    const sources = [{ url: `${PYPI_INDEX}${end}`, verify_ssl: true }];
    expect(summary(read(lock(locked("pypi"), sources), { index: "pypi" }))).toBe("a==1");
    expect(refused(lock(locked("pypi"), sources))).toEqual([expect.stringMatching(/^index .*pypi/)]);
  });

  test.each([
    ["pypi", "https://own.example/simple"],
    ["own", "https://own.example/simple"],
    ["pypi", `${PYPI_INDEX}/../own`],
    ["pypi", PYPI_INDEX.replace("https:", "http:")],
  ])("is not %j when it is %s", (name, url) => {
    const problems = refused(lock(locked(name), [{ url }]), { indexes: ["pypi", "https://own.example/simple"] });
    expect(problems).toContainEqual(expect.stringContaining("is not one of the lock's sources"));
  });

  test("does not lend its host to one that has a name", () => {
    const sources = [{ name: "own", url: "https://own.example/simple" }];
    expect(refused(lock(locked("own.example"), sources), { index: "https://own.example/simple" })).toEqual([
      expect.stringContaining("is not one of the lock's sources"),
    ]);
  });
});

test("a lock without sources names no index", () => {
  expect(summary(read(lock({ default: { a: { version: "==1" } } }, []), {}))).toBe("a==1");
});

test.each([{ editable: true, path: "." }, { path: "./" }, { editable: true, file: "." }, { file: "./" }])(
  "the project itself is left out as %j",
  (app) => {
    expect(summary(read(lock({ default: { app, six: { version: "==1" } } })))).toBe("six==1");
  },
);

test.each([
  [
    "a checkout",
    { git: "https://user:secret@git.example/x.git", ref: "main" },
    'comes from git "https://git.example/x.git"',
  ],
  ["a path", { path: "../x" }, 'comes from path "../x"'],
  ["an editable path", { editable: true, path: "../x" }, "comes from path"],
  ["a file", { file: "https://files.example/x.whl", version: "==1" }, "comes from file"],
  ["a range", { version: ">=1" }, '">=1" is not pinned to one version'],
  [
    "any version",
    { version: "*" },
    '"*" is not pinned to one version, as pipenv leaves what is not for the machine that it locks on; ' +
      "pin it in the Pipfile",
  ],
  ["a wildcard", { version: "==1.*" }, '"1.*" is a wildcard'],
  ["no version", {}, "has no version"],
  ["a number for a version", { version: 1 }, "its version is the number 1, not a text"],
  ["a text for a table", "==1", "is not a table with a version"],
])("%s is refused", (_what, locked, problem) => {
  expect(refused(lock({ default: { x: locked } }))).toEqual([expect.stringContaining(`package "x": ${problem}`)]);
});

test("two versions in one category need markers of their own", () => {
  const two = (one: object, other: object): string =>
    lock({ default: { six: { version: "==1", ...one }, Six: { version: "==2", ...other } } });
  expect(refused(two({}, {}))).toEqual([expect.stringContaining("with no markers that tell")]);
  expect(summary(read(two({ markers: "os_name == 'nt'" }, { markers: "os_name != 'nt'" })))).toBe("six==1 six==2");
});

test("two categories may have a version each, since each is installed by itself", () => {
  expect(summary(read(lock({ default: { six: { version: "==1" } }, develop: { six: { version: "==2" } } })))).toBe(
    "six==1 six==2",
  );
});
