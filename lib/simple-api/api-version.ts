import { quote } from "../text/quoting";
import { PageProblem } from "./page-problem";

/**
 * Checks the version of the form that a page has. A newer one of the same major version only adds to what is known.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#versioning-pypi-s-simple-api
 * @throws PageProblem when it is of another major version, or none
 */
export function checkApiVersion(version: string): string {
  if (/^1\.\d{1,4}$/.test(version)) return version;
  throw new PageProblem(
    `has an unknown version of the form, ${quote(version)}; those of version 1 of the simple API can be read`,
  );
}
