import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** The verdict, then each finding as `effect: summary`. */
function of(...resources: readonly PlannedResource[]): readonly string[] {
  const [review] = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf({ resources })) }]).plans;
  if (review === undefined) throw new Error("no review");
  return [review.verdict, ...review.findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`)];
}

/** The verdict of a change, and of its reverse. */
function turns(type: string, before: object | undefined, after: object | undefined): readonly (string | undefined)[] {
  const change = (one: object | undefined, other: object | undefined): string | undefined =>
    of({
      address: `google_${type}.X`,
      ...(one === undefined ? {} : { before: one }),
      ...(other === undefined ? {} : { after: other }),
    })[0];
  return [change(before, after), change(after, before)];
}

const WIDER = ["widened", "narrowed"];
const NARROWER = ["narrowed", "widened"];
const SAME = ["unchanged", "unchanged"];
const UNKNOWN = ["widened", "widened"];

describe("a rule of a firewall policy", () => {
  const TYPES = ["firewall_policy_rule", "network_firewall_policy_rule", "region_network_firewall_policy_rule"];
  const tcp = [{ ip_protocol: "tcp", ports: ["22"] }];
  const match = (extra: object = {}): object => ({
    match: [{ src_ip_ranges: ["10.0.0.0/8"], layer4_configs: tcp, ...extra }],
  });
  const rule = (extra: object = {}): object => ({
    firewall_policy: "p",
    priority: 100,
    action: "allow",
    direction: "INGRESS",
    ...match(),
    ...extra,
  });

  describe.each(TYPES)("as %s", (type) => {
    test.each<[string, object, readonly string[]]>([
      ["more ranges", match({ src_ip_ranges: ["10.0.0.0/8", "192.168.0.0/16"] }), WIDER],
      ["two halves of a range", match({ src_ip_ranges: ["10.0.0.0/9", "10.128.0.0/9"] }), SAME],
      ["an address group beside its ranges", match({ src_address_groups: ["g"] }), WIDER],
      ["a tag of the sender beside its ranges", match({ src_secure_tags: [{ name: "tagValues/1" }] }), WIDER],
      ["everybody", match({ src_ip_ranges: [] }), WIDER],
      ["more ports", match({ layer4_configs: [{ ip_protocol: "tcp", ports: ["20-30"] }] }), WIDER],
      ["all protocols", match({ layer4_configs: [{ ip_protocol: "all" }] }), WIDER],
      ["the same by its number", match({ layer4_configs: [{ ip_protocol: "6", ports: ["22"] }] }), SAME],
      ["only some addresses of the hosts", match({ dest_ip_ranges: ["10.1.0.0/16"] }), NARROWER],
      ["only hosts of an account", { target_service_accounts: ["a@p.iam.gserviceaccount.com"] }, NARROWER],
      ["only hosts with a tag", { target_secure_tags: [{ name: "tagValues/1" }] }, NARROWER],
      ["only some networks", { target_resources: ["n"] }, NARROWER],
      ["a lower number", { priority: 50 }, WIDER],
      ["a deny", { action: "deny" }, NARROWER],
      ["an inspection", { action: "apply_security_profile_group" }, NARROWER],
      ["no rule, as it is off", { disabled: true }, NARROWER],
      ["a description", { description: "x" }, SAME],
      ["another policy", { firewall_policy: "q" }, UNKNOWN],
      ["other ranges", match({ src_ip_ranges: ["11.0.0.0/8"] }), UNKNOWN],
      ["the next rules", { action: "goto_next" }, UNKNOWN],
      ["a sender in other networks", match({ src_networks: ["n"] }), UNKNOWN],
      ["more ranges and fewer ports", match({ src_ip_ranges: [], layer4_configs: [{ ip_protocol: "udp" }] }), UNKNOWN],
    ])("that gets %s", (_, extra, expected) => {
      expect(turns(`compute_${type}`, rule(), rule(extra))).toEqual(expected);
    });

    test("that keeps out keeps out more by what it matches", () => {
      const deny = (extra: object): object => rule({ action: "deny", ...extra });
      const more = match({ src_ip_ranges: ["10.0.0.0/7"] });
      expect(turns(`compute_${type}`, deny({}), deny(more))).toEqual(NARROWER);
      expect(turns(`compute_${type}`, deny({}), deny({ priority: 1 }))).toEqual(NARROWER);
    });

    test("that inspects and does so less lets the rest pass as the next rules say", () => {
      const inspect = (extra: object = {}): object => rule({ action: "apply_security_profile_group", ...extra });
      const turn = (after: object | undefined): unknown => turns(`compute_${type}`, inspect(), after);
      const less = match({ src_ip_ranges: ["10.0.0.0/16"] });
      expect([turn(undefined), turn(inspect({ disabled: true })), turn(inspect(less))]).toEqual([
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
      ]);
      expect([turn(inspect({ priority: 200 })), turn(rule({ action: "deny", ...less }))]).toEqual([UNKNOWN, UNKNOWN]);
      expect([turn(rule({ action: "deny" })), turn(rule())]).toEqual([NARROWER, WIDER]);
    });

    test("that is new or gone", () => {
      const of = (extra: object): unknown => turns(`compute_${type}`, undefined, rule(extra));
      expect([of({}), of({ action: "deny" }), of({ disabled: true }), of({ action: "goto_next" })]).toEqual([
        WIDER,
        NARROWER,
        SAME,
        UNKNOWN,
      ]);
    });
  });

  test("in a policy with its rules, whatever their order", () => {
    const inPolicy = (...rules: readonly (readonly [number, string, string])[]): object => ({
      name: "p",
      rule: rules.map(([priority, action, range]) => ({
        priority,
        action,
        direction: "INGRESS",
        match: [{ src_ip_ranges: [range], layer4_config: tcp }],
      })),
    });
    const type = "compute_network_firewall_policy_with_rules";
    const [allow, deny] = [
      [1, "allow", "10.0.0.0/8"],
      [2, "deny", "0.0.0.0/0"],
    ] as const;
    expect(turns(type, inPolicy(allow, deny), inPolicy(deny, allow))).toEqual(SAME);
    expect(turns(type, inPolicy(deny), inPolicy(allow, deny))).toEqual(WIDER);
    expect(turns(type, inPolicy(allow), inPolicy(allow, deny))).toEqual(NARROWER);
    expect(turns(type, inPolicy(allow), inPolicy(deny))).toEqual(NARROWER);
    expect(turns(type, inPolicy(allow, deny), inPolicy([1, "allow", "11.0.0.0/8"], deny))).toEqual(UNKNOWN);
    expect(turns(type, inPolicy(allow), { ...inPolicy(allow), description: "x" })).toEqual(SAME);
  });

  test.each<[string, object, readonly string[]]>([
    ["inspects nothing encrypted", { tls_inspect: false }, WIDER],
    ["does not say so any more", { tls_inspect: null }, WIDER],
    ["inspects by another group", { security_profile_group: "h" }, UNKNOWN],
    ["inspects by none", { security_profile_group: "" }, UNKNOWN],
    ["does both", { security_profile_group: "h", tls_inspect: false }, UNKNOWN],
    ["says what nobody compares", { target_type: "INTERNAL_MANAGED_LB" }, UNKNOWN],
    ["is for other load balancers", { target_forwarding_rules: ["f"] }, UNKNOWN],
    ["has another description, name and log", { description: "x", rule_name: "r", enable_logging: true }, SAME],
    ["is off", { disabled: true }, UNKNOWN],
    ["matches other senders by what nobody compares", { match: [{ src_ip_ranges: ["10.0.0.0/8"], x: "y" }] }, UNKNOWN],
  ])("in a policy with its rules that %s", (_, extra, expected) => {
    const inspects = {
      priority: 1,
      action: "apply_security_profile_group",
      security_profile_group: "g",
      tls_inspect: true,
      match: [{ src_ip_ranges: ["10.0.0.0/8"] }],
    };
    const [was, is] = [{ rule: [inspects] }, { rule: [{ ...inspects, ...extra }] }];
    for (const policy of ["firewall_policy", "network_firewall_policy", "region_network_firewall_policy"])
      expect(turns(`compute_${policy}_with_rules`, was, is)).toEqual(expected);
    const encrypted = turns("compute_firewall_policy_with_rules", { rule: [{ ...inspects, tls_inspect: false }] }, was);
    expect(encrypted).toEqual(NARROWER);
  });
});

describe("what allows or denies", () => {
  const PROXY = "network_security_gateway_security_policy_rule";
  const rule = (extra: object = {}): object => ({
    name: "r",
    enabled: true,
    priority: 10,
    basic_profile: "ALLOW",
    session_matcher: "host() == 'a'",
    ...extra,
  });

  test.each<[string, object, readonly string[]]>([
    ["is switched off", { enabled: false }, NARROWER],
    ["denies", { basic_profile: "DENY" }, NARROWER],
    ["matches something else", { session_matcher: "true" }, UNKNOWN],
    ["looks into what is encrypted", { tls_inspection_enabled: true }, NARROWER],
    ["comes before others", { priority: 1 }, WIDER],
  ])("a rule of a Secure Web Proxy that %s", (_, extra, expected) => {
    expect(turns(PROXY, rule(), rule(extra))).toEqual(expected);
  });

  test("a rule of a Secure Web Proxy that is new", () => {
    const deny = rule({ basic_profile: "DENY" });
    expect([turns(PROXY, undefined, rule()), turns(PROXY, undefined, deny)]).toEqual([WIDER, NARROWER]);
    expect(turns(PROXY, undefined, rule({ enabled: false }))).toEqual(SAME);
    expect(turns(PROXY, deny, rule({ basic_profile: "DENY", enabled: false }))).toEqual(WIDER);
  });

  test.each<[string, object | undefined, object, readonly string[]]>([
    ["allows, and is new", undefined, { action: "ALLOW", priority: 1, source_range: "*" }, WIDER],
    ["denies, and is new", undefined, { action: "DENY", priority: 1, source_range: "*" }, NARROWER],
    [
      "allows more",
      { action: "ALLOW", priority: 1, source_range: "10.0.0.0/8" },
      { action: "ALLOW", priority: 1, source_range: "*" },
      WIDER,
    ],
    [
      "denies less",
      { action: "DENY", priority: 1, source_range: "10.0.0.0/8" },
      { action: "DENY", priority: 1, source_range: "10.0.0.0/9" },
      WIDER,
    ],
    [
      "denies what it allowed",
      { action: "ALLOW", priority: 1, source_range: "*" },
      { action: "DENY", priority: 1, source_range: "*" },
      NARROWER,
    ],
  ])("a rule of App Engine's firewall that %s", (_, before, after, expected) => {
    expect(turns("app_engine_firewall_rule", before, after)).toEqual(expected);
  });

  test("a list of URLs, and a policy that looks into what is encrypted", () => {
    const list = (...values: readonly string[]): object => ({ name: "l", values });
    expect(turns("network_security_url_lists", list("a"), list("a", "b"))).toEqual(WIDER);
    expect(turns("network_security_url_lists", list("a", "b"), list("b", "a"))).toEqual(SAME);
    const policy = (tls_inspection_policy?: string): object => ({ name: "p", tls_inspection_policy });
    const type = "network_security_gateway_security_policy";
    expect(turns(type, policy("t"), policy())).toEqual(WIDER);
    expect(turns(type, policy("t"), policy("u"))).toEqual(UNKNOWN);
  });

  test("an authorization policy that allows may lift others, or keep out what it does not name", () => {
    const policy = (action: string): object => ({ name: "p", action });
    expect(turns("network_security_authz_policy", undefined, policy("ALLOW"))).toEqual(UNKNOWN);
    expect(turns("network_security_authz_policy", undefined, policy("DENY"))).toEqual(NARROWER);
  });

  test("an address group by its addresses", () => {
    const group = (...items: readonly string[]): object => ({ name: "g", items });
    expect(turns("network_security_address_group", group("10.0.0.0/8"), group("10.128.0.0/9", "10.0.0.0/9"))).toEqual(
      SAME,
    );
    expect(turns("network_security_address_group", group("10.0.0.0/8"), group("10.0.0.0/7"))).toEqual(UNKNOWN);
  });
});

describe("a link", () => {
  const ATTACHMENT = "compute_service_attachment";
  const attachment = (extra: object = {}): object => ({
    name: "s",
    connection_preference: "ACCEPT_MANUAL",
    consumer_accept_lists: [{ project_id_or_num: "a", connection_limit: 4 }],
    ...extra,
  });
  const accepts = (...projects: readonly string[]): object => ({
    consumer_accept_lists: projects.map((project_id_or_num) => ({ project_id_or_num, connection_limit: 4 })),
  });

  test.each<[string, object, readonly string[]]>([
    ["takes everybody", { connection_preference: "ACCEPT_AUTOMATIC", consumer_accept_lists: [] }, WIDER],
    ["takes one more", accepts("a", "b"), WIDER],
    ["takes another one", accepts("b"), UNKNOWN],
    ["takes more connections of the same", { consumer_accept_lists: [{ project_id_or_num: "a" }] }, SAME],
    ["keeps one out", { consumer_reject_lists: ["z"] }, NARROWER],
    ["leads to another service", { target_service: "t" }, UNKNOWN],
    ["takes one more and keeps one out", { ...accepts("a", "b"), consumer_reject_lists: ["z"] }, UNKNOWN],
  ])("that %s", (_, extra, expected) => {
    expect(turns(ATTACHMENT, attachment(), attachment(extra))).toEqual(expected);
  });

  const RULE = "compute_forwarding_rule";
  const forwarding = (extra: object): object => ({ name: "f", load_balancing_scheme: "INTERNAL", ...extra });

  test.each<[string, object, object, readonly string[]]>([
    ["more ports", { ports: ["80"] }, { ports: ["80", "443"] }, WIDER],
    ["all ports", { ports: ["80"] }, { all_ports: true }, WIDER],
    ["a range of one port", { port_range: "80" }, { port_range: "80-80" }, SAME],
    ["a range for ports", { ports: ["80", "81"] }, { port_range: "80-81" }, SAME],
    ["other ports", { ports: ["80"] }, { ports: ["81"] }, UNKNOWN],
    ["ports where none were named", {}, { ports: ["80"] }, UNKNOWN],
  ])("of a forwarding rule with %s", (_, before, after, expected) => {
    expect(turns(RULE, forwarding(before), forwarding(after))).toEqual(expected);
  });

  test.each<[string, string, object, object, readonly string[]]>([
    [
      "a peering",
      "compute_network_peering",
      { name: "p", network: "n" },
      { name: "p", network: "n", stack_type: "IPV4_IPV6" },
      WIDER,
    ],
    [
      "an attachment's list of those kept out",
      "compute_network_attachment",
      { name: "n", producer_reject_lists: ["z"] },
      { name: "n", producer_reject_lists: [] },
      WIDER,
    ],
    [
      "a group of spokes",
      "network_connectivity_group",
      { name: "g", auto_accept: [{ auto_accept_projects: ["a"] }] },
      { name: "g", auto_accept: [{ auto_accept_projects: ["a", "b"] }] },
      WIDER,
    ],
    [
      "the size of a connector",
      "vpc_access_connector",
      { name: "c", max_instances: 3 },
      { name: "c", max_instances: 5 },
      SAME,
    ],
  ])("by %s", (_, type, before, after, expected) => {
    expect(turns(type, before, after)).toEqual(expected);
  });
});

describe("what takes the place of another is told, where both are safe", () => {
  test.each<[string, object, object]>([
    [
      "cloudbuild_worker_pool",
      { network_config: [{ peered_network: "projects/p/global/networks/a" }] },
      { network_config: [{ peered_network: "projects/p/global/networks/b" }] },
    ],
    ["vertex_ai_endpoint", { network: "projects/p/global/networks/a" }, { network: "projects/p/global/networks/b" }],
    [
      "container_cluster",
      { workload_identity_config: [{ workload_pool: "a.svc.id.goog" }] },
      { workload_identity_config: [{ workload_pool: "b.svc.id.goog" }] },
    ],
    [
      "container_cluster",
      { database_encryption: [{ state: "ENCRYPTED", key_name: "a" }] },
      { database_encryption: [{ state: "ENCRYPTED", key_name: "b" }] },
    ],
    ["storage_bucket", { logging: [{ log_bucket: "a" }] }, { logging: [{ log_bucket: "b" }] }],
    ["memcache_instance", { authorized_network: "a" }, { authorized_network: "b" }],
  ])("%s", (type, before, after) => {
    expect(turns(type, { name: "x", ...before }, { name: "x", ...after })).toEqual(UNKNOWN);
  });
});

describe("workstations", () => {
  test.each<[string, string, object, object]>([
    [
      "cluster",
      "an endpoint on the network only",
      { private_cluster_config: [{ enable_private_endpoint: true }] },
      { private_cluster_config: [{ enable_private_endpoint: false }] },
    ],
    [
      "config",
      "no external addresses",
      { host: [{ gce_instance: [{ disable_public_ip_addresses: true }] }] },
      { host: [{ gce_instance: [{ disable_public_ip_addresses: false }] }] },
    ],
    ["config", "logged commands", { enable_audit_agent: true }, { enable_audit_agent: false }],
  ])("a %s with %s", (type, _, safe, open) => {
    expect(turns(`workstations_workstation_${type}`, { name: "w", ...safe }, { name: "w", ...open })).toEqual(WIDER);
  });
});

describe("what Google fills in of a resource that is made anew is no change", () => {
  const again = (type: string, before: object, after: object, more: Partial<PlannedResource>): string | undefined =>
    of({ address: `${type}.X`, before, after, actions: ["delete", "create"], ...more })[0];

  test("at the top of it", () => {
    const mirroring = { name: "m", network: [{ url: "n" }] };
    expect(
      again("google_compute_packet_mirroring", { ...mirroring, priority: 1000 }, mirroring, { computed: ["priority"] }),
    ).toBe("unchanged");
    const subnet = { name: "s", network: "n", ip_cidr_range: "10.0.0.0/24" };
    const filledIn = { purpose: "PRIVATE", stack_type: "IPV4_ONLY" };
    const computed = Object.keys(filledIn);
    expect(again("google_compute_subnetwork", { ...subnet, ...filledIn }, subnet, { computed })).toBe("unchanged");
  });

  test("in a block of a list that is compared as a whole", () => {
    const alert = (condition: object): object => ({
      display_name: "a",
      conditions: [{ display_name: "c", ...condition }],
    });
    const literal = { constant_value: "x" };
    const more = {
      unknown: { conditions: [{ name: true }] },
      expressions: { display_name: literal, conditions: [{ display_name: literal }] },
    };
    const type = "google_monitoring_alert_policy";
    expect(again(type, alert({ name: "projects/p/alertPolicies/1/conditions/2" }), alert({}), more)).toBe("unchanged");
    const other = alert({ condition_absent: [{ filter: "b" }] });
    expect(again(type, alert({ condition_absent: [{ filter: "a" }] }), other, more)).toBe("widened");
  });
});
