import { ASSUMPTIONS, DownloadRule, type Outcome } from "../../lib/policy";
import { RepositoryPolicy } from "../../lib/policy/repository-policy";
import { VirtualPolicy } from "../../lib/policy/virtual-policy";

const deny = DownloadRule.denyAll("deny-all");
const six = DownloadRule.allowPackage("six", "Six", ["1.0"]);
const locked = new RepositoryPolicy([deny, six]);
const open = new RepositoryPolicy([]);
const remote = { name: "remote", priority: 1, mode: "remote" as const, policy: locked };
const standard = { name: "standard", priority: 2, mode: "standard" as const, policy: open, holds: [] };

/** For each assumption: what the model decides because of it. */
const EXAMPLES: Record<string, [Outcome, Outcome]> = {
  "package-rule-wins": [locked.decide("six", "1.0").outcome, "allowed"],
  "false-condition-falls-through": [locked.decide("six", "2.0").outcome, "denied"],
  "no-rule-allows": [open.decide("six", "1.0").outcome, "allowed"],
  "package-id-is-normalized": [locked.decide("SIX", "1.0").outcome, "allowed"],
  "version-id-is-canonical": [locked.decide("six", "1.0.0").outcome, "denied"],
  "virtual-enforces-upstream-rules": [new VirtualPolicy([remote]).decide("flask").outcome, "denied"],
  "virtual-takes-by-priority": [
    new VirtualPolicy([remote, { ...remote, name: "open", priority: 0, policy: open }]).decide("flask").outcome,
    "denied",
  ],
  "absent-in-standard-falls-through": [new VirtualPolicy([standard, remote]).decide("flask").outcome, "denied"],
};

test.each(ASSUMPTIONS.filter(({ about }) => about === "rules"))("the model holds to $id", ({ id }) => {
  const [decided, expected] = EXAMPLES[id] ?? [];
  expect(expected).toBeDefined();
  expect(decided).toBe(expected);
});

test("every assumption is stated once, in words", () => {
  const ids = ASSUMPTIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const ofRules = ASSUMPTIONS.filter(({ about }) => about === "rules");
  expect(Object.keys(EXAMPLES).sort()).toEqual(ofRules.map(({ id }) => id).sort());
  for (const { sentence, otherwise } of ASSUMPTIONS) {
    expect(sentence).toMatch(/^[a-z`].{20,}[^.]$/);
    expect(otherwise).toMatch(/^[a-z`].{20,}[^.]$/);
  }
});
