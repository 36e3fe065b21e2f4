import { DataGoogleStorageBucket } from "@cdktf/provider-google/lib/data-google-storage-bucket";
import { Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Validator } from "../core/validator";
import type { IBucket } from "../storage";

/**
 * Multi-regions, and how the names of their regions begin.
 *
 * @see https://cloud.google.com/storage/docs/locations#location-mr
 */
const MULTI_REGIONS: Readonly<Record<string, RegExp>> = { us: /^us-/, eu: /^europe-/, asia: /^asia-/ };

/**
 * An index stands beside its bucket, and its bucket is nobody else's: of one that is defined here it is known, of
 * another one it is asked.
 */
export class BucketCheck {
  /** Notes what is wrong with a bucket for an index in a region. */
  public static validate(validator: Validator, { bucketName, location }: IBucket, region: string): void {
    if (location === undefined || Token.isUnresolved(location) || Token.isUnresolved(region)) return;
    if (BucketCheck.isNear(location, region)) return;
    validator.problem(
      `bucket ${JSON.stringify(bucketName)}: is in ${JSON.stringify(location.toLowerCase())}; ` +
        `it must be in the location ${JSON.stringify(region)}, since each page and file is read from it`,
    );
  }

  /**
   * A question to the service, at each plan, that must be answered before what serves the bucket is made: none where
   * the bucket is defined here.
   */
  public static ask(scope: Construct, bucket: IBucket, region: string): ITerraformDependable[] {
    const { bucketName, bucketResource, location } = bucket;
    if (bucketResource !== undefined && location !== undefined && !Token.isUnresolved(location)) return [];
    const found = new DataGoogleStorageBucket(scope, "Bucket", { name: bucketName });
    const multiRegion = Object.keys(MULTI_REGIONS).find((name) => MULTI_REGIONS[name]?.test(region) === true);
    const near = [region, ...(multiRegion === undefined ? [] : [multiRegion])];
    found.lifecycle = {
      postcondition: [
        {
          condition: `\${contains(${JSON.stringify(near)}, lower(self.location))}`,
          errorMessage:
            `the bucket "${bucketName}" must be in ${near.join(" or ")}, ` + "since each page and file is read from it",
        },
        {
          condition: '${self.public_access_prevention == "enforced" && self.uniform_bucket_level_access}',
          errorMessage:
            `the bucket "${bucketName}" could be made public; enforce its public access prevention, ` +
            "and switch uniform bucket-level access on",
        },
      ],
    };
    return [found];
  }

  private static isNear(location: string, region: string): boolean {
    const name = location.toLowerCase();
    return name === region || MULTI_REGIONS[name]?.test(region) === true;
  }
}
