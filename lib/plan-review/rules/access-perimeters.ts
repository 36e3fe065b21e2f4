import type { ResourceChange, TerraformFields } from "../../terraform";
import { fieldBlocks, fieldsOf } from "../../terraform/terraform-resources";
import type { Effect } from "../finding";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase } from "../../text/phrase";
import { EVERYTHING, type PlanRule } from "../plan-rule";
import { holdsHidden, isSame, isWord, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

const PREFIX = "google_access_context_manager_";

/** One part of a perimeter: less of the first kind lets more through, more of the second kind does. */
const CLOSES = new Map([
  ["google_access_context_manager_service_perimeter_resource", "a project"],
  ["google_access_context_manager_service_perimeter_ingress_policy", undefined],
  ["google_access_context_manager_service_perimeter_egress_policy", undefined],
  ["google_access_context_manager_ingress_policy", undefined],
  ["google_access_context_manager_egress_policy", undefined],
]);

/** Lists of a perimeter, with what is said when they grow, and whether growing lets more through. */
const LISTS: readonly List[] = [
  { name: "restricted_services", opens: false, what: "service" },
  { name: "resources", opens: false, what: "project" },
  { name: "access_levels", opens: true, what: "access level" },
];

interface List {
  readonly name: string;
  readonly opens: boolean;
  readonly what: string;
}

/** All that exchange whole sets of perimeters and levels: what of it lets more through is not looked into. */
const SETS = [
  "service_perimeters",
  "access_levels",
  "access_level",
  "access_level_condition",
  "authorized_orgs_desc",
  "gcp_user_access_binding",
].map((name) => `${PREFIX}${name}`);

/**
 * VPC Service Controls: what leaves a perimeter, and what gets in. What is only tried out (dry run) is not looked at.
 *
 * @see https://cloud.google.com/vpc-service-controls/docs/service-perimeters
 */
export const accessPerimetersRule: PlanRule = ruleOf(
  {
    id: "access-perimeters",
    kind: "access",
    readsMoved: true,
    finds: "service perimeters that are opened or closed, and remote repositories that may reach out of them",
    reads: (type) => {
      if (type === `${PREFIX}service_perimeter`)
        return { paths: ["status", "title", "perimeter_type", "parent"], creation: true, deletion: true };
      const isSet = CLOSES.has(type) || SETS.includes(type) || type === "google_artifact_registry_vpcsc_config";
      return isSet ? EVERYTHING : undefined;
    },
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      if (change.isData) return [];
      if (change.type === "google_artifact_registry_vpcsc_config") return remoteRepositories(change);
      if (change.type === `${PREFIX}service_perimeter`) return perimeter(change);
      if (CLOSES.has(change.type)) return part(change);
      // A level that nothing names yet lets nobody through; what names it is told by itself.
      const isNewLevel = change.before === undefined && change.type.startsWith(`${PREFIX}access_level`);
      return SETS.includes(change.type) && !isNewLevel && !isSame(change.before, change.after)
        ? [unknownSet(change)]
        : [];
    }),
);

function remoteRepositories(change: ResourceChange): readonly Observation[] {
  const { address, before, after } = change;
  const policy = (body: TerraformFields | undefined): string => {
    if (body === undefined || valueAt(body, "vpcsc_policy") === undefined) return "DENY";
    return textAt(body, "vpcsc_policy") ?? "unknown";
  };
  const [was, is] = [policy(before), policy(after)];
  if (was === is && was !== "unknown") return [];
  if (isSame(before, after)) return [];
  const body = after ?? before ?? {};
  const where = [textAt(body, "project"), textAt(body, "location")].filter((one) => one !== undefined).join("/");
  const subject = where === "" ? address : where;
  const see = seeing(subject, address);
  const who = phrase`remote repositories in ${subject}`;
  const out = own("fetch from outside of their service perimeter");
  if (is === "ALLOW") return [see("widened", "ALLOW", phrase`${who} may now ${out}`)];
  if (is === "DENY") return [see("narrowed", "DENY", phrase`${who} may no longer ${out}`)];
  return [see("unknown", "unknown", phrase`whether ${who} may ${out} cannot be seen before the apply`)];
}

function isBridgeIn(body: TerraformFields): boolean {
  return isWord(body, "perimeter_type", "PERIMETER_TYPE_BRIDGE");
}

function perimeter(change: ResourceChange): readonly Observation[] {
  const { address, before, after } = change;
  if (before !== undefined && after !== undefined && isBridgeIn(before) !== isBridgeIn(after)) {
    return [...perimeter({ ...change, after: undefined }), ...perimeter({ ...change, before: undefined })];
  }
  const body = after ?? before ?? {};
  const name = textAt(body, "title") ?? nameOf(body, address);
  const see = seeing(name, address);
  const isBridge = isBridgeIn(body);
  if (before === undefined) return [comes(body, isBridge, name, see)];
  if (after === undefined) return [goes(isBridge, name, see)];
  const [was, is] = [statusOf(before), statusOf(after)];
  if (is === undefined || was === undefined) {
    const summary = phrase`what service perimeter ${name} lets through cannot be seen before the apply`;
    return isSame(before.status, after.status) ? [] : [see("unknown", "unknown", summary)];
  }
  if (isInForce(was) !== isInForce(is)) return [enforced(isInForce(is), name, see)];
  return [
    ...LISTS.flatMap((list) => listChanges(was, is, isBridge ? asOfBridge(list) : list, see, name)),
    ...ways(was, is, "ingress", see, name),
    ...ways(was, is, "egress", see, name),
    ...accessible(was, is, see, name),
  ];
}

function comes(body: TerraformFields, isBridge: boolean, name: string, see: See): Observation {
  if (isBridge) {
    const summary = phrase`a bridge between service perimeters, ${name}, is new:
      data passes between the projects in it`;
    return see("widened", "new bridge", summary);
  }
  const status = statusOf(body);
  const isTried = status !== undefined && !isInForce(status);
  return isTried
    ? see("changed", "new, dry run", phrase`service perimeter ${name} is new as a dry run: it refuses nothing`)
    : see("narrowed", "new", phrase`service perimeter ${name} is new`);
}

function goes(isBridge: boolean, name: string, see: See): Observation {
  if (isBridge) {
    const summary = phrase`a bridge between service perimeters, ${name}, is gone:
      data no longer passes between the projects in it`;
    return see("narrowed", "bridge gone", summary);
  }
  return see("widened", "deleted", phrase`service perimeter ${name} is deleted: nothing keeps data in any more`);
}

function isInForce(status: TerraformFields): boolean {
  return Object.keys(status).length > 0;
}

function enforced(isNow: boolean, name: string, see: See): Observation {
  if (isNow) {
    const summary = phrase`service perimeter ${name} is enforced:
      what it only wrote to the logs before is refused from now on`;
    return see("narrowed", "enforced", summary);
  }
  const summary = phrase`service perimeter ${name} is no longer enforced: it refuses nothing,
    and at most writes to the logs`;
  return see("widened", "no longer enforced", summary);
}

/** More projects in a bridge let more through. */
function asOfBridge(list: List): List {
  return { ...list, opens: list.name === "resources" };
}

/** What a list gets, and what it loses. */
function listChanges(
  was: TerraformFields,
  is: TerraformFields,
  { name: list, opens, what }: List,
  see: See,
  name: string,
): readonly Observation[] {
  const [old, now] = [textsAt(was, list), textsAt(is, list)];
  if (old === undefined || now === undefined) {
    const summary = phrase`${own(what)}s of service perimeter ${name} cannot be seen before the apply`;
    return isSame(was[list], is[list]) ? [] : [see("unknown", `${list} unknown`, summary)];
  }
  const more = now.filter((one) => !old.includes(one)).sort();
  const less = old.filter((one) => !now.includes(one)).sort();
  const wider = opens ? more : less;
  const effectOf = (some: readonly string[]): Effect => (some === wider ? "widened" : "narrowed");
  return [[more, "+", "gets"] as const, [less, "-", "loses"] as const].flatMap(([some, sign, verb]) =>
    some.length === 0
      ? []
      : [
          see(
            effectOf(some),
            `${list} ${sign} ${some.join(" ")}`,
            phrase`service perimeter ${name} ${own(verb)} ${own(what)} ${some}`,
          ),
        ],
  );
}

/** Policies through which something passes: a new one lets more through, as does one that says something else. */
function ways(
  was: TerraformFields,
  is: TerraformFields,
  direction: "ingress" | "egress",
  see: See,
  name: string,
): readonly Observation[] {
  const [old, now] = [was, is].map((body) => fieldBlocks(body, `${direction}_policies`)) as [Policies, Policies];
  const more = now.filter((one) => !old.some((other) => isSame(one, other)));
  const less = old.filter((one) => !now.some((other) => isSame(one, other)));
  if (more.length > 0) {
    const effect = more.some(holdsHidden) ? "unknown" : "widened";
    const summary = phrase`service perimeter ${name} gets ${more.length} new or changed ${own(direction)} policies,
      which let more through`;
    return [see(effect, `${direction} + ${titles(more)}`, summary)];
  }
  if (less.length === 0) return [];
  const summary = phrase`service perimeter ${name} loses ${less.length} ${own(direction)} policies`;
  return [see("narrowed", `${direction} - ${titles(less)}`, summary)];
}

type Policies = readonly TerraformFields[];

function titles(policies: Policies): string {
  return policies
    .map((one) => textAt(one, "title") ?? "without a title")
    .sort()
    .join(" ");
}

function accessible(was: TerraformFields, is: TerraformFields, see: See, name: string): readonly Observation[] {
  const [old, now] = [was.vpc_accessible_services, is.vpc_accessible_services];
  if (isSame(old, now)) return [];
  const [wasLimited, isLimited] = [limits(was), limits(is)];
  const isUnlimited = !wasLimited && !isLimited;
  if (isUnlimited && !holdsHidden(now)) return [];
  if (isLimited && !wasLimited) {
    const summary = phrase`service perimeter ${name} now limits which services its networks reach`;
    return [see("narrowed", "vpc services limited", summary)];
  }
  const [before, after] = [services(was), services(is)];
  if (isLimited && isPartOf(after, before)) {
    return [see("narrowed", "vpc services fewer", phrase`networks in service perimeter ${name} reach fewer services`)];
  }
  const summary = phrase`networks in service perimeter ${name} may reach more services`;
  return [see("widened", `vpc services ${(after ?? ["unknown"]).toSorted().join(" ")}`, summary)];
}

function limits(body: TerraformFields): boolean {
  return valueAt(body, "vpc_accessible_services.enable_restriction") === true;
}

function services(body: TerraformFields): readonly string[] | undefined {
  return textsAt(body, "vpc_accessible_services.allowed_services");
}

/** Whether one list is known to hold nothing that the other has not. */
function isPartOf(part: readonly string[] | undefined, whole: readonly string[] | undefined): boolean {
  return whole !== undefined && part?.every((one) => whole.includes(one)) === true;
}

/** What is in force; empty where nothing is, undefined where it is not known. */
function statusOf(body: TerraformFields): TerraformFields | undefined {
  const { status } = body;
  if (holdsHidden(status) && !Array.isArray(status)) return undefined;
  return fieldsOf(fieldBlocks(body, "status")[0]);
}

function part(change: ResourceChange): readonly Observation[] {
  const { address, type, before, after } = change;
  if (isSame(before, after)) return [];
  const isProject = CLOSES.get(type) !== undefined;
  const body = after ?? before ?? {};
  const subject = textAt(body, "perimeter_name") ?? textAt(body, "perimeter") ?? address;
  const what = isProject
    ? phrase`project ${textAt(body, "resource") ?? "not known yet"}`
    : phrase`the ${own(type.includes("ingress") ? "ingress" : "egress")} policy ${address}`;
  const see = seeing(subject, address);
  const id = `${type.slice(PREFIX.length)} ${isProject ? (textAt(body, "resource") ?? address) : address}`;
  if (before !== undefined && after !== undefined) {
    const summary = phrase`${what} of service perimeter ${subject} changes: it may let more through`;
    return [see("unknown", `${id} changed`, summary)];
  }
  const isGone = after === undefined;
  const effect = isGone === isProject ? "widened" : "narrowed";
  const summary = phrase`service perimeter ${subject} ${own(isGone ? "loses" : "gets")} ${what}`;
  return [see(effect, `${id} ${isGone ? "gone" : "new"}`, summary)];
}

function unknownSet({ address, type, before, after }: ResourceChange): Observation {
  const name = nameOf(after ?? before, address);
  const set = type.slice(PREFIX.length);
  const word = wordOf(before, after);
  const what = phrase`${own(set.replaceAll("_", " "))} ${name} is ${own(word)}`;
  const summary = phrase`${what}: who gets through a service perimeter by that cannot be seen`;
  return seeing(name, address)("unknown", `${set} ${word}`, summary);
}

function wordOf(before: TerraformFields | undefined, after: TerraformFields | undefined): string {
  if (before === undefined) return "new";
  return after === undefined ? "gone" : "changed";
}
