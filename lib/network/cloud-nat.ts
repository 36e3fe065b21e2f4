import { Token } from "cdktf";
import { Given } from "../core/given";
import type { Kind } from "../core/given";
import type { Validator } from "../core/validator";

/** What a NAT gateway writes to the logs. */
export enum NatLogging {
  NONE = "NONE",
  /** Connections that were dropped because no port was left. */
  ERRORS_ONLY = "ERRORS_ONLY",
  TRANSLATIONS_ONLY = "TRANSLATIONS_ONLY",
  ALL = "ALL",
}

export interface CloudNatOptions {
  /** The names of the subnets that it serves; regions without any of them get none. @default - all */
  readonly subnetNames?: string[];
  /** @default NatLogging.ERRORS_ONLY */
  readonly logging?: NatLogging;
  /**
   * How many ports each host has: how many connections to one destination at once. From 2; with `maxPortsPerVm` a power
   * of two from 32.
   *
   * @default - 64, or 32 with maxPortsPerVm
   */
  readonly minPortsPerVm?: number;
  /**
   * To how many ports a host may grow (dynamic port allocation): a power of two from 64 to 65536, more than
   * `minPortsPerVm`.
   *
   * @default - hosts keep minPortsPerVm
   */
  readonly maxPortsPerVm?: number;
}

/**
 * How hosts without an external address reach the internet: a router and a gateway in each region that has subnets. NAT
 * translates IPv4, from inside to outside only.
 *
 * @see https://cloud.google.com/nat/docs/overview
 */
export class CloudNat {
  /** @internal @jsii ignore */
  public static readonly KIND: Kind = { text: "a CloudNat, for example CloudNat.automatic()", has: "options" };

  /** From addresses that Google takes and gives back as needed. */
  public static automatic(options: CloudNatOptions = {}): CloudNat {
    return new CloudNat(Given.options("options", options));
  }

  /**
   * From addresses that stay the same, so that others can let them in. They are made.
   *
   * @param count how many in each region, 1 to 100
   */
  public static reserved(count: number, options: CloudNatOptions = {}): CloudNat {
    return new CloudNat(Given.options("options", options), count);
  }

  private constructor(
    public readonly options: CloudNatOptions,
    /** How many addresses are reserved in each region; undefined leaves them to Google. */
    public readonly addressCount?: number,
  ) {}

  /**
   * Notes what is wrong with it.
   *
   * @see https://cloud.google.com/nat/docs/ports-and-addresses#ports
   * @internal @jsii ignore
   */
  public validate(validator: Validator, subnetNames: readonly string[]): void {
    const { subnetNames: served, minPortsPerVm, maxPortsPerVm } = this.options;
    validator.inRange("nat addresses", this.addressCount, 1, 100);
    if (served?.length === 0) validator.problem("nat subnetNames: must name one at least; leave them out to serve all");
    const known =
      subnetNames.length === 0
        ? "none is known"
        : `there are ${subnetNames.map((one) => JSON.stringify(one)).join(", ")}`;
    for (const name of served ?? []) {
      if (!Token.isUnresolved(name) && !subnetNames.includes(name)) {
        validator.problem(`nat subnetNames ${JSON.stringify(name)}: no subnet of the network; ${known}`);
      }
    }
    validator.inRange("nat minPortsPerVm", minPortsPerVm, 2, 65_536);
    if (maxPortsPerVm === undefined) return;
    for (const [prop, ports, least] of [
      ["minPortsPerVm", minPortsPerVm, 32],
      ["maxPortsPerVm", maxPortsPerVm, 64],
    ] as const) {
      if (ports !== undefined && !Token.isUnresolved(ports) && !isPowerOfTwo(ports, least)) {
        validator.problem(
          `nat ${prop} "${ports}": must be a power of two from ${least} to 65536, ` +
            "since ports are allocated dynamically",
        );
      }
    }
    if (
      !Token.isUnresolved(maxPortsPerVm) &&
      !Token.isUnresolved(minPortsPerVm) &&
      maxPortsPerVm <= (minPortsPerVm ?? 32)
    ) {
      validator.problem(
        `nat maxPortsPerVm "${maxPortsPerVm}": must be more than minPortsPerVm, "${minPortsPerVm ?? 32}"`,
      );
    }
  }
}

function isPowerOfTwo(ports: number, least: number): boolean {
  return Number.isInteger(Math.log2(ports)) && ports >= least && ports <= 65_536;
}
