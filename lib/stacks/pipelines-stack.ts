import { join } from "node:path";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { App, type ITerraformDependable, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { IPythonRepository, IRepository } from "../artifact-registry";
import type { PipelineBuild } from "../cloud-build";
import { Duration } from "../core/duration";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import type { IPrincipal, IServiceAccount } from "../iam";
import { GoogleProviderVersion, ProjectServices } from "../project";
import { GoogleNames } from "../project/google-names";
import { Bucket, DeletedObjects, LifecycleRule } from "../storage";
import {
  ComponentSettings,
  NetworkMode,
  PipelineRuntime,
  PipelineSchedule,
  StagedComponentSettings,
  StagedTemplate,
} from "../vertex-ai";
import type { PipelineParameter, PipelineTemplate } from "../vertex-ai";
import { CompiledPipeline } from "./compiled-pipeline";
import type { PipelineCompilation } from "./pipeline-compilation";

const SERVICES = ["aiplatform", "iam", "storage"];

/** What runs leave behind is of use for about as long as somebody compares them. */
const KEPT = Duration.days(180);

export interface PipelinesStackProps {
  /** The id of the project that pipelines run in. */
  readonly project: string;
  /** Its number, after which Vertex AI's own accounts are named. */
  readonly projectNumber: string;
  /** The region that pipelines run in, for example `us-central1`. */
  readonly region: string;
  /** What pipelines run as. */
  readonly serviceAccount: IServiceAccount;
  /** The one index that components install from. */
  readonly index: IPythonRepository;
  /** Where components may take their images from. */
  readonly images: IRepository[];
  /** The image of the pipeline's components, with a tag or digest. */
  readonly imageUri: string;
  /** The pipeline, compiled with `ComponentSettings.placeholder()` or with this stack's settings. */
  readonly template: PipelineTemplate;
  /**
   * Compiles the pipeline's source and publishes what it compiles to. Where that is not `template`, the deployment
   * fails before anything is scheduled.
   *
   * @default - nobody compiles it: the template is taken as it is
   */
  readonly compilation?: PipelineCompilation;
  /** @default - the defaults of the pipeline */
  readonly parameters?: PipelineParameter[];
  /** @default NetworkMode.googleManaged() */
  readonly network?: NetworkMode;
  /** Who may submit pipelines by hand or from CI. @default - nobody */
  readonly submitters?: IPrincipal[];
  /** Whether a destroy fails while runs have left something in their bucket. @default true */
  readonly deletionProtection?: boolean;
  /**
   * The exact version of the google provider.
   *
   * @default GoogleProviderVersion.TESTED
   */
  readonly providerVersion?: string;
}

/**
 * The reference pipelines: a runtime whose components install from one index only, the settings that they are compiled
 * with, and a pipeline on a schedule that stands still until somebody resumes it.
 */
export class PipelinesStack extends TerraformStack {
  public readonly runtime: PipelineRuntime;
  /** What components are compiled with. */
  public readonly settings: ComponentSettings;
  public readonly schedule: PipelineSchedule;
  /** Where the compiled pipeline is published, by the digest of its content; undefined where nothing compiles it. */
  public readonly templateUri?: string;

  /** @throws ValidationError when a prop is not valid, or the pipeline takes something from elsewhere */
  constructor(scope: Construct, id: string, props: PipelinesStackProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const validator = new Validator(this);
    validator.requires("project", props.project, ...GoogleNames.PROJECT);
    validator.requires("region", props.region, ...GoogleNames.REGION);
    validator.throwIfAny();
    const { project, region, index, images } = props;
    const { network = NetworkMode.googleManaged() } = props;
    const dependsOn = this.enabledServices(props);
    const { runs, files } = this.bucketsOf(props, dependsOn);

    const compiled = props.compilation && new CompiledPipeline(this, props.compilation, { project, region, dependsOn });

    this.runtime = new PipelineRuntime(this, "Runtime", {
      project,
      projectNumber: props.projectNumber,
      location: region,
      serviceAccount: props.serviceAccount,
      index,
      images,
      templates: compiled && [compiled.templates],
      bucket: runs,
      dependsOn,
    });
    this.settings = new ComponentSettings({ baseImage: props.imageUri, indexUrl: index.indexUrl });
    this.settings.writeTo(join(App.of(this).outdir, "stacks", id));
    const staged = new StagedComponentSettings(this, "Settings", { settings: this.settings, bucket: files });

    const template = props.template.withSettings(this.settings);
    const pipeline = new StagedTemplate(this, "Template", { template, runtime: this.runtime, bucket: files });
    const build = compiled?.build({ settings: this.settings, template, index, contexts: files });
    this.templateUri = build?.templateUri;
    this.schedule = this.scheduled(props, template, build);
    for (const submitter of props.submitters ?? []) {
      this.runtime.grantSubmit(submitter);
      files.grantRead(submitter);
      compiled?.templates.grantRead(submitter);
    }
    this.emitOutputs({
      pipeline_service_account: [this.runtime.serviceAccount.serviceAccountEmail, "What pipelines run as"],
      pipeline_root: [this.runtime.pipelineRoot, "Where runs keep what they pass on"],
      pipeline_network: [network.jobFields, "Where runs are on the network, as fields of a PipelineJob"],
      pipeline_egress: [network.egress.join("\n"), "What code of a pipeline can reach"],
      pipeline_template: [pipeline.url, "The compiled pipeline"],
      component_settings: [staged.moduleUrl, "The Python module that pipelines are compiled with"],
    });
  }

  private enabledServices(props: PipelinesStackProps): ITerraformDependable[] {
    const { project, region, providerVersion, compilation } = props;
    // The provider makes no schedule without a region of its own.
    new GoogleProvider(this, "Google", { project, region });
    this.addOverride("terraform.required_providers.google.version", providerVersion ?? GoogleProviderVersion.TESTED);
    const names = [...SERVICES, ...(compilation === undefined ? [] : CompiledPipeline.SERVICES)];
    const services = names.map((name) => `${name}.googleapis.com`);
    return new ProjectServices(this, "Services", { project, services }).dependables;
  }

  /** What runs write is apart from what they are made of, or one run could change what the next one is. */
  private bucketsOf(
    { project, region, deletionProtection = true }: PipelinesStackProps,
    dependsOn: ITerraformDependable[],
  ): { readonly runs: Bucket; readonly files: Bucket } {
    const stored = { project, location: region, dependsOn };
    const runs = new Bucket(this, "Runs", {
      ...stored,
      bucketName: `${inBucketName(project)}-runs-${region}`,
      deletedObjects: DeletedObjects.softDeleted(Duration.days(7)),
      lifecycleRules: [LifecycleRule.deleteAfter(KEPT)],
      deleteWithContents: !deletionProtection,
    });
    const files = new Bucket(this, "Files", {
      ...stored,
      bucketName: `${inBucketName(project)}-files-${region}`,
      deletedObjects: DeletedObjects.gone(),
    });
    return { runs, files };
  }

  /**
   * It holds a copy of the pipeline, and no address: its parameters are of five types, of which beside an address only
   * texts are sent.
   */
  private scheduled(
    { parameters, network }: PipelinesStackProps,
    template: PipelineTemplate,
    build: PipelineBuild | undefined,
  ): PipelineSchedule {
    return new PipelineSchedule(this, "Schedule", {
      displayName: template.pipelineName,
      runtime: this.runtime,
      template,
      parameters,
      cron: "0 3 * * *",
      network,
      paused: true,
      dependsOn: build && [build.ready],
    });
  }

  private emitOutputs(outputs: Readonly<Record<string, readonly [value: string, description: string]>>): void {
    const { templateUri } = this;
    const published = {
      pipeline_template_uri: [templateUri ?? "", "The same in the repository, by its digest"],
    } as const;
    const all = { ...outputs, ...(templateUri === undefined ? {} : published) };
    for (const [name, [value, description]] of Object.entries(all)) {
      new TerraformOutput(this, name, { value, description });
    }
  }
}

/** A colon and dots, which ids of projects of a domain have, would make another kind of bucket. */
function inBucketName(project: string): string {
  return project.replaceAll(/[^a-z0-9-]/g, "-");
}
