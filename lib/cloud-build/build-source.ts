import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ValidationError } from "../core/errors";
import { BuildContext } from "./build-context";
import { GitRef } from "./git-ref";
import type { GitRefOptions } from "./git-ref";
import type { IGitRepository } from "./git-repository";

/** How a folder becomes a context. */
export interface BuildContextOptions {
  /**
   * Files that hold a credential and are to go into the build all the same, by their paths in the folder. Who can read
   * the context or the image has them then.
   *
   * @default - none: a file with a credential is an error
   */
  readonly credentialFiles?: string[];
  /**
   * Files that are not in the folder: from their paths in the context to their texts, for example a lock file that
   * stands elsewhere, or settings that are made here. No ignore file leaves them out.
   *
   * @default - none
   */
  readonly extraFiles?: Readonly<Record<string, string>>;
  /** How large the files may be together, in MiB. @default 256 */
  readonly maxSizeMebibytes?: number;
}

/** Where a build gets what it builds. */
export class BuildSource {
  /**
   * A folder of this machine, uploaded when the stack is deployed. Its archive is the same on every machine that has
   * the same files, and named after them, so that the same commit is built once. What its `.dockerignore` names stays
   * out.
   *
   * @param path a relative one is taken from the working directory; `join(__dirname, "images/base")` is the same
   *   wherever synth runs
   */
  public static folder(path: string, options: BuildContextOptions = {}): BuildSource {
    return new BuildSource(path, options);
  }

  /**
   * A Git repository, at what was pushed. It is started by `BuildStart.onPush`.
   *
   * @throws ValidationError when it is not one branch or tag, by an anchored expression
   */
  public static git(repository: IGitRepository, ref: GitRefOptions): BuildSource {
    return new BuildSource("", {}, repository, GitRef.of(ref));
  }

  /** What is in a file that the context has; undefined where it has none of that path. @internal */
  public _text(name: string): string | undefined {
    const extra = this.options.extraFiles?.[name];
    if (extra !== undefined) return extra;
    try {
      return readFileSync(join(this.path, name), "utf8");
    } catch {
      return undefined;
    }
  }

  private constructor(
    /** The folder; empty for a Git repository. */
    public readonly path: string,
    private readonly options: BuildContextOptions,
    /** Undefined for a folder. */
    public readonly gitRepository?: IGitRepository,
    /** Which pushes are built; undefined for a folder. */
    public readonly gitRef?: GitRef,
  ) {}

  /**
   * Reads it.
   *
   * @throws ValidationError with all that must not or cannot go into a build
   * @internal
   * @jsii ignore
   */
  public context(dockerfile?: string): BuildContext {
    if (this.gitRepository !== undefined) {
      throw new ValidationError([
        "source: is a Git repository, and an image is built from files that are read at synth; " +
          "say BuildSource.folder(path)",
      ]);
    }
    return BuildContext.fromFolder(this.path, dockerfile, this.options);
  }
}
