import { Machine } from "./machine";
import type { Boot, Report } from "./machine";

const VENV = "/opt/private-pypi/venv";

jest.setTimeout(60_000);

const testOnMachine = Machine.skipped === undefined ? test : test.skip;
const why = Machine.skipped === undefined ? "" : ` (skipped: ${Machine.skipped})`;

/** A failed boot ends with one sentence, and leaves pip.conf and nothing else. */
function expectFailure(report: Report, sentence: string | RegExp): Boot {
  const [boot] = report.runs;
  expect(boot?.code).toBe(1);
  expect(boot?.log.trimEnd().split("\n").at(-1)).toMatch(sentence);
  expect(boot?.log).not.toContain("Traceback");
  expect(boot?.files.filter((file) => !report.before.includes(file))).toEqual(["/etc/pip.conf", "/opt/private-pypi"]);
  expect(report.leaks).toEqual([]);
  return boot!;
}

describe(`the startup script${why}`, () => {
  testOnMachine(
    "makes pip work at the first boot, with nothing but Python and the repository, and changes nothing at the second",
    () => {
      const report = Machine.boot({
        afterwards: [
          [`${VENV}/bin/pip`, "list", "--format=freeze"],
          [`${VENV}/bin/python`, "-c", "import six, keyring; print(type(keyring.get_keyring()).__name__)"],
          [`${VENV}/bin/pip`, "config", "list"],
          // As a user would, through keyring.
          [`${VENV}/bin/pip`, "download", "--quiet", "--no-deps", "--no-cache-dir", "--dest", "/var/tmp/here", "idna"],
        ],
      });
      expect(report.withoutPip.every((said) => said.includes("No module named"))).toBe(true);
      expect(report.outside).toBe("Network is unreachable");

      const [first, second] = report.runs;
      expect(first).toMatchObject({
        code: 0,
        log: expect.stringMatching(/private-pypi: pip is set up: \/opt\/private-pypi\/venv\/bin\/pip\n$/) as string,
      });
      expect(first!.files.filter((file) => !report.before.includes(file))).toEqual([
        "/etc/pip.conf",
        "/opt/private-pypi",
        VENV,
        expect.stringMatching(/^\/opt\/private-pypi\/venv-[0-9a-f]{16}$/),
      ]);
      expect(second).toMatchObject({
        code: 0,
        log: "private-pypi: pip is set up already\n",
        snapshot: first!.snapshot,
      });

      const [list, keyring, config, download] = report.afterwards;
      expect(list!.log).toMatch(/^six==1\.17\.0$/m);
      expect(list!.log).toMatch(/^keyrings\.google-artifactregistry-auth==/m);
      expect(keyring!.log).toBe("GooglePythonAuth\n");
      expect(config!.log).toContain("global.keyring-provider='import'");
      expect(download).toEqual(expect.objectContaining({ code: 0, log: "" }));

      // pip itself asks without a token first, which is when it turns to keyring; the script never does.
      expect(report.index.filter(({ token }) => !token).map(({ path }) => path)).toEqual([
        "/my-project/python/simple/six/",
        "/my-project/python/simple/idna/",
      ]);
      expect(report.other).toEqual([]);
      expect(report.leaks).toEqual([]);
    },
  );

  testOnMachine.each([
    [401, "/", /us-central1-python\.pkg\.dev answers 401 Unauthorized for the page of pip \(tried for 3 seconds\)$/],
    [403, "/simple/cffi", /answers 403 Forbidden for the page of cffi \(tried for 3 seconds\)$/],
    [404, "/simple/", /answers 404 Not Found for the page of pip \(tried for 3 seconds\)$/],
    [503, ".whl", /answers 503 Service Unavailable for pip-\S+\.whl \(tried for 3 seconds\)$/],
  ])("gives up on %d for %s in the end", (code, path, sentence) => {
    const report = Machine.boot({ faults: { status: { code, path, times: 99 } }, boots: [{}], patience: 3 });
    expect(expectFailure(report, sentence).log).toContain("; trying again in 1 seconds\n");
  });

  testOnMachine("asks once where asking again cannot help", () => {
    const report = Machine.boot({ faults: { status: { code: 400, path: "/", times: 99 } }, boots: [{}] });
    expectFailure(report, /answers 400 Bad Request for the page of pip$/);
    expect(report.index).toHaveLength(1);
  });

  testOnMachine.each(["pip", "google-auth"])("refuses a %s that is not the locked one, at once", (name) => {
    const said = name.replace("-", "_");
    const content = Machine.boot({ faults: { wrongContent: name }, boots: [{}] });
    expectFailure(content, new RegExp(`${said}-\\S+\\.whl has the sha256 [0-9a-f]{64}, which is not in the lock$`));
    const page = Machine.boot({ faults: { wrongFragment: name }, boots: [{}] });
    expectFailure(page, new RegExp(`no wheel of ${name} \\S+ in https://\\S+/ has a hash of the lock$`));
  });

  testOnMachine("follows no redirect that leaves https", () => {
    const report = Machine.boot({ faults: { redirect: "http://files.example" }, boots: [{}] });
    expectFailure(report, /pip-\S+\.whl is at http:\/\/files\.example, and only https is followed$/);
    expect(report.other).toEqual([]);
  });

  testOnMachine("gives the token to no host to which a redirect leads, nor back", () => {
    const report = Machine.boot({
      faults: { redirect: "https://files.example", redirectBack: "https://us-central1-python.pkg.dev" },
      boots: [{}],
      patience: 1,
    });
    expectFailure(
      report,
      /us-central1-python\.pkg\.dev answers 401 Unauthorized for pip-\S+\.whl \(tried for 1 seconds\)$/,
    );
    expect(report.other.length).toBeGreaterThan(0);
    expect(report.other.filter(({ headers }) => /authorization|cookie/i.test(headers))).toEqual([]);
  });

  testOnMachine.each(["4m", "12m"])("says that a disk of %s is full", (disk) => {
    expectFailure(Machine.boot({ faults: { disk }, boots: [{}] }), /^private-pypi: failed: .*No space left on device$/);
  });
});
