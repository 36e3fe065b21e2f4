import { PackageName } from "../packages/package-name";
import { HttpProblem } from "./http-problem";

/** What a request asks for. */
export type RequestTarget =
  | { readonly kind: "projects" }
  /** `name` is a PEP 503 name. */
  | { readonly kind: "project"; readonly name: string }
  | { readonly kind: "file"; readonly handle: string; readonly file: string }
  /** The page has another address: `to` is its path. */
  | { readonly kind: "moved"; readonly to: string };

/** Room for the longest file name with each of its characters encoded, and for much more. */
const LONGEST_TARGET = 8192;
const LONGEST_NAME = 255;

/**
 * Reads the target of a request line. Only paths of this server's own shape pass, so that nothing of a target is ever
 * handed on but a project's normalised name. A query is without meaning, and handed on to nobody.
 *
 * @see https://peps.python.org/pep-0503/#specification (redirects to the normalised name)
 * @throws HttpProblem when there is nothing at that path, or it is none
 */
export function readTarget(target: string): RequestTarget {
  if (target.length > LONGEST_TARGET)
    throw new HttpProblem(414, `a request target has at most ${LONGEST_TARGET} characters`);
  if (!/^\/[\x21\x24-\x5b\x5d-\x7e]*(?:\?[\x21\x24-\x5b\x5d-\x7e]*)?$/.test(target)) {
    throw new HttpProblem(400, "a request target is a path of this index");
  }
  const [path = ""] = target.slice(1).split("?");
  const parts = path.split("/").map(decodeSegment);
  if (parts.slice(0, -1).includes("")) throw new HttpProblem(400, "a path has no empty parts");
  const [first, second, third, ...more] = parts;
  if (first === "simple" && more.length === 0) {
    if (second === undefined) return { kind: "moved", to: "/simple/" };
    if (second === "" && third === undefined) return { kind: "projects" };
    if (third === undefined || third === "") return readProject(second, third === "");
  }
  const isFile = first === "files" && more.length === 0;
  if (isFile && second !== undefined && third) return { kind: "file", handle: second, file: third };
  throw new HttpProblem(404, "nothing is here: the index is at /simple/");
}

function readProject(name: string, isFolder: boolean): RequestTarget {
  if (name.length > LONGEST_NAME) throw new HttpProblem(414, `a project's name has at most ${LONGEST_NAME} characters`);
  if (!PackageName.isValid(name)) throw new HttpProblem(404, "a project of this name cannot be");
  const { normalized } = PackageName.parse(name);
  return name === normalized && isFolder ? { kind: "project", name } : { kind: "moved", to: `/simple/${normalized}/` };
}

/** Decodes once; what would be a separator, a step upwards or a control character then is refused, not resolved. */
function decodeSegment(segment: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    throw new HttpProblem(400, "a path is encoded as UTF-8");
  }
  if (decoded === "." || decoded === ".." || /[/\\\p{C}]/u.test(decoded)) {
    throw new HttpProblem(400, "a part of a path holds no separators, no steps upwards and no control characters");
  }
  return decoded;
}
