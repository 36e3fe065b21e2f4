import { quote } from "../text/quoting";
import type { Run } from "./dockerfile";
import { installToolOf } from "./install-tools";
import type { InstallTool } from "./install-tools";
import { lockProblems } from "./install-locks";
import { shellCommands } from "./shell-commands";

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
  readonly tool: InstallTool;
  readonly line: number;
  /**
   * The variables that it sees, from ARG and ENV of its stage and before the command; undefined where only the build
   * knows the value.
   */
  readonly settings: ReadonlyMap<string, string | undefined>;
}

/** Ways to a second index, and to one that nobody has to prove to be. */
const MORE_OPTIONS = /(?:^|\s)(?:--extra-index-url|--index|--tr[a-z-]*|--allow-insecure-host)[\s=](\S+)/;
const LINK_OPTIONS = /(?:^|\s)(?:--(?:fi|ext)[a-z-]*[\s=]|-f[\s=]?)(\S+:\/\/\S+)/;
const MORE_VARIABLES = [
  "PIP_EXTRA_INDEX_URL",
  "UV_EXTRA_INDEX_URL",
  "UV_INDEX",
  "PIP_FIND_LINKS",
  "UV_FIND_LINKS",
  "PIP_TRUSTED_HOST",
  "UV_INSECURE_HOST",
];
/** Files with settings, of which nobody knows what they say. */
const SETTINGS_VARIABLES = ["PIP_CONFIG_FILE", "UV_CONFIG_FILE"];
/** What runs a command without the variables of its stage. */
const WITHOUT_VARIABLES = [
  /(?:^|\s)(?:--isolated|runuser|chroot)\s/,
  /(?:^|\s)env\s+(?:\S+\s+)*(?:-i|-|--ignore-environment|-u\s?\w+|--unset[\s=]\w+)\s/,
  /(?:^|\s)su(?:do)?(?!\s+(?:\S+\s+)*(?:-E|--preserve-env))\s/,
];
/** Those of `env`, which are no options of what it runs. */
const ENV_OPTIONS = /(?:^|\s)env\s+(?:-\S*\s+)+/;
/** Settings that later commands follow. */
const WRITES_SETTINGS = [
  /(?:^|[\s/])pip[\d.]*\s(?:.*\s)?config\s+(?:\S+\s+)*(?:set|edit)(?:\s|$)/,
  />{1,2}\s*\S*(?:pip\.(?:conf|ini)|uv\.toml)\b/,
];
/** pip takes any beginning of an option that is of no other; `--index` is another one of uv's. */
const INDEX_OPTION = /(?:^|\s)(?:(?:--in(?:d|de|dex-(?:u|ur|url)?)?|--default-index)[\s=]|-i[\s=]?)(\S+)/g;

/**
 * The Python packages that a Dockerfile installs: from the one index of the build, and by the hashes of a lock. It
 * reads the commands of RUN, and no scripts that they start.
 */
export class PythonInstalls {
  /** The commands of a Dockerfile that install something. */
  public static of(runs: readonly Run[]): PythonInstalls {
    const all: Install[] = [];
    const written: { readonly command: string; readonly line: number }[] = [];
    for (const run of runs) {
      for (const { text: command, settings } of shellCommands(run)) {
        const tool = isOffline(command) ? undefined : installToolOf(command);
        if (tool !== undefined) all.push({ command, tool, line: run.line, settings });
        if (WRITES_SETTINGS.some((form) => form.test(command))) written.push({ command, line: run.line });
      }
    }
    return new PythonInstalls(all, written);
  }

  private constructor(
    private readonly all: readonly Install[],
    private readonly written: readonly { readonly command: string; readonly line: number }[],
  ) {}

  public get isEmpty(): boolean {
    return this.all.length === 0;
  }

  /** The commands, as exceptions name them. */
  public get commands(): readonly string[] {
    return [...this.all, ...this.written].map(({ command }) => command);
  }

  /** @param shown the Dockerfile's place */
  public problems(shown: string, rules: InstallRules): string[] {
    const place = ({ command, line }: { command: string; line: number }): string =>
      `RUN ${quote(command)} at ${shown}:${line}`;
    const isJudged = ({ command }: { readonly command: string }): boolean => !rules.exceptions.has(command);
    return [
      ...this.all
        .filter(isJudged)
        .flatMap((install) => problemsOf(install, rules).map((problem) => `${place(install)}: ${problem}`)),
      ...this.written
        .filter(isJudged)
        .map(
          (setting) =>
            `${place(setting)}: writes settings that later installations follow; drop it, ` +
            "or name the command in exceptions with a reason",
        ),
    ];
  }
}

/** Without an index, and from no address either: that needs no index. */
function isOffline(command: string): boolean {
  return /\s--no-index(?:\s|$)/.test(command) && !command.includes("://");
}

function problemsOf(install: Install, { indexUrl, fileText }: InstallRules): string[] {
  const { tool } = install;
  if (indexUrl === undefined) {
    return [
      "installs Python packages, and the build has no index, so that they would come from PyPI, " +
        "whatever they are; set index, or name the command in exceptions with a reason",
    ];
  }
  if (tool.unread !== undefined) return [`${tool.unread}, or name the command in exceptions with a reason`];
  const unlocked = hashProblems(install);
  return [
    ...indexProblems(install, indexUrl),
    // An address that is not locked is told so already.
    ...moreProblems(install, unlocked.length > 0 ? undefined : indexUrl),
    ...unlocked,
    ...lockProblems(install.command, { indexUrl, fileText }),
  ];
}

function indexProblems({ command, tool, settings }: Install, indexUrl: string): string[] {
  const isOurs = (value: string | undefined): boolean =>
    value === undefined ||
    value === indexUrl ||
    tool.indexVariables.some((name) => [`$${name}`, `\${${name}}`].includes(value.replaceAll(/["']/g, "")));
  // The last one counts for pip, so each has to be ours.
  const options = [...command.replace(ENV_OPTIONS, "").matchAll(INDEX_OPTION)].map(([, value]) => value);
  const option = options.find((value) => !isOurs(value)) ?? options[0];
  const isBare = WITHOUT_VARIABLES.some((form) => form.test(command));
  const named = tool.indexVariables.filter((name) => settings.has(name));
  const problems: string[] = [];
  const isKnown = named.length > 0 || option === indexUrl;
  const isTheIndex = option === undefined || (isKnown && isOurs(option));
  if (!isTheIndex) {
    problems.push(
      `installs from ${quote(option)}; take the option away, ` +
        `and write ARG ${tool.indexVariables[0] ?? ""} in its stage`,
    );
  } else if (option === undefined && isBare) {
    problems.push(
      "runs without the variables of its stage, and would ask PyPI; run it with them, or name the index by an option",
    );
  } else if (option === undefined && named.length === 0) {
    problems.push(
      `would ask PyPI, since its stage has no ARG ${tool.indexVariables[0] ?? ""}; ` +
        "write that line after the FROM: the build gives it the address of the index",
    );
  }
  for (const name of named) {
    const value = settings.get(name);
    if (!isOurs(value))
      problems.push(`installs from ${quote(value ?? "")}, by the variable ${name}; write ARG ${name} without a value`);
  }
  return problems;
}

/** Further sources beside the index. */
function moreProblems({ command, settings }: Install, indexUrl: string | undefined): string[] {
  const indexed = MORE_OPTIONS.exec(command)?.[1];
  const linked = LINK_OPTIONS.exec(command)?.[1];
  const file = SETTINGS_VARIABLES.find((name) => settings.has(name) && settings.get(name) !== "/dev/null");
  const more = indexed ?? linked ?? (indexUrl === undefined ? undefined : addressIn(command, indexUrl));
  const variable = MORE_VARIABLES.find((name) => settings.has(name)) ?? file;
  if (more === undefined && variable === undefined) return [];
  return [
    `also takes packages from ${more === undefined ? `the variable ${variable ?? ""}` : quote(more)}, ` +
      "where a stranger's can have the name of yours; take it away: " +
      "a PythonVirtualRepository has several indexes in one",
  ];
}

/** An address that is not the index's and stands where no other rule has looked at it. */
function addressIn(command: string, indexUrl: string): string | undefined {
  const rest = command.replaceAll(INDEX_OPTION, " ").replaceAll(/(?:^|\s)[A-Za-z_]\w*=\S*/g, " ");
  const found = /(?:^|[\s=])(-[rc])?(\S*?[a-z][a-z0-9+.-]*:\/\/\S+)/i.exec(rest)?.[2];
  return found === indexUrl ? undefined : found;
}

function hashProblems({ command, tool, settings }: Install): string[] {
  const isAlone = /\s--no-deps(?:\s|$)/.test(command) && /\s--no-build-isolation(?:\s|$)/.test(command);
  const isOwn = isAlone && takesFiles(command);
  const byVariable = tool.lockedVariable !== undefined && isOn(settings.get(tool.lockedVariable));
  if (isOwn || byVariable || tool.locked.test(command)) return [];
  return [
    `installs without the hashes of a lock, so that it may be something else tomorrow; ${tool.lockedAdvice}, ` +
      "or name the command in exceptions with a reason",
  ];
}

/** Whether all that is installed are files and folders of the build, by their paths. */
function takesFiles(command: string): boolean {
  const [, words = ""] = /\sinstall\s(.*)$/s.exec(command.replaceAll(INDEX_OPTION, " ")) ?? [];
  const named = words.split(/\s+/).filter((word) => word !== "" && !word.startsWith("-"));
  return named.every((word) => !word.includes("://") && (/^["']?\.|\.whl["']?$/.test(word) || word.includes("/")));
}

function isOn(value: string | undefined): boolean {
  return /^["']?(?:1|true|yes|on|y|t)["']?$/i.test(value ?? "");
}
