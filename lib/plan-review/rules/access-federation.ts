import type { TerraformFields } from "../../terraform";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { blocksAt, holdsHidden, isSame, isWord, textAt, valueAt } from "../../terraform/resource-values";

const POOLS = ["google_iam_workload_identity_pool", "google_iam_workforce_pool"];
const PROVIDERS = ["google_iam_workload_identity_pool_provider", "google_iam_workforce_pool_provider"];

const IDS = ["workload_identity_pool_id", "workload_identity_pool_provider_id", "workforce_pool_id", "provider_id"];

/** Whom a provider trusts, and how it names what comes in. */
const TRUST = ["oidc", "saml", "aws", "x509", "attribute_mapping", "workload_identity_pool_id", "workforce_pool_id"];

/**
 * Which identities from outside of Google are let in.
 *
 * @see https://cloud.google.com/iam/docs/workload-identity-federation#conditions
 */
export const accessFederationRule: PlanRule = ruleOf(
  {
    id: "access-federation",
    kind: "access",
    finds: "providers of identities from outside that are new, trust somebody else, or lose or change their condition",
    reads: (type) => {
      if (POOLS.includes(type))
        return { paths: ["disabled", "access_restrictions", ...IDS], creation: true, deletion: true };
      const paths = ["disabled", "attribute_condition", ...IDS, ...TRUST];
      return PROVIDERS.includes(type) ? { paths, creation: true, deletion: true } : undefined;
    },
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const { address, type, before, after } = change;
      if (change.isData || ![...POOLS, ...PROVIDERS].includes(type)) return [];
      const body = after ?? before ?? {};
      const name =
        textAt(body, "workload_identity_pool_provider_id") ??
        textAt(body, "provider_id") ??
        textAt(body, "workload_identity_pool_id") ??
        address;
      const base = { subject: name, address };
      const what = phrase`${own(POOLS.includes(type) ? "identity pool" : "identity provider")} ${name}`;
      const off = (one: TerraformFields | undefined): boolean => one === undefined || valueAt(one, "disabled") === true;
      if (off(before) && off(after)) return [];
      if (off(after)) {
        return [{ ...base, substance: "closed", effect: "narrowed", summary: phrase`${what} lets nobody in any more` }];
      }
      // A pool without providers lets nobody in.
      if (POOLS.includes(type) && before === undefined) return [];
      if (POOLS.includes(type) && off(before))
        return [{ ...base, substance: "enabled", effect: "widened", summary: phrase`${what} is switched on again` }];
      if (POOLS.includes(type)) return restrictionObservations(before ?? {}, body, base, what);
      return [...conditionObservations(before, body, base, what), ...trustObservations(before, body, base, what)];
    }),
);

/**
 * What people of a workforce pool may sign in to.
 *
 * @see https://cloud.google.com/iam/docs/reference/rest/v1/locations.workforcePools#AccessRestrictions
 */
function restrictionObservations(
  before: TerraformFields,
  after: TerraformFields,
  base: Pick<Observation, "subject" | "address">,
  what: Phrase,
): readonly Observation[] {
  if (isSame(before.access_restrictions, after.access_restrictions)) return [];
  const [was, is] = [restrictionsIn(before), restrictionsIn(after)];
  if (was === undefined || is === undefined) {
    const summary = phrase`what people of ${what} may sign in to cannot be seen before the apply`;
    return [{ ...base, substance: "restrictions unknown", effect: "unknown", summary }];
  }
  const [kept, lost] = [is.every((one) => was.includes(one)), was.some((one) => !is.includes(one))];
  const limitsAll = (restrictions: readonly string[]): boolean => restrictions.some((one) => one.startsWith("only "));
  // Another service on a list lets more in; on a list that was empty, and let everything in, it lets less in.
  const more = is.filter((one) => one.startsWith("only ") && !was.includes(one)).length > 0 && limitsAll(was);
  const unlimited = limitsAll(was) && !limitsAll(is);
  const signsIn = was.includes("no programs") && !is.includes("no programs");
  const substance = `restrictions ${is.join(" ")}`.trim();
  if (more || unlimited || signsIn) {
    const summary = phrase`people of ${what} may sign in to more: it is now limited by ${is.length === 0 ? "nothing" : is}`;
    return [{ ...base, substance, effect: "widened", summary }];
  }
  const summary = phrase`people of ${what} may sign in to less: ${is}`;
  return kept && !lost ? [] : [{ ...base, substance, effect: "narrowed", summary }];
}

/** Services, and whether programs may sign in; undefined where that cannot be seen. */
function restrictionsIn(body: TerraformFields): readonly string[] | undefined {
  const blocks = blocksAt(body, "access_restrictions");
  if (blocks === undefined || holdsHidden(body.access_restrictions)) return undefined;
  return blocks.flatMap((one) => [
    ...(blocksAt(one, "allowed_services") ?? []).map((service) => `only ${textAt(service, "domain") ?? ""}`),
    ...(isWord(one, "disable_programmatic_signin", "true") ? ["no programs"] : []),
  ]);
}

function conditionObservations(
  before: TerraformFields | undefined,
  after: TerraformFields,
  base: Pick<Observation, "subject" | "address">,
  what: ReturnType<typeof phrase>,
): readonly Observation[] {
  const is = valueAt(after, "attribute_condition");
  const text = textAt(after, "attribute_condition");
  if (before === undefined || valueAt(before, "disabled") === true) {
    if (is === undefined)
      return [
        {
          ...base,
          substance: "open",
          effect: "widened",
          summary: phrase`${what} is new and lets in everybody whom its issuer knows: it has no condition`,
        },
      ];
    const when = text === undefined ? own("under a condition that cannot be seen") : phrase`when ${text}`;
    return [
      {
        ...base,
        substance: `new ${text ?? "unknown"}`,
        effect: "widened",
        summary: phrase`${what} lets identities from outside in ${when}`,
      },
    ];
  }
  const was = valueAt(before, "attribute_condition");
  if ((is === undefined && was === undefined) || isSame(was, is)) return [];
  if (is === undefined)
    return [
      {
        ...base,
        substance: "open",
        effect: "widened",
        summary: phrase`${what} loses its condition: everybody whom its issuer knows is let in`,
      },
    ];
  if (text === undefined)
    return [
      {
        ...base,
        substance: "condition unknown",
        effect: "unknown",
        summary: phrase`the condition of ${what} cannot be seen before the apply`,
      },
    ];
  if (was === undefined)
    return [
      { ...base, substance: `only ${text}`, effect: "narrowed", summary: phrase`${what} lets in only when ${text}` },
    ];
  return [
    {
      ...base,
      substance: `other ${text}`,
      effect: "unknown",
      summary: phrase`${what} now lets in when ${text}, which may be more than before`,
    },
  ];
}

function trustObservations(
  before: TerraformFields | undefined,
  after: TerraformFields,
  base: Pick<Observation, "subject" | "address">,
  what: ReturnType<typeof phrase>,
): readonly Observation[] {
  if (before === undefined) return [];
  return TRUST.filter((name) => !isSame(before[name], after[name])).map((name) => ({
    ...base,
    substance: `other ${name} ${textAt(after, `${name}.issuer_uri`) ?? ""}`.trim(),
    effect: "unknown",
    summary: phrase`${what} changes whom it trusts or how it names them (${own(name)}): who is let in by that cannot be seen`,
  }));
}
