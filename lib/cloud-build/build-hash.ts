import { createHash } from "node:crypto";

/** 20 hexadecimal digits that are different where anything of what a build is made from is. */
export function buildHash(inputs: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 20);
}
