import { words } from "./dockerfile-lines";

/**
 * BuildKit sets these for the machine that builds, so that nobody knows their values before.
 *
 * @see https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
 */
const SET_BY_BUILDER = /^(?:TARGET|BUILD)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$/;

/** The arguments before the first FROM, with which images can be named. */
export class DockerfileVariables {
  private readonly values = new Map<string, string>();

  /** @param given the build's arguments, which come before what the Dockerfile says */
  constructor(private readonly given: Readonly<Record<string, string>>) {}

  /** Takes the arguments of an ARG: `NAME`, `NAME=default`, several. */
  public declare(rest: string): void {
    for (const word of words(rest)) {
      const [, name, value] = /^([A-Za-z_]\w*)(?:=([^]*))?$/.exec(word) ?? [];
      if (name === undefined) continue;
      const said = Object.hasOwn(this.given, name) ? this.given[name] : undefined;
      const wanted = said ?? (value === undefined ? undefined : this.expand(unquoted(value)));
      if (wanted !== undefined) this.values.set(name, wanted);
    }
  }

  /**
   * The text with the values of its variables; undefined where one is not known, or in a form that is not read here.
   */
  public expand(text: string): string | undefined {
    const unknown: string[] = [];
    const lookUp = (name: string): string | undefined => {
      if (SET_BY_BUILDER.test(name)) unknown.push(name);
      return this.values.get(name);
    };
    const expanded = text.replaceAll(
      /\\(.)|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^${}]*))?\}|(.|$))/gsu,
      (all: string, escaped?: string, bare?: string, braced?: string, operator?: string, word?: string) => {
        if (escaped !== undefined) return escaped;
        const name = bare ?? braced;
        if (name === undefined) {
          unknown.push(all);
          return "";
        }
        const value = lookUp(name);
        // BuildKit would go on with nothing in its place.
        if (value === undefined && operator === undefined) unknown.push(name);
        return substituted(value, operator, word ?? "");
      },
    );
    return unknown.length === 0 ? expanded : undefined;
  }
}

/** @see https://docs.docker.com/reference/dockerfile/#environment-replacement */
function substituted(value: string | undefined, operator: string | undefined, word: string): string {
  const isSet = operator?.startsWith(":") === true ? value !== undefined && value !== "" : value !== undefined;
  if (operator?.endsWith("-") === true) return isSet ? (value ?? "") : word;
  if (operator?.endsWith("+") === true) return isSet ? word : "";
  return value ?? "";
}

function unquoted(text: string): string {
  return text.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_all, double?: string, single?: string) =>
    single === undefined ? (double ?? "") : single.replaceAll("$", "\\$"),
  );
}
