import { BuildContext } from "./build-context";

/** How a folder becomes a context. */
export interface BuildContextOptions {
  /**
   * Files that hold a credential and are to go into the build all the same, by their paths in the folder. Who can read the context or the image
   * has them then.
   *
   * @default - none: a file with a credential is an error
   */
  readonly credentialFiles?: string[];
  /**
   * Files that are not in the folder: from their paths in the context to their texts, for example a lock file that stands elsewhere, or settings that are made
   * here. No ignore file leaves them out.
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
   * A folder of this machine, uploaded when the stack is deployed. Its archive is the same on every machine that has the same files, and named after
   * them, so that the same commit is built once. What its `.dockerignore` names stays out.
   *
   * @param path a relative one is taken from the working directory; `join(__dirname, "images/base")` is the same wherever synth runs
   */
  public static folder(path: string, options: BuildContextOptions = {}): BuildSource {
    return new BuildSource(path, options);
  }

  private constructor(
    /** The folder. */
    public readonly path: string,
    private readonly options: BuildContextOptions,
  ) {}

  /**
   * Reads it.
   *
   * @throws ValidationError with all that must not or cannot go into a build
   * @internal
   * @jsii ignore
   */
  public context(dockerfile?: string): BuildContext {
    return BuildContext.fromFolder(this.path, dockerfile, this.options);
  }
}
