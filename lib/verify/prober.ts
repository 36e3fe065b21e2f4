import { PackageVersion } from "../packages";
import type { PackagePolicy, Policy } from "../policy";
import type { RepositoryPolicy } from "../policy/repository-policy";
import type { Upstream } from "../policy/virtual-policy";
import { VirtualPolicy } from "../policy/virtual-policy";
import type { DeployedUpstreams } from "./deployed-upstreams";
import type { DownloadHost } from "./download-host";
import type { ListedFile } from "./index-page";
import type { Probe, ProbeKind } from "./probe";
import type { RepositoryName } from "./repository-name";

/** A repository with rules, to download from. */
export interface ProbedRepository {
  readonly name: RepositoryName;
  readonly policy: RepositoryPolicy;

  /** Packages that it is likely to have; those that no rule names are tried. */
  readonly likely: readonly string[];
}

/** A virtual repository to download through. */
export interface ProbedVirtual {
  readonly name: RepositoryName;
  readonly upstreams: DeployedUpstreams;
}

/** How many listed packages are looked at, and how many unlisted ones. */
const MOST_LISTED = 8;
const MOST_UNLISTED = 3;
const MOST_CONTESTED = 10;

type Subject = Pick<Probe, "kind" | "name"> & { readonly version?: string };

/** Tries a few downloads: of each only the first byte. It chooses them by the rules that the service has. */
export class Prober {
  private readonly probes: Probe[] = [];

  public constructor(private readonly host: DownloadHost) {}

  public async run(direct: ProbedRepository, virtual?: ProbedVirtual): Promise<readonly Probe[]> {
    await this.tryListed(direct);
    await this.tryUnlisted(direct);
    if (virtual !== undefined) await this.tryThrough(virtual);
    return this.probes;
  }

  private async tryListed({ name: repository, policy }: ProbedRepository): Promise<void> {
    const open = new Set(["plain", "other version", "name", "version"]);
    let failed: Probe | undefined;
    for (const name of inOrderOfUse(policy)) {
      const judge = policy.of(name);
      const { files, ...page } = await this.host.index(repository, name);
      const allowed = newest(files, (version) => judge.decide(version).outcome === "allowed");
      const other = newest(files, (version) => judge.decide(version).outcome === "denied");
      if (allowed === undefined) {
        const detail = page.outcome === "served" ? `${page.detail}, none of them allowed` : page.detail;
        const outcome = page.outcome === "served" ? "unclear" : page.outcome;
        failed ??= {
          ...page,
          ...blank("allowed", repository, name),
          outcome,
          detail,
          predicted: "allowed",
          decidedBy: "index",
        };
        continue;
      }
      const respelled = respelling(name, allowed);
      const way = waysSpelled(respelled).find((one) => open.has(one));
      if (way !== undefined) {
        await this.tryFile(repository, way === "plain" ? "allowed" : "other-spelling", name, allowed, judge);
        open.delete(way);
      }
      if (other !== undefined && open.delete("other version"))
        await this.tryFile(repository, "other-version", name, other, judge);
      if (open.size === 0) return;
    }
    if (failed !== undefined && !this.probes.some(({ predicted }) => predicted === "allowed")) this.probes.push(failed);
  }

  private async tryUnlisted({ name: repository, policy, likely }: ProbedRepository): Promise<void> {
    const named = new Set(policy.packageNames);
    let failed: Probe | undefined;
    for (const name of likely.filter((one) => !named.has(one)).slice(0, MOST_UNLISTED)) {
      const probe = await this.tryPackage(repository, { kind: "unlisted", name }, policy.ofOthers());
      if (probe.outcome !== "unclear") {
        this.probes.push(probe);
        return;
      }
      failed ??= probe;
    }
    if (failed !== undefined) this.probes.push(failed);
  }

  private async tryThrough({ name: repository, upstreams }: ProbedVirtual): Promise<void> {
    const subjects: readonly Subject[] = [...this.probes];
    const named = upstreams.upstreams.flatMap(({ policy }) => policy?.packageNames ?? []);
    const contested = [...new Set([...subjects.map(({ name }) => name), ...named])]
      .filter((name) => mayBeContested(name, upstreams.upstreams))
      .slice(0, MOST_CONTESTED);
    const holding = await upstreams.holding([...new Set([...subjects.map(({ name }) => name), ...contested])]);
    const policy = new VirtualPolicy(holding);
    for (const subject of subjects)
      this.probes.push(await this.tryPackage(repository, subject, policy.of(subject.name), holding));
    for (const name of contested) {
      const { files } = await this.host.index(repository, name);
      const file = newest(files, (version) => isContested(name, version, policy, holding));
      if (file === undefined) continue;
      this.probes.push(await this.askForFile({ ...blank("priority", repository, name), predicted: "denied" }, file));
      return;
    }
  }

  /** Asks for a package's page and for the version of it, or for the newest that is decided when none is named. */
  private async tryPackage(
    repository: RepositoryName,
    { kind, name, version }: Subject,
    judge: PackagePolicy,
    holding: readonly Upstream[] = [],
  ): Promise<Probe> {
    const { files, ...page } = await this.host.index(repository, name);
    const file =
      version === undefined ? newest(files, (one) => judge.decide(one).outcome !== "unknown") : files.get(version);
    const decision = judge.decide(version ?? file?.version);
    const about = {
      ...blank(kind, repository, name),
      predicted: decision.outcome,
      passedOver: passedOver(holding, name, decision.upstream),
    };
    if (file !== undefined) return this.askForFile(about, file);
    const wanted = version === undefined ? "" : `, ${version} not among them`;
    return page.outcome === "served"
      ? { ...page, ...about, outcome: "unclear", detail: `${page.detail}${wanted}`, decidedBy: "index" }
      : { ...page, ...about, decidedBy: "index" };
  }

  private async tryFile(
    repository: RepositoryName,
    kind: ProbeKind,
    name: string,
    file: ListedFile,
    judge: PackagePolicy,
  ): Promise<void> {
    const about = { ...blank(kind, repository, name), predicted: judge.decide(file.version).outcome };
    this.probes.push(await this.askForFile(about, file));
  }

  private async askForFile(
    about: ReturnType<typeof blank> & Pick<Probe, "predicted">,
    file: ListedFile,
  ): Promise<Probe> {
    const respelled = respelling(about.name, file);
    return { ...about, version: file.version, respelled, decidedBy: "file", ...(await this.host.file(file)) };
  }
}

function blank(kind: ProbeKind, { repository }: RepositoryName, name: string) {
  return { kind, repository, name, respelled: { name: false, version: false }, passedOver: [] as readonly string[] };
}

/**
 * Packages with allowed versions: first those whose names and versions cannot be spelled in two ways, which tell the
 * most.
 */
function inOrderOfUse(policy: RepositoryPolicy): readonly string[] {
  const names = policy.packageNames.filter((name) => {
    const { versions, otherwise } = policy.of(name);
    return [otherwise, ...versions.values()].some(({ outcome }) => outcome === "allowed");
  });
  const isPlain = (name: string): boolean => /^[a-z0-9]+$/.test(name);
  const hasOthers = (name: string): boolean => policy.of(name).otherwise.outcome === "denied";
  const plain = [
    ...names.filter((name) => isPlain(name) && hasOthers(name)),
    ...names.filter((name) => isPlain(name) && !hasOthers(name)),
  ];
  const dashed = names.filter((name) => !isPlain(name));
  const half = MOST_LISTED / 2;
  return [...plain.slice(0, Math.max(half, MOST_LISTED - dashed.length)), ...dashed].slice(0, MOST_LISTED);
}

/** The file of the newest version that is wanted. */
function newest(
  files: ReadonlyMap<string, ListedFile>,
  isWanted: (version: string) => boolean,
): ListedFile | undefined {
  let best: ListedFile | undefined;
  for (const file of files.values()) {
    if (isWanted(file.version) && (best === undefined || PackageVersion.compare(best.version, file.version) < 0))
      best = file;
  }
  return best;
}

/** In file names "_" stands for "-", and is no spelling of its own. */
function respelling(name: string, { writtenName, writtenVersion, version }: ListedFile): Probe["respelled"] {
  return { name: writtenName.replaceAll("_", "-") !== name, version: writtenVersion !== version };
}

/** How the text of a file's name differs from that of the rule. */
function waysSpelled(respelled: Probe["respelled"]): readonly string[] {
  const ways = (["name", "version"] as const).filter((way) => respelled[way]);
  return ways.length === 0 ? ["plain"] : ways;
}

/** Whether one upstream denies some version that another one, with a smaller priority, allows. */
function mayBeContested(name: string, upstreams: readonly Upstream[]): boolean {
  const decide = (judge: PackagePolicy, id: string | undefined) =>
    (id === undefined ? undefined : judge.versions.get(id)) ?? judge.otherwise;
  return upstreams.some((first) =>
    upstreams.some((later) => {
      const [one, other] = [first.policy?.of(name), later.policy?.of(name)];
      if (one === undefined || other === undefined || !isAfter(later, first)) return false;
      const ids = [undefined, ...one.versions.keys(), ...other.versions.keys()];
      return ids.some((id) => decide(one, id).outcome === "denied" && decide(other, id).outcome === "allowed");
    }),
  );
}

/**
 * Whether the upstream that decides denies the version, and another one, which can only come later, has the package and
 * allows it.
 */
function isContested(name: string, version: string, policy: Policy, upstreams: readonly Upstream[]): boolean {
  return (
    policy.decide(name, version).outcome === "denied" &&
    upstreams.some(
      ({ mode, holds, policy: own }) =>
        (mode === "remote" || holds?.includes(name) === true) && own?.decide(name, version).outcome === "allowed",
    )
  );
}

function isAfter(later: Upstream, first: Upstream): boolean {
  return first.priority !== undefined && later.priority !== undefined && first.priority > later.priority;
}

/** The standard upstreams without the package that are asked before the one that decides. */
function passedOver(upstreams: readonly Upstream[], name: string, decider: string | undefined): readonly string[] {
  const last = upstreams.find((upstream) => upstream.name === decider);
  if (last === undefined) return [];
  return upstreams.flatMap((one) =>
    one.mode === "standard" && one.holds?.includes(name) === false && isAfter(last, one) ? [one.name] : [],
  );
}
