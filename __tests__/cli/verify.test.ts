import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allow, denyAll, digestOf, rule, ServiceDouble, STANDARD } from "../verify/service-double";
import { InstalledCommand, type Outcome } from "./installed-command";

const command = new InstalledCommand();
const RULES = [denyAll, allow("six", "1.17.0"), allow("requests", "2.32.3")];
command.write("rules.json", JSON.stringify(RULES));
command.write("requirements.lock", "six==1.17.0 --hash=sha256:00\nrequests==2.32.3 --hash=sha256:00\n");
command.write("jwt.txt", "a.b.c");

const GUIDE = join(__dirname, "../../docs/guides/verify.md");
const PLACE = ["--project", "acme-ml", "--location", "us-central1"];
/** Nothing that this machine itself may be logged in with. */
const NOBODY = {
  HOME: command.folder,
  CLOUDSDK_CONFIG: command.folder,
  GOOGLE_APPLICATION_CREDENTIALS: "",
  METADATA_SERVER_DETECTION: "none",
  NO_COLOR: "1",
};

let double: ServiceDouble;
beforeEach(async () => {
  double = new ServiceDouble();
  await double.start();
  double.faults.push(({ path }, response) => {
    if (!path.startsWith("/computeMetadata/")) return false;
    response.writeHead(200, {
      "metadata-flavor": "Google",
      "content-type": path.includes("/token") ? "application/json" : "text/plain",
    });
    response.end(
      path.includes("/token")
        ? '{"access_token":"ya29.from-metadata","expires_in":3599,"token_type":"Bearer"}'
        : "googleapis.com",
    );
    return true;
  });
});
afterEach(async () => {
  await double.stop();
});

/** The command beside the double, which this process has to keep alive. */
async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = spawn(process.execPath, [command.main, "verify", ...args], {
    cwd: command.folder,
    env: { ...process.env, ...NOBODY, ...environment },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err: err.replace("verify: asking the service\n", "") };
}

const onGoogleCloud = (): NodeJS.ProcessEnv => ({
  GCE_METADATA_HOST: double.address.replace("http://", ""),
  METADATA_SERVER_DETECTION: "assume-present",
});
const verify = (...args: string[]): Promise<Outcome> => run(["--endpoint", double.address, ...args], onGoogleCloud());

test("with the identity of a machine on Google Cloud: 0 when all is as the policy says", async () => {
  const { code, out, err } = await verify("--policy", "rules.json", "--probe");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(
    /^projects\/acme-ml\/locations\/us-central1\/repositories\/python-remote-repo\n[^]*\nthe service is as the policy says\n$/,
  );
  expect(out).toMatch(/ held +package-rule-wins: /);
  const api = double.requests.filter(({ path }) => /^\/v[13]\//.test(path));
  expect(new Set(api.map(({ authorization }) => authorization))).toEqual(new Set(["Bearer ya29.from-metadata"]));
  expect(out + err).not.toContain("ya29");
});

test("1 when something differs, and JSON is all that is on the standard output", async () => {
  double.remote.rules.push(rule("by-hand", { action: "ALLOW", packageId: "idna" }));
  const { code, out, err } = await verify("--policy", "rules.json", "--format", "json");
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    verdict: "different",
    rules: { differences: [{ state: "extra", ruleId: "by-hand", package: "idna" }] },
  });
});

test("1 when a part could not be seen, with what it needs", async () => {
  double.projectPolicy = undefined;
  const { code, out } = await verify("--policy", "rules.json");
  expect(code).toBe(1);
  expect(out).toContain("unknown        who has access through the project: ");
});

test("what fills a repository is compared with what is in it, and with --lock each file's hash", async () => {
  const place = { project: "acme-ml", location: "us-central1" };
  const fill = { "acme-tools": { versions: ["1.0"], places: [] } };
  const document = {
    terraform: {},
    resource: {
      terraform_data: { Fill: { input: { python_repository: STANDARD, packages: fill } } },
      google_artifact_registry_repository: {
        Own: { ...place, repository_id: "python-own", format: "PYTHON", mode: "STANDARD_REPOSITORY" },
      },
    },
  };
  command.write("curated.json", JSON.stringify(document));
  const locked = (hash: string): string => `acme-tools==1.0 --hash=sha256:${hash}\n`;
  command.write("same.lock", locked(digestOf("acme_tools-1.0.tar.gz")));
  command.write("other.lock", locked("0".repeat(64)));
  const policy = ["--policy", "curated.json", "--repository", "python-own"];
  expect(await verify(...policy)).toMatchObject({ code: 0, err: "" });
  expect(await verify(...policy, "--lock", "other.lock", "--lock", "same.lock")).toMatchObject({ code: 0, err: "" });
  const other = await verify(...policy, "--lock", "other.lock");
  expect(other.code).toBe(1);
  expect(other.out).toContain('different      "acme-tools==1.0": the file "acme_tools-1.0.tar.gz" has the SHA-256 ');
  expect(await verify("--policy", "rules.json", "--lock", "same.lock")).toMatchObject({
    code: 2,
    err: expect.stringContaining("--lock is for a repository that the policy fills from locks"),
  });
});

test("lock files stand for the repository that is named", async () => {
  const policy = ["--policy", "requirements.lock", "--repository", "python-remote-repo"];
  expect(await verify(...policy, ...PLACE)).toMatchObject({ code: 0, err: "" });
  expect(await verify(...policy)).toEqual({
    code: 2,
    out: "",
    err: expect.stringMatching(/^error: the policy does not say the project; give --project/),
  });
  expect(await verify("--policy", "requirements.lock", ...PLACE)).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("lock files do not say the repository; give --repository"),
  });
});

test("through a virtual repository", async () => {
  const { code, out } = await verify("--policy", "rules.json", "--probe", "--virtual", "python-virtual");
  expect(code).toBe(0);
  expect(out).toMatch(/ held +virtual-enforces-upstream-rules: /);
  expect(await verify("--policy", "rules.json", "--virtual", "python-virtual")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("give --probe with it"),
  });
});

test("of a slow service it is told that it is being asked", async () => {
  double.faults.push(({ path }, response) => {
    if (!path.includes("/rules?")) return false;
    setTimeout(() => response.end(JSON.stringify({ rules: RULES })), 1500);
    return true;
  });
  const child = spawn(
    process.execPath,
    [command.main, "verify", "--endpoint", double.address, "--policy", "rules.json"],
    { cwd: command.folder, env: { ...process.env, ...NOBODY, ...onGoogleCloud() } },
  );
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  await once(child, "close");
  expect(err).toBe("verify: asking the service\n");
});

test("the guide shows what it prints", async () => {
  double.remote.rules.push(rule("by-hand", { action: "ALLOW", packageId: "idna" }));
  double.projectPolicy = {
    bindings: [
      { role: "roles/owner", members: ["user:ann@example.com"] },
      { role: "roles/editor", members: ["serviceAccount:123456789012-compute@developer.gserviceaccount.com"] },
    ],
  };
  const { code, out } = await verify(
    "--policy",
    "rules.json",
    "--repository",
    "python-remote-repo",
    "--probe",
    "--virtual",
    "python-virtual",
  );
  expect(code).toBe(1);
  if (process.env.UPDATE_GUIDE !== undefined)
    writeFileSync(
      GUIDE,
      readFileSync(GUIDE, "utf8").replace(/```text\n[^]*?```/, () => `\`\`\`text\n${out}\`\`\``),
    );
  expect(readFileSync(GUIDE, "utf8")).toContain(`\`\`\`text\n${out}\`\`\`\n`);
});

test("with workload identity federation, whose quota project is named to the service", async () => {
  double.fail(/^\/sts$/, 200, {
    access_token: "ya29.federated",
    issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
    token_type: "Bearer",
    expires_in: 3600,
  });
  const account = {
    type: "external_account",
    audience:
      "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/pool/providers/provider",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${double.address}/sts`,
    credential_source: { file: join(command.folder, "jwt.txt") },
    quota_project_id: "acme-quota",
  };
  command.write("federation.json", JSON.stringify(account));
  const outcome = await run(["--endpoint", double.address, "--policy", "rules.json"], {
    GOOGLE_APPLICATION_CREDENTIALS: join(command.folder, "federation.json"),
  });
  expect(outcome).toMatchObject({ code: 0, err: "" });
  expect(
    double.requests
      .filter(({ path }) => path.startsWith("/v1/"))
      .map(({ authorization, quotaProject }) => [authorization, quotaProject])[0],
  ).toEqual(["Bearer ya29.federated", "acme-quota"]);
});

describe("2, and what is wrong, without an answer on the standard output", () => {
  test("without credentials: how to log in", async () => {
    const { code, out, err } = await run(["--endpoint", double.address, "--policy", "rules.json"], {});
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /^error: no Google Cloud credentials: .*`gcloud auth application-default login`.*workload identity/,
    );
    expect(double.requests).toEqual([]);
  });

  test("without credentials, and without a warning of the library that looked for a metadata server", async () => {
    double.faults.unshift((_request, response) => {
      response.writeHead(500).end();
      return true;
    });
    const { code, out, err } = await run(["--endpoint", double.address, "--policy", "rules.json"], {
      ...onGoogleCloud(),
      METADATA_SERVER_DETECTION: "",
      NODE_OPTIONS: "",
    });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^error: no Google Cloud credentials: .*\n$/);
  });

  test.each<[number, string]>([
    [401, "the credentials are not accepted"],
    [403, "it needs the permission artifactregistry.rules.list"],
    [404, "there is no such repository"],
  ])("%i", async (status, message) => {
    double.fail(/\/rules\?/, status);
    const { code, out, err } = await verify("--policy", "rules.json");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^error: projects\/acme-ml/);
    expect(err).toContain(message);
  });

  test("a busy service is waited for, which is told", async () => {
    double.fail(/\/rules\?/, 429, undefined, { "retry-after": "1" }, 1);
    const { code, err } = await verify("--policy", "rules.json");
    expect(code).toBe(0);
    expect(err).toMatch(/^verify: 127\.0\.0\.1:[0-9]+ answered with status 429; asking again in 1 s\n$/);
  });

  test.each<[string[], string]>([
    [["--policy", "rules.json", "--endpoint", "http://api.example"], "must be an https URL"],
    [["--policy", "rules.json", "--project", "../x"], "must be a project id"],
    [["--policy", "rules.json", "--repository", "other"], 'is not in policy "rules.json"'],
    [["--policy", "missing.json"], "missing.json"],
    [[], "--policy"],
  ])("%j", async (args, message) => {
    const { code, out, err } = await run(args, {});
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {2,}at /);
  });
});

test("help has examples, and loads neither the policy model nor the credentials' library", () => {
  command.write(
    "loaded.js",
    'process.on("exit", () => require("fs").writeFileSync("loaded.txt", Object.keys(require.cache).join("\\n")));',
  );
  const { code, out } = command.start(["--require", "./loaded.js", command.main, "verify", "--help"]);
  expect(code).toBe(0);
  expect(out).toMatch(/Examples:\n {2}private-pypi verify --policy state\.json/);
  const { out: loaded } = command.start(["-p", 'require("fs").readFileSync("loaded.txt", "utf8")']);
  expect(loaded).not.toMatch(/google-auth-library|dist\/verify|dist\/policy\/policy-source/);
});
