import { Token } from "cdktf";
import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import type { Kind } from "../core/given";
import type { Validator } from "../core/validator";
import { IpRange } from "../core/ip-range";
import { Ports } from "./ports";
import { SubnetRanges } from "./subnet-ranges";

export interface EgressOptions {
  /** The destinations, of either family, for example `140.82.112.0/20`. Literals: what is opened has to be seen. */
  readonly ranges: string[];
  /** For example `Ports.tcp("443")`. */
  readonly ports: Ports[];
  /** What it is for; it stands on the rule. */
  readonly description: string;
}

/**
 * More public addresses than a /8 (of IPv6 than a /32) on all ports are everything: whoever looks for a way out finds
 * one there.
 */
const MOST_OPEN = { 4: 2n ** 24n, 6: 2n ** 96n } as const;

/** Google's own ways in are opened by `GoogleApisAccess`, one of them on a network. */
const GOOGLE_APIS = ["199.36.153.4/30", "199.36.153.8/30", "2600:2d00:2:1000::/64", "2600:2d00:2:2000::/64"].map(
  (text) => IpRange.parse(text),
);

/** Where hosts of a network may go that may go nowhere else. */
export class Egress {
  /** @internal @jsii ignore */
  public static readonly KIND: Kind = {
    text: 'an Egress, for example Egress.to("github", ...)',
    has: "isDeclaredOpen",
  };

  /**
   * Some destinations on some ports.
   *
   * @param name stands in the name of the rule: at most 30 lower-case letters, digits and "-"
   */
  public static to(name: string, options: EgressOptions): Egress {
    Given.options("options", options, { ports: [Ports.KIND] });
    Given.texts("ranges", options.ranges);
    return new Egress(name, options.ranges, options.ports, options.description);
  }

  /**
   * All of the internet on all ports, over IPv4.
   *
   * @param reason why; it stands on the rule for whoever finds it open
   */
  public static everything(reason: string): Egress {
    return new Egress("everything", ["0.0.0.0/0"], [Ports.all()], reason, true);
  }

  /**
   * Notes what is wrong with what a network opens.
   *
   * @param alreadyOpen what it has opened on all ports before
   * @internal
   * @jsii ignore
   */
  public static validate(validator: Validator, all: readonly Egress[], alreadyOpen: readonly IpRange[] = []): void {
    const names = new Set<string>();
    for (const egress of all) {
      egress.validateAlone(validator);
      if (names.has(egress.name))
        validator.problem(`${egress.place}: the name is taken by another egress of this network`);
      names.add(egress.name);
    }
    const wide = all.filter((egress) => !egress.isDeclaredOpen && Ports.areUnlimited(egress.ports));
    const opened = [...alreadyOpen, ...wide.flatMap((egress) => egress.readRanges())];
    for (const family of [4, 6] as const) {
      const culprits = wide.filter((egress) => egress.readRanges().some((range) => range.family === family));
      if (
        culprits.length === 0 ||
        publicAddresses(opened.filter((range) => range.family === family)) <= MOST_OPEN[family]
      )
        continue;
      const ranges = culprits.flatMap((egress) => egress.ranges.map((range) => JSON.stringify(range))).join(", ");
      validator.problem(
        `egress ${culprits.map(({ name }) => JSON.stringify(name)).join(", ")}: opens ${ranges} on all ports, ` +
          'which is everything; name the ports or narrower ranges, or say Egress.everything("why")',
      );
    }
  }

  private constructor(
    public readonly name: string,
    public readonly ranges: string[],
    public readonly ports: Ports[],
    public readonly description: string,
    /** Whether it says itself that it opens everything. */
    public readonly isDeclaredOpen = false,
  ) {}

  /** The ranges that are well-formed. @internal @jsii ignore */
  public readRanges(): readonly IpRange[] {
    return this.ranges.flatMap((text) => IpRange.read(text) ?? []);
  }

  /** Those of its ranges that only the internet leads to. @internal @jsii ignore */
  public publicRanges(): readonly IpRange[] {
    return this.readRanges().filter((range) => !SubnetRanges.isPrivate(range));
  }

  private get place(): string {
    return `egress ${JSON.stringify(this.name)}`;
  }

  private validateAlone(validator: Validator): void {
    validator.matches(
      "egress",
      this.name,
      /^[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/,
      'the name must be at most 30 lower-case letters, digits and "-", beginning with a letter, ' +
        'not ending with "-", known at synth',
    );
    if (Token.isUnresolved(this.name))
      validator.problem(`${this.place}: the name must be known at synth, since it names the rule`);
    if (!/\S/.test(this.description)) validator.problem(`${this.place}: must say what it is for`);
    if (this.ranges.length === 0) validator.problem(`${this.place} ranges: must name one at least`);
    for (const text of this.ranges) {
      if (Token.isUnresolved(text)) {
        validator.problem(
          `${this.place} range: must be known at synth, so that what is opened can be seen; write the range`,
        );
        continue;
      }
      try {
        const range = IpRange.parse(text);
        if (GOOGLE_APIS.some((google) => google.contains(range))) {
          validator.problem(
            `${this.place} range ${JSON.stringify(text)}: Google's APIs are opened by googleApis, ` +
              "in one way for a network; leave it out here",
          );
        }
      } catch (error) {
        if (!ValidationError.isValidationError(error)) throw error;
        for (const problem of error.problems) validator.problem(`${this.place} range ${problem}`);
      }
    }
    Ports.validate(validator, this.place, this.ports);
  }
}

/** How many addresses that are not private the ranges hold together. */
function publicAddresses(ranges: readonly IpRange[]): bigint {
  const distinct = ranges.filter(
    (range, index) =>
      !SubnetRanges.isPrivate(range) &&
      !ranges.some((other, at) => other.contains(range) && (other.prefixLength < range.prefixLength || at < index)),
  );
  return distinct.reduce((sum, range) => sum + range.size, 0n);
}
