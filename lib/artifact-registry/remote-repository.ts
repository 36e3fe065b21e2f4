import type { RepositoryFormat, RepositorySettings, StoringRepositoryProps } from "./repository";
import type { Upstream } from "./upstream";

/** What remote repositories have, whatever their format. */
export interface RemoteRepositoryProps extends StoringRepositoryProps {
  /**
   * Whether Artifact Registry tries the upstream and its credentials when the repository is created. It cannot inside a VPC
   * Service Controls perimeter.
   *
   * @default true
   */
  readonly validateUpstream?: boolean;
}

/** What makes a repository remote. */
export function remoteSettings(
  props: RemoteRepositoryProps,
  upstream: Upstream,
  format: RepositoryFormat,
): RepositorySettings {
  return {
    validate: (validator) => {
      upstream.validate(validator, format);
    },
    toTerraform: () => ({
      remoteRepositoryConfig: {
        ...upstream.toTerraform(),
        disableUpstreamValidation: props.validateUpstream === false ? true : undefined,
      },
    }),
    // A remote repository keeps its cache when its upstream is replaced.
    order: (_scope, resource) => {
      upstream.repository?.downloadGate.followWithoutReplacement(resource);
    },
  };
}
