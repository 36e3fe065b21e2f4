import { repositoryMode } from "../../policy/repository-mode";
import type { TerraformBlock, TerraformFields, TerraformResources } from "../../terraform";
import { HiddenValue } from "../../terraform/hidden-value";
import { NamedResources } from "../../terraform/named-resources";
import { own, phrase, type Phrase } from "../../text/phrase";
import { blocksAt, isAbsent, textAt, valueAt } from "../../terraform/resource-values";

/** Where a remote repository takes packages from. */
export interface Source {
  /** The same for the same source; never a secret. */
  readonly id: string;
  readonly words: Phrase;

  /**
   * Whether strangers put packages there: an index that everybody can upload to, or one that is not known to be one's
   * own.
   */
  readonly isPublic: boolean;
  readonly isKnown: boolean;
}

const FORMATS = ["apt", "docker", "maven", "npm", "python", "yum"].map((format) => `${format}_repository`);

/** The source of a remote repository, of any format. */
export function sourceOf(body: TerraformFields): Source {
  const unknown: Source = {
    id: "unknown",
    words: own("a source that cannot be seen before the apply"),
    isPublic: true,
    isKnown: false,
  };
  const [config] = blocksAt(body, "remote_repository_config") ?? [undefined];
  if (config === undefined) return unknown;
  const common = valueAt(config, "common_repository.uri");
  if (common !== undefined) return typeof common === "string" ? place(common) : unknown;
  for (const format of FORMATS) {
    if (isAbsent(config[format])) continue;
    if (config[format] instanceof HiddenValue) return unknown;
    const custom = valueAt(config, `${format}.custom_repository.uri`);
    if (custom !== undefined) return typeof custom === "string" ? place(custom) : unknown;
    const preset = valueAt(config, `${format}.public_repository`);
    if (typeof preset === "string")
      return { id: preset, words: phrase`the public index ${preset}`, isPublic: true, isKnown: true };
    const base = textAt(config, `${format}.public_repository.repository_base`);
    const path = textAt(config, `${format}.public_repository.repository_path`);
    if (base === undefined || path === undefined) return unknown;
    const id = `${base} ${path}`;
    return { id, words: phrase`the public repository ${id}`, isPublic: true, isKnown: true };
  }
  return unknown;
}

/**
 * Whether a source is a repository of Artifact Registry, which takes only what somebody who may write to it uploads.
 */
export function isRegistryPath(uri: string): boolean {
  return /^projects\/[^/]+\/locations\/[^/]+\/repositories\/[^/]+$/.test(uri);
}

/** A repository of Artifact Registry, or an address that nothing is known of. */
function place(uri: string): Source {
  const isRegistry = isRegistryPath(uri);
  return {
    id: uri,
    words: isRegistry ? phrase`repository ${uri}` : phrase`${uri}`,
    isPublic: !isRegistry,
    isKnown: true,
  };
}

/** One entry of a virtual repository. */
export interface Upstream {
  /** The name of the entry. */
  readonly entry: string;

  /** Tells repositories apart: the address where the plan has it. */
  readonly id: string;

  /** The repository: its name, or an address where that is not known yet. */
  readonly name: string;

  /** Undefined where it is not known. The greater one is asked first. */
  readonly priority: number | undefined;

  /** Whether strangers' packages come through it; undefined where it cannot be seen. */
  readonly isPublic: boolean | undefined;
}

/** The upstreams of a virtual repository, or undefined where they are not known. */
export function upstreamsOf(
  body: TerraformFields,
  world: TerraformResources,
  depth = 0,
): readonly Upstream[] | undefined {
  const configs = blocksAt(body, "virtual_repository_config");
  if (configs === undefined) return undefined;
  const [config] = configs;
  const policies = config === undefined ? [] : blocksAt(config, "upstream_policies");
  return policies?.map((one): Upstream => {
    const repository = textAt(one, "repository");
    const [, project, location] = /projects\/([^/]+)\/locations\/([^/]+)\//.exec(repository ?? "") ?? [];
    const fields = { project: project ?? null, location: location ?? null, repository: one.repository };
    const named = NamedResources.of(world).find(
      "google_artifact_registry_repository",
      fields,
      "a repository that is not known yet",
    );
    return {
      entry: textAt(one, "id") ?? "",
      id: named.block?.address ?? repository ?? named.fullName,
      name: named.block === undefined ? (repository ?? named.fullName) : named.label,
      priority: priorityOf(one),
      isPublic: isPublic(named.block, world, depth),
    };
  });
}

/** The service takes 0 where none is written. */
function priorityOf(policy: TerraformFields): number | undefined {
  if (isAbsent(policy.priority)) return 0;
  const text = textAt(policy, "priority");
  return text === undefined ? undefined : Number(text);
}

/** A chain of virtual repositories longer than this is taken for a circle. */
const DEEPEST = 8;

function isPublic(block: TerraformBlock | undefined, world: TerraformResources, depth: number): boolean | undefined {
  if (block === undefined || depth > DEEPEST) return undefined;
  const mode = repositoryMode(block.body.mode);
  if (mode === "standard") return false;
  if (mode === "remote") return sourceOf(block.body).isPublic;
  const upstreams = mode === "virtual" ? upstreamsOf(block.body, world, depth + 1) : undefined;
  if (upstreams === undefined) return undefined;
  if (upstreams.some((one) => one.isPublic === true)) return true;
  return upstreams.every((one) => one.isPublic === false) ? false : undefined;
}
