import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A type in the notation of `terraform providers schema -json`. */
export type SchemaType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list", SchemaType]
  | readonly ["set", SchemaType]
  | readonly ["map", SchemaType]
  | readonly ["object", Readonly<Record<string, SchemaType>>];

export interface AttributeSchema {
  readonly type: SchemaType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

/** What may stand in a block, and for a nested one how often. */
export interface BlockSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly blocks?: Readonly<Record<string, NestedBlockSchema>>;
}

export interface NestedBlockSchema extends BlockSchema {
  readonly nesting: "single" | "list" | "set";
  readonly min_items?: number;
  readonly max_items?: number;
}

export interface ProviderSchema {
  readonly provider: string;
  readonly version: string;
  readonly provider_config: BlockSchema;
  readonly resources: Readonly<Record<string, BlockSchema>>;
  readonly data_sources: Readonly<Record<string, BlockSchema>>;
}

/** What Terraform itself brings. */
const BUILT_IN: Pick<ProviderSchema, "resources" | "data_sources"> = {
  resources: {
    terraform_data: {
      attributes: {
        id: { type: "string", computed: true },
        input: { type: "dynamic", optional: true },
        output: { type: "dynamic", computed: true },
        triggers_replace: { type: "dynamic", optional: true },
      },
    },
  },
  data_sources: {
    terraform_remote_state: {
      attributes: {
        backend: { type: "string", required: true },
        config: { type: "dynamic", optional: true },
        defaults: { type: "dynamic", optional: true },
        outputs: { type: "dynamic", computed: true },
        workspace: { type: "string", optional: true },
      },
    },
  },
};

/** The part of the real provider's schema that this project uses, as `terraform providers schema` gave it. */
export function googleSchema(): ProviderSchema {
  const file = join(__dirname, "schema/google-7.45.0.json");
  const google = JSON.parse(readFileSync(file, "utf8")) as ProviderSchema;
  return {
    ...google,
    resources: { ...google.resources, ...BUILT_IN.resources },
    data_sources: { ...google.data_sources, ...BUILT_IN.data_sources },
  };
}
