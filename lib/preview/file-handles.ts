import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** A file that an index page of the upstream links to. */
export interface LinkedFile {
  /** The PEP 503 name of the project on whose page it is. */
  readonly project: string;
  /** The name that clients get, and that the policy is asked about. */
  readonly file: string;
  /** Where the upstream has it; without user info and fragment. */
  readonly url: string;
}

/** Files that go with a file, at its own URL with an ending (PEP 658 metadata, a PEP 503 signature). */
const COMPANIONS = [".metadata", ".asc"];

const CIPHER = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;

/**
 * Names for the files on index pages that only this process can make and read. A handle holds project, name and URL
 * together, so nobody can have a file served under another name, from a URL that no page has, or by a rule for another
 * project; and nothing has to be kept, however many pages are read. It is encrypted since URLs can hold secrets.
 */
export class FileHandles {
  private readonly key = randomBytes(32);
  private readonly nonceKey = randomBytes(32);

  /** The same file always has the same handle, so that clients can ask for it again. */
  public seal({ project, file, url }: LinkedFile): string {
    const text = JSON.stringify([project, file, url]);
    // A nonce made from the text is the same only for the same text, which is what the cipher asks for.
    const nonce = createHmac("sha256", this.nonceKey).update(text).digest().subarray(0, NONCE);
    const cipher = createCipheriv(CIPHER, this.key, nonce);
    const sealed = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
    return Buffer.concat(sealed).toString("base64url");
  }

  /**
   * The file of a handle, with the URL of what was asked for: the file itself, its metadata or its signature.
   *
   * @param asked the file name in the request
   * @returns undefined when the handle is not this process's, or belongs to another file
   */
  public open(handle: string, asked: string): LinkedFile | undefined {
    const linked = this.decrypt(handle);
    if (linked === undefined) return undefined;
    const ending = ["", ...COMPANIONS].find((one) => asked === `${linked.file}${one}`);
    if (ending === undefined) return undefined;
    const url = new URL(linked.url);
    url.pathname += ending;
    return { ...linked, url: url.href };
  }

  private decrypt(handle: string): LinkedFile | undefined {
    const sealed = Buffer.from(handle, "base64url");
    if (sealed.length < NONCE + TAG) return undefined;
    const decipher = createDecipheriv(CIPHER, this.key, sealed.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAuthTag(sealed.subarray(-TAG));
    try {
      const text = Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]).toString();
      const [project, file, url] = JSON.parse(text) as [string, string, string];
      return { project, file, url };
    } catch {
      return undefined;
    }
  }
}
