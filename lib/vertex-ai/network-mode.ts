import { Token } from "cdktf";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import { pipelineReach, type PipelineNetwork } from "../reachability/pipeline-networks";
import type { PipelineReach } from "../reachability/pipeline-reach";
import type { IServicePerimeter } from "../vpc-service-controls";

const OPEN = { isPeeringControlled: false, perimeter: "none" } as const;
const PERIMETER = { text: "a perimeter, for example new ServicePerimeter(this, ...)", has: "restrictedServices" };

/** Of a network, or of a range of addresses. @see https://cloud.google.com/compute/docs/naming-resources */
const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** DNS names that Vertex AI's side asks your network for. */
export interface DnsPeering {
  /** With the dot at the end, for example `internal.example.`. */
  readonly domain: string;
  /** The id of the project that holds the network. */
  readonly targetProject: string;
  /** The network's name. */
  readonly targetNetwork: string;
}

/** What `NetworkMode.pscInterface` may be told. */
export interface PscInterfaceOptions {
  /**
   * The project that holds the attachment, where that is not the one that runs pipelines (Shared VPC). It has to be
   * said, since Vertex AI needs a right there: `serviceAgents.grantNetworkAttachments(hostProject)`.
   *
   * @default - the project of the runtime
   */
  readonly hostProject?: string;
  /** The Vertex AI service agent needs `roles/dns.peer` in the target projects. @default - none */
  readonly dnsPeering?: DnsPeering[];
}

/** What `NetworkMode.peering` may be told. */
export interface PeeringOptions {
  /** The names of the reserved ranges that jobs take their addresses from. @default - any of the network's */
  readonly reservedIpRanges?: string[];
  /**
   * Says that VPC Service Controls are on for the peering (`google_service_networking_vpc_service_controls`), which
   * takes its default route away.
   *
   * @default false
   */
  readonly vpcServiceControls?: boolean;
}

/**
 * Where the code of a pipeline runs, as the network sees it. It always runs on machines of Google's, in a project that
 * is not yours.
 */
export class NetworkMode {
  /** On Google's network, apart from yours. @see https://cloud.google.com/vertex-ai/docs/general/netsec-overview */
  public static googleManaged(): NetworkMode {
    return new NetworkMode("Google-managed", {}, { ...OPEN, way: "google-managed" });
  }

  /**
   * On a network of Google's that is peered with yours (Private Services Access).
   *
   * @param network `projects/NUMBER/global/networks/NETWORK`, with the project's number
   * @see https://cloud.google.com/vertex-ai/docs/general/vpc-peering
   */
  public static peering(network: string, options: PeeringOptions = {}): NetworkMode {
    const { reservedIpRanges = [], vpcServiceControls = false } = Given.options("options", options);
    Given.text("network", network);
    Given.texts("reservedIpRanges", reservedIpRanges);
    const attributes = {
      network,
      ...(reservedIpRanges.length > 0 && { reserved_ip_ranges: [...reservedIpRanges] }),
    };
    return new NetworkMode("VPC peering", attributes, {
      ...OPEN,
      way: "peering",
      isPeeringControlled: vpcServiceControls,
    });
  }

  /**
   * With an interface in a subnet of yours (Private Service Connect interface).
   *
   * @param networkAttachment `projects/PROJECT/regions/REGION/networkAttachments/NAME`
   * @see https://cloud.google.com/vertex-ai/docs/general/vpc-psc-i-setup
   */
  public static pscInterface(networkAttachment: string, options: PscInterfaceOptions = {}): NetworkMode {
    const { dnsPeering = [], hostProject } = Given.options("options", options);
    Given.text("networkAttachment", networkAttachment);
    const peerings = dnsPeering.map(({ domain, targetProject, targetNetwork }) => ({
      domain,
      target_project: targetProject,
      target_network: targetNetwork,
    }));
    const config = {
      network_attachment: networkAttachment,
      ...(peerings.length > 0 && { dns_peering_configs: peerings }),
    };
    const place = { ...OPEN, way: "psc-interface" } as const;
    return new NetworkMode("PSC interface", { psc_interface_config: config }, place, hostProject);
  }

  private constructor(
    /** What it is called, such as `PSC interface`. */
    public readonly label: string,
    private readonly attributes: Readonly<Record<string, unknown>>,
    private readonly place: PipelineNetwork,
    private readonly hostProject?: string,
  ) {}

  /**
   * The same, where the project is inside of a perimeter. It changes nothing of how pipelines run, and what is said of
   * what they reach; a dry run, or a perimeter that does not restrict Vertex AI, closes nothing.
   */
  public inPerimeter(perimeter: IServicePerimeter): NetworkMode {
    const { enforcement, restrictedServices } = Given.object("perimeter", perimeter, PERIMETER);
    const isAround = restrictedServices.includes("aiplatform.googleapis.com");
    const kind = (enforcement as string) === "enforced" ? "enforced" : "dry-run";
    const place = { ...this.place, perimeter: isAround ? kind : "none" } as const;
    return new NetworkMode(this.label, this.attributes, place, this.hostProject);
  }

  /** What code of a pipeline can reach. */
  public get reach(): PipelineReach[] {
    return [...pipelineReach(this.place)];
  }

  /** The same as `reach` in words: a line each. */
  public get egress(): string[] {
    return this.reach.map(({ target, isReached, reason, isDocumented }) => {
      return `${verbOf(isReached)} ${target}: ${reason}${isDocumented ? "" : " (assumed)"}`;
    });
  }

  /**
   * As fields of a `PipelineJob` of Google's API, in JSON: none, `network` and `reserved_ip_ranges`, or
   * `psc_interface_config`.
   */
  public get jobFields(): string {
    return JSON.stringify(this.attributes);
  }

  /** As `google_colab_schedule` has it. @internal */
  public _toTerraform(): Readonly<Record<string, unknown>> {
    return this.attributes;
  }

  /** @internal */
  public _validate(validator: Validator, { location, project }: RunPlace): void {
    const { network, reserved_ip_ranges: ranges = [], psc_interface_config: psc } = this.attributes as JobNetwork;
    validator.matches(
      "network",
      network,
      /^projects\/[1-9][0-9]{5,20}\/global\/networks\/[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
      "must be projects/NUMBER/global/networks/NETWORK, with the number of the project and not its id, " +
        "as Vertex AI wants it",
    );
    for (const range of ranges) {
      validator.matches("reservedIpRanges", range, NAME, "must be the name of a reserved range, and no addresses");
    }
    if (psc === undefined) return;
    const { network_attachment: attachment, dns_peering_configs: peerings = [] } = psc;
    validateAttachment(validator, attachment, { location, project: this.hostProject ?? project });
    for (const { domain, target_project: target, target_network: targetNetwork } of peerings) {
      validator.requires("dnsPeering domain", domain, /^(?:[a-z0-9_-]+\.)+$/, 'must be a DNS name that ends with "."');
      validator.requires("dnsPeering targetProject", target, ...GoogleNames.PROJECT);
      validator.requires("dnsPeering targetNetwork", targetNetwork, NAME, "must be the name of a network, and no path");
    }
  }
}

/** Where pipelines run. */
interface RunPlace {
  readonly location: string;
  readonly project: string;
}

interface JobNetwork {
  readonly network?: string;
  readonly reserved_ip_ranges?: readonly string[];
  readonly psc_interface_config?: {
    readonly network_attachment: string;
    readonly dns_peering_configs?: readonly {
      readonly domain: string;
      readonly target_project: string;
      readonly target_network: string;
    }[];
  };
}

function validateAttachment(validator: Validator, attachment: string, wanted: RunPlace): void {
  const shown = `networkAttachment ${JSON.stringify(attachment)}`;
  validator.matches(
    "networkAttachment",
    attachment,
    /^projects\/[^/\s]+\/regions\/[^/\s]+\/networkAttachments\/[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    "must be projects/PROJECT/regions/REGION/networkAttachments/NAME",
  );
  const [, project, region] = /^projects\/([^/]+)\/regions\/([^/]+)\//.exec(attachment) ?? [];
  if (region !== undefined && isOther(region, wanted.location)) {
    validator.problem(
      `${shown}: is in ${region}, and pipelines of ${wanted.location} need one there; make one in ${wanted.location}`,
    );
  }
  // A project is named by its number as well.
  if (project !== undefined && !/^[0-9]+$/.test(project) && isOther(project, wanted.project)) {
    validator.problem(
      `${shown}: is in the project "${project}", and "${wanted.project}" is expected; ` +
        `make one there, or say hostProject: "${project}", ` +
        `where Vertex AI needs a right too: serviceAgents.grantNetworkAttachments("${project}")`,
    );
  }
}

function isOther(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}

function verbOf(isReached: boolean | undefined): string {
  if (isReached === undefined) return "perhaps reaches";
  return isReached ? "reaches" : "does not reach";
}
