import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CloudNat, Egress, IapSsh, Ports, PrivateVpc, PublicVpc } from "../../lib/network";
import { NetworkModels, Reachability } from "../../lib/reachability";
import type { Destination, HostPlace, Verdict } from "../../lib/reachability";
import { configurationOf } from "./synthesised";

/** One of the networks that there are, as Google would decide about it. */
export interface OneOfFour {
  /** The class, such as `PublicVpc`. */
  readonly kind: string;
  readonly hasNat: boolean;
  /** The network as its constructor makes it. */
  readonly network: Reachability;
  /** The same with SSH through IAP, and where it has that prop with `publicNames: false`. */
  readonly furnished: Reachability;
}

/** What the private network with NAT names; the others know nothing of it. */
export const NAMED = { name: "github", range: "140.82.112.0/20", port: 443 } as const;
export const NAMED_ADDRESS: Destination = { ip: "140.82.112.3", protocol: "tcp", port: NAMED.port };
export const PUBLIC_ADDRESS: Destination = { ip: "151.101.0.223", protocol: "tcp", port: 443 };

/** A host of a network, without an external address or with one. */
export function hostOf({ network }: Reachability, externalAddress = false): HostPlace {
  const [subnet] = network.subnets;
  return { subnet: subnet?.name ?? "", externalAddress };
}

/** Names of subnets are unique in a project. */
const named = (networkName: string) => ({
  networkName,
  subnets: [{ subnetName: networkName, region: "us-central1", ipCidrRange: "10.0.0.0/24" }],
});
const egress = [
  Egress.to(NAMED.name, { ranges: [NAMED.range], ports: [Ports.tcp(String(NAMED.port))], description: "Git" }),
];
const nat = CloudNat.automatic();
const NETWORKS: readonly {
  kind: string;
  hasNat: boolean;
  make: (scope: Construct, networkName: string, publicNames?: boolean) => PublicVpc | PrivateVpc;
}[] = [
  {
    kind: "PublicVpc",
    hasNat: false,
    make: (scope, networkName) => new PublicVpc(scope, networkName, { ...named(networkName) }),
  },
  {
    kind: "PublicVpc",
    hasNat: true,
    make: (scope, networkName) => new PublicVpc(scope, networkName, { ...named(networkName), nat }),
  },
  {
    kind: "PrivateVpc",
    hasNat: false,
    make: (scope, networkName, publicNames) =>
      new PrivateVpc(scope, networkName, { ...named(networkName), publicNames }),
  },
  {
    kind: "PrivateVpc",
    hasNat: true,
    make: (scope, networkName, publicNames) =>
      new PrivateVpc(scope, networkName, { ...named(networkName), publicNames, nat, egress }),
  },
];

/** The four networks, read from the JSON that Terraform would read. */
export function fourNetworks(): readonly OneOfFour[] {
  const json = configurationOf((app) => {
    const stack = new TerraformStack(app, "networks");
    new GoogleProvider(stack, "Google", { project: "example-project" });
    stack.addOverride("terraform.required_providers.google.version", "7.45.0");
    NETWORKS.forEach(({ make }, at) => {
      make(stack, `plain-${at}`);
      new IapSsh(stack, `Ssh-${at}`, { vpc: make(stack, `furnished-${at}`, false) });
    });
    return stack;
  });
  const models = NetworkModels.fromTerraform(json);
  const read = (networkName: string): Reachability => {
    const model = models.find(({ name }) => name.endsWith(`/${networkName}`));
    if (model === undefined) throw new Error(`the network ${networkName} was not synthesised`);
    return new Reachability(model);
  };
  return NETWORKS.map(({ kind, hasNat }, at) => ({
    kind,
    hasNat,
    network: read(`plain-${at}`),
    furnished: read(`furnished-${at}`),
  }));
}

/** What the reasons of verdicts come to, without the names of rules and routes. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/through Cloud NAT/, "Cloud NAT"],
  [/from the host's own external address/, "external address"],
  [/by Private Google Access/, "Private Google Access"],
  [/no external address, and no Cloud NAT serves it/, "no NAT"],
  [/^no route leads there/, "no route"],
  [/^firewall rule .* denies it/, "denied"],
  [/^no ingress rule matches/, "not let in"],
  [/has no IPv6/, "no IPv6"],
  [/is not published/, "not published"],
];

/** The reason of a verdict in one or two words. */
export function why({ reason }: Verdict): string {
  const found = WORDS.find(([pattern]) => pattern.test(reason));
  if (found === undefined) throw new Error(`say in scripts/pictures/four-networks.ts, in short, that ${reason}`);
  return found[1];
}
