import type { PipelineReach } from "./pipeline-reach";

/** Where the code of a pipeline runs, as far as that decides what it reaches. */
export interface PipelineNetwork {
  /**
   * On Google's network apart from yours, on one that is peered with yours, or with an interface in a subnet of yours.
   */
  readonly way: "google-managed" | "peering" | "psc-interface";
  /** Whether VPC Service Controls are on for the peering (`google_service_networking_vpc_service_controls`). */
  readonly isPeeringControlled: boolean;
  /** Whether a perimeter that restricts Vertex AI is around the project. */
  readonly perimeter: "none" | "dry-run" | "enforced";
}

const INTERNET = "the internet";
const OWN_NETWORK = "hosts of your network";
const GOOGLE_APIS = "Google's APIs, of every project";
const OWN_APIS = "Artifact Registry and Cloud Storage of the project";
const PYPI = "PyPI, through a remote repository";

/**
 * What code of a pipeline reaches. It runs in a project of Google's, which no stack describes, so this is what Google's
 * documents say, and what is concluded from them is marked.
 *
 * @see https://cloud.google.com/vertex-ai/docs/general/netsec-overview
 * @see https://cloud.google.com/vertex-ai/docs/general/vpc-service-controls
 */
export function pipelineReach(network: PipelineNetwork): readonly PipelineReach[] {
  return [internet(network), ownNetwork(network), googleApis(network), ownApis(network), pypi(network)];
}

function internet(network: PipelineNetwork): PipelineReach {
  const { way, perimeter } = network;
  const fact = (isReached: boolean | undefined, reason: string, isDocumented = true): PipelineReach => ({
    target: INTERNET,
    ...(isReached !== undefined && { isReached }),
    reason,
    isDocumented,
  });
  if (way === "peering" && network.isPeeringControlled) {
    return fact(false, "VPC Service Controls on the peering take away its default route");
  }
  if (perimeter === "enforced") {
    if (way === "psc-interface") {
      // https://cloud.google.com/vertex-ai/docs/training/psc-i-egress
      return fact(
        undefined,
        "Google's own way out is closed; by your network it is reached where that has one, NAT or a proxy",
      );
    }
    return fact(false, "the perimeter takes Google's own way out away", way === "google-managed");
  }
  const tried = perimeter === "dry-run" ? "; a dry run closes nothing" : "";
  if (way === "peering") {
    return fact(
      true,
      `Google's side keeps its default route until VPC Service Controls are on for the peering${tried}`,
    );
  }
  if (way === "psc-interface") {
    return fact(true, `Google's side keeps its own way out beside the interface; only a perimeter closes it${tried}`);
  }
  return fact(true, `Google's side has a way out; only a perimeter of VPC Service Controls closes it${tried}`);
}

function ownNetwork({ way }: PipelineNetwork): PipelineReach {
  const reasons = {
    "google-managed": "nothing joins the two networks",
    peering: "as far as its firewall lets their addresses in",
    "psc-interface": "as far as its firewall and routes let the interface's subnet",
  };
  return { target: OWN_NETWORK, isReached: way !== "google-managed", reason: reasons[way], isDocumented: true };
}

function googleApis({ way, isPeeringControlled, perimeter }: PipelineNetwork): PipelineReach {
  if (perimeter === "enforced") {
    return {
      target: GOOGLE_APIS,
      isReached: false,
      reason:
        "restricted services of projects inside only, and what egress rules name; " +
        "services that are not restricted stay open",
      isDocumented: true,
    };
  }
  const decides = "only a perimeter decides of whose projects";
  const reasons = {
    "google-managed": decides,
    peering: isPeeringControlled ? `by the restricted addresses; ${decides}` : decides,
    "psc-interface": `from Google's side, not by your network's Private Google Access; ${decides}`,
  };
  return { target: GOOGLE_APIS, isReached: true, reason: reasons[way], isDocumented: true };
}

function ownApis(network: PipelineNetwork): PipelineReach {
  return { target: OWN_APIS, isReached: true, reason: wayToOwnApis(network), isDocumented: true };
}

function wayToOwnApis({ way, isPeeringControlled, perimeter }: PipelineNetwork): string {
  if (way === "peering" && isPeeringControlled) return "by private zones of Google's side, pkg.dev among them";
  return perimeter === "enforced" ? "both are inside" : "as every API of Google";
}

/** @see https://cloud.google.com/artifact-registry/docs/repositories/remote-repo#vpc */
function pypi({ perimeter }: PipelineNetwork): PipelineReach {
  if (perimeter !== "enforced") {
    return {
      target: PYPI,
      isReached: true,
      reason: "Artifact Registry fetches it itself, as far as the download rules allow",
      isDocumented: true,
    };
  }
  return {
    target: PYPI,
    reason: "only with RemoteRepositoryAccess for the location; otherwise what is cached",
    isDocumented: true,
  };
}
