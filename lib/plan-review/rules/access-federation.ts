import type { ResourceChange, TerraformFields } from "../../terraform";
import { comparedConditions } from "../../access/compared-conditions";
import { type Observation, ruleOf, type See, seeing } from "../observation";
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
    readsMoved: true,
    finds: "providers of identities from outside that are new, trust somebody else, or lose or change their condition",
    reads: (type) => {
      if (POOLS.includes(type))
        return { paths: ["disabled", "access_restrictions", ...IDS], creation: true, deletion: true };
      const paths = ["disabled", "attribute_condition", ...IDS, ...TRUST];
      return PROVIDERS.includes(type) ? { paths, creation: true, deletion: true } : undefined;
    },
  },
  ({ changes }) =>
    changes.flatMap((change) =>
      change.isData || ![...POOLS, ...PROVIDERS].includes(change.type) ? [] : observations(change),
    ),
);

function observations({ address, type, before, after }: ResourceChange): readonly Observation[] {
  const body = after ?? before ?? {};
  const isPool = POOLS.includes(type);
  const name = nameOf(body) ?? address;
  const see = seeing(name, address);
  const what = phrase`${own(isPool ? "identity pool" : "identity provider")} ${name}`;
  const [wasOff, isNowOff] = [isOff(before), isOff(after)];
  if (isNowOff) return wasOff ? [] : [see("narrowed", "closed", phrase`${what} lets nobody in any more`)];
  if (!isPool)
    return [...conditionObservations(before, body, see, what), ...trustObservations(before, body, see, what)];
  // A pool without providers lets nobody in.
  if (before === undefined) return [];
  if (wasOff) return [see("widened", "enabled", phrase`${what} is switched on again`)];
  return restrictionObservations(before, body, see, what);
}

function nameOf(body: TerraformFields): string | undefined {
  const ids = ["workload_identity_pool_provider_id", "provider_id", "workload_identity_pool_id", "workforce_pool_id"];
  return ids.map((id) => textAt(body, id)).find((one) => one !== undefined);
}

function isOff(body: TerraformFields | undefined): boolean {
  return body === undefined || valueAt(body, "disabled") === true;
}

/**
 * What people of a workforce pool may sign in to.
 *
 * @see https://cloud.google.com/iam/docs/reference/rest/v1/locations.workforcePools#AccessRestrictions
 */
function restrictionObservations(
  before: TerraformFields,
  after: TerraformFields,
  see: See,
  what: Phrase,
): readonly Observation[] {
  if (isSame(before.access_restrictions, after.access_restrictions)) return [];
  const [was, is] = [restrictionsIn(before), restrictionsIn(after)];
  if (was === undefined || is === undefined) {
    const summary = phrase`what people of ${what} may sign in to cannot be seen before the apply`;
    return [see("unknown", "restrictions unknown", summary)];
  }
  const substance = `restrictions ${is.join(" ")}`.trim();
  if (letsMoreIn(was, is)) {
    const limits = is.length === 0 ? own("nothing") : phrase`${is}`;
    const summary = phrase`people of ${what} may sign in to more: it is now limited by ${limits}`;
    return [see("widened", substance, summary)];
  }
  const [kept, lost] = [is.every((one) => was.includes(one)), was.some((one) => !is.includes(one))];
  if (kept && !lost) return [];
  return [see("narrowed", substance, phrase`people of ${what} may sign in to less: ${is}`)];
}

function letsMoreIn(was: readonly string[], is: readonly string[]): boolean {
  const [wasListed, isListed] = [was, is].map((some) => some.filter((one) => one.startsWith(ONLY))) as [
    string[],
    string[],
  ];
  // Another service on a list lets more in; on a list that was empty, and let everything in, it lets less in.
  const more = wasListed.length > 0 && isListed.some((one) => !wasListed.includes(one));
  const unlimited = wasListed.length > 0 && isListed.length === 0;
  const signsIn = was.includes(NO_PROGRAMS) && !is.includes(NO_PROGRAMS);
  return [more, unlimited, signsIn].includes(true);
}

const ONLY = "only ";
const NO_PROGRAMS = "no programs";

/** Services, and whether programs may sign in; undefined where that cannot be seen. */
function restrictionsIn(body: TerraformFields): readonly string[] | undefined {
  const blocks = blocksAt(body, "access_restrictions");
  if (blocks === undefined || holdsHidden(body.access_restrictions)) return undefined;
  return blocks.flatMap((one) => [
    ...(blocksAt(one, "allowed_services") ?? []).map((service) => `${ONLY}${textAt(service, "domain") ?? ""}`),
    ...(isWord(one, "disable_programmatic_signin", "true") ? [NO_PROGRAMS] : []),
  ]);
}

function conditionObservations(
  before: TerraformFields | undefined,
  after: TerraformFields,
  see: See,
  what: Phrase,
): readonly Observation[] {
  const is = valueAt(after, CONDITION);
  const text = textAt(after, CONDITION);
  if (before === undefined || isOff(before)) return [opened(is !== undefined, text, see, what)];
  const was = valueAt(before, CONDITION);
  if (isSame(was, is)) return [];
  if (is === undefined) {
    const summary = phrase`${what} loses its condition: everybody whom its issuer knows is let in`;
    return [see("widened", "open", summary)];
  }
  if (text === undefined) {
    return [see("unknown", "condition unknown", phrase`the condition of ${what} cannot be seen before the apply`)];
  }
  if (was === undefined) return [see("narrowed", `only ${text}`, phrase`${what} lets in only when ${text}`)];
  const old = textAt(before, CONDITION);
  const turn = old === undefined ? undefined : comparedConditions([old], [text]);
  if (turn === "same") return [];
  if (turn === "less") return [see("narrowed", `only ${text}`, phrase`${what} lets in only when ${text}`)];
  const than = own(turn === "more" ? "which is more than before" : "which may be more than before");
  const summary = phrase`${what} now lets in when ${text}, ${than}`;
  return [see(turn === "more" ? "widened" : "unknown", `other ${text}`, summary)];
}

const CONDITION = "attribute_condition";
/** A provider that is new, or was switched off. */
function opened(hasCondition: boolean, text: string | undefined, see: See, what: Phrase): Observation {
  if (!hasCondition) {
    const summary = phrase`${what} is new and lets in everybody whom its issuer knows: it has no condition`;
    return see("widened", "open", summary);
  }
  const when = text === undefined ? own("under a condition that cannot be seen") : phrase`when ${text}`;
  return see("widened", `new ${text ?? "unknown"}`, phrase`${what} lets identities from outside in ${when}`);
}

function trustObservations(
  before: TerraformFields | undefined,
  after: TerraformFields,
  see: See,
  what: Phrase,
): readonly Observation[] {
  if (before === undefined) return [];
  return TRUST.filter((name) => !isSame(before[name], after[name])).map((name) => {
    const substance = `other ${name} ${textAt(after, `${name}.issuer_uri`) ?? ""}`.trim();
    const summary = phrase`${what} changes whom it trusts or how it names them (${own(name)}):
      who is let in by that cannot be seen`;
    return see("unknown", substance, summary);
  });
}
