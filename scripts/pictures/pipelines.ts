import { arrow, box, escaped, GREEN, outside, PAINTS, RED, small } from "./drawing";
import type { Arrow, Node, Picture } from "./drawing";
import { accountOf, bodiesOf, last, resourcesOf, synthesisedDeployment } from "./synthesised";
import type { Resource } from "./synthesised";

interface Repository {
  readonly repository_id: string;
  readonly format: string;
  readonly mode: string;
  readonly virtual_repository_config?: { readonly upstream_policies: readonly { readonly repository: string }[] };
}

interface Grant {
  readonly repository?: string;
  readonly bucket?: string;
  readonly role: string;
  readonly member: string;
}

interface Build {
  readonly service_account: string;
}

interface Job {
  readonly template: { readonly template: { readonly service_account: string } };
}

interface Schedule {
  readonly display_name: string;
  readonly cron: string;
  readonly desired_state: string;
  readonly depends_on: readonly string[];
  readonly create_pipeline_job_request: {
    readonly pipeline_job: {
      readonly pipeline_spec: string;
      readonly service_account: string;
      readonly runtime_config: { readonly gcs_output_directory: string };
    };
  };
}

/** What acts as an account. */
interface Actor {
  readonly name: string;
  readonly account: string;
}

const RUNS = "runs";
const SCHEDULE = "schedule";
const START = "start";
const BUILD = "build";
const NETWORK = "network";
/** Where remote repositories of a format copy from. */
const SOURCES: Readonly<Record<string, string>> = { PYTHON: "PyPI", DOCKER: "Docker Hub" };
const FORMATS: Readonly<Record<string, string>> = { PYTHON: "Python", DOCKER: "Docker", KFP: "compiled pipelines" };
/** Roles to read only, and to write only; others are for both. */
const READS = ["roles/artifactregistry.reader", "roles/storage.objectViewer"];
const WRITES = ["roles/artifactregistry.writer", "roles/storage.objectCreator"];
const REMOTE = "REMOTE_REPOSITORY";

/** The pipelines that main.ts deploys when nothing is set: what starts and runs what, and may do what. */
export function pipelines(root: string): Picture {
  const { registry, pipelines: stack } = synthesisedDeployment(root);
  if (registry === undefined || stack === undefined) throw new Error("main.ts makes no registry and no pipelines");
  const resources = resourcesOf(stack);
  const all = [...resourcesOf(registry), ...resources];
  const actors = actorsOf(resources);
  const grants = grantsOf(all)
    .map((grant) => ({ grant, actor: actors.find(({ account }) => account === accountOf(grant.member)) }))
    .flatMap(({ grant, actor }) => (actor === undefined ? [] : [{ grant, actor }]));
  const repositories = repositoriesOf(
    bodiesOf(all, "google_artifact_registry_repository") as readonly Repository[],
    grants.map(({ grant: { repository = "" } }) => repository),
  );
  const edges = [
    ...grants.map(({ grant, actor }) => accessOf(grant, actor)),
    ...upstreamsOf(repositories),
    ...startsOf(resources),
    { from: RUNS, to: NETWORK, label: "run in" },
  ];
  return {
    title: "The pipelines of the reference deployment",
    description: edges.map(({ from, to, label }) => `${from} to ${to}${label === "" ? "" : `: ${label}`}`).join("; "),
    legend:
      "amber: what is kept; words on arrows from and to it are the roles that accounts have on it  ·  " +
      "red: reaches the internet  ·  dashed: outside",
    graph: {
      graphAttributes: { rankdir: "TB", nodesep: 0.35, ranksep: 0.5 },
      nodes: [
        ...[...new Set(repositories.filter(({ mode }) => mode === REMOTE).map(sourceOf))].map(outside),
        ...repositories.map((repository) => repositoryNode(repository, all)),
        ...(bodiesOf(resources, "google_storage_bucket") as readonly { readonly name: string }[]).map(({ name }) => ({
          name,
          attributes: box(name, [small("Cloud Storage"), small(contentOf(name, resources))], PAINTS.amber),
        })),
        ...actors.map((actor) => actorNode(actor, resources)),
        scheduleNode(resources),
        networkNode(stack.output?.pipeline_egress?.value ?? ""),
      ],
      edges: edges.map(arrow),
    },
  };
}

function grantsOf(resources: readonly Resource[]): readonly Grant[] {
  return ["google_artifact_registry_repository_iam_member", "google_storage_bucket_iam_member"].flatMap(
    (type) => bodiesOf(resources, type) as readonly Grant[],
  );
}

/** What runs, and whoever else the stack gives a role. */
function actorsOf(resources: readonly Resource[]): readonly Actor[] {
  const builds = bodiesOf(resources, "google_cloudbuild_trigger") as readonly Build[];
  const jobs = bodiesOf(resources, "google_cloud_run_v2_job") as readonly Job[];
  const own = [
    ...jobs.map(({ template }) => ({ name: START, account: accountOf(last(template.template.service_account)) })),
    ...builds.map(({ service_account: account }) => ({ name: BUILD, account: accountOf(last(account)) })),
    { name: RUNS, account: accountOf(scheduleOf(resources).create_pipeline_job_request.pipeline_job.service_account) },
  ];
  const others = [...new Set(grantsOf(resources).map(({ member }) => member))]
    .filter((member) => !own.some(({ account }) => account === accountOf(member)))
    .map((member) => ({ name: agentOf(member) ?? member, account: accountOf(member) }));
  return [...own, ...others];
}

function scheduleOf(resources: readonly Resource[]): Schedule {
  const [schedule] = bodiesOf(resources, "google_colab_schedule") as readonly Schedule[];
  if (schedule === undefined) throw new Error("the stack has no schedule");
  return schedule;
}

/** Repositories that somebody has a role on, and those behind them. */
function repositoriesOf(all: readonly Repository[], named: readonly string[]): readonly Repository[] {
  const shown = all.filter(({ repository_id: id }) => named.includes(id));
  const behind = new Set(shown.flatMap(upstreamNames));
  return [...all.filter(({ repository_id: id }) => behind.has(id)), ...shown];
}

function upstreamNames({ virtual_repository_config: virtual }: Repository): readonly string[] {
  return (virtual?.upstream_policies ?? []).map(({ repository }) => last(repository));
}

function sourceOf({ format }: Repository): string {
  return SOURCES[format] ?? format;
}

function upstreamsOf(repositories: readonly Repository[]): readonly Arrow[] {
  return repositories.flatMap((repository) => {
    const to = repository.repository_id;
    const sources = repository.mode === REMOTE ? [sourceOf(repository)] : upstreamNames(repository);
    return sources.map((from) => ({ from, to, label: "" }));
  });
}

/** What a role lets an account do: it points where the content goes. */
function accessOf({ repository, bucket, role }: Grant, { name }: Actor): Arrow {
  const place = repository ?? bucket ?? "";
  const label = roleName(role);
  if (READS.includes(role)) return { from: place, to: name, label };
  return { from: name, to: place, label, isBoth: !WRITES.includes(role) };
}

/** `roles/storage.objectUser` → `object user`. */
function roleName(role: string): string {
  return role.slice(role.lastIndexOf(".") + 1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What makes what begin. */
function startsOf(resources: readonly Resource[]): readonly Arrow[] {
  const jobs = resources.filter(({ type }) => type === "google_cloud_run_v2_job").map(({ address }) => address);
  const waits = scheduleOf(resources).depends_on.some((address) => jobs.includes(address));
  const actsAs = bodiesOf(resources, "google_service_account_iam_member") as readonly (Grant & {
    readonly service_account_id: string;
  })[];
  const actors = actorsOf(resources);
  const actorOf = (account: string): string =>
    actors.find((actor) => actor.account === accountOf(account))?.name ?? account;
  return [
    ...actsAs.map(({ member, role, service_account_id: account }) => ({
      from: actorOf(member),
      to: actorOf(last(account)),
      label: `starts, as ${roleName(role)}`,
    })),
    ...(waits ? [{ from: START, to: SCHEDULE, label: "must succeed first" }] : []),
    { from: SCHEDULE, to: RUNS, label: "starts" },
  ];
}

function repositoryNode({ repository_id: name, format, mode }: Repository, all: readonly Resource[]): Node {
  const rules = bodiesOf(all, "google_artifact_registry_rule") as readonly {
    readonly repository_id: string;
    readonly action: string;
  }[];
  const isLocked = rules.some(({ repository_id: id, action }) => id === name && action === "DENY");
  const kind = mode.slice(0, mode.indexOf("_")).toLowerCase();
  const formatted = FORMATS[format] ?? format;
  return {
    name,
    attributes: box(
      name,
      [
        small(`${formatted}${kind === "standard" ? "" : `, ${kind}`}`),
        ...(isLocked ? [small("locked: serves a list only", GREEN)] : []),
      ],
      PAINTS.amber,
    ),
  };
}

/** What the folders of a bucket are, of those that the stack fills. */
function contentOf(bucket: string, resources: readonly Resource[]): string {
  const objects = bodiesOf(resources, "google_storage_bucket_object") as readonly {
    readonly bucket: string;
    readonly name: string;
  }[];
  const { runtime_config: config } = scheduleOf(resources).create_pipeline_job_request.pipeline_job;
  const root = `gs://${bucket}/`;
  const folders = objects.filter((one) => one.bucket === bucket).map(({ name }) => name.slice(0, name.indexOf("/")));
  if (config.gcs_output_directory.startsWith(root)) folders.push(config.gcs_output_directory.slice(root.length));
  return [...new Set(folders)].map((folder) => `${folder}/`).join(", ");
}

function actorNode({ name, account }: Actor, resources: readonly Resource[]): Node {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    [START]: ["Cloud Run job, on deployment"],
    [BUILD]: ["Cloud Build", "compiles, compares, publishes"],
    [RUNS]: ["Vertex AI Pipelines", installsOf(resources)],
  };
  const [kind = name.startsWith("gcp-sa-") ? "an account of Google's own" : "outside", ...does] = kinds[name] ?? [];
  const onProject = (bodiesOf(resources, "google_project_iam_member") as readonly Grant[])
    .filter(({ member }) => accountOf(member) === account)
    .map(({ role }) => `in the project: ${projectRole(role, resources)}`);
  const lines = [kind, ...(name in kinds ? [`as account ${account}`] : []), ...does, ...onProject];
  return {
    name,
    attributes: box(
      name,
      lines.map((line) => small(escaped(line))),
      PAINTS.blue,
    ),
  };
}

/** A role of a project in short; of one that the stack makes, what it permits. */
function projectRole(role: string, resources: readonly Resource[]): string {
  const custom = resources.find(
    ({ type, address }) => type === "google_project_iam_custom_role" && role.includes(address),
  );
  const permissions = (custom?.body.permissions ?? []) as readonly string[];
  const parent = permissions[0]?.slice(0, permissions[0].lastIndexOf(".")) ?? "";
  if (custom === undefined) return role.replace(/^roles\//, "");
  return `${parent}: ${permissions.map((permission) => permission.slice(parent.length + 1)).join(", ")}`;
}

/** Each place that components of the scheduled pipeline install from: a repository, or else an address. */
function installsOf(resources: readonly Resource[]): string {
  const { pipeline_spec: spec } = scheduleOf(resources).create_pipeline_job_request.pipeline_job;
  const addresses = [...spec.matchAll(/--(?:index-url|extra-index-url|find-links)[ =](\S+)/g)].map(([, to = ""]) => to);
  const places = new Set(
    addresses.map(
      (address) => /^https:\/\/[a-z0-9-]+-python\.pkg\.dev\/[^/]+\/([^/]+)\/simple\/$/.exec(address)?.[1] ?? address,
    ),
  );
  if (places.size === 0) throw new Error("components are told no index");
  return `pip asks ${[...places].join(" and ")}${places.size === 1 ? ", and no other index" : ""}`;
}

function scheduleNode(resources: readonly Resource[]): Node {
  const { display_name: name, cron, desired_state: state } = scheduleOf(resources);
  const lines = [small(`schedule: ${escaped(cron.replace(/^TZ=(\S+) (.*)$/, "$2 $1"))}`), small(state.toLowerCase())];
  return { name: SCHEDULE, attributes: box(name, lines, PAINTS.violet) };
}

/** What the code of runs reaches there. */
function networkNode(egress: string): Node {
  const lines = egress.split("\n").map((line) => line.slice(0, line.indexOf(":")));
  const colour = (line: string): string | undefined => (line === "reaches the internet" ? RED : undefined);
  const isOpen = lines.some((line) => colour(line) === RED);
  return {
    name: NETWORK,
    attributes: box(
      "a project of Google's",
      lines.map((line) => small(escaped(line), colour(line))),
      isOpen ? PAINTS.red : PAINTS.green,
    ),
  };
}

/** `serviceAccount:service-1@gcp-sa-aiplatform-cc.iam.gserviceaccount.com` → `gcp-sa-aiplatform-cc`. */
function agentOf(member: string): string | undefined {
  return /@(gcp-sa-[^.]*)/.exec(member)?.[1];
}
