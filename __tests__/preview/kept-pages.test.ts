import type * as http from "node:http";
import { gunzipSync } from "node:zlib";
import { DownloadRule, type Policy } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { PageRenderings } from "../../lib/preview/page-renderings";
import { wantsGzip } from "../../lib/preview/page-sender";
import { UpstreamValidity } from "../../lib/preview/upstream-validity";
import { type Handler, jsonPage, Opened, Preview, Upstream } from "./server-doubles";

jest.setTimeout(30_000);

const JSON_V1 = "application/vnd.pypi.simple.v1+json";
const FILE = "six-1.0.tar.gz";

const opened = new Opened();
afterEach(async () => opened.closeAll());

/** An index whose page of six changes when `version` does, and which counts what it sends. */
class Index {
  public version = "1.0";
  public whole = 0;
  public unchanged = 0;

  public constructor(
    private readonly validator: "etag" | "last-modified" | "none",
    private readonly more: http.OutgoingHttpHeaders = {},
  ) {}

  public readonly answer: Handler = (request, response) => {
    const value =
      this.validator === "etag" ? `"${this.version}"` : `Mon, 01 Jan 2024 00:00:0${this.version[0] ?? ""} GMT`;
    const headers = { ...this.more, ...(this.validator === "none" ? {} : { [this.validator]: value }) };
    const condition = request.headers[this.validator === "etag" ? "if-none-match" : "if-modified-since"];
    if (condition === value) {
      this.unchanged += 1;
      response.writeHead(304, headers).end();
      return;
    }
    this.whole += 1;
    for (const [name, one] of Object.entries(headers)) response.setHeader(name, one ?? "");
    jsonPage("six", [`six-${this.version}.tar.gz`])(request, response);
  };
}

async function both(
  index: Index,
  options: Parameters<typeof Preview.start>[1] = {},
  limits: Parameters<typeof Preview.start>[2] = {},
) {
  const files = { "/packages/six-1.0.tar.gz": Buffer.from("one"), "/packages/six-2.0.tar.gz": Buffer.from("two") };
  const upstream = await opened.add(Upstream.start({ "/simple/six/": index.answer, ...files }));
  return { upstream, preview: await opened.add(Preview.start(upstream.base, options, limits)) };
}

const filesOf = async (preview: Preview): Promise<readonly string[]> =>
  (await preview.links("six")).map((link) => link.replace(/.*\//, ""));

describe("a page that is asked for again", () => {
  test.each(["etag", "last-modified"] as const)(
    "is checked by its %s, and sent from memory while that holds",
    async (validator) => {
      const index = new Index(validator);
      const { preview } = await both(index);
      for (let time = 0; time < 3; time += 1) expect(await filesOf(preview)).toEqual([FILE]);
      expect([index.whole, index.unchanged]).toEqual([1, 2]);
      index.version = "2.0";
      expect(await filesOf(preview)).toEqual(["six-2.0.tar.gz"]);
      expect([index.whole, index.unchanged]).toEqual([2, 2]);
      expect((await preview.file("six", "six-2.0.tar.gz")).body.toString()).toBe("two");
    },
  );

  test("is not asked for at all while the upstream says that it is current", async () => {
    const index = new Index("etag", { "cache-control": "public, max-age=600" });
    const { preview } = await both(index);
    for (let time = 0; time < 3; time += 1) await preview.links("six");
    expect([index.whole, index.unchanged]).toEqual([1, 0]);
  });

  test.each([{}, { "cache-control": "no-store, max-age=600" }, { "cache-control": "max-age=600", age: "600" }])(
    "is fetched anew without a validator and with %j",
    async (headers) => {
      const index = new Index("none", headers);
      const { preview } = await both(index);
      const { headers: first } = await preview.get("six/");
      const { headers: second } = await preview.get("six/");
      expect([index.whole, first.etag]).toEqual([2, second.etag]);
      index.version = "2.0";
      expect(await filesOf(preview)).toEqual(["six-2.0.tar.gz"]);
    },
  );

  test("is read anew for each form, name of the preview and packing, and each has its own validator", async () => {
    const index = new Index("etag");
    const { preview } = await both(index);
    const etags = new Set<string | undefined>();
    const ways = [
      { accept: JSON_V1 },
      { accept: "text/html" },
      { accept: JSON_V1, host: `localhost:${preview.port}` },
      { accept: JSON_V1, "accept-encoding": "gzip" },
    ];
    for (let time = 0; time < 2; time += 1)
      for (const way of ways) {
        const { status, headers } = await preview.get("six/", way);
        expect(status).toBe(200);
        etags.add(headers.etag);
      }
    expect(etags.size).toBe(ways.length);
    expect([index.whole, index.unchanged]).toEqual([ways.length, ways.length]);
  });

  test("gone from the upstream is gone here, and fails here when it fails there", async () => {
    let status = 200;
    const index = new Index("etag");
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": (request, response) => {
          if (status === 200) index.answer(request, response);
          else response.writeHead(status).end();
        },
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base));
    const got = [];
    for (status of [200, 404, 503, 304, 200]) got.push((await preview.get("six/")).status);
    // 304 is what was asked for: the upstream says that nothing changed.
    expect(got).toEqual([200, 404, 503, 200, 200]);
  });

  test("is read anew when its links were given up for others", async () => {
    const index = new Index("etag", { "cache-control": "max-age=600" });
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": index.answer,
        "/simple/flask/": jsonPage("flask", ["flask-3.0.3.tar.gz"]),
        [`/packages/${FILE}`]: Buffer.from("one"),
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base, {}, { linkBytes: 10 }));
    await preview.links("six");
    await preview.links("flask");
    expect((await preview.file("six", FILE)).status).toBe(200);
    expect(index.whole).toBe(2);
  });

  test("shows what the policy refuses now, when denied files are hidden", async () => {
    const allow = (...versions: readonly string[]): Policy =>
      new RepositoryPolicy([DownloadRule.denyAll("deny"), DownloadRule.allowPackage("six", "six", versions)]);
    let policy = allow("1.0");
    const index = new Index("etag", { "cache-control": "max-age=600" });
    const hidden: unknown[] = [];
    const { preview } = await both(index, {
      policy: () => policy,
      hideDenied: true,
      onHidden: (event) => hidden.push(event),
    });
    expect([await filesOf(preview), await filesOf(preview)]).toEqual([[FILE], [FILE]]);
    policy = allow("2.0");
    expect(await filesOf(preview)).toEqual([]);
    expect(hidden).toEqual([
      {
        name: "six",
        files: [{ file: FILE, allowed: false, version: "1.0", reason: expect.stringContaining("deny") as string }],
      },
    ]);
  });

  test("a file of a kept page is decided by the policy as it is then", async () => {
    let policy: Policy = new RepositoryPolicy([]);
    const index = new Index("etag", { "cache-control": "max-age=600" });
    const { preview } = await both(index, { policy: () => policy });
    expect((await preview.file("six", FILE)).status).toBe(200);
    policy = new RepositoryPolicy([DownloadRule.denyAll("deny")]);
    expect((await preview.file("six", FILE)).status).toBe(403);
  });

  test("larger than what is kept is sent anew each time", async () => {
    const index = new Index("etag");
    const { preview } = await both(index, {}, { renderedPageBytes: 10 });
    const { headers, body } = await preview.get("six/");
    expect([headers.etag, body.toString().includes(FILE)]).toEqual([undefined, true]);
    await preview.get("six/");
    expect([index.whole, index.unchanged]).toEqual([2, 0]);
  });

  test("that comes in while it is not held whole is read all the same, and kept by its validator", async () => {
    const index = new Index("etag");
    const { preview } = await both(index, {}, { heldPageBytes: 10 });
    expect([await filesOf(preview), await filesOf(preview)]).toEqual([[FILE], [FILE]]);
    expect([index.whole, index.unchanged]).toEqual([1, 1]);
  });
});

describe("a client that has the page", () => {
  test.each([
    ["its validator", (etag: string) => etag],
    ["several, one of them its own", (etag: string) => `"x", W/${etag}`],
    ["any", () => "*"],
  ])("and names %s gets 304", async (_what, condition) => {
    const { preview } = await both(new Index("etag"));
    const { headers } = await preview.get("six/");
    const again = await preview.get("six/", { "if-none-match": condition(headers.etag ?? "") });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
    expect((await preview.get("six/", { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("from another process has another one: its links are dead", async () => {
    const { upstream, preview } = await both(new Index("etag"));
    const other = await opened.add(Preview.start(upstream.base));
    const { headers } = await other.get("six/", { host: `127.0.0.1:${other.port}` });
    expect((await preview.get("six/", { "if-none-match": headers.etag })).status).toBe(200);
  });
});

describe("packing", () => {
  test("a page comes packed to those who ask for it, and is the same", async () => {
    for (const limits of [{}, { renderedPageBytes: 10 }]) {
      const { preview } = await both(new Index("etag"), {}, limits);
      const plain = await preview.get("six/", { accept: JSON_V1 });
      const packed = await preview.get("six/", { accept: JSON_V1, "accept-encoding": "br, gzip" });
      expect([plain.headers["content-encoding"], packed.headers["content-encoding"]]).toEqual([undefined, "gzip"]);
      expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    }
  });

  test.each<[string | undefined, boolean]>([
    [undefined, false],
    ["", false],
    ["gzip", true],
    ["gzip, deflate", true],
    ["deflate,GZIP;q=0.5", true],
    ["x-gzip", true],
    ["gzip;q=0", false],
    ["gzip; q=0.000, br", false],
    ["identity", false],
    ["*", false],
    ["notgzip", false],
    ["gzippy", false],
  ])("%j: %s", (accepted, wanted) => {
    expect(wantsGzip({ "accept-encoding": accepted })).toBe(wanted);
  });
});

describe("how long an answer is current", () => {
  test.each<[http.IncomingHttpHeaders, number]>([
    [{}, 0],
    [{ "cache-control": "max-age=600, public" }, 600],
    [{ "cache-control": "Max-Age=10", age: "4" }, 6],
    [{ "cache-control": "max-age=10", age: "x" }, 0],
    [{ "cache-control": "max-age=10", age: "11" }, 0],
    [{ "cache-control": "no-cache, max-age=10" }, 0],
    [{ "cache-control": "max-age=-1" }, 0],
    [{ "cache-control": "s-maxage=10" }, 0],
    [{ "cache-control": "max-age=999999999" }, 600],
  ])("%j: %d s", (headers, seconds) => {
    const validity = new UpstreamValidity(headers, 1000);
    expect(validity.isFresh(1000 + seconds * 1000)).toBe(false);
    if (seconds > 0) expect(validity.isFresh(999 + seconds * 1000)).toBe(true);
  });

  test("a renewal begins anew, with the validators that came last", () => {
    const first = new UpstreamValidity({ etag: '"a"', "cache-control": "max-age=10" }, 0);
    const renewed = first.renewed({ "last-modified": "x" }, 20_000);
    expect([first.isFresh(20_000), renewed.isFresh(29_999), renewed.isFresh(30_000)]).toEqual([false, true, false]);
    expect(renewed.conditions).toEqual({ "if-none-match": '"a"', "if-modified-since": "x" });
    expect(new UpstreamValidity({}, 0).conditions).toBeUndefined();
  });
});

test("renderings that were used last are kept, up to a number of bytes", () => {
  const renderings = new PageRenderings(100);
  const rendering = (bytes: number) => ({ revision: "r", judgedBy: undefined, body: Buffer.alloc(bytes), etag: "e" });
  for (const key of ["a", "b"]) renderings.keep(key, rendering(40));
  renderings.find("a", undefined);
  renderings.keep("c", rendering(40));
  renderings.keep("d", rendering(101));
  const has = (): readonly boolean[] =>
    ["a", "b", "c", "d"].map((key) => renderings.find(key, undefined) !== undefined);
  expect(has()).toEqual([true, false, true, false]);
  renderings.keep("a", rendering(60));
  expect(has()).toEqual([true, false, true, false]);
  expect(renderings.find("a", "another policy")).toBeUndefined();
});
