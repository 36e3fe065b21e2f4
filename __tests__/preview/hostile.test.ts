import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DownloadRule } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { type Handler, jsonPage, Opened, Preview, Upstream } from "./server-doubles";

const WHEEL = Buffer.from("wheel");
const JSON_V1 = "application/vnd.pypi.simple.v1+json";

jest.setTimeout(30_000);

describe("hostile requests", () => {
  const opened = new Opened();
  let upstream: Upstream;
  let preview: Preview;

  beforeAll(async () => {
    upstream = await opened.add(
      Upstream.start({
        "/simple/six/": jsonPage("six", ["six-1.0.tar.gz"]),
        "/packages/six-1.0.tar.gz": WHEEL,
        "/secret": Buffer.from("secret"),
      }),
    );
    preview = await opened.add(Preview.start(upstream.base, {}, { requestMs: 500 }));
  });
  afterAll(async () => opened.closeAll());

  const request = (line: string, ...headers: string[]): string =>
    [line, `Host: 127.0.0.1:${preview.port}`, "Connection: close", ...headers, "", ""].join("\r\n");

  /** The status lines that came back, and whether the upstream heard of it. */
  async function statuses(text: string): Promise<{ got: string[]; heard: string[] }> {
    const before = upstream.seen.length;
    const answer = await preview.raw(text);
    return {
      got: answer.match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? [],
      heard: upstream.seen.slice(before).map(({ url }) => url),
    };
  }

  describe("targets", () => {
    test.each([
      ["/simple/six/", 200],
      ["http://127.0.0.1/simple/six/", 403],
      ["http://internal.example/simple/six/", 403],
      ["https://internal.example/", 403],
      ["//internal.example/simple/six/", 400],
      ["*", 400],
      ["internal.example:443", 400],
      ["/", 404],
      ["/secret", 404],
      ["/../secret", 400],
      ["/simple/../secret", 400],
      ["/simple/../../secret", 400],
      ["/simple/six/../../secret", 400],
      ["/simple/%2e%2e/secret/", 400],
      ["/simple/%2E%2E%2Fsecret/", 400],
      ["/simple/..%2fsecret/", 400],
      ["/simple/six%2f..%2f..%2fsecret", 400],
      ["/simple/..%5csecret", 400],
      ["/simple/..\\secret", 400],
      ["/simple/%252e%252e/", 404],
      ["/simple/./six/", 400],
      ["/simple//six/", 400],
      ["//simple/six/", 400],
      ["/simple/six//", 400],
      ["/simple/six%00/", 400],
      ["/simple/six%0d%0aX-Injected:%20yes/", 400],
      ["/simple/six%0a/", 400],
      ["/simple/six%7f/", 400],
      ["/simple/six%ff/", 400],
      ["/simple/six%/", 400],
      ["/simple/s%C3%AEx/", 404],
      ["/simple/six%E2%80%AE/", 400],
      ["/simple/six;x/", 404],
      ["/simple/six#/", 400],
      ["/simple/six/?x=../../secret", 200],
      ["/simple/%73ix/", 200],
      ["/simple/six/six-1.0.tar.gz", 404],
      ["/SIMPLE/six/", 404],
      ["/simple/-six/", 404],
      ["/files/", 404],
      ["/files/x/", 404],
      ["/files/x/six-1.0.tar.gz", 404],
      ["/files/x/six-1.0.tar.gz/", 404],
      ["/files//six-1.0.tar.gz", 400],
      ["/files/x/../six-1.0.tar.gz", 400],
    ])("%s: %s", async (target, status) => {
      const { got, heard } = await statuses(request(`GET ${target} HTTP/1.1`));
      expect(got).toEqual([String(status)]);
      expect(heard).toEqual(status === 200 ? ["/simple/six/"] : []);
    });

    test.each([
      ["a NUL", "\0"],
      ["a high byte", "\xff"],
      ["a tab", "\t"],
      ["a lone carriage return", "\r"],
      ["a vertical tab", "\x0b"],
    ])("%s in the request line: 400", async (_what, character) => {
      expect(await statuses(request(`GET /simple/six${character}/ HTTP/1.1`))).toEqual({ got: ["400"], heard: [] });
    });

    test.each([
      ["a name of 256 characters", (): string => `/simple/${"a".repeat(256)}/`, "414"],
      ["a name of 255 characters", (): string => `/simple/${"a".repeat(255)}/`, "404"],
      ["a target of 8,193 characters", (): string => `/simple/six/?${"a".repeat(8193 - 13)}`, "414"],
      ["a target of 8,192 characters", (): string => `/simple/six/?${"a".repeat(8192 - 13)}`, "200"],
      ["a target of 20,000 characters", (): string => `/${"a".repeat(20_000)}`, "431"],
      ["10,000 slashes", (): string => "/".repeat(8000), "400"],
      ["a handle of 8,000 characters", (): string => `/files/${"a".repeat(8000)}/six-1.0.tar.gz`, "404"],
    ])("%s", async (_what, target, status) => {
      expect((await statuses(request(`GET ${target()} HTTP/1.1`))).got).toEqual([status]);
    });

    test("a handle that is changed anywhere opens nothing, and one opens no file that its page has not", async () => {
      const { pathname } = new URL(await preview.link("six", "six-1.0.tar.gz"));
      const [, , handle = "", file = ""] = pathname.split("/");
      const before = upstream.seen.length;
      for (let place = 0; place < handle.length; place += 1) {
        const changed = `${handle.slice(0, place)}${handle[place] === "A" ? "B" : "A"}${handle.slice(place + 1)}`;
        expect((await preview.get(`/files/${changed}/${file}`)).status).toBe(404);
      }
      for (const other of [
        "six-2.0.tar.gz",
        "flask-3.0.3.tar.gz",
        "six-1.0.tar.gz.metadata.metadata",
        "six-1.0.tar.gz.exe",
        "SIX-1.0.tar.gz",
      ]) {
        expect((await preview.get(`/files/${handle}/${other}`)).status).toBe(404);
      }
      expect(upstream.seen).toHaveLength(before);
      expect((await preview.get(`/files/${handle}/${file}`)).status).toBe(200);
    });
  });

  describe("smuggling", () => {
    test.each<[string, string[], string]>([
      ["a length", ["Content-Length: 5"], "400"],
      ["chunks", ["Transfer-Encoding: chunked"], "400"],
      ["a length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"], "400"],
      ["two lengths", ["Content-Length: 5", "Content-Length: 6"], "400"],
      ["a length with a plus", ["Content-Length: +5"], "400"],
      ["a length in hexadecimal", ["Content-Length: 0x5"], "400"],
      ["an odd coding", ["Transfer-Encoding: xchunked"], "400"],
      ["a space before the colon", ["Transfer-Encoding : chunked"], "400"],
      ["a folded header", ["X: a", " Transfer-Encoding: chunked"], "400"],
      ["a header without a colon", ["Nonsense"], "400"],
      ["a NUL in a header", ["X: a\0b"], "400"],
      ["a lone line feed in a header", ["X: a\nTransfer-Encoding: chunked"], "400"],
    ])("%s: one answer, and what follows is no request", async (_what, headers, status) => {
      const smuggled = `GET /simple/smuggled/ HTTP/1.1\r\nHost: 127.0.0.1:${preview.port}\r\n\r\n`;
      const text = [
        "GET /simple/six/ HTTP/1.1",
        `Host: 127.0.0.1:${preview.port}`,
        ...headers,
        "",
        `0\r\n\r\n${smuggled}`,
      ].join("\r\n");
      expect(await statuses(text)).toEqual({ got: [status], heard: [] });
    });

    test("a length of zero is no body", async () => {
      expect((await statuses(request("GET /simple/six/ HTTP/1.1", "Content-Length: 0"))).got).toEqual(["200"]);
    });

    test("requests one after the other on a connection are each checked", async () => {
      const host = `Host: 127.0.0.1:${preview.port}\r\n`;
      const text =
        `GET /simple/six/ HTTP/1.1\r\n${host}\r\nGET /secret HTTP/1.1\r\n${host}\r\nGET /simple/six/ HTTP/1.1\r\n` +
        "Host: evil.example\r\n\r\n";
      expect((await statuses(text)).got).toEqual(["200", "404", "421"]);
    });

    test.each([
      ["HTTP/1.0", "505", "GET /simple/six/ HTTP/1.0\r\nHost: 127.0.0.1:PORT\r\nConnection: keep-alive\r\n\r\n"],
      ["HTTP/0.9", "400", "GET /simple/six/\r\n\r\n"],
      ["HTTP/3.7", "400", "GET /simple/six/ HTTP/3.7\r\n\r\n"],
      ["a TLS hello", "400", "\x16\x03\x01\x02\x00\x01\x00"],
      ["the preface of HTTP/2", "400", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ])("%s: %s", async (_what, status, text) => {
      expect(await statuses(text.replace("PORT", String(preview.port)))).toEqual({ got: [status], heard: [] });
    });

    test("methods but GET and HEAD: 405, none is handed on", async () => {
      for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"]) {
        const before = upstream.seen.length;
        const answer = await preview.raw(request(`${method} /simple/six/ HTTP/1.1`));
        expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n(?:.+\r\n)*allow: GET, HEAD\r\n/i);
        expect(upstream.seen).toHaveLength(before);
      }
      expect((await statuses(request("CONNECT internal.example:443 HTTP/1.1"))).got).toEqual(["403"]);
      expect((await statuses(request("BREW /simple/six/ HTTP/1.1"))).got).toEqual(["400"]);
    });

    test("an upgrade changes nothing", async () => {
      expect(
        (await statuses(request("GET /simple/six/ HTTP/1.1", "Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings")))
          .got,
      ).toEqual(["200"]);
    });
  });

  describe("DNS rebinding", () => {
    test.each<[string, string]>([
      ["127.0.0.1:PORT", "200"],
      ["localhost:PORT", "200"],
      ["LocalHost:PORT", "200"],
      ["[::1]:PORT", "200"],
      ["127.0.0.1", "421"],
      ["127.0.0.1:80", "421"],
      ["127.0.0.1:", "421"],
      ["localhost.:PORT", "421"],
      ["evil.example:PORT", "421"],
      ["evil.example", "421"],
      ["127.0.0.1.evil.example:PORT", "421"],
      ["127.0.0.1:PORT.evil.example", "421"],
      ["evil.example@127.0.0.1:PORT", "421"],
      ["0.0.0.0:PORT", "421"],
      ["127.1:PORT", "421"],
      ["2130706433:PORT", "421"],
      ["192.168.1.1:PORT", "421"],
      ["", "421"],
    ])("Host: %s: %s", async (host, status) => {
      const text =
        `GET /simple/six/ HTTP/1.1\r\nHost: ${host.replace("PORT", String(preview.port))}\r\n` +
        "Connection: close\r\n\r\n";
      expect((await statuses(text)).got).toEqual([status]);
    });

    test("no Host, or two: 400", async () => {
      const own = `Host: 127.0.0.1:${preview.port}`;
      expect((await statuses("GET /simple/six/ HTTP/1.1\r\n\r\n")).got).toEqual(["400"]);
      expect((await statuses("GET /simple/six/ HTTP/1.0\r\n\r\n")).got).toEqual(["400"]);
      expect((await statuses(`GET /simple/six/ HTTP/1.1\r\n${own}\r\nHost: evil.example\r\n\r\n`)).got).toEqual([
        "400",
      ]);
      expect((await statuses(`GET /simple/six/ HTTP/1.1\r\nHost: evil.example\r\n${own}\r\n\r\n`)).got).toEqual([
        "400",
      ]);
    });

    test("no other page may read the answers", async () => {
      const { headers } = await preview.get("six/", { origin: "https://evil.example" });
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    });
  });

  describe("slow clients", () => {
    test.each([
      ["half a request line", "GET /sim"],
      ["half of the headers", "GET /simple/six/ HTTP/1.1\r\nHost: 127"],
    ])("%s: 408", async (_what, text) => {
      expect((await preview.raw(text, 4000)).slice(0, 12)).toBe("HTTP/1.1 408");
    });

    test("a header every now and then: 408", async () => {
      const socket = net.connect(preview.port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write("GET /simple/six/ HTTP/1.1\r\n");
      const timer = setInterval(() => socket.write("X: y\r\n"), 50);
      const answer = await new Promise<string>((resolve) =>
        socket.once("data", (data) => {
          resolve(data.toString());
        }),
      );
      clearInterval(timer);
      socket.destroy();
      expect(answer.slice(0, 12)).toBe("HTTP/1.1 408");
    });
  });

  test("10,000 headers: 431", async () => {
    expect((await statuses(request("GET /simple/six/ HTTP/1.1", ...Array<string>(10_000).fill("X: y")))).got).toEqual([
      "431",
    ]);
  });

  test("headers of a client that are no conditions go nowhere, whatever they say", async () => {
    const link = await preview.link("six", "six-1.0.tar.gz");
    const odd = {
      range: "bytes=0-1, 5-6, x",
      "if-none-match": 'W/"a\xe9"',
      host: `127.0.0.1:${preview.port}`,
      "proxy-authorization": "Basic x",
      forwarded: "for=1",
      "x-original-url": "/secret",
      connection: "close, range",
    };
    expect((await preview.get(link, odd)).status).toBe(200);
    const { headers } = upstream.seen.at(-1) ?? { headers: {} };
    expect(Object.keys(headers).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "if-none-match",
      "range",
      "user-agent",
    ]);
  });
});

describe("hostile names", () => {
  const opened = new Opened();
  afterEach(async () => opened.closeAll());

  test("names that normalise into listed ones are decided as these", async () => {
    const upstream = await opened.add(
      Upstream.start({
        "/simple/flask/": jsonPage("Flask", [
          "Flask-3.0.3.tar.gz",
          "FLASK-3.0.2.tar.gz",
          "flask_-3.0.3.tar.gz",
          "flask-3.0.3.0.tar.gz",
          "flask-v3.0.3.tar.gz",
          "flask-3.0.3-1-py3-none-any.whl",
        ]),
        "/packages/Flask-3.0.3.tar.gz": WHEEL,
        "/packages/flask-v3.0.3.tar.gz": WHEEL,
        "/packages/flask-3.0.3-1-py3-none-any.whl": WHEEL,
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base));
    const links = await preview.links("flask");
    const outcomes = await Promise.all(
      links.map(async (link) => [link.split("/").pop(), (await preview.get(link)).status]),
    );
    expect(Object.fromEntries(outcomes)).toEqual({
      "Flask-3.0.3.tar.gz": 200,
      "FLASK-3.0.2.tar.gz": 403,
      "flask_-3.0.3.tar.gz": 403,
      "flask-3.0.3.0.tar.gz": 403,
      "flask-v3.0.3.tar.gz": 200,
      "flask-3.0.3-1-py3-none-any.whl": 200,
    });
  });

  test("a page is asked for under the normal name only", async () => {
    const upstream = await opened.add(Upstream.start({}));
    const preview = await opened.add(Preview.start(upstream.base));
    for (const name of ["Flask", "FLASK", "f.l_a--sk"]) expect((await preview.get(`${name}/`)).status).toBe(301);
    expect(upstream.seen).toEqual([]);
  });
});

describe("a hostile upstream", () => {
  const opened = new Opened();
  afterEach(async () => opened.closeAll());

  const page =
    (type: string, body: string): Handler =>
    (_request, response) =>
      response.writeHead(200, { "content-type": type }).end(body);

  test.each([
    ["a program", "javascript:alert(1)"],
    ["a file of this machine", "file:///etc/six-1.0.tar.gz"],
    ["ftp", "ftp://files.example/six-1.0.tar.gz"],
    ["data", "data:application/zip;base64,eA=="],
    ["no URL", "http://[/six-1.0.tar.gz"],
    ["another distribution than it says", "/packages/six-2.0.tar.gz"],
    ["a distribution of another project", "/packages/flask-3.0.3-py3-none-any.whl?six-1.0.tar.gz"],
  ])("a link to %s is left out", async (_what, url) => {
    for (const body of [JSON.stringify({ files: [{ filename: "six-1.0.tar.gz", url, hashes: {} }] }), undefined]) {
      const handler =
        body === undefined ? page("text/html", `<a href="${url}">six-1.0.tar.gz</a>`) : page(JSON_V1, body);
      const upstream = await opened.add(Upstream.start({ "/simple/six/": handler }));
      const preview = await opened.add(Preview.start(upstream.base));
      expect(await preview.links("six")).toEqual([]);
    }
  });

  test.each([
    ["../six-1.0.tar.gz"],
    ["a\\six-1.0.tar.gz"],
    [".."],
    ["six-1.0\n.tar.gz"],
    ["six\u202e-1.0.tar.gz"],
    ["\ud800-1.0.tar.gz"],
    [`six-1.0.${"0".repeat(300)}.tar.gz`],
    [""],
  ])("a file called %j is left out", async (filename) => {
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": page(JSON_V1, JSON.stringify({ files: [{ filename, url: "/opaque", hashes: {} }] })),
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base));
    expect(await preview.links("six")).toEqual([]);
  });

  test("a link may be opaque, and then the page gives the name", async () => {
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": jsonPage("six", [["six-1.0.tar.gz", "/blobs/0123?sig=a%2Fb&x=1"]]),
        "/blobs/0123": WHEEL,
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base));
    expect((await preview.file("six", "six-1.0.tar.gz")).body.equals(WHEEL)).toBe(true);
    expect(upstream.seen.at(-1)?.url).toBe("/blobs/0123?sig=a%2Fb&x=1");
  });

  test("nothing on a page becomes markup", async () => {
    const evil = `"><script>alert(1)</script><a href='x`;
    const file = {
      filename: "six-1.0.tar.gz",
      url: "/x",
      hashes: { [evil]: evil, sha256: evil },
      "requires-python": evil,
      yanked: evil,
      "core-metadata": { sha256: evil },
    };
    const odd = { filename: `${evil.replaceAll("/", "")}.tar.gz`, url: "/y", hashes: {} };
    const document = {
      meta: { "api-version": "1.1" },
      name: evil,
      versions: [evil],
      "project-status": { status: evil, reason: evil },
      files: [file, odd],
    };
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": page(JSON_V1, JSON.stringify(document)),
        "/simple/": page(JSON_V1, JSON.stringify({ projects: [{ name: evil }] })),
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base));
    for (const path of ["", "six/"]) {
      const { headers, body } = await preview.get(path);
      expect(body.toString()).not.toMatch(/<script|<a href='/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
    const { body } = await preview.get("six/", { accept: JSON_V1 });
    expect(JSON.parse(body.toString())).toMatchObject({
      name: "six",
      "project-status": { reason: evil },
      files: [{ "requires-python": evil, yanked: evil }, { hashes: {} }],
    });
  });

  test("members of prototypes are names like any others", async () => {
    const body =
      '{"meta":{"api-version":"1.0"},"__proto__":{"files":[]},"files":[{"filename":"six-1.0.tar.gz","url":"/x",' +
      '"hashes":{"__proto__":"x","constructor":"y"},"__proto__":{"yanked":true}}]}';
    const upstream = await opened.add(Upstream.start({ "/simple/six/": page(JSON_V1, body) }));
    const preview = await opened.add(Preview.start(upstream.base));
    expect((await preview.links("six")).length).toBe(1);
    expect((await preview.get("six/")).body.toString()).not.toContain("data-yanked");
  });

  test("headers that do not describe the file are dropped, and its type does nothing in a browser", async () => {
    const headers = {
      "set-cookie": "a=b",
      location: "http://evil.example",
      refresh: "0",
      "content-type": "text/html",
      "access-control-allow-origin": "*",
      "x-pypi": "1",
      server: "x",
      link: "<x>",
      "content-disposition": "inline",
      "content-length": 5,
    };
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": jsonPage("six", ["six-1.0.tar.gz"]),
        "/packages/six-1.0.tar.gz": (_request, response) => response.writeHead(200, headers).end(WHEEL),
      }),
    );
    const preview = await opened.add(Preview.start(upstream.base));
    const reply = await preview.file("six", "six-1.0.tar.gz");
    expect(Object.keys(reply.headers).sort()).toEqual([
      "cache-control",
      "connection",
      "content-length",
      "content-type",
      "date",
      "x-content-type-options",
    ]);
    expect(reply.headers["content-type"]).toBe("application/octet-stream");
  });

  test("a refusal holds no control characters, whatever the rule is called", async () => {
    const policy = new RepositoryPolicy([
      DownloadRule.fromFields({
        ruleId: "deny\r\nX-Injected: yes\r\n\r\n\u202eé",
        action: "DENY",
        operation: "DOWNLOAD",
      }),
    ]);
    const upstream = await opened.add(Upstream.start({ "/simple/six/": jsonPage("six", ["six-1.0.tar.gz"]) }));
    const preview = await opened.add(Preview.start(upstream.base, { policy: () => policy }));
    const { status, phrase, headers, body } = await preview.file("six", "six-1.0.tar.gz");
    expect(status).toBe(403);
    expect(headers["x-injected"]).toBeUndefined();
    expect(phrase).toMatch(/^[\x20-\x7e]+$/);
    expect(body.toString()).toMatch(/^[^\p{C}]+\n$/u);
    expect(preview.events[0]?.reason).toMatch(/^[^\p{C}]+$/u);
  });
});

describe("credentials", () => {
  const opened = new Opened();
  afterEach(async () => opened.closeAll());

  const AUTHORIZATION = `Basic ${Buffer.from("us er:pa/ss%").toString("base64")}`;

  function withUser(upstream: Upstream): URL {
    return new URL(`http://us%20er:pa%2Fss%25@127.0.0.1:${upstream.port}/simple`);
  }

  const authorizations = ({ seen }: Upstream): (readonly [string, string | undefined])[] =>
    seen.map(({ url, headers }) => [url, headers.authorization]);

  test("go to the upstream's own origin, for pages and files", async () => {
    const upstream = await opened.add(
      Upstream.start({ "/simple/six/": jsonPage("six", ["six-1.0.tar.gz"]), "/packages/six-1.0.tar.gz": WHEEL }),
    );
    const preview = await opened.add(Preview.start(withUser(upstream)));
    expect((await preview.file("six", "six-1.0.tar.gz")).status).toBe(200);
    expect(authorizations(upstream)).toEqual([
      ["/simple/six/", AUTHORIZATION],
      ["/packages/six-1.0.tar.gz", AUTHORIZATION],
    ]);
  });

  test("go to no other origin: not by a link, not by a redirect, not on the way back", async () => {
    const other: Upstream = await opened.add(
      Upstream.start({
        "/six-1.0.tar.gz": WHEEL,
        "/back/six-1.1.tar.gz": (_request, response) =>
          response.writeHead(302, { location: `${upstream.origin}/end` }).end(),
      }),
    );
    const upstream: Upstream = await opened.add(
      Upstream.start({
        "/simple/six/": (request, response) => {
          jsonPage("six", [
            ["six-1.0.tar.gz", `http://someone:else@127.0.0.1:${other.port}/six-1.0.tar.gz`],
            ["six-1.1.tar.gz", "/away"],
            ["six-1.2.tar.gz", `http://localhost:${upstream.port}/six-1.2.tar.gz`],
            ["six-1.3.tar.gz", `http://someone:else@127.0.0.1:${upstream.port}/six-1.3.tar.gz`],
          ])(request, response);
        },
        "/away": (_request, response) =>
          response.writeHead(302, { location: `http://evil:creds@127.0.0.1:${other.port}/back/six-1.1.tar.gz` }).end(),
        "/end": WHEEL,
        "/six-1.2.tar.gz": WHEEL,
        "/six-1.3.tar.gz": WHEEL,
      }),
    );
    const preview = await opened.add(Preview.start(withUser(upstream)));
    for (const link of await preview.links("six")) expect((await preview.get(link)).status).toBe(200);
    expect(authorizations(other)).toEqual([
      ["/six-1.0.tar.gz", undefined],
      ["/back/six-1.1.tar.gz", undefined],
    ]);
    expect(authorizations(upstream).filter(([url]) => !url.startsWith("/simple"))).toEqual([
      ["/away", AUTHORIZATION],
      ["/end", undefined],
      ["/six-1.2.tar.gz", undefined],
      ["/six-1.3.tar.gz", AUTHORIZATION],
    ]);
  });

  test("are in no page and no error, nor is a secret in a link", async () => {
    const upstream = await opened.add(
      Upstream.start({
        "/simple/six/": jsonPage("six", [["six-1.0.tar.gz", "http://u5er:tok3n@127.0.0.1:1/six-1.0.tar.gz?sig=s1g"]]),
        "/simple/down/": (request) => request.socket.destroy(),
        "/simple/denied/": (_request, response) => response.writeHead(401).end("who is us er:pa/ss%"),
      }),
    );
    const preview = await opened.add(Preview.start(withUser(upstream)));
    const link = await preview.link("six", "six-1.0.tar.gz");
    const texts = [];
    for (const path of ["", "six/", "down/", "denied/", "none/", link, `${link}x`]) {
      for (const accept of [JSON_V1, "text/html"]) {
        const { status, phrase, headers, body } = await preview.get(path, { accept });
        texts.push(`${status} ${phrase} ${JSON.stringify(headers)} ${body.toString()}`);
      }
    }
    texts.push(JSON.stringify(preview.events), preview.server.url);
    for (const secret of [
      "us er",
      "us%20er",
      "pa/ss",
      "pa%2Fss",
      AUTHORIZATION.slice(6),
      "u5er",
      "tok3n",
      "s1g",
      Buffer.from("u5er").toString("base64url"),
      Buffer.from("sig=s1g").toString("base64url"),
    ]) {
      expect(texts.join("\n")).not.toContain(secret);
    }
    expect(texts.filter((text) => text.startsWith("502"))).toHaveLength(6);
  });

  test("an https index leads to no plain http", async () => {
    const folder = mkdtempSync(join(tmpdir(), "preview-"));
    try {
      const [key, cert] = [join(folder, "key"), join(folder, "cert")];
      execFileSync(
        "openssl",
        [
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-nodes",
          "-keyout",
          key,
          "-out",
          cert,
          "-days",
          "2",
          "-subj",
          "/CN=localhost",
          "-addext",
          "subjectAltName=IP:127.0.0.1",
        ],
        { stdio: "ignore" },
      );
      const ca = readFileSync(cert, "utf8");
      const plain = await opened.add(Upstream.start({ "/six-1.0.tar.gz": WHEEL }));
      const server = https.createServer(
        { key: readFileSync(key), cert: ca },
        (request: http.IncomingMessage, response: http.ServerResponse) => {
          if (request.url === "/simple/six/")
            jsonPage("six", [
              ["six-1.0.tar.gz", `${plain.origin}/six-1.0.tar.gz`],
              ["six-1.1.tar.gz", "/away"],
              ["six-1.2.tar.gz", "/six-1.2.tar.gz"],
            ])(request, response);
          else if (request.url === "/away")
            response.writeHead(302, { location: `${plain.origin}/six-1.0.tar.gz` }).end();
          else response.writeHead(200, { "content-length": 5 }).end(WHEEL);
        },
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const base = new URL(`https://127.0.0.1:${(server.address() as net.AddressInfo).port}/simple/`);
      const stranger = await opened.add(Preview.start(base));
      expect((await stranger.get("six/")).body.toString()).toBe(
        "502 the upstream cannot be asked: DEPTH_ZERO_SELF_SIGNED_CERT\n",
      );
      const preview = await opened.add(Preview.start(base, { ca }));
      const seen = [];
      for (const link of await preview.links("six")) {
        const { status, body } = await preview.get(link);
        seen.push([status, body.toString()]);
      }
      const refused = [502, '502 the upstream leads to "http:": only https is followed\n'];
      expect(seen).toEqual([refused, refused, [200, "wheel"]]);
      expect(plain.seen).toEqual([]);
      server.closeAllConnections();
      server.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
