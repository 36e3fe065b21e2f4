import type { ResourceChange, TerraformFields } from "../../terraform";
import { type ComparedNetwork, comparedNetworks } from "../facts/compared-networks";
import type { Effect } from "../finding";
import { compareScopes, firewallScope } from "../facts/firewall-scope";
import { networksOf } from "../facts/resource-networks";
import { type Observation, ruleOf } from "../observation";
import { own, phrase, type Phrase } from "../../text/phrase";
import type { PlanRule, ReviewedChange } from "../plan-rule";
import { isSame, nameOf, textAt, textsAt, valueAt } from "../../terraform/resource-values";

/** What one resource does to the ways of a network, looked at by itself. */
interface Step {
  readonly effect: Effect;
  readonly substance: string;
  readonly summary: Phrase;

  /** Whether the model of the network cannot see what lies behind it, such as an appliance. */
  readonly isOpaque?: boolean;
}

interface LookedAt extends ResourceChange {
  readonly body: TerraformFields;
  readonly name: string;
}

/** How a type is looked at by itself, and the attributes that count. */
interface Look {
  readonly fields: readonly string[];
  readonly steps: (change: LookedAt) => readonly Step[];
}

/**
 * The single resources that open or close ways. Of a network that is seen whole only those are told that have a part in what changes for
 * its hosts; of any other network all of them, since what they mean together cannot be seen.
 */
export const networkPathsRule: PlanRule = ruleOf(
  {
    id: "network-paths",
    kind: "network",
    finds: "Cloud NAT, routes, firewall rules, subnets and DNS that open or close a way, one by one",
    reads: (type) => {
      const look = LOOKS.get(type);
      return look && { paths: look.fields, creation: true, deletion: true };
    },
  },
  (change) => {
    const networks = new Map(comparedNetworks(change).map((one) => [one.name, one]));
    return change.changes.flatMap((one): readonly Observation[] => {
      const look = one.isData ? undefined : LOOKS.get(one.type);
      const body = one.after ?? one.before;
      if (look === undefined || body === undefined || isSame(one.before, one.after)) return [];
      const on = networksTouched(one, change)?.map((name) => networks.get(name));
      const name = nameOf(body, one.address);
      const steps = look.steps({ ...one, body, name });
      return steps
        .filter(({ effect, isOpaque = false }) => isOpaque || counts(effect, on, one.type))
        .map(({ effect, substance, summary }) => ({
          effect,
          substance,
          summary,
          subject: `${one.type} ${name}`,
          address: one.address,
        }));
    });
  },
);

function networksTouched(
  { type, address, ...sides }: ResourceChange,
  worlds: ReviewedChange,
): readonly string[] | undefined {
  const found = (["before", "after"] as const).map((side) => {
    const body = sides[side];
    return body === undefined ? [] : networksOf(type, address, body, worlds[side]);
  });
  return found.includes(undefined) ? undefined : [...new Set(found.flatMap((names) => names ?? []))];
}

/** Whether a step has a part in what changes, as far as the whole networks can tell. */
function counts(effect: Effect, on: readonly (ComparedNetwork | undefined)[] | undefined, type: string): boolean {
  if (on === undefined || on.length === 0) return true;
  return on.some((network) => {
    if (network?.isWhole !== true) return true;
    // What names lead to is compared by `network-names`.
    if (type.startsWith("google_dns_")) return false;
    const turns = network.differences.map(({ turn }) => turn);
    return (effect === "widened" && turns.includes("gained")) || (effect === "narrowed" && turns.includes("lost"));
  });
}

/** Where a route leads, by the first attribute that says so. */
const HOPS = ["next_hop_gateway", "next_hop_ilb", "next_hop_instance", "next_hop_vpn_tunnel", "next_hop_ip"];

const NAT_FIELDS = [
  "source_subnetwork_ip_ranges_to_nat",
  "subnetwork",
  "source_subnetwork_ip_ranges_to_nat64",
  "nat64_subnetwork",
  "type",
  "router",
  "rules",
];
const ROUTE_FIELDS = ["dest_range", "priority", "tags", "network", ...HOPS];
const FIREWALL_FIELDS = [
  "allow",
  "deny",
  "direction",
  "priority",
  "disabled",
  "network",
  "source_ranges",
  "destination_ranges",
  "source_tags",
  "target_tags",
  "source_service_accounts",
  "target_service_accounts",
];
const SUBNET_FIELDS = [
  "ip_cidr_range",
  "secondary_ip_range",
  "stack_type",
  "ipv6_access_type",
  "purpose",
  "role",
  "network",
];
const NETWORK_FIELDS = [
  "delete_default_routes_on_create",
  "auto_create_subnetworks",
  "network_firewall_policy_enforcement_order",
  "routing_mode",
  "enable_ula_internal_ipv6",
  "network_profile",
];
const DNS_FIELDS = [
  "dns_name",
  "name",
  "type",
  "rrdatas",
  "managed_zone",
  "visibility",
  "private_visibility_config",
  "forwarding_config",
  "peering_config",
  "networks",
  "alternative_name_server_config",
  "enable_inbound_forwarding",
  "local_data",
  "behavior",
  "response_policy",
  "routing_policy",
];

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ["google_compute_router_nat", { fields: NAT_FIELDS, steps: nat }],
  ["google_compute_route", { fields: ROUTE_FIELDS, steps: route }],
  ["google_compute_firewall", { fields: FIREWALL_FIELDS, steps: firewall }],
  ["google_compute_subnetwork", { fields: ["private_ip_google_access", ...SUBNET_FIELDS], steps: subnet }],
  ["google_compute_network", { fields: NETWORK_FIELDS, steps: network }],
  ...[
    "google_dns_managed_zone",
    "google_dns_record_set",
    "google_dns_policy",
    "google_dns_response_policy",
    "google_dns_response_policy_rule",
  ].map((type): [string, Look] => [type, { fields: DNS_FIELDS, steps: dns }]),
]);

function nat({ before, after, body, name }: LookedAt): readonly Step[] {
  if (textAt(body, "type") === "PRIVATE") return [];
  const served = (one: TerraformFields): string => {
    const which = textAt(one, "source_subnetwork_ip_ranges_to_nat") ?? "unknown";
    return which === "LIST_OF_SUBNETWORKS"
      ? "listed subnets"
      : which === "unknown"
        ? which
        : "every subnet of its region";
  };
  const who = own(served(body) === "unknown" ? "subnets that cannot be seen" : served(body));
  if (before === undefined)
    return [
      {
        effect: "widened",
        substance: `new ${served(body)}`,
        summary: phrase`Cloud NAT ${name} is new: through it hosts in ${who} get a way to the internet`,
      },
    ];
  if (after === undefined)
    return [
      {
        effect: "narrowed",
        substance: "gone",
        summary: phrase`Cloud NAT ${name} is gone: hosts in ${who} lose that way to the internet`,
      },
    ];
  if (NAT_FIELDS.every((field) => isSame(before[field], after[field]))) return [];
  const [was, is] = [served(before), served(after)];
  if (was === "listed subnets" && is === "every subnet of its region")
    return [
      { effect: "widened", substance: "all", summary: phrase`Cloud NAT ${name} now serves every subnet of its region` },
    ];
  if (is === "listed subnets" && was === "every subnet of its region")
    return [
      { effect: "narrowed", substance: "listed", summary: phrase`Cloud NAT ${name} now serves listed subnets only` },
    ];
  return [
    {
      effect: "unknown",
      substance: "changed",
      summary: phrase`Cloud NAT ${name} changes whom it serves: whether that is more cannot be seen`,
    },
  ];
}

function route({ before, after, body, name }: LookedAt): readonly Step[] {
  const range = textAt(body, "dest_range") ?? "a range that cannot be seen";
  const hop = HOPS.map((one) => textAt(body, one)).find((one) => one !== undefined);
  const isInternet = hop?.endsWith("default-internet-gateway") === true;
  const isOpaque = !isInternet;
  const to = isInternet ? own("the internet gateway") : hop === undefined ? own("what cannot be seen") : phrase`${hop}`;
  if (before === undefined)
    return [
      {
        isOpaque,
        effect: "widened",
        substance: `new ${range} ${hop ?? "unknown"}`,
        summary: phrase`route ${name} is new: it leads from the network to ${range} through ${to}`,
      },
    ];
  if (after === undefined) {
    const effect = isInternet ? "narrowed" : "unknown";
    return [
      {
        isOpaque,
        effect,
        substance: `gone ${range} ${hop ?? "unknown"}`,
        summary: phrase`route ${name} to ${range} through ${to} is gone`,
      },
    ];
  }
  if (ROUTE_FIELDS.every((field) => isSame(before[field], after[field]))) return [];
  return [
    {
      isOpaque: isOpaque || !HOPS.some((one) => textAt(before, one)?.endsWith("default-internet-gateway") === true),
      effect: "unknown",
      substance: `changed ${range} ${hop ?? "unknown"}`,
      summary: phrase`route ${name} changes: it leads to ${range} through ${to}`,
    },
  ];
}

function firewall({ before, after, body, name }: LookedAt): readonly Step[] {
  const scope = firewallScope(body);
  const word = scope === undefined ? own("rule") : own(scope.allows ? "allow rule" : "deny rule");
  const ways = ["destination_ranges", "source_ranges"].flatMap((list) => scope?.lists.get(list) ?? []);
  const what = phrase`${own(scope?.direction.toLowerCase() ?? "")} ${word} ${name} (${ways.slice(0, 4)}${own(ways.length > 4 ? " and more" : "")})`;
  if (before === undefined || after === undefined) {
    const isNew = before === undefined;
    const how = own(isNew ? "is new" : "is gone");
    if (scope === undefined)
      return [
        {
          effect: "unknown",
          substance: isNew ? "new" : "gone",
          summary: phrase`firewall rule ${name} ${how}, and what it says cannot be seen`,
        },
      ];
    if (scope.isDisabled) return [];
    const effect = scope.allows === isNew ? "widened" : "narrowed";
    const says = [...scope.lists]
      .map(([list, items]) => `${list}=${[...items].sort().join(",")}`)
      .filter((one) => !one.endsWith("="));
    const substance = [
      isNew ? "new" : "gone",
      scope.allows ? "allow" : "deny",
      scope.direction,
      ...says,
      ...[...scope.protocols].sort(),
    ].join(" ");
    return [{ effect, substance, summary: phrase`firewall ${what} ${how}` }];
  }
  const was = firewallScope(before);
  if (was === undefined || scope === undefined) {
    if (FIREWALL_FIELDS.every((field) => isSame(before[field], after[field]))) return [];
    return [
      {
        effect: "unknown",
        substance: "changed",
        summary: phrase`firewall rule ${name} changes, and what it says cannot be seen before the apply`,
      },
    ];
  }
  const turn = isSame(before.network, after.network) ? compareScopes(was, scope) : "unknown";
  if (turn === "same") return [];
  const effect = turn === "more" ? "widened" : turn === "less" ? "narrowed" : "unknown";
  const words = {
    more: "lets more through",
    less: "lets less through",
    unknown: "changes: whether it lets more through cannot be seen",
  }[turn];
  const substance = [
    turn,
    scope.isDisabled ? "disabled" : "",
    scope.priority,
    ...[...scope.lists.values()].flat().sort(),
    ...[...scope.protocols].sort(),
  ];
  return [
    {
      effect,
      substance: substance.filter((one) => one !== "").join(" "),
      summary: phrase`firewall ${what} ${own(words)}`,
    },
  ];
}

function subnet({ before, after, body, name }: LookedAt): readonly Step[] {
  if (before === undefined)
    return [
      {
        effect: "changed",
        substance: "new",
        summary: phrase`subnet ${name} is new: hosts on it reach what the network lets them`,
      },
    ];
  if (after === undefined) return [{ effect: "narrowed", substance: "gone", summary: phrase`subnet ${name} is gone` }];
  const access = (one: TerraformFields): unknown => valueAt(one, "private_ip_google_access") ?? false;
  const steps: Step[] = [];
  if (!isSame(access(before), access(after))) {
    if (access(after) === true)
      steps.push({
        effect: "widened",
        substance: "google access on",
        summary: phrase`hosts on subnet ${name} without an external address now reach Google's APIs (Private Google Access is on)`,
      });
    else if (access(after) === false)
      steps.push({
        effect: "narrowed",
        substance: "google access off",
        summary: phrase`hosts on subnet ${name} without an external address no longer reach Google's APIs, Artifact Registry among them (Private Google Access is off)`,
      });
    else
      steps.push({
        effect: "unknown",
        substance: "google access unknown",
        summary: phrase`whether hosts on subnet ${name} reach Google's APIs cannot be seen before the apply`,
      });
  }
  const others = SUBNET_FIELDS.filter((field) => !isSame(before[field], after[field]));
  if (others.length > 0) {
    const isExternal =
      textAt(body, "ipv6_access_type") === "EXTERNAL" && textAt(before, "ipv6_access_type") !== "EXTERNAL";
    const summary = isExternal
      ? phrase`hosts on subnet ${name} get external IPv6 addresses`
      : phrase`subnet ${name} changes (${own(others.join(", "))}): what its hosts reach by that cannot be seen`;
    steps.push({ effect: isExternal ? "widened" : "unknown", substance: `changed ${others.join(" ")}`, summary });
  }
  return steps;
}

function network({ before, after, name }: LookedAt): readonly Step[] {
  if (after === undefined)
    return [
      { effect: "narrowed", substance: "gone", summary: phrase`network ${name} is gone, with all that is on it` },
    ];
  if (before === undefined) {
    const deleted = valueAt(after, "delete_default_routes_on_create") ?? false;
    if (deleted === true) return [];
    const effect = deleted === false ? "widened" : "unknown";
    return [
      {
        effect,
        substance: "new with default route",
        summary: phrase`network ${name} is new, with a default route to the internet`,
      },
    ];
  }
  const changed = NETWORK_FIELDS.filter(
    (field) => valueAt(after, field) !== undefined && !isSame(before[field], after[field]),
  );
  if (changed.length === 0) return [];
  return [
    {
      effect: "unknown",
      substance: `changed ${changed.join(" ")}`,
      summary: phrase`network ${name} changes (${own(changed.join(", "))}): what its hosts reach by that cannot be seen`,
    },
  ];
}

function dns({ type, before, after, body, name }: LookedAt): readonly Step[] {
  const what = phrase`${own(type.replace("google_dns_", "DNS ").replaceAll("_", " "))} ${name}`;
  const answers = textsAt(body, "rrdatas") ?? [];
  if (before === undefined)
    return [
      {
        effect: "unknown",
        substance: `new ${answers.join(" ")}`.trim(),
        summary: phrase`${what} is new: where names lead by that cannot be seen as a whole`,
      },
    ];
  if (after === undefined) {
    // A policy, or a zone for all names, may be what keeps other names from being answered.
    const isLid = type.includes("policy") || textAt(body, "dns_name") === ".";
    return [
      {
        effect: isLid ? "unknown" : "narrowed",
        substance: "gone",
        summary: phrase`${what} is gone: its names are no longer answered, or by public DNS`,
      },
    ];
  }
  if (DNS_FIELDS.every((field) => isSame(before[field], after[field]))) return [];
  return [
    {
      effect: "unknown",
      substance: `changed ${answers.join(" ")}`.trim(),
      summary: phrase`${what} changes: where names lead by that cannot be seen as a whole`,
    },
  ];
}
