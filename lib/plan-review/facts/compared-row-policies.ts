import { comparedConditions } from "../../access/compared-conditions";
import { withLowerCaseMail } from "../../access/member";
import type { TerraformFields } from "../../terraform";
import { isSame, textAt, textsAt } from "../../terraform/resource-values";
import { type Body, comparedRest, comparedTexts, reversed, together, type Turn } from "./compared-parts";

/**
 * Which rows of a table are hidden from whom: more people, and a filter that lets more through, hide less.
 *
 * @see https://cloud.google.com/bigquery/docs/row-level-security-intro
 */
export function comparedRowPolicies(before: Body, after: Body): Turn {
  if (before === undefined || after === undefined) return undefined;
  const [was, is] = [before, after].map((body) => ({ grantees: textsAt(body, "grantees")?.map(withLowerCaseMail) }));
  const known = ["grantees", "filter_predicate"];
  return together([
    comparedTexts(was ?? {}, is ?? {}, "grantees", "exceptions"),
    comparedFilters(before, after),
    comparedRest(before, after, [...known, "creation_time", "last_modified_time", "etag"]),
  ]);
}

function comparedFilters(before: TerraformFields, after: TerraformFields): Turn {
  if (isSame(before.filter_predicate, after.filter_predicate)) return "same";
  const [was, is] = [before, after].map((body) => asCel(textAt(body, "filter_predicate")));
  return was === undefined || is === undefined ? undefined : reversed(comparedConditions([was], [is]));
}

/** What SQL says in another way than CEL, so that it is not taken apart: ranges, cases, comments, joined texts. */
const OTHERWISE = /\b(?:BETWEEN|CASE|SELECT)\b|--|\/\*|#|\|\||&&|''|""|\\|`/i;

const TEXT = /("[^"]*"|'[^']*')/;

/** A filter as a condition in CEL; undefined where it is more than comparisons with AND and OR. */
function asCel(filter: string | undefined): string | undefined {
  if (filter === undefined || OTHERWISE.test(filter)) return undefined;
  const parts = filter.split(TEXT).map((part) => (TEXT.test(part) ? part : wordsAsCel(part)));
  return parts.join("");
}

function wordsAsCel(words: string): string {
  return words
    .replace(/(?<![<>!=])=(?!=)/g, "==")
    .replace(/<>/g, "!=")
    .replace(/\bAND\b/gi, "&&")
    .replace(/\bOR\b/gi, "||")
    .replace(/\b(?:TRUE|FALSE)\b/gi, (word) => word.toLowerCase());
}
