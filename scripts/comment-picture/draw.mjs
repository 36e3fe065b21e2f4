// Draws a review comment as GitHub shows it: node draw.mjs COMMENT.md PICTURE.png light|dark
// It needs a Chromium on the path, or its path in CHROMIUM.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import MarkdownIt from "markdown-it";

const WIDTH = 900;
const [comment, picture, theme = "light"] = process.argv.slice(2);
if (comment === undefined || picture === undefined || !["light", "dark"].includes(theme)) {
  console.error("usage: node draw.mjs COMMENT.md PICTURE.png light|dark");
  process.exit(2);
}

const { resolve: find } = createRequire(import.meta.url);
const modules = (name) => pathToFileURL(find(name)).href;

/** GitHub's classes for the lines of a difference. */
const CHANGED = { "+": "pl-mi1", "-": "pl-md", "!": "pl-mc" };

/** With GitHub's own additions: alerts, coloured differences, and Mermaid in place of its source. */
function render(markdown) {
  const md = new MarkdownIt({ html: true, linkify: true });
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, at, ...rest) => {
    const { info, content } = tokens[at];
    const text = md.utils.escapeHtml(content);
    if (info === "mermaid") return `<pre class="mermaid">${text}</pre>`;
    if (info !== "diff") return fence(tokens, at, ...rest);
    const lines = text.replace(/^([-+!]).*$/gm, (line, sign) => `<span class="${CHANGED[sign]}">${line}</span>`);
    return `<div class="highlight"><pre>${lines}</pre></div>`;
  };
  return md.render(markdown).replace(/<blockquote>\s*<p>\[!(NOTE|WARNING|CAUTION)\]\n?/g, (_, kind) => {
    const name = kind.toLowerCase();
    const title = `<p class="markdown-alert-title">${name[0].toUpperCase()}${name.slice(1)}</p>`;
    return `<blockquote class="markdown-alert markdown-alert-${name}">${title}<p>`;
  });
}

const page = `<!doctype html><meta charset="utf-8">
<link rel="stylesheet" href="${modules(`github-markdown-css/github-markdown-${theme}.css`)}">
<style>
  body { margin: 0 }
  .markdown-body { padding: 24px; width: ${WIDTH - 48}px }
  pre.mermaid { text-align: center }
</style>
<article class="markdown-body">${render(readFileSync(comment, "utf8"))}</article>
<script src="${modules("mermaid/dist/mermaid.min.js")}"></script>
<script>
  const theme = ${JSON.stringify(theme === "dark" ? "dark" : "default")};
  mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme });
  mermaid.run().finally(() => {
    document.title = String(Math.ceil(document.querySelector("article").getBoundingClientRect().height));
  });
</script>`;

const folder = mkdtempSync(join(tmpdir(), "comment-"));
try {
  const file = join(folder, "page.html");
  writeFileSync(file, page);
  const browse = (height, ...what) =>
    execFileSync(
      process.env.CHROMIUM ?? "chromium",
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--allow-file-access-from-files",
        "--virtual-time-budget=20000",
        `--user-data-dir=${join(folder, "profile")}`,
        `--window-size=${WIDTH},${height}`,
        ...what,
        pathToFileURL(file).href,
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 },
    );
  const height = /<title>(\d+)<\/title>/.exec(browse(800, "--dump-dom"))?.[1];
  if (height === undefined) throw new Error("the page did not come to its end");
  browse(height, `--screenshot=${resolve(picture)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
