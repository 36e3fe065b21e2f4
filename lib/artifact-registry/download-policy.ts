import { ValidationError } from "../core";
import type { AllowedPackages } from "../packages";

/** What may be downloaded from a repository. There is no default: whoever defines a repository says it. */
export class DownloadPolicy {
  /**
   * Only these packages, in these versions: everything else is denied. With `AllowedPackages.none()` nothing can be
   * downloaded.
   *
   * @throws ValidationError when it is not an AllowedPackages
   */
  public static allowOnly(packages: AllowedPackages): DownloadPolicy {
    // Callers from plain JavaScript may pass a list of names, which must not end as "nothing to enforce".
    if (!Array.isArray((packages as Partial<AllowedPackages> | undefined)?.packages)) {
      throw new ValidationError(["allowOnly: needs an AllowedPackages, for example AllowedPackages.fromLockfile(\"requirements.lock\")"]);
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

  private constructor(
    /** What is allowed; undefined where everything is. */
    public readonly packages?: AllowedPackages,
    /** Why everything is allowed; undefined where it is not. */
    public readonly reason?: string,
  ) {}
}
