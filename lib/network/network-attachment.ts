import { ComputeNetworkAttachment } from "@cdktf/provider-google/lib/compute-network-attachment";
import { Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { Given } from "../core/given";
import { IpRange } from "../core/ip-range";
import { Ordering } from "../core/ordering";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import { NetworkParts } from "./network-parts";
import type { ISubnet } from "./vpc-interface";

/**
 * Each interface takes an address, and Google asks for no less.
 *
 * @see https://cloud.google.com/vertex-ai/docs/general/vpc-psc-i-setup
 */
const LONGEST_PREFIX = 28;

const SUBNET = { text: "a subnet of a network", has: "subnetName" };

/** A network attachment, defined here or elsewhere. */
export interface INetworkAttachment extends IConstruct {
  readonly attachmentName: string;
  /** For example `us-central1`; the service that uses it must be there. */
  readonly region: string;
  readonly project: string;
  /** `projects/PROJECT/regions/REGION/networkAttachments/NAME` */
  readonly resourceName: string;
}

/** How a network attachment that exists already is found. */
export interface NetworkAttachmentAttributes {
  readonly attachmentName: string;
  readonly region: string;
  readonly project: string;
}

export interface NetworkAttachmentProps {
  /**
   * At most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-". Another name is
   * another attachment.
   */
  readonly attachmentName: string;
  /** The subnet that interfaces get their addresses from, /28 at the smallest. Its region is the attachment's. */
  readonly subnet: ISubnet;
  /**
   * Whether any project of Google Cloud may attach itself. Otherwise only those on the list, which services such as
   * Vertex AI write themselves when they are let use the attachment.
   *
   * @default false
   */
  readonly acceptAll?: boolean;
  /** @default - none */
  readonly description?: string;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

abstract class NetworkAttachmentBase extends Construct implements INetworkAttachment {
  public abstract readonly attachmentName: string;
  public abstract readonly region: string;
  public abstract readonly project: string;

  public get resourceName(): string {
    return `projects/${this.project}/regions/${this.region}/networkAttachments/${this.attachmentName}`;
  }
}

/**
 * Lets a service of Google's put network interfaces into a subnet of yours (Private Service Connect interface).
 *
 * Google does not delete it while a service holds it: after the last job of Vertex AI that is up to an hour, and until
 * then a destroy fails and is tried again later.
 *
 * @see https://cloud.google.com/vpc/docs/about-network-attachments
 */
export class NetworkAttachment extends NetworkAttachmentBase {
  /** A network attachment that exists already. @throws ValidationError when a name is not valid */
  public static fromNetworkAttachmentAttributes(
    scope: Construct,
    id: string,
    attributes: NetworkAttachmentAttributes,
  ): INetworkAttachment {
    Given.props(scope, id, attributes);
    class Import extends NetworkAttachmentBase {
      public readonly attachmentName = attributes.attachmentName;
      public readonly region = attributes.region;
      public readonly project = attributes.project;
    }
    const attachment = new Import(scope, id);
    const validator = new Validator(attachment);
    validateName(validator, attributes.attachmentName);
    validator.requires("region", attributes.region, ...GoogleNames.REGION);
    validator.requires("project", attributes.project, ...GoogleNames.PROJECT);
    validator.throwIfAny();
    return attachment;
  }

  public readonly attachmentName: string;
  public readonly region: string;
  public readonly project: string;
  /** What a schedule needs before it names the attachment, and holds longer than that. */
  public readonly dependables: ITerraformDependable[];

  /** @throws ValidationError when the name is not valid, or the subnet too small */
  constructor(scope: Construct, id: string, props: NetworkAttachmentProps) {
    super(scope, id);
    Given.props(scope, id, props, { subnet: SUBNET });
    const { attachmentName, subnet } = props;
    const validator = new Validator(this);
    validateName(validator, attachmentName);
    validateSubnet(validator, subnet);
    const taken = UniqueNames.take(
      this,
      `projects/${subnet.project}/regions/${subnet.region}/networkAttachments/${attachmentName}`,
    );
    if (taken !== undefined) validator.problem(`attachmentName ${taken}`);
    validator.throwIfAny();
    this.attachmentName = attachmentName;
    this.region = subnet.region;
    this.project = subnet.project;
    const resource = new ComputeNetworkAttachment(this, "Resource", {
      name: attachmentName,
      project: subnet.project,
      region: subnet.region,
      description: props.description,
      subnetworks: [subnet.resourceName],
      connectionPreference: props.acceptAll === true ? "ACCEPT_AUTOMATIC" : "ACCEPT_MANUAL",
      dependsOn: Ordering.dependsOn(props.dependsOn),
      // The service that uses it writes its own projects into the list, which must not be taken out again.
      lifecycle: { ignoreChanges: ["producer_accept_lists"] },
    });
    const parts = NetworkParts.of(subnet.vpc);
    const { region, subnetName: name } = subnet;
    const defined = parts.subnetResource({ region, name });
    parts.add(resource, ...(defined === undefined ? [] : [defined]));
    this.dependables = [resource];
  }
}

function validateName(validator: Validator, name: string): void {
  validator.requires(
    "attachmentName",
    name,
    /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
  );
}

function validateSubnet(validator: Validator, { subnetName, ipCidrRange }: ISubnet): void {
  if (ipCidrRange === undefined || Token.isUnresolved(ipCidrRange)) return;
  if (IpRange.parse(ipCidrRange).prefixLength <= LONGEST_PREFIX) return;
  validator.problem(
    `subnet ${JSON.stringify(subnetName)}: ${ipCidrRange} is too small for interfaces; ` +
      `give it a range of /${LONGEST_PREFIX} or larger`,
  );
}
