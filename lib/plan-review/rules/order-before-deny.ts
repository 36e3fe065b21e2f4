import type { ResourceChange, TerraformBlock, TerraformResources } from "../../terraform";
import { defaultDenies, DenyGates, type WaiterKind } from "../facts/default-deny";
import type { Finding } from "../finding";
import { own, phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";

const CONSEQUENCES: Readonly<Record<WaiterKind, string>> = {
  ALLOW: "until the DENY is there everything can be downloaded, and an apply may stop in between",
  grant: "whoever it lets in can download everything until the DENY is there, and an apply may stop in between",
  "virtual repository":
    "everything can be downloaded through it until the DENY is there, and an apply may stop in between",
};

/**
 * Between a repository's creation and that of its DENY everything is allowed: what lets somebody in must come after.
 */
export const orderBeforeDenyRule: PlanRule = {
  id: "order-before-deny",
  kind: "order",
  finds:
    "an ALLOW, a grant or a virtual repository that can be created before the DENY of its repository, " +
    "or lets everybody through while that is made anew",
  review: (change) => (change.isDrift ? [] : findingsOf(change)),
};

function findingsOf({ plan, changes, before, after }: ReviewedChange): readonly Finding[] {
  const denies = defaultDenies(after);
  if (denies.length === 0) return [];
  const changed = new Map(changes.map((one) => [one.address, one]));
  const isMade = (address: string): boolean => {
    const actions = changed.get(address)?.actions ?? [];
    return actions.includes("create") || actions.includes("update");
  };
  const guarded = defaultDenies(before);
  const stood = new Set(guarded.map(({ address }) => address));
  const gates = denies.filter(({ address }) => isNewDeny(changed.get(address), stood.has(address)));
  if (gates.length === 0) return [];
  const waiting = new DenyGates(gates);
  const made = after.blocks
    .filter(({ address }) => isMade(address))
    .flatMap((block) =>
      waiting.of(block).flatMap(({ gate, kind }): readonly Finding[] => {
        if (plan.configuration.dependsOn(block.address, gate.address)) return [];
        return [
          {
            key: `order-before-deny:${block.address}:${gate.address}`,
            rule: "order-before-deny",
            kind: "order",
            effect: "widened",
            address: block.address,
            summary: phrase`the ${own(kind)} ${block.address} does not depend on the DENY ${gate.address}:
              ${own(CONSEQUENCES[kind])}`,
            isDrift: false,
          },
        ];
      }),
    );
  const isNew = (address: string): boolean => changed.get(address)?.actions.includes("create") === true;
  const kept = after.ofType("google_artifact_registry_repository").filter(({ address }) => !isNew(address));
  const standing = standingFindings(kept, waiting, before, new DenyGates(guarded));
  return [...new Map([...standing, ...made].map((one) => [one.key, one])).values()];
}

/**
 * Virtual repositories that stay while a repository behind them is made anew, and with it a DENY that was there before.
 */
function standingFindings(
  kept: readonly TerraformBlock[],
  gates: DenyGates,
  before: TerraformResources,
  guarded: DenyGates,
): readonly Finding[] {
  const gatesOf = (block: TerraformBlock | undefined, all: DenyGates): readonly string[] =>
    block === undefined
      ? []
      : all.of(block).flatMap(({ gate, kind }) => (kind === "virtual repository" ? [gate.address] : []));
  return kept.flatMap((block) => {
    const later = gatesOf(block, gates);
    const earlier = later.length === 0 ? [] : gatesOf(before.at(block.address), guarded);
    return later
      .filter((gate) => earlier.includes(gate))
      .map((gate): Finding => ({
        key: `order-before-deny:${block.address}:${gate}`,
        rule: "order-before-deny",
        kind: "order",
        effect: "widened",
        address: block.address,
        summary: phrase`the virtual repository ${block.address} stays while the DENY ${gate} is made anew:
          ${own(CONSEQUENCES["virtual repository"])}`,
        isDrift: false,
      }));
  });
}

/** Whether a DENY begins to be one for the whole repository with this change. */
function isNewDeny(change: ResourceChange | undefined, stood: boolean): boolean {
  if (change === undefined) return false;
  return change.actions.includes("create") || (change.actions.includes("update") && !stood);
}
