import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InstalledCommand } from "./installed-command";

// Its types are those of an ES module only.
const { parse } = jest.requireActual<{ parse: (text: string) => unknown }>("smol-toml");

const INDEX = "https://us-central1-python.pkg.dev/my-project/python/simple/";
const WITH_USER = INDEX.replace("https://", "https://oauth2accesstoken@");
const command = new InstalledCommand();

function settings(client: string, ...words: readonly string[]): string {
  const { code, out, err } = command.run("settings", "--quiet", "--for", client, ...words);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

/** The lines of an ini file, by their key. */
function ini(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^([a-z-]+) = (.*)$/gm)].map(([, key = "", value = ""]) => [key, value]));
}

test("pip is told one index, hashes, and where the password comes from", () => {
  expect(ini(settings("pip", "--index", INDEX))).toEqual({
    "index-url": INDEX,
    "keyring-provider": "import",
    "no-input": "true",
    "disable-pip-version-check": "true",
    "require-hashes": "true",
    "only-binary": ":all:",
  });
  expect(ini(settings("pip", "--index", INDEX, "--login", "netrc"))).toMatchObject({ "keyring-provider": "disabled" });
});

test.each([
  ["uv", "keyring", { index: [{ name: "private", url: WITH_USER, default: true }], "keyring-provider": "subprocess" }],
  ["uv", "netrc", { index: [{ name: "private", url: INDEX, default: true }], "keyring-provider": "disabled" }],
  ["poetry", "netrc", { tool: { poetry: { source: [{ name: "private", url: INDEX, priority: "primary" }] } } }],
  ["pdm", "keyring", { tool: { pdm: { source: [{ name: "pypi", url: WITH_USER, verify_ssl: true }] } } }],
  ["pdm", "netrc", { tool: { pdm: { source: [{ name: "pypi", url: INDEX, verify_ssl: true }] } } }],
])("%s with %s is told one index", (client, login, expected) => {
  expect(parse(settings(client, "--index", INDEX, "--login", login))).toMatchObject(expected);
});

test("the index is that of a policy's repository, and of one that is named among several", () => {
  const repository = (name: string) => ({
    repository_id: name,
    location: "europe-west1",
    project: "p",
    format: "PYTHON",
  });
  const write = (file: string, ...names: string[]) => {
    const resources = Object.fromEntries(names.map((name) => [name, repository(name)]));
    command.write(file, JSON.stringify({ resource: { google_artifact_registry_repository: resources } }));
  };
  write("one.tf.json", "only");
  write("two.tf.json", "a", "b");
  const url = (name: string) => ({ "index-url": `https://europe-west1-python.pkg.dev/p/${name}/simple/` });
  expect(ini(settings("pip", "--policy", "one.tf.json"))).toMatchObject(url("only"));
  expect(ini(settings("pip", "--policy", "two.tf.json", "--repository", "b"))).toMatchObject(url("b"));
  const { code, err } = command.run("settings", "--for", "pip", "--policy", "two.tf.json");
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^error: .*holds 2 repositories; choose one with --repository/),
  ]);
});

test("what has no wheel needs build constraints, for pip, in a Dockerfile and in a project", () => {
  const lock = ["--index", INDEX, "--lock", join(__dirname, "../artifact-registry/needs-build.lock/uv.lock")];
  expect(ini(settings("pip", ...lock))).toMatchObject({
    "build-constraint": "/etc/private-pypi/build-constraints.txt",
  });
  const [constraint = ""] = settings("build-constraints", ...lock).split("\n");
  expect(constraint).toMatch(/^[a-z0-9-]+==[\w.]+$/);
  expect(parse(settings("uv-project", ...lock))).toMatchObject({
    tool: { uv: { "build-constraint-dependencies": expect.arrayContaining([constraint]) as string[] } },
  });
  expect(settings("docker", ...lock)).toMatch(
    /COPY requirements\.lock build-constraints\.txt \/tmp\/\n[^]*--build-constraint \/tmp\/build-constraints\.txt/,
  );
  expect(settings("docker", "--index", INDEX)).toContain("--only-binary :all:");
  const { code, err } = command.run("settings", "--for", "build-constraints", "--index", INDEX);
  expect([code, err]).toEqual([2, expect.stringContaining("nothing is built; name what is installed with --lock")]);
});

test("the commands for a netrc file put the token there, for nobody else to read, and nowhere else", () => {
  command.write("bin/gcloud", '#!/bin/sh\necho "token-of-$2"\n');
  const script = settings("netrc", "--index", INDEX);
  expect(script).not.toMatch(/ya29|token-of/);
  const HOME = join(command.folder, "home with blanks");
  for (const shell of ["sh", "bash"]) {
    const { status, stdout, stderr } = spawnSync(
      shell,
      ["-c", `chmod +x bin/gcloud; mkdir -p "$HOME"; ${script}printf %s "$NETRC"`],
      {
        cwd: command.folder,
        encoding: "utf8",
        env: { HOME, PATH: `${join(command.folder, "bin")}:${process.env.PATH ?? ""}` },
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const file = join(HOME, ".config/private-pypi/netrc");
    expect(stdout).toBe(file);
    expect(readFileSync(file, "utf8")).toBe(
      "machine us-central1-python.pkg.dev login oauth2accesstoken password token-of-print-access-token\n",
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(join(HOME, ".netrc"))).toBe(false);
  }
});

test("where it goes is a note", () => {
  const { out, err } = command.run("settings", "--for", "pip", "--index", INDEX);
  expect([out, err]).toEqual([expect.stringMatching(/^\[global\]/), expect.stringMatching(/^note: .*pip\.conf/)]);
});

test.each([
  [["--index", "index.example/simple"], "is no URL; write https://HOST/PATH/simple/"],
  [["--index", 'https://index.example/"/simple/'], "is no URL"],
  [["--index", "https://user:word@index.example/simple/"], "holds a user or a password"],
  [["--index", "https://oauth2accesstoken@index.example/simple/"], "holds a user or a password"],
  [["--index", "http://index.example/simple/"], "must begin with https://"],
  [["--index", "file:///simple/"], "must begin with https://"],
  [["--index", "https://index.example/simple/?a=b"], 'must end with the path, without "?" and "#"'],
  [["--index", "https://us-central1-python.pkg.dev/p/r/"], "must end with /simple/"],
  [[], "it is not said where the index is; give --index URL, or --policy FILE"],
  [["--index", INDEX, "--policy", "x"], "give one of them"],
])("%j is refused with a sentence", (words, sentence) => {
  const { code, out, err } = command.run("settings", "--for", "pip", ...words);
  expect([code, out, err]).toEqual([2, "", expect.stringContaining(sentence)]);
});

test("an index without a slash at its end, and one on the machine itself, are taken", () => {
  for (const url of ["https://index.example/simple", "http://127.0.0.1:8123/simple", "http://localhost:1/simple/"])
    expect(ini(settings("pip", "--index", url))).toMatchObject({ "index-url": url.replace(/\/?$/, "/") });
});

test("the commands of the guide work", () => {
  const guide = readFileSync(join(__dirname, "../../docs/guides/laptop-container-ci.md"), "utf8");
  const lines = [...guide.matchAll(/^npx private-pypi (.*?)(?: >>? \S+)?$/gm)].map(([, words = ""]) =>
    words.split(" "),
  );
  expect(lines.length).toBeGreaterThan(6);
  const repository = { repository_id: "python", location: "europe-west1", project: "p", format: "PYTHON" };
  const policy = { resource: { google_artifact_registry_repository: { python: repository } } };
  command.write("cdktf.out/stacks/registry/cdk.tf.json", JSON.stringify(policy));
  for (const words of lines) expect([words, command.run(...words).code]).toEqual([words, 0]);
});
