import { isSame } from "../../terraform/resource-values";
import { own, phrase, type Phrase } from "../../text/phrase";
import { compareScopes, firewallScope, type RuleScope } from "../facts/firewall-scope";
import type { Effect } from "../finding";
import { areSame, type Look, type LookedAt, step, type Step } from "./path-step";

const FIELDS = [
  "allow",
  "deny",
  "direction",
  "priority",
  "disabled",
  "network",
  "source_ranges",
  "destination_ranges",
  "source_tags",
  "target_tags",
  "source_service_accounts",
  "target_service_accounts",
];

export const FIREWALL_PATH: Look = { fields: FIELDS, steps };

/** More ranges than this are not named. */
const MOST_RANGES = 4;

const TURNS = {
  more: { effect: "widened", words: "lets more through" },
  less: { effect: "narrowed", words: "lets less through" },
  unknown: { effect: "unknown", words: "changes: whether it lets more through cannot be seen" },
} satisfies Record<string, { readonly effect: Effect; readonly words: string }>;

function steps({ before, after, body, name }: LookedAt): readonly Step[] {
  const scope = firewallScope(body);
  if (before === undefined || after === undefined) return comesOrGoes(scope, before === undefined, name);
  const was = firewallScope(before);
  if (was === undefined || scope === undefined) {
    if (areSame(FIELDS, before, after)) return [];
    const summary = phrase`firewall rule ${name} changes, and what it says cannot be seen before the apply`;
    return [step("unknown", "changed", summary)];
  }
  const turn = isSame(before.network, after.network) ? compareScopes(was, scope) : "unknown";
  if (turn === "same") return [];
  const { effect, words } = TURNS[turn];
  const lists = [...scope.lists.values()].flat().sort();
  const parts = [turn, scope.isDisabled ? "disabled" : "", scope.priority, ...lists, ...[...scope.protocols].sort()];
  const substance = parts.filter((one) => one !== "").join(" ");
  return [step(effect, substance, phrase`firewall ${ruleWords(scope, name)} ${own(words)}`)];
}

function comesOrGoes(scope: RuleScope | undefined, isNew: boolean, name: string): readonly Step[] {
  const word = isNew ? "new" : "gone";
  const how = own(`is ${word}`);
  if (scope === undefined) {
    return [step("unknown", word, phrase`firewall rule ${name} ${how}, and what it says cannot be seen`)];
  }
  if (scope.isDisabled) return [];
  const says = [...scope.lists]
    .map(([list, items]) => `${list}=${[...items].sort().join(",")}`)
    .filter((one) => !one.endsWith("="));
  const substance = [word, scope.allows ? "allow" : "deny", scope.direction, ...says, ...[...scope.protocols].sort()];
  const effect = scope.allows === isNew ? "widened" : "narrowed";
  return [step(effect, substance.join(" "), phrase`firewall ${ruleWords(scope, name)} ${how}`)];
}

const FOR_WHOM = [
  ["target_tags", "for hosts with tag "],
  ["target_service_accounts", "for hosts of "],
] as const;

/** The lists of a rule, and what is said of each; the ranges of the other end, which most rules have, need no word. */
const WORDS = {
  INGRESS: [
    ["source_ranges", ""],
    ["source_tags", "from hosts with tag "],
    ["source_service_accounts", "from hosts of "],
    ["destination_ranges", "to hosts at "],
    ...FOR_WHOM,
  ],
  EGRESS: [["destination_ranges", ""], ["source_ranges", "from hosts at "], ...FOR_WHOM],
} as const;

function ruleWords({ allows, direction, lists }: RuleScope, name: string): Phrase {
  const rule = own(`${direction.toLowerCase()} ${allows ? "allow" : "deny"} rule`);
  const said = WORDS[direction].flatMap(([list, words]): readonly Phrase[] => {
    const texts = lists.get(list) ?? [];
    const more = own(texts.length > MOST_RANGES ? " and more" : "");
    return texts.length === 0 ? [] : [phrase`${own(words)}${texts.slice(0, MOST_RANGES)}${more}`];
  });
  const lead = phrase`${rule} ${name} (`;
  return said.reduce(
    (all, one, at) => phrase`${all}${own(at === 0 ? "" : ", ")}${one}${own(at === said.length - 1 ? ")" : "")}`,
    lead,
  );
}
