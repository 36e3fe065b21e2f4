import { Token } from "cdktf";
import type { IPythonRepository } from "../artifact-registry";
import type { Validator } from "../core/validator";
import type { BuildException } from "./build-exception";
import type { IPrivatePool } from "./private-pool-interface";

/** What of a build has to be where it runs. */
interface BuildParts {
  readonly index?: IPythonRepository;
  readonly exceptions?: BuildException[];
  readonly pool?: IPrivatePool;
  readonly machine?: string;
}

/** Where a build runs, and what it needs there. */
export class BuildPlace {
  /** Notes an index and a pool that are elsewhere than the build. */
  public static validate(validator: Validator, parts: BuildParts, project: string, location: string): void {
    validateIndex(validator, parts, project, location);
    validatePool(validator, parts, project, location);
  }
}

/** Where a build reads packages from elsewhere, it crosses regions, or projects whose grants nobody sees beside it. */
function validateIndex(validator: Validator, parts: BuildParts, project: string, location: string): void {
  const { index, exceptions = [] } = parts;
  if (index === undefined || exceptions.some(({ source }) => source === index.indexUrl)) return;
  const name = `index ${JSON.stringify(index.repositoryName)}`;
  const otherwise = `or name ${JSON.stringify(index.indexUrl)} in exceptions with a reason`;
  if (isOther(index.project, project)) {
    validator.problem(
      `${name}: is in the project ${JSON.stringify(index.project)}, and the build in ${JSON.stringify(project)}; ` +
        `build there, put a PythonVirtualRepository of the build's project before it, ${otherwise}`,
    );
  }
  // A multi-region is near all of its regions.
  const isNear = !index.location.includes("-") && location.startsWith(index.location.replace(/^us$/, "us-"));
  if (isOther(index.location, location) && !isNear) {
    validator.problem(
      `${name}: is in ${JSON.stringify(index.location)}, and the build in ${JSON.stringify(location)}; ` +
        `build there (location), or take an index of the build's region, ${otherwise}`,
    );
  }
}

/** @see https://cloud.google.com/build/docs/private-pools/run-builds-in-private-pool */
function validatePool(validator: Validator, { pool, machine }: BuildParts, project: string, location: string): void {
  if (pool === undefined) return;
  const name = `pool ${JSON.stringify(pool.poolName)}`;
  if (isOther(pool.location, location)) {
    validator.problem(
      `${name}: is in ${JSON.stringify(pool.location)}, and the build in ${JSON.stringify(location)}; ` +
        "a pool runs builds of its region only",
    );
  }
  if (isOther(pool.project, project)) {
    validator.problem(
      `${name}: is in the project ${JSON.stringify(pool.project)}, and the build in ${JSON.stringify(project)}; ` +
        "take a pool of the build's project, or build in the pool's",
    );
  }
  if (machine !== undefined) {
    validator.problem(`machine ${JSON.stringify(machine)}: the pool has machines of its own; leave machine out`);
  }
}

function isOther(one: string, other: string): boolean {
  return one !== other && !Token.isUnresolved(one) && !Token.isUnresolved(other);
}
