import type { TerraformBlock, TerraformResources } from "../../terraform";
import { repositoryMode } from "../../policy/repository-mode";
import { type Observation, ruleOf, type See, seeing } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";
import { isSame, nameOf, textAt } from "../../terraform/resource-values";
import { type Upstream, upstreamsOf } from "../facts/upstreams";

/**
 * What virtual repositories serve: an index that strangers upload to must stand below one's own repositories, or a
 * stranger's package takes the name of one's own.
 *
 * @see https://cloud.google.com/artifact-registry/docs/repositories/virtual-overview#upstream-policies
 */
export const upstreamVirtualRule: PlanRule = ruleOf(
  {
    id: "upstream-virtual",
    kind: "upstream",
    finds:
      "virtual repositories that get or lose upstreams, or ask a public index before or beside one's own repository",
    reads: (type) =>
      type === "google_artifact_registry_repository" ? { paths: ["mode", "virtual_repository_config"] } : undefined,
  },
  (change) => virtualAddresses(change).flatMap((address) => review(change, address)),
);

/** All virtual repositories: one that stays as it is serves something else when an upstream of it changes. */
function virtualAddresses({ changes }: ReviewedChange): readonly string[] {
  const repositories = changes.filter(({ type, isData }) => type === "google_artifact_registry_repository" && !isData);
  if (repositories.every(({ before, after }) => isSame(before, after))) return [];
  return repositories.flatMap(({ address, after }) =>
    after !== undefined && repositoryMode(after.mode) === "virtual" ? [address] : [],
  );
}

interface Virtual {
  readonly upstreams: readonly Upstream[] | undefined;
  readonly shadows: readonly Shadow[];
}

/** A public upstream that is asked before, or at random beside, one's own. */
interface Shadow {
  readonly id: string;
  readonly isSure: boolean;
  readonly words: Phrase;
}

function review({ before, after, changes }: ReviewedChange, address: string): readonly Observation[] {
  const change = changes.find((one) => one.address === address);
  const block = after.at(address);
  if (block === undefined) return [];
  const name = nameOf(block.body, address);
  const place = [textAt(block.body, "project"), textAt(block.body, "location"), name];
  const see = seeing(place.filter((one) => one !== undefined).join("/"), address);
  const [was, is] = [virtual(before.at(address), before), virtual(block, after)];
  if (is.upstreams === undefined) {
    if (isSame(change?.before?.virtual_repository_config, change?.after?.virtual_repository_config)) return [];
    const summary = phrase`which upstreams virtual repository ${name} has cannot be seen before the apply`;
    return [see("unknown", "unknown", summary)];
  }
  return [
    ...newShadows(was, is, name, see),
    ...upstreamChanges(was.upstreams ?? [], is.upstreams, name, see),
    ...goneShadow(was, is, name, see),
  ];
}

function newShadows(was: Virtual, is: Virtual, name: string, see: See): readonly Observation[] {
  return without(is.shadows, was.shadows).map(({ id, isSure, words }) =>
    see(isSure ? "widened" : "unknown", id, phrase`virtual repository ${name} ${words}`),
  );
}

function upstreamChanges(
  old: readonly Upstream[],
  now: readonly Upstream[],
  name: string,
  see: See,
): readonly Observation[] {
  const more = without(now, old).map((one) => {
    const summary = phrase`virtual repository ${name} also serves what ${one.name} has`;
    return see(one.isPublic === undefined ? "unknown" : "widened", `gets ${one.name}`, summary);
  });
  const less = without(old, now).map((one) => {
    const summary = phrase`virtual repository ${name} no longer serves what ${one.name} has`;
    return see("narrowed", `loses ${one.name}`, summary);
  });
  return [...more, ...less];
}

function goneShadow(was: Virtual, is: Virtual, name: string, see: See): readonly Observation[] {
  const [gone] = without(was.shadows, is.shadows);
  if (gone === undefined) return [];
  const summary = phrase`virtual repository ${name} no longer asks strangers before or beside its own upstreams`;
  return [see("narrowed", `no longer ${gone.id}`, summary)];
}

function without<T extends { readonly id: string }>(some: readonly T[], others: readonly T[]): readonly T[] {
  return some.filter(({ id }) => !others.some((other) => other.id === id));
}

function virtual(block: TerraformBlock | undefined, world: TerraformResources): Virtual {
  if (block === undefined || repositoryMode(block.body.mode) !== "virtual") return { upstreams: [], shadows: [] };
  const upstreams = upstreamsOf(block.body, world);
  return { upstreams, shadows: shadowsOf(upstreams ?? []) };
}

function shadowsOf(upstreams: readonly Upstream[]): readonly Shadow[] {
  const owned = upstreams.filter(({ isPublic }) => isPublic === false);
  const strangers = upstreams.filter(({ isPublic }) => isPublic !== false);
  return owned.flatMap((mine) => strangers.flatMap((theirs) => shadowOf(mine, theirs)));
}

function shadowOf(mine: Upstream, theirs: Upstream): readonly Shadow[] {
  const how = orderOf(mine.priority, theirs.priority);
  if (how === undefined) return [];
  const isPublic = theirs.isPublic === true;
  const who = own(isPublic ? "takes packages of strangers" : "may take packages of strangers");
  return [
    {
      id: `${theirs.name} ${how.replaceAll(" ", "-")} ${mine.name}`,
      isSure: how !== PERHAPS && isPublic,
      words: phrase`${who} (${theirs.name}) ${own(how)} your own of the same name (${mine.name})`,
    },
  ];
}

const PERHAPS = "perhaps before";

/** When theirs is asked; undefined where that is after mine. */
function orderOf(mine: number | undefined, theirs: number | undefined): string | undefined {
  if (mine === undefined || theirs === undefined) return PERHAPS;
  if (theirs < mine) return undefined;
  return theirs === mine ? "at the same priority as" : "before";
}
