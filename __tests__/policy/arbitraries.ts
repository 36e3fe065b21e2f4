import { celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import fc from "fast-check";

import { DownloadRule, type DownloadRuleFields } from "../../lib/policy";
import { anyText } from "../support/any-text";

const number = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 20_250_101 })).map(String);

/** Versions in PEP 440 normal form. */
export const version = fc
  .record({
    epoch: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 6, nil: undefined }),
    release: fc.array(number, { minLength: 1, maxLength: 4 }),
    pre: fc.option(fc.tuple(fc.constantFrom("a", "b", "rc"), number), { freq: 3, nil: undefined }),
    post: fc.option(number, { freq: 4, nil: undefined }),
    dev: fc.option(number, { freq: 4, nil: undefined }),
    local: fc.option(fc.constantFrom("cpu", "cu121", "ubuntu.1", "1.abc"), { freq: 6, nil: undefined }),
  })
  .map(
    ({ epoch, release, pre, post, dev, local }) =>
      (epoch === undefined ? "" : `${epoch}!`) +
      release.join(".") +
      (pre?.join("") ?? "") +
      (post === undefined ? "" : `.post${post}`) +
      (dev === undefined ? "" : `.dev${dev}`) +
      (local === undefined ? "" : `+${local}`),
  );

/** Few versions, so that rules and questions meet. */
export const fewVersions = fc.constantFrom("1.0", "1.0.0", "1.0rc1", "2.0", "10.0", "2.0+cpu", "1!1.0");

/** Text that means to break out of a string, or to look like a version that it is not. */
export const hostile = fc.oneof(
  fc.constantFrom(
    '1.0" || "1" == "1',
    "1.0' || true || '",
    '1.0\\" || true',
    "1.0\\",
    "${path.module}",
    "%{ if true }1.0%{ endif }",
    "1.0\n",
    " 1.0",
    "v1.0",
    "1.0.RC1",
    "01.0",
    "1.0\u0000",
    "１.０",
    "1.*",
    "",
    "*",
    "__proto__",
    "constructor",
  ),
  fc.string({ unit: "grapheme" }),
  anyText(),
);

/** Texts near a version: what a comparison that is not exact would take for it. */
export function near(text: string): readonly string[] {
  return [text, `${text}.0`, `v${text}`, text.toUpperCase(), ` ${text}`, text.slice(0, -1), `${text}0`, `0${text}`];
}

/** What an independent implementation of CEL makes of an expression; undefined for an error or what is not a bool. */
export function celEvaluator(expression: string): (versionId: string) => boolean | undefined {
  let run: ReturnType<typeof plan>;
  try {
    run = plan(celEnv(), parse(expression));
  } catch {
    return () => undefined;
  }
  return (id) => {
    const result = run({ pkg: { version: { id } } });
    return isCelError(result) || typeof result !== "boolean" ? undefined : result;
  };
}

export const NAMES = ["six", "numpy", "flask"] as const;

/** What a rule may hold once everything about it is known. */
export const knownFields: fc.Arbitrary<Omit<DownloadRuleFields, "ruleId">> = fc.record({
  action: fc.constantFrom("ALLOW", "DENY"),
  operation: fc.constant("DOWNLOAD"),
  packageId: fc.constantFrom(...NAMES, ""),
  condition: fc.option(
    fc
      .array(fewVersions, { minLength: 1, maxLength: 3 })
      .map((versions) => versions.map((one) => `pkg.version.id == "${one}"`).join(" || ")),
    { nil: undefined },
  ),
});

/** At most one rule per package and one for the repository, as the service has it. */
export const soundFields = fc
  .uniqueArray(knownFields, { selector: ({ packageId }) => packageId, maxLength: 4 })
  .map((all) => all.map((fields, index): DownloadRuleFields => ({ ...fields, ruleId: `rule-${index}` })));

export function toRules(fields: readonly DownloadRuleFields[]): DownloadRule[] {
  return fields.map((one) => DownloadRule.fromFields(one));
}
