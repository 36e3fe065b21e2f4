import type { ComputeSubnetworkLogConfig } from "@cdktf/provider-google/lib/compute-subnetwork";
import { Token } from "cdktf";
import type { Duration } from "../core/duration";
import type { Validator } from "../core/validator";

/** How much of the traffic of a subnet is written to the logs. */
export interface FlowLogsOptions {
  /** The part of the logs that is kept, above 0 and up to 1. @default 0.5 */
  readonly sampling?: number;
  /** Over how long packets are added up: 5 or 30 seconds, 1, 5, 10 or 15 minutes. @default - 5 seconds */
  readonly aggregationInterval?: Duration;
}

const INTERVALS: Readonly<Record<number, string>> = {
  5: "INTERVAL_5_SEC",
  30: "INTERVAL_30_SEC",
  60: "INTERVAL_1_MIN",
  300: "INTERVAL_5_MIN",
  600: "INTERVAL_10_MIN",
  900: "INTERVAL_15_MIN",
};

/** @see https://cloud.google.com/vpc/docs/flow-logs @internal @jsii ignore */
export class FlowLogs {
  public static validate(validator: Validator, place: string, options: FlowLogsOptions | undefined): void {
    const { sampling, aggregationInterval } = options ?? {};
    const isShare = sampling === undefined || (sampling > 0 && sampling <= 1);
    if (!isShare && !Token.isUnresolved(sampling)) {
      validator.problem(
        `${place} sampling "${sampling}": must be above 0 and at most 1; leave flowLogs out to have none`,
      );
    }
    if (aggregationInterval !== undefined && INTERVALS[aggregationInterval.toSeconds()] === undefined) {
      validator.problem(
        `${place} aggregationInterval "${aggregationInterval.toSecondsString()}": must be 5 or 30 seconds, or 1, ` +
          "5, 10 or 15 minutes",
      );
    }
  }

  public static toTerraform(options: FlowLogsOptions | undefined): ComputeSubnetworkLogConfig | undefined {
    if (options === undefined) return undefined;
    return {
      flowSampling: options.sampling ?? 0.5,
      aggregationInterval: INTERVALS[options.aggregationInterval?.toSeconds() ?? 5],
      metadata: "INCLUDE_ALL_METADATA",
    };
  }
}
