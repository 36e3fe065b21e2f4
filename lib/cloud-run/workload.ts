import type { CloudRunV2JobTemplateTemplateVpcAccess } from "@cdktf/provider-google/lib/cloud-run-v2-job";
import { Annotations, TerraformResource, TerraformStack, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { literalText } from "../core/literal-text";
import { Ordering } from "../core/ordering";
import type { Validator } from "../core/validator";
import { ServiceAccount } from "../iam/service-account";
import type { IServiceAccount } from "../iam/service-account";
import type { ISubnet } from "../network";
import { GoogleNames } from "../project/google-names";
import { GoogleProviderFeature, GoogleProviderVersion } from "../project/google-provider-version";
import { Environment } from "./environment";
import { ResourceLimits } from "./resource-limits";
import type { BoundVolume } from "./volume-mount";
import { WorkloadGrants } from "./workload-grants";
import { VpcEgress } from "./workload-props";
import type { WorkloadProps } from "./workload-props";

/**
 * The smallest subnet has a range as long as this.
 *
 * @see https://cloud.google.com/run/docs/configuring/vpc-direct-vpc
 */
const LONGEST_PREFIX = 26;
/** Its account is named after it. @see https://cloud.google.com/iam/docs/service-accounts-create */
const ACCOUNT_ID = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
const TAG = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What the templates of services and of jobs have in common. */
interface TemplateParts {
  readonly serviceAccount: string;
  readonly executionEnvironment: string;
  readonly encryptionKey?: string;
  readonly volumes?: BoundVolume[];
  readonly vpcAccess?: CloudRunV2JobTemplateTemplateVpcAccess;
}

/** What the containers of services and of jobs have in common. */
interface ContainerParts {
  readonly image: string;
  readonly command?: string[];
  readonly args?: string[];
  readonly env?: ReturnType<Environment["toTerraform"]>;
  readonly volumeMounts?: { readonly name: string; readonly mountPath: string }[];
}

/**
 * What services and jobs do alike: the container with its environment and files, the account with its rights, and the
 * network.
 */
export class Workload {
  /** @see https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services/create */
  public static validateName(validator: Validator, prop: string, name: string): void {
    validator.requires(
      prop,
      name,
      /^[a-z](?:[a-z0-9-]{0,47}[a-z0-9])?$/,
      'must be at most 49 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
    );
  }

  /** Notes everything that is wrong with the props that services and jobs have in common. */
  public static validate(
    validator: Validator,
    scope: Construct,
    nameProp: string,
    name: string,
    props: WorkloadProps,
  ): void {
    Workload.validateName(validator, nameProp, name);
    if (props.serviceAccount === undefined) {
      validator.matches(
        nameProp,
        name,
        ACCOUNT_ID,
        "must be 6 to 30 characters, since its service account has its name; or pass a serviceAccount",
      );
    }
    validator.requires("location", props.location, ...GoogleNames.REGION);
    validator.matches("project", props.project, ...GoogleNames.PROJECT);
    GoogleNames.validateLabels(validator, props.labels);
    props.image._validate(validator);
    ResourceLimits.validate(validator, limitsOf(props));
    new Environment(props).validate(validator, scope);
    Environment.validateWords(validator, scope, "command", props.command ?? []);
    Environment.validateWords(validator, scope, "args", props.args ?? []);
    validateVolumes(validator, props);
    validateNetwork(validator, props);
    validateKey(validator, props);
  }

  public readonly serviceAccount: IServiceAccount;
  public readonly container: ContainerParts;
  public readonly template: TemplateParts;
  private readonly grants: WorkloadGrants;

  /** @param name what its account and its files are named after */
  constructor(
    private readonly scope: Construct,
    private readonly kind: "job" | "service",
    name: string,
    private readonly props: WorkloadProps,
    project: string | undefined,
  ) {
    const { image, volumes = [], subnet, dependsOn } = props;
    const environment = new Environment(props);
    this.serviceAccount =
      props.serviceAccount ??
      new ServiceAccount(scope, "ServiceAccount", {
        accountId: name,
        project,
        displayName: `What ${name} runs as`,
        dependsOn,
      });
    this.grants = new WorkloadGrants(scope, this.serviceAccount);
    for (const { secretName } of environment.secrets) this.grants.readSecret(secretName);
    const mounted = {
      workload: scope,
      workloadName: name,
      workloadKind: this.kind,
      project,
      location: props.location,
      grants: this.grants,
      dependsOn,
    };
    const bound = volumes.map((volume, at) => volume._bind(mounted, volumeName(at)));
    const variables = environment.toTerraform(project);
    this.container = {
      image: image.imageUri,
      command: props.command?.map(literalText),
      args: props.args?.map(literalText),
      env: variables.length === 0 ? undefined : variables,
      volumeMounts:
        volumes.length === 0
          ? undefined
          : volumes.map(({ mountPath }, at) => ({ name: volumeName(at), mountPath: mountPath })),
    };
    this.template = {
      serviceAccount: this.serviceAccount.serviceAccountEmail,
      executionEnvironment: "EXECUTION_ENVIRONMENT_GEN2",
      encryptionKey: props.kmsKeyName,
      volumes: bound.length === 0 ? undefined : bound,
      vpcAccess: subnet === undefined ? undefined : this.vpcAccess(subnet),
    };
  }

  /** For the resource's `dependsOn`. */
  public get dependables(): ITerraformDependable[] | undefined {
    const { image, subnet, dependsOn = [] } = this.props;
    return Ordering.dependsOn([
      ...dependsOn,
      ...image._dependables(this.scope),
      ...(subnet === undefined ? [] : this.network(subnet)),
    ]);
  }

  /**
   * Makes the resource wait for all that its instances need, and says what the typed bindings cannot.
   *
   * @param template the path of the template, for overrides
   */
  public complete(resource: TerraformResource, template: string): void {
    const { image, volumes = [], subnet } = this.props;
    for (const grant of this.grants.resources) Ordering.after(resource, grant);
    image._order(resource);
    const { principalResource } = this.serviceAccount;
    if (principalResource !== undefined) Ordering.after(resource, principalResource);
    volumes.forEach(({ _mountOptions: options }, at) => {
      if (options === undefined) return;
      GoogleProviderVersion.requireAtSynth(this.scope, GoogleProviderFeature.MOUNT_OPTIONS);
      resource.addOverride(`${template}.volumes.${at}.gcs.mount_options`, options);
    });
    if (subnet?.privateGoogleAccess === undefined && subnet !== undefined) {
      Annotations.of(this.scope).addWarning(
        `subnet ${JSON.stringify(subnet.subnetName)}: whether it has Private Google Access is not known; ` +
          "say it where the subnet is imported",
      );
    }
  }

  private vpcAccess(subnet: ISubnet): CloudRunV2JobTemplateTemplateVpcAccess {
    const { networkTags, vpcEgress = VpcEgress.ALL_TRAFFIC } = this.props;
    return {
      egress: vpcEgress,
      networkInterfaces: [
        {
          network: subnet.vpc.resourceName,
          subnetwork: subnet.resourceName,
          tags: networkTags === undefined ? undefined : [...networkTags],
        },
      ],
    };
  }

  /** What of the network it waits for; one of another stack is deployed before as a whole. */
  private network({ vpc }: ISubnet): readonly ITerraformDependable[] {
    const stack = TerraformStack.of(this.scope);
    if (TerraformStack.of(vpc) === stack) return vpc.dependables;
    stack.addDependency(TerraformStack.of(vpc));
    return [];
  }
}

/** How much of a machine an instance has. */
export function limitsOf({
  cpu = ResourceLimits.CPU,
  memoryMebibytes = ResourceLimits.MEMORY_MEBIBYTES,
}: WorkloadProps): { cpu: number; memoryMebibytes: number } {
  return { cpu, memoryMebibytes };
}

function volumeName(at: number): string {
  return `volume-${at + 1}`;
}

function validateVolumes(validator: Validator, props: WorkloadProps): void {
  const { volumes = [] } = props;
  const taken = new Set<string>();
  for (const volume of volumes) {
    volume._validate(validator);
    const { mountPath } = volume;
    if (taken.has(mountPath)) {
      validator.problem(
        `volume ${JSON.stringify(mountPath)}: is mounted twice, and a folder holds what is mounted last; ` +
          "give each a folder of its own",
      );
    }
    taken.add(mountPath);
  }
  const inMemory = volumes.reduce((sum, { _memoryMebibytes }) => sum + _memoryMebibytes, 0);
  const { memoryMebibytes } = limitsOf(props);
  if (inMemory > 0 && inMemory >= memoryMebibytes) {
    validator.problem(
      `volumes: ${inMemory} MiB in memory leave nothing of the ${memoryMebibytes} MiB of memoryMebibytes, ` +
        "which hold them",
    );
  }
}

function validateNetwork(validator: Validator, { subnet, location, vpcEgress, networkTags = [] }: WorkloadProps): void {
  for (const tag of networkTags) {
    validator.matches(
      "network tag",
      tag,
      TAG,
      'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"',
    );
  }
  if (subnet === undefined) {
    if (vpcEgress !== undefined) validator.problem(`vpcEgress ${JSON.stringify(vpcEgress)}: needs a subnet`);
    if (networkTags.length > 0) validator.problem("networkTags: need a subnet");
    return;
  }
  const name = `subnet ${JSON.stringify(subnet.subnetName)}`;
  if (!Token.isUnresolved(location) && !Token.isUnresolved(subnet.region) && subnet.region !== location) {
    validator.problem(
      `${name}: is in ${JSON.stringify(subnet.region)}; it must be in the location ${JSON.stringify(location)}`,
    );
  }
  if (subnet.privateGoogleAccess === false) {
    validator.problem(
      `${name}: has no Private Google Access, without which nothing on it reaches Google's APIs; ` +
        "set privateGoogleAccess: true on it",
    );
  }
  const prefix = /\/(\d+)$/.exec(subnet.ipCidrRange ?? "")?.[1];
  if (prefix !== undefined && Number(prefix) > LONGEST_PREFIX) {
    validator.problem(
      `${name}: its range ${JSON.stringify(subnet.ipCidrRange)} is too small; ` +
        `Cloud Run takes addresses by the sixteen, and wants a /${LONGEST_PREFIX} at the smallest`,
    );
  }
}

function validateKey(validator: Validator, { kmsKeyName, location }: WorkloadProps): void {
  validator.matches("kmsKeyName", kmsKeyName, ...GoogleNames.CRYPTO_KEY);
  if (kmsKeyName === undefined || Token.isUnresolved(kmsKeyName) || Token.isUnresolved(location)) return;
  const keyLocation = kmsKeyName.split("/")[3];
  if (keyLocation !== undefined && keyLocation !== location) {
    validator.problem(`kmsKeyName ${JSON.stringify(kmsKeyName)}: must be in the location ${JSON.stringify(location)}`);
  }
}
