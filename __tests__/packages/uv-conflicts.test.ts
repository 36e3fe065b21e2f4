import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { problemsOf, summary, TemporaryFolder } from "./temporary-folder";

const folder = new TemporaryFolder();
const index = "https://index.example/simple";
const registry = `source = { registry = "${index}" }`;

/**
 * Written by uv 0.13.9 from the project beside it: `uv lock`, then PyPI's hosts were changed as in fixtures/README.md.
 */
const real = readFileSync(join(__dirname, "uv-conflicts/uv.lock"), "utf8");

function read(text: string): string {
  return summary(AllowedPackages.fromLockfile(folder.write({ "uv.lock": text }), { index }));
}

function refused(text: string): readonly string[] {
  return problemsOf(() => read(text));
}

describe("the lock of extras and groups that exclude each other", () => {
  test("is taken with both versions of what they lead to, by whatever way", () => {
    expect(read(real)).toBe(
      "annotated-types==0.8.0 attrs==22.2.0 attrs==26.1.0 idna==2.10 idna==3.20 outcome==1.3.0.post0 " +
        "typing-extensions==4.16.0",
    );
  });

  test.each([
    ["no conflicts", /conflicts = \[\[[^]*?\]\]\n/, "", ["attrs", "idna"]],
    ["the conflict of the groups only", /\[\n {4}\{ package = "app", extra[^]*?\], /, "", ["attrs"]],
    // Markers of the extras count on that of the groups.
    ["the conflict of the extras only", /, \[\n {4}\{ package = "app", group[^]*?\]/, "", ["attrs", "idna"]],
    ["a conflict of other extras", /extra = "new" \},/, 'extra = "mixed" },', ["attrs"]],
    ["a conflict of another package's", /package = "app", group/g, 'package = "other", group', ["attrs", "idna"]],
    ["a dependency on both", /(?<=^dependencies = \[\n)/m, '    { name = "idna", version = "2.10" },\n', ["idna"]],
    [
      "a group that leads to both",
      /(?<=^v1 = \[\n {4}\{ name = "idna", version = "2\.10".*\n)/m,
      '    { name = "idna", version = "3.20" },\n',
      ["idna"],
    ],
  ])("declared with %s, is refused for what is not told apart", (_what, found, replacement, names) => {
    const text = real.replace(found, replacement);
    expect(text).not.toBe(real);
    expect(refused(text)).toEqual(names.map((name) => expect.stringContaining(`package "${name}": pinned to`)));
  });
});

describe("two versions with the same markers", () => {
  const markers = `resolution-markers = ["python_full_version >= '3.12'", "python_full_version < '3.12'"]`;
  const pydantic = (version: string): string =>
    `[[package]]\nname = "pydantic"\nversion = "${version}"\n${registry}\n${markers}\n`;
  const lock = (conflicts: string, app: string): string =>
    `version = 1\nrequires-python = ">=3.11"\n${conflicts}\n` +
    `${pydantic("1.10.26")}${pydantic("2.12.5")}[[package]]\nname = "app"\nsource = { editable = "." }\n${app}\n`;
  const groups =
    '[package.dev-dependencies]\nv1 = [{ name = "pydantic", version = "1.10.26" }]\n' +
    'v2 = [{ name = "pydantic", version = "2.12.5" }]';
  const declared = 'conflicts = [[{ package = "app", group = "v1" }, { package = "app", group = "v2" }]]';

  test("are taken when conflicting groups lead to them", () => {
    expect(read(lock(declared, groups))).toBe("pydantic==1.10.26 pydantic==2.12.5");
  });

  test.each([
    ["nothing leads to them", declared, ""],
    ["nothing is declared", "", groups],
    ["what is declared leads elsewhere", declared, groups.replaceAll('name = "pydantic", version', 'name = "app", x')],
    ["a set of one is declared", 'conflicts = [[{ package = "app", group = "v1" }]]', groups],
    ["something else is declared", declared.replaceAll("v", "w"), groups],
    ["the conflicts are no lists", 'conflicts = ["v1", 1]', groups],
    [
      "the same group leads to both",
      declared,
      groups.replace("\nv2 = [", "\nv1b = [").replace(/v1 = \[/, 'v1 = [{ name = "pydantic", version = "2.12.5" }, '),
    ],
  ])("are refused when %s", (_what, conflicts, app) => {
    expect(refused(lock(conflicts, app))).toEqual([expect.stringContaining('package "pydantic": pinned to')]);
  });

  test("are taken when the lock holds nothing of what is declared, and nothing else leads to them", () => {
    const text = lock(declared, "").replace(/\[\[package\]\]\nname = "app"[^]*/, "");
    expect(read(text)).toBe("pydantic==1.10.26 pydantic==2.12.5");
    const user =
      `[[package]]\nname = "user"\nversion = "1"\n${registry}\n` +
      'dependencies = [{ name = "pydantic", version = "2.12.5" }]\n';
    expect(refused(text + user)).toHaveLength(1);
  });

  test("members of a workspace may exclude each other", () => {
    const members =
      '[[package]]\nname = "one"\nsource = { editable = "one" }\n' +
      'dependencies = [{ name = "pydantic", version = "1.10.26" }]\n[[package]]\nname = "other"\n' +
      'source = { editable = "other" }\ndependencies = [{ name = "pydantic", version = "2.12.5" }]\n';
    const conflicts = 'conflicts = [[{ package = "one" }, { package = "other" }]]';
    expect(read(lock(conflicts, members))).toBe("pydantic==1.10.26 pydantic==2.12.5");
    expect(refused(lock("", members))).toHaveLength(1);
  });

  test("deep and long markers, and large sets, are answered without a wait", () => {
    const marker = `${"(".repeat(5000)}extra == 'x'${")".repeat(5000)}`;
    const many = Array.from({ length: 3000 }, (_, at) => `{ package = "app", extra = "e${at}" }`).join(", ");
    const edges = Array.from(
      { length: 3000 },
      (_, at) => `e${at} = [{ name = "pydantic", version = "${at % 2 ? "1.10.26" : "2.12.5"}", marker = "${marker}" }]`,
    );
    const start = performance.now();
    refused(lock(`conflicts = [[${many}]]`, `[package.optional-dependencies]\n${edges.join("\n")}`));
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("as trying every choice says", () => {
  const EXTRAS = ["a", "b", "c", "d"] as const;
  const version = fc.constantFrom("1", "2");
  const edge = fc.record({
    version,
    marker: fc.option(fc.tuple(fc.constantFrom("==", "!="), fc.constantFrom(...EXTRAS)), { nil: undefined }),
  });
  const edges = fc.array(edge, { maxLength: 2 });
  const extra = fc.constantFrom(...EXTRAS);
  const sets = fc.array(fc.uniqueArray(extra, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 2 });
  type Edge = typeof edge extends fc.Arbitrary<infer T> ? T : never;

  /** The edge of an extra that counts only without that extra never counts. */
  const AN_EXTRA_THAT_RULES_ITSELF_OUT: [Edge[], Record<(typeof EXTRAS)[number], Edge[]>, (typeof EXTRAS)[number][][]] =
    [
      [],
      { a: [{ version: "2", marker: ["!=", "a"] }], b: [], c: [], d: [{ version: "1", marker: undefined }] },
      [
        ["a", "d"],
        ["b", "d"],
      ],
    ];

  const written = ({ version: pinned, marker }: Edge): string =>
    `{ name = "six", version = "${pinned}"${marker === undefined ? "" : `, marker = "extra ${marker[0]} 'extra-3-app-${marker[1]}'"`} }`;

  /** Every set of extras that may be installed together, and the versions it leads to. */
  function outcomes(
    base: readonly Edge[],
    byExtra: Readonly<Record<string, readonly Edge[]>>,
    conflicts: readonly (readonly string[])[],
  ): readonly ReadonlySet<string>[] {
    return Array.from({ length: 2 ** EXTRAS.length }, (_, bits) => EXTRAS.filter((__, at) => (bits >> at) % 2 === 1))
      .filter((chosen) => conflicts.every((set) => set.filter((one) => chosen.includes(one as never)).length <= 1))
      .map((chosen) => {
        const active = [...base, ...chosen.flatMap((one) => byExtra[one] ?? [])];
        const holds = ({ marker }: Edge): boolean =>
          marker === undefined || chosen.includes(marker[1]) === (marker[0] === "==");
        return new Set(active.filter(holds).map((one) => one.version));
      });
  }

  test("what is taken is never installed together, and by one set all of that is taken", () => {
    fc.assert(
      fc.property(edges, fc.record({ a: edges, b: edges, c: edges, d: edges }), sets, (base, byExtra, conflicts) => {
        const six = (pinned: string): string => `[[package]]\nname = "six"\nversion = "${pinned}"\n${registry}\n`;
        const list = (some: readonly Edge[]): string => `[${some.map(written).join(", ")}]`;
        const text = [
          'version = 1\nrequires-python = ">=3.11"',
          `conflicts = [${conflicts.map((set) => `[${set.map((one) => `{ package = "app", extra = "${one}" }`).join(", ")}]`).join(", ")}]`,
          six("1"),
          six("2"),
          `[[package]]\nname = "app"\nsource = { virtual = "." }\ndependencies = ${list(base)}`,
          "[package.optional-dependencies]",
          ...EXTRAS.map((one) => `${one} = ${list(byExtra[one])}`),
        ].join("\n");
        const all = outcomes(base, byExtra, conflicts);
        const isApart = all.every((versions) => versions.size < 2);
        const areReached = ["1", "2"].every((pinned) => all.some((versions) => versions.has(pinned)));
        let isTaken = true;
        try {
          read(text);
        } catch {
          isTaken = false;
        }
        if (isTaken) expect({ isApart, areReached }).toEqual({ isApart: true, areReached: true });
        else if (conflicts.length === 1 && isDecidedBy(conflicts[0] ?? [], base, byExtra))
          expect(isApart && areReached).toBe(false);
      }),
      { numRuns: 400, examples: [AN_EXTRA_THAT_RULES_ITSELF_OUT] },
    );
  });

  /** Whether only the set tells what is reached: other extras may be chosen or not, whatever the set's choice. */
  function isDecidedBy(
    set: readonly string[],
    base: readonly Edge[],
    byExtra: Readonly<Record<string, readonly Edge[]>>,
  ): boolean {
    const everything = [base, ...Object.values(byExtra)].flat();
    return everything.every(({ marker }) => marker === undefined || set.includes(marker[1]));
  }
});
