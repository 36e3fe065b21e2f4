import { ValidationError } from "../core/errors";

/** The processors that wheels are made for. */
export enum WheelProcessor {
  /** Of Intel and AMD. */
  X86_64 = "x86_64",
  /** Of Arm, 64 bits. */
  ARM64 = "arm64",
}

/** The oldest C library that wheels of today's tools ask for: manylinux1 and manylinux2010 are 2.5 and 2.12. */
const OLDEST_GLIBC = 5;
/** Debian 12's, and so that of most Python images. A wheel for an older one works with it too. */
const GLIBC = 36;
/** The names that wheels had before PEP 600. @see https://peps.python.org/pep-0600/#legacy-manylinux-tags */
const LEGACY: readonly (readonly [glibc: number, tag: string])[] = [
  [17, "manylinux2014"],
  [12, "manylinux2010"],
  [5, "manylinux1"],
];
const MUSL = 2;
const MACOS_10 = [4, 16] as const;
const MACOS = [11, 15] as const;

/**
 * A Python on a platform, for which wheels are wanted.
 *
 * @see https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
 */
export class PythonTarget {
  /**
   * CPython on Linux with glibc, as in Debian, Ubuntu, Red Hat and the images that are called slim.
   *
   * @param python such as `3.11`
   * @throws ValidationError when it is no version of Python 3
   */
  public static linux(python: string, processor: WheelProcessor = WheelProcessor.X86_64): PythonTarget {
    const machine = processor === WheelProcessor.ARM64 ? "aarch64" : "x86_64";
    // Arm came with glibc 2.17.
    const oldest = processor === WheelProcessor.ARM64 ? 17 : OLDEST_GLIBC;
    const platforms = steps(oldest, GLIBC).map((minor) => `manylinux_2_${minor}_${machine}`);
    const legacy = LEGACY.flatMap(([glibc, tag]) => (glibc >= oldest ? [`${tag}_${machine}`] : []));
    return new PythonTarget(`CPython ${python} on Linux ${machine}`, python, [
      ...platforms,
      ...legacy,
      `linux_${machine}`,
    ]);
  }

  /** CPython on Linux with musl, as in Alpine. @throws ValidationError as `linux` */
  public static alpine(python: string, processor: WheelProcessor = WheelProcessor.X86_64): PythonTarget {
    const machine = processor === WheelProcessor.ARM64 ? "aarch64" : "x86_64";
    const platforms = steps(0, MUSL).map((minor) => `musllinux_1_${minor}_${machine}`);
    return new PythonTarget(`CPython ${python} on Alpine ${machine}`, python, [...platforms, `linux_${machine}`]);
  }

  /** CPython on macOS. @throws ValidationError as `linux` */
  public static macOs(python: string, processor: WheelProcessor = WheelProcessor.ARM64): PythonTarget {
    const isArm = processor === WheelProcessor.ARM64;
    // Only what is for both processors may have a version before 11 and yet run on Arm.
    const old = steps(...MACOS_10).flatMap((minor) =>
      (isArm ? ["universal2"] : ["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]).map(
        (kind) => `macosx_10_${minor}_${kind}`,
      ),
    );
    const today = steps(...MACOS).flatMap((major) =>
      [isArm ? "arm64" : "x86_64", "universal2"].map((kind) => `macosx_${major}_0_${kind}`),
    );
    return new PythonTarget(`CPython ${python} on macOS ${processor}`, python, [...old, ...today]);
  }

  /** CPython on Windows, 64 bits. @throws ValidationError as `linux` */
  public static windows(python: string, processor: WheelProcessor = WheelProcessor.X86_64): PythonTarget {
    const tag = processor === WheelProcessor.ARM64 ? "win_arm64" : "win_amd64";
    return new PythonTarget(`CPython ${python} on Windows ${processor}`, python, [tag]);
  }

  /** The minor version of Python 3. */
  public readonly minor: number;

  private constructor(
    /** For people. */
    public readonly targetName: string,
    python: string,
    /** The platforms in the names of wheels that it takes. */
    public readonly platforms: string[],
  ) {
    const [, minor] = /^3\.([0-9]{1,2})$/.exec(python) ?? [];
    if (minor === undefined)
      throw new ValidationError([`python ${JSON.stringify(python)}: must be a version of Python 3, such as "3.11"`]);
    this.minor = Number(minor);
  }
}

function steps(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
