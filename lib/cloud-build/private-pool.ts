import { CloudbuildWorkerPool } from "@cdktf/provider-google/lib/cloudbuild-worker-pool";
import { TerraformResource, TerraformStack, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import type { IVpc } from "../network";
import { GoogleNames } from "../project/google-names";
import type { IPrivatePool, PrivatePoolAttributes } from "./private-pool-interface";

const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME_ALLOWED =
  'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"';
/** @see https://cloud.google.com/build/docs/private-pools/worker-pool-config-file-schema */
const DISK = [100, 4_000] as const;

export interface PrivatePoolProps {
  /** At most 63 lower-case letters, digits and "-". Another name is another pool. */
  readonly poolName: string;
  /** A region, for example `us-central1`: builds of this region can run in it. */
  readonly location: string;
  /**
   * The network that its machines are on, by private services access (`PrivateServicesAccess`), which has to be there
   * first. Another one replaces the pool.
   *
   * The other way, a network attachment (`private_service_connect`), is not offered: google 7.45.0 does not send it,
   * and wants to replace the pool in each plan.
   */
  readonly vpc: IVpc;
  /** The number (not the id) of the network's project, which the service names networks by. */
  readonly networkProjectNumber: string;
  /**
   * Which part of the range of private services access it takes: a prefix such as `/29`, or a range such as
   * `192.168.0.0/28`.
   *
   * @default - /24 of it
   */
  readonly ipRange?: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** @default "e2-medium" */
  readonly machineType?: string;
  /** In GB, 100 to 4000. @default 100 */
  readonly diskSizeGb?: number;
  /**
   * Whether its machines may reach the internet by external addresses. Without, they reach the network and what its
   * routes lead to: builders and bases have to come through repositories that it reaches.
   *
   * @default false
   */
  readonly externalAddresses?: boolean;
  /** What must exist first: the connection of private services access, the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

abstract class PrivatePoolBase extends Construct implements IPrivatePool {
  public abstract readonly poolName: string;
  public abstract readonly location: string;
  public abstract readonly project: string;
  public abstract readonly poolResource?: TerraformResource;

  public get resourceName(): string {
    return `projects/${this.project}/locations/${this.location}/workerPools/${this.poolName}`;
  }
}

/**
 * Defines machines that run builds inside a network, without a way to the internet of their own.
 *
 * @see https://cloud.google.com/build/docs/private-pools/private-pools-overview
 */
export class PrivatePool extends PrivatePoolBase {
  /** A pool that exists already. @throws ValidationError when a name is not valid */
  public static fromPrivatePoolAttributes(
    scope: Construct,
    id: string,
    attributes: PrivatePoolAttributes,
  ): IPrivatePool {
    Given.props(scope, id, attributes);
    class Import extends PrivatePoolBase {
      public readonly poolName = attributes.poolName;
      public readonly location = attributes.location;
      public readonly project = attributes.project;
      public readonly poolResource = undefined;
    }
    const pool = new Import(scope, id);
    const validator = new Validator(pool);
    validator.requires("poolName", attributes.poolName, NAME, NAME_ALLOWED);
    GoogleNames.validatePlace(validator, attributes);
    validator.throwIfAny();
    return pool;
  }

  public readonly poolName: string;
  public readonly location: string;
  public readonly project: string;
  public readonly poolResource?: TerraformResource;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: PrivatePoolProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: { text: "a network, for example a PrivateVpc", has: "networkName" } });
    refuseAttachment(this, props);
    const project = StackProvider.googleProject(this, props.project);
    const validator = new Validator(this);
    validatePool(validator, props);
    const taken = UniqueNames.take(
      this,
      `projects/${project ?? ""}/locations/${props.location}/workerPools/${props.poolName}`,
    );
    if (taken !== undefined) validator.problem(`poolName ${taken}`);
    validator.throwIfAny();
    const { vpc, dependsOn = [] } = props;
    const isHere = TerraformStack.of(vpc) === TerraformStack.of(this);
    if (!isHere) TerraformStack.of(this).addDependency(TerraformStack.of(vpc));
    const resource = new CloudbuildWorkerPool(this, "Resource", {
      name: props.poolName,
      location: props.location,
      project,
      networkConfig: {
        // With the id instead of the number, each plan replaces the pool.
        peeredNetwork: `projects/${props.networkProjectNumber}/global/networks/${vpc.networkName}`,
        peeredNetworkIpRange: props.ipRange,
      },
      workerConfig: {
        machineType: props.machineType ?? "e2-medium",
        diskSizeGb: props.diskSizeGb ?? DISK[0],
        noExternalIp: !(props.externalAddresses ?? false),
      },
      dependsOn: Ordering.dependsOn([...dependsOn, ...(isHere ? vpc.dependables : [])]),
    });
    const network: unknown = vpc.node.defaultChild;
    if (TerraformResource.isTerraformResource(network)) Ordering.replacedWith(resource, network);
    this.poolResource = resource;
    this.poolName = props.poolName;
    this.location = props.location;
    this.project = project ?? resource.project;
  }
}

/** Who writes plain JavaScript, or copies from the provider's page, is told why. */
function refuseAttachment(pool: Construct, props: PrivatePoolProps): void {
  for (const name of ["privateServiceConnect", "networkAttachment"]) {
    if (Reflect.get(props, name) === undefined) continue;
    throw new ValidationError(
      [
        `${name}: google 7.45.0 never sends private_service_connect, so that the pool would be on no network ` +
          "and replaced in each plan; give vpc, with private services access",
      ],
      pool.node.path,
    );
  }
}

function validatePool(validator: Validator, props: PrivatePoolProps): void {
  validator.requires("poolName", props.poolName, NAME, NAME_ALLOWED);
  validator.requires("location", props.location, ...GoogleNames.REGION);
  validator.requires("networkProjectNumber", props.networkProjectNumber, ...GoogleNames.PROJECT_NUMBER);
  validator.matches("project", props.project, ...GoogleNames.PROJECT);
  validator.matches(
    "machineType",
    props.machineType,
    /^[a-z][a-z0-9]*-[a-z0-9-]*[a-z0-9]$/,
    "must be a machine type, for example e2-standard-4",
  );
  validator.inRange("diskSizeGb", props.diskSizeGb, ...DISK);
  const { ipRange } = props;
  if (ipRange === undefined || Token.isUnresolved(ipRange)) return;
  const prefix = /^(?:\d{1,3}(?:\.\d{1,3}){3})?\/(\d{1,2})$/.exec(ipRange)?.[1];
  if (prefix === undefined || Number(prefix) > 29) {
    validator.problem(
      `ipRange ${JSON.stringify(ipRange)}: must be a prefix such as /24, or a range such as 192.168.0.0/24, ` +
        "/29 at the smallest",
    );
  }
}
