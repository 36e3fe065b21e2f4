import { type NetworkModel, Reachability } from "../../lib/reachability";
import { EgressDifference, type ReachDifference } from "../../lib/reachability/egress-difference";
import { DEFAULT_ROUTE, DENY, egress, HTTPS, ingress, NAT, network, NETWORKS, subnet } from "./networks";

const difference = (before: NetworkModel | undefined, after: NetworkModel | undefined): readonly ReachDifference[] =>
  new EgressDifference(before && new Reachability(before), after && new Reachability(after)).differences;
const brief = (before: NetworkModel | undefined, after: NetworkModel | undefined): readonly string[] =>
  difference(before, after)
    .map(({ part, turn, isForPlainHosts }) => `${turn} ${part}${isForPlainHosts ? "" : " for some"}`)
    .sort();

test.each(Object.entries(NETWORKS))("%s differs from itself in nothing", (_, model) => {
  expect(difference(model, model)).toEqual([]);
  expect(brief(undefined, model).every((one) => one.startsWith("gained") || one.startsWith("unknown"))).toBe(true);
  expect(brief(model, undefined).every((one) => one.startsWith("lost"))).toBe(true);
});

test("a way out is told as all of the internet, and one rule as its ranges and ports", () => {
  const open = network({ routes: [DEFAULT_ROUTE], nats: [NAT] });
  const some = network({
    routes: [DEFAULT_ROUTE],
    nats: [NAT],
    firewallRules: [...DENY, egress("allow", ["203.0.113.0/24"], { protocols: HTTPS })],
  });
  const none = network({ routes: [DEFAULT_ROUTE], nats: [NAT], firewallRules: [...DENY] });
  expect(difference(none, open).find(({ part }) => part === "internet")).toMatchObject({
    turn: "gained",
    ranges: ["0.0.0.0/0"],
    protocols: [{ protocol: "all" }],
    isForPlainHosts: true,
  });
  expect(difference(none, some)).toMatchObject([
    { part: "internet", turn: "gained", ranges: ["203.0.113.0/24"], protocols: HTTPS },
  ]);
  expect(difference(some, none)).toMatchObject([
    { part: "internet", turn: "lost", ranges: ["203.0.113.0/24"], protocols: HTTPS },
  ]);
});

test("tags of both sides are combined", () => {
  const base = { routes: [DEFAULT_ROUTE], nats: [NAT] };
  const before = network({
    ...base,
    firewallRules: [egress("deny", ["0.0.0.0/0"], { priority: 900, targetTags: ["one"] })],
  });
  const after = network({
    ...base,
    firewallRules: [...DENY, egress("allow", ["0.0.0.0/0"], { priority: 900, targetTags: ["two"] })],
  });
  // Only a host with both tags reaches more than before.
  expect(brief(before, after).filter((one) => one.startsWith("gained internet"))).toEqual(["gained internet for some"]);
});

test("what cannot be seen any more is unknown, and what may be open already is not lost", () => {
  const closed = network({ routes: [DEFAULT_ROUTE], nats: [NAT], firewallRules: [...DENY] });
  const unseen = { ...closed, unknown: [{ topic: "firewall" as const, reason: "the rules of a policy" }] };
  expect(difference(closed, unseen).filter(({ turn }) => turn !== "unknown")).toEqual([]);
  expect(difference(closed, unseen)[0]?.reasons).toEqual(["the rules of a policy"]);
  expect(difference(unseen, unseen)).toEqual([]);
});

test("hosts that can be reached from more places are told", () => {
  const before = network({ firewallRules: [ingress("allow", ["10.0.0.0/8"])] });
  const after = network({ firewallRules: [ingress("allow", ["0.0.0.0/0"])] });
  expect(brief(before, after)).toContain("gained ingress");
  expect(brief(after, before)).toContain("lost ingress");
});

test("a subnet that is new on an open network reaches the internet", () => {
  const before = network({ routes: [DEFAULT_ROUTE], nats: [NAT] });
  const after = { ...before, subnets: [...before.subnets, { ...subnet, name: "second", ipCidrRange: "10.9.0.0/24" }] };
  expect(difference(before, after).find(({ part }) => part === "internet")).toMatchObject({
    turn: "gained",
    subnets: ["second"],
  });
});
