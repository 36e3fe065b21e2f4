import { ValidationError } from "../core";
import { SECRET_WORDS } from "../text/credential-content";
import { quote } from "../text/quoting";
import { dockerfileText, words } from "./dockerfile-lines";
import type { Instruction } from "./dockerfile-lines";
import { DockerfileVariables } from "./dockerfile-variables";

/** Something that a build gets from elsewhere. */
export interface Pull {
  /** An image, or the address of a file; as it is written, where its variables are not known. */
  readonly source: string;
  readonly kind: "image" | "address";
  /** What pulls it: `FROM`, `COPY --from`, `RUN --mount`, `# syntax`, `ADD`. */
  readonly by: string;
  /** From 1. */
  readonly line: number;
  /** Whether every variable in it is known. */
  readonly isKnown: boolean;
}

/** What a RUN does. */
export interface Run {
  /** Its command; that of the form of JSON with blanks between. */
  readonly text: string;
  readonly line: number;
  /** The variables that its stage has until here, by ARG (undefined) or by ENV. */
  readonly settings: ReadonlyMap<string, string | undefined>;
}

/** A name that says that its value is a secret. */
const SECRET_NAME = new RegExp(
  `(?:^|_)(?:${SECRET_WORDS}|[A-Z0-9]*(?:SECRET|PASSWORD)|(?:API|AUTH|ACCESS|BOT|ID|REFRESH)TOKEN|MYSQL_PWD)(?:$|_)`,
  "i",
);

/** @see https://github.com/moby/buildkit/blob/v0.26.0/frontend/dockerfile/instructions/parse.go */
const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/i;

/**
 * What a Dockerfile says that matters before it is built: which images and addresses it takes something from, and what
 * it keeps in the image that should be in none.
 */
export class Dockerfile {
  /**
   * @param text the file
   * @param shown its place, for messages
   * @param buildArguments what the build is given, which images may be named with
   * @throws ValidationError where docker could not read it
   */
  public static parse(text: string, shown: string, buildArguments: Readonly<Record<string, string>> = {}): Dockerfile {
    return new Reader(text, shown, buildArguments).read();
  }

  /** Whether a name is that of a secret, which must be neither an argument nor in the environment of an image. */
  public static isSecretName(name: string): boolean {
    return SECRET_NAME.test(name);
  }

  constructor(
    public readonly pulls: readonly Pull[],
    /** The names of its ARG, ENV and LABEL that are those of secrets, with their lines. */
    public readonly secrets: readonly { readonly by: string; readonly name: string; readonly line: number }[],
    /** The ids of the secrets that it mounts. */
    public readonly mountedSecrets: ReadonlySet<string>,
    /** The names of its ARG, anywhere in it. */
    public readonly argumentNames: ReadonlySet<string>,
    /** Lines whose form docker 20.10 knows only with a `# syntax=` line. */
    public readonly newForms: readonly { readonly form: string; readonly line: number }[],
    public readonly hasSyntaxLine: boolean,
    public readonly runs: readonly Run[],
  ) {}
}

interface Stage {
  readonly name?: string;
  /** By ARG (undefined) and by ENV. */
  readonly settings: Map<string, string | undefined>;
  /** What RUN is run by; undefined for the usual one. */
  shell?: string;
}

/**
 * A stage that begins as another ended has its variables and its shell. An ARG ends with its stage; docker 20.10 hands
 * none on.
 */
function newStage(name?: string, from?: Stage): Stage {
  const kept = [...(from?.settings ?? [])].filter(([, value]) => value !== undefined);
  return { name, settings: new Map(kept), shell: from?.shell };
}

/** What ADD loads: an address with its scheme, what Git takes for one (`user@host:path`), and repositories. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|[\w.-]+@[\w.-]+:|[^/]*github\.com\/)|\.git(?:#|$)/i;

/** Those that read a command as the usual one does. */
const SHELL = /(?:^|\/)(?:ba|da|a|z|k|mk)?sh$/;

class Reader {
  private readonly variables: DockerfileVariables;
  private readonly pulls: Pull[] = [];
  private readonly secrets: { by: string; name: string; line: number }[] = [];
  private readonly mountedSecrets = new Set<string>();
  private readonly argumentNames = new Set<string>();
  private readonly newForms: { form: string; line: number }[] = [];
  private readonly stages: Stage[] = [];
  private readonly problems: string[] = [];
  private readonly runs: Run[] = [];
  private stage: Stage = newStage();

  constructor(
    private readonly text: string,
    private readonly shown: string,
    buildArguments: Readonly<Record<string, string>>,
  ) {
    this.variables = new DockerfileVariables(buildArguments);
  }

  public read(): Dockerfile {
    const { syntaxes, instructions } = dockerfileText(this.text, this.shown);
    for (const { value, line } of syntaxes) {
      // BuildKit takes the first word.
      this.pulls.push({ source: words(value)[0] ?? value, kind: "image", by: "# syntax", line, isKnown: true });
    }
    for (const instruction of instructions) this.take(instruction);
    if (this.stages.length === 0)
      this.problems.push(`Dockerfile ${quote(this.shown)}: has no FROM, so it builds nothing`);
    if (this.problems.length > 0) throw new ValidationError(this.problems);
    return new Dockerfile(
      this.pulls,
      this.secrets,
      this.mountedSecrets,
      this.argumentNames,
      this.newForms,
      syntaxes.length > 0,
      this.runs,
    );
  }

  private take(instruction: Instruction): void {
    const { name, line } = instruction;
    if (instruction.heredocs.length > 0) this.newForms.push({ form: `${name} with a heredoc`, line });
    for (const flag of instruction.flags) {
      const known = OLD_FLAGS[name] ?? [];
      const flagName = flag.split("=", 1)[0] ?? flag;
      if (!known.includes(flagName)) this.newForms.push({ form: `${name} ${flagName}`, line });
    }
    switch (name) {
      case "ARG":
        this.takeArgument(instruction);
        break;
      case "ENV":
        this.takeEnvironment(instruction);
        break;
      case "FROM":
        this.takeStage(instruction);
        break;
      case "COPY":
        this.takeCopy(instruction);
        break;
      case "ADD":
        this.takeCopy(instruction);
        this.takeAddresses(instruction);
        break;
      case "RUN":
        this.takeMounts(instruction);
        this.takeRun(instruction);
        break;
      case "SHELL":
        this.takeShell(instruction);
        break;
      case "LABEL":
        this.takeNames(instruction);
        break;
    }
  }

  private takeArgument({ rest, line }: Instruction): void {
    if (this.stages.length === 0) this.variables.declare(rest);
    for (const word of words(rest)) {
      const name = word.split("=", 1)[0] ?? "";
      this.argumentNames.add(name);
      // What ENV says comes before what ARG says, in whatever order.
      if (this.stage.settings.get(name) === undefined) this.stage.settings.set(name, undefined);
      if (SECRET_NAME.test(name)) this.secrets.push({ by: "ARG", name, line });
    }
  }

  private takeEnvironment(instruction: Instruction): void {
    for (const [name, value] of this.takeNames(instruction)) this.stage.settings.set(name, value);
  }

  /** The settings of ENV and LABEL, which stay in the image. */
  private takeNames({ name: by, rest, line }: Instruction): [name: string, value: string][] {
    const [first = "", ...others] = words(rest);
    // The old form is `ENV NAME VALUE`.
    const written = first.includes("=") ? [first, ...others] : [`${first}=${others.join(" ")}`];
    const settings = written.map((word): [string, string] => {
      const [name = "", ...value] = word.split("=");
      return [name.replaceAll(/["']/g, ""), value.join("=")];
    });
    for (const [name] of settings) {
      if (SECRET_NAME.test(name.replaceAll(/[.-]/g, "_"))) this.secrets.push({ by, name, line });
    }
    return settings;
  }

  private takeShell({ rest, line }: Instruction): void {
    const [program, ...others] = listed(rest);
    if (!rest.trimStart().startsWith("[") || program === undefined) {
      this.problems.push(
        `SHELL at ${this.shown}:${line}: must be a list such as ["/bin/bash", "-c"], is ${quote(rest)}`,
      );
      return;
    }
    this.stage.shell = SHELL.test(program) ? undefined : [program, ...others].join(" ");
  }

  private takeRun(instruction: Instruction): void {
    const { rest, heredocs, line } = instruction;
    const isList = rest.trimStart().startsWith("[");
    const command = isList ? listed(rest).join(" ") : rest;
    const { shell } = this.stage;
    const text = [shell === undefined || isList ? command : `${shell} ${command}`, ...heredocs].join("\n");
    this.runs.push({ text, line, settings: new Map(this.stage.settings) });
  }

  private takeStage({ rest, line }: Instruction): void {
    const [written = "", as, name, ...others] = words(rest);
    const isWhole = as === undefined || (as.toUpperCase() === "AS" && STAGE_NAME.test(name ?? ""));
    if (written === "" || !isWhole || others.length > 0) {
      this.problems.push(`FROM at ${this.shown}:${line}: must be FROM IMAGE or FROM IMAGE AS NAME, is ${quote(rest)}`);
    }
    // Names of images have no quotes, and what is between them is another shell's affair.
    const source = /["'\\]/.test(written) ? undefined : this.variables.expand(written);
    if (source === undefined || !this.isStage(source)) this.pull(source, written, "FROM", line);
    const from = this.stages.findLast((stage) => stage.name === source?.toLowerCase());
    this.stage = newStage(name?.toLowerCase(), source === undefined ? undefined : from);
    this.stages.push(this.stage);
  }

  private takeCopy({ name, flags, line }: Instruction): void {
    for (const source of flags.flatMap((flag) => /^--from=([^]*)$/i.exec(flag)?.[1] ?? [])) {
      const isNumber = /^\d+$/.test(source) && Number(source) < this.stages.length;
      if (!isNumber && !this.isStage(source)) this.pull(literal(source), source, `${name} --from`, line);
    }
  }

  private takeMounts({ flags, line }: Instruction): void {
    for (const mount of flags.flatMap((flag) => /^--mount=([^]*)$/i.exec(flag)?.[1] ?? [])) {
      const settings = new Map(
        mount.split(",").map((field) => {
          const [key = "", ...value] = field.split("=");
          return [key.trim().toLowerCase(), value.join("=").trim()];
        }),
      );
      const source = settings.get("from");
      // A number is an image here, not a stage.
      if (source !== undefined && !this.isStage(source)) this.pull(literal(source), source, "RUN --mount", line);
      if (settings.get("type") !== "secret") continue;
      const target = settings.get("target") ?? settings.get("dst") ?? settings.get("destination");
      this.mountedSecrets.add(settings.get("id") ?? target?.split("/").at(-1) ?? "");
    }
  }

  private takeAddresses({ rest, line }: Instruction): void {
    const sources = listed(rest).slice(0, -1);
    for (const source of sources) {
      const bare = source.replaceAll(/["']/g, "");
      if (ADDRESS.test(bare) || bare.includes("$")) {
        this.pulls.push({ source: bare, kind: "address", by: "ADD", line, isKnown: !bare.includes("$") });
      }
    }
  }

  private isStage(source: string): boolean {
    return this.stages.some(({ name }) => name === source.toLowerCase());
  }

  private pull(source: string | undefined, written: string, by: string, line: number): void {
    if (source === "scratch" && by === "FROM") return;
    this.pulls.push({ source: source ?? written, kind: "image", by, line, isKnown: source !== undefined });
  }
}

/** Variables are not put in here, so that a name with one is not known. */
function literal(source: string): string | undefined {
  return source.includes("$") ? undefined : source;
}

/** The arguments of COPY and ADD, in either form. */
function listed(rest: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(rest);
    if (Array.isArray(parsed)) return parsed.map(String);
  } catch {
    // Not the form of JSON.
  }
  return words(rest);
}

/**
 * What docker 20.10 with BuildKit knows by itself.
 *
 * @see https://github.com/moby/buildkit/blob/v0.8.3/frontend/dockerfile/instructions/parse.go
 */
const OLD_FLAGS: Readonly<Record<string, readonly string[]>> = {
  FROM: ["--platform"],
  COPY: ["--from", "--chown", "--chmod"],
  ADD: ["--chown", "--chmod"],
  RUN: ["--mount", "--network", "--security"],
  HEALTHCHECK: ["--interval", "--timeout", "--start-period", "--retries"],
};
