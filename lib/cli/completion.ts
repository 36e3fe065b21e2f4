import { Argument, type Command } from "commander";
import { answer } from "./output";

const SHELLS = ["bash", "zsh", "fish"] as const;

const EXAMPLES = `
Examples:
  private-pypi completion bash >> ~/.bashrc
  private-pypi completion zsh >> ~/.zshrc
  private-pypi completion fish > ~/.config/fish/completions/private-pypi.fish

Exits with 0.`;

/** Adds `private-pypi completion`, which prints what makes a shell complete the commands and options that are there. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .summary("print what makes a shell complete this command")
    .description(
      "Prints a script for a shell that completes commands, options, and the values of options; " +
        "everything else is a file.",
    )
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action((shell: (typeof SHELLS)[number]) => {
      answer(SCRIPTS[shell](program.commands.map(wordsOf)));
    });
}

interface Words {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly summary: string; readonly values: readonly string[] }[];
  /** What the first argument can be, when that is a choice. */
  readonly values: readonly string[];
}

function wordsOf(command: Command): Words {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    summary: command.summary(),
    options: [
      ...command.options.map(({ long, description, argChoices = [] }) => ({
        flag: long ?? "",
        summary: description,
        values: argChoices,
      })),
      { flag: "--help", summary: "display help for command", values: [] },
    ],
    values: argument?.argChoices ?? [],
  };
}

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (commands: readonly Words[]) => string>> = {
  bash: bashScript,
  // zsh takes what is written for bash, https://zsh.sourceforge.io/Doc/Release/Completion-System.html#Use-of-compinit
  zsh: (commands) => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(commands)}`,
  fish: fishScript,
};

function bashScript(commands: readonly Words[]): string {
  const cases = (entries: readonly (readonly [pattern: string, words: readonly string[]])[], indent: string): string =>
    entries.map(([pattern, words]) => `${indent}${pattern}) words='${words.join(" ")}' ;;\n`).join("");
  return `_private_pypi() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  case "\${COMP_WORDS[1]} $before" in
${cases(valuesOf(commands), "    ")}  esac
  if [ -z "$words" ] && [ "$COMP_CWORD" -eq 1 ]; then words='${commands.map(({ name }) => name).join(" ")}'; fi
  if [ -z "$words" ] && [ "\${word#-}" != "$word" ]; then
    case "\${COMP_WORDS[1]}" in
${cases(
  commands.map(({ name, options }) => [name, options.map(({ flag }) => flag)]),
  "      ",
)}    esac
  fi
  COMPREPLY=()
  if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); fi
}
complete -o default -F _private_pypi private-pypi
`;
}

function fishScript(commands: readonly Words[]): string {
  const lines = commands.flatMap(({ name, summary, options, values }) => {
    const within = `complete -c private-pypi -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `complete -c private-pypi -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...options.map((option) => {
        const choices = option.values.length > 0 ? ` -x -a ${quoted(option.values.join(" "))}` : "";
        return `${within} -l ${option.flag.slice(2)} -d ${quoted(option.summary)}${choices}`;
      }),
      ...(values.length > 0 ? [`${within} -f -a ${quoted(values.join(" "))}`] : []),
    ];
  });
  return `${lines.join("\n")}\n`;
}

/** `"COMMAND WORD"` with what can follow: the values of an option, or of the first argument. */
function valuesOf(commands: readonly Words[]): readonly (readonly [string, readonly string[]])[] {
  return commands.flatMap(({ name, options, values }) =>
    [{ flag: name, values }, ...options]
      .filter((one) => one.values.length > 0)
      .map((one) => [`"${name} ${one.flag}"`, one.values] as const),
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\\\''")}'`;
}
