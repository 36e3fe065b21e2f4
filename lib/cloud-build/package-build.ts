import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { CloudbuildTriggerBuildStep } from "@cdktf/provider-google/lib/cloudbuild-trigger";
import type { Construct } from "constructs";
import type { IPythonRepository, IWritablePythonRepository } from "../artifact-registry";
import { collectedProblems } from "../core/collected-problems";
import { Given } from "../core/given";
import { Validator } from "../core/validator";
import { AllowedPackages } from "../packages/allowed-packages";
import { PackageFiles } from "../packages/package-files";
import { PackageVersion } from "../packages/package-version";
import type { IBucket } from "../storage";
import { quote } from "../text/quoting";
import type { BuildSource } from "./build-source";
import { requirementProblems } from "./install-locks";
import {
  PythonBuildBase,
  pushOf,
  pythonStep,
  validateContexts,
  validateFolderStart,
  validatePinned,
  validatePythonBuild,
  validateSourcePath,
} from "./python-build";
import type { PythonBuildProps } from "./python-build-interface";
import type { BuiltFolder } from "./python-build";

// It lies as far from dist/cloud-build/ as from lib/cloud-build/.
const PROGRAM = join(__dirname, "../../lib/cloud-build/build_package.py");
/** Where steps leave what is uploaded: no folder of that name may be among the sources. */
const MADE = "built-for-upload";
const TOOLS = "build.lock";

export interface PackageBuildProps extends PythonBuildProps {
  /** Where the package goes. */
  readonly repository: IWritablePythonRepository;
  /** A folder with `pyproject.toml`, or a Git repository by its tags. */
  readonly source: BuildSource;
  /** Where the tools of the build come from. Its DENY stands before anything is built. */
  readonly index: IPythonRepository;
  /** Where the archive of a folder goes. @default - none; a Git repository needs none */
  readonly contexts?: IBucket;
  /**
   * Of a folder: the version that is built, as `pyproject.toml` has it. Another one fails the build.
   *
   * @default - of a Git repository: what the tag says
   */
  readonly version?: string;
  /** Of a Git repository: what stands before the version in a tag. @default "v" */
  readonly tagPrefix?: string;
  /** The package's path in the source. @default - the source itself */
  readonly folder?: string;
  /**
   * The lock of the tools, with hashes, by its path in the package's folder: `build`, the build backend, the test's
   * runner, and what the package itself needs for its tests.
   *
   * @default "build.lock"
   */
  readonly tools?: string;
  /**
   * How the wheel is tried once it is installed, with the tools at hand. An empty list tries nothing.
   *
   * @default ["python", "-m", "pytest"]
   */
  readonly test?: string[];
  /**
   * Further images with other Pythons, each pinned and from `baseRepositories`, that build and test a wheel too: for
   * packages with compiled parts. What is for any Python is uploaded once.
   *
   * @default - none
   */
  readonly furtherImages?: string[];
}

/**
 * Defines a build of an own package: with tools from a lock with hashes, tested before anything is uploaded, and
 * uploaded by Cloud Build itself, which gives it provenance. A version that the repository has already, or that is not
 * the tag's, fails it with a sentence.
 *
 * @see https://cloud.google.com/build/docs/building/build-python#push_to_artifact_registry
 */
export class PackageBuild extends PythonBuildBase {
  /** @throws ValidationError when a prop is not valid, or the folder holds what must not be built */
  constructor(scope: Construct, id: string, props: PackageBuildProps) {
    Given.props(scope, id, props, {
      repository: { text: "a Python repository that can be written to", has: "uploadUrl" },
      source: { text: "a BuildSource", has: "context" },
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
        steps: [props.image, ...(props.furtherImages ?? [])].map((image, at) => stepOf(props, image, at)),
        artifacts: {
          pythonPackages: [{ repository: props.repository.uploadUrl.replace(/\/$/, ""), paths: [`${MADE}/*`] }],
        },
        description: `Builds a package for ${props.repository.repositoryName}`,
        isOnce: true,
      };
    });
  }
}

function stepOf(props: PackageBuildProps, image: string, at: number): CloudbuildTriggerBuildStep {
  const settings = {
    folder: props.folder ?? ".",
    index: props.index.indexUrl,
    is_first: at === 0,
    made: MADE,
    repository: props.repository.resourceName,
    tag_prefix: props.source.gitRepository === undefined ? null : (props.tagPrefix ?? "v"),
    test: props.test ?? ["python", "-m", "pytest"],
    tools: props.tools ?? TOOLS,
    version: props.version ?? null,
  };
  return {
    id: at === 0 ? "build" : `build-${at + 1}`,
    name: image,
    ...pythonStep(PROGRAM, settings),
    env: props.source.gitRepository === undefined ? undefined : ["TAG=$TAG_NAME"],
  };
}

/** @returns the folder, where one is built */
function validate(scope: Construct, props: PackageBuildProps): BuiltFolder | undefined {
  const validator = new Validator(scope);
  const { source, repository } = props;
  validatePythonBuild(validator, props, props.location ?? source.gitRepository?.location ?? repository.location);
  for (const image of props.furtherImages ?? [])
    validatePinned(validator, "furtherImages", image, props.baseRepositories);
  validateSourcePath(validator, "folder", props.folder);
  validateSourcePath(validator, "tools", props.tools);
  const folder = source.gitRepository === undefined ? validateFolder(validator, props) : undefined;
  if (source.gitRepository !== undefined) validatePush(validator, props);
  validator.throwIfAny();
  return folder;
}

function validatePush(validator: Validator, { source, start, version }: PackageBuildProps): void {
  if (source.gitRef?.tag === undefined)
    validator.problem(
      "source: a package is released by a tag, so that its version is known; " +
        'say BuildSource.git(repository, { tag: "^v[0-9.]+$" })',
    );
  if (start.push === undefined)
    validator.problem("start: which tag is built is known when it is pushed; say BuildStart.onPush()");
  if (version !== undefined) validator.problem(`version ${quote(version)}: the tag says it; drop it, or say tagPrefix`);
}

function validateFolder(validator: Validator, props: PackageBuildProps): BuiltFolder | undefined {
  const { source, contexts, start, tagPrefix } = props;
  validateFolderStart(validator, start);
  if (tagPrefix !== undefined) validator.problem(`tagPrefix ${quote(tagPrefix)}: a folder has no tags; drop it`);
  validateVersion(validator, props.version);
  validateContexts(validator, contexts);
  const context = collectedProblems(validator, () => source.context());
  if (context === undefined) return undefined;
  const within = props.folder ?? ".";
  for (const [name, advice] of [
    ["pyproject.toml", "it says how the package is built"],
    [props.tools ?? TOOLS, "lock the tools of the build with hashes into it"],
  ] as const) {
    const file = posix.join(within, name);
    if (!context.fileNames.includes(file))
      validator.problem(`source ${quote(source.path)}: has no ${quote(file)}; ${advice}`);
  }
  if (context.fileNames.some((name) => name.startsWith(`${MADE}/`)))
    validator.problem(
      `source ${quote(source.path)}: has a folder ${quote(MADE)}, which would be uploaded as it is; rename it`,
    );
  validateTools(validator, join(source.path, within, props.tools ?? TOOLS), props.index.indexUrl);
  return contexts && { context, bucket: contexts };
}

/** A lock without hashes would fail the build later on. */
function validateTools(validator: Validator, path: string, indexUrl: string): void {
  if (!existsSync(path)) return;
  for (const problem of requirementProblems(path, { indexUrl, fileText: fileTextOf }))
    validator.problem(`tools ${problem}`);
  const files = collectedProblems(validator, () => PackageFiles.of(AllowedPackages.fromLockfile(path)));
  if (files !== undefined && !files.some(({ name }) => name === "build"))
    validator.problem(`tools ${quote(path)}: lock no "build", which makes the package; add it`);
}

function fileTextOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function validateVersion(validator: Validator, version: string | undefined): void {
  if (version === undefined) {
    validator.problem("version: is missing; of a folder say which version it is, as pyproject.toml has it");
    return;
  }
  collectedProblems(validator, () => PackageVersion.normalize(version));
}
