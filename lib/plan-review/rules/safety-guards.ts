import { isSameOrLeft } from "../../terraform/changed-attributes";
import type { ResourceChange, TerraformFields, TerraformResources } from "../../terraform";
import { fieldBlocks, fieldsOf } from "../../terraform/terraform-resources";
import type { Effect } from "../finding";
import { iamStyle } from "../../access/iam-style";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import type { Guard, GuardChange } from "../cards/guard";
import { nounOf } from "../cards/card-words";
import { cardOf } from "../services";
import { holdsHidden, isSame, isWord, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

/** APIs that guard while they are switched on. */
const GUARDING_SERVICES = [
  "containerscanning.googleapis.com",
  "ondemandscanning.googleapis.com",
  "containeranalysis.googleapis.com",
  "binaryauthorization.googleapis.com",
  "logging.googleapis.com",
  "accesscontextmanager.googleapis.com",
];

/** What a guard stands in, where that is not what it guards. */
const HOLDERS = [
  "project",
  "folder",
  "org_id",
  "organization",
  "project_id",
  "folder_id",
  "organization_id",
  "billing_account",
];

const AUDIT_CONFIG = /^google_.{1,200}_iam_audit_config$/;

/** Guards that come, go, or change. */
export const safetyGuardsRule: PlanRule = ruleOf(
  {
    id: "safety-guards",
    kind: "safety",
    readsMoved: true,
    finds:
      "audit settings, log sinks and exclusions, alerts, deny and organisation policies, " +
      "and scanning that come, go or change",
    reads: (type) => {
      if (AUDIT_CONFIG.test(type)) return { paths: ["audit_log_config", ...AUDITED], creation: true, deletion: true };
      if (type === "google_project_service") return { deletion: true };
      const guard = cardOf(type)?.guard;
      return guard && { paths: guard.fields, creation: true, deletion: true };
    },
  },
  ({ changes, before, after }) =>
    changes.flatMap((change): readonly Observation[] => {
      if (change.isData || change.before === change.after) return [];
      if (AUDIT_CONFIG.test(change.type)) return audit(change, [before, after]);
      if (iamStyle(change.type)?.style === "policy") return policyAudits(change);
      if (change.type === "google_project_service") return service(change);
      const guard = cardOf(change.type)?.guard;
      return guard === undefined ? [] : guardObservation(withoutIdle(change, guard), guard);
    }),
);

/** What does nothing is as if it were not there. */
function withoutIdle(change: ResourceChange, { isIdle = () => false }: Guard): ResourceChange {
  const awake = (body: TerraformFields | undefined): TerraformFields | undefined =>
    body === undefined || isIdle(body) ? undefined : body;
  return { ...change, before: awake(change.before), after: awake(change.after) };
}

function guardObservation(change: ResourceChange, guard: Guard): readonly Observation[] {
  const { address, type, before, after } = change;
  if (before === undefined && after === undefined) return [];
  if (before !== undefined && after !== undefined && isElsewhere(before, after, guard)) {
    return [
      { ...change, after: undefined },
      { ...change, before: undefined },
    ].flatMap((one) => guardObservation(one, guard));
  }
  if ([before, after].includes(undefined) && guard.isOff?.(before ?? after ?? {}) === true) return [];
  const turn = guard.compare?.(before, after);
  if (turn === "same") return [];
  const changed = guard.fields.filter((field) => !isSameOrLeft(before?.[field], after?.[field]));
  const stays = before !== undefined && after !== undefined;
  if (stays && changed.length === 0) return [];
  const name = nameOf(after ?? before, address);
  const one = { what: phrase`${nounOf(type)} ${name}`, guard, see: seeing(`${type} ${name}`, address) };
  if (guard.decides !== undefined) return [decides(before, after, changed, one)];
  if (before === undefined) return [comes(after ?? {}, one)];
  if (after === undefined) return [goes(before, turn, one)];
  return [turn === undefined ? changes(before, after, changed, one) : turns(turn, changed, one)];
}

/** Whether it is in another project, folder or organization than before: it guards there, and here no more. */
function isElsewhere(before: TerraformFields, after: TerraformFields, { fields }: Guard): boolean {
  return HOLDERS.filter((field) => !fields.includes(field)).some((field) => {
    const [was, is] = [textAt(before, field), textAt(after, field)];
    return was !== undefined && is !== undefined && was !== is;
  });
}

/** A resource that guards, or lifts what does. */
interface SeenGuard {
  readonly what: Phrase;
  readonly guard: Guard;
  readonly see: See;
}

/** Of what guards neither by coming nor by going: that it decides otherwise is all that can be said. */
function decides(
  before: TerraformFields | undefined,
  after: TerraformFields | undefined,
  changed: readonly string[],
  { what, guard, see }: SeenGuard,
): Observation {
  const words = new Map([
    [before, "new"],
    [after, "gone"],
  ]).get(undefined);
  const how = words === undefined ? `changes (${changed.join(", ")})` : `is ${words}`;
  const summary = phrase`${what} ${own(how)}: ${own(guard.decides ?? "")} from now on cannot be seen`;
  return see("unknown", `${words ?? "changed"}, unseen`, summary);
}

/** What is said when there is more of it, and when there is less. */
function effectsOf({ isGuard }: Guard): readonly [gained: Effect, lost: Effect] {
  return isGuard ? ["narrowed", "widened"] : ["widened", "narrowed"];
}

/** Whether a resource guards; undefined where that cannot be seen. */
function guardsIn({ guards = () => true }: Guard, body: TerraformFields): boolean | undefined {
  return guards(body);
}

function comes(body: TerraformFields, { what, guard, see }: SeenGuard): Observation {
  const [gained, lost] = effectsOf(guard);
  const does = own(guard.does);
  const isGuarding = guardsIn(guard, body);
  if (isGuarding === undefined) {
    const summary = phrase`${what} is new: whether it ${does}, or lifts what does so until now, cannot be seen`;
    return see("unknown", "new, unseen", summary);
  }
  if (isGuarding) return see(gained, "new", phrase`${what} is new: it ${does}`);
  const summary = phrase`${what} is new and lets through: what ${does} until now does so no more where it applies`;
  return see(lost, "new, lifts", summary);
}

function goes(body: TerraformFields, turn: GuardChange | undefined, { what, guard, see }: SeenGuard): Observation {
  const [gained, lost] = effectsOf(guard);
  const does = own(guard.does);
  const isGuarding = guardsIn(guard, body);
  if (guard.compare !== undefined && turn === undefined && isGuarding === undefined) {
    return see("unknown", "gone, unseen", phrase`${what} is gone: whether less ${does} cannot be seen`);
  }
  if (isGuarding === false) return see(gained, "gone, lifted", phrase`${what}, which lets through, is gone`);
  return see(lost, "gone", phrase`${what} is gone: it no longer ${does}`);
}

function turns(turn: "more" | "less", changed: readonly string[], { what, guard, see }: SeenGuard): Observation {
  const [gained, lost] = effectsOf(guard);
  const summary = phrase`${what} changes (${own(changed.join(", "))}): it ${own(guard.does)} ${own(turn)} than before`;
  return see(turn === "more" ? gained : lost, `${turn} ${changed.join(" ")}`, summary);
}

function changes(
  before: TerraformFields,
  after: TerraformFields,
  changed: readonly string[],
  { what, guard, see }: SeenGuard,
): Observation {
  const does = own(guard.does);
  const switched = guard.isGuard ? switchedTo(before, after, changed, guard) : undefined;
  if (switched === "off") return see("widened", "off", phrase`${what} is switched off: it no longer ${does}`);
  if (switched === "on") return see("narrowed", "on", phrase`${what} is switched on: it ${does}`);
  const lifted = guard.isGuard ? liftedTo(guardsIn(guard, before), guardsIn(guard, after)) : undefined;
  if (lifted === true) return see("widened", "lifted", phrase`${what} lets through now: it no longer ${does}`);
  if (lifted === false) {
    return see("narrowed", "no longer lifted", phrase`${what} no longer lets through: it ${does}`);
  }
  const how = own(changed.join(", "));
  const summary = phrase`${what}, which ${does}, changes (${how}): whether it does so more or less cannot be seen`;
  return see("unknown", `changed ${changed.join(" ")}`, summary);
}

/** That it is switched on says nothing where something else changes too. */
function switchedTo(
  before: TerraformFields,
  after: TerraformFields,
  changed: readonly string[],
  guard: Guard,
): "on" | "off" | undefined {
  const turn = `${isEnforced(before, guard)} ${isEnforced(after, guard)}`;
  if (turn === "true false") return "off";
  return turn === "false true" && changed.length === 1 ? "on" : undefined;
}

function isEnforced(body: TerraformFields, { fields }: Guard): string {
  if (fields.includes("disabled")) return String(holdsHidden(body.disabled) ? undefined : body.disabled !== true);
  if (fields.includes("state")) return String(holdsHidden(body.state) ? undefined : !isWord(body, "state", "DISABLED"));
  const paths = ["boolean_policy.enforced", "spec.rules.enforce", "enabled"];
  const value: unknown = paths.map((path) => valueAt(body, path)).find((one) => one !== undefined);
  return String(value).toLowerCase();
}

/** Whether what it guarded passes from now on; undefined where that is as before, or cannot be seen. */
function liftedTo(guarded: boolean | undefined, guardsNow: boolean | undefined): boolean | undefined {
  if (guarded !== false && guardsNow === false) return true;
  return guarded === false && guardsNow === true ? false : undefined;
}

/** The members that are exempted, by kind of access. */
type AuditLogs = ReadonlyMap<string, readonly string[]>;

const NO_LOGS: AuditLogs = new Map();

/** Of what the logs are. */
const AUDITED = ["service", "project", "folder", "org_id"];

/** @param worlds what is there before and after: what all services log counts for each of them */
function audit(change: ResourceChange, worlds: readonly TerraformResources[]): readonly Observation[] {
  const { before, after } = change;
  if (before !== undefined && after !== undefined && !AUDITED.every((field) => isSame(before[field], after[field]))) {
    return [...audit({ ...change, after: undefined }, worlds), ...audit({ ...change, before: undefined }, worlds)];
  }
  const service = textAt(after ?? before ?? {}, "service") ?? "a service that is not known";
  const [ofAllBefore, ofAll] = worlds.map((world) => logsOfAllServices(change, service, world));
  const [was, is] = [bothLogs(auditLogs(before), ofAllBefore), bothLogs(auditLogs(after), ofAll)];
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
  const { subject, address } = auditSubject(change, service);
  const see = seeing(subject, address);
  const kinds = [...new Set([...was.keys(), ...is.keys()])].sort();
  return kinds.flatMap((kind): readonly Observation[] => {
    const [old, now] = [was.get(kind), is.get(kind)];
    if (now === undefined) {
      return [see("widened", `${kind} off`, phrase`access to ${service} is no longer logged (${kind})`)];
    }
    if (old === undefined) return [see("narrowed", `${kind} on`, phrase`access to ${service} is now logged (${kind})`)];
    return exemptions(old, now, kind, service, see);
  });
}

/** Whose access is no longer written down, and whose is again. */
function exemptions(
  old: readonly string[],
  now: readonly string[],
  kind: string,
  service: string,
  see: See,
): readonly Observation[] {
  const more = now.filter((one) => !old.includes(one));
  const less = old.filter((one) => !now.includes(one));
  const what = phrase`access to ${service} (${kind})`;
  const off = see("widened", `${kind} without ${more.join(" ")}`, phrase`${what} by ${more} is no longer logged`);
  const on = see("narrowed", `${kind} with ${less.join(" ")}`, phrase`${what} by ${less} is now logged`);
  return [...(more.length === 0 ? [] : [off]), ...(less.length === 0 ? [] : [on])];
}

const ALL_SERVICES = "allServices";

/** What is logged of all services where a service has a setting of its own; undefined where that cannot be seen. */
function logsOfAllServices(
  { type, before, after }: ResourceChange,
  service: string,
  world: TerraformResources,
): AuditLogs | undefined {
  if (service === ALL_SERVICES) return NO_LOGS;
  const holder = after ?? before ?? {};
  const isBeside = (body: TerraformFields): boolean =>
    AUDITED.every((field) => field === "service" || isSame(body[field], holder[field]));
  const all = world.ofType(type).filter(({ body }) => body.service === ALL_SERVICES && isBeside(body));
  return all.map(({ body }) => auditLogs(body)).reduce(bothLogs, NO_LOGS);
}

/**
 * Two settings together: what one of them logs is logged, and whom one of them exempts is exempted.
 *
 * @see https://cloud.google.com/iam/docs/reference/rest/v1/Policy#AuditConfig
 */
function bothLogs(some: AuditLogs | undefined, others: AuditLogs | undefined): AuditLogs | undefined {
  if (some === undefined || others === undefined) return undefined;
  const kinds = [...new Set([...some.keys(), ...others.keys()])];
  const exempted = (kind: string): readonly string[] => [...(some.get(kind) ?? []), ...(others.get(kind) ?? [])];
  return new Map(kinds.map((kind) => [kind, [...new Set(exempted(kind))].sort()]));
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
  if (after !== undefined || staysOn) return [];
  if (name === undefined || !GUARDING_SERVICES.includes(name)) return [];
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
