import { BlockList } from "node:net";
import fc from "fast-check";

import {
  EgressSummary,
  Reachability,
  type Destination,
  type HostPlace,
  type NetworkModel,
  type ProtocolModel,
} from "../../lib/reachability";
import {
  ALL,
  DEFAULT_ROUTE,
  DENY,
  egress,
  HTTPS,
  ingress,
  NAT,
  network,
  NETWORKS,
  REGION,
  RESTRICTED,
  route,
  subnet,
} from "./networks";

const HOST: HostPlace = { subnet: "main" };
const tcp = (ip: string, port = 443): Destination => ({ ip, protocol: "tcp", port });

function outcome(model: NetworkModel, to: Destination, from: HostPlace = HOST): string {
  return new Reachability(model).decide(from, to).outcome;
}

const dual = { ...subnet, ipv6: { access: "internal", cidrRange: "fd20:1::/64" } } as const;
const external = { ...subnet, ipv6: { access: "external", cidrRange: "2600:1900:4000::/64" } } as const;

describe("the four networks", () => {
  test.each([
    // network, restricted range, a public address, public DNS, Google's name through public DNS
    ["public", "reachable", "unreachable", "unreachable", "unknown"],
    ["publicNat", "reachable", "reachable", "reachable", "reachable"],
    ["private", "reachable", "unreachable", "unreachable", "unreachable"],
    ["privateNat", "reachable", "unreachable", "unreachable", "unreachable"],
  ] as const)("%s: Google %s, internet %s, DNS %s, 8.8.8.8 %s", (name, google, internet, dns, googleDns) => {
    const model = NETWORKS[name];
    expect(outcome(model, tcp("199.36.153.5"))).toBe(google);
    expect(outcome(model, tcp("151.101.0.223"))).toBe(internet);
    expect(outcome(model, { ip: "1.1.1.1", protocol: "udp", port: 53 })).toBe(dns);
    expect(outcome(model, { ip: "8.8.8.8", protocol: "udp", port: 53 })).toBe(googleDns);
    expect(outcome(model, tcp("10.0.0.9", 22))).toBe("unreachable");
    expect(outcome(model, { ip: "169.254.169.254", protocol: "udp", port: 53 })).toBe("reachable");
  });

  test("what is allowed of the internet is reached through NAT, on its ports only", () => {
    expect(outcome(NETWORKS.privateNat, tcp("203.0.113.9"))).toBe("reachable");
    expect(outcome(NETWORKS.privateNat, tcp("203.0.113.9", 80))).toBe("unreachable");
    expect(outcome(NETWORKS.privateNat, { ip: "203.0.113.9", protocol: "udp", port: 443 })).toBe("unreachable");
    expect(outcome({ ...NETWORKS.privateNat, nats: [] }, tcp("203.0.113.9"))).toBe("unreachable");
  });
});

describe("routes", () => {
  test("the longest prefix wins, then the lowest priority, then what is not seen through", () => {
    const appliance = route("203.0.113.0/24", { nextHop: "other", priority: 65535 });
    const both = network({ routes: [DEFAULT_ROUTE, appliance], nats: [NAT] });
    expect([outcome(both, tcp("203.0.113.1")), outcome(both, tcp("198.51.100.1"))]).toEqual(["unknown", "reachable"]);
    const lower = route("203.0.113.0/24", { priority: 0 });
    expect(outcome({ ...both, routes: [DEFAULT_ROUTE, appliance, lower] }, tcp("203.0.113.1"))).toBe("reachable");
    const equal = route("203.0.113.0/24", { priority: 65535 });
    expect(outcome({ ...both, routes: [equal, appliance] }, tcp("203.0.113.1"))).toBe("unknown");
  });

  test("a route with tags is only for hosts that have one", () => {
    const model = network({ routes: [route("0.0.0.0/0", { tags: ["out"] })], nats: [NAT] });
    expect(outcome(model, tcp("203.0.113.1"))).toBe("unreachable");
    expect(outcome(model, tcp("203.0.113.1"), { ...HOST, tags: ["out", "x"] })).toBe("reachable");
  });

  test("what the internet does not route is not reached by a default route", () => {
    const model = network({ routes: [DEFAULT_ROUTE], nats: [NAT] });
    expect(
      ["192.168.0.1", "172.16.0.1", "100.64.0.1", "224.0.0.1", "169.254.0.1"].map((ip) => outcome(model, tcp(ip))),
    ).toEqual(Array.from({ length: 5 }, () => "unreachable"));
  });

  test("Cloud NAT serves its region and its subnets", () => {
    const model = network({ routes: [DEFAULT_ROUTE] });
    const to = tcp("203.0.113.1");
    expect(outcome({ ...model, nats: [{ ...NAT, region: "europe-west1" }] }, to)).toBe("unreachable");
    expect(outcome({ ...model, nats: [{ ...NAT, subnets: ["other"] }] }, to)).toBe("unreachable");
    expect(outcome({ ...model, nats: [{ ...NAT, subnets: ["main"] }] }, to)).toBe("reachable");
    expect(outcome(model, to, { ...HOST, externalAddress: true })).toBe("reachable");
  });
});

describe("Google's addresses", () => {
  const withAccess = (access: boolean | undefined, more: Partial<NetworkModel> = {}): NetworkModel =>
    network({ subnets: [{ ...subnet, privateGoogleAccess: access }], routes: [DEFAULT_ROUTE], ...more });
  const range = tcp("199.36.153.8");

  test("need a route, and Private Google Access, NAT or an external address", () => {
    expect(outcome(withAccess(true), range)).toBe("reachable");
    expect(outcome(withAccess(false), range)).toBe("unreachable");
    expect(outcome(withAccess(undefined), range)).toBe("unknown");
    expect(outcome(withAccess(false, { nats: [NAT] }), range)).toBe("reachable");
    expect(outcome(withAccess(undefined, { nats: [NAT] }), range)).toBe("reachable");
    expect(outcome(withAccess(false), range, { ...HOST, externalAddress: true })).toBe("reachable");
    expect(outcome(withAccess(true, { routes: [route(RESTRICTED)] }), range)).toBe("unreachable");
  });

  test("a route to one of the two ranges does not lead to the other", () => {
    const model = network({ routes: [route(RESTRICTED)] });
    expect(
      ["199.36.153.3", "199.36.153.4", "199.36.153.7", "199.36.153.8"].map((ip) => outcome(model, tcp(ip))),
    ).toEqual(["unreachable", "reachable", "reachable", "unreachable"]);
  });

  test("an endpoint needs no route", () => {
    const endpoints = [{ name: "apis", ip: "10.255.0.5", bundle: "vpc-sc" as const }];
    expect(outcome(withAccess(true, { endpoints, routes: [] }), tcp("10.255.0.5"))).toBe("reachable");
    expect(outcome(withAccess(false, { endpoints, routes: [] }), tcp("10.255.0.5"))).toBe("unreachable");
    expect(outcome(withAccess(true, { routes: [] }), tcp("10.255.0.5"))).toBe("unreachable");
    expect(outcome(withAccess(true, { endpoints, firewallRules: DENY }), tcp("10.255.0.5"))).toBe("unreachable");
  });

  test("are reached by public names through Private Google Access", () => {
    const reaches = (model: NetworkModel, name: string): string =>
      new Reachability(model).decideName(HOST, name, { protocol: "tcp", port: 443 }).outcome;
    expect(reaches(withAccess(true), "us-python.pkg.dev")).toBe("reachable");
    expect(reaches(withAccess(true), "example.com")).toBe("unknown");
    expect(reaches(withAccess(false), "us-python.pkg.dev")).toBe("unreachable");
    expect(reaches(withAccess(false), "example.com")).toBe("unreachable");
    expect(reaches(withAccess(true, { nats: [NAT] }), "example.com")).toBe("reachable");
    expect(reaches(withAccess(true), "restricted.googleapis.com")).toBe("reachable");
    expect(reaches(NETWORKS.private, "us-python.pkg.dev")).toBe("reachable");
    expect(reaches(NETWORKS.private, "us-python.pkg.dev.example.com")).toBe("unreachable");
    expect(reaches(NETWORKS.private, "run.app")).toBe("unreachable");
    expect(reaches({ ...NETWORKS.private, routes: [] }, "us-python.pkg.dev")).toBe("unreachable");
  });
});

describe("IPv6", () => {
  const restricted = tcp("2600:2d00:2:1000::1");
  const open = [route("::/0")];

  test("is for subnets that have it", () => {
    expect(outcome(network({ routes: open }), restricted)).toBe("unreachable");
    expect(outcome(network({ routes: open, subnets: [dual] }), restricted)).toBe("reachable");
    expect(outcome(network({ routes: open, subnets: [dual] }), tcp("2620:0:2d0:200::7"))).toBe("unreachable");
    expect(outcome(network({ routes: open, subnets: [external] }), tcp("2620:0:2d0:200::7"))).toBe("reachable");
    expect(outcome(network({ subnets: [external] }), tcp("2620:0:2d0:200::7"))).toBe("unreachable");
  });

  test("is not helped by NAT, by an IPv4 route, or by an external IPv4 address", () => {
    const model = network({ routes: [DEFAULT_ROUTE, ...open], nats: [NAT], subnets: [dual] });
    expect(outcome(model, tcp("2620:0:2d0:200::7"), { ...HOST, externalAddress: true })).toBe("unreachable");
    expect(outcome(network({ routes: [DEFAULT_ROUTE], subnets: [external] }), tcp("2620:0:2d0:200::7"))).toBe(
      "unreachable",
    );
  });

  test("is not covered by a rule for IPv4, nor by one without ranges", () => {
    const model = network({ routes: open, subnets: [external] });
    const to = tcp("2620:0:2d0:200::7");
    expect(outcome({ ...model, firewallRules: [DENY[0]!] }, to)).toBe("reachable");
    expect(outcome({ ...model, firewallRules: [egress("deny", [])] }, to)).toBe("reachable");
    expect(outcome({ ...model, firewallRules: [DENY[1]!] }, to)).toBe("unreachable");
  });
});

describe("firewall rules", () => {
  const open = network({ routes: [DEFAULT_ROUTE], nats: [NAT] });
  const decide = (...firewallRules: NetworkModel["firewallRules"]): string =>
    outcome({ ...open, firewallRules }, tcp("203.0.113.1"));

  test("the lowest priority number decides, and deny at the same one", () => {
    const [allow, deny] = [egress("allow", ["203.0.113.0/24"]), egress("deny", ["0.0.0.0/0"])];
    expect(decide(allow, deny)).toBe("unreachable");
    expect(decide({ ...allow, priority: 999 }, deny)).toBe("reachable");
    expect(decide(allow, { ...deny, priority: 999 })).toBe("unreachable");
    expect(decide(allow, { ...deny, disabled: true })).toBe("reachable");
    expect(decide(deny, { ...deny, action: "allow", priority: 0, direction: "INGRESS" })).toBe("unreachable");
  });

  test("of two that say the same, the reason names the first by name", () => {
    const rules = ["b", "a"].map((name) => egress("allow", ["0.0.0.0/0"], { name }));
    for (const firewallRules of [rules, rules.toReversed()]) {
      const { reason } = new Reachability({ ...open, firewallRules }).decide(HOST, tcp("203.0.113.1"));
      expect(reason).toBe(
        'route "to 0.0.0.0/0" leads there through Cloud NAT "nat"; firewall rule "a" (priority 1000) allows it',
      );
    }
  });

  test.each([
    [[{ protocol: "tcp" }], true],
    [[{ protocol: "TCP", ports: ["1-79", "400-500"] }], true],
    [[{ protocol: "6", ports: ["443"] }], true],
    [[{ protocol: "udp" }, { protocol: "tcp", ports: ["443"] }], true],
    [[{ protocol: "tcp", ports: ["442", "444-65535"] }], false],
    [[{ protocol: "udp", ports: ["443"] }], false],
    [[{ protocol: "icmp" }], false],
    [[], false],
  ])("a deny of %j is for tcp 443: %s", (protocols, matches) => {
    expect(decide(egress("deny", ["0.0.0.0/0"], { protocols }))).toBe(matches ? "unreachable" : "reachable");
  });

  test("targets are tags or service accounts", () => {
    const model = {
      ...open,
      firewallRules: [
        egress("deny", ["0.0.0.0/0"]),
        egress("allow", ["0.0.0.0/0"], { priority: 1, targetTags: ["a", "b"] }),
        egress("allow", ["0.0.0.0/0"], { priority: 1, targetServiceAccounts: ["x@y"] }),
      ],
    };
    const to = tcp("203.0.113.1");
    expect(outcome(model, to)).toBe("unreachable");
    expect(outcome(model, to, { ...HOST, tags: ["b"] })).toBe("reachable");
    expect(outcome(model, to, { ...HOST, tags: ["c"], serviceAccount: "z@y" })).toBe("unreachable");
    expect(outcome(model, to, { ...HOST, serviceAccount: "x@y" })).toBe("reachable");
  });

  test("within the network both ends have to let it pass", () => {
    const to = tcp("10.0.0.9", 22);
    const inside = (firewallRules: NetworkModel["firewallRules"], more: Partial<Destination> = {}): string =>
      outcome({ ...open, firewallRules }, { ...to, ...more }, { ...HOST, tags: ["client"] });
    expect(inside([])).toBe("unreachable");
    expect(inside([ingress("allow", ["10.0.0.0/8"])])).toBe("reachable");
    expect(inside([ingress("allow", ["10.0.0.0/8"]), ...DENY])).toBe("unreachable");
    expect(inside([ingress("allow", ["10.0.0.128/25"])])).toBe("unknown");
    expect(inside([ingress("allow", [], { sourceTags: ["client"] })])).toBe("reachable");
    expect(inside([ingress("allow", [], { sourceTags: ["other"] })])).toBe("unreachable");
    expect(inside([ingress("allow", [], { sourceServiceAccounts: ["x@y"] })])).toBe("unreachable");
    expect(inside([ingress("allow", ["0.0.0.0/0"], { targetTags: ["server"] })])).toBe("unreachable");
    expect(inside([ingress("allow", ["0.0.0.0/0"], { targetTags: ["server"] })], { tags: ["server"] })).toBe(
      "reachable",
    );
  });

  test("of a connection from outside, as Identity-Aware Proxy makes it, only ingress counts", () => {
    const ssh = { protocol: "tcp", port: 22 };
    const from = (ip: string, firewallRules: NetworkModel["firewallRules"], host: HostPlace = HOST): string =>
      new Reachability({ ...open, firewallRules }).decideIngress(host, ip, ssh).outcome;
    const iap = [ingress("allow", ["35.235.240.0/20"], { protocols: [{ protocol: "tcp", ports: ["22"] }] }), ...DENY];
    expect(from("35.235.240.1", iap)).toBe("reachable");
    expect(from("35.235.240.1", DENY)).toBe("unreachable");
    expect(from("35.235.239.255", iap)).toBe("unreachable");
    const world = [ingress("allow", ["0.0.0.0/0"])];
    expect(from("203.0.113.1", world)).toBe("unreachable");
    expect(from("203.0.113.1", world, { ...HOST, externalAddress: true })).toBe("reachable");
    expect(from("2620:0:2d0:200::7", world)).toBe("unreachable");
  });
});

describe("what cannot be seen", () => {
  const unseen = (topic: NetworkModel["unknown"][number]["topic"]): NetworkModel["unknown"] => [
    { topic, reason: `no ${topic}` },
  ];

  test("makes an answer unknown that depends on it, and only that", () => {
    const closed = network();
    const open = network({ routes: [DEFAULT_ROUTE] });
    const to = tcp("203.0.113.1");
    expect(outcome({ ...closed, unknown: unseen("routes") }, to)).toBe("unknown");
    expect(outcome({ ...closed, unknown: unseen("routes"), firewallRules: DENY }, to)).toBe("unreachable");
    expect(outcome({ ...closed, unknown: unseen("firewall") }, to)).toBe("unreachable");
    expect(outcome({ ...open, nats: [NAT], unknown: unseen("firewall") }, to)).toBe("unknown");
    expect(outcome({ ...open, unknown: unseen("nat") }, to)).toBe("unknown");
    expect(outcome({ ...open, unknown: unseen("dns") }, to)).toBe("unreachable");
    expect(outcome({ ...open, unknown: unseen("addresses") }, tcp("10.9.0.1"))).toBe("unknown");
    expect(outcome({ ...open, unknown: unseen("peerings") }, tcp("10.9.0.1"))).toBe("unknown");
    expect(outcome({ ...open, unknown: unseen("addresses") }, to)).toBe("unreachable");
    expect(new Reachability({ ...open, unknown: unseen("nat") }).decide(HOST, to).reason).toBe("no nat");
  });

  test("peerings hide what is behind them", () => {
    const to = tcp("10.9.0.1");
    expect(outcome(network({ peerings: [{ name: "p" }] }), to)).toBe("unknown");
    expect(outcome(network({ peerings: [{ name: "p" }], firewallRules: DENY }), to)).toBe("unreachable");
    expect(outcome(network({ peerings: [{ name: "p", ranges: ["10.8.0.0/16"] }] }), to)).toBe("unreachable");
    expect(outcome(network({ peerings: [{ name: "p", ranges: ["10.9.0.0/16"] }] }), to)).toBe("unknown");
    const other = tcp("203.0.113.1");
    expect(outcome(network({ peerings: [{ name: "p" }] }), other)).toBe("unreachable");
    expect(outcome(network({ peerings: [{ name: "p", ranges: [], importsOtherRoutes: true }] }), other)).toBe(
      "unknown",
    );
  });

  test("a subnet whose range is not known may be anywhere private", () => {
    const hidden = { name: "other", region: REGION, privateGoogleAccess: true };
    expect(outcome(network({ subnets: [subnet, hidden] }), tcp("10.9.0.1"))).toBe("unknown");
    expect(outcome(network({ subnets: [subnet, hidden] }), tcp("203.0.113.1"))).toBe("unreachable");
    const v6 = { ...subnet, ipv6: { access: "internal" } } as const;
    expect(outcome(network({ subnets: [v6] }), tcp("fd20::1"))).toBe("unknown");
    expect(outcome(network({ subnets: [v6] }), tcp("2620:0:2d0:200::7"))).toBe("unreachable");
  });
});

describe("bad input", () => {
  test("says all that is wrong with a model at once", () => {
    const model = network({
      subnets: [subnet, { ...subnet, ipCidrRange: "10.0.0.1/24" }],
      routes: [route("0.0.0.0", { priority: -1 }), route("nowhere")],
      firewallRules: [
        egress("deny", ["10.0.0.0/40"], { protocols: [{ protocol: "tcp", ports: ["443-80", "70000", "http"] }] }),
      ],
    });
    expect(() => new Reachability(model)).toThrow(
      [
        '8 problems [network "net"]',
        'subnet "main": two of this name, where hosts are placed by it',
        'subnet "main": "10.0.0.1/24": has host bits set; the range that contains it is "10.0.0.0/24"',
        'route "to nowhere": "nowhere": not an IP range: an address, a slash and a prefix length are needed, ' +
          "such as 10.0.0.0/24 or 2600::/64",
        'firewall rule "deny 10.0.0.0/40": "10.0.0.0/40": the prefix length must be a number from 0 to 32',
        ...["443-80", "70000", "http"].map(
          (port) =>
            `firewall rule "deny 10.0.0.0/40": "${port}": not a port from 0 to 65535 ` +
            "or a range of ports such as 8000-8999",
        ),
        '"to 0.0.0.0": priority "-1" must be a whole number from 0 to 65535',
      ].join("\n  - "),
    );
  });

  test.each([
    [{ subnet: "x" }, tcp("10.0.0.1"), 'subnet "x": not in network "net"; it has "main"'],
    [HOST, tcp("10.0.0"), '"10.0.0": not an IP address'],
    [HOST, { ip: "10.0.0.1", protocol: "tcp" }, '"tcp": a port is needed'],
    [HOST, { ip: "10.0.0.1", protocol: "17" }, '"17": a port is needed'],
    [HOST, tcp("10.0.0.1", 65536), '"65536": not a port'],
    [HOST, { ip: "10.0.0.1", protocol: "all" }, '"all": not one protocol'],
  ])("%j to %j is refused", (from, to, message) => {
    expect(() => new Reachability(network()).decide(from, to)).toThrow(message);
  });
});

describe("properties", () => {
  const range = fc.constantFrom(
    "0.0.0.0/0",
    "203.0.113.0/24",
    "203.0.113.128/25",
    "10.0.0.0/8",
    RESTRICTED,
    "::/0",
    "2620::/16",
    "2600:2d00:2:1000::/64",
  );
  const protocols = fc.constantFrom(
    ALL,
    HTTPS,
    [{ protocol: "udp" }],
    [{ protocol: "tcp", ports: ["1-1023"] }],
    [{ protocol: "58" }],
  );
  const label = fc.constantFrom<readonly string[] | undefined>(
    undefined,
    undefined,
    undefined,
    ["a"],
    ["b"],
    ["a", "b"],
  );
  // Mostly for everything, so that rules meet what is asked.
  const rule = fc
    .record({
      action: fc.constantFrom("allow" as const, "deny" as const),
      direction: fc.constantFrom("EGRESS" as const, "EGRESS" as const, "INGRESS" as const),
      priority: fc.constantFrom(0, 1000, 1001, 65535),
      ranges: fc.oneof(fc.constant(["0.0.0.0/0", "::/0"]), fc.uniqueArray(range, { maxLength: 2 })),
      protocols: fc.oneof(fc.constant(ALL), protocols),
      targetTags: label,
      sourceTags: label,
      disabled: fc.option(fc.constant(true), { freq: 6, nil: undefined }),
    })
    .map(({ targetTags, sourceTags, disabled, direction, ...rest }) => ({
      ...egress("allow", []),
      ...rest,
      name: JSON.stringify(rest),
      direction,
      ...(targetTags && { targetTags }),
      ...(direction === "INGRESS" && sourceTags && { sourceTags }),
      ...(disabled && { disabled }),
    }));
  const someRoutes = fc.uniqueArray(
    fc
      .record({ destRange: range, priority: fc.constantFrom(0, 1000), other: fc.boolean(), tags: label })
      .map(({ destRange, priority, other, tags }) =>
        route(destRange, { priority, nextHop: other ? "other" : "default-internet-gateway", ...(tags && { tags }) }),
      ),
    { maxLength: 4 },
  );
  const routes = fc.tuple(fc.constantFrom([], [DEFAULT_ROUTE, route("::/0")]), someRoutes).map((both) => both.flat());
  const model = fc
    .record({
      routes,
      firewallRules: fc.array(rule, { maxLength: 6 }),
      nats: fc.constantFrom([], [NAT]),
      subnets: fc.constantFrom([subnet], [dual], [external], [{ ...subnet, privateGoogleAccess: undefined }]),
      unknown: fc.constantFrom<NetworkModel["unknown"]>(
        [],
        [],
        [],
        [],
        [],
        [],
        [{ topic: "firewall", reason: "f" }],
        [{ topic: "routes", reason: "r" }],
      ),
    })
    .map((parts) => network(parts));
  const host = fc
    .record({ externalAddress: fc.boolean(), tags: label })
    .map(({ externalAddress, tags }): HostPlace => ({ ...HOST, externalAddress, tags: tags ?? [] }));
  const to = fc
    .record({
      ip: fc.constantFrom(
        "203.0.113.1",
        "203.0.113.200",
        "198.51.100.1",
        "10.0.0.9",
        "10.9.9.9",
        "199.36.153.4",
        "8.8.8.8",
        "2620:0:2d0:200::7",
        "2600:2d00:2:1000::1",
        "fd20:1::1",
        "169.254.169.254",
      ),
      traffic: fc.constantFrom(
        { protocol: "tcp", port: 443 },
        { protocol: "tcp", port: 22 },
        { protocol: "tcp", port: 8080 },
        { protocol: "udp", port: 53 },
        { protocol: "icmp" },
        { protocol: "58" },
      ),
    })
    .map(({ ip, traffic }): Destination => ({ ip, ...traffic }));
  const order = { unreachable: 0, unknown: 1, reachable: 2 };
  const level = (one: NetworkModel, from: HostPlace, where: Destination): number =>
    order[new Reachability(one).decide(from, where).outcome];
  const runs = { numRuns: 1000 };

  test("a further deny never opens, a further allow never closes", () => {
    let moved = 0;
    const strong = rule.map(({ action }) => egress(action, ["0.0.0.0/0", "::/0"], { priority: 0 }));
    fc.assert(
      fc.property(model, fc.oneof(rule, strong), host, to, (one, more, from, where) => {
        const before = level(one, from, where);
        const after = level({ ...one, firewallRules: [...one.firewallRules, more] }, from, where);
        if (before !== after) moved += 1;
        if (more.action === "deny") expect(after).toBeLessThanOrEqual(before);
        else expect(after).toBeGreaterThanOrEqual(before);
      }),
      runs,
    );
    expect(moved).toBeGreaterThan(20);
  });

  test("the order of rules and routes does not matter, not even to the reason", () => {
    fc.assert(
      fc.property(model, host, to, (one, from, where) => {
        const turned = { ...one, firewallRules: one.firewallRules.toReversed(), routes: one.routes.toReversed() };
        expect(new Reachability(turned).decide(from, where)).toEqual(new Reachability(one).decide(from, where));
      }),
      runs,
    );
  });

  test("at the same priority a deny wins", () => {
    fc.assert(
      fc.property(model, rule, host, to, (one, more, from, where) => {
        const pair = [
          { ...more, action: "allow" as const },
          { ...more, action: "deny" as const },
        ];
        const both = level({ ...one, firewallRules: [...one.firewallRules, ...pair] }, from, where);
        expect(both).toBe(level({ ...one, firewallRules: [...one.firewallRules, pair[1]!] }, from, where));
      }),
      runs,
    );
  });

  test("an external address, NAT or Private Google Access never closes anything", () => {
    fc.assert(
      fc.property(model, host, to, (one, from, where) => {
        const before = level(one, from, where);
        expect(level(one, { ...from, externalAddress: true }, where)).toBeGreaterThanOrEqual(before);
        expect(level({ ...one, nats: [NAT] }, from, where)).toBeGreaterThanOrEqual(before);
        const subnets = one.subnets.map((each) => ({ ...each, privateGoogleAccess: true }));
        expect(level({ ...one, subnets }, from, where)).toBeGreaterThanOrEqual(before);
      }),
      runs,
    );
  });

  test("what is not seen only ever makes an answer unknown", () => {
    const topics = fc.constantFrom("addresses", "dns", "firewall", "nat", "peerings", "routes");
    fc.assert(
      fc.property(model, topics, host, to, (one, topic, from, where) => {
        const before = level(one, from, where);
        const after = level({ ...one, unknown: [...one.unknown, { topic, reason: "x" }] }, from, where);
        expect([before, 1]).toContain(after);
      }),
      runs,
    );
  });

  // `decideAt` and what the summary lists come by different ways to the same.
  test("the summary lists exactly what is decided", () => {
    const known = model.map((one) => ({
      ...one,
      firewallRules: one.firewallRules.map((each) => ({ ...each, targetTags: [] })),
      routes: one.routes.map(({ tags: _, ...each }) => each),
    }));
    fc.assert(
      fc.property(known, to, (one, where) => {
        fc.pre(where.ip !== "169.254.169.254");
        const reachability = new Reachability(one);
        const plain = EgressSummary.of(reachability).subnets[0]!.hosts[0]!;
        const family = where.ip.includes(":") ? plain.ipv6 : plain.ipv4;
        const reaches = family
          ? [family.internet, family.network, family.otherNetworks, ...family.googleApis.map(({ reach }) => reach)]
          : [];
        const inForce = one.firewallRules.filter(({ disabled }) => disabled !== true);
        const named = inForce.flatMap((each) => each.protocols.map(({ protocol }) => protocol));
        const lists = (targets: (typeof reaches)[number]["targets"]): boolean =>
          targets.some(
            ({ ranges, protocols: listed }) =>
              ranges.some((each) => holds(each, where.ip)) && listed.some((each) => covers(each, where, named)),
          );
        const decision = reachability.decide(HOST, where);
        // The whole internet is written as one range, in which other kinds of addresses lie.
        const place = reachability.place(where.ip).kind;
        const relevant = reaches.filter((one) => one !== family?.internet || ["public", "google"].includes(place));
        expect({
          reachable: relevant.some(({ targets }) => lists(targets)),
          unknown: relevant.some(({ unknownTargets }) => lists(unknownTargets)),
        }).toEqual({ reachable: decision.outcome === "reachable", unknown: decision.outcome === "unknown" });
      }),
      { numRuns: 150 },
    );
  });
});

function holds(range: string, ip: string): boolean {
  const family = ip.includes(":") ? "ipv6" : "ipv4";
  if (range.includes(":") !== ip.includes(":")) return false;
  const list = new BlockList();
  const [address = "", length] = range.split("/");
  list.addSubnet(address, Number(length), family);
  return list.check(ip, family);
}

/** @param named the protocols that rules name: all the others are "other" */
function covers({ protocol, ports }: ProtocolModel, to: Destination, named: readonly string[]): boolean {
  if (protocol === "all") return true;
  if (protocol !== to.protocol && (protocol !== "other" || named.includes(to.protocol))) return false;
  return (
    ports?.some((text) => {
      const [first = 0, last = first] = text.split("-").map(Number);
      return first <= to.port! && to.port! <= last;
    }) ?? true
  );
}
