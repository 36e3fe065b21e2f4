import type { ResourceChange, TerraformFields } from "../../terraform";
import { fieldBlocks, fieldsOf } from "../../terraform/terraform-resources";
import type { Effect } from "../finding";
import { iamStyle } from "../../access/iam-style";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import type { Guard } from "../cards/guard";
import { nounOf } from "../cards/card-words";
import { cardOf } from "../services";
import { holdsHidden, isSame, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

/** APIs that guard while they are switched on. */
const GUARDING_SERVICES = [
  "containerscanning.googleapis.com",
  "ondemandscanning.googleapis.com",
  "containeranalysis.googleapis.com",
  "binaryauthorization.googleapis.com",
  "logging.googleapis.com",
  "accesscontextmanager.googleapis.com",
];

const AUDIT_CONFIG = /^google_.{1,200}_iam_audit_config$/;

/** Guards that come, go, or change. */
export const safetyGuardsRule: PlanRule = ruleOf(
  {
    id: "safety-guards",
    kind: "safety",
    finds:
      "audit settings, log sinks and exclusions, alerts, deny and organisation policies, and scanning that come, go or change",
    reads: (type) => {
      if (AUDIT_CONFIG.test(type)) return { paths: ["audit_log_config", ...AUDITED], creation: true, deletion: true };
      if (type === "google_project_service") return { deletion: true };
      const guard = cardOf(type)?.guard;
      return guard && { paths: guard.fields, creation: true, deletion: true };
    },
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      if (change.isData || change.before === change.after) return [];
      if (AUDIT_CONFIG.test(change.type)) return audit(change);
      if (iamStyle(change.type)?.style === "policy") return policyAudits(change);
      if (change.type === "google_project_service") return service(change);
      const guard = cardOf(change.type)?.guard;
      return guard === undefined ? [] : guardObservation(change, guard);
    }),
);

function guardObservation(
  { address, type, before, after }: ResourceChange,
  { isGuard, fields, does, guards = () => true, compare }: Guard,
): readonly Observation[] {
  const name = nameOf(after ?? before, address);
  const what = nounOf(type);
  const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
    { subject: `${type} ${name}`, substance, effect, address, summary },
  ];
  const [gained, lost] = isGuard ? (["narrowed", "widened"] as const) : (["widened", "narrowed"] as const);
  const one = phrase`${what} ${name}`;
  const turn = compare?.(before, after);
  if (turn === "same") return [];
  if (before === undefined) {
    const guard = guards(after ?? {});
    if (guard === undefined)
      return see(
        "unknown",
        "new, unseen",
        phrase`${one} is new: whether it ${own(does)}, or lifts what does so until now, cannot be seen`,
      );
    return guard
      ? see(gained, "new", phrase`${one} is new: it ${own(does)}`)
      : see(
          lost,
          "new, lifts",
          phrase`${one} is new and lets through: what ${own(does)} until now does so no more where it applies`,
        );
  }
  if (after === undefined) {
    if (compare !== undefined && guards(before) === undefined)
      return see("unknown", "gone, unseen", phrase`${one} is gone: whether less ${own(does)} cannot be seen`);
    if (guards(before) === false) return see(gained, "gone, lifted", phrase`${one}, which lets through, is gone`);
    return see(lost, "gone", phrase`${one} is gone: it no longer ${own(does)}`);
  }
  const enforced = (body: TerraformFields): unknown =>
    valueAt(body, "boolean_policy.enforced") ?? valueAt(body, "spec.rules.enforce") ?? valueAt(body, "enabled");
  const changed = fields.filter((field) => !isSame(before[field], after[field]));
  if (changed.length === 0) return [];
  if (turn !== undefined) {
    const how = phrase`changes (${own(changed.join(", "))}): it ${own(does)} ${own(turn === "more" ? "more" : "less")} than before`;
    return see(turn === "more" ? gained : lost, `${turn} ${changed.join(" ")}`, phrase`${one} ${how}`);
  }
  const [was, is] = [String(enforced(before)).toLowerCase(), String(enforced(after)).toLowerCase()];
  if (isGuard && was === "true" && is === "false")
    return see("widened", "off", phrase`${what} ${name} is switched off: it no longer ${own(does)}`);
  if (isGuard && was === "false" && is === "true" && changed.length === 1)
    return see("narrowed", "on", phrase`${what} ${name} is switched on: it ${own(does)}`);
  const [guarded, guardsNow] = [guards(before), guards(after)];
  if (isGuard && guarded !== false && guardsNow === false)
    return see("widened", "lifted", phrase`${one} lets through now: it no longer ${own(does)}`);
  if (isGuard && guarded === false && guardsNow === true)
    return see("narrowed", "no longer lifted", phrase`${one} no longer lets through: it ${own(does)}`);
  return see(
    "unknown",
    `changed ${changed.join(" ")}`,
    phrase`${what} ${name}, which ${own(does)}, changes (${own(changed.join(", "))}): whether it does so more or less cannot be seen`,
  );
}

/** The members that are exempted, by kind of access. */
type AuditLogs = ReadonlyMap<string, readonly string[]>;

const NO_LOGS: AuditLogs = new Map();

/** Of what the logs are. */
const AUDITED = ["service", "project", "folder", "org_id"];

function audit(change: ResourceChange): readonly Observation[] {
  const { before, after } = change;
  if (before !== undefined && after !== undefined && !AUDITED.every((field) => isSame(before[field], after[field]))) {
    return [...audit({ ...change, after: undefined }), ...audit({ ...change, before: undefined })];
  }
  const service = textAt(after ?? before ?? {}, "service") ?? "a service that is not known";
  const [was, is] = [auditLogs(before), auditLogs(after)];
  if (is !== undefined && was !== undefined) return auditObservations(change, service, was, is);
  const summary = phrase`which access to ${service} is logged cannot be seen before the apply`;
  return isSame(before, after)
    ? []
    : [{ ...auditSubject(change, service), substance: "unknown", effect: "unknown", summary }];
}

/** A whole policy also says what is audited; one that cannot be seen is told as such where it grants. */
function policyAudits(change: ResourceChange): readonly Observation[] {
  const [was, is] = [auditsOfPolicy(change.before), auditsOfPolicy(change.after)];
  if (was === undefined || is === undefined) return [];
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .flatMap((service) => auditObservations(change, service, was.get(service) ?? NO_LOGS, is.get(service) ?? NO_LOGS));
}

function auditSubject(
  { address, before, after }: ResourceChange,
  service: string,
): Pick<Observation, "subject" | "address"> {
  const body = after ?? before ?? {};
  return {
    subject: `${textAt(body, "project") ?? textAt(body, "folder") ?? textAt(body, "org_id") ?? address} ${service}`,
    address,
  };
}

/** Which kinds of access are written down, and whose are not. */
function auditObservations(
  change: ResourceChange,
  service: string,
  was: AuditLogs,
  is: AuditLogs,
): readonly Observation[] {
  const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({
    ...auditSubject(change, service),
    substance,
    effect,
    summary,
  });
  const kinds = [...new Set([...was.keys(), ...is.keys()])].sort();
  return kinds.flatMap((kind): readonly Observation[] => {
    const [old, now] = [was.get(kind), is.get(kind)];
    if (now === undefined)
      return [see("widened", `${kind} off`, phrase`access to ${service} is no longer logged (${kind})`)];
    if (old === undefined) return [see("narrowed", `${kind} on`, phrase`access to ${service} is now logged (${kind})`)];
    const [more, less] = [now.filter((one) => !old.includes(one)), old.filter((one) => !now.includes(one))];
    return [
      ...(more.length === 0
        ? []
        : [
            see(
              "widened",
              `${kind} without ${more.join(" ")}`,
              phrase`access to ${service} (${kind}) by ${more} is no longer logged`,
            ),
          ]),
      ...(less.length === 0
        ? []
        : [
            see(
              "narrowed",
              `${kind} with ${less.join(" ")}`,
              phrase`access to ${service} (${kind}) by ${less} is now logged`,
            ),
          ]),
    ];
  });
}

/** Undefined where it is not known. */
function auditLogs(body: TerraformFields | undefined): AuditLogs | undefined {
  const logs = body?.audit_log_config;
  if (logs === undefined || logs === null) return NO_LOGS;
  if (!Array.isArray(logs) || holdsHidden(logs)) return undefined;
  const entries = logs.map(
    (one: TerraformFields) => [textAt(one, "log_type") ?? "", textsAt(one, "exempted_members")] as const,
  );
  return new Map(entries.map(([kind, members]) => [kind, [...(members ?? [])].sort()]));
}

/** By service; undefined where it is not known. */
function auditsOfPolicy(body: TerraformFields | undefined): ReadonlyMap<string, AuditLogs> | undefined {
  if (body === undefined || valueAt(body, "policy_data") === undefined) return new Map();
  const text = textAt(body, "policy_data");
  try {
    const configs = text === undefined ? undefined : fieldBlocks(fieldsOf(JSON.parse(text)), "auditConfigs");
    return configs && new Map(configs.map((one) => [textAt(one, "service") ?? "", policyLogs(one)]));
  } catch {
    return undefined;
  }
}

function policyLogs(config: TerraformFields): AuditLogs {
  return new Map(
    fieldBlocks(config, "auditLogConfigs").map((one) => [
      textAt(one, "logType") ?? "",
      [...(textsAt(one, "exemptedMembers") ?? [])].sort(),
    ]),
  );
}

function service({ address, before, after, actions }: ResourceChange): readonly Observation[] {
  const name = textAt(before ?? after ?? {}, "service");
  const staysOn = valueAt(before ?? {}, "disable_on_destroy") === false || actions.includes("create");
  if (name === undefined || after !== undefined || staysOn || !GUARDING_SERVICES.includes(name)) return [];
  const subject = textAt(before ?? {}, "project") ?? address;
  return [
    {
      subject,
      substance: `${name} off`,
      effect: "widened",
      address,
      summary: phrase`${name} is switched off in project ${subject}: what it guards is no longer guarded`,
    },
  ];
}
