import { isDeepStrictEqual } from "node:util";

/** One resource of a plan, as its values are before and after. */
export interface PlannedResource {
  /** Such as `google_storage_bucket.Data`, `module.a.google_storage_bucket.Data["x"]` or `data.google_project.This`. */
  readonly address: string;

  /** @default - as the address says */
  readonly type?: string;

  /** @default - it does not exist before */
  readonly before?: object;

  /** @default - it does not exist after */
  readonly after?: object;

  /**
   * The mask of what is known only after the apply, though the configuration says something of it: `{ member: true }`.
   */
  readonly unknown?: object;

  /**
   * Attributes that are known only after the apply, and of which the configuration says nothing: Google chooses them.
   */
  readonly computed?: readonly string[];

  /** The mask of secrets, of both sides. */
  readonly sensitive?: object;

  /** @default - what before and after say: create, delete, update or no-op */
  readonly actions?: readonly string[];

  /** `depends_on` of the configuration, relative to the module; and of the state unless `stateDependsOn` is given. */
  readonly dependsOn?: readonly string[];
  readonly stateDependsOn?: readonly string[];

  /**
   * The expressions of the configuration, such as `{ repository: { references: ["a.b.name", "a.b"] } }`, beside the
   * literals of `after`.
   */
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly previousAddress?: string;
  readonly importId?: string;
  readonly deposed?: string;
  readonly reason?: string;
}

export interface PlanParts {
  readonly resources: readonly PlannedResource[];
  readonly drift?: readonly PlannedResource[];
  readonly deferred?: readonly (PlannedResource & { readonly deferredReason?: string })[];

  /** @default "acme-ml" */
  readonly project?: string;
  readonly errored?: boolean;
  readonly complete?: boolean;

  /** @default "1.2" */
  readonly formatVersion?: string;
}

/** A plan as `terraform show -json` prints it; parsed, as `TerraformPlan.read` takes it. */
export function planOf(parts: PlanParts): Readonly<Record<string, unknown>> {
  const { resources, drift = [], deferred = [], project = "acme-ml" } = parts;
  const standing = resources.filter(({ deposed }) => deposed === undefined);
  return {
    format_version: parts.formatVersion ?? "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: valuesOf(standing, ({ after }) => after) },
    ...(drift.length === 0 ? {} : { resource_drift: drift.map(changeOf) }),
    ...(deferred.length === 0
      ? {}
      : {
          deferred_changes: deferred.map((one) => ({
            reason: one.deferredReason ?? "unknown",
            resource_change: changeOf(one),
          })),
        }),
    resource_changes: resources.map(changeOf),
    prior_state: {
      format_version: "1.0",
      terraform_version: "1.11.4",
      values: { root_module: valuesOf(standing, ({ before }) => before) },
    },
    configuration: {
      provider_config: {
        google: {
          name: "google",
          full_name: "registry.terraform.io/hashicorp/google",
          expressions: { project: { constant_value: project } },
        },
      },
      root_module: configurationOf([...resources, ...deferred], []),
    },
    timestamp: "2026-11-21T12:00:00Z",
    applyable: true,
    complete: parts.complete ?? true,
    errored: parts.errored ?? false,
  };
}

/** What an address says: the modules it is in, and the resource in the innermost one. */
function partsOf(address: string): {
  modules: string[];
  mode: "data" | "managed";
  type: string;
  name: string;
  index?: string | number;
} {
  const [, path = "", data, type = "", name = "", index] =
    /^((?:module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.)*)(data\.)?([\w-]+)\.([\w-]+)(?:\[(\d+|"(?:[^"\\]|\\.)*")\])?$/.exec(
      address,
    ) ?? [];
  if (type === "") throw new Error(`no address: ${address}`);
  return {
    modules: [...path.matchAll(/module\.([\w-]+)/g)].map(([, one = ""]) => one),
    mode: data === undefined ? "managed" : "data",
    type,
    name,
    ...(index === undefined ? {} : { index: JSON.parse(index) as string | number }),
  };
}

function identityOf(resource: PlannedResource): Record<string, unknown> {
  const { modules, mode, type, name, index } = partsOf(resource.address);
  return {
    address: resource.address,
    ...(modules.length === 0
      ? {}
      : { module_address: resource.address.slice(0, resource.address.lastIndexOf(`.${type}.`)) }),
    mode,
    type: resource.type ?? type,
    name,
    ...(index === undefined ? {} : { index }),
    provider_name: "registry.terraform.io/hashicorp/google",
  };
}

function changeOf(resource: PlannedResource): Record<string, unknown> {
  const {
    before,
    after,
    unknown = {},
    computed = [],
    sensitive = {},
    importId,
    previousAddress,
    deposed,
    reason,
  } = resource;
  return {
    ...identityOf(resource),
    ...(previousAddress === undefined ? {} : { previous_address: previousAddress }),
    ...(deposed === undefined ? {} : { deposed }),
    change: {
      actions: resource.actions ?? actionsOf(resource),
      before: before ?? null,
      after: after ?? null,
      after_unknown: { ...Object.fromEntries(computed.map((name) => [name, true])), ...unknown },
      before_sensitive: before === undefined ? false : sensitive,
      after_sensitive: after === undefined ? false : sensitive,
      ...(importId === undefined ? {} : { importing: { id: importId } }),
    },
    ...(reason === undefined ? {} : { action_reason: reason }),
  };
}

function actionsOf({ before, after, unknown = {} }: PlannedResource): readonly string[] {
  if (before === undefined) return ["create"];
  if (after === undefined) return ["delete"];
  return isDeepStrictEqual(before, after) && Object.keys(unknown).length === 0 ? ["no-op"] : ["update"];
}

function valuesOf(
  resources: readonly PlannedResource[],
  bodyOf: (resource: PlannedResource) => object | undefined,
): object {
  const there = resources.filter((one) => bodyOf(one) !== undefined);
  const moduleOf = ({ address }: PlannedResource): string => {
    const { mode, type } = partsOf(address);
    const end = address.lastIndexOf(mode === "data" ? `data.${type}.` : `${type}.`);
    return address.slice(0, Math.max(end - 1, 0));
  };
  const values = (one: PlannedResource): object => ({
    ...identityOf(one),
    schema_version: 0,
    values: bodyOf(one),
    sensitive_values: one.sensitive ?? {},
    depends_on: one.stateDependsOn ?? one.dependsOn ?? [],
  });
  const modules = [...new Set(there.map(moduleOf))].filter((one) => one !== "");
  return {
    resources: there.filter((one) => moduleOf(one) === "").map(values),
    child_modules: modules.map((address) => ({
      address,
      resources: there.filter((one) => moduleOf(one) === address).map(values),
    })),
  };
}

/** What is deleted has no configuration any more. */
function configurationOf(resources: readonly PlannedResource[], path: readonly string[]): object {
  const configured = resources.filter(
    ({ after, deposed, actions }) => after !== undefined && deposed === undefined && actions?.[0] !== "forget",
  );
  const here = configured.filter(({ address }) => partsOf(address).modules.join(".") === path.join("."));
  const below = configured
    .map(({ address }) => partsOf(address).modules)
    .filter((modules) => modules.length > path.length && path.every((one, at) => modules[at] === one))
    .map((modules) => modules[path.length] ?? "");
  const byAddress = new Map(
    here.map((one) => {
      const { mode, type, name } = partsOf(one.address);
      const address = `${mode === "data" ? "data." : ""}${type}.${name}`;
      const literals = writtenIn(one.after ?? {});
      const unseen = fieldsOfMask(one.unknown);
      return [
        address,
        {
          address,
          mode,
          type,
          name,
          provider_config_key: "google",
          expressions: { ...mergedBlocks(unseen, literals), ...one.expressions },
          schema_version: 0,
          ...(one.dependsOn === undefined ? {} : { depends_on: one.dependsOn }),
        },
      ] as const;
    }),
  );
  return {
    ...(byAddress.size === 0 ? {} : { resources: [...byAddress.values()] }),
    ...(below.length === 0
      ? {}
      : {
          module_calls: Object.fromEntries(
            [...new Set(below)].map((name) => [
              name,
              { source: `./${name}`, module: configurationOf(resources, [...path, name]) },
            ]),
          ),
        }),
  };
}

/** What is not known yet is written as a reference of which no more is shown. */
function fieldsOfMask(mask: object = {}): Record<string, unknown> {
  const expression = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(expression);
    return typeof one === "object" && one !== null ? fieldsOfMask(one) : {};
  };
  return Object.fromEntries(Object.entries(mask).map(([key, one]: [string, unknown]) => [key, expression(one)]));
}

/** Of blocks the fields of both, one by one. */
function mergedBlocks(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const merged = (key: string): unknown => {
    const [first, second] = [one[key], other[key]];
    if (!Array.isArray(first) || !Array.isArray(second)) return key in other ? second : first;
    return Array.from({ length: Math.max(first.length, second.length) }, (_, at) =>
      mergedBlocks((first[at] ?? {}) as Record<string, unknown>, (second[at] ?? {}) as Record<string, unknown>),
    );
  };
  return Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, merged(key)]),
  );
}

/** Blocks are lists of objects; all else is a literal. */
function expressionOf(value: unknown): unknown {
  if (!Array.isArray(value) || !value.some((one) => typeof one === "object" && one !== null))
    return { constant_value: value };
  return value.map(writtenIn);
}

/** What is null is not written: it may be known after the apply only. */
function writtenIn(body: object): Record<string, unknown> {
  const written = Object.entries(body).filter(([, one]: [string, unknown]) => one !== null);
  return Object.fromEntries(written.map(([key, one]: [string, unknown]) => [key, expressionOf(one)]));
}
