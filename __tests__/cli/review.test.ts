import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InstalledCommand } from "./installed-command";
import { WarmCommand } from "./warm-command";

// What plans come to is tested elsewhere: here a plan is a file that holds its review.
const command = new InstalledCommand({
  "plan-review/plan-file.js": `exports.readPlans = async (paths) => paths.map((path) => {
    const text = require("node:fs").readFileSync(path === "-" ? 0 : path, "utf8");
    if (text === "") throw new (require("../core/errors").ValidationError)([\`plan "\${path}": is empty\`]);
    return { name: path, plan: JSON.parse(text) };
  });`,
  "plan-review/plan-review.js": `const { phrase } = require("../text/phrase");
  exports.reviewPlans = (plans) => ({
    verdict: plans[0].plan.verdict,
    plans: plans.map(({ name, plan }) => ({ name, packages: [], networks: [], installs: [], unread: [], notes: [], ...plan,
      findings: plan.findings.map((finding) => ({ address: "a.b", summary: phrase\`\${"ada"} can now read\`, isDrift: false, ...finding })) })),
  });`,
});
const warm = new WarmCommand(command);

const plan = (verdict: string, ...findings: readonly object[]) => JSON.stringify({ verdict, findings });
const access = { key: "access:ada", kind: "access", effect: "widened" };
const loss = { key: "loss:key", kind: "loss", effect: "changed" };
command.write("widened.json", plan("widened", access, loss));
command.write("unchanged.json", plan("unchanged"));
command.write(
  "opened.json",
  plan("opened", { key: "package-policy:repo:*:denied->any", kind: "package-policy", effect: "opened" }),
);
command.write("unknown.json", plan("widened", { key: "upstream:x", kind: "upstream", effect: "unknown" }));
command.write("empty.json", "");
command.write("approved.txt", "# by ada\naccess:ada\nsafety:gone\n");

const review = (...args: readonly string[]) => warm.run("review", ...args);

describe("what is printed", () => {
  test("text, which is the default", () => {
    const { code, out, err } = review("widened.json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^widened: [^]*"widened\.json": widened\n {2}access widened: "ada" can now read\n/);
    expect(out).not.toContain("\u001b");
    expect(review("widened.json", "--format", "text").out).toBe(out);
  });

  test("Markdown, whose marker follows --id", () => {
    const marker = (...args: readonly string[]) =>
      review(...args, "--format", "markdown")
        .out.trimEnd()
        .split("\n")
        .at(-1);
    expect(review("widened.json", "--format", "markdown").out).toMatch(/^## 🔴 Widened: .*1 resource lost/);
    expect(marker("widened.json", "--id", "prod")).toBe(marker("unchanged.json", "--id", "prod"));
    expect(marker("widened.json")).not.toBe(marker("unchanged.json"));
  });

  test("JSON, and nothing else", () => {
    const { out, err } = review("unchanged.json", "widened.json", "--format", "json", "--approved", "approved.txt");
    const { plans } = JSON.parse(out) as { plans: { name: string; findings: { key: string }[] }[] };
    expect(plans.map(({ name, findings }) => [name, findings.map(({ key }) => key)])).toEqual([
      ["unchanged.json", []],
      ["widened.json", ["access:ada", "loss:key"]],
    ]);
    expect(err).toBe('note: approved.txt:3 approves "safety:gone", which no plan does\n');
  });

  test("keys that nothing matches reach no terminal as they are", () => {
    command.write(
      "hostile.txt",
      "\u009b31msafety:gone \u202euser:ada@example.com\r\n\r\n# access:x\r\naccess:ada\r\naccess:ada\r\n",
    );
    expect(review("widened.json", "--approved", "hostile.txt", "--fail-on", "access").code).toBe(0);
    expect(review("widened.json", "--approved", "hostile.txt").err).toBe(
      'note: hostile.txt:1 approves "\\u{9b}31msafety:gone \\u{202e}user:ada@example.com", which no plan does\n',
    );
  });

  test("a plan from the standard input", () => {
    const { status, stdout } = spawnSync(process.execPath, [command.main, "review", "-", "--format", "json"], {
      cwd: command.folder,
      encoding: "utf8",
      input: plan("unchanged"),
    });
    expect([status, JSON.parse(stdout)]).toEqual([
      0,
      {
        version: 2,
        verdict: "unchanged",
        loses: false,
        plans: [{ name: "-", verdict: "unchanged", loses: false, packages: [], findings: [], unread: [] }],
      },
    ]);
  });

  test("to a file, and then not to the standard output", () => {
    expect(review("widened.json", "--format", "json", "--output", "review.json")).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(readFileSync(join(command.folder, "review.json"), "utf8")).toBe(
      review("widened.json", "--format", "json").out,
    );
  });
});

describe("--fail-on", () => {
  test.each([
    [["widened.json", "--fail-on", "access"], 3, "--fail-on access: access:ada\n"],
    [
      ["widened.json", "--fail-on", "opened,loss", "--fail-on", "widened"],
      3,
      "--fail-on widened: access:ada\n--fail-on loss: loss:key\n",
    ],
    [["widened.json", "--fail-on", "opened"], 0, ""],
    [["opened.json", "--fail-on", "widened"], 3, "--fail-on widened: package-policy:repo:*:denied->any\n"],
    [["unknown.json", "--fail-on", "widened"], 3, "--fail-on widened: upstream:x\n"],
    [["unchanged.json", "--fail-on", "widened,narrowed,access"], 0, ""],
  ])("%j", (args, code, err) => {
    const outcome = review(...args);
    expect([outcome.code, outcome.err]).toEqual([code, err]);
    expect(outcome.out).not.toBe("");
  });

  test("is not met by what is approved, which changes neither the verdict nor the JSON", () => {
    const approved = review("widened.json", "--fail-on", "widened", "--approved", "approved.txt", "--format", "json");
    expect(approved.code).toBe(0);
    expect(approved.out).toBe(review("widened.json", "--format", "json").out);
    expect(review("widened.json", "--fail-on", "widened,loss", "--approved", "approved.txt").code).toBe(3);
    expect(review("widened.json", "--approved", "approved.txt").out).toMatch(/^widened: /);
  });

  test("writes the review also when it is met", () => {
    expect(review("opened.json", "--fail-on", "opened", "--format", "markdown", "--output", "met.md").code).toBe(3);
    expect(readFileSync(join(command.folder, "met.md"), "utf8")).toMatch(/^## 🔴 Opened: /);
  });
});

describe("refusals print nothing, and exit with 2", () => {
  test.each([
    [[], "missing required argument 'plan'"],
    [["empty.json"], 'error: plan "empty.json": is empty'],
    [["empty.json", "--fail-on", "opened"], 'error: plan "empty.json": is empty'],
    [
      ["widened.json", "--fail-on", "lost"],
      '--fail-on "lost": there is no such condition; take one or more of opened, widened',
    ],
    [["widened.json", "--fail-on", ""], '--fail-on "": there is no such condition'],
    [["widened.json", "--approved", "none.txt"], 'error: approvals "none.txt": there is no such file'],
    [["widened.json", "--format", "xml"], "Allowed choices are markdown, text, json"],
    [["widened.json", "--output", "none/review.md"], 'error: --output "none/review.md": cannot be written (ENOENT'],
  ])("%j", (args, message) => {
    const { code, out, err } = review(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {2,}at |node:internal/);
  });
});

const hasTerminal = spawnSync("script", ["--version"]).status === 0;
(hasTerminal ? describe : describe.skip)("on a terminal", () => {
  const onTerminal = (environment: NodeJS.ProcessEnv, more = "") =>
    spawnSync("script", ["-qec", `'${process.execPath}' '${command.main}' review widened.json ${more}`, "/dev/null"], {
      cwd: command.folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: undefined, ...environment },
      input: "",
    }).stdout;

  test("text has colours, unless NO_COLOR says no", () => {
    expect(onTerminal({})).toContain("\u001b[1;31mwidened: ");
    expect(onTerminal({ NO_COLOR: "" })).toContain("\u001b[1;31m");
    expect(onTerminal({ NO_COLOR: "1" })).not.toContain("\u001b");
    expect(onTerminal({ NO_COLOR: "1" })).toContain("widened: ");
  });

  test("a file has none", () => {
    onTerminal({}, "--output coloured.txt");
    expect(readFileSync(join(command.folder, "coloured.txt"), "utf8")).toMatch(/^widened: /);
  });
});
