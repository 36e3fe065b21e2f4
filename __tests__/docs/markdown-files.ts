import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The project's folder. */
export const ROOT = resolve(__dirname, "../..");

// Folders that hold no documents of this project.
const LEFT_OUT = new Set(["node_modules", "dist", "cdktf.out", "coverage", "fixtures"]);

/** A fenced block of a document. */
export interface CodeBlock {
  /** What stands after the opening fence. */
  readonly language: string;
  /** The line of the first line of code, from 1. */
  readonly line: number;
  readonly code: string;
}

/** A document of the project. */
export class MarkdownFile {
  public readonly text: string;

  /** @param path from the project's folder, with "/" */
  public constructor(public readonly path: string) {
    this.text = readFileSync(join(ROOT, path), "utf8");
  }

  public blocks(language: string): readonly CodeBlock[] {
    const fence = /^( *)```([^\n`]*)\n([\s\S]*?)^\1```[ \t]*$/gm;
    return [...this.text.matchAll(fence)]
      .map(({ 1: indent = "", 2: info = "", 3: code = "", index }) => ({
        language: info.trim(),
        line: this.text.slice(0, index).split("\n").length + 1,
        code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      }))
      .filter((block) => block.language === language);
  }

  /** The targets of links and pictures, without those in code. */
  public links(): readonly string[] {
    const prose = this.text.replaceAll(/^( *)```[\s\S]*?^\1```[ \t]*$/gm, "").replaceAll(/`[^`\n]*`/g, "code");
    const written = [/\]\(<?([^)>\s]+)>?(?: "[^"]*")?\)/g, /^\[[^\]]+\]: *(\S+)/gm, /\b(?:href|src|srcset)="([^"]*)"/g];
    return written.flatMap((form) => [...prose.matchAll(form)].map(([, target = ""]) => target));
  }

  /** The anchors of the headings, as GitHub makes them. */
  public anchors(): readonly string[] {
    return [...this.text.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = ""]) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  }

  /** The cells of the table that begins with a heading, below that heading. */
  public table(firstHeading: string): readonly (readonly string[])[] {
    const lines = this.text.split("\n").map((line) => line.trim());
    const start = lines.findIndex((line) => line.startsWith(`| ${firstHeading} |`));
    if (start < 0) throw new Error(`${this.path} has no table that begins with "${firstHeading}"`);
    const rows = lines.slice(start + 2);
    const end = rows.findIndex((line) => !line.startsWith("|"));
    return rows.slice(0, end < 0 ? undefined : end).map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
}

/** Every document of the project, sorted by path. */
export function markdownFiles(): readonly MarkdownFile[] {
  const below = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return LEFT_OUT.has(entry.name) || entry.name.startsWith(".") ? [] : below(path);
      return entry.name.endsWith(".md") ? [path] : [];
    });
  return below("")
    .map((path) => new MarkdownFile(path))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}
