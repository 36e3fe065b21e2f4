interface TestFile {
  readonly path: string;
}

declare class LongestFirst {
  static readonly LONGEST: readonly string[];
  static ordered(tests: readonly TestFile[]): TestFile[];
}

export = LongestFirst;
