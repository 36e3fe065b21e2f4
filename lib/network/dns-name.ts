import { createHash } from "node:crypto";
import { Token } from "cdktf";
import type { Validator } from "../core/validator";

/** What is left for it in the name of a part of a network. */
const LONGEST = 34;
const HASH = 6;

/** Google's own names, which a network's way to Google's APIs answers. */
const GOOGLE = ["googleapis.com.", "pkg.dev.", "gcr.io.", "google.internal."];

/** Names of DNS for which a network answers in its own way. */
export class DnsName {
  /**
   * Notes what is wrong with one: it is seen in a plan what is answered, and nobody answers for all of the internet.
   */
  public static validate(validator: Validator, prop: string, name: string): void {
    if (Token.isUnresolved(name)) {
      validator.problem(`${prop}: must be a literal`);
      return;
    }
    validator.requires(
      prop,
      name,
      /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+$/,
      'must be a DNS name in lower case that ends with ".", such as "internal.example."',
    );
    const google = GOOGLE.find((one) => `.${name}`.endsWith(`.${one}`));
    if (google !== undefined) {
      validator.problem(
        `${prop} ${JSON.stringify(name)}: ${google} is Google's own; its way is GoogleApisAccess of the network`,
      );
    }
  }

  /** As a part of a name in Google Cloud, which no two names share: those that would have a hash. */
  public static slug(name: string): string {
    const text = name
      .replace(/\.$/, "")
      .replaceAll(/[._]+/g, "-")
      .replaceAll(/^-+|-+$/g, "");
    // Only of a name without "-" and "_" does the text say which one it is.
    if (text.length <= LONGEST && !/[_-]/.test(name)) return text;
    const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH);
    return `${text.slice(0, LONGEST - HASH - 1).replace(/-+$/, "")}-${hash}`.replace(/^-/, "");
  }
}
