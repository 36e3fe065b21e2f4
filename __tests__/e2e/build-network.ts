import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { Server } from "node:net";
import * as path from "node:path";
import type { Outcome } from "./terraform";
import { PythonBaseImage } from "./python-base-image";
import type { Blob } from "./python-base-image";

/** Which hosts of Google a build meets. */
export interface BuildHosts {
  /** `us-central1-docker.pkg.dev` */
  readonly images: string;
  /** `us-central1-python.pkg.dev` */
  readonly index: string;
  /** What stands before `/simple/` at the index: `/my-project/pypi`. */
  readonly indexPath: string;
}

/**
 * What a build on Cloud Build meets under Google's names, on one address of this machine: the metadata server with a
 * token, a registry with one base image under any name, and an index over HTTPS that takes nothing but the token,
 * behind which is the preview. Who runs in its network sees these names, nobody else does. It needs root.
 */
export class BuildNetwork {
  /** Who listens. Another address for each process, since ports are those of the real services. */
  public readonly address = `127.${64 + (process.pid % 128)}.${(process.pid >> 7) % 256}.1`;
  public readonly token = `ya29.${"token-that-must-not-be-found-".repeat(2)}${process.pid}`;
  /** Requests that the index has answered, without those that it refused. */
  public readonly served: string[] = [];
  /** The index behind it. */
  public preview?: string;

  private readonly servers: Server[] = [];
  private base?: PythonBaseImage;

  private constructor(
    private readonly folder: string,
    public readonly hosts: BuildHosts,
  ) {}

  public static async start(folder: string, hosts: BuildHosts): Promise<BuildNetwork> {
    const network = new BuildNetwork(folder, hosts);
    await network.listen();
    return network;
  }

  /** The digest of the base image. */
  public get baseDigest(): string {
    return this.base?.manifest.digest ?? "";
  }

  private get certificate(): string {
    return path.join(this.folder, "certificate.pem");
  }

  private get hostsFile(): string {
    return path.join(this.folder, "hosts");
  }

  /** Runs a program that sees the names. */
  public run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return new Promise((resolve) => {
      const child = this.spawn(program, args, cwd, env);
      let output = "";
      child.stdout?.on("data", (chunk) => (output += String(chunk)));
      child.stderr?.on("data", (chunk) => (output += String(chunk)));
      child.on("close", (code) => {
        resolve({ code: code ?? -1, output });
      });
    });
  }

  /** The same, without waiting for it. */
  public spawn(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
    const script = 'mount --bind "$0" /etc/hosts && exec "$@"';
    return spawn("unshare", ["--mount", "sh", "-c", script, this.hostsFile, program, ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: this.folder, SSL_CERT_FILE: this.certificate, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  public async stop(): Promise<void> {
    for (const server of this.servers) {
      (server as http.Server).closeAllConnections();
      server.close();
      await once(server, "close");
    }
  }

  private async listen(): Promise<void> {
    const key = path.join(this.folder, "key.pem");
    const { certificate } = this;
    const settings = path.join(this.folder, "openssl.cnf");
    const { index, images } = this.hosts;
    fs.writeFileSync(
      settings,
      `[req]\nprompt = no\ndistinguished_name = name\nx509_extensions = more\n[name]\nCN = ${index}\n` +
        `[more]\nbasicConstraints = critical, CA:FALSE\nsubjectAltName = DNS:${index}, DNS:${images}\n`,
    );
    const request = ["req", "-config", settings, "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
    execFileSync("openssl", [...request, "-keyout", key, "-out", certificate], { stdio: "ignore" });
    const names = [images, index, "metadata.google.internal"];
    fs.writeFileSync(
      this.hostsFile,
      `127.0.0.1 localhost\n${names.map((name) => `${this.address} ${name}\n`).join("")}`,
    );
    this.base = PythonBaseImage.make(fs.readFileSync(certificate, "utf8"));
    const plain = http.createServer((incoming, response) => {
      this.answerPlain(incoming, response);
    });
    const tls = { key: fs.readFileSync(key), cert: fs.readFileSync(certificate) };
    const secure = https.createServer(tls, (incoming, response) => {
      this.answerSecure(incoming, response);
    });
    for (const [server, port] of [
      [plain, 80],
      [secure, 443],
    ] as const) {
      this.servers.push(server);
      server.listen(port, this.address);
      await once(server, "listening");
    }
  }

  private answerPlain(request: http.IncomingMessage, response: http.ServerResponse): void {
    if (request.headers["metadata-flavor"] === "Google" && request.url?.endsWith("/service-accounts/default/token"))
      response.end(JSON.stringify({ access_token: this.token, expires_in: 3599, token_type: "Bearer" }));
    else response.writeHead(403).end();
  }

  private answerSecure(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    if (request.headers.host === this.hosts.images) this.answerRegistry(pathname, request.method, response);
    else this.answerIndex(request, response);
  }

  /** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
  private answerRegistry(pathname: string, method: string | undefined, response: http.ServerResponse): void {
    const [, kind, reference] = /\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    const { manifest, blobs } = this.base ?? { manifest: undefined, blobs: [] };
    const wanted: Blob | undefined = kind === "manifests" ? manifest : blobs.find(({ digest }) => digest === reference);
    if (kind === undefined) response.writeHead(pathname === "/v2/" ? 200 : 404).end();
    else if (wanted === undefined || (reference?.startsWith("sha256:") === true && wanted.digest !== reference))
      response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    else {
      response.writeHead(200, {
        "content-type": wanted.mediaType,
        "content-length": wanted.size,
        "docker-content-digest": wanted.digest,
      });
      if (method === "HEAD") response.end();
      else if (typeof wanted.content === "string") fs.createReadStream(wanted.content).pipe(response);
      else response.end(wanted.content);
    }
  }

  private answerIndex(request: http.IncomingMessage, response: http.ServerResponse): void {
    const login = Buffer.from(`oauth2accesstoken:${this.token}`).toString("base64");
    if (request.headers.authorization !== `Basic ${login}`) {
      response.writeHead(401, { "www-authenticate": 'Basic realm="index"' }).end();
      return;
    }
    const url = new URL((request.url ?? "/").replace(this.hosts.indexPath, ""), this.preview);
    this.served.push(url.pathname);
    const { authorization: _login, host: _host, "accept-encoding": _encoding, ...headers } = request.headers;
    http
      .get(url, { headers }, (answer) => {
        const isPage = /html|json/.test(answer.headers["content-type"] ?? "");
        const { "content-length": length, ...others } = answer.headers;
        const kept = isPage || length === undefined ? others : { ...others, "content-length": length };
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, kept);
        if (!isPage) answer.pipe(response);
        // Files come from here too, and only with the token.
        else
          void answer
            .setEncoding("utf8")
            .toArray()
            .then((text) => response.end(text.join("").replaceAll(url.origin, `https://${this.hosts.index}`)));
      })
      .on("error", () => response.writeHead(502).end());
  }
}
