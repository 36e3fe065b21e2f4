import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { Approvals } from "../../lib/plan-review/approvals";
import type { Review } from "../../lib/plan-review/finding";
import { formatMarkdown } from "../../lib/plan-review/markdown";
import { codeSpan } from "../../lib/plan-review/markdown-text";
import { aChange, aFinding, aPlan, CANARY, HOSTILE, hostileReviews, reviewOf } from "./formats-reviews";

const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.tlds("example", true);
const approvals = Approvals.none();
const OWN_HTML = /^(?:<details><summary>[A-Za-z0-9, ]+<\/summary>|<\/details>|<!-- private-pypi review [0-9a-f]{32} -->)$/;
const OWN_SIGNS = /[🔴🟠🟢⚪·…]/gu;

/** What a reader would see that is not as it should be, after the Markdown is rendered. */
function problems(text: string): readonly string[] {
  const found: string[] = [];
  const tokens = markdown.parse(text, {});
  let cells: number | undefined;
  let columns = 0;
  for (const token of tokens) {
    if (token.type === "html_block") {
      found.push(...token.content.split("\n").filter((line) => line !== "" && !OWN_HTML.test(line)).map((line) => `html ${line}`));
    }
    if (token.type === "fence" && !["text", "diff", "mermaid"].includes(token.info)) found.push(`fence ${token.info}`);
    if (token.type === "code_block") found.push(`code ${token.content}`);
    if (token.type === "thead_open") columns = 0;
    if (token.type === "th_open") columns++;
    if (token.type === "tr_open") cells = 0;
    if (token.type === "td_open" && cells !== undefined) cells++;
    if (token.type === "tr_close" && cells !== 0 && cells !== columns) found.push(`${String(cells)} cells of ${columns}`);
    for (const child of token.children ?? []) {
      if (!["text", "code_inline", "strong_open", "strong_close", "softbreak"].includes(child.type)) found.push(`${child.type} ${child.content}`);
      if (child.type === "text" && child.content.includes(CANARY)) found.push(`text from outside: ${child.content}`);
      if (child.type === "code_inline" && !/^[\x20-\x7e…]+$/.test(child.content)) found.push(`code ${child.content}`);
    }
  }
  if (!/^[\x20-\x7e\n]*$/.test(text.replace(OWN_SIGNS, ""))) found.push("characters that are not printable");
  // markdown-it fills up short rows and drops cells of long ones, so the bars are counted too.
  for (const { map } of tokens.filter(({ type }) => type === "table_open")) {
    const bars = new Set(text.split("\n").slice(...(map ?? [])).map((line) => line.split(/(?<!\\)\|/).length));
    if (bars.size !== 1) found.push("a table with rows of different lengths");
  }
  return found;
}

function everywhere(text: string): Review {
  const change = aChange({ repository: text, name: text, before: [text], after: [text], origins: [text] });
  return reviewOf(
    aPlan({ name: text, verdict: "widened", packages: [change], findings: [aFinding({ key: text, address: text })], networks: [{ network: text, before: [text], after: [`${text}2`] }] }),
    aPlan({ name: `${text}b`, installs: [{ member: text, repository: text, before: false, after: true }] }),
  );
}

test("no text of a plan means anything to Markdown, is hidden, or leaves its place", () => {
  fc.assert(
    fc.property(hostileReviews, fc.option(fc.constantFrom(...HOSTILE), { nil: undefined }), (review, id) => {
      const text = formatMarkdown(review, { approvals, id });
      expect(problems(text)).toEqual([]);
      expect(text.split("\n", 1)[0]).toMatch(/^## \S+ (Opened|Widened|Narrowed|Unchanged): /);
      expect(text).toMatch(/\n<!-- private-pypi review [0-9a-f]{32} -->\n$/);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
    }),
    { numRuns: 150 },
  );
}, 120_000);

test.each(HOSTILE.map((text) => [Buffer.from(text.slice(0, 40)).toString("latin1").replace(/[^\x20-\x7e]/g, "?"), text]))("%s stays what it is", (_, text) => {
  expect(problems(formatMarkdown(everywhere(`${CANARY}${text}`), { approvals }))).toEqual([]);
  expect(problems(formatMarkdown(everywhere(`${text}${CANARY}`), { approvals }))).toEqual([]);
  expect(problems(formatMarkdown(everywhere(text), { approvals }))).toEqual([]);
});

test("the check finds what it is for", () => {
  expect(problems("## x @team")).toEqual([]);
  for (const bad of ["a www.evil.example", "<b>", "[x](https://evil.example)", `${CANARY} out`, "| a | b |\n|---|---|\n| `x|y` | b |", "a \u202e b", "<!-- x -->", "*a*"]) {
    expect([bad, problems(bad)]).not.toEqual([bad, []]);
  }
});

test("a code span shows every character of a text, however it is spelled", () => {
  const shownBy = (text: string) => markdown.parseInline(codeSpan(text), {})[0]?.children?.map(({ type, content }) => [type, content]);
  expect(shownBy('google_x.a["b"]')).toEqual([["code_inline", 'google_x.a["b"]']]);
  expect(shownBy("a`b|c$d\u202e\n")).toEqual([["code_inline", "a\\u{60}b\\u{7c}c\\u{24}d\\u{202e}\\u{a}"]]);
  expect(shownBy("\\u{60}")).toEqual([["code_inline", "\\\\u{60}"]]);
  expect(shownBy("")).toEqual([["text", "(empty)"]]);
  expect(shownBy(" a ")).toEqual([["code_inline", "\\u{20}a\\u{20}"]]);
  expect(codeSpan("x".repeat(1_250))).toBe(`\`${"x".repeat(200)}…\` (1,050 more characters)`);
});

test("no two texts look the same", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), fc.string({ unit: "binary", maxLength: 20 }), (one, other) => {
      fc.pre(one !== other && !one.includes("//") && !other.includes("//")); // credentials are taken out
      expect(codeSpan(one)).not.toBe(codeSpan(other));
    }),
  );
});
