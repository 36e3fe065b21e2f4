import type { RemoteRepositoryProps } from "./remote-repository";
import type { RepositoryFormat } from "./repository-interface";
import type { RepositorySettings } from "./repository-base";
import type { Upstream } from "./upstream";

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
    upstreams: upstream.repository === undefined ? [] : [upstream.repository],
    // A remote repository keeps its cache when its upstream is replaced.
    order: (_scope, resource) => {
      upstream.repository?.downloadGate.followWithoutReplacement(resource);
    },
  };
}
