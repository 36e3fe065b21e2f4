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
