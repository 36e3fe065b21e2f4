import fc from "fast-check";
import {
  EgressSummary,
  type FirewallRuleModel,
  type NetworkModel,
  NetworkModels,
  Reachability,
} from "../../lib/reachability";
import { EgressDifference } from "../../lib/reachability/egress-difference";
import { DEFAULT_ROUTE, egress, ingress, NAT, network, subnet } from "./networks";

/** Eight addresses of hosts, and eight on the internet. */
const OWN = [0, 1, 2, 3, 4, 5, 6, 7];
const SUBNET = { ...subnet, ipCidrRange: "10.0.0.0/29" };
const TCP = { protocol: "tcp", port: 443 };

/** Some aligned range of eight addresses, as its first one and its size. */
const part = fc
  .tuple(fc.constantFrom(1, 2, 4, 8), fc.nat({ max: 7 }))
  .map(([size, at]) => ({ first: at - (at % size), size }));
interface Part {
  readonly first: number;
  readonly size: number;
}
const text = (net: string, { first, size }: Part): string => `${net}.${first}/${32 - Math.log2(size)}`;
const has = (parts: readonly Part[], one: number): boolean =>
  parts.length === 0 || parts.some(({ first, size }) => first <= one && one < first + size);

/** A rule of a small world, in numbers. */
const rule = fc.record({
  direction: fc.constantFrom("EGRESS" as const, "INGRESS" as const),
  action: fc.constantFrom("allow" as const, "deny" as const),
  priority: fc.constantFrom(1, 2, 3),
  own: fc.array(part, { maxLength: 2 }),
  others: fc.array(part, { maxLength: 2 }),
});
type Rule = typeof rule extends fc.Arbitrary<infer R> ? R : never;

function modelOf(rules: readonly Rule[]): NetworkModel {
  const firewallRules = rules.map(({ direction, action, priority, own, others }, at): FirewallRuleModel => ({
    ...(direction === "EGRESS" ? egress : ingress)(
      action,
      others.map((one) => text("203.0.113", one)),
      { priority, hostRanges: own.map((one) => text("10.0.0", one)) },
    ),
    name: `rule-${at}`,
  }));
  return network({ subnets: [SUBNET], routes: [DEFAULT_ROUTE], nats: [NAT], firewallRules });
}

/** The decision as Google words it: the lowest priority number, a deny before an allow, else out and not in. */
function passes(rules: readonly Rule[], direction: Rule["direction"], own: number, other: number): boolean {
  const first = rules
    .filter((one) => one.direction === direction && has(one.own, own) && has(one.others, other))
    .sort((a, b) => a.priority - b.priority || (a.action === "deny" ? -1 : 1))[0];
  return first === undefined ? direction === "EGRESS" : first.action === "allow";
}

test("a host with an address of its own gets what each of its rules says, tried address by address", () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
      const reachability = new Reachability(modelOf(rules));
      for (const own of OWN) {
        const host = { subnet: "main", addresses: [`10.0.0.${own}`] };
        for (const other of OWN) {
          const ip = `203.0.113.${other}`;
          const out = reachability.decide(host, { ip, ...TCP }).outcome;
          expect(out === "reachable").toBe(passes(rules, "EGRESS", own, other));
          const into = reachability.decideIngress({ ...host, externalAddress: true }, ip, TCP).outcome;
          expect(into === "reachable").toBe(passes(rules, "INGRESS", own, other));
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a host of which the address is not known gets what all addresses of its subnet get, else it is unknown", () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 4 }), fc.constantFrom(...OWN), (rules, other) => {
      const each = new Set(OWN.map((own) => passes(rules, "EGRESS", own, other)));
      const { outcome } = new Reachability(modelOf(rules)).decide(
        { subnet: "main" },
        { ip: `203.0.113.${other}`, ...TCP },
      );
      expect(outcome).toBe(each.size > 1 ? "unknown" : each.has(true) ? "reachable" : "unreachable");
    }),
    { numRuns: 100 },
  );
});

test("what turns between two sets of rules is what turns for some address, tried one by one", () => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 3 }), fc.array(rule, { maxLength: 3 }), (before, after) => {
      const found = new EgressDifference(new Reachability(modelOf(before)), new Reachability(modelOf(after)));
      const turns = (part: string): readonly string[] =>
        found.differences.flatMap((one) => (one.part === part ? [one.turn] : [])).sort();
      const expected = (direction: Rule["direction"]): readonly string[] => {
        // The ninth address is one that no rule names.
        const all = OWN.flatMap((own) => [...OWN, 8].map((other) => ({ own, other })));
        const turned = all.flatMap(({ own, other }) => {
          const [was, is] = [before, after].map((rules) => passes(rules, direction, own, other));
          return was === is ? [] : [is === true ? "gained" : "lost"];
        });
        return [...new Set(turned)].sort();
      };
      expect(turns("internet")).toEqual(expected("EGRESS"));
      expect(turns("ingress")).toEqual(expected("INGRESS"));
    }),
    { numRuns: 60 },
  );
});

const DENY_ALL = egress("deny", ["0.0.0.0/0"]);
const on = (...firewallRules: readonly FirewallRuleModel[]): NetworkModel =>
  network({ subnets: [SUBNET], routes: [DEFAULT_ROUTE], nats: [NAT], firewallRules });
const turnsOut = (before: NetworkModel, after: NetworkModel): readonly string[] =>
  new EgressDifference(new Reachability(before), new Reachability(after)).differences
    .filter(({ part }) => part === "internet")
    .map(({ turn, isForPlainHosts }) => `${turn}${isForPlainHosts ? "" : " for some"}`);

test("a deny that gains a source range lets the rest of the subnet out, one for all of it nobody", () => {
  expect(turnsOut(on(DENY_ALL), on({ ...DENY_ALL, hostRanges: ["10.0.0.0/30"] }))).toEqual(["gained"]);
  expect(turnsOut(on(DENY_ALL), on({ ...DENY_ALL, hostRanges: ["10.0.0.0/28"] }))).toEqual([]);
  expect(turnsOut(on(DENY_ALL), on({ ...DENY_ALL, hostRanges: [] }))).toEqual([]);
});

test("an allow that loses its source range lets more out", () => {
  const allow = egress("allow", ["0.0.0.0/0"], { priority: 1 });
  const some = { ...allow, hostRanges: ["10.0.0.4/32"] };
  expect(turnsOut(on(DENY_ALL, some), on(DENY_ALL, allow))).toEqual(["gained"]);
  expect(turnsOut(on(DENY_ALL, allow), on(DENY_ALL, some))).toEqual(["lost"]);
});

test("packets of a secondary range leave from it, so that a deny for the primary one lets them out", () => {
  const pods = (model: NetworkModel): NetworkModel => ({
    ...model,
    subnets: [{ ...SUBNET, secondaryRanges: ["10.64.0.0/20"] }],
  });
  expect(turnsOut(pods(on(DENY_ALL)), pods(on({ ...DENY_ALL, hostRanges: ["10.0.0.0/29"] })))).toEqual(["gained"]);
});

test("what another host sends may come from a secondary range of its subnet", () => {
  const from = (range: string): string =>
    new Reachability({
      ...on(ingress("allow", [range])),
      subnets: [{ ...SUBNET, secondaryRanges: ["10.64.0.0/20"] }],
    }).decide({ subnet: SUBNET.name }, { ip: "10.0.0.2", ...TCP }).outcome;
  expect(from("10.0.0.0/29")).toBe("unknown");
  expect(from("10.64.0.0/20")).toBe("unknown");
  expect(from("10.0.0.0/8")).toBe("reachable");
  expect(from("192.168.0.0/16")).toBe("unreachable");
});

test("a subnet that grows beyond the range of its deny lets the new addresses out", () => {
  const denied = on({ ...DENY_ALL, hostRanges: ["10.0.0.0/29"] });
  const grown = { ...denied, subnets: [{ ...SUBNET, ipCidrRange: "10.0.0.0/28" }] };
  expect(turnsOut(denied, grown)).toEqual(["gained"]);
});

test("hosts are told apart by their own addresses in words", () => {
  const { sentences } = EgressSummary.of(new Reachability(on({ ...DENY_ALL, hostRanges: ["10.0.0.0/30"] })));
  expect(sentences.filter((one) => one.includes("on the internet over IPv4"))).toEqual([
    'Hosts in subnet "main" with an address in 10.0.0.0/30 reach nothing on the internet over IPv4.',
    expect.stringMatching(
      /^Hosts in subnet "main" with an address in 10\.0\.0\.4\/30 reach everything on the internet/,
    ),
  ]);
  const none = EgressSummary.of(new Reachability(on({ ...DENY_ALL, hostRanges: ["10.0.0.0/30", "10.0.0.4/30"] })));
  expect(none.sentences[0]).toBe('Hosts in subnet "main" reach nothing on the internet over IPv4.');
});

test("a subnet that rules cut into many parts is not told part by part, and nothing in it is taken for closed", () => {
  const many = Array.from({ length: 20 }, (_, at) => `10.0.0.${at * 2}/32`);
  const model = {
    ...on({ ...DENY_ALL, hostRanges: many }),
    subnets: [{ ...subnet, ipCidrRange: "10.0.0.0/24" }],
  };
  expect(turnsOut({ ...on(DENY_ALL), subnets: model.subnets }, model)).toEqual(["unknown"]);
});

test.each([
  [{ source_ranges: ["10.0.0.0/30"] }, ["10.0.0.0/30"]],
  [{ source_ranges: [] }, undefined],
  [{}, undefined],
])("an egress rule of Terraform with %j is for hosts of %j", (more, hostRanges) => {
  const [model] = NetworkModels.fromTerraform(stackWith({ destination_ranges: ["0.0.0.0/0"], ...more }));
  expect(model?.firewallRules[0]?.hostRanges).toEqual(hostRanges);
  expect(model?.unknown).toEqual([]);
});

test.each([
  { destination_ranges: ["0.0.0.0/0"], source_ranges: "${var.ranges}" },
  { destination_ranges: ["0.0.0.0/0"], source_ranges: ["10.0.0.1/24"] },
  { source_ranges: ["fd20::/64"] },
])("an egress rule of which the sources cannot be read is unknown: %j", (more) => {
  const [model] = NetworkModels.fromTerraform(stackWith(more));
  expect(model?.unknown.map(({ topic }) => topic)).toEqual(["firewall"]);
});

function stackWith(more: object): object {
  const place = { network: "${google_compute_network.V.id}" };
  return {
    provider: { google: [{ project: "acme-ml" }] },
    resource: {
      google_compute_network: {
        V: { name: "v", auto_create_subnetworks: false, delete_default_routes_on_create: true },
      },
      google_compute_firewall: {
        F: { ...place, name: "f", direction: "EGRESS", deny: [{ protocol: "all" }], ...more },
      },
    },
  };
}
