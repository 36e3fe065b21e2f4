import { ValidationError } from "../core/errors";

/** Deeper documents are no pipelines, and would overflow the stack. */
const DEEPEST = 200;

/** A value and where it stands, for messages. */
interface Place {
  readonly path: string;
  readonly depth: number;
}

/**
 * JSON as Go's `json.Marshal` writes it. The provider keeps a pipeline's specification in this form and compares it as
 * text, so any other form is a change at each plan.
 *
 * @see https://pkg.go.dev/encoding/json#Marshal
 * @see
 *   https://github.com/hashicorp/terraform-provider-google/blob/v7.45.0/google/services/colab/resource_colab_schedule.go
 */
export class CanonicalJson {
  /**
   * @param value what `JSON.parse` makes
   * @throws ValidationError for what has no such form, or would not come through Terraform as it is
   */
  public static of(value: unknown): string {
    return written(value, { path: "", depth: 0 });
  }
}

function written(value: unknown, place: Place): string {
  if (place.depth > DEEPEST)
    throw new ValidationError([`${shown(place)}: nests more than ${DEEPEST} deep; flatten it`]);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value, place);
  if (typeof value === "string") return stringText(value, place);
  if (Array.isArray(value)) return `[${value.map((item, at) => written(item, within(place, String(at)))).join(",")}]`;
  if (typeof value === "object") return objectText(value, place);
  throw new ValidationError([`${shown(place)}: a ${typeof value} is no JSON; leave it out`]);
}

function objectText(value: object, place: Place): string {
  const fields = Object.entries(value)
    .map(([key, held]) => ({
      key: Buffer.from(key),
      text: `${stringText(key, place)}:${written(held, within(place, key))}`,
    }))
    // By the bytes of UTF-8, which is not the order of JavaScript's strings.
    .sort((one, other) => Buffer.compare(one.key, other.key));
  return `{${fields.map(({ text }) => text).join(",")}}`;
}

/**
 * Go reads every number as a double, and writes the shortest text that is read back as the same, as JavaScript does but
 * for -0.
 */
function numberText(value: number, place: Place): string {
  if (!Number.isFinite(value))
    throw new ValidationError([`${shown(place)}: ${value} is no number of JSON; leave it out`]);
  return Object.is(value, -0) ? "-0" : String(value);
}

function stringText(value: string, place: Place): string {
  if (/\p{Surrogate}/u.test(value)) {
    throw new ValidationError([`${shown(place)}: holds half of a surrogate pair, which is no text; correct it`]);
  }
  // Terraform changes texts to this form when it reads a configuration, and the plan would never be empty.
  if (value.normalize("NFC") !== value) {
    throw new ValidationError([
      `${shown(place)}: is not in Unicode's normal form C, to which Terraform changes it; save it so`,
    ]);
  }
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function within({ path, depth }: Place, key: string): Place {
  return { path: path === "" ? key : `${path}.${key}`, depth: depth + 1 };
}

function shown({ path }: Place): string {
  return path === "" ? "the document" : JSON.stringify(path.slice(0, 200));
}
