import { Token } from "cdktf";
import type { Validator } from "../core/validator";

/** How much of a machine an instance has. */
interface Limits {
  readonly cpu: number;
  readonly memoryMebibytes: number;
}

/**
 * By number of CPUs: the least and the most memory, in MiB.
 *
 * @see https://cloud.google.com/run/docs/configuring/services/cpu
 */
const MEMORY: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  // The second generation of the environment wants half a GiB.
  // https://cloud.google.com/run/docs/configuring/services/memory-limits
  [1, [512, 4_096]],
  [2, [512, 8_192]],
  [4, [2_048, 16_384]],
  [6, [4_096, 24_576]],
  [8, [4_096, 32_768]],
]);

/** The CPUs and memory of an instance, in pairs that Cloud Run takes. */
export class ResourceLimits {
  public static readonly CPU = 1;
  public static readonly MEMORY_MEBIBYTES = 512;

  /** Notes what Cloud Run would refuse. */
  public static validate(validator: Validator, { cpu, memoryMebibytes }: Limits): void {
    if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryMebibytes)) {
      validator.problem("cpu and memoryMebibytes: must be literals, since Cloud Run takes only some pairs of them");
      return;
    }
    const range = MEMORY.get(cpu);
    if (range === undefined) {
      validator.problem(
        `cpu ${JSON.stringify(cpu)}: must be 1, 2, 4, 6 or 8; ` +
          "parts of one are for the first generation of the environment only",
      );
      return;
    }
    const [least, most] = range;
    if (!Number.isInteger(memoryMebibytes) || memoryMebibytes < least || memoryMebibytes > most) {
      validator.problem(
        `memoryMebibytes ${JSON.stringify(memoryMebibytes)}: must be a whole number from ${least} ` +
          `to ${most} with cpu ${cpu}`,
      );
    }
  }

  /** As Terraform says it. */
  public static toTerraform({ cpu, memoryMebibytes }: Limits): Record<string, string> {
    return { cpu: String(cpu), memory: `${memoryMebibytes}Mi` };
  }
}
