import type { Construct } from "constructs";
import { Given } from "../core/given";
import { CloudNat } from "./cloud-nat";
import { Firewall } from "./firewall";
import { GoogleApis } from "./google-apis";
import { GoogleApisAccess } from "./google-apis-access";
import { DefinedVpc, ImportedVpc } from "./vpc-base";
import type { IVpc, VpcAttributes, VpcProps } from "./vpc-interface";

export interface PublicVpcProps extends VpcProps {
  /** @default - none: only hosts with an external address reach the internet */
  readonly nat?: CloudNat;
  /**
   * Leads Google's names to addresses inside Google.
   *
   * @default - none: Google's APIs are reached under their public names
   */
  readonly googleApis?: GoogleApisAccess;
}

/**
 * A network with a route to the internet. All egress is allowed and no ingress, as in every network without rules. With
 * NAT every host reaches the internet, without it those with an external address; Google's APIs are reached by all.
 *
 * @see https://cloud.google.com/vpc/docs/vpc
 */
export class PublicVpc extends DefinedVpc {
  /**
   * A network that exists already; nothing of it is managed.
   *
   * @throws ValidationError when a name or range is not valid
   */
  public static fromVpcAttributes(scope: Construct, id: string, attributes: VpcAttributes): IVpc {
    return new ImportedVpc(scope, id, attributes);
  }

  /** Allowances for this network. */
  public readonly firewall: Firewall;

  /** @throws ValidationError with everything that is wrong with the props */
  constructor(scope: Construct, id: string, props: PublicVpcProps) {
    const { nat, googleApis } = Given.props(scope, id, props);
    if (nat !== undefined) Given.object("nat", nat, CloudNat.KIND, scope);
    if (googleApis !== undefined) Given.object("googleApis", googleApis, GoogleApisAccess.KIND, scope);
    super(scope, id, props, (validator, ranges) => {
      props.nat?.validate(
        validator,
        props.subnets.map(({ subnetName }) => subnetName),
      );
      props.googleApis?.validate(validator, ranges);
    });
    this.addDefaultRoute();
    if (props.nat !== undefined) this.addNat(props.nat);
    if (props.googleApis !== undefined) new GoogleApis(this, "GoogleApis", { vpc: this, access: props.googleApis });
    this.firewall = new Firewall(this, "Firewall", { vpc: this });
  }
}
