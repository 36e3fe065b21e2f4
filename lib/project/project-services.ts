import { ProjectService } from "@cdktf/provider-google/lib/project-service";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { GoogleNames } from "./google-names";

export interface ProjectServicesProps {
  /** The APIs by their host names, for example `artifactregistry.googleapis.com`. */
  readonly services: string[];
  /** @default - the project of the stack's google provider */
  readonly project?: string;
}

/**
 * Enables the APIs that a deployment needs. Google says that an API is enabled some minutes before it answers
 * everywhere, and Terraform cannot wait for that: where a first apply stops at "has not been used in project before or
 * it is disabled", apply again. Destroying it leaves them enabled: something else in the project may use them.
 *
 * @see https://cloud.google.com/service-usage/docs/enable-disable
 */
export class ProjectServices extends Construct {
  /** All of them, for `dependsOn`: what needs the APIs is created after, and destroyed before. */
  public readonly dependables: ITerraformDependable[];

  private readonly byName = new Map<string, ITerraformDependable>();

  /** @throws ValidationError when there is none, or one is not the name of an API */
  constructor(scope: Construct, id: string, props: ProjectServicesProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    const services = [...new Set(props.services)].sort();
    validator.matches("project", props.project, ...GoogleNames.PROJECT);
    if (services.length === 0)
      validator.problem("services: must name one API at least, for example artifactregistry.googleapis.com");
    services.forEach((service) => {
      validator.matches(
        "services",
        service,
        /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*\.googleapis\.com$/,
        "must be the host name of a Google API, for example artifactregistry.googleapis.com",
      );
    });
    validator.throwIfAny();
    for (const service of services) {
      this.byName.set(
        service,
        new ProjectService(this, service, { project: props.project, service, disableOnDestroy: false }),
      );
    }
    this.dependables = [...this.byName.values()];
  }

  /**
   * One of them, for `dependsOn`.
   *
   * @throws ValidationError when it is not among those enabled here
   */
  public service(name: string): ITerraformDependable {
    const found = this.byName.get(name);
    if (found === undefined) {
      throw new ValidationError(
        [`service ${JSON.stringify(name)}: not enabled here; enabled are ${[...this.byName.keys()].join(", ")}`],
        this.node.path,
      );
    }
    return found;
  }
}
