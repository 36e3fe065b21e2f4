import { safetyPlanFeaturesRule } from "../../../lib/plan-review/rules/safety-plan-features";
import { TerraformPlan } from "../../../lib/terraform";
import { planOf } from "../plan-builder";
import { changeOf } from "./reviewed-plan";

const disk = { address: "google_compute_disk.X", after: { name: "x" } };

function said(more: object, resources = [disk]): readonly string[] {
  return safetyPlanFeaturesRule
    .review(changeOf({ ...planOf({ resources }), ...more }))
    .map(({ effect, summary }) => `${effect}: ${summary.toString()}`);
}

test("actions that the apply runs are unread, with what makes them run", () => {
  const action = {
    address: "action.google_x.y",
    type: "google_x",
    name: "y",
    config_values: { secret: "1234" },
    lifecycle_action_trigger: {
      triggering_resource_address: "google_compute_disk.X",
      action_trigger_event: "AfterCreate",
      action_trigger_block_index: 0,
      actions_list_index: 0,
    },
  };
  expect(said({ action_invocations: [action] })).toEqual([
    'unread: action "action.google_x.y" is run when "google_compute_disk.X" changes, ' +
      'and no rule reads what "google_x" does',
  ]);
  expect(said({ action_invocations: [{ address: "action.a.b", type: "a", invoke_action_trigger: {} }] })).toEqual([
    'unread: action "action.a.b" is run, and no rule reads what "a" does',
  ]);
  expect(said({ deferred_action_invocations: [{ reason: "unknown", action_invocation: action }] })).toHaveLength(1);
});

test("provisioners run with what is made or destroyed, and with nothing else", () => {
  const withProvisioner = (resources: Parameters<typeof said>[1]): readonly string[] => {
    const plan = planOf({ resources: resources ?? [] });
    const configuration = plan.configuration as { root_module: { resources: { provisioners?: object[] }[] } };
    for (const one of configuration.root_module.resources) one.provisioners = [{ type: "local-exec", expressions: {} }];
    return said(plan, resources);
  };
  expect(withProvisioner([disk])).toEqual([
    'unread: provisioner "local-exec" can run when "google_compute_disk.X" is made, and no rule reads what it does',
  ]);
  const changed = { ...disk, before: { name: "x", size: 1 }, after: { name: "x", size: 2 } };
  expect(withProvisioner([changed])).toEqual([]);
  expect(withProvisioner([{ ...changed, actions: ["delete", "create"] } as typeof disk])).toHaveLength(1);
});

test("data sources that the apply reads are unread where they may do more than read", () => {
  const read = (address: string, provider = "registry.terraform.io/hashicorp/x"): readonly string[] => {
    const data = { address, after: { program: ["x"] }, actions: ["read"] };
    const plan = planOf({ resources: [disk, data] });
    const [, entry] = plan.resource_changes as [unknown, { provider_name: string }];
    entry.provider_name = provider;
    return said(plan);
  };
  expect(read("data.external.X")).toEqual([
    'unread: data source "data.external.X" is read during the apply, and no rule reads what "external" does then',
  ]);
  for (const address of ["data.http.X", "data.kubernetes_secret.X"]) expect(read(address)).toHaveLength(1);
  for (const address of ["data.google_project.X", "data.terraform_remote_state.X"]) expect(read(address)).toEqual([]);
  expect(read("data.google_project.X", "registry.terraform.io/evil/google")).toHaveLength(1);
});

test("checks that fail are told, and those that hold or are not known yet are not", () => {
  const check = (status: string): object => ({ address: { kind: "check", to_display: `check.${status}` }, status });
  expect(said({ checks: ["pass", "fail", "error", "unknown"].map(check) })).toEqual([
    'unknown: "check.fail", a condition of the configuration itself, does not hold',
    'unknown: "check.error", a condition of the configuration itself, cannot be worked out',
  ]);
});

test("formats that are too old name the Terraform that writes a newer one; newer ones of format 1 are read", () => {
  const read = (version: string) => () => TerraformPlan.read(planOf({ resources: [], formatVersion: version }));
  for (const version of ["0.1", "0.2"])
    expect(read(version)).toThrow(/before 1\.1 writes; make it with Terraform 1\.1/);
  for (const version of ["1.0", "1.2", "1.3", "1.17"]) expect(read(version)).not.toThrow();
  for (const version of ["2.0", ""]) expect(read(version)).toThrow(/format 1 is read/);
  expect(() => TerraformPlan.read({ "@level": "info", type: "version" })).toThrow(/stream of lines/);
});
