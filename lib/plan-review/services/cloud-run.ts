import type { TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { fieldsOf } from "../../terraform/terraform-resources";
import { valueAt } from "../../terraform/resource-values";
import { type ServiceCards } from "../cards/card";
import { ranked, SAFE_WHEN_SET, safeWhenOff, safeWhenOn } from "../cards/setting";

/** Services, jobs and worker pools, of both generations. */
export const CLOUD_RUN: ServiceCards = {
  google_cloud_run_v2_service: {
    runsAs: "template.service_account",
    settings: {
      binary_authorization: {
        strength: SAFE_WHEN_SET,
        weaker: "images are no longer checked before they run",
        stronger: "images are checked before they run",
      },
    },
    exposure: {
      ingress: {
        strength: ranked(
          [
            ["INGRESS_TRAFFIC_ALL"],
            ["INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"],
            ["INGRESS_TRAFFIC_INTERNAL_ONLY"],
            ["INGRESS_TRAFFIC_NONE"],
          ],
          "INGRESS_TRAFFIC_ALL",
        ),
        isForNew: true,
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      invoker_iam_disabled: {
        strength: safeWhenOff(false),
        isForNew: true,
        weaker: "everybody may call it: no role is asked for",
        stronger: "only who has the role may call it",
      },
      iap_enabled: {
        strength: safeWhenOn(false),
        weaker: "Identity-Aware Proxy no longer stands before it",
        stronger: "Identity-Aware Proxy stands before it",
      },
      "template.vpc_access.egress": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloud_run_v2_job: {
    runsAs: "template.template.service_account",
    settings: {
      binary_authorization: {
        strength: SAFE_WHEN_SET,
        weaker: "images are no longer checked before they run",
        stronger: "images are checked before they run",
      },
    },
    exposure: {
      "template.template.vpc_access.egress": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloud_run_v2_worker_pool: {
    runsAs: "template.service_account",
    exposure: {
      "template.vpc_access.egress": {
        strength: ranked([["PRIVATE_RANGES_ONLY"], ["ALL_TRAFFIC"]], "PRIVATE_RANGES_ONLY"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
  google_cloud_run_service: {
    seenAs: withAnnotations,
    runsAs: "template.spec.service_account_name",
    exposure: {
      ingress: {
        strength: ranked([["all"], ["internal-and-cloud-load-balancing"], ["internal"]], "all"),
        isForNew: true,
        weaker: "it can be called from more places",
        stronger: "it can be called from fewer places",
      },
      egress: {
        strength: ranked([["private-ranges-only"], ["all-traffic"]], "private-ranges-only"),
        weaker: "its code reaches the internet past your network",
        stronger: "its code reaches everything through your network",
      },
    },
  },
};

/**
 * The first kind of Cloud Run says as annotations what the second one has attributes for.
 *
 * @see https://cloud.google.com/run/docs/securing/ingress
 */
function withAnnotations(body: TerraformFields | undefined): TerraformFields | undefined {
  if (body === undefined) return undefined;
  const at = (path: string, name: string): unknown => {
    const annotations = valueAt(body, path);
    return annotations instanceof HiddenValue ? annotations : fieldsOf(annotations)[`run.googleapis.com/${name}`];
  };
  return {
    ...body,
    ingress: at("metadata.annotations", "ingress"),
    egress: at("template.metadata.annotations", "vpc-access-egress"),
  };
}
