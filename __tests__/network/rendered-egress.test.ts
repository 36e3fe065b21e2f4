import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeNetworkFirewallPolicyAssociation } from "@cdktf/provider-google/lib/compute-network-firewall-policy-association";
import { ComputeNetworkPeering } from "@cdktf/provider-google/lib/compute-network-peering";
import { ComputeRoute } from "@cdktf/provider-google/lib/compute-route";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { DnsManagedZone } from "@cdktf/provider-google/lib/dns-managed-zone";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { Aspects, TerraformElement, TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import type { App } from "cdktf";
import type { IConstruct } from "constructs";
import { CloudNat, Egress, Ports, PrivateVpc } from "../../lib/network";
import type { IVpc } from "../../lib/network";
import { EgressSummary, NetworkModels, Reachability } from "../../lib/reachability";
import { googleStack, PROJECT } from "../support/registry-app";
import { synthApp } from "../support/synth-app";
import { GITHUB, HOSTS, REGION } from "./networks";

const NETWORK = `projects/${PROJECT}/global/networks/net`;
const narrow = (scope: TerraformStack, id = "Vpc"): PrivateVpc =>
  new PrivateVpc(scope, id, {
    networkName: "net",
    subnets: [HOSTS],
    nat: CloudNat.automatic(),
    egress: [Egress.to("github", { ranges: [GITHUB], ports: [Ports.tcp("443")], description: "Git" })],
  });
const OPEN_RULE = {
  name: "open",
  direction: "EGRESS",
  priority: 1,
  destinationRanges: ["0.0.0.0/0"],
  allow: [{ protocol: "all" }],
};
const element = (construct: IConstruct): TerraformResource => {
  if (!TerraformResource.isTerraformResource(construct)) throw new Error(`${construct.node.path}: no resource`);
  return construct;
};
const below = (vpc: IConstruct, path: string): TerraformResource =>
  element(path.split("/").reduce<IConstruct>((at, id) => at.node.findChild(id), vpc));

interface Told {
  readonly eager: EgressSummary;
  readonly late: string;
  readonly read: EgressSummary;
}

/** What is told of the network "net", asked at the end and by an output, and what the written files say. */
function told(define: (app: App, stack: TerraformStack, vpc: PrivateVpc) => void): Told {
  let eager: EgressSummary | undefined;
  const synthesised = synthApp((app) => {
    const stack = googleStack(app, "network");
    const vpc = narrow(stack);
    new TerraformOutput(stack, "told", { value: vpc.egressText });
    define(app, stack, vpc);
    eager = vpc.egress;
  });
  const models = NetworkModels.fromTerraform(...synthesised.stacks.map(({ json }) => json));
  const model = models.find(({ name }) => name === NETWORK)!;
  return {
    eager: eager!,
    late: String(synthesised.stack("network").outputs.told),
    read: EgressSummary.of(new Reachability(model)),
  };
}

const internet = ({ subnets }: EgressSummary): string => subnets[0]!.hosts[0]!.ipv4.internet.extent;
/** Without the order in which the written file has things. */
const sorted = (sentences: readonly string[]): readonly string[] => [...sentences].sort();

/** Each way round the constructs, with what it makes of the internet. */
const OPENED: Readonly<
  Record<string, readonly [extent: string, (app: App, stack: TerraformStack, vpc: PrivateVpc) => void]>
> = {
  "nothing else": ["some", () => undefined],
  "a rule of one's own": [
    "everything",
    (_, stack) => {
      new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: NETWORK });
    },
  ],
  "a rule that names the network by a reference": [
    "everything",
    (_, stack, vpc) => {
      new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: (vpc.node.defaultChild as ComputeNetwork).selfLink });
    },
  ],
  "a rule in another stack": [
    "everything",
    (app) => {
      new ComputeFirewall(googleStack(app, "other"), "Open", { ...OPEN_RULE, network: NETWORK });
    },
  ],
  "a rule by name in another project's stack": [
    "some",
    (app) => {
      const stack = new TerraformStack(app, "other");
      new GoogleProvider(stack, "Google", { project: "another-project" });
      new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: "net" });
    },
  ],
  "a rule by an aliased provider of the project": [
    "everything",
    (app) => {
      const stack = new TerraformStack(app, "other");
      new GoogleProvider(stack, "Google", { project: "another-project" });
      const provider = new GoogleProvider(stack, "Aliased", { project: PROJECT, alias: "net" });
      new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: "net", provider });
    },
  ],
  "the deny disabled by an override": [
    "everything",
    (_, __, vpc) => {
      below(vpc, "EgressDeny/IPv4/Resource").addOverride("disabled", true);
    },
  ],
  "the deny disabled by an override of the stack": [
    "everything",
    (_, stack, vpc) => {
      const { friendlyUniqueId } = below(vpc, "EgressDeny/IPv4/Resource");
      stack.addOverride(`resource.google_compute_firewall.${friendlyUniqueId}.disabled`, true);
    },
  ],
  "a rule that only the stack's override has": [
    "everything",
    (_, stack) => {
      stack.addOverride("resource.google_compute_firewall.open", {
        name: "open",
        network: NETWORK,
        direction: "EGRESS",
        priority: 1,
        destination_ranges: ["0.0.0.0/0"],
        allow: [{ protocol: "all" }],
      });
    },
  ],
  "the deny moved to another priority": [
    "everything",
    (_, stack, vpc) => {
      below(vpc, "EgressDeny/IPv4/Resource").addOverride("priority", 65_535);
      new ComputeFirewall(stack, "Late", { ...OPEN_RULE, priority: 65_534, network: NETWORK });
    },
  ],
  "a wider allowance by an override": [
    "everything",
    (_, __, vpc) => {
      const rule = below(vpc, "Firewall/Egress github/IPv4/Resource");
      rule.addOverride("allow", undefined);
      rule.addOverride("allow", [{ protocol: "all" }]);
      (rule as ComputeFirewall).destinationRanges = ["0.0.0.0/0"];
    },
  ],
  "a firewall policy": [
    "unknown",
    (_, stack) => {
      new ComputeNetworkFirewallPolicyAssociation(stack, "Policy", {
        name: "policy",
        attachmentTarget: NETWORK,
        firewallPolicy: "some-policy",
      });
    },
  ],
};

test.each(Object.entries(OPENED))("%s: what is told is what is written", (_, [extent, define]) => {
  const { eager, late, read } = told(define);
  expect(internet(read)).toBe(extent);
  expect(internet(eager)).toBe(extent);
  expect(sorted(eager.sentences)).toEqual(sorted(read.sentences));
  expect(late).toBe(eager.sentences.join("\n"));
});

const letOut = (stack: TerraformStack): void => {
  const to = { direction: "EGRESS", destinationRanges: ["10.0.0.0/8"], allow: [{ protocol: "tcp" }] };
  new ComputeFirewall(stack, "Private", { name: "private", network: NETWORK, ...to });
};

const FACTS: Readonly<Record<string, (app: App, stack: TerraformStack, vpc: PrivateVpc) => void>> = {
  "a route": (_, stack) => {
    letOut(stack);
    new ComputeRoute(stack, "Route", {
      name: "appliance",
      network: NETWORK,
      destRange: "10.99.0.0/16",
      nextHopIp: "10.0.0.9",
    });
  },
  "Private Google Access switched off": (_, __, vpc) => {
    below(vpc, `Subnets/${REGION}/hosts/Resource`).addOverride("private_ip_google_access", false);
  },
  "IPv6 switched on": (_, __, vpc) => {
    const subnet = below(vpc, `Subnets/${REGION}/hosts/Resource`);
    subnet.addOverride("stack_type", "IPV4_IPV6");
    subnet.addOverride("ipv6_access_type", "EXTERNAL");
  },
  "the default route of Google kept": (_, __, vpc) => {
    element(vpc.node.defaultChild!).addOverride("delete_default_routes_on_create", false);
  },
  "a subnet that Google makes in each region": (_, __, vpc) => {
    element(vpc.node.defaultChild!).addOverride("auto_create_subnetworks", true);
  },
  "a peering": (_, stack) => {
    letOut(stack);
    new ComputeNetworkPeering(stack, "Peering", {
      name: "peer",
      network: NETWORK,
      peerNetwork: NETWORK.replace("net", "peer"),
    });
  },
  "a forwarding zone": (_, stack) => {
    new DnsManagedZone(stack, "Zone", {
      name: "corp",
      dnsName: "corp.example.",
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: NETWORK }] },
      forwardingConfig: { targetNameServers: [{ ipv4Address: "10.1.1.1" }] },
    });
  },
  "several rules at once": (_, stack) => {
    new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: NETWORK, count: 2 });
  },
};

test.each(Object.entries(FACTS))("%s changes what is told", (name, define) => {
  const plain = told(
    name.startsWith("a route") || name.startsWith("a peering")
      ? (_, stack) => {
          letOut(stack);
        }
      : () => undefined,
  );
  const { eager, late, read } = told(define);
  expect(sorted(eager.sentences)).toEqual(sorted(read.sentences));
  expect(late).toBe(eager.sentences.join("\n"));
  expect(eager.sentences).not.toEqual(plain.eager.sentences);
});

test("a NAT gateway of one's own in another stack is told of, by literals and by references", () => {
  const define = (named: boolean) =>
    synthApp((app) => {
      const stack = googleStack(app, "network");
      const vpc = new PrivateVpc(stack, "Vpc", { networkName: "net", subnets: [HOSTS] });
      const network = vpc.node.defaultChild as ComputeNetwork;
      const other = googleStack(app, "other");
      new TerraformOutput(other, "told", { value: vpc.egressText });
      const router = new ComputeRouter(stack, "Router", { name: "own", region: REGION, network: network.id });
      new ComputeRouterNat(other, "Nat", {
        name: "own",
        region: REGION,
        router: named ? "own" : router.name,
        natIpAllocateOption: "AUTO_ONLY",
        sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES",
      });
      new ComputeRoute(other, "Way", {
        name: "way",
        destRange: "0.0.0.0/0",
        nextHopGateway: "default-internet-gateway",
        network: named ? NETWORK : network.selfLink,
      });
      new ComputeFirewall(other, "Open", { ...OPEN_RULE, network: named ? NETWORK : network.selfLink });
      expect(internet(vpc.egress)).toBe("everything");
    }).stack("other").outputs.told;
  expect(define(false)).toContain('Cloud NAT "own"');
  expect(define(false)).toBe(define(true));
});

test("two stacks with a network at the same place of the tree are not taken for one another", () => {
  synthApp((app) => {
    const [one, two] = [googleStack(app, "one"), googleStack(app, "two")];
    const make = (stack: TerraformStack, networkName: string): PrivateVpc =>
      new PrivateVpc(stack, "Vpc", {
        networkName,
        subnets: [{ ...HOSTS, subnetName: `${networkName}-hosts` }],
        nat: CloudNat.automatic(),
      });
    const [a, b] = [make(one, "a"), make(two, "b")];
    new ComputeFirewall(two, "Open", { ...OPEN_RULE, network: (a.node.defaultChild as ComputeNetwork).selfLink });
    expect([internet(a.egress), internet(b.egress)]).toEqual(["everything", "none"]);
  });
});

describe("asked before all is defined", () => {
  const early = (use: (vpc: IVpc) => unknown, then: (app: App, stack: TerraformStack) => unknown) => () =>
    synthApp((app) => {
      const stack = googleStack(app, "network");
      const vpc = narrow(stack);
      use(vpc);
      then(app, stack);
    });
  const open = (stack: TerraformStack): void => {
    new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: NETWORK });
  };

  test("an answer that no longer holds fails synth, with what to do", () => {
    expect(
      early(
        (vpc) => vpc.egress,
        (_, stack) => {
          open(stack);
        },
      ),
    ).toThrow(
      /egress of network "net": was asked for before all was defined: it said .*140\.82\.112\.0\/20 by tcp port 443.*and it is .*reach everything on the internet over IPv4.*egressText.*\[network\/Vpc\]/s,
    );
  });

  test("a later answer does not hide an earlier one", () => {
    const use = (vpc: IVpc): void => {
      expect(internet(vpc.egress)).toBe("some");
      new TerraformOutput(TerraformStack.of(vpc), "told", { value: vpc.egressText });
    };
    expect(
      early(use, (_, stack) => {
        open(stack);
      }),
    ).toThrow(/was asked for before all was defined/);
  });

  test("an answer that still holds is no mistake", () => {
    expect(
      early(
        (vpc) => vpc.egress,
        (_, stack) =>
          new ComputeFirewall(stack, "In", {
            name: "in",
            network: NETWORK,
            sourceRanges: ["10.9.0.0/16"],
            allow: [{ protocol: "tcp" }],
          }),
      ),
    ).not.toThrow();
  });

  test("an output is worked out when it is written", () => {
    const app = early(
      (vpc) => new TerraformOutput(TerraformStack.of(vpc), "told", { value: vpc.egressText }),
      (_, stack) => {
        open(stack);
      },
    )();
    expect(app.stack("network").outputs.told).toMatch(
      /Hosts in subnet "hosts" reach everything on the internet over IPv4/,
    );
  });

  test("what an aspect of a later stack changes is found out", () => {
    const opens = (stack: TerraformStack): void => {
      Aspects.of(stack).add({
        visit: (node) => {
          if (node === stack && stack.node.tryFindChild("Open") === undefined) open(stack);
        },
      });
    };
    expect(
      early(
        (vpc) => new TerraformOutput(TerraformStack.of(vpc), "told", { value: vpc.egressText }),
        (app) => {
          opens(googleStack(app, "later"));
        },
      ),
    ).toThrow(/egress of network "net": was asked for before all was defined/);
    const own = early(
      (vpc) => new TerraformOutput(TerraformStack.of(vpc), "told", { value: vpc.egressText }),
      (_, stack) => {
        opens(stack);
      },
    )();
    expect(own.stack("network").outputs.told).toContain("reach everything on the internet");
  });
});

describe("a project that is not known at synth", () => {
  const unknownStack = (app: App, name: string): TerraformStack => {
    const stack = new TerraformStack(app, name);
    new GoogleProvider(stack, "Google", {});
    return stack;
  };

  test("does not keep the network from being told of", () => {
    synthApp((app) => {
      const stack = unknownStack(app, "network");
      const vpc = narrow(stack);
      new ComputeFirewall(stack, "Open", { ...OPEN_RULE, network: (vpc.node.defaultChild as ComputeNetwork).name });
      expect([internet(vpc.egress), vpc.egress.unknown]).toEqual(["everything", []]);
    });
  });

  test("makes a network of that name in another stack one that may be the same", () => {
    synthApp((app) => {
      const vpc = narrow(unknownStack(app, "network"));
      new ComputeFirewall(googleStack(app, "other"), "Open", { ...OPEN_RULE, network: "net" });
      expect(internet(vpc.egress)).toBe("unknown");
      expect(vpc.egress.unknown.join("\n")).toContain("the project of a provider is not known at synth");
    });
  });
});

test("asking adds nothing to the stacks", () => {
  const define = (ask: boolean): unknown =>
    synthApp((app) => {
      const vpc = narrow(googleStack(app, "network"));
      const other = googleStack(app, "other");
      new ComputeFirewall(other, "Open", { ...OPEN_RULE, network: (vpc.node.defaultChild as ComputeNetwork).selfLink });
      if (ask) expect(internet(vpc.egress)).toBe("everything");
      expect(TerraformElement.isTerraformElement(other.node.tryFindChild("backend"))).toBe(false);
    }).stacks.map((stack) => stack.golden());
  expect(define(true)).toEqual(define(false));
});
