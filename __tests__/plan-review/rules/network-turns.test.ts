import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** The verdict, then each finding as `effect: summary`. */
function of(...resources: readonly PlannedResource[]): readonly string[] {
  const [review] = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf({ resources })) }]).plans;
  if (review === undefined) throw new Error("no review");
  return [review.verdict, ...review.findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`)];
}

const project = "acme-ml";
const PATH = "projects/acme-ml/global/networks/net";
const URL = `https://www.googleapis.com/compute/v1/${PATH}`;
const net = {
  name: "net",
  project,
  id: PATH,
  self_link: URL,
  auto_create_subnetworks: false,
  delete_default_routes_on_create: true,
};
const sub = { name: "a", project, network: URL, region: "us-central1", ip_cidr_range: "10.0.0.0/24" };
const router = { name: "r", project, network: URL, region: "us-central1" };
const nat = {
  name: "nat",
  project,
  router: "r",
  region: "us-central1",
  source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS",
};
const served = (name: string): object => ({
  ...nat,
  subnetwork: [{ name, source_ip_ranges_to_nat: ["ALL_IP_RANGES"] }],
});
const route = {
  name: "out",
  project,
  network: URL,
  dest_range: "0.0.0.0/0",
  next_hop_gateway: "default-internet-gateway",
};
const rule = (name: string, fields: object): object => ({ name, project, network: URL, ...fields });
const all = [{ protocol: "all" }];

const kept = (address: string, body: object): PlannedResource => ({ address, before: body, after: body });
const NETWORK = kept("google_compute_network.net", net);
const SUBNET = kept("google_compute_subnetwork.a", sub);
const ROUTER = kept("google_compute_router.r", router);
const NAT = kept("google_compute_router_nat.nat", served("a"));
const ROUTE = kept("google_compute_route.out", route);

describe("what names a network that is made anew under the same name", () => {
  const again = (fields: object = {}): PlannedResource => {
    const { id: _, self_link: __, ...after } = { ...net, ...fields };
    return {
      address: "google_compute_network.net",
      actions: ["delete", "create"],
      before: net,
      after,
      unknown: { id: true, self_link: true },
    };
  };
  const naming = (attribute: string, before: object = router): PlannedResource => {
    const { network: _, ...after } = router;
    const reference = "google_compute_network.net";
    return {
      address: "google_compute_router.r",
      actions: ["delete", "create"],
      before,
      after,
      unknown: { network: true },
      expressions: { network: { references: [`${reference}.${attribute}`, reference] } },
    };
  };

  test.each(["id", "self_link"])("names what it named, by its %s", (attribute) => {
    expect(of(again({ description: "b" }), naming(attribute), SUBNET, ROUTE, NAT)).toEqual(["unchanged"]);
  });

  test.each<[string, PlannedResource, PlannedResource]>([
    ["under another name", again({ name: "other" }), naming("id")],
    ["in another project", again({ project: "other" }), naming("id")],
    ["and is named now", again(), naming("id", { ...router, network: "projects/acme-ml/global/networks/old" })],
    ["by a number that is another one then", again(), naming("network_id")],
  ])("but not where it is made anew %s", (_, network, user) => {
    expect(of(network, user)[0]).toBe("widened");
  });
});

describe("a subnet of another name", () => {
  const named = (fields: object): PlannedResource => ({
    address: "google_compute_subnetwork.a",
    actions: ["delete", "create"],
    before: sub,
    after: { ...sub, name: "b", ...fields },
  });
  const list = { address: "google_compute_router_nat.nat", before: served("a"), after: served("b") };

  test("with the same addresses is the same one", () => {
    expect(of(NETWORK, ROUTER, ROUTE, named({}), list).join()).not.toContain("reach");
    expect(of(NETWORK, ROUTER, ROUTE, named({}), kept(list.address, nat))).toEqual(["unchanged"]);
  });

  test.each([{ ip_cidr_range: "10.1.0.0/24" }, { region: "us-east1" }])("is another one with %j", (fields) => {
    const whole = { ...nat, source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES" };
    const said = of(NETWORK, ROUTER, ROUTE, named(fields), kept(list.address, whole)).join();
    expect(said).toContain('hosts in subnet "a" of network "net" can no longer reach everything on the internet');
  });
});

test("hosts that get IPv6 addresses are reached where a rule lets it, also when they reach nothing by them", () => {
  const both = { ...sub, stack_type: "IPV4_IPV6", ipv6_access_type: "EXTERNAL" };
  const out = kept(
    "google_compute_firewall.out",
    rule("out", { direction: "EGRESS", deny: all, destination_ranges: ["::/0"] }),
  );
  const entry = kept("google_compute_firewall.in", rule("in", { allow: all, source_ranges: ["::/0"] }));
  const change = { address: "google_compute_subnetwork.a", before: sub, after: both };
  const [verdict, ...said] = of(NETWORK, change, out, entry);
  expect(verdict).toBe("widened");
  expect(said.join()).toContain("can now be reached from outside or from other hosts");
  expect(of(NETWORK, change, out)[0]).toBe("unchanged");
});

test("a route to the internet that goes, and leaves its addresses to an appliance, is told", () => {
  const appliance = kept("google_compute_route.app", {
    ...route,
    name: "app",
    next_hop_gateway: null,
    next_hop_ip: "10.0.0.5",
  });
  const direct = {
    address: "google_compute_route.direct",
    before: { ...route, name: "direct", dest_range: "203.0.113.0/24" },
  };
  expect(of(NETWORK, SUBNET, ROUTER, NAT, appliance, direct)).toEqual([
    "narrowed",
    'narrowed: route "direct" to "203.0.113.0/24" through the internet gateway is gone',
  ]);
});

test("hosts that rules tell apart by too many addresses are not looked at, but their rules are told", () => {
  const ranges = Array.from({ length: 20 }, (_, at) => `10.0.0.${at * 4}/31`);
  const deny = (name: string, fields: object): object => rule(name, { direction: "EGRESS", deny: all, ...fields });
  const apart = kept("google_compute_firewall.apart", deny("apart", { source_ranges: ranges }));
  const change = (before: readonly string[], after: readonly string[]): PlannedResource => ({
    address: "google_compute_firewall.d",
    before: deny("d", { source_ranges: before }),
    after: deny("d", { source_ranges: after }),
  });
  const [verdict, said = ""] = of(NETWORK, SUBNET, ROUTER, NAT, ROUTE, apart, change(["10.0.0.2/31"], ["10.0.0.6/31"]));
  expect(verdict).toBe("widened");
  expect(said).toContain('rule "d"');
  expect(of(NETWORK, SUBNET, ROUTER, NAT, ROUTE, apart, change(["10.0.0.0/31"], ["10.0.0.4/31"]))).toEqual([
    "unchanged",
  ]);
});

describe("firewall rules beside others that are not seen", () => {
  const F = "google_compute_firewall";
  const wide = kept(
    `${F}.wide`,
    rule("wide", { deny: [{ protocol: "tcp" }], source_ranges: ["0.0.0.0/0"], priority: 800 }),
  );
  const narrow = { deny: [{ protocol: "tcp", ports: ["22"] }], source_ranges: ["10.0.0.0/8"], priority: 900 };

  test("a rule that another one hides decides nothing", () => {
    expect(of(wide, { address: `${F}.n`, before: rule("n", narrow) })).toEqual(["unchanged"]);
    expect(of(wide, { address: `${F}.n`, after: rule("n", { ...narrow, priority: 800 }) })).toEqual(["unchanged"]);
    expect(of(wide, { address: `${F}.n`, after: rule("n", { ...narrow, priority: 700 }) })[0]).toBe("narrowed");
    expect(of(wide, { address: `${F}.n`, before: rule("n", { ...narrow, deny: [{ protocol: "udp" }] }) })[0]).toBe(
      "widened",
    );
  });

  test("but one that is only read after the apply hides none", () => {
    const unread = {
      address: `${F}.wide`,
      before: { ...wide.before },
      after: { ...wide.after },
      unknown: { source_ranges: true },
      expressions: { source_ranges: { references: ["google_compute_address.x.address", "google_compute_address.x"] } },
    };
    expect(of(unread, { address: `${F}.n`, before: rule("n", narrow) }).join()).toContain(
      'rule "n" ("10.0.0.0/8") is gone',
    );
  });

  test("one rule for two tags is two rules", () => {
    const ssh = { allow: [{ protocol: "tcp", ports: ["22"] }], source_ranges: ["0.0.0.0/0"] };
    const together = rule("x", { ...ssh, target_tags: ["a", "b"] });
    const [one, other] = ["a", "b"].map((tag) => rule(tag, { ...ssh, target_tags: [tag] }));
    expect(
      of({ address: `${F}.x`, before: together, after: one ?? {} }, { address: `${F}.y`, after: other ?? {} }),
    ).toEqual(["unchanged"]);
  });
});

test.each(["direction", "priority"])("a rule of a policy whose %s is not known yet may let more through", (field) => {
  const body = {
    firewall_policy: "p",
    direction: "INGRESS",
    priority: 10,
    action: "allow",
    match: [{ src_ip_ranges: ["10.0.0.0/8"], layer4_configs: [{ ip_protocol: "tcp" }] }],
  };
  const after = Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
  const address = "google_compute_network_firewall_policy_rule.r";
  expect(of({ address, before: body, after, unknown: { [field]: true } })[0]).toBe("widened");
});

describe("links", () => {
  const change = (type: string, before: object, after: object): string | undefined =>
    of({ address: `google_compute_${type}.x`, before, after })[0];
  const turns = (type: string, less: object, more: object): readonly (string | undefined)[] => [
    change(type, less, more),
    change(type, more, less),
  ];
  const BOTH = ["widened", "narrowed"];
  const peer = { name: "p", router: "r", region: "us-central1", peer_asn: 65001, advertise_mode: "CUSTOM" };
  const tunnel = { name: "t", region: "us-central1", peer_ip: "203.0.113.9" };
  const rule443 = { name: "f", load_balancing_scheme: "EXTERNAL", target: "t", port_range: "443" };
  const told = (...ranges: readonly string[]): object => ({
    ...peer,
    advertised_ip_ranges: ranges.map((range) => ({ range, description: `of ${ranges.length}` })),
  });

  test("a neighbour that is told more ranges, and a tunnel for more addresses, let more through", () => {
    expect(turns("router_peer", told("10.1.0.0/16"), told("10.1.0.0/16", "10.2.0.0/16"))).toEqual(BOTH);
    const selecting = (range: string): object => ({ ...tunnel, remote_traffic_selector: [range] });
    expect(turns("vpn_tunnel", selecting("10.9.0.0/17"), selecting("10.9.0.0/16"))).toEqual(BOTH);
  });

  test("where no range is written, packets are taken from everywhere", () => {
    const some = { ...rule443, source_ip_ranges: ["203.0.113.0/24"] };
    expect(turns("forwarding_rule", some, rule443)).toEqual(BOTH);
    expect(turns("forwarding_rule", some, { ...rule443, source_ip_ranges: ["203.0.112.0/23"] })).toEqual(BOTH);
  });

  test("words for people, and how often a router says that it is there, lead nowhere", () => {
    const described = (description: string): object => ({
      ...peer,
      advertised_ip_ranges: [{ range: "10.1.0.0/16", description }],
    });
    expect(change("router_peer", described("a"), described("b"))).toBe("unchanged");
    const asked = (keepalive_interval: number, asn = 64514): object => ({
      name: "r",
      region: "us-central1",
      network: "n",
      bgp: [{ asn, keepalive_interval }],
    });
    expect(change("router", asked(20), asked(30))).toBe("unchanged");
    expect(change("router", asked(20), asked(20, 64515))).toBe("widened");
  });
});

test("a group of hosts keeps to a template that is made anew, and which is told by itself", () => {
  const path = "projects/acme-ml/global/instanceTemplates/t-1";
  const template = (machine_type: string, image: string): object => ({
    name_prefix: "t-",
    machine_type,
    project,
    disk: [{ source_image: image, boot: true }],
  });
  const replaced = (image: string): PlannedResource => ({
    address: "google_compute_instance_template.t",
    actions: ["create", "delete"],
    before: { ...template("e2-small", "debian-12"), name: "t-1", id: path },
    after: template("e2-medium", image),
    computed: ["name", "id"],
  });
  const group: PlannedResource = {
    address: "google_compute_instance_group_manager.g",
    before: { name: "g", version: [{ instance_template: `https://www.googleapis.com/compute/v1/${path}` }] },
    after: { name: "g", version: [{}] },
    unknown: { version: [{ instance_template: true }] },
    expressions: {
      version: [
        {
          instance_template: {
            references: ["google_compute_instance_template.t.id", "google_compute_instance_template.t"],
          },
        },
      ],
    },
  };
  expect(of(replaced("debian-12"), group)).toEqual(["unchanged"]);
  expect(of(replaced("other"), group)[0]).toBe("widened");
  expect(of(group)[0]).toBe("widened");
});

test("for how long an answer is kept is not where a name leads", () => {
  const answer = (ttl: number, rrdatas = ["127.0.0.1"]): object => ({
    response_policy: "p",
    rule_name: "r",
    dns_name: "bad.example.",
    local_data: [{ local_datas: [{ name: "bad.example.", type: "A", ttl, rrdatas }] }],
  });
  const address = "google_dns_response_policy_rule.r";
  expect(of({ address, before: answer(300), after: answer(60) })).toEqual(["unchanged"]);
  expect(of({ address, before: answer(300), after: answer(60, ["203.0.113.1"]) })[0]).toBe("widened");
});
