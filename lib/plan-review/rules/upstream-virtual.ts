import type { TerraformBlock, TerraformResources } from "../../terraform";
import { repositoryMode } from "../../policy/repository-mode";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";
import { isSame, nameOf, textAt } from "../../terraform/resource-values";
import { type Upstream, upstreamsOf } from "../facts/upstreams";

/**
 * What virtual repositories serve: an index that strangers upload to must stand below one's own repositories, or a stranger's package takes
 * the name of one's own.
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
  const subject = [textAt(block.body, "project"), textAt(block.body, "location"), name]
    .filter((one) => one !== undefined)
    .join("/");
  const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({
    subject,
    substance,
    effect,
    address,
    summary,
  });
  const [was, is] = [virtual(before.at(address), before), virtual(block, after)];
  if (is.upstreams === undefined) {
    if (isSame(change?.before?.virtual_repository_config, change?.after?.virtual_repository_config)) return [];
    return [
      see("unknown", "unknown", phrase`which upstreams virtual repository ${name} has cannot be seen before the apply`),
    ];
  }
  const old = was.upstreams ?? [];
  const more = is.upstreams.filter((one) => !old.some((other) => other.id === one.id));
  const less = old.filter((one) => !is.upstreams?.some((other) => other.id === one.id));
  const newShadows = is.shadows.filter(({ id }) => !was.shadows.some((other) => other.id === id));
  const goneShadows = was.shadows.filter(({ id }) => !is.shadows.some((other) => other.id === id));
  return [
    ...newShadows.map(({ id, isSure, words }) =>
      see(isSure ? "widened" : "unknown", id, phrase`virtual repository ${name} ${words}`),
    ),
    ...more.map((one) =>
      see(
        one.isPublic === undefined ? "unknown" : "widened",
        `gets ${one.name}`,
        phrase`virtual repository ${name} also serves what ${one.name} has`,
      ),
    ),
    ...less.map((one) =>
      see("narrowed", `loses ${one.name}`, phrase`virtual repository ${name} no longer serves what ${one.name} has`),
    ),
    ...goneShadows
      .map(({ id }) =>
        see(
          "narrowed",
          `no longer ${id}`,
          phrase`virtual repository ${name} no longer asks strangers before or beside its own upstreams`,
        ),
      )
      .slice(0, 1),
  ];
}

function virtual(block: TerraformBlock | undefined, world: TerraformResources): Virtual {
  if (block === undefined || repositoryMode(block.body.mode) !== "virtual") return { upstreams: [], shadows: [] };
  const upstreams = upstreamsOf(block.body, world);
  return { upstreams, shadows: shadowsOf(upstreams ?? []) };
}

function shadowsOf(upstreams: readonly Upstream[]): readonly Shadow[] {
  const owned = upstreams.filter(({ isPublic }) => isPublic === false);
  const strangers = upstreams.filter(({ isPublic }) => isPublic !== false);
  return owned.flatMap((mine) =>
    strangers.flatMap((theirs): readonly Shadow[] => {
      const isKnown = mine.priority !== undefined && theirs.priority !== undefined;
      if (mine.priority !== undefined && theirs.priority !== undefined && theirs.priority < mine.priority) return [];
      const isSure = isKnown && theirs.isPublic === true;
      const how = !isKnown
        ? "perhaps before"
        : theirs.priority === mine.priority
          ? "at the same priority as"
          : "before";
      const who = theirs.isPublic === true ? own("takes packages of strangers") : own("may take packages of strangers");
      return [
        {
          id: `${theirs.name} ${how.replaceAll(" ", "-")} ${mine.name}`,
          isSure,
          words: phrase`${who} (${theirs.name}) ${own(how)} your own of the same name (${mine.name})`,
        },
      ];
    }),
  );
}
