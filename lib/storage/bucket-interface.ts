import type { IConstruct } from "constructs";
import type { TerraformResource } from "cdktf";
import type { Grant, IPrincipal } from "../iam";

/** A Cloud Storage bucket, defined here or elsewhere. */
export interface IBucket extends IConstruct {
  /** Its name, which is unique in all of Google Cloud, without `gs://`. */
  readonly bucketName: string;
  /** `gs://BUCKET` */
  readonly url: string;
  /** Where it is, for example `US-CENTRAL1` or `us-central1`; none where that is not known. */
  readonly location?: string;
  /** The resource that makes the bucket, which its objects wait for; none for an imported one. */
  readonly bucketResource?: TerraformResource;
  /** Lets a principal read and list objects, by `roles/storage.objectViewer` on this bucket. */
  grantRead(principal: IPrincipal): Grant;
  /** Lets a principal read, list, write and delete objects, by `roles/storage.objectUser` on this bucket. */
  grantWrite(principal: IPrincipal): Grant;
}
