import { ValidationError } from "../core/errors";
import { rangeOf } from "./address-space";
import type { NetworkModel } from "./network-model";
import { portRange } from "./traffic";

/** Everything in a model that is no range, port, priority or second name. */
export function modelProblems(network: NetworkModel): readonly string[] {
  const { subnets, routes, firewallRules, endpoints = [], peerings = [] } = network;
  const names = subnets.map(({ name }) => name);
  const ranges = [
    ...subnets.flatMap((one) =>
      texts(`subnet "${one.name}"`, [one.ipCidrRange, ...(one.secondaryRanges ?? []), one.ipv6?.cidrRange]),
    ),
    ...routes.flatMap((one) => texts(`route "${one.name}"`, [one.destRange])),
    ...firewallRules.flatMap((one) => texts(`firewall rule "${one.name}"`, [...one.ranges, ...(one.hostRanges ?? [])])),
    ...endpoints.flatMap((one) => texts(`endpoint "${one.name}"`, [one.ip])),
    ...peerings.flatMap((one) => texts(`peering "${one.name}"`, one.ranges ?? [])),
  ];
  const ports = firewallRules.flatMap((one) =>
    texts(
      `firewall rule "${one.name}"`,
      one.protocols.flatMap(({ ports: written = [] }) => written),
    ),
  );
  return [
    ...names
      .filter((name, at) => names.indexOf(name) !== at)
      .map((name) => `subnet "${name}": two of this name, where hosts are placed by it`),
    ...ranges.flatMap(({ place, text }) => attempt(place, () => rangeOf(text))),
    ...ports.flatMap(({ place, text }) => attempt(place, () => portRange(text))),
    ...[...routes, ...firewallRules]
      .filter(({ priority }) => !(Number.isInteger(priority) && priority >= 0 && priority <= 65535))
      .map(({ name, priority }) => `"${name}": priority "${priority}" must be a whole number from 0 to 65535`),
  ];
}

interface Text {
  readonly place: string;
  readonly text: string;
}

function texts(place: string, all: readonly (string | undefined)[]): readonly Text[] {
  return all.flatMap((text) => (text === undefined ? [] : [{ place, text }]));
}

function attempt(place: string, read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!ValidationError.isValidationError(error)) throw error;
    return error.problems.map((problem) => `${place}: ${problem}`);
  }
}
