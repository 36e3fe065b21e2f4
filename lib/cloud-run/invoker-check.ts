import { Given } from "../core/given";

/** Whether Cloud Run asks who calls a service. @see https://cloud.google.com/run/docs/securing/managing-access */
export class InvokerCheck {
  /** Only who was granted it may call: `grantInvoke`. */
  public static iam(): InvokerCheck {
    return new InvokerCheck(true);
  }

  /**
   * Everybody may call who can reach it: the program has to check for itself, as with the signatures of a web hook.
   *
   * @param reason why, for those who read the code; it is told in the service's description
   */
  public static none(reason: string): InvokerCheck {
    return new InvokerCheck(false, Given.text("reason", reason));
  }

  private constructor(
    /** Whether a role is asked for. */
    public readonly isOn: boolean,
    /** Why none is; undefined where one is. */
    public readonly reason?: string,
  ) {}
}
