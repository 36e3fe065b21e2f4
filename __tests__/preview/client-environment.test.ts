import { devNull } from "node:os";
import { clientEnvironment } from "../../lib/preview/client-environment";

const INDEX = "http://127.0.0.1:8123/simple/";

test("pip, uv and pdm are given this index, no cache and no files with further ones", () => {
  expect(clientEnvironment(INDEX, {})).toEqual({
    PIP_INDEX_URL: INDEX,
    PIP_CONFIG_FILE: devNull,
    PIP_NO_CACHE_DIR: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    UV_DEFAULT_INDEX: INDEX,
    UV_NO_CONFIG: "1",
    UV_NO_CACHE: "1",
    PDM_PYPI_URL: INDEX,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
  });
});

test("no variable that names another place is left, whatever its letters' case", () => {
  const elsewhere = "https://elsewhere.example/simple /wheels";
  const names = [
    "INDEX_URL",
    "PYPI_URL",
    "EXTRA_INDEX_URL",
    "FIND_LINKS",
    "NO_INDEX",
    "PROXY",
    "CACHE_DIR",
    "CONFIG_FILE",
    "ISOLATED",
  ].map((name) => `PIP_${name}`);
  const uv = [
    "INDEX",
    "INDEX_URL",
    "DEFAULT_INDEX",
    "EXTRA_INDEX_URL",
    "FIND_LINKS",
    "NO_INDEX",
    "OFFLINE",
    "CACHE_DIR",
    "CONFIG_FILE",
    "TORCH_BACKEND",
    "FROZEN",
  ].map((name) => `UV_${name}`);
  const all = Object.fromEntries([...names, ...uv, "Pip_Find_Links"].map((name) => [name, elsewhere]));
  expect(clientEnvironment(INDEX, all)).toEqual(clientEnvironment(INDEX, {}));
});

test("everything else stays as it is, and comes before what pip's files say", () => {
  const environment = {
    PATH: "/bin",
    PIP_REQUIRE_HASHES: "1",
    UV_HTTP_TIMEOUT: "60",
    UV_INDEX_STRATEGY: "first-index",
  };
  const settings = { PIP_REQUIRE_HASHES: "0", PIP_ONLY_BINARY: ":all:", PIP_NO_CACHE_DIR: "0" };
  expect(clientEnvironment(INDEX, environment, settings)).toEqual({
    ...clientEnvironment(INDEX, {}),
    ...environment,
    PIP_ONLY_BINARY: ":all:",
  });
});

test("a proxy is not asked for this machine's addresses", () => {
  expect(clientEnvironment(INDEX, { NO_PROXY: "intern.example" })).toMatchObject({
    NO_PROXY: "intern.example,127.0.0.1",
    no_proxy: "intern.example,127.0.0.1",
  });
  expect(clientEnvironment("http://[::1]:1/simple/", { no_proxy: "a", NO_PROXY: "b" })).toMatchObject({
    NO_PROXY: "a,[::1]",
    no_proxy: "a,[::1]",
  });
});
