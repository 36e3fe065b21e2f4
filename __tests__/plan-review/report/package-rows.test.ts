import { Approvals } from "../../../lib/plan-review/report/approvals";
import { formatMarkdown } from "../../../lib/plan-review/report/markdown";
import { packageRows } from "../../../lib/plan-review/report/package-rows";
import { formatText } from "../../../lib/plan-review/report/terminal-text";
import { aChange, aPlan, reviewOf } from "./formats-reviews";

const approvals = Approvals.none();
const remote = aChange({ repository: "remote", key: "package-policy:remote:flask", origins: ["requirements.lock:12"] });
const virtual = aChange({ repository: "virtual", key: "package-policy:virtual:flask" });
const other = aChange({ repository: "virtual", name: "six", key: "package-policy:virtual:six" });

test("a change that is the same in two repositories is one row, with both names, both keys and its lock", () => {
  expect(packageRows([virtual, other, remote])).toEqual([
    {
      change: { ...virtual, origins: ["requirements.lock:12"] },
      repositories: ["virtual", "remote"],
      keys: [virtual.key, remote.key],
    },
    { change: other, repositories: ["virtual"], keys: [other.key] },
  ]);
  const different = { ...remote, after: ["3.0.4"] };
  expect(packageRows([virtual, different])).toHaveLength(2);
});

test("the reports say it once", () => {
  const review = reviewOf(aPlan({ packages: [remote, virtual] }));
  const text = formatText(review, { approvals, isColoured: false });
  expect(text).toContain('  1 package change:\n    widened   "flask" of "remote", "virtual": "3.0.2" -> "3.0.3"');
  expect(text).toContain(`      key ${remote.key}\n      key ${virtual.key}\n`);
  expect(formatMarkdown(review, { approvals }).match(/`flask`/g)).toHaveLength(1);
});
