import type { TerraformFields } from "../../terraform";
import { changedAttributes } from "../../terraform/changed-attributes";
import { HiddenValue } from "../../terraform/hidden-value";
import { fieldBlocks } from "../../terraform/terraform-resources";
import { holdsHidden, isSame, textAt, textsAt, valueAt } from "../../terraform/resource-values";
import { valuesAt } from "../../terraform/values-at";
import { areSameAddresses, uncovered } from "../facts/address-lists";
import { isTrafficWithin } from "../facts/rule-traffic";
import { isForPeople } from "../known-attributes";
import type { Link, LinkList } from "./link";

/** Whether more or less gets through by what changes of a link; undefined where that cannot be said. */
export type LinkTurn = "more" | "less";

/** Switches that let more through when they are on, and are off where nothing is said. */
const OFF_BY_DEFAULT = [
  "import_custom_routes",
  "export_custom_routes",
  "import_subnet_routes_with_public_ip",
  "allow_global_access",
  "allow_psc_global_access",
  "export_psc",
];

/** All that let more through when they are on. */
const SWITCHES = [...OFF_BY_DEFAULT, "export_subnet_routes_with_public_ip", "admin_enabled", "enable"];

/** At which ports a forwarding rule takes packets, one way or the other. */
const PORTS = ["ports", "port_range", "all_ports"];

/** The fields of a link in which two differ, apart from limits and spellings. */
export function changedFields(link: Link, before: TerraformFields, after: TerraformFields): readonly string[] {
  return link.fields.filter((field) => !isSameIn(link, field, before, after));
}

/** Whether a field is a switch. */
export function isSwitch(field: string): boolean {
  return SWITCHES.includes(field);
}

/** What all changed fields together come to. */
export function turnOfFields(
  link: Link,
  changed: readonly string[],
  before: TerraformFields,
  after: TerraformFields,
): LinkTurn | undefined {
  // Who is on a list of those let in does not count where everybody is.
  const isRanked = changed.some((field) => link.ranks?.[field] !== undefined);
  const counting = changed.filter((field) => !(isRanked && link.lists?.[field]?.opens === true));
  const turns = counting.map((field) => turnOf(link, field, before, after));
  const [first] = turns;
  // A switch that is on lets more through, whatever is off beside it.
  if (counting.every(isSwitch) && turns.includes("more") && !turns.includes(undefined)) return "more";
  return turns.every((turn) => turn === first) ? first : undefined;
}

function isSameIn(link: Link, field: string, before: TerraformFields, after: TerraformFields): boolean {
  const [was, is] = [saidIn(field, before), saidIn(field, after)];
  if (changedAttributes({ [field]: was }, { [field]: is }).every(isForPeople)) return true;
  if (areSameAddresses(was, is)) return true;
  if (holdsHidden(was) || holdsHidden(is)) return false;
  if (PORTS.includes(field)) return isSameTraffic(before, after);
  const list = link.lists?.[field];
  if (list === undefined) return false;
  const names = [before, after].map((body) => namesIn(list, field, body));
  return !names.flat().includes("") && isSame(...(names as [readonly string[], readonly string[]]));
}

function saidIn(field: string, body: TerraformFields): unknown {
  if (OFF_BY_DEFAULT.includes(field)) return valueAt(body, field) ?? false;
  return field.includes(".") ? valuesAt(body, field) : body[field];
}

function turnOf(link: Link, field: string, before: TerraformFields, after: TerraformFields): LinkTurn | undefined {
  if (isSwitch(field)) return turnOfSwitch(valueAt(after, field));
  if ([before, after].some((body) => holdsHidden(saidIn(field, body)))) return undefined;
  if (PORTS.includes(field)) return turnOfTraffic(trafficOf(before), trafficOf(after));
  const [list, ranks] = [link.lists?.[field], link.ranks?.[field]];
  if (list !== undefined) return turnOfList(list, namesIn(list, field, before), namesIn(list, field, after));
  return ranks === undefined ? undefined : turnOfRank(ranks, textAt(before, field), textAt(after, field));
}

function turnOfList(
  { opens, isAllWhenEmpty = false }: LinkList,
  before: readonly string[],
  after: readonly string[],
): LinkTurn | undefined {
  if ([...before, ...after].includes("")) return undefined;
  if (isAllWhenEmpty && before.length === 0) return "less";
  if (isAllWhenEmpty && after.length === 0) return "more";
  const turn = turnOfCovers(...covers(before, after, isListWithin));
  return opens ? turn : opposite(turn);
}

/** By the addresses, where it is a list of these. */
function isListWithin(some: readonly string[], all: readonly string[]): boolean {
  const left = uncovered(some, all) ?? some.filter((one) => !all.includes(one));
  return left.length === 0;
}

/** Where nothing is said of ports it depends on what stands behind it which are meant. */
function turnOfTraffic(before: readonly string[], after: readonly string[]): LinkTurn | undefined {
  if (before.length === 0 || after.length === 0) return undefined;
  return turnOfCovers(...covers(before, after, isTrafficWithin));
}

function turnOfSwitch(value: unknown): LinkTurn | undefined {
  if (value instanceof HiddenValue) return undefined;
  return value === true ? "more" : "less";
}

function turnOfRank(
  ranks: readonly string[],
  before: string | undefined,
  after: string | undefined,
): LinkTurn | undefined {
  const rankOf = (value: string | undefined): number => (value === undefined ? 0 : ranks.indexOf(value));
  const [was, is] = [rankOf(before), rankOf(after)];
  if (was < 0 || is < 0 || was === is) return undefined;
  return is > was ? "more" : "less";
}

type Within = (some: readonly string[], all: readonly string[]) => boolean;

function covers(before: readonly string[], after: readonly string[], isWithin: Within): readonly [boolean, boolean] {
  return [isWithin(before, after), isWithin(after, before)];
}

function turnOfCovers(more: boolean, less: boolean): LinkTurn | undefined {
  if (more === less) return undefined;
  return more ? "more" : "less";
}

function opposite(turn: LinkTurn | undefined): LinkTurn | undefined {
  if (turn === undefined) return undefined;
  return turn === "more" ? "less" : "more";
}

function namesIn({ names }: LinkList, field: string, body: TerraformFields): readonly string[] {
  if (names === undefined) return textsAt(body, field) ?? [];
  return fieldBlocks(body, field).map((one) => names.flatMap((name) => textAt(one, name) ?? []).join(" "));
}

function isSameTraffic(before: TerraformFields, after: TerraformFields): boolean {
  const [was, is] = [trafficOf(before), trafficOf(after)];
  if (was.length === 0 || is.length === 0) return false;
  return isTrafficWithin(was, is) && isTrafficWithin(is, was);
}

/** As `tcp:443`; none where nothing is said of ports. */
function trafficOf(body: TerraformFields): readonly string[] {
  if (valueAt(body, "all_ports") === true) return ["tcp"];
  const range = textAt(body, "port_range");
  const ports = [...(textsAt(body, "ports") ?? []), ...(range === undefined ? [] : [range])];
  return ports.map((port) => `tcp:${port}`);
}
