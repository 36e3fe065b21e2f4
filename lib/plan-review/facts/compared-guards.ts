import type { TerraformFields } from "../../terraform";
import { holdsHidden, isSame, isWord, textsAt, valueAt } from "../../terraform/resource-values";
import {
  blocksIn,
  type Body,
  comparedCondition,
  comparedRest,
  comparedRules,
  comparedTexts,
  reversed,
  together,
  type Turn,
} from "./compared-parts";

const DENIED = ["denied_principals", "denied_permissions", "exception_principals", "exception_permissions"].map(
  (name) => `deny_rule.${name}`,
);

/** @see https://cloud.google.com/iam/docs/deny-overview */
export function comparedDenyPolicies(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined || !isSame(before.parent, after.parent)) return undefined;
  return comparedRules(blocksIn(before, "rules"), blocksIn(after, "rules"), (was, is) =>
    together([
      comparedTexts(was, is, "deny_rule.denied_principals", "guards"),
      comparedTexts(was, is, "deny_rule.denied_permissions", "guards"),
      comparedTexts(was, is, "deny_rule.exception_principals", "exceptions"),
      comparedTexts(was, is, "deny_rule.exception_permissions", "exceptions"),
      comparedCondition(was, is, "deny_rule.denial_condition"),
      comparedRest(was, is, [...DENIED, "deny_rule.denial_condition", "description"]),
    ]),
  );
}

/** Each resource that a boundary names is one that identities reach. */
export function comparedAccessBoundaries(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map((body) => detailsOf(body));
  if (was === undefined || is === undefined) return undefined;
  if (comparedRest(was, is, ["rules"]) === undefined) return undefined;
  return reversed(
    comparedRules(blocksIn(was, "rules"), blocksIn(is, "rules"), (one, other) =>
      together([
        comparedTexts(one, other, "resources", "guards"),
        comparedRest(one, other, ["resources", "description"]),
      ]),
    ),
  );
}

function detailsOf(body: TerraformFields): TerraformFields | undefined {
  return blocksIn(body, "details")?.[0];
}

/** A boundary that is bound under a condition limits some alone. */
export function comparedBindings(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const isOther = ["target", "policy", "policy_kind"].some((field) => !isSame(before[field], after[field]));
  if (isOther) return undefined;
  const [was, is] = [before, after].map(({ condition }) => ({ condition }));
  const shown = ["condition.expression", "condition.title", "condition.description", "condition.location"];
  return together([comparedCondition(before, after, "condition"), comparedRest(was ?? {}, is ?? {}, shown)]);
}

export function comparedCustomConstraints(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const isOther = ["action_type", "condition", "name", "parent"].some((field) => !isSame(before[field], after[field]));
  if (isOther) return undefined;
  return together([
    comparedTexts(before, after, "method_types", "guards"),
    comparedTexts(before, after, "resource_types", "guards"),
  ]);
}

/** Policies that list what is allowed, or what is denied, with one rule for all that is below them. */
export function comparedOrganisationPolicies(before: Body, after: Body): Turn {
  if (after === undefined) return "less";
  const [was, is] = [before, after].map((body) => body && blocksIn(body, "spec")?.[0]);
  if (was === undefined || is === undefined || holdsHidden([was.rules, is.rules])) return undefined;
  if (comparedRest(was, is, ["rules", "etag", "update_time"]) === undefined) return undefined;
  const exempted = comparedExemptions(blocksIn(was, "rules") ?? [], blocksIn(is, "rules") ?? []);
  if (exempted !== undefined) return exempted;
  const [one, other] = [was, is].map((spec) => listsOf(blocksIn(spec, "rules") ?? []));
  return one === undefined || other === undefined ? undefined : comparedLists(one, other);
}

/** Rules with a condition that let through what the rule without one, which stays, forbids; undefined without them. */
function comparedExemptions(was: readonly TerraformFields[], is: readonly TerraformFields[]): Turn {
  const [exempted, exempts] = [was, is].map((rules) => rules.filter(isConditional));
  const [rest, stays] = [was, is].map((rules) => rules.filter((rule) => !isConditional(rule)));
  if (exempted === undefined || exempts === undefined || !isSame(rest, stays)) return undefined;
  if (![...exempted, ...exempts].every((rule) => isWord(rule, "enforce", "false") || isWord(rule, "allow_all", "true")))
    return undefined;
  if (exempted.length === 0 && exempts.length > 0) return "less";
  return exempted.length > 0 && exempts.length === 0 ? "more" : undefined;
}

function isConditional(rule: TerraformFields): boolean {
  return valueAt(rule, "condition") !== undefined;
}

/** The same of the older form. */
export function comparedOldOrganisationPolicies(before: Body, after: Body): Turn {
  if (after === undefined) return "less";
  const [was, is] = [before, after].map((body) => body && blocksIn(body, "list_policy")?.[0]);
  if (was === undefined || is === undefined || holdsHidden([was, is])) return undefined;
  const lists = (policy: TerraformFields): TerraformFields => ({
    allowed_values: textsAt(policy, "allow.values") ?? [],
    denied_values: textsAt(policy, "deny.values") ?? [],
  });
  const known = ["allow.values", "deny.values"];
  return comparedRest(was, is, known) === undefined ? undefined : comparedLists(lists(was), lists(is));
}

/** The lists of the one rule, where it has no condition and lists something. */
function listsOf(rules: readonly TerraformFields[]): TerraformFields | undefined {
  const [rule, ...more] = rules;
  if (rule === undefined || more.length > 0 || valueAt(rule, "condition") !== undefined) return undefined;
  if (comparedRest(rule, {}, ["values"]) === undefined || valueAt(rule, "values") === undefined) return undefined;
  return blocksIn(rule, "values")?.[0];
}

/** That a list comes or goes may mean either. */
function comparedLists(was: TerraformFields, is: TerraformFields): Turn {
  const paths = ["allowed_values", "denied_values"];
  if (paths.some((path) => (valueAt(was, path) === undefined) !== (valueAt(is, path) === undefined))) return undefined;
  return together([
    comparedTexts(was, is, "allowed_values", "exceptions"),
    comparedTexts(was, is, "denied_values", "guards"),
  ]);
}

/** A sink that leaves out more sends less; where it sends to, or what it looks for, may turn either way. */
export function comparedSinks(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const fields = ["destination", "filter", "include_children", "intercept_children"];
  if (fields.some((field) => !isSame(before[field], after[field]))) return undefined;
  const [was, is] = [before, after].map((body) => blocksIn(body, "exclusions")?.filter(isSwitchedOn));
  return reversed(
    comparedRules(was, is, (one, other) => comparedRest(one, other, ["name", "description", "disabled"])),
  );
}

function isSwitchedOn(block: TerraformFields): boolean {
  return !isWord(block, "disabled", "true");
}

/** Images that are listed are not checked. */
export function comparedAdmission(before: Body, after: Body): Turn {
  if (after === undefined) return "less";
  if (before === undefined) return undefined;
  if (
    ["cluster_admission_rules", "global_policy_evaluation_mode"].some((field) => !isSame(before[field], after[field]))
  )
    return undefined;
  const [was, is] = [before, after].map((body) => blocksIn(body, "admission_whitelist_patterns"));
  return reversed(comparedRules(was, is, (one, other) => comparedRest(one, other, [])));
}
