import { reviewPlans } from "../../../lib/plan-review";
import { TerraformPlan } from "../../../lib/terraform";
import { planOf } from "../plan-builder";
import { reviewOf } from "./reviewed-plan";

describe("settings that the provider never deletes, at another address", () => {
  const renamed = (type: string, before: object, after: object): readonly string[] =>
    reviewOf({ address: `${type}.a`, before }, { address: `${type}.b`, after });

  test.each([
    ["google_app_engine_service_split_traffic", { service: "s", split: [{ allocations: { v1: "1" } }] }],
    ["google_logging_organization_settings", { organization: "1", kms_key_name: "k" }],
    ["google_service_networking_vpc_service_controls", { network: "n", service: "s", enabled: true }],
    ["google_identity_platform_config", { authorized_domains: ["a.example"] }],
  ])("%s: the same is no finding", (type, body) => {
    expect(renamed(type, body, body)).toEqual(["unchanged"]);
  });

  test("they are not called forgotten: the other address shows them", () => {
    const type = "google_app_engine_service_split_traffic";
    const body = { service: "s", split: [{ allocations: { v1: "1" } }] };
    const resources = [
      { address: `${type}.a`, before: body },
      { address: `${type}.b`, after: body },
    ];
    const { plans } = reviewPlans([{ name: "p", plan: TerraformPlan.read(planOf({ resources })) }]);
    const notes = plans.flatMap((one) => one.notes.map((note) => note.toString()));
    expect(notes).toEqual([expect.stringContaining("destroyed at one address and made anew")]);
  });

  test("others are compared with what stays", () => {
    const split = (share: string): object => ({ service: "s", split: [{ allocations: { v1: share } }] });
    expect(renamed("google_app_engine_service_split_traffic", split("1"), split("0.5"))[0]).toBe("widened");
  });
});

describe("a version of App Engine that Terraform leaves alone", () => {
  const address = "google_app_engine_standard_app_version.v";
  const version = (service: string): object => ({ service, version_id: "v1", noop_on_destroy: true });
  const stays = expect.stringMatching(/^changed: .* stays in force as it is \(noop_on_destroy is on\)$/);

  test("stays when it is destroyed", () => {
    expect(reviewOf({ address, before: version("s") })).toEqual(["unchanged", stays]);
  });

  test("stays beside the one that takes its place", () => {
    const told = reviewOf({ address, before: version("s"), after: version("t"), actions: ["delete", "create"] });
    expect(told).toEqual(["widened", expect.stringMatching(/^widened: .*"t" is new/), stays]);
  });
});

describe("a rule for branches", () => {
  const address = "google_secure_source_manager_branch_rule.r";
  const rule = (disabled: boolean, approvals: number): object => ({
    branch_rule_id: "r",
    include_pattern: "main",
    disabled,
    require_pull_request: approvals > 0,
    minimum_approvals_count: approvals,
  });

  test("that is off before and after asks for nothing, whatever it says", () => {
    expect(reviewOf({ address, before: rule(true, 2), after: rule(true, 0) })).toEqual(["unchanged"]);
  });

  test("that is on loses what it asked for", () => {
    expect(reviewOf({ address, before: rule(false, 2), after: rule(false, 0) })).toHaveLength(3);
  });

  test("that is switched on had nothing to lose", () => {
    const told = reviewOf({ address, before: rule(true, 2), after: rule(false, 0) });
    expect(told.filter((one) => one.startsWith("widened"))).toEqual([]);
  });
});

test("other addresses of a rule of Cloud NAT are told", () => {
  const nat = (source: string): object => ({
    name: "n",
    router: "r",
    source_subnetwork_ip_ranges_to_nat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
    rules: [{ rule_number: 1, match: "destination.ip == '192.0.2.1'", action: [{ source_nat_active_ips: [source] }] }],
  });
  const address = "google_compute_router_nat.n";
  expect(reviewOf({ address, before: nat("a"), after: nat("b") })).toEqual([
    "widened",
    'unknown: Cloud NAT "n" has other rules: from which addresses hosts come to whom they reach changes',
  ]);
});
