import { PackageName } from "../packages/package-name";

/**
 * What the service takes for a package of other formats than Python: `@scope/name`, `group:artifact`, `folder/image`,
 * `libstdc++6`. No blanks, and nothing that could stand for several packages.
 *
 * @see https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories.rules
 */
const NAME = /^[\w.~+^@/:-]+$/;

const ESCAPED = /%[0-9a-f]{2}/i;

/**
 * The name of a package as everybody spells it, by the format of its repository: names of Python packages are compared
 * in their normal form, and those of others letter by letter. Undefined for what is no name of a package.
 */
export function packageNameIn(format: string, text: string): string | undefined {
  if (format === "PYTHON") return PackageName.isValid(text) ? PackageName.parse(text).normalized : undefined;
  const name = ESCAPED.test(text) ? decoded(text) : text;
  return name !== undefined && NAME.test(name) ? name : undefined;
}

/** Paths of the API hold `@scope/name` as `@scope%2Fname`. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
