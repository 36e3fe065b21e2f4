import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValidationError } from "../../lib/core/errors";
import type { DownloadEvent } from "../../lib/preview/preview-server";
import { DownloadReport, ReportFile } from "../../lib/preview/report";

const event = (
  name: string,
  version: string,
  outcome: DownloadEvent["outcome"] = "blocked",
  more = "",
): DownloadEvent => ({
  name,
  version,
  file: `${name}-${version}.tar.gz${more}`,
  outcome,
  reason: `rule "deny-all" denies ${name}`,
});

function reportOf(...events: readonly DownloadEvent[]) {
  const lines: string[] = [];
  const report = new DownloadReport((line) => lines.push(line));
  for (const one of events) report.record(one);
  return { report, lines, document: report.document(9) };
}

const DOUBT =
  "something failed, and what would have come after it was not asked for: this run does not show all that is refused";

describe("counts", () => {
  test("what is served and blocked, the same file once with its count, sorted", () => {
    const { document } = reportOf(
      event("six", "2.0"),
      event("six", "1.0", "served"),
      event("idna", "3.0"),
      event("six", "2.0"),
    );
    const blocked = (name: string, version: string, count: number) => ({
      name,
      version,
      file: `${name}-${version}.tar.gz`,
      reason: `rule "deny-all" denies ${name}`,
      count,
    });
    expect(document).toEqual({
      version: 1,
      requests: 9,
      served: 1,
      blocked: [blocked("idna", "3.0", 1), blocked("six", "2.0", 2)],
      failed: [],
      hidden: [],
      elsewhere: [],
    });
  });

  test("the order of events changes nothing", () => {
    const events = [event("b", "1"), event("a", "2"), event("a", "10"), event("b", "1"), event("c", "1", "served")];
    expect(JSON.stringify(reportOf(...events.toReversed()).document)).toBe(
      JSON.stringify(reportOf(...events).document),
    );
  });

  test("a file and its metadata are one: two refusals of one file, one download", () => {
    const { document, lines } = reportOf(
      event("six", "2.0", "blocked", ".metadata"),
      event("six", "2.0"),
      event("idna", "3.0", "served", ".metadata"),
      event("idna", "3.0", "served"),
    );
    expect(document).toMatchObject({ served: 1, blocked: [{ file: "six-2.0.tar.gz", count: 2 }] });
    expect(lines).toHaveLength(1);
  });

  test("what would have been blocked is served and in the list", () => {
    const { document, report, lines } = reportOf(event("six", "2.0", "would-block"));
    expect(document).toMatchObject({ served: 1, blocked: [{ name: "six", count: 1 }] });
    expect(lines).toEqual(['would be refused: "six==2.0", "six-2.0.tar.gz": rule "deny-all" denies six']);
    expect(report.summary(3, true)).toEqual(["3 requests, 1 download let through, 1 file would have been refused"]);
  });

  test("what would have been blocked, and did not come, is told as failed, and not served", () => {
    const { document, report, lines } = reportOf({
      ...event("six", "2.0", "would-block"),
      failure: "the upstream answered 500",
    });
    expect(document).toMatchObject({ served: 0, blocked: [{ name: "six", count: 1 }] });
    expect(lines).toEqual([
      'failed: "six==2.0", "six-2.0.tar.gz": the upstream answered 500',
      'would be refused: "six==2.0", "six-2.0.tar.gz": rule "deny-all" denies six',
    ]);
    expect(report.summary(3, true)).toEqual([
      DOUBT,
      "3 requests, 0 downloads let through, 1 file would have been refused, 1 download failed",
    ]);
    expect(document.failed).toEqual([
      { name: "six", version: "2.0", file: "six-2.0.tar.gz", reason: "the upstream answered 500", count: 1 },
    ]);
  });

  test("a file whose version is not known has null", () => {
    const { document, lines } = reportOf({
      name: "six",
      file: "six.egg",
      outcome: "blocked",
      reason: "not understood",
    });
    expect(document.blocked).toEqual([
      { name: "six", version: null, file: "six.egg", reason: "not understood", count: 1 },
    ]);
    expect(lines).toEqual(['refused: "six", "six.egg": not understood']);
  });

  test("what fails is told, and neither served nor blocked", () => {
    const { document, report, lines } = reportOf(
      event("six", "2.0", "failed"),
      event("six", "2.0"),
      event("six", "1.0"),
      event("six", "1.0", "served"),
      event("idna", "1", "served"),
    );
    expect(document).toMatchObject({ served: 2, blocked: [{ version: "1.0" }, { version: "2.0" }] });
    expect(lines[0]).toMatch(/^failed: "six==2\.0"/);
    expect(report.summary(1, false)).toEqual([
      DOUBT,
      "1 request, 2 downloads let through, 2 files refused, 1 download failed",
    ]);
  });

  test("pages that failed are in the list, once each with their count", () => {
    const { report } = reportOf();
    for (const name of ["six", "six", undefined]) report.recordPage({ name, reason: "the upstream answered 503" });
    expect(report.document(3).failed).toEqual([
      { name: "six", version: null, file: null, reason: "the upstream answered 503", count: 2 },
      { name: null, version: null, file: null, reason: "the upstream answered 503", count: 1 },
    ]);
    expect(report.summary(3, true)).toEqual([
      DOUBT,
      "3 requests, 0 downloads let through, 0 files would have been refused, 2 index pages failed",
    ]);
  });

  test("other hosts are told once, and counted; those that were let through are in the summary alone", () => {
    const { report, lines } = reportOf();
    for (const host of ["b.example", "a.example:8080", "b.example"]) report.recordElsewhere({ host, allowed: false });
    expect(report.wasPassedBy).toBe(true);
    report.recordElsewhere({ host: "c.example", allowed: true });
    expect(lines).toEqual([
      expect.stringMatching(/^refused: a request for "b\.example", which is not this preview: .*--allow-host/),
      expect.stringMatching(/^refused: a request for "a\.example:8080"/),
    ]);
    expect(report.document(0).elsewhere).toEqual([
      { host: "a.example:8080", count: 1 },
      { host: "b.example", count: 2 },
    ]);
    expect(report.summary(0, false)).toEqual([
      '0 requests, 0 downloads let through, 0 files refused, 3 requests for "a.example:8080", "b.example" refused, ' +
        '1 request for "c.example" let through unread',
    ]);
    const other = reportOf().report;
    other.recordElsewhere({ host: "c.example", allowed: true });
    expect(other.wasPassedBy).toBe(false);
  });

  test("what pages did not show is in the list, each file once", () => {
    const { report, lines } = reportOf();
    const file = { file: "six-1.0.tar.gz", version: "1.0", allowed: false, reason: "denied" };
    for (let times = 0; times < 2; times += 1)
      report.recordHidden({ name: "six", files: [file, { file: "six.egg", allowed: false, reason: "odd" }] });
    expect(report.document(0).hidden).toEqual([
      { name: "six", version: "1.0", file: "six-1.0.tar.gz", reason: "denied" },
      { name: "six", version: null, file: "six.egg", reason: "odd" },
    ]);
    expect(lines).toEqual(['hidden: 2 files of "six", which the policy refuses']);
    expect(report.summary(1, false)).toEqual(["1 request, 0 downloads let through, 0 files refused, 2 files hidden"]);
  });

  test("text from outside cannot steer the terminal", () => {
    const { lines } = reportOf({
      name: "a\u001b[2J",
      version: "1\n2",
      file: 'x"\u202e\r.zip',
      outcome: "blocked",
      reason: "because\u001b]0;x\u0007\nrefused: all",
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/\p{C}/u);
  });
});

describe("the file", () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  const path = join(folder, "report.json");
  const { document } = reportOf(event("six", "2.0"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    rmSync(path, { force: true, recursive: true });
  });

  const problemOf = (name: string): string => {
    try {
      new ReportFile(join(folder, name));
    } catch (error) {
      expect(ValidationError.isValidationError(error)).toBe(true);
      return (error as Error).message.replace(folder, "");
    }
    throw new Error("nothing was refused");
  };

  test("is written as one line of JSON, over an older one, and nothing else is left in the folder", () => {
    writeFileSync(path, "older");
    const file = new ReportFile(path);
    expect(readFileSync(path, "utf8")).toBe("older");
    file.write(document);
    expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(document)}\n`);
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });

  test("is replaced as a whole: an open older one stays as it is", () => {
    writeFileSync(path, "older");
    const link = join(folder, "link");
    // A hard link would show an older file that is written to.
    linkSync(path, link);
    new ReportFile(path).write(document);
    expect(readFileSync(link, "utf8")).toBe("older");
    rmSync(link);
  });

  test("a place where nothing can be written is told before anything is served", () => {
    mkdirSync(path);
    expect(problemOf("report.json")).toMatch(/^report "\/report\.json": is there and is not a regular file/);
    expect(problemOf("missing/report.json")).toMatch(/its folder is not there/);
    writeFileSync(join(folder, "plain"), "");
    expect(problemOf("plain/report.json")).toMatch(/its folder is not there/);
    rmSync(join(folder, "plain"));
    expect(problemOf(`${"long".repeat(100)}.json`)).toMatch(/cannot be written \(ENAMETOOLONG\)/);
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });

  test("a device is not replaced by a file", () => {
    symlinkSync("/dev/null", join(folder, "null"));
    expect(problemOf("null")).toMatch(/is there and is not a regular file/);
    rmSync(join(folder, "null"));
  });

  test("a write that fails is an error", () => {
    const file = new ReportFile(path);
    mkdirSync(path);
    expect(() => {
      file.write(document);
    }).toThrow(/cannot be written \(EISDIR\)/);
    expect(readdirSync(folder)).toEqual(["report.json"]);
  });
});
