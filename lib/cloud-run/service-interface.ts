import type { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import type { Grant, IPrincipal } from "../iam";

/** A Cloud Run service, defined here or elsewhere. */
export interface IService extends IConstruct {
  readonly serviceName: string;
  readonly location: string;
  readonly project: string;
  /** `projects/PROJECT/locations/LOCATION/services/SERVICE` */
  readonly resourceName: string;
  /** The resource that makes the service; none for an imported one. */
  readonly serviceResource?: TerraformResource;
  /** Lets a principal call it, by `roles/run.invoker` on this service. It does not open the ingress. */
  grantInvoke(principal: IPrincipal): Grant;
}

/** How a service that exists already is found. */
export interface ServiceAttributes {
  readonly serviceName: string;
  readonly location: string;
  readonly project: string;
}
