import type { StorageBucketConfig, StorageBucketLifecycleRule } from "@cdktf/provider-google/lib/storage-bucket";
import type { Duration } from "../core/duration";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";

const DAY = 86_400;
const DURATION = { text: "a Duration, for example Duration.days(7)", has: "toSeconds" };
/** @see https://cloud.google.com/storage/docs/soft-delete#retention-duration */
const LEAST_SOFT_DELETE_DAYS = 7;
/** @see https://cloud.google.com/storage/docs/soft-delete#retention-duration */
const MOST_SOFT_DELETE_DAYS = 90;

/**
 * What becomes of objects that are deleted or overwritten. Google's own default, seven days, costs and keeps more than
 * many expect.
 */
export class DeletedObjects {
  /** Deleted and overwritten objects are gone at once, for what can be made again at any time. */
  public static gone(): DeletedObjects {
    return new DeletedObjects(0);
  }

  /**
   * They can be restored for a time, the bucket too.
   *
   * @param duration whole days, 7 to 90
   * @throws ValidationError when it is not
   * @see https://cloud.google.com/storage/docs/soft-delete
   */
  public static softDeleted(duration: Duration): DeletedObjects {
    const days = wholeDays("softDeleted", duration);
    if (days < LEAST_SOFT_DELETE_DAYS || days > MOST_SOFT_DELETE_DAYS) {
      throw new ValidationError([
        `softDeleted "${days}" days: must be ${LEAST_SOFT_DELETE_DAYS} to ${MOST_SOFT_DELETE_DAYS} days; ` +
          "for none at all say DeletedObjects.gone()",
      ]);
    }
    return new DeletedObjects(duration.toSeconds());
  }

  /**
   * Each object keeps its earlier versions, which can be read for as long as they are kept.
   *
   * @param duration how long an earlier version is kept, in whole days
   * @throws ValidationError when it is not in whole days
   * @see https://cloud.google.com/storage/docs/object-versioning
   */
  public static keptAsVersions(duration: Duration): DeletedObjects {
    return new DeletedObjects(0, wholeDays("keptAsVersions", duration));
  }

  private constructor(
    private readonly softDeleteSeconds: number,
    private readonly versionDays?: number,
  ) {}

  /**
   * For the bucket's resource. Both are always said, so that what the service has by default never shows as a change.
   *
   * @internal @jsii ignore
   */
  public toTerraform(): Pick<StorageBucketConfig, "versioning" | "softDeletePolicy"> {
    return {
      versioning: { enabled: this.versionDays !== undefined },
      softDeletePolicy: { retentionDurationSeconds: this.softDeleteSeconds },
    };
  }

  /** The lifecycle rules that end what is kept. @internal @jsii ignore */
  public lifecycleRules(): StorageBucketLifecycleRule[] {
    return this.versionDays === undefined
      ? []
      : [
          {
            action: { type: "Delete" },
            condition: { daysSinceNoncurrentTime: this.versionDays, withState: "ARCHIVED" },
          },
        ];
  }
}

/** @internal @throws ValidationError when the duration is not in whole days, the unit of Cloud Storage */
export function wholeDays(name: string, duration: Duration): number {
  const seconds = Given.object(name, duration, DURATION).toSeconds();
  if (seconds % DAY !== 0) {
    throw new ValidationError([
      `${name} "${seconds}" seconds: Cloud Storage counts whole days; use Duration.days(...)`,
    ]);
  }
  return seconds / DAY;
}
