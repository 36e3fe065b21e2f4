import type { RepositorySource, SourceConfig } from "./repository-source";

/** Those who may write to a standard repository. */
export class StandardSource implements RepositorySource {
  public readonly upstreams = [];

  /** @param hasImmutableTags undefined where the format has no tags, or none that can be held */
  constructor(public readonly hasImmutableTags?: boolean) {}

  public validate(): void {
    // Whoever may write may write anything.
  }

  public toTerraform(): SourceConfig {
    return this.hasImmutableTags === undefined ? {} : { dockerConfig: { immutableTags: this.hasImmutableTags } };
  }

  public order(): void {
    // It waits for nothing.
  }
}
