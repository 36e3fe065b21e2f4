import type { TerraformFields } from "../../terraform";
import { fieldBlocks } from "../../terraform/terraform-resources";
import type { Effect } from "../finding";
import { type Observation, ruleOf } from "../observation";
import { phrase, type Phrase } from "../../text/phrase";
import type { PlanRule } from "../plan-rule";
import { blocksAt, isSame, nameOf, textAt } from "../../terraform/resource-values";

const HOSTS = [
  "google_compute_instance",
  "google_compute_instance_template",
  "google_compute_region_instance_template",
  "google_compute_instance_from_template",
];

const ADDRESSES = ["access_config", "ipv6_access_config"];
const PLACES = ["subnetwork", "network_attachment", "network"];
const FIELDS = ["tags", ...[...ADDRESSES, ...PLACES].map((name) => `network_interface.${name}`)];

/** Where a host stands: on which networks, and with which addresses of its own. */
export const networkHostsRule: PlanRule = ruleOf(
  {
    id: "network-hosts",
    kind: "network",
    finds: "hosts that get or lose an external address, are put on other networks, or get other network tags",
    reads: (type) => (HOSTS.includes(type) ? { exact: FIELDS, creation: true } : undefined),
  },
  ({ changes }) =>
    changes.flatMap(({ address, type, before, after, isData }): readonly Observation[] => {
      if (isData || !HOSTS.includes(type) || after === undefined || before === after) return [];
      const name = nameOf(after, address);
      const see = (effect: Effect, substance: string, summary: Phrase): Observation => ({
        subject: address,
        substance,
        effect,
        address,
        summary,
      });
      const found: Observation[] = [];
      const [was, is] = [before === undefined ? "none" : externalAddress(before), externalAddress(after)];
      if (was !== is || is === "unknown") {
        if (is === "some")
          found.push(
            see(
              "widened",
              "external address",
              phrase`host ${name} gets an external address: it reaches the internet, and is reached from it, as far as firewall rules let it`,
            ),
          );
        else if (is === "none")
          found.push(see("narrowed", "no external address", phrase`host ${name} has no external address any more`));
        else if (!isSame(before?.network_interface, after.network_interface))
          found.push(
            see(
              "unknown",
              "external address unknown",
              phrase`whether host ${name} gets an external address cannot be seen before the apply`,
            ),
          );
      }
      if (before === undefined) return found;
      if (!isSame(networks(before), networks(after))) {
        found.push(
          see(
            "unknown",
            `networks ${networks(after).join(" ")}`,
            phrase`host ${name} is put on other networks: what it reaches there is not compared`,
          ),
        );
      }
      if (!isSame(before.tags, after.tags)) {
        found.push(
          see(
            "unknown",
            `tags ${textsOf(after.tags).join(" ")}`,
            phrase`host ${name} gets other network tags (${textsOf(after.tags)}): other routes and firewall rules are for it`,
          ),
        );
      }
      return found;
    }),
);

function externalAddress(body: TerraformFields): "some" | "none" | "unknown" {
  const interfaces = blocksAt(body, "network_interface");
  if (interfaces === undefined) return "unknown";
  const configs = interfaces.flatMap((one) => ADDRESSES.map((name) => blocksAt(one, name)));
  if (configs.some((one) => one !== undefined && one.length > 0)) return "some";
  return configs.includes(undefined) ? "unknown" : "none";
}

function networks(body: TerraformFields): readonly string[] {
  return fieldBlocks(body, "network_interface")
    .map((one) => PLACES.map((name) => textAt(one, name)).find((text) => text !== undefined) ?? "unknown")
    .map((one) => (one.startsWith("https://") ? one.slice(Math.max(one.indexOf("projects/"), 0)) : one));
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").sort() : [];
}
