import fc from "fast-check";
import { AllowedPackages } from "../../lib/packages";
import { problemsOf, summary, TemporaryFolder } from "./temporary-folder";

const folder = new TemporaryFolder();

const index = "https://index.example/simple";

function uvLock(...packages: readonly { name: string; version: string; wheel?: boolean }[]): string {
  return `version = 1\nrequires-python = ">=3.11"\n${packages
    .map(
      ({ name, version, wheel = true }) => `
[[package]]
name = "${name}"
version = "${version}"
source = { registry = "${index}" }
sdist = { url = "https://index.example/packages/${name}.tar.gz" }
${wheel ? `wheels = [{ url = "https://index.example/packages/${name}.whl" }]` : ""}
`,
    )
    .join("")}`;
}

describe("lists from locks", () => {
  test("versions of one package from several locks are merged, oldest first", () => {
    const one = folder.write({ "a.txt": "six==1.10.0\nIdna==3.7\n" });
    const other = folder.write({ "b.txt": "# dev\nsix==1.9.0\n" });
    expect(AllowedPackages.fromLockfiles([one, other]).packages).toEqual([
      { name: "idna", versions: ["3.7"], spellings: ["3.7", "3.7.0", "3.7.0.0"], origins: [`${one}:2`] },
      {
        name: "six",
        versions: ["1.9.0", "1.10.0"],
        spellings: ["1.9", "1.9.0", "1.9.0.0", "1.10", "1.10.0", "1.10.0.0"],
        origins: [`${one}:1`, `${other}:2`].sort(),
      },
    ]);
  });

  test("two texts of one version are both kept, since rules compare texts", () => {
    const one = folder.write({ "a.txt": "six==1.0\n" });
    const other = folder.write({ "b.txt": "six==1.0.0\n" });
    expect(summary(AllowedPackages.fromLockfiles([one, other]))).toBe("six==1.0 six==1.0.0");
  });

  test("what is wrong with several locks is said at once", () => {
    const one = folder.write({ "a.txt": "six\n" });
    const other = folder.write({ "b.txt": "idna>=3\n" });
    expect(problemsOf(() => AllowedPackages.fromLockfiles([one, other]), folder)).toEqual([
      expect.stringContaining("from a.txt:1"),
      expect.stringContaining("from b.txt:1"),
    ]);
  });

  test("an empty list must be said by none()", () => {
    for (const action of [() => AllowedPackages.fromLockfiles([]), () => AllowedPackages.fromNames([])]) {
      expect(problemsOf(action)[0]).toContain("AllowedPackages.none()");
    }
    expect(AllowedPackages.none().isEmpty).toBe(true);
    expect(AllowedPackages.none().packages).toEqual([]);
    expect(AllowedPackages.fromNames(["six"]).isEmpty).toBe(false);
  });
});

describe("lists from names", () => {
  test("allow any version, once for each package", () => {
    expect(AllowedPackages.fromNames(["six", "Foo_Bar", "foo.bar"]).packages).toEqual([
      { name: "foo-bar", origins: [] },
      { name: "six", origins: [] },
    ]);
  });

  test("all wrong names are said at once", () => {
    expect(problemsOf(() => AllowedPackages.fromNames(["six", "a b", "-"]))).toHaveLength(2);
  });
});

describe("union", () => {
  test("any version wins over some versions, either way round", () => {
    const locked = AllowedPackages.fromLockfile(folder.write({ "a.txt": "six==1.0\nidna==3.7\n" }));
    const named = AllowedPackages.fromNames(["six"]);
    expect(summary(locked.union(named))).toBe("idna==3.7 six==any");
    expect(named.union(locked)).toEqual(locked.union(named));
    expect(locked.union(named).packages[1]?.origins).toHaveLength(1);
  });

  test("with nothing it is the list itself", () => {
    const list = AllowedPackages.fromNames(["six"]);
    expect(list.union()).toEqual(list);
    expect(list.union(AllowedPackages.none())).toEqual(list);
  });
});

describe("without", () => {
  const path = folder.write({
    "uv.lock": uvLock({ name: "six", version: "1.0" }, { name: "kfp", version: "2.0", wheel: false }),
  });
  const list = AllowedPackages.fromLockfile(path, { index });

  test("takes packages out by any spelling, with what they need built", () => {
    expect(list.needBuild).toEqual([{ name: "kfp", version: "2.0", origin: `${path}:11` }]);
    expect(summary(list.without("KFP"))).toBe("six==1.0");
    expect(list.without("KFP").needBuild).toEqual([]);
    expect(list.without("six").needBuild).toEqual(list.needBuild);
    expect(list.union(list).needBuild).toEqual(list.needBuild);
  });

  test("a name that is not in the list is an error, and the list stays as it is", () => {
    expect(problemsOf(() => list.without("sixx", "six", "a b"))).toEqual([
      'package "sixx": is not in the list, so it cannot be taken out; correct the name or drop it',
      expect.stringContaining('package name "a b": not a valid package name'),
    ]);
    expect(list.packages).toHaveLength(2);
  });
});

test("a list cannot be changed", () => {
  const list = AllowedPackages.fromLockfile(folder.write({ "a.txt": "six==1.0\n" }));
  const [six] = list.packages;
  for (const target of [list.packages, list.needBuild, six?.versions, six?.origins]) {
    expect(Object.isFrozen(target)).toBe(true);
  }
  // Only lists: jsii writes on objects which one of another language they are.
  for (const target of [list, six]) expect(Object.isExtensible(target)).toBe(true);
});

const names = fc.constantFrom("six", "Six", "foo-bar", "Foo.Bar", "foo_bar", "idna");
const pins = fc.array(fc.tuple(names, fc.constantFrom("1.0", "v1.0", "1.0.0", "2.0rc1", "10.1")), {
  minLength: 1,
  maxLength: 8,
});

test("order and repetition of the inputs change nothing", () => {
  fc.assert(
    fc.property(pins, fc.infiniteStream(fc.nat()), (wanted, random) => {
      const paths = wanted.map(([name, version]) => folder.write({ "a.txt": `${name}==${version}\n` }));
      const shuffled = [...paths, ...paths]
        .map((path) => [random.next().value ?? 0, path] as const)
        .sort(([one], [other]) => one - other)
        .map(([, path]) => path);
      const list = AllowedPackages.fromLockfiles(paths);
      expect(AllowedPackages.fromLockfiles(shuffled)).toEqual(list);
      const [first, ...rest] = shuffled.map((path) => AllowedPackages.fromLockfile(path));
      expect(first?.union(...rest)).toEqual(list);
    }),
    { numRuns: 30 },
  );
});
