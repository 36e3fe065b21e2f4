import { ApiError } from "./api-double";
import type { Call, Json } from "./api-double";
import { ResourcesDouble } from "./resources-double";
import { lastPart, projectOf } from "./service-double";
import type { Cloud } from "./service-double";

/** What a proxy is told: policies, their rules and lists of hosts. Nothing goes that another one names. */
export class GatewayPoliciesDouble extends ResourcesDouble {
  constructor(cloud: Cloud) {
    super(cloud, [
      { name: "urlLists", label: "URL list", idParameter: "urlListId", operations: true },
      { name: "rules", label: "rule", idParameter: "gatewaySecurityPolicyRuleId", operations: true },
      {
        name: "gatewaySecurityPolicies",
        label: "gateway policy",
        idParameter: "gatewaySecurityPolicyId",
        operations: true,
      },
    ]);
  }

  /** @throws ApiError where there is no such policy */
  public policy(name: string): void {
    this.found(name);
  }

  public override answer(call: Call): Json | Promise<Json> {
    const { method, path, body } = call;
    if (method === "POST" && path.endsWith("/rules")) {
      this.found(path.replace(/\/rules$/, ""));
      for (const [, list = ""] of String(body.sessionMatcher).matchAll(/'(projects\/[^']+\/urlLists\/[^']+)'/g))
        this.found(list);
    }
    if (method === "DELETE") {
      const user = this.all.find(
        ([name, data]) => name.startsWith(`${path}/`) || String(data.sessionMatcher).includes(`'${path}'`),
      );
      if (user !== undefined) throw new ApiError(400, `${path} is already being used by ${user[0]}`);
    }
    return super.answer(call);
  }
}

/**
 * Proxies. One takes its address from a subnet, and its machines theirs from the range for proxies of its network;
 * with the first of a network Google makes a router, which is not taken away with it.
 */
export class GatewaysDouble extends ResourcesDouble {
  constructor(
    cloud: Cloud,
    private readonly policies: GatewayPoliciesDouble,
  ) {
    super(cloud, [{ name: "gateways", label: "gateway", idParameter: "gatewayId", operations: true }]);
  }

  public override answer(call: Call): Json | Promise<Json> {
    const { method, path, body, query } = call;
    if (method === "POST" && path.endsWith("/gateways"))
      this.attach(`${path}/${query.get("gatewayId") ?? ""}`, body as Json & Gateway);
    const answer = super.answer(call);
    if (method === "DELETE") this.cloud.release(heldAs(path));
    return answer;
  }

  private attach(name: string, { network, subnetwork, gatewaySecurityPolicy: policy }: Gateway): void {
    this.policies.policy(policy);
    const region = `projects/${projectOf(name)}/regions/${/\/locations\/([^/]+)/.exec(name)?.[1] ?? ""}`;
    const proxyOnly = this.cloud
      .computed(`${region}/subnetworks`)
      .find((one) => one.purpose === "REGIONAL_MANAGED_PROXY" && String(one.network).endsWith(`/${network}`));
    if (proxyOnly === undefined) throw new ApiError(400, `${network} has no range for proxies in ${region}`);
    this.cloud.hold(heldAs(name), { network, subnetwork, proxyOnly: proxyOnly.selfLink });
    const { id } = this.cloud.computed(network.replace(/\/[^/]+$/, "")).find((one) => one.name === lastPart(network))!;
    const router = `${region}/routers/swg-autogen-router-${String(id)}`;
    if (!this.cloud.computed(`${region}/routers`).some((one) => one.name === lastPart(router)))
      this.cloud.hold(router, { name: lastPart(router), network });
  }
}

interface Gateway {
  readonly network: string;
  readonly subnetwork: string;
  readonly gatewaySecurityPolicy: string;
}

/** A gateway among what is on networks. */
function heldAs(name: string): string {
  return name.replace("/locations/", "/regions/");
}
