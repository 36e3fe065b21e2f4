import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { Approvals } from "../../../lib/plan-review/report/approvals";
import { phrase } from "../../../lib/text/phrase";
import { formatText } from "../../../lib/plan-review/report/terminal-text";
import { aChange, aFinding, aPlan, hostileReviews, reviewOf } from "./formats-reviews";

const plan = aPlan({
  verdict: "widened",
  notes: [phrase`the plan failed`],
  packages: [
    aChange({ origins: ["requirements.lock:12"] }),
    aChange({ key: "package-policy:repo:*:opened", name: null, effect: "opened" }),
    aChange({
      key: "package-policy:repo:*",
      name: null,
      before: "denied",
      after: "unknown",
      effect: "unknown",
    }),
  ],
  findings: [
    aFinding({ key: "package-policy:repo:flask", kind: "package-policy", summary: phrase`as the row says` }),
    aFinding({
      key: "package-policy:repo:*:opened",
      kind: "package-policy",
      effect: "opened",
      summary: phrase`all is open`,
    }),
    aFinding(),
    aFinding({
      key: "safety:x",
      kind: "safety",
      effect: "narrowed",
      address: "",
      summary: phrase`scanning is on`,
    }),
    aFinding({ key: "loss:done", kind: "loss" }),
  ],
  networks: [{ network: "private", before: ["a"], after: ["a", "b"] }],
  installs: [
    {
      member: "user:ada@example.com",
      repository: "repo",
      before: false,
      after: true,
    },
    {
      member: "user:bob@example.com",
      repository: "repo",
      before: true,
      after: true,
    },
  ],
});
const approvals = Approvals.parse("loss:done\nloss:none\n", "approved.txt");

test("a review, whole", () => {
  expect(formatText(reviewOf(plan), { approvals, isColoured: false })).toBe(
    [
      "widened: something becomes possible or weaker, or cannot be ruled out; 1 resource lost with what it holds",
      "",
      '"registry": widened',
      "  note: the plan failed",
      "  package-policy opened: all is open",
      '    at  "google_x.a"',
      "    key package-policy:repo:*:opened",
      '  access widened: "ada" can now read',
      '    at  "google_x.a"',
      "    key access:member:repo:ada",
      "  2 package changes:",
      '    widened   "flask" of "repo": "3.0.2" -> "3.0.3", locked in "requirements.lock:12"',
      "      key package-policy:repo:flask",
      '    unknown   all packages that nobody listed of "repo": denied -> unknown',
      "      key package-policy:repo:*",
      '  what hosts of "private" reach:',
      "    + b",
      "      a",
      '  "user:ada@example.com" may now install from "repo"',
      "  safety narrowed: scanning is on",
      "    key safety:x",
      "  approved: loss:done",
      "",
      'approval without a finding, line 2: "loss:none"',
      "",
    ].join("\n"),
  );
});

test("colours change nothing but the colour", () => {
  const [plain, coloured] = [false, true].map((isColoured) => formatText(reviewOf(plan), { approvals, isColoured }));
  expect(stripVTControlCharacters(coloured ?? "")).toBe(plain);
  expect(coloured?.split("\u001b[1;").length).toBe(coloured?.split("\u001b[0m").length);
  expect(coloured).toContain("\u001b[1;31mwidened: ");
});

test("nothing of a plan reaches a terminal but printable ASCII, on a line of its own making", () => {
  fc.assert(
    fc.property(hostileReviews, (review) => {
      const text = formatText(review, {
        approvals: Approvals.none(),
        isColoured: false,
      });
      expect(text).toMatch(/^[\x20-\x7e\n…]*$/);
      for (const line of text.trimEnd().split("\n")) {
        expect(line).toMatch(
          /^$|^(?:opened|widened|unread|narrowed|unchanged): |^"|^ {2}(?:\S+ (?:opened|widened|narrowed|unknown|unread)|unread|loss|order|access|network|upstream|safety|package-policy|note|approved|what hosts|\d+ package change|")|^ {4}(?:at|key| {2}key|[-+ ]|opened|widened|narrowed|changed|unknown|unread) /,
        );
      }
    }),
    { numRuns: 100 },
  );
});

test("credentials in a URL are not shown, and members of IAM are", () => {
  expect(phrase`from ${"https://ada:secret@index.example/simple?token=secret"}`.toString()).toBe(
    'from "https://index.example/simple?…"',
  );
  expect(
    phrase`${"serviceAccount:ci@p.iam.gserviceaccount.com"}, ${"principalSet://iam.googleapis.com/projects/1/x"}`.toString(),
  ).toBe('"serviceAccount:ci@p.iam.gserviceaccount.com", "principalSet://iam.googleapis.com/projects/1/x"');
});

test("what is long is cut and counted, and quotes are told from the text", () => {
  expect(phrase`${"x".repeat(1_201)}`.toString()).toBe(`"${"x".repeat(200)}…" (1,001 more characters)`);
  expect(phrase`${'a "b" \\ c'}`.toString()).toBe(String.raw`"a \"b\" \\ c"`);
});
