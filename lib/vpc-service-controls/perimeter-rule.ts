import { Given } from "../core/given";
import { ValidationError } from "../core/errors";
import type { IPrincipal } from "../iam";

/** All operations, or services. */
const ALL = "*";

/** What a rule lets somebody do. */
export interface PerimeterRuleOptions {
  /** What the rule is for. */
  readonly title: string;
  /** Whom it is for: service accounts, users and groups. Everybody is not possible. */
  readonly principals: IPrincipal[];
  /** Which services, for example `storage.googleapis.com`. @default - all that the perimeter restricts */
  readonly services?: string[];
}

export interface IngressOptions extends PerimeterRuleOptions {
  /**
   * The access levels from which they come: `accessPolicies/NUMBER/accessLevels/NAME`.
   *
   * @default - from anywhere
   */
  readonly accessLevels?: string[];
}

export interface EgressOptions extends PerimeterRuleOptions {
  /** The numbers of the projects that they may reach. Every project is not possible. */
  readonly projectNumbers: string[];
}

/** A way into a perimeter. @see https://cloud.google.com/vpc-service-controls/docs/ingress-egress-rules */
export class IngressRule {
  /** @throws ValidationError when it would let everybody in, or a name is not valid */
  public static of(options: IngressOptions): IngressRule {
    Given.options("options", options, { principals: [PRINCIPAL] });
    const problems = [
      ...commonProblems("ingress", options),
      ...(options.accessLevels ?? [])
        .filter((level) => !/^accessPolicies\/[0-9]+\/accessLevels\/[A-Za-z][A-Za-z0-9_]*$/.test(level))
        .map((level) => `access level ${JSON.stringify(level)}: must be accessPolicies/NUMBER/accessLevels/NAME`),
    ];
    if (problems.length > 0) throw new ValidationError(problems);
    return new IngressRule(options);
  }

  private constructor(private readonly options: IngressOptions) {}

  /**
   * Whether it lets a member do everything, who has some access levels; where it asks for one that they do not have, it
   * does not.
   */
  public letsIn(member: string, accessLevels: string[]): boolean {
    const { principals, services, accessLevels: wanted } = this.options;
    const isThere = wanted === undefined || wanted.some((level) => accessLevels.includes(level));
    return services === undefined && isThere && principals.some((one) => one.member === member);
  }

  /** As Terraform has it. @internal */
  public _toTerraform(): object {
    const { title, principals, services, accessLevels } = this.options;
    return {
      title,
      ingressFrom: {
        identities: principals.map(({ member }) => member),
        sources: (accessLevels ?? [ALL]).map((accessLevel) => ({ accessLevel })),
      },
      ingressTo: { resources: [ALL], operations: operationsOf(services) },
    };
  }
}

/** A way out of a perimeter. @see https://cloud.google.com/vpc-service-controls/docs/ingress-egress-rules */
export class EgressRule {
  /** @throws ValidationError when it would let everybody out or to everywhere, or a name is not valid */
  public static of(options: EgressOptions): EgressRule {
    Given.options("options", options, { principals: [PRINCIPAL] });
    Given.texts("projectNumbers", options.projectNumbers);
    const problems = [
      ...commonProblems("egress", options),
      ...(options.projectNumbers.length === 0
        ? [`egress ${JSON.stringify(options.title)}: names no project; name the numbers of those that may be reached`]
        : []),
      ...options.projectNumbers
        .filter((number) => !/^[1-9][0-9]{5,20}$/.test(number))
        .map((number) => `project ${JSON.stringify(number)}: must be the project's number, not its id`),
    ];
    if (problems.length > 0) throw new ValidationError(problems);
    return new EgressRule(options);
  }

  private constructor(private readonly options: EgressOptions) {}

  /** As Terraform has it. @internal */
  public _toTerraform(): object {
    const { title, principals, services, projectNumbers } = this.options;
    return {
      title,
      egressFrom: { identities: principals.map(({ member }) => member) },
      egressTo: {
        resources: projectNumbers.map((number) => `projects/${number}`),
        operations: operationsOf(services),
      },
    };
  }
}

function operationsOf(services: readonly string[] | undefined): object[] {
  if (services === undefined) return [{ serviceName: ALL }];
  return services.map((serviceName) => ({ serviceName, methodSelectors: [{ method: ALL }] }));
}

const PRINCIPAL = { text: "a principal, for example Principal.group(...)", has: "member" };

/** @see https://cloud.google.com/vpc-service-controls/docs/configure-identity-groups */
const IDENTITY = /^(?:user|group|serviceAccount|principal|principalSet):[^\s*]+$/;

function commonProblems(kind: string, { title, principals, services }: PerimeterRuleOptions): readonly string[] {
  const rule = `${kind} ${JSON.stringify(title)}`;
  return [
    ...(/^.{1,100}$/.test(title) ? [] : [`${rule}: the title must have 1 to 100 characters`]),
    ...(principals.length === 0 ? [`${rule}: names nobody; name whom it is for`] : []),
    ...principals
      .filter(({ member }) => !IDENTITY.test(member))
      .map(
        ({ member }) =>
          `${rule}: ${JSON.stringify(member)} cannot stand in a rule; name users, groups or service accounts`,
      ),
    ...(services ?? [])
      .filter((service) => !/^[a-z][a-z0-9.-]*\.googleapis\.com$/.test(service))
      .map((service) => `${rule}: service ${JSON.stringify(service)} must be a name such as storage.googleapis.com`),
  ];
}
