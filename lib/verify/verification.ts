import type { Binding } from "../access/iam-policy";
import { type Power, powersOfPermissions } from "../access/power";
import { isListedRole, powersOfRole } from "../access/role";
import { ValidationError } from "../core/errors";
import { type AllowedPackages, PackageName } from "../packages";
import { PackageFiles } from "../packages/package-files";
import { type PolicyRepository } from "../policy";
import { FilledPolicy } from "../policy/filled-repository";
import { readListedRule } from "../policy/listed-rule";
import { RepositoryPolicy } from "../policy/repository-policy";
import { VirtualPolicy } from "../policy/virtual-policy";
import { type AccessLevel, type AccessReport, reportAccess } from "./access";
import { type AssumptionResult, weigh } from "./assumption-evidence";
import type { Credentials } from "./credentials";
import { readFill } from "./deployed-fill";
import { type DeployedRepository, readRepository } from "./deployed-repository";
import { DeployedUpstreams } from "./deployed-upstreams";
import { compareDownloads, type DownloadDifference } from "./download-comparison";
import { DownloadHost } from "./download-host";
import type { FilesReport } from "./file-comparison";
import { HttpClient, type HttpSurroundings, ServiceError } from "./http-client";
import { readBindings } from "./iam-policy";
import { orReason } from "./or-reason";
import type { Probe } from "./probe";
import { Prober, type ProbedRepository, type ProbedVirtual } from "./prober";
import { RegistryApi } from "./registry-api";
import { compareRepository, type PropertyCheck } from "./repository-comparison";
import type { RepositoryName } from "./repository-name";
import { compareRules, type RuleDifference } from "./rule-comparison";
import type { ServiceEndpoints } from "./service-endpoints";

/** What a repository at the service is compared with, and how it is reached. */
export interface VerificationRequest {
  readonly expected: PolicyRepository;

  /** Where it is. */
  readonly name: RepositoryName;
  readonly endpoints: ServiceEndpoints;
  readonly credentials: Credentials;
  readonly surroundings: HttpSurroundings;

  /** Whether downloads are tried, which may fill the cache of a remote repository. */
  readonly probe: boolean;

  /**
   * The virtual repository that they are tried through too, by the last part of its name.
   *
   * @default - the verified repository, when it is virtual; otherwise none
   */
  readonly virtual?: string;

  /**
   * Of a repository that is filled from locks: what these list, whose hashes the files at the service must have.
   *
   * @default - versions are compared, and no hashes
   */
  readonly locks?: AllowedPackages;
}

/** A repository at the service, compared with its policy. */
export interface Verification {
  readonly name: RepositoryName;
  readonly properties: readonly PropertyCheck[];
  readonly rules: {
    readonly expected: number;
    readonly deployed: number;
    readonly differences: readonly RuleDifference[];
  };
  readonly downloads: readonly DownloadDifference[];

  /** @default - it is not filled from locks, or what is in it could not be read */
  readonly files?: FilesReport;
  readonly access: AccessReport;

  /** @default - no downloads were to be tried */
  readonly probes?: readonly Probe[];

  /** @default - no downloads were to be tried */
  readonly assumptions?: readonly AssumptionResult[];

  /** What could not be found out besides, each a clause without a full stop. */
  readonly unknown: readonly string[];

  /** What a reader must know to judge the rest, each a sentence without a full stop. */
  readonly notes: readonly string[];
}

/** In the order of their weight. Only `same` is good. */
export type VerificationVerdict = "different" | "unknown" | "same";

const MOST_ROLES = 300;
const ROLES_AT_ONCE = 8;

/** Small packages that an index is likely to have. */
const WELL_KNOWN = ["six", "idna", "toml", "colorama", "iniconfig", "certifi", "zipp", "tomli", "packaging", "attrs"];

/**
 * Asks the service, and writes nothing to it.
 *
 * @throws ValidationError when the repository or its rules cannot be read
 */
export async function verify(request: VerificationRequest): Promise<Verification> {
  const { expected, name, endpoints, credentials, surroundings } = request;
  const http = new HttpClient(surroundings);
  const api = new RegistryApi(http, endpoints, credentials);

  const deployed = await essential(name, "artifactregistry.repositories.get", async () =>
    readRepository(await api.repository(name)),
  );
  const rules = await essential(name, "artifactregistry.rules.list", async () =>
    (await api.rules(name)).map(readListedRule),
  );
  const upstreams =
    deployed.mode === "virtual" ? await DeployedUpstreams.read(api, name, deployed, fillsOf(expected)) : undefined;
  const own = new RepositoryPolicy(rules);
  const filled =
    expected.policy instanceof FilledPolicy
      ? await readFill(api, name, expected.policy, request.locks && PackageFiles.of(request.locks))
      : undefined;
  const access = await askForAccess(api, name);
  const result: Verification = {
    name,
    properties: compareRepository(expected, deployed, name),
    rules: {
      expected: expected.rules.length,
      deployed: rules.length,
      differences: compareRules(expected.rules, rules, (rule) => expected.addressOf(rule)),
    },
    downloads: compareDownloads(expected.policy, filled?.policyUnder(own) ?? upstreams?.policy ?? own),
    ...(filled?.report === undefined ? {} : { files: filled.report }),
    access,
    unknown: [...(upstreams?.problems ?? []), ...(filled?.problems ?? [])],
    notes: notesOn(deployed, request),
  };
  if (!request.probe) return result;

  const host = new DownloadHost(http, endpoints.of("pkg.dev"), credentials);
  const { direct, virtual, problems } = await chooseProbed(api, request, { deployed, own, upstreams });
  const probes = direct === undefined ? [] : await new Prober(host).run(direct, virtual);
  const through = (repository: RepositoryName | undefined): readonly Probe[] =>
    probes.filter((probe) => probe.repository === repository?.repository);
  const evidence = { rules: direct?.policy ?? own, direct: through(direct?.name), virtual: through(virtual?.name) };
  return { ...result, probes, assumptions: weigh(evidence), unknown: [...result.unknown, ...problems] };
}

/** The upstreams that the policy fills from locks. */
function fillsOf({ policy }: PolicyRepository): ReadonlyMap<string, FilledPolicy> {
  return policy instanceof VirtualPolicy ? policy.filled : new Map();
}

/** An answer without which nothing can be said. */
async function essential<T>(
  { resource, project }: RepositoryName,
  permission: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { message, status } = error;
    const mend = new Map([
      [401, "the credentials are not accepted; log in again with `gcloud auth application-default login`"],
      [
        403,
        `it needs the permission ${permission} (roles/artifactregistry.reader has it) ` +
          `and the Artifact Registry API enabled in ${project}; ` +
          "the service also says so of a repository that does not exist",
      ],
      [404, "there is no such repository; look at --project, --location and --repository"],
    ]).get(status ?? 0);
    throw new ValidationError([`${resource}: ${message}${mend === undefined ? "" : `; ${mend}`}`]);
  }
}

async function askForAccess(api: RegistryApi, name: RepositoryName): Promise<AccessReport> {
  const bindings = new Map<AccessLevel, readonly Binding[] | string>([
    [
      "repository",
      await orReason("artifactregistry.repositories.getIamPolicy", async () =>
        readBindings(await api.repositoryPolicy(name)),
      ),
    ],
    [
      "project",
      await orReason("resourcemanager.projects.getIamPolicy", async () =>
        readBindings(await api.projectPolicy(name.project)),
      ),
    ],
  ]);
  const roles = new Set(
    [...bindings.values()].flatMap((found) => (typeof found === "string" ? [] : found.map(({ role }) => role))),
  );
  const powers = new Map<string, readonly Power[] | string>();
  const rare = [...roles].filter((role) => {
    const known = isListedRole(role) ? powersOfRole(role) : undefined;
    if (known !== undefined) powers.set(role, known);
    return known === undefined;
  });
  for (let start = 0; start < Math.min(rare.length, MOST_ROLES); start += ROLES_AT_ONCE) {
    const some = rare.slice(start, Math.min(start + ROLES_AT_ONCE, MOST_ROLES));
    const answers = await Promise.all(
      some.map((role) => orReason("iam.roles.get", async () => powersOfPermissions(await api.rolePermissions(role)))),
    );
    some.forEach((role, at) => powers.set(role, answers[at] ?? "it was not asked for"));
  }
  return reportAccess(bindings, (role) => powers.get(role) ?? `there are more than ${MOST_ROLES} roles`);
}

interface Chosen {
  readonly direct?: ProbedRepository;
  readonly virtual?: ProbedVirtual;
  readonly problems: readonly string[];
}

/** Which repository is asked directly, and which virtual one: one of the two is the verified repository. */
async function chooseProbed(
  api: RegistryApi,
  { name, virtual: wanted }: VerificationRequest,
  {
    deployed,
    own,
    upstreams,
  }: { deployed: DeployedRepository; own: RepositoryPolicy; upstreams: DeployedUpstreams | undefined },
): Promise<Chosen> {
  const problems: string[] = [];
  if (upstreams !== undefined) {
    const behind = upstreams.upstreams.find(
      ({ policy, place }) => policy !== undefined && policy.rules.length > 0 && place !== undefined,
    );
    if (behind?.policy === undefined || behind.place === undefined)
      return { problems: ["no upstream with rules is known that could be asked directly"] };
    const likely = await likelyPackages(api, behind.place, behind.mode);
    return { direct: { name: behind.place, policy: behind.policy, likely }, virtual: { name, upstreams }, problems };
  }
  const direct = { name, policy: own, likely: await likelyPackages(api, name, deployed.mode) };
  if (wanted === undefined) return { direct, problems };
  const virtualName = name.beside(wanted);
  const read = await orReason("artifactregistry.repositories.get", async () => {
    const repository = readRepository(await api.repository(virtualName));
    return repository.mode === "virtual"
      ? DeployedUpstreams.read(api, virtualName, repository)
      : "it is no virtual repository";
  });
  if (typeof read === "string") return { direct, problems: [`downloads through ${wanted}: ${read}`] };
  return { direct, virtual: { name: virtualName, upstreams: read }, problems: [...problems, ...read.problems] };
}

/** A remote repository has what its source has; what was uploaded to a standard one can be listed. */
async function likelyPackages(
  api: RegistryApi,
  name: RepositoryName,
  mode: string | undefined,
): Promise<readonly string[]> {
  if (mode !== "standard") return WELL_KNOWN;
  const packages = await orReason("artifactregistry.packages.list", () => api.somePackages(name));
  return typeof packages === "string"
    ? []
    : packages.flatMap((one) => (PackageName.isValid(one) ? [PackageName.parse(one).normalized] : []));
}

function notesOn(
  { mode, upstreams }: DeployedRepository,
  { probe, expected: { policy }, locks }: VerificationRequest,
): readonly string[] {
  return [
    "roles given on folders and on the organization above the project reach the repository too, " +
      "and cannot be seen from the project",
    "members of groups, and who may act as a service account, are not looked up",
    ...(mode === "virtual"
      ? [
          `what is downloaded through it is decided by the rules of its ${upstreams.length} upstreams; ` +
            "who has access to them is seen by verifying each",
          "what was uploaded to a standard upstream is not compared, unless locks fill it",
        ]
      : []),
    ...(policy instanceof FilledPolicy && locks === undefined
      ? ["whether its files are those of the locks, to the byte, is seen with --lock"]
      : []),
    ...(probe
      ? ["what was downloaded may stay in the cache of a remote repository"]
      : ["whether the service decides as the rules are understood is seen with --probe"]),
  ];
}
