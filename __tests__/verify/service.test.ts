import { ValidationError } from "../../lib/core/errors";
import { RepositoryName, ServiceEndpoints } from "../../lib/verify";
import { run, startedDouble, TOKEN } from "./run";
import { allow, denyAll, REMOTE, ServiceDouble } from "./service-double";

const double = startedDouble();
const problemsOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(ValidationError.isValidationError(error)).toBe(true);
  return (error as ValidationError).message;
};
const RULES = /\/rules\?/;
const ABOUT = new RegExp(`${REMOTE}$`);

describe("pages", () => {
  test("all pages are read", async () => {
    double().pageSize = 1;
    expect((await run(double())).verdict).toBe("same");
    expect(
      double()
        .requests.filter(({ path }) => path.includes("/rules?"))
        .map(({ path }) => path.replace(/^.*\?/, "")),
    ).toEqual(["pageSize=1000", "pageSize=1000&pageToken=1", "pageSize=1000&pageToken=2"]);
  });

  test("a rule on the second page counts", async () => {
    double().pageSize = 2;
    double().remote.rules.push(allow("idna"));
    expect((await run(double())).result.downloads).toMatchObject([{ name: "idna", state: "opened" }]);
  });

  test("page tokens that go round in circles end it", async () => {
    double().fail(RULES, 200, { rules: [denyAll], nextPageToken: "again" });
    expect(await problemsOf(run(double()))).toContain("go round in circles");
    expect(double().requests.filter(({ path }) => path.includes("/rules?"))).toHaveLength(2);
  });

  test("a list without an end ends", async () => {
    let page = 0;
    double().faults.push(({ path }, response) => {
      if (!path.includes("/rules?")) return false;
      page += 1;
      response.end(JSON.stringify({ nextPageToken: `page-${page}` }));
      return true;
    });
    expect(await problemsOf(run(double()))).toContain("does not end within");
    expect(page).toBeLessThanOrEqual(1001);
  }, 60_000);

  test("a page that is too long is not read to its end", async () => {
    let sent = 0;
    double().faults.push(({ path }, response) => {
      if (!path.includes("/rules?")) return false;
      const chunk = Buffer.alloc(1024 * 1024, " ");
      const more = (): void => {
        if (response.destroyed || sent >= 200) {
          response.end();
          return;
        }
        sent += 1;
        response.write(chunk, () => setImmediate(more));
      };
      more();
      return true;
    });
    expect(await problemsOf(run(double()))).toContain("answered with more than 16384 KiB");
    expect(sent).toBeLessThan(60);
  }, 60_000);

  test.each([
    ["no JSON", "<html>"],
    ["cut JSON", '{"rules":['],
    ["no object", "[]"],
    ["null", "null"],
    ["rules of another type", '{"rules":{}}'],
    ["a token of another type", '{"rules":[],"nextPageToken":7}'],
  ])("%s is no list of rules", async (_what, answer) => {
    double().fail(RULES, 200, answer);
    expect(await problemsOf(run(double()))).toMatch(
      /python-remote-repo: .*(?:not a JSON object|not what the API promises)/,
    );
  });
});

describe("essential answers", () => {
  test.each([
    [ABOUT, 401, "log in again with `gcloud auth application-default login`"],
    [ABOUT, 403, "needs the permission artifactregistry.repositories.get"],
    [RULES, 403, "needs the permission artifactregistry.rules.list"],
    [ABOUT, 404, "there is no such repository"],
    [ABOUT, 302, "a redirect, which is not followed"],
    [RULES, 400, "failed with 400"],
  ])("%s with status %i", async (path, status, message) => {
    double().fail(path, status, undefined, { location: `${double().address}/elsewhere` });
    expect(await problemsOf(run(double()))).toContain(message);
    expect(double().requests.some((request) => request.path === "/elsewhere")).toBe(false);
  });

  test("what the service says is escaped", async () => {
    double().fail(ABOUT, 403, { error: { message: "no\u001b[31m\nerror: all is well" } });
    const message = await problemsOf(run(double()));
    expect(message).toContain('"no\\u{1b}[31m\\u{a}error: all is well"');
  });

  test.each([429, 503])("status %i is asked again, as late as Retry-After says", async (status) => {
    double().fail(RULES, status, undefined, { "retry-after": "7" }, 2);
    const { verdict, waits, lines } = await run(double());
    expect({ verdict, waits }).toEqual({ verdict: "same", waits: [7000, 7000] });
    expect(lines[0]).toMatch(new RegExp(`answered with status ${status}; asking again in 7 s$`));
  });

  test("without Retry-After the waits double, and it ends", async () => {
    double().fail(RULES, 503);
    expect(await problemsOf(run(double()))).toContain("failed with 503");
    const asked = double().requests.filter(({ path }) => path.includes("/rules?"));
    expect(asked).toHaveLength(5);
  });

  test("a Retry-After date counts, and one that is too late is not waited for", async () => {
    double().fail(RULES, 429, undefined, { "retry-after": new Date(Date.now() + 20_000).toUTCString() }, 1);
    const { waits } = await run(double());
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(15_000);
    double().fail(RULES, 429, undefined, { "retry-after": "3600" });
    expect(await problemsOf(run(double()))).toContain(
      'answered with status 429, and wants to be asked again in 3600 s: "failed with 429"',
    );
  });

  test("a Retry-After of many digits is too late, and one that is neither seconds nor a date is none", async () => {
    double().fail(RULES, 429, undefined, { "retry-after": "99999999999" }, 1);
    expect(await problemsOf(run(double()))).toContain(
      'status 429, and wants to be asked again after more than a day: "failed with 429"',
    );
    double().fail(RULES, 429, undefined, { "retry-after": "-5" }, 1);
    expect((await run(double())).waits[0]).toBeGreaterThanOrEqual(500);
  });

  test("a connection that breaks is tried again", async () => {
    let broken = 2;
    double().faults.push(({ path }, response) => {
      if (!path.includes("/rules?") || broken === 0) return false;
      broken -= 1;
      if (broken === 1) response.destroy();
      else {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"rules":[');
        setImmediate(() => response.destroy());
      }
      return true;
    });
    const { verdict, waits } = await run(double());
    expect(verdict).toBe("same");
    expect(waits).toHaveLength(2);
    expect(waits[0]).toBeGreaterThanOrEqual(500);
    expect(waits[1]).toBeGreaterThanOrEqual(1000);
  });

  test("an answer that does not come is given up after half a minute, and nobody waits for it in vain", async () => {
    const timeout = jest.spyOn(AbortSignal, "timeout").mockImplementation(() => {
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort(new Error("the operation was aborted due to timeout"));
      }, 50);
      return controller.signal;
    });
    double().faults.push(({ path }) => path.includes("/rules?"));
    const problem = await problemsOf(run(double()));
    expect(timeout).toHaveBeenCalledWith(30_000);
    timeout.mockRestore();
    expect(problem).toMatch(/did not answer: ".*timeout.*" \(asked 5 times\)/);
  });

  test("nobody there", async () => {
    const gone = new ServiceDouble();
    await gone.start();
    const { address } = gone;
    await gone.stop();
    const error = await problemsOf(run({ address } as ServiceDouble));
    expect(error).toMatch(/did not answer: ".*ECONNREFUSED.*" \(asked 5 times\)/);
    expect(error).not.toContain(TOKEN);
  });
});

describe("names and addresses", () => {
  test.each([
    ["Acme", "us-central1", "repo", "project"],
    ["acme-ml/../other", "us-central1", "repo", "project"],
    ["acme-ml", "us-central1.evil.example", "repo", "location"],
    ["acme-ml", "us-central1", "repo/rules", "repository"],
    ["acme-ml", "us-central1", "repo?x", "repository"],
    ["acme-ml", "us-central1", "a".repeat(64), "repository"],
  ])("%s %s %s is refused", (project, location, repository, part) => {
    expect(() => RepositoryName.of(project, location, repository)).toThrow(new RegExp(`^${part} "`));
  });

  test("a project of a domain", () => {
    expect(RepositoryName.of("example.com:acme-ml", "us", "r").indexPath("six")).toBe(
      "/example.com/acme-ml/r/simple/six/",
    );
  });

  test.each([
    "http://api.example",
    "https://u:p@api.example",
    "https://api.example?x",
    "https://api.example#x",
    "ftp://api.example",
    "nonsense",
    "storage=https://api.example",
    "http://127.0.0.1.evil.example",
  ])("the token does not go to %s", (endpoint) => {
    expect(() => ServiceEndpoints.of("us", [endpoint])).toThrow("--endpoint");
  });

  test("an endpoint is for all services, or for one", () => {
    const endpoints = ServiceEndpoints.of("us", ["https://all.example/base/", "iam=http://localhost:99"]);
    expect(endpoints.of("artifactregistry")).toBe("https://all.example/base");
    expect(endpoints.of("pkg.dev")).toBe("https://all.example/base");
    expect(endpoints.of("iam")).toBe("http://localhost:99");
    expect(ServiceEndpoints.of("europe-west4").of("pkg.dev")).toBe("https://europe-west4-python.pkg.dev");
    expect(ServiceEndpoints.of("us").of("cloudresourcemanager")).toBe("https://cloudresourcemanager.googleapis.com");
  });
});
