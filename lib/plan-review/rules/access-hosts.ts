import type { ResourceChange, TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import type { Effect } from "../finding";
import { typeWords } from "../../access/ability-words";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { cardOf } from "../services";
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

function metadataPaths(type: string): readonly string[] {
  const keys = KEYS.map((key) => `metadata.${key}`);
  if (HOSTS.includes(type)) return [...keys, "metadata_startup_script", "service_account.scopes"];
  if (type === "google_compute_project_metadata_item") return ["key", "value"];
  if (type === OF_ZONE) return KEYS.map((key) => `metadata.items.${key}`);
  return type === "google_compute_project_metadata" ? keys : [];
}

/** Who gets into hosts, and as whom workloads run. */
export const accessHostsRule: PlanRule = ruleOf(
  {
    id: "access-hosts",
    kind: "access",
    finds:
      "SSH keys in metadata, start scripts that change, workloads that run as another service account, and what makes builds run",
    reads: (type) => {
      const { runsAs, builds } = cardOf(type) ?? {};
      const code = { creation: builds !== undefined, deletion: builds !== undefined };
      return { paths: [...(runsAs === undefined ? [] : [runsAs]), ...(builds ?? []), ...metadataPaths(type)], ...code };
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
  const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({
    subject: address,
    substance,
    effect,
    address,
    summary,
  });
  const [old, now] = [before?.metadata, after?.metadata];
  if ([old, now].some((one) => one instanceof HiddenValue && !isAbsent(one)) && !isSame(old, now)) {
    return [
      see(
        "unknown",
        "metadata unknown",
        phrase`what ${name} runs when it starts or stops, and whose SSH keys let them in, cannot be seen (metadata)`,
      ),
    ];
  }
  return KEYS.flatMap((key): readonly Observation[] => {
    const [was, is] = [metadataValue(type, before, key), metadataValue(type, after, key)];
    if (isSame(was, is)) return [];
    const isLogin = key.startsWith("ssh") || key === "windows-keys";
    // What a new host starts with is part of making it; the hosts of a project are there already.
    const isMade = HOSTS.includes(type) && (before === undefined || after === undefined);
    if (!isLogin)
      return isMade
        ? []
        : [see("unknown", `${key} changed`, phrase`what ${name} runs when it starts or stops changes (${key})`)];
    if (is === undefined)
      return [see("narrowed", `${key} gone`, phrase`SSH keys in the metadata of ${name} no longer let anybody in`)];
    if (isPartOf(is, was))
      return [
        see("narrowed", `${key} fewer`, phrase`fewer SSH keys in the metadata of ${name} let people in (${key})`),
      ];
    return [
      see(
        "widened",
        `${key} ${was === undefined ? "new" : "changed"}`,
        phrase`SSH keys in the metadata of ${name} let their holders in (${key} is new or changes)`,
      ),
    ];
  });
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
  const base = { subject: address, effect: "unknown" as const, address };
  if (email === undefined && is !== undefined)
    return [
      { ...base, substance: "identity unknown", summary: phrase`as whom ${name} runs cannot be seen before the apply` },
    ];
  const who = email ?? "the project's default service account";
  return [
    { ...base, substance: `runs as ${who}`, summary: phrase`${name} now runs as ${who}, with all roles that has` },
  ];
}

/** What tokens of a host are good for, of all that its service account may do. */
function scopes({ address, type, before, after }: ResourceChange): readonly Observation[] {
  if (!HOSTS.includes(type) || before === undefined || after === undefined) return [];
  const [was, is] = [valueAt(before, "service_account.scopes"), valueAt(after, "service_account.scopes")];
  if (isSame(was, is)) return [];
  const [old, now] = [textsAt(before, "service_account.scopes"), textsAt(after, "service_account.scopes")];
  const held = new Set(old);
  const isLess = old !== undefined && now?.every((one) => held.has(one)) === true;
  const summary = phrase`programs on ${nameOf(after, address)} can use ${own(isLess ? "fewer" : "other")} APIs as its service account (${now ?? "scopes that cannot be seen"})`;
  return [
    {
      subject: address,
      substance: `scopes ${now?.join(" ") ?? "unknown"}`,
      effect: isLess ? "narrowed" : "unknown",
      address,
      summary,
    },
  ];
}

function builds({ address, type, before, after }: ResourceChange): readonly Observation[] {
  const fields = cardOf(type)?.builds;
  const isOff = (body: TerraformFields | undefined): boolean =>
    valueAt(body ?? { disabled: true }, "disabled") === true;
  if (fields === undefined || (isOff(before) && isOff(after))) return [];
  const what = phrase`${typeWords(type)} ${nameOf(after ?? before, address)}`;
  const base = { subject: address, address };
  if (isOff(after))
    return [{ ...base, substance: "off", effect: "narrowed", summary: phrase`${what} no longer makes builds run` }];
  if (isOff(before))
    return [
      {
        ...base,
        substance: "on",
        effect: "widened",
        summary: phrase`${what} makes builds run, or gives them code: who can change that code decides what they do`,
      },
    ];
  const changed = fields.filter((field) => !isSame(before?.[field], after?.[field]));
  if (changed.length === 0) return [];
  return [
    {
      ...base,
      substance: `changed ${changed.join(" ")}`,
      effect: "unknown",
      summary: phrase`${what} changes (${own(changed.join(", "))}): who decides what its builds do cannot be seen`,
    },
  ];
}
