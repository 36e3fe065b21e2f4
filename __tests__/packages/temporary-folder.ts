import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type AllowedPackages } from "../../lib/packages";
import { ValidationError } from "../../lib/core/errors";

/** A folder for one test file's locks, removed when its tests are done. */
export class TemporaryFolder {
  public readonly path = mkdtempSync(join(tmpdir(), "locks-"));
  private count = 0;

  public constructor() {
    afterAll(() => {
      rmSync(this.path, { recursive: true, force: true });
    });
  }

  /** Writes files into a folder of their own and gives the path of the first. */
  public write(files: Readonly<Record<string, string | Buffer>>): string {
    this.count += 1;
    const paths = Object.entries(files).map(([name, content]) => {
      const path = join(this.path, String(this.count), name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    });
    return paths[0] ?? this.path;
  }
}

/** The list itself, once it is sure that it can be used: what is not from an index is refused only then. */
export function used(list: AllowedPackages): AllowedPackages {
  expect(list.packages).toBeDefined();
  return list;
}

/** "six==1.17.0 idna==any", the shortest way to say a whole list. */
export function summary(list: AllowedPackages): string {
  return list.packages
    .flatMap(({ name, versions = ["any"] }) => versions.map((version) => `${name}==${version}`))
    .join(" ");
}

/** What is wrong, with the temporary folder's path taken out; fails when nothing is thrown or something else is. */
export function problemsOf(action: () => unknown, folder?: TemporaryFolder): readonly string[] {
  try {
    action();
  } catch (error) {
    if (!ValidationError.isValidationError(error)) throw error;
    const { problems } = error;
    return problems.map((one) =>
      folder === undefined ? one : one.replaceAll(new RegExp(`${folder.path}/\\d+/`, "g"), ""),
    );
  }
  throw new Error("nothing was refused");
}
