import type { IDockerRepository } from "../artifact-registry";
import { quote } from "../text/quoting";
import type { BuildException } from "./build-exception";
import type { Dockerfile, Pull } from "./dockerfile";

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** Which images a build may start from: those of given repositories, each by its digest. */
export class BaseImages {
  /**
   * @param repositories where images may come from
   * @param exceptions what else is allowed, each with its reason
   */
  constructor(
    private readonly repositories: readonly IDockerRepository[],
    private readonly exceptions: readonly BuildException[],
  ) {}

  /**
   * What is wrong with where a Dockerfile takes its parts from, and with the exceptions themselves.
   *
   * @param others what exceptions may name that is no image and no address
   */
  public problems(dockerfile: Dockerfile, shown: string, others: readonly string[] = []): string[] {
    const unused = new Set(this.exceptions.map(({ source }) => source));
    const problems = dockerfile.pulls.flatMap((pull) => {
      if (unused.has(pull.source)) unused.delete(pull.source);
      else if (!this.exceptions.some(({ source }) => source === pull.source)) return this.problem(pull, shown);
      return [];
    });
    for (const { source, reason } of this.exceptions) {
      if (reason.trim() === "") problems.push(`exception ${quote(source)}: needs a reason`);
      if (unused.has(source) && !others.includes(source))
        problems.push(`exception ${quote(source)}: ${quote(shown)} takes nothing from there; take it off the list`);
    }
    return problems;
  }

  private problem(pull: Pull, shown: string): string[] {
    // Quoting cuts what looks like a password before an "@", which the tag of an image does.
    const shownSource = pull.kind === "image" ? JSON.stringify(pull.source) : quote(pull.source);
    const place = `${pull.kind} ${shownSource} of ${pull.by} at ${shown}:${pull.line}`;
    const otherwise = "or name it in exceptions with a reason";
    if (!pull.isKnown) {
      return [
        `${place}: cannot be known before the build; ` +
          `give each of its variables a value in an ARG before the first FROM or in buildArguments, ${otherwise}`,
      ];
    }
    if (pull.kind === "address") {
      return [
        `${place}: would be loaded from elsewhere, unseen by any rule; put it into the folder, ` +
          `or into a package, ${otherwise}`,
      ];
    }
    const from = this.repositories.find(({ imagePrefix }) => pull.source.startsWith(`${imagePrefix}/`));
    if (from === undefined) {
      return [
        `${place}: comes from none of the repositories that the build reads (${this.named()}); ` +
          `${this.advice(pull.source)}, ${otherwise}`,
      ];
    }
    return DIGEST.test(pull.source)
      ? []
      : [
          `${place}: floats, so that the same commit builds something else tomorrow; ` +
            `pin it with @sha256:DIGEST, ${otherwise}`,
        ];
  }

  private named(): string {
    return this.repositories.length === 0 ? "none" : this.repositories.map(({ imagePrefix }) => imagePrefix).join(", ");
  }

  /** How an image of Docker Hub is named in a remote repository of it. */
  private advice(image: string): string {
    const [first] = this.repositories;
    if (first === undefined) return "give the build a DockerRemoteRepository in baseRepositories";
    const host = image.split("/")[0] ?? "";
    const isHub = !image.includes("/") || !/[.:]|^localhost$/.test(host);
    const path = isHub && !image.includes("/") ? `library/${image}` : image;
    const pinned = DIGEST.test(path) ? path : `${path}@sha256:DIGEST`;
    return isHub
      ? `write ${JSON.stringify(`${first.imagePrefix}/${pinned}`)}`
      : "pull it through a DockerRemoteRepository with DockerUpstream.customRegistry(...)";
  }
}
