import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";

/** One fact about what code of a pipeline can reach. */
export interface PipelineReach {
  /** What is reached or not, such as `the internet`. */
  readonly target: string;
  /** Whether it is reached; undefined where that depends on what this app does not say. */
  readonly isReached?: boolean;
  /** Why, or what it depends on: a sentence without a full stop. */
  readonly reason: string;
  /** Whether Google's documentation says so; otherwise it is assumed. */
  readonly isDocumented: boolean;
}

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
   * Says that VPC Service Controls are on for the peering (`google_service_networking_vpc_service_controls`), which takes its default
   * route away.
   *
   * @default false
   */
  readonly vpcServiceControls?: boolean;
}

const INTERNET = "the internet";
const OWN_NETWORK = "hosts of your network";
const GOOGLE_APIS = "Google's APIs, of every project";

/** Where the code of a pipeline runs, as the network sees it. It always runs on machines of Google's, in a project that is not yours. */
export class NetworkMode {
  /** On Google's network, apart from yours. @see https://cloud.google.com/vertex-ai/docs/general/netsec-overview */
  public static googleManaged(): NetworkMode {
    return new NetworkMode("Google-managed", {}, [
      {
        target: INTERNET,
        isReached: true,
        reason: "Google's side has a way out; only a perimeter of VPC Service Controls closes it",
        isDocumented: true,
      },
      { target: OWN_NETWORK, isReached: false, reason: "nothing joins the two networks", isDocumented: true },
      {
        target: GOOGLE_APIS,
        isReached: true,
        reason: "only a perimeter decides of whose projects",
        isDocumented: true,
      },
    ]);
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
    return new NetworkMode("VPC peering", attributes, [
      {
        target: INTERNET,
        isReached: !vpcServiceControls,
        reason: vpcServiceControls
          ? "VPC Service Controls on the peering take away its default route"
          : "Google's side keeps its default route until VPC Service Controls are on for the peering",
        isDocumented: true,
      },
      {
        target: OWN_NETWORK,
        isReached: true,
        reason: "as far as its firewall lets their addresses in",
        isDocumented: true,
      },
      {
        target: GOOGLE_APIS,
        isReached: true,
        reason: vpcServiceControls
          ? "by the restricted addresses; only a perimeter decides of whose projects"
          : "only a perimeter decides of whose projects",
        isDocumented: true,
      },
    ]);
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
    return new NetworkMode("PSC interface", { psc_interface_config: config }, [
      {
        target: INTERNET,
        isReached: true,
        reason: "Google's side keeps its own way out beside the interface; only a perimeter closes it",
        isDocumented: true,
      },
      {
        target: OWN_NETWORK,
        isReached: true,
        reason: "as far as its firewall and routes let the interface's subnet",
        isDocumented: true,
      },
      {
        target: GOOGLE_APIS,
        isReached: true,
        reason:
          "from Google's side, not by your network's Private Google Access; only a perimeter decides of whose projects",
        isDocumented: true,
      },
    ]);
  }

  private constructor(
    /** What it is called, such as `PSC interface`. */
    public readonly label: string,
    private readonly attributes: Readonly<Record<string, unknown>>,
    /** What code of a pipeline can reach. */
    public readonly reach: PipelineReach[],
  ) {}

  /** The same as `reach` in words: a line each. */
  public get egress(): string[] {
    return this.reach.map(({ target, isReached, reason, isDocumented }) => {
      return `${verbOf(isReached)} ${target}: ${reason}${isDocumented ? "" : " (assumed)"}`;
    });
  }

  /**
   * The same for `PipelineJob.submit` of Google's client, which takes these as keyword arguments, as JSON: an empty object, `network` and
   * `reserved_ip_ranges`, or `psc_interface_config`.
   */
  public get submitArguments(): string {
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
        "must be projects/NUMBER/global/networks/NETWORK, with the number of the project and not its id, as Vertex AI wants it",
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
        `networkAttachment ${JSON.stringify(attachment)}: is in ${region}, and pipelines of ${location} need one there; make one in ${location}`,
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
