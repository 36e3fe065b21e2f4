import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { PackageName } from "../packages/package-name";
import type { Policy } from "../policy";
import { quote } from "../text/quoting";

/** A package that was there before a command ran. */
interface Installed {
  /** A PEP 503 name. */
  readonly name: string;
  readonly version: string;
}

/** In milliseconds. Python answers within a second; a slow disk may take some more. */
const PATIENCE = 20_000;

/** Every new environment has some of them, and nobody asks for them. */
const TOOLS = new Set(["pip", "setuptools", "wheel"]);

const MOST_NAMED = 5;

/** Prints where the environment is and what is in it, for Python 3.8 and newer. */
const LISTING =
  "import importlib.metadata as m, json, sys; print(json.dumps([sys.prefix, [[d.metadata['Name'], d.version] for d " +
  "in m.distributions()]]))";

/**
 * What is installed where a command installs to. Clients do not ask for it ("already satisfied"), so a preview sees
 * nothing of it, least of all that it would be refused.
 */
export class InstalledPackages {
  /**
   * Looks into the environment that the command is about: the one that it names, the one that its program belongs to,
   * the active one, or that of the folder.
   *
   * @returns undefined where there is none to be found
   */
  public static async before(
    command: readonly string[],
    environment: NodeJS.ProcessEnv = process.env,
    folder = process.cwd(),
  ): Promise<InstalledPackages | undefined> {
    const python = pythonOf(command, environment, folder);
    const listing = python === undefined ? undefined : await list(python, environment);
    return listing === undefined ? undefined : new InstalledPackages(listing.prefix, listing.packages);
  }

  private constructor(
    private readonly prefix: string,
    private readonly packages: readonly Installed[],
  ) {}

  /**
   * What to say of the packages that nobody asked for.
   *
   * @param asked the PEP 503 names of those whose index pages were asked for
   */
  public describe(asked: ReadonlySet<string>, policy: Policy): string | undefined {
    const unseen = this.packages.filter(({ name }) => !asked.has(name) && !TOOLS.has(name));
    if (unseen.length === 0) return undefined;
    const refused = unseen.filter(({ name, version }) => policy.decide(name, version).outcome !== "allowed");
    const judged =
      refused.length === 0 ? "the policy allows them all" : `the policy refuses ${refused.length}: ${named(refused)}`;
    return (
      `installed already in ${quote(this.prefix)}, and not asked for: ${named(unseen)}; ${judged}; ` +
      "to see all that is asked for, start with a clean environment, such as python3 -m venv try"
    );
  }
}

function named(packages: readonly Installed[]): string {
  const names = packages.slice(0, MOST_NAMED).map(({ name, version }) => quote(`${name}==${version}`));
  const more = packages.length > MOST_NAMED ? ` and ${packages.length - MOST_NAMED} more` : "";
  return `${names.join(", ")}${more}`;
}

function pythonOf(command: readonly string[], environment: NodeJS.ProcessEnv, folder: string): string | undefined {
  const [program = "", ...words] = command;
  const own = /^python[\d.]*(?:\.exe)?$/.test(basename(program)) ? program : undefined;
  // pip belongs to the environment that it lies in; uv and others work on one that may be elsewhere.
  const beside = /^pip[\d.]*(?:\.exe)?$/.test(basename(program)) ? pythonIn(dirname(program)) : undefined;
  const { VIRTUAL_ENV, CONDA_PREFIX } = environment;
  const active = [VIRTUAL_ENV, CONDA_PREFIX, join(folder, ".venv")].flatMap((place) =>
    place === undefined || place === "" ? [] : [pythonIn(join(place, "bin")) ?? pythonIn(join(place, "Scripts"))],
  );
  const isPip = basename(program).startsWith("pip") && !basename(program).startsWith("pipenv");
  const found = [namedBy(words, folder), own, beside, ...active, isPip ? "python3" : undefined];
  return found.find((one) => one !== undefined);
}

/** The environment that `--python` names: a program, or a folder. */
function namedBy(words: readonly string[], folder: string): string | undefined {
  const at = words.findIndex((word) => /^(?:--python|-p)(?:=|$)/.test(word));
  const value = words[at]?.includes("=") === true ? words[at].replace(/^[^=]*=/, "") : words[at + 1];
  if (at < 0 || value === undefined) return undefined;
  const path = join(value.startsWith("/") ? "/" : folder, value);
  if (!existsSync(path)) return undefined;
  return statSync(path).isDirectory() ? (pythonIn(join(path, "bin")) ?? pythonIn(join(path, "Scripts"))) : path;
}

function pythonIn(folder: string): string | undefined {
  return ["python", "python3", "python.exe"].map((name) => join(folder, name)).find((path) => existsSync(path));
}

async function list(
  python: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly prefix: string; readonly packages: readonly Installed[] } | undefined> {
  const options = { env: environment, encoding: "utf8", timeout: PATIENCE, maxBuffer: 1 << 24 } as const;
  return new Promise((resolve) => {
    execFile(python, ["-c", LISTING], options, (error, stdout) => {
      // Without an answer there is nothing to say; the command itself will tell what is the matter with its Python.
      resolve(error === null ? readListing(stdout) : undefined);
    });
  });
}

function readListing(text: string): { readonly prefix: string; readonly packages: readonly Installed[] } {
  const [prefix, packages] = JSON.parse(text) as [string, (readonly [string | null, string | null])[]];
  const known = packages.flatMap(([name, version]) =>
    name === null || version === null || !PackageName.isValid(name)
      ? []
      : [{ name: PackageName.parse(name).normalized, version }],
  );
  const unique = new Map(known.map((one) => [one.name, one]));
  return { prefix, packages: [...unique.values()].sort((one, other) => (one.name < other.name ? -1 : 1)) };
}
