import type { ResourceChange, TerraformFields } from "../../terraform";
import { fieldBlocks, fieldsOf } from "../../terraform/terraform-resources";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import { EVERYTHING, type PlanRule } from "../plan-rule";
import { holdsHidden, isSame, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

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
const LISTS = [
  { name: "restricted_services", opens: false, what: "service" },
  { name: "resources", opens: false, what: "project" },
  { name: "access_levels", opens: true, what: "access level" },
] as const;

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
  const base = { subject: where === "" ? address : where, address };
  if (is === "ALLOW")
    return [
      {
        ...base,
        substance: "ALLOW",
        effect: "widened",
        summary: phrase`remote repositories in ${base.subject} may now fetch from outside of their service perimeter`,
      },
    ];
  if (is === "DENY")
    return [
      {
        ...base,
        substance: "DENY",
        effect: "narrowed",
        summary: phrase`remote repositories in ${base.subject} may no longer fetch from outside of their service perimeter`,
      },
    ];
  return [
    {
      ...base,
      substance: "unknown",
      effect: "unknown",
      summary: phrase`whether remote repositories in ${base.subject} may fetch from outside of their service perimeter cannot be seen before the apply`,
    },
  ];
}

function perimeter(change: ResourceChange): readonly Observation[] {
  const { address, before, after } = change;
  const name = textAt(after ?? before ?? {}, "title") ?? nameOf(after ?? before, address);
  const see = (substance: string, effect: Effect, summary: Phrase): Observation => ({
    subject: name,
    substance,
    effect,
    address,
    summary,
  });
  const isBridge = textAt(after ?? before ?? {}, "perimeter_type") === "PERIMETER_TYPE_BRIDGE";
  const isNew = before === undefined;
  if (isBridge && (isNew || after === undefined)) {
    return [
      see(
        isNew ? "new bridge" : "bridge gone",
        isNew ? "widened" : "narrowed",
        phrase`a bridge between service perimeters, ${name}, ${own(isNew ? "is new: data passes between the projects in it" : "is gone: data no longer passes between the projects in it")}`,
      ),
    ];
  }
  if (before === undefined) {
    const status = statusOf(after ?? {});
    const isTried = status !== undefined && Object.keys(status).length === 0;
    return [
      isTried
        ? see("new, dry run", "changed", phrase`service perimeter ${name} is new as a dry run: it refuses nothing`)
        : see("new", "narrowed", phrase`service perimeter ${name} is new`),
    ];
  }
  if (after === undefined) {
    return [see("deleted", "widened", phrase`service perimeter ${name} is deleted: nothing keeps data in any more`)];
  }
  const [was, is] = [statusOf(before), statusOf(after)];
  if (is === undefined || was === undefined) {
    return isSame(before.status, after.status)
      ? []
      : [
          see(
            "unknown",
            "unknown",
            phrase`what service perimeter ${name} lets through cannot be seen before the apply`,
          ),
        ];
  }
  const [wasInForce, isInForce] = [was, is].map((body) => Object.keys(body).length > 0);
  if (wasInForce !== isInForce) {
    return [
      isInForce === true
        ? see(
            "enforced",
            "narrowed",
            phrase`service perimeter ${name} is enforced: what it only wrote to the logs before is refused from now on`,
          )
        : see(
            "no longer enforced",
            "widened",
            phrase`service perimeter ${name} is no longer enforced: it refuses nothing, and at most writes to the logs`,
          ),
    ];
  }
  const lists = LISTS.flatMap(({ name: list, opens: isOpening, what }) => {
    const opens = isBridge ? list === "resources" : isOpening;
    const [old, now] = [textsAt(was, list), textsAt(is, list)];
    if (old === undefined || now === undefined) {
      return isSame(was[list], is[list])
        ? []
        : [
            see(
              `${list} unknown`,
              "unknown",
              phrase`${own(what)}s of service perimeter ${name} cannot be seen before the apply`,
            ),
          ];
    }
    const [more, less] = [
      now.filter((one) => !old.includes(one)).sort(),
      old.filter((one) => !now.includes(one)).sort(),
    ];
    return [
      ...(more.length === 0
        ? []
        : [
            see(
              `${list} + ${more.join(" ")}`,
              opens ? "widened" : "narrowed",
              phrase`service perimeter ${name} gets ${own(what)} ${more}`,
            ),
          ]),
      ...(less.length === 0
        ? []
        : [
            see(
              `${list} - ${less.join(" ")}`,
              opens ? "narrowed" : "widened",
              phrase`service perimeter ${name} loses ${own(what)} ${less}`,
            ),
          ]),
    ];
  });
  return [
    ...lists,
    ...ways(was, is, "ingress", see, name),
    ...ways(was, is, "egress", see, name),
    ...accessible(was, is, see, name),
  ];
}

type See = (substance: string, effect: Effect, summary: Phrase) => Observation;

/** Policies through which something passes: a new one lets more through, as does one that says something else. */
function ways(
  was: TerraformFields,
  is: TerraformFields,
  direction: "ingress" | "egress",
  see: See,
  name: string,
): readonly Observation[] {
  const list = (body: TerraformFields): readonly TerraformFields[] => fieldBlocks(body, `${direction}_policies`);
  const [old, now] = [list(was), list(is)];
  const more = now.filter((one) => !old.some((other) => isSame(one, other)));
  const less = old.filter((one) => !now.some((other) => isSame(one, other)));
  const titles = (policies: readonly TerraformFields[]): string =>
    policies
      .map((one) => textAt(one, "title") ?? "without a title")
      .sort()
      .join(" ");
  return [
    ...(more.length === 0
      ? []
      : [
          see(
            `${direction} + ${titles(more)}`,
            more.some(holdsHidden) ? "unknown" : "widened",
            phrase`service perimeter ${name} gets ${more.length} new or changed ${own(direction)} policies, which let more through`,
          ),
        ]),
    ...(less.length > 0 && more.length === 0
      ? [
          see(
            `${direction} - ${titles(less)}`,
            "narrowed",
            phrase`service perimeter ${name} loses ${less.length} ${own(direction)} policies`,
          ),
        ]
      : []),
  ];
}

function accessible(was: TerraformFields, is: TerraformFields, see: See, name: string): readonly Observation[] {
  const [old, now] = [was.vpc_accessible_services, is.vpc_accessible_services];
  if (isSame(old, now)) return [];
  const limits = (body: TerraformFields): boolean =>
    valueAt(body, "vpc_accessible_services.enable_restriction") === true;
  if (!limits(was) && !limits(is) && !holdsHidden(now)) return [];
  if (limits(is) && !limits(was))
    return [
      see(
        "vpc services limited",
        "narrowed",
        phrase`service perimeter ${name} now limits which services its networks reach`,
      ),
    ];
  const services = (body: TerraformFields): readonly string[] | undefined =>
    textsAt(body, "vpc_accessible_services.allowed_services");
  const [before, after] = [services(was), services(is)];
  const isLess =
    limits(is) && after !== undefined && before !== undefined && after.every((one) => before.includes(one));
  return [
    isLess
      ? see("vpc services fewer", "narrowed", phrase`networks in service perimeter ${name} reach fewer services`)
      : see(
          `vpc services ${(after ?? ["unknown"]).toSorted().join(" ")}`,
          "widened",
          phrase`networks in service perimeter ${name} may reach more services`,
        ),
  ];
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
  const base = { subject, address };
  const id = `${type.slice(PREFIX.length)} ${isProject ? (textAt(body, "resource") ?? address) : address}`;
  if (before !== undefined && after !== undefined) {
    return [
      {
        ...base,
        substance: `${id} changed`,
        effect: "unknown",
        summary: phrase`${what} of service perimeter ${subject} changes: it may let more through`,
      },
    ];
  }
  const isGone = after === undefined;
  return [
    {
      ...base,
      substance: `${id} ${isGone ? "gone" : "new"}`,
      effect: isGone === isProject ? "widened" : "narrowed",
      summary: isGone
        ? phrase`service perimeter ${subject} loses ${what}`
        : phrase`service perimeter ${subject} gets ${what}`,
    },
  ];
}

function unknownSet({ address, type, before, after }: ResourceChange): Observation {
  const name = nameOf(after ?? before, address);
  const word = before === undefined ? "new" : after === undefined ? "gone" : "changed";
  return {
    subject: name,
    substance: `${type.slice(PREFIX.length)} ${word}`,
    effect: "unknown",
    address,
    summary: phrase`${own(type.slice(PREFIX.length).replaceAll("_", " "))} ${name} is ${own(word)}: who gets through a service perimeter by that cannot be seen`,
  };
}
