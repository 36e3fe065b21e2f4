import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role";
import { ProjectIamMember } from "@cdktf/provider-google/lib/project-iam-member";
import { ServiceAccountIamMember } from "@cdktf/provider-google/lib/service-account-iam-member";
import { TerraformStack } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IConstruct } from "constructs";
import type { IKfpRepository, IPythonRepository, IRepository } from "../artifact-registry";
import { Given } from "../core/given";
import { Namespace } from "../core/namespace";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import { Grant } from "../iam";
import type { IPrincipal, IServiceAccount } from "../iam";
import { GoogleNames } from "../project/google-names";
import type { IBucket } from "../storage";
import { ComponentSettings } from "./component-settings";
import { VertexAiServiceAgents } from "./vertex-ai-service-agents";

/**
 * On the project, since Vertex AI and the logs have no smaller one.
 *
 * @see https://cloud.google.com/vertex-ai/docs/pipelines/configure-project
 */
const PROJECT_ROLES = ["roles/aiplatform.user", "roles/logging.logWriter", "roles/monitoring.metricWriter"];

/** What submitting and watching a run takes. @see https://cloud.google.com/vertex-ai/docs/general/iam-permissions */
const SUBMIT_PERMISSIONS = [
  "aiplatform.pipelineJobs.create",
  "aiplatform.pipelineJobs.get",
  "aiplatform.pipelineJobs.list",
];

/** Where and as whom pipelines run. */
export interface IPipelineRuntime extends IConstruct {
  readonly project: string;
  /** The region of the runs, for example `us-central1`. */
  readonly location: string;
  readonly serviceAccount: IServiceAccount;
  /** The index that components install from. */
  readonly index: IPythonRepository;
  /** The repositories that components take their images from. */
  readonly images: IRepository[];
  /** The repositories that runs may take compiled pipelines from. */
  readonly templates: IKfpRepository[];
  /** Where runs keep what they pass on, `gs://BUCKET/PATH`. */
  readonly pipelineRoot: string;
  /** What a run needs before it starts, of the runtime's own stack. */
  readonly dependables: ITerraformDependable[];
  /**
   * What components are told, so that they install from the index only.
   *
   * @param image its name in the first of the image repositories, with a tag or digest, for example
   *   `python-3.11-slim:3f2b9c0d1e4a`
   */
  componentSettings(image: string): ComponentSettings;
}

export interface PipelineRuntimeProps {
  /** The id of the project that runs pipelines. */
  readonly project: string;
  /** Its number, for Vertex AI's service agents. */
  readonly projectNumber: string;
  /** The region of the runs, for example `us-central1`. */
  readonly location: string;
  /**
   * The account that runs are. There is no default: without one a run has no token for the index, as it then runs in a
   * project of Google's with scopes that do not reach it.
   */
  readonly serviceAccount: IServiceAccount;
  /** The one index that components install from. */
  readonly index: IPythonRepository;
  /** Where components take their images from: one repository at least. */
  readonly images: IRepository[];
  /**
   * Where runs take compiled pipelines from, for schedules and submitters that name one by its address.
   *
   * @default - none
   */
  readonly templates?: IKfpRepository[];
  /** Where runs keep what they pass on, in the runs' region. */
  readonly bucket: IBucket;
  /** The path in the bucket, without slashes at its ends. @default "pipeline-root" */
  readonly rootPath?: string;
  /** What must exist first, for example the enabled APIs. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** How a runtime that exists already is found. */
export interface PipelineRuntimeAttributes {
  readonly project: string;
  readonly location: string;
  readonly serviceAccount: IServiceAccount;
  readonly index: IPythonRepository;
  readonly images: IRepository[];
  /** @default - none */
  readonly templates?: IKfpRepository[];
  /** `gs://BUCKET/PATH` */
  readonly pipelineRoot: string;
}

abstract class PipelineRuntimeBase extends Construct implements IPipelineRuntime {
  public abstract readonly project: string;
  public abstract readonly location: string;
  public abstract readonly serviceAccount: IServiceAccount;
  public abstract readonly index: IPythonRepository;
  public abstract readonly images: IRepository[];
  public abstract readonly templates: IKfpRepository[];
  public abstract readonly pipelineRoot: string;
  public abstract readonly dependables: ITerraformDependable[];

  public componentSettings(image: string): ComponentSettings {
    const [repository] = this.images;
    return new ComponentSettings({
      baseImage: `${repository?.registryUri ?? ""}/${image}`,
      indexUrl: this.index.indexUrl,
    });
  }
}

/**
 * What pipelines need to run and to install only what is agreed: an account that reads one index and its images, writes
 * to one bucket, and may do nothing else but run jobs and log.
 *
 * @see https://cloud.google.com/vertex-ai/docs/pipelines/configure-project
 */
export class PipelineRuntime extends PipelineRuntimeBase {
  /**
   * A runtime that exists already, in another app: schedules can be added to it. Its account has its rights.
   *
   * @throws ValidationError when an attribute is missing or not valid
   */
  public static fromPipelineRuntimeAttributes(
    scope: Construct,
    id: string,
    attributes: PipelineRuntimeAttributes,
  ): IPipelineRuntime {
    Given.props(scope, id, attributes);
    class Import extends PipelineRuntimeBase {
      public readonly project = attributes.project;
      public readonly location = attributes.location;
      public readonly serviceAccount = attributes.serviceAccount;
      public readonly index = attributes.index;
      public readonly images = attributes.images;
      public readonly templates = attributes.templates ?? [];
      public readonly pipelineRoot = attributes.pipelineRoot;
      public readonly dependables: ITerraformDependable[] = [];
    }
    const runtime = new Import(scope, id);
    const validator = new Validator(runtime);
    validatePlace(validator, attributes);
    validateParts(validator, attributes);
    validator.requires(
      "pipelineRoot",
      attributes.pipelineRoot,
      /^gs:\/\/[a-z0-9][a-z0-9._-]*(?:\/[^\s/$%{}]+)+$/,
      "must be gs://BUCKET/PATH, without a slash at its end",
    );
    validator.throwIfAny();
    return runtime;
  }

  public readonly project: string;
  public readonly location: string;
  public readonly serviceAccount: IServiceAccount;
  public readonly index: IPythonRepository;
  public readonly images: IRepository[];
  public readonly templates: IKfpRepository[];
  public readonly pipelineRoot: string;
  /** Vertex AI's own identities in the project. */
  public readonly serviceAgents: VertexAiServiceAgents;
  private readonly grants: Grant[] = [];
  private readonly follows?: ITerraformDependable[];
  private submitRole?: ProjectIamCustomRole;

  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: PipelineRuntimeProps) {
    super(scope, id);
    Given.props(scope, id, props);
    const { project, projectNumber, serviceAccount, index, images, bucket, rootPath = "pipeline-root" } = props;
    validate(new Validator(this), props);
    this.project = project;
    this.location = props.location;
    this.serviceAccount = serviceAccount;
    this.index = index;
    this.images = images;
    this.templates = props.templates ?? [];
    this.pipelineRoot = `${bucket.url}/${rootPath}`;
    this.follows = Ordering.dependsOn(props.dependsOn);
    this.serviceAgents = new VertexAiServiceAgents(this, "ServiceAgents", { projectNumber, dependsOn: this.follows });
    this.grants = [
      ...PROJECT_ROLES.map((role) => this.grantOnProject(role, serviceAccount)),
      index.grantRead(serviceAccount, this),
      ...images.flatMap((repository) => [
        repository.grantRead(serviceAccount, this),
        repository.grantRead(this.serviceAgents.customCodeServiceAgent, this),
      ]),
      ...this.templates.map((repository) => repository.grantRead(serviceAccount, this)),
      bucket.grantWrite(serviceAccount),
    ];
    // Terraform knows no `depends_on` on another state, so the whole stack waits.
    for (const { resource } of this.grants) {
      const other = TerraformStack.of(resource);
      if (other !== TerraformStack.of(this)) TerraformStack.of(this).addDependency(other);
    }
  }

  public get dependables(): ITerraformDependable[] {
    return this.grants.filter(({ resource }) => TerraformStack.of(resource) === TerraformStack.of(this));
  }

  /** Lets a principal submit pipelines that run as the runtime's account, and watch them; nothing else. */
  public grantSubmit(principal: IPrincipal): Grant {
    this.grantActAs(principal);
    this.submitRole ??= new ProjectIamCustomRole(this, "SubmitRole", {
      project: this.project,
      roleId: `pipelineSubmitter_${this.location.replaceAll("-", "_")}`,
      title: "Pipeline submitter",
      description: "Submits pipelines and watches them",
      permissions: [...SUBMIT_PERMISSIONS],
      dependsOn: this.follows,
    });
    return this.grantOnProject(
      `projects/${this.project}/roles/${this.submitRole.roleIdInput ?? ""}`,
      principal,
      this.submitRole,
    );
  }

  /** In the runtime's own stack, where the account may be another's. */
  private grantActAs(principal: IPrincipal): void {
    const { serviceAccount } = this;
    if (TerraformStack.of(serviceAccount) === TerraformStack.of(this)) {
      serviceAccount.grantActAs(principal);
      return;
    }
    const role = "roles/iam.serviceAccountUser";
    // "-" lets the service find the project by the e-mail.
    const serviceAccountId = `projects/-/serviceAccounts/${serviceAccount.serviceAccountEmail}`;
    const { resource } = Grant.once(
      Namespace.within(this, "ActAs"),
      role,
      principal,
      (scope, id) => new ServiceAccountIamMember(scope, id, { serviceAccountId, role, member: principal.member }),
    );
    if (serviceAccount.principalResource !== undefined) Ordering.after(resource, serviceAccount.principalResource);
  }

  private grantOnProject(role: string, principal: IPrincipal, roleResource?: ProjectIamCustomRole): Grant {
    const { project } = this;
    const grant = Grant.once(
      Namespace.within(this, "Project"),
      role,
      principal,
      (scope, id) =>
        new ProjectIamMember(scope, id, { project, role, member: principal.member, dependsOn: this.follows }),
    );
    if (grant.isNew && roleResource !== undefined) Ordering.after(grant.resource, roleResource);
    return grant;
  }
}

function validate(validator: Validator, props: PipelineRuntimeProps): void {
  validatePlace(validator, props);
  validator.requires("projectNumber", props.projectNumber, ...GoogleNames.PROJECT_NUMBER);
  validator.matches(
    "rootPath",
    props.rootPath,
    /^[^\s/$%{}]+(?:\/[^\s/$%{}]+)*$/,
    'must be a path without blanks, "$", "%" and braces, and without slashes at its ends',
  );
  // Callers from plain JavaScript may have left it out.
  if ((props.bucket as IBucket | undefined) === undefined) {
    validator.problem("bucket: is missing; give the bucket that runs keep their results in");
  }
  validateParts(validator, props);
  validator.throwIfAny();
}

function validatePlace(validator: Validator, { project, location }: { project: string; location: string }): void {
  validator.requires("project", project, ...GoogleNames.PROJECT);
  validator.requires("location", location, ...GoogleNames.REGION);
}

/** What callers from plain JavaScript may have left out. */
function validateParts(
  validator: Validator,
  { serviceAccount, index, images, templates }: Partial<PipelineRuntimeProps | PipelineRuntimeAttributes>,
): void {
  if (serviceAccount === undefined) {
    validator.problem(
      "serviceAccount: is missing; without one a run has no token for the index; give it new ServiceAccount(this, ...)",
    );
  }
  if (index === undefined) validator.problem("index: is missing; give the repository that components install from");
  if (images === undefined || images.length === 0) {
    validator.problem("images: is empty; give the repository of Docker images that components run in");
  }
  for (const { format, repositoryName } of templates ?? []) {
    if ((format as string) !== "KFP") {
      validator.problem(
        `templates: repository ${JSON.stringify(repositoryName)} holds ${format}; give a KfpRepository`,
      );
    }
  }
  for (const { format, repositoryName } of images ?? []) {
    if ((format as string) !== "DOCKER") {
      validator.problem(
        `images: repository ${JSON.stringify(repositoryName)} holds ${format}; give repositories of Docker images`,
      );
    }
  }
}
