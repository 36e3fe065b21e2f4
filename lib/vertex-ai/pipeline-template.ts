import { createHash } from "node:crypto";
import { Given } from "../core/given";
import { ValidationError } from "../core/errors";
import { parseJsonText } from "../text/json-text";
import { quote } from "../text/quoting";
import { TextFile } from "../text/text-file";
import { CanonicalJson } from "./canonical-json";
import { ExactJson } from "./exact-json";
import { ComponentSettings } from "./component-settings";
import { type Fields, fields } from "../policy/component-sources";
import { findForeignSources, replaceSettings } from "./pipeline-sources";
import type { PipelineParameter } from "./pipeline-parameter";
import type { IPipelineRuntime } from "./pipeline-runtime";

/** Vertex AI takes no larger request; what kfp compiles is far smaller. */
const LARGEST = 8 * 1024 * 1024;

/** The forms that Vertex AI runs. @see https://cloud.google.com/vertex-ai/docs/pipelines/build-pipeline */
const SCHEMA_VERSIONS = /^2\.[01]\.\d+$/;

/** Where the components of a pipeline may take their images and packages from. */
export interface PipelineSources {
  /** What the names of images may begin with, such as `us-central1-docker.pkg.dev/PROJECT/REPOSITORY/`. */
  readonly imagePrefixes: string[];
  /** The one index that packages may come from. */
  readonly indexUrl: string;
}

/**
 * A compiled pipeline: the JSON that `kfp.compiler.Compiler().compile(pipeline, "pipeline.json")` writes.
 *
 * @see https://www.kubeflow.org/docs/components/pipelines/user-guides/core-functions/compile-a-pipeline/
 */
export class PipelineTemplate {
  /** @throws ValidationError when there is no such file, or it holds no compiled pipeline */
  public static fromFile(path: string): PipelineTemplate {
    const { text } = TextFile.read(Given.text("path", path), { kind: "compiled pipeline", largest: LARGEST });
    return PipelineTemplate.read(text, `compiled pipeline ${quote(path)}`);
  }

  /** @throws ValidationError when it is no compiled pipeline */
  public static fromText(json: string): PipelineTemplate {
    return PipelineTemplate.read(Given.text("json", json), "compiled pipeline");
  }

  private static read(text: string, where: string): PipelineTemplate {
    const problem = (what: string): ValidationError => new ValidationError([`${where}: ${what}`]);
    if (!text.trimStart().startsWith("{")) {
      throw problem('is no JSON; compile to a file that ends with ".json", which kfp then writes as JSON');
    }
    let spec: Fields;
    try {
      spec = fields(parseJsonText(text));
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      throw problem(error.problems.join("; "));
    }
    const inexact = ExactJson.problems(text);
    if (inexact.length > 0) throw new ValidationError(inexact.map((what) => `${where}: ${what}`));
    const version = spec.schemaVersion;
    if (fields(fields(spec.root).dag).tasks === undefined || typeof version !== "string") {
      throw problem('holds no pipeline ("root.dag.tasks" and "schemaVersion"); give what the compiler of kfp 2 writes');
    }
    if (!SCHEMA_VERSIONS.test(version)) {
      throw problem(`has schemaVersion ${quote(version)}, and 2.0 and 2.1 are known; compile it with kfp 2`);
    }
    return new PipelineTemplate(spec, where, text);
  }

  private constructor(
    private readonly spec: Fields,
    private readonly where: string,
    private readonly text: string,
  ) {}

  /** The pipeline's name, such as `mlops-pipeline-intro`. */
  public get pipelineName(): string {
    const { name } = fields(this.spec.pipelineInfo);
    return typeof name === "string" ? name : "";
  }

  /**
   * The same pipeline for a runtime: where it was compiled with `ComponentSettings.placeholder()`, these are put in
   * their place, as if it had been compiled with them. What else it names stays as it is.
   */
  public withSettings(settings: ComponentSettings): PipelineTemplate {
    const spec = replaceSettings(this.spec, ComponentSettings.placeholder(), settings);
    return new PipelineTemplate(spec, this.where, settings._inText(this.text));
  }

  /**
   * What a `KfpRepository` names it after: the digest of the file, with the settings in the place of the placeholder's.
   *
   * @throws ValidationError when it names the placeholder elsewhere than in its components, where no settings are put
   * @see https://github.com/kubeflow/pipelines/issues/7382
   */
  public get digest(): string {
    if (CanonicalJson.of(parseJsonText(this.text)) !== CanonicalJson.of(this.spec)) {
      throw new ValidationError([
        `${this.where}: names the placeholder's image or index elsewhere than in its components; take it out there`,
      ]);
    }
    return `sha256:${createHash("sha256").update(this.text).digest("hex")}`;
  }

  /** What its components take from elsewhere: images, indexes and trusted hosts; a sentence each. */
  public problemsWithSources(sources: PipelineSources): string[] {
    return findForeignSources(this.spec, sources).map((problem) => `${this.where}: ${problem}`);
  }

  /** The same for those of a runtime. @internal @jsii ignore */
  public problemsWithRuntime({ images, index }: IPipelineRuntime): string[] {
    const imagePrefixes = images.map(({ registryUri }) => `${registryUri}/`);
    return this.problemsWithSources({ imagePrefixes, indexUrl: index.indexUrl });
  }

  /**
   * What is wrong with values for its parameters: unknown, missing, of another type, or given twice; a sentence each.
   */
  public problemsWithParameters(parameters: PipelineParameter[]): string[] {
    const declared = this.parameters;
    const given = new Set(parameters.map(({ name }) => name));
    const doubled = parameters.filter(({ name }, at) => parameters.findIndex((one) => one.name === name) < at);
    const missing = Object.entries(declared).filter(([name, one]) => !given.has(name) && !isOptional(fields(one)));
    const known = Object.keys(declared).map(quote).join(", ");
    return [
      ...doubled.map(({ name }) => `parameter ${quote(name)}: is given twice; give it once`),
      ...parameters.flatMap(({ name, type }) => {
        const { parameterType: expected } = fields(declared[name]) as { readonly parameterType?: string };
        if (expected === type) return [];
        if (expected === undefined) {
          return [
            `parameter ${quote(name)}: the pipeline has none of that name; it has ${known === "" ? "none" : known}`,
          ];
        }
        return [`parameter ${quote(name)}: is ${type}, and the pipeline declares ${quote(expected)}`];
      }),
      ...missing.map(([name]) => `parameter ${quote(name)}: is missing, and has no default; give it a value`),
    ].map((problem) => `${this.where}: ${problem}`);
  }

  /**
   * The specification with these values as the defaults of its parameters, as text in the one form that makes an empty
   * plan. Values that a schedule holds apart from the specification are texts whatever their type, which Vertex AI does
   * not take for a number.
   *
   * @throws ValidationError when it holds what has no such form
   */
  public toSpecification(parameters: PipelineParameter[]): string {
    const values = new Map(parameters.map(({ name, json }) => [name, JSON.parse(json) as unknown]));
    const declared = Object.entries(this.parameters).map(([name, one]) => {
      return [
        name,
        values.has(name) ? { ...fields(one), defaultValue: values.get(name), isOptional: true } : one,
      ] as const;
    });
    const root = fields(this.spec.root);
    const inputs =
      declared.length === 0
        ? {}
        : { inputDefinitions: { ...fields(root.inputDefinitions), parameters: Object.fromEntries(declared) } };
    try {
      return CanonicalJson.of({ ...this.spec, root: { ...root, ...inputs } });
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      throw new ValidationError(error.problems.map((problem) => `${this.where}: ${problem}`));
    }
  }

  private get parameters(): Fields {
    return fields(fields(fields(this.spec.root).inputDefinitions).parameters);
  }
}

function isOptional({ isOptional: optional, defaultValue }: Fields): boolean {
  return optional === true || defaultValue !== undefined;
}
