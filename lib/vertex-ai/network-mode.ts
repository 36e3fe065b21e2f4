import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";
import { pipelineReach, type PipelineNetwork } from "../reachability/pipeline-networks";
import type { PipelineReach } from "../reachability/pipeline-reach";
import type { IServicePerimeter } from "../vpc-service-controls";

const OPEN = { isPeeringControlled: false, perimeter: "none" } as const;
const PERIMETER = { text: "a perimeter, for example new ServicePerimeter(this, ...)", has: "restrictedServices" };

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
    const dnsPeering = Given.options("options", options).dnsPeering ?? [];
    const peerings = dnsPeering.map(({ domain, targetProject, targetNetwork }) => ({
      domain,
      target_project: targetProject,
      target_network: targetNetwork,
    }));
    const config = {
      network_attachment: networkAttachment,
      ...(peerings.length > 0 && { dns_peering_configs: peerings }),
    };
    return new NetworkMode("PSC interface", { psc_interface_config: config }, { ...OPEN, way: "psc-interface" });
  }

  private constructor(
    /** What it is called, such as `PSC interface`. */
    public readonly label: string,
    private readonly attributes: Readonly<Record<string, unknown>>,
    private readonly place: PipelineNetwork,
  ) {}

  /**
   * The same, where the project is inside of a perimeter. It changes nothing of how pipelines run, and what is said of
   * what they reach; a dry run, or a perimeter that does not restrict Vertex AI, closes nothing.
   */
  public inPerimeter(perimeter: IServicePerimeter): NetworkMode {
    const { enforcement, restrictedServices } = Given.object("perimeter", perimeter, PERIMETER);
    const isAround = restrictedServices.includes("aiplatform.googleapis.com");
    const kind = (enforcement as string) === "enforced" ? "enforced" : "dry-run";
    return new NetworkMode(this.label, this.attributes, { ...this.place, perimeter: isAround ? kind : "none" });
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
  public _validate(validator: Validator, location: string): void {
    const { network, psc_interface_config: psc } = this.attributes;
    if (network !== undefined) {
      validator.matches(
        "network",
        network as string,
        /^projects\/[1-9][0-9]{5,20}\/global\/networks\/[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
        "must be projects/NUMBER/global/networks/NETWORK, with the number of the project and not its id, " +
          "as Vertex AI wants it",
      );
    }
    if (psc === undefined) return;
    const { network_attachment: attachment, dns_peering_configs: peerings = [] } = psc as {
      readonly network_attachment: string;
      readonly dns_peering_configs?: { readonly domain: string; readonly target_project: string }[];
    };
    validator.matches(
      "networkAttachment",
      attachment,
      /^projects\/[^/\s]+\/regions\/[^/\s]+\/networkAttachments\/[^/\s]+$/,
      "must be projects/PROJECT/regions/REGION/networkAttachments/NAME",
    );
    const [, region] = /\/regions\/([^/]+)\//.exec(attachment) ?? [];
    if (region !== undefined && region !== location) {
      validator.problem(
        `networkAttachment ${JSON.stringify(attachment)}: is in ${region}, ` +
          `and pipelines of ${location} need one there; make one in ${location}`,
      );
    }
    for (const { domain, target_project: project } of peerings) {
      validator.matches("dnsPeering domain", domain, /^(?:[a-z0-9_-]+\.)+$/, 'must be a DNS name that ends with "."');
      validator.matches("dnsPeering targetProject", project, ...GoogleNames.PROJECT);
    }
  }
}

function verbOf(isReached: boolean | undefined): string {
  if (isReached === undefined) return "perhaps reaches";
  return isReached ? "reaches" : "does not reach";
}
