import type { FirewallRuleModel, NetworkModel, RouteModel, SubnetModel } from "../../lib/reachability";

export const REGION = "us-central1";
export const ALL = [{ protocol: "all" }];
export const HTTPS = [{ protocol: "tcp", ports: ["443"] }];

export const subnet: SubnetModel = {
  name: "main",
  region: REGION,
  ipCidrRange: "10.0.0.0/24",
  privateGoogleAccess: true,
};

export function route(destRange: string, more: Partial<RouteModel> = {}): RouteModel {
  return { name: `to ${destRange}`, destRange, priority: 1000, nextHop: "default-internet-gateway", ...more };
}

export function egress(
  action: "allow" | "deny",
  ranges: readonly string[],
  more: Partial<FirewallRuleModel> = {},
): FirewallRuleModel {
  return {
    name: `${action} ${ranges.join(" ")}`,
    direction: "EGRESS",
    action,
    priority: 1000,
    ranges,
    protocols: ALL,
    ...more,
  };
}

export function ingress(
  action: "allow" | "deny",
  ranges: readonly string[],
  more: Partial<FirewallRuleModel> = {},
): FirewallRuleModel {
  return { ...egress(action, ranges, more), direction: "INGRESS" };
}

/** A network with nothing on it but a subnet. */
export function network(more: Partial<NetworkModel> = {}): NetworkModel {
  return { name: "net", subnets: [subnet], routes: [], firewallRules: [], nats: [], zones: [], unknown: [], ...more };
}

export const DEFAULT_ROUTE = route("0.0.0.0/0");
export const NAT = { name: "nat", region: REGION, subnets: "all" } as const;
export const DENY = [egress("deny", ["0.0.0.0/0"], { priority: 65000 }), egress("deny", ["::/0"], { priority: 65000 })];
export const RESTRICTED = "199.36.153.4/30";
export const RESTRICTED_IPS = ["199.36.153.4", "199.36.153.5", "199.36.153.6", "199.36.153.7"];

const zone = (domain: string): NetworkModel["zones"][number] => ({
  name: domain.replaceAll(".", "-"),
  dnsName: `${domain}.`,
  records: [
    { name: `${domain}.`, type: "A", rrdatas: RESTRICTED_IPS },
    { name: `*.${domain}.`, type: "CNAME", rrdatas: [`${domain}.`] },
  ],
});

/** The four networks of the reference: with or without the internet's default route, with or without Cloud NAT. */
export const NETWORKS = {
  public: network({ routes: [DEFAULT_ROUTE] }),
  publicNat: network({ routes: [DEFAULT_ROUTE], nats: [NAT] }),
  private: network({
    routes: [route(RESTRICTED)],
    firewallRules: [...DENY, egress("allow", [RESTRICTED], { protocols: HTTPS })],
    zones: [zone("googleapis.com"), zone("pkg.dev")],
  }),
  privateNat: network({
    routes: [route(RESTRICTED), DEFAULT_ROUTE],
    nats: [NAT],
    firewallRules: [
      ...DENY,
      egress("allow", [RESTRICTED], { protocols: HTTPS }),
      egress("allow", ["203.0.113.0/24"], { protocols: HTTPS }),
    ],
    zones: [zone("googleapis.com"), zone("pkg.dev")],
  }),
};
