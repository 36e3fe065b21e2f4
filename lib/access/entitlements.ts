import { NamedResources } from "../terraform/named-resources";
import { blocksAt, holdsHidden, textAt, textsAt, valueAt } from "../terraform/resource-values";
import type { TerraformFields, TerraformResources } from "../terraform/terraform-resources";
import { withLowerCaseMail } from "./member";
import type { Grant, Grants, UnseenGrant } from "./terraform-grants";

const ENTITLEMENT = "google_privileged_access_manager_entitlement";
const ACCESS = "privileged_access.gcp_iam_access";

/** What a role is given on. @see https://cloud.google.com/iam/docs/pam-create-entitlements */
const TARGETS = new Map([
  ["cloudresourcemanager.googleapis.com/Project", { type: "google_project", field: "project" }],
  ["cloudresourcemanager.googleapis.com/Folder", { type: "google_folder", field: "folder" }],
  ["cloudresourcemanager.googleapis.com/Organization", { type: "google_organization", field: "org_id" }],
]);

/** The attributes of an entitlement that say who gets what, for how long, and who is asked. */
export function entitlementAttributes(type: string): readonly string[] {
  if (type !== ENTITLEMENT) return [];
  return [
    "eligible_users",
    "privileged_access",
    "approval_workflow.manual_approvals.steps",
    "max_request_duration",
    "parent",
    "entitlement_id",
    "location",
  ];
}

/** What people may have on request: roles, for some time, under the condition that others say yes. */
export function entitlementGrants(world: TerraformResources): Grants {
  const names = NamedResources.of(world);
  const seen: Grant[] = [];
  const unseen: UnseenGrant[] = [];
  for (const { address, body } of world.ofType(ENTITLEMENT)) {
    const { type, field } = TARGETS.get(textAt(body, `${ACCESS}.resource_type`) ?? "") ?? UNKNOWN_TARGET;
    const target = names.find(type, { [field]: valueAt(body, `${ACCESS}.resource`) }, address);
    const base = { target, type, address };
    const principals = textsAt(body, "eligible_users.principals");
    for (const binding of bindingsIn(body)) {
      const role = binding && textAt(binding, "role");
      if (binding === undefined || role === undefined || principals === undefined)
        unseen.push({ ...base, references: [], ...(role === undefined ? {} : { role }) });
      else {
        const condition = conditionOf(body, binding);
        seen.push(...principals.map((one) => ({ ...base, role, member: withLowerCaseMail(one), condition })));
      }
    }
  }
  return { seen, unseen };
}

const UNKNOWN_TARGET = { type: "google_project", field: "project" };

function bindingsIn(body: TerraformFields): readonly (TerraformFields | undefined)[] {
  const [privileged] = blocksAt(body, "privileged_access") ?? [];
  const [access] = (privileged && blocksAt(privileged, "gcp_iam_access")) ?? [];
  return (access && blocksAt(access, "role_bindings")) ?? [undefined];
}

/** Under what a role is given: how long, after whose approval, and when; undefined where any of it cannot be seen. */
function conditionOf(body: TerraformFields, binding: TerraformFields): string | undefined {
  if (holdsHidden([body.max_request_duration, body.approval_workflow, binding.condition_expression])) return undefined;
  const expression = textAt(binding, "condition_expression");
  const duration = `on request for at most ${textAt(body, "max_request_duration") ?? "any time"}`;
  return [duration, approvals(body), ...(expression === undefined ? [] : [expression])].join(", ");
}

/** Says back what `conditionOf` says: the terms of a request, and the CEL expression, empty where there is none. */
const REQUEST =
  /^on request (for at most \d{1,15}s), (?:without anybody's approval|approved by ([^,]+(?:, and by [^,]+)*))(?:, (.*))?$/s;

/** The terms under which a role is given on request; undefined of other conditions. */
export function requestTerms(
  condition: string,
): { readonly terms: readonly string[]; readonly expression: string } | undefined {
  const [, duration, voices, expression = ""] = REQUEST.exec(condition) ?? [];
  if (duration === undefined) return undefined;
  return { terms: ["on request", duration, ...(voices?.split(", and by ") ?? [])], expression };
}

function approvals(body: TerraformFields): string {
  const steps = [body]
    .flatMap((one) => blocksAt(one, "approval_workflow") ?? [])
    .flatMap((one) => blocksAt(one, "manual_approvals") ?? []);
  const words = steps
    .flatMap((one) => blocksAt(one, "steps") ?? [])
    .map((step) => {
      const approvers = (blocksAt(step, "approvers") ?? []).flatMap((one) => textsAt(one, "principals") ?? []);
      return `${textAt(step, "approvals_needed") ?? "1"} of ${approvers.toSorted().join(" ")}`;
    });
  return words.length === 0 ? "without anybody's approval" : `approved by ${words.join(", and by ")}`;
}
