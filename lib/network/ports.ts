import type { Kind } from "../core/given";
import type { Validator } from "../core/validator";

const LAST_PORT = 65_535;

/**
 * A protocol and its ports, as firewall rules name them.
 *
 * @see https://cloud.google.com/firewall/docs/firewalls#protocols_and_ports
 */
export class Ports {
  /** @internal @jsii ignore */
  public static readonly KIND: Kind = { text: 'a Ports, for example Ports.tcp("443")', has: "protocol" };

  /** TCP ports and ranges of ports, for example `443` or `8000-8999`. */
  public static tcp(...ports: string[]): Ports {
    return new Ports("tcp", ports);
  }

  /** UDP ports and ranges of ports. */
  public static udp(...ports: string[]): Ports {
    return new Ports("udp", ports);
  }

  public static icmp(): Ports {
    return new Ports("icmp");
  }

  /** All protocols, and all ports of them. */
  public static all(): Ports {
    return new Ports("all");
  }

  /** Notes what is wrong with a list of ports. @internal @jsii ignore */
  public static validate(validator: Validator, place: string, all: readonly Ports[]): void {
    if (all.length === 0) validator.problem(`${place} ports: must name one at least, for example Ports.tcp("443")`);
    for (const { protocol, ports } of all) {
      if (ports?.length === 0) {
        validator.problem(
          `${place} ports of ${protocol}: none is given, which would open all of them; ` +
            'name them, for example "443", or say Ports.all()',
        );
      }
      for (const port of ports ?? []) {
        if (portsIn(port) === undefined) {
          validator.problem(
            `${place} port ${JSON.stringify(port)}: must be a number from 1 to ${LAST_PORT} or a range such ` +
              'as "8000-8999", known at synth',
          );
        }
      }
    }
  }

  /**
   * Whether so much is open that it makes no difference any more: everything, or more than half of a protocol's ports.
   *
   * @internal @jsii ignore
   */
  public static areUnlimited(all: readonly Ports[]): boolean {
    const counts = new Map<string, number>();
    for (const { protocol, ports } of all) {
      const count = ports?.reduce((sum, port) => sum + (portsIn(port) ?? 0), 0) ?? (protocol === "all" ? LAST_PORT : 0);
      counts.set(protocol, (counts.get(protocol) ?? 0) + count);
    }
    return [...counts.values()].some((count) => count > LAST_PORT / 2);
  }

  private constructor(
    /** @internal @jsii ignore */
    public readonly protocol: string,
    /** Undefined stands for all ports. @internal @jsii ignore */
    public readonly ports?: string[],
  ) {}
}

/** How many ports a text names; undefined when it names none. */
function portsIn(text: string): number | undefined {
  const [, low, high] = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(text) ?? [];
  const first = Number(low);
  const last = high === undefined ? first : Number(high);
  return first <= last && last <= LAST_PORT ? last - first + 1 : undefined;
}
