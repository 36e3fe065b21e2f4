import type { BlockSchema, ProviderSchema } from "./provider-schema";
import type { TerraformConfiguration } from "./terraform-configuration";

/** A path that an expression names, such as ["google_x", "Y", "id"]. */
type Path = readonly string[];

/** The first parts of references that lead to no block of the configuration. */
const BUILT_IN = ["each", "count", "path", "self", "terraform"];

/**
 * What is wrong with the references between the blocks of a configuration: those to nothing, those to an attribute
 * that does not exist, `depends_on` that names more or less than a block, and cycles.
 */
export function referenceProblems(stack: TerraformConfiguration, schema: ProviderSchema): readonly string[] {
  const problems: string[] = [];
  const edges = new Map<string, Set<string>>();
  for (const [node, value] of nodes(stack)) {
    const targets = new Set<string>();
    edges.set(node, targets);
    for (const { place, path, whole } of referencesIn(value, node)) {
      const { target, problem } = resolve(path, whole, stack, schema);
      if (problem !== undefined) problems.push(`${place}: "${path.join(".")}" ${problem}`);
      if (target !== undefined) targets.add(target);
    }
  }
  for (const { to } of [...(stack.import ?? []), ...(stack.moved ?? [])]) {
    const { problem } = resolve(to.split("."), true, stack, schema);
    if (problem !== undefined) problems.push(`import or moved: "${to}" ${problem}`);
  }
  const cycle = findCycle(edges);
  if (cycle !== undefined) problems.push(`cycle: ${cycle.join(" -> ")}`);
  return problems;
}

/** Everything that may refer to something else, by its address. */
function nodes(stack: TerraformConfiguration): readonly (readonly [string, unknown])[] {
  const blocks = (all: TerraformConfiguration["resource"], prefix: string): readonly (readonly [string, unknown])[] =>
    Object.entries(all ?? {}).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, body]) => [`${prefix}${type}.${id}`, body] as const),
    );
  const named = (all: object | undefined, prefix: string): readonly (readonly [string, unknown])[] =>
    Object.entries(all ?? {}).map(([name, value]) => [`${prefix}${name}`, value] as const);
  return [
    ...blocks(stack.resource, ""),
    ...blocks(stack.data, "data."),
    ...named(stack.locals, "local."),
    ...named(stack.output, "output."),
    ...named(stack.provider, "provider."),
  ];
}

interface Reference {
  readonly place: string;
  readonly path: Path;
  /** Whether it must name a whole block (`depends_on`). */
  readonly whole: boolean;
}

function referencesIn(value: unknown, place: string): readonly Reference[] {
  if (typeof value === "string") {
    return expressionsIn(value)
      .flatMap((expression) => pathsIn(expression))
      .map((path) => ({ place, path, whole: false }));
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const here = `${place}.${key}`;
    if (key === "//") return [];
    // In these two the texts themselves are references.
    if ((key === "depends_on" || key === "replace_triggered_by") && Array.isArray(item)) {
      const texts = item.map((text) => String(text).replace(/^\$\{(.*)\}$/, "$1"));
      return texts.map((text) => ({ place: here, path: text.split("."), whole: key === "depends_on" }));
    }
    return referencesIn(item, here);
  });
}

/** What stands in `${…}` or `%{…}` in a text; `$${` and `%%{` are those characters themselves. */
export function expressionsIn(text: string): readonly string[] {
  const expressions: string[] = [];
  for (let start = 0; start < text.length; start += 1) {
    if (!/^[$%]\{/.test(text.slice(start, start + 2))) continue;
    if (text[start - 1] === text[start]) continue;
    const end = closingBrace(text, start + 2);
    expressions.push(text.slice(start + 2, end));
    start = end;
  }
  return expressions;
}

/** The place of the brace that ends an expression, past texts and braces within it. */
function closingBrace(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "}") return at;
    if (text[at] === "{") at = closingBrace(text, at + 1);
    if (text[at] === '"') at = closingQuote(text, at + 1);
  }
  return text.length;
}

function closingQuote(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
    else if (text[at] === "$" && text[at + 1] === "{") at = closingBrace(text, at + 2);
  }
  return text.length;
}

/** The references in an expression, those in texts within it included. */
function pathsIn(expression: string): readonly Path[] {
  const paths: Path[] = [];
  let code = "";
  for (let at = 0; at < expression.length; at += 1) {
    if (expression[at] !== '"') {
      code += expression[at] ?? "";
      continue;
    }
    const end = closingQuote(expression, at + 1);
    paths.push(...expressionsIn(expression.slice(at + 1, end)).flatMap(pathsIn));
    code += '""';
    at = end;
  }
  for (const [reference] of code.matchAll(
    /(?<![\w.\-\]"])[A-Za-z_][\w-]*(?:\[(?:\d+|\*|"")\]|\.(?:[A-Za-z_][\w-]*|\d+|\*))+/g,
  )) {
    paths.push(
      reference
        .replace(/\[[^\]]*\]/g, "")
        .split(".")
        .filter((part) => !/^(?:\d+|\*)$/.test(part)),
    );
  }
  return paths;
}

function resolve(
  path: Path,
  whole: boolean,
  stack: TerraformConfiguration,
  schema: ProviderSchema,
): { readonly target?: string; readonly problem?: string } {
  const [first = "", second = ""] = path;
  if (BUILT_IN.includes(first)) return {};
  if (first === "var") return second in (stack.variable ?? {}) ? {} : { problem: "is not a declared variable" };
  if (first === "local") {
    return second in (stack.locals ?? {}) ? { target: `local.${second}` } : { problem: "is not a declared local" };
  }
  const isData = first === "data";
  const [type = "", id = "", ...attributes] = isData ? path.slice(1) : path;
  const target = `${isData ? "data." : ""}${type}.${id}`;
  if ((isData ? stack.data : stack.resource)?.[type]?.[id] === undefined) return { problem: "is not declared" };
  if (whole) return attributes.length === 0 ? { target } : { target, problem: "must name a whole block" };
  const known = (isData ? schema.data_sources : schema.resources)[type];
  return known === undefined || hasAttribute(known, attributes)
    ? { target }
    : { target, problem: "is not a known attribute" };
}

function hasAttribute(schema: BlockSchema, path: Path): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  if (schema.attributes[first] !== undefined) return true;
  const block = schema.blocks?.[first];
  return block !== undefined && hasAttribute(block, rest);
}

function findCycle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] | undefined {
  const done = new Set<string>();
  const walk = (node: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(node)) return [...trail.slice(trail.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const target of edges.get(node) ?? []) {
      const cycle = walk(target, [...trail, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = walk(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
