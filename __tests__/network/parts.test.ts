import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformElement, TerraformStack, TerraformVariable } from "cdktf";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { ComputeInstance } from "@cdktf/provider-google/lib/compute-instance";
import { Duration } from "../../lib/core/duration";
import { PythonHost } from "../../lib/compute";
import { Principal, ServiceAccount } from "../../lib/iam";
import {
  CloudNat,
  EgressDeny,
  Firewall,
  FirewallTargets,
  GoogleApis,
  GoogleApisAccess,
  IapSsh,
  NatLogging,
  Ports,
  PrivateVpc,
  PublicVpc,
  SecondaryRange,
} from "../../lib/network";
import type { ITunnelHost } from "../../lib/network";
import { ProjectServices } from "../../lib/project";
import { conformanceProblems } from "../support/schema-conformance";
import { PROJECT, synthStack } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import type { SynthesizedStack } from "../support/synth-app";
import { FOUR, HOSTS, REGION } from "./networks";

const NETWORK = `projects/${PROJECT}/global/networks/net`;
const names = { networkName: "net", subnets: [HOSTS] };

describe("subnets", () => {
  test("have secondary ranges and flow logs where they are asked for", () => {
    const stack = synthStack(
      (scope) =>
        new PrivateVpc(scope, "Vpc", {
          networkName: "net",
          subnets: [
            HOSTS,
            {
              subnetName: "cluster",
              region: "europe-west1",
              ipCidrRange: "10.1.0.0/24",
              hosts: 64,
              secondaryRanges: [
                SecondaryRange.pods("pods", "10.64.0.0/18"),
                SecondaryRange.of("services", "10.2.0.0/20"),
              ],
              flowLogs: { sampling: 0.25, aggregationInterval: Duration.minutes(5) },
            },
          ],
        }),
    );
    expect(stack.at("Vpc/Subnets/europe-west1/cluster/Resource")).toMatchObject({
      name: "cluster",
      region: "europe-west1",
      network: NETWORK,
      project: PROJECT,
      ip_cidr_range: "10.1.0.0/24",
      private_ip_google_access: true,
      secondary_ip_range: [
        { range_name: "pods", ip_cidr_range: "10.64.0.0/18" },
        { range_name: "services", ip_cidr_range: "10.2.0.0/20" },
      ],
      send_secondary_ip_range_if_empty: true,
      log_config: { flow_sampling: 0.25, aggregation_interval: "INTERVAL_5_MIN", metadata: "INCLUDE_ALL_METADATA" },
    });
    const plain = stack.at("Vpc/Subnets/us-central1/hosts/Resource");
    expect(plain).not.toHaveProperty("log_config");
    expect(plain).not.toHaveProperty("secondary_ip_range");
    expect(JSON.stringify(stack.json)).not.toContain("enable_flow_logs");
  });

  test("of any private range and size are taken", () => {
    const ranges = [
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.255.248/29",
      "100.64.0.0/10",
      "198.18.0.0/15",
      "240.0.0.0/5",
    ];
    const stack = synthStack(
      (scope) =>
        new PrivateVpc(scope, "Vpc", {
          networkName: "net",
          subnets: ranges.map((ipCidrRange, index) => ({ ...HOSTS, subnetName: `s${index}`, ipCidrRange })),
        }),
    );
    expect(stack.count("google_compute_subnetwork")).toBe(ranges.length);
  });
});

describe("NAT", () => {
  const regions = {
    networkName: "net",
    subnets: [
      HOSTS,
      { subnetName: "more", region: "europe-west1", ipCidrRange: "10.1.0.0/24" },
      { subnetName: "rest", region: "europe-west1", ipCidrRange: "10.2.0.0/24" },
    ],
  };

  test("has a gateway in each region, with addresses of Google's choice", () => {
    const stack = synthStack((scope) => {
      expect(new PublicVpc(scope, "Vpc", { ...regions, nat: CloudNat.automatic() }).natAddresses).toEqual([]);
    });
    expect(
      stack
        .resources("google_compute_router_nat")
        .map(({ body }) => body.region)
        .sort(),
    ).toEqual(["europe-west1", REGION]);
    expect(stack.at("Vpc/Nat/us-central1/Resource")).toMatchObject({
      name: "net-nat",
      router: "net-nat",
      nat_ip_allocate_option: "AUTO_ONLY",
      source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      log_config: { enable: true, filter: "ERRORS_ONLY" },
    });
    // Left out, each would keep the value that it had.
    expect(stack.at("Vpc/Nat/us-central1/Resource")).toMatchObject({
      nat_ips: [],
      min_ports_per_vm: 64,
      enable_dynamic_port_allocation: false,
    });
    expect(stack.at("Vpc/Nat/us-central1/Router")).toMatchObject({ name: "net-nat", network: NETWORK });
    expect(stack.count("google_compute_address")).toBe(0);
  });

  test("has addresses that stay the same, where they are asked for", () => {
    const stack = synthStack((scope) => {
      expect(new PublicVpc(scope, "Vpc", { ...regions, nat: CloudNat.reserved(2) }).natAddresses).toHaveLength(4);
    });
    expect(
      stack
        .resources("google_compute_address")
        .map(({ body }) => `${String(body.region)} ${String(body.name)}`)
        .sort(),
    ).toEqual(["europe-west1 net-nat-1", "europe-west1 net-nat-2", "us-central1 net-nat-1", "us-central1 net-nat-2"]);
    const { nat_ips: ips, nat_ip_allocate_option: option } = stack.at("Vpc/Nat/us-central1/Resource");
    expect([option, ips]).toEqual([
      "MANUAL_ONLY",
      [expect.stringMatching(/^\$\{google_compute_address\..*us-central1.*\.self_link\}$/), expect.any(String)],
    ]);
  });

  test("serves the named subnets only, in their regions only", () => {
    const stack = synthStack(
      (scope) => new PublicVpc(scope, "Vpc", { ...regions, nat: CloudNat.automatic({ subnetNames: ["more"] }) }),
    );
    expect(stack.resource("google_compute_router_nat").body).toMatchObject({
      region: "europe-west1",
      source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS",
      subnetwork: [
        {
          name: `projects/${PROJECT}/regions/europe-west1/subnetworks/more`,
          source_ip_ranges_to_nat: ["ALL_IP_RANGES"],
        },
      ],
    });
    const subnet = stack.resources("google_compute_subnetwork").find(({ body }) => body.name === "more");
    expect(stack.resource("google_compute_router_nat").body.depends_on).toContain(subnet?.address);
  });

  test("gives hosts the ports and the logs that are asked for", () => {
    const nat = (logging: NatLogging) => CloudNat.automatic({ minPortsPerVm: 64, maxPortsPerVm: 1024, logging });
    const body = (logging: NatLogging) =>
      synthStack((scope) => new PublicVpc(scope, "Vpc", { ...names, nat: nat(logging) })).resource(
        "google_compute_router_nat",
      ).body;
    expect(body(NatLogging.ALL)).toMatchObject({
      min_ports_per_vm: 64,
      max_ports_per_vm: 1024,
      enable_dynamic_port_allocation: true,
      log_config: { enable: true, filter: "ALL" },
    });
    expect(body(NatLogging.NONE)).toMatchObject({ log_config: { enable: false } });
  });
});

describe("the firewall", () => {
  test("lets load balancers in, and hosts reach each other, where it is asked to", () => {
    const stack = synthStack((scope) => {
      const { firewall } = new PrivateVpc(scope, "Vpc", names);
      firewall.allowHealthChecks([Ports.tcp("8080")], FirewallTargets.tags("web"));
      firewall.allowInternal([Ports.tcp("5432"), Ports.icmp()]);
    });
    expect(stack.at("Vpc/Firewall/Ingress health-checks/IPv4/Resource")).toMatchObject({
      name: "net-allow-ingress-health-checks",
      direction: "INGRESS",
      source_ranges: ["35.191.0.0/16", "130.211.0.0/22"],
      allow: [{ protocol: "tcp", ports: ["8080"] }],
      target_tags: ["web"],
    });
    const protocols = [{ protocol: "tcp", ports: ["5432"] }, { protocol: "icmp" }];
    expect(stack.at("Vpc/Firewall/Ingress internal/IPv4/Resource")).toMatchObject({
      source_ranges: ["10.0.0.0/24"],
      allow: protocols,
    });
    expect(stack.at("Vpc/Firewall/Egress internal/IPv4/Resource")).toMatchObject({
      destination_ranges: ["10.0.0.0/24"],
      allow: protocols,
    });
  });

  test("splits what is of two families, and ICMP has its other number there", () => {
    const stack = synthStack((scope) => {
      const vpc = PrivateVpc.fromVpcAttributes(scope, "Vpc", { networkName: "net", project: PROJECT });
      new Firewall(scope, "Firewall", { vpc }).allowIngress("ping", {
        ranges: ["10.0.0.0/8", "fd20::/20"],
        ports: [Ports.icmp()],
        description: "ping",
      });
    });
    expect(stack.at("Firewall/Ingress ping/IPv4/Resource")).toMatchObject({
      name: "net-allow-ingress-ping",
      source_ranges: ["10.0.0.0/8"],
      allow: [{ protocol: "icmp" }],
    });
    expect(stack.at("Firewall/Ingress ping/IPv6/Resource")).toMatchObject({
      name: "net-allow-ingress-ping-ipv6",
      source_ranges: ["fd20::/20"],
      allow: [{ protocol: "58" }],
    });
  });

  test("may be for the hosts of a service account only", () => {
    const stack = synthStack((scope) => {
      const account = new ServiceAccount(scope, "Account", { accountId: "web-hosts" });
      new PrivateVpc(scope, "Vpc", names).firewall.allowIngress("web", {
        ranges: ["10.0.0.0/8"],
        ports: [Ports.tcp("80")],
        description: "web",
        targets: FirewallTargets.serviceAccounts(account),
      });
    });
    expect(stack.at("Vpc/Firewall/Ingress web/IPv4/Resource").target_service_accounts).toEqual([
      `web-hosts@${PROJECT}.iam.gserviceaccount.com`,
    ]);
  });

  test("writes denied egress to the logs where it is asked to", () => {
    const logs = (logDeniedEgress?: boolean) =>
      synthStack((scope) => new PrivateVpc(scope, "Vpc", { ...names, logDeniedEgress }))
        .resources("google_compute_firewall")
        .filter(({ body }) => body.log_config !== undefined)
        .map(({ body }) => body.name);
    expect(logs(true)).toEqual(["net-deny-egress-ipv4", "net-deny-egress-ipv6"]);
    expect(logs()).toEqual([]);
  });

  test("denies on an imported network as early as it is asked to", () => {
    const stack = synthStack((scope) => {
      const vpc = PrivateVpc.fromVpcAttributes(scope, "Vpc", { networkName: "net", project: PROJECT });
      new EgressDeny(scope, "Deny", { vpc, priority: 1001 });
    });
    expect(stack.resources("google_compute_firewall").map(({ body }) => body.priority)).toEqual([1001, 1001]);
    expect(EgressDeny.PRIORITY).toBeLessThan(65535);
  });
});

describe("IAP", () => {
  class Host extends Construct implements ITunnelHost {
    public readonly instanceName = "host";
    public readonly zone = "us-central1-a";
    public readonly project = PROJECT;

    constructor(scope: Construct) {
      super(scope, "Host");
      new ComputeInstance(this, "Resource", {
        name: "host",
        zone: this.zone,
        machineType: "e2-small",
        bootDisk: {},
        networkInterface: [{ network: "net" }],
      });
    }
  }

  test("a tunnel is granted on a host that exists already", () => {
    const attributes = { instanceName: "host", zone: "us-central1-a", project: "other-project" };
    const stack = synthStack((scope) => {
      const host = PythonHost.fromPythonHostAttributes(scope, "Host", attributes);
      const ssh = new IapSsh(scope, "Ssh", { vpc: new PrivateVpc(scope, "Vpc", names) });
      ssh.grantTunnel(host, Principal.group("ml-engineers@example.com"));
    });
    expect(stack.resource("google_iap_tunnel_instance_iam_member").body).toMatchObject({
      project: "other-project",
      zone: "us-central1-a",
      instance: "host",
    });
    expect(() =>
      synthStack((scope) => PythonHost.fromPythonHostAttributes(scope, "Host", { ...attributes, zone: "us-central1" })),
    ).toThrow('zone "us-central1": must be a zone such as us-central1-b');
  });

  test("a tunnel is granted on one host, once for each principal", () => {
    const stack = synthStack((scope) => {
      const ssh = new IapSsh(scope, "Ssh", { vpc: new PrivateVpc(scope, "Vpc", names) });
      const host = new Host(scope);
      const team = Principal.group("ml-engineers@example.com");
      expect(ssh.grantTunnel(host, team).isNew).toBe(true);
      expect(ssh.grantTunnel(host, team).isNew).toBe(false);
    });
    const { body } = stack.resource("google_iap_tunnel_instance_iam_member");
    expect(body).toMatchObject({
      project: PROJECT,
      zone: "us-central1-a",
      instance: "host",
      role: "roles/iap.tunnelResourceAccessor",
      member: "group:ml-engineers@example.com",
    });
    expect(body.depends_on).toEqual([stack.resource("google_compute_instance").address]);
    expect(stack.at("Ssh/Allowance/Resource")).toMatchObject({
      name: "net-allow-ingress-iap-ssh",
      source_ranges: ["35.235.240.0/20"],
      allow: [{ protocol: "tcp", ports: ["22"] }],
    });
  });
});

test.each(Object.keys(FOUR))("everything on a %s network comes after it, goes before it, and goes with it", (kind) => {
  const stack = synthStack((scope) => FOUR[kind]!(scope));
  const network = stack.resource("google_compute_network");
  // The list of subnets is a note of Terraform's own.
  const own = ["google_compute_network", "terraform_data"];
  const others = stack.resources().filter(({ type }) => !own.includes(type));
  expect(others.length).toBeGreaterThan(1);
  for (const { address, body } of others) {
    expect([address, body.depends_on]).toEqual([address, expect.arrayContaining([network.address])]);
    expect([address, body.lifecycle]).toEqual([
      address,
      { replace_triggered_by: expect.arrayContaining([`${network.address}.id`]) },
    ]);
  }
});

test("the network comes after the APIs that it needs", () => {
  const stack = synthStack((scope) => {
    const services = new ProjectServices(scope, "Services", {
      services: ["compute.googleapis.com", "dns.googleapis.com"],
    });
    new PrivateVpc(scope, "Vpc", { ...names, dependsOn: services.dependables });
    const vpc = PrivateVpc.fromVpcAttributes(scope, "Other", { networkName: "other", project: PROJECT });
    new GoogleApis(scope, "Apis", { vpc, access: GoogleApisAccess.restricted(), dependsOn: services.dependables });
  });
  const apis = stack.resources("google_project_service").map(({ address }) => address);
  expect(stack.at("Vpc/Resource").depends_on).toEqual(apis);
  expect(stack.at("Apis/Zones/pkg.dev/Resource").depends_on).toEqual(apis);
  expect(stack.at("Apis/Allowances/IPv4/Resource").depends_on).toEqual(apis);
});

test("the network's resource is the default child", () => {
  const stack = synthStack((scope) => {
    (new PrivateVpc(scope, "Vpc", names).node.defaultChild as TerraformResource).addOverride("mtu", 1500);
  });
  expect(stack.at("Vpc/Resource").mtu).toBe(1500);
});

test("names that hold the network's name stay short enough and different", () => {
  const long = (last: string): string => `${"n".repeat(62)}${last}`;
  const stack = synthStack((scope) => {
    for (const last of ["a", "b"])
      new PrivateVpc(scope, last, {
        networkName: long(last),
        subnets: [{ ...HOSTS, subnetName: `hosts-${last}` }],
        nat: CloudNat.reserved(1),
      });
  });
  const all = stack
    .resources()
    .flatMap(({ type, body }) =>
      ["google_dns_record_set", "google_compute_subnetwork", "terraform_data"].includes(type)
        ? []
        : [`${type} ${String(body.name)}`],
    );
  expect(new Set(all).size).toBe(all.length);
  for (const name of all) expect(name).toMatch(/^\w+ [a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/);
});

test("values that only Terraform knows are left to it, and the summary says so", () => {
  const app = synthApp((scope) => {
    const stack = new TerraformStack(scope, "tokens");
    const text = (id: string): string => new TerraformVariable(stack, id, { type: "string" }).stringValue;
    new GoogleProvider(stack, "Google", { project: text("project") });
    const vpc = new PrivateVpc(stack, "Vpc", {
      networkName: text("network"),
      subnets: [{ ...HOSTS, ipCidrRange: text("range") }],
      googleApis: GoogleApisAccess.privateServiceConnect(text("address"), { endpointName: "pscgoogle" }),
    });
    const { unknown, sentences, publicNames } = vpc.egress;
    expect(unknown.join("\n")).toMatch(/the network of google_compute_subnetwork.* is not known/);
    expect(publicNames).toBe("unknown");
    expect(sentences[0]).toMatch(/^Which subnets network ".*" has cannot be seen/);
    expect(TerraformElement.isTerraformElement(vpc.node.defaultChild)).toBe(true);
  });
  expect(conformanceProblems(app.stack().json)).toEqual([]);
});

describe("what is taken from NAT", () => {
  const gateway = (nat: CloudNat): SynthesizedStack =>
    synthStack((scope) => {
      const services = new ProjectServices(scope, "Services", { services: ["compute.googleapis.com"] });
      new PrivateVpc(scope, "Vpc", { networkName: "net", subnets: [HOSTS], nat, dependsOn: services.dependables });
    });

  test("an address waits for nothing of the network, which would then be created twice before it is destroyed", () => {
    const stack = gateway(CloudNat.reserved(2));
    const addresses = stack.resources("google_compute_address").map(({ body }) => body);
    expect(addresses.map(({ lifecycle, depends_on: after }) => [lifecycle, after])).toEqual(
      [0, 1].map(() => [{ create_before_destroy: true }, [stack.resource("google_project_service").address]]),
    );
    // Terraform creates also that before its destruction which such a resource depends on.
    const others = stack.resources().filter(({ type }) => type !== "google_compute_address");
    expect(others.filter(({ body }) => JSON.stringify(body.lifecycle ?? {}).includes("create_before_destroy"))).toEqual(
      [],
    );
  });

  test.each([
    [CloudNat.automatic(), ["all"]],
    [CloudNat.reserved(1, { subnetNames: ["hosts"] }), [`projects/${PROJECT}/regions/${REGION}/subnetworks/hosts`]],
  ])("another list of subnets replaces the gateway (%#)", (nat, list) => {
    const stack = gateway(nat);
    const { address, body } = stack.resource("terraform_data");
    expect(body.triggers_replace).toEqual(list);
    expect(stack.resource("google_compute_router_nat").body).toMatchObject({
      depends_on: expect.arrayContaining([address]) as unknown,
      lifecycle: { replace_triggered_by: expect.arrayContaining([`${address}.id`]) as unknown },
    });
  });
});

test("an endpoint says in which region of Service Directory it is", () => {
  const region = (serviceDirectoryRegion?: string): unknown =>
    synthStack((scope) => {
      const googleApis = GoogleApisAccess.privateServiceConnect("10.255.255.254", { serviceDirectoryRegion });
      new PrivateVpc(scope, "Vpc", { networkName: "net", subnets: [HOSTS], googleApis });
    }).resource("google_compute_global_forwarding_rule").body.service_directory_registrations;
  expect(region()).toEqual({ service_directory_region: "us-central1" });
  expect(region("europe-west1")).toEqual({ service_directory_region: "europe-west1" });
  expect(() => region("europe")).toThrow(/serviceDirectoryRegion "europe": must be a region/);
});
