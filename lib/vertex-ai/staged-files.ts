import { createHash } from "node:crypto";
import { StorageBucketObject } from "@cdktf/provider-google/lib/storage-bucket-object";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import type { IBucket } from "../storage";
import { ComponentSettings } from "./component-settings";
import type { IPipelineRuntime } from "./pipeline-runtime";
import type { PipelineTemplate } from "./pipeline-template";

const BUCKET = { text: "a bucket, for example new Bucket(this, ...)", has: "bucketName" };

/** A folder of a bucket, without slashes at its ends. */
const FOLDER = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

export interface StagedComponentSettingsProps {
  readonly settings: ComponentSettings;
  /**
   * Where they go: a bucket that runs cannot write to, or a run could change what the next pipeline is compiled with.
   */
  readonly bucket: IBucket;
  /** @default "component-settings" */
  readonly folder?: string;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** The settings of components in a bucket, as data and as a Python module, for whoever compiles pipelines elsewhere. */
export class StagedComponentSettings extends Construct {
  /** `gs://BUCKET/FOLDER/component_settings.py` */
  public readonly moduleUrl: string;
  /** `gs://BUCKET/FOLDER/component_settings.json` */
  public readonly dataUrl: string;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: StagedComponentSettingsProps) {
    super(scope, id);
    Given.props(scope, id, props, { bucket: BUCKET });
    const { settings, folder = "component-settings" } = props;
    const [module, data] = [`${folder}/${ComponentSettings.MODULE}`, `${folder}/${ComponentSettings.DATA}`];
    const validator = new Validator(this);
    validateFolder(validator, folder);
    validator.throwIfAny();
    this.moduleUrl = stage(Namespace.within(this, "Module"), props, {
      name: module,
      content: settings.toPythonModule(),
      type: "text/x-python",
    });
    this.dataUrl = stage(Namespace.within(this, "Data"), props, {
      name: data,
      content: settings.toJson(),
      type: "application/json",
    });
  }
}

export interface StagedTemplateProps {
  readonly template: PipelineTemplate;
  /** What its components may take their images and packages from. */
  readonly runtime: IPipelineRuntime;
  /** Where it goes: a bucket that runs cannot write to, or a run could change the next one. */
  readonly bucket: IBucket;
  /** @default "templates" */
  readonly folder?: string;
  /** What must exist first. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * A compiled pipeline in a bucket, under a name that holds a hash of its content, for whoever submits it:
 * `template_path` of Google's client takes its address. Images, indexes and trusted hosts that are not the runtime's
 * are refused at synth, as in a schedule.
 *
 * @see https://cloud.google.com/vertex-ai/docs/pipelines/run-pipeline
 */
export class StagedTemplate extends Construct {
  /** `gs://BUCKET/FOLDER/PIPELINE/HASH.json` */
  public readonly url: string;

  /** @throws ValidationError when a prop is not valid, or the pipeline takes something from elsewhere */
  constructor(scope: Construct, id: string, props: StagedTemplateProps) {
    super(scope, id);
    Given.props(scope, id, props, { bucket: BUCKET });
    const { template, runtime, folder = "templates" } = props;
    const validator = new Validator(this);
    validateFolder(validator, folder);
    for (const problem of template.problemsWithRuntime(runtime)) validator.problem(problem);
    validator.throwIfAny();
    const content = template.toSpecification([]);
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 20);
    const name = `${folder}/${template.pipelineName.replaceAll(/[^A-Za-z0-9_-]/g, "-")}/${hash}.json`;
    this.url = stage(this, props, { name, content, type: "application/json" });
  }
}

interface StagedObject {
  readonly name: string;
  readonly content: string;
  readonly type: string;
}

interface Destination {
  readonly bucket: IBucket;
  readonly dependsOn?: ITerraformDependable[];
}

function stage(
  scope: Construct,
  { bucket, dependsOn }: Destination,
  { name, content, type: contentType }: StagedObject,
): string {
  const resource = new StorageBucketObject(scope, "Resource", {
    bucket: bucket.bucketName,
    name,
    // A text with "${" or "%{" in it is a template to Terraform.
    content: content.replaceAll(/([$%])\{/g, "$1$1{"),
    contentType,
    dependsOn: Ordering.dependsOn(dependsOn),
  });
  if (bucket.bucketResource !== undefined) {
    Ordering.after(resource, bucket.bucketResource);
    Ordering.replacedWith(resource, bucket.bucketResource);
  }
  return `${bucket.url}/${name}`;
}

function validateFolder(validator: Validator, folder: string): void {
  validator.matches(
    "folder",
    folder,
    FOLDER,
    'must be a path of letters, digits, ".", "_" and "-", without slashes at its ends',
  );
}
