import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Machine, REQUIREMENTS } from "../compute/machine";
import type { Report } from "../compute/machine";

const VENV = "/opt/private-pypi/venv";

const testOnMachine = Machine.skipped === undefined ? test : test.skip;
const why = Machine.skipped === undefined ? "" : ` (skipped: ${Machine.skipped})`;

let temporary = "";
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), "private-pypi-host-"));
});
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** The environments, links and other things beside them. */
const below = (report: Report, boot: number) =>
  report.runs[boot]!.files.filter((file) => file.startsWith("/opt/private-pypi/"));
const ONE = [VENV, expect.stringMatching(/\/venv-[0-9a-f]{16}$/) as string];

describe(`a host at boot${why}`, () => {
  testOnMachine("comes through three answers of 503, waiting longer each time", () => {
    const report = Machine.boot({ faults: { status: { code: 503, path: "/simple/cffi", times: 3 } }, boots: [{}] });
    expect(report.runs[0]).toMatchObject({
      code: 0,
      log: expect.stringMatching(/1 seconds\n.*2 seconds\n.*4 seconds\n/) as string,
    });
    expect(report.leaks).toEqual([]);
  });

  testOnMachine("comes through a grant that arrives late, also for pip itself", () => {
    const report = Machine.boot({ faults: { status: { code: 403, path: "six", times: 1 } }, boots: [{}] });
    expect(report.runs[0]).toMatchObject({
      code: 0,
      log: expect.stringMatching(/pip could not install: .*; trying again in 5 seconds\n.*pip is set up/s) as string,
    });
  });

  testOnMachine("comes through a metadata server that is slow to start", () => {
    const report = Machine.boot({ faults: { slowMetadata: 1 }, boots: [{}] });
    expect(report.runs[0]).toMatchObject({
      code: 0,
      log: expect.stringContaining(
        "the metadata server does not answer: timed out; trying again in 1 seconds\n",
      ) as string,
    });
  });

  testOnMachine("says so when the metadata server stays silent", () => {
    const report = Machine.boot({ faults: { slowMetadata: 99 }, boots: [{}], patience: 1 });
    expect(report.runs[0]).toMatchObject({
      code: 1,
      log: expect.stringMatching(
        /failed: the metadata server does not answer: timed out \(tried for 1 seconds\)\n$/,
      ) as string,
      files: report.before,
    });
  });

  testOnMachine("follows a redirect to another host without the token, its own and pip's", () => {
    const report = Machine.boot({ faults: { redirect: "https://files.example" }, boots: [{}] });
    expect(report.runs[0]).toMatchObject({ code: 0 });
    expect(report.other.map(({ path }) => path)).toEqual(
      expect.arrayContaining([expect.stringContaining("/pip-"), expect.stringContaining("/six-")]),
    );
    expect(report.other.filter(({ headers }) => /authorization|cookie/i.test(headers))).toEqual([]);
    expect(report.leaks).toEqual([]);
  });

  testOnMachine("keeps the token on a redirect within the index's own host", () => {
    const report = Machine.boot({ faults: { redirect: "https://us-central1-python.pkg.dev" }, boots: [{}] });
    expect(report.runs[0]).toMatchObject({ code: 0 });
    expect(report.index.filter(({ path }) => path.includes("/moved/pip-"))).toEqual([
      expect.objectContaining({ token: true }),
    ]);
  });

  testOnMachine.each(["cryptography", "six"])("recovers when the power is cut at the download of %s", (powerCut) => {
    const report = Machine.boot({ faults: { powerCut } });
    expect(report.runs[0]!.code).not.toBe(0);
    // What was cut off is there, but not where anyone looks for pip.
    expect(below(report, 0)).toEqual(expect.arrayContaining([expect.stringContaining("/work-")]));
    expect(below(report, 0)).not.toContain(VENV);
    expect(report.runs[1]).toMatchObject({ code: 0 });
    expect(below(report, 1)).toEqual(ONE);
    expect(report.leaks).toEqual([]);
  });

  testOnMachine("refuses requirements that are not the locked ones, and leaves nothing of them", () => {
    const report = Machine.boot({ faults: { wrongContent: "six" }, boots: [{}] });
    expect(report.runs[0]).toMatchObject({
      code: 1,
      log: expect.stringMatching(/failed: pip could not install: THESE PACKAGES DO NOT MATCH THE HASHES/) as string,
    });
    expect(report.runs[0]!.log).not.toContain("trying again");
    expect(below(report, 0)).toEqual([]);
  });

  testOnMachine(
    "installs changed requirements at the next boot, and keeps the old environment when they cannot be had",
    () => {
      const unknown = join(temporary, "unknown.txt");
      writeFileSync(unknown, `not-there==1.0 --hash=sha256:${"0".repeat(64)}\n`);
      const boots = [
        { requirementsFile: undefined },
        { requirementsFile: REQUIREMENTS },
        { requirementsFile: unknown },
      ];
      const report = Machine.boot({
        boots,
        patience: 3,
        afterwards: [[`${VENV}/bin/python`, "-c", "import six; print(six.__version__)"]],
      });
      expect(report.runs.map(({ code }) => code)).toEqual([0, 0, 1]);
      expect(below(report, 0)).toEqual(ONE);
      expect(below(report, 1)).toEqual(ONE);
      expect(below(report, 1)).not.toEqual(below(report, 0));
      expect(below(report, 2)).toEqual(below(report, 1));
      expect(report.runs[2]!.log).toMatch(
        /failed: pip could not install: .*not-there==1\.0.* \(tried for 3 seconds\)\n$/,
      );
      expect(report.afterwards[0]!.log).toBe("1.17.0\n");
    },
  );
});
