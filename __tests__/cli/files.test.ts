import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { InstalledCommand, type Outcome } from "./installed-command";
import { WarmCommand } from "./warm-command";

const command = new InstalledCommand();
const warm = new WarmCommand(command);
const plan = readFileSync(join(__dirname, "../plan-review/plans/packages-widened.json"));
const LOCK = "six==1.17.0\n";
const STACK = JSON.stringify({
  resource: {
    google_artifact_registry_repository: {
      r: { repository_id: "r", location: "l", format: "PYTHON", mode: "REMOTE_REPOSITORY" },
    },
    google_artifact_registry_rule: {
      deny: { repository_id: "r", location: "l", rule_id: "deny", action: "DENY", operation: "DOWNLOAD" },
      six: {
        ...{ repository_id: "r", location: "l", rule_id: "six", action: "ALLOW", operation: "DOWNLOAD" },
        ...{ package_id: "six", condition: { expression: 'pkg.version.id == "1.17.0"' } },
      },
    },
  },
});

beforeAll(() => {
  command.write("six.lock", LOCK);
  command.write("cdk.tf.json", STACK);
  command.write("plan.json", plan.toString());
  command.write("none.txt", "");
});

/** Runs a line of bash, in which `private-pypi` is the command. */
function bash(line: string, input: string | Buffer = ""): Outcome {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-c", `private-pypi() { "${process.execPath}" "${command.main}" "$@"; }\n${line}`],
    { cwd: command.folder, encoding: "utf8", input, env: { PATH: process.env.PATH } },
  );
  // What takes over a second is told, and on a busy machine anything may.
  return { code: status, out: stdout, err: stderr.replaceAll(/^[a-z]+: reading(?: [^\n]+)?, \d+ s\n/gm, "") };
}

describe.each(["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])("%s is the standard input", (name) => {
  test("as a lock file", () => {
    expect(bash(`private-pypi allow ${name}`, LOCK)).toEqual({ code: 0, out: LOCK, err: "" });
    expect(bash(`private-pypi check ${name} --policy cdk.tf.json`, LOCK)).toMatchObject({ code: 0, err: "" });
  });

  test("as a policy of each kind", () => {
    for (const policy of [STACK, LOCK, plan]) {
      const { code, err } = bash(`private-pypi explain six==1.17.0 --policy ${name}`, policy);
      expect([code === 0 || code === 1, err]).toEqual([true, ""]);
    }
  });

  test("as a plan, packed or not", () => {
    const expected = warm.run("review", "plan.json");
    for (const input of [plan, gzipSync(plan)]) {
      const { code, out } = bash(`private-pypi review ${name}`, input);
      expect(code).toBe(expected.code);
      expect(out.split("\n").length).toBe(expected.out.split("\n").length);
    }
  });

  test("as approvals", () => {
    expect(bash(`private-pypi review plan.json --approved ${name}`, "# none\n")).toMatchObject({ code: 0, err: "" });
  });
});

test("what a shell puts in the place of <(a command) is read, however late it comes", () => {
  expect(bash("private-pypi allow <(sleep 0.3; cat six.lock) <(echo idna==3.10)")).toEqual({
    code: 0,
    out: "idna==3.10\nsix==1.17.0\n",
    err: "",
  });
  expect(bash("private-pypi check <(cat six.lock) --policy <(cat cdk.tf.json)")).toMatchObject({ code: 0, err: "" });
  expect(bash("private-pypi review <(cat plan.json)").code).toBe(0);
});

test("a policy that is a lock from the standard input is looked at and read, from one reading", () => {
  expect(bash("private-pypi check six.lock --policy -", LOCK)).toMatchObject({ code: 0, err: "" });
});

test("a large input comes whole", () => {
  const lock = Array.from({ length: 20_000 }, (_, index) => `package-${index}==1.0\n`).join("");
  const { out, code } = bash("private-pypi allow -", lock);
  expect([code, out.split("\n").length]).toEqual([0, 20_001]);
});

test("what is closed, a folder or nothing is a sentence", () => {
  expect(bash("private-pypi allow /dev/fd/77").err).toBe(
    'error: lock file "/dev/fd/77": is not open; a shell opens it with "< file", "command |" or "<(command)"\n',
  );
  expect(bash("private-pypi allow - < .").err).toMatch(/^error: lock file "-": is a directory; name the file in it\n$/);
  expect(bash("private-pypi allow -").err).toMatch(/^error: lock file "-": holds no packages/);
  expect(bash("private-pypi review /dev/stdin").err).toMatch(/is empty/);
});

test("a file of such a name is a file, and a lock from elsewhere cannot make the command wait", () => {
  command.write("sub/-", LOCK);
  expect(bash("private-pypi allow ./sub/-")).toMatchObject({ code: 0, out: LOCK });
  command.write("include.txt", "-r /dev/stdin\n-r /dev/fd/0\n");
  const { code, err, out } = bash("private-pypi allow include.txt", LOCK);
  expect([code, out]).toEqual([2, ""]);
  // What a shell opens as a pipe is a pipe on one system, and a socket, which has no path, under this test.
  expect(err).toMatch(/"\/dev\/stdin": (?:is not a regular file|there is no such file)/);
  expect(err).toMatch(/"\/dev\/fd\/0": (?:is not a regular file|there is no such file)/);
});

describe("what is not what it should be is recognised", () => {
  test("a plan as terraform saves it", () => {
    command.write("tfplan", "PK\u0003\u0004\u0014\u0000tfplan");
    const said =
      "is a zip archive; if it is a plan that terraform saved, give what `terraform show -json` prints of it\n";
    expect(warm.run("review", "tfplan").err).toBe(`error: plan "tfplan": ${said}`);
    expect(warm.run("explain", "six", "--policy", "tfplan").err).toBe(`error: policy file "tfplan": ${said}`);
  });

  test("a state as Terraform stores it", () => {
    command.write(
      "terraform.tfstate",
      JSON.stringify({ version: 4, serial: 1, lineage: "x", outputs: {}, resources: [] }),
    );
    expect(warm.run("explain", "six", "--policy", "terraform.tfstate").err).toBe(
      'error: policy file "terraform.tfstate": is a state as Terraform stores it, in a form of its own; ' +
        "give what `terraform show -json` prints of it\n",
    );
  });

  test("a file that is not there, with the folder that was searched", () => {
    const folder = realpathSync(command.folder);
    expect(warm.run("allow", "sub/nowhere.lock").err).toBe(
      `error: lock file "sub/nowhere.lock": there is no such file in "${folder}/sub"; ` +
        "paths are relative to the working directory\n",
    );
    command.write("sub/other.txt", "-r base.txt\n");
    expect(warm.run("allow", "sub/other.txt").err).toContain(
      `"sub/base.txt": there is no such file in "${folder}/sub"; paths are relative to the including file, ` +
        "included from sub/other.txt:1",
    );
    expect(warm.run("allow", "deeper\\base.txt").err).toContain(
      '; separate folders with "/", which every system knows',
    );
    command.write("sub/lock.txt", "-r deeper\\base.txt\n");
    expect(warm.run("allow", "sub/lock.txt").err).toContain(
      'requirements line "-r deeper\\\\base.txt": pip takes a backslash for an escape, ' +
        'so this names another file than it seems; separate folders with "/", which every system knows, ' +
        "from sub/lock.txt:1",
    );
  });
});

test("every bad file is told, of each kind", () => {
  command.write("bad.json", '{"x":1}');
  command.write("unpinned.txt", "six\n");
  const lines = (...args: string[]): readonly string[] =>
    command
      .run(...args)
      .err.split("\n")
      .filter((line) => line.startsWith("  - "));
  expect(lines("review", "nowhere.json", "bad.json", "plan.json", "none.txt")).toEqual([
    expect.stringContaining('plan "nowhere.json": '),
    expect.stringContaining('plan "bad.json": '),
    expect.stringContaining('plan "none.txt": '),
  ]);
  expect(lines("explain", "six", "--policy", "nowhere.json", "--policy", "bad.json")).toEqual([
    expect.stringContaining('policy file "nowhere.json": '),
    expect.stringContaining('policy file "bad.json": '),
  ]);
  expect(lines("check", "unpinned.txt", "nowhere.lock", "--policy", "bad.json")).toEqual([
    expect.stringContaining("unpinned.txt:1"),
    expect.stringContaining('lock file "nowhere.lock": '),
    expect.stringContaining('policy file "bad.json": '),
  ]);
});
