import type { ResourceChange, TerraformFields } from "../../terraform";
import { NamedResources } from "../../terraform/named-resources";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, textAt, valueAt } from "../../terraform/resource-values";

const HMAC_KEY = "google_storage_hmac_key";

/** Keys that work for whoever holds them, and the attribute that says whose they are. */
const KEYS: ReadonlyMap<string, KindOfKey> = new Map([
  [
    "google_service_account_key",
    { what: "a key of service account", owner: "service_account_id", type: "google_service_account" },
  ],
  [
    HMAC_KEY,
    {
      what: "a key for Cloud Storage of service account",
      owner: "service_account_email",
      type: "google_service_account",
    },
  ],
  ["google_os_login_ssh_public_key", { what: "an SSH key of", owner: "user", type: "google_service_account" }],
]);

interface KindOfKey {
  readonly what: string;
  /** The attribute that says whose it is, and the type of the resource that this names. */
  readonly owner: string;
  readonly type: string;
}

/** The public half of a key that comes from somebody else. */
const PUT_IN = ["public_key_data", "key"];

/** Keys made and taken away: whoever holds one is that account, from anywhere. */
export const accessKeysRule: PlanRule = ruleOf(
  {
    id: "access-keys",
    kind: "access",
    readsMoved: true,
    finds:
      "keys of service accounts and people that are made, put in or deleted, and service accounts that are deleted " +
      "or switched on again",
    reads: (type) => {
      // The account's names follow from its id: where they change, another account takes its place, which is told.
      if (type === "google_service_account") return { paths: ["disabled", "email", "member"], deletion: true };
      if (type === "google_project_default_service_accounts") return { paths: ["restore_policy"], deletion: true };
      const owner = KEYS.get(type)?.owner;
      const paths = type === HMAC_KEY ? ["state", ...PUT_IN] : PUT_IN;
      return owner === undefined ? undefined : { paths: [owner, ...paths], creation: true, deletion: true };
    },
  },
  (change) => {
    const [before, after] = [NamedResources.of(change.before), NamedResources.of(change.after)];
    return change.changes.flatMap((one): readonly Observation[] => {
      if (one.type === "google_service_account") return switched(one);
      if (one.type === "google_project_default_service_accounts") return givenBack(one);
      const kind = KEYS.get(one.type);
      return kind === undefined || one.isData ? [] : key(one, kind, one.after === undefined ? before : after);
    });
  },
);

function key(change: ResourceChange, kind: KindOfKey, resources: NamedResources): readonly Observation[] {
  const { address, before, after } = change;
  const body = after ?? before ?? {};
  const owner = resources.find(kind.type, { [kind.owner]: body[kind.owner] }, address);
  const see = seeing(owner.fullName, address);
  const what = phrase`${own(kind.what)} ${owner.label}`;
  if (before === undefined) return [made(body, address, what, see)];
  if (after === undefined) return [see("narrowed", `deleted ${address}`, phrase`${what} is deleted`)];
  const isOther = PUT_IN.some((name) => !isSame(before[name], after[name]));
  if (isOther && isPutIn(after)) {
    const summary = phrase`another key takes the place of ${what}: whoever holds the private half is that account,
      from anywhere`;
    return [see("widened", `other holder ${address}`, summary)];
  }
  const isTurned = change.type === HMAC_KEY && !isSame(before.state, after.state);
  if (isTurned) return [turned(stateOf(before), stateOf(after), what, see)];
  // A replaced key is as strong as the one before, and another one.
  if (!change.actions.includes("create")) return [];
  return [see("changed", `other ${address}`, phrase`${what} is replaced by a new one`)];
}

function made(body: TerraformFields, address: string, what: Phrase, see: See): Observation {
  const summary = isPutIn(body)
    ? phrase`${what} is put in: whoever holds the private half is that account, from anywhere`
    : phrase`${what} is made: whoever holds it is that account, from anywhere, and the key stands in the state`;
  return see("widened", `new ${address}`, summary);
}

/**
 * Without the resource the accounts get back their role, or are switched on again, unless it says that nothing is
 * restored.
 */
function givenBack({ address, before, after, isData }: ResourceChange): readonly Observation[] {
  if (isData || before === undefined || after !== undefined) return [];
  if (textAt(before, "restore_policy") === "NONE") return [];
  const project = textAt(before, "project") ?? address;
  const summary = phrase`the default service accounts of project ${project} get back what was taken from them:
    they are switched on, or may change nearly everything in it`;
  return [{ subject: project, substance: "default accounts restored", effect: "widened", address, summary }];
}

/**
 * A key that is switched on works again for whoever holds it.
 *
 * @see https://cloud.google.com/storage/docs/authentication/hmackeys
 */
function turned(was: string, is: string, what: Phrase, see: See): Observation {
  const substance = `now ${is}`;
  if (is === "INACTIVE") return see("narrowed", substance, phrase`${what} is switched off`);
  if (is === "ACTIVE" && was === "INACTIVE") {
    const summary = phrase`${what} is switched on: whoever holds it is that account, from anywhere`;
    return see("widened", substance, summary);
  }
  return see("unknown", substance, phrase`${what} may be switched on, which cannot be seen before the apply`);
}

function stateOf(body: TerraformFields): string {
  if (valueAt(body, "state") === undefined) return "ACTIVE";
  return textAt(body, "state") ?? "unknown";
}

/** Whether the public half comes from somebody else, so that the private one is theirs. */
function isPutIn(body: TerraformFields): boolean {
  return PUT_IN.some((name) => valueAt(body, name) !== undefined);
}

/** @see https://cloud.google.com/iam/docs/service-accounts-delete-undelete */
function switched({ address, before, after, actions, isData }: ResourceChange): readonly Observation[] {
  if (isData || before === undefined) return [];
  if (after === undefined || actions.includes("delete")) return [deleted(before, after === undefined, address)];
  const [was, is] = [valueAt(before, "disabled") ?? false, valueAt(after, "disabled") ?? false];
  if (was === is) return [];
  const email = textAt(after, "email") ?? textAt(before, "email") ?? address;
  const see = seeing(email, address);
  const account = phrase`service account ${email}`;
  if (is === false) return [see("widened", "enabled", phrase`${account} is switched on again, with all roles it has`)];
  if (is === true) return [see("narrowed", "disabled", phrase`${account} is switched off`)];
  return [see("unknown", "unknown", phrase`whether ${account} is switched on cannot be seen before the apply`)];
}

/** @param isGone whether none is made in its place */
function deleted(before: TerraformFields, isGone: boolean, address: string): Observation {
  const email = textAt(before, "email") ?? address;
  const next = isGone ? "" : "; one that is made anew gets none of them by grants that are shown as unchanged";
  const summary = phrase`service account ${email} is deleted: what runs as it loses all roles that it has${own(next)}`;
  return seeing(email, address)("narrowed", isGone ? "deleted" : "replaced", summary);
}
