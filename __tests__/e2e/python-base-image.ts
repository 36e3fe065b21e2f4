import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { TarArchive } from "../../lib/cloud-build/tar-archive";

/** Debian with Python, as small as that can be. */
const DEBOOTSTRAP = [
  "--quiet",
  "--variant=essential",
  "--include=python3-venv,ca-certificates",
  ...["doc", "man", "locale"].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
  "bookworm",
];
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const OCI = "application/vnd.oci.image";

/** A file that a registry has, by its digest. */
export interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  /** What is in it, or the path of the file. */
  readonly content: Buffer | string;
}

/**
 * An image with Python, made from Debian's packages without any registry, as a registry would serve it. Its file system
 * is made once (in a minute or two) and kept in the folder for temporary files.
 */
export class PythonBaseImage {
  /** @param certificate of an authority that clients in the image trust, and no other */
  public static make(certificate: string): PythonBaseImage {
    const trusted = tar("etc/trusted.pem", certificate);
    const layers = [fileBlob(fileSystem()), blob(trusted, `${OCI}.layer.v1.tar`)];
    const trust = ["PIP_CERT", "SSL_CERT_FILE"].map((name) => `${name}=/etc/trusted.pem`);
    const config = {
      architecture: { x64: "amd64" }[os.arch()] ?? os.arch(),
      os: "linux",
      config: { Env: [`PATH=${PATH}`, ...trust] },
      rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    };
    const configuration = blob(Buffer.from(JSON.stringify(config)), `${OCI}.config.v1+json`);
    const described = [configuration, ...layers].map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
    const manifest = {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: described[0],
      layers: described.slice(1),
    };
    return new PythonBaseImage(blob(Buffer.from(JSON.stringify(manifest)), manifest.mediaType), [
      configuration,
      ...layers,
    ]);
  }

  private constructor(
    public readonly manifest: Blob,
    public readonly blobs: readonly Blob[],
  ) {}
}

/** The path of a tar of a file system, and its digest beside it. */
function fileSystem(): string {
  const key = createHash("sha256").update(JSON.stringify(DEBOOTSTRAP)).digest("hex").slice(0, 16);
  const file = path.join(os.tmpdir(), `private-pypi-base-${process.getuid?.() ?? 0}-${key}.tar`);
  if (fs.existsSync(`${file}.digest`) && fs.existsSync(file)) return file;
  const draft = `${file}.${process.pid}`;
  const { status, stderr } = spawnSync("mmdebstrap", [...DEBOOTSTRAP, draft], { encoding: "utf8" });
  if (status !== 0) throw new Error(`mmdebstrap ended with ${status}: ${stderr}`);
  fs.writeFileSync(`${draft}.digest`, digestOf(fs.readFileSync(draft)));
  fs.renameSync(draft, file);
  fs.renameSync(`${draft}.digest`, `${file}.digest`);
  return file;
}

function fileBlob(file: string): Blob {
  return {
    digest: fs.readFileSync(`${file}.digest`, "utf8"),
    size: fs.statSync(file).size,
    mediaType: `${OCI}.layer.v1.tar`,
    content: file,
  };
}

function blob(content: Buffer, mediaType: string): Blob {
  return { digest: digestOf(content), size: content.length, mediaType, content };
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

function tar(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = TarArchive.header({ name, isExecutable: false, size: content.length });
  return Buffer.concat([header, content, TarArchive.padding(content.length), TarArchive.END]);
}
