import type { ResourceChange, TerraformFields } from "../terraform";
import { HiddenValue } from "../terraform/hidden-value";
import { isAbsent } from "../terraform/resource-values";
import { isIdentity } from "./identity-attributes";
import { isOwnId } from "./known-attributes";
import type { ReviewedChange } from "./plan-rule";
import { cardOf } from "./services";

/** Compared by what they mean, wherever they stand: downloads, and who may do what. */
const COMPARED_BY_MEANING =
  /^google_artifact_registry_(?:repository|rule)$|_iam_(?:member|binding|policy|custom_role)$/;

const FIREWALL_POLICY = "google_compute_region_network_firewall_policy_";

/** Where in its project it is. */
const PLACES = new Set(["location", "region", "zone"]);

/** What follows from its name, or is content, though it stands in the id of some. */
const OWN = new Set(["email", "account_id", "type", "role", "port", "priority", "rule", "revision"]);

/**
 * Two changes for each resource that goes to another project or folder, or becomes a part of something else: it is gone
 * there, and new here. Beside the change itself, which says what of its content is another.
 */
export function movedApart({ plan, changes }: ReviewedChange): readonly ResourceChange[] {
  return changes.flatMap((one) => {
    const { address, actions, before, after, isData, type } = one;
    if (isData || !actions.includes("create") || COMPARED_BY_MEANING.test(type)) return [];
    if (before === undefined || after === undefined) return [];
    if (!isElsewhere(type, before, after, plan.providerProject(address))) return [];
    const isGone = actions.includes("delete");
    return [...(isGone ? [{ ...one, after: undefined }] : []), { ...one, before: undefined }];
  });
}

function isElsewhere(
  type: string,
  before: TerraformFields,
  after: TerraformFields,
  project: string | undefined,
): boolean {
  const changed = Object.keys(after).filter((name) => {
    const otherwise = name === "project" ? project : undefined;
    return isIdentity(name) && !isOne(before[name], after[name], otherwise);
  });
  const keepsName = Object.keys(after).some((name) => isOwnName(type, name) && isPlainText(before[name], after[name]));
  return changed.some((name) => {
    if (PLACES.has(name)) return !keepsName || isForItsPlace(type);
    return !OWN.has(name) && !isOwnName(type, name);
  });
}

function isOwnName(type: string, attribute: string): boolean {
  return attribute === "name" || isOwnId(type, attribute);
}

/** A path says more than what something is called. */
function isPlainText(was: unknown, is: unknown): boolean {
  return typeof is === "string" && is === was && !is.includes("/");
}

/** A host in another zone is as open as before; what guards a region, or leads out of it, does not do so in another. */
function isForItsPlace(type: string): boolean {
  const { guard, link } = cardOf(type) ?? {};
  return guard !== undefined || link !== undefined || type.startsWith(FIREWALL_POLICY);
}

/** Whether both name the same, as far as can be seen; a bare name is that of a path with the name at its end. */
function isOne(was: unknown, is: unknown, otherwise: string | undefined): boolean {
  if (was === is) return true;
  // What nobody wrote follows from what is written.
  if (is instanceof HiddenValue) return !is.isWritten || is.equals(was);
  const [one, other] = [was, is].map((value) => (isAbsent(value) ? otherwise : value));
  if (typeof one !== "string" || typeof other !== "string") return one === other;
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}
