import type { TerraformFields } from "../../terraform";
import { holdsHidden, isSame } from "../../terraform/resource-values";
import { OFTEN, safeWhenOff } from "../cards/setting";
import {
  blocksIn,
  type Body,
  comparedCondition,
  comparedLimits,
  comparedRest,
  comparedRules,
  comparedStrength,
  comparedTexts,
  reversed,
  together,
  type Turn,
} from "./compared-parts";

/** Which of two ways of asking, and what of a request, goes into a certificate: all of it where nothing is said. */
const PASSED_ON = [
  "allowed_issuance_modes.allow_csr_based_issuance",
  "allowed_issuance_modes.allow_config_based_issuance",
  "identity_constraints.allow_subject_passthrough",
  "identity_constraints.allow_subject_alt_names_passthrough",
];

const COMPARED = [
  ...PASSED_ON,
  "maximum_lifetime",
  "allowed_key_types",
  "passthrough_extensions.known_extensions",
  "passthrough_extensions.additional_extensions",
  ...["expression", "title", "description", "location"].map((name) => `identity_constraints.cel_expression.${name}`),
];

const OF_TEMPLATES = ["maximum_lifetime", "identity_constraints", "passthrough_extensions", "predefined_values"];

/**
 * Which certificates a pool issues: without a policy, all that are asked for. A pool that comes or goes issues none
 * yet, or any more.
 *
 * @see https://cloud.google.com/certificate-authority-service/docs/reference/rest/v1/projects.locations.caPools#IssuancePolicy
 */
export function comparedIssuance(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return "same";
  const [was, is] = [before, after].map((body) => blocksIn(body, "issuance_policy"));
  return comparedLimits(was, is, () => comparedLimitsOfRequests(was?.[0] ?? {}, is?.[0] ?? {}));
}

/** The same of a template, with what it says of itself. */
export function comparedTemplates(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const limits = (body: TerraformFields): TerraformFields =>
    Object.fromEntries(OF_TEMPLATES.map((name) => [name, body[name]]));
  return comparedLimitsOfRequests(limits(before), limits(after));
}

function comparedLimitsOfRequests(was: TerraformFields, is: TerraformFields): Turn {
  if (holdsHidden([was, is])) return undefined;
  return together([
    comparedStrength(was, is, "maximum_lifetime", OFTEN),
    ...PASSED_ON.map((path) => comparedStrength(was, is, path, safeWhenOff(true))),
    // What has to be so of a request limits what is issued, where a condition of a guard limits what is guarded.
    reversed(comparedCondition(was, is, "identity_constraints.cel_expression")),
    comparedKeyTypes(was, is),
    comparedExtensions(was, is),
    comparedRest(was, is, COMPARED),
  ]);
}

function comparedKeyTypes(was: TerraformFields, is: TerraformFields): Turn {
  const [old, now] = [was, is].map((body) => blocksIn(body, "allowed_key_types"));
  return comparedLimits(old, now, () =>
    reversed(comparedRules(old, now, (one, other) => comparedRest(one, other, []))),
  );
}

/** Without the block all extensions go in that somebody asks for. */
function comparedExtensions(was: TerraformFields, is: TerraformFields): Turn {
  const [old, now] = [was, is].map((body) => blocksIn(body, "passthrough_extensions"));
  const [one = {}, other = {}] = [old?.[0], now?.[0]];
  return comparedLimits(old, now, () =>
    together([
      comparedTexts(one, other, "known_extensions", "exceptions"),
      isSame(one.additional_extensions, other.additional_extensions) ? "same" : undefined,
    ]),
  );
}
