import fc from "fast-check";
import type { InstallPath } from "../../../lib/plan-review/finding";
import { drawInstalls } from "../../../lib/plan-review/report/mermaid";
import { anyText } from "../../support/any-text";
import { HOSTILE } from "./formats-reviews";

const path = (rest: Partial<InstallPath>): InstallPath => ({
  member: "user:ada@example.com",
  repository: "repo",
  before: false,
  after: true,
  ...rest,
});

// All that a line may be; a label holds letters, digits and a few marks.
const LABEL = String.raw`[A-Za-z]+ (?:[A-Za-z0-9._@/()-]|(?<= and \d+)|(?: and \d+ more characters)|without a name)*`;
const LINE = new RegExp(
  `^(?:flowchart LR|  m\\d+\\(\\["${LABEL}"\\]\\)|  r\\d+\\[\\("${LABEL}"\\)\\]|  m\\d+ ` +
    '(?:-->|== "may now install" ==>|-\\. "no longer" \\.->) r\\d+|  linkStyle \\d+ stroke:#[0-9a-f]{6})$',
);

test("who may install from where, before and after", () => {
  const picture = drawInstalls([
    path({ before: true }),
    path({ member: "serviceAccount:ci@p.iam.gserviceaccount.com" }),
    path({ member: "allUsers", before: true, after: false }),
    path({ member: "group:none@example.com", before: false, after: false }),
  ]);
  expect(picture).toEqual({
    left: 0,
    source: [
      "flowchart LR",
      '  m0(["serviceAccount ci@p.iam.gserviceaccount.com"])',
      '  m1(["member allUsers"])',
      '  m2(["user ada@example.com"])',
      '  r0[("repository repo")]',
      '  m0 == "may now install" ==> r0',
      '  m1 -. "no longer" .-> r0',
      "  m2 --> r0",
      "  linkStyle 0 stroke:#d1242f",
      "  linkStyle 1 stroke:#1a7f37",
    ].join("\n"),
  });
});

test("nothing is drawn when nothing changes", () => {
  expect(drawInstalls([])).toBeUndefined();
  expect(drawInstalls([path({ before: true })])).toBeUndefined();
  expect(drawInstalls([path({ after: false })])).toBeUndefined();
});

test("arrows that are too many are counted, and those that change are drawn first", () => {
  const same = Array.from({ length: 40 }, (_, at) => path({ member: `user:${at}@example.com`, before: true }));
  const picture = drawInstalls([...same, path({})]);
  expect(picture?.left).toBe(17);
  expect(picture?.source.match(/may now install/g)).toHaveLength(1);
  expect(picture?.source.match(/-->/g)).toHaveLength(23);
});

test("no name is more than a label", () => {
  const names = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.array(fc.constantFrom(...HOSTILE)).map((parts) => parts.join("")),
    anyText(),
  );
  fc.assert(
    fc.property(names, names, (member, repository) => {
      const source =
        drawInstalls([path({ member, repository }), path({ member: `user:${member}`, repository })])?.source ?? "";
      for (const line of source.split("\n")) expect(line).toMatch(LINE);
      expect(source).not.toMatch(/fa:|\b_|_\b|%|#(?!d1242f|1a7f37)/);
    }),
    { numRuns: 500 },
  );
});
