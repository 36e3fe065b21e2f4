import type { ResourceChange, TerraformFields, TerraformResources } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { changedAttributes } from "../../terraform/changed-attributes";
import { nameOf, textAt, valueAt } from "../../terraform/resource-values";
import { valuesAt } from "../../terraform/values-at";
import { own, phrase, type Phrase } from "../../text/phrase";
import { type Observation, ruleOf } from "../observation";
import type { PlanRule } from "../plan-rule";
import { areSameAddresses } from "../facts/address-lists";
import { imageWords, isContainerImage } from "../facts/image-origin";
import { nounOf } from "../cards/card-words";
import { cardOf } from "../services";

/** Attributes that decide something which cannot be ranked: what code runs, where data goes, who is trusted. */
export const safetyDecisionsRule: PlanRule = ruleOf(
  {
    id: "safety-decisions",
    kind: "safety",
    readsMoved: true,
    finds:
      "attributes that decide what runs, where data goes or who is trusted, " +
      "and of which no value is safer than another",
    reads: (type) => {
      const { decisions = {}, decisionsWhenNew = {}, sendsTo } = cardOf(type) ?? {};
      const sent = sendsTo === undefined ? [] : [sendsTo];
      return { paths: [...Object.keys(decisions), ...Object.keys(decisionsWhenNew), ...sent] };
    },
  },
  ({ changes, before, after }) =>
    changes.flatMap((one) =>
      one.isData || one.before === one.after
        ? []
        : [...decisions(one, before, after), ...strangersDestination(one, after)],
    ),
);

/** A new resource that sends data to where nobody here has anything, as far as the plan shows. */
function strangersDestination(
  { address, type, before, after }: ResourceChange,
  world: TerraformResources,
): readonly Observation[] {
  const path = cardOf(type)?.sendsTo;
  if (path === undefined || before !== undefined || after === undefined) return [];
  const destination = valueAt(after, path);
  if (destination === undefined || isOurs(destination, textAt(after, "project") ?? world.defaultProject, world))
    return [];
  const name = nameOf(after, address);
  return [
    {
      subject: name === address ? address : `${type} ${name}`,
      substance: `sends ${path}`,
      effect: "unknown",
      content: [path, destination],
      address,
      summary: phrase`${nounOf(type)} ${name}: where it sends to is new, and not in this plan (${own(path)})`,
    },
  ];
}

const BUCKET = /^storage\.googleapis\.com\/([^/]+)$/;

function isOurs(destination: unknown, project: string | undefined, world: TerraformResources): boolean {
  if (destination instanceof HiddenValue)
    return destination.references.some((one) => world.at(one.slice(0, one.lastIndexOf("."))) !== undefined);
  if (typeof destination !== "string") return false;
  const [, bucket] = BUCKET.exec(destination) ?? [];
  if (bucket !== undefined)
    return world.blocks.some(({ type, body }) => type === "google_storage_bucket" && body.name === bucket);
  const [, owner] = /(?:^|\/)projects\/([^/]+)(?:\/|$)/.exec(destination) ?? [];
  return owner !== undefined && owner === project;
}

/** From where images of containers come that change. */
function imagesIn(path: string, changed: readonly string[], before: TerraformFields, after: TerraformFields): Phrase {
  const images = changed.filter((one) => isContainerImage(one) && (one === path || one.startsWith(`${path}.`)));
  const [was, is] = [before, after].map((body) => images.flatMap((one) => valuesAt(body, one)));
  return imageWords(was ?? [], is ?? []);
}

function isOff(bodies: readonly TerraformFields[], path: string): boolean {
  const values = bodies.flatMap((body) => valuesAt(body, path));
  return values.length > 0 && values.every((value) => value === false);
}

/**
 * Whether it leads to a template of this plan, and led to the same one before, if to any: what that says, and whether
 * it is made anew, is told of the template.
 */
function isTemplateHere(
  was: readonly unknown[] | undefined,
  [is, ...others]: readonly unknown[],
  [before, after]: readonly [TerraformResources, TerraformResources],
): boolean {
  const references = is instanceof HiddenValue && others.length === 0 ? is.references : [];
  const [, address = ""] = TEMPLATE.exec(references.join(" ")) ?? [];
  if (after.at(address) === undefined || was?.length === 0) return false;
  const { id, self_link: link } = before.at(address)?.body ?? {};
  return was === undefined || was.every((one) => one !== undefined && (one === id || one === link));
}

/** What only names a template, and changes with it alone. */
const TEMPLATE = /^(\S*\bgoogle_compute_(?:region_)?instance_template\.\S+)\.(?:id|self_link|self_link_unique)$/;

function decisions(
  { address, type, before, after }: ResourceChange,
  ...worlds: readonly [TerraformResources, TerraformResources]
): readonly Observation[] {
  const { decisions: always = {}, decisionsWhenNew = {} } = cardOf(type) ?? {};
  if (after === undefined) return [];
  const isNew = before === undefined;
  const told = Object.entries({ ...(isNew ? {} : always), ...decisionsWhenNew });
  if (told.length === 0) return [];
  // What the provider chooses by itself after the apply is nobody's decision.
  const changed = changedAttributes(before ?? {}, after);
  const name = nameOf(after, address);
  return (
    told
      .filter(([path]) => changed.some((one) => one === path || one.startsWith(`${path}.`)))
      .filter(([path]) => !areSameAddresses(valueAt(before ?? {}, path), valueAt(after, path)))
      .filter(([path]) => !isTemplateHere(before && valuesAt(before, path), valuesAt(after, path), worlds))
      // What is off is as if it were not there.
      .filter(([path]) => !isOff([before ?? {}, after], path))
      .map(([path, what]) => ({
        subject: name === address ? address : `${type} ${name}`,
        substance: path,
        effect: "unknown",
        content: [path, valuesAt(before ?? {}, path), valuesAt(after, path)],
        address,
        summary: phrase`${nounOf(type)} ${name}: ${own(what)} ${own(isNew ? "is new" : "changes")}
          (${own(path)})${imagesIn(path, changed, before ?? {}, after)}`,
      }))
  );
}
