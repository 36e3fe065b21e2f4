import type { ITerraformDependable } from "cdktf";
import type { IServiceAccount } from "../iam";
import type { ISubnet } from "../network";
import type { ContainerImage } from "./container-image";
import type { SecretVersion } from "./secret-version";
import type { VolumeMount } from "./volume-mount";

/**
 * What of the traffic that leaves goes into the subnet.
 *
 * @see https://cloud.google.com/run/docs/configuring/vpc-direct-vpc
 */
export enum VpcEgress {
  /** Everything: the network's routes and firewall rules decide what is reached. */
  ALL_TRAFFIC = "ALL_TRAFFIC",
  /** What is for private addresses; the rest goes to the internet past the network. */
  PRIVATE_RANGES_ONLY = "PRIVATE_RANGES_ONLY",
}

/** What services and jobs have in common. */
export interface WorkloadProps {
  /** What runs. */
  readonly image: ContainerImage;
  /** A region, for example `us-central1`. */
  readonly location: string;
  /** @default - the project of the stack's google provider */
  readonly project?: string;
  /** What it runs as. @default - a new account, named after it, which may do just what the other props need */
  readonly serviceAccount?: IServiceAccount;
  /** What is run in the image. @default - the image's own entry point */
  readonly command?: string[];
  /** What the command is given. @default - the image's own */
  readonly args?: string[];
  /** Variables in clear: never secrets. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables with versions of secrets, which the account is let read. @default - none */
  readonly secretEnvironment?: Readonly<Record<string, SecretVersion>>;
  /** Variables of `environment` that look like secrets and are none: from name to the reason. @default - none */
  readonly clearVariables?: Readonly<Record<string, string>>;
  /** Files from buckets, from secrets and from here. @default - none */
  readonly volumes?: VolumeMount[];
  /** How many CPUs an instance has: 1, 2, 4, 6 or 8. @default 1 */
  readonly cpu?: number;
  /** How much memory an instance has, in MiB, with what it writes into its own file system. @default 512 */
  readonly memoryMebibytes?: number;
  /**
   * Where it is on a network of yours, by direct VPC egress: a subnet of its region, /26 at the smallest. Whoever takes
   * it off again cannot delete the subnet for an hour or two.
   *
   * @default - on no network: it reaches the whole internet, and nothing private
   */
  readonly subnet?: ISubnet;
  /** What goes into the subnet. @default VpcEgress.ALL_TRAFFIC */
  readonly vpcEgress?: VpcEgress;
  /** For firewall rules and routes of the network that name some. @default - none */
  readonly networkTags?: string[];
  /**
   * The Cloud KMS key that encrypts the image: `projects/P/locations/L/keyRings/R/cryptoKeys/K`, in its region. Cloud
   * Run's service agent must be able to use it first (`CloudRunServiceAgent.grantEncryptDecrypt`).
   *
   * @default - keys that Google holds
   */
  readonly kmsKeyName?: string;
  /** Whether a plan fails that would delete or replace it, until this is false again. @default false */
  readonly deletionProtection?: boolean;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** What must exist first, for example the enabled API. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}
