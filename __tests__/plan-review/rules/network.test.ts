import { networkExposureRule } from "../../../lib/plan-review/rules/network-exposure";
import { networkHostsRule } from "../../../lib/plan-review/rules/network-hosts";
import { networkLinksRule } from "../../../lib/plan-review/rules/network-links";
import { networkNamesRule } from "../../../lib/plan-review/rules/network-names";
import { networkPathsRule } from "../../../lib/plan-review/rules/network-paths";
import { networkPoliciesRule } from "../../../lib/plan-review/rules/network-policies";
import { networkReachRule } from "../../../lib/plan-review/rules/network-reach";
import { networkChanges } from "../../../lib/plan-review/facts/compared-networks";
import type { PlanRule } from "../../../lib/plan-review/plan-rule";
import { type PlannedResource, planOf } from "../plan-builder";
import { changeOf, findingsOf, saidBy } from "./reviewed-plan";

const ON = { project: "acme-ml", network: "projects/acme-ml/global/networks/vpc" };
const kept = (address: string, body: object): PlannedResource => ({ address, before: body, after: body });
const made = (address: string, after: object): PlannedResource => ({ address, after });
const gone = (address: string, before: object): PlannedResource => ({ address, before });

const VPC = kept("google_compute_network.Vpc", {
  project: "acme-ml",
  name: "vpc",
  auto_create_subnetworks: false,
  delete_default_routes_on_create: true,
});
const SUBNET = {
  ...ON,
  name: "main",
  region: "us-central1",
  ip_cidr_range: "10.0.0.0/24",
  private_ip_google_access: true,
  stack_type: "IPV4_ONLY",
};
const CLOSED = [VPC, kept("google_compute_subnetwork.Main", SUBNET)];
const ROUTE = {
  ...ON,
  name: "out",
  dest_range: "0.0.0.0/0",
  next_hop_gateway: "default-internet-gateway",
  priority: 1000,
};
const ROUTER = kept("google_compute_router.R", { ...ON, name: "r", region: "us-central1" });
const NAT = {
  project: "acme-ml",
  name: "nat",
  router: "r",
  region: "us-central1",
  source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
  type: "PUBLIC",
};
const DENY = {
  ...ON,
  name: "deny",
  direction: "EGRESS",
  priority: 65000,
  deny: [{ protocol: "all", ports: [] }],
  destination_ranges: ["0.0.0.0/0"],
};
const OPEN = [...CLOSED, ROUTER, kept("google_compute_route.Out", ROUTE), kept("google_compute_router_nat.Nat", NAT)];

/** A policy on the network: what it says is not seen. */
const UNSEEN = kept("google_compute_network_firewall_policy_association.A", {
  name: "a",
  attachment_target: ON.network,
  firewall_policy: "p",
});

const effects = (rule: PlanRule, ...resources: readonly PlannedResource[]): readonly string[] =>
  findingsOf(rule, ...resources).map(({ effect }) => effect);
const turn = (
  rule: PlanRule,
  type: string,
  before: object | undefined,
  after: object | undefined,
  extra: Partial<PlannedResource> = {},
): readonly string[] =>
  effects(rule, {
    address: `${type}.X`,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...extra,
  });

describe("what hosts of a whole network reach", () => {
  const said = (...resources: readonly PlannedResource[]): readonly string[] => saidBy(networkReachRule, ...resources);

  test("grows with a route and Cloud NAT together, and with neither alone", () => {
    const [internet] = said(
      ...CLOSED,
      ROUTER,
      made("google_compute_route.Out", ROUTE),
      made("google_compute_router_nat.Nat", NAT),
    );
    expect(internet).toBe('widened: hosts in subnet "main" of network "vpc" can now reach everything on the internet');
    expect(effects(networkReachRule, ...CLOSED, ROUTER, made("google_compute_router_nat.Nat", NAT))).toEqual([]);
  });

  test("shrinks with a deny, and grows when it goes, is disabled or comes too late", () => {
    const turned = (before: object | undefined, after: object | undefined): readonly string[] =>
      turnsOf({
        address: "google_compute_firewall.Deny",
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      });
    const turnsOf = (resource: PlannedResource): readonly string[] => [
      ...new Set(effects(networkReachRule, ...OPEN, resource)),
    ];
    expect(turned(undefined, DENY)).toEqual(["narrowed"]);
    expect(turned(DENY, undefined)).toEqual(["widened"]);
    expect(turned(DENY, { ...DENY, disabled: true })).toEqual(["widened"]);
    expect(turned(DENY, { ...DENY, destination_ranges: ["10.0.0.0/8"] })).toEqual(["widened"]);
    expect(turned(DENY, { ...DENY, target_tags: ["build"] })).toEqual(["widened"]);
    expect(turned(DENY, { ...DENY, priority: 64000 })).toEqual([]);
    expect(turned(DENY, { ...DENY, destination_ranges: ["0.0.0.0/1", "128.0.0.0/1"] })).toEqual([]);
    expect(turned({ ...DENY, deletion_policy: "ABANDON" }, undefined)).toEqual([]);
  });

  test("from where hosts are reached counts too", () => {
    const allow = {
      ...ON,
      name: "ssh",
      direction: "INGRESS",
      priority: 1000,
      allow: [{ protocol: "tcp", ports: ["22"] }],
      source_ranges: ["35.235.240.0/20"],
    };
    expect(said(...CLOSED, made("google_compute_firewall.Ssh", allow))).toEqual([
      'widened: hosts in subnet "main" of network "vpc" can now be reached from outside or from other hosts ' +
        '("35.235.240.0/20") by "tcp 22"',
    ]);
    const wider = {
      address: "google_compute_firewall.Ssh",
      before: allow,
      after: { ...allow, source_ranges: ["0.0.0.0/0"] },
    };
    expect([...new Set(effects(networkReachRule, ...CLOSED, wider))]).toEqual(["widened"]);
    expect(effects(networkReachRule, ...CLOSED, gone("google_compute_firewall.Ssh", allow))).toEqual(["narrowed"]);
  });

  test("of a new network is new, and of one that goes away is lost", () => {
    const all = OPEN.map(({ address, after = {} }) => made(address, after));
    expect([...new Set(effects(networkReachRule, ...all))]).toEqual(["widened"]);
    expect([
      ...new Set(
        effects(
          networkReachRule,
          ...all.map(({ address, after = {} }) => gone(address, after)),
          gone("google_compute_firewall.Deny", DENY),
        ),
      ),
    ]).toEqual([]);
    expect([
      ...new Set(effects(networkReachRule, ...all.map(({ address, after = {} }) => gone(address, after)))),
    ]).toEqual(["narrowed"]);
  });

  test("is followed by the address when the network gets another name", () => {
    const renamed = OPEN.map(({ address, before = {} }) => {
      const text = JSON.stringify(before)
        .replaceAll("networks/vpc", "networks/other")
        .replace('"name":"vpc"', '"name":"other"');
      return { address, before, after: JSON.parse(text) as object, actions: ["delete", "create"] };
    });
    expect(effects(networkReachRule, ...renamed)).toEqual([]);
  });

  test("is unknown where something on it cannot be seen", () => {
    const findings = findingsOf(networkReachRule, ...CLOSED, { address: UNSEEN.address, after: UNSEEN.after ?? {} });
    expect([...new Set(findings.map(({ effect }) => effect))]).toEqual(["unknown"]);
  });

  test("is told in words for networks where it differs", () => {
    const change = changeOf(planOf({ resources: [...OPEN, gone("google_compute_firewall.Deny", DENY)] }));
    const [one] = networkChanges(change);
    expect(one?.network).toBe("vpc");
    expect(one?.before.join()).toContain("reach nothing on the internet");
    expect(one?.after.join()).toContain("reach everything on the internet");
    expect(networkChanges(changeOf(planOf({ resources: OPEN })))).toEqual([]);
  });
});

describe("single resources", () => {
  const said = (...resources: readonly PlannedResource[]): readonly string[] => saidBy(networkPathsRule, ...resources);

  test("explain what a whole network gains, and are silent when it gains nothing", () => {
    expect(
      said(...CLOSED, ROUTER, made("google_compute_route.Out", ROUTE), made("google_compute_router_nat.Nat", NAT)),
    ).toEqual([
      'widened: route "out" is new: it leads from the network to "0.0.0.0/0" through the internet gateway',
      'widened: Cloud NAT "nat" is new: through it hosts in every subnet of its region get a way to the internet',
    ]);
    expect(said(...OPEN, gone("google_compute_firewall.Deny", DENY))).toEqual([
      'widened: firewall egress deny rule "deny" ("0.0.0.0/0") is gone',
    ]);
    expect(
      said(...OPEN, { address: "google_compute_firewall.Deny", before: DENY, after: { ...DENY, priority: 64000 } }),
    ).toEqual([]);
    const all = OPEN.map(({ address, after = {} }) => gone(address, after));
    expect(effects(networkPathsRule, ...all, gone("google_compute_firewall.Deny", DENY))).not.toContain("widened");
  });

  test("of a network that is too large to be computed are all told, and quickly", () => {
    const many = Array.from({ length: 301 }, (_, at) =>
      kept(`google_compute_firewall.F${at}`, {
        ...DENY,
        name: `f${at}`,
        destination_ranges: [`10.0.${at % 250}.0/24`],
      }),
    );
    const nat = made("google_compute_router_nat.Nat", NAT);
    const resources = [...CLOSED, ...many, ROUTER, nat];
    expect(effects(networkReachRule, ...resources)).toEqual([]);
    expect(effects(networkPathsRule, ...resources)).toEqual(["widened"]);
    expect(effects(networkPathsRule, ...CLOSED, ...many.slice(1), ROUTER, nat)).toEqual([]);
  });

  test("cannot be seen where a secret decides, or a word that means nothing", () => {
    const secret = {
      address: "google_compute_firewall.Deny",
      before: DENY,
      after: { ...DENY, disabled: true },
      sensitive: { disabled: true },
    };
    expect(effects(networkPathsRule, UNSEEN, ...OPEN, secret)).toEqual(["unknown"]);
    expect(
      effects(networkPathsRule, UNSEEN, ...OPEN, {
        address: "google_compute_firewall.Deny",
        before: DENY,
        after: { ...DENY, direction: "@team" },
      }),
    ).toEqual(["unknown"]);
  });

  describe("of a network that is not seen whole", () => {
    const of = (
      type: string,
      before: object | undefined,
      after: object | undefined,
      extra: Partial<PlannedResource> = {},
    ): readonly string[] =>
      effects(networkPathsRule, ...CLOSED, ROUTER, UNSEEN, {
        address: `${type}.X`,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
        ...extra,
      });
    const ALLOW = {
      ...ON,
      name: "allow",
      direction: "EGRESS",
      priority: 1000,
      allow: [{ protocol: "tcp", ports: ["443"] }],
      destination_ranges: ["10.1.0.0/16"],
    };

    test("firewall rules", () => {
      const type = "google_compute_firewall";
      expect([
        of(type, undefined, ALLOW),
        of(type, ALLOW, undefined),
        of(type, undefined, DENY),
        of(type, DENY, undefined),
      ]).toEqual([["widened"], ["narrowed"], ["narrowed"], ["widened"]]);
      expect(of(type, DENY, { ...DENY, disabled: true })).toEqual(["widened"]);
      expect(of(type, ALLOW, { ...ALLOW, destination_ranges: ["10.1.0.0/16", "10.2.0.0/16"] })).toEqual(["widened"]);
      expect(of(type, ALLOW, { ...ALLOW, allow: [{ protocol: "all" }] })).toEqual(["widened"]);
      expect(of(type, ALLOW, { ...ALLOW, target_tags: ["build"] })).toEqual(["narrowed"]);
      expect(of(type, DENY, { ...DENY, target_tags: ["build"] })).toEqual(["widened"]);
      expect(of(type, DENY, { ...DENY, priority: 65100 })).toEqual(["widened"]);
      expect(of(type, ALLOW, { ...ALLOW, destination_ranges: ["10.9.0.0/16"] })).toEqual(["unknown"]);
      expect(of(type, ALLOW, { ...ALLOW, destination_ranges: [] }, { unknown: { destination_ranges: true } })).toEqual([
        "unknown",
      ]);
      expect(of(type, undefined, { ...ALLOW, allow: undefined }, { unknown: { allow: true } })).toEqual(["unknown"]);
      expect(of(type, ALLOW, { ...ALLOW, description: "other" })).toEqual([]);
    });

    test("routes, Cloud NAT and subnets", () => {
      expect([
        of("google_compute_route", undefined, ROUTE),
        of("google_compute_route", ROUTE, undefined),
        of("google_compute_route", ROUTE, { ...ROUTE, priority: 1 }),
      ]).toEqual([["widened"], ["narrowed"], ["unknown"]]);
      expect(
        of("google_compute_route", { ...ROUTE, next_hop_gateway: null, next_hop_ip: "10.0.0.9" }, undefined),
      ).toEqual(["unknown"]);
      const listed = {
        ...NAT,
        source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS",
        subnetwork: [{ name: "main" }],
      };
      expect([
        of("google_compute_router_nat", undefined, NAT),
        of("google_compute_router_nat", NAT, undefined),
      ]).toEqual([["widened"], ["narrowed"]]);
      expect([of("google_compute_router_nat", listed, NAT), of("google_compute_router_nat", NAT, listed)]).toEqual([
        ["widened"],
        ["narrowed"],
      ]);
      expect(of("google_compute_router_nat", listed, { ...listed, subnetwork: [{ name: "other" }] })).toEqual([
        "unknown",
      ]);
      expect(of("google_compute_router_nat", NAT, { ...NAT, log_config: [] })).toEqual([]);
      const other = { ...SUBNET, name: "other", ip_cidr_range: "10.7.0.0/24" };
      expect(of("google_compute_subnetwork", other, { ...other, private_ip_google_access: false })).toEqual([
        "narrowed",
      ]);
      expect(of("google_compute_subnetwork", { ...other, private_ip_google_access: false }, other)).toEqual([
        "widened",
      ]);
      expect(
        of(
          "google_compute_subnetwork",
          other,
          { ...other, private_ip_google_access: null },
          { unknown: { private_ip_google_access: true } },
        ),
      ).toEqual(["unknown"]);
      expect(
        of("google_compute_subnetwork", other, { ...other, stack_type: "IPV4_IPV6", ipv6_access_type: "EXTERNAL" }),
      ).toEqual(["widened"]);
      expect(of("google_compute_subnetwork", other, { ...other, ip_cidr_range: "10.7.0.0/20" })).toEqual(["unknown"]);
    });

    test("networks and names", () => {
      const network = { project: "acme-ml", name: "second" };
      expect(effects(networkPathsRule, UNSEEN, made("google_compute_network.Second", network))).toEqual(["widened"]);
      expect(
        of("google_compute_network", { ...network, routing_mode: "REGIONAL" }, { ...network, routing_mode: "GLOBAL" }),
      ).toEqual(["unknown"]);
      const record = {
        project: "acme-ml",
        managed_zone: "elsewhere",
        name: "pkg.dev.",
        type: "A",
        rrdatas: ["10.0.0.9"],
      };
      expect([
        of("google_dns_record_set", undefined, record),
        of("google_dns_record_set", record, undefined),
        of("google_dns_record_set", record, { ...record, rrdatas: ["10.0.0.8"] }),
      ]).toEqual([["unknown"], ["narrowed"], ["unknown"]]);
      expect(of("google_dns_response_policy_rule", { dns_name: "*." }, undefined)).toEqual(["unknown"]);
    });

    test("of a network that is not in the plan at all", () => {
      expect(effects(networkPathsRule, gone("google_compute_firewall.X", DENY))).toEqual(["widened"]);
      expect(effects(networkReachRule, gone("google_compute_firewall.X", DENY))).toEqual([]);
    });
  });
});

describe("names", () => {
  const zone = {
    project: "acme-ml",
    name: "pkg-dev",
    dns_name: "pkg.dev.",
    visibility: "private",
    private_visibility_config: [{ networks: [{ network_url: ON.network }] }],
  };
  const record = {
    project: "acme-ml",
    managed_zone: "pkg-dev",
    name: "*.pkg.dev.",
    type: "A",
    rrdatas: ["199.36.153.4"],
  };
  const vip = kept("google_compute_route.Vip", { ...ROUTE, name: "vip", dest_range: "199.36.153.4/30" });
  const base = [...CLOSED, vip];
  const said = (...resources: readonly PlannedResource[]): readonly string[] =>
    saidBy(networkNamesRule, ...base, ...resources);

  test("of Google's APIs that are lost with their zone", () => {
    expect(said(gone("google_dns_managed_zone.Z", zone), gone("google_dns_record_set.A", record))).toEqual([
      'changed: "*.pkg.dev" is answered by public DNS for hosts of network "vpc", and no longer by the network itself',
      'narrowed: hosts in subnet "main" of network "vpc" can no longer reach "us-python.pkg.dev": ' +
        "they cannot install from Artifact Registry without it",
    ]);
  });

  test("that lead elsewhere, or nowhere, or where it cannot be seen", () => {
    const of = (after: object, unknown: object = {}): readonly string[] =>
      said(kept("google_dns_managed_zone.Z", zone), {
        address: "google_dns_record_set.A",
        before: record,
        after,
        unknown,
      });
    expect(of({ ...record, rrdatas: ["10.0.0.9"] })[0]).toMatch(/^widened: "\*.pkg.dev" now leads to "10.0.0.9"/);
    expect(of({ ...record, rrdatas: ["199.36.153.5"] })[0]).toMatch(/^changed/);
    expect(of({ ...record, rrdatas: [] }, { rrdatas: true })[0]).toMatch(/^unknown/);
    expect(of({ ...record, ttl: 60 })).toEqual([]);
  });

  test("that were kept from being answered, or answered by the network, are answered by public DNS", () => {
    const other = { ...zone, name: "corp", dns_name: "corp.example." };
    const own = { ...record, managed_zone: "corp", name: "pypi.corp.example.", rrdatas: ["10.0.0.9"] };
    const policy = { project: "acme-ml", response_policy_name: "p", networks: [{ network_url: ON.network }] };
    const sink = {
      project: "acme-ml",
      response_policy: "p",
      rule_name: "r",
      dns_name: "pypi.example.",
      local_data: [{ local_datas: [{ name: "pypi.example.", type: "A", ttl: 1, rrdatas: ["0.0.0.0"] }] }],
    };
    expect(said(gone("google_dns_managed_zone.Z", other))).toEqual([
      'widened: "*.corp.example" is now answered by public DNS for hosts of network "vpc", and led nowhere until now',
    ]);
    expect(said(made("google_dns_managed_zone.Z", other))).toEqual([
      'narrowed: "*.corp.example" leads nowhere any more for hosts of network "vpc"',
    ]);
    expect(said(gone("google_dns_managed_zone.Z", other), gone("google_dns_record_set.R", own))).toContain(
      'unknown: "pypi.corp.example" is answered by public DNS for hosts of network "vpc", ' +
        "and no longer by the network itself",
    );
    expect(
      said(gone("google_dns_response_policy.P", policy), gone("google_dns_response_policy_rule.R", sink))[0],
    ).toMatch(/^unknown: "pypi.example" is answered by public DNS/);
    // What covers all names decides on those of a zone that goes.
    const root = kept("google_dns_managed_zone.Root", { ...zone, name: "root", dns_name: "." });
    expect(said(root, gone("google_dns_managed_zone.Z", other), gone("google_dns_record_set.R", own))).toEqual([
      'narrowed: "pypi.corp.example" leads nowhere any more for hosts of network "vpc"',
    ]);
  });

  test("whose records are no addresses keep a network from being seen whole, and nothing else from review", () => {
    const bad = made("google_dns_record_set.A", { ...record, rrdatas: ["no address"] });
    expect(
      effects(
        networkPathsRule,
        ...base,
        kept("google_dns_managed_zone.Z", zone),
        bad,
        made("google_compute_route.Out", ROUTE),
      ),
    ).toEqual(["unknown", "widened"]);
  });

  test("of everybody else that are answered again", () => {
    const root = { ...zone, name: "root", dns_name: "." };
    expect(said(gone("google_dns_managed_zone.Root", root))[0]).toBe(
      'widened: hosts of network "vpc" now get answers from public DNS, by which data can leave',
    );
    expect(said(made("google_dns_managed_zone.Root", root))[0]).toMatch(/^narrowed/);
  });

  test("that hosts reach, once Private Google Access is on or off", () => {
    const records = [kept("google_dns_managed_zone.Z", zone), kept("google_dns_record_set.A", record)];
    const off = { ...SUBNET, private_ip_google_access: false };
    const of = (before: object, after: object): readonly string[] =>
      saidBy(networkNamesRule, VPC, vip, ...records, { address: "google_compute_subnetwork.Main", before, after });
    expect(of(SUBNET, off)[0]).toMatch(/^narrowed: .* can no longer reach "us-python.pkg.dev"/);
    expect(of(off, SUBNET)[0]).toMatch(/^widened: .* can now reach "us-python.pkg.dev"/);
  });
});

describe("links", () => {
  test.each([
    ["google_compute_network_peering", { peer_network: "a" }, { peer_network: "b" }],
    ["google_service_networking_connection", { service: "a" }, { service: "b" }],
    ["google_service_networking_peered_dns_domain", { dns_suffix: "a" }, { dns_suffix: "b" }],
    ["google_compute_vpn_tunnel", { peer_ip: "a" }, { peer_ip: "b" }],
    ["google_compute_interconnect_attachment", { router: "a" }, { router: "b" }],
    ["google_compute_router_peer", { peer_asn: 1 }, { peer_asn: 2 }],
    ["google_network_connectivity_spoke", { hub: "a" }, { hub: "b" }],
    ["google_compute_network_attachment", { subnetworks: ["a"] }, { subnetworks: ["b"] }],
    ["google_compute_service_attachment", { consumer_accept_lists: [{ x: 1 }] }, { consumer_accept_lists: [] }],
    ["google_compute_shared_vpc_service_project", { service_project: "a" }, { service_project: "b" }],
    ["google_vpc_access_connector", { network: "a" }, { network: "b" }],
    ["google_network_services_gateway", { gateway_security_policy: "a" }, { gateway_security_policy: "b" }],
    ["google_compute_forwarding_rule", { target: "a" }, { target: "b" }],
    ["google_iap_tunnel_dest_group", { cidrs: ["a"] }, { cidrs: ["a", "b"] }],
  ])("%s", (type, body, changed) => {
    const of = (before: object | undefined, after: object | undefined): readonly string[] =>
      turn(networkLinksRule, type, before, after);
    expect([
      of(undefined, body),
      of(body, undefined),
      of(body, changed),
      of(body, { ...body, description: "other" }),
    ]).toEqual([["widened"], ["narrowed"], ["unknown"], []]);
    expect(of({ ...body, deletion_policy: "ABANDON" }, undefined)).toEqual([]);
  });

  test("that only let more, or less, through", () => {
    const peering = { network: "a", peer_network: "b" };
    expect(
      turn(networkLinksRule, "google_compute_network_peering", peering, { ...peering, import_custom_routes: true }),
    ).toEqual(["widened"]);
    expect(
      turn(
        networkLinksRule,
        "google_compute_network_peering",
        { ...peering, export_custom_routes: true },
        { ...peering, export_custom_routes: false },
      ),
    ).toEqual(["narrowed"]);
    expect(
      saidBy(
        networkLinksRule,
        made("google_compute_global_forwarding_rule.F", { name: "web", load_balancing_scheme: "EXTERNAL_MANAGED" }),
      )[0],
    ).toContain("from the internet");
    expect(
      turn(
        networkLinksRule,
        "google_compute_forwarding_rule",
        { load_balancing_scheme: "INTERNAL" },
        { load_balancing_scheme: "EXTERNAL" },
      ),
    ).toEqual(["widened"]);
  });

  test("that lead nowhere by themselves count when they change", () => {
    for (const [type, block, field] of [
      ["google_compute_router", "bgp", "asn"],
      ["google_compute_router_route_policy", "terms", "match"],
      ["google_compute_external_vpn_gateway", "interface", "ip_address"],
    ] as const) {
      const [one, other] = [
        { name: "x", [block]: [{ [field]: "1" }] },
        { name: "x", [block]: [{ [field]: "2" }] },
      ];
      expect([
        turn(networkLinksRule, type, one, other),
        turn(networkLinksRule, type, undefined, one),
        turn(networkLinksRule, type, one, undefined),
      ]).toEqual([["unknown"], [], []]);
    }
    expect(
      turn(
        networkLinksRule,
        "google_compute_router_peer",
        { name: "x" },
        { name: "x", custom_learned_ip_ranges: [{ range: "0.0.0.0/0" }] },
      ),
    ).toEqual(["widened"]);
  });

  test("whose secret changes do not show it", () => {
    const tunnel = (secret: string): PlannedResource => ({
      address: "google_compute_vpn_tunnel.T",
      before: { name: "t", shared_secret: "hush-1" },
      after: { name: "t", shared_secret: secret },
      sensitive: { shared_secret: true },
    });
    const findings = findingsOf(networkLinksRule, tunnel("hush-2"));
    expect(findings.map(({ effect }) => effect)).toEqual(["unknown"]);
    expect(JSON.stringify(findings)).not.toContain("hush");
    expect(findingsOf(networkLinksRule, tunnel("hush-1"))).toEqual([]);
    // Not even where the provider forgets to say that it is one.
    expect(JSON.stringify(findingsOf(networkLinksRule, { ...tunnel("hush-2"), sensitive: {} }))).not.toContain("hush");
  });
});

test("rules of firewall policies, and where the policies are", () => {
  const rule = (action: string, extra: object = {}): object => ({
    firewall_policy: "p",
    priority: 10,
    direction: "EGRESS",
    action,
    match: [{ dest_ip_ranges: ["0.0.0.0/0"] }],
    ...extra,
  });
  const of = (
    before: object | undefined,
    after: object | undefined,
    extra: Partial<PlannedResource> = {},
  ): readonly string[] =>
    turn(networkPoliciesRule, "google_compute_network_firewall_policy_rule", before, after, extra);
  expect([
    of(undefined, rule("allow")),
    of(undefined, rule("deny")),
    of(rule("deny"), undefined),
    of(rule("allow"), undefined),
  ]).toEqual([["widened"], ["narrowed"], ["widened"], ["narrowed"]]);
  expect([
    of(rule("deny"), rule("allow")),
    of(rule("deny"), rule("goto_next")),
    of(rule("deny"), rule("deny", { disabled: true })),
  ]).toEqual([["widened"], ["widened"], ["widened"]]);
  expect([
    of(rule("allow"), rule("allow", { priority: 5 })),
    of(rule("deny"), rule(""), { unknown: { action: true } }),
  ]).toEqual([["widened"], ["unknown"]]);
  expect(of(rule("deny"), rule("deny", { description: "other" }))).toEqual([]);
  const association = { attachment_target: "projects/p/global/networks/vpc", firewall_policy: "p" };
  const put = (before: object | undefined, after: object | undefined): readonly string[] =>
    turn(networkPoliciesRule, "google_compute_network_firewall_policy_association", before, after);
  expect([
    put(undefined, association),
    put(association, undefined),
    put(association, { ...association, name: "x" }),
  ]).toEqual([["unknown"], ["unknown"], []]);
  expect(
    turn(
      networkPoliciesRule,
      "google_compute_network_firewall_policy_with_rules",
      { rule: [{ x: 1 }] },
      { rule: [{ x: 2 }] },
    ),
  ).toEqual(["unknown"]);
});

/** A template that mounts these buckets. */
function mounting(...buckets: readonly object[]): object {
  return { template: [{ volumes: [{ secret: [{ secret: "s" }] }, ...buckets.map((gcs) => ({ gcs: [gcs] }))] }] };
}

/** Type, how it is closed, how it is open, and whether a new one counts. */
const EXPOSURES: readonly [string, object, object, boolean][] = [
  [
    "google_cloud_run_v2_service",
    { ingress: "INGRESS_TRAFFIC_INTERNAL_ONLY" },
    { ingress: "INGRESS_TRAFFIC_ALL" },
    true,
  ],
  ["google_cloud_run_v2_service", mounting({ read_only: true }), mounting({ read_only: false }), true],
  ["google_cloud_run_v2_service", mounting({ read_only: true }), mounting({ read_only: true }, { bucket: "b" }), true],
  ["google_cloud_run_v2_service", mounting(), mounting({ bucket: "b" }), true],
  [
    "google_cloud_run_v2_job",
    { template: [mounting({ read_only: true })] },
    { template: [mounting({ read_only: false })] },
    true,
  ],
  ["google_cloud_run_v2_service", { invoker_iam_disabled: false }, { invoker_iam_disabled: true }, true],
  ["google_cloud_run_v2_service", { iap_enabled: true }, { iap_enabled: false }, false],
  [
    "google_cloud_run_v2_service",
    { template: [{ vpc_access: [{ egress: "ALL_TRAFFIC" }] }] },
    { template: [{ vpc_access: [{ egress: "PRIVATE_RANGES_ONLY" }] }] },
    false,
  ],
  [
    "google_cloud_run_v2_job",
    { template: [{ template: [{ vpc_access: [{ egress: "ALL_TRAFFIC" }] }] }] },
    { template: [{ template: [{ vpc_access: [] }] }] },
    false,
  ],
  [
    "google_cloudfunctions2_function",
    { service_config: [{ ingress_settings: "ALLOW_INTERNAL_ONLY" }] },
    { service_config: [{ ingress_settings: "ALLOW_ALL" }] },
    true,
  ],
  [
    "google_cloudfunctions2_function",
    { service_config: [{ ingress_settings: "ALLOW_INTERNAL_ONLY", vpc_connector_egress_settings: "ALL_TRAFFIC" }] },
    {
      service_config: [
        { ingress_settings: "ALLOW_INTERNAL_ONLY", vpc_connector_egress_settings: "PRIVATE_RANGES_ONLY" },
      ],
    },
    false,
  ],
  [
    "google_cloudbuild_worker_pool",
    { worker_config: [{ no_external_ip: true }] },
    { worker_config: [{ no_external_ip: false }] },
    true,
  ],
  [
    "google_cloudbuild_worker_pool",
    { worker_config: [{ no_external_ip: true }], network_config: [{ peered_network: "a" }] },
    { worker_config: [{ no_external_ip: true }], network_config: [] },
    false,
  ],
  [
    "google_cloudbuild_worker_pool",
    { worker_config: [{ no_external_ip: true }], private_service_connect: [{ route_all_traffic: true }] },
    { worker_config: [{ no_external_ip: true }], private_service_connect: [{}] },
    false,
  ],
  [
    "google_container_cluster",
    { private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: true }] },
    { private_cluster_config: [{ enable_private_nodes: false, enable_private_endpoint: true }] },
    true,
  ],
  [
    "google_container_cluster",
    { private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: true }] },
    { private_cluster_config: [{ enable_private_nodes: true }] },
    true,
  ],
  ["google_container_cluster", { master_authorized_networks_config: [{ cidr_blocks: [] }, { x: 1 }] }, {}, false],
  ["google_container_cluster", { network_policy: [{ enabled: true }] }, {}, false],
  [
    "google_container_node_pool",
    { network_config: [{ enable_private_nodes: true }] },
    { network_config: [{ enable_private_nodes: false }] },
    false,
  ],
  [
    "google_dataproc_cluster",
    { cluster_config: [{ gce_cluster_config: [{ internal_ip_only: true }] }] },
    { cluster_config: [{ gce_cluster_config: [{ internal_ip_only: false }] }] },
    true,
  ],
  [
    "google_tpu_v2_vm",
    { network_config: [{ enable_external_ips: false }] },
    { network_config: [{ enable_external_ips: true }] },
    true,
  ],
  [
    "google_sql_database_instance",
    { settings: [{ ip_configuration: [{ ipv4_enabled: false }] }] },
    { settings: [{ ip_configuration: [{ ipv4_enabled: true }] }] },
    true,
  ],
  [
    "google_sql_database_instance",
    { settings: [{ ip_configuration: [{ ipv4_enabled: false, ssl_mode: "ENCRYPTED_ONLY" }] }] },
    { settings: [{ ip_configuration: [{ ipv4_enabled: false }] }] },
    false,
  ],
  [
    "google_sql_database_instance",
    { settings: [{ ip_configuration: [{ ipv4_enabled: false }] }] },
    { settings: [{ ip_configuration: [{ ipv4_enabled: false, authorized_networks: [{ value: "0.0.0.0/0" }] }] }] },
    true,
  ],
  ["google_workbench_instance", { gce_setup: [{ disable_public_ip: true }] }, { gce_setup: [{}] }, true],
  [
    "google_workbench_instance",
    { gce_setup: [{ disable_public_ip: true }], disable_proxy_access: true },
    { gce_setup: [{ disable_public_ip: true }] },
    false,
  ],
  ["google_notebooks_instance", { no_public_ip: true }, {}, true],
  ["google_colab_runtime_template", { network_spec: [{}] }, { network_spec: [{ enable_internet_access: true }] }, true],
  ["google_vertex_ai_index_endpoint", {}, { public_endpoint_enabled: true }, true],
  ["google_vertex_ai_endpoint", { network: "n" }, {}, false],
  [
    "google_vertex_ai_endpoint",
    { private_service_connect_config: [{ enable_private_service_connect: true }] },
    {},
    false,
  ],
  [
    "google_vertex_ai_feature_online_store",
    { dedicated_serving_endpoint: [{ private_service_connect_config: [{ enable_private_service_connect: true }] }] },
    {},
    false,
  ],
  [
    "google_cloud_run_v2_worker_pool",
    { template: [{ vpc_access: [{ egress: "ALL_TRAFFIC" }] }] },
    { template: [{ vpc_access: [{ egress: "PRIVATE_RANGES_ONLY" }] }] },
    false,
  ],
  [
    "google_cloud_run_service",
    { metadata: [{ annotations: { "run.googleapis.com/ingress": "internal" } }] },
    { metadata: [{ annotations: { "run.googleapis.com/ingress": "all" } }] },
    true,
  ],
  [
    "google_cloud_run_service",
    { template: [{ metadata: [{ annotations: { "run.googleapis.com/vpc-access-egress": "all-traffic" } }] }] },
    {},
    false,
  ],
  [
    "google_cloudfunctions_function",
    { ingress_settings: "ALLOW_INTERNAL_ONLY" },
    { ingress_settings: "ALLOW_ALL" },
    true,
  ],
  [
    "google_cloudfunctions_function",
    { ingress_settings: "ALLOW_INTERNAL_ONLY", vpc_connector_egress_settings: "ALL_TRAFFIC" },
    { ingress_settings: "ALLOW_INTERNAL_ONLY", vpc_connector_egress_settings: "PRIVATE_RANGES_ONLY" },
    false,
  ],
  [
    "google_container_cluster",
    { control_plane_endpoints_config: [{ dns_endpoint_config: [{ allow_external_traffic: false }] }] },
    { control_plane_endpoints_config: [{ dns_endpoint_config: [{ allow_external_traffic: true }] }] },
    true,
  ],
  [
    "google_container_cluster",
    { control_plane_endpoints_config: [{ ip_endpoints_config: [{ enabled: false }] }] },
    { control_plane_endpoints_config: [{ ip_endpoints_config: [{ enabled: true }] }] },
    false,
  ],
  [
    "google_container_cluster",
    { master_authorized_networks_config: [{ gcp_public_cidrs_access_enabled: false }] },
    { master_authorized_networks_config: [{ gcp_public_cidrs_access_enabled: true }] },
    false,
  ],
  ["google_compute_backend_service", { iap: [{ enabled: true }] }, { iap: [{ enabled: false }] }, false],
  ["google_compute_backend_service", { security_policy: "p" }, {}, false],
  ["google_redis_instance", { auth_enabled: true }, {}, false],
  ["google_dns_policy", {}, { enable_inbound_forwarding: true }, true],
];

test.each(EXPOSURES)("%s %j is exposed as %j", (type, closed, open, isForNew) => {
  const of = (before: object | undefined, after: object): readonly string[] =>
    turn(networkExposureRule, type, before, { name: "x", ...after });
  expect(of({ name: "x", ...closed }, open)).toEqual(["widened"]);
  expect(of({ name: "x", ...open }, closed)).toEqual(["narrowed"]);
  expect(of({ name: "x", ...closed }, closed)).toEqual([]);
  if (isForNew) expect(of(undefined, open)).toContain("widened");
});

test("lists of those who are let in that get longer or shorter", () => {
  const said = (type: string, before: object | undefined, after: object, unknown: object = {}): readonly string[] =>
    saidBy(networkExposureRule, {
      address: `${type}.X`,
      after: { name: "x", ...after },
      unknown,
      ...(before === undefined ? {} : { before: { name: "x", ...before } }),
    });
  const sql = (...values: readonly string[]): object => ({
    settings: [
      { ip_configuration: [{ ipv4_enabled: false, authorized_networks: values.map((value) => ({ value })) }] },
    ],
  });
  const SQL = "google_sql_database_instance";
  expect(said(SQL, sql("192.0.2.1/32"), sql("192.0.2.1/32", "0.0.0.0/0"))).toEqual([
    'widened: sql database instance "x": "0.0.0.0/0" can now connect',
  ]);
  expect(said(SQL, sql("192.0.2.1/32", "0.0.0.0/0"), sql("192.0.2.1/32"))).toEqual([
    'narrowed: sql database instance "x": "0.0.0.0/0" can no longer connect',
  ]);
  expect(said(SQL, undefined, sql("0.0.0.0/0"))).toEqual([
    'widened: sql database instance "x": "0.0.0.0/0" can now connect',
  ]);
  expect(
    said(
      SQL,
      sql("192.0.2.1/32"),
      { settings: [{ ip_configuration: [{ ipv4_enabled: false, authorized_networks: [{}] }] }] },
      { settings: [{ ip_configuration: [{ authorized_networks: [{ value: true }] }] }] },
    )[0],
  ).toMatch(/^unknown/);
  const secret = { settings: [{ ip_configuration: [{ authorized_networks: [{ value: true }] }] }] };
  expect(
    saidBy(networkExposureRule, {
      address: `${SQL}.X`,
      before: { name: "x", ...sql("192.0.2.1/32") },
      after: { name: "x", ...sql() },
      sensitive: secret,
    }),
  ).toEqual([expect.stringMatching(/^unknown: .* who can connect cannot be seen/)]);
  const cluster = (...blocks: readonly string[]): object => ({
    private_cluster_config: [{ enable_private_nodes: true, enable_private_endpoint: true }],
    master_authorized_networks_config: [{ cidr_blocks: blocks.map((one) => ({ cidr_block: one })) }],
  });
  expect(said("google_container_cluster", cluster("10.0.0.0/8"), cluster("0.0.0.0/0"))).toEqual([
    'widened: container cluster "x": "0.0.0.0/0" can now reach its control plane',
  ]);
  const bucket = (...ranges: readonly string[]): object => ({
    ip_filter: [{ mode: "Enabled", public_network_source: [{ allowed_ip_cidr_ranges: ranges }] }],
  });
  expect(said("google_storage_bucket", bucket("192.0.2.1/32"), bucket("192.0.2.1/32", "198.51.100.1/32"))).toEqual([
    'widened: storage bucket "x": "198.51.100.1/32" can now get at it',
  ]);
});

test("hosts with addresses of their own, on other networks, with other tags", () => {
  const host = (extra: object, inside: object = {}): object => ({
    name: "vm",
    ...inside,
    network_interface: [{ subnetwork: "main", ...extra }],
  });
  const of = (before: object | undefined, after: object, extra: Partial<PlannedResource> = {}): readonly string[] =>
    turn(networkHostsRule, "google_compute_instance", before, after, extra);
  expect([
    of(undefined, host({ access_config: [{}] })),
    of(host({}), host({ access_config: [{ nat_ip: "" }] })),
    of(host({}), host({ ipv6_access_config: [{ x: 1 }] })),
  ]).toEqual([["widened"], ["widened"], ["widened"]]);
  expect([of(host({ access_config: [{}] }), host({})), of(undefined, host({})), of(host({}), host({}))]).toEqual([
    ["narrowed"],
    [],
    [],
  ]);
  expect(
    of(host({}), host({ access_config: undefined }), { unknown: { network_interface: [{ access_config: true }] } }),
  ).toEqual(["unknown"]);
  expect(of(host({}), { name: "vm", network_interface: [{ subnetwork: "other" }] })).toEqual(["unknown"]);
  expect(of(host({}, { tags: ["a"] }), host({}, { tags: ["b"] }))).toEqual(["unknown"]);
});

test("hosts with several interfaces: each has addresses and a network of its own", () => {
  const host = (...interfaces: readonly object[]): object => ({ name: "vm", network_interface: interfaces });
  const said = (before: object, after: object, extra: Partial<PlannedResource> = {}): readonly string[] =>
    saidBy(networkHostsRule, { address: "google_compute_instance.X", before, after, ...extra });
  const [a, b] = [{ subnetwork: "a" }, { subnetwork: "b" }];
  const open = { access_config: [{ network_tier: "PREMIUM" }] };
  const REACHED = "it reaches the internet, and is reached from it, as far as firewall rules let it";
  expect(said(host({ ...a, ...open }, b), host({ ...a, ...open }, { ...b, ...open }))).toEqual([
    `widened: host "vm" gets an external address on interface 2 beside those that it has: ${REACHED}`,
  ]);
  expect(said(host({ ...a, ...open }, { ...b, ...open }), host({ ...a, ...open }, b))).toEqual([
    'narrowed: host "vm" no longer has an external address on interface 2, and keeps others',
  ]);
  expect(said(host({ ...a, ...open }), host({ ...a, ...open, ipv6_access_config: [{ name: "x" }] }))).toEqual([
    `widened: host "vm" gets an external IPv6 address beside those that it has: ${REACHED}`,
  ]);
  expect(said(host({ ...a, ...open }, b), host(b, { ...a, ...open }))).toEqual([
    'unknown: interfaces of host "vm" change places: packets leave by another network',
  ]);
  expect(said(host({ ...a, ...open }, b), host({ ...b, ...open }, a)).map((one) => one.split(":")[0])).toEqual([
    "widened",
    "narrowed",
    "unknown",
  ]);
  expect(said(host({ ...a, network_ip: "10.0.0.2" }), host({ ...a, network_ip: "10.0.0.9" }))).toEqual([
    'unknown: host "vm" gets other addresses (network_ip): what firewall rules and others let ' +
      "in by address is for others now",
  ]);
  // What Google chooses anew when a host is made anew.
  const URL = "https://www.googleapis.com/compute/v1/projects/acme-ml/global/networks/vpc";
  const left = host({ network: "projects/acme-ml/global/networks/vpc", access_config: [{}] });
  expect(
    said(
      host({ network: URL, subnetwork: "a", network_ip: "10.0.0.2", access_config: [{ nat_ip: "192.0.2.1" }] }),
      left,
      {
        actions: ["delete", "create"],
        unknown: { network_interface: [{ subnetwork: true, network_ip: true, access_config: [{ nat_ip: true }] }] },
        expressions: { network_interface: [{ network: { constant_value: "x" }, access_config: [{}] }] },
      },
    ),
  ).toEqual([]);
});

describe("hosts of a firewall rule by their own addresses", () => {
  const ALLOW = {
    ...ON,
    name: "allow",
    direction: "EGRESS",
    priority: 1,
    allow: [{ protocol: "all", ports: [] }],
    destination_ranges: ["0.0.0.0/0"],
  };
  const SOME = { source_ranges: ["10.0.0.0/28"] };
  const change = (name: string, before: object, after: object): PlannedResource => ({
    address: `google_compute_firewall.${name}`,
    before,
    after,
  });
  const DENIED = kept("google_compute_firewall.Deny", DENY);

  test.each<[string, string, readonly PlannedResource[]]>([
    ["a deny that gains sources", "widened", [change("Deny", DENY, { ...DENY, ...SOME })]],
    ["a deny that loses its sources", "narrowed", [change("Deny", { ...DENY, ...SOME }, DENY)]],
    [
      "a deny whose sources are emptied",
      "narrowed",
      [change("Deny", { ...DENY, ...SOME }, { ...DENY, source_ranges: [] })],
    ],
    ["an allow that loses its sources", "widened", [DENIED, change("Allow", { ...ALLOW, ...SOME }, ALLOW)]],
    ["an allow that gains sources", "narrowed", [DENIED, change("Allow", ALLOW, { ...ALLOW, ...SOME })]],
    [
      "a deny for fewer sources",
      "widened",
      [change("Deny", { ...DENY, source_ranges: ["10.0.0.0/24"] }, { ...DENY, ...SOME })],
    ],
  ])("%s is %s", (_, effect, resources) => {
    // Of a network that is seen whole, of one of which a policy is not seen, and of one in another plan.
    expect(new Set(effects(networkReachRule, ...OPEN, ...resources))).toEqual(new Set([effect]));
    expect(effects(networkPathsRule, ...OPEN, ...resources)).toEqual([effect]);
    expect(effects(networkPathsRule, ...OPEN, UNSEEN, ...resources)).toEqual([effect]);
    expect(effects(networkPathsRule, ...resources)).toEqual([effect]);
  });

  test("sources that are all of the subnet, or the same ones cut otherwise, change nothing", () => {
    const all = change("Deny", DENY, { ...DENY, source_ranges: ["10.0.0.0/8"] });
    expect(effects(networkReachRule, ...OPEN, all)).toEqual([]);
    const halves = { ...DENY, source_ranges: ["10.0.0.0/29", "10.0.0.8/29"] };
    expect(effects(networkPathsRule, change("Deny", { ...DENY, ...SOME }, halves))).toEqual([]);
    expect(effects(networkPathsRule, ...OPEN, change("Deny", { ...DENY, ...SOME }, halves))).toEqual([]);
  });

  test("destinations of an ingress rule are the hosts' own addresses", () => {
    const door = { ...ALLOW, direction: "INGRESS", source_ranges: ["0.0.0.0/0"], destination_ranges: ["10.0.0.4/32"] };
    const wide = { ...door, destination_ranges: [] };
    expect(effects(networkPathsRule, change("Door", door, wide))).toEqual(["widened"]);
    expect(effects(networkPathsRule, change("Door", wide, door))).toEqual(["narrowed"]);
    expect(new Set(effects(networkReachRule, ...OPEN, change("Door", door, wide)))).toEqual(new Set(["widened"]));
    expect(new Set(effects(networkReachRule, ...OPEN, change("Door", wide, door)))).toEqual(new Set(["narrowed"]));
  });
});
