import { HiddenValue } from "../terraform/hidden-value";
import type { NamedResource } from "../terraform/named-resources";
import { blocksAt, isAbsent, valueAt } from "../terraform/resource-values";
import type { TerraformBlock, TerraformFields, TerraformResources } from "../terraform/terraform-resources";
import { bindingsOf } from "./iam-policy";
import { iamStyle } from "./iam-style";
import { withLowerCaseMail } from "./member";
import { PolicyTargets } from "./policy-targets";

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
  readonly unseen: readonly UnseenGrant[];
}

// Several rules ask for them. Weak, so that a plan goes with its grants.
const GRANTS = new WeakMap<TerraformResources, Grants>();

/** All that IAM resources grant in a configuration, a state, or on one side of a plan. */
export function grantsIn(world: TerraformResources): Grants {
  const known = GRANTS.get(world) ?? readGrants(world);
  GRANTS.set(world, known);
  return known;
}

function readGrants(world: TerraformResources): Grants {
  const targets = PolicyTargets.of(world);
  const seen: Grant[] = [];
  const unseen: UnseenGrant[] = [];
  for (const block of world.blocks) {
    const iam = block.isData ? undefined : iamStyle(block.type);
    const target = targets.at(block.address);
    if (iam === undefined || target === undefined) continue;
    const [type, { address }] = [iam.target, block];
    for (const { role, member, condition, references } of given(block, iam.style)) {
      if (role !== undefined && member !== undefined) seen.push({ target, type, address, role, member, condition });
      else unseen.push({ target, type, address, references, ...(role === undefined ? {} : { role }) });
    }
  }
  return { seen, unseen };
}

/** One role for one member, as far as each is known. */
interface Given {
  readonly role: string | undefined;
  readonly member: string | undefined;
  readonly condition: string | undefined;
  readonly references: readonly string[];
}

const NOBODY_KNOWS: Given = { role: undefined, member: undefined, condition: undefined, references: [] };

function given({ body, configuration }: TerraformBlock, style: "member" | "binding" | "policy"): readonly Given[] {
  return style === "policy" ? policyGrants(body, configuration) : roleGrants(body, configuration);
}

function roleGrants(body: TerraformFields, world: TerraformResources): readonly Given[] {
  const role = roleOf(body.role, world);
  const condition = conditionOf(body, world);
  const members: unknown = "members" in body ? body.members : [body.member];
  const all: readonly unknown[] = Array.isArray(members) ? members : [members];
  return all.map((one) => ({ role, member: memberOf(one, world), condition, references: referencesIn(one) }));
}

/** A whole policy is a JSON text, mostly that of a data source. */
function policyGrants(body: TerraformFields, world: TerraformResources): readonly Given[] {
  const data = valueAt(body, "policy_data");
  if (data === undefined) return [];
  const text = world.text(data);
  if (text !== undefined) return bindingsIn(text);
  const named = world.named(data);
  if (typeof named !== "object" || named.type !== "google_iam_policy") return [NOBODY_KNOWS];
  const bindings = blocksAt(named.body, "binding");
  return bindings?.flatMap((binding) => roleGrants({ members: [], ...binding }, world)) ?? [NOBODY_KNOWS];
}

function bindingsIn(text: string): readonly Given[] {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return [NOBODY_KNOWS];
  }
  return bindingsOf(policy).flatMap((binding): readonly Given[] => {
    if (binding === undefined) return [NOBODY_KNOWS];
    const { role, members, condition } = binding;
    return members.map((member) => ({ role, member: withLowerCaseMail(member), condition, references: [] }));
  });
}

/** The role that a resource grants, also of a custom role that does not exist yet; undefined where it is not known. */
export function grantedRole({ body, configuration }: TerraformBlock): string | undefined {
  return roleOf(body.role, configuration);
}

/** A custom role that does not exist yet is known by its id and where it is. */
function roleOf(value: unknown, world: TerraformResources): string | undefined {
  const text = isAbsent(value) ? undefined : world.text(value);
  if (text !== undefined) return text;
  const named = world.named(value);
  return typeof named === "object" ? customRoleName(named) : undefined;
}

/** The name by which a custom role is granted; undefined of what is none, or where it is not known. */
export function customRoleName({ type, body, configuration }: TerraformBlock): string | undefined {
  if (!type.endsWith("_iam_custom_role")) return undefined;
  const id = configuration.text(body.role_id);
  const [parent, holder] =
    type === "google_project_iam_custom_role"
      ? ["projects", configuration.project(body)]
      : ["organizations", configuration.text(body.org_id)];
  if (id === undefined || holder === undefined) return undefined;
  return `${parent}/${holder}/roles/${id}`;
}

/** The CEL expression of the condition; a condition that is not known is undefined. */
function conditionOf(body: TerraformFields, world: TerraformResources): string | undefined {
  const blocks = blocksAt(body, "condition");
  if (blocks === undefined) return undefined;
  const [first] = blocks;
  return first === undefined ? "" : world.text(valueAt(first, "expression"));
}

/** A service account that does not exist yet is known by its account id and project. */
function memberOf(value: unknown, world: TerraformResources): string | undefined {
  const text = isAbsent(value) ? undefined : world.text(value);
  if (text !== undefined) return withLowerCaseMail(text);
  const [reference = ""] = referencesIn(value);
  const [, address = ""] = /^(.+)\.(?:email|member)$/.exec(reference) ?? [];
  const account = world.at(address);
  const email = account?.type === "google_service_account" ? accountEmail(account) : undefined;
  return email === undefined ? undefined : `serviceAccount:${email}`;
}

function accountEmail({ body, configuration }: TerraformBlock): string | undefined {
  const [email, accountId] = [body.email, body.account_id].map((one) => configuration.text(one));
  const project = configuration.project(body);
  if (email !== undefined) return email;
  if (accountId === undefined || project === undefined || project.includes(":")) return undefined;
  return `${accountId}@${project}.iam.gserviceaccount.com`;
}

/** The attributes of other resources that a value is made from, as far as that can be seen. */
function referencesIn(value: unknown): readonly string[] {
  if (value instanceof HiddenValue) return value.references;
  return typeof value === "string" ? [...value.matchAll(/\$\{([^}]*)\}/g)].map(([, one = ""]) => one.trim()) : [];
}
