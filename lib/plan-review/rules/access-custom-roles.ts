import { customRoleName, grantsIn } from "../../access/terraform-grants";
import type { TerraformBlock, TerraformFields, TerraformResources } from "../../terraform";
import { type Observation, ruleOf } from "../observation";
import { phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";
import { isSame, textAt, textsAt } from "../../terraform/resource-values";

const TYPES = ["google_project_iam_custom_role", "google_organization_iam_custom_role"];

const SWITCHED_OFF = "DISABLED";

/** What a custom role lets its members do: followed by its name, at whatever address it stands. */
export const accessCustomRolesRule: PlanRule = ruleOf(
  {
    id: "access-custom-roles",
    kind: "access",
    finds: "permissions that a custom role gains or loses, for all who have it, and new ones that somebody has already",
    reads: (type) =>
      TYPES.includes(type)
        ? { paths: ["permissions", "stage", "role_id", "project", "org_id"], creation: true, deletion: true }
        : undefined,
  },
  (change) => {
    const [before, after] = [rolesIn(change.before), rolesIn(change.after)];
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
      compared(name, before.get(name), after.get(name), change),
    );
  },
);

/** By the name that they are granted by, or else by their address. */
function rolesIn(world: TerraformResources): ReadonlyMap<string, TerraformBlock> {
  const roles = TYPES.flatMap((type) => world.ofType(type));
  return new Map(roles.map((block) => [customRoleName(block) ?? block.address, block]));
}

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
    const summary = phrase`custom role ${role} is deleted, for all who have it`;
    return [{ ...base, substance: "deleted", effect: "narrowed", summary }];
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
  return isSwitchedOff(body) ? turned : [...permissions(before.body, body, role, base), ...turned];
}

function isGranted(name: string, world: TerraformResources): boolean {
  return grantsIn(world).seen.some(({ role }) => role === name);
}

type Base = Pick<Observation, "subject" | "address">;

function permissions(
  before: TerraformFields,
  after: TerraformFields,
  role: string,
  base: Base,
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
    const summary = phrase`everybody who has custom role ${role} loses permission ${less}`;
    found.push({ ...base, substance: `loses ${less.join(" ")}`, effect: "narrowed", summary });
  }
  return found;
}

function isSwitchedOff(body: TerraformFields): boolean {
  return textAt(body, "stage") === SWITCHED_OFF;
}

function stages(before: TerraformFields, after: TerraformFields, role: string, base: Base): readonly Observation[] {
  const [was, is] = [before, after].map((body) => textAt(body, "stage") ?? "GA");
  if (was === is) return [];
  if (was === SWITCHED_OFF) {
    const summary = phrase`custom role ${role} is switched on again, for all who have it`;
    return [{ ...base, substance: "enabled", effect: "widened", summary }];
  }
  if (is !== SWITCHED_OFF) return [];
  return [{ ...base, substance: "disabled", effect: "narrowed", summary: phrase`custom role ${role} is switched off` }];
}
