import { ComputeInstance } from "@cdktf/provider-google/lib/compute-instance";
import { Annotations, TerraformResource, TerraformStack, Token } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IPythonRepository, IRepository } from "../artifact-registry";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { StackProvider } from "../core/stack-provider";
import { Validator } from "../core/validator";
import { ServiceAccount } from "../iam";
import type { IServiceAccount } from "../iam";
import type { ISubnet, ITunnelHost } from "../network";
import { GoogleNames } from "../project/google-names";
import { HostPackages } from "./host-packages";
import { InstanceMetadata } from "./instance-metadata";
import { ReadAccess } from "./read-access";

/** The family: the newest image at the time when the host is created. */
const DEBIAN_12 = "debian-cloud/debian-12";
const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME_ALLOWED =
  'must be at most 63 lower-case letters, digits and "-", beginning with a letter, not ending with "-"';
/** The account of a host is named after it. @see https://cloud.google.com/iam/docs/service-accounts-create */
const ACCOUNT_ID = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;

export interface PythonHostProps {
  /** The instance's name: at most 63 lower-case letters, digits and "-"; another name is another instance. */
  readonly instanceName: string;
  /** A zone of the subnet's region, for example `us-central1-a`. */
  readonly zone: string;
  /** Where the host's one network interface is. It has no external address. */
  readonly subnet: ISubnet;
  /** The one index that pip has on the host; the host may read it. */
  readonly index: IPythonRepository;
  /** What else the host may read, for example an `AptRemoteRepository`. @default - nothing */
  readonly repositories?: IRepository[];
  /**
   * A requirements file with the hashes of all that it locks, installed beside pip.
   *
   * @default - pip and keyring only
   */
  readonly requirementsFile?: string;
  /**
   * Whether packages may be built from source distributions; see `ClientSettingsOptions`.
   *
   * @default - true where the index is known to let through a package without a wheel
   */
  readonly sourceDistributions?: boolean;
  /**
   * What the host runs as. An imported account must be granted what the host reads: `repository.grantRead(account)`.
   *
   * @default - a new one, named after the instance, which may read the repositories and nothing else
   */
  readonly serviceAccount?: IServiceAccount;
  /**
   * The project of the instance; in a shared VPC a service project.
   *
   * @default - the project of the stack's google provider
   */
  readonly project?: string;
  /** @default "e2-small" */
  readonly machineType?: string;
  /**
   * An image with Debian 12's Python, as `PROJECT/FAMILY` or, pinned, `PROJECT/IMAGE`, for example
   * `debian-cloud/debian-12-bookworm-v20250610`. Another one replaces the instance; a newer image of a family does not.
   *
   * @default "debian-cloud/debian-12"
   */
  readonly image?: string;
  /** In GB, at least 10. @default 20 */
  readonly bootDiskSizeGb?: number;
  /** @default "pd-balanced" */
  readonly bootDiskType?: string;
  /** Network tags, for routes and firewall rules that name some. @default - none */
  readonly networkTags?: string[];
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** More metadata; keys of the host itself are refused. @default - none */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether the instance can be deleted only after this is false again. @default false */
  readonly deletionProtection?: boolean;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** How a host that exists already is found. */
export interface PythonHostAttributes {
  readonly instanceName: string;
  readonly zone: string;
  readonly project: string;
}

/**
 * Defines an instance without external address on which pip works from the first boot, with packages from one
 * repository: `/opt/private-pypi/venv/bin/pip`. Its startup script needs nothing but Debian's Python and the
 * repository. It runs at each boot, writes to the serial console, and does nothing where nothing has changed; a changed
 * requirements file is installed at the next boot.
 *
 * The host waits for its network, its grants and the rules of its repositories. It is not replaced with them.
 *
 * @see https://cloud.google.com/compute/docs/instances/startup-scripts/linux
 */
export class PythonHost extends Construct implements ITunnelHost {
  /**
   * A host that exists already, for example for `IapSsh.grantTunnel`.
   *
   * @throws ValidationError when a name is not valid
   */
  public static fromPythonHostAttributes(scope: Construct, id: string, attributes: PythonHostAttributes): ITunnelHost {
    Given.props(scope, id, attributes);
    class Import extends Construct implements ITunnelHost {
      public readonly instanceName = attributes.instanceName;
      public readonly zone = attributes.zone;
      public readonly project = attributes.project;
    }
    const host = new Import(scope, id);
    const validator = new Validator(host);
    validator.requires("instanceName", attributes.instanceName, NAME, NAME_ALLOWED);
    validator.requires("zone", attributes.zone, ...GoogleNames.ZONE);
    validator.requires("project", attributes.project, ...GoogleNames.PROJECT);
    validator.throwIfAny();
    return host;
  }

  public readonly instanceName: string;
  public readonly zone: string;
  public readonly project: string;
  public readonly serviceAccount: IServiceAccount;

  /**
   * @throws ValidationError when a prop is not valid, the metadata is too large, or the index lets through too little
   */
  constructor(scope: Construct, id: string, props: PythonHostProps) {
    super(scope, id);
    Given.props(scope, id, props, {
      subnet: { text: "a subnet of a network", has: "subnetName" },
      index: { text: "a repository of Python packages, for example a PythonRemoteRepository", has: "indexUrl" },
    });
    const validator = new Validator(this);
    validateInstance(validator, props);
    this.validatePlace(validator, props);
    const { index } = props;
    const { requirements } = new HostPackages(this, validator, index, props.requirementsFile);
    const settings = index.clientSettings({ sourceDistributions: props.sourceDistributions });
    const metadata = new InstanceMetadata({ indexUrl: index.indexUrl, settings, requirements }, props.metadata ?? {});
    metadata.validate(validator);
    validator.throwIfAny();

    const project = StackProvider.googleProject(this, props.project);
    this.serviceAccount = props.serviceAccount ?? this.addServiceAccount(props, project);
    const instance = this.addInstance(props, project, metadata);
    // The instance names its subnet by a literal, so a replaced one would be no change to Terraform.
    const subnet: unknown = props.subnet.node.defaultChild;
    if (TerraformResource.isTerraformResource(subnet)) Ordering.replacedWith(instance, subnet);
    for (const repository of new Set([index, ...(props.repositories ?? [])])) {
      const grant = ReadAccess.ensure(this, this.serviceAccount, repository);
      if (grant !== undefined) Ordering.after(instance, grant);
      // Not replaced with its repositories: it holds what it has installed.
      repository.downloadGate.followWithoutReplacement(instance);
    }
    this.instanceName = props.instanceName;
    this.zone = props.zone;
    this.project = project ?? instance.project;
  }

  private addServiceAccount(props: PythonHostProps, project: string | undefined): ServiceAccount {
    return new ServiceAccount(this, "ServiceAccount", {
      accountId: props.instanceName,
      project,
      displayName: `What the host ${props.instanceName} runs as`,
      dependsOn: props.dependsOn,
    });
  }

  private addInstance(
    props: PythonHostProps,
    project: string | undefined,
    metadata: InstanceMetadata,
  ): ComputeInstance {
    return new ComputeInstance(this, "Resource", {
      name: props.instanceName,
      zone: props.zone,
      project,
      machineType: props.machineType ?? "e2-small",
      bootDisk: {
        initializeParams: {
          image: props.image ?? DEBIAN_12,
          size: props.bootDiskSizeGb ?? 20,
          type: props.bootDiskType ?? "pd-balanced",
        },
      },
      // Without an accessConfig block there is no external address.
      networkInterface: [{ subnetwork: props.subnet.resourceName }],
      serviceAccount: { email: this.serviceAccount.serviceAccountEmail, scopes: ["cloud-platform"] },
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      metadata: metadata.toTerraform(),
      tags: props.networkTags === undefined ? undefined : [...props.networkTags],
      labels: props.labels === undefined ? undefined : { ...props.labels },
      deletionProtection: props.deletionProtection ?? false,
      // Another machine type or service account then is a restart, not an error.
      allowStoppingForUpdate: true,
      dependsOn: Ordering.dependsOn([...(props.dependsOn ?? []), ...this.network(props.subnet)]),
    });
  }

  private validatePlace(validator: Validator, { subnet, zone }: PythonHostProps): void {
    const name = `subnet ${JSON.stringify(subnet.subnetName)}`;
    if (subnet.privateGoogleAccess === false) {
      validator.problem(
        `${name}: has no Private Google Access, without which the host reaches no repository; ` +
          "set privateGoogleAccess: true on it",
      );
    } else if (subnet.privateGoogleAccess === undefined) {
      Annotations.of(this).addWarning(
        `${name}: whether it has Private Google Access is not known; say it where the subnet is imported`,
      );
    }
    if (Token.isUnresolved(zone) || Token.isUnresolved(subnet.region)) return;
    if (!new RegExp(`^${subnet.region}-[a-z]$`).test(zone)) {
      validator.problem(
        `zone ${JSON.stringify(zone)}: must be in the region of the ${name}, ${JSON.stringify(subnet.region)}, ` +
          `for example ${JSON.stringify(`${subnet.region}-a`)}`,
      );
    }
  }

  /** What of the network the host waits for; one of another stack is deployed before as a whole. */
  private network({ vpc }: ISubnet): readonly ITerraformDependable[] {
    if (TerraformStack.of(vpc) === TerraformStack.of(this)) return vpc.dependables;
    TerraformStack.of(this).addDependency(TerraformStack.of(vpc));
    return [];
  }
}

function validateInstance(validator: Validator, props: PythonHostProps): void {
  // https://cloud.google.com/compute/docs/naming-resources
  validator.requires("instanceName", props.instanceName, NAME, NAME_ALLOWED);
  if (props.serviceAccount === undefined) {
    validator.matches(
      "instanceName",
      props.instanceName,
      ACCOUNT_ID,
      "must be 6 to 30 characters, since the host's service account has its name; or pass a serviceAccount",
    );
  }
  validator.matches("project", props.project, ...GoogleNames.PROJECT);
  // https://cloud.google.com/compute/docs/machine-resource
  validator.matches(
    "machineType",
    props.machineType,
    /^[a-z][a-z0-9]*-[a-z0-9-]*[a-z0-9]$/,
    "must be a machine type, for example e2-small",
  );
  validator.matches(
    "image",
    props.image,
    /^[a-z][a-z0-9.:-]*\/[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    `must be PROJECT/FAMILY or PROJECT/IMAGE, for example ${DEBIAN_12}`,
  );
  // Debian's images are 10 GB. https://cloud.google.com/compute/docs/disks/persistent-disks
  validator.inRange("bootDiskSizeGb", props.bootDiskSizeGb, 10, 65_536);
  validator.matches(
    "bootDiskType",
    props.bootDiskType,
    /^[a-z]+(?:-[a-z]+)*$/,
    "must be a disk type, for example pd-balanced",
  );
  for (const tag of props.networkTags ?? []) validator.matches("network tag", tag, NAME, NAME_ALLOWED);
  GoogleNames.validateLabels(validator, props.labels);
}
