import { type ExecFileException, execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { devNull } from "node:os";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";
import { codeOf } from "../text/json-object";

/** Where pip is looked for, in this order: that of an active environment comes first. */
const PIPS: readonly (readonly [string, ...string[]])[] = [["pip"], ["python3", "-m", "pip"], ["python", "-m", "pip"]];

/** In milliseconds. pip answers within a second; a slow disk may take some more. */
const PATIENCE = 30_000;

/** Settings that name places to take packages from, or the way there: none of them may come beside the preview. */
const PLACES = new Set(["index-url", "pypi-url", "extra-index-url", "find-links", "no-index", "proxy"]);

/** One line of `pip config list`: a section and a key, then the value as Python writes it. */
const SETTING = /^(?<section>[^.\s]+)\.(?<key>[^=\s]+)=(?<value>'.*'|".*")$/;

/**
 * What the pip on this machine is configured with, by its files and by the environment. pip itself is asked, so its own
 * rules on which file counts hold.
 *
 * @see https://pip.pypa.io/en/stable/topics/configuration/
 */
export class PipSettings {
  /**
   * @param environment that pip is started in
   * @returns undefined when there is no pip
   * @throws ValidationError when pip is there and cannot read its own configuration
   */
  public static async read(environment: NodeJS.ProcessEnv = process.env): Promise<PipSettings | undefined> {
    for (const command of PIPS) {
      const answer = await run(command, ["config", "list"], environment);
      if (answer === undefined) continue;
      return new PipSettings(command, environment, parseSettings(answer));
    }
    return undefined;
  }

  private constructor(
    private readonly command: readonly [string, ...string[]],
    private readonly environment: NodeJS.ProcessEnv,
    /** By section, then by key: "global", the commands' own sections, and ":env:". */
    private readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>,
  ) {}

  /** The index that somebody set, with the credentials in it. Undefined when nobody set one. */
  public get indexUrl(): string | undefined {
    return this.setting("index-url") ?? this.setting("pypi-url");
  }

  /** Whether pip goes through a proxy. */
  public get hasProxy(): boolean {
    return this.setting("proxy") !== undefined;
  }

  /**
   * The certificates that pip trusts, as PEM. Undefined when none are set, or a folder of them.
   *
   * @throws ValidationError when they cannot be read
   */
  public get certificates(): string | undefined {
    const path = this.setting("cert");
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      const code = codeOf(error) ?? String(error);
      if (code === "EISDIR") return undefined;
      throw new ValidationError([
        `pip's setting cert ${quote(path)}: cannot be read (${code}); correct it with pip config, ` +
          "or in the variable PIP_CERT",
      ]);
    }
  }

  /**
   * What pip's files say for all commands and for `pip install`, as environment variables: all but the places that
   * packages come from. Variables that are set already are not in it.
   */
  public get variables(): Readonly<Record<string, string>> {
    const settings = ["global", "install"].flatMap((section) => [...(this.sections.get(section) ?? [])]);
    return Object.fromEntries(
      settings
        .filter(([key]) => !PLACES.has(key) && !this.sections.get(":env:")?.has(key))
        .map(([key, value]) => [`PIP_${key.toUpperCase().replaceAll("-", "_")}`, value]),
    );
  }

  /** The index that pip takes where nothing is configured, as its help tells it. Undefined when it does not. */
  public async defaultIndexUrl(): Promise<string | undefined> {
    // The help shows what is configured in place of the default, so nothing may be.
    const plain = Object.entries(this.environment).filter(([name]) => !name.toUpperCase().startsWith("PIP_"));
    const help = await run(this.command, ["install", "--help"], {
      ...Object.fromEntries(plain),
      PIP_CONFIG_FILE: devNull,
      // In a narrow terminal the URL could be broken into two lines.
      COLUMNS: "1000",
    });
    return /--index-url <url>[^(]*\(default (https?:\/\/[^\s)]+)\)/.exec(help ?? "")?.[1];
  }

  /** The last of them counts: all commands, then the command, then the environment. An empty value is none. */
  private setting(key: string): string | undefined {
    const found = ["global", "install", ":env:"].map((section) => this.sections.get(section)?.get(key));
    return found.filter((value) => value !== undefined && value !== "").at(-1);
  }
}

function parseSettings(listing: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  for (const line of listing.split(/\r?\n/)) {
    const { section, key, value } = SETTING.exec(line)?.groups ?? {};
    if (section === undefined || key === undefined || value === undefined) continue;
    const settings = sections.get(section) ?? new Map<string, string>();
    sections.set(section, settings.set(key.toLowerCase().replaceAll("_", "-"), unescape(value.slice(1, -1))));
  }
  return sections;
}

/** @see https://docs.python.org/3/library/stdtypes.html#str.isprintable which says what Python escapes */
function unescape(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt\\'"]))/g,
    (_, ...groups: (string | undefined)[]) => {
      const [two, four, eight, simple = ""] = groups;
      const code = two ?? four ?? eight;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return { n: "\n", r: "\r", t: "\t" }[simple] ?? simple;
    },
  );
}

/** What the program printed; undefined when there is no such program, or a Python without pip. */
async function run(
  command: readonly [string, ...string[]],
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const [program, ...first] = command;
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...first, ...args],
      { env, encoding: "utf8", timeout: PATIENCE, maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else if (isMissing(error, stderr)) resolve(undefined);
        else {
          const asked = [...command, ...args].join(" ");
          reject(
            new ValidationError([
              `${asked}: ${reasonOf(error, stderr)}; mend pip, or say where packages come from with --upstream`,
            ]),
          );
        }
      },
    );
  });
}

function isMissing({ code }: ExecFileException, stderr: string): boolean {
  // 127 is what a version manager's stand-in for pip gives where no pip is behind it.
  return code === "ENOENT" || String(code) === "127" || /No module named pip\b/.test(stderr);
}

function reasonOf(error: ExecFileException, stderr: string): string {
  if (error.killed === true) return `no answer within ${PATIENCE / 1000} seconds`;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return `failed (exit code ${String(error.code)})${last === "" ? "" : `: ${quote(last)}`}`;
}
