import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ASSUMPTIONS } from "../../lib/policy";
import { readListedRule } from "../../lib/policy/listed-rule";
import { judgedAssumptions } from "../../lib/verify/assumption-evidence";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { textReport } from "../../lib/verify";
import { policyOf, run, type Run, startedDouble, TOKEN } from "./run";
import {
  allow,
  asTheModelSays,
  denyAll,
  type Json,
  REMOTE,
  type Repository,
  ServiceDouble,
  STANDARD,
  VIRTUAL,
} from "./service-double";

const double = startedDouble();

/** Sets the rules at the service, and expects them. */
async function probe(rules: readonly Json[] = double().remote.rules, virtual?: string): Promise<Run> {
  double().remote.rules = [...rules];
  return run(double(), { expected: policyOf(rules), probe: true, ...(virtual === undefined ? {} : { virtual }) });
}

function stateOf({ result }: Run, id: string): string | undefined {
  return result.assumptions?.find(({ assumption }) => assumption.id === id)?.state;
}

const summary = ({ result }: Run): string[] =>
  (result.probes ?? []).map(
    ({ kind, repository, name, version, outcome }) => `${kind} ${repository} ${name} ${version ?? "-"} ${outcome}`,
  );
const SIX = [denyAll, allow("six", "1.17.0")];

test("every assumption of the policy model is judged", () => {
  expect([...judgedAssumptions()].sort()).toEqual(ASSUMPTIONS.map(({ id }) => id).sort());
});

test("without --probe nothing is downloaded, and nothing is said of assumptions", async () => {
  const { result } = await run(double());
  expect([result.probes, result.assumptions]).toEqual([undefined, undefined]);
  expect(double().requests.every(({ path }) => path.startsWith("/v1/") || path.startsWith("/v3/"))).toBe(true);
});

test("one allowed, one of another version, one unlisted; the first byte of each", async () => {
  const outcome = await probe();
  expect(summary(outcome)).toEqual([
    "allowed python-remote-repo requests 2.32.3 served",
    "other-version python-remote-repo requests 2.31.0 refused",
    "unlisted python-remote-repo idna 3.10 refused",
  ]);
  expect(outcome.verdict).toBe("same");
  const downloads = double().requests.filter(({ path }) => path.startsWith("/acme-ml/"));
  expect(downloads.map(({ path, range }) => [path, range])).toEqual([
    ["/acme-ml/python-remote-repo/simple/requests/", undefined],
    ["/acme-ml/python-remote-repo/simple/requests/requests-2.32.3-py3-none-any.whl", "bytes=0-0"],
    ["/acme-ml/python-remote-repo/simple/requests/requests-2.31.0-py3-none-any.whl", "bytes=0-0"],
    ["/acme-ml/python-remote-repo/simple/six/", undefined],
    ["/acme-ml/python-remote-repo/simple/idna/", undefined],
    ["/acme-ml/python-remote-repo/simple/idna/idna-3.10-py3-none-any.whl", "bytes=0-0"],
  ]);
  expect(new Set(downloads.map(({ authorization }) => authorization))).toEqual(
    new Set([`Basic ${Buffer.from(`oauth2accesstoken:${TOKEN}`).toString("base64")}`]),
  );
  expect(textReport(outcome.result)).toContain("what was downloaded may stay in the cache of a remote repository");
});

test("a wheel is taken before a source distribution, and yanked files not at all", async () => {
  double().faults.push(({ path }, response) => {
    if (!path.endsWith("/simple/six/")) return false;
    response.end(
      '<a href="six-1.16.0.tar.gz">x</a><a data-yanked="" href="six-1.18.0.tar.gz">x</a><a ' +
        'href="six-1.17.0.tar.gz">x</a><A HREF="six-1.17.0-py3-none-any.whl">x</A><a href="http://[">x</a>',
    );
    return true;
  });
  await probe(SIX);
  expect(
    double()
      .requests.map(({ path }) => path)
      .filter((path) => path.includes("six-"))
      .map((path) => path.replace(/^.*\//, "")),
  ).toEqual(["six-1.17.0-py3-none-any.whl", "six-1.16.0.tar.gz"]);
});

describe("package-rule-wins", () => {
  const state = (outcome: Run) => stateOf(outcome, "package-rule-wins");

  test("held: the allowed file comes while the DENY refuses others", async () => {
    expect(state(await probe(SIX))).toBe("held");
  });

  test("did not hold: the allowed file is refused to somebody who gets its index page", async () => {
    double().enforcement = () => false;
    const outcome = await probe(SIX);
    expect(state(outcome)).toBe("did not hold");
    expect(outcome.verdict).toBe("different");
  });

  test.each<[string, (double: ServiceDouble) => void]>([
    ["nothing is refused", (one) => (one.enforcement = () => true)],
    ["there is no DENY", (one) => one.remote.rules.shift()],
    [
      "the file is missing",
      (one) => {
        one.fail(/six-1\.17/, 404);
      },
    ],
    [
      "the service fails",
      (one) => {
        one.fail(/six-1\.17/, 500);
      },
    ],
    [
      "the index pages are refused too, as to somebody without a role",
      (one) => {
        one.fail(/\/simple\//, 403);
      },
    ],
    [
      "the credentials are not accepted",
      (one) => {
        one.fail(/\/simple\//, 401);
      },
    ],
    [
      "a login page comes instead",
      (one) => {
        one.fail(/six-1\.17/, 200, "<html>log in</html>");
      },
    ],
    [
      "nothing comes at all",
      (one) => {
        one.fail(/six-1\.17/, 200, "");
      },
    ],
    ["the page does not list the version", (one) => (one.files.six = ["six-1.16.0.tar.gz"])],
  ])("could not tell: %s", async (_what, change) => {
    double().remote.rules = [...SIX];
    change(double());
    expect(state(await probe())).toBe("could not tell");
  });

  test("could not tell: the refusal may be because of the spelling", async () => {
    double().enforcement = () => false;
    expect(state(await probe([denyAll, allow("zope-interface", "7.2")]))).toBe("could not tell");
  });

  test("could not tell: nothing is allowed", async () => {
    expect(state(await probe([denyAll]))).toBe("could not tell");
  });
});

describe("false-condition-falls-through", () => {
  const state = (outcome: Run) => stateOf(outcome, "false-condition-falls-through");

  test("held: another version is refused", async () => {
    expect(state(await probe(SIX))).toBe("held");
  });

  test("did not hold: another version comes", async () => {
    double().enforcement = (_repository, name) => name === "six";
    const outcome = await probe(SIX);
    expect(state(outcome)).toBe("did not hold");
    expect(outcome.verdict).toBe("different");
    const text = textReport(outcome.result);
    expect(text).toContain("by the rules it should be denied");
    expect(text).toMatch(
      /did not hold {3}false-condition-falls-through: .*\n {17}since six==1\.16\.0 .*\n {17}so .*every version of a listed package could be downloaded/,
    );
  });

  test.each<[string, (double: ServiceDouble) => void]>([
    ["everything is refused", (one) => (one.enforcement = () => false)],
    ["everything comes", (one) => (one.enforcement = () => true)],
    [
      "the other version is missing",
      (one) => {
        one.fail(/six-1\.16/, 404);
      },
    ],
    [
      "the service fails",
      (one) => {
        one.fail(/six-1\.16/, 503);
      },
    ],
    ["no other version is listed", (one) => (one.files.six = ["six-1.17.0.tar.gz"])],
    ["the rule has no condition", (one) => (one.remote.rules[1] = allow("six"))],
  ])("could not tell: %s", async (_what, change) => {
    double().remote.rules = [...SIX];
    change(double());
    expect(state(await probe())).toBe("could not tell");
  });
});

describe("no-rule-allows", () => {
  const state = (outcome: Run) => stateOf(outcome, "no-rule-allows");
  const OPEN = [allow("six", "1.17.0")];

  test("held: a package without a rule comes", async () => {
    expect(state(await probe(OPEN))).toBe("held");
  });

  test("did not hold: it is refused", async () => {
    double().enforcement = (_repository, name) => name === "six";
    expect(state(await probe(OPEN))).toBe("did not hold");
  });

  test("could not tell: a DENY is for all, it is missing, or everything is refused", async () => {
    expect(state(await probe(SIX))).toBe("could not tell");
    double().fail(/(?:idna|toml)-/, 404);
    expect(state(await probe(OPEN))).toBe("could not tell");
    double().fail(/\/simple\//, 403);
    expect(state(await probe(OPEN))).toBe("could not tell");
  });
});

describe("package-id-is-normalized", () => {
  const state = (outcome: Run) => stateOf(outcome, "package-id-is-normalized");
  const ZOPE = [...SIX, allow("zope-interface", "7.2")];

  test("held: a package comes whose files spell it in another way", async () => {
    expect(state(await probe(ZOPE))).toBe("held");
  });

  test("did not hold: it is refused, and a plain one comes", async () => {
    double().enforcement = (repository, name, version, file) =>
      name !== "zope-interface" && asTheModelSays(repository, name, version, file);
    expect(state(await probe(ZOPE))).toBe("did not hold");
  });

  test("could not tell: no such package, or it is missing", async () => {
    expect(state(await probe(SIX))).toBe("could not tell");
    double().fail(/zope\.interface-/, 404);
    expect(state(await probe(ZOPE))).toBe("could not tell");
  });

  test("could not tell: nothing is refused", async () => {
    double().enforcement = () => true;
    expect(state(await probe(ZOPE))).toBe("could not tell");
  });
});

describe("version-id-is-canonical", () => {
  const state = (outcome: Run) => stateOf(outcome, "version-id-is-canonical");
  const KIWI = [denyAll, allow("kiwi", "1.0rc1"), allow("six", "1.17.0")];

  test("held: a version comes that its file spells in another way", async () => {
    expect(state(await probe(KIWI))).toBe("held");
  });

  test("did not hold: it is refused, and a plain one comes", async () => {
    double().enforcement = (repository, name, version, file) =>
      name !== "kiwi" && asTheModelSays(repository, name, version, file);
    expect(state(await probe([denyAll, allow("another", "1"), ...KIWI.slice(1)]))).toBe("did not hold");
  });

  test("could not tell: no such version, it is missing, or conditions do not count", async () => {
    expect(state(await probe(SIX))).toBe("could not tell");
    double().enforcement = (_repository, name) => name !== "idna";
    expect(state(await probe(KIWI))).toBe("could not tell");
    double().fail(/kiwi-1/, 404);
    expect(state(await probe(KIWI))).toBe("could not tell");
  });
});

describe("through a virtual repository", () => {
  const through = async (): Promise<Run> => probe(SIX, "python-virtual");
  const isOwn = ({ about }: Repository): boolean => about.name === STANDARD;

  test("the same downloads are tried again, and what a standard upstream does not have is known", async () => {
    const outcome = await through();
    expect(summary(outcome).slice(3)).toEqual([
      "allowed python-virtual six 1.17.0 served",
      "other-version python-virtual six 1.16.0 refused",
      "unlisted python-virtual idna 3.10 refused",
    ]);
    expect(outcome.verdict).toBe("same");
    expect(stateOf(outcome, "virtual-enforces-upstream-rules")).toBe("held");
    expect(stateOf(outcome, "absent-in-standard-falls-through")).toBe("held");
    expect(stateOf(outcome, "virtual-takes-by-priority")).toBe("could not tell");
  });

  test("virtual-enforces-upstream-rules did not hold: what is refused directly comes", async () => {
    double().fail(/\/python-virtual\/simple\/.*\.whl/, 200, "PK");
    const outcome = await through();
    expect(stateOf(outcome, "virtual-enforces-upstream-rules")).toBe("did not hold");
    expect(outcome.verdict).toBe("different");
  });

  test.each<[string, (double: ServiceDouble) => void]>([
    [
      "nothing comes through it",
      (one) => {
        one.fail(/\/python-virtual\/simple\/.*\./, 403);
      },
    ],
    [
      "it fails",
      (one) => {
        one.fail(/\/python-virtual\/simple\//, 500);
      },
    ],
    [
      "its pages are missing",
      (one) => {
        one.fail(/\/python-virtual\/simple\//, 404);
      },
    ],
    [
      "it cannot be read",
      (one) => {
        one.fail(/python-virtual$/, 403);
      },
    ],
    ["it is not virtual", (one) => (one.repositories.get(VIRTUAL)!.about.mode = "REMOTE_REPOSITORY")],
    [
      "the rules of its upstream cannot be read",
      (one) => {
        one.fail(/python-own\/rules/, 403);
      },
    ],
    [
      "what its upstream holds cannot be read",
      (one) => {
        one.fail(/python-own\/packages/, 403);
      },
    ],
  ])("virtual-enforces-upstream-rules could not be told: %s", async (_what, change) => {
    change(double());
    const outcome = await through();
    expect(stateOf(outcome, "virtual-enforces-upstream-rules")).toBe("could not tell");
    expect(outcome.verdict).not.toBe("same");
  });

  test("absent-in-standard-falls-through did not hold, or could not be told", async () => {
    double().fail(/\/python-virtual\/simple\/.*\./, 403);
    expect(stateOf(await through(), "absent-in-standard-falls-through")).toBe("did not hold");
    double().fail(/\/python-virtual\/simple\//, 404);
    double().faults.reverse();
    expect(stateOf(await through(), "absent-in-standard-falls-through")).toBe("could not tell");
  });

  describe("virtual-takes-by-priority", () => {
    const SECOND = `${REMOTE}-2`;
    const state = (outcome: Run) => stateOf(outcome, "virtual-takes-by-priority");
    beforeEach(() => {
      const upstreamPolicies = [
        { repository: REMOTE, priority: 20 },
        { repository: SECOND, priority: 10 },
      ];
      double().repositories.get(VIRTUAL)!.about.virtualRepositoryConfig = { upstreamPolicies };
      double().repositories.set(SECOND, { about: { ...double().remote.about, name: SECOND }, rules: [] });
    });

    test("held: what the first denies is refused, though a later one allows it", async () => {
      const outcome = await through();
      expect(summary(outcome).at(-1)).toMatch(/^priority python-virtual (?:six 1\.16\.0|idna 3\.10) refused$/);
      expect(state(outcome)).toBe("held");
    });

    test("did not hold: it comes from the later one", async () => {
      double().fail(/\/python-virtual\/simple\/.*\.whl/, 200, "PK");
      double().fail(/\/python-virtual\/simple\/.*\.gz/, 200, "\u001f");
      expect(state(await through())).toBe("did not hold");
    });

    test("could not tell: the later one is a standard repository without the package", async () => {
      const upstreamPolicies = [
        { repository: REMOTE, priority: 20 },
        { repository: STANDARD, priority: 10 },
      ];
      double().repositories.get(VIRTUAL)!.about.virtualRepositoryConfig = { upstreamPolicies };
      const outcome = await through();
      expect(summary(outcome).filter((line) => line.startsWith("priority"))).toEqual([]);
      expect([state(outcome), outcome.verdict]).toEqual(["could not tell", "same"]);
      expect(stateOf(outcome, "absent-in-standard-falls-through")).toBe("could not tell");
    });

    test("could not tell: it fails, or nothing else comes", async () => {
      double().fail(/\/python-virtual\/simple\/.*\./, 403);
      expect(state(await through())).toBe("could not tell");
      double().fail(/\/python-virtual\/simple\/.*\./, 500);
      double().faults.reverse();
      expect(state(await through())).toBe("could not tell");
    });
  });

  test("of a virtual repository that is verified itself, an upstream with rules is asked directly", async () => {
    const expected = policyOf([], {
      name: "python-virtual",
      mode: "virtual",
      upstreams: ["python-own", "python-remote-repo"],
    });
    double().remote.rules = [...SIX];
    const { result } = await run(double(), { expected, repository: "python-virtual", probe: true });
    expect(result.probes?.map(({ repository }) => repository)).toEqual(
      expect.arrayContaining(["python-remote-repo", "python-virtual"]),
    );
    expect(isOwn(double().repositories.get(STANDARD)!)).toBe(true);
  });
});

test("of a standard repository, packages that were uploaded are tried", async () => {
  const rules = [{ ...denyAll, name: `${STANDARD}/rules/deny` }];
  double().repositories.get(STANDARD)!.rules = rules;
  const { result } = await run(double(), {
    repository: "python-own",
    probe: true,
    expected: policyOf(rules, { name: "python-own", mode: "standard" }),
  });
  expect(result.probes).toMatchObject([
    { kind: "unlisted", name: "acme-tools", version: "1.0", outcome: "refused", predicted: "denied" },
  ]);
  expect(new RepositoryPolicy(rules.map(readListedRule)).decide("acme-tools").outcome).toBe("denied");
});

describe("redirects", () => {
  test("another host gets no token, and what it sends counts as served", async () => {
    const seen: (string | undefined)[] = [];
    const storage = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("PK");
    });
    await new Promise<void>((resolve) => storage.listen(0, "127.0.0.1", resolve));
    double().fail(/six-1\.17/, 302, "", {
      location: `http://127.0.0.1:${(storage.address() as AddressInfo).port}/signed`,
    });
    const outcome = await probe(SIX);
    await new Promise((resolve) => storage.close(resolve));
    expect(seen).toEqual([undefined]);
    expect(summary(outcome)[0]).toBe("allowed python-remote-repo six 1.17.0 served");
  });

  test.each(["gopher://x.example/", "file:///etc/passwd", "http://["])("%s is not followed", async (location) => {
    double().fail(/six-1\.17/, 302, "", { location });
    expect((await probe(SIX)).result.probes?.[0]).toMatchObject({
      outcome: "unclear",
      detail: expect.stringContaining("not followed"),
    });
  });

  test("a loop ends", async () => {
    double().fail(/six-1\.17/, 302, "", {
      location: "/acme-ml/python-remote-repo/simple/six/six-1.17.0-py2.py3-none-any.whl",
    });
    expect((await probe(SIX)).result.probes?.[0]).toMatchObject({
      outcome: "unclear",
      detail: "more than 5 redirects",
    });
  });

  test("a file that the index page has elsewhere is not asked for", async () => {
    double().fail(/\/simple\/six\/$/, 200, '<a href="https://files.example/six-1.17.0-py3-none-any.whl">six</a>');
    expect((await probe(SIX)).result.probes?.[0]).toMatchObject({
      outcome: "unclear",
      detail: 'the index page points to another host, "files.example"',
    });
  });
});

test("an index page without an end is unclear", async () => {
  let sent = 0;
  double().faults.push(({ path }, response) => {
    if (!path.endsWith("/simple/six/")) return false;
    const chunk = Buffer.alloc(4 * 1024 * 1024, "<p>x</p>");
    const more = (): void => {
      if (response.destroyed || sent >= 100) response.end();
      else {
        sent += 1;
        response.write(chunk, () => setImmediate(more));
      }
    };
    more();
    return true;
  });
  expect((await probe(SIX)).result.probes?.[0]).toMatchObject({
    outcome: "unclear",
    detail: expect.stringContaining("more than 65536 KiB"),
  });
  expect(sent).toBeLessThan(40);
}, 60_000);

test("an index page that breaks off is read again from its beginning", async () => {
  let broken = 1;
  double().faults.push(({ path }, response) => {
    if (!path.endsWith("/simple/six/") || broken === 0) return false;
    broken -= 1;
    response.writeHead(200, { "content-length": "1000" });
    response.write('<a href="six-9.0.tar.gz">x</a><!-- <a href="');
    setTimeout(() => response.destroy(), 20);
    return true;
  });
  const outcome = await probe(SIX);
  expect(outcome.waits).toHaveLength(1);
  expect(summary(outcome).slice(0, 2)).toEqual([
    "allowed python-remote-repo six 1.17.0 served",
    "other-version python-remote-repo six 1.16.0 refused",
  ]);
});

test("what a refusal says is escaped and cut", async () => {
  double().fail(/idna-/, 403, `<h1>denied\u001b[2J</h1>${"x".repeat(100_000)}`);
  const { result } = await probe(SIX);
  expect(result.probes?.at(-1)?.detail).toMatch(/^status 403: "denied\\u\{1b\}\[2J x{20,200}…"$/);
});

describe("how files are served", () => {
  const files = (outcome: Run): readonly (string | undefined)[] => [
    stateOf(outcome, "epoch-files-are-served"),
    stateOf(outcome, "parts-of-files-are-served"),
  ];
  const epoch = [denyAll, allow("epochal", "1!2.0")];
  const page = '<a href="epochal-1%212.0-py3-none-any.whl">epochal-1!2.0-py3-none-any.whl</a>';

  /** Serves the page, and answers for its file with the status. */
  function serveEpoch(status: number): void {
    double().faults.push(({ path }, response) => {
      if (path.endsWith("/simple/epochal/")) response.end(page);
      else if (path.includes("epochal-1")) response.writeHead(status).end("PK");
      else return false;
      return true;
    });
  }

  test.each([
    [200, "held", "did not hold"],
    [206, "held", "held"],
    [400, "did not hold", "could not tell"],
    [404, "could not tell", "could not tell"],
    [500, "could not tell", "could not tell"],
  ])("%d for a file with an epoch: %s; parts: %s", async (status, ofEpoch, ofParts) => {
    serveEpoch(status);
    const outcome = await probe(epoch);
    expect(files(outcome)).toEqual([ofEpoch, ofParts]);
  });

  test("is no difference to the policy, and cannot be told without such a file", async () => {
    serveEpoch(200);
    const outcome = await probe(epoch);
    expect([outcome.verdict, textReport(outcome.result).includes("parts-of-files-are-served")]).toEqual(["same", true]);
    double().faults.length = 0;
    expect(stateOf(await probe(SIX), "epoch-files-are-served")).toBe("could not tell");
  });
});
