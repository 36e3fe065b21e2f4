import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { App } from "cdktf";
import {
  CleanupPolicy,
  DownloadPolicy,
  KfpRepository,
  PythonRemoteRepository,
  PythonStandardRepository,
  PythonVirtualRepository,
} from "../../lib/artifact-registry";
import type { IPythonRepository } from "../../lib/artifact-registry";
import { Duration } from "../../lib/core/duration";
import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import { RegistryDouble } from "./registry-double";
import { RealProvider, TerraformFolder } from "./terraform";
import type { Outcome } from "./terraform";

const ROOT = path.resolve(__dirname, "../..");
const FORBIDDEN = 403;
const MINUTES = 60_000;

const provider = RealProvider.find();
const describeWithProvider = provider.skipped === undefined ? describe : describe.skip;
const why = provider.skipped === undefined ? "" : ` (skipped: ${provider.skipped})`;

let temporary = "";
let cliConfig = "";
const doubles: RegistryDouble[] = [];

beforeAll(() => {
  temporary = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-terraform-"));
  if (provider.skipped === undefined) cliConfig = provider.writeCliConfig(temporary);
});

afterAll(async () => {
  await Promise.all(doubles.map((double) => double.stop()));
  fs.rmSync(temporary, { recursive: true, force: true });
});

function expectCode({ code, output }: Outcome, expected: number): void {
  expect({ code, said: code === expected ? "" : output }).toEqual({ code: expected, said: "" });
}

/** A double that listens, and the provider settings that lead to it. */
async function listen(double: RegistryDouble) {
  const settings = RegistryDouble.providerSettings(await double.start());
  doubles.push(double);
  return settings;
}

async function newFolder(name: string, stackFile: string) {
  const double = new RegistryDouble();
  const folder = new TerraformFolder(path.join(temporary, name), cliConfig, await listen(double)).configure(stackFile);
  expectCode(await folder.init(), 0);
  return { double, folder };
}

type Place = Awaited<ReturnType<typeof newFolder>>;

async function fork({ double, folder }: Place, name: string): Promise<Place> {
  const copy = double.fork();
  return { double: copy, folder: folder.fork(path.join(temporary, name), await listen(copy)) };
}

/**
 * A locked index with its own packages beside it, and people who read both; or what is left when the locked one is
 * taken out.
 */
function synthIndex(key: string, withLocked = true): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(temporary, "synth-")) });
  const stack = googleStack(app, "index");
  const location = LOCATION;
  const readers = Principal.group("ml-engineers@example.com");
  const own = new PythonStandardRepository(stack, "Own", {
    repositoryName: "own",
    location,
    deletionProtection: false,
  });
  const upstreams: IPythonRepository[] = [own];
  if (withLocked) {
    const locked = new PythonRemoteRepository(stack, "Locked", {
      repositoryName: "locked",
      location,
      kmsKeyName: `projects/${PROJECT}/locations/${location}/keyRings/ring/cryptoKeys/${key}`,
      downloads: DownloadPolicy.allowOnly(AllowedPackages.fromNames(["flask", "deny-all"])),
    });
    locked.grantRead(readers);
    upstreams.push(locked);
  }
  new PythonVirtualRepository(stack, "Index", { repositoryName: "index", location, upstreams }).grantRead(readers);
  app.synth();
  return path.join(app.outdir, "stacks/index/cdk.tf.json");
}

const INDEX = [
  "grant roles/artifactregistry.reader on index to group:ml-engineers@example.com",
  "grant roles/artifactregistry.reader on locked to group:ml-engineers@example.com",
  "repository index",
  "repository locked",
  "repository own",
  "rule locked-deny-all DENY",
  "rule locked-deny-all_package ALLOW",
  "rule locked-flask ALLOW",
];

/**
 * Fails each write of a run in turn, three runs at a time, and hands each to `mend`. Ends with the first run that has
 * no such write, and answers how many there are.
 */
async function failEachWrite(
  start: (nth: number) => Promise<Place>,
  run: (folder: TerraformFolder) => Promise<Outcome>,
  mend: (place: Place) => Promise<void>,
): Promise<number> {
  for (let first = 1; ; first += 3) {
    const reached = await Promise.all(
      [first, first + 1, first + 2].map(async (nth) => {
        const place = await start(nth);
        place.double.failWrite(nth, FORBIDDEN);
        const outcome = await run(place.folder);
        const missed = place.double.faultIsPending;
        expectCode(outcome, missed ? 0 : 1);
        if (!missed) await mend(place);
        expect({ nth, violations: place.double.violations }).toEqual({ nth, violations: [] });
        return !missed;
      }),
    );
    if (reached.includes(false)) return first - 1 + reached.indexOf(false);
  }
}

describe("the double of Google's APIs", () => {
  const repository = "projects/p/locations/l/repositories/r";

  async function send(address: string, method: string, url: string, body: object) {
    const answer = await fetch(`${address}/v1/${url}`, { method, body: JSON.stringify(body) });
    return answer.status;
  }

  test("sees a reader, a virtual repository and an ALLOW before the DENY, and an ALLOW that outlives it", async () => {
    const double = new RegistryDouble();
    doubles.push(double);
    const address = await double.start();
    const parent = "projects/p/locations/l/repositories";
    await send(address, "POST", `${parent}?repository_id=r`, { format: "PYTHON", mode: "REMOTE_REPOSITORY" });
    expect(double.violations).toEqual([]);

    const bindings = [{ role: "roles/artifactregistry.reader", members: ["group:g@example.com"] }];
    await send(address, "POST", `${repository}:setIamPolicy`, { policy: { etag: "0", bindings } });
    expect(double.violations.at(-1)).toContain("group:g@example.com may read r");
    await send(address, "POST", `${repository}:setIamPolicy`, { policy: { etag: "1", bindings: [] } });

    const upstreamPolicies = [{ id: "r", repository, priority: 1 }];
    await send(address, "POST", `${parent}?repository_id=v`, {
      format: "PYTHON",
      virtualRepositoryConfig: { upstreamPolicies },
    });
    expect(double.violations.at(-1)).toContain("v serves r");
    await send(address, "DELETE", `${parent}/v`, {});

    await send(address, "POST", `${repository}/rules?ruleId=a`, {
      action: "ALLOW",
      operation: "DOWNLOAD",
      packageId: "six",
    });
    expect(double.violations.at(-1)).toContain("a stands without a DENY");
    const before = double.violations.length;
    await send(address, "POST", `${repository}/rules?ruleId=d`, { action: "DENY", operation: "DOWNLOAD" });
    expect(double.violations).toHaveLength(before);
    await send(address, "DELETE", `${repository}/rules/d`, {});
    expect(double.violations).toHaveLength(before + 1);
  });

  test("refuses what the service does: a second rule for a package, a missing upstream, a stale policy", async () => {
    const double = new RegistryDouble();
    doubles.push(double);
    const address = await double.start();
    const parent = "projects/p/locations/l/repositories";
    expect(await send(address, "POST", `${repository}/rules?ruleId=d`, {})).toBe(404);
    expect(await send(address, "POST", `${parent}?repository_id=r`, { format: "PYTHON" })).toBe(200);
    expect(await send(address, "POST", `${repository}/rules?ruleId=d`, { action: "DENY" })).toBe(200);
    expect(await send(address, "POST", `${repository}/rules?ruleId=e`, { action: "DENY" })).toBe(409);
    const upstreamPolicies = [{ repository: `${parent}/elsewhere` }];
    expect(
      await send(address, "POST", `${parent}?repository_id=v`, { virtualRepositoryConfig: { upstreamPolicies } }),
    ).toBe(404);
    expect(await send(address, "POST", `${repository}:setIamPolicy`, { policy: { etag: "7" } })).toBe(409);
  });
});

describeWithProvider(`the reference stack, with the real provider${why}`, () => {
  let place: Place;
  let stackFile = "";

  function synthReference(environment: Record<string, string>): string {
    const outdir = fs.mkdtempSync(path.join(temporary, "reference-"));
    execFileSync(process.execPath, ["-r", "./__tests__/support/register-typescript.cjs", "main.ts"], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, CDKTF_OUTDIR: outdir, ...environment },
    });
    return path.join(outdir, "stacks/registry/cdk.tf.json");
  }

  beforeAll(async () => {
    stackFile = synthReference({});
    place = await newFolder("reference-state", stackFile);
  });

  test("is valid, and all its resources can be planned", async () => {
    expectCode(await place.folder.validate(), 0);
    const { resource } = JSON.parse(fs.readFileSync(stackFile, "utf8")) as { resource: Record<string, object> };
    const declared = Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
    const plan = await place.folder.plan();
    expectCode(plan, 2);
    expect(plan.output).toContain(`Plan: ${declared} to add, 0 to change, 0 to destroy.`);
  });

  test("applies, gets another key, is destroyed; nobody gets in before the DENY, nothing is left to do", async () => {
    const { double, folder } = place;
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    const first = double.inventory;
    expect(first).toContain("rule python-remote-repo-deny-all DENY");

    // What people uploaded is not given up in passing: nothing at all is done.
    const KMS_KEY_NAME = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k";
    folder.configure(synthReference({ KMS_KEY_NAME }));
    for (const refused of [await folder.apply(), await folder.destroy()]) {
      expectCode(refused, 1);
      expect(refused.output).toMatch(/Instance cannot be destroyed[^]*prevent_destroy/);
    }
    expect(double.inventory).toEqual(first);

    folder.configure(synthReference({ KMS_KEY_NAME, DELETION_PROTECTION: "false" }));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(double.inventory).toEqual(first);
    expect(double.writes.filter(({ request }) => request.includes("repository_id=python-remote-repo"))).toHaveLength(2);

    expectCode(await folder.destroy(), 0);
    expect(double.inventory).toEqual([]);
    expect(double.violations).toEqual([]);
  });
});

describeWithProvider(`a repository of templates, with the real provider${why}`, () => {
  test("applies, leaves nothing to do, and is destroyed", async () => {
    const app = new App({ outdir: fs.mkdtempSync(path.join(temporary, "synth-")) });
    const stack = googleStack(app, "templates");
    const templates = new KfpRepository(stack, "Templates", {
      repositoryName: "templates",
      location: LOCATION,
      deletionProtection: false,
      cleanupPolicies: [
        CleanupPolicy.delete("old", { olderThan: Duration.days(90) }),
        CleanupPolicy.keepMostRecent("recent", 10),
      ],
    });
    templates.grantRead(Principal.group("ml-engineers@example.com"));
    templates.grantWrite(Principal.group("ci@example.com"));
    app.synth();
    const { double, folder } = await newFolder("templates", path.join(app.outdir, "stacks/templates/cdk.tf.json"));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(double.inventory).toEqual([
      "grant roles/artifactregistry.reader on templates to group:ml-engineers@example.com",
      "grant roles/artifactregistry.writer on templates to group:ci@example.com",
      "repository templates",
    ]);
    expectCode(await folder.destroy(), 0);
    expect(double.inventory).toEqual([]);
  });
});

describeWithProvider(`a locked index, with the real provider${why}`, () => {
  let stackFile = "";
  let applied: Place;

  beforeAll(async () => {
    stackFile = synthIndex("first");
    applied = await newFolder("applied", stackFile);
    expectCode(await applied.folder.apply(), 0);
    expect(applied.double.inventory).toEqual(INDEX);
    expect(applied.double.violations).toEqual([]);
  });

  async function expectComplete({ double, folder }: Place): Promise<void> {
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(double.inventory).toEqual(INDEX);
  }

  test("another key replaces the repository, at no moment readable without its DENY", async () => {
    const place = await fork(applied, "another-key");
    place.folder.configure(synthIndex("second"));
    await expectComplete(place);
    expect(place.double.violations).toEqual([]);
    expect(place.double.writes.filter(({ request }) => request.includes("repository_id=locked"))).toHaveLength(1);
  });

  test("an upstream that is taken out is not served a moment longer than its DENY stands", async () => {
    const { double, folder } = await fork(applied, "taken-out");
    folder.configure(synthIndex("first", false));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(double.inventory).toEqual(INDEX.filter((line) => !line.includes("locked")));
    expect(double.violations).toEqual([]);
  });

  test.each([429, 500])("an answer of %i is tried again by the provider", async (status) => {
    const { double, folder } = await newFolder(`answer-${status}`, stackFile);
    double.failWrite(4, status);
    await expectComplete({ double, folder });
    expect(double.faultIsPending).toBe(false);
    expect(double.violations).toEqual([]);
  });

  test(
    "whichever write of the first apply fails, a second apply mends it",
    async () => {
      const tried = await failEachWrite(
        (nth) => newFolder(`first-${nth}`, stackFile),
        (folder) => folder.apply(),
        expectComplete,
      );
      expect(tried).toBe(INDEX.length);
    },
    20 * MINUTES,
  );

  test(
    "whichever write of the replacement fails, a second apply mends it",
    async () => {
      const second = synthIndex("second");
      const tried = await failEachWrite(
        async (nth) => {
          const place = await fork(applied, `replacement-${nth}`);
          place.folder.configure(second);
          return place;
        },
        (folder) => folder.apply(),
        expectComplete,
      );
      expect(tried).toBeGreaterThan(INDEX.length);
    },
    20 * MINUTES,
  );

  test(
    "whichever write of the destruction fails, a second one ends it",
    async () => {
      const tried = await failEachWrite(
        (nth) => fork(applied, `destruction-${nth}`),
        (folder) => folder.destroy(),
        async ({ double, folder }) => {
          expectCode(await folder.destroy(), 0);
          expect(double.inventory).toEqual([]);
        },
      );
      expect(tried).toBe(INDEX.length);
    },
    20 * MINUTES,
  );
});
