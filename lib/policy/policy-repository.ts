import type { TerraformBlock } from "../terraform";
import type { DownloadRule } from "./download-rule";
import type { Policy } from "./policy";

/** Where a remote repository takes packages from. */
export interface PackageSource {
  /**
   * Google's name of a public index; `PYPI` is all there is for Python.
   *
   * @default - an index at a URL
   */
  readonly preset?: string;

  /** @default - a public index that Google has a name for */
  readonly url?: string;
}

/** A repository of a policy's source: a Terraform document, the service's rules, or lock files. */
export interface PolicyRepository {
  /** The last part of its name; of lock files, their names. */
  readonly name: string;

  /** @default - not known */
  readonly project?: string;

  /** @default - not known */
  readonly location?: string;

  /**
   * Its Terraform address.
   *
   * @default - the source does not define it
   */
  readonly address?: string;

  /**
   * Such as `PYTHON` or `DOCKER`.
   *
   * @default - not known
   */
  readonly format?: string;
  readonly mode: "remote" | "standard" | "virtual" | "unknown";

  /** What may be downloaded from it. */
  readonly policy: Policy;

  /** Its own rules; a virtual repository has none, and the policy follows those of its upstreams. */
  readonly rules: readonly DownloadRule[];

  /** The names of a virtual repository's upstreams, the one that is asked first at the front. */
  readonly upstreams: readonly string[];

  /**
   * The upstreams of a virtual repository, by name, that serve what somebody uploaded. No source tells what that is:
   * the policy takes it that what is asked for was not uploaded.
   */
  readonly standardUpstreams: readonly string[];

  /**
   * Whether it is filled from locks, and the policy lists what they hold.
   *
   * @default false
   */
  readonly isFilled?: boolean;

  /** @default - it is not remote, or its source is not known */
  readonly source?: PackageSource;

  /**
   * Of lock files: further files that packages of the list stand in, since the lock files include them.
   *
   * @default - none
   */
  readonly includedFiles?: readonly string[];

  /**
   * The place of the Terraform document that defines it, or names it first, among those that were read together.
   *
   * @default - it is of no Terraform document
   */
  readonly document?: number;

  /**
   * The resource that a rule was read from.
   *
   * @default - it is of no Terraform document
   */
  readonly blockOf?: (rule: DownloadRule) => TerraformBlock | undefined;

  /** Where a rule stands: its Terraform address, its name in the service, or its places in lock files. */
  addressOf(rule: DownloadRule): string | undefined;
}
