import * as http from "node:http";
import * as net from "node:net";
import type { ElsewhereEvent } from "../../lib/preview/elsewhere";
import { HostNames, readAuthority } from "../../lib/preview/host-names";
import { jsonPage, Opened, Preview, Upstream } from "./server-doubles";

jest.setTimeout(30_000);

const opened = new Opened();
afterEach(async () => opened.closeAll());

const FILE = "six-1.0.tar.gz";

interface Both {
  readonly preview: Preview;
  readonly other: Upstream;
  readonly events: ElsewhereEvent[];
}

/** A preview, and another server that is not its upstream. */
async function both(allow: (other: Upstream) => readonly string[] = () => []): Promise<Both> {
  const events: ElsewhereEvent[] = [];
  const upstream = await opened.add(
    Upstream.start({ "/simple/six/": jsonPage("six", [FILE]), [`/packages/${FILE}`]: Buffer.from("six") }),
  );
  const other = await opened.add(
    Upstream.start({
      "/echo": (request, response) => {
        response.writeHead(200, { "x-seen": request.headers.host, "set-cookie": ["a=1", "b=2"], trailer: "x" });
        request.pipe(response);
      },
      "/cut": (_request, response) => {
        response.writeHead(200, { "content-length": 10 }).write("half");
        setTimeout(() => response.destroy(), 50);
      },
    }),
  );
  const preview = await opened.add(
    Preview.start(upstream.base, { allowHosts: allow(other), onElsewhere: (event) => events.push(event) }),
  );
  return { preview, other, events };
}

const proxied = (target: string, ...headers: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, `Host: ${new URL(target).host}`, "Connection: close", ...headers, "", ""].join("\r\n");

const status = (answer: string): string => /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? "none";

async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as net.AddressInfo).port;
}

describe("another host", () => {
  test.each([
    ["by http", (port: number) => proxied(`http://127.0.0.1:${port}/simple/six/`), "127.0.0.1:OTHER"],
    ["by name", () => proxied("http://files.example/simple/six/"), "files.example"],
    ["in any case, with the usual port", () => proxied("HTTP://Files.Example:80/six.whl"), "files.example"],
    ["by https in the open", () => proxied("https://files.example/x"), "files.example"],
    ["by ftp", () => proxied("ftp://files.example/six.whl"), "files.example"],
    ["with user info", () => "GET http://user:secret@files.example/ HTTP/1.1\r\nHost: x\r\n\r\n", "files.example"],
    ["on IPv6", () => proxied("http://[2001:db8::1]:8080/"), "[2001:db8::1]:8080"],
    [
      "with the preview's own name as Host",
      () => "GET http://files.example/ HTTP/1.1\r\nHost: 127.0.0.1:OWN\r\n\r\n",
      "files.example",
    ],
    [
      "the preview's own, by https",
      () => "GET https://127.0.0.1:OWN/simple/six/ HTTP/1.1\r\nHost: x\r\n\r\n",
      "127.0.0.1:OWN",
    ],
    ["the preview's machine, on another port", () => proxied("http://localhost/"), "localhost"],
    ["that is none", () => "GET http://a b/ HTTP/1.1\r\nHost: x\r\n\r\n", undefined],
    ["whose name is odd", () => "GET http://a%00b/ HTTP/1.1\r\nHost: x\r\n\r\n", "a%00b"],
    [
      "by POST",
      () => "POST http://files.example/ HTTP/1.1\r\nHost: files.example\r\nContent-Length: 1\r\n\r\nx",
      "files.example",
    ],
    ["in a tunnel", () => "CONNECT files.example:443 HTTP/1.1\r\nHost: files.example:443\r\n\r\n", "files.example"],
    [
      "in a tunnel of HTTP/1.0, as Python before 3.12 asks",
      () => "CONNECT files.example:443 HTTP/1.0\r\n\r\n",
      "files.example",
    ],
    [
      "in a tunnel on another port",
      (port: number) => `CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`,
      "127.0.0.1:OTHER",
    ],
    ["in a tunnel to nowhere", () => "CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n", "/"],
  ])("%s is refused, named and not asked", async (_how, text, host) => {
    const { preview, other, events } = await both();
    const own = String(preview.port);
    const answer = await preview.raw(text(other.port).replaceAll("OWN", own), 1000);
    expect(status(answer)).toBe(host === undefined ? "400" : "403");
    const named = host?.replace("OTHER", String(other.port)).replace("OWN", own);
    expect(events).toEqual(named === undefined ? [] : [{ host: named, allowed: false }]);
    if (named !== undefined) expect(answer).toContain(`--allow-host ${named}`);
    expect(answer).not.toContain("secret");
    expect(other.seen).toEqual([]);
    expect(preview.server.requests).toBe(0);
  });

  test("is refused before what comes behind it is looked at", async () => {
    const { preview, events } = await both();
    const behind = `GET /simple/six/ HTTP/1.1\r\nHost: 127.0.0.1:${preview.port}\r\n\r\n`;
    for (const method of ["GET", "POST"]) {
      const text =
        `${method} http://files.example/ HTTP/1.1\r\nHost: files.example\r\nTransfer-Encoding: chunked\r\n\r\n` +
        `0\r\n\r\n${behind}`;
      expect((await preview.raw(text, 500)).match(/HTTP\/1\.1 \d{3}/g)).toEqual(["HTTP/1.1 403"]);
    }
    expect(events).toHaveLength(2);
  });
});

describe("the preview as its own proxy", () => {
  test.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])("serves its index as %s", async (name) => {
    const { preview, events } = await both();
    const answer = await preview.raw(proxied(`http://${name}:${preview.port}/simple/six/`, "Accept: text/html"));
    expect(status(answer)).toBe("200");
    const link =
      new RegExp(`http://(${name.toLowerCase().replace(/[[\]]/g, "\\$&")}):${preview.port}/files/[^#"]*`).exec(
        answer,
      )?.[0] ?? "";
    expect((await preview.raw(proxied(link))).endsWith("six")).toBe(true);
    expect([events, preview.server.requests]).toEqual([[], 2]);
  });

  test("serves it in a tunnel, where all is checked as anywhere", async () => {
    const { preview, events } = await both();
    const tunnel = `CONNECT 127.0.0.1:${preview.port} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const get = (path: string, host: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    const own = `127.0.0.1:${preview.port}`;
    const statuses = async (...requests: readonly string[]) => {
      const answer = await preview.raw(`${tunnel}${requests.join("")}`, 3000);
      return answer.match(/(?<=HTTP\/1\.1 )\d{3}/g);
    };
    expect(await statuses(get("/simple/six/", own))).toEqual(["200", "200"]);
    expect(await statuses(get("/simple/six/", "evil.example"))).toEqual(["200", "421"]);
    expect(await statuses(get("http://evil.example/", "evil.example"))).toEqual(["200", "403"]);
    expect(events).toEqual([{ host: "evil.example", allowed: false }]);
  });

  test("refuses what it refuses without a proxy", async () => {
    const { preview } = await both();
    const base = `http://127.0.0.1:${preview.port}`;
    const got = [];
    for (const path of ["/simple/six%2f", "/secret", ""])
      got.push(status(await preview.raw(proxied(`${base}${path}`))));
    expect(got).toEqual(["400", "404", "404"]);
    expect(status(await preview.raw(`GET ${base}/simple/../x HTTP/1.1\r\nHost: x\r\n\r\n`))).toBe("400");
    expect(
      status(await preview.raw(`POST ${base}/simple/six/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx`)),
    ).toBe("405");
  });
});

describe("a host that somebody allowed", () => {
  test("is asked by http, with what was sent, and without what is between the client and the preview", async () => {
    const { preview, other, events } = await both(({ port }) => [`127.0.0.1:${port}`]);
    const text = [
      `POST ${other.origin}/echo?x=1 HTTP/1.1`,
      "Host: ignored.example",
      "Proxy-Authorization: Basic x",
      "Connection: close, X-Private",
      "X-Private: 1",
      "X-Kept: 2",
      "Content-Length: 5",
      "",
      "hello",
    ].join("\r\n");
    const answer = await preview.raw(text);
    expect(status(answer)).toBe("200");
    expect(answer).toContain(`x-seen: 127.0.0.1:${other.port}`);
    expect(answer.match(/set-cookie: \w=\d/g)).toEqual(["set-cookie: a=1", "set-cookie: b=2"]);
    expect(answer).toContain("hello");
    expect(other.seen).toMatchObject([{ method: "POST", url: "/echo?x=1", headers: { "x-kept": "2" } }]);
    for (const header of ["proxy-authorization", "x-private"]) expect(other.seen[0]?.headers[header]).toBeUndefined();
    expect(events).toEqual([{ host: `127.0.0.1:${other.port}`, allowed: true }]);
    expect(preview.server.requests).toBe(0);
  });

  test("an answer that breaks off breaks off here too", async () => {
    const { preview, other } = await both(() => ["127.0.0.1"]);
    const request = http.get({ host: "127.0.0.1", port: preview.port, path: `${other.origin}/cut`, agent: false });
    const complete = await new Promise((resolve) => {
      request.on("response", (response) => {
        response.on("error", () => undefined);
        response
          .on("close", () => {
            resolve(response.complete);
          })
          .resume();
      });
    });
    expect(complete).toBe(false);
  });

  test("gets a tunnel, both ways and to its end", async () => {
    const echo = net.createServer((socket) => socket.pipe(socket));
    const port = await listen(echo);
    const { preview, events } = await both(() => ["localhost", "127.0.0.1"]);
    const socket = net.connect(preview.port, "127.0.0.1");
    const body = Buffer.alloc(3_000_000, "0123456789");
    socket.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\nfirst`);
    socket.end(body);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const head = "HTTP/1.1 200 Connection Established\r\n\r\nfirst";
    expect(Buffer.concat(chunks).equals(Buffer.concat([Buffer.from(head), body]))).toBe(true);
    expect(events).toEqual([{ host: `127.0.0.1:${port}`, allowed: true }]);
    echo.close();
  });

  test("that is not there: 502", async () => {
    const { preview } = await both(() => ["127.0.0.1"]);
    expect(status(await preview.raw("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n"))).toBe("502");
    expect(status(await preview.raw(proxied("http://127.0.0.1:1/")))).toBe("502");
  });

  test("is asked by http and in tunnels, by nothing else", async () => {
    const { preview } = await both(() => ["files.example"]);
    expect(status(await preview.raw(proxied("ftp://files.example/x")))).toBe("501");
  });

  test("tunnels end with the preview", async () => {
    const held = net.createServer(() => undefined);
    const port = await listen(held);
    const { preview } = await both(() => ["127.0.0.1"]);
    const ended = preview.raw(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`, 20_000);
    await new Promise((resolve) => held.once("connection", resolve));
    await preview.server.close();
    expect(await ended).toMatch(/^HTTP\/1\.1 200|^$/);
    held.close();
  });

  test("may be what clients call the preview, with any port or with the one that was named", async () => {
    const { preview } = await both(() => ["registry.example", "localhost:9000"]);
    const ask = async (host: string) => (await preview.get("six/", { host })).status;
    for (const host of ["registry.example", "registry.example:9000", "Registry.Example:80", "localhost:9000"])
      expect([host, await ask(host)]).toEqual([host, 200]);
    for (const host of ["localhost:9001", "other.example", "registry.example.evil.example", "x.registry.example"])
      expect([host, await ask(host)]).toEqual([host, 421]);
    const { body } = await preview.get("six/", { host: "registry.example:9000" });
    expect(body.toString()).toContain('href="http://registry.example:9000/files/');
    const own = await preview.raw(proxied(`http://registry.example:${preview.port}/simple/six/`));
    expect(status(own)).toBe("200");
  });

  test("a refused name says which option would allow it", async () => {
    const { preview } = await both();
    const { body } = await preview.get("six/", { host: "registry.example:8123" });
    expect(body.toString()).toBe(
      '421 this index is not the host "registry.example:8123"; ' +
        "if it is, start the preview with --allow-host registry.example\n",
    );
  });
});

describe("names of hosts", () => {
  test.each<readonly [string, { readonly host: string; readonly port: number } | undefined]>([
    ["files.example", { host: "files.example", port: 80 }],
    ["FILES.example.:8080", { host: "files.example", port: 8080 }],
    ["[::1]:1", { host: "[::1]", port: 1 }],
    ["10.0.0.1", { host: "10.0.0.1", port: 80 }],
    ["a_b.example:65535", { host: "a_b.example", port: 65_535 }],
    ...[
      "",
      ":80",
      "a:",
      "a:0",
      "a:65536",
      "a:x",
      "a b",
      "a/b",
      "*",
      "*.example",
      "a@b",
      "[::1",
      "[:::1]",
      "::1",
      "a..",
      "-a",
      "é.example",
      `${"a".repeat(300)}.example`,
    ].map((text) => [text, undefined] as const),
  ])("%j", (text, authority) => {
    expect(readAuthority(text, 80)).toEqual(authority);
  });

  test("what is none is told, all of it at once", () => {
    expect(() => new HostNames(["https://files.example/", "ok.example", "*"])).toThrow(
      /host "https:\/\/files\.example\/": not a host name[^]*host "\*"/,
    );
  });
});
