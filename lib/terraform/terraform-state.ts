import { ValidationError } from "../core/errors";
import { stateInstances } from "./state-values";
import { checkFormat } from "./terraform-plan";
import { fieldsOf, TerraformResources } from "./terraform-resources";

/** A state as `terraform show -json` prints it. */
export class TerraformState {
  /**
   * @param document the parsed JSON
   * @throws ValidationError when it is no state, or one of a format that is not known
   */
  public static read(document: unknown): TerraformResources {
    const fields = fieldsOf(document);
    if (!("values" in fields)) {
      throw new ValidationError(['is no Terraform state: it has no "values"; give what `terraform show -json` prints']);
    }
    checkFormat(fields, "state");
    return TerraformResources.fromInstances(stateInstances(fieldsOf(fields.values).root_module));
  }
}
