import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { App, GcsBackend, LocalBackend, Token } from "cdktf";
import type { TerraformStack } from "cdktf";
import { ValidationError } from "../core/errors";
import { Validator } from "../core/validator";
import { GoogleNames } from "../project/google-names";

export interface DeploymentStateProps {
  /** The id of the project that is deployed to. */
  readonly project: string;
  /**
   * The bucket of Cloud Storage that holds the states.
   *
   * @default - files in the working directory
   */
  readonly bucket?: string;
}

/** What Terraform notes beside a stack of the state that it was set up for, as far as it is read here. */
interface Pointer {
  readonly backend?: { readonly config?: { readonly path?: unknown; readonly prefix?: unknown } };
}

/** What is read of a state. @see https://developer.hashicorp.com/terraform/internals/json-format */
interface RecordedState {
  readonly resources?: readonly {
    readonly instances?: readonly { readonly attributes?: { readonly project?: unknown } }[];
  }[];
}

/**
 * Where Terraform keeps the states of one deployment.
 *
 * A state is of one stack, in one place, in one project: Terraform destroys what a state holds and the stack does not,
 * so two deployments that shared one would destroy each other.
 */
export class DeploymentState {
  private readonly project: string;
  private readonly bucket: string | undefined;

  public constructor(props: DeploymentStateProps) {
    this.project = props.project;
    this.bucket = props.bucket;
  }

  /**
   * Keeps the state of a stack apart from those of other projects and places: in
   * `terraform.PROJECT.PLACE.STACK.tfstate` in the working directory, or in the bucket below
   * `private-pypi/PROJECT/PLACE/STACK`.
   *
   * A folder that Terraform was set up in for another deployment is set up anew, so that no state is ever copied into
   * another.
   *
   * @param place the region or multi-region that the stack is for
   * @throws ValidationError when the project or the place is not valid or not known yet, or when the working directory
   *   has a state of this project where earlier versions kept it
   */
  public keep(stack: TerraformStack, place: string): void {
    this.validate(stack, place);
    // A colon, which ids of projects of a domain have, stands in no file name on Windows; "_" stands in no id of a
    // project.
    const names = [this.project.replace(":", "_"), place, stack.node.id];
    const file = `terraform.${names.join(".")}.tfstate`;
    const prefix = `private-pypi/${names.join("/")}`;
    if (this.bucket !== undefined) {
      new GcsBackend(stack, { bucket: this.bucket, prefix });
    } else {
      this.refuseEarlierState(stack, place, file);
      new LocalBackend(stack, { path: join(process.cwd(), file) });
    }
    forgetOther(join(App.of(stack).outdir, "stacks", stack.node.id, ".terraform", "terraform.tfstate"), file, prefix);
  }

  private validate(stack: TerraformStack, place: string): void {
    const validator = new Validator(stack);
    validator.requires("project", this.project, ...GoogleNames.PROJECT);
    validator.requires("place", place, ...GoogleNames.LOCATION);
    for (const [name, value] of Object.entries({ project: this.project, place })) {
      if (Token.isUnresolved(value))
        validator.problem(`${name}: is known to Terraform only, which needs its state before; give a text`);
    }
    validator.throwIfAny();
  }

  /**
   * Up to 0.1.0 all projects had one state. A deployment that goes on without it would create everything a second time.
   */
  private refuseEarlierState(stack: TerraformStack, place: string, file: string): void {
    const earlier = `terraform.${stack.node.id}.tfstate`;
    if (existsSync(file) || !existsSync(earlier) || !mayBeOf(this.project, earlier)) return;
    const problem =
      `state ${JSON.stringify(earlier)}: each project and place has a state of its own now; ` +
      `if this one is of project ${JSON.stringify(this.project)} in ${JSON.stringify(place)}, run: ` +
      `mv ${earlier} ${file}`;
    throw new ValidationError([problem], stack.node.path);
  }
}

/**
 * Forgets what a folder was set up for, unless it is the state of the same stack, place and project. The state itself
 * is elsewhere.
 */
function forgetOther(pointer: string, file: string, prefix: string): void {
  const { path, prefix: recordedPrefix } = (readJson(pointer) as Pointer | undefined)?.backend?.config ?? {};
  const recorded = [path, recordedPrefix].filter((place) => typeof place === "string");
  if (recorded.length === 0) return;
  const isSame = recorded.some((place) => place === prefix || place.split(/[\\/]/).at(-1) === file);
  if (!isSame) rmSync(pointer);
}

/**
 * Whether a state holds something of a project, or does not say what it is of. An empty one holds nothing of anybody.
 */
function mayBeOf(project: string, state: string): boolean {
  const content = readJson(state) as RecordedState | undefined;
  if (content === undefined) return true;
  const instances = (content.resources ?? []).flatMap((resource) => resource.instances ?? []);
  const projects = instances.map(({ attributes }) => attributes?.project).filter((one) => typeof one === "string");
  return instances.length > 0 && (projects.length === 0 || projects.includes(project));
}

/** The content of a JSON file; undefined when there is none, or it is none. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
