import fc from "fast-check";
import { Approvals } from "../../../lib/plan-review/report/approvals";
import type { Review } from "../../../lib/plan-review/finding";
import { formatMarkdown } from "../../../lib/plan-review/report/markdown";
import { codeSpan } from "../../../lib/plan-review/report/markdown-escaping";
import { anyText } from "../../support/any-text";
import { aChange, aFinding, aPlan, CANARY, HOSTILE, hostileReviews, reviewOf } from "./formats-reviews";
import { markdown, problems } from "./rendered-markdown";

const approvals = Approvals.none();
function everywhere(text: string): Review {
  const change = aChange({ repository: text, name: text, before: [text], after: [text], origins: [text] });
  return reviewOf(
    aPlan({
      name: text,
      verdict: "widened",
      packages: [change],
      findings: [aFinding({ key: text, address: text })],
      networks: [{ network: text, before: [text], after: [`${text}2`] }],
    }),
    aPlan({ name: `${text}b`, installs: [{ member: text, repository: text, before: false, after: true }] }),
  );
}

test("no text of a plan means anything to Markdown, is hidden, or leaves its place", () => {
  fc.assert(
    fc.property(hostileReviews, fc.option(fc.constantFrom(...HOSTILE), { nil: undefined }), (review, id) => {
      const text = formatMarkdown(review, { approvals, id });
      expect(problems(text)).toEqual([]);
      expect(text.split("\n", 1)[0]).toMatch(/^## \S+ (Opened|Widened|Unread|Narrowed|Unchanged): /);
      expect(text).toMatch(/\n<!-- private-pypi review [0-9a-f]{32} -->\n$/);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
    }),
    { numRuns: 150 },
  );
}, 120_000);

test.each(
  HOSTILE.map((text) => [
    Buffer.from(text.slice(0, 40))
      .toString("latin1")
      .replace(/[^\x20-\x7e]/g, "?"),
    text,
  ]),
)("%s stays what it is", (_, text) => {
  expect(problems(formatMarkdown(everywhere(`${CANARY}${text}`), { approvals }))).toEqual([]);
  expect(problems(formatMarkdown(everywhere(`${text}${CANARY}`), { approvals }))).toEqual([]);
  expect(problems(formatMarkdown(everywhere(text), { approvals }))).toEqual([]);
});

test("the check finds what it is for", () => {
  expect(problems("## x @team")).toEqual([]);
  for (const bad of [
    "a www.evil.example",
    "<b>",
    "[x](https://evil.example)",
    `${CANARY} out`,
    "| a | b |\n|---|---|\n| `x|y` | b |",
    "a \u202e b",
    "<!-- x -->",
    "*a*",
  ]) {
    expect([bad, problems(bad)]).not.toEqual([bad, []]);
  }
});

test("a code span shows every character of a text, however it is spelled", () => {
  const shownBy = (text: string) =>
    markdown.parseInline(codeSpan(text), {})[0]?.children?.map(({ type, content }) => [type, content]);
  expect(shownBy('google_x.a["b"]')).toEqual([["code_inline", 'google_x.a["b"]']]);
  expect(shownBy("a`b|c$d\u202e\n")).toEqual([["code_inline", "a\\u{60}b\\u{7c}c\\u{24}d\\u{202e}\\u{a}"]]);
  expect(shownBy("\\u{60}")).toEqual([["code_inline", "\\\\u{60}"]]);
  expect(shownBy("")).toEqual([["text", "(empty)"]]);
  expect(shownBy(" a ")).toEqual([["code_inline", "\\u{20}a\\u{20}"]]);
  expect(codeSpan("x".repeat(1_250))).toBe(`\`${"x".repeat(200)}…\` (1,050 more characters)`);
});

test("no two texts look the same", () => {
  fc.assert(
    fc.property(anyText({ maxLength: 20 }), anyText({ maxLength: 20 }), (one, other) => {
      fc.pre(one !== other && !one.includes("//") && !other.includes("//")); // credentials are taken out
      expect(codeSpan(one)).not.toBe(codeSpan(other));
    }),
  );
});
