import { EgressSummary, Reachability, type NetworkModel, type Reach } from "../../lib/reachability";
import { EGRESS_NOTES } from "../../lib/reachability/egress-notes";
import {
  DEFAULT_ROUTE,
  DENY,
  egress,
  HTTPS,
  ingress,
  NAT,
  network,
  NETWORKS,
  RESTRICTED,
  RESTRICTED_IPS,
  route,
  subnet,
} from "./networks";

const summary = (model: NetworkModel): EgressSummary => EgressSummary.of(new Reachability(model));
const plain = (model: NetworkModel) => summary(model).subnets[0]!.hosts[0]!;
const notes = (model: NetworkModel): readonly string[] => summary(model).notes.map(({ id }) => id);
const brief = ({ extent, targets, unknownTargets }: Reach): unknown => ({ extent, targets, unknownTargets });

describe("the four networks", () => {
  const short = (name: keyof typeof NETWORKS): unknown => {
    const { internet, googleApis, network: inside, otherNetworks } = plain(NETWORKS[name]).ipv4;
    return {
      internet: internet.extent,
      google: Object.fromEntries(googleApis.map((one) => [one.name, one.reach.extent])),
      inside: inside.extent,
      others: otherNetworks.extent,
    };
  };
  const ranges = {
    DirectPath: "everything",
    "private.googleapis.com": "everything",
    "restricted.googleapis.com": "everything",
  };

  test("are told apart", () => {
    const closed = { inside: "none", others: "none" };
    expect(short("public")).toEqual({
      ...closed,
      internet: "none",
      google: { ...ranges, "Google's public addresses": "unknown" },
    });
    expect(short("publicNat")).toEqual({ ...closed, internet: "everything", google: ranges });
    expect(short("private")).toEqual({ ...closed, internet: "none", google: { "restricted.googleapis.com": "some" } });
    expect(short("privateNat")).toEqual({
      ...closed,
      internet: "some",
      google: { "restricted.googleapis.com": "some" },
    });
  });

  test("say exactly what is open, and through what", () => {
    const { internet, googleApis } = plain(NETWORKS.privateNat).ipv4;
    expect(internet).toEqual({
      extent: "some",
      targets: [{ ranges: ["203.0.113.0/24"], protocols: HTTPS }],
      unknownTargets: [],
      reasons: ['route "to 0.0.0.0/0" leads there through Cloud NAT "nat"'],
    });
    expect(googleApis.map(({ reach }) => brief(reach))).toEqual([
      { extent: "some", targets: [{ ranges: [RESTRICTED], protocols: HTTPS }], unknownTargets: [] },
    ]);
    expect(plain(NETWORKS.publicNat).ipv4.internet.targets).toEqual([
      { ranges: ["0.0.0.0/0"], protocols: [{ protocol: "all" }] },
    ]);
  });

  test("differ for hosts with an external address only where a route leads out", () => {
    const external = Object.entries(NETWORKS).map(([name, model]) => [
      name,
      summary(model)
        .subnets[0]!.hosts.filter(({ externalAddress }) => externalAddress)
        .map(({ ipv4 }) => ipv4.internet.extent),
    ]);
    expect(Object.fromEntries(external)).toEqual({
      public: ["everything"],
      publicNat: [],
      private: [],
      privateNat: [],
    });
    expect(notes(NETWORKS.public)).toContain("external-address-opens");
    expect(notes(NETWORKS.publicNat)).not.toContain("external-address-opens");
  });

  test("say in words what they reach", () => {
    expect(summary(NETWORKS.private).sentences).toEqual([
      'Hosts in subnet "main" reach nothing on the internet over IPv4.',
      'Hosts in subnet "main" reach 199.36.153.4/30 by tcp port 443 at restricted.googleapis.com over IPv4 ' +
        '(route "to 199.36.153.4/30" leads there, by Private Google Access), and nothing else there.',
      'Hosts in subnet "main" reach nothing on other hosts of the network over IPv4.',
      'Hosts in subnet "main" have no IPv6.',
      'DNS: "*.googleapis.com", "*.pkg.dev", "googleapis.com" and "pkg.dev": to restricted.googleapis.com ' +
        `(${RESTRICTED_IPS.join(", ")}).`,
      "DNS: all other names are answered by public DNS.",
      'Hosts in subnet "main" without tags and external address reach us-python.pkg.dev, storage.googleapis.com ' +
        'and oauth2.googleapis.com on port 443 (route "to 199.36.153.4/30" leads there, by Private Google Access; ' +
        'firewall rule "allow 199.36.153.4/30" (priority 1000) allows it).',
      EGRESS_NOTES["google-serves-every-project"],
      EGRESS_NOTES["dns-answers-public-names"],
    ]);
  });
});

test("protocols and ports are listed as the rules leave them", () => {
  const model = network({
    routes: [DEFAULT_ROUTE],
    nats: [NAT],
    firewallRules: [
      egress("deny", ["0.0.0.0/0"], {
        protocols: [{ protocol: "tcp", ports: ["25", "100-199"] }, { protocol: "udp" }, { protocol: "esp" }],
      }),
    ],
  });
  expect(plain(model).ipv4.internet.targets).toEqual([
    {
      ranges: ["0.0.0.0/0"],
      protocols: [
        { protocol: "tcp", ports: ["0-24", "26-99", "200-65535"] },
        { protocol: "icmp" },
        { protocol: "other" },
      ],
    },
  ]);
});

test("neighbouring ranges are joined, and what is denied is cut out", () => {
  const model = network({
    routes: [DEFAULT_ROUTE],
    nats: [NAT],
    firewallRules: [
      ...DENY,
      egress("allow", ["203.0.112.0/24", "203.0.113.0/24"]),
      egress("deny", ["203.0.113.64/26"], { priority: 1 }),
    ],
  });
  const ranges = (one: NetworkModel): unknown => plain(one).ipv4.internet.targets.map((target) => target.ranges);
  expect(ranges(model)).toEqual([["203.0.112.0/24", "203.0.113.0/26", "203.0.113.128/25"]]);
  expect(ranges({ ...model, firewallRules: model.firewallRules.slice(0, -1) })).toEqual([["203.0.112.0/23"]]);
});

describe("hosts that rules tell apart", () => {
  test("are listed where they reach other things", () => {
    const model = network({
      routes: [DEFAULT_ROUTE, route("203.0.113.0/24", { tags: ["far"], priority: 1 })],
      nats: [NAT],
      firewallRules: [
        egress("deny", ["0.0.0.0/0"]),
        egress("allow", ["198.51.100.0/24"], { priority: 1, targetTags: ["out"] }),
        egress("allow", ["192.0.2.0/24"], { priority: 1, targetServiceAccounts: ["x@y"] }),
      ],
    });
    const kinds = summary(model).subnets[0]!.hosts.filter(({ externalAddress }) => !externalAddress);
    expect(
      kinds.map(({ tags, serviceAccount, ipv4 }) => [
        tags.join(),
        serviceAccount,
        ipv4.internet.targets.flatMap(({ ranges }) => ranges).join(),
      ]),
    ).toEqual([
      ["", undefined, ""],
      ["out", undefined, "198.51.100.0/24"],
      ["far,out", undefined, "198.51.100.0/24"],
      ["", "x@y", "192.0.2.0/24"],
      ["far", "x@y", "192.0.2.0/24"],
      ["out", "x@y", "192.0.2.0/24,198.51.100.0/24"],
      ["far,out", "x@y", "192.0.2.0/24,198.51.100.0/24"],
    ]);
    expect(summary(model).sentences.join("\n")).toContain('with tag "out" and service account "x@y" reach');
  });

  test("are not all combined when there are many tags, and the summary says so", () => {
    const tags = ["a", "b", "c", "d", "e"];
    const model = network({
      routes: [DEFAULT_ROUTE],
      nats: [NAT],
      firewallRules: [
        ...DENY,
        ...tags.map((tag) =>
          egress("allow", ["0.0.0.0/0"], {
            targetTags: [tag],
            protocols: [{ protocol: "tcp", ports: [String(tag.charCodeAt(0))] }],
          }),
        ),
      ],
    });
    expect(summary(model).subnets[0]!.hosts.map((host) => host.tags.join(""))).toEqual([
      "",
      "a",
      "b",
      "c",
      "d",
      "e",
      "abcde",
      ...["", "a", "b", "c", "d", "e", "abcde"].slice(1),
    ]);
    expect(summary(model).unknown).toEqual([
      "rules name 5 tags: hosts with some of them, but not all, may reach other things than listed",
    ]);
  });

  test("reach each other where both ends let it pass", () => {
    const model = network({ firewallRules: [ingress("allow", ["10.0.0.0/24"], { protocols: HTTPS })] });
    expect(brief(plain(model).ipv4.network)).toEqual({
      extent: "some",
      targets: [{ ranges: ["10.0.0.0/24"], protocols: HTTPS }],
      unknownTargets: [],
    });
  });
});

test("each subnet is let in for itself", () => {
  const other = { ...subnet, name: "other", ipCidrRange: "10.0.1.0/24" };
  const model = network({ subnets: [subnet, other], firewallRules: [ingress("allow", ["10.0.1.0/24"])] });
  expect(summary(model).subnets.map(({ hosts }) => hosts[0]?.ipv4.network.extent)).toEqual(["none", "everything"]);
});

describe("IPv6", () => {
  const dual = { ...subnet, ipv6: { access: "external", cidrRange: "2600:1900:4000::/64" } } as const;

  test("stays open where only IPv4 is denied", () => {
    const model = network({ subnets: [dual], routes: [route("::/0")], firewallRules: [DENY[0]!] });
    expect([plain(model).ipv4.internet.extent, plain(model).ipv6?.internet.extent]).toEqual(["none", "everything"]);
    const closed = plain({ ...model, firewallRules: DENY });
    expect(closed.ipv6?.internet.extent).toBe("none");
    expect(summary(model).sentences).toContain(
      'Hosts in subnet "main" reach everything on the internet over IPv6 (route "to ::/0" leads there ' +
        "from the host's own external address).",
    );
  });
});

describe("what cannot be seen", () => {
  test("is unknown in data and words, with the reason", () => {
    const model = { ...NETWORKS.private, unknown: [{ topic: "firewall", reason: "rules of another team" }] } as const;
    const { ipv4 } = plain(model);
    expect(ipv4.internet.extent).toBe("none");
    expect(ipv4.googleApis.map(({ reach }) => brief(reach))).toEqual([
      { extent: "unknown", targets: [], unknownTargets: [{ ranges: [RESTRICTED], protocols: [{ protocol: "all" }] }] },
    ]);
    expect(summary(model).sentences).toContain("Not seen: rules of another team.");
    expect(summary(model).services.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown", "unknown"]);
  });

  test("of routes leaves open only what the firewall allows", () => {
    const model = { ...NETWORKS.private, unknown: [{ topic: "routes", reason: "tunnels" }] } as const;
    const { ipv4 } = plain(model);
    expect([ipv4.internet.extent, ipv4.googleApis.map(({ reach }) => reach.extent)]).toEqual(["none", ["unknown"]]);
    const open = plain({ ...model, firewallRules: [] }).ipv4;
    expect([open.internet.extent, open.otherNetworks.extent]).toEqual(["unknown", "unknown"]);
  });
});

describe("notes", () => {
  const root = { name: "root", dnsName: ".", records: [] };

  test("on Google's addresses go with what is declared", () => {
    expect(notes(NETWORKS.private)).toContain("google-serves-every-project");
    expect(notes({ ...NETWORKS.private, vpcServiceControls: true })).toEqual(
      expect.arrayContaining(["perimeter-declared", "perimeter-needs-remote-allowed"]),
    );
    expect(notes({ ...NETWORKS.private, vpcServiceControls: true })).not.toContain("google-serves-every-project");
    expect(notes(network())).not.toContain("google-serves-every-project");
    expect(notes(NETWORKS.private)).not.toContain("google-public-addresses");
    expect(notes(NETWORKS.public)).toContain("google-public-addresses");
  });

  test("on DNS go with what the resolver answers", () => {
    expect(summary(NETWORKS.private).publicNames).toBe("answered");
    const closed = { ...NETWORKS.private, zones: [...NETWORKS.private.zones, root] };
    expect(summary(closed).publicNames).toBe("closed");
    expect(notes(closed)).toEqual(["google-serves-every-project"]);
    expect(summary(closed).sentences).toContain("DNS: no other name is answered, public DNS is closed.");
    const policy = [{ name: "all", dnsName: "*.", records: [{ name: "*.", type: "A", rrdatas: ["0.0.0.0"] }] }];
    expect(summary(network({ responsePolicyRules: policy })).publicNames).toBe("closed");
    const letThrough = [...policy, { name: "some", dnsName: "*.example.", records: undefined }];
    expect(summary(network({ responsePolicyRules: letThrough })).publicNames).toBe("some");
    expect(notes(network({ responsePolicyRules: letThrough }))).toContain("dns-answers-some-public-names");
    expect(summary(network({ zones: [{ ...root, kind: "elsewhere" }] })).publicNames).toBe("unknown");
    expect(notes(network({ zones: [{ ...root, kind: "elsewhere" }] }))).toContain("dns-answered-elsewhere");
  });

  test("on run.app", () => {
    const zone = {
      name: "run",
      dnsName: "run.app.",
      records: [{ name: "*.run.app.", type: "A", rrdatas: RESTRICTED_IPS }],
    };
    expect(notes(network({ zones: [zone] }))).toContain("run-app-is-anyones");
    expect(notes(NETWORKS.private)).not.toContain("run-app-is-anyones");
  });
});

test("names are listed with what their addresses are", () => {
  const zones = [
    {
      name: "z",
      dnsName: "example.",
      records: [
        { name: "host.example.", type: "A", rrdatas: ["10.0.0.9"] },
        { name: "apis.example.", type: "A", rrdatas: ["10.255.0.5"] },
        { name: "web.example.", type: "A", rrdatas: ["203.0.113.1"] },
        { name: "lost.example.", type: "CNAME", rrdatas: ["nowhere.example."] },
      ],
    },
  ];
  const model = network({ zones, endpoints: [{ name: "apis", ip: "10.255.0.5", bundle: "all-apis" }] });
  expect(summary(model).names.map(({ name, answer, places }) => [name, answer, ...places])).toEqual([
    ["apis.example", "private", "apis"],
    ["host.example", "private", "main"],
    ["lost.example", "none"],
    ["web.example", "private", "the internet"],
  ]);
});

test("Markdown takes nothing from a name", () => {
  const model = network({ name: "<b>*x*</b>", unknown: [{ topic: "dns", reason: "a\n# b [c](d) | @e" }] });
  const { markdown } = summary(model);
  expect(markdown).toContain('"\\<b\\>\\*x\\*\\</b\\>"');
  expect(markdown).toContain("- Not seen: a \\# b \\[c\\](d) \\| \\@e.");
  expect(
    markdown
      .split("\n")
      .filter((line) => line !== "")
      .slice(1)
      .every((line) => line.startsWith("- ")),
  ).toBe(true);
});
