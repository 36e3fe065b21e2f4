import type { CloudRunV2ServiceTemplateContainersLivenessProbe } from "@cdktf/provider-google/lib/cloud-run-v2-service";
import { Duration } from "../core/duration";
import { Given } from "../core/given";
import type { Validator } from "../core/validator";

/** How often and how long is asked. @see https://cloud.google.com/run/docs/configuring/healthchecks */
export interface ProbeOptions {
  /** Between two questions. @default 10 seconds */
  readonly period?: Duration;
  /** How long an answer is waited for; at most the period. @default 1 second */
  readonly timeout?: Duration;
  /** Before the first question. @default - at once */
  readonly initialDelay?: Duration;
  /** How many answers may be missing one after the other. @default 3 */
  readonly failureThreshold?: number;
}

const PERIOD = Duration.seconds(10);
const TIMEOUT = Duration.seconds(1);
const FAILURES = 3;
/** Of the period and the first delay, in seconds. */
const MOST_AT_START = 240;
const MOST_WHEN_LIVE = 3_600;

/** How Cloud Run learns whether an instance has started, and whether it lives. */
export class Probe {
  /** Asks a path by HTTP/1; an answer from 200 to 399 is good. It needs no log-in. */
  public static httpGet(path: string, options: ProbeOptions = {}): Probe {
    return new Probe(options, Given.text("path", path));
  }

  /** Connects to the port; for the start only. */
  public static tcp(options: ProbeOptions = {}): Probe {
    return new Probe(options);
  }

  private constructor(
    private readonly options: ProbeOptions,
    private readonly path?: string,
  ) {}

  /** @internal */
  public _validate(validator: Validator, prop: string): void {
    const isStart = prop === "startupProbe";
    const most = isStart ? MOST_AT_START : MOST_WHEN_LIVE;
    const { period = PERIOD, timeout = TIMEOUT, initialDelay, failureThreshold = FAILURES } = this.options;
    validator.matches(
      `${prop} path`,
      this.path,
      /^\/[^\s$%{}]*$/,
      'must begin with "/", without white space and braces',
    );
    validator.inRange(`${prop} period in seconds`, period.toSeconds(), 1, most);
    validator.inRange(`${prop} initialDelay in seconds`, initialDelay?.toSeconds(), 0, most);
    validator.inRange(`${prop} timeout in seconds`, timeout.toSeconds(), 1, Math.min(most, period.toSeconds()));
    validator.inRange(`${prop} failureThreshold`, failureThreshold, 1, 1_000);
    if (isStart && failureThreshold * period.toSeconds() > MOST_AT_START) {
      validator.problem(
        `${prop}: ${failureThreshold} times ${period.toSeconds()} seconds are more than the ${MOST_AT_START} ` +
          "that Cloud Run waits for a start",
      );
    }
    if (!isStart && this.path === undefined) {
      validator.problem(`${prop}: cannot be tcp, which Cloud Run has for the start only; use Probe.httpGet(...)`);
    }
  }

  /** @internal */
  public _toTerraform(port: number): CloudRunV2ServiceTemplateContainersLivenessProbe {
    const { period = PERIOD, timeout = TIMEOUT, initialDelay, failureThreshold = FAILURES } = this.options;
    return {
      periodSeconds: period.toSeconds(),
      timeoutSeconds: timeout.toSeconds(),
      initialDelaySeconds: initialDelay?.toSeconds() ?? 0,
      failureThreshold,
      ...(this.path === undefined ? { tcpSocket: { port } } : { httpGet: { path: this.path, port } }),
    };
  }
}
