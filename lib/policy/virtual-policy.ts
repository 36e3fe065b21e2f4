import { PackageName } from "../packages/package-name";
import { quote } from "../text/quoting";
import type { Decision } from "./decision";
import { PackagePolicy, Policy } from "./policy";
import type { FilledPolicy } from "./filled-repository";

/** A repository that a virtual repository serves. */
export interface Upstream {
  /** What messages call it. */
  readonly name: string;

  /**
   * The upstream with the greater number is asked first.
   *
   * @default - not known
   */
  readonly priority?: number;

  /**
   * A remote repository serves whatever its own source has; a standard repository what was uploaded to it.
   *
   * @default - not known
   */
  readonly mode?: "remote" | "standard";

  /**
   * What its rules allow.
   *
   * @default - not known
   */
  readonly policy?: Policy;

  /**
   * Of a standard repository that is filled from locks: what is in it, package by package and version by version.
   *
   * @default - it is not filled from locks
   */
  readonly filled?: FilledPolicy;

  /**
   * The names of all packages in a standard repository. No rule and no plan tells them; who decides that what is asked
   * for was not uploaded says so with an empty list.
   *
   * @default - not known
   */
  readonly holds?: readonly string[];
}

/**
 * Which upstream of a virtual repository decides a download, and how, as `ASSUMPTIONS` has it: the first by priority
 * that has the package. A remote repository is taken to have every package, a standard one those that it `holds`.
 *
 * A decision is unknown unless it is the same however the open questions are settled: which of two upstreams with one
 * priority (or with an unknown one) comes first, and whether a standard upstream has the package when it is not known
 * what it holds.
 */
export class VirtualPolicy extends Policy {
  public override readonly packageNames: readonly string[];

  /** By their names: upstreams that are filled from locks. */
  public readonly filled: ReadonlyMap<string, FilledPolicy>;

  /** Groups of upstreams that may be asked in any order among themselves; the first group is asked last. */
  private readonly turns: readonly (readonly Upstream[])[];

  /**
   * @param upstreams in any order
   * @throws ValidationError when an upstream holds what is no package name
   */
  public constructor(upstreams: readonly Upstream[]) {
    super();
    const normalized = upstreams
      .map((upstream) => ({ ...upstream, holds: upstream.holds?.map((name) => PackageName.parse(name).normalized) }))
      .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
    this.filled = new Map(upstreams.flatMap(({ name, filled }) => (filled === undefined ? [] : [[name, filled]])));
    const priorities = normalized.flatMap(({ priority }) => (priority === undefined ? [] : [priority]));
    this.turns =
      priorities.length < normalized.length
        ? [normalized]
        : [...new Set(priorities)]
            .sort((a, b) => a - b)
            .map((turn) => normalized.filter(({ priority }) => priority === turn));
    const names = normalized.flatMap(({ holds = [], policy }) => [...holds, ...(policy?.packageNames ?? [])]);
    this.packageNames = Object.freeze([...new Set(names)].sort());
  }

  protected override on(name: string | undefined): PackagePolicy {
    const turns = this.turns.map((turn) => turn.map((upstream) => new Candidate(upstream, name)));
    const ids = turns.flat().flatMap(({ policy }) => policy?.ids ?? []);
    return new PackagePolicy(ids, (id) => turns.reduce((rest, turn) => ask(turn, id, rest), NOWHERE));
  }
}

const NOWHERE: Decision = { outcome: "denied", reason: "no upstream has the package" };

/** An upstream that is asked for one package. */
class Candidate {
  public readonly policy: PackagePolicy | undefined;

  public constructor(
    private readonly upstream: Upstream,
    private readonly name: string | undefined,
  ) {
    const { policy } = upstream;
    this.policy = name === undefined ? policy?.ofOthers() : policy?.named(name);
  }

  /** Whether it has the package, and is final; undefined where either is not known. */
  public has(id: string | undefined): boolean | undefined {
    const { mode, holds, filled } = this.upstream;
    if (mode === "remote") return true;
    if (mode !== "standard") return undefined;
    if (filled !== undefined) return this.isFilledWith(filled, id);
    return holds === undefined ? undefined : this.name !== undefined && holds.includes(this.name);
  }

  /** Another version of a package that is there may be asked of the next upstream, or not: nobody says. */
  private isFilledWith(filled: FilledPolicy, id: string | undefined): boolean | undefined {
    const isThere = filled.holds(this.name, id);
    if (isThere !== false) return isThere;
    return this.name !== undefined && filled.packageNames.includes(this.name) ? undefined : false;
  }

  public judge(id: string | undefined): Decision {
    const name = `upstream ${quote(this.upstream.name)}`;
    if (this.policy === undefined) return { outcome: "unknown", reason: `the rules of ${name} are not known` };
    const decision = this.policy.decideOn(id);
    return { ...decision, upstream: this.upstream.name, reason: `${name}: ${decision.reason}` };
  }
}

/** The decision of the upstreams whose turn it is, where `rest` is that of the upstreams after them. */
function ask(turn: readonly Candidate[], id: string | undefined, rest: Decision): Decision {
  const having = turn.map((candidate) => ({ candidate, has: candidate.has(id) }));
  const possible = having.filter(({ has }) => has !== false).map(({ candidate }) => candidate.judge(id));
  if (having.every(({ has }) => has !== true)) possible.push(rest);
  const [first = rest] = possible;
  if (possible.every(({ outcome }) => outcome === first.outcome)) return first;
  const reasons = possible.map(({ reason }) => reason).join("; or ");
  return { outcome: "unknown", reason: `which upstream decides is not known: ${reasons}` };
}
