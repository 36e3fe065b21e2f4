import { quote } from "../text/quoting";
import type { Run } from "./dockerfile";

/** What a build lets its installations do. */
export interface InstallRules {
  /** The address of the one index; undefined where the build has none. */
  readonly indexUrl?: string;
  /** What is in a file of the context, by its path in it; undefined where there is none. */
  readonly fileText: (name: string) => string | undefined;
  /** Commands that are all right as they are. */
  readonly exceptions: ReadonlySet<string>;
}

/** A command that installs Python packages. */
interface Install {
  /** As it is written, with single blanks. */
  readonly command: string;
  readonly tool: Tool;
  readonly line: number;
  /**
   * The variables that it sees, from ARG and ENV of its stage and before the command; undefined where only the build
   * knows the value.
   */
  readonly settings: ReadonlyMap<string, string | undefined>;
}

interface Tool {
  readonly name: string;
  readonly pattern: RegExp;
  /** Variables and options that name its index. */
  readonly indexVariables: readonly string[];
  /** What makes it take nothing but what a lock has the hashes of. */
  readonly locked: RegExp;
  readonly lockedVariable?: string;
  readonly lockedAdvice: string;
}

const PIP_LIKE = /(?:^|\s)--require-hashes(?:\s|$)/;
const HASHES_ADVICE = "add --require-hashes, with a lock that has hashes";

const TOOLS: readonly Tool[] = [
  {
    name: "uv",
    pattern: /(?:^|[\s/(])uv\s(?:.*\s)?pip\s(?:.*\s)?(?:install|sync)(?:\s|$)/,
    indexVariables: ["UV_DEFAULT_INDEX", "UV_INDEX_URL"],
    locked: PIP_LIKE,
    lockedVariable: "UV_REQUIRE_HASHES",
    lockedAdvice: HASHES_ADVICE,
  },
  {
    name: "uv",
    pattern: /(?:^|[\s/(])(?:uv\s(?:.*\s)?(?:sync|add|run|lock|tool\s+(?:install|run))|uvx)(?:\s|$)/,
    indexVariables: ["UV_DEFAULT_INDEX", "UV_INDEX_URL"],
    locked: /\bsync\s(?:.*\s)?--(?:locked|frozen)(?:\s|$)|\brun\s(?:.*\s)?--no-sync(?:\s|$)/,
    lockedAdvice: "use uv sync --locked",
  },
  {
    name: "pip",
    pattern: /(?:^|[\s/(])(?:pip[\d.]*|python[\d.]*\s(?:.*\s)?-m\s+pip)\s(?:.*\s)?(?:install|download|wheel)(?:\s|$)/,
    indexVariables: ["PIP_INDEX_URL"],
    locked: PIP_LIKE,
    lockedVariable: "PIP_REQUIRE_HASHES",
    lockedAdvice: HASHES_ADVICE,
  },
];
/** Tools that take their index from the files of a project only. */
const PROJECT_TOOLS = /(?:poetry|pdm|pipenv|pipx|conda|mamba|micromamba)\s(?:.*\s)?(?:install|sync|add|update)/;
const OTHERS = new RegExp(`(?:^|[\\s/(])(?:${PROJECT_TOOLS.source}|easy_install)(?:\\s|$)`);
/** Ways to a second index. */
const MORE_OPTIONS =
  /(?:^|\s)(?:(?:--extra-index-url|--index)[\s=](\S+)|(?:--(?:fi|ext)[a-z-]*[\s=]|-f[\s=]?)(\S+:\/\/\S+))/;
const MORE_VARIABLES = ["PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_INDEX", "PIP_FIND_LINKS", "UV_FIND_LINKS"];
/** pip takes any beginning of an option that is of no other; `--index` is another one of uv's. */
const INDEX_OPTION = /(?:^|\s)(?:(?:--in(?:d|de|dex-(?:u|ur|url)?)?|--default-index)[\s=]|-i[\s=]?)(\S+)/g;

/**
 * The Python packages that a Dockerfile installs: from the one index of the build, and by the hashes of a lock. It
 * reads the commands of RUN, and no scripts that they start.
 */
export class PythonInstalls {
  /** The commands of a Dockerfile that install something. */
  public static of(runs: readonly Run[]): PythonInstalls {
    const all = runs.flatMap(({ text, line, settings }) =>
      simpleCommands(text).flatMap((command) => {
        const tool = isOffline(command) ? undefined : toolOf(command);
        return tool === undefined ? [] : [{ command, tool, line, settings: withAssignments(settings, command) }];
      }),
    );
    return new PythonInstalls(all);
  }

  private constructor(private readonly all: readonly Install[]) {}

  public get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** The commands, as exceptions name them. */
  public get commands(): readonly string[] {
    return this.all.map(({ command }) => command);
  }

  /** @param shown the Dockerfile's place */
  public problems(shown: string, rules: InstallRules): string[] {
    return this.all
      .filter(({ command }) => !rules.exceptions.has(command))
      .flatMap((install) => {
        const place = `RUN ${quote(install.command)} at ${shown}:${install.line}`;
        return problemsOf(install, rules).map((problem) => `${place}: ${problem}`);
      });
  }
}

/** Without an index, and from no address either: that needs no index. */
function isOffline(command: string): boolean {
  return /\s--no-index(?:\s|$)/.test(command) && !command.includes("://");
}

const OTHER_TOOL: Tool = { name: "other", pattern: OTHERS, indexVariables: [], locked: /$^/, lockedAdvice: "" };

function toolOf(command: string): Tool | undefined {
  return [...TOOLS, OTHER_TOOL].find(({ pattern }) => pattern.test(command));
}

function problemsOf(install: Install, { indexUrl, fileText }: InstallRules): string[] {
  const { tool } = install;
  if (indexUrl === undefined) {
    return [
      "installs Python packages, and the build has no index, so that they would come from PyPI, whatever they are; " +
        "set index, or name the command in exceptions with a reason",
    ];
  }
  if (tool === OTHER_TOOL) {
    return [
      "asks the index that its project's files name, which nobody reads here; " +
        "export a lock with hashes and install it by pip or uv, or name the command in exceptions with a reason",
    ];
  }
  return [...indexProblems(install, indexUrl), ...hashProblems(install), ...lockProblems(install, fileText)];
}

function indexProblems({ command, tool, settings }: Install, indexUrl: string): string[] {
  const isOurs = (value: string | undefined): boolean =>
    value === undefined ||
    value === indexUrl ||
    tool.indexVariables.some((name) => [`$${name}`, `\${${name}}`].includes(value.replaceAll(/["']/g, "")));
  // The last one counts for pip, so each has to be ours.
  const options = [...command.matchAll(INDEX_OPTION)].map(([, value]) => value);
  const option = options.find((value) => !isOurs(value)) ?? options[0];
  const named = tool.indexVariables.filter((name) => settings.has(name));
  const problems: string[] = [];
  if (option !== undefined && !(isOurs(option) && (named.length > 0 || option === indexUrl))) {
    problems.push(
      `installs from ${quote(option)}; ` +
        `take the option away, and write ARG ${tool.indexVariables[0] ?? ""} in its stage`,
    );
  } else if (option === undefined && named.length === 0) {
    problems.push(
      `would ask PyPI, since its stage has no ARG ${tool.indexVariables[0] ?? ""}; write that line after the FROM: ` +
        "the build gives it the address of the index",
    );
  }
  for (const name of named) {
    const value = settings.get(name);
    if (!isOurs(value))
      problems.push(`installs from ${quote(value ?? "")}, by the variable ${name}; write ARG ${name} without a value`);
  }
  const [, indexed, linked] = MORE_OPTIONS.exec(command) ?? [];
  const more = indexed ?? linked;
  const variable = MORE_VARIABLES.find((name) => settings.has(name));
  if (more !== undefined || variable !== undefined) {
    problems.push(
      `also takes packages from ${more === undefined ? `the variable ${variable ?? ""}` : quote(more)}, ` +
        "where a stranger's can have the name of yours; " +
        "take it away: a PythonVirtualRepository has several indexes in one",
    );
  }
  return problems;
}

function hashProblems({ command, tool, settings }: Install): string[] {
  const isAlone = /\s--no-deps(?:\s|$)/.test(command) && /\s--no-build-isolation(?:\s|$)/.test(command);
  const isOwn = isAlone && takesFiles(command);
  const byVariable = tool.lockedVariable !== undefined && isOn(settings.get(tool.lockedVariable));
  if (isOwn || byVariable || tool.locked.test(command)) return [];
  return [
    "installs without the hashes of a lock, so that it may be something else tomorrow; " +
      `${tool.lockedAdvice}, or name the command in exceptions with a reason`,
  ];
}

/** Whether all that is installed are files and folders of the build, by their paths. */
function takesFiles(command: string): boolean {
  const [, words = ""] = /\sinstall\s(.*)$/s.exec(command.replaceAll(INDEX_OPTION, " ")) ?? [];
  const named = words.split(/\s+/).filter((word) => word !== "" && !word.startsWith("-"));
  return named.every((word) => !word.includes("://") && (/^["']?\.|\.whl["']?$/.test(word) || word.includes("/")));
}

/** Where the file is in the folder, it is told before the build what pip would tell in it. */
function lockProblems({ command }: Install, fileText: InstallRules["fileText"]): string[] {
  return [...command.matchAll(/(?:^|\s)(?:-r|--requirement)[\s=](\S+)/g)].flatMap(([, path = ""]) => {
    const text = fileText(path.replace(/^\.?\/+/, "")) ?? fileText(path.split("/").at(-1) ?? "");
    const bare = text === undefined ? undefined : firstWithoutHash(text);
    return bare === undefined
      ? []
      : [
          `${quote(path)} has no hash of ${quote(bare)}; ` +
            "write it with hashes, for example by uv pip compile --generate-hashes",
        ];
  });
}

function firstWithoutHash(text: string): string | undefined {
  const lines = text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/);
  const found = lines
    .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
    .find((line) => line !== "" && !line.startsWith("-") && !/\s--hash[=\s]/.test(line));
  return found?.split(/\s/, 1)[0];
}

function isOn(value: string | undefined): boolean {
  return /^["']?(?:1|true|yes|on|y|t)["']?$/i.test(value ?? "");
}

/** The commands between `&&`, `||`, `;`, `|` and ends of lines, without quotes. */
function simpleCommands(text: string): string[] {
  return text
    .split(/&&|\|\||[;|\n&]/)
    .map((command) => command.replaceAll(/["']/g, "").replaceAll(/\s+/g, " ").trim())
    .filter((command) => command !== "");
}

/** `NAME=value command`: what holds for this command only. */
function withAssignments(
  settings: ReadonlyMap<string, string | undefined>,
  command: string,
): ReadonlyMap<string, string | undefined> {
  const [assignments = ""] = /^(?:(?:env|export)\s+)?(?:[A-Za-z_]\w*=\S*\s+)*/.exec(command) ?? [];
  const own = [...assignments.matchAll(/([A-Za-z_]\w*)=(\S*)/g)].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );
  return new Map([...settings, ...own]);
}
