import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AllowedPackages, PackageVersion } from "../../lib/packages";
import { DownloadRule } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { explain } from "../../lib/policy/explanation";
import { LockCheck } from "../../lib/policy/lock-check";
import { PolicySource } from "../../lib/policy/policy-source";
import { DownloadJudge } from "../../lib/preview/download-judge";
import { TemporaryFolder } from "./temporary-folder";

/**
 * Of 250 random versions, every spelling with zeros at the end of the release that packaging 26.4 (`Version(a) ==
 * Version(b)`) calls equal: up to four parts, or one more than the version has.
 */
const EQUAL = JSON.parse(readFileSync(join(__dirname, "equal-versions.json"), "utf8")) as Record<string, string[]>;

const folder = new TemporaryFolder();
const hash = ` --hash=sha256:${"a".repeat(64)}`;
const locked = (line: string): AllowedPackages => AllowedPackages.fromLockfile(folder.write({ "r.txt": `${line}\n` }));
const version = fc.constantFrom(...Object.keys(EQUAL));

test("the spellings of a version are those that packaging calls equal to it", () => {
  for (const [one, equal] of Object.entries(EQUAL)) expect(PackageVersion.equalSpellings(one)).toEqual(equal);
});

test("packaging finds no other pair of them equal", () => {
  fc.assert(
    fc.property(version, version, (one, other) => {
      const isEqual = EQUAL[one]?.some((spelling) => EQUAL[other]?.includes(spelling));
      expect(PackageVersion.isSame(one, other)).toBe(isEqual);
    }),
  );
});

test("a pin is enforced in each of them, by the rule's condition and by all that reads it", () => {
  fc.assert(
    fc.property(version, (pin) => {
      const path = folder.write({ "r.txt": `six==${pin}\n` });
      const [six] = AllowedPackages.fromLockfile(path).packages;
      expect(six).toMatchObject({ versions: [pin] });
      const spellings = [...(six?.spellings ?? [])];
      expect(spellings.sort()).toEqual([...(EQUAL[pin] ?? [])].sort());

      const rule = DownloadRule.allowPackage("six", "six", spellings);
      const named = [...(rule.condition ?? "").matchAll(/pkg\.version\.id == "([^"]+)"/g)].map(([, id]) => id);
      expect(named.sort()).toEqual(spellings);
      const emitted = DownloadRule.fromFields({
        ruleId: "six",
        action: "ALLOW",
        operation: "DOWNLOAD",
        packageId: "six",
        ...(rule.condition !== undefined && { condition: rule.condition }),
      });
      const repository = PolicySource.read(path).select();
      const enforced = new RepositoryPolicy([DownloadRule.denyAll("deny"), emitted]);
      const judge = new DownloadJudge(repository.policy, "six");
      for (const spelling of spellings) {
        expect(explain(`six==${spelling}`, repository).decision).toBe("allowed");
        expect(enforced.decide("six", spelling).outcome).toBe("allowed");
        expect(judge.ofFile(`six-${spelling}-py3-none-any.whl`).allowed).toBe(true);
        for (const line of [`six==${spelling}`, `six==${spelling}${hash}`])
          expect(new LockCheck(locked(line), repository).blocked).toEqual([]);
      }
      for (const other of [`${/^[0-9!.]*[0-9]/.exec(pin)?.[0] ?? ""}.7`, "9999", "9999.0"]) {
        expect(explain(`six==${other}`, repository).decision).toBe("denied");
        expect(judge.ofFile(`six-${other}-py3-none-any.whl`).allowed).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

describe("a lock that shows the index's spelling", () => {
  test.each([
    ["hashes", `six==1.17${hash}`, "r.txt", ["1.17"]],
    [
      "the name of a file",
      '[[package]]\nname = "six"\nversion = "1.17"\nfiles = [{file = "six-1.17.0-py3-none-any.whl"}]\n[metadata]\n' +
        'lock-version = "2.1"',
      "poetry.lock",
      ["1.17.0"],
    ],
    [
      "files in two spellings",
      '[metadata]\nlock_version = "4.5.0"\n[[package]]\nname = "six"\nversion = "1.17"\n' +
        'files = [{file = "six-1.17.0.tar.gz"}, {file = "six-1.17-py3-none-any.whl"}]',
      "pdm.lock",
      ["1.17", "1.17.0"],
    ],
    [
      "hashes, in Pipfile.lock",
      '{"_meta": {"pipfile-spec": 6}, "default": {"six": {"version": "==1.17", "hashes": ["sha256:aa"]}}}',
      "Pipfile.lock",
      ["1.17"],
    ],
    [
      "nothing",
      '{"_meta": {"pipfile-spec": 6}, "default": {"six": {"version": "==1.17"}}}',
      "Pipfile.lock",
      equalTo117(),
    ],
    [
      "no file",
      '[[package]]\nname = "six"\nversion = "1.17"\nfiles = []\n[metadata]\nlock-version = "2.1"',
      "poetry.lock",
      equalTo117(),
    ],
  ])("by %s", (_what, text, name, spellings) => {
    expect(AllowedPackages.fromLockfile(folder.write({ [name]: `${text}\n` })).packages[0]?.spellings).toEqual(
      spellings,
    );
  });

  test("is asked about as it is spelled, and one that does not is asked about by what rules name", () => {
    const policy = new RepositoryPolicy([
      DownloadRule.denyAll("deny"),
      DownloadRule.allowPackage("six", "six", ["1.17.0"]),
    ]);
    const blocked = (line: string): number => new LockCheck(locked(line), { policy }).blocked.length;
    expect(["six==1.17.0", "six==1.17", `six==1.17.0${hash}`].map(blocked)).toEqual([0, 0, 0]);
    expect(blocked(`six==1.17${hash}`)).toBe(1);
    expect(policy.of("six").decidePin("1.17").outcome).toBe("allowed");
    expect(policy.of("six").decide("1.17").outcome).toBe("denied");
  });

  test("equal versions that rules decide differently are unknown", () => {
    const condition = (id: string): string => `pkg.version.id == "${id}"`;
    const rule = (ruleId: string, action: string, id: string, packageId = ""): DownloadRule =>
      DownloadRule.fromFields({ ruleId, action, operation: "DOWNLOAD", packageId, condition: condition(id) });
    const policy = new RepositoryPolicy([rule("deny", "DENY", "1.17.0"), rule("six", "ALLOW", "1.17", "six")]);
    expect(policy.of("six").decidePin("1.17.0.0")).toMatchObject({
      outcome: "unknown",
      reason: expect.stringContaining("equal versions are decided differently"),
    });
    // A spelling that rules deny is the index's, whatever holds for those that they do not name.
    const denied = new RepositoryPolicy([rule("six", "DENY", "1.17.0", "six")]);
    expect(denied.of("six").decidePin("1.17").outcome).toBe("denied");
    expect(denied.of("six").decide("1.17").outcome).toBe("allowed");
  });
});

function equalTo117(): readonly string[] {
  return ["1.17", "1.17.0", "1.17.0.0"];
}
