import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ValidationError } from "../core/errors";
import { escapeUnprintable, quote } from "../text/quoting";
import type { ElsewhereEvent } from "./elsewhere";
import type { DownloadEvent, HiddenFiles, LeftOutFiles, PageFailure } from "./preview-server";
import { codeOf } from "../text/json-object";

/** One file that was refused, or would have been. */
export interface BlockedFile {
  readonly name: string;
  /** Null where the file's name does not tell. */
  readonly version: string | null;
  readonly file: string;
  readonly reason: string;
  /** How many requests for the file or its metadata were refused. */
  readonly count: number;
}

/** A page or file that did not come. */
export interface FailedRequest {
  /** Null for the list of all projects. */
  readonly name: string | null;
  readonly version: string | null;
  /** Null for an index page. */
  readonly file: string | null;
  readonly reason: string;
  readonly count: number;
}

/** A host that the command asked for packages, or for anything else, besides the preview. */
export interface AskedHost {
  /** With the port, where it is not the usual one. */
  readonly host: string;
  readonly count: number;
}

/** A file that `--hide-denied` left out of its index page. */
export type HiddenEntry = Omit<BlockedFile, "count">;

/** What `--report` writes. Every list is sorted. */
export interface ReportDocument {
  readonly version: 1;
  /** To the preview's own index, of any kind, index pages included. */
  readonly requests: number;
  /**
   * Requests for files that were let through, one for each part that a client asks for; their metadata does not count.
   */
  readonly served: number;
  readonly blocked: readonly BlockedFile[];
  /** What neither the policy nor the client decided: it is not known whether it would have been refused. */
  readonly failed: readonly FailedRequest[];
  /** At most 50,000. */
  readonly hidden: readonly HiddenEntry[];
  /** Requests for other hosts, which were refused. */
  readonly elsewhere: readonly AskedHost[];
}

/** What PEP 658 puts at the end of a file's name for its metadata. */
const METADATA = ".metadata";

const DOUBT =
  "something failed, and what would have come after it was not asked for: this run does not show all that is refused";

const MOST_LEFT_OUT = 3;

/** Some pages have a hundred thousand files. */
const MOST_HIDDEN = 50_000;

/** Counts what became of requests, and tells of it. */
export class DownloadReport {
  private readonly blocked = new Tally<Omit<BlockedFile, "count">>();
  private readonly failed = new Tally<Omit<FailedRequest, "count">>();
  private readonly refusedHosts = new Tally<{ readonly host: string }>();
  private readonly allowedHosts = new Tally<{ readonly host: string }>();
  private readonly hidden = new Map<string, HiddenEntry>();
  private readonly hiddenProjects = new Set<string>();
  private readonly leftOutProjects = new Set<string>();
  private served = 0;

  /** @param say told in one line of each thing that is refused, hidden or fails, once */
  public constructor(private readonly say: (line: string) => void) {}

  /** Whether the command asked other hosts for something that it did not get. */
  public get wasPassedBy(): boolean {
    return this.refusedHosts.size > 0;
  }

  public record(event: DownloadEvent): void {
    // A file and its metadata are one thing to the reader.
    const isMetadata = event.file.endsWith(METADATA);
    const file = isMetadata ? event.file.slice(0, -METADATA.length) : event.file;
    const { name, version = null, outcome } = event;
    const reason = outcome === "failed" ? event.reason : event.failure;
    if (reason !== undefined) {
      this.failed.add({ name, version, file: event.file, reason });
      this.say(lineOf("failed", { ...event, reason }));
    } else if (outcome !== "blocked" && !isMetadata) this.served += 1;
    if (outcome === "blocked" || outcome === "would-block") {
      const isNew = this.blocked.add({ name, version, file, reason: event.reason });
      if (isNew) this.say(lineOf(outcome === "blocked" ? "refused" : "would be refused", event));
    }
  }

  public recordPage({ name, reason }: PageFailure): void {
    const isNew = this.failed.add({ name: name ?? null, version: null, file: null, reason });
    const page = `the index page${name === undefined ? "" : ` of ${quote(name)}`}`;
    if (isNew) this.say(`failed: ${page}: ${escapeUnprintable(reason)}`);
  }

  public recordElsewhere({ host, allowed }: ElsewhereEvent): void {
    if (allowed) this.allowedHosts.add({ host });
    else if (this.refusedHosts.add({ host }))
      this.say(
        `refused: a request for ${quote(host)}, which is not this preview: something in the command has a source ` +
          "of its own; take it out, or let it through with --allow-host",
      );
  }

  public recordLeftOut({ name, links, count: all }: LeftOutFiles): void {
    if (this.leftOutProjects.has(name)) return;
    this.leftOutProjects.add(name);
    const shown = links.slice(0, MOST_LEFT_OUT);
    for (const link of shown) this.say(`left out of the page of ${quote(name)}: ${quote(link.name)}: ${link.problem}`);
    if (all > shown.length) this.say(`left out of the page of ${quote(name)}: ${all - shown.length} more`);
  }

  public recordHidden({ name, files }: HiddenFiles): void {
    if (!this.hiddenProjects.has(name))
      this.say(`hidden: ${count(files.length, "file")} of ${quote(name)}, which the policy refuses`);
    this.hiddenProjects.add(name);
    for (const { file, version = null, reason } of files) {
      if (this.hidden.size < MOST_HIDDEN)
        this.hidden.set(JSON.stringify([name, file]), { name, version, file, reason });
    }
  }

  /** @param requests that the server had for its own index, of any kind */
  public document(requests: number): ReportDocument {
    return {
      version: 1,
      requests,
      served: this.served,
      blocked: this.blocked.entries,
      failed: this.failed.entries,
      hidden: sorted(this.hidden),
      elsewhere: this.refusedHosts.entries,
    };
  }

  /** A line that sums up, after what puts it in doubt. */
  public summary(requests: number, observe: boolean): readonly string[] {
    const failedPages = this.failed.entries.filter(({ file }) => file === null).length;
    const failedFiles = this.failed.sum(({ file }) => file !== null);
    const parts = [
      count(requests, "request"),
      `${count(this.served, "download")} let through`,
      `${count(this.blocked.size, "file")} ${observe ? "would have been refused" : "refused"}`,
      ...(this.hidden.size > 0 ? [`${count(this.hidden.size, "file")} hidden`] : []),
      ...(failedPages > 0 ? [`${count(failedPages, "index page")} failed`] : []),
      ...(failedFiles > 0 ? [`${count(failedFiles, "download")} failed`] : []),
      ...hostsLine(this.refusedHosts, "refused"),
      ...hostsLine(this.allowedHosts, "let through unread"),
    ];
    return [...(this.failed.size > 0 ? [DOUBT] : []), parts.join(", ")];
  }
}

/** Things that are counted, and told once. */
class Tally<T extends object> {
  private readonly all = new Map<string, { readonly entry: T; count: number }>();

  public get size(): number {
    return this.all.size;
  }

  /** @returns whether it is the first of its kind */
  public add(entry: T): boolean {
    const key = JSON.stringify(Object.values(entry));
    const known = this.all.get(key);
    if (known === undefined) this.all.set(key, { entry, count: 1 });
    else known.count += 1;
    return known === undefined;
  }

  public get entries(): readonly (T & { readonly count: number })[] {
    return sorted(this.all).map(({ entry, count: times }) => ({ ...entry, count: times }));
  }

  public sum(counts: (entry: T) => boolean = () => true): number {
    return [...this.all.values()].reduce((sum, one) => sum + (counts(one.entry) ? one.count : 0), 0);
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly T[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}

function hostsLine(hosts: Tally<{ readonly host: string }>, word: string): readonly string[] {
  if (hosts.size === 0) return [];
  const names = hosts.entries.map(({ host }) => quote(host)).join(", ");
  return [`${count(hosts.sum(), "request")} for ${names} ${word}`];
}

/** Where a report goes. */
export class ReportFile {
  private readonly temporary: string;

  /** @throws ValidationError when nothing could be written there, so that this is known before and not after */
  public constructor(private readonly path: string) {
    this.temporary = `${path}.${process.pid}.tmp`;
    this.attempt(() => {
      const problem = problemOf(path);
      if (problem !== undefined)
        throw new ValidationError([`report ${quote(path)}: ${problem}; name a file in a folder that is there`]);
      closeSync(openSync(this.temporary, "wx"));
      rmSync(this.temporary);
    });
  }

  /**
   * Writes it whole or not at all: who reads the file while it is written sees the old one.
   *
   * @throws ValidationError when it cannot be written
   */
  public write(document: ReportDocument): void {
    this.attempt(() => {
      const descriptor = openSync(this.temporary, "wx");
      try {
        writeFileSync(descriptor, `${JSON.stringify(document)}\n`);
        fsyncSync(descriptor);
        renameSync(this.temporary, this.path);
      } catch (error) {
        rmSync(this.temporary);
        throw error;
      } finally {
        closeSync(descriptor);
      }
    });
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (ValidationError.isValidationError(error)) throw error;
      throw new ValidationError([
        `report ${quote(this.path)}: cannot be written (${codeOf(error) ?? String(error)}); ` +
          "name a file in a folder that can be written to",
      ]);
    }
  }
}

function problemOf(path: string): string | undefined {
  const folder = statSync(dirname(path), { throwIfNoEntry: false });
  if (folder?.isDirectory() !== true) return "its folder is not there";
  const file = statSync(path, { throwIfNoEntry: false });
  // A device such as /dev/null would be replaced by a file.
  return file === undefined || file.isFile() ? undefined : "is there and is not a regular file";
}

function lineOf(word: string, { name, version, file, reason }: DownloadEvent): string {
  return (
    `${word}: ${version === undefined ? quote(name) : quote(`${name}==${version}`)}, ${quote(file)}: ` +
    escapeUnprintable(reason)
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
