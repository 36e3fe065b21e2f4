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
