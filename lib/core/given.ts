import { ValidationError } from "./errors";

/** What an object among the props must be. */
export interface Kind {
  /** For example `a network such as a PrivateVpc`. */
  readonly text: string;
  /** A member that all of the kind have. */
  readonly has: string;
}

/** By prop; in brackets where the prop is a list. */
export type Kinds<T> = { readonly [K in keyof T]?: Kind | readonly [Kind] };

interface Place {
  readonly node: { readonly path: string };
}

/** Says in a sentence what callers from plain JavaScript left out, or took for something else. */
export class Given {
  /**
   * The props of a construct, or the attributes of one that exists already.
   *
   * @param needed the props that have to be there and are objects
   * @throws ValidationError when there are no props, or one of those is missing or something else
   */
  public static props<T extends object>(scope: Place, id: string, props: T, needed: Kinds<T> = {}): T {
    return Given.checked("props", props, needed, () => `${scope.node.path}/${id}`);
  }

  /** The options of a method or factory, given or left out. @throws ValidationError as `props` does */
  public static options<T extends object>(name: string, options: T, needed: Kinds<T> = {}): T {
    return Given.checked(name, options, needed);
  }

  /** @throws ValidationError when it is not of the kind */
  public static object<T extends object>(name: string, value: T, kind: Kind, place?: Place): T {
    if (!isOf(value, kind))
      throw new ValidationError([`${name}${shown(value)}: must be ${kind.text}`], place?.node.path);
    return value;
  }

  /** @throws ValidationError when it is no text */
  public static text(name: string, value: string): string {
    if (typeof value !== "string") throw new ValidationError([`${name}${shown(value)}: must be a text`]);
    return value;
  }

  /** @throws ValidationError when it is no list of texts */
  public static texts(name: string, values: readonly string[]): void {
    if (!Array.isArray(values)) throw new ValidationError([`${name}${shown(values)}: must be a list of texts`]);
    values.forEach((value: string) => Given.text(name, value));
  }

  private static checked<T extends object>(name: string, given: T, needed: Kinds<T>, where?: () => string): T {
    if (!isObject(given)) throw new ValidationError([`${name}${shown(given)}: must be an object`], where?.());
    const problems = Object.entries<Kind | readonly [Kind] | undefined>(needed).flatMap(([key, kind]) => {
      const value: unknown = Reflect.get(given, key);
      if (kind === undefined) return [];
      if ("text" in kind) return isOf(value, kind) ? [] : [`${key}${shown(value)}: must be ${kind.text}`];
      if (!Array.isArray(value)) return [`${key}${shown(value)}: must be a list; each of it ${kind[0].text}`];
      return value
        .filter((one) => !isOf(one, kind[0]))
        .map((one) => `${key}${shown(one)}: each must be ${kind[0].text}`);
    });
    if (problems.length > 0) throw new ValidationError(problems, where?.());
    return given;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOf(value: unknown, { has }: Kind): boolean {
  return isObject(value) && has in value;
}

function shown(value: unknown): string {
  if (value === undefined) return ": is missing";
  if (isObject(value)) return " (another object)";
  if (Array.isArray(value)) return " (a list)";
  return ` ${typeof value === "function" ? "(a function)" : JSON.stringify(value)}`;
}
