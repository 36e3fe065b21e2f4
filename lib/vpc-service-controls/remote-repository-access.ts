import { TerraformResource } from "cdktf";
import type { ITerraformDependable, TerraformMetaArguments, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";

/**
 * The resource is in google-beta only.
 *
 * @see
 *   https://github.com/hashicorp/terraform-provider-google-beta/blob/v7.45.0/website/docs/r/artifact_registry_vpcsc_config.html.markdown
 */
class VpcscConfig extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: Readonly<Record<string, string>>,
    meta: TerraformMetaArguments,
  ) {
    super(scope, id, {
      ...meta,
      terraformResourceType: "google_artifact_registry_vpcsc_config",
      terraformGeneratorMetadata: { providerName: "google-beta" },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.attributes };
  }
}

export interface RemoteRepositoryAccessProps {
  readonly project: string;
  /** The region or multi-region of the remote repositories. */
  readonly location: string;
  /**
   * A provider `google-beta` of the stack, since the setting is in no other. Where you do not want one, run
   * `gcloudCommand` by hand instead of using this construct.
   */
  readonly provider: TerraformProvider;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Lets the remote repositories of one project and location reach their upstreams from inside a perimeter; without it
 * they serve only what they have cached. There is one such setting for each project and location, and destroying this
 * leaves it as it is.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/remote-repo#vpc
 */
export class RemoteRepositoryAccess extends Construct {
  /**
   * The command that does the same where google-beta is not wanted.
   *
   * @throws ValidationError when a name is not valid
   */
  public static gcloudCommand(project: string, location: string): string {
    return `gcloud artifacts vpcsc-config allow --project=${project} --location=${location}`;
  }

  /** @throws ValidationError when a prop is not valid, or the provider is not google-beta */
  constructor(scope: Construct, id: string, props: RemoteRepositoryAccessProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const { project, location, provider } = props;
    const validator = new Validator(this);
    validator.requires("project", project, ...GoogleNames.PROJECT);
    validator.requires("location", location, ...GoogleNames.LOCATION);
    // Callers from plain JavaScript may have left it out.
    const type = (provider as TerraformProvider | undefined)?.terraformResourceType;
    if (type !== "google-beta") {
      validator.problem(
        `provider: is ${type === undefined ? "missing" : JSON.stringify(type)}, ` +
          "and the setting is in google-beta only; give it one, or run " +
          JSON.stringify(RemoteRepositoryAccess.gcloudCommand(project, location)),
      );
    }
    validator.throwIfAny();
    const attributes = { project, location, vpcsc_policy: "ALLOW" };
    new VpcscConfig(this, "Resource", attributes, { provider, dependsOn: Ordering.dependsOn(props.dependsOn) });
  }
}
