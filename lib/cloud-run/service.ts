import { CloudRunV2Service } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { CloudRunV2ServiceIamMember } from "@cdktf/provider-google/lib/cloud-run-v2-service-iam-member";
import { Token } from "cdktf";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Duration } from "../core/duration";
import { Given } from "../core/given";
import { literalText } from "../core/literal-text";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal, IServiceAccount } from "../iam";
import { GoogleNames } from "../project/google-names";
import { InvokerCheck } from "./invoker-check";
import type { Probe } from "./probe";
import { ResourceLimits } from "./resource-limits";
import { ServiceIngress } from "./service-ingress";
import type { IService, ServiceAttributes } from "./service-interface";
import { limitsOf, Workload } from "./workload";
import type { WorkloadProps } from "./workload-props";

/** @see https://cloud.google.com/run/docs/reference/iam/roles#run.invoker */
const INVOKER = "roles/run.invoker";
/**
 * What the image listens on, unless it is told otherwise by the variable PORT.
 *
 * @see https://cloud.google.com/run/docs/container-contract#port
 */
const PORT = 8_080;
/** @see https://cloud.google.com/run/docs/about-concurrency */
const CONCURRENCY = 80;
const MOST_CONCURRENCY = 1_000;
/** @see https://cloud.google.com/run/docs/configuring/max-instances */
const MAX_INSTANCES = 10;
const MOST_INSTANCES = 1_000;
/** @see https://cloud.google.com/run/docs/configuring/request-timeout */
const TIMEOUT_SECONDS = 300;
const MOST_TIMEOUT_SECONDS = 3_600;
const MOST_DESCRIPTION = 512;

export interface ServiceProps extends WorkloadProps {
  /**
   * At most 49 lower-case letters, digits and "-", beginning with a letter; 6 to 30 where its account is named after
   * it. Another name is another service.
   */
  readonly serviceName: string;
  /** For people. Reasons why it is open are told after it. @default - none */
  readonly description?: string;
  /** From where it can be called. @default ServiceIngress.internal() */
  readonly ingress?: ServiceIngress;
  /** Whether who calls must have been granted it. @default InvokerCheck.iam() */
  readonly invokerCheck?: InvokerCheck;
  /** What the container listens on, by HTTP. @default 8080 */
  readonly port?: number;
  /** How many requests an instance takes at a time, 1 to 1000. @default 80 */
  readonly concurrency?: number;
  /** How many instances there are at least. @default 0 */
  readonly minInstances?: number;
  /** How many instances there are at most: a bound on the cost. @default 10 */
  readonly maxInstances?: number;
  /** Whether an instance has its CPUs between requests too, for work that goes on after an answer. @default false */
  readonly cpuAlwaysAllocated?: boolean;
  /** How long a request may take, at most an hour. @default 5 minutes */
  readonly timeout?: Duration;
  /** How it is learned that an instance has started. @default - Cloud Run's own: it connects to the port */
  readonly startupProbe?: Probe;
  /** How it is learned that an instance has to be started anew. @default - not at all */
  readonly livenessProbe?: Probe;
}

abstract class ServiceBase extends Construct implements IService {
  public abstract readonly serviceName: string;
  public abstract readonly location: string;
  public abstract readonly project: string;
  public abstract readonly serviceResource?: TerraformResource;

  public get resourceName(): string {
    return `projects/${this.project}/locations/${this.location}/services/${this.serviceName}`;
  }

  public grantInvoke(principal: IPrincipal): Grant {
    const { project, location, serviceName: name } = this;
    const grant = Grant.once(
      this,
      INVOKER,
      principal,
      (scope, id) =>
        new CloudRunV2ServiceIamMember(scope, id, { project, location, name, role: INVOKER, member: principal.member }),
    );
    if (grant.isNew && this.serviceResource !== undefined) {
      Ordering.after(grant.resource, this.serviceResource);
      // A service that is replaced under its name takes its grants with it, and Terraform does not notice.
      Ordering.replacedWith(grant.resource, this.serviceResource);
    }
    return grant;
  }
}

/**
 * Defines a service of Cloud Run that nobody reaches from the internet and nobody may call, until it is said who may:
 * with an account of its own, which may do just what the props need, an image that is pinned, and secrets by their
 * names only.
 *
 * @see https://cloud.google.com/run/docs/overview/what-is-cloud-run
 */
export class Service extends ServiceBase {
  /** A service that exists already. @throws ValidationError when a name is not valid */
  public static fromServiceAttributes(scope: Construct, id: string, attributes: ServiceAttributes): IService {
    Given.props(scope, id, attributes);
    class Import extends ServiceBase {
      public readonly serviceName = attributes.serviceName;
      public readonly location = attributes.location;
      public readonly project = attributes.project;
      public readonly serviceResource = undefined;
    }
    const service = new Import(scope, id);
    const validator = new Validator(service);
    Workload.validateName(validator, "serviceName", attributes.serviceName);
    GoogleNames.validatePlace(validator, attributes);
    validator.throwIfAny();
    return service;
  }

  public readonly serviceName: string;
  public readonly location: string;
  public readonly project: string;
  public readonly serviceResource?: TerraformResource;
  /** What it runs as. */
  public readonly serviceAccount: IServiceAccount;
  /** Its address, `https://…`, which is known once it is deployed. */
  public readonly uri: string;

  /** @throws ValidationError when a prop is not valid, a secret stands in clear, or the image is not pinned */
  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    Given.props(scope, id, props, { image: { text: "a ContainerImage", has: "imageUri" } });
    const project = StackProvider.googleProject(this, props.project);
    const { ingress = ServiceIngress.internal(), invokerCheck = InvokerCheck.iam() } = props;
    const description = descriptionOf(props, ingress, invokerCheck);
    validateAll(this, props, project, description);

    const { port = PORT, minInstances = 0, maxInstances = Math.max(MAX_INSTANCES, minInstances) } = props;
    const workload = new Workload(this, "service", props.serviceName, props, project);
    const resource = new CloudRunV2Service(this, "Resource", {
      name: props.serviceName,
      project,
      location: props.location,
      description: description === undefined ? undefined : literalText(description),
      ingress: ingress.ingress,
      invokerIamDisabled: invokerCheck.isOn ? undefined : true,
      deletionProtection: props.deletionProtection ?? false,
      labels: props.labels === undefined ? undefined : { ...props.labels },
      template: {
        ...workload.template,
        timeout: `${props.timeout?.toSeconds() ?? TIMEOUT_SECONDS}s`,
        maxInstanceRequestConcurrency: props.concurrency ?? CONCURRENCY,
        scaling: { minInstanceCount: minInstances, maxInstanceCount: maxInstances },
        containers: [
          {
            ...workload.container,
            ports: { containerPort: port },
            resources: {
              limits: ResourceLimits.toTerraform(limitsOf(props)),
              cpuIdle: !(props.cpuAlwaysAllocated ?? false),
            },
            startupProbe: props.startupProbe?._toTerraform(port),
            livenessProbe: props.livenessProbe?._toTerraform(port),
          },
        ],
      },
      dependsOn: workload.dependables,
    });
    workload.complete(resource, "template");
    this.serviceResource = resource;
    this.serviceAccount = workload.serviceAccount;
    this.serviceName = props.serviceName;
    this.location = props.location;
    this.project = project ?? resource.project;
    this.uri = resource.uri;
  }
}

function validateAll(
  service: Service,
  props: ServiceProps,
  project: string | undefined,
  description: string | undefined,
): void {
  const validator = new Validator(service);
  Workload.validate(validator, service, "serviceName", props.serviceName, props);
  validateService(validator, props);
  if (description !== undefined && description.length > MOST_DESCRIPTION) {
    validator.problem(
      `description: has ${description.length} characters with the reasons; at most ${MOST_DESCRIPTION} are allowed`,
    );
  }
  const place = `projects/${project ?? ""}/locations/${props.location}`;
  const taken = UniqueNames.take(service, `${place}/services/${props.serviceName}`);
  if (taken !== undefined) validator.problem(`serviceName ${taken}`);
  validator.throwIfAny();
}

function validateService(validator: Validator, props: ServiceProps): void {
  const { minInstances, maxInstances, startupProbe, livenessProbe, timeout } = props;
  for (const [prop, reason] of [
    ["ingress", props.ingress?.reason],
    ["invokerCheck", props.invokerCheck?.reason],
  ] as const) {
    if (reason?.trim() === "") validator.problem(`${prop}: opens the service; give the reason`);
  }
  validator.inRange("port", props.port, 1, 65_535);
  validator.inRange("concurrency", props.concurrency, 1, MOST_CONCURRENCY);
  validator.inRange("minInstances", minInstances, 0, MOST_INSTANCES);
  validator.inRange("maxInstances", maxInstances, 1, MOST_INSTANCES);
  for (const count of [props.port, props.concurrency, minInstances, maxInstances]) {
    if (Token.isUnresolved(count)) validator.problem("port, concurrency and instances: must be literals");
  }
  if (minInstances !== undefined && maxInstances !== undefined && minInstances > maxInstances) {
    validator.problem(`minInstances "${minInstances}": are more than maxInstances "${maxInstances}"`);
  }
  validator.inRange("timeout in seconds", timeout?.toSeconds(), 1, MOST_TIMEOUT_SECONDS);
  startupProbe?._validate(validator, "startupProbe");
  livenessProbe?._validate(validator, "livenessProbe");
}

/** What people read in the console and in a review: the description, and why it is open. */
function descriptionOf(
  { description }: ServiceProps,
  ingress: ServiceIngress,
  invokerCheck: InvokerCheck,
): string | undefined {
  const parts = [
    description,
    ingress.reason === undefined ? undefined : `Reached from everywhere: ${ingress.reason}`,
    invokerCheck.reason === undefined ? undefined : `Called by everybody: ${invokerCheck.reason}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(". ");
}
