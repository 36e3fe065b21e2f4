import { join } from "node:path";
import { runPython } from "./python-program";

/** What the program is asked to do. */
export interface IndexProgramOptions {
  /** A folder, or `gs://BUCKET`. */
  readonly place: string;
  /**
   * A file with the allow list, as `private-pypi allow --format json` prints it.
   *
   * @default - every distribution is listed
   */
  readonly allowFile?: string;
}

/**
 * The program that writes the pages of the simple API for the distributions in a folder or a bucket: a folder that
 * Python 3.9 or newer runs as it is, without any package beyond Python itself.
 */
export class IndexProgram {
  // As far from dist/static-index/ as from lib/static-index/.
  public static readonly FOLDER = join(__dirname, "../../lib/static-index/index_pages");
  /** Where the program leaves an empty file for each distribution that a page lists, by its path. */
  public static readonly LISTED = "state/listed";

  /**
   * Runs it on this machine; what it prints goes to this program's own outputs.
   *
   * @returns its exit code: 0, 1 where something is wrong with a distribution, or 2 where nothing was done
   * @throws ValidationError when there is no Python to run it
   */
  public static run({ place, allowFile }: IndexProgramOptions): number {
    const allow = allowFile === undefined ? [] : ["--allow", allowFile];
    return runPython(IndexProgram.FOLDER, [...allow, "--", place]);
  }
}
