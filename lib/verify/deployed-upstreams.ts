import type { FilledPolicy } from "../policy/filled-repository";
import { readListedRule } from "../policy/listed-rule";
import { RepositoryPolicy } from "../policy/repository-policy";
import { type Upstream, VirtualPolicy } from "../policy/virtual-policy";
import { type DeployedRepository, readRepository } from "./deployed-repository";
import { readFill } from "./deployed-fill";
import { ServiceError } from "./http-client";
import type { RegistryApi } from "./registry-api";
import type { RepositoryName } from "./repository-name";

interface ReadUpstream extends Upstream {
  /** What its rules allow. @default - not known */
  readonly policy?: RepositoryPolicy;
  readonly place?: RepositoryName;
}

/** What a virtual repository serves, as far as the service tells. */
export class DeployedUpstreams {
  /**
   * Asks for each upstream and its rules.
   *
   * @param name the virtual repository; upstreams beside it go by the last part of their names
   * @param wanted by their names, upstreams that the policy fills from locks: what is in them is read
   */
  public static async read(
    api: RegistryApi,
    name: RepositoryName,
    { upstreams }: DeployedRepository,
    wanted: ReadonlyMap<string, FilledPolicy> = new Map(),
  ): Promise<DeployedUpstreams> {
    const fills = new Map<string, FilledPolicy>();
    const problems: string[] = [];
    const read: ReadUpstream[] = [];
    for (const { resource, name: place, priority } of upstreams) {
      const isBeside = place?.project === name.project && place.location === name.location;
      const shared = { name: isBeside ? place.repository : resource, ...(priority === undefined ? {} : { priority }) };
      if (place === undefined) {
        problems.push("an upstream has a name that is none");
        read.push(shared);
        continue;
      }
      try {
        const { mode } = readRepository(await api.repository(place));
        const policy = new RepositoryPolicy((await api.rules(place)).map(readListedRule));
        const expected = mode === "standard" ? wanted.get(shared.name) : undefined;
        if (expected !== undefined) {
          const fill = await readFill(api, place, expected);
          problems.push(...fill.problems.map((problem) => `its upstream ${place.repository}: ${problem}`));
          fills.set(shared.name, fill.policyUnder(policy));
        }
        read.push({ ...shared, place, ...(mode === "remote" || mode === "standard" ? { mode, policy } : {}) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        problems.push(`its upstream ${place.repository} could not be read: ${error.message}`);
        read.push({ ...shared, place });
      }
    }
    return new DeployedUpstreams(api, read, problems, fills);
  }

  private constructor(
    private readonly api: RegistryApi,
    /** The first to be asked first; what standard repositories hold is left open. */
    public readonly upstreams: readonly ReadUpstream[],
    /** What could not be read, each a clause without a full stop. */
    public readonly problems: readonly string[],
    private readonly fills: ReadonlyMap<string, FilledPolicy>,
  ) {}

  /**
   * What is decided when nothing that is asked for was uploaded to a standard upstream, as a policy's source has it
   * too.
   */
  public get policy(): VirtualPolicy {
    return new VirtualPolicy(
      this.upstreams.map((upstream): Upstream => {
        const filled = this.fills.get(upstream.name);
        if (filled !== undefined) return { ...upstream, policy: filled, filled };
        return upstream.mode === "standard" ? { ...upstream, holds: [] } : upstream;
      }),
    );
  }

  /** The upstreams, with what the standard ones among them hold of some packages. */
  public async holding(names: readonly string[]): Promise<readonly Upstream[]> {
    return Promise.all(
      this.upstreams.map(async ({ place, ...upstream }): Promise<Upstream> => {
        if (upstream.mode !== "standard" || place === undefined) return upstream;
        try {
          const held = await Promise.all(
            names.map(async (name) => ((await this.api.hasPackage(place, name)) ? [name] : [])),
          );
          return { ...upstream, holds: held.flat() };
        } catch (error) {
          if (error instanceof ServiceError) return upstream;
          throw error;
        }
      }),
    );
  }
}
