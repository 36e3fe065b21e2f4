import type { IDockerRepository } from "./docker-repository";
import { RepositoryBase } from "./repository-base";
import { RepositoryFormat } from "./repository-interface";

/** What is common to repositories of container images. @jsii ignore */
export abstract class DockerRepositoryBase extends RepositoryBase implements IDockerRepository {
  public readonly format: RepositoryFormat = RepositoryFormat.DOCKER;

  public get imagePrefix(): string {
    return this.registryUri;
  }
}
