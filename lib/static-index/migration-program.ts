import { join } from "node:path";
import { ValidationError } from "../core/errors";
import { runPython } from "./python-program";

/** `projects/P/locations/L/repositories/R` */
const RESOURCE = /^projects\/([a-z][a-z0-9.:-]{4,}[a-z0-9])\/locations\/([a-z0-9-]+)\/repositories\/([a-z][a-z0-9-]*)$/;
/** What uploads are sent to, with or without "simple/". */
const ADDRESS = /^https:\/\/([a-z0-9-]+)-python\.pkg\.dev\/([^/]+)\/([a-z][a-z0-9-]*)\/?(?:simple\/?)?$/;

/** What is copied, and where to. */
export interface MigrationOptions {
  /** A folder, `gs://BUCKET`, or the address of an index, as `http://localhost:8080/simple/`. */
  readonly source: string;
  /** The standard repository: `projects/P/locations/L/repositories/R`, or its address at pkg.dev. */
  readonly repository: string;
  /**
   * A file with the allow list, as `private-pypi allow --format json` prints it.
   *
   * @default - all distributions
   */
  readonly allowFile?: string;
  /** Whether it is only said what would be copied. @default false */
  readonly isDry?: boolean;
}

/**
 * The program that copies the distributions of a folder, a bucket or an index into a standard repository of Artifact
 * Registry: what is missing there, so that it may be ended and run again at any time, and with the same hashes, which
 * it asks for in the end.
 */
export class MigrationProgram {
  // As far from dist/static-index/ as from lib/static-index/.
  public static readonly FOLDER = join(__dirname, "../../lib/static-index/migrate_files");

  /**
   * Runs it on this machine; what it prints goes to this program's own outputs.
   *
   * @returns its exit code: 0, 1 where a file was refused or is not there in the end, or 2 where it did not come to
   *   its end
   * @throws ValidationError when the repository is none, or there is no Python to run it
   */
  public static run({ source, repository, allowFile, isDry = false }: MigrationOptions): number {
    const { resource, uploadUrl } = targetOf(repository);
    return runPython(MigrationProgram.FOLDER, [
      "--repository",
      resource,
      "--upload-url",
      uploadUrl,
      ...(allowFile === undefined ? [] : ["--allow", allowFile]),
      ...(isDry ? ["--dry-run"] : []),
      "--",
      source,
    ]);
  }
}

function targetOf(repository: string): { readonly resource: string; readonly uploadUrl: string } {
  const [, project, location, name] = RESOURCE.exec(repository) ?? inOrder(ADDRESS.exec(repository));
  if (project === undefined || location === undefined || name === undefined) {
    throw new ValidationError([
      `repository ${JSON.stringify(repository)}: ` +
        "must be projects/PROJECT/locations/LOCATION/repositories/REPOSITORY, " +
        "or https://LOCATION-python.pkg.dev/PROJECT/REPOSITORY/",
    ]);
  }
  return {
    resource: `projects/${project}/locations/${location}/repositories/${name}`,
    // A project of a domain has its name in two parts: https://cloud.google.com/artifact-registry/docs/docker/names
    uploadUrl: `https://${location}-python.pkg.dev/${project}/${name}/`,
  };
}

/** An address says the location first. */
function inOrder(address: RegExpExecArray | null): readonly (string | undefined)[] {
  const [all, location, project, name] = address ?? [];
  return [all, project, location, name];
}
