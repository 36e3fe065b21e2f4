import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArtifactRegistryRepositoryIamMember } from "@cdktf/provider-google/lib/artifact-registry-repository-iam-member";
import { ProjectIamCustomRole } from "@cdktf/provider-google/lib/project-iam-custom-role";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import type { IPythonRepository, PythonCuratedRepository } from "../artifact-registry";
import { Given } from "../core/given";
import { Ordering } from "../core/ordering";
import { Validator } from "../core/validator";
import type { IServiceAccount } from "../iam/service-account";
import { PackageFiles } from "../packages/package-files";
import { PackageName } from "../packages/package-name";
import { PYPI_INDEX } from "../packages/pypi";
import type { IBucket } from "../storage";
import { quote } from "../text/quoting";
import { BuildContext } from "./build-context";
import { PythonBuildBase, validatePythonBuild } from "./python-build";
import type { PythonBuildProps } from "./python-build-interface";
import type { PythonTarget } from "./python-target";

const PROGRAM = "fill_repository.py";
const LIST = "fill.json";

export interface PackageFillProps extends PythonBuildProps {
  /** Where the archive with the list goes. */
  readonly contexts: IBucket;
  /** What is filled, with the packages of its locks. */
  readonly repository: PythonCuratedRepository;
  /** The Pythons and platforms that wheels are copied for, for example `[PythonTarget.linux("3.11")]`. */
  readonly targets: PythonTarget[];
  /**
   * Where files are fetched from: a remote repository that nobody else need read. The hashes of the locks decide what
   * is taken, so that it need not be trusted; in a network without a way out it is the only source.
   *
   * @default - PyPI itself, over the builder's network
   */
  readonly from?: IPythonRepository;
  /** Packages of which the source archive is copied too, since they have no wheel for a target. @default - none */
  readonly sourceDistributions?: string[];
  /**
   * Whether versions are removed that no lock lists any more, once all else went well. They are told in any case.
   *
   * @default false: they stay, and can be installed
   */
  readonly removeUnlisted?: boolean;
}

/**
 * Defines a build that copies the files of locks into a repository: those that the locks name by their SHA-256, for the
 * targets, as far as they are not there. It needs no download rules. It may be run again at any time; a file that is
 * there with another content, or that the source no longer has, fails it with a sentence.
 */
export class PackageFill extends PythonBuildBase {
  /** @throws ValidationError when a prop is not valid */
  constructor(scope: Construct, id: string, props: PackageFillProps) {
    Given.props(scope, id, props, {
      repository: { text: "a PythonCuratedRepository", has: "packages" },
      contexts: { text: "a Bucket", has: "bucketName" },
      start: { text: "a BuildStart, for example BuildStart.onDeploy({ image })", has: "deploy" },
      baseRepositories: [{ text: "a Docker repository", has: "imagePrefix" }],
      targets: [{ text: 'a PythonTarget, for example PythonTarget.linux("3.11")', has: "platforms" }],
    });
    super(scope, id, props, (self) => {
      validate(self, props);
      return {
        repository: props.repository,
        reads: props.from === undefined ? [] : [props.from],
        folder: {
          bucket: props.contexts,
          context: BuildContext.fromTexts({
            // A Python file, so that tools for Python read it. It lies as far from dist/cloud-build/ as from
            // lib/cloud-build/.
            [PROGRAM]: readFileSync(join(__dirname, "../../lib/cloud-build", PROGRAM), "utf8"),
            [LIST]: listOf(props),
          }),
        },
        steps: [{ id: "fill", name: props.image, entrypoint: "python3", args: [PROGRAM, LIST] }],
        description: `Fills ${props.repository.repositoryName} from its locks`,
        isOnce: false,
        rights: (account) => (props.removeUnlisted === true ? [removal(self, props, account)] : []),
      };
    });
  }
}

/** What the program reads: the same text for the same list. */
function listOf({
  repository,
  targets,
  from,
  sourceDistributions = [],
  removeUnlisted = false,
}: PackageFillProps): string {
  const list = {
    repository: repository.resourceName,
    upload_url: repository.uploadUrl,
    source: from?.indexUrl ?? `${PYPI_INDEX}/`,
    source_login: from !== undefined,
    targets: targets.map(({ targetName, minor, platforms }) => ({ name: targetName, minor, platforms })),
    source_distributions: sourceDistributions.map((name) => PackageName.parse(name).normalized).sort(),
    remove_unlisted: removeUnlisted,
    packages: PackageFiles.of(repository.packages),
  };
  return `${JSON.stringify(list, undefined, 1)}\n`;
}

/** The one permission that writers lack. */
function removal(scope: Construct, props: PackageFillProps, account: IServiceAccount): TerraformResource {
  const { repository } = props;
  const role = new ProjectIamCustomRole(scope, "RemovalRole", {
    project: repository.project,
    roleId: `${props.buildName.replaceAll("-", "_")}_remove`,
    title: `Removes versions for the build ${props.buildName}`,
    permissions: ["artifactregistry.versions.delete"],
  });
  const member = new ArtifactRegistryRepositoryIamMember(scope, "Removal", {
    project: repository.project,
    location: repository.location,
    repository: repository.repositoryName,
    role: role.name,
    member: account.member,
  });
  if (account.principalResource !== undefined) Ordering.after(member, account.principalResource);
  repository.downloadGate.follow(member);
  return member;
}

function validate(scope: Construct, props: PackageFillProps): void {
  const { repository, from, targets, sourceDistributions = [] } = props;
  const validator = new Validator(scope);
  validatePythonBuild(validator, props, props.location ?? repository.location);
  if (props.start.push !== undefined)
    validator.problem("start: a fill is of no Git repository, so no push starts it; say BuildStart.onDeploy or manual");
  if (targets.length === 0) validator.problem('targets: are missing; say for example [PythonTarget.linux("3.11")]');
  if (from?.resourceName === repository.resourceName)
    validator.problem(`from ${JSON.stringify(from.repositoryName)}: is what is filled; name the source of the files`);
  for (const name of sourceDistributions) {
    if (!PackageName.isValid(name) || !repository.packages.holds(name))
      validator.problem(`sourceDistributions ${quote(name)}: is no package of the locks; correct the name or drop it`);
  }
  validator.throwIfAny();
}
