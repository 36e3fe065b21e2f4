import { changedAttributes } from "../../terraform/changed-attributes";
import { textAt, textsAt } from "../../terraform/resource-values";
import { own, phrase } from "../../text/phrase";
import { type Look, type LookedAt, step, type Step } from "./path-step";

const FIELDS = [
  "dns_name",
  "name",
  "type",
  "rrdatas",
  "managed_zone",
  "visibility",
  "private_visibility_config",
  "forwarding_config",
  "peering_config",
  "networks",
  "alternative_name_server_config",
  "local_data",
  "behavior",
  "response_policy",
  "routing_policy",
];

export const DNS_PATH: Look = { fields: FIELDS, steps };

function steps({ type, before, after, body, name }: LookedAt): readonly Step[] {
  const what = phrase`${own(type.replace("google_dns_", "DNS ").replaceAll("_", " "))} ${name}`;
  const answers = (textsAt(body, "rrdatas") ?? []).join(" ");
  const unseen = own("where names lead by that cannot be seen as a whole");
  if (before === undefined) {
    return [step("unknown", `new ${answers}`.trim(), phrase`${what} is new: ${unseen}`)];
  }
  if (after === undefined) {
    // A policy, or a zone for all names, may be what keeps other names from being answered.
    const isLid = type.includes("policy") || textAt(body, "dns_name") === ".";
    const summary = phrase`${what} is gone: its names are no longer answered, or by public DNS`;
    return [step(isLid ? "unknown" : "narrowed", "gone", summary)];
  }
  const changed = FIELDS.flatMap((field) => changedAttributes({ [field]: before[field] }, { [field]: after[field] }));
  // For how long an answer is kept is not where it leads.
  if (changed.every((path) => path.endsWith(".ttl"))) return [];
  return [step("unknown", `changed ${answers}`.trim(), phrase`${what} changes: ${unseen}`)];
}
