import type { StoringRepositoryProps } from "./repository-interface";

/** What remote repositories have, whatever their format. */
export interface RemoteRepositoryProps extends StoringRepositoryProps {
  /**
   * Whether Artifact Registry tries the upstream and its credentials when the repository is created. It cannot inside a
   * VPC Service Controls perimeter.
   *
   * @default true
   */
  readonly validateUpstream?: boolean;
}
