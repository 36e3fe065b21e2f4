import fc from "fast-check";
import type { DownloadableVersions } from "../../../lib/plan-review/facts/downloadable-versions";
import {
  EFFECTS,
  type Finding,
  FINDING_KINDS,
  type PackageChange,
  type PlanReview,
  type Review,
  VERDICTS,
} from "../../../lib/plan-review/finding";
import { phrase } from "../../../lib/text/phrase";
import { anyText } from "../../support/any-text";

/** Stands in every hostile text, so that it can be found again in what is made of it. */
export const CANARY = "zq7x";

/**
 * What breaks out of a table, a code span, a fence or a comment; what links, mentions, refers, hides, runs or is long.
 */
export const HOSTILE: readonly string[] = [
  "`",
  "``",
  "```",
  "~~~",
  "|",
  "||",
  "\\|",
  "\\",
  "\n",
  "\r\n",
  "\u2028",
  "\n\n",
  "\n```\n",
  "\n| a | b |\n",
  "\n# ",
  "\n> [!NOTE]\n> ",
  "\n- ",
  "    ",
  "<!-- ",
  " -->",
  "<b>",
  "</details>",
  "</summary>",
  "<img src=x onerror=alert(1)>",
  "<script>",
  "&lt;",
  "&#64;",
  "&nbsp;",
  "@team",
  "@octocat ",
  "#1",
  "GH-1",
  "owner/repo#2",
  "a9993e364706816aba3e25717850c26c9cd0d89d",
  "https://evil.example/",
  "www.evil.example",
  "ada@example.com",
  "[x](https://evil.example)",
  "![x](https://evil.example)",
  "[x]: https://evil.example",
  "<https://evil.example>",
  "**",
  "__",
  "*",
  "_",
  "~~",
  "$`",
  "`$",
  "$$",
  ":smile:",
  "\u202e",
  "\u2066",
  "\u200b",
  "\u200d",
  "\ufeff",
  "\u0000",
  "\u001b[31m",
  "\u0007",
  "\u00ad",
  "\u{e0041}",
  "\u0430",
  "\ud800",
  "é",
  "😀",
  "%%{init: {}}%%",
  "%%",
  "click a href",
  '"]; click m0 "https://evil.example"',
  "fa:fa-car",
  "end",
  "subgraph",
  "#quot;",
  "#35;",
  "::",
  "-->",
  "linkStyle 0 stroke:red",
  " ",
  "",
  "'",
  '"',
  "x".repeat(5_000),
];

const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
      { weight: 1, arbitrary: anyText({ maxLength: 12 }) },
    ),
    { maxLength: 6 },
  )
  .chain((parts) => fc.nat(parts.length).map((at) => [...parts.slice(0, at), CANARY, ...parts.slice(at)].join("")));

const effects = fc.constantFrom(...EFFECTS);
const verdicts = fc.constantFrom(...VERDICTS);
const kinds = fc.constantFrom(...FINDING_KINDS);
const downloads: fc.Arbitrary<DownloadableVersions> = fc.oneof(
  fc.constantFrom("denied", "any", "unknown" as const),
  fc.array(hostile, { maxLength: 9 }),
);
const phrases = fc.oneof(
  hostile.map((text) => phrase`${text} can now upload to ${text}`),
  fc.array(hostile, { maxLength: 40 }).map((texts) => phrase`one of ${texts} [own](words) | <own> \`words\` * _ @own`),
);

const finding: fc.Arbitrary<Finding> = fc.record({
  key: hostile,
  rule: fc.constantFrom("access-grants", "network-paths", "unread"),
  kind: kinds,
  effect: effects,
  address: fc.oneof(hostile, fc.constant("")),
  summary: phrases,
  isDrift: fc.boolean(),
});
const packageChange: fc.Arbitrary<PackageChange> = fc.record(
  {
    key: hostile,
    repository: hostile,
    name: fc.oneof(hostile, fc.constant(null)),
    before: downloads,
    after: downloads,
    effect: effects,
    address: hostile,
    origins: fc.array(hostile, { maxLength: 5 }),
    reason: phrases,
  },
  { requiredKeys: ["key", "repository", "name", "before", "after", "effect", "address"] },
);
const lines = fc.array(hostile, { maxLength: 4 });
const plan: fc.Arbitrary<PlanReview> = fc.record({
  name: hostile,
  verdict: verdicts,
  packages: fc.array(packageChange, { maxLength: 30 }),
  findings: fc.array(finding, { maxLength: 20 }),
  networks: fc.array(fc.record({ network: hostile, before: lines, after: lines }), { maxLength: 2 }),
  installs: fc.array(
    fc.record({
      member: fc.oneof(
        hostile,
        hostile.map((text) => `user:${text}`),
      ),
      repository: hostile,
      before: fc.boolean(),
      after: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  unread: fc.array(
    fc.record({
      address: hostile,
      type: hostile,
      action: fc.constantFrom("new" as const, "changed" as const, "replaced" as const, "gone" as const),
      attributes: fc.array(hostile, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  notes: fc.array(phrases, { maxLength: 2 }),
});

/** Reviews in which every text that can come from a plan is hostile, and holds the canary. */
export const hostileReviews: fc.Arbitrary<Review> = fc.record({
  verdict: verdicts,
  plans: fc.array(plan, { maxLength: 4 }),
});

export function aFinding(rest: Partial<Finding> = {}): Finding {
  return {
    key: "access:member:repo:ada",
    rule: "access-grants",
    kind: "access",
    effect: "widened",
    address: "google_x.a",
    summary: phrase`${"ada"} can now read`,
    isDrift: false,
    ...rest,
  };
}

export function aChange(rest: Partial<PackageChange> = {}): PackageChange {
  return {
    key: "package-policy:repo:flask",
    repository: "repo",
    name: "flask",
    before: ["3.0.2"],
    after: ["3.0.3"],
    effect: "widened",
    address: "google_x.a",
    ...rest,
  };
}

export function aPlan(rest: Partial<PlanReview> = {}): PlanReview {
  return {
    name: "registry",
    verdict: "unchanged",
    packages: [],
    findings: [],
    networks: [],
    installs: [],
    unread: [],
    notes: [],
    ...rest,
  };
}

export function reviewOf(...plans: readonly PlanReview[]): Review {
  const verdict = VERDICTS.find((one) => plans.some((each) => each.verdict === one)) ?? "unchanged";
  return { verdict, plans };
}
