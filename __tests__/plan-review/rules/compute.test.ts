import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { type PlannedResource, planOf } from "../plan-builder";

/** What the whole review says of one resource. */
function said(
  type: string,
  before: object | undefined,
  after: object | undefined,
  extra: Partial<PlannedResource> = {},
): readonly string[] {
  const bodies = { ...(before && { before }), ...(after && { after }) };
  const plan = TerraformPlan.read(
    planOf({ resources: [{ address: `google_compute_${type}.X`, ...bodies, ...extra }] }),
  );
  return reviewPlans([{ name: "x", plan }]).plans.flatMap(({ findings }) =>
    findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`),
  );
}

test("another policy in the place of one that guards is no guard that is gone, and may be a weaker one", () => {
  const backend = (policy?: string): object => ({ name: "web", ...(policy && { security_policy: policy }) });
  expect(said("backend_service", backend("strict"), backend("loose"))).toEqual([
    'unknown: compute backend service "web": another Cloud Armor policy keeps requests from it ("loose")',
  ]);
  expect(said("backend_service", backend("strict"), backend())).toEqual([
    'widened: compute backend service "web": no Cloud Armor policy keeps requests from it',
  ]);
  const rule = (extra: object): object => ({ firewall_policy: "p", action: "apply_security_profile_group", ...extra });
  expect(
    said(
      "network_firewall_policy_rule",
      rule({ security_profile_group: "a", tls_inspect: true }),
      rule({ security_profile_group: "b", tls_inspect: false }),
    ).map((one) => one.replace(/: .*: /, ": ")),
  ).toEqual([
    'widened: what is encrypted passes it without being inspected ("false")',
    'unknown: another security profile inspects what it lets through ("b")',
  ]);
});

test("a part of a load balancer is told when it leads elsewhere, and not when it is only there", () => {
  expect(said("url_map", undefined, { name: "m", default_service: "a" })).toEqual([]);
  expect(said("url_map", { name: "m", default_service: "a" }, undefined)).toEqual([]);
  expect(said("url_map", { name: "m", default_service: "a" }, { name: "m", default_service: "b" })).toEqual([
    'unknown: URL map "m": what answers requests that no rule is for changes (default_service)',
  ]);
  expect(said("health_check", { name: "h", timeout_sec: 1 }, { name: "h", timeout_sec: 2 })).toEqual([]);
});

test("hosts and templates that run something else", () => {
  const vm = (image: string): object => ({ name: "vm", boot_disk: [{ initialize_params: [{ image }] }] });
  expect(said("instance", vm("debian-12"), vm("other"))).toEqual([
    'unknown: compute instance "vm": from which image it starts changes (boot_disk.initialize_params.image)',
  ]);
  const from = (source: string): object => ({ name: "vm", boot_disk: [{ source }] });
  expect(said("instance", from("a"), from("b"))).toEqual([
    'unknown: compute instance "vm": from which disk it starts changes (boot_disk.source)',
  ]);
  const template = (image: string): object => ({ name: "t", disk: [{ source_image: image }] });
  expect(said("instance_template", template("debian-12"), template("other"))).toEqual([
    'unknown: compute instance template "t": from which image its hosts start changes (disk.source_image)',
  ]);
  const group = (one: string): object => ({ name: "g", version: [{ instance_template: one, name: "v" }] });
  expect(said("instance_group_manager", group("t1"), group("t2"))).toEqual([
    'unknown: group of hosts "g": what its hosts run, and who gets in changes (version.instance_template)',
  ]);
  expect(
    said("instance_group_manager", { ...group("t1"), target_size: 1 }, { ...group("t1"), target_size: 3 }),
  ).toEqual([]);
});

describe("Cloud Armor", () => {
  const DENY = { priority: 1000, action: "deny(403)", match: [{ config: [{ src_ip_ranges: ["192.0.2.0/24"] }] }] };
  const DEFAULT = { priority: 2147483647, action: "allow", match: [{ config: [{ src_ip_ranges: ["*"] }] }] };
  /** Of a rule in a policy that lets through by default, and of a rule whose policy is not seen. */
  const effects = (before: object | undefined, after: object | undefined): readonly string[] => {
    const policy = (one: object | undefined): object => ({
      name: "p",
      rule: one === undefined ? [DEFAULT] : [one, DEFAULT],
    });
    const alone = (one: object | undefined): object | undefined => one && { security_policy: "p", ...one };
    return [
      said("security_policy", policy(before), policy(after)),
      said("security_policy_rule", alone(before), alone(after)),
    ].map((lines) => lines.map((one) => one.split(":")[0]).join());
  };

  test.each<[string, object | undefined, object | undefined, string, string?]>([
    ["a rule that only looks does nothing", undefined, { ...DENY, preview: true }, ""],
    ["nor when it goes", { ...DENY, preview: true }, undefined, ""],
    ["nor when it changes", { ...DENY, preview: true }, { ...DENY, preview: true, action: "allow" }, ""],
    ["one that denies", undefined, DENY, "narrowed"],
    ["one that denied", DENY, undefined, "widened"],
    ["one that allows", undefined, { ...DENY, action: "allow" }, "", "widened"],
    ["one that allowed", { ...DENY, action: "allow" }, undefined, "", "narrowed"],
    ["one that only looks from now on", DENY, { ...DENY, preview: true }, "widened"],
    ["one that no longer only looks", { ...DENY, preview: true }, DENY, "narrowed"],
    [
      "one that allows, and only looks from now on",
      { ...DENY, action: "allow" },
      { ...DENY, action: "allow", preview: true },
      "",
      "narrowed",
    ],
    ["a limit in the place of a denial", DENY, { ...DENY, action: "throttle" }, "widened"],
    [
      "a limit in the place of a permission",
      { ...DENY, action: "allow" },
      { ...DENY, action: "rate_based_ban" },
      "narrowed",
    ],
    [
      "a limit, which lets through what a later rule may deny",
      undefined,
      { ...DENY, action: "throttle" },
      "narrowed",
      "unknown",
    ],
    ["a limit that is gone", { ...DENY, action: "throttle" }, undefined, "widened", "unknown"],
    [
      "fewer addresses are denied",
      { ...DENY, match: [{ config: [{ src_ip_ranges: ["192.0.2.0/24", "198.51.100.0/24"] }] }] },
      DENY,
      "widened",
    ],
    ["all are denied", DENY, { ...DENY, match: [{ config: [{ src_ip_ranges: ["*"] }] }] }, "narrowed"],
    [
      "more are allowed",
      { ...DENY, action: "allow" },
      { ...DENY, action: "allow", match: [{ config: [{ src_ip_ranges: ["192.0.2.0/24", "198.51.100.0/24"] }] }] },
      "",
      "widened",
    ],
    ["others are denied", DENY, { ...DENY, match: [{ config: [{ src_ip_ranges: ["198.51.100.0/24"] }] }] }, "unknown"],
    [
      "requests are left out",
      DENY,
      { ...DENY, preconfigured_waf_config: [{ exclusion: [{ target_rule_set: "sqli" }] }] },
      "widened",
    ],
    [
      "an expression is another",
      { ...DENY, match: [{ expr: [{ expression: "a" }] }] },
      { ...DENY, match: [{ expr: [{ expression: "b" }] }] },
      "unknown",
    ],
    ["what it does is not known", DENY, { ...DENY, action: "frobnicate" }, "unknown"],
    ["a word about it", DENY, { ...DENY, description: "x" }, ""],
  ])("%s", (_, before, after, inside, alone = inside) => {
    expect(effects(before, after)).toEqual([inside, alone]);
  });

  test("rules of which one opens and another closes cannot be summed up, and a place before others counts", () => {
    const policy = (...rule: readonly object[]): object => ({ name: "p", rule });
    const later = { ...DENY, priority: 2000 };
    const allow = { ...DENY, action: "allow", priority: 1500 };
    const elsewhere = { ...DENY, match: [{ config: [{ src_ip_ranges: ["198.51.100.0/24"] }] }] };
    expect(said("security_policy", policy(DENY, DEFAULT), policy(later, DEFAULT))).toEqual([]);
    expect(said("security_policy", policy(DENY, allow, DEFAULT), policy(later, allow, DEFAULT))).toEqual([
      'widened: Cloud Armor policy "p" changes (rule): it keeps requests from load balancers less than before',
    ]);
    expect(said("security_policy", policy(DENY, DEFAULT), policy(elsewhere, DEFAULT))).toEqual([
      'unknown: Cloud Armor policy "p", which keeps requests from load balancers, changes (rule): ' +
        "whether it does so more or less cannot be seen",
    ]);
    expect(said("security_policy", policy(DENY, DEFAULT), policy(DEFAULT, DENY))).toEqual([]);
    expect(said("security_policy", policy(DENY, DEFAULT), policy(DENY, { ...DEFAULT, action: "deny(404)" }))).toEqual([
      'narrowed: Cloud Armor policy "p" changes (rule): it keeps requests from load balancers more than before',
    ]);
  });
});

test("ways to what inspects packets, and copies of packets, are guards that are gone when they go", () => {
  const route = { name: "r", network: "n", priority: 1, next_hop_ilb_ip: "10.0.0.9" };
  const plan = (before?: object, after?: object): readonly string[] =>
    said("x", before, after, {
      address: "google_network_connectivity_policy_based_route.X",
      type: "google_network_connectivity_policy_based_route",
    }).map((one) => one.split(":")[0] ?? "");
  expect([plan(route), plan(undefined, route), plan(route, { ...route, next_hop_ilb_ip: "10.0.0.8" })]).toEqual([
    ["widened"],
    ["widened"],
    ["unknown"],
  ]);
  const past = { name: "r", network: "n", priority: 1, next_hop_other_routes: "DEFAULT_ROUTING" };
  expect([plan(past), plan(undefined, past)]).toEqual([["narrowed"], ["widened"]]);
  const mirror = { name: "m", collector_ilb: [{ url: "c" }], enable: "TRUE" };
  const of = (before?: object, after?: object): readonly string[] =>
    said("packet_mirroring", before, after).map((one) => one.split(":")[0] ?? "");
  expect([of(mirror), of(undefined, mirror), of(mirror, { ...mirror, enable: "FALSE" })]).toEqual([
    ["widened"],
    ["widened"],
    ["widened"],
  ]);
});

test("who is asked, and who gets in when nobody answers", () => {
  const of = (type: string, before?: object, after?: object): readonly string[] =>
    said("x", before, after, { address: `google_network_${type}.X`, type: `google_network_${type}` });
  const tls = (mode: string): object => ({ name: "t", mtls_policy: [{ client_validation_mode: mode }] });
  expect(
    of("security_server_tls_policy", tls("REJECT_INVALID"), tls("ALLOW_INVALID_OR_MISSING_CLIENT_CERT")).join(),
  ).toMatch(/^widened: .*clients get in without a valid certificate/);
  const extension = { name: "e", service: "s" };
  expect(of("services_authz_extension", extension, { ...extension, fail_open: true }).join()).toMatch(
    /^widened: .*requests get in when it does not answer/,
  );
  const association = { name: "a", network: "n", firewall_endpoint: "f" };
  expect(of("security_firewall_endpoint_association", association).join()).toMatch(/^widened: .*no longer inspects/);
  expect(of("security_firewall_endpoint_association", association, { ...association, disabled: true }).join()).toMatch(
    /^widened: .*no longer inspects/,
  );
  const group = { name: "g", items: ["192.0.2.0/24"] };
  expect(of("security_address_group", group, { ...group, items: ["0.0.0.0/0"] }).join()).toMatch(/^unknown: /);
  const spokes = { name: "edge", hub: "h" };
  expect(
    of("connectivity_group", spokes, { ...spokes, auto_accept: [{ auto_accept_projects: ["other"] }] }).join(),
  ).toMatch(/^widened|^unknown/);
});

test("metadata of all hosts of a zone let people in as those of a project do", () => {
  const settings = (items: object): object => ({ zone: "z", metadata: [{ items }] });
  const key = { "ssh-keys": "eve:ssh-ed25519 AAAA eve" };
  expect(said("instance_settings", undefined, settings(key)).join()).toMatch(/^widened: SSH keys/);
  expect(said("instance_settings", settings({}), settings(key)).join()).toMatch(/^widened: SSH keys/);
  expect(said("instance_settings", settings({}), settings({ "serial-port-enable": "1" })).join()).toMatch(
    /^widened: .*serial port/,
  );
  expect(said("instance_settings", settings({}), settings({ "startup-script": "x" })).join()).toMatch(/^unknown: /);
  expect(said("instance_settings", settings({}), settings({ other: "x" })).join()).toMatch(/^unknown: /);
});

test("a policy that copies disks is a guard, and one that says where hosts run is none", () => {
  const place = { name: "p", group_placement_policy: [{ vm_count: 2 }] };
  const copies = { name: "p", snapshot_schedule_policy: [{ schedule: [{ daily_schedule: [{ days_in_cycle: 1 }] }] }] };
  expect([said("resource_policy", undefined, place), said("resource_policy", place, undefined)]).toEqual([[], []]);
  expect(said("resource_policy", copies, undefined).join()).toMatch(/^widened: .*is gone/);
  expect(said("resource_policy", undefined, copies).join()).toMatch(/^narrowed: /);
});
