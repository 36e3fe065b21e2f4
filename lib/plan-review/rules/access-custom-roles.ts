import { CUSTOM_ROLE_TYPES, customRolesIn, isSwitchedOff, permissionsIn } from "../../access/custom-roles";
import { grantsIn } from "../../access/terraform-grants";
import { isKeptByOthers } from "../facts/held-access";
import type { TerraformBlock, TerraformFields, TerraformResources } from "../../terraform";
import { type Observation, ruleOf } from "../observation";
import { phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";
import { isSame, textAt, textsAt } from "../../terraform/resource-values";

/** What a custom role lets its members do: followed by its name, at whatever address it stands. */
export const accessCustomRolesRule: PlanRule = ruleOf(
  {
    id: "access-custom-roles",
    kind: "access",
    finds: "permissions that a custom role gains or loses, for all who have it, and new ones that somebody has already",
    reads: (type) =>
      CUSTOM_ROLE_TYPES.includes(type)
        ? { paths: ["permissions", "stage", "role_id", "project", "org_id"], creation: true, deletion: true }
        : undefined,
  },
  (change) => {
    const [before, after] = [customRolesIn(change.before), customRolesIn(change.after)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
      compared(name, before.get(name), after.get(name), change),
    );
  },
);

function compared(
  name: string,
  before: TerraformBlock | undefined,
  after: TerraformBlock | undefined,
  change: ReviewedChange,
): readonly Observation[] {
  const block = after ?? before;
  if (block === undefined) return [];
  const { address, body } = block;
  const role = textAt(body, "role_id") ?? textAt(before?.body ?? {}, "role_id") ?? address;
  const base = { subject: role, address };
  if (after === undefined) {
    return [deleted(name, role, permissionsIn(body), base, change)];
  }
  if (before === undefined) {
    // Where nobody has it, those who get it are told by what grants it.
    if (!isGranted(name, change.before) || isSwitchedOff(body)) return [];
    const summary = phrase`custom role ${role} is new, and somebody has it already:
      they get permission ${textsAt(body, "permissions") ?? "that cannot be seen"}`;
    return [{ ...base, substance: "new, and granted already", effect: "widened", summary }];
  }
  const turned = stages(before.body, body, role, base);
  // A role that is switched off gives nothing, whatever is in it.
  return isSwitchedOff(body) ? turned : [...permissions(before.body, body, { name, role, base, change }), ...turned];
}

function isGranted(name: string, world: TerraformResources): boolean {
  return grantsIn(world).seen.some(({ role }) => role === name);
}

type Base = Pick<Observation, "subject" | "address">;

/** Those whom the plan shows may keep by other roles what they had; whom it does not show has it by this one alone. */
function deleted(
  name: string,
  role: string,
  permissions: readonly string[] | undefined,
  base: Base,
  change: ReviewedChange,
): Observation {
  if (permissions !== undefined && isKeptByOthers(name, permissions, change)) {
    const summary = phrase`custom role ${role} is deleted, and those who have it by this plan may do the same
      by other roles`;
    return { ...base, substance: "deleted, kept by others", effect: "changed", summary };
  }
  const summary = phrase`custom role ${role} is deleted, for all who have it`;
  return { ...base, substance: "deleted", effect: "narrowed", summary };
}

/** A role that is there before and after. */
interface Kept {
  readonly name: string;
  readonly role: string;
  readonly base: Base;
  readonly change: ReviewedChange;
}

function permissions(
  before: TerraformFields,
  after: TerraformFields,
  { name, role, base, change }: Kept,
): readonly Observation[] {
  const [was, is] = [textsAt(before, "permissions"), textsAt(after, "permissions")];
  if (was === undefined || is === undefined) {
    if (isSame(before.permissions, after.permissions)) return [];
    const summary = phrase`what custom role ${role} permits cannot be seen before the apply`;
    return [{ ...base, substance: "unknown", effect: "unknown", summary }];
  }
  const [had, has] = [new Set(was), new Set(is)];
  const more = is.filter((one) => !had.has(one)).sort();
  const less = was.filter((one) => !has.has(one)).sort();
  const found: Observation[] = [];
  if (more.length > 0) {
    const summary = phrase`everybody who has custom role ${role} gets permission ${more}`;
    found.push({ ...base, substance: `gains ${more.join(" ")}`, effect: "widened", summary });
  }
  if (less.length > 0) {
    const isKept = isKeptByOthers(name, less, change);
    const summary = isKept
      ? phrase`custom role ${role} loses permission ${less}, which those who have it by this plan keep by other roles`
      : phrase`everybody who has custom role ${role} loses permission ${less}`;
    const effect = isKept ? "changed" : "narrowed";
    found.push({ ...base, substance: `loses ${less.join(" ")}${isKept ? ", kept" : ""}`, effect, summary });
  }
  return found;
}

function stages(before: TerraformFields, after: TerraformFields, role: string, base: Base): readonly Observation[] {
  const [was, is] = [before, after].map((body) => textAt(body, "stage") ?? "GA");
  if (was === is) return [];
  if (isSwitchedOff(before)) {
    const summary = phrase`custom role ${role} is switched on again, for all who have it`;
    return [{ ...base, substance: "enabled", effect: "widened", summary }];
  }
  if (!isSwitchedOff(after)) return [];
  return [{ ...base, substance: "disabled", effect: "narrowed", summary: phrase`custom role ${role} is switched off` }];
}
