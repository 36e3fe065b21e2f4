import type { ResourceChange, TerraformFields } from "../../terraform";
import { blocksAt, holdsHidden, isSame, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { Effect } from "../finding";
import { type Observation, ruleOf, seeing } from "../observation";
import type { PlanRule } from "../plan-rule";

const API_KEY = "google_apikeys_key";

/** What keeps a key from being used everywhere: without an entry everything goes. */
const LIMITS: readonly { readonly path: string; readonly what: string; readonly read: Read }[] = [
  { path: "restrictions.api_targets", what: "APIs that can be called with", read: targets },
  { path: "restrictions.server_key_restrictions.allowed_ips", what: "addresses that can use", read: texts },
  { path: "restrictions.browser_key_restrictions.allowed_referrers", what: "web sites that can use", read: texts },
  { path: "restrictions.ios_key_restrictions.allowed_bundle_ids", what: "iOS apps that can use", read: texts },
  { path: "restrictions.android_key_restrictions.allowed_applications", what: "Android apps that can use", read: apps },
];

/** The entries of a limit; undefined where not all of them can be seen. */
type Read = (body: TerraformFields, path: string) => readonly string[] | undefined;

/**
 * API keys: they are no account unless they are bound to one, and work for whoever reads them.
 *
 * @see https://cloud.google.com/docs/authentication/api-keys#securing
 */
export const accessApiKeysRule: PlanRule = ruleOf(
  {
    id: "access-api-keys",
    kind: "access",
    readsMoved: true,
    finds: "API keys that are made or deleted, lose a restriction, or act as another service account",
    reads: (type) =>
      type === API_KEY
        ? { paths: ["restrictions", "service_account_email", "name", "project"], creation: true, deletion: true }
        : undefined,
  },
  ({ changes }) => changes.flatMap((change) => (change.isData || change.type !== API_KEY ? [] : observations(change))),
);

function observations({ address, before, after }: ResourceChange): readonly Observation[] {
  const body = after ?? before ?? {};
  const name = nameOf(body, address);
  const what = phrase`the API key ${name}`;
  const see = seeing(address, address);
  if (after === undefined) return [see("narrowed", "deleted", phrase`${what} is deleted`)];
  if (before === undefined) {
    const summary = phrase`${what} is made, for whoever reads it: ${limitsOf(body)}${actsAs(body)}`;
    return [see("widened", "new", summary)];
  }
  const limits = LIMITS.flatMap(({ path, what: which, read }): readonly Observation[] => {
    const effect = compared(before, after, path, read);
    if (effect === undefined) return [];
    const words = new Map<Effect, string>([
      ["widened", `more ${which}`],
      ["narrowed", `fewer ${which}`],
      ["unknown", `other ${which}`],
    ]);
    return [see(effect, `${path} ${effect}`, phrase`${own(words.get(effect) ?? "")} ${what}`)];
  });
  if (isSame(before.service_account_email, after.service_account_email)) return limits;
  return [...limits, see("widened", "other account", phrase`${what} now${actsAs(after)}`)];
}

function compared(
  before: TerraformFields,
  after: TerraformFields,
  path: string,
  read: Read,
): "widened" | "narrowed" | "unknown" | undefined {
  const [old, now] = [valueAt(before, path), valueAt(after, path)];
  if (isSame(old, now)) return undefined;
  const [was, is] = [read(before, path), read(after, path)];
  if (was === undefined || is === undefined) return "unknown";
  if (is.length === 0) return was.length === 0 ? undefined : "widened";
  if (was.length === 0 || is.every((one) => was.includes(one))) return "narrowed";
  return was.every((one) => is.includes(one)) ? "widened" : "unknown";
}

function limitsOf(body: TerraformFields): Phrase {
  if (holdsHidden(body.restrictions)) return own("what limits it cannot be seen before the apply");
  const [apis, ...clients] = LIMITS.map(({ path, read }) => read(body, path) ?? []);
  const services = apis?.length === 0 ? own("every API that is switched on") : phrase`${apis ?? []}`;
  const from = clients.flat();
  return phrase`it calls ${services}, from ${from.length === 0 ? own("anywhere") : phrase`${from}`}`;
}

function actsAs(body: TerraformFields): Phrase {
  const email = textAt(body, "service_account_email");
  if (email !== undefined) return phrase`, and acts as ${email}, with all roles that has`;
  return own(
    valueAt(body, "service_account_email") === undefined ? "" : ", and acts as an account that cannot be seen yet",
  );
}

function texts(body: TerraformFields, path: string): readonly string[] | undefined {
  return textsAt(body, path);
}

/** A service, or single methods of it: a service as a whole is one entry. */
function targets(body: TerraformFields): readonly string[] | undefined {
  return entries(body, "api_targets", (target) => {
    const [service, methods] = [textAt(target, "service"), textsAt(target, "methods")];
    if (service === undefined || methods === undefined) return undefined;
    return methods.length === 0 ? [service] : methods.map((method) => `${service} ${method}`);
  });
}

function apps(body: TerraformFields): readonly string[] | undefined {
  const [restrictions] = blocksAt(body, "restrictions") ?? [];
  const [android] = (restrictions && blocksAt(restrictions, "android_key_restrictions")) ?? [];
  return entries({ restrictions: [android] }, "allowed_applications", (app) => {
    const parts = [textAt(app, "package_name"), textAt(app, "sha1_fingerprint")];
    return parts.includes(undefined) ? undefined : [parts.join(" ")];
  });
}

function entries(
  body: TerraformFields,
  name: string,
  read: (block: TerraformFields) => readonly string[] | undefined,
): readonly string[] | undefined {
  const [restrictions] = blocksAt(body, "restrictions") ?? [undefined];
  if (restrictions === undefined) return holdsHidden(body.restrictions) ? undefined : [];
  const found = blocksAt(restrictions, name)?.map(read);
  return found === undefined || found.includes(undefined) ? undefined : found.flatMap((one) => one ?? []);
}
