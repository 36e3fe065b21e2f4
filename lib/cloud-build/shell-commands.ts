import type { Run } from "./dockerfile";

/** A simple command of a RUN. */
export interface ShellCommand {
  /** As it is written, with single blanks and without quotes. */
  readonly text: string;
  /**
   * The variables that it sees, from ARG and ENV of its stage, from commands of the same RUN before it, and from what
   * stands before the command; undefined where only the build knows the value.
   */
  readonly settings: ReadonlyMap<string, string | undefined>;
}

/** The commands of a RUN, between `&&`, `||`, `;`, `|` and ends of lines. */
export function shellCommands({ text, settings }: Run): readonly ShellCommand[] {
  const seen = new Map(settings);
  return text
    .replaceAll(/\\\r?\n/g, " ")
    .split(/&&|\|\||[;|\n&]/)
    .map((command) => command.replaceAll(/["']/g, "").replaceAll(/\s+/g, " ").trim())
    .filter((command) => command !== "" && !command.startsWith("#"))
    .map((command) => {
      const own = new Map([...seen, ...assignmentsOf(command)]);
      keep(command, seen);
      return { text: command, settings: own };
    });
}

/** `NAME=value command`: what holds for this command. */
function assignmentsOf(command: string): [name: string, value: string][] {
  const [assignments = ""] = /^(?:(?:env|export)\s+)?(?:[A-Za-z_]\w*=\S*(?:\s+|$))*/.exec(command) ?? [];
  return [...assignments.matchAll(/([A-Za-z_]\w*)=(\S*)/g)].map(([, name = "", value = ""]) => [name, value]);
}

/**
 * `export NAME=value` and `unset NAME` change what later commands of the RUN see. What is not set yet is not believed
 * to be, since the command may be one that never runs; what is set may be another thing from now on.
 */
function keep(command: string, seen: Map<string, string | undefined>): void {
  const [, names] = /^\(?\s*unset\s+(.+)$/.exec(command) ?? [];
  for (const name of names?.split(" ") ?? []) if (!isMore(name)) seen.delete(name);
  const isSetting = /^\(?\s*(?:(?:export|declare|typeset|local|readonly)\s|[A-Za-z_]\w*=\S*(?:\s+[A-Za-z_]\w*=\S*)*$)/;
  if (!isSetting.test(command)) return;
  for (const [, name = "", value = ""] of command.matchAll(/(?:^|[\s(])([A-Za-z_]\w*)=(\S*)/g)) {
    if (seen.has(name) || isMore(name)) seen.set(name, value);
  }
}

/** What only ever adds a source of packages. */
function isMore(name: string): boolean {
  return /EXTRA_INDEX|FIND_LINKS|^UV_INDEX$|TRUSTED_HOST|INSECURE_HOST|CONFIG_FILE/.test(name);
}
