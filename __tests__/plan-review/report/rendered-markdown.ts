import MarkdownIt from "markdown-it";
import { CANARY } from "./formats-reviews";

export const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.tlds("example", true);
const OWN_HTML =
  /^(?:<details><summary>[A-Za-z0-9, ]+<\/summary>|<\/details>|<!-- private-pypi review [0-9a-f]{32} -->)$/;
const OWN_SIGNS = /[🔴🟠🟡🟢⚪·…→]/gu;

/** What a reader would see that is not as it should be, after the Markdown is rendered. */
export function problems(text: string): readonly string[] {
  const found: string[] = [];
  const tokens = markdown.parse(text, {});
  let cells: number | undefined;
  let columns = 0;
  for (const token of tokens) {
    if (token.type === "html_block") {
      found.push(
        ...token.content
          .split("\n")
          .filter((line) => line !== "" && !OWN_HTML.test(line))
          .map((line) => `html ${line}`),
      );
    }
    if (token.type === "fence" && !["text", "diff", "mermaid"].includes(token.info)) found.push(`fence ${token.info}`);
    if (token.type === "code_block") found.push(`code ${token.content}`);
    if (token.type === "thead_open") columns = 0;
    if (token.type === "th_open") columns++;
    if (token.type === "tr_open") cells = 0;
    if (token.type === "td_open" && cells !== undefined) cells++;
    if (token.type === "tr_close" && cells !== 0 && cells !== columns)
      found.push(`${String(cells)} cells of ${columns}`);
    for (const child of token.children ?? []) {
      if (!["text", "code_inline", "strong_open", "strong_close", "softbreak"].includes(child.type))
        found.push(`${child.type} ${child.content}`);
      if (child.type === "text" && child.content.includes(CANARY)) found.push(`text from outside: ${child.content}`);
      if (child.type === "code_inline" && !/^[\x20-\x7e…]+$/.test(child.content)) found.push(`code ${child.content}`);
    }
  }
  if (!/^[\x20-\x7e\n]*$/.test(text.replace(OWN_SIGNS, "")))
    found.push(
      "characters that are not printable: " +
        JSON.stringify(/.{0,80}[^\x20-\x7e\n].{0,20}/u.exec(text.replace(OWN_SIGNS, ""))?.[0]),
    );
  // markdown-it fills up short rows and drops cells of long ones, so the bars are counted too.
  for (const { map } of tokens.filter(({ type }) => type === "table_open")) {
    const bars = new Set(
      text
        .split("\n")
        .slice(...(map ?? []))
        .map((line) => line.split(/(?<!\\)\|/).length),
    );
    if (bars.size !== 1) found.push("a table with rows of different lengths");
  }
  return found;
}
