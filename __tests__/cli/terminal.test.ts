import { spawnSync } from "node:child_process";
import { InstalledCommand } from "./installed-command";
import { WarmCommand } from "./warm-command";

const command = new InstalledCommand();
const warm = new WarmCommand(command);
const COMMANDS = [
  "allow",
  "check",
  "explain",
  "preview",
  "settings",
  "index",
  "index-manifests",
  "migrate",
  "verify",
  "review",
  "completion",
];
const STACK = JSON.stringify({
  resource: {
    google_artifact_registry_repository: {
      r: { repository_id: "r", location: "l", format: "PYTHON", mode: "REMOTE_REPOSITORY" },
    },
  },
});

function bash(line: string): { readonly code: number | null; readonly out: string; readonly err: string } {
  const script = `private-pypi() { "${process.execPath}" "${command.main}" "$@"; }\n${line}`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], {
    cwd: command.folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  return { code: status, out: stdout, err: stderr };
}

describe("help", () => {
  test.each([[], ...COMMANDS.map((name) => [name])])("fits 80 columns: %s", (...name) => {
    const { out, code } = warm.run(...name, "--help");
    expect(code).toBe(0);
    // A word that is longer than a line stays whole.
    const isOneWord = (line: string): boolean => /^ *\S+(?: \\)?$/.test(line);
    expect(out.split("\n").filter((line) => line.length > 80 && !isOneWord(line))).toEqual([]);
  });

  test.each(COMMANDS)("has examples of %s that a shell takes as one command each", (name) => {
    const { out } = warm.run(name, "--help");
    const examples = out.slice(out.indexOf("\nExamples:\n")).match(/^ {2}.*private-pypi [^]*?(?<!\\)$/gm) ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const printed = bash(
        `private-pypi() { printf '%s\\n' "$1"; }; ${example.replace(/^.* \| /, "").replaceAll(/ [<|>].*/g, "")}`,
      );
      expect([example, printed.out]).toEqual([example, `${name}\n`]);
    }
  });
});

describe("progress", () => {
  test("is told when a command takes over a second, on the standard error output, and not with --quiet", () => {
    const slow = "(sleep 2.5; echo six==1.17.0) | private-pypi allow -";
    const told = bash(slow);
    expect(told).toMatchObject({ code: 0, out: "six==1.17.0\n" });
    expect(told.err).toMatch(/^(?:allow: reading, \d+ s\n)+$/);
    expect(bash(`${slow} --quiet`)).toEqual({ code: 0, out: "six==1.17.0\n", err: "" });
  });

  test("says how much is read, and is silent for what is small", () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `package-${index}==1.${index}\n`).join("");
    command.write("large.txt", lines);
    const { out, err, code } = command.run("allow", "large.txt");
    expect([code, out.split("\n").length]).toEqual([0, 200_001]);
    expect(err).toMatch(/^(?:allow: reading 5 MiB, \d+ s\n)*$/);
    command.write("small.txt", "six==1.17.0\n");
    expect(warm.run("allow", "small.txt").err).toBe("");
  });
});

test("--quiet keeps notes back, and no error", () => {
  command.write("six.txt", "six==1.17.0\n");
  command.write("open.json", STACK.replace("REMOTE_REPOSITORY", "STANDARD_REPOSITORY"));
  const check = ["check", "six.txt", "--policy", "open.json"];
  expect(warm.run(...check).err).toMatch(/^note: /);
  expect(warm.run(...check, "--quiet")).toMatchObject({ code: 0, err: "" });
  expect(warm.run("check", "nowhere.txt", "--policy", "open.json", "--quiet").err).toMatch(/^error: /);
});

test("JSON is ASCII, whatever the files are called", () => {
  const lock = "schön\u202e.txt";
  command.write(lock, "six==1.17.0\n");
  for (const words of [
    ["allow", lock],
    ["check", lock, "--policy", lock, "--without", "six"],
    ["explain", "six==1.17.0", "--policy", lock],
  ]) {
    const { out } = warm.run(...words, "--format", "json");
    expect(out).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.stringify(JSON.parse(out))).toContain(`${lock}:1"`);
  }
});

test("a name from outside is escaped in the text, too", () => {
  command.write("six.txt", "six==1.17.0\n");
  command.write("turned.json", STACK.replace('"repository_id":"r"', '"repository_id":"r\u202e"'));
  const { out } = warm.run("check", "six.txt", "--policy", "turned.json");
  expect(out).toContain(String.raw`can be downloaded from "r\u{202e}"`);
  expect(out).not.toContain("\u202e");
});

describe("check of a repository that denies nothing", () => {
  test("says that everything else can be downloaded too", () => {
    command.write("six.txt", "six==1.17.0\n");
    command.write("open.json", STACK);
    const text = warm.run("check", "six.txt", "--policy", "open.json");
    expect(text).toEqual({
      code: 0,
      out:
        'the locked package can be downloaded from "r"\n' +
        'so can everything else: no rule of "r" denies what is not listed\n',
      err: "",
    });
    const json = JSON.parse(warm.run("check", "six.txt", "--policy", "open.json", "--format", "json").out) as object;
    expect(json).toMatchObject({ checked: 1, others: "allowed", blocked: [] });
  });

  test("and of one that denies all others, nothing of the kind", () => {
    command.write("six.txt", "six==1.17.0\n");
    const check = ["check", "six.txt", "--policy", "six.txt"];
    expect(warm.run(...check).out).toMatch(/^the locked package can be downloaded from "\S+"\n$/);
    expect(JSON.parse(warm.run(...check, "--format", "json").out)).not.toHaveProperty("others");
  });
});

describe("completion", () => {
  /** What bash offers when a line has been written so far; the last word is being written. */
  function complete(...words: readonly string[]): readonly string[] {
    const { out, err } = bash(
      `source <(private-pypi completion bash)
       COMP_WORDS=(private-pypi ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _private_pypi
       printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
    expect(err).toBe("");
    return out.split("\n").filter((word) => word !== "");
  }

  test("of bash has commands, options and their values, and leaves files to the shell", () => {
    expect([...complete("")].sort()).toEqual([...COMMANDS].sort());
    expect(complete("re")).toEqual(["review"]);
    expect(complete("check", "--fo")).toEqual(["--format"]);
    expect(complete("review", "--format", "")).toEqual(expect.arrayContaining(["text", "markdown", "json"]));
    expect(complete("completion", "f")).toEqual(["fish"]);
    expect(complete("check", "requ")).toEqual([]);
    expect(bash("source <(private-pypi completion bash); complete -p private-pypi").out).toContain("-o default");
  });

  test.each(["zsh", "fish"])("of %s names every command and option", (shell) => {
    const { out, code } = warm.run("completion", shell);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(out).toContain(name);
    for (const flag of ["policy", "fail-on", "allow-host", "quiet"]) expect(out).toContain(flag);
  });

  test("of another shell is refused", () => {
    expect(warm.run("completion", "tcsh")).toMatchObject({ code: 2, out: "" });
  });
});
