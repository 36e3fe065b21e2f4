import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Given } from "../core/given";
import type { IPythonRepository } from "../artifact-registry";
import { PythonHost } from "../compute";
import type { ISubnet } from "../network";
import { GoogleProviderVersion, ProjectServices } from "../project";

export interface HostsStackProps {
  /** The id of the project that the hosts are in. */
  readonly project: string;
  /** A zone of the subnet's region, for example `us-central1-b`. */
  readonly zone: string;
  /** Where the hosts are. */
  readonly subnet: ISubnet;
  /** The one index that pip has on the hosts. */
  readonly index: IPythonRepository;
  /**
   * The exact version of the google provider.
   *
   * @default GoogleProviderVersion.TESTED
   */
  readonly providerVersion?: string;
}

/** The reference host: pip works on it from the first boot, with packages from one index, on whatever network it is. */
export class HostsStack extends TerraformStack {
  public readonly host: PythonHost;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: HostsStackProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const { project, zone, subnet, index } = props;
    new GoogleProvider(this, "Google", { project });
    this.addOverride(
      "terraform.required_providers.google.version",
      props.providerVersion ?? GoogleProviderVersion.TESTED,
    );
    const services = new ProjectServices(this, "Services", {
      project,
      services: ["compute.googleapis.com", "iam.googleapis.com"],
    });
    this.host = new PythonHost(this, "PythonHost", {
      instanceName: "python-host",
      project,
      zone,
      subnet,
      index,
      dependsOn: services.dependables,
    });
    new TerraformOutput(this, "host_service_account", {
      value: this.host.serviceAccount.serviceAccountEmail,
      description: "What the host runs as",
    });
  }
}
