import type { ResourceCard } from "../../../lib/plan-review/cards/card";
import { reviewPlans } from "../../../lib/plan-review";
import * as services from "../../../lib/plan-review/services";
import { knownAttributes } from "../../../lib/plan-review/unread-changes";
import { TerraformPlan } from "../../../lib/terraform";
import { isNeverDeleted } from "../../../lib/terraform/undeleted-types";
import { hasEmptyBlock, BETA_TYPES, PROVIDER_TYPES, settableAttributes } from "../../support/provider-types";
import { type PlannedResource, planOf } from "../plan-builder";

const { SERVICES } = services;
const CARDS: readonly (readonly [type: string, card: ResourceCard])[] = SERVICES.flatMap((cards) =>
  Object.entries(cards),
);

/** One entry of a card: a section, and what it is for. */
interface Entry {
  readonly type: string;
  readonly section: keyof ResourceCard;
  readonly path: string;
}

/** Sections that are lists or records, by path; those that are one thing are listed as a whole. */
function entriesOf([type, card]: (typeof CARDS)[number]): readonly Entry[] {
  const of = (section: keyof ResourceCard, paths: readonly string[]): readonly Entry[] =>
    paths.map((path) => ({ type, section, path }));
  const records = ["settings", "exposure", "allowed", "decisions", "decisionsWhenNew", "harmless"] as const;
  return [
    ...records.flatMap((section) => of(section, Object.keys(card[section] ?? {}))),
    ...of("plain", card.plain ?? []),
    ...of("matters", card.matters ?? []),
    ...of("builds", card.builds ?? []),
    ...of("guard", card.guard?.fields ?? []),
    ...of("link", card.link?.fields ?? []),
    ...(card.runsAs === undefined ? [] : of("runsAs", [card.runsAs])),
    ...(card.lost === undefined ? [] : of("lost", ["gone"])),
  ];
}

/** What is seen in another form has tests of its own, in `rules/`. */
const ENTRIES = CARDS.filter(([, card]) => card.seenAs === undefined)
  .flatMap(entriesOf)
  // That such a one goes needs no card: it stays.
  .filter(({ type, path }) => !(path === "gone" && isNeverDeleted(type)));

/** With `MUTED_CARDS` in the environment the entry that a test is for is switched off: see `scripts/mute-cards.mjs`. */
function mute({ type, section, path }: Entry): void {
  const card = services.cardOf(type);
  const without = (held: unknown): unknown => {
    if (Array.isArray(held)) return held.filter((one) => one !== path);
    if (typeof held === "object" && held !== null && "fields" in held) return { ...held, fields: without(held.fields) };
    if (typeof held !== "object" || held === null) return undefined;
    return Object.fromEntries(Object.entries(held).filter(([key]) => key !== path));
  };
  jest.spyOn(services, "cardOf").mockImplementation((one) => {
    return one === type && card !== undefined ? { ...card, [section]: without(card[section]) } : undefined;
  });
}

afterEach(() => jest.restoreAllMocks());

/** A body in which nothing is set but one attribute, through blocks that occur once. */
function bodyWith(path: string, value: unknown): object {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) return value === undefined ? {} : { [first]: value };
  const inner = bodyWith(rest.join("."), value);
  return { [first]: first === "metadata" ? inner : [inner] };
}

const NAMED = { name: "x", format: "DOCKER" };

/** What must be there for an entry to count: the block that a list is within, logs of which a share is kept. */
function bodyOf({ type, section, path }: Entry, value: unknown): object {
  const within = section === "allowed" ? services.cardOf(type)?.allowed?.[path]?.within : undefined;
  const needed = path.startsWith("log_config.") || within !== undefined ? (within ?? "log_config") : undefined;
  if (needed === undefined) return { ...NAMED, ...bodyWith(path, value) };
  const inner = bodyWith(path.slice(needed.length + 1), value);
  return { ...NAMED, ...bodyWith(needed, [{ enable: true, ...inner }]) };
}

function findings(resource: PlannedResource): readonly string[] {
  const plan = TerraformPlan.read(planOf({ resources: [resource] }));
  return reviewPlans([{ name: "x", plan }]).plans.flatMap((one) =>
    one.findings.map(({ effect, summary }) => `${effect}: ${summary.toString()}`),
  );
}

function changeOf(entry: Entry, before: unknown, after: unknown): readonly string[] {
  return findings({ address: `${entry.type}.X`, before: bodyOf(entry, before), after: bodyOf(entry, after) });
}

/** What the review says when what an entry is for changes; undefined where it says nothing of it. */
function saidOf(entry: Entry): string {
  const { type, section, path } = entry;
  const card = services.cardOf(type);
  if (path === "new") return findings({ address: `${type}.X`, after: { name: "x" } }).join("\n");
  if (path === "gone") return findings({ address: `${type}.X`, before: { name: "x" } }).join("\n");
  const setting = section === "settings" || section === "exposure" ? card?.[section]?.[path] : undefined;
  if (setting !== undefined) {
    const { weak, strong } = setting.strength.examples;
    return changeOf(entry, strong, weak).join("\n");
  }
  const name = section === "allowed" ? card?.allowed?.[path]?.name : undefined;
  const list = (text: string): unknown => [name === undefined ? text : { [name]: text }];
  return changeOf(entry, list("one"), list("two")).join("\n");
}

function expected({ section, path }: Entry, card: ResourceCard): RegExp {
  const words = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  switch (section) {
    case "settings":
    case "exposure":
      return words(card[section]?.[path]?.weaker ?? "?");
    case "allowed":
      return words(card.allowed?.[path]?.lets ?? "?");
    case "decisions":
    case "decisionsWhenNew":
      return words(card[section]?.[path] ?? "?");
    case "lost":
      return words("with it go");
    case "matters":
      return words("no rule reads");
    case "runsAs":
      return /runs|as whom/;
    case "builds":
      return /builds|makes|code/;
    case "guard":
    case "link":
      return new RegExp(`^(?![^]*no rule reads)[^]*\\b${path}\\b`);
    default:
      return /^(?![^]*no rule reads)/;
  }
}

test.each(ENTRIES)("$type $section $path", (entry) => {
  const card = services.cardOf(entry.type);
  if (card === undefined) throw new Error("there is no card");
  if (process.env.MUTED_CARDS !== undefined) mute(entry);
  expect(saidOf(entry)).toMatch(expected(entry, card));
});

test("each type has one card, and is one of the provider's", () => {
  const types = CARDS.map(([type]) => type);
  expect(types.filter((type, at) => types.indexOf(type) < at)).toEqual([]);
  const known = new Set([...PROVIDER_TYPES, ...BETA_TYPES]);
  expect(types.filter((type) => type.startsWith("google_") && !known.has(type))).toEqual([]);
});

test("no card calls harmless what is so without it", () => {
  const idle = ENTRIES.filter((entry) => {
    const { type, section, path } = entry;
    if ((section !== "plain" && section !== "harmless") || path === "new" || path === "gone") return false;
    mute(entry);
    const known = knownAttributes(type).of(path);
    jest.restoreAllMocks();
    return known !== "unread";
  });
  expect(idle.map(({ type, section, path }) => `${type} ${section} ${path}`)).toEqual([]);
});

test("each attribute that a card names is one of its type", () => {
  const wrong = ENTRIES.filter(({ type, path, section }) => {
    if (!PROVIDER_TYPES.includes(type) || ["new", "gone"].includes(path)) return false;
    const isMap = section === "settings" && path.startsWith("metadata.");
    const all = settableAttributes(type);
    const isThere = all.some((one) => one === path || one.startsWith(`${path}.`)) || hasEmptyBlock(type, path);
    return !isMap && !isThere;
  });
  expect(wrong.map(({ type, section, path }) => `${type} ${section} ${path}`)).toEqual([]);
});
