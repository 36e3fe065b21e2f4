import { ValidationError } from "../core/errors";
import { Given } from "../core/given";
import { ExactJson } from "./exact-json";
import { isJsonObject } from "../text/json-object";

/**
 * The types of a pipeline's parameters.
 *
 * @see https://github.com/kubeflow/pipelines/blob/2.12.1/api/v2alpha1/pipeline_spec.proto
 */
export enum PipelineParameterType {
  TEXT = "STRING",
  INTEGER = "NUMBER_INTEGER",
  DOUBLE = "NUMBER_DOUBLE",
  BOOLEAN = "BOOLEAN",
  LIST = "LIST",
  STRUCT = "STRUCT",
}

/** The value of one parameter of a scheduled pipeline. */
export class PipelineParameter {
  public static text(name: string, value: string): PipelineParameter {
    return new PipelineParameter(
      name,
      PipelineParameterType.TEXT,
      JSON.stringify(Given.text(`parameter ${JSON.stringify(name)}`, value)),
    );
  }

  /** @throws ValidationError when it is no whole number that JSON keeps exactly */
  public static integer(name: string, value: number): PipelineParameter {
    if (!Number.isSafeInteger(value)) {
      throw new ValidationError([
        `parameter ${JSON.stringify(name)} ${value}: must be a whole number between -(2^53 - 1) and 2^53 - 1`,
      ]);
    }
    return new PipelineParameter(name, PipelineParameterType.INTEGER, JSON.stringify(value));
  }

  /** @throws ValidationError when it is no finite number */
  public static double(name: string, value: number): PipelineParameter {
    if (!Number.isFinite(value)) {
      throw new ValidationError([`parameter ${JSON.stringify(name)} ${value}: must be a finite number`]);
    }
    return new PipelineParameter(name, PipelineParameterType.DOUBLE, JSON.stringify(value));
  }

  /** @throws ValidationError when it is neither true nor false */
  public static boolean(name: string, value: boolean): PipelineParameter {
    // Callers from plain JavaScript may pass anything.
    if (typeof value !== "boolean") {
      throw new ValidationError([
        `parameter ${JSON.stringify(name)} ${JSON.stringify(value)}: must be true or false, without quotes`,
      ]);
    }
    return new PipelineParameter(name, PipelineParameterType.BOOLEAN, JSON.stringify(value));
  }

  /**
   * @param json such as `[1, 27, "Another String"]`
   * @throws ValidationError when it is no list in JSON
   */
  public static list(name: string, json: string): PipelineParameter {
    return PipelineParameter.parsed(name, PipelineParameterType.LIST, json, "a list", Array.isArray);
  }

  /**
   * @param json such as `{"rate": 0.1}`
   * @throws ValidationError when it is no object in JSON
   */
  public static struct(name: string, json: string): PipelineParameter {
    return PipelineParameter.parsed(name, PipelineParameterType.STRUCT, json, "an object", isJsonObject);
  }

  private static parsed(
    name: string,
    type: PipelineParameterType,
    json: string,
    what: string,
    isOfType: (value: unknown) => boolean,
  ): PipelineParameter {
    if (!isOfType(parsedOrUndefined(json))) {
      throw new ValidationError([`parameter ${JSON.stringify(name)} ${JSON.stringify(json)}: must be ${what} in JSON`]);
    }
    const [problem] = ExactJson.problems(json);
    if (problem !== undefined) {
      throw new ValidationError([`parameter ${JSON.stringify(name)} ${JSON.stringify(json)}: ${problem}`]);
    }
    return new PipelineParameter(name, type, json);
  }

  private constructor(
    public readonly name: string,
    public readonly type: PipelineParameterType,
    /** The value as JSON. */
    public readonly json: string,
  ) {}
}

function parsedOrUndefined(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
