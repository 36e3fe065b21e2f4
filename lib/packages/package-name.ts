import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { quote } from "../text/quoting";

/** A wheel's file name begins with the name, and no common file system stores longer ones. */
const LONGEST = 255;

const VALID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/**
 * The name of a Python package. Two spellings that Python tools take for one package ("Foo.Bar", "foo_bar") have one
 * normal form.
 *
 * @see https://packaging.python.org/en/latest/specifications/name-normalization/
 */
export class PackageName {
  /**
   * @param text the name as somebody wrote it
   * @throws ValidationError when it is not a valid package name
   */
  public static parse(text: string): PackageName {
    Given.text("package name", text);
    if (!PackageName.isValid(text)) {
      throw new ValidationError([
        `package name ${quote(text)}: not a valid package name (letters, digits, ".", "-", "_"; ` +
          `starts and ends with a letter or digit${text.length > LONGEST ? `; at most ${LONGEST} characters` : ""})`,
      ]);
    }
    return new PackageName(text);
  }

  /** Whether the text is a valid package name. */
  public static isValid(text: string): boolean {
    return typeof text === "string" && text.length <= LONGEST && VALID.test(text);
  }

  /** The normal form: lower case, with "-" for each run of ".", "-" and "_" (PEP 503). */
  public readonly normalized: string;

  private constructor(
    /** The name as it was written. */
    public readonly written: string,
  ) {
    this.normalized = written.replace(/[-_.]+/g, "-").toLowerCase();
  }
}
