/** One fact about what code of a pipeline can reach. */
export interface PipelineReach {
  /** What is reached or not, such as `the internet`. */
  readonly target: string;
  /** Whether it is reached; undefined where that depends on what this app does not say. */
  readonly isReached?: boolean;
  /** Why, or what it depends on: a sentence without a full stop. */
  readonly reason: string;
  /** Whether Google's documentation says so; otherwise it is assumed. */
  readonly isDocumented: boolean;
}
