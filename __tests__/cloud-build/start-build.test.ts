import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { runPython } from "./python-program";

const PROGRAM = join(__dirname, "../../lib/cloud-build/start_build.py");
const TRIGGER = "projects/p/locations/us-central1/triggers/t-1";
const IMAGE = "us-central1-docker.pkg.dev/p/images/base:abc";
const TAG = "projects/p/locations/us-central1/repositories/images/packages/base/tags/abc";
const LOG = "https://console.cloud.google.com/cloud-build/builds/b-1";

interface Build {
  readonly id?: string;
  readonly status: string;
  readonly images?: readonly string[];
  readonly createTime?: string;
  readonly tags?: readonly string[];
  readonly failureInfo?: { readonly detail: string };
}

/** What the services do, request by request; the last of a list stays. */
interface Behaviour {
  readonly tag?: number;
  /**
   * Answers to `:run`: a status, "lost" for a connection that breaks after the build has begun, "dead" for one before.
   */
  readonly run?: readonly (number | "lost" | "dead")[];
  /** The states that the build goes through. */
  readonly states?: readonly (Build | number | "broken")[];
  /** Builds that are there before. */
  readonly earlier?: readonly Build[];
  readonly token?: readonly number[];
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  /** How many builds were begun. */
  readonly begun: number;
  readonly requests: readonly string[];
}

async function run(behaviour: Behaviour, environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const requests: string[] = [];
  const counts = { run: 0, state: 0, token: 0, begun: 0 };
  const next = <T>(list: readonly T[], key: "run" | "state" | "token"): T | undefined => {
    const found = list[Math.min(counts[key], list.length - 1)];
    counts[key] += 1;
    return found;
  };
  const full = (build: Build) => ({ id: "b-1", logUrl: LOG, images: [IMAGE], ...build });
  const started = () => full({ status: "QUEUED", createTime: new Date().toISOString() });
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? "", "http://x");
    requests.push(`${request.method ?? ""} ${pathname}`);
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const refuse = (status: number) => {
      say(status, { error: { message: `because of ${status}` } });
    };
    if (pathname === "/token") {
      const status = next(behaviour.token ?? [200], "token") ?? 200;
      if (status === 200) say(200, { access_token: "SECRET-TOKEN" });
      else refuse(status);
    } else if (request.headers.authorization !== "Bearer SECRET-TOKEN") {
      refuse(401);
    } else if (pathname === `/ar/${TAG}`) {
      if ((behaviour.tag ?? 404) === 200) say(200, { name: TAG });
      else refuse(behaviour.tag ?? 404);
    } else if (pathname === `/cb/${TRIGGER}:run`) {
      const how = next(behaviour.run ?? [200], "run");
      if (how === "dead") {
        request.socket.destroy();
      } else if (how === "lost") {
        counts.begun += 1;
        request.socket.destroy();
      } else if (how === 200) {
        counts.begun += 1;
        say(200, { metadata: { build: started() } });
      } else {
        refuse(how ?? 500);
      }
    } else if (pathname === "/cb/projects/p/locations/us-central1/builds") {
      const own = counts.begun > 0 ? [started()] : [];
      say(200, { builds: [...own, ...(behaviour.earlier ?? []).map(full)] });
    } else if (pathname.startsWith("/cb/projects/p/locations/us-central1/builds/")) {
      const state = next(behaviour.states ?? [{ status: "SUCCESS" }], "state");
      if (state === "broken") request.socket.destroy();
      else if (typeof state === "number") refuse(state);
      else say(200, full(state ?? { status: "SUCCESS" }));
    } else {
      refuse(400);
    }
  };
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { code, output } = await runPython([PROGRAM], {
      env: {
        CLOUD_BUILD_URL: `${address}/cb/`,
        ARTIFACT_REGISTRY_URL: `${address}/ar/`,
        TOKEN_URL: `${address}/token`,
        TRIGGER,
        IMAGE,
        TAG_RESOURCE: TAG,
        BUILD_NAME: "base",
        WAIT: "20",
        PATIENCE: "2",
        PAUSE: "0.02",
        ...environment,
      },
    });
    return { code, output, begun: counts.begun, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const WORKING = { status: "WORKING" };
const TAGGED = { IMAGE: "", TAG_RESOURCE: "", BUILD_TAG: "h1" };

test.each<[string, Behaviour, Record<string, string>, number]>([
  ["of the same content that is under way is waited for", { earlier: [{ ...WORKING, tags: ["h1"] }] }, TAGGED, 0],
  ["of another content that is under way is not taken for it", { earlier: [{ ...WORKING, tags: ["h0"] }] }, TAGGED, 1],
  ["that went well is run again", { earlier: [{ status: "SUCCESS", tags: ["h1"] }] }, TAGGED, 1],
  [
    "that went well and cannot be repeated is not run again",
    { earlier: [{ status: "SUCCESS", tags: ["h1"] }] },
    { ...TAGGED, ONCE: "1" },
    0,
  ],
  [
    "that failed and cannot be repeated is run again",
    { earlier: [{ status: "FAILURE", tags: ["h1"] }] },
    { ...TAGGED, ONCE: "1" },
    1,
  ],
  [
    "of another content that went well is not taken for it",
    { earlier: [{ status: "SUCCESS", tags: ["h0"] }] },
    { ...TAGGED, ONCE: "1" },
    1,
  ],
])("a build without an image %s", async (_name, behaviour, environment, begun) => {
  expect(await run(behaviour, environment)).toMatchObject({ code: 0, begun });
});

test.each<[string, Behaviour, number]>([
  ["is built", { states: [WORKING, WORKING, { status: "SUCCESS" }] }, 1],
  ["is built, where nobody may look for the tag yet", { tag: 403 }, 1],
  ["is there already", { tag: 200 }, 0],
  ["has grants that come late", { run: [403, 403, 200] }, 1],
  ["meets too many requests", { run: [429, 429, 200], states: [429, WORKING, 429, { status: "SUCCESS" }] }, 1],
  ["loses the network while it waits", { states: [WORKING, "broken", "broken", { status: "SUCCESS" }] }, 1],
  ["loses the network before it begins", { run: ["dead", 200] }, 1],
  ["loses the answer to its start", { run: ["lost"] }, 1],
  ["is answered 500 and was not begun", { run: [500, 200] }, 1],
  ["meets 503 while it waits", { states: [503, 500, { status: "SUCCESS" }] }, 1],
  ["has no token at first", { token: [503, 500, 200] }, 1],
  ["is under way already", { earlier: [WORKING] }, 0],
  ["has failed before", { earlier: [{ status: "FAILURE" }] }, 1],
  ["has another image of its trigger under way", { earlier: [{ ...WORKING, images: ["other:tag"] }] }, 1],
])("a build that %s ends well", async (_name, behaviour, begun) => {
  const outcome = await run(behaviour);
  expect(outcome).toMatchObject({ code: 0, begun });
  expect(outcome.output).not.toContain("SECRET-TOKEN");
});

test.each<[string, Behaviour, string, Record<string, string>]>([
  [
    "fails",
    { states: [WORKING, { status: "FAILURE", failureInfo: { detail: "step 1 exited with 1" } }] },
    `build "base": ended as FAILURE: step 1 exited with 1; its log: ${LOG}`,
    {},
  ],
  ["is cancelled", { states: [{ status: "CANCELLED" }] }, `ended as CANCELLED; its log: ${LOG}`, {}],
  ["runs out of time", { states: [{ status: "TIMEOUT" }] }, "ended as TIMEOUT", {}],
  ["waits too long in the queue", { states: [{ status: "EXPIRED" }] }, "ended as EXPIRED", {}],
  ["meets an error of Google's", { states: [{ status: "INTERNAL_ERROR" }] }, "ended as INTERNAL_ERROR", {}],
  ["never ends", { states: [WORKING] }, "has not ended after 1 s; its log:", { WAIT: "1" }],
  [
    "is never allowed",
    { run: [403] },
    "was refused: 403 because of 403; the account that starts builds needs its roles",
    {},
  ],
  ["has no quota", { run: [429] }, "was refused: 429 because of 429; a quota of Cloud Build is used up", {}],
  ["has no trigger", { run: [404] }, "was refused: 404 because of 404; the trigger is gone", {}],
  ["is not valid", { run: [400] }, "was refused: 400 because of 400", {}],
  ["is lost while it is waited for", { states: [404] }, "was refused: 404", {}],
])("a build that %s fails the job with a sentence", async (_name, behaviour, sentence, environment) => {
  const outcome = await run(behaviour, environment);
  expect(outcome.code).toBe(1);
  expect(outcome.output).toContain(sentence);
  expect(outcome.output).not.toContain("Traceback");
  expect(outcome.output).not.toContain("SECRET-TOKEN");
});

test("services that cannot be reached at all are named", async () => {
  const outcome = await run({}, { CLOUD_BUILD_URL: "http://127.0.0.1:9/", PATIENCE: "0.2" });
  expect(outcome.code).toBe(1);
  expect(outcome.output).toContain("127.0.0.1:9 cannot be reached");
  expect(outcome.output).not.toContain("Traceback");
});
