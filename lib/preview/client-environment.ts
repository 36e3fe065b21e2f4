import { devNull } from "node:os";

/**
 * Variables by which clients are told to take packages from elsewhere as well, to take none at all, to take them from
 * what they downloaded before, or to go past the proxy.
 */
const OTHER_PLACES = new Set([
  "PIP_PYPI_URL",
  "PIP_EXTRA_INDEX_URL",
  "PIP_FIND_LINKS",
  "PIP_NO_INDEX",
  "PIP_PROXY",
  "PIP_NO_PROXY_ENV",
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
  "UV_HTTP_PROXY",
  "UV_HTTPS_PROXY",
  "UV_ALL_PROXY",
  "UV_NO_PROXY",
  // What is in it goes past a proxy: this machine too has indexes that are not the preview.
  "NO_PROXY",
]);

/** In both cases, since curl and git read some of them in small letters only. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/**
 * The environment in which pip and uv take packages from this index and from nowhere else, cached ones included, which
 * would hide that they are refused. What calls pip goes by it too; pdm and pipenv are told this index in place of PyPI.
 * Whatever a program asks for besides goes to the index as its proxy, so that no source of its own is passed over in
 * silence.
 *
 * @param index the URL of a simple index
 * @param settings other variables for the clients, such as `PipSettings.variables`; those in `environment` come first
 * @see https://pip.pypa.io/en/stable/topics/configuration/#environment-variables
 * @see https://docs.astral.sh/uv/reference/environment/
 * @see https://pdm-project.org/latest/reference/configuration/
 * @see https://pipenv.pypa.io/en/latest/configuration.html
 */
export function clientEnvironment(
  index: string,
  environment: NodeJS.ProcessEnv,
  settings: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const others = new Set(otherPlaces(environment));
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !others.has(name)));
  const set = indexSettings(index);
  return { ...settings, ...kept, ...set, ...trust(index, { ...settings, ...kept }) };
}

/** The variables that set the index. */
export function indexSettings(index: string): Readonly<Record<string, string>> {
  const { origin } = new URL(index);
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
    PDM_NO_CACHE: "1",
    PDM_CHECK_UPDATE: "0",
    PIPENV_PYPI_MIRROR: index,
    ...Object.fromEntries(PROXIES.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, origin])),
  };
}

/** The variables of this environment that must not be set beside the index. */
export function otherPlaces(environment: NodeJS.ProcessEnv): readonly string[] {
  return Object.keys(environment).filter((name) => {
    const upper = name.toUpperCase();
    // requests reads a proxy from a variable in any case.
    return OTHER_PLACES.has(upper) || PROXIES.includes(upper);
  });
}

/** What lets clients take files by plain http from another machine. From this one they do. */
function trust(index: string, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { hostname, host } = new URL(index);
  if (hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.")) return {};
  const others = (environment.PIP_TRUSTED_HOST ?? "").split(/\s+/).filter((one) => one !== "");
  return {
    PIP_TRUSTED_HOST: [...others, host].join(" "),
    UV_INSECURE_HOST: [...(environment.UV_INSECURE_HOST ?? "").split(/\s+/).filter((one) => one !== ""), host].join(
      " ",
    ),
    PDM_PYPI_VERIFY_SSL: "0",
  };
}
