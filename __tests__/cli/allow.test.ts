import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatAllowList } from "../../lib/packages/allow-list-report";
import { AllowedPackages } from "../../lib/packages";
import { InstalledCommand, type Outcome } from "./installed-command";
import { WarmCommand } from "./warm-command";

const command = new InstalledCommand();
const warm = new WarmCommand(command);
const index = "https://index.example/simple";
const uvLock = join(__dirname, "../packages/fixtures/uv/uv.lock");

command.write("requirements.lock", "# pinned\nSix==1.17.0\nzope.interface==7.2\n");
command.write("other.txt", "six==1.16.0\n");
command.write("bad.txt", "six>=1\nidna\n");

/** Exit code 2, sentences, and nothing that a reader of the list could take for a list. */
function expectRefusal({ code, out, err }: Outcome): void {
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^error: \S/);
  expect(err).not.toMatch(/\n {2,}at |node:internal|\.js:\d/);
  expect(err).not.toContain("\u001b");
}

describe("what is printed", () => {
  test("json holds names in normal form, versions and origins, sorted, and nothing else", () => {
    const { code, out, err } = warm.run("allow", "requirements.lock", "other.txt", "--format", "json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(
      '{"version":1,"packages":[' +
        '{"name":"six","versions":["1.16.0","1.17.0"],' +
        '"spellings":["1.16","1.16.0","1.16.0.0","1.17","1.17.0","1.17.0.0"],' +
        '"origins":["other.txt:1","requirements.lock:2"]},' +
        '{"name":"zope-interface","versions":["7.2"],"spellings":["7.2","7.2.0","7.2.0.0"],' +
        '"origins":["requirements.lock:3"]}],"left_out":[]}\n',
    );
  });

  test("text is one package on each line", () => {
    const text = "six==1.16.0, 1.17.0\nzope-interface==7.2\n";
    expect(command.run("allow", "other.txt", "requirements.lock")).toEqual({ code: 0, out: text, err: "" });
    expect(warm.run("allow", "other.txt", "requirements.lock", "--format=text").out).toBe(text);
  });

  test("names is one name on each line", () => {
    const { code, out, err } = warm.run("allow", "--format", "names", "requirements.lock");
    expect({ code, out, err }).toEqual({ code: 0, out: "six\nzope-interface\n", err: "" });
  });

  test("what must be built is a note beside the text, and the list is the same without it", () => {
    const { code, out, err } = warm.run("allow", uvLock, "--index", index);
    expect(code).toBe(0);
    expect(out.split("\n")).toEqual(expect.arrayContaining(["docopt==0.6.2", "numpy==2.4.6, 2.5.5"]));
    const own = String.raw`note: left out:\n {2}weather-report \(\w+ "\."\), from .*uv\.lock:\d+\n`;
    const build = String.raw`note: these have no wheel; .*\n {2}docopt==0\.6\.2, from .*uv\.lock:\d+\n`;
    expect(err).toMatch(new RegExp(`^${own}${build}$`));
    expect(warm.run("allow", uvLock, "--index", index, "--without", "docopt").err).toMatch(
      /^note: left out:\n {2}docopt \(a package index\), from .*\n {2}weather-report \(.*\n$/,
    );
    expect(warm.run("allow", uvLock, "--index", index, "--format", "json").err).toBe("");
  });

  test("any version is said as such in each format", () => {
    const list = AllowedPackages.fromNames(["Six"]);
    expect(formatAllowList(list, "json")).toBe(
      '{"version":1,"packages":[{"name":"six","versions":"any","origins":[]}],"left_out":[]}\n',
    );
    expect(formatAllowList(list, "text")).toBe("six (any version)\n");
    expect(formatAllowList(list, "names")).toBe("six\n");
  });
});

describe("options", () => {
  test("--without leaves packages out, however they are spelled, down to none", () => {
    expect(warm.run("allow", "requirements.lock", "--without", "zope_interface").out).toBe("six==1.17.0\n");
    const none = warm.run(
      "allow",
      "requirements.lock",
      "--without",
      "Zope.Interface",
      "--without=six",
      "--format",
      "json",
    );
    expect(none).toEqual({
      code: 0,
      out:
        '{"version":1,"packages":[],"left_out":[{"name":"six","source":"a package ' +
        'index","origin":"requirements.lock:2"},{"name":"zope-interface","source":"a package ' +
        'index","origin":"requirements.lock:3"}]}\n',
      err: "",
    });
    const wrong = warm.run("allow", "requirements.lock", "--without", "sixx");
    expectRefusal(wrong);
    expect(wrong.err).toContain('"sixx"');
  });

  test("--without comes before the refusal of what is not from an index, and both forms tell what was left out", () => {
    command.write("git.txt", "six==1.17.0\nacme @ git+https://t:s3cret@git.example/acme@main\n");
    const refused = warm.run("allow", "git.txt");
    expectRefusal(refused);
    expect(refused.err).toContain("--without acme");
    expect(warm.run("allow", "git.txt", "--without", "Acme")).toEqual({
      code: 0,
      out: "six==1.17.0\n",
      err: 'note: left out:\n  acme (a version control checkout "git+https://git.example/acme@main"), from git.txt:2\n',
    });
    const { out } = warm.run("allow", "git.txt", "--without", "acme", "--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      left_out: [
        { name: "acme", source: 'a version control checkout "git+https://git.example/acme@main"', origin: "git.txt:2" },
      ],
    });
  });

  test("--index names the indexes that a lock may be from", () => {
    const refused = warm.run("allow", uvLock);
    expectRefusal(refused);
    expect(refused.err).toContain(`--index ${index}`);
    expectRefusal(warm.run("allow", uvLock, "--index", "https://other.example/simple"));
    expectRefusal(warm.run("allow", uvLock, "--index", ""));
    expect(warm.run("allow", "--index", "https://other.example/simple", "--index", index, uvLock).code).toBe(0);
  });
});

describe("refusals", () => {
  test("all findings of all files are on the standard error output, with their lines", () => {
    const outcome = warm.run("allow", "requirements.lock", "bad.txt", "missing.txt", "--format", "json");
    expectRefusal(outcome);
    for (const place of ["bad.txt:1", "bad.txt:2", '"missing.txt"']) expect(outcome.err).toContain(place);
  });

  test.each([
    [["allow"], "missing required argument 'file'"],
    [["allow", "requirements.lock", "--indx", index], "(Did you mean --index?)"],
    [["allow", "requirements.lock", "--index"], "argument missing"],
    [["allow", "requirements.lock", "--format", "xml"], "Allowed choices are text, json, names"],
    [["alow", "requirements.lock"], "(Did you mean allow?)"],
    [["--nonsense"], "unknown option '--nonsense'"],
    [["allow", "."], "is a directory"],
  ])("%j", (args, message) => {
    const outcome = warm.run(...args);
    expectRefusal(outcome);
    expect(outcome.err).toContain(message);
  });

  test("the command alone says what it can do, and fails", () => {
    const { code, out, err } = warm.run();
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/Usage: private-pypi[^]*allow/);
  });

  test("a mistake of the command itself is one sentence", () => {
    command.write("broken.js", 'JSON.stringify = () => { throw new TypeError("it broke"); };');
    const outcome = command.start([
      "--require",
      "./broken.js",
      command.main,
      "allow",
      "requirements.lock",
      "--format",
      "json",
    ]);
    expectRefusal(outcome);
    expect(outcome.err).toBe("error: this should not have happened, please report it: it broke\n");
  });
});

describe("help and version", () => {
  test("help shows examples, and has no colours where a terminal would", () => {
    for (const environment of [
      { NO_COLOR: "1", FORCE_COLOR: undefined },
      { NO_COLOR: undefined, FORCE_COLOR: "1" },
    ]) {
      const { code, out, err } = command.start([command.main, "allow", "--help"], environment);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toMatch(
        /Usage: private-pypi allow \[options\] <file\.\.\.>[^]*Examples:\n {2}private-pypi allow requirements\.lock\n/,
      );
      expect(out).not.toContain("\u001b");
    }
  });

  test("the help of the command itself has an example of each command", () => {
    const { code, out } = warm.run("--help");
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}([a-z-]+) .*(?:\[options\]|<)/gm)].map(([, name = ""]) => name).sort();
    const examples = [...out.matchAll(/^ {2}(?:terraform show -json tfplan \| )?private-pypi ([a-z-]+) .*#/gm)]
      .map(([, name = ""]) => name)
      .sort();
    expect(commands).toContain("allow");
    expect(examples).toEqual(commands);
  });

  test("the version is the package's, compiled or from the sources", () => {
    const project = join(__dirname, "../..");
    const { version } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { version: string };
    expect(command.run("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
    const sources = spawnSync(
      process.execPath,
      ["-r", "./__tests__/support/register-typescript.cjs", "lib/cli/main.ts", "--version"],
      {
        cwd: project,
        encoding: "utf8",
      },
    );
    expect(sources.stdout).toBe(`${version}\n`);
  });
});

describe("as a program among others", () => {
  test("a reader that stops early is no error", async () => {
    const many = Array.from({ length: 50_000 }, (_, at) => `package-${at}==1.0.0\n`).join("");
    command.write("many.txt", many);
    const child = spawn(process.execPath, [command.main, "allow", "many.txt"], { cwd: command.folder });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = await once(child, "close");
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  (existsSync("/dev/full") ? test : test.skip)("a full disk is an error", () => {
    const shell = spawnSync(
      "sh",
      ["-c", '"$0" "$1" allow requirements.lock > /dev/full', process.execPath, command.main],
      {
        cwd: command.folder,
        encoding: "utf8",
      },
    );
    expectRefusal({ code: shell.status, out: "", err: shell.stderr });
  });

  test("nothing of cdktf is loaded", () => {
    command.write(
      "loaded.js",
      'process.on("exit", () => require("fs").writeFileSync("loaded.txt", Object.keys(require.cache).join("\\n")));',
    );
    expect(command.start(["--require", "./loaded.js", command.main, "allow", "requirements.lock"]).code).toBe(0);
    const loaded = readFileSync(join(command.folder, "loaded.txt"), "utf8").split("\n");
    expect(loaded.filter((file) => /node_modules\/(?:cdktf|constructs|@cdktf)\//.test(file))).toEqual([]);
    expect(loaded.filter((file) => file.includes("node_modules/commander/"))).not.toEqual([]);
  });

  test("the compiled file starts as a program", () => {
    expect(readFileSync(command.main, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
