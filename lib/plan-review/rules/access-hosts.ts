import type { ResourceChange, TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { typeWords } from "../../access/ability-words";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { imageWords } from "../facts/image-origin";
import { cardOf } from "../services";
import { valuesAt } from "../../terraform/values-at";
import { fieldsOf } from "../../terraform/terraform-resources";
import { isAbsent, isSame, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

const HOSTS = [
  "google_compute_instance",
  "google_compute_instance_template",
  "google_compute_region_instance_template",
  "google_compute_instance_from_template",
];
/** Metadata of all hosts of a zone. */
const OF_ZONE = "google_compute_instance_settings";
const METADATA = ["google_compute_project_metadata", "google_compute_project_metadata_item", OF_ZONE];

/** What starts with a host, and who gets into it. */
const KEYS = [
  "ssh-keys",
  "sshKeys",
  "windows-keys",
  "startup-script",
  "startup-script-url",
  "shutdown-script",
  "shutdown-script-url",
  ...["ps1", "cmd", "bat", "url"].flatMap((one) => [
    `windows-startup-script-${one}`,
    `sysprep-specialize-script-${one}`,
  ]),
  "user-data",
  "gce-container-declaration",
];

/** What metadata say of logging in: each is a setting, see `compute-hosts.ts`. */
const SETTINGS = ["enable-oslogin", "enable-oslogin-2fa", "block-project-ssh-keys", "serial-port-enable"];

/** What hosts are told beside that is for their own programs: of one host it is unread, of all of them told. */
function metadataPaths(type: string): readonly string[] {
  if (HOSTS.includes(type))
    return [...KEYS.map((key) => `metadata.${key}`), "metadata_startup_script", "service_account.scopes"];
  if (type === "google_compute_project_metadata_item") return ["key", "value"];
  return METADATA.includes(type) ? ["metadata"] : [];
}

/** Who gets into hosts, and as whom workloads run. */
export const accessHostsRule: PlanRule = ruleOf(
  {
    id: "access-hosts",
    kind: "access",
    readsMoved: true,
    finds:
      "SSH keys in metadata, start scripts that change, workloads that run as another service account, " +
      "and what makes builds run",
    reads: (type) => {
      const { runsAs, builds } = cardOf(type) ?? {};
      const isTold = builds !== undefined || METADATA.includes(type);
      const paths = [...(runsAs === undefined ? [] : [runsAs]), ...(builds ?? []), ...metadataPaths(type)];
      return { paths, creation: isTold, deletion: isTold };
    },
  },
  ({ changes }) =>
    changes.flatMap((change) =>
      change.isData || change.before === change.after
        ? []
        : [...metadata(change), ...identity(change), ...scopes(change), ...builds(change)],
    ),
);

function metadata(change: ResourceChange): readonly Observation[] {
  const { address, type, before, after } = change;
  if (!HOSTS.includes(type) && !METADATA.includes(type)) return [];
  const name = nameOf(after ?? before, address);
  const see = seeing(address, address);
  if (isUnseen(before?.metadata, after?.metadata)) {
    const summary = phrase`what ${name} runs when it starts or stops, and whose SSH keys let them in,
      cannot be seen (metadata)`;
    return [see("unknown", "metadata unknown", summary)];
  }
  // What a new host starts with is part of making it; the hosts of a project are there already.
  const isMade = HOSTS.includes(type) && (before === undefined || after === undefined);
  const told = [...KEYS, ...(METADATA.includes(type) ? otherKeys(type, before, after) : [])];
  return told.flatMap((key): readonly Observation[] => {
    const [was, is] = [metadataValue(type, before, key), metadataValue(type, after, key)];
    if (isSame(was, is)) return [];
    const isLogin = key.startsWith("ssh") || key === "windows-keys";
    if (isLogin) return [logins(was, is, key, name, see)];
    const summary = KEYS.includes(key)
      ? phrase`what ${name} runs when it starts or stops changes (${key})`
      : phrase`what all hosts are told by ${name} changes (${key})`;
    return isMade ? [] : [see("unknown", `${key} changed`, summary)];
  });
}

/** What metadata hold beside what is known, on either side. */
function otherKeys(type: string, ...sides: readonly (TerraformFields | undefined)[]): readonly string[] {
  const keys = sides.flatMap((body = {}) =>
    type === "google_compute_project_metadata_item"
      ? [textAt(body, "key") ?? ""]
      : Object.keys(fieldsOf(type === OF_ZONE ? valueAt(body, "metadata.items") : valueAt(body, "metadata"))),
  );
  return [...new Set(keys)].filter((key) => ![...KEYS, ...SETTINGS, ""].includes(key)).sort();
}

function isUnseen(old: unknown, now: unknown): boolean {
  const isHidden = [old, now].some((one) => one instanceof HiddenValue && !isAbsent(one));
  return isHidden && !isSame(old, now);
}

function logins(was: unknown, is: unknown, key: string, name: string, see: See): Observation {
  const keys = phrase`SSH keys in the metadata of ${name}`;
  if (is === undefined) return see("narrowed", `${key} gone`, phrase`${keys} no longer let anybody in`);
  if (isPartOf(is, was)) return see("narrowed", `${key} fewer`, phrase`fewer ${keys} let people in (${key})`);
  const word = was === undefined ? "new" : "changed";
  return see("widened", `${key} ${word}`, phrase`${keys} let their holders in (${key} is new or changes)`);
}

/** Whether all lines of a text are in another one. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== "string" || typeof whole !== "string") return false;
  const lines = new Set(whole.split("\n"));
  return part.split("\n").every((line) => line.trim() === "" || lines.has(line));
}

function metadataValue(type: string, body: TerraformFields | undefined, key: string): unknown {
  if (body === undefined) return undefined;
  if (type === "google_compute_project_metadata_item")
    return textAt(body, "key") === key ? valueAt(body, "value") : undefined;
  if (type === OF_ZONE) return valueAt(body, `metadata.items.${key}`);
  return (
    valueAt(body, `metadata.${key}`) ??
    (key === "startup-script" ? valueAt(body, "metadata_startup_script") : undefined)
  );
}

function identity({ address, type, before, after }: ResourceChange): readonly Observation[] {
  const path = cardOf(type)?.runsAs;
  if (path === undefined || before === undefined || after === undefined) return [];
  const [was, is] = [valueAt(before, path), valueAt(after, path)];
  if (isSame(was, is)) return [];
  const email = textAt(after, path);
  const name = nameOf(after, address);
  const see = seeing(address, address);
  if (email === undefined && is !== undefined) {
    return [see("unknown", "identity unknown", phrase`as whom ${name} runs cannot be seen before the apply`)];
  }
  const who = email ?? "the project's default service account";
  return [see("unknown", `runs as ${who}`, phrase`${name} now runs as ${who}, with all roles that has`)];
}

/** What tokens of a host are good for, of all that its service account may do. */
function scopes({ address, type, before, after }: ResourceChange): readonly Observation[] {
  if (!HOSTS.includes(type) || before === undefined || after === undefined) return [];
  if (isSame(valueAt(before, SCOPES), valueAt(after, SCOPES))) return [];
  const [old, now] = [textsAt(before, SCOPES), textsAt(after, SCOPES)];
  const isLess = old !== undefined && now !== undefined && areScopesWithin(now, old);
  const apis = phrase`${own(isLess ? "fewer" : "other")} APIs as its service account
    (${now ?? "scopes that cannot be seen"})`;
  const summary = phrase`programs on ${nameOf(after, address)} can use ${apis}`;
  return [seeing(address, address)(isLess ? "narrowed" : "unknown", `scopes ${now?.join(" ") ?? "unknown"}`, summary)];
}

const SCOPES = "service_account.scopes";

/** The scope of all of Google Cloud's APIs, by its name and by the short word for it. */
const ALL_APIS = ["https://www.googleapis.com/auth/cloud-platform", "cloud-platform"];

/** Scopes of other APIs than those of Google Cloud, which that one does not hold. */
const OTHER_APIS = /auth\/(?:drive|spreadsheets|documents|presentations|calendar|gmail|admin|chat|userinfo)\b/;

function areScopesWithin(some: readonly string[], all: readonly string[]): boolean {
  const held = new Set(all);
  const hasAll = ALL_APIS.some((one) => held.has(one));
  return some.every((one) => held.has(one) || (hasAll && !OTHER_APIS.test(one)));
}

function builds({ address, type, before, after }: ResourceChange): readonly Observation[] {
  const fields = cardOf(type)?.builds;
  const [wasOff, isNowOff] = [isOff(before), isOff(after)];
  const isStillOff = wasOff && isNowOff;
  if (fields === undefined || isStillOff) return [];
  const what = phrase`${typeWords(type)} ${nameOf(after ?? before, address)}`;
  const see = seeing(address, address);
  if (isNowOff) return [see("narrowed", "off", phrase`${what} no longer makes builds run`)];
  if (wasOff) {
    const summary = phrase`${what} makes builds run, or gives them code: who can change that code decides what they do`;
    return [see("widened", "on", summary)];
  }
  const changed = fields.filter((field) => !isSame(before?.[field], after?.[field]));
  if (changed.length === 0) return [];
  const how = own(changed.join(", "));
  const [was, is] = [before, after].map((body) => valuesAt(body ?? {}, STEP_IMAGE));
  const images = imageWords(was ?? [], is ?? []);
  const summary = phrase`${what} changes (${how}): who decides what its builds do cannot be seen${images}`;
  return [see("unknown", `changed ${changed.join(" ")}`, summary)];
}

/** Each step of a build runs in an image. */
const STEP_IMAGE = "build.step.name";

function isOff(body: TerraformFields | undefined): boolean {
  return body === undefined || valueAt(body, "disabled") === true;
}
