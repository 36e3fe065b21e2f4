/**
 * Something that a Dockerfile may take from elsewhere, although it is not pinned or not from a repository that the
 * build reads; or install, although no lock has its hashes.
 */
export interface BuildException {
  /**
   * The image or address as the Dockerfile has it, its variables replaced; the command that installs, with single
   * blanks and without quotes; the index's address.
   */
  readonly source: string;
  /** Why it is all right, for those who read the code and the review. */
  readonly reason: string;
}
