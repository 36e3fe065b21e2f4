import { fieldBlocks, fieldsOf, type ResourceChange, type TerraformFields } from "../../terraform";
import type { Effect } from "../finding";
import { iamStyle } from "../../access/iam-style";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { holdsHidden, isSame, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

/** Resources that guard, or weaken, by being there. */
interface Presence {
  readonly types: RegExp;
  readonly what: string;

  /** Whether it guards; else it weakens. */
  readonly isGuard: boolean;

  /** The fields that decide what it does. */
  readonly fields: readonly string[];

  /** What is so while it is there, to be read after its name. */
  readonly does: string;

  /**
   * Whether one guards, or lifts a guard that is in force without it; undefined where that cannot be seen.
   *
   * @default - all of them guard
   */
  readonly guards?: (body: TerraformFields) => boolean | undefined;
}

const LEVELS = "(project|folder|organization|billing_account)";

const PRESENCES: readonly Presence[] = [
  {
    types: new RegExp(`^google_logging_${LEVELS}_sink$`),
    what: "log sink",
    isGuard: true,
    fields: ["destination", "filter", "exclusions", "include_children", "intercept_children"],
    does: "sends logs to where they are kept",
  },
  {
    types: new RegExp(`^google_logging_${LEVELS}_exclusion$`),
    what: "log exclusion",
    isGuard: false,
    fields: ["filter"],
    does: "throws logs away",
  },
  {
    types: /^google_monitoring_alert_policy$/,
    what: "alert",
    isGuard: true,
    fields: ["enabled", "conditions", "combiner", "notification_channels", "severity"],
    does: "tells people when something is wrong",
  },
  {
    types: /^google_iam_deny_policy$/,
    what: "deny policy",
    isGuard: true,
    fields: ["rules", "parent"],
    does: "denies permissions whatever roles say",
  },
  {
    types: /^google_iam_(principal_access_boundary_policy|.{1,200}_policy_binding)$/,
    what: "access boundary",
    isGuard: true,
    fields: ["details", "target", "policy", "condition", "policy_kind"],
    does: "limits what identities reach",
  },
  {
    types: /^google_(project|folder|organization)_organization_policy$/,
    what: "organisation policy",
    isGuard: true,
    fields: ["constraint", "boolean_policy", "list_policy", "restore_policy", "project", "folder", "org_id"],
    does: "forbids settings in all that is below it",
    guards: oldOrganisationPolicyGuards,
  },
  {
    types: /^google_org_policy_policy$/,
    what: "organisation policy",
    isGuard: true,
    fields: ["name", "parent", "spec"],
    does: "forbids settings in all that is below it",
    guards: organisationPolicyGuards,
  },
  {
    types: /^google_compute_(region_)?security_policy(_rule)?$/,
    what: "Cloud Armor policy",
    isGuard: true,
    fields: ["rule", "rules", "action", "match", "priority", "preview", "type"],
    does: "keeps requests from load balancers",
    guards: (body) => (isWord(body, "action", "allow") ? false : true),
  },
  {
    types: /^google_project_access_approval_settings$/,
    what: "access approval",
    isGuard: true,
    fields: ["enrolled_services", "notification_emails"],
    does: "asks before Google's staff gets access",
  },
  {
    types: /^google_service_networking_vpc_service_controls$/,
    what: "VPC Service Controls of service networking",
    isGuard: true,
    fields: ["enabled"],
    does: "keeps peered services inside of the perimeter",
    guards: (body) => valueAt(body, "enabled") !== false,
  },
  {
    types: /^google_binary_authorization_policy$/,
    what: "Binary Authorization policy",
    isGuard: true,
    fields: ["cluster_admission_rules", "admission_whitelist_patterns", "global_policy_evaluation_mode"],
    does: "checks images before they run",
    guards: binaryAuthorizationGuards,
  },
  {
    types: /^google_network_security_gateway_security_policy(_rule)?$/,
    what: "proxy policy",
    isGuard: true,
    fields: [
      "session_matcher",
      "application_matcher",
      "basic_profile",
      "enabled",
      "priority",
      "tls_inspection_policy",
      "tls_inspection_enabled",
    ],
    does: "keeps what it does not allow from passing a Secure Web Proxy",
    guards: (body) => (isWord(body, "basic_profile", "ALLOW") ? false : true),
  },
  {
    types: /^google_network_security_url_lists$/,
    what: "URL list",
    isGuard: false,
    fields: ["values"],
    does: "lets URLs pass a Secure Web Proxy",
  },
];

function isWord(body: TerraformFields, path: string, word: string): boolean {
  return textAt(body, path)?.toLowerCase() === word.toLowerCase();
}

/**
 * A policy that does not enforce takes the place of one further up that does.
 *
 * @see https://cloud.google.com/resource-manager/docs/organization-policy/understanding-hierarchy
 */
function organisationPolicyGuards(body: TerraformFields): boolean | undefined {
  const [spec] = fieldBlocks(body, "spec");
  if (spec === undefined || holdsHidden(spec)) return undefined;
  const rules = fieldBlocks(spec, "rules");
  const isOn =
    (path: string) =>
    (rule: TerraformFields): boolean =>
      isWord(rule, path, "true");
  if (
    valueAt(spec, "reset") === true ||
    rules.some((rule) => isWord(rule, "enforce", "false") || isOn("allow_all")(rule))
  )
    return false;
  return rules.length > 0 && rules.every((rule) => isOn("enforce")(rule) || isOn("deny_all")(rule)) ? true : undefined;
}

function oldOrganisationPolicyGuards(body: TerraformFields): boolean | undefined {
  const isOn = (path: string): boolean => isWord(body, path, "true");
  if (
    isWord(body, "boolean_policy.enforced", "false") ||
    isOn("list_policy.allow.all") ||
    isOn("restore_policy.default")
  )
    return false;
  return isOn("boolean_policy.enforced") || isOn("list_policy.deny.all") ? true : undefined;
}

/** A project has one policy at all times: a new one takes the place of that. */
function binaryAuthorizationGuards(body: TerraformFields): boolean | undefined {
  const lets =
    isWord(body, "default_admission_rule.evaluation_mode", "ALWAYS_ALLOW") ||
    isWord(body, "default_admission_rule.enforcement_mode", "DRYRUN_AUDIT_LOG_ONLY");
  return lets ? undefined : true;
}

/** APIs that guard while they are switched on. */
const GUARDING_SERVICES = [
  "containerscanning.googleapis.com",
  "ondemandscanning.googleapis.com",
  "containeranalysis.googleapis.com",
  "binaryauthorization.googleapis.com",
  "logging.googleapis.com",
  "accesscontextmanager.googleapis.com",
];

/** Guards that come, go, or change. */
export const safetyGuardsRule: PlanRule = ruleOf(
  {
    id: "safety-guards",
    kind: "safety",
    finds:
      "audit settings, log sinks and exclusions, alerts, deny and organisation policies, and scanning that come, go or change",
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      if (change.isData || change.before === change.after) return [];
      if (/^google_.{1,200}_iam_audit_config$/.test(change.type)) return audit(change);
      if (iamStyle(change.type)?.style === "policy") return policyAudits(change);
      if (change.type === "google_project_service") return service(change);
      return PRESENCES.filter(({ types }) => types.test(change.type)).flatMap((presence) =>
        presenceObservation(change, presence),
      );
    }),
);

function presenceObservation(
  { address, type, before, after }: ResourceChange,
  { what, isGuard, fields, does, guards = () => true }: Presence,
): readonly Observation[] {
  const name = nameOf(after ?? before, address);
  const see = (effect: Effect, substance: string, summary: Phrase): readonly Observation[] => [
    { subject: `${type} ${name}`, substance, effect, address, summary },
  ];
  const [gained, lost] = isGuard ? (["narrowed", "widened"] as const) : (["widened", "narrowed"] as const);
  const one = phrase`${own(what)} ${name}`;
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
    if (guards(before) === false) return see(gained, "gone, lifted", phrase`${one}, which lets through, is gone`);
    return see(lost, "gone", phrase`${one} is gone: it no longer ${own(does)}`);
  }
  const enforced = (body: TerraformFields): unknown =>
    valueAt(body, "boolean_policy.enforced") ?? valueAt(body, "spec.rules.enforce") ?? valueAt(body, "enabled");
  const changed = fields.filter((field) => !isSame(before[field], after[field]));
  if (changed.length === 0) return [];
  const [was, is] = [String(enforced(before)).toLowerCase(), String(enforced(after)).toLowerCase()];
  if (isGuard && was === "true" && is === "false")
    return see("widened", "off", phrase`${own(what)} ${name} is switched off: it no longer ${own(does)}`);
  if (isGuard && was === "false" && is === "true" && changed.length === 1)
    return see("narrowed", "on", phrase`${own(what)} ${name} is switched on: it ${own(does)}`);
  return see(
    "unknown",
    `changed ${changed.join(" ")}`,
    phrase`${own(what)} ${name}, which ${own(does)}, changes (${own(changed.join(", "))}): whether it does so more or less cannot be seen`,
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
