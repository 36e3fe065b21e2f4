import { fieldBlocks, type TerraformBlock, type TerraformResources } from "../terraform";
import type { InstallPath } from "./finding";

/** The roles with which packages can be downloaded, https://cloud.google.com/artifact-registry/docs/access-control#roles */
const READS =
  /^roles\/(?:artifactregistry\.(?:reader|writer|repoAdmin|admin|createOnPushWriter|createOnPushRepoAdmin)|viewer|editor|owner)$/;

/** Which members may install from which Python repositories, when that changes; empty when it does not. */
export function installPaths(before: TerraformResources, after: TerraformResources): readonly InstallPath[] {
  const [earlier, later] = [pathsIn(before), pathsIn(after)];
  const keys = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  if (keys.every((key) => earlier.has(key) && later.has(key))) return [];
  return keys.flatMap((key) => {
    const path = later.get(key) ?? earlier.get(key);
    return path === undefined ? [] : [{ ...path, before: earlier.has(key), after: later.has(key) }];
  });
}

function pathsIn(
  world: TerraformResources,
): ReadonlyMap<string, { readonly member: string; readonly repository: string }> {
  const python = new Set(
    world.blocks
      .filter(
        ({ type, body, configuration }) =>
          type === "google_artifact_registry_repository" && configuration.text(body.format)?.toUpperCase() === "PYTHON",
      )
      .map(({ body, configuration }) => configuration.text(body.repository_id)),
  );
  const paths = world.blocks.flatMap((block) => {
    const { body, configuration } = block;
    const role = configuration.text(body.role) ?? "";
    if (!/^google_artifact_registry_repository_iam_(?:member|binding)$/.test(block.type) || !READS.test(role))
      return [];
    const repository = repositoryOf(block);
    if (repository === undefined || !python.has(repository)) return [];
    const members = [configuration.text(body.member), ...(configuration.texts(body.members) ?? [])].filter(
      (one) => one !== undefined,
    );
    const suffix = fieldBlocks(body, "condition").length > 0 ? " (on a condition)" : "";
    return members.map((member) => ({ member: `${member}${suffix}`, repository }));
  });
  return new Map(paths.map((path) => [JSON.stringify([path.member, path.repository]), path]));
}

function repositoryOf({ body, configuration }: TerraformBlock): string | undefined {
  const named = configuration.named(body.repository);
  const name = typeof named === "object" ? named.configuration.text(named.body.repository_id) : named;
  return name?.slice(name.lastIndexOf("/") + 1);
}
