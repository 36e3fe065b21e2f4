import type { TerraformBlock, TerraformFields, TerraformResources } from "../terraform";
import { fieldBlocks, isRepeated, type Named } from "../terraform/terraform-resources";
import { isSamePlace, PlaceIndex, placeOfPath, type ResourcePlace } from "../terraform/resource-place";
import { DownloadRule, type DownloadRuleFields, type RuleField } from "./download-rule";
import { FilledPolicy, readFills, type RepositoryFill } from "./filled-repository";
import type { Policy } from "./policy";
import type { PackageSource, PolicyRepository } from "./policy-repository";
import { repositoryMode } from "./repository-mode";
import { RepositoryPolicy } from "./repository-policy";
import { type Upstream, VirtualPolicy } from "./virtual-policy";

const REPOSITORY = "google_artifact_registry_repository";
const RULE = "google_artifact_registry_rule";
const EVERY_FIELD: readonly RuleField[] = ["action", "operation", "packageId", "condition"];

/** A rule of a Terraform document, and the repository that it says it is for. */
interface PlacedRule {
  readonly block: TerraformBlock;
  readonly key: ResourcePlace;
}

/** A rule that is for a repository, or (not sure) may be. */
interface RuleMatch {
  readonly block: TerraformBlock;
  readonly isSure: boolean;
}

/**
 * The repositories of Terraform documents that are applied side by side, with the policy that their rules make. A
 * repository that only rules name is among them: what other rules it has is not known.
 *
 * @param isTaken the rules that count; all when none is given
 */
export function terraformRepositories(
  documents: readonly TerraformResources[],
  isTaken: (rule: DownloadRule, block: TerraformBlock) => boolean = () => true,
): readonly PolicyRepository[] {
  return new Reading(documents, isTaken).repositories();
}

// Asked for over and over. Weak, so that a plan goes with its places.
const PLACES = new WeakMap<TerraformBlock, ResourcePlace>();

/** What a repository or a rule says of the repository: its own values, and the provider's where it says none. */
export function repositoryPlace(block: TerraformBlock): ResourcePlace {
  const known = PLACES.get(block);
  if (known !== undefined) return known;
  const { body, configuration } = block;
  const place = {
    project: configuration.project(body),
    location: configuration.text(body.location),
    name: configuration.text(body.repository_id),
  };
  PLACES.set(block, place);
  return place;
}

export function isDownloadRule({ type, isData }: { readonly type: string; readonly isData: boolean }): boolean {
  return type === RULE && !isData;
}

export function isRepository({ type, isData }: { readonly type: string; readonly isData: boolean }): boolean {
  return type === REPOSITORY && !isData;
}

// Several readers ask for the rule of a block, and tell rules apart by the object. Weak, so that a plan goes with its
// rules.
const READ_RULES = new WeakMap<TerraformBlock, DownloadRule>();

/** A rule as a Terraform document holds it; the same object for the same block. */
export function readRule(block: TerraformBlock): DownloadRule {
  const known = READ_RULES.get(block);
  if (known !== undefined) return known;
  const rule = parseRule(block);
  READ_RULES.set(block, rule);
  return rule;
}

function parseRule(block: TerraformBlock): DownloadRule {
  const { address, body, configuration } = block;
  const conditions = fieldBlocks(body, "condition");
  const read = {
    action: body.action,
    operation: body.operation,
    packageId: body.package_id,
    condition: conditions[0]?.expression,
  };
  const fields: { -readonly [Field in keyof DownloadRuleFields]: DownloadRuleFields[Field] } = {
    ruleId: configuration.text(body.rule_id) ?? address,
  };
  for (const field of EVERY_FIELD) {
    const text = configuration.text(read[field]);
    if (text !== undefined) fields[field] = text;
  }
  const isHidden = (field: RuleField): boolean =>
    field === "condition"
      ? conditions.length > 1 || (conditions.length === 1 && fields.condition === undefined)
      : read[field] !== undefined && read[field] !== null && fields[field] === undefined;
  fields.unknown = isRepeated(body) ? EVERY_FIELD : EVERY_FIELD.filter(isHidden);
  const format = formatOf(block) ?? formatByName(fields.packageId);
  if (format !== undefined) fields.format = format;
  return DownloadRule.fromFields(fields);
}

// Rules are many, and repositories few. Weak, so that a plan goes with them.
const REPOSITORIES = new WeakMap<TerraformResources, PlaceIndex<TerraformBlock>>();

/** Of the repositories that a rule may be for, when all have one. */
function formatOf(rule: TerraformBlock): string | undefined {
  const { configuration } = rule;
  const repositories =
    REPOSITORIES.get(configuration) ?? new PlaceIndex(configuration.ofType(REPOSITORY), repositoryPlace);
  REPOSITORIES.set(configuration, repositories);
  const place = repositoryPlace(rule);
  const homes = repositories.near(place).filter((one) => isSamePlace(place, repositoryPlace(one)) !== false);
  const [format, ...others] = new Set(
    homes.map(({ body }) => configuration.text(body.format)?.toUpperCase() ?? "PYTHON"),
  );
  return others.length > 0 ? undefined : format;
}

/** Of a repository that is not seen: what stands in no name of a Python package is a name in another format. */
function formatByName(packageId: string | undefined): string | undefined {
  return packageId !== undefined && /[@/:]/.test(packageId) ? "GENERIC" : undefined;
}

class Reading {
  private readonly blocks: readonly TerraformBlock[];
  private readonly byPlace: PlaceIndex<TerraformBlock>;
  private readonly rules: readonly PlacedRule[];

  /** The rules that are, or may be, for each repository. */
  private readonly matches = new Map<TerraformBlock, RuleMatch[]>();
  private readonly modules: readonly string[];
  private readonly fills: readonly RepositoryFill[];
  private readonly policies = new Map<TerraformBlock, { rules: readonly DownloadRule[]; policy: Policy }>();
  private readonly blocksOfRules = new Map<DownloadRule, TerraformBlock>();

  public constructor(
    private readonly documents: readonly TerraformResources[],
    private readonly isTaken: (rule: DownloadRule, block: TerraformBlock) => boolean,
  ) {
    const ofType = (type: string): readonly TerraformBlock[] => documents.flatMap((one) => one.ofType(type));
    this.blocks = ofType(REPOSITORY);
    this.byPlace = new PlaceIndex(this.blocks, repositoryPlace);
    this.rules = ofType(RULE).map((block) => ({ block, key: repositoryPlace(block) }));
    for (const rule of this.rules) this.match(rule);
    this.modules = documents.flatMap(({ modules }) => modules);
    this.fills = readFills(documents);
    for (const block of this.blocks) this.policies.set(block, this.policyOf(block));
  }

  public repositories(): readonly PolicyRepository[] {
    return [...this.blocks.map((block) => this.repository(block)), ...this.namedOnly()];
  }

  private repository(block: TerraformBlock): PolicyRepository {
    const { body, configuration, address } = block;
    const { project, location, name: repositoryName } = repositoryPlace(block);
    const mode = modeOf(block);
    const source = sourceOf(block);
    // The provider takes either case, and the service makes it upper case.
    const format = configuration.text(body.format)?.toUpperCase();
    const own = this.policies.get(block) ?? this.policyOf(block);
    const upstreams = mode === "virtual" ? this.upstreams(block) : [];
    const isHidden = fieldBlocks(body, "virtual_repository_config").some(
      (config) => config.upstream_policies !== undefined && !Array.isArray(config.upstream_policies),
    );
    return {
      name: repositoryName ?? configuration.text(body.name) ?? address,
      ...(project === undefined ? {} : { project }),
      ...(location === undefined ? {} : { location }),
      address,
      ...(format === undefined ? {} : { format }),
      mode,
      policy: mode === "virtual" ? new VirtualPolicy(isHidden ? [...upstreams, NOT_KNOWN] : upstreams) : own.policy,
      rules: own.rules,
      upstreams: [...upstreams]
        .sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0))
        .map(({ name }) => name),
      standardUpstreams: upstreams.filter((one) => one.mode === "standard").map(({ name }) => name),
      ...(source === undefined ? {} : { source }),
      ...(own.policy instanceof FilledPolicy ? { isFilled: true } : {}),
      ...this.origin([block]),
    };
  }

  private origin(blocks: readonly TerraformBlock[]): Pick<PolicyRepository, "document" | "blockOf" | "addressOf"> {
    return {
      document: Math.min(...blocks.map(({ configuration }) => this.documents.indexOf(configuration))),
      blockOf: (rule) => this.blocksOfRules.get(rule),
      addressOf: (rule) => this.blocksOfRules.get(rule)?.address,
    };
  }

  /** The repositories that rules name and no document defines. */
  private namedOnly(): readonly PolicyRepository[] {
    const homeless = this.rules.filter(({ key }) =>
      this.byPlace.near(key).every((block) => isSamePlace(key, repositoryPlace(block)) === false),
    );
    const groups = new Map<string, PlacedRule[]>();
    for (const rule of homeless) {
      const id = JSON.stringify([rule.key.project, rule.key.location, rule.key.name]);
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [rule]);
      else group.push(rule);
    }
    return [...groups.values()].map((rules): PolicyRepository => {
      const { project, location, name: repositoryName = "not known" } = rules[0]?.key ?? {};
      const read = this.readRules(rules.map(({ block }) => ({ block, isSure: true })));
      return {
        name: repositoryName,
        ...(project === undefined ? {} : { project }),
        ...(location === undefined ? {} : { location }),
        mode: "unknown",
        policy: new RepositoryPolicy(withoutTwins(read), NOT_DEFINED),
        rules: read,
        upstreams: [],
        standardUpstreams: [],
        ...this.origin(rules.map(({ block }) => block)),
      };
    });
  }

  /** Finds the repositories that a rule is for, or may be where that cannot be seen. */
  private match(rule: PlacedRule): void {
    const { block, key } = rule;
    const isHidden = key.name === undefined;
    const home = isHidden ? this.home(rule) : undefined;
    const repositories = home === undefined ? this.byPlace.near(key) : [home];
    for (const repository of repositories) {
      const found = isSamePlace(key, repositoryPlace(repository)) ?? (isHidden ? home : this.home(rule));
      const isSame = typeof found === "object" ? found === repository : found;
      if (isSame === false) continue;
      const match = { block, isSure: isSame === true && !isRepeated(repository.body) };
      const others = this.matches.get(repository);
      if (others === undefined) this.matches.set(repository, [match]);
      else others.push(match);
    }
  }

  private policyOf(repository: TerraformBlock): { rules: readonly DownloadRule[]; policy: Policy } {
    const matches = this.matches.get(repository) ?? [];
    const hidden = this.modules.map((module) =>
      DownloadRule.fromFields({ ruleId: `module.${module}`, unknown: EVERY_FIELD }),
    );
    const rules = [...this.readRules(matches), ...hidden];
    const policy = new RepositoryPolicy(withoutTwins(rules));
    const fills = this.fillsOf(repository);
    if (fills.length === 0) return { rules, policy };
    return { rules, policy: rules.length === 0 ? new FilledPolicy(fills) : new FilledPolicy(fills, policy) };
  }

  /** Only a standard repository holds what was put there and nothing else, so of others a list says nothing. */
  private fillsOf(repository: TerraformBlock): readonly RepositoryFill[] {
    if (modeOf(repository) !== "standard" || isRepeated(repository.body)) return [];
    const own = repositoryPlace(repository);
    return this.fills.filter(({ place }) => isSamePlace(place, own) === true);
  }

  /**
   * The one repository that a rule is for, by a reference where the plan does not show its name or place yet; undefined
   * where that cannot be seen.
   */
  private home({ block, key }: PlacedRule): TerraformBlock | undefined {
    const { body, configuration } = block;
    const referred = configuration.named(body.repository_id, REPOSITORY);
    if (typeof referred === "object" && isRepository(referred)) return referred;
    // Where the provider chooses the location of the repository, its name is known earlier than that.
    const there = configuration.named(body.location, REPOSITORY);
    if (
      typeof there === "object" &&
      isRepository(there) &&
      isSamePlace({ ...key, location: "" }, { ...repositoryPlace(there), location: "" }) === true
    )
      return there;
    return this.byPlace.near(key).find((one) => isSamePlace(key, repositoryPlace(one)) === true);
  }

  private readRules(matches: readonly RuleMatch[]): readonly DownloadRule[] {
    return matches.flatMap(({ block, isSure }) => {
      const read = readRule(block);
      const rule = isSure ? read : DownloadRule.fromFields({ ruleId: read.ruleId, unknown: EVERY_FIELD });
      if (!this.isTaken(rule, block)) return [];
      this.blocksOfRules.set(rule, block);
      return [rule];
    });
  }

  private upstreams(virtual: TerraformBlock): readonly Upstream[] {
    const { body, configuration } = virtual;
    const policies = fieldBlocks(body, "virtual_repository_config").flatMap((config) =>
      fieldBlocks(config, "upstream_policies"),
    );
    return policies.map((upstream): Upstream => {
      const priority = configuration.number(upstream.priority, 0);
      const found = this.upstreamBlock(virtual, upstream);
      const name = configuration.text(upstream.id) ?? (found && repositoryPlace(found).name) ?? "not known";
      const mode = found === undefined ? "unknown" : modeOf(found);
      const policy = found === undefined ? undefined : this.policies.get(found)?.policy;
      const shared = { name, ...(priority === undefined ? {} : { priority }) };
      if (mode === "standard" && policy instanceof FilledPolicy) return { ...shared, mode, policy, filled: policy };
      if (mode === "standard") return { ...shared, mode, holds: [], ...(policy === undefined ? {} : { policy }) };
      return mode === "remote" && policy !== undefined ? { ...shared, mode, policy } : shared;
    });
  }

  private upstreamBlock({ configuration }: TerraformBlock, upstream: TerraformFields): TerraformBlock | undefined {
    const named = configuration.named(upstream.repository);
    if (typeof named === "object") return isRepository(named) ? named : undefined;
    if (named === undefined) return undefined;
    const place = placeOfPath(named);
    return this.byPlace.near(place).find((block) => isSamePlace(repositoryPlace(block), place) === true);
  }
}

/** Of rules that say the same of the same one is enough: whichever of them the service keeps decides alike. */
function withoutTwins(rules: readonly DownloadRule[]): readonly DownloadRule[] {
  const seen = new Set<string>();
  return rules.filter(({ action, operation, scope, packageId, versions }) => {
    if ([action, operation, scope, versions].includes("UNKNOWN")) return true;
    const meaning = JSON.stringify([action, packageId, typeof versions === "string" ? versions : versions.expression]);
    if (seen.has(meaning)) return false;
    seen.add(meaning);
    return true;
  });
}

/** Why a repository may have rules that are not seen. */
export const NOT_DEFINED = "the repository is not defined here, so it may have rules that are not seen";

/** Stands for upstreams that are known only after the apply. */
const NOT_KNOWN: Upstream = { name: "not known" };

function modeOf({ body, configuration }: TerraformBlock): PolicyRepository["mode"] {
  return repositoryMode(configuration.text(body.mode) ?? body.mode);
}

function sourceOf({ body, configuration }: TerraformBlock): PackageSource | undefined {
  const remote = fieldBlocks(body, "remote_repository_config");
  const python = remote.flatMap((one) => fieldBlocks(one, "python_repository"));
  const custom = python.flatMap((one) => fieldBlocks(one, "custom_repository"));
  const common = remote.flatMap((one) => fieldBlocks(one, "common_repository"));
  const url = [...custom, ...common]
    .map(({ uri }) => configuration.text(uri) ?? pathOf(configuration.named(uri, REPOSITORY)))
    .find((uri) => uri !== undefined);
  if (url !== undefined) return { url };
  const preset = python.map((one) => configuration.text(one.public_repository)).find((one) => one !== undefined);
  return preset === undefined ? undefined : { preset };
}

/** The name of a repository as Google has it, also where it does not exist yet. */
function pathOf(named: Named): string | undefined {
  if (typeof named !== "object" || !isRepository(named)) return undefined;
  const { project, location, name } = repositoryPlace(named);
  return [project, location, name].includes(undefined)
    ? undefined
    : `projects/${project}/locations/${location}/repositories/${name}`;
}
