import { AllowedPackages } from "../../lib/packages";
import { FilledPolicy } from "../../lib/policy/filled-repository";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { VirtualPolicy } from "../../lib/policy/virtual-policy";
import { RepositoryName, ServiceEndpoints, jsonReport, textReport, verdictOf, verify } from "../../lib/verify";
import type { Verification } from "../../lib/verify/verification";
import { TemporaryFolder } from "../packages/temporary-folder";
import { policyOf, startedDouble } from "./run";
import { digestOf, rule, STANDARD, VIRTUAL } from "./service-double";

const double = startedDouble();
const folder = new TemporaryFolder();

const filledWith = (packages: Readonly<Record<string, readonly string[]>>): FilledPolicy =>
  new FilledPolicy([
    {
      packages: new Map(
        Object.entries(packages).map(([name, versions]) => [name, { versions: [...versions], places: [] }]),
      ),
    },
  ]);
const LIST = { six: ["1.17.0"], numpy: ["1.26.4", "2.1"] };
const FILES = {
  six: ["six-1.17.0-py2.py3-none-any.whl", "six-1.17.0.tar.gz"],
  numpy: ["numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.whl", "numpy-2.1.0-cp311-cp311-manylinux_2_17_x86_64.whl"],
};

const OTHER = "six-1.17.0-py3-none-any.whl";

/** A repository that holds these files, compared with a list. */
async function compared(
  uploaded: Readonly<Record<string, readonly string[]>>,
  list: Readonly<Record<string, readonly string[]>> | FilledPolicy = LIST,
  locks?: AllowedPackages,
): Promise<Verification> {
  const found = double().repositories.get(STANDARD)!;
  double().repositories.set(STANDARD, { ...found, uploaded });
  return verifying("python-own", list instanceof FilledPolicy ? list : filledWith(list), locks);
}

function verifying(
  repository: string,
  policy: FilledPolicy | VirtualPolicy,
  locks?: AllowedPackages,
): Promise<Verification> {
  const isFilled = policy instanceof FilledPolicy;
  const upstreams = isFilled ? {} : { upstreams: ["python-own"], standardUpstreams: ["python-own"] };
  return verify({
    expected: policyOf([], { mode: isFilled ? "standard" : "virtual", policy, source: undefined, ...upstreams }),
    name: RepositoryName.of("acme-ml", "us-central1", repository),
    endpoints: ServiceEndpoints.of("us-central1", [double().address]),
    credentials: { accessToken: () => Promise.resolve({ token: "x" }) },
    surroundings: { sleep: () => Promise.resolve(), notify: () => undefined },
    probe: false,
    ...(locks === undefined ? {} : { locks }),
  });
}

const differences = ({ files }: Verification): readonly unknown[][] =>
  (files?.differences ?? []).map(({ state, packageName, version }) => [state, packageName, version]);

/** A lock for each Python, say, which may have a version of its own. */
const locksOf = (files: Readonly<Record<string, readonly string[]>>): AllowedPackages => {
  const locks = Object.entries(files).flatMap(([name, some]) =>
    some.map((file) => {
      const version = /-([0-9.]*[0-9])/.exec(file)?.[1] ?? "";
      return folder.write({ "r.lock": `${name}==${version} --hash=sha256:${digestOf(file)}\n` });
    }),
  );
  return AllowedPackages.fromLockfiles(locks.flat());
};

test("what holds what the locks list is the same, whatever the spelling and the pages", async () => {
  double().pageSize = 1;
  const result = await compared(FILES);
  expect(differences(result)).toEqual([]);
  expect(result.downloads).toEqual([]);
  expect(verdictOf(result)).toBe("same");
  expect(textReport(result)).toContain(
    "What is in it: 3 versions in the policy, 4 files at the service\n  same           each version\n",
  );
  expect(result.notes.join()).toContain("--lock");
});

test("versions and packages beside the list, and missing ones, are told", async () => {
  const result = await compared({
    ...FILES,
    numpy: [FILES.numpy[0] ?? "", "numpy-2.2.0.tar.gz"],
    evil: ["evil-9.tar.gz"],
  });
  expect(differences(result)).toEqual([
    ["missing", "numpy", "2.1"],
    ["extra", "numpy", "2.2.0"],
    ["extra", "evil", "9"],
  ]);
  expect(verdictOf(result)).toBe("different");
  expect(result.downloads.map(({ name, state }) => [name, state])).toEqual([
    ["evil", "opened"],
    ["numpy", "mixed"],
  ]);
  expect(textReport(result)).toContain(
    'extra          "evil==9": it is there ("evil-9.tar.gz"), and the policy does not list it\n',
  );
  expect((JSON.parse(jsonReport(result)) as { files: unknown }).files).toMatchObject({
    expected: 3,
    deployed: 5,
    byHash: false,
    differences: [{ package: "numpy" }, { package: "numpy" }, { package: "evil" }],
  });
});

test("an empty repository lacks all", async () => {
  expect(differences(await compared({})).map(([state]) => state)).toEqual(["missing", "missing", "missing"]);
});

test("with locks each file has to have one of their hashes", async () => {
  const same = await compared(FILES, LIST, locksOf(FILES));
  expect(verdictOf(same)).toBe("same");
  expect(textReport(same)).toContain("compared by their hashes");
  // A wheel that somebody else uploaded beside the locked one.
  const swapped = await compared({ ...FILES, six: [...FILES.six, OTHER] }, LIST, locksOf(FILES));
  expect(swapped.files?.differences).toEqual([
    {
      state: "different",
      packageName: "six",
      version: "1.17.0",
      reason: `the file ${JSON.stringify(OTHER)} has the SHA-256 ${digestOf(OTHER)}, which the locks do not have`,
    },
  ]);
  expect(verdictOf(swapped)).toBe("different");
});

test.each<[string, (entry: Record<string, unknown>) => Record<string, unknown>, string]>([
  ["a hash", ({ name, owner }) => ({ name, owner }), "does not say the SHA-256"],
  ["an owner", ({ name, hashes }) => ({ name, hashes }), "does not say of which version"],
])("a file without %s is not known", async (_what, change, sentence) => {
  const name = `${STANDARD}/files/six%2Fsix-1.17.0.tar.gz`;
  const hashes = [{ type: "SHA256", value: digestOf("six-1.17.0.tar.gz") }];
  const entry = change({ name, owner: `${STANDARD}/packages/six/versions/1.17.0`, hashes });
  double().fail(/\/files\?/, 200, { files: [entry] });
  const result = await compared({}, { six: ["1.17.0"] }, locksOf({ six: ["six-1.17.0.tar.gz"] }));
  expect(result.files?.differences.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining([expect.stringContaining(sentence)]),
  );
  expect(verdictOf(result)).not.toBe("same");
});

test("digits are hashes as well as base64", async () => {
  const file = "six-1.17.0.tar.gz";
  const entry = {
    name: `${STANDARD}/files/${file}`,
    owner: `${STANDARD}/packages/Six/versions/1.17.0`,
    hashes: [{ type: "SHA256", value: digestOf(file).toUpperCase() }],
  };
  double().fail(/\/files\?/, 200, { files: [entry] });
  expect(verdictOf(await compared({}, { six: ["1.17.0"] }, locksOf({ six: [file] })))).toBe("same");
});

test("files that cannot be listed are not known, and nothing is taken for denied", async () => {
  double().fail(/\/files\?/, 403);
  const result = await compared(FILES);
  expect(result.files).toBeUndefined();
  expect(result.unknown).toEqual([expect.stringContaining("it needs the permission artifactregistry.files.list")]);
  expect(verdictOf(result)).toBe("unknown");
  const unsure = await compared(FILES, new FilledPolicy([{ packages: undefined }]));
  expect(verdictOf(unsure)).toBe("unknown");
});

test("rules on it decide on what is there", async () => {
  const found = double().repositories.get(STANDARD)!;
  double().repositories.set(STANDARD, { ...found, rules: [rule("deny", { action: "DENY" }, STANDARD)] });
  const result = await compared(FILES);
  expect(result.downloads.map(({ name, state }) => [name, state])).toEqual([
    ["numpy", "blocked"],
    ["six", "blocked"],
  ]);
});

test("before other upstreams of a virtual repository, too", async () => {
  const about = {
    name: VIRTUAL,
    format: "PYTHON",
    mode: "VIRTUAL_REPOSITORY",
    virtualRepositoryConfig: { upstreamPolicies: [{ id: "own", repository: STANDARD, priority: 20 }] },
  };
  double().repositories.set(VIRTUAL, { about, rules: [], policy: {} });
  const of = (list: Readonly<Record<string, readonly string[]>>): VirtualPolicy => {
    const filled = filledWith(list);
    return new VirtualPolicy([{ name: "python-own", priority: 20, mode: "standard", policy: filled, filled }]);
  };
  const found = double().repositories.get(STANDARD)!;
  double().repositories.set(STANDARD, { ...found, uploaded: FILES });
  const through = (list: Readonly<Record<string, readonly string[]>>): Promise<Verification> =>
    verifying("python-virtual", of(list));
  expect((await through(LIST)).downloads).toEqual([]);
  expect((await through({ numpy: LIST.numpy })).downloads.map(({ name, state }) => [name, state])).toEqual([
    ["six", "opened"],
  ]);
  double().fail(/\/files\?/, 403);
  const unseen = await through(LIST);
  expect(verdictOf(unseen)).toBe("unknown");
  expect(unseen.unknown).toEqual([expect.stringMatching(/^its upstream python-own: what is in it: /)]);
});

test("the policy of rules alone is compared as before", () => {
  expect(new FilledPolicy([{ packages: new Map() }], new RepositoryPolicy([])).contents?.size).toBe(0);
});
