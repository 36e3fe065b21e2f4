import fc from "fast-check";
import type { FirewallRuleModel, NetworkModel } from "../../lib/reachability";
import { Reachability } from "../../lib/reachability";
import { EgressDifference } from "../../lib/reachability/egress-difference";
import { firewallTurns } from "../../lib/reachability/firewall-turns";
import { DEFAULT_ROUTE, egress, ingress, NAT, network, subnet } from "./networks";

/** A small world: four addresses of hosts, four elsewhere, three tags, two accounts, four ports. */
const FOUR = [0, 1, 2, 3];
const TAGS = ["a", "b", "c"];
const ACCOUNTS = [undefined, "x", "y"];
const SETS = [[], ["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], TAGS];
const LABELS = SETS.flatMap((tags) => ACCOUNTS.map((account) => ({ tags, account })));
type Label = (typeof LABELS)[number];

const some = <T>(...values: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.oneof(fc.constant([]), fc.subarray([...values], { minLength: 1, maxLength: Math.min(2, values.length) }));

/** A rule in numbers: an empty list stands for all, apart from senders, which are added to each other. */
const anyRule = fc.record({
  direction: fc.constantFrom("EGRESS" as const, "INGRESS" as const),
  action: fc.constantFrom("allow" as const, "deny" as const),
  priority: fc.constantFrom<number[]>(10, 20, 30),
  own: some(...FOUR),
  others: some(...FOUR),
  ports: some(...FOUR),
  targets: fc.oneof(
    fc.record({ tags: some(...TAGS), accounts: fc.constant([] as readonly string[]) }),
    fc.record({ tags: fc.constant([] as readonly string[]), accounts: some("x", "y") }),
  ),
  senders: fc.record({ tags: some("a", "b"), accounts: some("x") }),
});
type Rule = typeof anyRule extends fc.Arbitrary<infer R> ? R : never;

function modelsOf(rules: readonly Rule[]): readonly FirewallRuleModel[] {
  return rules.map(({ direction, action, priority, own, others, ports, targets, senders }, at) => ({
    ...(direction === "EGRESS" ? egress : ingress)(action, [], { priority }),
    name: `rule-${at}`,
    ranges: others.map((one) => `203.0.113.${one}/32`),
    hostRanges: own.map((one) => `10.0.0.${one}/32`),
    protocols: [{ protocol: "tcp", ports: ports.map(String) }],
    targetTags: targets.tags,
    targetServiceAccounts: targets.accounts,
    ...(direction === "EGRESS" ? {} : { sourceTags: senders.tags, sourceServiceAccounts: senders.accounts }),
  }));
}

interface Packet {
  readonly direction: Rule["direction"];
  readonly own: number;
  readonly other: number;
  readonly port: number;
  readonly host: Label;
  readonly sender: Label;
}

const isIn = <T>(list: readonly T[], one: T): boolean => list.length === 0 || list.includes(one);
const isOf = (tags: readonly string[], accounts: readonly string[], label: Label): boolean =>
  tags.some((tag) => label.tags.includes(tag)) || (label.account !== undefined && accounts.includes(label.account));

function matches({ direction, own, others, ports, targets, senders }: Rule, packet: Packet): boolean {
  if (direction !== packet.direction || !isIn(own, packet.own) || !isIn(ports, packet.port)) return false;
  if (targets.tags.length + targets.accounts.length > 0 && !isOf(targets.tags, targets.accounts, packet.host))
    return false;
  if (direction === "EGRESS" || senders.tags.length + senders.accounts.length === 0) return isIn(others, packet.other);
  return others.includes(packet.other) || isOf(senders.tags, senders.accounts, packet.sender);
}

/** As Google words it: the lowest priority number, a deny before an allow, else out and not in. */
function passes(rules: readonly Rule[], packet: Packet): boolean {
  const [first] = rules
    .filter((one) => matches(one, packet))
    .sort((one, other) => one.priority - other.priority || (one.action === "deny" ? -1 : 1));
  return first === undefined ? packet.direction === "EGRESS" : first.action === "allow";
}

const PACKETS: readonly Packet[] = (["EGRESS", "INGRESS"] as const).flatMap((direction) =>
  LABELS.flatMap((host) =>
    (direction === "EGRESS" ? LABELS.slice(0, 1) : LABELS.filter(({ tags }) => !tags.includes("c"))).flatMap((sender) =>
      FOUR.flatMap((own) =>
        FOUR.flatMap((other) => FOUR.map((port) => ({ direction, own, other, port, host, sender }))),
      ),
    ),
  ),
);

/** One rule for all packets, beside all others: at, between and around the priorities that rules have. */
const BESIDE: readonly (readonly Rule[])[] = [
  [],
  ...[5, 10, 15, 20, 25, 30, 35].flatMap((priority) =>
    (["allow", "deny"] as const).flatMap((action) => [
      (["EGRESS", "INGRESS"] as const).map((direction): Rule => {
        const nobody = { tags: [], accounts: [] };
        return { direction, action, priority, own: [], others: [], ports: [], targets: nobody, senders: nobody };
      }),
    ]),
  ),
];

test("what rules open and close, whatever others there are, is so packet by packet", () => {
  const rules = fc.array(anyRule, { maxLength: 3 });
  fc.assert(
    fc.property(rules, rules, rules, (kept, gone, come) => {
      const [before, after] = [
        [...kept, ...gone],
        [...come, ...kept],
      ];
      const turns = new Set<string>();
      for (const packet of PACKETS) {
        for (const beside of BESIDE) {
          if (turns.size === 2) break;
          const [was, is] = [passes([...before, ...beside], packet), passes([...after, ...beside], packet)];
          if (was !== is) turns.add(is ? "gained" : "lost");
        }
      }
      expect([...(firewallTurns(modelsOf(before), modelsOf(after))?.keys() ?? ["none"])].sort()).toEqual(
        [...turns].sort(),
      );
    }),
    { numRuns: 25 },
  );
});

test("where packets turn, one of the rules for them is named, and none that is only called otherwise", () => {
  const rules = fc.array(anyRule, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(rules, rules, rules, (renamed, gone, come) => {
      const named = (models: readonly FirewallRuleModel[], prefix: string): readonly FirewallRuleModel[] =>
        models.map((one, at) => ({ ...one, name: `${prefix}-${at}` }));
      const before = [...named(modelsOf(gone), "gone"), ...named(modelsOf(renamed), "was")];
      const after = [...named(modelsOf(come), "come"), ...named(modelsOf(renamed), "is")];
      const turns = firewallTurns(before, after);
      for (const turn of ["gained", "lost"] as const) {
        const names = turns?.get(turn) ?? new Set<string>();
        // A rule that says the same as one that goes or comes cannot be told from it.
        const twins = new Set([...gone, ...come].map((one) => JSON.stringify(one)));
        const alone = renamed.flatMap((one, at) => (twins.has(JSON.stringify(one)) ? [] : [`was-${at}`, `is-${at}`]));
        expect(alone.filter((name) => names.has(name))).toEqual([]);
        const parts = [
          ...gone.filter((_, at) => names.has(`gone-${at}`)),
          ...come.filter((_, at) => names.has(`come-${at}`)),
        ];
        for (const packet of PACKETS) {
          const sides = [
            [...gone, ...renamed],
            [...come, ...renamed],
          ].map((side) => passes(side, packet));
          const [was, is] = turn === "gained" ? sides : sides.toReversed();
          if (was === true || is !== true) continue;
          expect(parts.some((one) => matches(one, packet))).toBe(true);
        }
      }
    }),
    { numRuns: 25 },
  );
});

/** What hosts of one network send each other, by their labels. */
function turnsBetween(before: readonly FirewallRuleModel[], after: readonly FirewallRuleModel[]): readonly string[] {
  const [was, is] = [before, after].map((firewallRules): NetworkModel =>
    network({
      firewallRules,
      routes: [DEFAULT_ROUTE],
      nats: [NAT],
      subnets: [{ ...subnet, ipCidrRange: "10.0.0.0/30" }],
    }),
  ) as [NetworkModel, NetworkModel];
  const { differences } = new EgressDifference(new Reachability(was), new Reachability(is));
  return [...new Set(differences.map(({ turn }) => turn))].sort();
}

test("rules of a sender with two labels decide together", () => {
  const target = { targetServiceAccounts: ["x"] };
  const deny = (priority: number): FirewallRuleModel => ingress("deny", [], { priority, sourceTags: ["a"], ...target });
  const byTag = (priority: number): FirewallRuleModel =>
    ingress("allow", [], { priority, sourceTags: ["b"], ...target });
  const byAccount = (priority: number): FirewallRuleModel =>
    ingress("allow", [], { priority, sourceServiceAccounts: ["y"], ...target });
  // Who has both labels gets in where the allow comes first.
  expect(turnsBetween([deny(1), byTag(2)], [deny(2), byTag(1)])).toEqual(["gained"]);
  expect(turnsBetween([deny(1), byAccount(2)], [deny(2), byAccount(1)])).toEqual(["gained"]);
  expect(turnsBetween([deny(2), byAccount(1)], [deny(1), byAccount(2)])).toEqual(["lost"]);
});

test("a sender reaches hosts of other labels than its own", () => {
  const entry = ingress("allow", ["10.0.0.0/30"], { targetServiceAccounts: ["db"] });
  const deny = egress("deny", ["10.0.0.0/30"], { targetServiceAccounts: ["web"] });
  expect(turnsBetween([entry, deny], [entry])).toEqual(["gained"]);
  expect(turnsBetween([entry], [entry, deny])).toEqual(["lost"]);
});

test("tags are of hosts on the network, and of nobody else", () => {
  const all = ingress("allow", ["10.0.0.0/8"]);
  const byTag = ingress("allow", [], { sourceTags: ["a"] });
  expect(turnsBetween([all], [all, byTag])).toEqual([]);
  expect(turnsBetween([], [byTag])).toEqual(["gained"]);
});
