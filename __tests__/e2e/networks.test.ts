import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { App } from "cdktf";
import type { TerraformStack } from "cdktf";
import { PythonStandardRepository } from "../../lib/artifact-registry";
import { PythonHost } from "../../lib/compute";
import { Duration } from "../../lib/core/duration";
import { Principal } from "../../lib/iam";
import {
  CloudNat,
  Egress,
  FirewallTargets,
  GoogleApisAccess,
  GoogleDomain,
  IapSsh,
  Ports,
  PrivateVpc,
  PublicVpc,
  SecondaryRange,
} from "../../lib/network";
import type { CloudNatOptions, PrivateVpcProps } from "../../lib/network";
import { ProjectServices } from "../../lib/project";
import { googleStack, LOCATION } from "../support/registry-app";
import { ComputeDouble } from "./compute-double";
import { RealProvider, TerraformFolder } from "./terraform";
import type { Outcome } from "./terraform";

const ROOT = path.resolve(__dirname, "../..");
const SUBNET = { subnetName: "hosts", region: LOCATION, ipCidrRange: "10.30.0.0/24" };

const provider = RealProvider.find();
const describeWithProvider = provider.skipped === undefined ? describe : describe.skip;
const why = provider.skipped === undefined ? "" : ` (skipped: ${provider.skipped})`;

let temporary = "";
let cliConfig = "";
const doubles: ComputeDouble[] = [];

beforeAll(() => {
  temporary = fs.mkdtempSync(path.join(os.tmpdir(), "private-pypi-networks-"));
  if (provider.skipped === undefined) cliConfig = provider.writeCliConfig(temporary);
});

afterAll(async () => {
  await Promise.all(doubles.map((double) => double.stop()));
  fs.rmSync(temporary, { recursive: true, force: true });
});

/** What is said of an error is enough, where there is one: plans hold long scripts. */
function expectCode({ code, output }: Outcome, expected: number): void {
  expect({ code, said: code === expected ? "" : output.slice(Math.max(output.indexOf("\nError: "), 0)) }).toEqual({
    code: expected,
    said: "",
  });
}

async function newDouble() {
  const double = new ComputeDouble();
  doubles.push(double);
  return { double, settings: ComputeDouble.providerSettings(await double.start()) };
}

type Settings = Awaited<ReturnType<typeof newDouble>>["settings"];

/** The stack applied, with nothing left to do. */
async function apply(stackFile: string, settings: Settings): Promise<TerraformFolder> {
  const folder = new TerraformFolder(fs.mkdtempSync(path.join(temporary, "applied-")), cliConfig, settings).configure(
    stackFile,
  );
  expectCode(await folder.init(), 0);
  expectCode(await folder.apply(), 0);
  expectCode(await folder.plan(), 0);
  return folder;
}

type Definition = (stack: TerraformStack, dependsOn: ProjectServices["dependables"]) => void;

/** Defines something behind the APIs that it needs. */
function synth(define: Definition): string {
  const app = new App({ outdir: fs.mkdtempSync(path.join(temporary, "synth-")) });
  const stack = googleStack(app, "extra");
  const services = ["artifactregistry", "compute", "dns", "iam", "iap", "servicedirectory"].map(
    (name) => `${name}.googleapis.com`,
  );
  define(stack, new ProjectServices(stack, "Services", { services }).dependables);
  app.synth();
  return path.join(app.outdir, "stacks/extra/cdk.tf.json");
}

describe("the double of Google's APIs for networks", () => {
  const networks = "/compute/v1/projects/p/global/networks";
  const zones = "/dns/v1/projects/p/managedZones";
  const network = "projects/p/global/networks/n";

  async function enabled() {
    const double = new ComputeDouble();
    doubles.push(double);
    const address = await double.start();
    const send = async (method: string, url: string, body: object = {}) =>
      (await fetch(address + url, method === "GET" ? {} : { method, body: JSON.stringify(body) })).status;
    expect(await send("POST", networks, { name: "n" })).toBe(403);
    await send("POST", "/v1/projects/p/services:batchEnable", {
      serviceIds: ["compute.googleapis.com", "dns.googleapis.com"],
    });
    expect(await send("POST", networks, { name: "n" })).toBe(200);
    return { double, send };
  }

  test("refuses what is not there, twice there, in use, stale or not empty", async () => {
    const { double, send } = await enabled();
    const routers = "/compute/v1/projects/p/regions/r/routers";
    expect(await send("POST", networks, { name: "n" })).toBe(409);
    expect(await send("POST", routers, { name: "x", network: "projects/p/global/networks/other" })).toBe(404);
    expect(await send("POST", routers, { name: "x", network })).toBe(200);
    expect(await send("DELETE", `${networks}/n`)).toBe(400);
    expect(await send("PATCH", `${routers}/x`, { fingerprint: "0" })).toBe(412);
    expect(await send("DELETE", `${routers}/x`)).toBe(200);
    expect(
      await send("POST", zones, {
        name: "z",
        dnsName: "a.",
        privateVisibilityConfig: { networks: [{ networkUrl: network }] },
      }),
    ).toBe(200);
    const record = { name: "b.a.", type: "A", rrdatas: ["10.0.0.1"] };
    expect(await send("POST", `${zones}/z/changes`, { additions: [{ ...record, name: "b.c." }] })).toBe(400);
    expect(await send("POST", `${zones}/z/changes`, { additions: [record] })).toBe(200);
    expect(await send("POST", `${zones}/z/changes`, { additions: [{ ...record, type: "CNAME" }] })).toBe(409);
    expect(await send("DELETE", `${zones}/z`)).toBe(400);
    expect(await send("POST", `${zones}/z/changes`, { deletions: [record] })).toBe(200);
    expect(await send("DELETE", `${zones}/z`)).toBe(200);
    expect(await send("DELETE", `${networks}/n`)).toBe(200);
    expect(double.inventory).toEqual([]);
  });

  test("sees a route to the internet that is there before the denial, or after it", async () => {
    const { double, send } = await enabled();
    const global = "/compute/v1/projects/p/global";
    const [defaultRoute = ""] = double.inventory.filter((line) => line.startsWith("routes "));
    expect(await send("DELETE", `${global}/${defaultRoute.replace(" ", "/")}`)).toBe(200);
    const denial = { name: "d", network, direction: "EGRESS", denied: [{ IPProtocol: "all" }] };
    const route = { name: "i", network, destRange: "0.0.0.0/0" };
    await send("POST", `${global}/firewalls`, denial);
    await send("POST", `${global}/routes`, route);
    expect(double.violations).toEqual([]);
    await send("DELETE", `${global}/firewalls/d`);
    expect(double.violations).toHaveLength(1);
    await send("POST", `${global}/firewalls`, denial);
    expect(double.violations).toHaveLength(2);
  });
});

describeWithProvider(`the networks, with the real provider${why}`, () => {
  test("the reference networks and hosts are applied in turn, have nothing left to do, and are destroyed", async () => {
    const outdir = fs.mkdtempSync(path.join(temporary, "reference-"));
    execFileSync(process.execPath, ["-r", "./__tests__/support/register-typescript.cjs", "main.ts"], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, CDKTF_OUTDIR: outdir, DELETION_PROTECTION: "false" },
    });
    const stackFile = (name: string) => path.join(outdir, "stacks", name, "cdk.tf.json");
    const { double, settings } = await newDouble();
    const registry = await apply(stackFile("registry"), settings);
    const onlyRegistry = double.inventory;
    const network = await apply(stackFile("network"), settings);
    const withNetwork = double.inventory;
    const hosts = await apply(stackFile("hosts"), settings);
    expect(double.inventory).toEqual(
      expect.arrayContaining([
        "instances python-host",
        "service account python-host@example-project.iam.gserviceaccount.com",
      ]),
    );

    // The network cannot go before its hosts.
    expectCode(await network.destroy(), 1);
    expectCode(await network.apply(), 0);
    expectCode(await hosts.destroy(), 0);
    expect(double.inventory).toEqual(withNetwork);
    expectCode(await network.destroy(), 0);
    expect(double.inventory).toEqual(onlyRegistry);
    expectCode(await registry.destroy(), 0);
    expect(double.inventory).toEqual([]);
  });

  /**
   * Applies one after the other over the same state, and destroys the last, which must be as if it had been made anew.
   *
   * @returns what there was of each
   */
  async function applyInTurn(...defined: Definition[]): Promise<string[][]> {
    const { double, settings } = await newDouble();
    const [first = "", ...others] = defined.map(synth);
    const folder = await apply(first, settings);
    const applied = [double.inventory];
    for (const stackFile of others) {
      folder.configure(stackFile);
      expectCode(await folder.apply(), 0);
      expectCode(await folder.plan(), 0);
      applied.push(double.inventory);
    }
    const changed = double.contents;
    if (others.length > 0) {
      const anew = await newDouble();
      await apply(others.at(-1) ?? "", anew.settings);
      expect(changed).toEqual(anew.double.contents);
    }
    expectCode(await folder.destroy(), 0);
    expect(double.inventory).toEqual([]);
    expect(double.violations).toEqual([]);
    return applied;
  }

  test("a private network with NAT, named egress, an endpoint, SSH, no public names and a host", async () => {
    const [applied] = await applyInTurn((stack, dependsOn) => {
      const vpc = new PrivateVpc(stack, "Vpc", {
        networkName: "locked-down",
        subnets: [
          {
            ...SUBNET,
            secondaryRanges: [SecondaryRange.of("pods", "10.31.0.0/16")],
            flowLogs: { sampling: 0.1, aggregationInterval: Duration.minutes(5) },
          },
          { subnetName: "elsewhere", region: "europe-west1", ipCidrRange: "10.32.0.0/24", flowLogs: {} },
        ],
        googleApis: GoogleApisAccess.privateServiceConnect("10.255.255.254", {
          additionalDomains: [GoogleDomain.RUN_APP],
        }),
        nat: CloudNat.reserved(2, { subnetNames: ["hosts"], maxPortsPerVm: 1024 }),
        egress: [
          Egress.to("git", {
            ranges: ["140.82.112.0/20"],
            ports: [Ports.tcp("443", "9418")],
            description: "Reads sources",
          }),
        ],
        publicNames: false,
        logDeniedEgress: true,
        dependsOn,
      });
      const index = new PythonStandardRepository(stack, "Index", {
        deletionProtection: false,
        repositoryName: "index",
        location: LOCATION,
        dependsOn,
      });
      const subnet = vpc.subnet("hosts");
      const host = new PythonHost(stack, "Host", {
        instanceName: "builder",
        zone: `${LOCATION}-b`,
        subnet,
        index,
        networkTags: ["ssh"],
        labels: { team: "ml" },
        dependsOn,
      });
      const ssh = new IapSsh(stack, "Ssh", {
        vpc,
        targets: FirewallTargets.serviceAccounts(host.serviceAccount),
        dependsOn,
      });
      ssh.grantTunnel(host, Principal.group("ml-engineers@example.com"));
      vpc.firewall.allowInternal([Ports.tcp("8000-8999"), Ports.icmp()]);
      vpc.firewall.allowHealthChecks([Ports.tcp("80")], FirewallTargets.tags("web"));
    });
    expect(applied).toEqual(
      expect.arrayContaining([
        "addresses locked-down-google-apis",
        "addresses locked-down-nat-2",
        "firewalls locked-down-allow-egress-git",
        "firewalls locked-down-allow-ingress-iap-ssh",
        "grant roles/iap.tunnelResourceAccessor on builder to group:ml-engineers@example.com",
        "instances builder",
        "record A metadata.google.internal.",
        "routers locked-down-nat",
        "zone .",
      ]),
    );
    expect(applied?.filter((line) => line.startsWith("routes "))).toEqual(["routes locked-down-internet"]);
  });

  test(
    "a private network without NAT over private.googleapis.com, with IPv6, " +
      "and a public one that leads Google's names inside",
    async () => {
      const [applied] = await applyInTurn((stack, dependsOn) => {
        const googleApis = GoogleApisAccess.private({
          ipv6: true,
          additionalDomains: [GoogleDomain.PACKAGES_CLOUD_GOOGLE_COM],
        });
        const inside = new PrivateVpc(stack, "Private", {
          networkName: "inside",
          subnets: [SUBNET],
          googleApis,
          dependsOn,
        });
        inside.firewall.allowEgress(
          Egress.to("lab", { ranges: ["FD00:0:0::/48"], ports: [Ports.icmp()], description: "Pings the lab" }),
        );
        const vpc = new PublicVpc(stack, "Public", {
          networkName: "outside",
          subnets: [{ ...SUBNET, subnetName: "public" }],
          nat: CloudNat.automatic({ minPortsPerVm: 128 }),
          googleApis: GoogleApisAccess.restricted(),
          dependsOn,
        });
        vpc.firewall.allowIngress("ping", {
          ranges: ["10.0.0.0/8", "FD00:0::/8"],
          ports: [Ports.icmp()],
          description: "Lets hosts be pinged",
        });
      });
      expect(applied).toEqual(
        expect.arrayContaining([
          "record AAAA private.googleapis.com.",
          "record A restricted.googleapis.com.",
          "routes inside-google-apis-ipv6",
        ]),
      );
      expect(applied?.filter((line) => line.startsWith("routes inside"))).toHaveLength(2);
    },
  );

  /** A private network that is changed. */
  function privateVpc(changed: Partial<PrivateVpcProps>): Definition {
    return (stack, dependsOn) => {
      new PrivateVpc(stack, "Vpc", { networkName: "changing", subnets: [SUBNET], dependsOn, ...changed });
    };
  }

  test("a private network gets a way to the internet and loses it, and is never open", async () => {
    const egress = [
      Egress.to("git", { ranges: ["140.82.112.0/20"], ports: [Ports.tcp("443")], description: "Reads sources" }),
    ];
    const [closed, open, closedAgain] = await applyInTurn(
      privateVpc({}),
      privateVpc({ nat: CloudNat.automatic(), egress }),
      privateVpc({}),
    );
    expect(open).toEqual(expect.arrayContaining(["routes changing-internet", "firewalls changing-allow-egress-git"]));
    expect(closedAgain).toEqual(closed);
  });

  test("the way to Google's APIs is changed", async () => {
    const endpoint = (address: string) =>
      privateVpc({ googleApis: GoogleApisAccess.privateServiceConnect(address), publicNames: false });
    const [restricted, ...others] = await applyInTurn(
      privateVpc({}),
      endpoint("10.255.255.254"),
      endpoint("10.255.255.253"),
      privateVpc({ googleApis: GoogleApisAccess.private() }),
      privateVpc({}),
    );
    expect(others[0]).toContain("addresses changing-google-apis");
    expect(others.at(-1)).toEqual(restricted);
  });

  test("what NAT allows a host is taken back", async () => {
    const nat = (options: CloudNatOptions) => privateVpc({ nat: CloudNat.automatic(options) });
    for (const options of [{ minPortsPerVm: 128 }, { maxPortsPerVm: 1024 }])
      expect(await applyInTurn(nat(options), nat({}))).toHaveLength(2);
  });

  test("addresses and subnets are taken from NAT, in one apply each", async () => {
    const more = { subnetName: "more", region: LOCATION, ipCidrRange: "10.33.0.0/24" };
    const [all, fewer, none] = await applyInTurn(
      privateVpc({ subnets: [SUBNET, more], nat: CloudNat.reserved(3, { subnetNames: ["hosts", "more"] }) }),
      privateVpc({ nat: CloudNat.reserved(1, { subnetNames: ["hosts"] }) }),
      privateVpc({ subnets: [SUBNET, more], nat: CloudNat.reserved(2, { subnetNames: ["hosts", "more"] }) }),
      privateVpc({ nat: CloudNat.automatic() }),
    ).then(([first, second, , last]) => [first, second, last]);
    const gone = ["addresses changing-nat-2", "addresses changing-nat-3", "subnetworks more"];
    expect(all).toEqual(expect.arrayContaining(gone));
    expect(fewer).toEqual(all?.filter((line) => !gone.includes(line)));
    expect(none).toEqual(fewer?.filter((line) => line !== "addresses changing-nat-1"));
  });

  test("logs and secondary ranges are taken back", async () => {
    const logging = { ...SUBNET, secondaryRanges: [SecondaryRange.of("pods", "10.31.0.0/16")], flowLogs: {} };
    expect(await applyInTurn(privateVpc({ subnets: [logging], logDeniedEgress: true }), privateVpc({}))).toHaveLength(
      2,
    );
  });

  test("a network is replaced with all that is on it, hosts of its stack too", async () => {
    const withHost =
      (description: string): Definition =>
      (stack, dependsOn) => {
        const vpc = new PrivateVpc(stack, "Vpc", {
          networkName: "replaced",
          description,
          subnets: [SUBNET],
          nat: CloudNat.reserved(1),
          dependsOn,
        });
        const index = new PythonStandardRepository(stack, "Index", {
          deletionProtection: false,
          repositoryName: "index",
          location: LOCATION,
          dependsOn,
        });
        new PythonHost(stack, "Host", {
          instanceName: "builder",
          zone: `${LOCATION}-b`,
          subnet: vpc.subnet("hosts"),
          index,
          dependsOn,
        });
      };
    const [before, after] = await applyInTurn(withHost("one"), withHost("another"));
    expect(after).toEqual(before);
  });
});
