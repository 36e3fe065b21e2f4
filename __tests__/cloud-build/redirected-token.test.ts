import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const BUILDS = join(__dirname, "../../lib/cloud-build");
const PAGES = join(__dirname, "../../lib/static-index/index_pages");

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const WITHOUT_TOKEN = [["/led", undefined]];
const NOT_AT_ALL: never[] = [];

/** A host that leads to another one, which notes what it is shown. */
test.each<[string, string, string, unknown[][]]>([
  ["start_build", BUILDS, "start_build.is_there()", WITHOUT_TOKEN],
  ["build_package", BUILDS, "build_package.is_there('r', 'n', '1')", WITHOUT_TOKEN],
  ["fill_repository", BUILDS, "fill_repository.api('GET', 'x')", WITHOUT_TOKEN],
  ["bucket_store", PAGES, "bucket_store.BucketStore('packages').read('x')", NOT_AT_ALL],
])("%s shows its token to no host that an answer leads to", async (module, folder, call, expected) => {
  const shown: [string, string | undefined][] = [];
  const other = createServer(({ url, headers }, answer) => {
    shown.push([url ?? "", headers.authorization]);
    answer.end("{}");
  });
  const elsewhere = await listening(other);
  const asked: (string | undefined)[] = [];
  const own = createServer(({ url, headers }, answer) => {
    if (url === "/token") {
      answer.end('{"access_token": "SECRET-TOKEN"}');
      return;
    }
    asked.push(headers.authorization);
    answer.writeHead(302, { location: `${elsewhere}/led` }).end();
  });
  const address = await listening(own);
  try {
    const program = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); import ${module}; ${call}`;
    const child = spawn("python3", ["-B", "-c", program], {
      env: {
        PATH: process.env.PATH,
        ARTIFACT_REGISTRY_URL: `${address}/ar/`,
        STORAGE_ENDPOINT: address,
        TOKEN_URL: `${address}/token`,
        GOOGLE_OAUTH_ACCESS_TOKEN: "SECRET-TOKEN",
        ...{ WAIT: "5", BUILD_NAME: "b", TRIGGER: "t", TAG_RESOURCE: "tag", PATIENCE: "2", NO_PROXY: "*" },
      },
      stdio: "ignore",
    });
    await once(child, "close");
    expect(asked).toEqual(["Bearer SECRET-TOKEN"]);
    expect(shown).toEqual(expected);
  } finally {
    own.close();
    other.close();
  }
});
