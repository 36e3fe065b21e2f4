import { HiddenValue } from "./hidden-value";
import type { ProjectNumbers } from "./project-numbers";
import { isOneName } from "./resource-names";
import type { TerraformFields } from "./terraform-resources";
import { isObject } from "../text/json-object";

/** Where the names stand that say no more than a name. */
interface Scope {
  readonly project: string | undefined;
  readonly region: string | undefined;

  /** The ids of projects that are named by their numbers; none is known without it. */
  readonly numbers?: ProjectNumbers | undefined;
}

/** The API of Compute Engine before the path of a resource; an older host among them. */
const API = /^https:\/\/(?:www|compute)\.googleapis\.com\/compute\/(?:v1|beta)\//;

/** The path of a resource of Compute Engine: its place, its kind and its name. */
const PATH = /^projects\/[^/]+\/(?:global|(?:regions|zones)\/[^/]+)\/[a-zA-Z]+\/[^/]+$/;

/** Attributes that take a network or a subnet by its name alone, too. */
const NETWORK = /^(?:private_|peer_|vpc_)?network(?:_url)?$/;
const SUBNET = /^subnetwork$/;
const GATEWAY = "next_hop_gateway";

/**
 * The values after a change, with the spelling of before wherever both name the same resource of Compute Engine: by its
 * URL, its path, or a network or subnet by its name alone. The service takes either, and answers in one of them. So it
 * does of a project, and of what is in one, by the project's id or its number, and of full names of resources.
 *
 * @param defaultProject of the provider
 */
export function respelled(
  before: TerraformFields,
  after: TerraformFields,
  defaultProject?: string,
  numbers?: ProjectNumbers,
): TerraformFields {
  const project = textOf(after.project) ?? defaultProject;
  const place = textOf(after.region) ?? textOf(after.location) ?? textOf(after.zone);
  const region = place?.replace(/-[a-z]$/, "");
  return fieldsIn(before, after, { project, region, numbers });
}

function fieldsIn(before: TerraformFields, after: TerraformFields, around: Scope): TerraformFields {
  const scope = { ...around, project: textOf(after.subnetwork_project) ?? around.project };
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(after)) {
    const value = valueIn(name, before[name], after[name], name === "subnetwork" ? scope : around);
    if (value !== after[name]) (changed ??= { ...after })[name] = value;
  }
  return changed ?? after;
}

function valueIn(name: string, before: unknown, after: unknown, scope: Scope): unknown {
  if (before === after || before instanceof HiddenValue || after instanceof HiddenValue) return after;
  if (typeof before === "string" && typeof after === "string")
    return isOne(name, before, after, scope) ? before : after;
  if (!isObject(before) || !isObject(after)) return after;
  if (!Array.isArray(before) || !Array.isArray(after))
    return Array.isArray(before) === Array.isArray(after)
      ? fieldsIn(before as TerraformFields, after as TerraformFields, scope)
      : after;
  const items = after.map((item: unknown, at) => valueIn(name, before[at], item, scope));
  return items.every((item, at) => item === after[at]) ? after : items;
}

function isOne(name: string, one: string, other: string, scope: Scope): boolean {
  const [text, otherText] = [one, other].map((spelling) => scope.numbers?.withId(name, spelling) ?? spelling);
  if (text === undefined || otherText === undefined) return false;
  if (text === otherText || isOneName(name, text, otherText)) return true;
  const [path, otherPath] = [pathOf(name, text, scope), pathOf(name, otherText, scope)];
  return path !== undefined && path === otherPath;
}

/**
 * The path that a text in an attribute stands for, as `projects/acme/global/networks/vpc`; undefined where it is none.
 *
 * @param project of the resource
 */
export function pathNamed(name: string, text: string, project: string | undefined): string | undefined {
  return pathOf(name, text, { project, region: undefined });
}

/** The whole path that a text stands for; undefined where it is none, or it cannot be seen which. */
function pathOf(name: string, text: string, { project, region }: Scope): string | undefined {
  const path = text.replace(API, "");
  if (PATH.test(path)) return path;
  if (project === undefined) return undefined;
  if (PATH.test(`projects/${project}/${path}`)) return `projects/${project}/${path}`;
  if (path.includes("/") || path === "") return undefined;
  if (NETWORK.test(name)) return `projects/${project}/global/networks/${path}`;
  if (name === GATEWAY) return `projects/${project}/global/gateways/${path}`;
  return SUBNET.test(name) && region !== undefined
    ? `projects/${project}/regions/${region}/subnetworks/${path}`
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
