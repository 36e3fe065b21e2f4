import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InstalledCommand, type Outcome } from "./installed-command";
import { WarmCommand } from "./warm-command";

const command = new InstalledCommand();
const warm = new WarmCommand(command);
const PLANS = join(__dirname, "../plan-review/plans");
const REPOSITORY = ["--repository", "python-remote-repo"];

command.write("agreed.lock", "six==1.17.0\nzope.interface==7.2\n");
command.write("wanted.lock", "Six==1.17.0\nzope-interface==7.1\nidna==3.10\n");
command.write(
  "uv.lock",
  'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "kfp"\nversion = "2.12.1"\n' +
    'source = { registry = "https://index.example/simple" }\n' +
    'sdist = { url = "https://index.example/packages/kfp-2.12.1.tar.gz", hash = "sha256:00" }\n',
);

const asks = (...args: readonly string[]): unknown => {
  const { code, out, err } = warm.run(...args, "--format", "json");
  expect(err).toBe("");
  expect(out.endsWith("\n")).toBe(true);
  return { code, ...(JSON.parse(out) as object) };
};

function expectRefusal({ code, out, err }: Outcome, problem: string): void {
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(problem);
  expect(err).not.toMatch(/\n {2,}at |node:internal|\.js:\d/);
}

/**
 * What the plans, the state and the list of rules say, after the apply, of five downloads: allowed, denied or unknown.
 */
const EXPECTED: Readonly<Record<string, string>> = {
  "access-and-network.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas + left-pad==1.3.0 -",
  "initial.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas + left-pad==1.3.0 -",
  "no-changes.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas + left-pad==1.3.0 -",
  "opened-deny-removed.json": "flask==3.0.2 + flask==3.0.3 + certifi + pandas + left-pad==1.3.0 +",
  "packages-both.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas - left-pad==1.3.0 +",
  "packages-narrowed.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas - left-pad==1.3.0 -",
  "packages-widened.json": "flask==3.0.2 - flask==3.0.3 + certifi + pandas + left-pad==1.3.0 -",
  "repository-moved.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas + left-pad==1.3.0 -",
  "rules-list.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas + left-pad==1.3.0 -",
  "state.json": "flask==3.0.2 + flask==3.0.3 - certifi - pandas + left-pad==1.3.0 -",
  "unknown-package.json": "flask==3.0.2 + flask==3.0.3 ? certifi ? pandas + left-pad==1.3.0 ?",
};

/** Plans of another registry, whose one repository is called "python". */
const WITHOUT_THE_REPOSITORY = [
  "attachment-accepts-all.json",
  "dry-run-lifted.json",
  "perimeter-opened.json",
  "schedule-account-changed.json",
];

describe("explain", () => {
  test("is tried on every real file", () => {
    const tried = [...Object.keys(EXPECTED), ...WITHOUT_THE_REPOSITORY, "destroy-everything.json"];
    expect(tried.sort()).toEqual(readdirSync(PLANS).sort());
  });

  test.each(WITHOUT_THE_REPOSITORY)("%s has another repository", (file) => {
    expectRefusal(warm.run("explain", "six", "--policy", join(PLANS, file), ...REPOSITORY), 'choose one of "python"');
  });

  test.each(Object.entries(EXPECTED))("%s", (file, expected) => {
    const marks: Readonly<Record<string, string>> = { allowed: "+", denied: "-", unknown: "?" };
    const words = ["flask==3.0.2", "flask==3.0.3", "certifi", "pandas", "left-pad==1.3.0"].map((asked) => {
      const { code, decision } = asks("explain", asked, "--policy", join(PLANS, file), ...REPOSITORY) as {
        code: number;
        decision: string;
      };
      expect(code).toBe(decision === "allowed" ? 0 : 1);
      return `${asked} ${marks[decision] ?? decision}`;
    });
    expect(words.join(" ")).toBe(expected);
  });

  test("a plan that leaves no repository has no answer", () => {
    expectRefusal(
      warm.run("explain", "six", "--policy", join(PLANS, "destroy-everything.json")),
      "what is there after the apply counts",
    );
  });

  test("says which rule decides, where it stands, and why", () => {
    expect(asks("explain", "Flask==3.0.2", "--policy", join(PLANS, "initial.json"), ...REPOSITORY)).toEqual({
      code: 0,
      version: 1,
      asked: { name: "flask", version: "3.0.2" },
      decision: "allowed",
      rule: {
        id: "python-remote-repo-flask",
        address: "google_artifact_registry_rule.Pypi_Downloads_Allow-flask_AC85A870",
      },
      reason: 'rule "python-remote-repo-flask" allows version "3.0.2" of package "flask"',
    });
    expect(asks("explain", "numpy", "--policy", join(PLANS, "rules-list.json"))).toEqual({
      code: 1,
      version: 1,
      asked: { name: "numpy", version: null },
      decision: "denied",
      rule: {
        id: "python-remote-repo-deny-all",
        address:
          "projects/acme-ml/locations/us-central1/repositories/python-remote-repo/rules/python-remote-repo-deny-all",
      },
      reason: expect.stringContaining('only "1.26.4", "2.0.1" allowed') as string,
    });
    expect(
      asks("explain", "left-pad", "--policy", join(PLANS, "opened-deny-removed.json"), ...REPOSITORY),
    ).toMatchObject({ decision: "allowed", rule: null });
  });

  test("in words", () => {
    const { code, out } = warm.run("explain", "six==1.17.0", "--policy", "agreed.lock");
    expect({ code, out }).toEqual({
      code: 0,
      out: 'six==1.17.0: allowed\nrule "six" allows version "1.17.0" of package "six"\nrule at: agreed.lock:1\n',
    });
  });

  test("names of files from outside do not garble the terminal", () => {
    const red = "\u001b[31mred/pylock.toml";
    const index = "https://index.example/simple";
    const sdist = 'sdist = { url = "https://index.example/packages/docopt-0.6.2.tar.gz", hashes = { sha256 = "00" } }';
    command.write(
      red,
      `lock-version = "1.0"\ncreated-by = "test"\n[[packages]]\nname = "docopt"\nversion = "0.6.2"\n${sdist}\n`,
    );
    const outcomes = [
      warm.run("explain", "docopt", "--policy", red, "--index", index),
      warm.run("check", "wanted.lock", "--policy", red, "--index", index),
      warm.run("check", red, "--policy", "agreed.lock"),
      warm.run("allow", red, "--index", index),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 1, 0]);
    expect(outcomes.map(({ err }) => err).join("")).toContain("from \\u{1b}[31mred/pylock.toml:3\n");
    for (const { out, err } of outcomes) expect(out + err).not.toContain("\u001b");
  });

  test.each([
    ["six>=1", '"six>=1": is not NAME or NAME==VERSION'],
    ["six==1==2", "is not NAME or NAME==VERSION"],
    ["six===1", "is not NAME or NAME==VERSION"],
    ["six[x]==1", "is not NAME or NAME==VERSION"],
    ["six==", "is not NAME or NAME==VERSION"],
    ["", "is not NAME or NAME==VERSION"],
    ["six==1.x", '"1.x"'],
    ["\u001b[31msix", "\\u{1b}"],
  ])("%j is refused", (asked, problem) => {
    expectRefusal(warm.run("explain", asked, "--policy", "agreed.lock"), problem);
  });
});

describe("check", () => {
  test("says by reason what would be refused, and what to do", () => {
    const { code, out, err } = warm.run("check", "wanted.lock", "--policy", "agreed.lock");
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toBe(
      [
        '2 of 3 locked packages cannot be downloaded from "agreed.lock"',
        "",
        "not listed, so no version is allowed:",
        "  idna==3.10 (from wanted.lock:3)",
        "",
        "listed in other versions:",
        "  zope-interface==7.1 (allowed: 7.2; from wanted.lock:2)",
        "",
        "what to do:",
        "  - add what is not listed to the lock files that the repository's list is made from, " +
          "have that reviewed, and deploy it",
        "  - lock a version that is allowed, or put this one on the list in the same way",
        "",
      ].join("\n"),
    );
  });

  describe("of what is not from an index", () => {
    command.write("git.txt", "six==1.17.0\nacme @ git+https://git.example/acme\n-e ./libs/lib\n");
    const acme = {
      name: "acme",
      source: 'a version control checkout "git+https://git.example/acme"',
      origin: "git.txt:2",
    };
    const lib = { name: null, source: 'an editable install of a local path "./libs/lib"', origin: "git.txt:3" };

    test("that, and the answer for the others", () => {
      expect(asks("check", "git.txt", "--policy", "agreed.lock")).toEqual({
        code: 0,
        version: 1,
        checked: 1,
        blocked: [],
        left_out: [acme, lib],
      });
      expect(warm.run("check", "git.txt", "--policy", "agreed.lock")).toEqual({
        code: 0,
        out:
          'the locked package can be downloaded from "agreed.lock"\n\nnot from an index, so not looked at:\n' +
          `  acme (${acme.source}), from git.txt:2\n  ${lib.source}, from git.txt:3\n`,
        err: "",
      });
    });

    test("a lock of nothing else is no error", () => {
      command.write("only.txt", "acme @ git+https://git.example/acme\n");
      const { code, out } = warm.run("check", "only.txt", "--policy", "agreed.lock");
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(/^no locked package is from an index\n\nnot/),
      });
    });

    test("--without is for the locks that are asked about and for those of the policy", () => {
      expectRefusal(warm.run("check", "wanted.lock", "--policy", "git.txt"), "--without acme");
      for (const lock of ["git.txt", "wanted.lock"]) {
        const { left_out: leftOut } = asks("check", lock, "--policy", "git.txt", "--without", "acme") as {
          left_out: unknown;
        };
        expect(leftOut).toEqual(lock === "git.txt" ? [acme, lib] : []);
      }
      const names = ["--without", "idna", "--without", "acme", "--without", "Zope_Interface"];
      const { code, out } = warm.run("check", "wanted.lock", "--policy", "git.txt", ...names);
      expect({ code, out }).toEqual({
        code: 0,
        out:
          'the locked package can be downloaded from "git.txt"\n\nleft out by name:\n' +
          "  idna (a package index), from wanted.lock:3\n  zope-interface (a package index), from wanted.lock:2\n",
      });
      expectRefusal(warm.run("check", "wanted.lock", "--policy", "git.txt", "--without", "acmee"), '"acmee"');
      const plan = ["--policy", join(PLANS, "initial.json"), ...REPOSITORY];
      expect(warm.run("check", "git.txt", ...plan, "--without", "acme").code).toBe(1);
      expectRefusal(warm.run("check", "git.txt", ...plan, "--without", "idna"), "only lock files can be read without");
    });

    test("explain takes --without for the policy", () => {
      expectRefusal(warm.run("explain", "six==1.17.0", "--policy", "git.txt"), "--without acme");
      expect(warm.run("explain", "six==1.17.0", "--policy", "git.txt", "--without", "acme").code).toBe(0);
      expect(warm.run("explain", "acme", "--policy", "git.txt", "--without", "acme").code).toBe(1);
    });
  });

  test("as JSON, and nothing else", () => {
    expect(asks("check", "wanted.lock", "--policy", "agreed.lock")).toEqual({
      code: 1,
      version: 1,
      checked: 3,
      blocked: [
        { name: "idna", version: "3.10", reason: "not-listed" },
        { name: "zope-interface", version: "7.1", reason: "other-version" },
      ],
      left_out: [],
    });
    expect(asks("check", "agreed.lock", "--policy", "agreed.lock")).toEqual({
      code: 0,
      version: 1,
      checked: 2,
      blocked: [],
      left_out: [],
    });
  });

  test("what cannot be seen is not taken for allowed", () => {
    command.write("certifi.lock", "certifi==2020.1\nflask==3.0.2\n");
    expect(asks("check", "certifi.lock", "--policy", join(PLANS, "unknown-package.json"), ...REPOSITORY)).toMatchObject(
      {
        code: 1,
        checked: 2,
        blocked: [{ name: "certifi", version: "2020.1", reason: "unknown" }],
      },
    );
  });

  test.each(Object.keys(EXPECTED))("is tried on %s", (file) => {
    command.write("real.lock", "flask==3.0.2\nnumpy==1.26.4\nleft-pad==1.3.0\n");
    const reasons: Readonly<Record<string, readonly string[]>> = {
      "opened-deny-removed.json": [],
      "packages-both.json": ["numpy other-version"],
      "packages-narrowed.json": ["left-pad not-listed", "numpy other-version"],
      "packages-widened.json": ["flask other-version", "left-pad not-listed"],
      "unknown-package.json": ["left-pad unknown"],
    };
    const { blocked } = asks("check", "real.lock", "--policy", join(PLANS, file), ...REPOSITORY) as {
      blocked: readonly { name: string; reason: string }[];
    };
    expect(blocked.map(({ name, reason }) => `${name} ${reason}`)).toEqual(reasons[file] ?? ["left-pad not-listed"]);
  });

  test("packages without a wheel need tools that are allowed too", () => {
    const index = ["--index", "https://index.example/simple"];
    const { code, err } = warm.run("check", "uv.lock", "--policy", "uv.lock", ...index);
    expect(code).toBe(0);
    expect(err).toContain("note: these have no wheel");
    expect(err).toContain("kfp==2.12.1, from uv.lock:");
    command.write("tools.lock", "setuptools==80.9.0\n");
    expect(warm.run("check", "uv.lock", "--policy", "uv.lock", "--policy", "tools.lock", ...index).err).toBe("");
  });

  test("a lock may be from any index; what is allowed may not", () => {
    command.write("index.lock", "kfp==2.12.1\n");
    expect(warm.run("check", "uv.lock", "--policy", "index.lock")).toMatchObject({
      code: 0,
      out: `the locked package can be downloaded from "index.lock"\n`,
    });
    expectRefusal(
      warm.run("check", "index.lock", "--policy", "uv.lock"),
      "nobody said that the repository's upstream serves the same packages",
    );
  });

  test("two versions of a package are both looked at, though Poetry 1 does not lock which counts where", () => {
    const numpy = (version: string): string =>
      `[[package]]\nname = "numpy"\nversion = "${version}"\npython-versions = ">=3.9"\nfiles = []\n\n`;
    command.write(
      "poetry.lock",
      `${numpy("1.26.4")}${numpy("2.5.5")}[metadata]\nlock-version = "2.0"\npython-versions = ">=3.9"\n` +
        'content-hash = "00"\n',
    );
    command.write("numpy.lock", "numpy==2.5.5\n");
    expect(asks("check", "poetry.lock", "--policy", "numpy.lock")).toEqual({
      code: 1,
      version: 1,
      checked: 2,
      blocked: [{ name: "numpy", version: "1.26.4", reason: "other-version" }],
      left_out: [],
    });
    expectRefusal(
      warm.run("check", "numpy.lock", "--policy", "poetry.lock"),
      "with no markers that tell which counts where",
    );
  });

  test("of a standard repository the policy does not tell what is there, and that is said", () => {
    const own = { location: "us", repository_id: "own", format: "PYTHON", mode: "STANDARD_REPOSITORY" };
    command.write("own.tf.json", JSON.stringify({ resource: { google_artifact_registry_repository: { Own: own } } }));
    const said = "serves only what somebody uploaded, which the policy does not tell";
    const check = warm.run("check", "agreed.lock", "--policy", "own.tf.json");
    expect(check).toMatchObject({ code: 0, err: `note: "own" ${said}\n` });
    expect(warm.run("explain", "six", "--policy", "own.tf.json").out).toContain(
      `every download is allowed; it ${said}\n`,
    );
  });

  test("asks which repository is meant, and says what cannot be read", () => {
    expectRefusal(
      warm.run("check", "wanted.lock", "--policy", "nowhere.json"),
      'policy file "nowhere.json": there is no such file',
    );
    expectRefusal(
      warm.run("check", "nowhere.lock", "--policy", "agreed.lock"),
      'lock file "nowhere.lock": there is no such file',
    );
    expectRefusal(
      warm.run("check", "wanted.lock", "--policy", join(PLANS, "state.json"), "--repository", "other"),
      'repository "other": is not in policy',
    );
    expectRefusal(warm.run("check", "wanted.lock"), "required option '--policy <file>' not specified");
  });
});

test.each(["allow", "check", "explain"])("%s --help shows examples", (name) => {
  const { code, out } = warm.run(name, "--help");
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining(`Examples:\n  private-pypi ${name} `) as string,
  });
});
