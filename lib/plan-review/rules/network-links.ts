import type { ResourceChange, TerraformFields } from "../../terraform";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { changedFields, isSwitch, turnOfFields } from "../cards/compared-link";
import type { Link } from "../cards/link";
import { nounOf } from "../cards/card-words";
import { cardOf } from "../services";
import { holdsHidden, nameOf, textAt, valueAt } from "../../terraform/resource-values";

/** Ways out of a network, and into it, that the model of it does not look into. */
export const networkLinksRule: PlanRule = ruleOf(
  {
    id: "network-links",
    kind: "network",
    readsMoved: true,
    finds:
      "peerings, tunnels, interconnects, attachments, proxies and forwarding rules that come, go, or lead elsewhere",
    reads: (type) => {
      const link = cardOf(type)?.link;
      const isWhole = link?.isPart !== true;
      return link && { paths: link.fields, creation: isWhole, deletion: isWhole };
    },
  },
  ({ changes }) =>
    changes.flatMap((change): readonly Observation[] => {
      const link = change.isData || change.before === change.after ? undefined : cardOf(change.type)?.link;
      return link === undefined ? [] : linkObservation(change, link);
    }),
);

function linkObservation({ address, type, before, after }: ResourceChange, link: Link): readonly Observation[] {
  const { leads, fields, isPart = false, isOff = () => false, inspects = () => undefined } = link;
  const body = after ?? before ?? {};
  const name = nameOf(body, address);
  const see = (effect: Effect, substance: string, words: string): readonly Observation[] => [
    { subject: `${type} ${name}`, substance, effect, address, summary: phrase`${nounOf(type)} ${name} ${own(words)}` },
  ];
  const comesOrGoes = before === undefined || after === undefined;
  if (comesOrGoes && (isPart || isOff(body))) return [];
  const end = isPublic(body) ? `${leads}, from the internet` : leads;
  if (before === undefined) return see("widened", `new ${ends(body, fields)}`.trim(), `is new: by it ${end}`);
  const guarded = inspects(before);
  if (guarded !== undefined && (after === undefined || inspects(after) === undefined))
    return see(
      "widened",
      "gone, inspected",
      `${after === undefined ? "is gone" : "is switched off"}: it no longer ${guarded}`,
    );
  if (after === undefined) return see("narrowed", "gone", `is gone: no longer by it ${end}`);
  const changed = changedFields(link, before, after);
  if (changed.length === 0) return [];
  const turn = turnOfFields(link, changed, before, after);
  if (turn !== undefined) {
    const switched = changed.filter(isSwitch);
    const shown = turn === "more" ? switched.filter((field) => valueAt(after, field) === true) : switched;
    const told = switched.length === changed.length ? shown : changed;
    const isSwitched = switched.length === changed.length;
    return turn === "more"
      ? see("widened", `${isSwitched ? "on" : "more"} ${told.join(" ")}`, `lets more through (${told.join(", ")})`)
      : see("narrowed", `${isSwitched ? "off" : "less"} ${told.join(" ")}`, `lets less through (${told.join(", ")})`);
  }
  const opened = isPublic(after) && !isPublic(before);
  return see(
    opened ? "widened" : "unknown",
    `changed ${changed.join(" ")} ${ends(after, changed)}`.trim(),
    opened
      ? `is now open to the internet: by it ${leads}`
      : `changes (${changed.join(", ")}): whether more is reached by it cannot be seen`,
  );
}

/** Load balancers for the internet; without a scheme they are. */
function isPublic(body: TerraformFields): boolean {
  return "load_balancing_scheme" in body && (textAt(body, "load_balancing_scheme") ?? "").startsWith("EXTERNAL");
}

/** What decides where it leads, for the key. */
function ends(body: TerraformFields, fields: readonly string[]): string {
  const plain = fields.filter((field) => !field.includes("secret") && !holdsHidden(body[field]));
  return plain.flatMap((field) => textAt(body, field) ?? []).join(" ");
}
