import { IapSsh } from "../../lib/network";
import { Reachability } from "../../lib/reachability";
import type { NetworkModel, Outcome } from "../../lib/reachability";
import { synthStack } from "../support/registry-app";
import { FOUR, HOSTS, modelIn } from "./networks";

/** Where hosts want to go, in both address families. */
const DESTINATIONS = {
  "restricted.googleapis.com:443": [
    { ip: "199.36.153.5", protocol: "tcp", port: 443 },
    { ip: "2600:2d00:2:1000::", protocol: "tcp", port: 443 },
  ],
  "private.googleapis.com:443": [
    { ip: "199.36.153.9", protocol: "tcp", port: 443 },
    { ip: "2600:2d00:2:2000::", protocol: "tcp", port: 443 },
  ],
  "a public address:443": [
    { ip: "151.101.0.223", protocol: "tcp", port: 443 },
    { ip: "2a04:4e42::223", protocol: "tcp", port: 443 },
  ],
  "the named egress:443": [
    { ip: "140.82.112.3", protocol: "tcp", port: 443 },
    { ip: "2606:50c0::153", protocol: "tcp", port: 443 },
  ],
  "the named egress:22": [
    { ip: "140.82.112.3", protocol: "tcp", port: 22 },
    { ip: "2606:50c0::153", protocol: "tcp", port: 22 },
  ],
  "public DNS:53": [
    { ip: "8.8.8.8", protocol: "udp", port: 53 },
    { ip: "2001:4860:4860::8888", protocol: "udp", port: 53 },
  ],
  "public DNS:443": [
    { ip: "8.8.8.8", protocol: "tcp", port: 443 },
    { ip: "2001:4860:4860::8888", protocol: "tcp", port: 443 },
  ],
  "another host:22": [
    { ip: "10.0.0.7", protocol: "tcp", port: 22 },
    { ip: "fd20:1:2:3::7", protocol: "tcp", port: 22 },
  ],
} as const;
const IAP = ["35.235.240.7", "2600:2d00:1:7::1"] as const;

type Row = readonly [name: string, ipv4: Outcome, ipv6: Outcome];

/** What a host without an external address reaches, and who reaches it. */
function rows(model: NetworkModel): readonly Row[] {
  const reachability = new Reachability(model);
  const host = { subnet: HOSTS.subnetName };
  const ssh = { protocol: "tcp", port: 22 };
  return [
    ...Object.entries(DESTINATIONS).map(([name, [ipv4, ipv6]]): Row => [
      name,
      reachability.decide(host, ipv4).outcome,
      reachability.decide(host, ipv6).outcome,
    ]),
    [
      "from IAP:22",
      reachability.decideIngress(host, IAP[0], ssh).outcome,
      reachability.decideIngress(host, IAP[1], ssh).outcome,
    ],
  ];
}

const reached = (model: NetworkModel): readonly string[] =>
  rows(model).flatMap(([name, ipv4, ipv6]) => [
    ...(ipv4 === "unreachable" ? [] : [`${name} ${ipv4}`]),
    ...(ipv6 === "unreachable" ? [] : [`${name} over IPv6 ${ipv6}`]),
  ]);

const model = (kind: string, iap = false): NetworkModel =>
  modelIn(
    synthStack((scope) => {
      const vpc = FOUR[kind]!(scope);
      if (iap) new IapSsh(scope, "Ssh", { vpc });
    }),
  );

/** The network, had somebody given its subnets IPv6 addresses of the internet and a route there. */
const withIpv6 = (before: NetworkModel): NetworkModel => ({
  ...before,
  subnets: before.subnets.map((subnet) => ({ ...subnet, ipv6: { access: "external", cidrRange: "2600:1900:1::/64" } })),
  routes: [...before.routes, { name: "ipv6", destRange: "::/0", priority: 1000, nextHop: "default-internet-gateway" }],
});

test("what the four networks reach, as Google decides it", () => {
  const kinds = Object.keys(FOUR);
  const all = kinds.map((kind) => rows(model(kind)));
  const cell = ([, ipv4, ipv6]: Row): string =>
    `${ipv4 === "reachable" ? "yes" : ipv4} / ${ipv6 === "reachable" ? "yes" : ipv6}`.replaceAll("unreachable", "-");
  const table = (all[0] ?? []).map(([name], at) => [name, ...all.map((one) => cell(one[at]!))]);
  const width = (column: number): number =>
    Math.max(...[["IPv4 / IPv6", ...kinds], ...table].map((row) => row[column]!.length));
  const line = (row: readonly string[]): string => row.map((text, column) => text.padEnd(width(column))).join("  ");
  process.stdout.write(`${[["IPv4 / IPv6", ...kinds], ...table].map(line).join("\n")}\n`);
  expect(Object.fromEntries(table.map(([name, ...cells]) => [name, cells]))).toEqual({
    "restricted.googleapis.com:443": ["yes / -", "yes / -", "yes / -", "yes / -"],
    "private.googleapis.com:443": ["yes / -", "yes / -", "- / -", "- / -"],
    "a public address:443": ["- / -", "yes / -", "- / -", "- / -"],
    "the named egress:443": ["- / -", "yes / -", "- / -", "yes / -"],
    "the named egress:22": ["- / -", "yes / -", "- / -", "- / -"],
    // Without NAT, Private Google Access leads to Google's own addresses; which of them answer is not published.
    "public DNS:53": ["unknown / -", "yes / -", "- / -", "- / -"],
    "public DNS:443": ["unknown / -", "yes / -", "- / -", "- / -"],
    "another host:22": ["- / -", "- / -", "- / -", "- / -"],
    "from IAP:22": ["- / -", "- / -", "- / -", "- / -"],
  });
});

test("a host with an external address reaches the internet from public networks only", () => {
  const host = { subnet: HOSTS.subnetName, externalAddress: true };
  const outcomes = Object.keys(FOUR).map(
    (kind) => new Reachability(model(kind)).decide(host, DESTINATIONS["a public address:443"][0]).outcome,
  );
  expect(outcomes).toEqual(["reachable", "reachable", "unreachable", "unreachable"]);
});

test.each(Object.keys(FOUR))("IAP reaches SSH on %s where it is asked for, and nobody else", (kind) => {
  const reachability = new Reachability(model(kind, true));
  const host = { subnet: HOSTS.subnetName };
  expect(reachability.decideIngress(host, IAP[0], { protocol: "tcp", port: 22 }).outcome).toBe("reachable");
  expect(reachability.decideIngress(host, IAP[0], { protocol: "tcp", port: 3389 }).outcome).toBe("unreachable");
  expect(reachability.decideIngress(host, "35.235.224.1", { protocol: "tcp", port: 22 }).outcome).toBe("unreachable");
  expect(reached(model(kind, true)).filter((row) => !row.startsWith("from IAP"))).toEqual(reached(model(kind)));
});

test("the private networks stay closed over IPv6 too, had they any", () => {
  const before = ["restricted.googleapis.com:443 reachable"];
  expect(reached(withIpv6(model("private")))).toEqual(before);
  expect(reached(withIpv6(model("private with NAT")))).toEqual([...before, "the named egress:443 reachable"]);
  // The check can fail: a public network has no such rule.
  expect(reached(withIpv6(model("public")))).toContain("a public address:443 over IPv6 reachable");
});

test("the private networks stay closed were a default route added by hand", () => {
  const before = model("private");
  const opened: NetworkModel = {
    ...before,
    routes: [
      ...before.routes,
      { name: "default", destRange: "0.0.0.0/0", priority: 1000, nextHop: "default-internet-gateway" },
    ],
    nats: [{ name: "nat", region: HOSTS.region, subnets: "all" }],
  };
  expect(reached(opened)).toEqual(["restricted.googleapis.com:443 reachable"]);
});

test("no network has a route that Google makes by itself, and each route can be read", () => {
  for (const [kind, routes] of Object.entries({
    public: ["0.0.0.0/0"],
    "public with NAT": ["0.0.0.0/0"],
    private: ["199.36.153.4/30"],
    "private with NAT": ["199.36.153.4/30", "0.0.0.0/0"],
  })) {
    const stack = synthStack((scope) => FOUR[kind]!(scope));
    expect(stack.at("Vpc/Resource")).toMatchObject({
      auto_create_subnetworks: false,
      delete_default_routes_on_create: true,
    });
    expect([
      kind,
      stack
        .resources("google_compute_route")
        .map(({ body }) => body.dest_range)
        .sort(),
    ]).toEqual([kind, routes.sort()]);
    expect(
      stack.resources("google_compute_subnetwork").map(({ body }) => [body.private_ip_google_access, body.stack_type]),
    ).toEqual([[true, "IPV4_ONLY"]]);
    expect([kind, stack.count("google_compute_router_nat")]).toEqual([kind, kind.endsWith("NAT") ? 1 : 0]);
  }
});

test("a private network denies by one rule for each family, later than anything that allows", () => {
  const stack = synthStack((scope) => FOUR["private with NAT"]!(scope));
  const rules = stack.resources("google_compute_firewall").map(({ body }) => body);
  const denies = rules.filter(({ deny }) => deny !== undefined);
  expect(denies).toMatchObject([
    { direction: "EGRESS", destination_ranges: ["0.0.0.0/0"], deny: [{ protocol: "all" }], priority: 65000 },
    { direction: "EGRESS", destination_ranges: ["::/0"], deny: [{ protocol: "all" }], priority: 65000 },
  ]);
  const allows = rules.filter(({ allow }) => allow !== undefined);
  expect(allows.map(({ priority }) => priority)).toEqual(allows.map(() => 1000));
  expect(allows.map(({ name }) => name).sort()).toEqual(["net-allow-egress-github", "net-allow-egress-google-apis"]);
});

test("the way to the internet comes after the rules that keep it closed", () => {
  const stack = synthStack((scope) => FOUR["private with NAT"]!(scope));
  const denies = stack.resources("google_compute_firewall").filter(({ body }) => body.deny !== undefined);
  // The gateway itself comes after its router.
  const ways = [stack.at("Vpc/Routes/Internet/Resource"), stack.at("Vpc/Nat/us-central1/Router")];
  for (const way of ways) expect(way.depends_on).toEqual(expect.arrayContaining(denies.map(({ address }) => address)));
});
