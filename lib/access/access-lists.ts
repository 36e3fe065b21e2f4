import { NamedResources } from "../terraform/named-resources";
import { blocksAt, textAt, textsAt, valueAt } from "../terraform/resource-values";
import type { TerraformFields, TerraformResources } from "../terraform/terraform-resources";
import type { Grant, Grants, UnseenGrant } from "./terraform-grants";

/** Resources that hold one entry of an access list of Cloud Storage. */
const BUCKET_ENTRIES = [
  "google_storage_bucket_access_control",
  "google_storage_default_object_access_control",
  "google_storage_object_access_control",
];
const BUCKET_LISTS = ["google_storage_bucket_acl", "google_storage_default_object_acl", "google_storage_object_acl"];

/** Those of one object, and not of the bucket. */
const OF_OBJECTS: ReadonlySet<string> = new Set(["google_storage_object_access_control", "google_storage_object_acl"]);

/** Lists that Google keeps ready-made, and that let everybody in. */
const READY_MADE = new Map([
  ["publicRead", "allUsers"],
  ["publicReadWrite", "allUsers"],
  ["authenticatedRead", "allAuthenticatedUsers"],
]);

/** Who a dataset's entry is for, in one of these. */
const DATASET_MEMBERS = ["iam_member", "user_by_email", "group_by_email", "domain", "special_group"];
/** What of other datasets reads this one for whoever may read that. */
const DATASET_READERS = ["view", "routine", "dataset"];
const DATASET_TYPES = ["google_bigquery_dataset", "google_bigquery_dataset_access"];

const GROUP_MEMBERSHIP = "google_cloud_identity_group_membership";

/**
 * The attributes of an access list, or of an entry of one, that say who gets what; none where a type is no access list.
 */
export function accessListAttributes(type: string): readonly string[] {
  if (BUCKET_ENTRIES.includes(type)) return ["bucket", "object", "role", "entity"];
  if (BUCKET_LISTS.includes(type)) return ["bucket", "object", "role_entity", "predefined_acl", "default_acl"];
  if (type === GROUP_MEMBERSHIP) return ["group", "preferred_member_key", "roles"];
  const entry = ["role", "condition", ...DATASET_MEMBERS, ...DATASET_READERS];
  if (type === "google_bigquery_dataset") return entry.map((name) => `access.${name}`);
  return type === "google_bigquery_dataset_access" ? ["dataset_id", ...entry] : [];
}

/** What all access lists grant that are older than IAM, or beside it. */
export function accessLists(world: TerraformResources): readonly Grants[] {
  return [bucketLists(world), datasetLists(world), groupMembers(world)];
}

interface Entry {
  readonly role?: string;
  readonly member?: string;

  /**
   * Empty where there is none, undefined where it is not known: see `Grant`.
   *
   * @default - none
   */
  readonly condition?: string | undefined;
}

/**
 * What the access lists of buckets and objects grant, which are older than IAM.
 *
 * @see https://cloud.google.com/storage/docs/access-control/lists
 */
function bucketLists(world: TerraformResources): Grants {
  const types = [...BUCKET_ENTRIES, ...BUCKET_LISTS];
  const onBuckets = types.filter((type) => !OF_OBJECTS.has(type));
  const both = [
    listed(world, onBuckets, "google_storage_bucket", ["bucket"], bucketEntries),
    listed(world, [...OF_OBJECTS], "google_storage_bucket_object", ["bucket", "object"], bucketEntries),
  ];
  return { seen: both.flatMap(({ seen }) => seen), unseen: both.flatMap(({ unseen }) => unseen) };
}

function bucketEntries(type: string, body: TerraformFields): readonly Entry[] {
  if (BUCKET_ENTRIES.includes(type)) return [entry(textAt(body, "role"), textAt(body, "entity"))];
  const entries = textsAt(body, "role_entity");
  return [
    ...(entries === undefined ? [{}] : entries.map((one) => entry(one.split(":")[0], one.slice(one.indexOf(":") + 1)))),
    ...readyMade(body, "predefined_acl", "ready-made list"),
    ...readyMade(body, "default_acl", "ready-made list for new objects,"),
  ];
}

function readyMade(body: TerraformFields, path: string, called: string): readonly Entry[] {
  const list = textAt(body, path);
  if (list === undefined) return valueAt(body, path) === undefined ? [] : [{}];
  return list === "private" ? [] : [entry(`${called} ${list}`, READY_MADE.get(list) ?? list)];
}

/** What the access entries of BigQuery datasets grant. */
function datasetLists(world: TerraformResources): Grants {
  return listed(world, DATASET_TYPES, "google_bigquery_dataset", ["dataset_id"], (type, body) => {
    const blocks = type === "google_bigquery_dataset" ? blocksAt(body, "access") : [body];
    return (blocks ?? [undefined]).flatMap((one): readonly Entry[] => {
      if (one === undefined) return [{}];
      const names = DATASET_MEMBERS.filter((name) => valueAt(one, name) !== undefined);
      const condition = expressionIn(one);
      return [
        ...names.map((name) => ({ ...entry(textAt(one, "role"), datasetMember(name, textAt(one, name))), condition })),
        ...DATASET_READERS.flatMap((name) => (valueAt(one, name) === undefined ? [] : [readerEntry(one, name)])),
      ];
    });
  });
}

/** Who is in groups of Cloud Identity: the members get all roles that the group has. */
function groupMembers(world: TerraformResources): Grants {
  return listed(world, [GROUP_MEMBERSHIP], "google_cloud_identity_group", ["group"], (_, body) => {
    const member = textAt(body, "preferred_member_key.id");
    const roles = blocksAt(body, "roles");
    if (roles === undefined) return [entry(undefined, member)];
    return roles.map((one) => ({ ...entry(textAt(one, "name"), member), condition: expiryOf(one) }));
  });
}

/** When a membership ends by itself, in the words of a condition. */
function expiryOf(role: TerraformFields): string | undefined {
  if (valueAt(role, "expiry_detail") === undefined) return "";
  const time = textAt(role, "expiry_detail.expire_time");
  return time === undefined ? undefined : `request.time < timestamp("${time}")`;
}

function expressionIn(body: TerraformFields): string | undefined {
  return valueAt(body, "condition") === undefined ? "" : textAt(body, "condition.expression");
}

/**
 * Views, routines and all views of another dataset have no role of their own: they read this one for whoever may use
 * them.
 */
function readerEntry(body: TerraformFields, kind: string): Entry {
  const at = kind === "dataset" ? "dataset.dataset" : kind;
  const parts = ["project_id", "dataset_id", kind === "view" ? "table_id" : "routine_id"].slice(
    0,
    kind === "dataset" ? 2 : 3,
  );
  const name = parts.map((part) => textAt(body, `${at}.${part}`));
  const what = kind === "dataset" ? "every view of dataset" : kind;
  return name.includes(undefined) ? { role: "READER" } : { role: "READER", member: `${what} ${name.join(".")}` };
}

function entry(role: string | undefined, member: string | undefined): Entry {
  return { ...(role === undefined ? {} : { role }), ...(member === undefined ? {} : { member }) };
}

/** By the name that IAM has for it: mails of users and of service accounts are not told apart in these lists. */
function datasetMember(name: string, member: string | undefined): string | undefined {
  if (member === undefined) return undefined;
  const kind = new Map([
    ["domain", "domain:"],
    ["group_by_email", "group:"],
  ]).get(name);
  return kind === undefined ? member.replace(/^iamMember:|^specialGroup:/, "") : `${kind}${member}`;
}

function listed(
  world: TerraformResources,
  types: readonly string[],
  target: string,
  fields: readonly string[],
  entriesOf: (type: string, body: TerraformFields) => readonly Entry[],
): Grants {
  const names = NamedResources.of(world);
  const seen: Grant[] = [];
  const unseen: UnseenGrant[] = [];
  if (types.every((type) => world.ofType(type).length === 0)) return { seen, unseen };
  for (const { type, address, body, isData } of world.blocks) {
    if (isData || !types.includes(type)) continue;
    const naming = Object.fromEntries(["project", ...fields].map((field) => [field, body[field]]));
    const found = names.find(target, naming, address);
    // An object's name is one within its bucket.
    const path = fields.map((field) => names.textAt(body, field));
    const named = fields.length === 1 || path.includes(undefined) ? found : { ...found, label: path.join("/") };
    for (const { role, member, ...rest } of entriesOf(type, body)) {
      const base = { target: named, type: target, address };
      const condition = "condition" in rest ? rest.condition : "";
      if (role !== undefined && member !== undefined) seen.push({ ...base, role, member, condition });
      else unseen.push({ ...base, references: [], ...(role === undefined ? {} : { role }) });
    }
  }
  return { seen, unseen };
}
