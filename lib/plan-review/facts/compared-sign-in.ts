import type { TerraformFields } from "../../terraform";
import { holdsHidden, isWord } from "../../terraform/resource-values";
import { atMost, ranked, safeWhenOff } from "../cards/setting";
import {
  blocksIn,
  type Body,
  comparedLimits,
  comparedRest,
  comparedStrength,
  comparedTexts,
  together,
  type Turn,
} from "./compared-parts";

const COMPARED = [
  ...["max_age", "method", "policy_type"].map((name) => `reauth_settings.${name}`),
  ...["enable", "domains"].map((name) => `allowed_domains_settings.${name}`),
  "cors_settings.allow_http_options",
];

/** Whether people prove who they are by a new log-in or by a second factor cannot be ranked. */
const FACTORS = ranked([["ENROLLED_SECOND_FACTORS"], ["SECURE_KEY"]], "");

/** A default is only for what is below and says nothing itself. */
const POLICIES = ranked([["DEFAULT"], ["MINIMUM"]], "");

/**
 * Who may log in through Identity-Aware Proxy, and for how long.
 *
 * @see https://cloud.google.com/iap/docs/configuring-reauth
 */
export function comparedSignIn(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map((body) => blocksIn(body, "access_settings"));
  if (was === undefined || is === undefined || holdsHidden([was, is])) return undefined;
  const [old, now] = [was[0] ?? {}, is[0] ?? {}];
  return together([
    comparedAgain(old, now),
    comparedDomains(old, now),
    comparedStrength(old, now, "cors_settings.allow_http_options", safeWhenOff(false)),
    comparedRest(old, now, COMPARED),
    comparedRest(before, after, ["access_settings"]),
  ]);
}

/** When people have to log in again: never, where nothing is said. */
function comparedAgain(was: TerraformFields, is: TerraformFields): Turn {
  const [old, now] = [was, is].map((body) => blocksIn(body, "reauth_settings"));
  const [one = {}, other = {}] = [old?.[0], now?.[0]];
  return comparedLimits(old, now, () =>
    together([
      comparedStrength(one, other, "max_age", atMost(0)),
      comparedStrength(one, other, "method", FACTORS),
      comparedStrength(one, other, "policy_type", POLICIES),
    ]),
  );
}

/** Of which domains people have to be: of any, where that is off. */
function comparedDomains(was: TerraformFields, is: TerraformFields): Turn {
  const [old, now] = [was, is].map((body) =>
    blocksIn(body, "allowed_domains_settings")?.filter((one) => isWord(one, "enable", "true")),
  );
  const [one = {}, other = {}] = [old?.[0], now?.[0]];
  return comparedLimits(old, now, () => comparedTexts(one, other, "domains", "exceptions"));
}
