import { createHash } from "node:crypto";
import { type Approvals, approvalKey, RENEWAL } from "./approvals";
import { type Block, fitComment, type Section } from "./comment-parts";
import { named } from "../facts/downloadable-versions";
import {
  byEffect,
  type Finding,
  type NetworkChange,
  type PackageChange,
  type PlanReview,
  type Review,
} from "../finding";
import { type Gravity, headlineOf } from "./headline";
import { codeSpan, markdownPhrase } from "./markdown-escaping";
import { drawInstalls } from "./mermaid";
import { count, plain } from "../../text/untrusted-text";
import { type PackageRow, packageRows } from "./package-rows";
import {
  beforeAndAfter,
  type DifferenceSign,
  differences,
  label,
  matters,
  plansByWeight,
  sentences,
  subject,
} from "./wording";

/**
 * GitHub takes 65,536 characters, and does not say of which kind; bytes are never fewer, and there is room for what a
 * host adds.
 */
const LIMIT = 65_000;

/** How much stands open; the rest is folded. */
const MOST_FINDINGS = 15;
const MOST_PACKAGES = 25;

/** Up to 95 columns that end with a word, or a word that is longer. */
const WRAP = /\S.{0,94}(?=\s|$)|\S+/g;

const SIGNS: Readonly<Record<Gravity, string>> = {
  lost: "🔴",
  opened: "🔴",
  widened: "🟠",
  unknown: "🟠",
  unread: "🟡",
  narrowed: "🟢",
  changed: "⚪",
  unchanged: "⚪",
};

/** What a Markdown comment is made with, besides the review. */
export interface MarkdownOptions {
  readonly approvals: Approvals;

  /**
   * Tells this comment from others on the same pull request; its marker depends on nothing else.
   *
   * @default - the names of the plans
   */
  readonly id?: string;
}

/**
 * The review as a comment on a pull request: the verdict in the first line, a hidden marker in the last one. It is as
 * long as GitHub allows at most, and says what is left out.
 */
export function formatMarkdown(review: Review, { approvals, id }: MarkdownOptions): string {
  const plans = plansByWeight(review.plans);
  const sections = plans.length === 1 ? [] : [overview(plans, approvals)];
  const { words, gravity } = headlineOf(review);
  const opening = [`## ${SIGNS[gravity]} ${words[0]?.toUpperCase() ?? ""}${words.slice(1)}`, totals(review, approvals)];
  const ending = marker(id ?? JSON.stringify(review.plans.map(({ name }) => name).sort()));
  sections.push(stale(review, approvals), ...plans.map((plan) => section(plan, approvals, plans.length > 1)));
  return `${fitComment(opening.join("\n\n"), sections, ending, LIMIT)}\n`;
}

/**
 * The last line of the comment, by which it is found again: it holds a digest, so no id can end the HTML comment early.
 */
function marker(id: string): string {
  return `<!-- private-pypi review ${createHash("sha256").update(id).digest("hex").slice(0, 32)} -->`;
}

function totals({ plans }: Review, approvals: Approvals): string {
  const findings = plans.flatMap((plan) => plan.findings);
  const approved = findings.filter((finding) => approvals.cover(finding));
  const open = findings.filter((finding) => matters(finding) && !approvals.cover(finding));
  const parts = [
    count(plans.length, "plan"),
    count(plans.flatMap(({ packages }) => packages).length, "package change"),
    `**${count(open.length, "finding")} to look at** of ${findings.length.toLocaleString("en-US")}`,
    ...(approved.length > 0 ? [`${approved.length.toLocaleString("en-US")} approved by a person`] : []),
  ];
  return parts.join(" · ");
}

function overview(plans: readonly PlanReview[], approvals: Approvals): Section {
  const rows = plans.map(({ name, verdict, packages, findings }) => () => {
    const open = findings.filter((finding) => matters(finding) && !approvals.cover(finding));
    return (
      `| ${SIGNS[verdict]}&nbsp;${verdict} | ${codeSpan(name)} | ${packages.length.toLocaleString("en-US")} | ` +
      `${open.length.toLocaleString("en-US")} |`
    );
  });
  const head = "| verdict | plan | package changes | findings to look at |\n|---|---|---|---|";
  return { title: "", blocks: [{ weight: 0, head, items: rows, item: "plan" }] };
}

/** Approvals that are for nothing: they may have a slip in them, or outlive what they were for. */
function stale(review: Review, approvals: Approvals): Section {
  const items = approvals.unmatched(review).map(
    ({ key, line, isOutdated = false }) =>
      () =>
        `> - line ${line}: ${codeSpan(key)}${isOutdated ? ` ${RENEWAL}` : ""}`,
  );
  return {
    title: "",
    blocks: [
      { weight: 2, head: "> [!NOTE]\n> Approvals that match no finding:\n>", items, item: "unmatched approval" },
    ],
  };
}

function section(plan: PlanReview, approvals: Approvals, isOneOfMany: boolean): Section {
  const approved = plan.findings.filter((finding) => approvals.cover(finding));
  const open = byEffect(plan.findings.filter((finding) => !approvals.cover(finding)));
  const { told, others } = sentences(open, plan);
  const table = packageTable(byEffect(plan.packages));

  const blocks: Block[] = [
    {
      weight: 1,
      head: "> [!WARNING]",
      items: plan.notes.map((note) => () => `> - ${markdownPhrase(note)}`),
      item: "note",
    },
    { weight: 1, items: told.slice(0, MOST_FINDINGS).map(bullet), item: "finding" },
    { weight: 3, ...table, items: table.items.slice(0, MOST_PACKAGES) },
    ...plan.networks.map(network),
    ...installs(plan),
    folded(6, `${count(told.length - MOST_FINDINGS, "further finding")} to look at`, {
      items: told.slice(MOST_FINDINGS).map(bullet),
      item: "finding",
    }),
    folded(7, count(table.items.length - MOST_PACKAGES, "further package change"), {
      ...table,
      items: table.items.slice(MOST_PACKAGES),
    }),
    folded(8, count(others.length, "other finding"), { items: others.map(bullet), item: "finding" }),
    folded(10, `${count(approved.length, "finding")} approved by a person`, {
      items: approved.map(bullet),
      item: "approved finding",
    }),
    folded(9, "Keys, for the file of approvals", {
      head: "```text",
      items: open.map((finding) => () => approvalKey(finding)),
      tail: "```",
      item: "key",
    }),
  ];
  return { title: isOneOfMany ? `### ${SIGNS[plan.verdict]} ${codeSpan(plan.name)}: ${plan.verdict}` : "", blocks };
}

function folded(weight: number, summary: string, block: Omit<Block, "weight" | "end">): Block {
  const head = [`<details><summary>${summary}</summary>`, "", ...(block.head === undefined ? [] : [block.head])].join(
    "\n",
  );
  return { ...block, weight, head, end: "\n</details>" };
}

function bullet(finding: Finding): () => string {
  return () => {
    const place = finding.address === "" ? "" : ` · ${codeSpan(finding.address)}`;
    return `- ${SIGNS[finding.effect]} **${label(finding)}**: ${markdownPhrase(finding.summary)}${place}`;
  };
}

/** What can be downloaded before and after, with the places in lock files when the stack says any. */
function packageTable(packages: readonly PackageChange[]): Omit<Block, "weight"> {
  const haveOrigins = packages.some(({ origins = [] }) => origins.length > 0);
  const columns = ["", "package", "repository", "before", "after", ...(haveOrigins ? ["locked in"] : [])];
  const row = ({ change, repositories }: PackageRow): string => {
    const sides = beforeAndAfter(change).map(markdownPhrase);
    const origins = haveOrigins ? [markdownPhrase(named(change.origins ?? [], 3))] : [];
    const cells = [
      `${SIGNS[change.effect]}&nbsp;${change.effect}`,
      markdownPhrase(subject(change)),
      repositories.map(codeSpan).join(", "),
      ...sides,
      ...origins,
    ];
    return `| ${cells.join(" | ")} |`;
  };
  return {
    head: `| ${columns.join(" | ")} |\n|${"---|".repeat(columns.length)}`,
    items: packageRows(packages).map((one) => () => row(one)),
    item: "package change",
  };
}

/** GitHub shows "+" in green, and what is reached from now on is no good news by itself: "!" is orange. */
const DIFF_SIGNS: Readonly<Record<DifferenceSign, string>> = { "-": "-", "+": "!", " ": " " };

/** What of a network's reach changes; it is wrapped, since a code block would hide the ends of long lines. */
function network({ network: name, before, after }: NetworkChange): Block {
  const lines = differences(before, after);
  const changed = lines.filter(([sign]) => sign !== " ");
  const same = lines.length - changed.length;
  return {
    weight: 4,
    head:
      `What hosts of ${codeSpan(name)} ` +
      `reach${same > 0 ? `, besides what stays as it was (${count(same, "line")})` : ""}:\n\n\`\`\`diff`,
    items: changed.map(
      ([sign, text]) =>
        () =>
          wrapped(plain(text))
            .map((part, at) => `${DIFF_SIGNS[sign]} ${at === 0 ? "" : "  "}${part}`)
            .join("\n"),
    ),
    tail: "```",
    item: "network line",
  };
}

function wrapped(text: string): readonly string[] {
  return text.match(WRAP) ?? [text];
}

/** The picture stands or goes as a whole. */
function installs({ installs: paths }: PlanReview): readonly Block[] {
  const picture = drawInstalls(paths);
  if (picture === undefined) return [];
  const rest = picture.left > 0 ? `\n\n${count(picture.left, "more arrow")} left out of the picture.` : "";
  return [
    {
      weight: 5,
      items: [() => `Who may install from where:\n\n\`\`\`mermaid\n${picture.source}\n\`\`\`${rest}`],
      item: "picture",
    },
  ];
}
