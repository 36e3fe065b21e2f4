import { Option } from "commander";
import type { Command } from "commander";
import type * as Clients from "../clients/client-settings";
import type * as IndexUrl from "../clients/index-url";
import { ValidationError } from "../core/errors";
import type * as Packages from "../packages";
import type * as Source from "../policy/policy-source";
import { answer, note } from "./output";
import { repeatable } from "./repeatable";

const CLIENTS = ["pip", "uv", "uv-project", "poetry", "pdm", "docker", "netrc", "build-constraints"] as const;
const LOGINS = ["keyring", "netrc"] as const;
type Client = (typeof CLIENTS)[number];

interface SettingsFlags {
  readonly for: Client;
  readonly index?: string;
  readonly policy?: readonly string[];
  readonly repository?: string;
  readonly lock?: readonly string[];
  readonly login: (typeof LOGINS)[number];
}

/** Where what is printed goes. */
const PLACES: Readonly<Record<Client, string>> = {
  pip: "~/.config/pip/pip.conf (on Windows %APPDATA%\\pip\\pip.ini), or pip.conf in a virtual environment's folder",
  uv: "~/.config/uv/uv.toml (on Windows %APPDATA%\\uv\\uv.toml), or uv.toml beside pyproject.toml",
  "uv-project": "the project's pyproject.toml",
  poetry: "the project's pyproject.toml",
  pdm: "the project's pyproject.toml",
  docker: "the Dockerfile",
  netrc: 'a shell: eval "$(private-pypi settings --for netrc …)"',
  "build-constraints": "/etc/private-pypi/build-constraints.txt, which pip.conf names; or beside the Dockerfile",
};

const EXAMPLES = `
Examples:
  private-pypi settings --for pip --index https://us-central1-python.pkg.dev/my-project/python/simple/ \\
    > ~/.config/pip/pip.conf
  private-pypi settings --for uv --policy cdktf.out/stacks/registry/cdk.tf.json --repository python --login netrc
  private-pypi settings --for docker --index https://us-central1-python.pkg.dev/my-project/python/simple/ \\
    --lock requirements.lock

With keyring, keyring and keyrings.google-artifactregistry-auth are installed beside the client. With netrc,
--for netrc prints the commands that put a token of gcloud into a file, which ends within the hour.
No setting holds a token.

Exits with 0, or with 2 and what is wrong on the standard error output.`;

/** Adds `private-pypi settings`, which prints what a client needs to install from one index and no other. */
export function addSettings(program: Command): void {
  program
    .command("settings")
    .summary("print the settings of a client for an index")
    .description("Prints what pip, uv, poetry, pdm or a Dockerfile needs to install from one index and from no other.")
    .addOption(new Option("--for <client>", "whose settings").choices(CLIENTS).makeOptionMandatory())
    .option("--index <url>", "the simple index")
    .addOption(
      repeatable(
        "--policy <file>",
        "in its place: a synthesised stack, a plan or state, which names it (can be repeated)",
      ),
    )
    .option("--repository <name>", "the repository, when the policy has several")
    .addOption(repeatable("--lock <file>", "what is installed: packages without a wheel need more (can be repeated)"))
    .addOption(new Option("--login <with>", "where the password comes from").choices(LOGINS).default("keyring"))
    .addHelpText("after", EXAMPLES)
    .action((flags: SettingsFlags) => {
      answer(settingsFor(flags));
      note(`note: it goes to ${PLACES[flags.for]}\n`);
    });
}

function settingsFor(flags: SettingsFlags): string {
  const { ClientLogin, ClientSettings } = require("../clients/client-settings") as typeof Clients;
  const packages = packagesOf(flags.lock);
  const login = flags.login === "netrc" ? ClientLogin.NETRC : ClientLogin.KEYRING;
  const settings = ClientSettings.forIndex(indexOf(flags), packages, { login });
  const text: Readonly<Record<Client, string | undefined>> = {
    pip: settings.pipConf,
    uv: settings.uvToml,
    "uv-project": settings.uvProjectToml,
    poetry: settings.poetryToml,
    pdm: settings.pdmToml,
    docker: settings.dockerfile,
    netrc: settings.netrcCommands,
    "build-constraints": settings.buildConstraints,
  };
  const found = text[flags.for];
  if (found !== undefined) return found;
  throw new ValidationError([
    `--for "${flags.for}": there is nothing to say, since nothing is built; name what is installed with --lock, ` +
      "if some of it has no wheel",
  ]);
}

function packagesOf(locks: readonly string[] | undefined): Packages.AllowedPackages | undefined {
  if (locks === undefined) return undefined;
  const { AllowedPackages } = require("../packages") as typeof Packages;
  return AllowedPackages.askedFor(locks);
}

function indexOf({ index, policy, repository }: SettingsFlags): string {
  if (index !== undefined && policy !== undefined)
    throw new ValidationError(["--index and --policy both say where the index is; give one of them"]);
  if (index !== undefined) {
    const { checkedIndexUrl } = require("../clients/index-url") as typeof IndexUrl;
    return checkedIndexUrl(index, "--index");
  }
  if (policy === undefined)
    throw new ValidationError(["it is not said where the index is; give --index URL, or --policy FILE that names it"]);
  const { PolicySource } = require("../policy/policy-source") as typeof Source;
  const { name, project, location } = PolicySource.read(policy).select(repository);
  if (project === undefined || location === undefined)
    throw new ValidationError([
      `repository "${name}": the policy does not say its project and location; ` +
        `give --index https://LOCATION-python.pkg.dev/PROJECT/${name}/simple/`,
    ]);
  return `https://${location}-python.pkg.dev/${project}/${name}/simple/`;
}
