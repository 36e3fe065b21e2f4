import { withoutKeys } from "../../terraform/plan-configuration";
import { defaultDenies, DenyGates } from "../facts/default-deny";
import type { Finding } from "../finding";
import { phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";

/** What is destroyed together goes in the order that the state holds: who depends on the DENY goes first. */
export const orderAfterDenyRule: PlanRule = {
  id: "order-after-deny",
  kind: "order",
  finds: "a DENY that can be destroyed before the ALLOWs, grants and virtual repositories of its repository",
  review: (change) => (change.isDrift ? [] : findingsOf(change)),
};

function findingsOf({ plan, changes, before }: ReviewedChange): readonly Finding[] {
  const deleted = new Set(changes.filter(({ actions }) => actions.includes("delete")).map(({ address }) => address));
  const created = new Set(changes.filter(({ actions }) => actions.includes("create")).map(({ address }) => address));
  const gates = defaultDenies(before).filter(({ address }) => deleted.has(address));
  if (gates.length === 0) return [];
  const waiting = new DenyGates(gates);
  return before.blocks
    .filter(({ address }) => deleted.has(address))
    .flatMap((block) =>
      waiting.of(block).flatMap(({ gate, kind }): readonly Finding[] => {
        // Who lets somebody in and is made again is told by the order of creation.
        if (kind !== "ALLOW" && created.has(block.address)) return [];
        if (plan.stateDependencies(block.address).includes(withoutKeys(gate.address))) return [];
        const isAllow = kind === "ALLOW";
        return [
          {
            key: `order-after-deny:${block.address}:${gate.address}`,
            rule: "order-after-deny",
            kind: "order",
            effect: isAllow ? "widened" : "changed",
            address: block.address,
            summary: phrase`the DENY ${gate.address} can be destroyed before ${block.address},
              which does not depend on it: in between everything can be downloaded`,
            isDrift: false,
          },
        ];
      }),
    );
}
