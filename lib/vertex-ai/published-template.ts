import { Token } from "cdktf";
import { collectedProblems } from "../core/collected-problems";
import { literalText } from "../core/literal-text";
import type { Validator } from "../core/validator";
import { PipelineParameterType } from "./pipeline-parameter";
import type { PipelineParameter } from "./pipeline-parameter";
import type { IPipelineRuntime } from "./pipeline-runtime";
import type { PipelineTemplate } from "./pipeline-template";

/** What a schedule runs. */
interface Scheduled {
  readonly runtime: IPipelineRuntime;
  readonly template: PipelineTemplate;
  readonly templateUri?: string;
  readonly parameters?: PipelineParameter[];
}

/** A pipeline that a schedule holds, or names by its address in a repository. */
export class PublishedTemplate {
  /** The pipeline, or where it is, as a job has it. */
  public static pipelineOf({ template, templateUri, parameters = [] }: Scheduled): object {
    return templateUri === undefined
      ? { pipeline_spec: literalText(template.toSpecification(parameters)) }
      : { template_uri: templateUri };
  }

  /** What a pipeline that stands elsewhere is told: its parameters, of which the provider takes texts only. */
  public static valuesOf({ templateUri, parameters = [] }: Scheduled): object {
    if (templateUri === undefined || parameters.length === 0) return {};
    const values = parameters.map(({ name, json }) => [name, literalText(JSON.parse(json) as string)] as const);
    return { parameter_values: Object.fromEntries(values) };
  }

  /** What is scheduled by its address is what was given as a file, or nobody would have seen it. */
  public static validate(validator: Validator, { runtime, template, templateUri, parameters = [] }: Scheduled): void {
    if (templateUri === undefined) return;
    const digest = collectedProblems(validator, () => template.digest);
    const problem =
      digest === undefined ? undefined : problemWith(templateUri, runtime, [template.pipelineName, digest]);
    if (problem !== undefined) validator.problem(problem);
    for (const { name, type } of parameters.filter((one) => one.type !== PipelineParameterType.TEXT)) {
      validator.problem(
        `parameter ${JSON.stringify(name)}: is ${type}, and beside a templateUri the provider sends texts only; ` +
          "make the value the default of the pipeline, or leave templateUri out",
      );
    }
  }
}

function problemWith(
  templateUri: string,
  { templates }: IPipelineRuntime,
  [name, digest]: readonly [name: string, digest: string],
): string | undefined {
  if (Token.isUnresolved(templateUri)) {
    return "templateUri: is known to Terraform only, and could be anything; give a literal";
  }
  const uri = `templateUri ${JSON.stringify(templateUri)}`;
  const prefixes = templates.map(({ templatesUrl }) => `${templatesUrl}/`);
  const prefix = prefixes.find((one) => templateUri.startsWith(one));
  if (prefix === undefined) {
    const known = prefixes.length === 0 ? "there are none" : prefixes.join(", ");
    return `${uri}: is in none of the runtime's templates (${known}); name its repository there`;
  }
  const rest = templateUri.slice(prefix.length);
  if (rest === `${name}/${digest}`) return undefined;
  if (!/^[^/]+\/sha256:[0-9a-f]{64}$/.test(rest)) {
    return `${uri}: names no digest, and a tag can be moved to another pipeline; name ${prefix}${name}/${digest}`;
  }
  return (
    `${uri}: is another pipeline than the template, which is ${name}/${digest}; ` +
    "give the file that was published, with the same settings"
  );
}
