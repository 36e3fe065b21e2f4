import { Token } from "cdktf";
import { Given } from "../core/given";
import type { Kind } from "../core/given";
import type { Validator } from "../core/validator";
import type { IServiceAccount } from "../iam";

const ACCOUNT = { text: "a ServiceAccount", has: "serviceAccountEmail" };

/**
 * Which hosts of a network a rule is for. Service accounts are the safer choice: who may change a host's tags may not
 * give it another identity.
 *
 * @see https://cloud.google.com/firewall/docs/firewalls#service-accounts-vs-tags
 */
export class FirewallTargets {
  /** @internal @jsii ignore */
  public static readonly KIND: Kind = {
    text: "a FirewallTargets, for example FirewallTargets.tags(...)",
    has: "validate",
  };

  /** Every host. */
  public static all(): FirewallTargets {
    return new FirewallTargets();
  }

  /** The hosts that run as one of these, at most 10. */
  public static serviceAccounts(...accounts: IServiceAccount[]): FirewallTargets {
    const emails = accounts.map((account) => Given.object("account", account, ACCOUNT).serviceAccountEmail);
    return new FirewallTargets(emails);
  }

  /** The hosts that carry one of these network tags, at most 70. */
  public static tags(...tags: string[]): FirewallTargets {
    Given.texts("tags", tags);
    return new FirewallTargets(undefined, tags);
  }

  private constructor(
    public readonly serviceAccountEmails?: string[],
    public readonly networkTags?: string[],
  ) {}

  /** Notes what is wrong with them. @internal @jsii ignore */
  public validate(validator: Validator, place: string): void {
    // A rule with an empty list of targets would be for every host.
    for (const [kind, list, most] of [
      ["service account", this.serviceAccountEmails, 10],
      ["tag", this.networkTags, 70],
    ] as const) {
      if (list !== undefined && (list.length === 0 || list.length > most)) {
        validator.problem(
          `${place} targets: ${list.length} of kind ${kind}; must be 1 to ${most}, or FirewallTargets.all()`,
        );
      }
    }
    for (const tag of this.networkTags ?? []) {
      if (!Token.isUnresolved(tag)) {
        validator.matches(
          `${place} tag`,
          tag,
          /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
          'must be at most 63 lower-case letters, digits and "-", beginning with a letter',
        );
      }
    }
  }
}
