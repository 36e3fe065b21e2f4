import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { AllowedPackages } from "../../lib/packages";
import { DownloadRule } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { EgressSummary, NetworkModels, PublicNames, Reachability } from "../../lib/reachability";
import { MarkdownFile, ROOT } from "../docs/markdown-files";
import { run } from "../docs/typescript-examples";
import { conformanceProblems } from "../support/schema-conformance";
import type { TerraformBody, TerraformConfiguration } from "../support/terraform-configuration";

const EXAMPLE = "examples/no-egress-vpc";
const read = (file: string): string => readFileSync(join(ROOT, EXAMPLE, file), "utf8");
const json = (file: string): any => JSON.parse(read(file));
const LOCK = join(ROOT, EXAMPLE, "requirements.lock");

let stack: TerraformConfiguration;
const bodies = (type: string): readonly TerraformBody[] => Object.values(stack.resource?.[type] ?? {});

beforeAll(() => {
  const stacks = run(
    { name: `${EXAMPLE}/main.ts`, code: read("main.ts") },
    { "requirements.lock": read("requirements.lock") },
  );
  expect([...(stacks?.keys() ?? [])]).toEqual(["no-egress-vpc"]);
  stack = stacks?.get("no-egress-vpc") ?? {};
});

test("it synthesises what the provider accepts, and nothing beside its story", () => {
  expect(conformanceProblems(stack)).toEqual([]);
  expect(
    Object.fromEntries(Object.entries(stack.resource ?? {}).map(([type, byId]) => [type, Object.keys(byId).length])),
  ).toMatchObject({
    google_artifact_registry_repository: 3,
    google_compute_network: 1,
    google_compute_subnetwork: 1,
    google_compute_instance: 1,
    google_service_account: 1,
  });
  const modes = bodies("google_artifact_registry_repository").map(({ mode }) => mode);
  expect(modes.sort()).toEqual(["REMOTE_REPOSITORY", "STANDARD_REPOSITORY", "VIRTUAL_REPOSITORY"]);
});

test("it has no NAT and no external address", () => {
  for (const type of ["google_compute_router", "google_compute_router_nat", "google_compute_address"])
    expect([type, bodies(type)]).toEqual([type, []]);
  const [instance] = bodies("google_compute_instance");
  const interfaces = instance?.network_interface as readonly TerraformBody[];
  expect(interfaces).toHaveLength(1);
  expect(interfaces[0]).not.toHaveProperty("access_config");
  expect(interfaces[0]).not.toHaveProperty("ipv6_access_config");
});

describe("the subnet of the host", () => {
  const model = () => {
    const [only, ...others] = NetworkModels.fromTerraform(stack);
    expect(others).toEqual([]);
    const [instance] = bodies("google_compute_instance");
    const [{ subnetwork }] = instance?.network_interface as readonly [{ subnetwork: string }];
    return { network: new Reachability(only!), host: { subnet: subnetwork.slice(subnetwork.lastIndexOf("/") + 1) } };
  };

  test("reaches Google's range on 443, and nothing else of the internet", () => {
    const { network, host } = model();
    const { subnets, unknown } = EgressSummary.of(network);
    expect(unknown).toEqual([]);
    expect(subnets.map(({ subnet }) => subnet)).toEqual([host.subnet]);
    // A host with an external address too, and one with whatever tags.
    for (const { ipv4, ipv6 } of subnets.flatMap(({ hosts }) => hosts)) {
      expect(ipv6).toBeUndefined();
      for (const reach of [ipv4.internet, ipv4.network, ipv4.otherNetworks])
        expect([reach.targets, reach.unknownTargets]).toEqual([[], []]);
      expect(ipv4.googleApis.map(({ name, reach }) => [name, reach.targets, reach.unknownTargets])).toEqual([
        [
          "restricted.googleapis.com",
          [{ ranges: ["199.36.153.4/30"], protocols: [{ protocol: "tcp", ports: ["443"] }] }],
          [],
        ],
      ]);
    }
  });

  test("finds the repositories by name, and no public name", () => {
    const { network, host } = model();
    for (const name of ["us-central1-python.pkg.dev", "storage.googleapis.com"]) {
      expect([name, network.decideName(host, name, { protocol: "tcp", port: 443 }).outcome]).toEqual([
        name,
        "reachable",
      ]);
    }
    expect(network.resolve("example.com").answer).toBe("none");
    expect(EgressSummary.of(network).publicNames).toBe(PublicNames.CLOSED);
  });

  test("lets in SSH from Identity-Aware Proxy only", () => {
    const { network, host } = model();
    const outcome = (from: string, port: number): string =>
      network.decideIngress(host, from, { protocol: "tcp", port }).outcome;
    expect([
      outcome("35.235.240.1", 22),
      outcome("35.235.240.1", 443),
      outcome("10.0.0.9", 22),
      outcome("151.101.0.223", 22),
    ]).toEqual(["reachable", "unreachable", "unreachable", "unreachable"]);
  });
});

test("one rule for each package of the lock and of the bootstrap, and the DENY, decide what is downloaded", () => {
  const listed = AllowedPackages.fromLockfile(LOCK).union(AllowedPackages.pipBootstrap()).packages;
  const rules = bodies("google_artifact_registry_rule").map((body) => {
    const { rule_id: ruleId, action, operation, package_id: packageId, condition } = body as Record<string, string>;
    return DownloadRule.fromFields({
      ruleId: ruleId!,
      action,
      operation,
      packageId,
      condition: (condition as { expression?: string } | undefined)?.expression,
    });
  });
  expect(rules).toHaveLength(listed.length + 1);
  const policy = new RepositoryPolicy(rules);
  for (const { name, versions = [] } of listed) {
    expect(versions).not.toEqual([]);
    for (const version of versions)
      expect([name, version, policy.decide(name, version).outcome]).toEqual([name, version, "allowed"]);
    expect([name, policy.decide(name, "0.0.0.dev0").outcome]).toEqual([name, "denied"]);
  }
  expect(policy.decide("django", "5.2").outcome).toBe("denied");
});

test("the host installs the lock, which has a hash for each package and names no index", () => {
  const [instance] = bodies("google_compute_instance");
  expect((instance?.metadata as Record<string, string>)["private-pypi-requirements"]).toBe(read("requirements.lock"));
  expect(read("requirements.lock")).not.toMatch(/:\/\/|^-/m);
});

test("it compiles as a stranger's app, against the package by its name", () => {
  const { config } = ts.readConfigFile(join(ROOT, EXAMPLE, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object; include: string[] };
  };
  // Where the package is in this checkout; whoever installs it has it in node_modules.
  const compilerOptions = {
    ...config.compilerOptions,
    paths: { "cdktf-google-private-pypi/*": [join(ROOT, "lib/*")] },
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    { ...config, compilerOptions },
    ts.sys,
    join(ROOT, EXAMPLE),
  );
  expect(fileNames.map((file) => file.slice(file.lastIndexOf("/") + 1))).toEqual(["main.ts"]);
  const program = ts.createProgram(fileNames, options);
  const problems = fileNames.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
}, 60_000);

test("its dependencies are the package, what that needs beside it, and tools", () => {
  const { dependencies, devDependencies } = json("package.json");
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(dependencies).toEqual({
    ...Object.fromEntries(Object.keys(own.peerDependencies).map((name) => [name, own.devDependencies[name]])),
    [own.name]: `^${own.version}`,
  });
  for (const [name, version] of Object.entries(devDependencies))
    expect([name, version]).toEqual([name, own.devDependencies[name]]);
  const imported = [...read("main.ts").matchAll(/from "([^"]+)"/g)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.startsWith("node:"));
  expect(
    imported.filter((name) => !Object.keys(dependencies).some((one) => name === one || name.startsWith(`${one}/`))),
  ).toEqual([]);
});

test("its README names what is deployed, and a version of the lock", () => {
  const readme = new MarkdownFile(`${EXAMPLE}/README.md`);
  const names = [
    ...bodies("google_artifact_registry_repository").map(({ repository_id: name }) => name),
    ...[...bodies("google_compute_network"), ...bodies("google_compute_instance")].map(({ name }) => name),
  ];
  const listed = [...readme.text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(names.sort());
  const [, name = "", version = ""] = / ([a-z]+)==(\S+)/.exec(readme.text) ?? [];
  expect(AllowedPackages.fromLockfile(LOCK).packages.find((one) => one.name === name)?.versions).toEqual([version]);
});
