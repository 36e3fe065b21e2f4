import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { quote } from "../text/quoting";

/** Which pushes are built: exactly one of the two. */
export interface GitRefOptions {
  /** A regular expression for names of branches, anchored: `^main$`. @default - none */
  readonly branch?: string;
  /** A regular expression for names of tags, anchored: `^v[0-9]+\.[0-9]+\.[0-9]+$`. @default - none */
  readonly tag?: string;
}

/** What RE2 has not: looking around, and references to groups. @see https://github.com/google/re2/wiki/Syntax */
const NOT_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]/;

/** Names that have nothing in common. */
const UNLIKE = ["main", "x", "7", "fix/Some_thing-1.2"];

/** The pushes to a Git repository that are built. */
export class GitRef {
  /** @throws ValidationError when it is not one anchored expression that RE2 takes */
  public static of(options: GitRefOptions): GitRef {
    const { branch, tag } = Given.options("ref", options);
    const pattern = branch ?? tag;
    if (pattern === undefined || (branch !== undefined && tag !== undefined))
      throw new ValidationError(['ref: say either branch or tag, for example { tag: "^v[0-9]+\\\\.[0-9]+$" }']);
    const kind = branch === undefined ? "tag" : "branch";
    if (typeof pattern !== "string") throw new ValidationError([`${kind}: must be a text, such as "^main$"`]);
    const problem = problemOf(pattern);
    if (problem !== undefined) throw new ValidationError([`${kind} ${quote(pattern)}: ${problem}`]);
    return new GitRef(branch, tag);
  }

  private constructor(
    /** Undefined where tags are built. */
    public readonly branch?: string,
    /** Undefined where branches are built. */
    public readonly tag?: string,
  ) {}

  /** Whether whatever is pushed is built. @internal */
  public get _isAny(): boolean {
    const pattern = new RegExp(this.branch ?? this.tag ?? "", "u");
    return UNLIKE.every((name) => pattern.test(name));
  }
}

/** Whether a "|" stands outside of parentheses: what is beside it is not anchored. */
function hasOuterChoice(pattern: string): boolean {
  let depth = 0;
  for (const part of pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, "x")) {
    if (part === "(") depth += 1;
    if (part === ")") depth -= 1;
    if (part === "|" && depth === 0) return true;
  }
  return false;
}

function problemOf(pattern: string): string | undefined {
  if (!pattern.startsWith("^") || !pattern.endsWith("$") || pattern.endsWith("\\$"))
    return 'is looked for anywhere in a name, so that others match too; anchor it, as in "^main$"';
  if (hasOuterChoice(pattern))
    return 'has a "|" outside of parentheses, which the anchors do not hold for; write "^(?:a|b)$"';
  if (NOT_RE2.test(pattern)) return "looks around or refers back, which RE2 does not know; write it without";
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch {
    return "is no regular expression; correct it";
  }
}
