import type { TerraformFields } from "../../terraform";
import type { AttributePath } from "./card";

/** A list of those whom a link is for, or is not for. */
export interface LinkList {
  /** Whether those on it are let in; else they are kept out. */
  readonly opens: boolean;

  /**
   * Whether a list with nobody on it lets everybody in.
   *
   * @default false
   */
  readonly isAllWhenEmpty?: boolean;

  /**
   * The attributes that name one on it; how much it may have does not count.
   *
   * @default - entries are texts
   */
  readonly names?: readonly string[];
}

/** What resources of a type link to a network: another network, a producer, or what is outside of Google. */
export interface Link {
  /** What one leads to, to be read after "by it". */
  readonly leads: string;

  /** The attributes that decide where it leads. */
  readonly fields: readonly string[];

  /**
   * Whether it leads nowhere by itself, so that only a change of it counts.
   *
   * @default false
   */
  readonly isPart?: boolean;

  /**
   * Whether one links nothing, though it is there.
   *
   * @default - each of them links
   */
  readonly isOff?: (body: TerraformFields) => boolean;

  /**
   * Lists of those who are let in, or kept out.
   *
   * @default - none
   */
  readonly lists?: Readonly<Record<AttributePath, LinkList>>;

  /**
   * Values of attributes, the most closed first; the first stands for none.
   *
   * @default - none
   */
  readonly ranks?: Readonly<Record<AttributePath, readonly string[]>>;

  /**
   * What one also guards while it is there, to be read after its name; undefined where one does not. That it goes is
   * then told as a guard that is gone.
   *
   * @default - it only links
   */
  readonly inspects?: (body: TerraformFields) => string | undefined;
}
