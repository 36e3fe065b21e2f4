import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ValidationError } from "../core/errors";
import { escapeUnprintable, quote } from "../text/quoting";
import type { DownloadEvent, PageFailure } from "./preview-server";

/** What PEP 658 puts at the end of a file's name for its metadata. */
const METADATA = ".metadata";

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

/** What `--report` writes. */
export interface ReportDocument {
  readonly version: 1;
  /** Of any kind, index pages included. */
  readonly requests: number;
  /** Requests for files that were let through, one for each part that a client asks for; their metadata does not count. */
  readonly served: number;
  /** Sorted. */
  readonly blocked: readonly BlockedFile[];
}

/** Counts downloads, and tells of them. */
export class DownloadReport {
  private readonly blocked = new Map<string, BlockedFile>();
  private readonly failedPages = new Set<string>();
  private served = 0;
  private failed = 0;

  /** @param say told in one line of each file that is refused or fails, once */
  public constructor(private readonly say: (line: string) => void) {}

  public record(event: DownloadEvent): void {
    // A file and its metadata are one thing to the reader.
    const isMetadata = event.file.endsWith(METADATA);
    const file = isMetadata ? event.file.slice(0, -METADATA.length) : event.file;
    const failure = event.outcome === "failed" ? event.reason : event.failure;
    if (failure !== undefined) {
      this.failed += 1;
      this.say(lineOf("failed", { ...event, reason: failure }));
    } else if (event.outcome !== "blocked" && !isMetadata) this.served += 1;
    if (event.outcome === "blocked" || event.outcome === "would-block")
      this.block({ ...event, file }, event.outcome === "blocked" ? "refused" : "would be refused");
  }

  public recordPage({ name, reason }: PageFailure): void {
    const line = `failed: the index page${name === undefined ? "" : ` of ${quote(name)}`}: ${escapeUnprintable(reason)}`;
    if (!this.failedPages.has(line)) this.say(line);
    this.failedPages.add(line);
  }

  /** @param requests that the server had, of any kind */
  public document(requests: number): ReportDocument {
    const blocked = [...this.blocked].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, file]) => file);
    return { version: 1, requests, served: this.served, blocked };
  }

  /** One line that sums up. */
  public summary(requests: number, observe: boolean): string {
    const files = this.blocked.size;
    const parts = [
      count(requests, "request"),
      `${count(this.served, "download")} let through`,
      `${count(files, "file")} ${observe ? "would have been refused" : "refused"}`,
      ...(this.failedPages.size > 0 ? [`${count(this.failedPages.size, "index page")} failed`] : []),
      ...(this.failed > 0 ? [`${count(this.failed, "download")} failed`] : []),
    ];
    return parts.join(", ");
  }

  private block(event: DownloadEvent, word: string): void {
    const { name, version = null, file, reason } = event;
    const key = JSON.stringify([name, version, file, reason]);
    const known = this.blocked.get(key);
    this.blocked.set(key, { name, version, file, reason, count: (known?.count ?? 0) + 1 });
    if (known === undefined) this.say(lineOf(word, event));
  }
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
        `report ${quote(this.path)}: cannot be written (${codeOf(error)}); name a file in a folder that can be written to`,
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
  return `${word}: ${version === undefined ? quote(name) : quote(`${name}==${version}`)}, ${quote(file)}: ${escapeUnprintable(reason)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
}
