import { ComputeGlobalAddress } from "@cdktf/provider-google/lib/compute-global-address";
import { ComputeGlobalForwardingRule } from "@cdktf/provider-google/lib/compute-global-forwarding-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { IpRange } from "../core/ip-range";
import { FirewallRule } from "./firewall-rule";
import { GoogleApisAccess } from "./google-apis-access";
import type { EndpointSettings } from "./google-apis-access";
import { NetworkParts } from "./network-parts";
import { NetworkRoute } from "./network-route";
import { PartName } from "./part-name";
import { Ports } from "./ports";
import { PrivateZone } from "./private-zone";
import type { ZoneRecord } from "./private-zone";
import type { WrittenRange } from "./subnet-ranges";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

export interface GoogleApisProps {
  readonly vpc: IVpc;
  readonly access: GoogleApisAccess;
  /** What must exist first, for example the enabled APIs of Compute Engine and Cloud DNS. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Leads hosts of a network to Google's APIs: the routes, the firewall rules and the private zones that belong together. A
 * `PrivateVpc` makes it itself; on an imported network it is put by hand.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access
 */
export class GoogleApis extends Construct {
  /**
   * @throws ValidationError when the network has another mode already, a zone of the same name, or a subnet that holds
   * the endpoint's address
   */
  constructor(scope: Construct, id: string, props: GoogleApisProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK, access: GoogleApisAccess.KIND });
    const { vpc, access, dependsOn } = props;
    const parts = NetworkParts.of(vpc);
    const validator = new Validator(this);
    if (parts.googleApis !== undefined) {
      validator.problem(
        `access ${access.mode}: network ${JSON.stringify(vpc.networkName)} reaches Google's APIs by ${parts.googleApis} already; keep one of them`,
      );
    } else {
      for (const domain of access.domains) {
        const problem = PrivateZone.problemWith(vpc, `${domain}.`);
        if (problem !== undefined) validator.problem(problem);
      }
    }
    access.validate(validator, knownRanges(parts));
    if (access.endpoint !== undefined && access.endpointNameOn(vpc.networkName) === undefined) {
      validator.problem("endpointName: must be given, since the network's name is known only to Terraform");
    }
    validator.throwIfAny();
    parts.googleApis = access.mode;

    if (access.endpoint !== undefined)
      this.addEndpoint(vpc, access.endpoint, access.endpointNameOn(vpc.networkName) ?? "", dependsOn);
    for (const { family, range } of access.addresses) {
      const suffix = family === 6 ? "-ipv6" : "";
      if (access.endpoint === undefined) {
        new NetworkRoute(Namespace.within(this, "Routes"), `IPv${family}`, {
          vpc,
          purpose: `google-apis${suffix}`,
          destRange: range,
          description: `Leads to Google's APIs (${access.mode}); the traffic stays inside Google`,
          dependsOn,
        });
      }
      new FirewallRule(Namespace.within(this, "Allowances"), `IPv${family}`, {
        vpc,
        purpose: `allow-egress-google-apis${suffix}`,
        direction: "EGRESS",
        action: "allow",
        priority: FirewallRule.ALLOW_PRIORITY,
        ranges: [range],
        ports: [Ports.tcp("443")],
        description: `Lets hosts reach Google's APIs (${access.mode})`,
        dependsOn,
      });
    }
    for (const domain of access.domains) {
      new PrivateZone(Namespace.within(this, "Zones"), domain, {
        vpc,
        dnsName: `${domain}.`,
        purpose: domain.replaceAll(".", "-"),
        description: `Leads ${domain} to Google's APIs (${access.mode})`,
        records: recordsOf(domain, access),
        dependsOn,
      });
    }
  }

  private addEndpoint(
    vpc: IVpc,
    { address, bundle, serviceDirectoryRegion }: EndpointSettings,
    name: string,
    dependsOn?: ITerraformDependable[],
  ): void {
    const scope = Namespace.within(this, "Endpoint");
    const parts = NetworkParts.of(vpc);
    const reserved = new ComputeGlobalAddress(scope, "Address", {
      name: PartName.of(vpc.networkName, "google-apis"),
      project: vpc.project,
      network: vpc.resourceName,
      purpose: "PRIVATE_SERVICE_CONNECT",
      addressType: "INTERNAL",
      address,
      dependsOn: Ordering.dependsOn(dependsOn),
    });
    parts.add(reserved);
    parts.add(
      new ComputeGlobalForwardingRule(scope, "ForwardingRule", {
        name,
        project: vpc.project,
        network: vpc.resourceName,
        // The API wants it empty for Google's APIs; left out, the provider would say EXTERNAL.
        loadBalancingScheme: "",
        target: bundle,
        ipAddress: reserved.id,
        serviceDirectoryRegistrations: { serviceDirectoryRegion },
        dependsOn: Ordering.dependsOn(dependsOn),
      }),
      // The provider takes another address of the rule for no change.
      reserved,
    );
  }
}

/** The ranges of the network's subnets that are known at synth. */
function knownRanges(parts: NetworkParts): WrittenRange[] {
  return parts.subnets.flatMap(({ name, ipCidrRange, secondaryRanges }) => {
    const all = [
      [`range of subnet "${name}"`, ipCidrRange],
      ...(secondaryRanges ?? []).map((range) => [`secondary range of subnet "${name}"`, range] as const),
    ] as const;
    return all.flatMap(([place, text]) => {
      const range = text === undefined ? undefined : IpRange.read(text);
      return range === undefined ? [] : [{ place, range }];
    });
  });
}

/**
 * Google's recipe: the domain itself and everything below. Under `googleapis.com` all lead to the name of the mode.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access#config-domain
 */
function recordsOf(domain: string, access: GoogleApisAccess): ZoneRecord[] {
  const canonical = domain === "googleapis.com" ? access.canonicalName : undefined;
  const addressed: (readonly [string, string])[] = [["Apex", domain]];
  if (canonical !== undefined) addressed.push(["Canonical", canonical]);
  return [
    ...addressed.flatMap(([id, name]) =>
      access.addresses.map(({ family, addresses }): ZoneRecord => ({
        id: `${id}IPv${family}`,
        name: `${name}.`,
        type: family === 4 ? "A" : "AAAA",
        rrdatas: addresses,
      })),
    ),
    { id: "Wildcard", name: `*.${domain}.`, type: "CNAME", rrdatas: [`${canonical ?? domain}.`] },
  ];
}
