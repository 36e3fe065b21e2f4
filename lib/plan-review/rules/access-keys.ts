import type { ResourceChange, TerraformFields } from "../../terraform";
import { NamedResources } from "../../terraform/named-resources";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, textAt, valueAt } from "../../terraform/resource-values";

const HMAC_KEY = "google_storage_hmac_key";

/** Keys that work for whoever holds them, and the attribute that says whose they are. */
const KEYS = new Map([
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

/** The public half of a key that comes from somebody else. */
const PUT_IN = ["public_key_data", "key"];

/** Keys made and taken away: whoever holds one is that account, from anywhere. */
export const accessKeysRule: PlanRule = ruleOf(
  {
    id: "access-keys",
    kind: "access",
    finds:
      "keys of service accounts and people that are made, put in or deleted, and service accounts that are deleted or switched on again",
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
    const [before, after] = [new NamedResources(change.before), new NamedResources(change.after)];
    return change.changes.flatMap((one): readonly Observation[] => {
      const { address, type } = one;
      if (type === "google_service_account") return switched(one);
      if (type === "google_project_default_service_accounts") return givenBack(one);
      const key = KEYS.get(type);
      if (key === undefined || one.isData) return [];
      const body = one.after ?? one.before ?? {};
      const owner = (one.after === undefined ? before : after).find(
        key.type,
        { [key.owner]: body[key.owner] },
        address,
      );
      const base = { subject: owner.fullName, address };
      const what = phrase`${own(key.what)} ${owner.label}`;
      if (one.before === undefined) {
        const summary = !isPutIn(body)
          ? phrase`${what} is made: whoever holds it is that account, from anywhere, and the key stands in the state`
          : phrase`${what} is put in: whoever holds the private half is that account, from anywhere`;
        return [{ ...base, substance: `new ${address}`, effect: "widened", summary }];
      }
      if (one.after !== undefined) {
        const isOther = PUT_IN.some((name) => !isSame(one.before?.[name], body[name]));
        if (isOther && isPutIn(body)) {
          return [
            {
              ...base,
              substance: `other holder ${address}`,
              effect: "widened",
              summary: phrase`another key takes the place of ${what}: whoever holds the private half is that account, from anywhere`,
            },
          ];
        }
        if (!isSame(one.before.state, body.state) && type === HMAC_KEY) return [turned(one.before, body, what, base)];
        // A replaced key is as strong as the one before, and another one.
        return one.actions.includes("create")
          ? [
              {
                ...base,
                substance: `other ${address}`,
                effect: "changed",
                summary: phrase`${what} is replaced by a new one`,
              },
            ]
          : [];
      }
      return [{ ...base, substance: `deleted ${address}`, effect: "narrowed", summary: phrase`${what} is deleted` }];
    });
  },
);

/** Without the resource the accounts get back their role, or are switched on again, unless it says that nothing is restored. */
function givenBack({ address, before, after, isData }: ResourceChange): readonly Observation[] {
  if (isData || before === undefined || after !== undefined || textAt(before, "restore_policy") === "NONE") return [];
  const project = textAt(before, "project") ?? address;
  const summary = phrase`the default service accounts of project ${project} get back what was taken from them: they are switched on, or may change nearly everything in it`;
  return [{ subject: project, substance: "default accounts restored", effect: "widened", address, summary }];
}

/** A key that is switched on works again for whoever holds it. @see https://cloud.google.com/storage/docs/authentication/hmackeys */
function turned(
  before: TerraformFields,
  after: TerraformFields,
  what: Phrase,
  base: Pick<Observation, "subject" | "address">,
): Observation {
  const [was, is] = [before, after].map(
    (body) => textAt(body, "state") ?? (valueAt(body, "state") === undefined ? "ACTIVE" : "unknown"),
  );
  const effect = is === "INACTIVE" ? "narrowed" : is === "ACTIVE" && was === "INACTIVE" ? "widened" : "unknown";
  const words = new Map([
    ["narrowed", "is switched off"],
    ["widened", "is switched on: whoever holds it is that account, from anywhere"],
    ["unknown", "may be switched on, which cannot be seen before the apply"],
  ]);
  return { ...base, substance: `now ${is ?? ""}`, effect, summary: phrase`${what} ${own(words.get(effect) ?? "")}` };
}

/** Whether the public half comes from somebody else, so that the private one is theirs. */
function isPutIn(body: TerraformFields): boolean {
  return PUT_IN.some((name) => valueAt(body, name) !== undefined);
}

/** @see https://cloud.google.com/iam/docs/service-accounts-delete-undelete */
function switched({ address, before, after, actions, isData }: ResourceChange): readonly Observation[] {
  if (isData || before === undefined) return [];
  if (after === undefined || actions.includes("delete")) {
    const email = textAt(before, "email") ?? address;
    const next = own(
      after === undefined ? "" : "; one that is made anew gets none of them by grants that are shown as unchanged",
    );
    return [
      {
        subject: email,
        substance: after === undefined ? "deleted" : "replaced",
        effect: "narrowed",
        address,
        summary: phrase`service account ${email} is deleted: what runs as it loses all roles that it has${next}`,
      },
    ];
  }
  const [was, is] = [valueAt(before, "disabled") ?? false, valueAt(after, "disabled") ?? false];
  if (was === is) return [];
  const email = textAt(after, "email") ?? textAt(before, "email") ?? address;
  const base = { subject: email, address };
  if (is === false)
    return [
      {
        ...base,
        substance: "enabled",
        effect: "widened",
        summary: phrase`service account ${email} is switched on again, with all roles it has`,
      },
    ];
  if (is === true)
    return [
      { ...base, substance: "disabled", effect: "narrowed", summary: phrase`service account ${email} is switched off` },
    ];
  return [
    {
      ...base,
      substance: "unknown",
      effect: "unknown",
      summary: phrase`whether service account ${email} is switched on cannot be seen before the apply`,
    },
  ];
}
