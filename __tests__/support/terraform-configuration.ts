/** The arguments of a block in Terraform's JSON syntax. */
export type TerraformBody = Readonly<Record<string, unknown>>;

type Blocks = Readonly<Record<string, Readonly<Record<string, TerraformBody>>>>;

/**
 * A stack in Terraform's JSON syntax.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export interface TerraformConfiguration {
  readonly "//"?: unknown;
  readonly terraform?: {
    readonly required_providers?: Readonly<Record<string, { readonly source?: string; readonly version?: string }>>;
    readonly backend?: unknown;
    readonly required_version?: unknown;
  };
  readonly provider?: Readonly<Record<string, TerraformBody | readonly TerraformBody[]>>;
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, TerraformBody>>;
  readonly variable?: Readonly<Record<string, TerraformBody>>;
  readonly locals?: TerraformBody;
  readonly import?: readonly { readonly to: string; readonly id: string }[];
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}
