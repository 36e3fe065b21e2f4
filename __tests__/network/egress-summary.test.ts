import * as fc from "fast-check";
import type { Construct } from "constructs";
import {
  CloudNat,
  Egress,
  GoogleApisAccess,
  GoogleDomain,
  IapSsh,
  Ports,
  PrivateVpc,
  PublicVpc,
} from "../../lib/network";
import type { IVpc } from "../../lib/network";
import { EgressSummary, Reachability } from "../../lib/reachability";
import { synthStack } from "../support/registry-app";
import { FOUR, GITHUB, HOSTS, modelIn } from "./networks";

/** The summary as the constructs tell it, and as what was synthesised is read. */
function both(define: (scope: Construct) => IVpc): readonly [EgressSummary, EgressSummary] {
  let vpc: IVpc | undefined;
  const stack = synthStack((scope) => {
    vpc = define(scope);
  });
  return [vpc!.egress, EgressSummary.of(new Reachability(modelIn(stack)))];
}

/**
 * Without the order of subnets and rules, of which the synthesised stack has another: of two rules that allow the same,
 * either is named.
 */
const comparable = (summary: EgressSummary): unknown => {
  const data = JSON.parse(JSON.stringify(summary)) as {
    subnets: { subnet: string }[];
    services: { name: string; subnet: string; reason?: string }[];
  };
  for (const service of data.services) delete service.reason;
  data.subnets.sort((one, other) => one.subnet.localeCompare(other.subnet));
  data.services.sort((one, other) => `${one.name} ${one.subnet}`.localeCompare(`${other.name} ${other.subnet}`));
  return data;
};

test.each(Object.keys(FOUR))("of the %s network agrees with what was synthesised", (kind) => {
  const [told, read] = both(FOUR[kind]!);
  expect(comparable(told)).toEqual(comparable(read));
  expect(told.sentences).toEqual(read.sentences);
  expect(told.unknown).toEqual([]);
});

test("of any network agrees with what was synthesised", () => {
  const pick = <T>(...all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
  const access = pick(
    undefined,
    GoogleApisAccess.restricted(),
    GoogleApisAccess.restricted({ ipv6: true, additionalDomains: [GoogleDomain.RUN_APP] }),
    GoogleApisAccess.private({ additionalDomains: [GoogleDomain.PACKAGES_CLOUD_GOOGLE_COM] }),
    GoogleApisAccess.privateServiceConnect("10.255.255.254"),
  );
  const nat = pick(
    undefined,
    CloudNat.automatic(),
    CloudNat.reserved(1),
    CloudNat.automatic({ subnetNames: ["hosts"] }),
  );
  const egress = pick(
    [],
    [Egress.to("github", { ranges: [GITHUB], ports: [Ports.tcp("443", "9418")], description: "Git" })],
    [Egress.everything("trial")],
  );
  const flags = fc.record({
    isPrivate: fc.boolean(),
    publicNames: fc.boolean(),
    internal: fc.boolean(),
    ssh: fc.boolean(),
    more: fc.boolean(),
  });
  fc.assert(
    fc.property(
      access,
      nat,
      egress,
      flags,
      (googleApis, natOrNone, some, { isPrivate, publicNames, internal, ssh, more }) => {
        const subnets = more
          ? [HOSTS, { subnetName: "more", region: "europe-west1", ipCidrRange: "10.1.0.0/24" }]
          : [HOSTS];
        const [told, read] = both((scope) => {
          const props = { networkName: "net", subnets, googleApis, nat: natOrNone };
          const vpc = isPrivate
            ? new PrivateVpc(scope, "Vpc", { ...props, publicNames, egress: natOrNone === undefined ? [] : some })
            : new PublicVpc(scope, "Vpc", props);
          if (internal) vpc.firewall.allowInternal([Ports.tcp("5432"), Ports.icmp()]);
          if (ssh) new IapSsh(scope, "Ssh", { vpc });
          return vpc;
        });
        expect(comparable(told)).toEqual(comparable(read));
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

test("says what a network alone cannot close", () => {
  const [{ notes, publicNames }] = both(FOUR.private!);
  expect(publicNames).toBe("answered");
  expect(notes.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["google-serves-every-project", "dns-answers-public-names"]),
  );
});

test("counts on a declared perimeter, and says what then has to be allowed", () => {
  synthStack((scope) => {
    const { egress } = new PrivateVpc(scope, "Vpc", {
      networkName: "net",
      subnets: [HOSTS],
      vpcServiceControls: true,
      publicNames: false,
    });
    expect(egress.notes.map(({ id }) => id)).toEqual(["perimeter-declared", "perimeter-needs-remote-allowed"]);
  });
});

test("a private network reaches Google's range and nothing else, in words and as data", () => {
  const [{ subnets, services }] = both(FOUR.private!);
  const [{ ipv4, ipv6 }] = subnets[0]!.hosts as [NonNullable<EgressSummary["subnets"][number]["hosts"][number]>];
  expect(subnets[0]!.hosts).toHaveLength(1);
  expect([ipv4.internet.extent, ipv4.network.extent, ipv4.otherNetworks.extent, ipv6]).toEqual([
    "none",
    "none",
    "none",
    undefined,
  ]);
  expect(ipv4.googleApis.map(({ name, reach }) => [name, reach.targets])).toEqual([
    ["restricted.googleapis.com", [{ ranges: ["199.36.153.4/30"], protocols: [{ protocol: "tcp", ports: ["443"] }] }]],
  ]);
  expect(services.map(({ outcome }) => outcome)).toEqual(["reachable", "reachable", "reachable"]);
});
