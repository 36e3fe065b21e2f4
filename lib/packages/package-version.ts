import { compare, explain } from "@renovatebot/pep440";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { quote } from "../text/quoting";

/** No released version comes near; longer text is an attack on a parser, or a mistake. */
const LONGEST = 200;

/** A release and nothing else, as most versions are: its own normal form. */
const PLAIN = /^(?:0|[1-9][0-9]{0,14})(?:\.(?:0|[1-9][0-9]{0,14}))*$/;

/**
 * Versions of Python packages.
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
export class PackageVersion {
  /**
   * The normal form of a version: "v1.0-RC.1" is "1.0rc1". Trailing zeros are kept, since "1.0" and "1.0.0" are two
   * texts, and download rules compare texts.
   *
   * @throws ValidationError when it is not a valid version
   */
  public static normalize(text: string): string {
    Given.text("version", text);
    const trimmed = text.length > LONGEST ? text : text.trim();
    if (text.length <= LONGEST && PLAIN.test(trimmed)) return trimmed;
    const plus = trimmed.indexOf("+");
    const written = plus < 0 ? trimmed : trimmed.slice(0, plus);
    const local = plus < 0 ? "" : trimmed.slice(plus + 1);
    const parsed = text.length > LONGEST ? null : explain(written);
    if (parsed === null || (plus >= 0 && !/^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/i.test(local))) {
      throw new ValidationError([
        `version ${quote(text)}: not a valid version (such as "1.2.3", "1!2.0", "1.0rc1", "1.0.post1", ` +
          '"2.0+cpu", by PEP 440)',
      ]);
    }
    // The library reads each part as a double, which would turn one long number into another.
    if (/[0-9]{16}/.test(written)) {
      throw new ValidationError([
        `version ${quote(text)}: a number of 16 or more digits cannot be kept exactly; ` +
          "use a release with a shorter version",
      ]);
    }
    if (plus < 0) return parsed.public;
    // Not the library's local part: it reads "1e5" as a number.
    const segments = local.toLowerCase().split(/[-_.]/);
    return `${parsed.public}+${segments.map((segment) => segment.replace(/^0+(?=[0-9]+$)/, "")).join(".")}`;
  }

  /**
   * The texts of a version that PEP 440 calls equal to it, shortest first: "1.17", "1.17.0" and "1.17.0.0". An index
   * holds one release of equal versions, and spells it in one of these ways.
   *
   * @param version in normal form
   * @returns those of up to four parts, or of one part more than it has
   */
  public static equalSpellings(version: string): string[] {
    const [, epoch = "", release, rest = ""] = /^([0-9]+!)?([0-9]+(?:\.[0-9]+)*)(.*)$/.exec(version) ?? [];
    if (release === undefined) return [version];
    const parts = release.split(".");
    const most = Math.max(4, parts.length + 1);
    while (parts.length > 1 && parts.at(-1) === "0") parts.pop();
    const spellings: string[] = [];
    for (; parts.length <= most; parts.push("0")) spellings.push(`${epoch}${parts.join(".")}${rest}`);
    return spellings;
  }

  /** Orders versions by PEP 440, oldest first; two texts of one version ("1.0", "1.0.0") by their text. */
  public static compare(one: string, other: string): number {
    const byMeaning = order(one, other);
    if (byMeaning !== 0 || one === other) return byMeaning;
    return one < other ? -1 : 1;
  }

  /** Whether two texts mean one version, as "1.0" and "1.0.0" do. */
  public static isSame(one: string, other: string): boolean {
    return one === other || order(one, other) === 0;
  }
}

function order(one: string, other: string): number {
  return isPlain(one) && isPlain(other) ? compareReleases(one, other) : compare(valid(one), valid(other));
}

function isPlain(version: string): boolean {
  return typeof version === "string" && PLAIN.test(version);
}

/** The same text. @throws ValidationError when it is not a valid version, which the library would not say */
function valid(text: string): string {
  PackageVersion.normalize(text);
  return text;
}

/** Faster than to parse both; a part that is missing counts as 0. */
function compareReleases(one: string, other: string): number {
  const [parts, others] = [one.split("."), other.split(".")];
  for (let at = 0; at < Math.max(parts.length, others.length); at += 1) {
    const difference = Number(parts[at] ?? 0) - Number(others[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
