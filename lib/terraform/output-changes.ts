import { HiddenValue } from "./hidden-value";
import { type PlanConfiguration, withoutKeys } from "./plan-configuration";
import { fieldsOf, type TerraformFields } from "./terraform-resources";

/** An output of the root module that shows from the apply on what was, or is, a secret. */
export interface RevealedOutput {
  readonly name: string;

  /** The address of the secret that it is made from; undefined when the output itself was the secret. */
  readonly secret: string | undefined;
}

/** What an output that everybody may see is made from: an attribute of a resource, and where that is. */
interface Origin {
  readonly output: string;
  readonly reference: string;
  readonly path: readonly string[];

  /** The texts that the output shows. */
  readonly shown: readonly string[];
}

/**
 * What a plan does to the outputs of the root module. Of one that is a secret before or after, a plan says that it is
 * one on both sides; what it is from the apply on stands in the configuration alone.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export class OutputChanges {
  /** The outputs that are new, that change or that go. */
  public readonly names: readonly string[];

  private readonly found: RevealedOutput[] = [];

  /** By the address of the resource, without instance keys. */
  private readonly origins = new Map<string, Origin[]>();

  /** @param changes the `output_changes` of a plan */
  public constructor(changes: unknown, configuration: PlanConfiguration) {
    const changed = Object.entries(fieldsOf(changes))
      .map(([name, change]) => ({ name, change: fieldsOf(change) }))
      .filter(({ change }) => !isNoOp(change));
    this.names = changed.map(({ name }) => name);
    for (const { name, change } of changed) {
      // What the configuration says to be secret stays so, and what it does not have goes.
      if (configuration.isSecretOutput(name) !== false) continue;
      if (change.after_sensitive === true) this.found.push({ name, secret: undefined });
      else this.follow(name, textsIn(change.after), configuration);
    }
  }

  /** The outputs that show secrets, when all resources are noted. */
  public get revealed(): readonly RevealedOutput[] {
    return this.found;
  }

  /** Whether it matters what of a resource is secret. */
  public concerns(address: string): boolean {
    return this.origins.size > 0 && this.origins.has(withoutKeys(address));
  }

  /**
   * Notes what of a resource is secret: what outputs show of it was made public on purpose, since Terraform refuses it
   * otherwise.
   *
   * @param mask which of its values are secret, as plans and states say it
   * @param values those that it has from the apply on: what is made from the whole of it may show any of them
   */
  public note(address: string, mask: unknown, values: TerraformFields = {}): void {
    for (const { output, reference, path, shown } of this.origins.get(withoutKeys(address)) ?? []) {
      const isSecret = (path.length > 0 && isMarked(mask, path)) || secretsIn(mask, values).some(isAmong(shown));
      if (isSecret && !this.found.some(({ name, secret }) => name === output && secret === reference))
        this.found.push({ name: output, secret: reference });
    }
  }

  /** Notes what of a data source that was read is secret. */
  public noteKnown(address: string, values: TerraformFields): void {
    if (this.concerns(address)) this.note(address, secretMask(values));
  }

  private follow(output: string, shown: readonly string[], configuration: PlanConfiguration): void {
    for (const { reference, address, isSecret } of configuration.outputOrigins(output)) {
      if (isSecret) this.found.push({ name: output, secret: reference });
      if (address === undefined) continue;
      const known = this.origins.get(address) ?? [];
      this.origins.set(address, known);
      known.push({ output, reference, path: pathIn(reference), shown });
    }
  }
}

function isNoOp({ actions }: TerraformFields): boolean {
  return Array.isArray(actions) && actions.every((action) => action === "no-op");
}

/** `google_x.y["a"].b[0].c` leads to `b`, `0` and `c`. */
function pathIn(reference: string): readonly string[] {
  const [, path = ""] =
    /^(?:module\.[\w-]+\.)*(?:data\.)?[\w-]+\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(.*)$/.exec(reference) ?? [];
  return path.split(/[.[\]"]+/).filter((part) => part !== "");
}

/** What marks a block as secret marks all that is in it; of a block that is asked for as a whole, any part counts. */
function isMarked(mask: unknown, path: readonly string[]): boolean {
  let at = mask;
  for (const part of path) {
    if (at === true) return true;
    at = fieldsOf(at)[part];
  }
  return at === true || Object.values(fieldsOf(at)).some((one) => isMarked(one, []));
}

/** Which of the values of a resource are secret. */
function secretMask(value: unknown): unknown {
  if (value instanceof HiddenValue) return value.isSensitive;
  if (typeof value !== "object" || value === null) return false;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, secretMask(one)]));
}

/** The texts of a value that a mask marks. */
function secretsIn(mask: unknown, value: unknown): readonly string[] {
  if (mask === true) return textsIn(value);
  return Object.entries(fieldsOf(mask)).flatMap(([name, marked]) => secretsIn(marked, fieldsOf(value)[name]));
}

function textsIn(value: unknown): readonly string[] {
  if (value instanceof HiddenValue) return [];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsIn);
  return typeof value === "string" && value !== "" ? [value] : [];
}

function isAmong(shown: readonly string[]): (text: string) => boolean {
  return (text) => shown.includes(text);
}
