import fc from "fast-check";
import { normalize } from "node:path/posix";
import { AllowedPackages, type LockfileOptions } from "../../lib/packages";
import { isOwnFolder } from "../../lib/packages/own-folder";
import { DownloadPolicy } from "../../lib/artifact-registry";
import { problemsOf, summary, TemporaryFolder } from "./temporary-folder";

const folder = new TemporaryFolder();
const index = "https://index.example/simple";

/** Of each format a lock of idna and of one more package, with what that one is from. */
const LOCKS: Readonly<Record<string, (kind: string, place: string) => string>> = {
  "requirements.txt": (kind, place) =>
    `idna==3.7\n${kind === "git" ? `acme @ git+${place}` : `-e ${place}#egg=Acme`}\n`,
  "uv.lock": (kind, place) =>
    'version = 1\nrequires-python = ">=3"\n[[package]]\nname = "idna"\nversion = "3.7"\n' +
    `source = { registry = "${index}" }\n[[package]]\nname = "acme"\n` +
    `source = { ${kind === "git" ? "git" : "directory"} = "${place}" }\n`,
  "poetry.lock": (kind, place) =>
    '[[package]]\nname = "idna"\nversion = "3.7"\n[[package]]\nname = "Acme"\nversion = "1.0"\ndevelop = true\n' +
    `[package.source]\ntype = "${kind === "git" ? "git" : "directory"}"\nurl = "${place}"\n[metadata]\n` +
    'lock-version = "2.1"\n',
  "pdm.lock": (kind, place) =>
    '[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "idna"\nversion = "3.7"\n[[package]]\nname = "acme"\n' +
    `version = "1.0"\n${kind} = "${place}"\n`,
  "Pipfile.lock": (kind, place) =>
    JSON.stringify({
      _meta: { "pipfile-spec": 6, sources: [{ name: "own", url: index }] },
      default: { idna: { version: "==3.7" }, acme: { editable: true, [kind]: place } },
    }),
  "pylock.toml": (kind, place) =>
    `lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "idna"\nversion = "3.7"\nindex = "${index}"\n` +
    'wheels = [{ url = "https://index.example/idna-3.7-py3-none-any.whl", hashes = { sha256 = "00" } }]\n' +
    '[[packages]]\nname = "acme"\n' +
    `${kind === "git" ? "vcs" : "directory"} = { ` +
    `${kind === "git" ? 'type = "git", commit-id = "00", url' : "path"} = "${place}" }\n`,
};

describe.each(Object.entries(LOCKS))("%s", (name, lock) => {
  const list = (text: string, options: LockfileOptions = {}): AllowedPackages =>
    AllowedPackages.fromLockfile(folder.write({ [name]: text }), { index, ...options });
  const elsewhere = lock("git", "https://git.example/acme");

  test.each([".", "./", "libs/acme", "./libs/acme", "libs/../libs/acme"])(
    "%s, within the folder of the lock, is left out, and told",
    (place) => {
      const own = list(lock("path", place));
      expect(summary(own)).toBe("idna==3.7");
      expect(own.leftOut).toEqual([
        { name: "acme", source: expect.stringContaining(`"${place}`), origin: expect.stringMatching(/:\d+$/) },
      ]);
    },
  );

  test.each([
    "../acme",
    "libs/../../acme",
    "/srv/acme",
    "~/acme",
    "C:\\\\acme",
    "..\\\\acme",
    "libs/acme-1.0.whl",
    "acme.zip",
  ])("%s, outside of it or an archive, is refused", (place) => {
    expect(problemsOf(() => list(lock("path", place)).packages)).toEqual([
      expect.stringMatching(
        /not (?:from a package|a release on a package) index.*--without acme|is not an option that pip knows/,
      ),
    ]);
  });

  test("what is from elsewhere is refused as soon as the list is used, in whatever way", () => {
    const refused = list(elsewhere);
    const uses = [
      () => refused.packages,
      () => refused.isEmpty,
      () => refused.needBuild,
      () => refused.leftOut,
      () => refused.union(AllowedPackages.none()),
      () => AllowedPackages.none().union(refused),
      () => refused.without("idna").packages,
      () => DownloadPolicy.allowOnly(refused),
    ];
    for (const use of uses)
      expect(problemsOf(use)).toEqual([
        expect.stringMatching(
          /git.*leave it out by \{ without: \["acme"\] \} in code or --without acme on the command line, from /,
        ),
      ]);
  });

  test("left out by name it is only told", () => {
    const path = folder.write({ [name]: elsewhere });
    const lists = [
      AllowedPackages.fromLockfile(path, { index, without: ["ACME"] }),
      AllowedPackages.fromLockfile(path, { index }).without("Acme"),
    ];
    for (const one of lists) {
      expect(summary(one)).toBe("idna==3.7");
      expect(one.leftOut).toEqual([
        {
          name: "acme",
          source: expect.stringContaining("https://git.example/acme"),
          origin: expect.stringMatching(/:\d+$/),
        },
      ]);
    }
    expect(lists[1]?.packages).toEqual(lists[0]?.packages);
    expect(summary(list(elsewhere).without("acme", "idna"))).toBe("");
    expect(
      list(elsewhere)
        .without("acme", "idna")
        .leftOut.map(({ source }) => source),
    ).toContain("a package index");
    expect(problemsOf(() => list(elsewhere, { without: ["acmee"] }))).toEqual([
      expect.stringContaining('"acmee": is not in'),
    ]);
  });

  test("a question is answered for the others", () => {
    const asked = AllowedPackages.askedFor([folder.write({ [name]: elsewhere })]);
    expect(summary(asked)).toBe("idna==3.7");
    expect(asked.leftOut.map((one) => one.name)).toEqual(["acme"]);
  });
});

test("what else is wrong is told with it, but not what is left out", () => {
  const path = folder.write({ "r.txt": "idna\nacme @ git+https://git.example/a\nb @ git+https://git.example/b\n" });
  expect(problemsOf(() => AllowedPackages.fromLockfile(path), folder)).toHaveLength(3);
  const problems = problemsOf(() => AllowedPackages.fromLockfile(path, { without: ["acme"] }), folder);
  expect(problems.map((one) => /r\.txt:\d/.exec(one)?.[0])).toEqual(["r.txt:1", "r.txt:3"]);
});

test("a package without a name cannot be left out by it", () => {
  const path = folder.write({ "r.txt": "idna==3.7\ngit+https://git.example/acme\n" });
  expect(problemsOf(() => AllowedPackages.fromLockfile(path).without("acme"))).toEqual([
    expect.stringContaining('"acme": is not in the list'),
  ]);
  expect(problemsOf(() => AllowedPackages.fromLockfile(path).packages)[0]).toContain(
    "or take it out of this lock, from ",
  );
});

test("a lock of nothing but packages from elsewhere makes an empty list, when all are left out", () => {
  const path = folder.write({ "r.txt": "acme @ git+https://git.example/acme\n" });
  expect(AllowedPackages.fromLockfile(path, { without: ["acme"] }).isEmpty).toBe(true);
});

describe("the project itself in a requirements file", () => {
  test.each([
    "-e .",
    "-e .[dev,test]",
    "-e file:.",
    "-e file:.#egg=acme",
    "-e .#egg=acme",
    "-e .[dev]#egg=acme",
    "-e file:./#egg=acme[dev]",
    '-e "acme @ file:."',
    ".",
    "./ ; python_version > '3'",
    ".#egg=acme",
    "file:.",
    "acme @ file:.",
    "acme[dev] @ file:./ ; python_version > '3'",
    "acme@file:.",
    "acme @ .",
    "acme @ ./libs/acme",
    "acme @ file:libs/acme",
    "-e libs/acme",
    "./libs/acme[dev]",
  ])("%s is left out", (line) => {
    const list = AllowedPackages.fromLockfile(folder.write({ "r.txt": `${line}\nidna==3.7\n` }));
    expect(summary(list)).toBe("idna==3.7");
    expect(list.leftOut).toHaveLength(1);
    expect([undefined, "acme"]).toContain(list.leftOut[0]?.name);
  });

  test("a place of conda's is refused with the command that writes versions, or left out by name", () => {
    const path = folder.write({ "r.txt": "idna==3.7\nacme @ file:///croot/acme_1700000000/work\n" });
    expect(problemsOf(() => AllowedPackages.fromLockfile(path).packages, folder)).toEqual([
      'requirement "acme @ file:///croot/acme_1700000000/work": is a local path, not a release on a package index; ' +
        "where pip freeze wrote that, as it does for packages of conda, pip list --format=freeze writes names " +
        "and versions instead; publish it to an index of your own and pin it by version, " +
        'or leave it out by { without: ["acme"] } in code or --without acme on the command line, from r.txt:2',
    ]);
    expect(summary(AllowedPackages.fromLockfile(path).without("acme"))).toBe("idna==3.7");
  });

  test.each([
    ["acme @ git+https://t:s3cret@git.example/x?y=s3cret", "acme"],
    ["-e git+https://git.example/x@main#egg=acme[dev]&subdirectory=y", "acme"],
    ["git+ssh://git@git.example/x#subdirectory=y&egg=Acme", "acme"],
    ["https://files.example/acme-1.0-py3-none-any.whl", "acme"],
    ["../acme-1.0-py3-none-any.whl", "acme"],
    ["-e ../acme#egg=acme", "acme"],
    ['-e "acme @ git+https://git.example/x"', "acme"],
  ])("%s can be left out as %s", (line, name) => {
    const path = folder.write({ "r.txt": `idna==3.7\n${line}\n` });
    const list = AllowedPackages.fromLockfile(path, { without: [name] });
    expect(summary(list)).toBe("idna==3.7");
    expect(list.leftOut).toHaveLength(1);
    expect(JSON.stringify(list.leftOut)).not.toContain("s3cret");
  });
});

test("what is within a folder is what a file system finds within it", () => {
  const step = fc.constantFrom("..", ".", "", "a", "b.c", "d-e");
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      const path = steps.join("/");
      if (path === "" || path.startsWith("/")) return;
      // From a folder that no path can be mistaken for, through which no way leads out and in again.
      const isWithin = steps.every((_, at) =>
        normalize(`/lock/${steps.slice(0, at + 1).join("/")}/`).startsWith("/lock/"),
      );
      expect(isOwnFolder(path)).toBe(isWithin);
    }),
    { numRuns: 500 },
  );
});
