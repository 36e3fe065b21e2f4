import { ValidationError } from "../core/errors";
import type { AllowedPackages } from "../packages";

const MARK: unique symbol = Symbol.for("cdktf-google-private-pypi.DownloadPolicy");

/** What may be downloaded from a repository. There is no default: whoever defines a repository says it. */
export class DownloadPolicy {
  /** Whether a value is a policy, also one of another copy of this library. */
  public static isDownloadPolicy(value: unknown): value is DownloadPolicy {
    return typeof value === "object" && value !== null && MARK in value;
  }

  /**
   * Only these packages, in these versions: everything else is denied. With `AllowedPackages.none()` nothing can be
   * downloaded.
   *
   * @throws ValidationError when it is not an AllowedPackages
   */
  public static allowOnly(packages: AllowedPackages): DownloadPolicy {
    // Callers from plain JavaScript may pass a list of names, which must not end as "nothing to enforce".
    if (!Array.isArray((packages as Partial<AllowedPackages> | undefined)?.packages)) {
      throw new ValidationError([
        'allowOnly: needs an AllowedPackages, for example AllowedPackages.fromLockfile("requirements.lock")',
      ]);
    }
    return new DownloadPolicy(packages);
  }

  /**
   * Everything, for a reason that a reviewer can read beside it.
   *
   * @throws ValidationError when the reason is empty
   */
  public static unrestricted(reason: string): DownloadPolicy {
    if (typeof reason !== "string" || reason.trim() === "") {
      throw new ValidationError(["unrestricted: say why everything may be downloaded, in a sentence for the reviewer"]);
    }
    return new DownloadPolicy(undefined, reason);
  }

  // Required, and not public: without it TypeScript would take any object, "{}" too, for a policy.
  /** @jsii ignore */
  protected readonly [MARK] = true;

  private constructor(
    /** What is allowed; undefined where everything is. */
    public readonly packages?: AllowedPackages,
    /** Why everything is allowed; undefined where it is not. */
    public readonly reason?: string,
  ) {}
}
