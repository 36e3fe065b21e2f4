import type { StorageBucketLifecycleRule } from "@cdktf/provider-google/lib/storage-bucket";
import { ValidationError } from "../core/errors";
import type { Duration } from "../core/duration";
import { Given } from "../core/given";
import { wholeDays } from "./deleted-objects";

/** How dear it is to keep objects, and to read them. @see https://cloud.google.com/storage/docs/storage-classes */
export enum StorageClass {
  STANDARD = "STANDARD",
  NEARLINE = "NEARLINE",
  COLDLINE = "COLDLINE",
  ARCHIVE = "ARCHIVE",
}

/** Which objects a rule is about. */
export interface LifecycleScope {
  /** What their names begin with, for example `contexts/`. @default - every object */
  readonly prefixes?: string[];
}

/**
 * What happens to objects when they are old.
 *
 * @see https://cloud.google.com/storage/docs/lifecycle
 */
export class LifecycleRule {
  /** Deletes them. @throws ValidationError unless the age is in whole days */
  public static deleteAfter(age: Duration, scope: LifecycleScope = {}): LifecycleRule {
    return new LifecycleRule("Delete", "deleteAfter", age, scope);
  }

  /** Keeps them in another class from then on. @throws ValidationError unless the age is in whole days */
  public static moveAfter(age: Duration, storageClass: StorageClass, scope: LifecycleScope = {}): LifecycleRule {
    return new LifecycleRule("SetStorageClass", "moveAfter", age, scope, storageClass);
  }

  /** Drops uploads in parts that were never finished. @throws ValidationError unless the age is in whole days */
  public static abortUploadsAfter(age: Duration, scope: LifecycleScope = {}): LifecycleRule {
    return new LifecycleRule("AbortIncompleteMultipartUpload", "abortUploadsAfter", age, scope);
  }

  private readonly days: number;
  private readonly prefixes?: readonly string[];

  private constructor(
    private readonly action: string,
    name: string,
    age: Duration,
    scope: LifecycleScope,
    private readonly storageClass?: StorageClass,
  ) {
    this.days = wholeDays(name, age);
    Given.options("scope", scope);
    // An empty list would be every object to the service, which nobody who wrote it can have meant.
    if (scope.prefixes?.length === 0 || scope.prefixes?.includes("") === true) {
      throw new ValidationError([
        `${name} prefixes: must name one at least, none empty; leave them out for every object`,
      ]);
    }
    this.prefixes = scope.prefixes;
  }

  /** @internal @jsii ignore */
  public toTerraform(): StorageBucketLifecycleRule {
    return {
      action: { type: this.action, storageClass: this.storageClass },
      condition: { age: this.days, matchesPrefix: this.prefixes === undefined ? undefined : [...this.prefixes] },
    };
  }
}
