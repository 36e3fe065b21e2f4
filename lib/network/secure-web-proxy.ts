import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { NetworkSecurityGatewaySecurityPolicy } from "@cdktf/provider-google/lib/network-security-gateway-security-policy";
import { NetworkSecurityGatewaySecurityPolicyRule } from "@cdktf/provider-google/lib/network-security-gateway-security-policy-rule";
import { NetworkSecurityUrlLists } from "@cdktf/provider-google/lib/network-security-url-lists";
import { NetworkServicesGateway } from "@cdktf/provider-google/lib/network-services-gateway";
import { Token } from "cdktf";
import type { ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { IpAddress, IpRange } from "../core/ip-range";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import { NetworkParts } from "./network-parts";
import { SubnetRanges } from "./subnet-ranges";
import type { ISubnet } from "./vpc-interface";

/** The port of the proxy; a proxy has one. */
const PORT = 3128;
/** @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets */
const LONGEST_PROXY_PREFIX = 26;
/** Between two rules there is room for others that are made by hand. */
const PRIORITY_STEP = 10;

/**
 * What never goes through the proxy: the metadata server, from which a proxy would bring the token of somebody else or
 * none, and Google's APIs, which are reached without it.
 */
const DIRECT = ["localhost", "127.0.0.1", "metadata.google.internal", "169.254.169.254", ".googleapis.com", ".pkg.dev"];

/**
 * Google's own names: its APIs, under all addresses that `GoogleApisAccess` leads to, and the metadata server.
 *
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access#domain-options
 */
const GOOGLE = ["googleapis.com", "pkg.dev", "gcr.io", "google.internal"];

/** Hosts of the internet that are let through, for one reason. */
export interface ProxyDestinations {
  /**
   * Names the list, for example `model-hub`: at most 40 lower-case letters, digits and "-", beginning with a letter.
   */
  readonly listName: string;
  /** Why they are needed; it is the list's description. */
  readonly reason: string;
  /** Names of hosts, for example `models.example`, or `*.models.example` for what is below it. */
  readonly hosts: string[];
}

export interface SecureWebProxyProps {
  /**
   * Names the proxy, its policy and what belongs to them: at most 20 lower-case letters, digits and "-", beginning with
   * a letter.
   */
  readonly proxyName: string;
  /** The subnet that the proxy has its address in. */
  readonly subnet: ISubnet;
  /** The proxy's address, of that subnet. */
  readonly address: string;
  /**
   * A range of /26 or larger that is the proxy's alone, for example `10.129.0.0/23`. A network has one in each region.
   */
  readonly proxyOnlyRange: string;
  /** What is let through; all else is refused. */
  readonly allowed: ProxyDestinations[];
  /**
   * What must exist first, for example the enabled APIs `networksecurity.googleapis.com` and
   * `networkservices.googleapis.com`.
   *
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[];
}

interface Place {
  readonly project: string;
  readonly location: string;
  /** `projects/PROJECT/locations/LOCATION` */
  readonly within: string;
}

/**
 * A way out of a network for some hosts of the internet, by name and with a reason each: Google's Secure Web Proxy. No
 * machine of yours runs it, and it has a NAT of its own.
 *
 * Hosts need an egress rule to its address, and `environment`. What the network lets out otherwise, it still lets out:
 * the proxy only adds. It sees the names of encrypted requests, not what is in them.
 *
 * @see https://cloud.google.com/secure-web-proxy/docs/overview
 */
export class SecureWebProxy extends Construct {
  /** For example `http://10.30.0.9:3128`. */
  public readonly url: string;

  /** @throws ValidationError when a prop is not valid, or would let everything through */
  constructor(scope: Construct, id: string, props: SecureWebProxyProps) {
    super(scope, id);
    Given.props(scope, id, props, { subnet: { text: "a subnet of a network", has: "subnetName" } });
    const { proxyName: name, subnet, address } = props;
    validate(new Validator(this), props);
    this.url = `http://${address}:${PORT}`;
    this.takeNames(props);
    const { project, region: location, vpc } = subnet;
    const place: Place = { project, location, within: `projects/${project}/locations/${location}` };
    const parts = NetworkParts.of(vpc);
    const proxyOnly = this.proxyOnlySubnet(props);
    parts.add(proxyOnly);
    const rules = this.rules(props, place);
    const gateway = new NetworkServicesGateway(this, "Resource", {
      name,
      project,
      location,
      type: "SECURE_WEB_GATEWAY",
      addresses: [address],
      ports: [PORT],
      network: vpc.resourceName,
      subnetwork: subnet.resourceName,
      gatewaySecurityPolicy: `${place.within}/gatewaySecurityPolicies/${name}`,
      // Google makes it, and a NAT, with the first proxy of a network.
      deleteSwgAutogenRouterOnDestroy: true,
    });
    const defined = parts.subnetResource({ region: location, name: subnet.subnetName });
    parts.add(gateway, proxyOnly, ...rules, ...(defined === undefined ? [] : [defined]));
  }

  /**
   * What programs are told, as variables of the environment: to ask the proxy, and for what not. Both spellings, since
   * programs read one or the other.
   */
  public get environment(): Record<string, string> {
    const direct = DIRECT.join(",");
    return { HTTPS_PROXY: this.url, https_proxy: this.url, NO_PROXY: direct, no_proxy: direct };
  }

  /**
   * A network has one range for proxies in each region, and all of its proxies would share it.
   *
   * @see https://cloud.google.com/load-balancing/docs/proxy-only-subnets
   */
  private takeNames({ proxyName, subnet }: SecureWebProxyProps): void {
    const { project, region, vpc } = subnet;
    const validator = new Validator(this);
    const gateway = UniqueNames.take(this, `projects/${project}/locations/${region}/gateways/${proxyName}`);
    if (gateway !== undefined) validator.problem(`proxyName ${gateway}`);
    if (UniqueNames.take(this, `${vpc.resourceName} in ${region}: range of proxies`) !== undefined) {
      validator.problem(
        `subnet ${JSON.stringify(subnet.subnetName)}: its network has a proxy in ${region} already, ` +
          "and one range for them; put the lists into that one",
      );
    }
    validator.throwIfAny();
  }

  /** Where the proxy's own machines have their addresses; hosts have none of it. */
  private proxyOnlySubnet({ proxyName, subnet, proxyOnlyRange, dependsOn }: SecureWebProxyProps): ComputeSubnetwork {
    return new ComputeSubnetwork(Namespace.within(this, "ProxyOnly"), "Resource", {
      name: `${proxyName}-proxy-only`,
      project: subnet.project,
      region: subnet.region,
      network: subnet.vpc.resourceName,
      ipCidrRange: proxyOnlyRange,
      purpose: "REGIONAL_MANAGED_PROXY",
      role: "ACTIVE",
      dependsOn: Ordering.dependsOn(dependsOn),
    });
  }

  /** A policy refuses what none of its rules lets through. */
  private rules(props: SecureWebProxyProps, { project, location, within }: Place): readonly TerraformResource[] {
    const { proxyName, allowed } = props;
    const dependsOn = Ordering.dependsOn(props.dependsOn);
    const policy = new NetworkSecurityGatewaySecurityPolicy(Namespace.within(this, "Policy"), "Resource", {
      name: proxyName,
      project,
      location,
      description: "Refuses what no rule lets through",
      dependsOn,
    });
    return allowed.map(({ listName, reason: description, hosts }, at) => {
      const place = Namespace.within(Namespace.within(this, "Allowed"), listName);
      const name = `${proxyName}-${listName}`;
      const values = [...new Set(hosts)].sort();
      const list = new NetworkSecurityUrlLists(Namespace.within(place, "Hosts"), "Resource", {
        name,
        project,
        location,
        description,
        values,
        dependsOn,
      });
      // The provider takes another name or place of a list for a change of the list, which it then does not find.
      follow(list, policy);
      // By literals, so that a plan shows what is let through.
      const rule = new NetworkSecurityGatewaySecurityPolicyRule(place, "Resource", {
        name,
        project,
        location,
        gatewaySecurityPolicy: proxyName,
        description,
        enabled: true,
        priority: (at + 1) * PRIORITY_STEP,
        basicProfile: "ALLOW",
        sessionMatcher: `inUrlList(host(), '${within}/urlLists/${name}')`,
      });
      for (const leader of [policy, list]) follow(rule, leader);
      return rule;
    });
  }
}

/** Created after what it names or is named like, destroyed before it, and replaced with it. */
function follow(follower: TerraformResource, leader: TerraformResource): void {
  Ordering.after(follower, leader);
  Ordering.replacedWith(follower, leader);
}

/** What is let through, and where to, is seen in the code and in a plan, or could be anything. */
function validateLiterals(
  validator: Validator,
  { proxyName, address, proxyOnlyRange, allowed }: SecureWebProxyProps,
): void {
  for (const [prop, value] of Object.entries({ proxyName, address, proxyOnlyRange })) {
    if (Token.isUnresolved(value)) validator.problem(`${prop}: must be a literal`);
  }
  for (const { listName, hosts } of allowed) {
    if (Token.isUnresolved(listName)) validator.problem("listName: must be a literal");
    else if (Token.isUnresolved(hosts) || hosts.some((host) => Token.isUnresolved(host))) {
      validator.problem(
        `hosts of list ${JSON.stringify(listName)}: are known to Terraform only, ` +
          "and might be everything; give literals",
      );
    }
  }
}

/** By the proxy they would be reached from outside of every perimeter, and with them the projects of anybody. */
function validateNotGoogle(validator: Validator, list: string, host: string): void {
  const name = host.replace(/^\*\./, "");
  const domain = GOOGLE.find((one) => name === one || name.endsWith(`.${one}`));
  if (domain === undefined) return;
  validator.problem(
    `host of ${list} ${JSON.stringify(host)}: ${domain} is Google's own, which hosts reach without the proxy, ` +
      "by the network's GoogleApisAccess, and a perimeter does not hold for the proxy; take it out",
  );
}

function validateRange(validator: Validator, { subnet, proxyOnlyRange }: SecureWebProxyProps): void {
  const place = "proxyOnlyRange";
  const own = SubnetRanges.read(validator, place, proxyOnlyRange);
  if (own === undefined) return;
  if (own.range.prefixLength > LONGEST_PROXY_PREFIX) {
    validator.problem(`proxyOnlyRange "${proxyOnlyRange}": is too small; give it /${LONGEST_PROXY_PREFIX} or larger`);
  }
  for (const { name, ipCidrRange, secondaryRanges = [] } of NetworkParts.of(subnet.vpc).subnets) {
    const ranges = ipCidrRange === undefined ? secondaryRanges : [ipCidrRange, ...secondaryRanges];
    for (const range of ranges.filter((one) => IpRange.parse(one).overlaps(own.range))) {
      validator.problem(
        `proxyOnlyRange "${proxyOnlyRange}": overlaps the subnet ${JSON.stringify(name)}, "${range}"; ` +
          "all ranges of a network must differ",
      );
    }
  }
}

function validate(validator: Validator, props: SecureWebProxyProps): void {
  const { subnet, address, proxyOnlyRange, allowed } = props;
  validator.requires(
    "proxyName",
    props.proxyName,
    /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
    'must be at most 20 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
  );
  validator.requires("address", address, /^\d{1,3}(?:\.\d{1,3}){3}$/, "must be an IPv4 address of the subnet");
  validator.requires("proxyOnlyRange", proxyOnlyRange, /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, "must be an IPv4 range");
  validateLiterals(validator, props);
  validator.throwIfAny();
  const { ipCidrRange } = subnet;
  if (
    ipCidrRange !== undefined &&
    !Token.isUnresolved(ipCidrRange) &&
    !IpRange.parse(ipCidrRange).has(IpAddress.parse(address))
  ) {
    validator.problem(
      `address "${address}": is not of the subnet ${subnet.subnetName}, ${ipCidrRange}; give one of it`,
    );
  }
  validateRange(validator, props);
  if (allowed.length === 0) validator.problem("allowed: is empty, so that the proxy refuses everything; leave it out");
  const names = allowed.map(({ listName }) => listName);
  for (const [at, { listName, reason, hosts }] of allowed.entries()) {
    const list = `list ${JSON.stringify(listName)}`;
    validator.requires(
      "listName",
      listName,
      /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      'must be at most 40 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
    );
    if (names.indexOf(listName) < at) validator.problem(`${list}: is there twice; give one another name`);
    validator.requires(`reason of ${list}`, reason, /\S/, "must say why its hosts are needed");
    if (hosts.length === 0) validator.problem(`hosts of ${list}: is empty; name them, or leave the list out`);
    for (const host of hosts) {
      validator.requires(
        `host of ${list}`,
        host,
        /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
        "must be a name such as models.example or *.models.example, in lower case, without scheme, port and path; " +
          '"*" alone would let everything through',
      );
      if (typeof host === "string") validateNotGoogle(validator, list, host);
    }
  }
  validator.throwIfAny();
}
