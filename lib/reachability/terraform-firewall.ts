import { ValidationError } from "../core/errors";
import { readRange, rangeOf } from "./address-space";
import { LAST_PRIORITY } from "./firewall";
import type { FirewallRuleModel, ProtocolModel } from "./network-model";
import type { TerraformNetwork } from "./terraform-networks";
import { fieldBlocks, type TerraformBlock, type TerraformFields } from "../terraform/terraform-resources";
import { HiddenValue } from "../terraform/hidden-value";
import { portRange } from "./traffic";

const DEFAULT_PRIORITY = 1000;

/** What puts rules on networks beside the network's own; on which ones is not looked into. */
const POLICIES = [
  "google_compute_firewall_policy_association",
  "google_compute_network_firewall_policy_association",
  "google_compute_organization_security_policy_association",
  "google_compute_region_network_firewall_policy_association",
];

/** Types of resources that are read here. */
export const FIREWALL_TYPES: readonly string[] = ["google_compute_firewall", ...POLICIES];

export function firewallRulesOf(network: TerraformNetwork): readonly FirewallRuleModel[] {
  for (const { address } of POLICIES.flatMap((type) => network.all(type, "firewall"))) {
    network.cannotSee("firewall", `the rules of the firewall policy that ${address} puts on networks`);
  }
  return network.on("google_compute_firewall", "firewall").flatMap((block) => {
    const rule = ruleOf(block);
    if (rule === undefined) network.cannotSee("firewall", `what ${block.address} says is not known`, block.address);
    return rule === undefined ? [] : [rule];
  });
}

/** Undefined as soon as anything that decides is not known, or is nothing that Google takes. */
function ruleOf(block: TerraformBlock): FirewallRuleModel | undefined {
  const { address, body, configuration } = block;
  const texts = (name: string): readonly string[] | undefined => configuration.texts(body[name]);
  const direction = directionOf(block);
  const [others, own] =
    direction === "EGRESS" ? ["destination_ranges", "source_ranges"] : ["source_ranges", "destination_ranges"];
  const read = {
    direction,
    action: actionOf(body),
    priority: priorityOf(block),
    ranges: validTexts(texts(others), isRange),
    protocols: protocolsOf(block),
    disabled: configuration.boolean(body.disabled, false),
  };
  const lists = {
    hostRanges: validTexts(texts(own) ?? hostsAtMost(body, own), isRange),
    targetTags: texts("target_tags"),
    targetServiceAccounts: texts("target_service_accounts"),
    sourceTags: texts("source_tags"),
    sourceServiceAccounts: texts("source_service_accounts"),
  };
  if (!isWhole(read) || !isWhole(lists) || isOfTwoFamilies(read.ranges, lists.hostRanges)) return undefined;
  return { name: configuration.text(body.name) ?? address, ...read, ...withoutEmpty(lists) };
}

/** Where a rule allows, hosts that are not known yet stand for all: it can let through no more than that. */
function hostsAtMost(body: TerraformFields, own: string): readonly string[] | undefined {
  const value = body[own];
  const isUnknown = value instanceof HiddenValue && !value.isSensitive;
  return isUnknown && actionOf(body) === "allow" ? [] : undefined;
}

function directionOf({ body, configuration }: TerraformBlock): FirewallRuleModel["direction"] | undefined {
  const direction = configuration.textOr(body.direction, "INGRESS");
  return direction === "EGRESS" || direction === "INGRESS" ? direction : undefined;
}

/** Google takes rules that either allow or deny. */
function actionOf(body: TerraformFields): FirewallRuleModel["action"] | undefined {
  const [allows, denies] = ["allow", "deny"].map((name) => fieldBlocks(body, name).length > 0);
  if (allows === denies) return undefined;
  return allows === true ? "allow" : "deny";
}

function priorityOf({ body, configuration }: TerraformBlock): number | undefined {
  const priority = configuration.number(body.priority, DEFAULT_PRIORITY);
  return priority === undefined || priority > LAST_PRIORITY ? undefined : priority;
}

function protocolsOf({ body, configuration }: TerraformBlock): readonly ProtocolModel[] | undefined {
  const blocks = [...fieldBlocks(body, "allow"), ...fieldBlocks(body, "deny")];
  const protocols = blocks.flatMap((one): readonly ProtocolModel[] => {
    const protocol = configuration.text(one.protocol);
    const ports = validTexts(configuration.texts(one.ports), isPort);
    if (protocol === undefined || ports === undefined) return [];
    return [{ protocol, ...(ports.length === 0 ? {} : { ports }) }];
  });
  return protocols.length === blocks.length ? protocols : undefined;
}

function validTexts(texts: readonly string[] | undefined, isValid: (text: string) => boolean): typeof texts {
  return texts?.every(isValid) === true ? texts : undefined;
}

function isWhole<T extends object>(read: T): read is { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.values(read).every((value) => value !== undefined);
}

function withoutEmpty<T extends Readonly<Record<string, readonly string[]>>>(lists: T): Partial<T> {
  return Object.fromEntries(Object.entries(lists).filter(([, texts]) => texts.length > 0)) as Partial<T>;
}

/** Google fills in the other end only where the rule is for IPv4; what it makes of two families is not published. */
function isOfTwoFamilies(ranges: readonly string[], hostRanges: readonly string[]): boolean {
  if (hostRanges.length === 0) return false;
  const families = (texts: readonly string[]): readonly number[] => texts.map((text) => rangeOf(text).family);
  const others = ranges.length === 0 ? [4] : families(ranges);
  return families(hostRanges).some((family) => !others.includes(family));
}

function isRange(text: string): boolean {
  return readRange(text) !== undefined;
}

function isPort(text: string): boolean {
  return holds(() => portRange(text));
}

function holds(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (ValidationError.isValidationError(error)) return false;
    throw error;
  }
}
