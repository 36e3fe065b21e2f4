import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Gzip, gzipSync } from "fflate";
import { ValidationError } from "../core";
import { quote } from "../text/quoting";
import type { BuildContextOptions } from "./build-source";
import { ContextFiles } from "./context-files";
import type { ContextFile } from "./context-files";
import { CredentialContent } from "../text/credential-content";
import { TarArchive } from "./tar-archive";

const MEBI = 1_048_576;
/** More than a context of code ever needs; data sets and virtual environments are found by it. */
const MOST_MEBIBYTES = 256;
/** Cloud Storage names and hashes are read by people too; 20 digits of 16 are 80 bits. */
const SHORT_HASH = 20;
/** How many of the largest files a message names. */
const NAMED = 3;

/**
 * What a build gets to see of a folder: a `.tar.gz` that is the same, byte for byte, on every machine that has the same
 * files. Times, owners and the order in which a disk lists them are not in it.
 */
export class BuildContext {
  /**
   * Reads a folder.
   *
   * @param folder a path; a relative one is taken from the working directory
   * @param dockerfile the Dockerfile's path in the folder; undefined for builds without one
   * @throws ValidationError with all that must not or cannot go into a build
   */
  public static fromFolder(folder: string, dockerfile?: string, options: BuildContextOptions = {}): BuildContext {
    const files = ContextFiles.of(folder, dockerfile, options.extraFiles);
    checkSize(folder, files, options.maxSizeMebibytes ?? MOST_MEBIBYTES);
    const hash = createHash("sha256");
    const compressed: Uint8Array[] = [];
    const gzip = new Gzip({ level: 6, mtime: 0 }, (chunk) => compressed.push(chunk));
    const write = (bytes: Uint8Array): void => {
      if (bytes.length === 0) return;
      hash.update(bytes);
      gzip.push(bytes);
    };
    const wanted = new Set(options.credentialFiles ?? []);
    const problems: string[] = [];
    for (const file of files) {
      const bytes = contentOf(file);
      const holds = CredentialContent.find(file.name, bytes);
      if (holds !== undefined && !wanted.delete(file.name)) problems.push(credentialProblem(file, holds));
      write(TarArchive.header({ ...file, size: bytes.length }));
      write(bytes);
      write(TarArchive.padding(bytes.length));
    }
    for (const name of wanted) {
      problems.push(
        `credentialFiles ${quote(name)}: no file of the context ${quote(folder)} of that path holds a credential; ` +
          "take it off the list",
      );
    }
    if (problems.length > 0) throw new ValidationError(problems);
    hash.update(TarArchive.END);
    gzip.push(TarArchive.END, true);
    return new BuildContext(
      files.map(({ name }) => name),
      hash.digest("hex").slice(0, SHORT_HASH),
      Buffer.concat(compressed),
    );
  }

  /**
   * What a build gets that needs no folder: files made here.
   *
   * @param files their contents by their names, which are short and plain
   */
  public static fromTexts(files: Readonly<Record<string, string>>): BuildContext {
    const names = Object.keys(files).sort();
    const parts = names.flatMap((name) => {
      const bytes = Buffer.from(files[name] ?? "");
      return [
        TarArchive.header({ name, isExecutable: false, size: bytes.length }),
        bytes,
        TarArchive.padding(bytes.length),
      ];
    });
    const tar = Buffer.concat([...parts, TarArchive.END]);
    const hash = createHash("sha256").update(tar).digest("hex").slice(0, SHORT_HASH);
    return new BuildContext(names, hash, Buffer.from(gzipSync(tar, { level: 6, mtime: 0 })));
  }

  private constructor(
    /** The names of the files and links, sorted. */
    public readonly fileNames: string[],
    /** Of the archive before its compression: 20 hexadecimal digits of SHA-256. */
    public readonly hash: string,
    /** The `.tar.gz`. */
    public readonly archive: Buffer,
  ) {}
}

function contentOf({ path, linkTarget, text }: ContextFile): Buffer {
  if (text !== undefined) return Buffer.from(text);
  return linkTarget === undefined ? readFileSync(path) : Buffer.alloc(0);
}

function credentialProblem({ path, name }: ContextFile, holds: string): string {
  return (
    `file ${quote(path)}: holds ${holds}, which everybody who can read the context or the image would have; ` +
    `leave it out with a line ${quote(name)} in .dockerignore and give it to the build as a secret, ` +
    "or name it in credentialFiles if it is none"
  );
}

function checkSize(folder: string, files: readonly ContextFile[], mebibytes: number): void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= mebibytes * MEBI) return;
  const largest = [...files].sort((one, other) => other.size - one.size).slice(0, NAMED);
  const named = largest.map(({ name, size }) => `${quote(name)} with ${Math.ceil(size / MEBI)} MiB`).join(", ");
  throw new ValidationError([
    `folder ${quote(folder)}: ${Math.ceil(total / MEBI)} MiB in ${files.length} files, ` +
      `at most ${mebibytes} MiB are allowed; the largest are ${named}: ` +
      "leave out in .dockerignore what the build does not need, or raise maxSizeMebibytes",
  ]);
}
