import { fieldBlocks, fieldsOf, HiddenValue, type TerraformFields, type TerraformResources } from "../terraform";
import { NamedResources, type NamedResource } from "../terraform/named-resources";
import type { ReviewedChange } from "./plan-rule";
import { blocksAt, isSame, textAt, valueAt } from "../terraform/resource-values";

/** One member's role on one resource. */
export interface Grant {
  readonly target: NamedResource;

  /** Of the resource whose policy it is, such as `google_storage_bucket`. */
  readonly type: string;
  readonly role: string;
  readonly member: string;

  /** The CEL expression; empty when there is none, undefined when it is not known. */
  readonly condition: string | undefined;

  /** Of what grants it. */
  readonly address: string;
}

/** A grant of which not all is known: to whom, which role, or on what. */
export interface UnseenGrant {
  readonly target: NamedResource;
  readonly type: string;

  /** @default - the role is not known */
  readonly role?: string;

  /** What the member is made from, as far as the plan shows it: attributes of other resources. */
  readonly references: readonly string[];
  readonly address: string;
}

export interface Grants {
  readonly seen: readonly Grant[];

  /** Only of what changes: what stays as it is needs not be seen. */
  readonly unseen: readonly UnseenGrant[];
}

/** `repository` of what `google_artifact_registry_repository_iam_member` stands for, and how it grants; no type is longer. */
const IAM = /^(google_.{1,200})_iam_(member|binding|policy)$/;

/** What in an IAM resource does not name the resource that it is for. */
const OTHER_FIELDS = [
  "role",
  "member",
  "members",
  "condition",
  "etag",
  "id",
  "policy_data",
  "timeouts",
  "deletion_policy",
];

/** Whether a type grants roles, and how: to one member, to all members of a role, or as a whole policy. */
export function iamStyle(
  type: string,
): { readonly target: string; readonly style: "member" | "binding" | "policy" } | undefined {
  const [, target, style] = IAM.exec(type) ?? [];
  if (target === undefined) return undefined;
  return { target, style: style === "member" ? "member" : style === "binding" ? "binding" : "policy" };
}

/** What the policy of an IAM resource is for. */
export function iamTarget(
  names: NamedResources,
  body: TerraformFields,
  target: string,
  address: string,
): NamedResource {
  const fields = Object.entries(body).filter(([key, value]) => !OTHER_FIELDS.includes(key) && value !== null);
  return names.find(target, Object.fromEntries(fields), address);
}

/** All that IAM resources grant before a change, or after it. */
export function grantsOf({ changes, ...worlds }: ReviewedChange, side: "before" | "after"): Grants {
  const world = worlds[side];
  const names = new NamedResources(world);
  const seen: Grant[] = [];
  const unseen: UnseenGrant[] = [];
  for (const change of changes) {
    const iam = change.isData ? undefined : iamStyle(change.type);
    if (iam === undefined) continue;
    const isUnchanged = isSame(change.before, change.after);
    const body = change[side];
    if (body !== undefined) {
      const target = iamTarget(names, body, iam.target, change.address);
      const base = { target, type: iam.target, address: change.address };
      for (const one of iam.style === "policy" ? policyGrants(body, world) : roleGrants(body, world)) {
        if (one.role !== undefined && one.member !== undefined) {
          const condition = one.condition ?? (isUnchanged ? `the condition of ${change.address}` : undefined);
          seen.push({ ...base, role: one.role, member: one.member, condition });
        } else if (!isUnchanged) {
          const { role, references } = one;
          unseen.push({ ...base, references, ...(role === undefined ? {} : { role }) });
        }
      }
    }
  }
  return { seen, unseen };
}

interface Given {
  readonly role?: string;
  readonly member?: string;
  readonly condition: string | undefined;
  readonly references: readonly string[];
}

function roleGrants(body: TerraformFields, world: TerraformResources): readonly Given[] {
  const role = textAt(body, "role");
  const condition = conditionOf(body);
  const members = "members" in body ? body.members : [body.member];
  const all: readonly unknown[] = Array.isArray(members) ? members : [members];
  return all.map((one) => {
    const member = memberOf(one, world);
    const references = one instanceof HiddenValue ? one.references : [];
    return {
      condition,
      references,
      ...(role === undefined ? {} : { role }),
      ...(member === undefined ? {} : { member }),
    };
  });
}

/** The CEL expression of the condition; a condition that is not known is undefined. */
function conditionOf(body: TerraformFields): string | undefined {
  const blocks = blocksAt(body, "condition");
  if (blocks === undefined) return undefined;
  const [first] = blocks;
  return first === undefined ? "" : textAt(first, "expression");
}

/** A service account that does not exist yet is known by its account id and project. */
function memberOf(value: unknown, world: TerraformResources): string | undefined {
  if (typeof value === "string") return withLowerCaseMail(value);
  if (!(value instanceof HiddenValue) || value.isSensitive) return undefined;
  const [reference = ""] = value.references;
  const attribute = [".email", ".member"].find((one) => reference.endsWith(one));
  const account = attribute === undefined ? undefined : world.at(reference.slice(0, -attribute.length));
  if (account?.type !== "google_service_account") return undefined;
  const email = accountEmail(account.body, account.configuration.project(account.body));
  return email === undefined ? undefined : `serviceAccount:${email}`;
}

/** Google does not tell upper and lower case apart in addresses of mail. */
function withLowerCaseMail(member: string): string {
  const kind = ["user:", "group:", "serviceAccount:", "domain:"].find((one) => member.startsWith(one));
  return kind === undefined ? member : `${kind}${member.slice(kind.length).toLowerCase()}`;
}

function accountEmail(body: TerraformFields, project: string | undefined): string | undefined {
  const [email, accountId] = [textAt(body, "email"), textAt(body, "account_id")];
  if (email !== undefined) return email;
  if (accountId === undefined || project === undefined || project.includes(":")) return undefined;
  return `${accountId}@${project}.iam.gserviceaccount.com`;
}

/** A whole policy is a JSON text. */
function policyGrants(body: TerraformFields, world: TerraformResources): readonly Given[] {
  const unseen: readonly Given[] = [{ condition: undefined, references: [] }];
  const text = textAt(body, "policy_data");
  if (text === undefined) return valueAt(body, "policy_data") === undefined ? [] : unseen;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return unseen;
  }
  return fieldBlocks(fieldsOf(policy), "bindings").flatMap(({ role, members, condition }): readonly Given[] => {
    if (typeof role !== "string" || !Array.isArray(members)) return unseen;
    const { expression } = fieldsOf(condition);
    const when =
      condition === undefined || condition === null ? "" : typeof expression === "string" ? expression : undefined;
    return members.map((one: unknown) => {
      const member = memberOf(one, world);
      return { role, condition: when, references: [], ...(member === undefined ? {} : { member }) };
    });
  });
}
