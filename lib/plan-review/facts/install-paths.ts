import { type Certainty, RepositoryReaders } from "../../access/repository-readers";
import type { TerraformResources } from "../../terraform";
import { labelsOf, type ResourcePlace } from "../../terraform/resource-place";
import type { InstallPath } from "../finding";

/** One arrow of the picture, on one side. */
interface Arrow {
  readonly member: string | undefined;
  readonly repository: ResourcePlace;
  readonly certainty: Certainty;
}

/** Who may install from where, on one side. */
interface Picture {
  readonly repositories: readonly ResourcePlace[];
  readonly arrows: ReadonlyMap<string, Arrow>;
}

/** Which members may install from which Python repositories, when that changes; empty when it does not. */
export function installPaths(before: TerraformResources, after: TerraformResources): readonly InstallPath[] {
  const [earlier, later] = [pictureOf(before), pictureOf(after)];
  const all = new Map([...earlier.arrows, ...later.arrows]);
  const keys = [...all.keys()].sort();
  if (keys.every((key) => earlier.arrows.has(key) && later.arrows.has(key))) return [];
  const labelOf = labelsOf([...earlier.repositories, ...later.repositories]);
  return keys.flatMap((key): readonly InstallPath[] => {
    const arrow = all.get(key);
    if (arrow === undefined) return [];
    const { member, repository, certainty } = arrow;
    const [was, is] = [earlier.arrows.has(key), later.arrows.has(key)];
    const label = labelOf(repository);
    return [
      member === undefined
        ? { repository: label, certainty, before: was, after: is }
        : { member, repository: label, certainty, before: was, after: is },
    ];
  });
}

function pictureOf(world: TerraformResources): Picture {
  const readers = new RepositoryReaders(world);
  const repositories = readers.repositories((format = "PYTHON") => format === "PYTHON");
  const arrows = repositories.flatMap((repository) =>
    readers.of(repository).map(({ member, certainty, address }): readonly [string, Arrow] => {
      const who = member ?? ["not known", address];
      const { project, location, name } = repository;
      return [JSON.stringify([who, project, location, name, certainty]), { member, repository, certainty }];
    }),
  );
  return { repositories, arrows: new Map(arrows) };
}
