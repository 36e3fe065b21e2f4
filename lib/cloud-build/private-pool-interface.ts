import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";

/** A private pool of Cloud Build, defined here or elsewhere. */
export interface IPrivatePool extends IConstruct {
  readonly poolName: string;
  readonly location: string;
  readonly project: string;
  /** `projects/PROJECT/locations/LOCATION/workerPools/POOL` */
  readonly resourceName: string;
  /** The resource that makes the pool; none for an imported one. */
  readonly poolResource?: TerraformResource;
}

/** How a pool that exists already is found. */
export interface PrivatePoolAttributes {
  readonly poolName: string;
  readonly location: string;
  readonly project: string;
}
