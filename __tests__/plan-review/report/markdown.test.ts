import { Approvals } from "../../../lib/plan-review/report/approvals";
import type { PlanReview } from "../../../lib/plan-review/finding";
import { formatMarkdown } from "../../../lib/plan-review/report/markdown";
import { phrase } from "../../../lib/text/phrase";
import { aChange, aFinding, aPlan, reviewOf } from "./formats-reviews";

const none = Approvals.none();
const opened = aFinding({
  key: "package-policy:repo:*:denied->any",
  kind: "package-policy",
  effect: "opened",
  summary: phrase`anything can be installed from ${"repo"}`,
});
const narrowed = aFinding({
  key: "access:narrowed",
  effect: "narrowed",
  summary: phrase`${"ada"} can no longer read`,
});

/** What a reader sees without unfolding anything. */
function unfolded(text: string): string {
  return text.replace(/<details>[^]*?<\/details>/g, "");
}

test("a review of one plan, whole", () => {
  const plan = aPlan({
    verdict: "opened",
    notes: [phrase`the plan is incomplete`],
    packages: [
      aChange({ origins: ["requirements.lock:12"] }),
      aChange({
        name: null,
        before: "denied",
        after: "any",
        effect: "opened",
        reason: phrase`the DENY ${"a.b"} goes`,
      }),
      aChange({
        name: "kfp",
        before: ["2.0"],
        after: "denied",
        effect: "narrowed",
      }),
    ],
    findings: [
      narrowed,
      aFinding(),
      opened,
      aFinding({
        key: "loss:k",
        kind: "loss",
        effect: "changed",
        summary: phrase`the key ${"k"} is destroyed`,
        isDrift: true,
      }),
    ],
    networks: [
      {
        network: "private",
        before: ["Google APIs", "nothing else"],
        after: ["Google APIs", "any address"],
      },
    ],
    installs: [
      {
        member: "group:ml@example.com",
        repository: "repo",
        before: false,
        after: true,
      },
    ],
  });
  expect(formatMarkdown(reviewOf(plan), { approvals: none, id: "x" })).toBe(
    [
      "## 🔴 Opened: packages that nobody listed can be installed; 1 resource lost with what it holds",
      "",
      "1 plan · 3 package changes · **3 findings to look at** of 4",
      "",
      "> [!WARNING]",
      "> - the plan is incomplete",
      "",
      "- 🔴 **package-policy opened**: anything can be installed from `repo` · `google_x.a`",
      "- 🟠 **access widened**: `ada` can now read · `google_x.a`",
      "- ⚪ **loss, outside of Terraform**: the key `k` is destroyed · `google_x.a`",
      "",
      "|  | package | repository | before | after | locked in |",
      "|---|---|---|---|---|---|",
      "| 🔴&nbsp;opened | all packages that nobody listed | `repo` | denied | any version, the DENY `a.b` goes |  |",
      "| 🟠&nbsp;widened | `flask` | `repo` | `3.0.2` | `3.0.3` | `requirements.lock:12` |",
      "| 🟢&nbsp;narrowed | `kfp` | `repo` | `2.0` | denied |  |",
      "",
      "What hosts of `private` reach, besides what stays as it was (1 line):",
      "",
      "```diff",
      "- nothing else",
      "! any address",
      "```",
      "",
      "Who may install from where:",
      "",
      "```mermaid",
      "flowchart LR",
      '  m0(["group ml@example.com"])',
      '  r0[("repository repo")]',
      '  m0 == "may now install" ==> r0',
      "  linkStyle 0 stroke:#d1242f",
      "```",
      "",
      "<details><summary>1 other finding</summary>",
      "",
      "- 🟢 **access narrowed**: `ada` can no longer read · `google_x.a`",
      "",
      "</details>",
      "",
      "<details><summary>Keys, for the file of approvals</summary>",
      "",
      "```text",
      "package-policy:repo:*:denied->any",
      "access:member:repo:ada",
      "loss:k",
      "access:narrowed",
      "```",
      "",
      "</details>",
      "",
      "<!-- private-pypi review 2d711642b726b04401627ca9fbac32f5 -->",
      "",
    ].join("\n"),
  );
});

test("what is too much to stand open is folded, and counted in words", () => {
  const findings = Array.from({ length: 17 }, (_, at) => aFinding({ key: `access:${at}`, effect: "widened" }));
  const text = formatMarkdown(reviewOf(aPlan({ verdict: "widened", findings })), { approvals: Approvals.none() });
  expect(text).toContain("<details><summary>2 further findings to look at</summary>");
});

test("the verdict is the first line, and it is the true one whatever is approved", () => {
  const review = reviewOf(aPlan({ verdict: "opened", findings: [opened] }));
  const text = formatMarkdown(review, {
    approvals: Approvals.parse("package-policy:repo:*:denied->any", "approved.txt"),
  });
  expect(text).toMatch(/^## 🔴 Opened: /);
  expect(text).toContain("**0 findings to look at** of 1 · 1 approved by a person");
  expect(unfolded(text)).not.toContain("anything can be installed");
  expect(text).toContain(
    "<details><summary>1 finding approved by a person</summary>\n\n" +
      "- 🔴 **package-policy opened**: anything can be installed from `repo`",
  );
});

test("what gives nothing is folded, and listed packages have their table alone; drift of them has none", () => {
  const listed = aFinding({
    key: "package-policy:repo:flask:3",
    kind: "package-policy",
    summary: phrase`flask listed`,
  });
  const drift = aFinding({
    key: "package-policy:repo:drift:3",
    kind: "package-policy",
    summary: phrase`flask by hand`,
    isDrift: true,
  });
  const unknown = aFinding({
    key: "upstream:x",
    kind: "upstream",
    effect: "unknown",
    summary: phrase`source not known`,
  });
  const order = aFinding({
    key: "order:x",
    kind: "order",
    effect: "changed",
    summary: phrase`fails in the middle`,
  });
  const text = formatMarkdown(
    reviewOf(
      aPlan({
        verdict: "widened",
        packages: [aChange({ key: listed.key })],
        findings: [listed, narrowed, drift, unknown, order],
      }),
    ),
    { approvals: none },
  );
  expect(unfolded(text).match(/^- .*$/gm)).toEqual([
    "- 🟠 **package-policy widened, outside of Terraform**: flask by hand · `google_x.a`",
    "- 🟠 **upstream unknown**: source not known · `google_x.a`",
    "- ⚪ **order**: fails in the middle · `google_x.a`",
  ]);
  expect(text).toContain("1 other finding</summary>");
  expect(text).not.toContain("flask listed");
  const alone = formatMarkdown(reviewOf(aPlan({ verdict: "widened", findings: [listed] })), { approvals: none });
  expect(unfolded(alone)).toContain("flask listed");
});

test("every key can be copied from the comment", () => {
  const findings = [opened, narrowed, aFinding({ key: 'loss:google_x.a["`|$é"]' })];
  const text = formatMarkdown(reviewOf(aPlan({ findings })), {
    approvals: none,
  });
  const keys = /```text\n([^]*?)\n```/.exec(text)?.[1] ?? "";
  expect(keys.split("\n")).toHaveLength(3);
  const approvals = Approvals.parse(keys, "approved.txt");
  expect(findings.filter((finding) => approvals.cover(finding))).toEqual(findings);
});

test("long lists of versions say what is new and what is gone", () => {
  const versions = Array.from({ length: 300 }, (_, at) => `1.${at}`);
  const row = (before: readonly string[] | "denied", after: readonly string[] | "any") =>
    /^\| 🟠.*$/m.exec(
      formatMarkdown(reviewOf(aPlan({ packages: [aChange({ before, after })] })), { approvals: none }),
    )?.[0];
  expect(row(versions, [...versions.slice(1), "9.9"])).toBe(
    "| 🟠&nbsp;widened | `flask` | `repo` | 300 versions | 300 versions, new `9.9`, gone `1.0` |",
  );
  expect(row("denied", versions)).toBe(
    "| 🟠&nbsp;widened | `flask` | `repo` | denied | `1.0`, `1.1`, `1.2`, `1.3`, `1.4`, `1.5` and 294 more |",
  );
  expect(row(versions, "any")).toBe(
    "| 🟠&nbsp;widened | `flask` | `repo` | `1.0`, `1.1`, `1.2`, `1.3`, `1.4`, `1.5` and 294 more | any version |",
  );
  expect(row(["1.0"], versions)).toContain(
    "| 1 version | 300 versions, new `1.1`, `1.2`, `1.3`, `1.4`, `1.5`, `1.6` and 293 more |",
  );
});

test("several plans have an overview and a section each, the worst first, but for one that changes nothing", () => {
  const plans = [
    aPlan({ name: "a" }),
    aPlan({ name: "b", verdict: "widened", findings: [aFinding()] }),
    aPlan({ name: "c", verdict: "opened", findings: [opened] }),
  ];
  const text = formatMarkdown(reviewOf(...plans), { approvals: none });
  expect(text.match(/^### .*$/gm)).toEqual(["### 🔴 `c`: opened", "### 🟠 `b`: widened"]);
  expect(text.match(/^\| .*`[abc]`.*$/gm)).toEqual([
    "| 🔴&nbsp;opened | `c` | 0 | 1 |",
    "| 🟠&nbsp;widened | `b` | 0 | 1 |",
    "| ⚪&nbsp;unchanged | `a` | 0 | 0 |",
  ]);
});

test("the marker depends on the id, or on the names of the plans, and on nothing else", () => {
  const marker = (id: string | undefined, ...plans: readonly PlanReview[]) =>
    formatMarkdown(reviewOf(...plans), { approvals: none, id })
      .trimEnd()
      .split("\n")
      .at(-1);
  const [a, b] = [aPlan({ name: "a" }), aPlan({ name: "b", verdict: "opened", findings: [opened] })];
  expect(marker(undefined, a, b)).toBe(marker(undefined, { ...b, verdict: "widened", findings: [] }, a));
  expect(marker(undefined, a, b)).not.toBe(marker(undefined, a));
  expect(marker(undefined, aPlan({ name: "a,b" }))).not.toBe(marker(undefined, a, b));
  expect(marker("prod", a)).toBe(marker("prod", b));
  expect(marker("prod", a)).not.toBe(marker("--> <b>", a));
});

test("a long line on a network is wrapped, and loses nothing", () => {
  const words = Array.from({ length: 40 }, (_, at) => `word${at}`);
  const text = formatMarkdown(
    reviewOf(aPlan({ networks: [{ network: "n", before: [], after: [words.join(" "), "x".repeat(150)] }] })),
    { approvals: none },
  );
  const lines = /```diff\n([^]*?)\n```/.exec(text)?.[1]?.split("\n") ?? [];
  expect(lines.map((line) => line.length).filter((length) => length > 100)).toEqual([152]);
  expect(lines.slice(0, -1).flatMap((line) => line.slice(2).trim().split(" "))).toEqual(words);
  expect(lines.every((line) => line.startsWith("! "))).toBe(true);
});

test("a sentence with many texts is cut, and counted", () => {
  const finding = aFinding({ summary: phrase`${Array.from({ length: 40 }, (_, at) => `member-${at}`)} can now read` });
  expect(formatMarkdown(reviewOf(aPlan({ findings: [finding] })), { approvals: none })).toContain(
    "`member-23`, and 16 more · ",
  );
});

test("approvals that match nothing are said", () => {
  const text = formatMarkdown(reviewOf(aPlan()), {
    approvals: Approvals.parse("# x\n\nloss:gone\n", "approved.txt"),
  });
  expect(unfolded(text)).toContain("> Approvals that match no finding:\n>\n> - line 3: `loss:gone`");
});

describe("a review that is too long", () => {
  const packages = Array.from({ length: 10_000 }, (_, at) =>
    aChange({ name: `package-${at}`, before: "denied", after: "any" }),
  );
  const findings = [
    ...packages.map(({ name }) =>
      aFinding({
        key: `package-policy:repo:${String(name)}:denied->any`,
        kind: "package-policy",
      }),
    ),
    ...Array.from({ length: 2_000 }, (_, at) => aFinding({ key: `loss:${at}`, kind: "loss", effect: "changed" })),
    opened,
  ];
  const text = formatMarkdown(
    reviewOf(
      aPlan({ verdict: "opened", packages, findings }),
      ...Array.from({ length: 50 }, (_, at) => aPlan({ name: `p${at}`, findings: [aFinding()] })),
    ),
    {
      approvals: none,
    },
  );

  test("is cut to what GitHub takes, and little less", () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(60_000);
  });

  test("keeps its beginning, its marker and what weighs most", () => {
    expect(text).toMatch(/^## 🔴 Opened: .*\n\n51 plans/);
    expect(text).toMatch(/<!-- private-pypi review \w+ -->\n$/);
    expect(unfolded(text)).toContain("anything can be installed from `repo`");
    expect(text.match(/^### /gm)).toHaveLength(51);
  });

  test("closes what it opens", () => {
    expect(text.match(/^<details>/gm)?.length).toBe(text.match(/^<\/details>/gm)?.length);
    expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  });

  test("counts what is left out", () => {
    const left = (thing: string) =>
      Number(new RegExp(`Left out: .*?([\\d,]+) ${thing}`).exec(text)?.[1]?.replaceAll(",", "") ?? 0);
    expect(text.match(/^\| .*`package-\d+`/gm)?.length).toBe(10_000 - left("package changes"));
    expect(text.match(/^- /gm)?.length).toBe(12_001 + 50 - left("findings"));
    expect(text.match(/^(?:package-policy|loss|access):.*$/gm)?.length ?? 0).toBe(12_001 + 50 - left("keys"));
    expect(text).toMatch(/\n\n[\d,]+ more findings left out here\.\n/);
  });
});
