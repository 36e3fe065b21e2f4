import type { ResourceChange, TerraformFields } from "../../terraform";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import type { Link } from "../cards/link";
import { nounOf } from "../cards/card-words";
import { cardOf } from "../services";
import { holdsHidden, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";

/** Switches that let more through when they are on, and are off where nothing is said. */
const OFF_BY_DEFAULT = [
  "import_custom_routes",
  "export_custom_routes",
  "import_subnet_routes_with_public_ip",
  "allow_global_access",
  "allow_psc_global_access",
];

/** All that let more through when they are on. */
const SWITCHES = [...OFF_BY_DEFAULT, "export_subnet_routes_with_public_ip", "admin_enabled", "enable"];

/** Ways out of a network, and into it, that the model of it does not look into. */
export const networkLinksRule: PlanRule = ruleOf(
  {
    id: "network-links",
    kind: "network",
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

function linkObservation(
  { address, type, before, after }: ResourceChange,
  { leads, fields, isPart = false, isOff = () => false, inspects = () => undefined }: Link,
): readonly Observation[] {
  const body = after ?? before ?? {};
  const name = nameOf(body, address);
  const see = (effect: Effect, substance: string, words: string): readonly Observation[] => [
    { subject: `${type} ${name}`, substance, effect, address, summary: phrase`${nounOf(type)} ${name} ${own(words)}` },
  ];
  if ((before === undefined || after === undefined) && (isPart || isOff(body))) return [];
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
  const said = (one: TerraformFields, field: string): unknown =>
    OFF_BY_DEFAULT.includes(field) ? (valueAt(one, field) ?? false) : one[field];
  const changed = fields.filter((field) => !isSame(said(before, field), said(after, field)));
  if (changed.length === 0) return [];
  const on = changed.filter((field) => SWITCHES.includes(field) && valueAt(after, field) === true);
  const off = changed.filter((field) => SWITCHES.includes(field) && (valueAt(after, field) ?? false) === false);
  if (on.length + off.length === changed.length) {
    return on.length > 0
      ? see("widened", `on ${on.join(" ")}`, `lets more through (${on.join(", ")})`)
      : see("narrowed", `off ${off.join(" ")}`, `lets less through (${off.join(", ")})`);
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
