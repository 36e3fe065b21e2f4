import { type NameEgress, PublicNames, type ServiceEgress } from "../../reachability";
import { HiddenValue } from "../../terraform/hidden-value";
import { comparedNetworks } from "../facts/compared-networks";
import type { Effect } from "../finding";
import { lastPart } from "../../terraform/named-resources";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { isSame } from "../../terraform/resource-values";

/** From the most closed to the most open. */
const OPENNESS = [PublicNames.CLOSED, PublicNames.SOME, PublicNames.UNKNOWN, PublicNames.ANSWERED];

/** Google's own places: a name that leads there leads nobody astray. */
const GOOGLE = ["restricted.googleapis.com", "private.googleapis.com", "DirectPath", "Google's public addresses"];

/** What the resolver of a network answers, and whether hosts still get to what they need to install packages. */
export const networkNamesRule: PlanRule = ruleOf(
  {
    id: "network-names",
    kind: "network",
    finds:
      "names that lead elsewhere, or nowhere, for hosts of a network, public DNS that opens, " +
      "and access to Google's APIs that is lost or gained",
  },
  (change) =>
    comparedNetworks(change).flatMap(({ name, address, before, after, names }): readonly Observation[] => {
      if (before === undefined || after === undefined) return [];
      const network = lastPart(name);
      const see: See = (effect, substance, summary) => {
        const content = [name, substance, ...(effect === "unknown" ? [HiddenValue.unknown()] : [])];
        return { subject: name, substance, effect, address, summary, content };
      };
      const [was, is] = [OPENNESS.indexOf(before.publicNames), OPENNESS.indexOf(after.publicNames)];
      const open = ((): readonly Observation[] => {
        if (was === is) return [];
        if (after.publicNames === PublicNames.UNKNOWN)
          return [
            see(
              "unknown",
              "public names unknown",
              phrase`whether hosts of network ${network} get answers from public DNS cannot be seen`,
            ),
          ];
        if (is > was)
          return [
            see(
              "widened",
              "public names open",
              phrase`hosts of network ${network} now get answers from public DNS, by which data can leave`,
            ),
          ];
        return [
          see("narrowed", "public names closed", phrase`hosts of network ${network} get fewer answers from public DNS`),
        ];
      })();
      return [
        ...open,
        // What the root says is said of all public names already.
        ...names
          .filter((one) => one.after.name !== "." || open.length === 0)
          .flatMap((one) => nameObservation(one.before, one.after, network, see)),
        ...services(before.services, after.services, network, see),
      ];
    }),
);

type See = (effect: Effect, substance: string, summary: Phrase) => Observation;

function nameObservation(was: NameEgress, is: NameEgress, network: string, see: See): readonly Observation[] {
  if (was.answer === is.answer && isSame(was.addresses, is.addresses)) return [];
  const { name, answer, addresses, places } = is;
  if (answer === "unknown")
    return [
      see("unknown", `${name} unknown`, phrase`where ${name} leads for hosts of network ${network} cannot be seen`),
    ];
  if (answer === "none")
    return [see("narrowed", `${name} none`, phrase`${name} leads nowhere any more for hosts of network ${network}`)];
  if (addresses.length === 0) return [publicObservation(was, network, see)];
  const isGoogle = places.every((one) => GOOGLE.includes(one));
  const isFewer = places.join() === "restricted.googleapis.com" || was.answer === "public";
  const effect = isGoogle && (isFewer || isSame(was.places, places)) ? "changed" : "widened";
  return [
    see(
      effect,
      `${name} ${[...addresses].sort().join(" ")}`,
      phrase`${name} now leads to ${addresses} (${places}) for hosts of network ${network}`,
    ),
  ];
}

/**
 * Of Google's own names public DNS says the same, and what hosts reach there is computed. What it says of any other
 * name is for whoever owns that there.
 */
function publicObservation({ name, answer, places }: NameEgress, network: string, see: See): Observation {
  const substance = `${name} public`;
  if (answer === "none")
    return see(
      "widened",
      substance,
      phrase`${name} is now answered by public DNS for hosts of network ${network}, and led nowhere until now`,
    );
  const isGoogle = places.length > 0 && places.every((one) => GOOGLE.includes(one));
  return see(
    isGoogle ? "changed" : "unknown",
    substance,
    phrase`${name} is answered by public DNS for hosts of network ${network}, and no longer by the network itself`,
  );
}

function services(
  before: readonly ServiceEgress[],
  after: readonly ServiceEgress[],
  network: string,
  see: See,
): readonly Observation[] {
  const was = new Map(before.map((one) => [`${one.name} ${one.subnet}`, one.outcome]));
  return after.flatMap(({ name, subnet, outcome }): readonly Observation[] => {
    const old = was.get(`${name} ${subnet}`);
    if (old === undefined || old === outcome) return [];
    const where = phrase`hosts in subnet ${subnet} of network ${network}`;
    const substance = `${name} ${subnet} ${outcome}`;
    if (outcome === "reachable") return [see("widened", substance, phrase`${where} can now reach ${name}`)];
    if (outcome === "unreachable")
      return [
        see(
          "narrowed",
          substance,
          phrase`${where} can no longer reach ${name}: ${own("they cannot install from Artifact Registry without it")}`,
        ),
      ];
    // What was reached at most may still be reached.
    return [
      see(
        old === "unreachable" ? "unknown" : "changed",
        substance,
        phrase`whether ${where} can reach ${name} cannot be seen`,
      ),
    ];
  });
}
