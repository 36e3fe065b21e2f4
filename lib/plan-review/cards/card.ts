import type { TerraformFields } from "../../terraform";
import type { AllowList } from "./allow-list";
import type { Guard } from "./guard";
import type { Link } from "./link";
import type { Setting } from "./setting";

/**
 * Where an attribute is, through blocks and without list indexes: `settings.ip_configuration.ssl_mode`. What is below
 * it belongs to it.
 */
export type AttributePath = string;

/**
 * All that the review knows of one resource type. What a card names is read; what it calls harmless need not be; a
 * change of anything else is told as unread.
 */
export interface ResourceCard {
  /**
   * What people call one of them: `bucket`.
   *
   * @default - the type in words: `storage bucket`
   */
  readonly noun?: string;

  /** What guards it and what is in it, and is only switched off on purpose. */
  readonly settings?: Readonly<Record<AttributePath, Setting>>;

  /** The same of who gets to it over the network, and of where its code gets to. */
  readonly exposure?: Readonly<Record<AttributePath, Setting>>;

  /** Lists of those who are let in: who is not on them is kept out. */
  readonly allowed?: Readonly<Record<AttributePath, AllowList>>;

  /** What it guards, or weakens, by being there. */
  readonly guard?: Guard;

  /** What it links to a network. */
  readonly link?: Link;

  /**
   * What attributes decide of which no value is safer than another, to be read before "changes": "what it runs". Told
   * as unknown when they change.
   */
  readonly decisions?: Readonly<Record<AttributePath, string>>;

  /**
   * The same, told also when a new resource has the attribute: "where its messages are sent to". So are all decisions
   * of who is let in, whom it trusts, where data goes, and what runs on machines on which people work, with what those
   * people may do: notebooks, workstations. What a new host, service, function or job runs is part of making it, and no
   * more than its account may do, which is told by grants: it is told when it changes only.
   */
  readonly decisionsWhenNew?: Readonly<Record<AttributePath, string>>;

  /** Where it sends data to: of a new one it is told unless that is in the plan, or in the project of the resource. */
  readonly sendsTo?: AttributePath;

  /** Who it runs as: a service account's e-mail. */
  readonly runsAs?: AttributePath;

  /** What makes builds run, and where what they run comes from. */
  readonly builds?: readonly AttributePath[];

  /** What is lost when it is destroyed, to be read after "with it go"; undefined when it holds nothing of its own. */
  readonly lost?: string | ((body: TerraformFields) => string | undefined);

  /**
   * What cannot let anybody in, with the reason: a change of it is not told. "new" and "gone" stand for that one comes
   * and goes.
   *
   * @default - only what is harmless in every type, see `HARMLESS_EVERYWHERE`
   */
  readonly harmless?: Readonly<Record<AttributePath, string>>;

  /**
   * What cannot let anybody in, as its name alone says: sizes, times, formats.
   *
   * @default - only what is harmless in every type
   */
  readonly plain?: readonly AttributePath[];

  /**
   * Attributes that are harmless in other types, and not in this one: `labels` that hold an address of mail.
   *
   * @default - none
   */
  readonly matters?: readonly AttributePath[];

  /**
   * The body on whose attributes the paths of settings and lists lead, where it is written in another form.
   *
   * @default - as the plan has it
   */
  readonly seenAs?: (body: TerraformFields | undefined, side: "before" | "after") => TerraformFields | undefined;
}

/** The cards of one of Google's services, by resource type. */
export type ServiceCards = Readonly<Record<string, ResourceCard>>;

/** One card for types that differ in nothing that the review looks at. */
export function alike(types: readonly string[], card: ResourceCard): ServiceCards {
  return Object.fromEntries(types.map((type) => [type, card]));
}
