/** What YAML can hold and Kubernetes takes. */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/**
 * Texts that stand for themselves; others are quoted, as those that YAML takes for something else ("no", "1.0", "~").
 */
const PLAIN = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[A-Za-z][A-Za-z0-9_./-]*$/i;

/** Writes the values as the documents of one YAML file, for people to read and for `kubectl apply -f`. */
export function yamlText(documents: readonly YamlValue[]): string {
  return documents.map((document) => `---\n${lines(document).join("\n")}\n`).join("");
}

function lines(value: YamlValue): readonly string[] {
  if (!hasInner(value)) return [leaf(value)];
  if (isList(value)) return value.flatMap(item);
  return Object.entries(value).flatMap(([key, one]) => entry(scalar(key), one));
}

function item(value: YamlValue): readonly string[] {
  const [first = "", ...others] = lines(value);
  return [`- ${first}`, ...others.map(indented)];
}

function entry(key: string, value: YamlValue): readonly string[] {
  if (typeof value === "string" && value.includes("\n")) return block(key, value);
  if (!hasInner(value)) return [`${key}: ${leaf(value)}`];
  return [`${key}:`, ...lines(value).map(indented)];
}

/** A text of several lines as it is: its first line may not begin with a blank, which would count as indentation. */
function block(key: string, text: string): readonly string[] {
  const hasOneEnd = text.endsWith("\n") && !text.endsWith("\n\n");
  if (!hasOneEnd || /^\s|[^\n\x20-\x7e]/.test(text)) {
    return [`${key}: ${JSON.stringify(text)}`];
  }
  return [`${key}: |`, ...text.slice(0, -1).split("\n").map(indented)];
}

type Inner = readonly YamlValue[] | Readonly<Record<string, YamlValue>>;

function hasInner(value: YamlValue): value is Inner {
  return typeof value === "object" && Object.keys(value).length > 0;
}

function leaf(value: YamlValue): string {
  if (typeof value === "object") return isList(value) ? "[]" : "{}";
  return scalar(value);
}

function scalar(value: string | number | boolean): string {
  return typeof value === "string" && !PLAIN.test(value) ? JSON.stringify(value) : String(value);
}

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}
