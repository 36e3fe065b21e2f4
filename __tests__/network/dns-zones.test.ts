import { Lazy } from "cdktf";
import type { TerraformStack } from "cdktf";
import { ForwardingZone, PeeringZone, PrivateServicesAccess, PrivateVpc } from "../../lib/network";
import { conformanceProblems } from "../support/schema-conformance";
import { synthStack } from "../support/registry-app";
import type { SynthesizedStack } from "../support/synth-app";

function vpc(stack: TerraformStack, networkName = "ml"): PrivateVpc {
  return new PrivateVpc(stack, `Vpc-${networkName}`, {
    networkName,
    subnets: [{ subnetName: networkName, region: "us-central1", ipCidrRange: "10.0.0.0/28" }],
  });
}

function forwarding(dnsName: string, nameServers: string[]): () => SynthesizedStack {
  return () =>
    synthStack((stack) => {
      new ForwardingZone(stack, "Corp", { vpc: vpc(stack), dnsName, nameServers });
    });
}

function zoneOf(stack: SynthesizedStack, dnsName: string): Record<string, any> {
  const found = stack.resources("google_dns_managed_zone").find(({ body }) => body.dns_name === dnsName);
  expect(found).toBeDefined();
  return found!.body;
}

test("questions for some names go to the named servers, by the network's own routes, after the network", () => {
  const stack = forwarding("corp.example.", ["10.9.0.2", "10.9.0.3"])();
  expect(conformanceProblems(stack.json)).toEqual([]);
  const zone = zoneOf(stack, "corp.example.");
  expect(zone).toMatchObject({
    name: "ml-forward-corp-example",
    visibility: "private",
    forwarding_config: {
      target_name_servers: [
        { ipv4_address: "10.9.0.2", forwarding_path: "private" },
        { ipv4_address: "10.9.0.3", forwarding_path: "private" },
      ],
    },
    private_visibility_config: { networks: [{ network_url: "projects/my-project/global/networks/ml" }] },
  });
  expect(zone.depends_on).toContain(stack.resource("google_compute_network").address);
});

test("questions for some names are answered as those of another network, after both", () => {
  const stack = synthStack((scope) => {
    new PeeringZone(scope, "Data", { vpc: vpc(scope), dnsName: "data.example.", peer: vpc(scope, "data") });
  });
  expect(conformanceProblems(stack.json)).toEqual([]);
  const zone = zoneOf(stack, "data.example.");
  expect(zone.peering_config).toEqual({ target_network: { network_url: "projects/my-project/global/networks/data" } });
  const networks = stack.resources("google_compute_network").map(({ address }) => address);
  expect(networks).toHaveLength(2);
  expect(zone.depends_on).toEqual(expect.arrayContaining(networks));
});

test("long names keep the zones' names short and apart", () => {
  const names = ["a", "b"].map((one) => {
    const dnsName = `${"very-long-name.".repeat(4)}${one}.example.`;
    return zoneOf(forwarding(dnsName, ["10.9.0.2"])(), dnsName).name as string;
  });
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
});

test("names that differ in dots, hyphens and underscores only are zones of different names", () => {
  const dnsNames = ["a.b.example.", "a-b.example.", "a_b.example.", "_a.b.example.", "a._b.example.", "_.", "__."];
  const names = dnsNames.map((dnsName) => zoneOf(forwarding(dnsName, ["10.9.0.2"])(), dnsName).name as string);
  expect(names[0]).toBe("ml-forward-a-b-example");
  expect(new Set(names).size).toBe(dnsNames.length);
  for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
});

test.each<[string, string, string[], string]>([
  ["without its dot", "corp.example", ["10.9.0.2"], 'dnsName "corp.example": must be a DNS name'],
  ["for everything", ".", ["10.9.0.2"], 'dnsName ".": must be a DNS name'],
  ["in capitals", "Corp.example.", ["10.9.0.2"], "in lower case"],
  ["of Google's", "storage.googleapis.com.", ["10.9.0.2"], "googleapis.com. is Google's own"],
  ["of the registry", "pkg.dev.", ["10.9.0.2"], "pkg.dev. is Google's own"],
  ["that only Terraform knows", Lazy.stringValue({ produce: () => "a." }), ["10.9.0.2"], "dnsName: must be a literal"],
  ["to nobody", "corp.example.", [], "nameServers: are 0; name 1 to 50"],
  ["to a name", "corp.example.", ["ns.example"], 'nameServers "ns.example": must be an IPv4 address'],
  ["to no address", "corp.example.", ["10.9.0.256"], 'nameServers "10.9.0.256": must be an IPv4 address'],
  ["to a short address", "corp.example.", ["10.9.0"], 'nameServers "10.9.0": must be an IPv4 address'],
  ["to one twice", "corp.example.", ["10.9.0.2", "10.9.0.2"], "name one twice"],
])("a forwarding zone %s is refused", (_, dnsName, nameServers, words) => {
  expect(forwarding(dnsName, nameServers)).toThrow(words);
});

test("a second zone of one name on a network, and a network that is its own peer, are refused", () => {
  expect(() =>
    synthStack((stack) => {
      const network = vpc(stack);
      new ForwardingZone(stack, "One", { vpc: network, dnsName: "a.example.", nameServers: ["10.9.0.2"] });
      new PeeringZone(stack, "Two", { vpc: network, dnsName: "a.example.", peer: vpc(stack, "data") });
    }),
  ).toThrow('network "ml" has one of that name already');
  expect(() =>
    synthStack((stack) => {
      const network = vpc(stack);
      new PeeringZone(stack, "Two", { vpc: network, dnsName: "a.example.", peer: network });
    }),
  ).toThrow('peer "ml": is the network itself');
});

describe("names that Google's side of a peering asks for", () => {
  test("are told to it after the peering, and before a service uses it", () => {
    const stack = synthStack((scope) => {
      const access = new PrivateServicesAccess(scope, "Access", { vpc: vpc(scope), dnsSuffixes: ["corp.example."] });
      expect(access.dependables).toHaveLength(3);
    });
    expect(conformanceProblems(stack.json)).toEqual([]);
    expect(stack.resource("google_service_networking_peered_dns_domain").body).toMatchObject({
      name: "dns-corp-example",
      network: "ml",
      service: "servicenetworking.googleapis.com",
      dns_suffix: "corp.example.",
      depends_on: expect.arrayContaining([stack.resource("google_service_networking_connection").address]),
    });
  });

  test("have names that begin with a letter, and one each", () => {
    const dnsSuffixes = ["10.in-addr.arpa.", "10.example.", "dns.10.example.", "a.b.example.", "a-b.example.", "_."];
    const stack = synthStack((scope) => {
      new PrivateServicesAccess(scope, "Access", { vpc: vpc(scope), dnsSuffixes });
    });
    const bodies = stack.resources("google_service_networking_peered_dns_domain").map(({ body }) => body);
    expect(bodies.map((body) => body.dns_suffix as string).sort()).toEqual([...dnsSuffixes].sort());
    const names = bodies.map((body) => body.name as string);
    expect(new Set(names).size).toBe(dnsSuffixes.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
  });

  test.each([[["corp.example"]], [["a.example.", "a.example."]], [["googleapis.com."]], ["corp.example." as never]])(
    "%j are refused",
    (dnsSuffixes) => {
      expect(() =>
        synthStack((scope) => {
          new PrivateServicesAccess(scope, "Access", { vpc: vpc(scope), dnsSuffixes });
        }),
      ).toThrow("dnsSuffixes");
    },
  );
});
