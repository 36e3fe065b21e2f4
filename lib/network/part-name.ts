import { createHash } from "node:crypto";
import { Token } from "cdktf";

/** The longest name that Compute Engine and Cloud DNS accept. @see https://www.rfc-editor.org/rfc/rfc1035 */
const LONGEST = 63;

/**
 * Names of what lies on a network: the network's name and what the part does. Many of them are unique in a project only
 * if they hold the network's name; where that is too long, it is cut, and a hash of it keeps the name unique.
 */
export class PartName {
  /** @param purpose lower-case letters, digits and "-", at most 45 */
  public static of(networkName: string, purpose: string): string {
    const name = `${networkName}-${purpose}`;
    if (Token.isUnresolved(networkName) || name.length <= LONGEST) return name;
    const hash = createHash("sha256").update(networkName).digest("hex").slice(0, 6);
    const kept = networkName.slice(0, LONGEST - purpose.length - hash.length - 2).replace(/-+$/, "");
    return `${kept}-${hash}-${purpose}`;
  }
}
