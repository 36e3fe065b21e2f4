import { join } from "node:path";
import { InstalledCommand } from "./installed-command";
import { WarmCommand } from "./warm-command";

// Here one is compared with the other.
delete process.env.ALONE;

const command = new InstalledCommand();
const warm = new WarmCommand(command);
const plan = join(__dirname, "../plan-review/plans/packages-both.json");
command.write("agreed.lock", "six==1.17.0\n");
command.write("wanted.lock", "six==1.17.0\nidna==3.10\n");

/** Twice in a row, so that what one leaves behind would show in the next. */
const ASKED: readonly (readonly string[])[] = [
  [],
  ["--help"],
  ["explain", "--help"],
  ["explain", "six==1.17.0", "--policy", "agreed.lock"],
  ["explain", "idna", "--policy", "agreed.lock", "--format", "json"],
  ["check", "wanted.lock", "--policy", "agreed.lock", "--quiet"],
  ["allow", "nowhere.lock"],
  ["allow", "wanted.lock", "--format", "wrong"],
  ["review", plan, "--fail-on", "widened"],
  ["review", plan, "--format", "markdown"],
];

test.each(ASKED.map((args) => [args.join(" "), args] as const))("answers as a process of its own: %s", (_, args) => {
  const alone = command.run(...args);
  expect([warm.run(...args), warm.run(...args)]).toEqual([alone, alone]);
});

command.write("dist/cli/main.js", 'process.stderr.write("that was all"); process.exit(3);');
const gone = new WarmCommand({
  folder: command.folder,
  main: join(command.folder, "dist/cli/main.js"),
  run: () => ({ code: null, out: "", err: "" }),
});

test("a command that ends the process is an error, not an answer", () => {
  expect(() => gone.run("allow", "agreed.lock")).toThrow("the command ended all: allow agreed.lock\nthat was all");
});
