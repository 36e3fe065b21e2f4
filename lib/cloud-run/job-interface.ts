import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { Grant, IPrincipal } from "../iam";

/** A Cloud Run job, defined here or elsewhere. */
export interface IJob extends IConstruct {
  readonly jobName: string;
  readonly location: string;
  readonly project: string;
  /** `projects/PROJECT/locations/LOCATION/jobs/JOB` */
  readonly resourceName: string;
  /** The resource that makes the job; none for an imported one. */
  readonly jobResource?: TerraformResource;
  /** Lets a principal run it as it is, by `roles/run.invoker` on this job; not with other arguments or variables. */
  grantRun(principal: IPrincipal): Grant;
}

/** How a job that exists already is found. */
export interface JobAttributes {
  readonly jobName: string;
  readonly location: string;
  readonly project: string;
}
