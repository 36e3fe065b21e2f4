import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  CloudNat,
  EgressDeny,
  Firewall,
  GoogleApis,
  GoogleApisAccess,
  IapSsh,
  NatGateway,
  NoPublicNames,
  Ports,
  PrivateVpc,
  PublicVpc,
  SubnetIpv6,
} from "../../lib/network";
import type { IVpc } from "../../lib/network";
import { EgressSummary, Reachability } from "../../lib/reachability";
import { conformanceProblems } from "../support/schema-conformance";
import { googleStack, PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import { HOSTS, modelIn, REGION } from "./networks";

const HOST_PROJECT = "host-project";
const existing = (scope: Construct): IVpc =>
  PrivateVpc.fromVpcAttributes(scope, "Existing", {
    networkName: "shared",
    project: HOST_PROJECT,
    subnets: [{ ...HOSTS, privateGoogleAccess: true }],
  });

/** All that can be put on a network that somebody else made. */
function adopt(scope: Construct): IVpc {
  const vpc = existing(scope);
  const deny = new EgressDeny(scope, "EgressDeny", { vpc });
  new GoogleApis(scope, "GoogleApis", { vpc, access: GoogleApisAccess.restricted() });
  new NatGateway(scope, "Nat", {
    vpc,
    region: REGION,
    nat: CloudNat.automatic({ subnetNames: ["hosts"] }),
    dependsOn: deny.dependables,
  });
  new Firewall(scope, "Firewall", { vpc }).allowInternal([Ports.tcp("5432")]);
  new NoPublicNames(scope, "NoPublicNames", { vpc });
  new IapSsh(scope, "Ssh", { vpc });
  return vpc;
}

describe("an existing network of a shared VPC", () => {
  const stack = synthStack(adopt);

  test("is not managed, and neither are its subnets", () => {
    expect(stack.count("google_compute_network")).toBe(0);
    expect(stack.count("google_compute_subnetwork")).toBe(0);
    expect(stack.dataSources()).toEqual([]);
    const types = [...new Set(stack.resources().map(({ type }) => type))].sort();
    expect(types).toEqual([
      "google_compute_firewall",
      "google_compute_route",
      "google_compute_router",
      "google_compute_router_nat",
      "google_dns_managed_zone",
      "google_dns_record_set",
    ]);
  });

  test("adds to the stack without the network just what is put on it", () => {
    const without = synthStack((scope) => {
      existing(scope);
    });
    expect(without.resources()).toEqual([]);
    expect(stack.logicalIds().filter((id) => !without.logicalIds().includes(id))).toEqual(stack.logicalIds());
  });

  test("has all of it in the host project, not in that of the stack", () => {
    expect(new Set(stack.resources().map(({ body }) => body.project))).toEqual(new Set([HOST_PROJECT]));
    expect(HOST_PROJECT).not.toBe(PROJECT);
    const network = `projects/${HOST_PROJECT}/global/networks/shared`;
    for (const type of ["google_compute_firewall", "google_compute_route", "google_compute_router"]) {
      for (const { body } of stack.resources(type)) expect(body.network).toBe(network);
    }
    for (const { body } of stack.resources("google_dns_managed_zone"))
      expect(JSON.stringify(body.private_visibility_config)).toContain(network);
    expect(stack.at("Nat/Resource").subnetwork).toEqual([
      {
        name: `projects/${HOST_PROJECT}/regions/${REGION}/subnetworks/hosts`,
        source_ip_ranges_to_nat: ["ALL_IP_RANGES"],
      },
    ]);
  });

  test("hosts find their subnet, and what to wait for", () => {
    synthStack((scope) => {
      const vpc = adopt(scope);
      expect(vpc.subnet("hosts")).toMatchObject({
        resourceName: `projects/${HOST_PROJECT}/regions/${REGION}/subnetworks/hosts`,
        ipCidrRange: HOSTS.ipCidrRange,
        privateGoogleAccess: true,
      });
      expect(vpc.dependables).toHaveLength(stack.resources().length);
    });
  });

  test("its summary does not claim what cannot be seen", () => {
    synthStack((scope) => {
      const { subnets, publicNames, unknown, services } = adopt(scope).egress;
      const [plain] = subnets[0]?.hosts ?? [];
      expect(plain?.ipv4.internet.extent).toBe("unknown");
      expect(plain?.ipv6?.internet.extent).toBe("unknown");
      expect(publicNames).toBe("unknown");
      expect(services.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown", "unknown"]);
      expect(unknown).toEqual([expect.stringMatching(/host-project.*shared.*is not defined here: what else is on it/)]);
    });
  });

  test("its summary agrees with that of what was synthesised", () => {
    const read = new Reachability(modelIn(stack, "shared", HOST_PROJECT));
    synthStack((scope) => {
      const told = adopt(scope).egress;
      expect(told.publicNames).toBe(EgressSummary.of(read).publicNames);
      expect(told.names.map(({ name, answer }) => [name, answer])).toEqual(
        EgressSummary.of(read).names.map(({ name, answer }) => [name, answer]),
      );
    });
  });
});

test("an endpoint for Google's APIs on an existing network is in the host project", () => {
  const stack = synthStack((scope) => {
    new GoogleApis(scope, "Apis", {
      vpc: existing(scope),
      access: GoogleApisAccess.privateServiceConnect("10.255.255.254"),
    });
  });
  for (const id of ["Address", "ForwardingRule"]) {
    expect(stack.at(`Apis/Endpoint/${id}`)).toMatchObject({
      project: HOST_PROJECT,
      network: `projects/${HOST_PROJECT}/global/networks/shared`,
    });
  }
});

test("what an import tells of its subnets is reckoned with", () => {
  synthStack((scope) => {
    const import_ = (id: string, ipv6?: SubnetIpv6) =>
      PublicVpc.fromVpcAttributes(scope, id, {
        networkName: id.toLowerCase(),
        project: HOST_PROJECT,
        vpcServiceControls: id === "One",
        subnets: [{ ...HOSTS, ipv6 }],
      });
    const [one, two] = [import_("One", SubnetIpv6.NONE), import_("Two")];
    expect(one.egress.subnets[0]?.hosts[0]?.ipv6).toBeUndefined();
    expect(two.egress.subnets[0]?.hosts[0]?.ipv6).toBeDefined();
    expect(one.egress.notes.map(({ id }) => id)).toContain("perimeter-declared");
    expect(two.egress.notes.map(({ id }) => id)).not.toContain("perimeter-declared");
  });
});

describe("a network that one stack defines and another imports", () => {
  const define = (order: (network: TerraformStack, hosts: TerraformStack) => void) =>
    synthApp((app) => {
      order(googleStack(app, "network"), googleStack(app, "hosts"));
    });
  const attributes = { networkName: "net", project: PROJECT, subnets: [HOSTS] };

  test("is the same network, deployed first, and without references between the stacks", () => {
    const app = define((network, hosts) => {
      new PrivateVpc(network, "Vpc", { networkName: "net", subnets: [HOSTS] });
      const vpc = PrivateVpc.fromVpcAttributes(hosts, "Vpc", attributes);
      new IapSsh(hosts, "Ssh", { vpc });
      expect(vpc.dependables).toHaveLength(1);
      expect(vpc.egress.unknown).toEqual([]);
      expect(vpc.egress.sentences.join("\n")).toContain("restricted.googleapis.com");
      expect(() => new GoogleApis(hosts, "Apis", { vpc, access: GoogleApisAccess.private() })).toThrow(
        /by restricted\(\) already/,
      );
    });
    expect(app.stack("hosts").dependencies).toEqual(["network"]);
    expect(conformanceProblems(app.stack("hosts").json)).toEqual([]);
    expect(app.stack("hosts").dataSources("terraform_remote_state")).toEqual([]);
    expect(app.stack("network").outputs).toEqual({});
  });

  test("is deployed before hosts that only ask what to wait for", () => {
    const app = define((network, hosts) => {
      new PrivateVpc(network, "Vpc", { networkName: "net", subnets: [HOSTS] });
      expect(PrivateVpc.fromVpcAttributes(hosts, "Vpc", attributes).dependables).toEqual([]);
    });
    expect(app.stack("hosts").dependencies).toEqual(["network"]);
  });

  test("is not the same as one of that name in another project or app", () => {
    define((network, hosts) => {
      new PrivateVpc(network, "Vpc", { networkName: "net", subnets: [HOSTS] });
      const vpc = PrivateVpc.fromVpcAttributes(hosts, "Vpc", { ...attributes, project: HOST_PROJECT });
      expect(vpc.dependables).toEqual([]);
      expect(vpc.egress.unknown).not.toEqual([]);
    });
  });
});

test("a construct in another stack is deployed after the network that it is put on", () => {
  const app = synthApp((scope) => {
    const vpc = new PrivateVpc(googleStack(scope, "network"), "Vpc", { networkName: "net", subnets: [HOSTS] });
    new IapSsh(googleStack(scope, "access"), "Ssh", { vpc });
    expect(vpc.dependables.length).toBeGreaterThan(10);
  });
  expect(app.stack("access").dependencies).toEqual(["network"]);
  expect(app.stack("access").resource("google_compute_firewall").body).toMatchObject({
    project: PROJECT,
    network: `projects/${PROJECT}/global/networks/net`,
  });
  expect(conformanceProblems(app.stack("access").json)).toEqual([]);
});
