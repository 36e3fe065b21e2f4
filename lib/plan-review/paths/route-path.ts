import type { TerraformFields } from "../../terraform";
import { textAt } from "../../terraform/resource-values";
import { own, phrase, type Phrase } from "../../text/phrase";
import { areSame, type Look, type LookedAt, step, type Step } from "./path-step";

/** Where a route leads, by the first attribute that says so. */
const HOPS = ["next_hop_gateway", "next_hop_ilb", "next_hop_instance", "next_hop_vpn_tunnel", "next_hop_ip"];

const FIELDS = ["dest_range", "priority", "tags", "network", ...HOPS];

export const ROUTE_PATH: Look = { fields: FIELDS, steps };

function steps({ before, after, body, name }: LookedAt): readonly Step[] {
  const range = textAt(body, "dest_range") ?? "a range that cannot be seen";
  const hop = hopOf(body);
  const end = `${range} ${hop ?? "unknown"}`;
  const isOpaque = !isInternet(hop);
  const to = hopWords(hop);
  if (before === undefined) {
    const summary = phrase`route ${name} is new: it leads from the network to ${range} through ${to}`;
    return [{ ...step("widened", `new ${end}`, summary), isOpaque }];
  }
  if (after === undefined) {
    const summary = phrase`route ${name} to ${range} through ${to} is gone`;
    return [{ ...step(isOpaque ? "unknown" : "narrowed", `gone ${end}`, summary), isOpaque }];
  }
  if (areSame(FIELDS, before, after)) return [];
  const summary = phrase`route ${name} changes: it leads to ${range} through ${to}`;
  const wasInternet = HOPS.some((one) => isInternet(textAt(before, one)));
  return [{ ...step("unknown", `changed ${end}`, summary), isOpaque: isOpaque || !wasInternet }];
}

function hopOf(body: TerraformFields): string | undefined {
  return HOPS.map((one) => textAt(body, one)).find((one) => one !== undefined);
}

function isInternet(hop: string | undefined): boolean {
  return hop?.endsWith("default-internet-gateway") === true;
}

function hopWords(hop: string | undefined): Phrase {
  if (isInternet(hop)) return own("the internet gateway");
  return hop === undefined ? own("what cannot be seen") : phrase`${hop}`;
}
