import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * In a process of its own, since clients are waited for. Pages name the door's own address in the place of the index's.
 */
const PROGRAM = `
const http = require("node:http");
const [target, password] = process.argv.slice(1);
const login = "Basic " + Buffer.from("oauth2accesstoken:" + password).toString("base64");
http.createServer((request, response) => {
  if (request.headers.authorization !== login)
    return response.writeHead(401, { "www-authenticate": 'Basic realm="index"' }).end();
  const { authorization, host, "accept-encoding": encoding, ...headers } = request.headers;
  http.get(new URL(request.url, target), { headers }, (answer) => {
    const isPage = /html|json/.test(answer.headers["content-type"] ?? "");
    const { "content-length": length, ...others } = answer.headers;
    response.writeHead(answer.statusCode, answer.statusMessage, isPage ? others : answer.headers);
    if (!isPage) return answer.pipe(response);
    answer.setEncoding("utf8").toArray().then((text) => response.end(text.join("").replaceAll(new URL(target).origin, "http://" + host)));
  });
}).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

/** What lets nobody through to an index without the password of `oauth2accesstoken`. */
export class LockedDoor {
  public static async before(index: string, password: string): Promise<LockedDoor> {
    const child = spawn(process.execPath, ["-e", PROGRAM, index, password], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    return new LockedDoor(child, `http://127.0.0.1:${port.toString().trim()}/simple/`);
  }

  private constructor(
    private readonly process: ChildProcess,
    public readonly indexUrl: string,
  ) {}

  public close(): void {
    this.process.kill();
  }
}
