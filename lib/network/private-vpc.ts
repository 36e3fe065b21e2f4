import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";
import { CloudNat } from "./cloud-nat";
import { Egress } from "./egress";
import { EgressDeny } from "./egress-deny";
import { Firewall } from "./firewall";
import { GoogleApis } from "./google-apis";
import { GoogleApisAccess } from "./google-apis-access";
import { NoPublicNames } from "./no-public-names";
import { DefinedVpc, ImportedVpc } from "./vpc-base";
import type { IVpc, VpcAttributes, VpcProps } from "./vpc-interface";

export interface PrivateVpcProps extends VpcProps {
  /** @default GoogleApisAccess.restricted() */
  readonly googleApis?: GoogleApisAccess;
  /**
   * A way to the internet, for what `egress` names and nothing else.
   *
   * @default - none: no route leads to the internet
   */
  readonly nat?: CloudNat;
  /** Where hosts may go beside Google's APIs. Public ranges need `nat`. @default - nowhere */
  readonly egress?: Egress[];
  /**
   * Whether the resolver answers public names: it asks the internet for whoever cannot get there himself. See
   * `NoPublicNames` for what goes with them.
   *
   * @default true
   */
  readonly publicNames?: boolean;
  /** Whether denied egress is written to the logs. @default false */
  readonly logDeniedEgress?: boolean;
}

/**
 * A network whose hosts reach Google's APIs and nothing else, not even each other: it has no route to the internet, and
 * denies all egress over IPv4 and IPv6 that is not named. With NAT it has a route, and the named egress.
 *
 * @see https://cloud.google.com/vpc/docs/private-google-access
 */
export class PrivateVpc extends DefinedVpc {
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
  constructor(scope: Construct, id: string, props: PrivateVpcProps) {
    const { nat, egress = [], googleApis: access = GoogleApisAccess.restricted() } = Given.props(scope, id, props);
    if (nat !== undefined) Given.object("nat", nat, CloudNat.KIND, scope);
    Given.object("googleApis", access, GoogleApisAccess.KIND, scope);
    Given.options("props", { egress }, { egress: [Egress.KIND] });
    super(scope, id, props, (validator, ranges) => {
      nat?.validate(
        validator,
        props.subnets.map(({ subnetName }) => subnetName),
      );
      access.validate(validator, ranges);
      Egress.validate(validator, egress);
      validateWays(validator, egress, nat);
    });
    const deny = new EgressDeny(this, "EgressDeny", { vpc: this, logged: props.logDeniedEgress });
    new GoogleApis(this, "GoogleApis", { vpc: this, access });
    if (nat !== undefined) {
      this.addDefaultRoute(deny.dependables);
      this.addNat(nat, deny.dependables);
    }
    this.firewall = new Firewall(this, "Firewall", { vpc: this });
    for (const one of egress) this.firewall.allowEgress(one);
    if (props.publicNames === false) new NoPublicNames(this, "NoPublicNames", { vpc: this });
  }
}

/** Notes egress to which no way leads: an allowance that does nothing is a mistake. */
function validateWays(validator: Validator, egress: readonly Egress[], nat: CloudNat | undefined): void {
  for (const one of egress) {
    for (const range of one.publicRanges()) {
      const place = `egress ${JSON.stringify(one.name)} range "${range.toString()}"`;
      if (range.family === 6)
        validator.problem(`${place}: the subnets have IPv4 only, and NAT translates IPv4 only; leave it out`);
      else if (nat === undefined)
        validator.problem(`${place}: no way leads there without NAT; add nat: CloudNat.automatic()`);
    }
  }
}
