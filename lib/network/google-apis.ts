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
 * Leads hosts of a network to Google's APIs: the routes, the firewall rules and the private zones that belong together.
 * A `PrivateVpc` makes it itself; on an imported network it is put by hand.
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
    const parts = NetworkParts.of(props.vpc);
    this.validate(props, parts);
    parts.googleApis = props.access.mode;

    this.addEndpoint(props, parts);
    this.addRoutes(props);
    this.addAllowances(props);
    this.addZones(props);
  }

  private validate({ vpc, access }: GoogleApisProps, parts: NetworkParts): void {
    const validator = new Validator(this);
    if (parts.googleApis !== undefined) {
      validator.problem(
        `access ${access.mode}: network ${JSON.stringify(vpc.networkName)} reaches Google's APIs ` +
          `by ${parts.googleApis} already; keep one of them`,
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
  }

  /** An endpoint is an address of the network's own, to which each network has a route. */
  private addRoutes({ vpc, access, dependsOn }: GoogleApisProps): void {
    if (access.endpoint !== undefined) return;
    for (const { family, range } of access.addresses) {
      new NetworkRoute(Namespace.within(this, "Routes"), `IPv${family}`, {
        vpc,
        purpose: `google-apis${suffixOf(family)}`,
        destRange: range,
        description: `Leads to Google's APIs (${access.mode}); the traffic stays inside Google`,
        dependsOn,
      });
    }
  }

  private addAllowances({ vpc, access, dependsOn }: GoogleApisProps): void {
    for (const { family, range } of access.addresses) {
      new FirewallRule(Namespace.within(this, "Allowances"), `IPv${family}`, {
        vpc,
        purpose: `allow-egress-google-apis${suffixOf(family)}`,
        direction: "EGRESS",
        action: "allow",
        priority: FirewallRule.ALLOW_PRIORITY,
        ranges: [range],
        ports: [Ports.tcp("443")],
        description: `Lets hosts reach Google's APIs (${access.mode})`,
        dependsOn,
      });
    }
  }

  private addZones({ vpc, access, dependsOn }: GoogleApisProps): void {
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

  private addEndpoint({ vpc, access, dependsOn }: GoogleApisProps, parts: NetworkParts): void {
    if (access.endpoint === undefined) return;
    const { address, bundle, serviceDirectoryRegion } = access.endpoint;
    const scope = Namespace.within(this, "Endpoint");
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
        name: access.endpointNameOn(vpc.networkName) ?? "",
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

function suffixOf(family: number): string {
  return family === 6 ? "-ipv6" : "";
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
