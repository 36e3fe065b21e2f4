import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { DownloadRule, type Policy } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { ask, type Handler, jsonPage, Opened, POLICY, Preview, Upstream } from "./server-doubles";

const WHEEL = randomBytes(100_000);
const SHA = createHash("sha256").update(WHEEL).digest("hex");
const JSON_V1 = "application/vnd.pypi.simple.v1+json";
const HTML_V1 = "application/vnd.pypi.simple.v1+html";

const FLASK_HTML = `<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.1"><title>Links for flask</title></head><body>
<a href="../../packages/flask-3.0.3-py3-none-any.whl#sha256=${SHA}" data-requires-python="&gt;=3.8" data-core-metadata="sha256=abcd" data-gpg-sig="false">flask-3.0.3-py3-none-any.whl</a><br/>
<a href="../../packages/flask-3.0.2.tar.gz#sha256=${SHA}" data-yanked="broken &amp; &lt;bad&gt;">flask-3.0.2.tar.gz</a><br/>
<a href="../../packages/werkzeug-3.0.3.tar.gz">werkzeug-3.0.3.tar.gz</a><br/>
</body></html>`;

const ranged: Handler = (request, response) => {
  const etag = '"one"';
  if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
  else if (request.headers.range === "bytes=10-19") {
    response
      .writeHead(206, { "content-range": `bytes 10-19/${WHEEL.length}`, "content-length": 10, etag })
      .end(WHEEL.subarray(10, 20));
  } else if (request.headers.range !== undefined) {
    response.writeHead(416, { "content-range": `bytes */${WHEEL.length}` }).end();
  } else {
    response
      .writeHead(200, {
        "content-length": WHEEL.length,
        "content-type": "application/octet-stream",
        etag,
        "set-cookie": "a=b",
        "accept-ranges": "bytes",
        "cache-control": "max-age=365000000",
      })
      .end(request.method === "HEAD" ? undefined : WHEEL);
  }
};

const ROUTES = {
  "/simple/": '<a href="/simple/flask/">Flask</a> <a href="six/">six</a> <a href="x">no name</a>',
  "/simple/flask/": FLASK_HTML,
  "/simple/six/": jsonPage("six", ["six-1.16.0.tar.gz", "six-1.16.0+local-py3-none-any.whl"]),
  "/packages/flask-3.0.3-py3-none-any.whl": ranged,
  "/packages/flask-3.0.3-py3-none-any.whl.metadata": Buffer.from("Metadata-Version: 2.1\n"),
  "/packages/flask-3.0.2.tar.gz": WHEEL,
  "/packages/flask-3.0.2.tar.gz.metadata": Buffer.from("Metadata-Version: 2.1\n"),
  "/packages/werkzeug-3.0.3.tar.gz": WHEEL,
  "/packages/six-1.16.0%2Blocal-py3-none-any.whl": WHEEL,
};

jest.setTimeout(30_000);

describe("the preview server", () => {
  const opened = new Opened();
  afterEach(async () => opened.closeAll());

  async function both(
    options: Parameters<typeof Preview.start>[1] = {},
    routes: Parameters<typeof Upstream.start>[0] = ROUTES,
  ): Promise<{ upstream: Upstream; preview: Preview }> {
    const upstream = await opened.add(Upstream.start(routes));
    return { upstream, preview: await opened.add(Preview.start(upstream.base, options)) };
  }

  describe("pages", () => {
    test("a project's page, in HTML, keeps all that the upstream says", async () => {
      const { preview } = await both();
      const { status, headers, body } = await preview.get("flask/");
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        vary: "Accept, Accept-Encoding",
      });
      const text = body.toString();
      expect(text).toContain('<meta name="pypi:repository-version" content="1.1">');
      expect(text).toMatch(
        new RegExp(
          `<a href="http://127\\.0\\.0\\.1:${preview.port}/files/[\\w-]+/flask-3\\.0\\.3-py3-none-any\\.whl#sha256=${SHA}" data-requires-python="&#62;=3\\.8" data-core-metadata="sha256=abcd" data-dist-info-metadata="sha256=abcd" data-gpg-sig="false">flask-3\\.0\\.3-py3-none-any\\.whl</a>`,
        ),
      );
      expect(text).toContain('data-yanked="broken &#38; &#60;bad&#62;">flask-3.0.2.tar.gz</a>');
      expect(text).not.toContain("packages");
    });

    test("the same page in JSON", async () => {
      const { preview } = await both();
      const { headers, body } = await preview.get("flask/", { accept: JSON_V1 });
      expect(headers["content-type"]).toBe(JSON_V1);
      expect(JSON.parse(body.toString())).toEqual({
        meta: { "api-version": "1.0" },
        name: "flask",
        files: [
          {
            filename: "flask-3.0.3-py3-none-any.whl",
            url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/files\//),
            hashes: { sha256: SHA },
            "requires-python": ">=3.8",
            "core-metadata": { sha256: "abcd" },
            "gpg-sig": false,
          },
          {
            filename: "flask-3.0.2.tar.gz",
            url: expect.any(String),
            hashes: { sha256: SHA },
            yanked: "broken & <bad>",
          },
          { filename: "werkzeug-3.0.3.tar.gz", url: expect.any(String), hashes: {} },
        ],
      });
    });

    test("a JSON page keeps sizes, times, versions and the project's status", async () => {
      const page = {
        meta: { "api-version": "1.4", "_last-serial": 7 },
        name: "flask",
        versions: ["3.0.3"],
        "project-status": { status: "archived", reason: "done" },
        files: [
          {
            filename: "flask-3.0.3.tar.gz",
            url: "https://files.example/ab/flask-3.0.3.tar.gz?token=secret",
            hashes: { md5: "00", sha256: SHA },
            "requires-python": null,
            yanked: true,
            "core-metadata": false,
            size: 12,
            "upload-time": "2024-04-07T19:26:11.021386Z",
          },
        ],
      };
      const { preview } = await both(
        {},
        {
          "/simple/flask/": (_request, response) => {
            const packed = gzipSync(JSON.stringify(page));
            response.writeHead(200, { "content-type": JSON_V1, "content-encoding": "gzip" }).end(packed);
          },
        },
      );
      const { body } = await preview.get("flask/", { accept: JSON_V1 });
      expect(JSON.parse(body.toString())).toEqual({
        meta: { "api-version": "1.4" },
        name: "flask",
        versions: ["3.0.3"],
        "project-status": { status: "archived", reason: "done" },
        files: [
          {
            filename: "flask-3.0.3.tar.gz",
            url: expect.stringMatching(/\/flask-3\.0\.3\.tar\.gz$/),
            hashes: { md5: "00", sha256: SHA },
            yanked: true,
            "core-metadata": false,
            size: 12,
            "upload-time": "2024-04-07T19:26:11.021386Z",
          },
        ],
      });
      expect(body.toString()).not.toContain("secret");
      const html = (await preview.get("flask/", { accept: HTML_V1 })).body.toString();
      expect(html).toContain(`flask-3.0.3.tar.gz#sha256=${SHA}" data-yanked="">flask-3.0.3.tar.gz</a>`);
      expect(html).toContain('<meta name="pypi:project-status" content="archived">');
    });

    test("the list of projects, in both forms", async () => {
      const { preview } = await both();
      const html = (await preview.get("")).body.toString();
      expect(html).toContain('<a href="/simple/flask/">Flask</a><br>\n<a href="/simple/six/">six</a><br>\n</body>');
      const { body } = await preview.get("", { accept: JSON_V1 });
      expect(JSON.parse(body.toString())).toEqual({
        meta: { "api-version": "1.0" },
        projects: [{ name: "Flask" }, { name: "six" }, { name: "no name" }],
      });
    });

    test("HEAD has no body", async () => {
      const { preview } = await both();
      const { status, body } = await preview.get("flask/", {}, "HEAD");
      expect([status, body.length]).toEqual([200, 0]);
    });

    test.each([
      ["Flask/", "/simple/flask/"],
      ["flask", "/simple/flask/"],
      ["Zope..Interface_x", "/simple/zope-interface-x/"],
      ["/simple", "/simple/"],
    ])("%s is elsewhere", async (path, location) => {
      const { upstream, preview } = await both();
      const { status, headers } = await preview.get(path);
      expect([status, headers.location]).toEqual([301, location]);
      expect(upstream.seen).toEqual([]);
    });

    test("no form that the client accepts: 406", async () => {
      const { preview } = await both();
      expect((await preview.get("flask/", { accept: "image/png" })).status).toBe(406);
    });

    test("links are relative to where the page was found, or to its base", async () => {
      const { upstream, preview } = await both(
        {},
        {
          "/simple/six/": (_request, response) => response.writeHead(302, { location: "/mirror/deep/six.html" }).end(),
          "/mirror/deep/six.html":
            '<base href="http://127.0.0.1:1/x/"><base ' +
            'href="/files/"><base><a href="six-1.0.tar.gz">six-1.0.tar.gz</a><a ' +
            'href="/files/six-1.1.tar.gz">six-1.1.tar.gz</a>',
          "/x/six-1.0.tar.gz": WHEEL,
          "/files/six-1.1.tar.gz": WHEEL,
        },
      );
      const [first = "", second = ""] = await preview.links("six");
      expect((await preview.get(first)).status).toBe(502);
      expect((await preview.get(second)).status).toBe(502);
      expect(upstream.seen.map(({ url }) => url)).toEqual(["/simple/six/", "/mirror/deep/six.html"]);
    });

    test("every request asks the upstream for JSON first", async () => {
      const { upstream, preview } = await both();
      await preview.get("flask/");
      expect(upstream.seen[0]?.headers).toMatchObject({
        accept: `${JSON_V1}, ${HTML_V1};q=0.2, text/html;q=0.1`,
        "accept-encoding": "gzip",
      });
    });

    test("hideDenied leaves out what the policy refuses", async () => {
      const { preview } = await both({ hideDenied: true });
      const text = (await preview.get("flask/")).body.toString();
      expect(text.match(/<a /g)).toHaveLength(1);
      expect(text).toContain("flask-3.0.3");
      const page = await both(
        { hideDenied: true },
        {
          "/simple/flask/": (_request, response) => {
            const document = {
              meta: { "api-version": "1.1" },
              name: "flask",
              versions: ["3.0.2", "3.0.3", "bad version"],
              files: [],
            };
            response.writeHead(200, { "content-type": JSON_V1 }).end(JSON.stringify(document));
          },
        },
      );
      const { body } = await page.preview.get("flask/", { accept: JSON_V1 });
      expect(JSON.parse(body.toString())).toMatchObject({ versions: ["3.0.3"] });
    });
  });

  describe("files", () => {
    test("an allowed file comes as it is", async () => {
      const { preview } = await both();
      const { status, headers, body, complete } = await preview.file("flask", "flask-3.0.3-py3-none-any.whl");
      expect([status, complete]).toEqual([200, true]);
      expect(createHash("sha256").update(body).digest("hex")).toBe(SHA);
      expect(headers).toMatchObject({
        etag: '"one"',
        "content-length": String(WHEEL.length),
        "accept-ranges": "bytes",
        "cache-control": "no-store",
      });
      expect(headers["set-cookie"]).toBeUndefined();
      expect(preview.events).toEqual([
        {
          name: "flask",
          version: "3.0.3",
          file: "flask-3.0.3-py3-none-any.whl",
          outcome: "served",
          reason: POLICY.decide("flask", "3.0.3").reason,
        },
      ]);
    });

    test("a denied file is refused with the rule, and the upstream is not asked for it", async () => {
      const { upstream, preview } = await both();
      const { status, phrase, headers, body } = await preview.file("flask", "flask-3.0.2.tar.gz");
      const { reason } = POLICY.decide("flask", "3.0.2");
      expect(status).toBe(403);
      expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
      expect(body.toString()).toBe('403 flask 3.0.2 is not on the list, only 3.0.3: rule "repo-deny-all" denies it\n');
      expect(phrase).toBe("flask 3.0.2 is not on the list, only 3.0.3: rule 'repo-deny-all' denies it");
      expect(upstream.seen.map(({ url }) => url)).toEqual(["/simple/flask/"]);
      expect(preview.events).toEqual([
        { name: "flask", version: "3.0.2", file: "flask-3.0.2.tar.gz", outcome: "blocked", reason },
      ]);
    });

    test.each(["GET", "HEAD"])("%s of its metadata and its signature is decided alike", async (method) => {
      const { upstream, preview } = await both();
      const denied = await preview.link("flask", "flask-3.0.2.tar.gz");
      const allowed = await preview.link("flask", "flask-3.0.3-py3-none-any.whl");
      const statuses = [];
      for (const url of [`${denied}.metadata`, `${denied}.asc`, denied, `${allowed}.metadata`, `${allowed}.asc`]) {
        statuses.push((await preview.get(url, {}, method)).status);
      }
      expect(statuses).toEqual([403, 403, 403, 200, 404]);
      expect(upstream.seen.map(({ url }) => url).filter((url) => url.includes("3.0.2"))).toEqual([]);
      expect(preview.events.map(({ file, outcome }) => [file, outcome])).toEqual([
        ["flask-3.0.2.tar.gz.metadata", "blocked"],
        ["flask-3.0.2.tar.gz.asc", "blocked"],
        ["flask-3.0.2.tar.gz", "blocked"],
        ["flask-3.0.3-py3-none-any.whl.metadata", "served"],
        ["flask-3.0.3-py3-none-any.whl.asc", "failed"],
      ]);
    });

    test("a file of another project on the page is unknown, which is refused", async () => {
      const open = new RepositoryPolicy([]);
      const { preview } = await both({ policy: () => open });
      const { status, body } = await preview.file("flask", "werkzeug-3.0.3.tar.gz");
      expect([status, body.toString()]).toEqual([
        403,
        '403 "werkzeug-3.0.3.tar.gz": its name does not say which version of "flask" it is\n',
      ]);
      expect(preview.events).toEqual([
        {
          name: "flask",
          file: "werkzeug-3.0.3.tar.gz",
          outcome: "blocked",
          reason: 'its name does not say which version of "flask" it is',
        },
      ]);
      expect((await preview.file("flask", "flask-3.0.2.tar.gz")).status).toBe(200);
    });

    test("what the policy does not know is refused", async () => {
      const unknown = new RepositoryPolicy([
        DownloadRule.denyAll("deny"),
        DownloadRule.fromFields({
          ruleId: "odd",
          action: "ALLOW",
          operation: "DOWNLOAD",
          packageId: "flask",
          condition: "pkg.version.id < '4'",
        }),
      ]);
      expect(unknown.decide("flask", "3.0.3").outcome).toBe("unknown");
      const { preview } = await both({ policy: () => unknown });
      expect((await preview.file("flask", "flask-3.0.3-py3-none-any.whl")).status).toBe(403);
    });

    test("a local version's name is encoded in the path", async () => {
      const { preview } = await both();
      const url = await preview.link("six", "six-1.16.0+local-py3-none-any.whl");
      expect(url).toContain("/six-1.16.0%2Blocal-py3-none-any.whl");
      for (const one of [url, url.replace("%2B", "+"), `${url}?x=y`])
        expect((await preview.get(one)).body.equals(WHEEL)).toBe(true);
    });

    test("ranges and conditions are passed on", async () => {
      const { preview } = await both();
      const link = await preview.link("flask", "flask-3.0.3-py3-none-any.whl");
      const part = await preview.get(link, { range: "bytes=10-19" });
      expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 10-19/${WHEEL.length}`]);
      expect(part.body.equals(WHEEL.subarray(10, 20))).toBe(true);
      const beyond = await preview.get(link, { range: "bytes=999999-" });
      expect([beyond.status, beyond.headers["content-range"]]).toEqual([416, `bytes */${WHEEL.length}`]);
      const same = await preview.get(link, { "if-none-match": '"one"' });
      expect([same.status, same.body.length, same.headers.etag]).toEqual([304, 0, '"one"']);
      const head = await preview.get(link, {}, "HEAD");
      expect([head.status, head.body.length, head.headers["content-length"]]).toEqual([200, 0, String(WHEEL.length)]);
    });

    test("as reported: 400 for a version with an epoch, and no parts of files", async () => {
      const pages = jsonPage("six", ["six-1!2.0.tar.gz", "six-2.0.tar.gz"]);
      const routes = {
        "/simple/six/": pages,
        "/packages/six-1!2.0.tar.gz": ranged,
        "/packages/six-2.0.tar.gz": ranged,
      };
      for (const asReported of [false, true]) {
        const { preview } = await both({ asReported }, routes);
        const range = { range: "bytes=10-19" };
        const epoch = await preview.file("six", "six-1!2.0.tar.gz", range);
        const plain = await preview.file("six", "six-2.0.tar.gz", range);
        const whole = await preview.file("six", "six-2.0.tar.gz");
        expect([epoch.status, plain.status, whole.status]).toEqual(asReported ? [400, 200, 200] : [206, 206, 200]);
        expect([plain.body.length, whole.headers["accept-ranges"]]).toEqual(
          asReported ? [WHEEL.length, undefined] : [10, "bytes"],
        );
        expect(preview.events.map(({ outcome, version }) => [outcome, version])).toEqual([
          [asReported ? "failed" : "served", "1!2.0"],
          ["served", "2.0"],
          ["served", "2.0"],
        ]);
      }
    });

    test("nothing but conditions is handed on to the upstream", async () => {
      const { upstream, preview } = await both();
      const link = await preview.link("flask", "flask-3.0.3-py3-none-any.whl");
      await preview.get(link, {
        authorization: "Basic abc",
        cookie: "a=b",
        "x-forwarded-for": "1.2.3.4",
        "user-agent": "pip/1",
        "accept-encoding": "br",
        "if-range": '"x"',
        "if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT",
      });
      expect(upstream.seen.at(-1)?.headers).toEqual({
        accept: "*/*",
        "accept-encoding": "identity",
        connection: "keep-alive",
        host: `127.0.0.1:${upstream.port}`,
        "if-modified-since": "Mon, 01 Jan 2024 00:00:00 GMT",
        "if-range": '"x"',
        "user-agent": "private-pypi-preview",
      });
    });

    test("a file that the upstream has packed stays packed", async () => {
      const packed = gzipSync(WHEEL);
      const { preview } = await both(
        {},
        {
          ...ROUTES,
          "/packages/six-1.16.0.tar.gz": (_request, response) =>
            response.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length }).end(packed),
        },
      );
      const { body, headers } = await preview.file("six", "six-1.16.0.tar.gz");
      expect(headers["content-encoding"]).toBe("gzip");
      expect(body.equals(packed)).toBe(true);
    });

    test("observe serves all, and tells what would have been refused", async () => {
      const { preview } = await both({ observe: true });
      expect((await preview.file("flask", "flask-3.0.2.tar.gz")).body.equals(WHEEL)).toBe(true);
      expect((await preview.file("flask", "werkzeug-3.0.3.tar.gz")).status).toBe(200);
      expect((await preview.file("six", "six-1.16.0.tar.gz")).status).toBe(404);
      expect(preview.events.map(({ file, outcome }) => [file, outcome])).toEqual([
        ["flask-3.0.2.tar.gz", "would-block"],
        ["werkzeug-3.0.3.tar.gz", "would-block"],
        ["six-1.16.0.tar.gz", "failed"],
      ]);
    });

    test("observe tells of what would have been refused and did not come", async () => {
      const { preview } = await both(
        { observe: true },
        { "/simple/flask/": jsonPage("flask", ["flask-3.0.2.tar.gz"]) },
      );
      expect((await preview.file("flask", "flask-3.0.2.tar.gz")).status).toBe(404);
      expect(preview.events).toMatchObject([
        { outcome: "would-block", reason: expect.stringContaining("3.0.3"), failure: "the upstream answered 404" },
      ]);
    });

    test("each request is decided by the policy as it is then", async () => {
      let policy: Policy = POLICY;
      const { preview } = await both({ policy: () => policy });
      const link = await preview.link("flask", "flask-3.0.3-py3-none-any.whl");
      expect((await preview.get(link)).status).toBe(200);
      policy = new RepositoryPolicy([DownloadRule.denyAll("now")]);
      const { status, body } = await preview.get(link, { "if-none-match": '"one"' });
      expect([status, body.toString()]).toEqual([403, expect.stringContaining("now")]);
    });

    test("a policy that fails refuses", async () => {
      const { preview } = await both({
        policy: () => {
          throw new Error("secret");
        },
      });
      const { status, body } = await preview.file("flask", "flask-3.0.3-py3-none-any.whl");
      expect([status, body.toString()]).toEqual([500, "500 the preview failed on this request\n"]);
    });

    test("another process's links are nobody's", async () => {
      const { upstream, preview } = await both();
      const other = await opened.add(Preview.start(upstream.base));
      const { pathname } = new URL(await other.link("flask", "flask-3.0.3-py3-none-any.whl"));
      expect((await other.get(pathname)).status).toBe(200);
      expect((await preview.get(pathname)).status).toBe(404);
    });
  });

  test("the number of requests, and a port that is taken", async () => {
    const { upstream, preview } = await both();
    await preview.get("flask/");
    await preview.get("nothing-here/");
    expect(preview.server.requests).toBe(2);
    await expect(Preview.start(upstream.base, { port: preview.port })).rejects.toThrow("EADDRINUSE");
  });

  test("listens on IPv6, and on all addresses by that of the loopback", async () => {
    const upstream = await opened.add(Upstream.start(ROUTES));
    const all = await opened.add(Preview.start(upstream.base, { host: "0.0.0.0" }));
    expect(all.server.url).toBe(`http://127.0.0.1:${all.port}/simple/`);
    expect((await all.get("flask/")).status).toBe(200);
    const probe = createServer();
    const hasIPv6 = await new Promise<boolean>((resolve) => {
      probe.once("error", () => {
        resolve(false);
      });
      probe.listen(0, "::1", () => {
        resolve(true);
      });
    });
    probe.close();
    if (!hasIPv6) return;
    const six = await opened.add(Preview.start(upstream.base, { host: "::1" }));
    expect(six.server.url).toBe(`http://[::1]:${six.port}/simple/`);
    expect((await six.get("flask/")).status).toBe(200);
    const both = await opened.add(Preview.start(upstream.base, { host: "::" }));
    expect((await ask(new URL(`http://127.0.0.2:${both.port}/simple/flask/`))).status).toBe(200);
  });
});
