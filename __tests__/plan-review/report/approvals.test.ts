import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Approvals, approvalKey } from "../../../lib/plan-review/report/approvals";
import { anyText } from "../../support/any-text";
import { aFinding, aPlan, reviewOf } from "./formats-reviews";

const folder = mkdtempSync(join(tmpdir(), "approvals-"));
const path = join(folder, "approved.txt");
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("one key on each line; comments, empty lines and space around are skipped", () => {
  writeFileSync(path, "\ufeff# who: ada\r\n\r\n  access:one  \r\naccess:two # not a comment\naccess:one\n");
  const approvals = Approvals.read(path);
  const covered = (key: string) => approvals.cover(aFinding({ key }));
  expect(["access:one", "access:two # not a comment", "access:two", "access", "# who: ada", ""].map(covered)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  expect(approvals.unmatched(reviewOf(aPlan({ findings: [aFinding({ key: "access:one" })] })))).toEqual([
    { key: "access:two # not a comment", line: 4 },
  ]);
});

test.each([
  "access:Member:repo",
  "access:member:repo:ada2",
  "access:member:repo",
  "*",
  "access:*",
  "access:member:repo:ad.",
])("%s is no approval of access:member:repo:ada", (line) => {
  expect(Approvals.parse(line, path).cover(aFinding({ key: "access:member:repo:ada" }))).toBe(false);
});

test("of 10,000 long keys each covers its finding, and each that covers none is told with its line", () => {
  const keys = Array.from({ length: 10_000 }, (_, at) => `access:${at}:${"x".repeat(200)}`);
  writeFileSync(path, `# all of them\n${keys.join("\n")}\n`);
  const approvals = Approvals.read(path);
  const findings = keys.slice(0, 9_999).map((key) => aFinding({ key }));
  expect(findings.every((finding) => approvals.cover(finding))).toBe(true);
  expect(approvals.unmatched(reviewOf(aPlan({ findings })))).toEqual([{ key: keys[9_999], line: 10_001 }]);
});

test("a finding in any of the plans is a match", () => {
  const approvals = Approvals.parse("access:one", path);
  expect(approvals.unmatched(reviewOf(aPlan(), aPlan({ findings: [aFinding({ key: "access:one" })] })))).toEqual([]);
});

test("a key is one line of printable ASCII that approves its finding and no other", () => {
  const keys = fc
    .oneof(
      anyText({ minLength: 1, maxLength: 30 }),
      fc.string({ maxLength: 400 }).map((text) => "x".repeat(300) + text),
    )
    .map((text) => `loss:${text}.`);
  fc.assert(
    fc.property(keys, keys, (one, other) => {
      fc.pre(one !== other);
      const key = approvalKey(aFinding({ key: one }));
      expect(key).toMatch(/^[\x20-\x7e]{1,260}$/);
      const approvals = Approvals.parse(key, path);
      expect(approvals.cover(aFinding({ key: one }))).toBe(true);
      expect(approvals.cover(aFinding({ key: other }))).toBe(false);
    }),
  );
});

test("a plain key is as it is, URLs in it too", () => {
  expect(approvalKey(aFinding({ key: "upstream:repo:https://index.example/simple?a=1" }))).toBe(
    "upstream:repo:https://index.example/simple?a=1",
  );
  expect(approvalKey(aFinding({ key: "package-policy:python-remote-repo:flask:3.0.2->3.0.3,3.0.4" }))).toBe(
    "package-policy:python-remote-repo:flask:3.0.2->3.0.3,3.0.4",
  );
});

test.each([
  ["a file that is not there", () => join(folder, "none.txt"), /^approvals ".*none\.txt": there is no such file/],
  ["a folder", () => folder, /is a directory/],
  ["no text", () => (writeFileSync(path, Buffer.from([0x61, 0xff])), path), /is not UTF-8 text/],
  ["far too much", () => (writeFileSync(path, "x".repeat(8 * 1024 * 1024 + 1)), path), /at most 8 MiB are read/],
])("%s is an error", (_, make, message) => {
  expect(() => Approvals.read(make())).toThrow(message);
});
