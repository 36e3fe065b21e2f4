import { Token } from "cdktf";
import type { Construct } from "constructs";
import { Duration } from "../../lib/core/duration";
import {
  CloudNat,
  Egress,
  EgressDeny,
  Firewall,
  FirewallTargets,
  GoogleApis,
  GoogleApisAccess,
  IapSsh,
  NatGateway,
  NoPublicNames,
  Ports,
  PrivateVpc,
  PublicVpc,
  SecondaryRange,
} from "../../lib/network";
import type { EgressOptions, PrivateVpcProps, SubnetProps } from "../../lib/network";
import { synthStack } from "../support/registry-app";
import { HOSTS, REGION } from "./networks";

const props = (more: Partial<PrivateVpcProps>): PrivateVpcProps => ({ networkName: "net", subnets: [HOSTS], ...more });
const subnet = (more: Partial<SubnetProps>): PrivateVpcProps => props({ subnets: [{ ...HOSTS, ...more }] });
const withEgress = (more: Partial<EgressOptions>, name = "some"): PrivateVpcProps =>
  props({
    nat: CloudNat.automatic(),
    egress: [Egress.to(name, { ranges: ["140.82.112.0/20"], ports: [Ports.tcp("443")], description: "some", ...more })],
  });
const everyPort = [Ports.all()];

/** Props of a private network, and the one thing that is said about them. */
const WRONG: Readonly<Record<string, readonly [PrivateVpcProps, string]>> = {
  "no range": [
    subnet({ ipCidrRange: "everything" }),
    'ipCidrRange of subnet "hosts" "everything": not an IP range: an address, ' +
      "a slash and a prefix length are needed, such as 10.0.0.0/24 or 2600::/64",
  ],
  "an address": [
    subnet({ ipCidrRange: "10.0.0.0" }),
    'ipCidrRange of subnet "hosts" "10.0.0.0": no prefix length; for this one address write "10.0.0.0/32"',
  ],
  "leading zeros": [
    subnet({ ipCidrRange: "10.0.0.010/24" }),
    'ipCidrRange of subnet "hosts" "10.0.0.010/24": not an IP range: an address, ' +
      "a slash and a prefix length are needed, such as 10.0.0.0/24 or 2600::/64",
  ],
  "a prefix beyond the end": [
    subnet({ ipCidrRange: "10.0.0.0/33" }),
    'ipCidrRange of subnet "hosts" "10.0.0.0/33": the prefix length must be a number from 0 to 32',
  ],
  "Terraform in it": [
    subnet({ ipCidrRange: "$" + "{evil}/24" }),
    'ipCidrRange of subnet "hosts" "${evil}/24": not an IP range: an address, ' +
      "a slash and a prefix length are needed, such as 10.0.0.0/24 or 2600::/64",
  ],
  "host bits": [
    subnet({ ipCidrRange: "10.0.0.1/24" }),
    'ipCidrRange of subnet "hosts" "10.0.0.1/24": has host bits set; the range that contains it is "10.0.0.0/24"',
  ],
  "too small": [
    subnet({ ipCidrRange: "10.0.0.0/30" }),
    'ipCidrRange of subnet "hosts" "10.0.0.0/30": too small; a range has /29 (8 addresses) at the least',
  ],
  "too small for its hosts": [
    subnet({ ipCidrRange: "10.0.0.0/29", hosts: 5 }),
    'ipCidrRange of subnet "hosts" "10.0.0.0/29": has 8 addresses, 5 hosts need 9 (four are Google\'s own); ' +
      "make it /28 or larger",
  ],
  "too small for its pods": [
    subnet({ hosts: 3, secondaryRanges: [SecondaryRange.pods("pods", "10.1.0.0/23")] }),
    'secondary range "pods" of subnet "hosts" "10.1.0.0/23": has 512 addresses, 3 hosts need 768 (256 for the pods ' +
      "of each); make it /22 or larger",
  ],
  "too small for any pod": [
    subnet({ secondaryRanges: [SecondaryRange.pods("pods", "10.1.0.0/25")] }),
    'secondary range "pods" of subnet "hosts" "10.1.0.0/25": has 128 addresses, 1 hosts need 256 (256 for the pods ' +
      "of each); make it /24 or larger",
  ],
  "hosts below one": [subnet({ hosts: 0 }), 'hosts of subnet "hosts" 0: must be a whole number from 1 to 268435456'],
  "link-local": [
    subnet({ ipCidrRange: "169.254.0.0/24" }),
    'ipCidrRange of subnet "hosts" "169.254.0.0/24": holds addresses of "169.254.0.0/16", ' +
      "reserved for link-local addresses, the metadata server among them; " +
      "take a private range, for example 10.0.0.0/24",
  ],
  everything: [
    subnet({ ipCidrRange: "0.0.0.0/0" }),
    'ipCidrRange of subnet "hosts" "0.0.0.0/0": holds addresses of "0.0.0.0/8", reserved for this network; ' +
      "take a private range, for example 10.0.0.0/24",
  ],
  "Google's own range": [
    subnet({ ipCidrRange: "199.36.153.0/24" }),
    'ipCidrRange of subnet "hosts" "199.36.153.0/24": holds addresses of "199.36.153.4/30", ' +
      "reserved for restricted.googleapis.com; take a private range, for example 10.0.0.0/24",
  ],
  "somebody else's addresses": [
    subnet({ ipCidrRange: "8.8.8.0/24" }),
    'ipCidrRange of subnet "hosts" "8.8.8.0/24": these addresses belong to others on the internet, ' +
      "whom hosts here could not reach any more; take a private range, for example out of 10.0.0.0/8, " +
      "172.16.0.0/12 or 192.168.0.0/16",
  ],
  "more than a private range": [
    subnet({ ipCidrRange: "172.0.0.0/11" }),
    'ipCidrRange of subnet "hosts" "172.0.0.0/11": these addresses belong to others on the internet, ' +
      "whom hosts here could not reach any more; take a private range, for example out of 10.0.0.0/8, " +
      "172.16.0.0/12 or 192.168.0.0/16",
  ],
  IPv6: [
    subnet({ ipCidrRange: "fd20::/64" }),
    'ipCidrRange of subnet "hosts" "fd20::/64": subnets have IPv4 ranges only here; ' +
      "give an IPv4 range, for example 10.0.0.0/24",
  ],
  "overlap of two subnets": [
    props({ subnets: [HOSTS, { ...HOSTS, subnetName: "more", ipCidrRange: "10.0.0.128/25" }] }),
    'ipCidrRange of subnet "more" "10.0.0.128/25": overlaps ipCidrRange of subnet "hosts", "10.0.0.0/24"; ' +
      "all ranges of a network must differ",
  ],
  "overlap with a secondary range": [
    subnet({ secondaryRanges: [SecondaryRange.of("services", "10.0.0.0/16")] }),
    'secondary range "services" of subnet "hosts" "10.0.0.0/16": overlaps ipCidrRange of subnet "hosts", ' +
      '"10.0.0.0/24"; all ranges of a network must differ',
  ],
  "two secondary ranges of a name": [
    subnet({ secondaryRanges: [SecondaryRange.of("a", "10.1.0.0/24"), SecondaryRange.of("a", "10.2.0.0/24")] }),
    'secondary range "a" of subnet "hosts": there are two of that name; give them different names',
  ],
  "two subnets of a name": [
    props({ subnets: [HOSTS, { ...HOSTS, region: "europe-west1", ipCidrRange: "10.1.0.0/24" }] }),
    'subnet "hosts": there are two of that name; give them different names',
  ],
  "no subnet": [props({ subnets: [] }), "subnets: must have one at least; a network without any holds no hosts"],
  "a zone for a region": [
    subnet({ region: "us-central1-a" }),
    'region of subnet "hosts" "us-central1-a": must be a region such as us-central1',
  ],
  "a subnet's name": [
    subnet({ subnetName: "My_Subnet" }),
    'subnetName "My_Subnet": must be at most 63 lower-case letters, digits and "-", beginning with a letter, ' +
      'not ending with "-"',
  ],
  "a network's name": [
    props({ networkName: "net-" }),
    'networkName "net-": must be at most 63 lower-case letters, digits and "-", beginning with a letter, ' +
      'not ending with "-"',
  ],
  "a name of 64": [
    props({ networkName: "n".repeat(64) }),
    `networkName "${"n".repeat(64)}": must be at most 63 lower-case letters, digits and "-", ` +
      'beginning with a letter, not ending with "-"',
  ],
  "a project": [
    props({ project: "My Project" }),
    'project "My Project": must be a project id: 6 to 30 lower-case letters, digits and hyphens, ' +
      "beginning with a letter",
  ],
  "flow logs of nothing": [
    subnet({ flowLogs: { sampling: 0 } }),
    'flowLogs of subnet "hosts" sampling "0": must be above 0 and at most 1; leave flowLogs out to have none',
  ],
  "flow logs over hours": [
    subnet({ flowLogs: { aggregationInterval: Duration.hours(1) } }),
    'flowLogs of subnet "hosts" aggregationInterval "3600s": must be 5 or 30 seconds, or 1, 5, 10 or 15 minutes',
  ],
  "NAT for a subnet that is not there": [
    props({ nat: CloudNat.automatic({ subnetNames: ["host"] }) }),
    'nat subnetNames "host": no subnet of the network; there are "hosts"',
  ],
  "NAT for no subnet": [
    props({ nat: CloudNat.automatic({ subnetNames: [] }) }),
    "nat subnetNames: must name one at least; leave them out to serve all",
  ],
  "NAT without addresses": [
    props({ nat: CloudNat.reserved(0) }),
    "nat addresses 0: must be a whole number from 1 to 100",
  ],
  "NAT with one port": [
    props({ nat: CloudNat.automatic({ minPortsPerVm: 1 }) }),
    "nat minPortsPerVm 1: must be a whole number from 2 to 65536",
  ],
  "NAT with an odd number of ports": [
    props({ nat: CloudNat.automatic({ maxPortsPerVm: 1000 }) }),
    'nat maxPortsPerVm "1000": must be a power of two from 64 to 65536, since ports are allocated dynamically',
  ],
  "NAT with more least than most": [
    props({ nat: CloudNat.automatic({ minPortsPerVm: 128, maxPortsPerVm: 64 }) }),
    'nat maxPortsPerVm "64": must be more than minPortsPerVm, "128"',
  ],
  "egress without NAT": [
    { ...withEgress({}), nat: undefined },
    'egress "some" range "140.82.112.0/20": no way leads there without NAT; add nat: CloudNat.automatic()',
  ],
  "egress over IPv6": [
    withEgress({ ranges: ["2606:50c0::/32"] }),
    'egress "some" range "2606:50c0::/32": the subnets have IPv4 only, and NAT translates IPv4 only; leave it out',
  ],
  "egress to everything": [
    withEgress({ ranges: ["0.0.0.0/0"], ports: everyPort }),
    'egress "some": opens "0.0.0.0/0" on all ports, which is everything; name the ports or narrower ranges, ' +
      'or say Egress.everything("why")',
  ],
  "egress to everything in two halves": [
    withEgress({ ranges: ["0.0.0.0/1", "128.0.0.0/1"], ports: everyPort }),
    'egress "some": opens "0.0.0.0/1", "128.0.0.0/1" on all ports, which is everything; ' +
      'name the ports or narrower ranges, or say Egress.everything("why")',
  ],
  "egress to everything by its ports": [
    withEgress({ ranges: ["0.0.0.0/0"], ports: [Ports.tcp("1-65535")] }),
    'egress "some": opens "0.0.0.0/0" on all ports, which is everything; name the ports or narrower ranges, ' +
      'or say Egress.everything("why")',
  ],
  "egress to everything by many ports": [
    withEgress({ ranges: ["0.0.0.0/0"], ports: [Ports.tcp("1-20000"), Ports.tcp("20001-40000")] }),
    'egress "some": opens "0.0.0.0/0" on all ports, which is everything; name the ports or narrower ranges, ' +
      'or say Egress.everything("why")',
  ],
  "egress to everything, spread": [
    props({
      nat: CloudNat.automatic(),
      egress: ["0.0.0.0/1", "128.0.0.0/1"].map((range, index) =>
        Egress.to(`half-${index}`, { ranges: [range], ports: everyPort, description: "half" }),
      ),
    }),
    'egress "half-0", "half-1": opens "0.0.0.0/1", "128.0.0.0/1" on all ports, which is everything; ' +
      'name the ports or narrower ranges, or say Egress.everything("why")',
  ],
  "egress to everything without a reason": [
    props({ nat: CloudNat.automatic(), egress: [Egress.everything(" ")] }),
    'egress "everything": must say what it is for',
  ],
  "egress to nothing": [withEgress({ ranges: [] }), 'egress "some" ranges: must name one at least'],
  "egress with host bits": [
    withEgress({ ranges: ["140.82.112.3/20"] }),
    'egress "some" range "140.82.112.3/20": has host bits set; the range that contains it is "140.82.112.0/20"',
  ],
  "egress to what nobody sees": [
    withEgress({ ranges: [Token.asString({ resolve: () => "0.0.0.0/0" })] }),
    'egress "some" range: must be known at synth, so that what is opened can be seen; write the range',
  ],
  "egress on no port": [
    withEgress({ ports: [] }),
    'egress "some" ports: must name one at least, for example Ports.tcp("443")',
  ],
  "egress on no port of TCP": [
    withEgress({ ports: [Ports.tcp()] }),
    'egress "some" ports of tcp: none is given, which would open all of them; name them, for example "443", ' +
      "or say Ports.all()",
  ],
  "egress on a port that is none": [
    withEgress({ ports: [Ports.tcp("https")] }),
    'egress "some" port "https": must be a number from 1 to 65535 or a range such as "8000-8999", known at synth',
  ],
  "egress on ports backwards": [
    withEgress({ ports: [Ports.tcp("9-8")] }),
    'egress "some" port "9-8": must be a number from 1 to 65535 or a range such as "8000-8999", known at synth',
  ],
  "egress without a word": [withEgress({ description: "" }), 'egress "some": must say what it is for'],
  "egress to Google on the side": [
    withEgress({ ranges: ["199.36.153.8/30"] }),
    'egress "some" range "199.36.153.8/30": Google\'s APIs are opened by googleApis, ' +
      "in one way for a network; leave it out here",
  ],
  "an egress's name": [
    withEgress({}, "Git Hub"),
    'egress "Git Hub": the name must be at most 30 lower-case letters, digits and "-", beginning with a letter, ' +
      'not ending with "-", known at synth',
  ],
  "an endpoint in a subnet": [
    props({ googleApis: GoogleApisAccess.privateServiceConnect("10.0.0.7") }),
    'privateServiceConnect address "10.0.0.7": lies in the ipCidrRange of subnet "hosts", "10.0.0.0/24"; ' +
      "take one that is in no subnet",
  ],
  "an endpoint's range": [
    props({ googleApis: GoogleApisAccess.privateServiceConnect("10.255.0.0/24") }),
    'privateServiceConnect address "10.255.0.0/24": must be one IPv4 address without a prefix length, ' +
      "for example 10.255.255.254",
  ],
  "an endpoint over IPv6": [
    props({ googleApis: GoogleApisAccess.privateServiceConnect("fd20::1") }),
    'privateServiceConnect address "fd20::1": must be one IPv4 address without a prefix length, ' +
      "for example 10.255.255.254",
  ],
  "an endpoint's name": [
    props({ googleApis: GoogleApisAccess.privateServiceConnect("10.255.0.1", { endpointName: "google-apis" }) }),
    'endpointName "google-apis": must be 1 to 20 lower-case letters and digits, beginning with a letter',
  ],
};

test.each(Object.keys(WRONG))("a private network with %s", (name) => {
  const [bad, problem] = WRONG[name]!;
  let message = "nothing was said";
  try {
    synthStack((scope) => new PrivateVpc(scope, "Vpc", bad));
  } catch (error) {
    message = String(error);
  }
  expect(message).toBe(`ValidationError: ${problem} [registry/Vpc]`);
});

test("everything is said at once", () => {
  const bad = {
    networkName: "Net",
    subnets: [
      { ...HOSTS, ipCidrRange: "10.0.0.1/24" },
      { ...HOSTS, subnetName: "more", ipCidrRange: "10.0.0.0/30", flowLogs: { sampling: 2 } },
    ],
    nat: CloudNat.reserved(0),
    egress: [Egress.to("all", { ranges: ["0.0.0.0/0"], ports: everyPort, description: "" })],
    googleApis: GoogleApisAccess.privateServiceConnect("x"),
  };
  expect(() => synthStack((scope) => new PrivateVpc(scope, "Vpc", bad))).toThrow(/8 problems \[registry\/Vpc\]/);
});

/** What is refused across constructs, and the words. */
const ACROSS: Readonly<Record<string, readonly [(scope: Construct) => void, RegExp]>> = {
  "two subnets of a name in a region of a project": [
    (scope) => {
      new PrivateVpc(scope, "One", props({}));
      new PrivateVpc(scope, "Two", props({ networkName: "other" }));
    },
    /subnet "hosts": network "net" has one of that name in us-central1, where names are unique in a project; give it another name \[registry\/Two\]/,
  ],
  "a subnet with the name of another network": [
    (scope) => {
      new PrivateVpc(scope, "One", props({}));
      new PrivateVpc(scope, "Two", { networkName: "other", subnets: [{ ...HOSTS, subnetName: "net" }] });
    },
    /subnet "net": another network of the project has that name; give it another name/,
  ],
  "two modes on one network": [
    (scope) =>
      new GoogleApis(scope, "Second", {
        vpc: new PrivateVpc(scope, "Vpc", props({})),
        access: GoogleApisAccess.private(),
      }),
    /access private\(\): network "net" reaches Google's APIs by restricted\(\) already; keep one of them \[registry\/Second\]/,
  ],
  "two modes on one network that is imported twice": [
    (scope) => {
      for (const [id, access] of [
        ["One", GoogleApisAccess.restricted()],
        ["Two", GoogleApisAccess.private()],
      ] as const) {
        const vpc = PrivateVpc.fromVpcAttributes(scope, `${id}Vpc`, { networkName: "net", project: "host-project" });
        new GoogleApis(scope, id, { vpc, access });
      }
    },
    /access private\(\): network "net" reaches Google's APIs by restricted\(\) already/,
  ],
  "two zones of one name": [
    (scope) => new NoPublicNames(scope, "Again", { vpc: new PrivateVpc(scope, "Vpc", props({ publicNames: false })) }),
    /zone ".": network "net" has one of that name already, "net-no-public-names"; a network sees one only/,
  ],
  "NAT on a network without routes": [
    (scope) =>
      new NatGateway(scope, "Nat", {
        vpc: new PrivateVpc(scope, "Vpc", props({})),
        region: REGION,
        nat: CloudNat.automatic(),
      }),
    /nat of network "net": no route leads to the internet, so nothing would reach the gateway; give the network itself nat: CloudNat.automatic\(\), which adds the route/,
  ],
  "two NAT gateways in a region": [
    (scope) =>
      new NatGateway(scope, "Nat", {
        vpc: new PublicVpc(scope, "Vpc", props({ nat: CloudNat.automatic() })),
        region: REGION,
        nat: CloudNat.automatic(),
      }),
    /nat of network "net": region "us-central1" has one already/,
  ],
  "egress that opens the rest": [
    (scope) => {
      const vpc = new PrivateVpc(scope, "Vpc", withEgress({ ranges: ["20.0.0.0/8"], ports: everyPort }));
      vpc.firewall.allowEgress(Egress.to("more", { ranges: ["21.0.0.0/8"], ports: everyPort, description: "more" }));
    },
    /egress "more": opens "21.0.0.0\/8" on all ports, which is everything/,
  ],
  "two egresses of a name": [
    (scope) => {
      new PrivateVpc(scope, "Vpc", withEgress({})).firewall.allowEgress(
        Egress.to("some", { ranges: ["1.1.1.0/24"], ports: [Ports.tcp("853")], description: "x" }),
      );
    },
    /egress "some": the name is taken by another egress of this network/,
  ],
  "an egress with the name of a rule that is there": [
    (scope) => new PrivateVpc(scope, "Vpc", withEgress({}, "google-apis")),
    /egress "google-apis": the name is taken by another egress of this network/,
  ],
  "targets that are none": [
    (scope) => {
      new PrivateVpc(scope, "Vpc", props({})).firewall.allowHealthChecks([Ports.tcp("80")], FirewallTargets.tags());
    },
    /ingress "health-checks" targets: 0 of kind tag; must be 1 to 70, or FirewallTargets.all\(\)/,
  ],
  "ingress from nobody": [
    (scope) => {
      new PrivateVpc(scope, "Vpc", props({})).firewall.allowIngress("some", {
        ranges: [],
        ports: [Ports.tcp("80")],
        description: "x",
      });
    },
    /ingress "some" ranges: must name one at least; an empty list would be everybody/,
  ],
  "an internal network without ranges": [
    (scope) => {
      const vpc = PrivateVpc.fromVpcAttributes(scope, "Vpc", {
        networkName: "net",
        project: "host-project",
        subnets: [{ subnetName: "hosts", region: REGION }],
      });
      new Firewall(scope, "Firewall", { vpc }).allowInternal([Ports.tcp("22")]);
    },
    /network "net": the ranges of its subnets must be known/,
  ],
  "a deny before what is allowed": [
    (scope) =>
      new EgressDeny(scope, "Deny", {
        vpc: PrivateVpc.fromVpcAttributes(scope, "Vpc", { networkName: "net", project: "host-project" }),
        priority: 1000,
      }),
    /priority 1000: must be a whole number from 1001 to 65535/,
  ],
  "IAP twice": [
    (scope) => {
      const vpc = new PrivateVpc(scope, "Vpc", props({}));
      new IapSsh(scope, "One", { vpc });
      new IapSsh(scope, "Two", { vpc });
    },
    /network "net": lets IAP in already; keep one IapSsh/,
  ],
  "a subnet that is not there": [
    (scope) => new PrivateVpc(scope, "Vpc", props({})).subnet("host"),
    /subnet "host": the network has only "hosts"/,
  ],
  "an import that is none": [
    (scope) =>
      PrivateVpc.fromVpcAttributes(scope, "Vpc", {
        networkName: "Net",
        project: "x",
        subnets: [{ subnetName: "a", region: "mars", ipCidrRange: "10.0.0.1/8" }],
      }),
    /4 problems \[registry\/Vpc\]/,
  ],
  "an endpoint in a subnet of an imported network": [
    (scope) => {
      const vpc = PrivateVpc.fromVpcAttributes(scope, "Vpc", {
        networkName: "net",
        project: "host-project",
        subnets: [{ ...HOSTS, secondaryIpCidrRanges: ["10.8.0.0/14"] }],
      });
      new GoogleApis(scope, "Apis", { vpc, access: GoogleApisAccess.privateServiceConnect("10.9.0.1") });
    },
    /privateServiceConnect address "10.9.0.1": lies in the secondary range of subnet "hosts", "10.8.0.0\/14"/,
  ],
};

test.each(Object.keys(ACROSS))("refused: %s", (name) => {
  const [define, message] = ACROSS[name]!;
  expect(() => synthStack(define)).toThrow(message);
});

test("what is declared open is let through, and says why on its rule", () => {
  const stack = synthStack(
    (scope) =>
      new PrivateVpc(
        scope,
        "Vpc",
        props({ nat: CloudNat.automatic(), egress: [Egress.everything("migration until March")] }),
      ),
  );
  expect(stack.at("Vpc/Firewall/Egress everything/IPv4/Resource")).toMatchObject({
    name: "net-allow-egress-everything",
    destination_ranges: ["0.0.0.0/0"],
    allow: [{ protocol: "all" }],
    description: "migration until March",
  });
});

test("subnets of one name are taken in different regions and projects, and with the name of their network", () => {
  const stack = synthStack((scope) => {
    new PrivateVpc(scope, "One", props({ subnets: [{ ...HOSTS, subnetName: "net" }] }));
    new PrivateVpc(scope, "Two", { networkName: "other", subnets: [{ ...HOSTS, subnetName: "more" }] });
    new PrivateVpc(scope, "Three", {
      networkName: "third",
      subnets: [{ ...HOSTS, subnetName: "more", region: "europe-west1" }],
    });
    new PrivateVpc(scope, "Four", {
      networkName: "fourth",
      subnets: [{ ...HOSTS, subnetName: "more" }],
      project: "other-project",
    });
  });
  expect(stack.count("google_compute_subnetwork")).toBe(4);
});

test("private ranges on all ports do not count as everything, nor does the internet on one port", () => {
  const egress = [
    Egress.to("office", {
      ranges: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
      ports: everyPort,
      description: "office",
    }),
    Egress.to("https", { ranges: ["0.0.0.0/0"], ports: [Ports.tcp("443")], description: "web" }),
    Egress.to("partner", { ranges: ["20.0.0.0/8"], ports: everyPort, description: "partner" }),
  ];
  const stack = synthStack((scope) => new PrivateVpc(scope, "Vpc", props({ nat: CloudNat.automatic(), egress })));
  expect(stack.resources("google_compute_firewall").filter(({ body }) => body.allow !== undefined)).toHaveLength(4);
});
