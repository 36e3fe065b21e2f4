import type { TerraformFields } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { fieldBlocks } from "../../terraform/terraform-resources";
import { blocksAt, isAbsent, isSame, nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";

const HOSTS = [
  "google_compute_instance",
  "google_compute_instance_template",
  "google_compute_region_instance_template",
  "google_compute_instance_from_template",
];

/** Blocks by which an interface has an external address, and what is said of it. */
const EXTERNAL = [
  ["access_config", "an external address"],
  ["ipv6_access_config", "an external IPv6 address"],
] as const;

const PLACES = ["subnetwork", "network_attachment", "network"];

/** Which addresses an interface has; those that nobody wrote are Google's choice. */
const OWN_ADDRESSES = [
  "network_ip",
  "ipv6_address",
  "alias_ip_range",
  "stack_type",
  "access_config.nat_ip",
  "ipv6_access_config.external_ipv6",
];

const FIELDS = [...EXTERNAL.map(([name]) => name), ...PLACES, ...OWN_ADDRESSES];
const READ = [
  ...["tags", ...FIELDS.map((name) => `network_interface.${name}`)],
  ...["ip_cidr_range", "subnetwork_range_name"].map((name) => `network_interface.alias_ip_range.${name}`),
];

/** Where a host stands: on which networks, and with which addresses of its own. */
export const networkHostsRule: PlanRule = ruleOf(
  {
    id: "network-hosts",
    kind: "network",
    readsMoved: true,
    finds: "hosts that get or lose an external address, are put on other networks, or get other network tags",
    reads: (type) => (HOSTS.includes(type) ? { exact: READ, creation: true } : undefined),
  },
  ({ changes }) =>
    changes.flatMap(({ address, type, before, after, isData }): readonly Observation[] => {
      if (isData || !HOSTS.includes(type)) return [];
      if (after === undefined || before === after) return [];
      const name = nameOf(after, address);
      const see = seeing(address, address);
      const found = externals(name, before, after, see);
      return before === undefined ? found : [...found, ...moves(name, before, after, see)];
    }),
);

function externals(
  name: string,
  before: TerraformFields | undefined,
  after: TerraformFields,
  see: See,
): readonly Observation[] {
  const [old, now] = [before === undefined ? [] : (interfacesOf(before) ?? []), interfacesOf(after)];
  if (now === undefined) {
    return isSame(before?.network_interface, after.network_interface) ? [] : [unseenExternal(name, see)];
  }
  const hadAny = old.some((one) => EXTERNAL.some(([block]) => hasBlock(one, block) === true));
  const hasAny = now.some((one) => EXTERNAL.some(([block]) => hasBlock(one, block) !== false));
  if (hadAny && !hasAny) {
    return [see("narrowed", "no external address", phrase`host ${name} has no external address any more`)];
  }
  const found = now.flatMap((one, at) => externalsOf({ other: counterpart(old, now, at), one, at, hadAny, name, see }));
  return found.filter((one, at) => found.findIndex(({ substance }) => substance === one.substance) === at);
}

/** The interface that one was: that of the same place where they change places, else that of the same number. */
function counterpart(
  old: readonly TerraformFields[],
  now: readonly TerraformFields[],
  at: number,
): TerraformFields | undefined {
  const one = now[at];
  const isMoved = !isSameOrder(old, now) && isSame(old.map(placeOf), now.map(placeOf));
  return isMoved && one !== undefined ? old.find((other) => placeOf(other) === placeOf(one)) : old[at];
}

/** An interface of a host, and what it was. */
interface ComparedInterface {
  readonly other: TerraformFields | undefined;
  readonly one: TerraformFields;
  /** Its number, from 0. */
  readonly at: number;
  /** Whether the host had any external address. */
  readonly hadAny: boolean;
  readonly name: string;
  readonly see: See;
}

function externalsOf({ other, one, at, hadAny, name, see }: ComparedInterface): readonly Observation[] {
  const where = at === 0 ? "" : ` ${at + 1}`;
  return EXTERNAL.flatMap(([block, what]): readonly Observation[] => {
    const [was, is] = [other === undefined ? false : hasBlock(other, block), hasBlock(one, block)];
    if (is === undefined) return isSame(other?.[block], one[block]) ? [] : [unseenExternal(name, see)];
    if (was === is) return [];
    const named = own(`${what}${interfaceWords(at)}`);
    if (!is) {
      const summary = phrase`host ${name} no longer has ${named}, and keeps others`;
      return [see("narrowed", `no ${block}${where}`, summary)];
    }
    const got = hadAny ? phrase`${named} beside those that it has` : own("an external address");
    const summary = phrase`host ${name} gets ${got}: it reaches the internet, and is reached from it,
      as far as firewall rules let it`;
    return [see("widened", hadAny ? `${block}${where}` : "external address", summary)];
  });
}

function unseenExternal(name: string, see: See): Observation {
  const summary = phrase`whether host ${name} gets an external address cannot be seen before the apply`;
  return see("unknown", "external address unknown", summary);
}

function moves(name: string, before: TerraformFields, after: TerraformFields, see: See): readonly Observation[] {
  const [old, now] = [interfacesOf(before) ?? [], interfacesOf(after) ?? []];
  const places = now.map(placeOf);
  const found: Observation[] = [];
  if (!isSameOrder(old, now)) {
    const isSwapped = isSame(old.map(placeOf), places);
    found.push(
      see(
        "unknown",
        `networks ${places.join(" ")}`,
        isSwapped
          ? phrase`interfaces of host ${name} change places: packets leave by another network`
          : phrase`host ${name} is put on other networks: what it reaches there is not compared`,
      ),
    );
  } else {
    const others = [...new Set(now.flatMap((one, at) => otherAddresses(old[at] ?? {}, one)))];
    if (others.length > 0)
      found.push(
        see(
          "unknown",
          `addresses ${others.join(" ")}`,
          phrase`host ${name} gets other addresses (${own(others.join(", "))}):
            what firewall rules and others let in by address is for others now`,
        ),
      );
  }
  if (!isSame(before.tags, after.tags)) {
    found.push(
      see(
        "unknown",
        `tags ${textsOf(after.tags).join(" ")}`,
        phrase`host ${name} gets other network tags (${textsOf(after.tags)}):
          other routes and firewall rules are for it`,
      ),
    );
  }
  return found;
}

/** Undefined where they are not known. */
function interfacesOf(body: TerraformFields): readonly TerraformFields[] | undefined {
  return blocksAt(body, "network_interface");
}

/** Undefined where it is not known. */
function hasBlock(one: TerraformFields, name: string): boolean | undefined {
  const blocks = blocksAt(one, name);
  return blocks === undefined ? undefined : blocks.length > 0;
}

function interfaceWords(at: number): string {
  return at === 0 ? "" : ` on interface ${at + 1}`;
}

function isSameOrder(old: readonly TerraformFields[], now: readonly TerraformFields[]): boolean {
  return old.length === now.length && now.every((one, at) => isSamePlace(old[at] ?? {}, one));
}

/** What is left to Google follows from what is written, of which there is something. */
function isSamePlace(old: TerraformFields, now: TerraformFields): boolean {
  const written = PLACES.filter((name) => !(now[name] instanceof HiddenValue && isAbsent(now[name])));
  const said = written.filter((name) => !isAbsent(old[name]) || !isAbsent(now[name]));
  if (said.length === 0)
    return isSame(
      PLACES.map((name) => old[name]),
      PLACES.map((name) => now[name]),
    );
  return said.every((name) => {
    const [was, is] = [textAt(old, name), textAt(now, name)];
    return was === undefined || is === undefined ? isSame(old[name], now[name]) : pathOf(was) === pathOf(is);
  });
}

function placeOf(one: TerraformFields): string {
  return pathOf(PLACES.map((name) => textAt(one, name)).find((text) => text !== undefined) ?? "unknown");
}

function pathOf(place: string): string {
  return place.startsWith("https://") ? place.slice(Math.max(place.indexOf("projects/"), 0)) : place;
}

function otherAddresses(old: TerraformFields, now: TerraformFields): readonly string[] {
  return OWN_ADDRESSES.filter((path) => {
    const [block = "", field] = path.split(".");
    const valuesOf = (one: TerraformFields): readonly unknown[] =>
      field === undefined ? [valueAt(one, path)] : fieldBlocks(one, block).map((inner) => inner[field]);
    const is = valuesOf(now);
    const isLeft = is.every(isAbsent) && (field !== undefined || now[block] instanceof HiddenValue);
    return !isLeft && !isSame(valuesOf(old), is);
  });
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").sort() : [];
}
