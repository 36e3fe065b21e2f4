import * as path from "node:path";
import type { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App } from "cdktf";
import type { TerraformStack } from "cdktf";
import { Principal } from "../../lib/iam";
import {
  ForwardingZone,
  NetworkAttachment,
  PeeringZone,
  PrivateServicesAccess,
  PrivateVpc,
  SecureWebProxy,
} from "../../lib/network";
import type { PrivateServicesAccessProps, SecureWebProxyProps } from "../../lib/network";
import { ProjectServices } from "../../lib/project";
import { EgressRule, IngressRule, PerimeterEnforcement, ServicePerimeter } from "../../lib/vpc-service-controls";
import { googleStack, LOCATION, PROJECT } from "../support/registry-app";
import { DeploymentPlace, expectCode } from "./cloud-deployment";

const NUMBER = "123456789012";
const SERVICES = [
  "accesscontextmanager",
  "compute",
  "dns",
  "networksecurity",
  "networkservices",
  "servicenetworking",
].map((name) => `${name}.googleapis.com`);

const place = new DeploymentPlace();
const describeWithProvider = place.skipped === undefined ? describe : describe.skip;
const why = place.skipped === undefined ? "" : ` (skipped: ${place.skipped})`;

afterAll(() => place.remove());

type Definition = (stack: TerraformStack, vpc: PrivateVpc, dependsOn: ProjectServices["dependables"]) => void;

function synth(...definitions: Definition[]): string {
  return synthNetwork("jobs-net", ...definitions);
}

function synthNetwork(networkName: string, ...definitions: Definition[]): string {
  const app = new App({ outdir: place.newFolder("synth") });
  const stack = googleStack(app, "modes");
  (stack.node.findChild("Google") as GoogleProvider).region = LOCATION;
  const { dependables: dependsOn } = new ProjectServices(stack, "Services", { services: SERVICES });
  const subnets = [{ subnetName: "jobs", region: LOCATION, ipCidrRange: "10.30.0.0/24" }];
  const vpc = new PrivateVpc(stack, "Vpc", { networkName, project: PROJECT, subnets, dependsOn });
  for (const define of definitions) define(stack, vpc, dependsOn);
  app.synth();
  return path.join(app.outdir, "stacks/modes/cdk.tf.json");
}

const attachment: Definition = (stack, vpc, dependsOn) => {
  new NetworkAttachment(stack, "Attachment", {
    attachmentName: "jobs",
    subnet: vpc.subnets[0]!,
    description: "for jobs",
    dependsOn,
  });
};

function access(dnsSuffixes: string[], props: Partial<PrivateServicesAccessProps> = {}): Definition {
  return (stack, vpc, dependsOn) => {
    new PrivateServicesAccess(stack, "Access", { vpc, dnsSuffixes, dependsOn, ...props });
  };
}

function zones(nameServers: string[], dnsName = "corp.example."): Definition {
  return (stack, vpc, dependsOn) => {
    const peer = new PrivateVpc(stack, "Data", {
      networkName: "data-net",
      project: PROJECT,
      subnets: [{ subnetName: "data", region: LOCATION, ipCidrRange: "10.40.0.0/24" }],
      dependsOn,
    });
    new ForwardingZone(stack, "Corp", { vpc, dnsName, nameServers, dependsOn });
    new ForwardingZone(stack, "Lab", { vpc, dnsName: "7-lab.corp.example.", nameServers: ["10.1.0.3"], dependsOn });
    new PeeringZone(stack, "DataNames", { vpc, dnsName: "data.example.", peer, dependsOn });
  };
}

function proxy(lists: Record<string, string[]>, props: Partial<SecureWebProxyProps> = {}): Definition {
  return (stack, vpc, dependsOn) => {
    new SecureWebProxy(stack, "Proxy", {
      proxyName: "out",
      subnet: vpc.subnets[0]!,
      address: "10.30.0.9",
      proxyOnlyRange: "10.129.0.0/23",
      allowed: Object.entries(lists).map(([listName, hosts]) => ({ listName, reason: `for ${listName}`, hosts })),
      dependsOn,
      ...props,
    });
  };
}

function perimeter(enforcement: PerimeterEnforcement): Definition {
  return (stack, _vpc, dependsOn) => {
    const deployer = Principal.serviceAccount(`deploy@${PROJECT}.iam.gserviceaccount.com`);
    new ServicePerimeter(stack, "Perimeter", {
      accessPolicy: "987654321",
      perimeterName: "pipelines",
      projectNumbers: [NUMBER],
      enforcement,
      deployers: [deployer],
      ingress: [IngressRule.of({ title: "deploys", principals: [deployer] })],
      egress: [
        EgressRule.of({
          title: "images",
          principals: [deployer],
          services: ["artifactregistry.googleapis.com"],
          projectNumbers: ["210987654321"],
        }),
      ],
      dependsOn,
    });
  };
}

const ALL = [
  attachment,
  access(["corp.example.", "7-lab.corp.example."]),
  zones(["10.1.0.2", "8.8.4.4"]),
  proxy({ "model-hub": ["*.models.example", "models.example"], feeds: ["feed.example"] }),
  perimeter(PerimeterEnforcement.DRY_RUN),
];

/** Applies one after the other over the same state, each with nothing left to do, and takes all away. */
async function applyInTurn(...stackFiles: string[]): Promise<string[][]> {
  const [first = "", ...others] = stackFiles;
  const { double, folder } = await place.deploy(first);
  const applied = [double.inventory];
  for (const stackFile of others) {
    folder.configure(stackFile);
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    applied.push(double.inventory);
  }
  expectCode(await folder.destroy(), 0);
  expect(double.inventory).toEqual([]);
  expect(double.violations).toEqual([]);
  return applied;
}

describeWithProvider(`ways of networks, with the real provider${why}`, () => {
  test("are applied together, have nothing left to do, and are destroyed", async () => {
    const [inventory] = await applyInTurn(synth(...ALL));
    expect(inventory).toEqual(
      expect.arrayContaining([
        "URL list out-model-hub",
        "controls of jobs-net on",
        "gateway out",
        "networkAttachments jobs",
        "peered domain 7-lab.corp.example.",
        "peerings servicenetworking-googleapis-com",
        "rule out-feeds",
        "service perimeter pipelines",
        "zone corp.example.",
        "zone data.example.",
      ]),
    );
  });

  test("a proxy: lists that change, change places and go; another address, range and name", async () => {
    const hub = { hub: ["models.example"] };
    const applied = await applyInTurn(
      synth(proxy({ ...hub, feeds: ["feed.example"], more: ["more.example"] })),
      synth(proxy({ more: ["more.example", "*.more.example"], ...hub })),
      synth(proxy(hub, { address: "10.30.0.10" })),
      synth(proxy(hub, { proxyOnlyRange: "10.130.0.0/24" })),
      synth(proxy(hub, { proxyName: "way-out" })),
      synth(),
    );
    const lists = applied.map((lines) => lines.filter((line) => line.startsWith("URL list ")));
    expect(lists).toEqual([
      ["URL list out-feeds", "URL list out-hub", "URL list out-more"],
      ["URL list out-hub", "URL list out-more"],
      ["URL list out-hub"],
      ["URL list out-hub"],
      ["URL list way-out-hub"],
      [],
    ]);
    // Google's own router goes with the last proxy.
    expect(applied.map((lines) => lines.some((line) => line.startsWith("routers swg-autogen-router-")))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test("private services access: other names, another size, without controls", async () => {
    const applied = await applyInTurn(
      synth(access(["corp.example.", "lab.example."])),
      synth(access(["lab.example.", "more.example."])),
      synth(access(["more.example."], { prefixLength: 18 })),
      synth(access([], { prefixLength: 18, vpcServiceControls: false })),
      synth(),
    );
    expect(applied[3]).toContain("controls of jobs-net off");
  });

  test("a perimeter that is tried, enforced and tried again", async () => {
    const name = "accessPolicies/987654321/servicePerimeters/pipelines";
    const { double, folder } = await place.deploy(synth(perimeter(PerimeterEnforcement.DRY_RUN)));
    const sides = async () => {
      const found = (await (await fetch(`${double.address}/accesscontextmanager/v1/${name}`)).json()) as any;
      return { enforced: found.status?.resources, tried: found.spec?.resources, isTried: found.useExplicitDryRunSpec };
    };
    const tried = { tried: [`projects/${NUMBER}`], isTried: true };
    expect(await sides()).toEqual(tried);
    folder.configure(synth(perimeter(PerimeterEnforcement.ENFORCED)));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(await sides()).toEqual({ enforced: [`projects/${NUMBER}`] });
    folder.configure(synth(perimeter(PerimeterEnforcement.DRY_RUN)));
    expectCode(await folder.apply(), 0);
    expectCode(await folder.plan(), 0);
    expect(await sides()).toEqual(tried);
    expectCode(await folder.destroy(), 0);
    expect(double.inventory).toEqual([]);
  });

  test("zones: other name servers, other names, and the other network taken away", async () => {
    const applied = await applyInTurn(
      synth(zones(["10.1.0.2", "8.8.4.4"])),
      synth(zones(["10.1.0.2"])),
      synth(zones(["10.1.0.9"], "other.example.")),
      synth(),
    );
    const own = applied.map((lines) => lines.filter((line) => /^zone .*example\.$/.test(line)).length);
    expect(own).toEqual([3, 3, 3, 0]);
    expect(applied[2]).toContain("zone other.example.");
  });

  test("a network that is replaced takes all along", async () => {
    const [before = [], after = []] = await applyInTurn(synth(...ALL), synthNetwork("other-net", ...ALL));
    const renamed = before.map((line) =>
      line.replace("jobs-net", "other-net").replace(/(?<=swg-autogen-router-).*/, ""),
    );
    expect(after.map((line) => line.replace(/(?<=swg-autogen-router-).*/, ""))).toEqual(renamed.sort());
  });
});
