import { devNull } from "node:os";
import { clientEnvironment } from "../../lib/preview/client-environment";

const INDEX = "http://127.0.0.1:8123/simple/";

const PROXIES = Object.fromEntries(
  ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].map((name) => [
    name,
    "http://127.0.0.1:8123",
  ]),
);

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
    PDM_NO_CACHE: "1",
    PDM_CHECK_UPDATE: "0",
    PIPENV_PYPI_MIRROR: INDEX,
    ...PROXIES,
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
    "NO_PROXY_ENV",
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
    "NO_PROXY",
    "HTTP_PROXY",
    "HTTPS_PROXY",
  ].map((name) => `UV_${name}`);
  const all = Object.fromEntries(
    [
      ...names,
      ...uv,
      "Pip_Find_Links",
      "NO_PROXY",
      "no_proxy",
      "Https_Proxy",
      "Http_proxy",
      "All_Proxy",
      "No_Proxy",
    ].map((name) => [name, elsewhere]),
  );
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

test("the preview is the proxy for everything, in place of another one, and nothing goes past it", () => {
  const before = {
    NO_PROXY: "intern.example",
    no_proxy: "*",
    https_proxy: "http://proxy.example:3128",
    HTTP_PROXY: "x",
  };
  const environment = clientEnvironment(INDEX, before);
  expect(environment).toMatchObject(PROXIES);
  expect(Object.keys(environment).filter((name) => /no_proxy/i.test(name))).toEqual([]);
});

test("an index on another machine is trusted by plain http, beside what is trusted already", () => {
  const names = ["PIP_TRUSTED_HOST", "UV_INSECURE_HOST", "PDM_PYPI_VERIFY_SSL"];
  for (const own of ["http://127.0.0.1:1/simple/", "http://127.9.9.9:1/", "http://localhost:1/", "http://[::1]:1/"])
    expect(Object.keys(clientEnvironment(own, {})).filter((name) => names.includes(name))).toEqual([]);
  expect(clientEnvironment("http://192.0.2.7:8123/simple/", { PIP_TRUSTED_HOST: "a.example b.example" })).toMatchObject(
    {
      PIP_TRUSTED_HOST: "a.example b.example 192.0.2.7:8123",
      UV_INSECURE_HOST: "192.0.2.7:8123",
      PDM_PYPI_VERIFY_SSL: "0",
    },
  );
  expect(clientEnvironment("http://[2001:db8::7]:8123/simple/", {}, { PIP_TRUSTED_HOST: "c.example" })).toMatchObject({
    PIP_TRUSTED_HOST: "c.example [2001:db8::7]:8123",
  });
});
