import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync, realpathSync } from "node:fs";
import { isAbsolute, join, posix, relative } from "node:path";
import { Token } from "cdktf";
import { ValidationError } from "../core";
import { quote } from "../text/quoting";
import { DockerIgnore } from "./docker-ignore";
import type { FolderMatches } from "./docker-ignore";

/** A file or link that a build gets. */
export interface ContextFile {
  /** Relative to the folder, with "/". */
  readonly name: string;
  /** Where it is on this machine. */
  readonly path: string;
  readonly isExecutable: boolean;
  /** In bytes; 0 for a link. */
  readonly size: number;
  /** Where a symbolic link leads to, as it is written; undefined for a file. */
  readonly linkTarget?: string;
  /** What is in it, where it is made here; undefined for one of the folder. */
  readonly text?: string;
}

/**
 * Which files of a folder a build gets: those that its ignore file leaves, in the order of their names. Empty folders
 * are not among them, since Git does not keep them, and the same commit must be the same context.
 */
export class ContextFiles {
  /**
   * @param folder the folder
   * @param dockerfile the Dockerfile's path in it, whose own ignore file comes first; undefined where there is none
   * @param extraFiles texts by their paths, beside the files of the folder
   * @throws ValidationError with every link that leads out, special file and name that is not portable
   */
  public static of(
    folder: string,
    dockerfile?: string,
    extraFiles: Readonly<Record<string, string>> = {},
  ): ContextFile[] {
    const shown = `folder ${quote(folder)}`;
    if (!existsSync(folder)) throw new ValidationError([`${shown}: is not there`]);
    if (!statSync(folder).isDirectory()) throw new ValidationError([`${shown}: is not a folder`]);
    const ignoreName = ignoreFileOf(folder, dockerfile);
    const ignore =
      ignoreName === undefined
        ? undefined
        : DockerIgnore.parse(readFileSync(join(folder, ignoreName), "utf8"), join(folder, ignoreName));
    const walk = new Walk(folder, ignore, new Set([ignoreName, dockerfile].filter((name) => name !== undefined)));
    walk.into("");
    for (const [name, text] of Object.entries(extraFiles)) walk.add(name, text);
    if (walk.problems.length > 0) throw new ValidationError(walk.problems);
    if (walk.files.length === 0) {
      throw new ValidationError([
        `${shown}: holds no file${ignoreName === undefined ? "" : ` that ${quote(ignoreName)} leaves`}`,
      ]);
    }
    return walk.files.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

/**
 * BuildKit reads `<Dockerfile>.dockerignore` instead of `.dockerignore` where there is one.
 *
 * @see https://docs.docker.com/build/concepts/context/#filename-and-location
 */
function ignoreFileOf(folder: string, dockerfile: string | undefined): string | undefined {
  const names = [...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`]), ".dockerignore"];
  return names.find((name) => existsSync(join(folder, name)));
}

class Walk {
  public readonly files: ContextFile[] = [];
  public readonly problems: string[] = [];

  /** @param kept what is taken whatever the ignore file says: the build reads it before the ignore file */
  constructor(
    private readonly root: string,
    private readonly ignore: DockerIgnore | undefined,
    private readonly kept: ReadonlySet<string>,
  ) {}

  public into(folder: string, above?: FolderMatches): void {
    for (const base of readdirSync(join(this.root, folder))) {
      const name = folder === "" ? base : `${folder}/${base}`;
      const found = this.ignore?.match(name, above);
      const isIgnored = found?.isIgnored === true && !this.kept.has(name);
      const path = join(this.root, name);
      if (base.includes("\uFFFD")) {
        this.problems.push(`file ${quote(path)}: its name is not UTF-8; rename it`);
        continue;
      }
      const stat = lstatSync(path);
      if (stat.isDirectory()) {
        if (!isIgnored || this.mayHold(name)) this.into(name, found?.matches);
      } else if (!isIgnored) {
        this.take(name, path, stat);
      }
    }
  }

  /** Adds a file that is made here. */
  public add(name: string, text: string): void {
    const place = `extraFiles ${quote(name)}`;
    if (typeof text !== "string" || Token.isUnresolved(text)) {
      this.problems.push(`${place}: must be a text that is known at synth, since the image is named after it`);
      return;
    }
    const isPlain = name !== "" && posix.normalize(name) === name && !/^(?:\/|\.\.\/|\.\.?$)|\/$/.test(name);
    const amiss = isPlain ? nameProblem(name) : "must be a path in the folder, such as conf/pip.conf";
    if (amiss !== undefined) this.problems.push(`${place}: ${amiss}`);
    else if (
      this.files.some(
        (file) => file.name === name || file.name.startsWith(`${name}/`) || name.startsWith(`${file.name}/`),
      )
    ) {
      this.problems.push(`${place}: the folder ${quote(this.root)} has a file there; take one of them away`);
    } else {
      this.files.push({ name, path: name, isExecutable: false, size: Buffer.byteLength(text), text });
    }
  }

  private mayHold(folder: string): boolean {
    return this.ignore?.mayTakeInBelow(folder) === true || [...this.kept].some((name) => name.startsWith(`${folder}/`));
  }

  private take(name: string, path: string, stat: ReturnType<typeof lstatSync> & object): void {
    const amiss = nameProblem(name);
    if (amiss !== undefined) {
      this.problems.push(`file ${quote(path)}: ${amiss}`);
      return;
    }
    if (stat.isSymbolicLink()) {
      this.takeLink(name, path);
    } else if (stat.isFile()) {
      // Of the mode only what Git keeps, too.
      const isExecutable = (Number(stat.mode) & 0o100) !== 0;
      this.files.push({ name, path, isExecutable, size: Number(stat.size) });
    } else {
      this.problems.push(
        `file ${quote(path)}: is neither a file nor a link (a socket, pipe or device); name it in .dockerignore`,
      );
    }
  }

  private takeLink(name: string, path: string): void {
    const linkTarget = readlinkSync(path).replaceAll("\\", "/");
    const leadsTo = posix.join(posix.dirname(name), linkTarget);
    const isWhole = posix.isAbsolute(linkTarget) || /^[A-Za-z]:/.test(linkTarget);
    if (isWhole || leadsOut(leadsTo) || isOutside(this.root, path)) {
      this.problems.push(
        `link ${quote(path)}: leads to ${quote(linkTarget)}, out of the folder, where the build has nothing; ` +
          "copy the file, or name the link in .dockerignore",
      );
      return;
    }
    this.files.push({ name, path, isExecutable: false, size: 0, linkTarget });
  }
}

function leadsOut(path: string): boolean {
  return /^\.\.(?:[\\/]|$)/.test(path);
}

/** Where links lead through other links, their names do not tell it; Node.js goes by them, the system does not. */
function isOutside(root: string, path: string): boolean {
  try {
    const within = relative(realpathSync.native(root), realpathSync.native(path));
    return isAbsolute(within) || leadsOut(within);
  } catch {
    // It leads to nothing.
    return false;
  }
}

function nameProblem(name: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001F\u007F\\]/.test(name)) {
    return 'its name holds a control character or a "\\", which not every system takes; rename it';
  }
  return undefined;
}
