import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { InstalledCommand } from "../cli/installed-command";
import { LockedDoor } from "./locked-door";
import { PythonClients } from "./python-clients";

const PIPELINES = resolve(__dirname, "../../packages/pipelines.txt");
const TOKEN = "ya29.token-of-somebody";
const PYPROJECT = `[project]
name = "small"
version = "1"
requires-python = ">=3.9,<4"
dependencies = ["six==1.17.0"]
`;

const command = new InstalledCommand();
const clients = new PythonClients();
const testWithIndex = clients.skipped === undefined ? test : test.skip;
const why = clients.skipped === undefined ? "" : ` (skipped: ${clients.skipped})`;

let preview: ChildProcess | undefined;
let door: LockedDoor;
let home = "";
let netrc = "";

beforeAll(async () => {
  if (clients.skipped !== undefined) return;
  preview = spawn(process.execPath, [command.main, "preview", "--policy", PIPELINES], {
    env: clients.environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [url] = (await once(preview.stdout!, "data")) as [Buffer];
  door = await LockedDoor.before(url.toString().trim(), TOKEN);
  home = join(clients.folder, "somebody");
  mkdirSync(join(clients.folder, "bin"));
  writeFileSync(join(clients.folder, "bin/gcloud"), `#!/bin/sh\necho ${TOKEN}\n`, { mode: 0o755 });
  // As somebody types them, with a gcloud that gives a token.
  const PATH = `${join(clients.folder, "bin")}:${process.env.PATH ?? ""}`;
  netrc = clients.succeed("sh", ["-c", `${printed("netrc")}printf %s "$NETRC"`], { env: { HOME: home, PATH } });
});

afterAll(() => {
  if (clients.skipped === undefined) door.close();
  preview?.kill();
  clients.remove();
});

function printed(client: string, login = "netrc"): string {
  const { code, out } = command.run("settings", "--for", client, "--index", door.indexUrl, "--login", login);
  expect(code).toBe(0);
  return out;
}

interface Client {
  readonly name: string;
  readonly requirement: string;
  /** Writes what was printed where it belongs, and gives the words that install six. */
  readonly install: (bin: string, place: string) => readonly string[];
}

const LOCK = readFileSync(PIPELINES, "utf8")
  .split(/\n(?=[a-z])/)
  .find((entry) => entry.startsWith("six=="));

const CLIENTS: readonly Client[] = [
  {
    name: "pip",
    requirement: "pip==26.3",
    install: (bin, place) => {
      mkdirSync(join(home, ".config/pip"), { recursive: true });
      writeFileSync(join(home, ".config/pip/pip.conf"), printed("pip"));
      writeFileSync(join(place, "six.lock"), `${LOCK ?? ""}\n`);
      const python = join(clients.newEnvironment(), "python");
      return [join(bin, "python"), "-m", "pip", "--python", python, "install", "--no-cache-dir", "-r", "six.lock"];
    },
  },
  {
    name: "uv",
    requirement: "uv==0.13.8",
    install: (bin, place) => {
      writeFileSync(join(place, "uv.toml"), printed("uv"));
      writeFileSync(join(place, "six.lock"), `${LOCK ?? ""}\n`);
      const python = join(clients.newEnvironment(), "python");
      return [join(bin, "uv"), "pip", "install", "--no-cache", "--python", python, "-r", "six.lock"];
    },
  },
  {
    name: "poetry",
    requirement: "poetry==2.5.1",
    install: (bin, place) => {
      writeFileSync(
        join(place, "pyproject.toml"),
        `${PYPROJECT}[tool.poetry]\npackage-mode = false\n${printed("poetry")}`,
      );
      return ["sh", "-c", '"$0" lock --no-interaction && "$0" install --no-interaction', join(bin, "poetry")];
    },
  },
  {
    name: "pdm",
    // It does not start with hishel 2.
    requirement: "pdm==2.29.4 hishel<2",
    install: (bin, place) => {
      writeFileSync(join(place, "pyproject.toml"), `${PYPROJECT}${printed("pdm")}`);
      return ["sh", "-c", '"$0" lock -v && "$0" sync -v --no-self', join(bin, "pdm")];
    },
  },
];

describe.each(CLIENTS)(`$name with the printed settings${why}`, ({ name, requirement, install }) => {
  function run(env: NodeJS.ProcessEnv) {
    const place = join(clients.folder, `${name} ${String(Object.keys(env).length)}`);
    mkdirSync(place);
    const [program = "", ...words] = install(clients.environmentWith(requirement), place);
    const apart = { HOME: home, POETRY_CACHE_DIR: join(place, "cache"), POETRY_VIRTUALENVS_IN_PROJECT: "true", ...env };
    return clients.run(program, words, { cwd: place, env: { ...apart, PDM_CACHE_DIR: join(place, "cache") } });
  }

  testWithIndex("installs with the token of the netrc file, and shows it nowhere", () => {
    const { status, stdout, stderr } = run({ NETRC: netrc });
    expect({ status, said: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, said: "" });
    expect(stdout + stderr).toMatch(/six/);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  testWithIndex("is not let in without", () => {
    const { status, stdout, stderr } = run({});
    expect(status).not.toBe(0);
    expect(stdout + stderr).toMatch(
      /401|credentials? |authori[sz]ation|unauthori[sz]ed|not found|from versions: none/i,
    );
  });
});
