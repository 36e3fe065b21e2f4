import { TerraformResource } from "cdktf";
import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";

/**
 * The attributes and blocks of `google_colab_schedule` that start a pipeline, under their names in Terraform.
 *
 * @internal
 * @jsii ignore
 */
export interface ColabScheduleConfig extends TerraformMetaArguments {
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * A schedule as Terraform has it. The typed bindings are of a provider that knows notebooks only; pipeline jobs are in
 * google since 7.42.0.
 *
 * @see https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/website/docs/r/colab_schedule.html.markdown
 * @internal
 * @jsii ignore
 */
export class ColabSchedule extends TerraformResource {
  public static readonly tfResourceType = "google_colab_schedule";
  private readonly attributes: Readonly<Record<string, unknown>>;

  constructor(scope: Construct, id: string, { attributes, ...meta }: ColabScheduleConfig) {
    super(scope, id, {
      ...meta,
      terraformResourceType: ColabSchedule.tfResourceType,
      terraformGeneratorMetadata: { providerName: "google" },
    });
    this.attributes = attributes;
  }

  /** `projects/PROJECT/locations/LOCATION/schedules/NUMBER` */
  public get name(): string {
    return this.getStringAttribute("name");
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.attributes };
  }
}
