import { stringToHclTerraform } from "cdktf";

interface HclAttribute {
  readonly value: unknown;
  readonly isBlock: boolean;
  readonly type: string;
  readonly storageClassType: string;
}

/** What a hand-written resource needs for `cdktf synth --hcl`, in the form of the generated bindings. */
export class HclAttributes {
  public static string(value: string | undefined): HclAttribute | undefined {
    return value === undefined
      ? undefined
      : { value: stringToHclTerraform(value) as unknown, isBlock: false, type: "simple", storageClassType: "string" };
  }

  /** A block that holds texts only. */
  public static block(struct: object | undefined, type: string, storageClassType: string): HclAttribute | undefined {
    if (struct === undefined) return undefined;
    const attributes = Object.entries(struct).map(([key, value]) => [
      key,
      HclAttributes.string(value as string | undefined),
    ]);
    return {
      value: present(Object.fromEntries(attributes) as Record<string, unknown>),
      isBlock: true,
      type,
      storageClassType,
    };
  }
}

/** The attributes without those that are not set. */
export function present(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
