import { NetworkModels, Reachability, type NetworkModel } from "../../lib/reachability";
import { TerraformNetwork } from "../../lib/reachability/terraform-networks";

const PROJECT = "acme-ml";
const NET = "${google_compute_network.Vpc.id}";
const NAME = "projects/acme-ml/global/networks/private";

type Types = Record<string, Record<string, object>>;

/** A stack as cdktf writes it: a private network with everything on it. */
function stack(resource: Types = {}, drop: readonly string[] = []): object {
  const base: Types = {
    google_compute_network: {
      Vpc: { name: "private", project: PROJECT, auto_create_subnetworks: false, delete_default_routes_on_create: true },
    },
    google_compute_subnetwork: {
      Main: {
        name: "main",
        network: NET,
        region: "us-central1",
        ip_cidr_range: "10.10.0.0/24",
        private_ip_google_access: true,
        secondary_ip_range: [{ range_name: "pods", ip_cidr_range: "10.20.0.0/16" }],
      },
    },
    google_compute_route: {
      Google: {
        name: "google",
        network: NET,
        dest_range: "199.36.153.4/30",
        next_hop_gateway: "default-internet-gateway",
      },
    },
    google_compute_firewall: {
      Deny: {
        name: "deny",
        network: NET,
        direction: "EGRESS",
        priority: 65000,
        deny: [{ protocol: "all" }],
        destination_ranges: ["0.0.0.0/0"],
      },
      Allow: {
        name: "allow",
        network: NET,
        direction: "EGRESS",
        allow: [{ protocol: "tcp", ports: ["443"] }],
        destination_ranges: ["199.36.153.4/30"],
      },
    },
    google_dns_managed_zone: {
      PkgDev: {
        name: "pkg-dev",
        dns_name: "pkg.dev.",
        visibility: "private",
        private_visibility_config: { networks: [{ network_url: NET }] },
      },
    },
    google_dns_record_set: {
      Apex: {
        managed_zone: "${google_dns_managed_zone.PkgDev.name}",
        name: "pkg.dev.",
        type: "A",
        rrdatas: ["199.36.153.4"],
        ttl: 300,
      },
      Wildcard: {
        managed_zone: "pkg-dev",
        name: "*.${google_dns_managed_zone.PkgDev.dns_name}",
        type: "CNAME",
        rrdatas: ["pkg.dev."],
      },
    },
  };
  for (const [type, blocks] of Object.entries(resource)) base[type] = { ...base[type], ...blocks };
  const kept = Object.entries(base).filter(([type]) => !drop.includes(type));
  return { provider: { google: [{ project: PROJECT }] }, resource: Object.fromEntries(kept) };
}

function only(...configurations: readonly object[]): NetworkModel {
  const models = NetworkModels.fromTerraform(...configurations);
  expect(models.map(({ name }) => name)).toEqual([NAME]);
  return models[0]!;
}

const unseen = (model: NetworkModel): readonly string[] =>
  model.unknown.map(({ topic, reason }) => `${topic}: ${reason}`);
const decide = (model: NetworkModel, ip: string): string =>
  new Reachability(model).decide({ subnet: "main" }, { ip, protocol: "tcp", port: 443 }).outcome;

test("a network is read with everything on it", () => {
  expect(only(stack())).toEqual({
    name: NAME,
    subnets: [
      {
        name: "main",
        region: "us-central1",
        ipCidrRange: "10.10.0.0/24",
        secondaryRanges: ["10.20.0.0/16"],
        privateGoogleAccess: true,
      },
    ],
    routes: [{ name: "google", destRange: "199.36.153.4/30", priority: 1000, nextHop: "default-internet-gateway" }],
    firewallRules: [
      {
        name: "deny",
        direction: "EGRESS",
        action: "deny",
        priority: 65000,
        ranges: ["0.0.0.0/0"],
        protocols: [{ protocol: "all" }],
        disabled: false,
      },
      {
        name: "allow",
        direction: "EGRESS",
        action: "allow",
        priority: 1000,
        ranges: ["199.36.153.4/30"],
        protocols: [{ protocol: "tcp", ports: ["443"] }],
        disabled: false,
      },
    ],
    nats: [],
    zones: [
      {
        name: "pkg-dev",
        dnsName: "pkg.dev.",
        kind: "private",
        records: [
          { name: "pkg.dev.", type: "A", rrdatas: ["199.36.153.4"] },
          { name: "*.pkg.dev.", type: "CNAME", rrdatas: ["pkg.dev."] },
        ],
      },
    ],
    responsePolicyRules: [],
    alternativeNameServers: [],
    endpoints: [],
    peerings: [],
    unknown: [],
  });
});

test("what it reaches follows from that", () => {
  const model = only(stack());
  expect([decide(model, "199.36.153.5"), decide(model, "203.0.113.1")]).toEqual(["reachable", "unreachable"]);
  expect(new Reachability(model).resolve("us-python.pkg.dev").addresses).toEqual(["199.36.153.4"]);
});

describe("routes", () => {
  const vpc = { name: "private", project: PROJECT, auto_create_subnetworks: false };

  test("the default route is there unless it is deleted", () => {
    const kept = only(stack({ google_compute_network: { Vpc: vpc } }));
    expect(kept.routes.map(({ destRange }) => destRange)).toEqual(["0.0.0.0/0", "199.36.153.4/30"]);
    const open = only(
      stack({ google_compute_network: { Vpc: { ...vpc, delete_default_routes_on_create: "${var.x}" } } }),
    );
    expect(open.routes[0]?.destRange).toBe("0.0.0.0/0");
  });

  test("that of IPv6 comes with external IPv6, deleted or not", () => {
    const with6 = (access: string, more: object = {}): NetworkModel =>
      only(
        stack({
          google_compute_subnetwork: {
            Main: {
              name: "main",
              network: NET,
              region: "r",
              ip_cidr_range: "10.0.0.0/24",
              stack_type: "IPV4_IPV6",
              ipv6_access_type: access,
              ...more,
            },
          },
        }),
      );
    expect(with6("EXTERNAL").routes[0]?.destRange).toBe("::/0");
    expect(with6("${var.x}").subnets[0]?.ipv6).toEqual({ access: "external" });
    expect(with6("INTERNAL").routes[0]?.destRange).toBe("199.36.153.4/30");
    expect(with6("INTERNAL", { internal_ipv6_prefix: "fd20:1::/64" }).subnets[0]?.ipv6).toEqual({
      access: "internal",
      cidrRange: "fd20:1::/64",
    });
  });

  test("that lead elsewhere are told apart, and those that are not known are said", () => {
    const model = only(
      stack({
        google_compute_route: {
          Vm: { name: "vm", network: NET, dest_range: "0.0.0.0/0", next_hop_instance: "vm", priority: 5, tags: ["t"] },
          Long: {
            name: "long",
            network: NET,
            dest_range: "::/0",
            next_hop_gateway: "projects/p/global/gateways/default-internet-gateway",
          },
          Lost: { name: "lost", network: NET, dest_range: "${var.x}", next_hop_gateway: "default-internet-gateway" },
        },
        google_compute_router_peer: { Bgp: { router: "r" } },
      }),
    );
    expect(model.routes.slice(1)).toEqual([
      { name: "vm", destRange: "0.0.0.0/0", priority: 5, nextHop: "other", tags: ["t"] },
      { name: "long", destRange: "::/0", priority: 1000, nextHop: "default-internet-gateway" },
    ]);
    expect(unseen(model)).toEqual([
      "routes: the routes that google_compute_router_peer.Bgp brings",
      "routes: the range, priority or tags of google_compute_route.Lost are not known",
    ]);
  });
});

describe("Cloud NAT", () => {
  const router = { google_compute_router: { R: { name: "r", network: NET, region: "us-central1" } } };
  const nat = {
    name: "nat",
    router: "${google_compute_router.R.name}",
    region: "us-central1",
    source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
  };
  const nats = (more: object, other: Types = router): NetworkModel =>
    only(stack({ ...other, google_compute_router_nat: { N: { ...nat, ...more } } }));

  test("is found through its router", () => {
    expect(nats({}).nats).toEqual([{ name: "nat", region: "us-central1", subnets: "all" }]);
    expect(nats({ router: "r" }).nats).toHaveLength(1);
    expect(nats({ region: "${google_compute_router.R.region}" }).nats).toHaveLength(1);
    expect(nats({ type: "PRIVATE" }).nats).toEqual([]);
  });

  test("serves the subnets that it lists", () => {
    const some = (name: string): NetworkModel["nats"] =>
      nats({ source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS", subnetwork: [{ name }] }).nats;
    const expected = [{ name: "nat", region: "us-central1", subnets: ["main"] }];
    expect(some("${google_compute_subnetwork.Main.id}")).toEqual(expected);
    expect(some(`projects/${PROJECT}/regions/us-central1/subnetworks/main`)).toEqual(expected);
    expect(some("main")).toEqual(expected);
    expect(
      unseen(nats({ source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS", subnetwork: [{ name: "${var.x}" }] })),
    ).toEqual(["nat: the region or the subnets of google_compute_router_nat.N are not known"]);
  });

  test("of a router elsewhere is not seen, and one on another network is not ours", () => {
    expect(unseen(nats({ router: "other" }))).toEqual([
      "nat: the router of google_compute_router_nat.N is not defined here",
    ]);
    const elsewhere = stack({
      google_compute_router: { R: { name: "r", network: "projects/p/global/networks/other", region: "us-central1" } },
      google_compute_router_nat: { N: nat },
    });
    const models = NetworkModels.fromTerraform(elsewhere);
    expect(models.map(({ name, nats: own }) => [name, own.length])).toEqual([
      [NAME, 0],
      ["projects/p/global/networks/other", 1],
    ]);
  });
});

describe("firewall rules", () => {
  const rule = {
    name: "r",
    network: NET,
    direction: "EGRESS",
    allow: [{ protocol: "tcp" }],
    destination_ranges: ["0.0.0.0/0"],
  };
  const read = (more: object): NetworkModel => only(stack({ google_compute_firewall: { R: { ...rule, ...more } } }));

  test("are ingress by default, and may be on the network by any of its names", () => {
    const { direction: _, destination_ranges: __, ...ingress } = rule;
    for (const network of [
      NET,
      "private",
      NAME,
      `https://www.googleapis.com/compute/v1/${NAME}`,
      "${google_compute_network.Vpc.self_link}",
      "projects/${google_compute_network.Vpc.project}/global/networks/${google_compute_network.Vpc.name}",
      "${google_compute_subnetwork.Main.network}",
    ]) {
      const model = only(
        stack({
          google_compute_firewall: {
            R: { ...ingress, network, source_ranges: ["35.235.240.0/20"], target_tags: ["t"], source_tags: null },
          },
        }),
      );
      expect(model.unknown).toEqual([]);
      expect(model.firewallRules[2]).toEqual({
        name: "r",
        direction: "INGRESS",
        action: "allow",
        priority: 1000,
        ranges: ["35.235.240.0/20"],
        protocols: [{ protocol: "tcp" }],
        targetTags: ["t"],
        disabled: false,
      });
    }
  });

  test.each([
    [{ direction: "${var.x}" }],
    [{ priority: "${var.x}" }],
    [{ priority: 70000 }],
    [{ disabled: "${var.x}" }],
    [{ destination_ranges: ["0.0.0.0/0", "${var.x}"] }],
    [{ destination_ranges: "${var.x}" }],
    [{ destination_ranges: ["10.0.0.1/8"] }],
    [{ target_tags: ["${var.x}"] }],
    [{ target_service_accounts: ["${google_service_account.X.email}"] }],
    [{ allow: [{ protocol: "${var.x}" }] }],
    [{ allow: [{ protocol: "tcp", ports: ["http"] }] }],
    [{ allow: undefined }],
    [{ deny: [{ protocol: "udp" }] }],
  ])("with %j are not seen", (more) => {
    const model = read(more);
    expect(model.firewallRules.map(({ name }) => name)).toEqual(["deny", "allow"]);
    expect(unseen(model)).toEqual(["firewall: what google_compute_firewall.R says is not known"]);
    expect(decide(model, "199.36.153.4")).toBe("unknown");
  });

  test.each([
    [
      { google_compute_firewall: { R: { ...rule, for_each: "${var.x}" } } },
      "google_compute_firewall.R is made by count, for_each or dynamic",
    ],
    [
      { google_compute_firewall: { R: { ...rule, network: "${var.x}" } } },
      "the network of google_compute_firewall.R is not known",
    ],
    [
      { google_compute_network_firewall_policy_association: { P: { attachment_target: NET } } },
      "the rules of the firewall policy that google_compute_network_firewall_policy_association.P puts on networks",
    ],
  ])("of %j are said to be unseen", (resource, reason) => {
    expect(unseen(only(stack(resource)))).toEqual([`firewall: ${reason}`]);
  });
});

describe("DNS", () => {
  const zone = {
    name: "z",
    dns_name: "example.",
    visibility: "private",
    private_visibility_config: [{ networks: [{ network_url: NET }] }],
  };
  const read = (resource: Types): NetworkModel => only(stack(resource));

  test("public zones and those of other networks are not the network's", () => {
    const other = { networks: [{ network_url: "projects/p/global/networks/other" }] };
    const models = NetworkModels.fromTerraform(
      stack({
        google_dns_managed_zone: {
          Public: { name: "p", dns_name: "a." },
          Other: { ...zone, private_visibility_config: [other] },
        },
      }),
    );
    expect(models.map(({ zones }) => zones.map(({ name }) => name))).toEqual([["pkg-dev"], ["z"]]);
  });

  test("forwarding and peering zones are answered elsewhere", () => {
    const forwarding = read({
      google_dns_managed_zone: {
        Z: { ...zone, forwarding_config: { target_name_servers: [{ ipv4_address: "10.0.0.1" }] } },
      },
    });
    expect(forwarding.zones.map(({ kind }) => kind)).toEqual(["private", "elsewhere"]);
  });

  test("records that depend on who asks have no known answer", () => {
    const { zones } = read({
      google_dns_record_set: {
        R: { managed_zone: "pkg-dev", name: "x.pkg.dev.", type: "A", routing_policy: [{ wrr: [] }] },
      },
    });
    expect(zones[0]?.records.at(-1)).toEqual({ name: "x.pkg.dev.", type: "A", rrdatas: undefined });
  });

  test.each([
    [
      { google_dns_record_set: { R: { managed_zone: "other", name: "x.", type: "A", rrdatas: ["10.0.0.1"] } } },
      "the zone of google_dns_record_set.R is not defined here",
    ],
    [
      { google_dns_record_set: { R: { managed_zone: "pkg-dev", name: "${var.x}", type: "A", rrdatas: ["10.0.0.1"] } } },
      "the name or type of google_dns_record_set.R is not known",
    ],
    [
      { google_dns_managed_zone: { Z: { ...zone, dns_name: "${var.x}" } } },
      "the name of google_dns_managed_zone.Z is not known",
    ],
    [
      { google_dns_response_policy_rule: { R: { response_policy: "x", rule_name: "r", dns_name: "a." } } },
      "the response policy of google_dns_response_policy_rule.R is not defined here",
    ],
  ])("of %j is said to be unseen", (resource, reason) => {
    expect(unseen(read(resource))).toEqual([`dns: ${reason}`]);
  });

  test("policies are read", () => {
    const model = read({
      google_dns_policy: {
        P: {
          networks: [{ network_url: NET }],
          alternative_name_server_config: { target_name_servers: [{ ipv4_address: "10.0.0.53" }] },
        },
      },
      google_dns_response_policy: { R: { response_policy_name: "rp", networks: [{ network_url: NET }] } },
      google_dns_response_policy_rule: {
        All: {
          response_policy: "${google_dns_response_policy.R.response_policy_name}",
          rule_name: "all",
          dns_name: "*.",
          local_data: { local_datas: [{ name: "*.", type: "A", ttl: 300, rrdatas: ["0.0.0.0"] }] },
        },
        Pass: { response_policy: "rp", rule_name: "pass", dns_name: "pkg.dev." },
      },
    });
    expect(model.alternativeNameServers).toEqual(["10.0.0.53"]);
    expect(model.responsePolicyRules).toEqual([
      { name: "all", dnsName: "*.", records: [{ name: "*.", type: "A", rrdatas: ["0.0.0.0"] }] },
      { name: "pass", dnsName: "pkg.dev.", records: undefined },
    ]);
  });
});

describe("neighbours", () => {
  test("an endpoint for Google APIs has its address from the address resource", () => {
    const endpoint = (ip: string, target = "vpc-sc"): NetworkModel =>
      only(
        stack({
          google_compute_global_address: {
            A: { name: "apis", address: "10.255.0.5", purpose: "PRIVATE_SERVICE_CONNECT", network: NET },
          },
          google_compute_global_forwarding_rule: { F: { name: "apis", target, network: NET, ip_address: ip } },
        }),
      );
    const expected = [{ name: "apis", ip: "10.255.0.5", bundle: "vpc-sc" }];
    expect(endpoint("${google_compute_global_address.A.id}").endpoints).toEqual(expected);
    expect(endpoint("10.255.0.5").endpoints).toEqual(expected);
    expect(endpoint("10.255.0.5", "projects/p/regions/r/serviceAttachments/s").endpoints).toEqual([]);
    expect(unseen(endpoint("${var.x}"))).toEqual([
      "addresses: the address of google_compute_global_forwarding_rule.F is not known",
    ]);
  });

  test("peerings are read, and what they import", () => {
    const model = only(
      stack({
        google_compute_network_peering: {
          P: { name: "p", network: NET, peer_network: "x/y" },
          Q: { name: "q", network: NET, peer_network: "x/y", import_custom_routes: true },
        },
        google_service_networking_connection: {
          S: { network: NET, service: "servicenetworking.googleapis.com", reserved_peering_ranges: [] },
        },
      }),
    );
    expect(model.peerings).toEqual([
      { name: "p", importsOtherRoutes: false },
      { name: "q", importsOtherRoutes: true },
      { name: "servicenetworking.googleapis.com" },
    ]);
    expect([decide(model, "203.0.113.1"), decide(model, "199.36.153.4")]).toEqual(["unreachable", "unknown"]);
  });
});

describe("several stacks", () => {
  test("put their parts on one network", () => {
    const hosts = {
      provider: { google: [{ project: PROJECT }] },
      resource: {
        google_compute_firewall: {
          Iap: {
            name: "iap",
            network: NAME,
            allow: [{ protocol: "tcp", ports: ["22"] }],
            source_ranges: ["35.235.240.0/20"],
          },
        },
      },
    };
    expect(only(stack(), hosts).firewallRules.map(({ name }) => name)).toEqual(["deny", "allow", "iap"]);
    expect(only(hosts, stack()).unknown).toEqual([]);
  });

  test("may name resources alike", () => {
    const other = JSON.parse(JSON.stringify(stack()).replaceAll("private", "second")) as object;
    const models = NetworkModels.fromTerraform(stack(), other);
    expect(models.map(({ name, routes }) => [name, routes.length])).toEqual([
      [NAME, 1],
      [NAME.replace("private", "second"), 1],
    ]);
  });
});

test("a network that is only used here is unknown in every way but what is put on it", () => {
  for (const data of [undefined, { google_compute_network: { Vpc: { name: "private", project: PROJECT } } }]) {
    const adopted = JSON.parse(
      JSON.stringify(stack({}, ["google_compute_network"])).replaceAll(
        NET,
        data === undefined ? NAME : "${data.google_compute_network.Vpc.id}",
      ),
    ) as object;
    const model = only({ ...adopted, ...(data && { data }) });
    expect(model.firewallRules).toHaveLength(2);
    expect(model.unknown.map(({ topic }) => topic)).toEqual([
      "addresses",
      "dns",
      "firewall",
      "nat",
      "peerings",
      "routes",
    ]);
    expect(decide(model, "203.0.113.1")).toBe("unknown");
  }
});

test("an automatic network has subnets that are not seen", () => {
  const model = only(stack({ google_compute_network: { Vpc: { name: "private", project: PROJECT } } }));
  expect(unseen(model)).toEqual(["addresses: google_compute_network.Vpc creates a subnet in each region by itself"]);
  expect(decide({ ...model, firewallRules: [] }, "10.128.0.2")).toBe("unknown");
});

test("a module may put anything on a network", () => {
  const model = only({ ...stack(), module: { Firewall: { source: "x" } } });
  expect(model.unknown.map(({ topic }) => topic)).toEqual([
    "addresses",
    "dns",
    "firewall",
    "nat",
    "peerings",
    "routes",
  ]);
  expect(decide(model, "203.0.113.1")).toBe("unknown");
});

test("two dollar signs stand for one", () => {
  const route = {
    name: "$${x}",
    network: NET,
    dest_range: "203.0.113.0/24",
    next_hop_gateway: "default-internet-gateway",
  };
  expect(only(stack({ google_compute_route: { R: route } })).routes[1]?.name).toBe("${x}");
});

test("circles of references end", () => {
  const model = only(
    stack({
      google_compute_firewall: {
        R: {
          name: "r",
          network: "${google_compute_firewall.R.network}",
          direction: "${google_compute_firewall.R.direction}",
        },
      },
    }),
  );
  expect(unseen(model)).toEqual(["firewall: the network of google_compute_firewall.R is not known"]);
});

test("what is no configuration is refused", () => {
  expect(() => NetworkModels.fromTerraform("{}")).toThrow("a Terraform configuration must be an object");
  expect(NetworkModels.fromTerraform({})).toEqual([]);
});

test("the types that models read are listed: whoever renders no others misses nothing", () => {
  const asked = new Set<string>();
  const asks = (["all", "on"] as const).map((way) =>
    jest.spyOn(TerraformNetwork.prototype, way).mockImplementation((...[type]) => {
      asked.add(type);
      return [];
    }),
  );
  try {
    new NetworkModels([]).model("projects/p/global/networks/n");
  } finally {
    for (const one of asks) one.mockRestore();
  }
  expect([...NetworkModels.RESOURCE_TYPES].sort()).toEqual([...asked, "google_compute_network"].sort());
});
