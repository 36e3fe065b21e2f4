import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** The verdict, then each finding as `effect: summary`, of resources on networks of other plans. */
function of(...resources: readonly PlannedResource[]): readonly string[] {
  const [review] = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf({ resources })) }]).plans;
  if (review === undefined) throw new Error("no review");
  return [review.verdict, ...review.findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`)];
}

const FIREWALL = "google_compute_firewall";

const allow = (...traffic: readonly (readonly [string, ...string[]])[]): object => ({
  allow: traffic.map(([protocol, ...ports]) => ({ protocol, ports })),
});

const rule = (fields: object, name = "f"): object => ({
  name,
  network: "n",
  direction: "INGRESS",
  source_ranges: ["10.0.0.0/8"],
  ...fields,
});

describe("the traffic of a firewall rule", () => {
  const turn = (before: object, after: object): string | undefined =>
    of({ address: `${FIREWALL}.F`, before: rule(before), after: rule(after) })[0];

  test.each<[string, object, object]>([
    ["ports and their range", allow(["tcp", "80", "81", "82"]), allow(["tcp", "80-82"])],
    ["ports in two blocks", allow(["tcp", "80"], ["tcp", "443"]), allow(["tcp", "443", "80"])],
    ["all ports, and none named", allow(["udp", "0-65535"]), allow(["udp"])],
    ["a protocol and its number", allow(["tcp", "22"], ["icmp"]), allow(["6", "22"], ["1"])],
    ["ranges that overlap", allow(["tcp", "1-10", "5-20"]), allow(["tcp", "1-20"])],
  ])("is the same as %s", (_, one, other) => {
    expect([turn(one, other), turn(other, one)]).toEqual(["unchanged", "unchanged"]);
  });

  test.each<[string, object, object]>([
    ["a wider range", allow(["tcp", "8000-8010"]), allow(["tcp", "8000-9000"])],
    ["one more port", allow(["tcp", "80-82"]), allow(["tcp", "80-83"])],
    ["all protocols", allow(["tcp"], ["udp"], ["icmp"]), allow(["all"])],
    ["all ports", allow(["sctp", "1-65535"]), allow(["sctp"])],
  ])("is more with %s", (_, less, more) => {
    expect([turn(less, more), turn(more, less)]).toEqual(["widened", "narrowed"]);
  });

  test("cannot be compared where neither holds the other", () => {
    expect(turn(allow(["tcp", "1-10"]), allow(["tcp", "5-20"]))).toBe("widened");
    expect(turn(allow(["tcp", "1-10"]), allow(["udp", "1-10"]))).toBe("widened");
  });
});

describe("firewall rules that together say what they said", () => {
  const ssh = allow(["tcp", "22"]);
  const both = allow(["tcp", "22", "443"]);

  test.each<[string, readonly PlannedResource[]]>([
    [
      "under another name",
      [
        { address: `${FIREWALL}.F`, before: rule(ssh) },
        { address: `${FIREWALL}.G`, after: rule(ssh, "g") },
      ],
    ],
    [
      "of a network by its URL",
      [
        {
          address: `${FIREWALL}.F`,
          before: rule({ ...ssh, network: "https://www.googleapis.com/compute/v1/projects/acme-ml/global/networks/n" }),
        },
        { address: `${FIREWALL}.G`, after: rule(ssh, "g") },
      ],
    ],
    [
      "one for each port",
      [
        { address: `${FIREWALL}.F`, before: rule(both), after: rule(ssh) },
        { address: `${FIREWALL}.G`, after: rule(allow(["tcp", "443"]), "g") },
      ],
    ],
    [
      "one for each half of the addresses",
      [
        { address: `${FIREWALL}.F`, before: rule(ssh), after: rule({ ...ssh, source_ranges: ["10.0.0.0/9"] }) },
        { address: `${FIREWALL}.G`, after: rule({ ...ssh, source_ranges: ["10.128.0.0/9"] }, "g") },
      ],
    ],
    [
      "and one more that is switched off",
      [
        { address: `${FIREWALL}.F`, before: rule(both), after: rule(ssh) },
        { address: `${FIREWALL}.G`, after: rule({ ...allow(["tcp", "443"]) }, "g") },
        { address: `${FIREWALL}.H`, after: rule({ ...allow(["all"]), disabled: true }, "h") },
      ],
    ],
  ])("%s are no finding", (_, resources) => {
    expect(of(...resources)).toEqual(["unchanged"]);
    const mirrored = resources.map(({ address, before, after }) => ({
      address,
      ...(after === undefined ? {} : { before: after }),
      ...(before === undefined ? {} : { after: before }),
    }));
    expect(of(...mirrored)).toEqual(["unchanged"]);
  });

  test.each<[string, object, readonly string[]]>([
    ["for fewer hosts", { ...ssh, target_tags: ["a"] }, ["is gone"]],
    ["of another network", { ...ssh, network: "m" }, ["is new", "is gone"]],
    ["of another project", { ...ssh, project: "other" }, ["is new", "is gone"]],
    ["before other rules", { ...ssh, priority: 10 }, ["is new"]],
    ["that denies", { deny: [{ protocol: "tcp", ports: ["22"] }] }, ["is gone", "is new"]],
    ["in the other direction", { ...ssh, direction: "EGRESS" }, ["is new", "is gone"]],
    ["by other traffic", allow(["tcp", "23"]), ["is new", "is gone"]],
    ["of other addresses", { ...ssh, source_ranges: ["11.0.0.0/8"] }, ["is new", "is gone"]],
    ["from hosts with tags, too", { ...ssh, source_tags: ["a"] }, ["is new"]],
  ])("but a rule %s is another one, of which is told what has a part in it", (_, other, told) => {
    const [verdict, ...said] = of(
      { address: `${FIREWALL}.F`, before: rule(ssh) },
      { address: `${FIREWALL}.G`, after: rule(other, "g") },
    );
    expect(verdict).toBe(told.includes("is new") && !("deny" in other) ? "widened" : "narrowed");
    expect(said.map((one) => /is (new|gone)$/.exec(one)?.[0])).toEqual(told);
  });
});

test("a rule says for whom it is, and who is at the other end", () => {
  const { source_ranges: _, ...byTags } = rule({
    ...allow(["tcp"]),
    source_tags: ["a"],
    target_service_accounts: ["x@p.iam.gserviceaccount.com"],
  }) as Record<string, unknown>;
  const deny = {
    name: "d",
    network: "n",
    direction: "EGRESS",
    deny: [{ protocol: "all" }],
    source_ranges: ["10.0.0.0/24"],
    target_tags: ["b"],
  };
  expect(of({ address: `${FIREWALL}.F`, after: byTags }, { address: `${FIREWALL}.D`, after: deny })).toEqual([
    "widened",
    'widened: firewall ingress allow rule "f" (from hosts with tag "a", for hosts ' +
      'of "x@p.iam.gserviceaccount.com") is new',
    'narrowed: firewall egress deny rule "d" ("0.0.0.0/0", from hosts at "10.0.0.0/24", for hosts with tag "b") is new',
  ]);
});

test("a range of all addresses for the hosts themselves is as none", () => {
  const deny = { name: "d", network: "n", direction: "EGRESS", deny: [{ protocol: "all" }] };
  const address = `${FIREWALL}.D`;
  expect(of({ address, before: deny, after: { ...deny, source_ranges: ["0.0.0.0/0"] } })).toEqual(["unchanged"]);
  expect(of({ address, before: deny, after: { ...deny, source_ranges: ["0.0.0.0/1"] } })[0]).toBe("widened");
});

describe("Cloud NAT on a network of another plan", () => {
  const NAT = "google_compute_router_nat";
  const ALL = { source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES" };
  const PRIMARY = { source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES" };
  const listed = (...subnets: readonly (readonly [string, readonly string[], (readonly string[])?])[]): object => ({
    source_subnetwork_ip_ranges_to_nat: "LIST_OF_SUBNETWORKS",
    subnetwork: subnets.map(([name, ranges, secondary]) => ({
      name,
      source_ip_ranges_to_nat: ranges,
      secondary_ip_range_names: secondary ?? [],
    })),
  });
  const every = ["ALL_IP_RANGES"];
  const primary = ["PRIMARY_IP_RANGE"];
  const turn = (before: object, after: object): string | undefined =>
    of({
      address: `${NAT}.N`,
      before: { name: "n", router: "r", ...before },
      after: { name: "n", router: "r", ...after },
    })[0];

  test.each<[object, object]>([
    [listed(["a", every]), listed(["a", every], ["b", every])],
    [listed(["a", primary]), listed(["a", every])],
    [listed(["a", ["LIST_OF_SECONDARY_IP_RANGES"], ["x"]]), listed(["a", ["LIST_OF_SECONDARY_IP_RANGES"], ["x", "y"]])],
    [listed(["a", every]), ALL],
    [listed(["a", primary]), PRIMARY],
    [PRIMARY, ALL],
  ])("serves more, and the other way round fewer", (less, more) => {
    expect([turn(less, more), turn(more, less)]).toEqual(["widened", "narrowed"]);
  });

  test("serves the same by a path and a URL, in another order", () => {
    const path = "projects/acme-ml/regions/us-central1/subnetworks/a";
    const url = `https://www.googleapis.com/compute/v1/${path}`;
    expect(turn(listed([path, every], ["b", every]), listed(["b", every], [url, every]))).toBe("unchanged");
  });

  test("serves others, which is told as unknown", () => {
    expect(turn(listed(["a", every]), listed(["b", every]))).toBe("widened");
    expect(turn(listed(["a", every]), PRIMARY)).toBe("widened");
  });

  test("that is private leads to other networks, which the model does not see", () => {
    const body = { name: "n", router: "r", type: "PRIVATE", ...ALL };
    expect(of({ address: `${NAT}.N`, after: body })).toEqual([
      "widened",
      'widened: private NAT "n" is new: through it hosts reach the networks that a hub or a hybrid link leads to',
    ]);
    expect(of({ address: `${NAT}.N`, before: body })[0]).toBe("narrowed");
  });
});

describe("a new subnet, and the order of policies, on a network of another plan", () => {
  test("external IPv6 is told of a new subnet, internal is not", () => {
    const subnet = { name: "s", network: "n", ip_cidr_range: "10.0.0.0/24", stack_type: "IPV4_IPV6" };
    const address = "google_compute_subnetwork.S";
    expect(of({ address, after: { ...subnet, ipv6_access_type: "EXTERNAL" } })).toEqual([
      "widened",
      'widened: subnet "s" is new: hosts on it can get external IPv6 addresses',
    ]);
    expect(of({ address, after: { ...subnet, ipv6_access_type: "INTERNAL" } })[0]).toBe("unchanged");
  });

  test("policies may come from elsewhere, so that their order counts on a network that is seen whole, too", () => {
    const network = { name: "n", auto_create_subnetworks: false };
    const order = (network_firewall_policy_enforcement_order: string): object => ({
      ...network,
      network_firewall_policy_enforcement_order,
    });
    const [before, after] = [order("AFTER_CLASSIC_FIREWALL"), order("BEFORE_CLASSIC_FIREWALL")];
    expect(of({ address: "google_compute_network.N", before, after })[0]).toBe("widened");
  });
});

test("scopes of all of Google Cloud hold those of each API, and not those of mail and files", () => {
  const host = (...scopes: readonly string[]): object => ({
    name: "h",
    zone: "us-central1-a",
    service_account: [{ email: "a@p.iam.gserviceaccount.com", scopes }],
  });
  const turn = (before: object, after: object): string | undefined =>
    of({ address: "google_compute_instance.H", before, after })[0];
  const [all, storage, drive] = ["cloud-platform", "devstorage.read_only", "drive"].map(
    (one) => `https://www.googleapis.com/auth/${one}`,
  ) as [string, string, string];
  expect([turn(host(all), host(storage)), turn(host(storage), host(all))]).toEqual(["narrowed", "widened"]);
  expect(turn(host(all), host(drive))).toBe("widened");
});

describe("a host that is made anew under another address, without a moved block,", () => {
  const API = "https://www.googleapis.com/compute/v1";
  const SUBNET = "projects/acme-ml/regions/us-central1/subnetworks/a";
  const old = {
    name: "h",
    zone: "us-central1-a",
    network_interface: [
      { subnetwork: `${API}/${SUBNET}`, vlan: null, parent_nic_name: "", access_config: [{ nat_ip: "192.0.2.1" }] },
    ],
  };
  const made = (name: string): object => ({
    name,
    zone: "us-central1-a",
    network_interface: [{ subnetwork: SUBNET, vlan: 0, access_config: [{}] }],
  });
  const unknown = { network_interface: [{ parent_nic_name: true, access_config: [{ nat_ip: true }] }] };
  const expressions = { network_interface: [{ subnetwork: { constant_value: SUBNET }, access_config: [{}] }] };

  test("is the same, though the provider writes it in another way", () => {
    const said = of(
      { address: "google_compute_instance.A", before: old },
      { address: "google_compute_instance.B", after: made("h"), unknown, expressions },
    );
    expect(said.filter((one) => !one.startsWith("changed"))).toEqual(["unchanged"]);
  });

  test("is another one where it is on another subnet", () => {
    const elsewhere = JSON.parse(JSON.stringify(made("h")).replace("subnetworks/a", "subnetworks/b")) as object;
    const [verdict] = of(
      { address: "google_compute_instance.A", before: old },
      { address: "google_compute_instance.B", after: elsewhere, unknown, expressions },
    );
    expect(verdict).toBe("widened");
  });
});

test.each<[string, string, object]>([
  ["a rule that allows", FIREWALL, rule(allow(["tcp", "22"]))],
  ["a rule that denies", FIREWALL, rule({ deny: [{ protocol: "all" }] })],
  [
    "a route",
    "google_compute_route",
    { name: "r", network: "n", dest_range: "0.0.0.0/0", next_hop_gateway: "default-internet-gateway" },
  ],
])("%s that moves to another project is gone in the one and new in the other", (_, type, body) => {
  const planned = { address: `${type}.X`, before: { ...body, project: "one" }, after: { ...body, project: "other" } };
  const [verdict, ...findings] = of(planned);
  expect(verdict).toBe("widened");
  expect(findings.map((one) => one.split(":")[0])).toEqual(["widened", "narrowed"]);
});
