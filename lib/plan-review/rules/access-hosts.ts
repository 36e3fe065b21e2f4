import type { ResourceChange, TerraformFields } from "../../terraform";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { phrase, type Phrase } from "../phrase";
import type { PlanRule } from "../plan-rule";
import { isSame, nameOf, textAt, valueAt } from "../resource-values";

const HOSTS = ["google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template", "google_compute_instance_from_template"];
const METADATA = ["google_compute_project_metadata", "google_compute_project_metadata_item"];

/** As whom workloads run. */
const IDENTITIES: ReadonlyMap<string, string> = new Map([
  ...HOSTS.map((type) => [type, "service_account.email"] as const),
  ["google_cloud_run_v2_service", "template.service_account"],
  ["google_cloud_run_v2_job", "template.template.service_account"],
  ["google_cloudbuild_trigger", "service_account"],
  ["google_cloudfunctions2_function", "service_config.service_account_email"],
  ["google_workbench_instance", "gce_setup.service_accounts.email"],
]);

/** What starts with a host, and who gets into it. */
const KEYS = ["ssh-keys", "sshKeys", "startup-script", "startup-script-url", "user-data"];

/** Who gets into hosts, and as whom workloads run. */
export const accessHostsRule: PlanRule = ruleOf(
  {
    id: "access-hosts",
    kind: "access",
    finds: "SSH keys in metadata, start scripts that change, and workloads that run as another service account",
  },
  ({ changes }) => changes.flatMap((change) => (change.isData || change.before === change.after ? [] : [...metadata(change), ...identity(change)])),
);

function metadata(change: ResourceChange): readonly Observation[] {
  const { address, type, before, after } = change;
  if (!HOSTS.includes(type) && !METADATA.includes(type)) return [];
  const name = nameOf(after ?? before, address);
  const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({ subject: address, substance, effect, address, summary });
  return KEYS.flatMap((key): readonly Observation[] => {
    const [was, is] = [metadataValue(type, before, key), metadataValue(type, after, key)];
    if (isSame(was, is)) return [];
    const isLogin = key.startsWith("ssh");
    // What a new host starts with is part of making it.
    if (!isLogin) return before === undefined || after === undefined ? [] : [see("unknown", `${key} changed`, phrase`what ${name} runs when it starts changes (${key})`)];
    if (is === undefined) return [see("narrowed", `${key} gone`, phrase`SSH keys in the metadata of ${name} no longer let anybody in`)];
    return [see("widened", `${key} ${was === undefined ? "new" : "changed"}`, phrase`SSH keys in the metadata of ${name} let their holders in (${key} is new or changes)`)];
  });
}

function metadataValue(type: string, body: TerraformFields | undefined, key: string): unknown {
  if (body === undefined) return undefined;
  if (type === "google_compute_project_metadata_item") return textAt(body, "key") === key ? valueAt(body, "value") : undefined;
  return valueAt(body, `metadata.${key}`) ?? (key === "startup-script" ? valueAt(body, "metadata_startup_script") : undefined);
}

function identity({ address, type, before, after }: ResourceChange): readonly Observation[] {
  const path = IDENTITIES.get(type);
  if (path === undefined || before === undefined || after === undefined) return [];
  const [was, is] = [valueAt(before, path), valueAt(after, path)];
  if (isSame(was, is)) return [];
  const email = textAt(after, path);
  const name = nameOf(after, address);
  const base = { subject: address, effect: "unknown" as const, address };
  if (email === undefined && is !== undefined) return [{ ...base, substance: "identity unknown", summary: phrase`as whom ${name} runs cannot be seen before the apply` }];
  const who = email ?? "the project's default service account";
  return [{ ...base, substance: `runs as ${who}`, summary: phrase`${name} now runs as ${who}, with all roles that has` }];
}
