import { createHash } from "node:crypto";
import { join, posix } from "node:path";
import type { CloudbuildTriggerBuildStep } from "@cdktf/provider-google/lib/cloudbuild-trigger";
import type { Construct } from "constructs";
import type { IKfpRepository, IPythonRepository } from "../artifact-registry";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { PackageName } from "../packages/package-name";
import type { IBucket } from "../storage";
import { quote } from "../text/quoting";
import type { ComponentSettings, PipelineTemplate } from "../vertex-ai";
import type { BuildSource } from "./build-source";
import { collectedProblems } from "../core/collected-problems";
import { requirementProblems } from "./install-locks";
import {
  PythonBuildBase,
  pushOf,
  pythonStep,
  validateContexts,
  validateFolderStart,
  validatePythonBuild,
  validateSourcePath,
} from "./python-build";
import type { BuiltFolder } from "./python-build";
import type { PythonBuildProps } from "./python-build-interface";

// It lies as far from dist/cloud-build/ as from lib/cloud-build/.
const PROGRAM = join(__dirname, "../../lib/cloud-build/compile_pipeline.py");
const TOOLS = "kfp.lock";

export interface PipelineBuildProps extends PythonBuildProps {
  /** Where the compiled pipeline goes. */
  readonly repository: IKfpRepository;
  /**
   * A folder with the pipeline, or a Git repository by what is pushed. Beside the source lies what it compiles to with
   * `ComponentSettings.placeholder()`.
   */
  readonly source: BuildSource;
  /** The source of the pipeline, by its path there: a program that compiles it to the file that it is told. */
  readonly pipeline: string;
  /** What it compiles to, by its path there, in JSON. @default - beside the source: `intro.json` for `intro.py` */
  readonly compiled?: string;
  /** What its components are told where it runs. */
  readonly settings: ComponentSettings;
  /**
   * Of a folder: the compiled pipeline in it, with the settings (`withSettings`). Components that take an image or a
   * package from elsewhere than the settings say are refused at synth.
   *
   * @default - none: what is pushed to Git has one for each push
   */
  readonly template?: PipelineTemplate;
  /** Where kfp comes from. Its DENY stands before anything is built. */
  readonly index: IPythonRepository;
  /** The lock of kfp and all that it needs, with hashes, by its path in the source. @default "kfp.lock" */
  readonly tools?: string;
  /**
   * What of the lock is published as source only, and is therefore built: `kfp-server-api`, and `kfp` before 2.13.
   *
   * @default - none: all of it has to be wheels
   */
  readonly sourceDistributions?: string[];
  /** Where the archive of a folder goes. @default - none; a Git repository needs none */
  readonly contexts?: IBucket;
}

/**
 * Defines a build that compiles a pipeline with a locked kfp, and publishes it where it is what lies compiled beside
 * its source. So what is published was seen by whoever reviewed that file, and its address is known before: it ends in
 * the digest of the content. A source that compiles to something else fails the build, and with it the deployment.
 *
 * @see https://cloud.google.com/vertex-ai/docs/pipelines/create-pipeline-template
 */
export class PipelineBuild extends PythonBuildBase {
  /**
   * Of a folder: where the pipeline is once it is built, by its digest. Undefined of a Git repository, where each push
   * has another: `repository.templateUri(template.pipelineName, template.digest)` of its compiled file.
   */
  public readonly templateUri?: string;

  /** @throws ValidationError when a prop is not valid, or the folder holds something else than the template */
  constructor(scope: Construct, id: string, props: PipelineBuildProps) {
    Given.props(scope, id, props, {
      repository: { text: "a KfpRepository", has: "templatesUrl" },
      source: { text: "a BuildSource", has: "context" },
      settings: { text: "ComponentSettings", has: "baseImage" },
      index: { text: "a Python repository", has: "indexUrl" },
      start: { text: "a BuildStart, for example BuildStart.onDeploy({ image })", has: "_validate" },
      baseRepositories: [{ text: "a Docker repository", has: "imagePrefix" }],
    });
    super(scope, id, props, (self) => {
      const folder = validate(self, props);
      return {
        repository: props.repository,
        reads: [props.index],
        folder,
        push: pushOf(props.source),
        steps: [stepOf(props)],
        description: `Compiles a pipeline for ${props.repository.repositoryName}`,
        isOnce: false,
      };
    });
    const { template, repository } = props;
    this.templateUri = template && repository.templateUri(template.pipelineName, template.digest);
  }
}

function stepOf(props: PipelineBuildProps): CloudbuildTriggerBuildStep {
  const { repository, settings, template } = props;
  const told = {
    compiled: compiledOf(props),
    digest: template?.digest ?? null,
    index: props.index.indexUrl,
    module: settings.toPythonModule(),
    pipeline: props.pipeline,
    replaced: settings._replaced,
    repository: { name: repository.resourceName, url: repository.templatesUrl },
    sources: props.sourceDistributions ?? [],
    tools: props.tools ?? TOOLS,
  };
  return {
    id: "compile",
    name: props.image,
    ...pythonStep(PROGRAM, told),
  };
}

function compiledOf({ pipeline, compiled }: PipelineBuildProps): string {
  return compiled ?? pipeline.replace(/\.py$/, ".json");
}

/** @returns the folder, where one is built */
function validate(scope: Construct, props: PipelineBuildProps): BuiltFolder | undefined {
  const validator = new Validator(scope);
  const { source, repository, sourceDistributions = [] } = props;
  validatePythonBuild(validator, props, props.location ?? source.gitRepository?.location ?? repository.location);
  validator.requires("pipeline", props.pipeline, /^[A-Za-z0-9._/-]+\.py$/, "must be the path of a Python file");
  validateSourcePath(validator, "pipeline", props.pipeline);
  validateSourcePath(validator, "compiled", props.compiled);
  validateSourcePath(validator, "tools", props.tools);
  for (const name of sourceDistributions) {
    if (!PackageName.isValid(name))
      validator.problem(`sourceDistributions ${quote(name)}: is no name of a package; correct it or drop it`);
  }
  validator.throwIfAny();
  const folder = source.gitRepository === undefined ? validateFolder(validator, props) : undefined;
  if (source.gitRepository !== undefined) validatePush(validator, props);
  validator.throwIfAny();
  return folder;
}

function validatePush(validator: Validator, { start, template, contexts }: PipelineBuildProps): void {
  if (start.push === undefined)
    validator.problem("start: what is built is known when it is pushed; say BuildStart.onPush()");
  if (template !== undefined)
    validator.problem("template: each push has its own; drop it, and schedule the one that is pushed by its digest");
  if (contexts !== undefined) validator.problem("contexts: a Git repository needs no bucket; drop it");
}

function validateFolder(validator: Validator, props: PipelineBuildProps): BuiltFolder | undefined {
  const { source, contexts, start, template, tools = TOOLS } = props;
  validateFolderStart(validator, start);
  validateContexts(validator, contexts);
  if (template === undefined)
    validator.problem(
      "template: is missing; give PipelineTemplate.fromFile(the compiled pipeline).withSettings(settings)",
    );
  const context = collectedProblems(validator, () => source.context());
  if (context === undefined) return undefined;
  const missing = [props.pipeline, compiledOf(props), tools].filter(
    (name) => !context.fileNames.includes(posix.normalize(name)),
  );
  for (const name of missing) {
    validator.problem(
      `source ${quote(source.path)}: has no ${quote(name)}; ` +
        "put it there, or name it in extraFiles of BuildSource.folder",
    );
  }
  if (missing.length === 0) validateTools(validator, props);
  if (template !== undefined) validateTemplate(validator, props, template);
  return contexts && { context, bucket: contexts };
}

/** A lock without hashes, without kfp or with another index would fail the build later on. */
function validateTools(validator: Validator, props: PipelineBuildProps): void {
  const { source, index, tools = TOOLS } = props;
  const fileText = (name: string): string | undefined => source._text(name);
  for (const problem of requirementProblems(tools, { indexUrl: index.indexUrl, fileText }))
    validator.problem(`tools ${problem}`);
  const locked = [...(fileText(tools) ?? "").matchAll(/^([A-Za-z0-9._-]+)==/gm)].map(
    ([, name = ""]) => PackageName.parse(name).normalized,
  );
  if (!locked.includes("kfp"))
    validator.problem(`tools ${quote(tools)}: lock no "kfp", which compiles the pipeline; add it`);
  for (const name of props.sourceDistributions ?? []) {
    if (!locked.includes(PackageName.parse(name).normalized))
      validator.problem(`sourceDistributions ${quote(name)}: is no package of the lock; correct the name or drop it`);
  }
}

/** What is published is what was read here, and takes nothing from elsewhere. */
function validateTemplate(validator: Validator, props: PipelineBuildProps, template: PipelineTemplate): void {
  const { settings, source } = props;
  const sources = {
    imagePrefixes: [settings.baseImage.split("/").slice(0, 3).concat("").join("/")],
    indexUrl: settings.indexUrl,
  };
  for (const problem of template.problemsWithSources(sources)) validator.problem(problem);
  const text = source._text(compiledOf(props));
  const digest = collectedProblems(validator, () => template.digest);
  if (text === undefined || digest === undefined) return;
  if (`sha256:${createHash("sha256").update(settings._inText(text)).digest("hex")}` === digest) return;
  validator.problem(
    `template: is another pipeline than ${quote(compiledOf(props))} of the source is with these settings; ` +
      "give PipelineTemplate.fromFile(that file).withSettings(settings)",
  );
}
