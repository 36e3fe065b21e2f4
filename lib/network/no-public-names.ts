import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { PrivateZone } from "./private-zone";
import { NETWORK } from "./vpc-kind";
import type { IVpc } from "./vpc-interface";

export interface NoPublicNamesProps {
  readonly vpc: IVpc;
  /** What must exist first, for example the enabled API of Cloud DNS. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Keeps the resolver of a network from answering public names. Otherwise it asks the internet for any host, whatever
 * the firewall says, and what is asked can carry data away.
 *
 * It is a private zone of the root: Cloud DNS answers a name out of the zone that matches it best, says "no such name"
 * when that zone does not have it, and goes on to other zones and to the internet only where no zone matches. Zones of
 * the network such as that of `pkg.dev` match better and still answer. The names that Compute Engine gives its hosts
 * (`HOST.ZONE.c.PROJECT.internal`) come later than private zones and are gone with it; that of the metadata server is
 * put into the zone.
 *
 * @see https://cloud.google.com/dns/docs/vpc-name-res-order
 */
export class NoPublicNames extends Construct {
  /** @throws ValidationError when the network has a zone of the root already */
  constructor(scope: Construct, id: string, props: NoPublicNamesProps) {
    super(scope, id);
    Given.props(scope, id, props, { vpc: NETWORK });
    const { vpc, dependsOn } = props;
    const validator = new Validator(this);
    const problem = PrivateZone.problemWith(vpc, ".");
    if (problem !== undefined) validator.problem(problem);
    validator.throwIfAny();
    new PrivateZone(this, "Root", {
      vpc,
      dnsName: ".",
      purpose: "no-public-names",
      description: "Says that public names do not exist, so that queries carry nothing to the internet",
      records: [{ id: "MetadataServer", name: "metadata.google.internal.", type: "A", rrdatas: ["169.254.169.254"] }],
      dependsOn,
    });
  }
}
