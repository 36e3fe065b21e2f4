import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** What a plan says of a resource without its masks: what is not known yet is not in it. */
export interface PlannedValues {
  readonly before: unknown;
  readonly after: unknown;

  /** Whether the object stays, and is changed where it is. */
  readonly isInPlace: boolean;
}

/**
 * Whether the configuration shows a block with its place, where there are so many of its name: it shows no `dynamic`
 * ones.
 */
type Shows = (path: readonly string[], count: number) => boolean;

/**
 * Whether a value that is not known yet comes from a `dynamic` block, as far as its traces say. What nobody wrote keeps
 * its value when an object is changed in place, so that a value that is no longer known was written; and a block whose
 * fields are planned, and which the configuration does not show, is a dynamic one, so that anything in it may be.
 *
 * @param path the attribute, within blocks with their places
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/plan-modification
 */
export function isFromDynamic(path: readonly string[], values: PlannedValues, shows: Shows): boolean {
  if (isVolatile(path)) return false;
  const blocks = blocksAround(path, values.after);
  if (blocks.some(({ at, count }) => !shows(at, count))) return true;
  return values.isInPlace && areBlocks(valueIn(values.before, path));
}

/** What Google alone fills in, and changes with the object, whoever wrote the block that it is in. */
const VOLATILE = /^(?:etag|generation|state|status|.{0,80}fingerprint|.{1,80}_time|.{1,80}_(?:state|status|sha256))$/;

/** What is called so and can be written, in any type of provider 7.45.0 that may also fill it in. */
const SETTABLE: ReadonlySet<string> = new Set([
  "backup_configuration.start_time",
  "cache_parameters.peering_command_expiry_time",
  "condition.with_state",
  "management_settings.transfer_lock_state",
  "mfa.state",
  "os_policy_assignment_v1_payload.etag",
  "persistence_config.rdb_snapshot_start_time",
  "properties.operations_insights_state",
  "provider_configs.state",
  "rdb_config.rdb_snapshot_start_time",
  "scheduling.termination_time",
  "storage_source.generation",
  "window.end_time",
  "window.start_time",
]);

/** Whether Google alone says what an attribute holds. */
export function isVolatile(path: readonly string[]): boolean {
  const [block = "", name] = path.filter((part) => !isPlace(part)).slice(-2);
  return name !== undefined && VOLATILE.test(name) && !SETTABLE.has(`${block}.${name}`);
}

/** The blocks that an attribute is in and that are planned, each with how many there are of its name. */
function blocksAround(
  path: readonly string[],
  after: unknown,
): readonly { readonly at: readonly string[]; readonly count: number }[] {
  return path.flatMap((part, index) => {
    const [at, list] = [path.slice(0, index + 1), valueIn(after, path.slice(0, index))];
    const isBlock = isPlace(part) && Array.isArray(list) && isFields(list[Number(part)]);
    return isBlock && index < path.length - 1 ? [{ at, count: list.length }] : [];
  });
}

function isPlace(part: string): boolean {
  return /^\d+$/.test(part);
}

function valueIn(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, part) => fieldsOf(at)[part], value);
}

function areBlocks(value: unknown): boolean {
  return Array.isArray(value) && value.some(isFields);
}

function isFields(value: unknown): value is TerraformFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
