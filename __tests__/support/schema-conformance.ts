import { referenceProblems } from "./references";
import type { AttributeSchema, BlockSchema, NestedBlockSchema, ProviderSchema, SchemaType } from "./provider-schema";
import { googleSchema } from "./provider-schema";
import type { TerraformBody, TerraformConfiguration } from "./terraform-configuration";
import { constraintWithin } from "./version-range";

const TOP_LEVEL = [
  "//",
  "terraform",
  "provider",
  "resource",
  "data",
  "output",
  "variable",
  "locals",
  "import",
  "moved",
];
const META_ARGUMENTS = ["//", "depends_on", "lifecycle", "provider", "count", "for_each", "provisioner", "connection"];
const DATA_META_ARGUMENTS = META_ARGUMENTS.filter((name) => name !== "provisioner" && name !== "connection");
const LIFECYCLE = new Map<string, SchemaType>([
  ["create_before_destroy", "bool"],
  ["prevent_destroy", "bool"],
  ["ignore_changes", ["list", "string"]],
  ["replace_triggered_by", ["list", "string"]],
  ["precondition", "dynamic"],
  ["postcondition", "dynamic"],
]);
const OUTPUT = ["value", "description", "sensitive", "depends_on"];

/** `google_artifact_registry_rule` with its `deletion_policy`, up to the next major version. */
const RULE_NEEDS = { least: "7.33.0", below: "8.0.0" };

/**
 * Everything in a synthesised stack that the provider would refuse, each with its place; none for a stack that
 * conforms. It reads what Terraform's own validation reads, from the real provider's schema, without either.
 */
export function conformanceProblems(
  stack: TerraformConfiguration,
  schema: ProviderSchema = googleSchema(),
): readonly string[] {
  return [
    ...Object.keys(stack)
      .filter((key) => !TOP_LEVEL.includes(key))
      .map((key) => `${key}: not a known block of a configuration`),
    ...providerProblems(stack, schema),
    ...blocksProblems(stack.resource, "", schema.resources, META_ARGUMENTS, stack),
    ...blocksProblems(stack.data, "data.", schema.data_sources, DATA_META_ARGUMENTS, stack),
    ...Object.entries(stack.output ?? {}).flatMap(([name, output]) => outputProblems(`output.${name}`, output)),
    ...unresolvedProblems(stack, ""),
    ...referenceProblems(stack, schema),
  ];
}

function providerProblems(stack: TerraformConfiguration, schema: ProviderSchema): readonly string[] {
  const problems: string[] = [];
  for (const [name, configured] of Object.entries(stack.provider ?? {})) {
    if (name !== schema.provider) {
      problems.push(`provider.${name}: no schema to check it against`);
      continue;
    }
    for (const body of asList(configured)) {
      problems.push(...bodyProblems(`provider.${name}`, body, schema.provider_config, ["alias"]));
    }
  }
  const prefix = `${schema.provider}_`;
  const types = [...Object.keys(stack.resource ?? {}), ...Object.keys(stack.data ?? {})].filter((type) =>
    type.startsWith(prefix),
  );
  const required = stack.terraform?.required_providers?.[schema.provider];
  const place = `terraform.required_providers.${schema.provider}`;
  if (types.length > 0 && required === undefined) problems.push(`${place}: missing`);
  if (types.includes("google_artifact_registry_rule") && !constraintWithin(required?.version ?? "", RULE_NEEDS)) {
    const { least, below } = RULE_NEEDS;
    problems.push(
      `${place}.version: "${
        required?.version ?? ""
      }" is not within ">= ${least}, < ${below}", which google_artifact_registry_rule needs`,
    );
  }
  return problems;
}

function blocksProblems(
  all: TerraformConfiguration["resource"],
  prefix: string,
  schemas: Readonly<Record<string, BlockSchema>>,
  metaArguments: readonly string[],
  stack: TerraformConfiguration,
): readonly string[] {
  return Object.entries(all ?? {}).flatMap(([type, byId]) =>
    Object.entries(byId).flatMap(([id, body]) => {
      const place = `${prefix}${type}.${id}`;
      const schema = schemas[type];
      if (schema === undefined) return [`${place}: no schema of this type`];
      return [
        ...(/^[A-Za-z_][\w-]*$/.test(id) ? [] : [`${place}: not a valid name`]),
        ...bodyProblems(place, body, schema, metaArguments),
        ...metaProblems(place, body, schema, stack),
      ];
    }),
  );
}

function metaProblems(
  place: string,
  body: TerraformBody,
  schema: BlockSchema,
  stack: TerraformConfiguration,
): readonly string[] {
  const { depends_on: dependsOn = [], count = 0, for_each: forEach, provider, lifecycle = [] } = body;
  const problems = [
    ...typeProblems(`${place}.depends_on`, dependsOn, ["list", "string"]),
    ...typeProblems(`${place}.count`, count, "number"),
    ...asList(lifecycle).flatMap((one) => lifecycleProblems(`${place}.lifecycle`, one, schema)),
  ];
  if (body.count !== undefined && forEach !== undefined)
    problems.push(`${place}: count and for_each exclude each other`);
  if (typeof forEach === "string" ? !forEach.includes("${") : forEach !== undefined && !isBody(forEach)) {
    problems.push(`${place}.for_each: must be a map or an expression`);
  }
  for (const name of ["provisioner", "connection"]) {
    if (body[name] !== undefined) problems.push(`${place}.${name}: this project runs nothing from Terraform`);
  }
  const declared = Object.entries(stack.provider ?? {}).flatMap(([name, configured]) =>
    asList(configured).map(({ alias }) => (typeof alias === "string" ? `${name}.${alias}` : name)),
  );
  if (provider !== undefined && !declared.some((name) => name === provider)) {
    problems.push(`${place}.provider: ${JSON.stringify(provider)} is not declared`);
  }
  return problems;
}

function lifecycleProblems(place: string, lifecycle: unknown, schema: BlockSchema): readonly string[] {
  if (!isBody(lifecycle)) return [`${place}: must be a block`];
  return Object.entries(lifecycle).flatMap(([name, value]) => {
    const type = LIFECYCLE.get(name);
    if (type === undefined) return [`${place}.${name}: not a known argument`];
    if (name !== "ignore_changes") return typeProblems(`${place}.${name}`, value, type);
    if (value === "all") return [];
    const ignored = Array.isArray(value) ? value.map(String) : [];
    const unknown = ignored.filter((path) => !isAttribute(schema, path.split(/[.[]/)[0] ?? ""));
    return [
      ...typeProblems(`${place}.${name}`, value, type),
      ...unknown.map((path) => `${place}.${name}: "${path}" is not a known attribute`),
    ];
  });
}

function isAttribute(schema: BlockSchema, name: string): boolean {
  return schema.attributes[name] !== undefined || schema.blocks?.[name] !== undefined;
}

function outputProblems(place: string, output: TerraformBody): readonly string[] {
  const unknown = Object.keys(output).filter((name) => !OUTPUT.includes(name));
  return [
    ...unknown.map((name) => `${place}.${name}: not a known argument`),
    ...(output.value === undefined || output.value === null ? [`${place}.value: missing`] : []),
  ];
}

function bodyProblems(
  place: string,
  body: unknown,
  schema: BlockSchema,
  metaArguments: readonly string[],
): readonly string[] {
  if (!isBody(body)) return [`${place}: must be a block`];
  const problems: string[] = [];
  const given = new Map(Object.entries(body).filter(([, value]) => value !== null && value !== undefined));
  for (const [name, value] of given) {
    const attribute = schema.attributes[name];
    const block = schema.blocks?.[name];
    if (attribute !== undefined) problems.push(...attributeProblems(`${place}.${name}`, value, attribute));
    else if (block !== undefined) problems.push(...nestedProblems(`${place}.${name}`, value, block));
    else if (!metaArguments.includes(name)) problems.push(`${place}.${name}: not a known attribute or block`);
  }
  for (const [name, { required }] of Object.entries(schema.attributes)) {
    if (required === true && !given.has(name)) problems.push(`${place}.${name}: required and missing`);
  }
  for (const [name, { min_items: least = 0 }] of Object.entries(schema.blocks ?? {})) {
    if (least > 0 && !given.has(name)) problems.push(`${place}.${name}: needs at least ${least}, there is none`);
  }
  return problems;
}

function attributeProblems(
  place: string,
  value: unknown,
  { type, computed, optional, required }: AttributeSchema,
): readonly string[] {
  if (computed === true && optional !== true && required !== true) return [`${place}: is computed and cannot be set`];
  return typeProblems(place, value, type);
}

function nestedProblems(place: string, value: unknown, schema: NestedBlockSchema): readonly string[] {
  const { nesting, min_items: least = 0, max_items: most = nesting === "single" ? 1 : Infinity } = schema;
  const items = asList(value);
  const problems = items.flatMap((item, index) =>
    bodyProblems(items.length > 1 ? `${place}[${index}]` : place, item, schema, []),
  );
  if (items.length < least) problems.push(`${place}: needs at least ${least}, there are ${items.length}`);
  if (items.length > most) problems.push(`${place}: takes at most ${most}, there are ${items.length}`);
  return problems;
}

/** Follows Terraform's conversions: numbers and bools may be texts and the reverse, when nothing is lost. */
function typeProblems(place: string, value: unknown, type: SchemaType): readonly string[] {
  if (type === "dynamic" || (typeof value === "string" && /(?<!\$)\$\{/.test(value))) return [];
  const wrong = [`${place}: must be a ${typeof type === "string" ? type : type[0]}, is ${JSON.stringify(value)}`];
  if (type === "string") return ["string", "number", "boolean"].includes(typeof value) ? [] : wrong;
  if (type === "number") return typeof value === "number" || isNumeric(value) ? [] : wrong;
  if (type === "bool") return typeof value === "boolean" || value === "true" || value === "false" ? [] : wrong;
  if (type[0] === "list" || type[0] === "set") {
    if (!Array.isArray(value)) return wrong;
    return value.flatMap((item, index) => typeProblems(`${place}[${index}]`, item, type[1]));
  }
  if (!isBody(value)) return wrong;
  if (type[0] === "map") {
    return Object.entries(value).flatMap(([key, item]) => typeProblems(`${place}.${key}`, item, type[1]));
  }
  return [
    ...Object.keys(value)
      .filter((key) => !(key in type[1]))
      .map((key) => `${place}.${key}: not a known attribute`),
    ...Object.entries(type[1]).flatMap(([key, inner]) =>
      value[key] === undefined
        ? [`${place}.${key}: required and missing`]
        : typeProblems(`${place}.${key}`, value[key], inner),
    ),
  ];
}

/** Tokens of cdktf that nobody resolved. */
function unresolvedProblems(value: unknown, place: string): readonly string[] {
  if (typeof value === "string") return value.includes("TfToken[") ? [`${place}: holds an unresolved token`] : [];
  if (typeof value === "number") return value < -1e200 ? [`${place}: is an unresolved number token`] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    unresolvedProblems(item, place === "" ? key : `${place}.${key}`),
  );
}

function isBody(value: unknown): value is TerraformBody {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumeric(value: unknown): boolean {
  return typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value);
}

function asList<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
