import type { ResourceCard, ServiceCards } from "../cards/card";

const TRIED = "what a dry run would refuse is only written to the logs";

/** A part of a dry run. */
function tried(...paths: readonly string[]): ResourceCard {
  return { harmless: Object.fromEntries(["new", "gone", ...paths].map((path) => [path, TRIED])) };
}

/** Perimeters, beside what a rule of its own says of them. */
export const VPC_SERVICE_CONTROLS: ServiceCards = {
  google_access_context_manager_service_perimeter: {
    harmless: { spec: TRIED, use_explicit_dry_run_spec: TRIED },
  },
  google_access_context_manager_service_perimeter_dry_run_egress_policy: tried(
    "egress_from",
    "egress_to",
    "perimeter",
    "title",
  ),
  google_access_context_manager_service_perimeter_dry_run_ingress_policy: tried(
    "ingress_from",
    "ingress_to",
    "perimeter",
    "title",
  ),
  google_access_context_manager_service_perimeter_dry_run_resource: tried("perimeter_name", "resource"),
  google_access_context_manager_access_policy: {
    noun: "access policy",
    harmless: {
      new: "it is a folder for perimeters and levels, which are told",
      gone: "its perimeters and levels go before it, and are told",
    },
    decisions: { scopes: "for which folder or project it is", parent: "of which organization it is" },
    plain: ["title"],
  },
};
