import type { NetworkModel, RecordModel, ResponsePolicyRuleModel, ZoneModel } from "./network-model";
import type { TerraformNetwork } from "./terraform-networks";
import { fieldBlocks, type TerraformBlock, type TerraformFields } from "../terraform/terraform-resources";

/** What makes the answers of a private zone come from elsewhere. */
const ELSEWHERE = ["forwarding_config", "peering_config", "service_directory_config"];

/** Types of resources that are read here. */
export const DNS_TYPES: readonly string[] = [
  "google_dns_managed_zone",
  "google_dns_policy",
  "google_dns_record_set",
  "google_dns_response_policy",
  "google_dns_response_policy_rule",
];

type Dns = Pick<NetworkModel, "zones" | "responsePolicyRules" | "alternativeNameServers">;

/** The private zones, response policies and server policies that a network sees. */
export function dnsOf(network: TerraformNetwork): Dns {
  return {
    zones: zonesOf(network),
    responsePolicyRules: responsePolicyRulesOf(network),
    alternativeNameServers: network
      .all("google_dns_policy", "dns")
      .filter((block) => seenBy(network, block, block.body))
      .flatMap(({ body, configuration }) =>
        fieldBlocks(body, "alternative_name_server_config")
          .flatMap((one) => fieldBlocks(one, "target_name_servers"))
          .map((one) => configuration.text(one.ipv4_address) ?? "a name server that is not known"),
      ),
  };
}

function zonesOf(network: TerraformNetwork): readonly ZoneModel[] {
  const all = network.all("google_dns_managed_zone", "dns");
  const records = network.all("google_dns_record_set", "dns").map((block) => {
    const zone = network.find(block, block.body.managed_zone, all);
    if (zone === undefined) network.cannotSee("dns", `the zone of ${block.address} is not defined here`);
    return { block, zone };
  });
  return all.flatMap((zone): readonly ZoneModel[] => {
    const { address, body, configuration } = zone;
    const visible = fieldBlocks(body, "private_visibility_config").some((one) => seenBy(network, zone, one));
    if (!visible) return [];
    const dnsName = configuration.text(body.dns_name);
    if (dnsName === undefined) {
      network.cannotSee("dns", `the name of ${address} is not known`);
      return [];
    }
    const own = records
      .filter((one) => one.zone === zone)
      .map(({ block }) => ({ block, record: recordOf(block, block.body) }));
    for (const { block, record } of own) {
      if (record === undefined) network.cannotSee("dns", `the name or type of ${block.address} is not known`);
    }
    return [
      {
        name: configuration.text(body.name) ?? address,
        dnsName,
        kind: ELSEWHERE.some((name) => fieldBlocks(body, name).length > 0) ? "elsewhere" : "private",
        records: own.flatMap(({ record }) => (record === undefined ? [] : [record])),
      },
    ];
  });
}

function recordOf({ configuration }: TerraformBlock, fields: TerraformFields): RecordModel | undefined {
  const [name, type] = [configuration.text(fields.name), configuration.text(fields.type)];
  if (name === undefined || type === undefined) return undefined;
  const depends = fieldBlocks(fields, "routing_policy").length > 0;
  return { name, type, rrdatas: depends ? undefined : configuration.texts(fields.rrdatas) };
}

function responsePolicyRulesOf(network: TerraformNetwork): readonly ResponsePolicyRuleModel[] {
  const policies = network.all("google_dns_response_policy", "dns");
  return network.all("google_dns_response_policy_rule", "dns").flatMap((block): readonly ResponsePolicyRuleModel[] => {
    const { address, body, configuration } = block;
    const policy = policies.find((one) => {
      const named = configuration.named(body.response_policy);
      return one === named || one.configuration.text(one.body.response_policy_name) === named;
    });
    if (policy === undefined) {
      network.cannotSee("dns", `the response policy of ${address} is not defined here`);
      return [];
    }
    if (!seenBy(network, policy, policy.body)) return [];
    const dnsName = configuration.text(body.dns_name);
    const data = fieldBlocks(body, "local_data").flatMap((one) => fieldBlocks(one, "local_datas"));
    const records = data.map((one) => recordOf(block, one));
    if (dnsName === undefined || records.includes(undefined)) {
      network.cannotSee("dns", `the names or types of ${address} are not known`);
      return [];
    }
    const known = records.filter((one) => one !== undefined);
    return [
      { name: configuration.text(body.rule_name) ?? address, dnsName, records: known.length === 0 ? undefined : known },
    ];
  });
}

/** Whether a zone or policy names this network among those that it is for. */
function seenBy(network: TerraformNetwork, block: TerraformBlock, fields: TerraformFields): boolean {
  return fieldBlocks(fields, "networks")
    .map((one) => network.holds(block, one.network_url, "dns"))
    .includes(true);
}
