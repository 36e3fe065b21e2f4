import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IndexFolder, wheel } from "../static-index/index-folder";
import { InstalledCommand } from "./installed-command";

const command = new InstalledCommand();

test("index writes the pages of a folder", () => {
  const folder = new IndexFolder(wheel("six", "1.17.0"));
  const { code, out, err } = command.run("index", folder.root);
  expect([code, out, err]).toEqual([0, expect.stringContaining("1 distributions listed"), ""]);
  expect(folder.listed("six")).toEqual(["six-1.17.0-py3-none-any.whl"]);
});

test("index --allow lists what lock files hold, and leaves no file behind", () => {
  const folder = new IndexFolder(wheel("six", "1.17.0"), wheel("six", "1.16.0"), wheel("idna", "3.10"));
  command.write("one.lock", "six==1.17.0\n");
  command.write("two.lock", "idna==3.10\n");
  command.write("scratch/x", "");
  const env = { TMPDIR: join(command.folder, "scratch") };
  const { code } = command.start(
    [command.main, "index", folder.root, "--allow", "one.lock", "--allow", "two.lock"],
    env,
  );
  expect([code, folder.listed("six"), folder.listed("idna")]).toEqual([
    0,
    ["six-1.17.0-py3-none-any.whl"],
    ["idna-3.10-py3-none-any.whl"],
  ]);
  expect(readdirSync(join(command.folder, "scratch"))).toEqual(["x"]);
});

test("index with a lock file that is not to be read writes nothing", () => {
  const folder = new IndexFolder(wheel("six", "1.17.0"));
  command.write("bad.lock", "six>=1\n");
  const { code, err } = command.run("index", folder.root, "--allow", "bad.lock");
  expect([code, err]).toEqual([2, expect.stringMatching(/^error: .*bad\.lock:1/)]);
  expect(folder.generated()).toEqual({});
});

test("index says when something is wrong with a file, by its exit code too", () => {
  const folder = new IndexFolder(wheel("six", "1", { version: "2" }));
  const { code, err } = command.run("index", folder.root);
  expect([code, err]).toEqual([1, expect.stringContaining("'files/six-1-py3-none-any.whl': ")]);
});

test("index without Python says what to install", () => {
  const { code, err } = command.start([command.main, "index", "."], { PATH: "" });
  expect([code, err]).toEqual([2, expect.stringContaining('"python3" cannot be started; install Python 3.9')]);
});

test("a place that begins with a dash is a place", () => {
  const { code, err } = command.run("index", "--", "--help");
  expect([code, err]).toEqual([2, expect.stringContaining("there is no such folder")]);
});

test("the package holds the program", () => {
  const { files } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { files: string[] };
  expect(files).toContain("lib");
  expect(files).not.toContain("!lib/static-index/index_pages");
});
