import { ValidationError } from "../core/errors";
import { PackageVersion } from "../packages/package-version";
import { quote } from "../text/quoting";

// The spaces are CEL's. A literal may hold only what stands for itself: no escapes and no Terraform interpolation.
const BLANK = "[ \\t\\n\\f\\r]*";
const FIELD = ["pkg", "\\.", "version", "\\.", "id"].join(BLANK);
const LEXEME = new RegExp(`${BLANK}(?:(\\|\\||==|[()])|(${FIELD})|(["'])([A-Za-z0-9.!+_-]+)\\3|$)`, "y");

/** Room for 20,000 versions; longer text would overflow the regular expression's stack. */
const LONGEST = 1_000_000;

/** Stand for the field, however it is spaced, and for a part that is none of the above. */
const [VERSION_ID, NOT_UNDERSTOOD] = ["id", "?"];

/** How deep parentheses may be nested; far more than anyone writes, far less than the call stack holds. */
const DEEPEST = 32;

/**
 * The id that the service is assumed to know a version by (`version-id-is-canonical` in `assumptions.ts`): its PEP 440
 * normal form, or the text itself when that is no version by PEP 440.
 */
export function versionId(version: string): string {
  return normalForm(version) ?? version;
}

/** Sorts by PEP 440, with whatever is no version after those; equal versions, such as 1.0 and 1.0.0, by their text. */
export function inVersionOrder(versions: Iterable<string>): readonly string[] {
  const read = Array.from(versions, (text) => ({ text, normal: normalForm(text) }));
  return read.sort(byVersion).map(({ text }) => text);
}

interface ReadVersion {
  readonly text: string;
  readonly normal: string | undefined;
}

function byVersion(one: ReadVersion, other: ReadVersion): number {
  if (one.normal !== undefined && other.normal !== undefined && one.normal !== other.normal)
    return PackageVersion.compare(one.normal, other.normal);
  if ((one.normal === undefined) !== (other.normal === undefined)) return one.normal === undefined ? 1 : -1;
  return one.text < other.text ? -1 : Number(one.text > other.text);
}

/** Of versions in the order of `byVersion`, those that are equal only once, in their shortest spelling. */
export function distinctVersions(versions: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return versions.filter((version) => {
    const [shortest = version] = PackageVersion.equalSpellings(versionId(version));
    if (seen.has(shortest)) return false;
    seen.add(shortest);
    return true;
  });
}

function normalForm(version: string): string | undefined {
  try {
    return PackageVersion.normalize(version);
  } catch {
    return undefined;
  }
}

/**
 * The condition of a download rule: the version is one of a list.
 *
 * The service evaluates conditions in CEL, where versions are strings: `<` and `>` would put "10.0" before "2.0"
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md, "Ordering"). Only equality says what it means.
 */
export class VersionCondition {
  /**
   * A condition that holds for exactly these versions, in any order.
   *
   * @throws ValidationError when there is no version, or one is not in PEP 440 normal form
   */
  public static of(versions: readonly string[]): VersionCondition {
    if (versions.length === 0) {
      throw new ValidationError(["a list of versions is empty: give at least one, or no list for any version"]);
    }
    const problems = versions.flatMap((version) => {
      try {
        const normal = PackageVersion.normalize(version);
        return normal === version ? [] : [`version ${quote(version)}: not in PEP 440 normal form, write "${normal}"`];
      } catch (error) {
        if (ValidationError.isValidationError(error)) return error.problems;
        throw error;
      }
    });
    if (problems.length > 0) throw new ValidationError(problems);
    const sorted = [...new Set(versions)].sort((one, other) => PackageVersion.compare(one, other));
    return new VersionCondition(sorted, sorted);
  }

  /**
   * Reads a CEL expression. What is understood: `pkg.version.id` equal to a string, several of these joined with `||`,
   * with any spacing, either kind of quotes, either order of the two sides, and parentheses. Nothing else is, even if
   * its meaning looks plain: whether the service supports it, and how, is not known.
   *
   * @returns undefined when the expression is not understood
   */
  public static read(expression: string): VersionCondition | undefined {
    const versions = expression.length > LONGEST ? undefined : readVersions(expression);
    if (versions === undefined) return undefined;
    const sorted = inVersionOrder(new Set(versions));
    return new VersionCondition(sorted, sorted.map(versionId));
  }

  /** The ids (see `versionId`) of the versions that the condition may hold for: see `holdsFor`. */
  public readonly ids: ReadonlySet<string>;
  private readonly spelled: ReadonlySet<string>;

  private constructor(
    /** The versions as the condition spells them, without repetition, in PEP 440 order. */
    public readonly versions: readonly string[],
    ids: readonly string[],
  ) {
    this.spelled = new Set(versions);
    // There are many, and nearly all are spelled as the service does.
    this.ids = ids.every((id, at) => id === versions[at]) ? this.spelled : new Set(ids);
    Object.freeze(versions);
  }

  /** The versions for a message. */
  public get list(): string {
    return this.versions.map(quote).join(", ");
  }

  /**
   * The condition in CEL, the same for the same versions. JSON's escapes are CEL's too, and a version in normal form
   * needs none, nor does it hold what Terraform would interpolate.
   */
  public get expression(): string {
    return this.versions.map((version) => `pkg.version.id == ${JSON.stringify(version)}`).join(" || ");
  }

  /**
   * Whether the condition is true for a version.
   *
   * @param id see `versionId`
   * @returns undefined when the condition names the version in a spelling of its own, such as "1.0-RC1" for 1.0rc1:
   * the service compares text, and which text it compares with is only assumed
   */
  public holdsFor(id: string): boolean | undefined {
    if (this.spelled.has(id)) return true;
    return this.ids.has(id) ? undefined : false;
  }
}

/** What an expression names: any ::= one ("||" one)*; one ::= "(" any ")", or the field and a text joined by "==". */
function readVersions(expression: string): readonly string[] | undefined {
  LEXEME.lastIndex = 0;
  const versions: string[] = [];
  let mark: string | undefined;
  let text: string | undefined;

  const advance = (): boolean => {
    const [, sign, field, , literal] = LEXEME.exec(expression) ?? [undefined, NOT_UNDERSTOOD];
    mark = field === undefined ? sign : VERSION_ID;
    text = literal;
    return true;
  };
  const take = (...marks: readonly string[]): boolean => marks.every((expected) => mark === expected && advance());
  const version = (): boolean => {
    if (text === undefined) return false;
    versions.push(text);
    return advance();
  };
  const one = (depth: number): boolean => {
    if (mark === "(") return depth < DEEPEST && bracketed(depth);
    return text === undefined ? take(VERSION_ID, "==") && version() : version() && take("==", VERSION_ID);
  };
  const bracketed = (depth: number): boolean => take("(") && any(depth + 1) && take(")");
  const any = (depth: number): boolean => {
    do if (!one(depth)) return false;
    while (take("||"));
    return true;
  };

  const understood = advance() && any(0);
  const isAtEnd = mark === undefined && text === undefined;
  return understood && isAtEnd ? versions : undefined;
}
