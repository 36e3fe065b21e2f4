import { textAt, textsAt } from "../terraform/resource-values";
import type { TerraformBlock, TerraformFields, TerraformResources } from "../terraform/terraform-resources";
import { customRoleName } from "./terraform-grants";

export const CUSTOM_ROLE_TYPES = ["google_project_iam_custom_role", "google_organization_iam_custom_role"];

const SWITCHED_OFF = "DISABLED";

/** Custom roles by the name that they are granted by, or else by their address. */
export function customRolesIn(world: TerraformResources): ReadonlyMap<string, TerraformBlock> {
  const roles = CUSTOM_ROLE_TYPES.flatMap((type) => world.ofType(type));
  return new Map(roles.map((block) => [customRoleName(block) ?? block.address, block]));
}

/** A role that is switched off gives nothing, whatever is in it. */
export function isSwitchedOff(body: TerraformFields): boolean {
  return textAt(body, "stage") === SWITCHED_OFF;
}

/** What a custom role permits; undefined where that cannot be seen. */
export function permissionsIn(body: TerraformFields): readonly string[] | undefined {
  return isSwitchedOff(body) ? [] : textsAt(body, "permissions");
}
