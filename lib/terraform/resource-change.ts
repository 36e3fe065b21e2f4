import type { TerraformFields } from "./terraform-resources";

/** What a plan does to one resource, or what happened to it outside of Terraform. */
export interface ResourceChange {
  /**
   * With a word in brackets where the object is not the one that Terraform keeps there: `google_x.y (deposed object
   * 1a2b)`.
   */
  readonly address: string;
  readonly type: string;
  readonly isData: boolean;

  /**
   * Such as `create`, `delete` and `create` for a replacement, `no-op`; `forget` for all that Terraform lets go of and
   * leaves where it is.
   */
  readonly actions: readonly string[];

  /** The values until now; undefined when it does not exist. A secret is a `HiddenValue`. */
  readonly before: TerraformFields | undefined;

  /**
   * The values from then on; undefined when it exists no more. A secret, or what is not known yet, is a `HiddenValue`.
   */
  readonly after: TerraformFields | undefined;

  /** The address it had, when it moves. */
  readonly previousAddress?: string;

  /** The id of the object that is taken into the state, when it is not created but imported. */
  readonly importId?: string;

  /** Why the plan puts the change off to a later one. */
  readonly deferredReason?: string;

  /** What Terraform calls an object that a replacement has left behind. */
  readonly deposedKey?: string;

  /** Why Terraform does this, in its own word. */
  readonly reason?: string;

  /** Where its provider comes from, when that is not the one that the type is known of. */
  readonly strangeProvider?: string;
}

/** Whether a change deletes the object that was there and creates another one. */
export function isReplacement({ actions }: ResourceChange): boolean {
  return actions.includes("create") && actions.includes("delete");
}
