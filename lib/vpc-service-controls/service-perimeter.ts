import { AccessContextManagerServicePerimeter } from "@cdktf/provider-google/lib/access-context-manager-service-perimeter";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { UniqueNames } from "../core/unique-names";
import { Validator } from "../core/validator";
import type { IPrincipal } from "../iam";
import { GoogleNames } from "../project/google-names";
import type { EgressRule, IngressRule } from "./perimeter-rule";
import { RestrictedServices } from "./restricted-services";

/** Whether a perimeter refuses anything. */
export enum PerimeterEnforcement {
  /** It only writes to the audit logs what it would refuse: nothing is protected. */
  DRY_RUN = "dry-run",
  /** It refuses. */
  ENFORCED = "enforced",
}

/** A perimeter, defined here or elsewhere. */
export interface IServicePerimeter extends IConstruct {
  /** `accessPolicies/NUMBER/servicePerimeters/NAME` */
  readonly resourceName: string;
  readonly enforcement: PerimeterEnforcement;
  /** The services that are reached from inside only. */
  readonly restrictedServices: string[];
}

/** How a perimeter that exists already is described. */
export interface ServicePerimeterAttributes {
  /** The number of the organization's (or folder's) access policy. */
  readonly accessPolicy: string;
  readonly perimeterName: string;
  /** Whether it is in force, as far as you know. */
  readonly enforcement: PerimeterEnforcement;
  /** What it restricts, as far as you know. */
  readonly restrictedServices: string[];
}

export interface ServicePerimeterProps {
  /** The number of the organization's (or folder's) access policy. */
  readonly accessPolicy: string;
  /** Letters, digits and "_", beginning with a letter. Another name is another perimeter. */
  readonly perimeterName: string;
  /** @default - the name */
  readonly title?: string;
  /** The numbers of the projects inside. */
  readonly projectNumbers: string[];
  /**
   * Has to be said, since the first apply of an enforced perimeter stops whatever reaches in from outside: begin with
   * the dry run, look for `dryRun: true` in the audit logs of the projects for some days, add rules for what is meant,
   * and then enforce.
   */
  readonly enforcement: PerimeterEnforcement;
  /** @default RestrictedServices.pipelines() */
  readonly restrictedServices?: string[];
  /**
   * Who applies this from outside of the perimeter. Synth fails when an enforced perimeter would shut them out of its
   * projects, for then nobody here could mend it.
   */
  readonly deployers: IPrincipal[];
  /** @default - none */
  readonly ingress?: IngressRule[];
  /** @default - none: nothing inside reaches the restricted services of other projects */
  readonly egress?: EgressRule[];
  /** Access levels that all may come in from: `accessPolicies/NUMBER/accessLevels/NAME`. @default - none */
  readonly accessLevels?: string[];
  /**
   * The access levels that each of the deployers has, as far as you know; what lets these in lets the deployers in.
   *
   * @default - none: a deployer is let in by a rule that names them, and asks for no access level
   */
  readonly deployerAccessLevels?: string[];
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A perimeter of VPC Service Controls: what is inside reaches the restricted services of its own projects only, over
 * whatever network. It is what closes the internet to pipelines on Google's side, and the registry of other people's
 * projects to everybody inside.
 *
 * A dry run is kept as one, explicitly: with `DRY_RUN` the enforced side stays empty.
 *
 * What breaks first when it is enforced: deploys and consoles from outside (`deployers`, `ingress`), remote
 * repositories (`RemoteRepositoryAccess`), and images that are pulled from other projects (`egress`).
 *
 * @see https://cloud.google.com/vpc-service-controls/docs/overview
 * @see https://cloud.google.com/vpc-service-controls/docs/dry-run-mode
 */
export class ServicePerimeter extends Construct implements IServicePerimeter {
  /** A perimeter that exists already. @throws ValidationError when an attribute is missing or not valid */
  public static fromServicePerimeterAttributes(
    scope: Construct,
    id: string,
    attributes: ServicePerimeterAttributes,
  ): IServicePerimeter {
    const { accessPolicy, perimeterName, enforcement, restrictedServices } = Given.props(scope, id, attributes);
    Given.texts("restrictedServices", restrictedServices);
    class Import extends Construct implements IServicePerimeter {
      public readonly resourceName = resourceNameOf(attributes);
      public readonly enforcement = enforcement;
      public readonly restrictedServices = restrictedServices;
    }
    const perimeter = new Import(scope, id);
    const validator = new Validator(perimeter);
    validateNames(validator, accessPolicy, perimeterName);
    // Callers from plain JavaScript may have left it out.
    if (!Object.values(PerimeterEnforcement).includes(enforcement)) validator.problem(ENFORCEMENT_MISSING);
    validateServices(validator, restrictedServices);
    validator.throwIfAny();
    return perimeter;
  }

  public readonly enforcement: PerimeterEnforcement;
  public readonly resourceName: string;
  public readonly restrictedServices: string[];

  /** @throws ValidationError when a prop is not valid, or an enforced perimeter would shut its own deployer out */
  constructor(scope: Construct, id: string, props: ServicePerimeterProps) {
    super(scope, id);
    Given.texts(
      "projectNumbers",
      Given.props(scope, id, props, { deployers: [{ text: "a principal", has: "member" }] }).projectNumbers,
    );
    const { accessPolicy, perimeterName, enforcement, ingress = [], egress = [], accessLevels = [] } = props;
    const validator = new Validator(this);
    validate(validator, props);
    takeProjects(validator, this, props);
    validator.throwIfAny();
    this.enforcement = enforcement;
    this.resourceName = resourceNameOf(props);
    this.restrictedServices = [...(props.restrictedServices ?? RestrictedServices.pipelines())];
    const content = {
      resources: props.projectNumbers.map((number) => `projects/${number}`),
      restrictedServices: this.restrictedServices,
      accessLevels: accessLevels.length === 0 ? undefined : [...accessLevels],
      ingressPolicies: ingress.length === 0 ? undefined : ingress.map((rule) => rule._toTerraform()),
      egressPolicies: egress.length === 0 ? undefined : egress.map((rule) => rule._toTerraform()),
    };
    const isDryRun = enforcement === PerimeterEnforcement.DRY_RUN;
    new AccessContextManagerServicePerimeter(this, "Resource", {
      parent: `accessPolicies/${accessPolicy}`,
      name: this.resourceName,
      title: props.title ?? perimeterName,
      perimeterType: "PERIMETER_TYPE_REGULAR",
      // With it, the dry run is what `spec` says, and not a copy of what is enforced.
      useExplicitDryRunSpec: isDryRun,
      ...(isDryRun ? { spec: content } : { status: content }),
      dependsOn: Ordering.dependsOn(props.dependsOn),
    });
  }
}

const ENFORCEMENT_MISSING = "enforcement: is missing; say PerimeterEnforcement.DRY_RUN or .ENFORCED";

function resourceNameOf({ accessPolicy, perimeterName }: { accessPolicy: string; perimeterName: string }): string {
  return `accessPolicies/${accessPolicy}/servicePerimeters/${perimeterName}`;
}

function validateNames(validator: Validator, accessPolicy: string, perimeterName: string): void {
  validator.requires("accessPolicy", accessPolicy, /^[1-9][0-9]{5,20}$/, "must be the policy's number");
  validator.requires(
    "perimeterName",
    perimeterName,
    /^[A-Za-z][A-Za-z0-9_]{0,49}$/,
    'must be at most 50 letters, digits and "_", beginning with a letter',
  );
}

function validateServices(validator: Validator, services: readonly string[]): void {
  for (const service of services) {
    validator.matches(
      "restrictedServices",
      service,
      /^[a-z][a-z0-9.-]*\.googleapis\.com$/,
      "must be a name such as storage.googleapis.com",
    );
  }
}

function validate(validator: Validator, props: ServicePerimeterProps): void {
  const { restrictedServices, projectNumbers, deployers } = props;
  // Callers from plain JavaScript may have left it out.
  if (!Object.values(PerimeterEnforcement).includes(props.enforcement)) validator.problem(ENFORCEMENT_MISSING);
  validateNames(validator, props.accessPolicy, props.perimeterName);
  if (projectNumbers.length === 0) validator.problem("projectNumbers: is empty; name the projects inside");
  for (const number of projectNumbers) validator.matches("projectNumbers", number, ...GoogleNames.PROJECT_NUMBER);
  if (restrictedServices?.length === 0) {
    validator.problem("restrictedServices: is empty, so nothing is protected; leave it out for what pipelines use");
  }
  validateServices(validator, restrictedServices ?? []);
  if (deployers.length === 0) {
    validator.problem("deployers: is empty; name who applies this, so that it can be seen whether they are shut out");
  }
  for (const level of [...(props.accessLevels ?? []), ...(props.deployerAccessLevels ?? [])]) {
    validator.matches(
      "accessLevels",
      level,
      new RegExp(`^accessPolicies/${props.accessPolicy}/accessLevels/[A-Za-z][A-Za-z0-9_]*$`),
      `must be accessPolicies/${props.accessPolicy}/accessLevels/NAME, of the perimeter's own policy`,
    );
  }
  if (props.enforcement === PerimeterEnforcement.ENFORCED) validateDeployers(validator, props);
  validator.throwIfAny();
}

/** Whoever is not known to get in would be shut out. */
function validateDeployers(validator: Validator, props: ServicePerimeterProps): void {
  const { ingress = [], accessLevels = [], deployerAccessLevels = [], deployers } = props;
  if (accessLevels.some((level) => deployerAccessLevels.includes(level))) return;
  for (const { member } of deployers) {
    if (ingress.some((rule) => rule.letsIn(member, deployerAccessLevels))) continue;
    validator.problem(
      `deployers: ${JSON.stringify(member)} would be shut out of the projects, and could not mend it; add ` +
        "IngressRule.of({ title, principals: [that one] }), which lets in for all services, " +
        "or say in deployerAccessLevels which access levels they have",
    );
  }
}

/**
 * A project is in one perimeter at the most.
 *
 * @see https://cloud.google.com/vpc-service-controls/docs/service-perimeters
 */
function takeProjects(validator: Validator, perimeter: Construct, props: ServicePerimeterProps): void {
  for (const [at, number] of props.projectNumbers.entries()) {
    if (props.projectNumbers.indexOf(number) < at) {
      validator.problem(`projectNumbers ${JSON.stringify(number)}: is there twice; name it once`);
      continue;
    }
    if (UniqueNames.take(perimeter, `${props.enforcement} perimeter of projects/${number}`) !== undefined) {
      validator.problem(
        `projectNumbers ${JSON.stringify(number)}: is in another ${props.enforcement} perimeter of this app already; ` +
          "take it out of one of them",
      );
    }
  }
}
