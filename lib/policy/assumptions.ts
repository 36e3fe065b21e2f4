/** Something that is taken for granted about the service because no public specification of it could be read. */
export interface Assumption {
  /** Stays the same over releases, so that reports and documents can name it. */
  readonly id: string;
  /** What is assumed. */
  readonly sentence: string;
  /**
   * What it is about: what the rules decide, or how files that they allow are served. Where an assumption on files does
   * not hold, nothing opens and the policy is as it was.
   */
  readonly about: "rules" | "files";
  /** What happens to a repository with a DENY for all and an ALLOW per package where the assumption does not hold. */
  readonly otherwise: string;
}

/**
 * Everything the policy model assumes about Artifact Registry's download rules, which are a Preview feature. This is
 * the one place that states it: the model is built on these sentences, documents link here, and each can be tried on
 * a real project.
 *
 * What is documented, and how surely: https://docs.cloud.google.com/artifact-registry/docs/restrict-artifact-downloads
 * and `google/devtools/artifactregistry/v1/rule.proto` in https://github.com/googleapis/googleapis ("You can set one
 * rule for an entire repository and one rule for each package within").
 */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    id: "package-rule-wins",
    about: "rules",
    sentence: "a rule for a package decides before the rule for the whole repository",
    otherwise: "every download is denied: the DENY for the whole repository outweighs each ALLOW",
  },
  {
    id: "false-condition-falls-through",
    about: "rules",
    sentence: "a rule whose condition is false does not apply, and the rule for the whole repository decides",
    otherwise: "every version of a listed package could be downloaded, not only the listed ones",
  },
  {
    id: "no-rule-allows",
    about: "rules",
    sentence: "where no rule applies, a download is allowed",
    otherwise: "more is denied than the model says, and a missing DENY opens nothing",
  },
  {
    id: "package-id-is-normalized",
    about: "rules",
    sentence: "the service knows a Python package by its PEP 503 name",
    otherwise: "a package that the service spells in another way is denied although it is listed",
  },
  {
    id: "version-id-is-canonical",
    about: "rules",
    sentence:
      "`pkg.version.id` is the version in PEP 440 normal form with trailing zeros as published, compared as a string",
    otherwise: "a version that the service spells in another way is denied although it is listed",
  },
  {
    id: "virtual-enforces-upstream-rules",
    about: "rules",
    sentence: "a download through a virtual repository is decided by the rules of the upstream that serves it",
    otherwise: "everything could be downloaded through the virtual repository, whatever its upstreams deny",
  },
  {
    id: "virtual-takes-by-priority",
    about: "rules",
    sentence:
      "a virtual repository asks its upstreams by priority, greater first, and what the first one decides is final",
    otherwise: "a package that one upstream denies could come from a later upstream that allows it",
  },
  {
    id: "absent-in-standard-falls-through",
    about: "rules",
    sentence: "in a standard upstream a package that nobody uploaded counts as absent, and the next upstream decides",
    otherwise: "through the virtual repository only the packages of the first standard upstream could be downloaded",
  },
  {
    id: "epoch-files-are-served",
    about: "files",
    sentence: "a file whose version has an epoch, `1!2.0` (in URLs `1%212.0`), is served like any other",
    otherwise: "as reports of real use say, it is answered 400, and cannot be installed although it is listed",
  },
  {
    id: "parts-of-files-are-served",
    about: "files",
    sentence: "a part of a file can be asked for by `Range`",
    otherwise:
      "as reports of real use of uv say, it gets the whole file: slower where an index page has no metadata " +
      "of its own (PEP 658)",
  },
];
