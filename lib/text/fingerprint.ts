import { createHash } from "node:crypto";

/** Stands for a text that is too long for a key: the first 64 bits of its SHA-256, in hexadecimal. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
