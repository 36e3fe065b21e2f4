import { devNull } from "node:os";

/**
 * Variables by which clients are told to take packages from elsewhere as well, to take none at all, or to take them from what they
 * downloaded before.
 */
const OTHER_PLACES = new Set([
  "PIP_PYPI_URL",
  "PIP_EXTRA_INDEX_URL",
  "PIP_FIND_LINKS",
  "PIP_NO_INDEX",
  "PIP_PROXY",
  "PIP_CACHE_DIR",
  "PIP_ISOLATED",
  "UV_INDEX",
  "UV_INDEX_URL",
  "UV_EXTRA_INDEX_URL",
  "UV_FIND_LINKS",
  "UV_NO_INDEX",
  "UV_OFFLINE",
  "UV_CACHE_DIR",
  "UV_CONFIG_FILE",
  "UV_TORCH_BACKEND",
  // uv would take files from the URLs in uv.lock, whatever the index is.
  "UV_FROZEN",
]);

/**
 * The environment in which pip and uv take packages from this index and from nowhere else, cached ones included, which would hide that they
 * are refused. What calls pip goes by it too; pdm is told this index in place of its default.
 *
 * @param index the URL of a simple index on this machine
 * @param settings other variables for the clients, such as `PipSettings.variables`; those in `environment` come first
 * @see https://pip.pypa.io/en/stable/topics/configuration/#environment-variables
 * @see https://docs.astral.sh/uv/reference/environment/
 * @see https://pdm-project.org/latest/reference/configuration/
 */
export function clientEnvironment(
  index: string,
  environment: NodeJS.ProcessEnv,
  settings: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !OTHER_PLACES.has(name.toUpperCase()));
  return { ...settings, ...Object.fromEntries(kept), ...indexSettings(index), ...noProxy(index, environment) };
}

/** The variables that set the index. */
export function indexSettings(index: string): Readonly<Record<string, string>> {
  return {
    PIP_INDEX_URL: index,
    // Its files may name further indexes, which an empty variable would not take away.
    PIP_CONFIG_FILE: devNull,
    PIP_NO_CACHE_DIR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    UV_DEFAULT_INDEX: index,
    UV_NO_CONFIG: "1",
    UV_NO_CACHE: "1",
    PDM_PYPI_URL: index,
  };
}

/** A proxy could not reach this machine's own addresses. */
function noProxy(index: string, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const host = new URL(index).hostname;
  const others = environment.no_proxy ?? environment.NO_PROXY;
  const list = others === undefined || others === "" ? host : `${others},${host}`;
  return { NO_PROXY: list, no_proxy: list };
}
