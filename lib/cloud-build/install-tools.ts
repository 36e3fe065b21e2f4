/** A program that installs Python packages. */
export interface InstallTool {
  readonly name: string;
  /** A command of it that installs, or makes something ready that is installed. */
  readonly pattern: RegExp;
  /** Variables and options that name its index. */
  readonly indexVariables: readonly string[];
  /** What makes it take nothing but what a lock has the hashes of. */
  readonly locked: RegExp;
  readonly lockedVariable?: string;
  readonly lockedAdvice: string;
  /** Of one that cannot be held against an index and a lock: why. */
  readonly unread?: string;
}

const PIP_LIKE = /(?:^|\s)--require-hashes(?:\s|$)/;
const HASHES_ADVICE = "add --require-hashes, with a lock that has hashes";
const NEVER = /$^/;

const UV = { name: "uv", indexVariables: ["UV_DEFAULT_INDEX", "UV_INDEX_URL"] };

/** Where the name of a program begins. */
const START = "(?:^|[\\s/(`{!])";

function unread(pattern: string, why: string): InstallTool {
  return {
    name: "other",
    pattern: new RegExp(START + pattern),
    indexVariables: [],
    locked: NEVER,
    lockedAdvice: "",
    unread: why,
  };
}

const PROJECT_FILES =
  "asks the index that its project's files name, which nobody reads here; " +
  "export a lock with hashes and install it by pip or uv";
const NO_LOCK = "fetches what no lock has the hashes of";

const TOOLS: readonly InstallTool[] = [
  unread("(?:uv\\s(?:.*\\s)?build)(?!.*--no-build-isolation)(?:\\s|$)", `${NO_LOCK}; add --no-build-isolation`),
  unread("uv\\s(?:.*\\s)?venv\\s(?:.*\\s)?--seed(?:\\s|$)", `${NO_LOCK}; drop --seed`),
  unread(
    "uv\\s(?:.*\\s)?python\\s+(?:install|upgrade)(?:\\s|$)",
    "fetches a Python from elsewhere; take an image that has it",
  ),
  {
    ...UV,
    pattern: new RegExp(`${START}uv\\s(?:.*\\s)?pip\\s(?:.*\\s)?(?:install|sync)(?:\\s|$)`),
    locked: /^(?!.*--no-(?:require|verify)-hashes).*\s--require-hashes(?:\s|$)/,
    lockedVariable: "UV_REQUIRE_HASHES",
    lockedAdvice: HASHES_ADVICE,
  },
  {
    ...UV,
    pattern: new RegExp(
      `${START}(?:uv\\s(?:.*\\s)?(?:sync|add|run|lock|tool\\s+(?:install|run|upgrade))|uvx)(?:\\s|$)`,
    ),
    locked: /\bsync\s(?:.*\s)?--(?:locked|frozen)(?:\s|$)|\brun\s(?:.*\s)?--no-sync(?:\s|$)/,
    lockedAdvice: "use uv sync --locked",
  },
  {
    name: "pip",
    pattern: new RegExp(`${START}pip[\\d.]*\\s(?:.*\\s)?(?:install|download|wheel)(?:\\s|$)`),
    indexVariables: ["PIP_INDEX_URL"],
    locked: PIP_LIKE,
    lockedVariable: "PIP_REQUIRE_HASHES",
    lockedAdvice: HASHES_ADVICE,
  },
  unread(
    "(?:poetry|pdm|pipenv|conda|mamba|micromamba|pixi|rye|hatch|flit)\\s(?:.*\\s)?" +
      "(?:install|sync|add|update|upgrade|create|run|shell|build|global)(?:\\s|$)",
    PROJECT_FILES,
  ),
  unread("pipx\\s(?:.*\\s)?(?:install|install-all|inject|run|upgrade|upgrade-all)(?:\\s|$)", PROJECT_FILES),
  unread("(?:easy_install|pip-sync|tox|nox)(?:\\s|$)", PROJECT_FILES),
  unread("setup\\.py\\s(?:.*\\s)?(?:install|develop|easy_install|test)(?:\\s|$)", PROJECT_FILES),
  unread(
    "(?:python[\\d.]*\\s(?:.*\\s)?-\\w*m\\s+build|pyproject-build)(?!.*\\s(?:--no-isolation|-\\w*n)(?:\\s|$))(?:\\s|$)",
    `${NO_LOCK}; add --no-isolation`,
  ),
  unread(
    "(?:venv\\s(?:.*\\s)?--upgrade-deps|virtualenv\\s(?:.*\\s)?--download)(?:\\s|$)",
    `${NO_LOCK}; leave that option out`,
  ),
  unread("(?:\\S*/)?get-pip(?:\\.py)?\\b", `${NO_LOCK}; take an image that has pip`),
  unread("(?:.*\\()?pip(?:\\._internal(?:\\.cli)?)?(?:\\.main)?\\.main\\(", `${NO_LOCK}; run pip itself`),
  unread(
    "\\$\\{?\\w+[^ ]*\\s(?:.*\\s)?(?:install|sync|download)(?:\\s|$)",
    "runs a program that a variable names, so that nobody knows what it installs; write the program's name",
  ),
];

/** The tool whose command it is; undefined for a command that installs no Python packages. */
export function installToolOf(command: string): InstallTool | undefined {
  const plain = plainly(command);
  return TOOLS.find(({ pattern }) => pattern.test(plain));
}

const GLUED = /(\s-[A-Za-z]*m)(?=(?:pip|uv|poetry|pdm|pipenv|pipx|hatch|build|venv|virtualenv|tox|nox)(?:\s|$))/g;

/** A command in the spelling that the patterns know. */
function plainly(command: string): string {
  return command
    .replaceAll(/\\(.)/g, "$1")
    .replaceAll(/\$(?:IFS\b|\{IFS\})/g, " ")
    .replaceAll(/(?:\$\(|`)\s*(?:which|command -v|type -[pP])\s+(\S+?)\s*(?:\)|`)/g, "$1")
    .replaceAll(GLUED, "$1 ");
}
