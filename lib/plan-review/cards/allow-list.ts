/** A list of those who are let in: who is not on it is kept out. */
export interface AllowList {
  /**
   * What an entry is called by.
   *
   * @default - entries are texts
   */
  readonly name?: string;

  /**
   * The block without which nobody is kept out; that it comes or goes is for another setting to say.
   *
   * @default - without a list nobody is let in
   */
  readonly within?: string;

  /** What those on it can do, to be read after "can now" or "can no longer". */
  readonly lets: string;
}
