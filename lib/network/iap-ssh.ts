import { IapTunnelInstanceIamMember } from "@cdktf/provider-google/lib/iap-tunnel-instance-iam-member";
import { TerraformResource } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal } from "../iam";
import { FirewallRule } from "./firewall-rule";
import { FirewallTargets } from "./firewall-targets";
import { NetworkParts } from "./network-parts";
import { PartName } from "./part-name";
import { Ports } from "./ports";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

/** @see https://cloud.google.com/iap/docs/using-tcp-forwarding#grant-permission */
const TUNNEL = "roles/iap.tunnelResourceAccessor";

/** A host that can be reached through Identity-Aware Proxy. */
export interface ITunnelHost extends IConstruct {
  readonly instanceName: string;
  readonly zone: string;
  readonly project: string;
}

const HOST = { text: "a host, for example a PythonHost", has: "instanceName" };

export interface IapSshProps {
  readonly vpc: IVpc;
  /** @default FirewallTargets.all() */
  readonly targets?: FirewallTargets;
  /** What must exist first, for example the enabled APIs of Compute Engine and IAP. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * SSH through Identity-Aware Proxy: Google's proxies may connect to port 22, and nobody else. A person needs the tunnel
 * (`grantTunnel`) and the right to log in on the host (OS Login).
 *
 * @see https://cloud.google.com/iap/docs/using-tcp-forwarding
 */
export class IapSsh extends Construct {
  /** Where Identity-Aware Proxy connects from. */
  public static readonly SOURCE_RANGE = "35.235.240.0/20";

  private readonly dependsOn?: ITerraformDependable[];

  /** @throws ValidationError when a target is not valid, or the network has it already */
  constructor(scope: Construct, id: string, props: IapSshProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK });
    const { vpc, targets = FirewallTargets.all() } = props;
    Given.object("targets", targets, FirewallTargets.KIND, this);
    this.dependsOn = props.dependsOn;
    const purpose = "allow-ingress-iap-ssh";
    const validator = new Validator(this);
    targets.validate(validator, "IAP");
    if (NetworkParts.of(vpc).firewallRules.has(PartName.of(vpc.networkName, purpose))) {
      validator.problem(`network ${JSON.stringify(vpc.networkName)}: lets IAP in already; keep one IapSsh`);
    }
    validator.throwIfAny();
    new FirewallRule(this, "Allowance", {
      vpc,
      purpose,
      direction: "INGRESS",
      action: "allow",
      priority: FirewallRule.ALLOW_PRIORITY,
      ranges: [IapSsh.SOURCE_RANGE],
      ports: [Ports.tcp("22")],
      targets,
      description: "Lets Identity-Aware Proxy reach SSH",
      dependsOn: props.dependsOn,
    });
  }

  /** Lets a principal open tunnels to one host, by a role on that host alone. */
  public grantTunnel(host: ITunnelHost, principal: IPrincipal): Grant {
    Given.object("host", host, HOST, this);
    const grant = Grant.once(
      Namespace.within(this, host.node.path.replaceAll("/", "|")),
      TUNNEL,
      principal,
      (scope, id) =>
        new IapTunnelInstanceIamMember(scope, id, {
          project: host.project,
          zone: host.zone,
          instance: host.instanceName,
          role: TUNNEL,
          member: principal.member,
          dependsOn: Ordering.dependsOn(this.dependsOn),
        }),
    );
    const instance = host.node.defaultChild;
    if (grant.isNew && TerraformResource.isTerraformResource(instance)) {
      Ordering.after(grant.resource, instance);
      Ordering.replacedWith(grant.resource, instance);
    }
    return grant;
  }
}
