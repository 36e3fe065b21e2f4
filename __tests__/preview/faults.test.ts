import { createHash, randomBytes } from "node:crypto";
import * as http from "node:http";
import * as net from "node:net";
import { PassThrough } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import type { Limits } from "../../lib/preview/limits";
import { ask, type Handler, jsonPage, Opened, Preview, type Reply, Upstream } from "./server-doubles";

const FILE = "six-1.0.tar.gz";
const BYTES = randomBytes(300_000);
const JSON_V1 = "application/vnd.pypi.simple.v1+json";

/** Every wait that the preview has, short; all others are long enough for a busy machine. */
const SOON = { connectMs: 300, responseMs: 300, idleMs: 300, pageMs: 1000 };
const waits = (short: boolean): Partial<Limits> => (short ? SOON : {});

const answer =
  (status: number, headers: http.OutgoingHttpHeaders = {}, body = "secret words of the upstream"): Handler =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

const silent: Handler = () => undefined;

/** Writes bytes to the connection as they are. */
const wire =
  (text: string, end = true): Handler =>
  ({ socket }) => {
    socket.write(text);
    if (end) socket.end();
  };

const page =
  (type: string, body: string | Buffer, headers: http.OutgoingHttpHeaders = {}): Handler =>
  (_request, response) =>
    response.writeHead(200, { "content-type": type, ...headers }).end(body);

// Long enough for a busy machine; what hangs does so for good.
jest.setTimeout(30_000);

describe("faults of the upstream", () => {
  const opened = new Opened();
  afterEach(async () => opened.closeAll());

  async function both(
    routes: Readonly<Record<string, Handler | string | Buffer>>,
    limits: Partial<Limits> = {},
  ): Promise<{ upstream: Upstream; preview: Preview }> {
    const upstream = await opened.add(Upstream.start(routes));
    return { upstream, preview: await opened.add(Preview.start(upstream.base, {}, limits)) };
  }

  const file = async (handler: Handler, limits: Partial<Limits> = {}): Promise<{ reply: Reply; preview: Preview }> => {
    const { preview } = await both({ "/simple/six/": jsonPage("six", [FILE]), [`/packages/${FILE}`]: handler }, limits);
    return { preview, reply: await preview.file("six", FILE) };
  };

  test.each<[string, Handler, number, string]>([
    ["404", answer(404), 404, "404 the upstream answered 404\n"],
    ["410", answer(410), 410, "410 the upstream answered 410\n"],
    ["400", answer(400), 502, "502 the upstream answered 400\n"],
    ["401", answer(401, { "www-authenticate": "Basic" }), 502, "502 the upstream answered 401\n"],
    ["403", answer(403), 502, "502 the upstream answered 403\n"],
    ["407", answer(407, { "proxy-authenticate": "Basic" }), 502, "502 the upstream answered 407\n"],
    ["429", answer(429, { "retry-after": "7" }), 429, "429 the upstream answered 429\n"],
    ["500", answer(500), 502, "502 the upstream answered 500\n"],
    ["503", answer(503, { "retry-after": "Sat, 21 Nov 2026 12:00:00 GMT" }), 503, "503 the upstream answered 503\n"],
    ["504", answer(504), 504, "504 the upstream answered 504\n"],
    ["204", answer(204, {}, ""), 502, "502 the upstream answered 204\n"],
    ["304 that nobody asked for", answer(304, {}, ""), 502, "502 the upstream answered 304\n"],
    [
      "206 that nobody asked for",
      answer(206, { "content-range": "bytes 0-1/3" }, "ab"),
      502,
      "502 the upstream answered 206\n",
    ],
    ["no answer", silent, 504, "504 the upstream did not answer within 0.3 s\n"],
    [
      "half a head",
      wire("HTTP/1.1 200 OK\r\ncontent-len", false),
      504,
      "504 the upstream did not answer within 0.3 s\n",
    ],
    ["a closed connection", ({ socket }) => socket.destroy(), 502, "502 the upstream cannot be asked: ECONNRESET\n"],
    ["what is not HTTP", wire("SSH-2.0-x\r\n"), 502, "502 the upstream cannot be asked: HPE_INVALID_CONSTANT\n"],
    [
      "two lengths",
      wire("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd"),
      502,
      "502 the upstream cannot be asked: HPE_UNEXPECTED_CONTENT_LENGTH\n",
    ],
    [
      "a length and chunks",
      wire("HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
      502,
      "502 the upstream cannot be asked: HPE_INVALID_TRANSFER_ENCODING\n",
    ],
    [
      "no length at all",
      wire("HTTP/1.1 200 OK\r\n\r\nabc"),
      502,
      "502 the upstream does not say how long the file is\n",
    ],
    [
      "a head of 20 KB",
      answer(200, { "x-long": "x".repeat(20_000) }),
      502,
      "502 the upstream cannot be asked: HPE_HEADER_OVERFLOW\n",
    ],
    [
      "a switch of protocols",
      wire("HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
      502,
      "502 the upstream changes the protocol\n",
    ],
    ["a redirect to nowhere", answer(302), 502, "502 the upstream redirects to nowhere\n"],
    [
      "a redirect to no URL",
      answer(302, { location: "http://[x" }),
      502,
      "502 the upstream redirects to what is no URL\n",
    ],
    [
      "a redirect to a file",
      answer(302, { location: "file:///etc/passwd" }),
      502,
      '502 the upstream leads to "file:": only http and https is followed\n',
    ],
    ["a redirect to itself", answer(307, { location: FILE }), 502, "502 the upstream redirects more than 5 times\n"],
    [
      "a redirect to a closed port",
      answer(302, { location: "http://127.0.0.1:1/" }),
      502,
      "502 the upstream cannot be asked: ECONNREFUSED\n",
    ],
  ])("%s", async (_what, handler, status, body) => {
    const { reply, preview } = await file(handler, waits(body.includes("within")));
    expect([reply.status, reply.body.toString()]).toEqual([status, body]);
    expect(reply.headers["www-authenticate"]).toBeUndefined();
    expect(preview.events.map(({ outcome, reason }) => [outcome, reason])).toEqual([["failed", body.slice(4, -1)]]);
  });

  test.each(["429", "503"])("%s keeps Retry-After, for pages too", async (status) => {
    const handler = answer(Number(status), { "retry-after": "7", "set-cookie": "a=b" });
    const { reply } = await file(handler);
    const { preview } = await both({ "/simple/six/": handler });
    const other = await preview.get("six/");
    for (const { headers } of [reply, other]) {
      expect(headers["retry-after"]).toBe("7");
      expect(headers["set-cookie"]).toBeUndefined();
    }
    expect(other.status).toBe(Number(status));
  });

  test("no connection at all", async () => {
    const preview = await opened.add(Preview.start(new URL("http://127.0.0.1:1/simple/"), {}, SOON));
    const { status, body } = await preview.get("six/");
    expect([status, body.toString()]).toEqual([502, "502 the upstream cannot be asked: ECONNREFUSED\n"]);
  });

  test("a connection that is never taken", async () => {
    // TLS that never begins: the port is open, and says nothing.
    const mute = net.createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    const { port } = mute.address() as net.AddressInfo;
    const preview = await opened.add(Preview.start(new URL(`https://127.0.0.1:${port}/simple/`), {}, SOON));
    const { status, body } = await preview.get("six/");
    expect([status, body.toString()]).toEqual([504, "504 the upstream did not take a connection within 0.3 s\n"]);
    mute.close();
  });

  test.each<[string, Handler]>([
    [
      "cut in the middle",
      (_request, response) =>
        response
          .writeHead(200, { "content-length": BYTES.length })
          .write(BYTES.subarray(0, 200_000), () => response.destroy()),
    ],
    ["shorter than its length", wire("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc")],
    ["cut between chunks", wire("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")],
    [
      "a chunk of a bad length",
      wire("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\nabc\r\n0\r\n\r\n"),
    ],
    [
      "stops and says nothing",
      (_request, response) =>
        response.writeHead(200, { "content-length": BYTES.length }).write(BYTES.subarray(0, 1000)),
    ],
  ])("a file %s never looks whole", async (what, handler) => {
    const { reply, preview } = await file(handler, waits(what.startsWith("stops")));
    expect([reply.status, reply.complete]).toEqual([200, false]);
    // The client may know before the server has noted it.
    await until(() => preview.events.length === 1);
    const reason = what.startsWith("stops") ? "nothing came from the upstream for 0.3 s" : "the upstream broke off";
    expect(preview.events.map((event) => [event.outcome, event.reason])).toEqual([["failed", reason]]);
  });

  test("who stopped is told rightly when a file stops between two looks", async () => {
    const { reply, preview } = await file(
      (_request, response) => {
        response.writeHead(200, { "content-length": 8 }).write("a");
        setTimeout(() => response.write("a"), 400);
      },
      { idleMs: 600 },
    );
    await until(() => preview.events.length === 1);
    expect(reply.complete).toBe(false);
    expect(preview.events[0]?.reason).toBe("nothing came from the upstream for 0.6 s");
  });

  test("a file longer than its length is as long as it was said to be", async () => {
    const { reply } = await file(wire("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\n"));
    expect([reply.status, reply.body.toString(), reply.complete]).toEqual([200, "abc", true]);
  });

  test("a slow file that goes on is waited for", async () => {
    const { reply } = await file(
      (_request, response) => {
        response.writeHead(200, { "content-length": 8 });
        let sent = 0;
        const timer = setInterval(() => {
          response.write("a");
          sent += 1;
          if (sent === 8) clearInterval(timer);
        }, 200);
      },
      { idleMs: 1000 },
    );
    expect([reply.status, reply.body.toString(), reply.complete]).toEqual([200, "aaaaaaaa", true]);
  });

  test("up to five redirects are followed", async () => {
    const hops = Object.fromEntries(
      [1, 2, 3, 4, 5].map((hop) => [
        `/hop/${hop}`,
        answer(301 + (hop % 2), { location: hop === 5 ? "/end" : `/hop/${hop + 1}` }, "x".repeat(100_000)),
      ]),
    );
    const { preview } = await both({ ...hops, "/end": BYTES, "/simple/six/": jsonPage("six", [[FILE, "/hop/1"]]) });
    expect((await preview.file("six", FILE)).body.equals(BYTES)).toBe(true);
  });

  test("a request on a connection that the upstream closes just then is sent once more", async () => {
    const used = new WeakSet<net.Socket>();
    const { upstream, preview } = await both({
      "/simple/six/": (request, response) => {
        if (used.has(request.socket)) request.socket.destroy();
        else jsonPage("six", [FILE])(request, response);
        used.add(request.socket);
      },
    });
    for (let time = 0; time < 3; time += 1) expect((await preview.get("six/")).status).toBe(200);
    expect(upstream.seen).toHaveLength(5);
  });

  describe("pages", () => {
    const link = `<a href="${FILE}">${FILE}</a>`;

    test.each<[string, Handler, number]>([
      ["404", answer(404), 404],
      ["401", answer(401), 502],
      ["500", answer(500), 502],
      ["no type", answer(200, {}, link), 502],
      ["another type", page("application/json", "{}"), 502],
      ["a form of the future", page("application/vnd.pypi.simple.v2+json", "{}"), 502],
      ["a version of the future in JSON", page(JSON_V1, '{"meta":{"api-version":"2.0"},"files":[]}'), 502],
      [
        "a version of the future in HTML",
        page("text/html", '<meta name="pypi:repository-version" content="2.0">'),
        502,
      ],
      [
        "JSON cut short",
        page(JSON_V1, '{"meta":{"api-version":"1.0"},"files":[{"filename":"six-1.0.tar.gz","url":"x","hashes":{}}'),
        502,
      ],
      ["JSON that is a list", page(JSON_V1, "[]"), 502],
      ["JSON with files twice", page(JSON_V1, '{"files":[],"files":[]}'), 502],
      ["JSON with files that are texts", page(JSON_V1, '{"files":["six-1.0.tar.gz"]}'), 502],
      [
        "JSON with a digest that is a number",
        page(JSON_V1, '{"files":[{"filename":"six-1.0.tar.gz","url":"x","hashes":{"sha256":1}}]}'),
        502,
      ],
      [
        "JSON with Pythons in a list",
        page(JSON_V1, '{"files":[{"filename":"six-1.0.tar.gz","url":"x","requires-python":[">=3"]}]}'),
        502,
      ],
      ["JSON with too much besides files", page(JSON_V1, `{"x":"${"x".repeat(17 << 20)}","files":[]}`), 502],
      ["JSON with one enormous file", page(JSON_V1, `{"files":[{"filename":"${"x".repeat(2 << 20)}"}]}`), 502],
      ["JSON nested a million deep", page(JSON_V1, `{"x":${"[".repeat(1e6)}`), 502],
      ["an unknown packing", page("text/html", link, { "content-encoding": "br" }), 502],
      ["gzip that is none", page("text/html", link, { "content-encoding": "gzip" }), 502],
      ["gzip cut short", page("text/html", gzipSync(link).subarray(0, 25), { "content-encoding": "gzip" }), 502],
      [
        "shorter than its length",
        wire(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n${link}`),
        502,
      ],
      ["stops", (_request, response) => response.writeHead(200, { "content-type": "text/html" }).write(link), 504],
      [
        "drips",
        (_request, response) => {
          drip(response.writeHead(200, { "content-type": "text/html" }), link);
        },
        504,
      ],
      ["redirects in a circle", answer(302, { location: "/simple/six/" }), 502],
    ])("%s", async (_what, handler, status) => {
      const { preview } = await both({ "/simple/six/": handler }, waits(status === 504));
      const { status: seen, body } = await preview.get("six/", { accept: JSON_V1 });
      expect(seen).toBe(status);
      expect(body.toString()).toMatch(new RegExp(`^${status} (the upstream|nothing came)`));
      expect(body.toString()).not.toContain("secret");
    });

    test("a bomb of 2 GB in 2 MB is given up on the way", async () => {
      const { preview } = await both({
        "/simple/six/": (_request, response) => {
          const zeros = new PassThrough();
          const block = Buffer.alloc(1 << 20, " ");
          zeros
            .pipe(createGzip())
            .pipe(response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }));
          const feed = (left: number): void => {
            if (left === 0) zeros.end();
            else if (!response.destroyed)
              zeros.write(block, () => {
                feed(left - 1);
              });
          };
          feed(2048);
        },
      });
      const { status, body } = await preview.get("six/");
      expect([status, body.toString()]).toEqual([502, "502 the upstream's page is too large\n"]);
    }, 30_000);

    test("more bytes or entries than the bound", async () => {
      const routes = {
        "/simple/six/": page("text/html", link.repeat(100)),
        "/simple/": page(JSON_V1, JSON.stringify({ projects: [...Array(100)].map(() => ({ name: "x" })) })),
      };
      const { preview } = await both(routes, { pageItems: 99 });
      expect((await preview.get("six/")).body.toString()).toBe("502 the upstream's page has more than 99 entries\n");
      expect((await preview.get("")).body.toString()).toBe("502 the upstream's page has more than 99 entries\n");
      const short = await both(routes, { pageBytes: 999 });
      expect((await short.preview.get("six/")).body.toString()).toBe("502 the upstream's page is too large\n");
      expect((await (await both(routes, { pageItems: 100, pageBytes: 100_000 })).preview.get("six/")).status).toBe(200);
    });

    test("a page of 50 MB comes whole", async () => {
      const entry = (number: number): string =>
        `{"filename":"six-1.${number}.tar.gz","url":"/packages/six-1.${number}.tar.gz","hashes":{"sha256":"${"ab".repeat(32)}"},"x":"${"x".repeat(1000)}"}`;
      const count = 45_000;
      const whole = `{"meta":{"api-version":"1.0"},"files":[${[...Array(count).keys()].map(entry).join(",")}]}`;
      expect(whole.length).toBeGreaterThan(50e6);
      const { preview } = await both({
        "/simple/six/": page(JSON_V1, gzipSync(whole, { level: 1 }), { "content-encoding": "gzip" }),
      });
      const { status, complete, body } = await preview.get("six/");
      expect([status, complete]).toEqual([200, true]);
      expect(body.toString().match(/<a /g)).toHaveLength(count);
    }, 60_000);

    describe("that several clients ask for at the same time", () => {
      /** A page that ends when it is told to. */
      async function held(): Promise<{ upstream: Upstream; preview: Preview; end: () => void; closed: () => number }> {
        const responses: http.ServerResponse[] = [];
        let closed = 0;
        const { upstream, preview } = await both({
          "/simple/six/": (_request, response) => {
            responses.push(response);
            response.on("close", () => (closed += 1));
            response.writeHead(200, { "content-type": "text/html" }).write(link);
          },
        });
        return { upstream, preview, end: () => responses.at(-1)?.end(), closed: () => closed };
      }
      const leaver = (preview: Preview): http.ClientRequest =>
        http.get(`${preview.server.url}six/`, { agent: false }).on("error", () => undefined);

      test("are read once, in whatever form they are sent, and anew afterwards", async () => {
        const { upstream, preview, end } = await held();
        const asking = ["text/html", JSON_V1, "text/html", JSON_V1].map(async (accept) =>
          later(preview.get("six/", { accept })),
        );
        await until(() => preview.server.requests === 4 && upstream.seen.length === 1);
        end();
        const replies = await Promise.all(asking);
        expect(replies.map(({ status, complete, body }) => [status, complete, body?.includes(FILE)])).toEqual(
          Array(4).fill([200, true, true]),
        );
        expect(upstream.seen).toHaveLength(1);
        const anew = later(preview.get("six/"));
        await until(() => upstream.seen.length === 2);
        end();
        expect((await anew).status).toBe(200);
      });

      test("come to those who stay, and end when the last one left", async () => {
        const { upstream, preview, end, closed } = await held();
        const first = leaver(preview);
        await until(() => upstream.seen.length === 1);
        const stayer = later(preview.get("six/"));
        await until(() => preview.server.requests === 2);
        first.destroy();
        await new Promise((resolve) => setTimeout(resolve, 100));
        expect(closed()).toBe(0);
        end();
        expect(await stayer).toMatchObject({ status: 200, complete: true });
        const leavers = [leaver(preview), leaver(preview)];
        await until(() => preview.server.requests === 4 && upstream.seen.length === 2);
        for (const one of leavers) one.destroy();
        await until(() => closed() === 2);
        const next = later(preview.get("six/"));
        await until(() => upstream.seen.length === 3);
        end();
        expect(await next).toMatchObject({ status: 200, complete: true });
      });

      test("fail for all of them", async () => {
        let fail = (): unknown => undefined;
        const { upstream, preview } = await both({
          "/simple/six/": (_request, response) => (fail = () => response.writeHead(429, { "retry-after": "7" }).end()),
        });
        const asking = [later(preview.get("six/")), later(preview.get("six/"))];
        await until(() => preview.server.requests === 2 && upstream.seen.length === 1);
        fail();
        expect((await Promise.all(asking)).map(({ status, headers }) => [status, headers?.["retry-after"]])).toEqual([
          [429, "7"],
          [429, "7"],
        ]);
      });
    });

    test("large pages of several projects come one after the other, also when one that waits is given up", async () => {
      const large = link.repeat(3000);
      const waiting: http.ServerResponse[] = [];
      const slow: Handler = (_request, response) => {
        response.writeHead(200, { "content-type": "text/html" }).write(large);
        waiting.push(response);
      };
      const { upstream, preview } = await both(
        { "/simple/a/": slow, "/simple/b/": slow, "/simple/c/": page("text/html", large) },
        { largePageBytes: 10_000 },
      );
      const first = later(preview.get("a/"));
      await until(() => upstream.seen.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const second = http.get(`${preview.server.url}b/`, { agent: false }).on("error", () => undefined);
      await until(() => upstream.seen.length === 2);
      await new Promise((resolve) => setTimeout(resolve, 200));
      let isThere = false;
      const third = later(preview.get("c/"));
      void third.then(() => (isThere = true));
      await until(() => upstream.seen.length === 3);
      second.destroy();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(isThere).toBe(false);
      // Nobody gets what was given up.
      const again = later(preview.get("b/"));
      await until(() => upstream.seen.length === 4);
      waiting[0]?.end();
      waiting[2]?.end();
      for (const reply of [first, third, again]) expect(await reply).toMatchObject({ status: 200, complete: true });
    });

    test("a client that leaves while its large page comes lets the next one in", async () => {
      const files = [...Array(500)].map((_, number) => ({
        filename: `six-${number}.0.tar.gz`,
        url: `https://files.example/six-${number}.0.tar.gz`,
        hashes: {},
      }));
      const { preview } = await both(
        { "/simple/six/": page(JSON_V1, JSON.stringify({ meta: { "api-version": "1.0" }, files })) },
        { largePageBytes: 10_000 },
      );
      const leaver = net.connect(preview.port, "127.0.0.1");
      leaver.write(`GET /simple/six/ HTTP/1.1\r\nHost: 127.0.0.1:${preview.port}\r\n\r\n`);
      leaver.once("data", () => leaver.destroy());
      const replies = await Promise.all([...Array(10)].map(async () => preview.get("six/")));
      expect(replies.map(({ status, complete }) => [status, complete])).toEqual(Array(10).fill([200, true]));
      expect(new Set(replies.map(({ body }) => createHash("sha256").update(body).digest("hex"))).size).toBe(1);
    }, 60_000);
  });

  test("a client that takes nothing of a large page does not keep the others waiting", async () => {
    const { preview } = await both(
      { "/simple/six/": page("text/html", `<a href="${FILE}">${FILE}</a>`.repeat(60_000)) },
      { idleMs: 1000 },
    );
    const lazy = net.connect(preview.port, "127.0.0.1");
    lazy.on("error", () => undefined);
    lazy.write(`GET /simple/six/ HTTP/1.1\r\nHost: 127.0.0.1:${preview.port}\r\n\r\n`);
    await new Promise((resolve) => lazy.once("readable", resolve));
    expect((await preview.get("six/")).complete).toBe(true);
    lazy.destroy();
  });

  test("a large page waits for another longer than an upstream may be idle", async () => {
    const link = `<a href="${FILE}">${FILE}</a>`.repeat(3000);
    let first = true;
    const { preview } = await both(
      {
        "/simple/six/": (_request, response) => {
          response.writeHead(200, { "content-type": "text/html" });
          response.write(link);
          if (!first) response.end();
          else setTimeout(() => response.write(link, () => setTimeout(() => response.end(), 700)), 700);
          first = false;
        },
      },
      { largePageBytes: 10_000, idleMs: 1000 },
    );
    const replies = await Promise.all([preview.get("six/"), preview.get("six/"), preview.get("six/")]);
    expect(replies.map(({ status, complete }) => [status, complete])).toEqual(Array(3).fill([200, true]));
  });

  test("200 downloads at a time, all whole", async () => {
    let open = 0;
    let most = 0;
    const { preview } = await both({
      "/simple/six/": jsonPage("six", [FILE]),
      [`/packages/${FILE}`]: (_request, response) => {
        open += 1;
        most = Math.max(most, open);
        response.on("close", () => (open -= 1));
        setTimeout(() => response.writeHead(200, { "content-length": BYTES.length }).end(BYTES), 20);
      },
    });
    const url = new URL(await preview.link("six", FILE));
    const replies = await Promise.all([...Array(200)].map(async () => ask(url)));
    expect(replies.every(({ status, complete, body }) => status === 200 && complete && body.equals(BYTES))).toBe(true);
    expect(most).toBeLessThanOrEqual(64);
    expect(preview.events.filter(({ outcome }) => outcome === "served")).toHaveLength(200);
  }, 30_000);

  test("a client that goes away ends the upstream's work, also in the queue", async () => {
    let ended = 0;
    const { upstream, preview } = await both(
      {
        "/simple/six/": jsonPage("six", [FILE]),
        [`/packages/${FILE}`]: (_request, response) => {
          response.on("close", () => (ended += 1));
          response.writeHead(200, { "content-length": BYTES.length }).write(BYTES.subarray(0, 1000));
        },
      },
      { sockets: 2 },
    );
    const url = new URL(await preview.link("six", FILE));
    const before = upstream.seen.length;
    const leaving = [...Array(5)].map(() => {
      const request = http.get(url, { agent: false });
      request.on("error", () => undefined);
      return request;
    });
    await until(() => upstream.seen.length === before + 2);
    for (const request of leaving) request.destroy();
    await until(() => ended === 2 && preview.events.length === 5);
    expect(upstream.seen).toHaveLength(before + 2);
    expect(preview.events.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array(5).fill(["failed", "the client went away"]),
    );
  });

  test("a client that takes nothing is given up", async () => {
    const { preview } = await both(
      {
        "/simple/six/": jsonPage("six", [FILE]),
        [`/packages/${FILE}`]: (_request, response) => {
          response.writeHead(200, { "content-length": 100 << 20 });
          const more = (): void => {
            response.write(BYTES, () => {
              if (!response.destroyed) more();
            });
          };
          more();
        },
      },
      { idleMs: 300 },
    );
    const url = new URL(await preview.link("six", FILE));
    const lazy = net.connect(preview.port, "127.0.0.1");
    lazy.pause();
    lazy.on("error", () => undefined);
    lazy.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
    await until(() => preview.events.length === 1);
    expect(preview.events[0]).toMatchObject({ outcome: "failed", reason: "the client went away" });
    lazy.destroy();
  });

  test("close gives up everything at once", async () => {
    const { upstream, preview } = await both({ "/simple/six/": silent });
    const waiting = preview.get("six/").catch((error: unknown) => (error as { code: string }).code);
    await until(() => upstream.seen.length === 1);
    await preview.server.close();
    expect(await waiting).toBe("ECONNRESET");
  });
});

/** A reply that is waited for later, or never when the test fails before. One that does not come is empty. */
async function later(reply: Promise<Reply>): Promise<Partial<Reply>> {
  return reply.catch(() => ({}));
}

function drip(response: http.ServerResponse, text: string): void {
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else response.write(text);
  }, 50);
}

async function until(condition: () => boolean): Promise<void> {
  for (let time = 0; time < 500; time += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("waited in vain");
}
