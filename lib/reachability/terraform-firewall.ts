import { ValidationError } from "../core/errors";
import { rangeOf } from "./address-space";
import type { FirewallRuleModel, ProtocolModel } from "./network-model";
import type { TerraformNetwork } from "./terraform-networks";
import { fieldBlocks, type TerraformBlock } from "../terraform/terraform-resources";
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
    if (rule === undefined) network.cannotSee("firewall", `what ${block.address} says is not known`);
    return rule === undefined ? [] : [rule];
  });
}

/** Undefined as soon as anything that decides is not known, or is nothing that Google takes. */
function ruleOf({ address, body, configuration }: TerraformBlock): FirewallRuleModel | undefined {
  const texts = (name: string): readonly string[] | undefined => configuration.texts(body[name]);
  const direction = configuration.textOr(body.direction, "INGRESS");
  if (direction !== "EGRESS" && direction !== "INGRESS") return undefined;
  const priority = configuration.number(body.priority, DEFAULT_PRIORITY);
  const disabled = configuration.boolean(body.disabled, false);
  const [others, own] =
    direction === "EGRESS" ? ["destination_ranges", "source_ranges"] : ["source_ranges", "destination_ranges"];
  const [ranges, hostRanges] = [texts(others), texts(own)];
  const targetTags = texts("target_tags");
  const targetServiceAccounts = texts("target_service_accounts");
  const sourceTags = texts("source_tags");
  const sourceServiceAccounts = texts("source_service_accounts");
  const [allow, deny] = [fieldBlocks(body, "allow"), fieldBlocks(body, "deny")];
  const protocols = [...allow, ...deny].map((one): ProtocolModel | undefined => {
    const protocol = configuration.text(one.protocol);
    const ports = configuration.texts(one.ports);
    if (protocol === undefined || !ports?.every(isPort)) return undefined;
    return { protocol, ...(ports.length === 0 ? {} : { ports }) };
  });
  if (
    priority === undefined ||
    priority > 65535 ||
    disabled === undefined ||
    ranges?.every(isRange) !== true ||
    hostRanges?.every(isRange) !== true ||
    isOfTwoFamilies(ranges, hostRanges) ||
    targetTags === undefined ||
    targetServiceAccounts === undefined ||
    sourceTags === undefined ||
    sourceServiceAccounts === undefined ||
    allow.length > 0 === deny.length > 0 ||
    protocols.includes(undefined)
  ) {
    return undefined;
  }
  return {
    name: configuration.text(body.name) ?? address,
    direction,
    action: allow.length > 0 ? "allow" : "deny",
    priority,
    ranges,
    protocols: protocols.filter((one) => one !== undefined),
    ...(hostRanges.length === 0 ? {} : { hostRanges }),
    ...(targetTags.length === 0 ? {} : { targetTags }),
    ...(targetServiceAccounts.length === 0 ? {} : { targetServiceAccounts }),
    ...(sourceTags.length === 0 ? {} : { sourceTags }),
    ...(sourceServiceAccounts.length === 0 ? {} : { sourceServiceAccounts }),
    disabled,
  };
}

/** Google fills in the other end only where the rule is for IPv4; what it makes of two families is not published. */
function isOfTwoFamilies(ranges: readonly string[], hostRanges: readonly string[]): boolean {
  const families = (texts: readonly string[]): readonly number[] => texts.map((text) => rangeOf(text).family);
  const others = ranges.length === 0 ? [4] : families(ranges);
  return families(hostRanges).some((family) => !others.includes(family));
}

function isRange(text: string): boolean {
  return holds(() => rangeOf(text));
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
