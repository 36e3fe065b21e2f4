import { PackageName } from "../packages/package-name";
import { PackageVersion } from "../packages/package-version";
import { quote } from "../text/quoting";
import type { Decision } from "./decision";
import { inVersionOrder, versionId } from "./version-condition";

/** What a policy decides on each version of one package: on those that its rules name, and on all the others alike. */
export class PackagePolicy {
  /** The decision on every version that no rule names. */
  public readonly otherwise: Decision;

  private all?: ReadonlyMap<string, Decision>;

  /**
   * @param ids the versions that rules name, by id (see `versionId`), in as many sets as is easy, which may overlap
   * @param judge the decision on one of these, or (undefined) on every other version
   */
  public constructor(
    public readonly ids: readonly ReadonlySet<string>[],
    private readonly judge: (id: string | undefined) => Decision,
  ) {
    this.otherwise = judge(undefined);
  }

  /**
   * The decisions on the versions that rules name, by id, in PEP 440 order. Who asks for one version need not wait for
   * them.
   */
  public get versions(): ReadonlyMap<string, Decision> {
    this.all ??= new Map(
      inVersionOrder(new Set(this.ids.flatMap((some) => [...some]))).map((id) => [id, this.judge(id)]),
    );
    return this.all;
  }

  /** The decision on the version of this id, or (undefined) on every version that no rule names. */
  public decideOn(id: string | undefined): Decision {
    return this.isNamed(id) ? this.judge(id) : this.otherwise;
  }

  /**
   * What happens to a pin that does not show how the index spells the version. PEP 440 calls "1.17" and "1.17.0" equal,
   * and an index holds one release of equal versions, so the spellings that rules name are taken for the index's;
   * unknown when they are decided differently.
   *
   * @param version in any PEP 440 spelling
   */
  public decidePin(version: string): Decision {
    const written = versionId(version);
    const named = [written, ...PackageVersion.equalSpellings(written)].filter((id) => this.isNamed(id));
    const [first = this.otherwise, ...others] = named.map((id) => this.judge(id));
    const other = others.find(({ outcome }) => outcome !== first.outcome);
    if (other === undefined) return first;
    return {
      ...other,
      outcome: "unknown",
      reason: `equal versions are decided differently: ${first.reason}; ${other.reason}`,
    };
  }

  private isNamed(id: string | undefined): id is string {
    return id !== undefined && this.ids.some((some) => some.has(id));
  }

  /**
   * What happens to a download.
   *
   * @param version in any PEP 440 spelling. Undefined asks for any version: allowed when every version is, unknown
   * when any is, denied otherwise; when some are allowed all the same, the reason tells which
   */
  public decide(version?: string): Decision {
    if (version !== undefined) return this.decideOn(versionId(version));

    const all = [this.otherwise, ...this.versions.values()];
    const unknown = all.find(({ outcome }) => outcome === "unknown");
    if (unknown !== undefined) return unknown;
    const denied = all.find(({ outcome }) => outcome === "denied");
    const exceptions = [...this.versions.keys()].filter(
      (id) => this.versions.get(id)?.outcome !== this.otherwise.outcome,
    );
    if (denied === undefined || exceptions.length === 0) return this.otherwise;
    const list = exceptions.map(quote).join(", ");
    return this.otherwise.outcome === "denied"
      ? { ...denied, versions: exceptions, reason: `only ${list} allowed: ${denied.reason}` }
      : { ...denied, reason: `every version allowed but ${list}: ${denied.reason}` };
  }
}

/** What may be downloaded from a repository. */
export abstract class Policy {
  /**
   * The names of the packages that the policy names, of Python their PEP 503 names, sorted; it treats all other
   * packages alike.
   */
  public abstract readonly packageNames: readonly string[];

  /**
   * What happens to the download of a package.
   *
   * @param packageName in any PEP 503 spelling
   * @param version see `PackagePolicy.decide`
   * @throws ValidationError when the name is no package name
   */
  public decide(packageName: string, version?: string): Decision {
    return this.of(packageName).decide(version);
  }

  /**
   * The policy on one package.
   *
   * @throws ValidationError when the name is no package name
   */
  public of(packageName: string): PackagePolicy {
    return this.on(PackageName.parse(packageName).normalized);
  }

  /**
   * The policy on a package that is among `packageNames`, spelled as there: not every format has names like Python's.
   *
   * @internal
   */
  public named(packageName: string): PackagePolicy {
    return this.on(packageName);
  }

  /** The policy on every package that is not among `packageNames`. */
  public ofOthers(): PackagePolicy {
    return this.on(undefined);
  }

  /** The policy on the package of this PEP 503 name, or (undefined) on one that the policy does not name. */
  protected abstract on(name: string | undefined): PackagePolicy;
}
