import { Given } from "../core/given";

/**
 * From where a service can be called at all. Who may call it is another question.
 *
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
export class ServiceIngress {
  /**
   * From networks of the project, from its perimeter, and from Google's own services there, such as Scheduler, Tasks,
   * Eventarc, Pub/Sub and Workflows.
   */
  public static internal(): ServiceIngress {
    return new ServiceIngress("INGRESS_TRAFFIC_INTERNAL_ONLY");
  }

  /** As `internal`, and through an external load balancer, which may check who comes before. */
  public static internalAndLoadBalancer(): ServiceIngress {
    return new ServiceIngress("INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER");
  }

  /**
   * From the whole internet.
   *
   * @param reason why, for those who read the code; it is told in the service's description
   */
  public static everywhere(reason: string): ServiceIngress {
    return new ServiceIngress("INGRESS_TRAFFIC_ALL", Given.text("reason", reason));
  }

  private constructor(
    /** As the API says it. */
    public readonly ingress: string,
    /** Why it is open; undefined where it is not. */
    public readonly reason?: string,
  ) {}
}
