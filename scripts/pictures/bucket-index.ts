import { arrow, box, GREEN, outside, PAINTS, small } from "./drawing";
import type { Arrow, Picture } from "./drawing";
import { accountOf, bodiesOf, last, synthesisedExample } from "./synthesised";
import type { Resource } from "./synthesised";

interface Containers {
  readonly containers: readonly { readonly image: string }[];
  readonly service_account: string;
}

interface Service {
  readonly name: string;
  readonly ingress: string;
  readonly template: Containers;
}

interface Job {
  readonly name: string;
  readonly template: { readonly template: Containers };
}

interface Grant {
  readonly name?: string;
  readonly role: string;
  readonly member: string;
}

interface Starts {
  readonly schedules: readonly {
    readonly schedule: string;
    readonly http_target: { readonly oauth_token: { readonly service_account_email: string } };
  }[];
  readonly workflows: readonly { readonly name: string; readonly service_account: string }[];
  readonly notifications: readonly { readonly bucket: string }[];
}

const HUB = "Docker Hub";
const SCHEDULE = "schedule";
const WORKFLOW = "workflow";
/** What each role lets do with the bucket. */
const FILES: Readonly<Record<string, string>> = {
  "roles/storage.objectCreator": "adds to files/",
  "roles/storage.objectUser": "writes pages",
  "roles/storage.objectViewer": "reads",
};
const INVOKER = "roles/run.invoker";

/** The example of a bucket that is an index: who puts files there, what writes the pages, and who is served. */
export function bucketIndex(root: string): Picture {
  const resources = synthesisedExample(root, "bucket-index");
  const buckets = bodiesOf(resources, "google_storage_bucket") as readonly { readonly name: string }[];
  const repositories = bodiesOf(resources, "google_artifact_registry_repository") as readonly {
    readonly repository_id: string;
  }[];
  const services = bodiesOf(resources, "google_cloud_run_v2_service") as readonly Service[];
  const jobs = bodiesOf(resources, "google_cloud_run_v2_job") as readonly Job[];
  const starts = startsOf(resources);
  const bucket = buckets[0]?.name ?? "";
  const runs = [
    ...services.map(({ name, template }) => ({ name: `service ${name}`, ...template })),
    ...jobs.map(({ name, template }) => ({ name: `job ${name}`, ...template.template })),
  ];
  const nodeOf = (member: string): string =>
    runs.find(({ service_account: account }) => accountOf(account) === accountOf(member))?.name ?? member;

  const edges: readonly Arrow[] = [
    ...(bodiesOf(resources, "google_storage_bucket_iam_member") as readonly Grant[]).map(({ role, member }) =>
      accessOf(nodeOf(member), bucket, FILES[role] ?? role),
    ),
    ...(bodiesOf(resources, "google_cloud_run_v2_service_iam_member") as readonly Grant[])
      .filter(({ role }) => role === INVOKER)
      .map(({ name = "", member }) => ({ from: member, to: `service ${name}`, label: "installs" })),
    ...startEdges(starts, bodiesOf(resources, "google_cloud_run_v2_job_iam_member") as readonly Grant[]),
    ...repositories.map(({ repository_id: id }) => ({ from: HUB, to: id, label: "" })),
    ...runs.flatMap(({ name, containers }) =>
      repositories
        .filter(({ repository_id: id }) => containers.some(({ image }) => image.includes(`/${id}/`)))
        .map(({ repository_id: id }) => ({ from: id, to: name, label: "image" })),
    ),
  ];
  const people = [...new Set(edges.map(({ from }) => from).filter((name) => name.startsWith("group:")))];
  return {
    title: "An index that is a bucket",
    description: edges.map(({ from, to, label }) => `${from} ${label === "" ? "feeds" : label} ${to}`).join("; "),
    legend: "green: reached from the project's own networks only, by those who may call it  ·  dashed: outside",
    graph: {
      graphAttributes: { rankdir: "LR", nodesep: 0.35, ranksep: 0.8 },
      nodes: [
        outside(HUB),
        ...people.map((name) => ({ name, attributes: box(accountOf(name), [small("a group")], PAINTS.grey) })),
        ...repositories.map(({ repository_id: name }) => ({
          name,
          attributes: box(name, [small("Artifact Registry")], PAINTS.amber),
        })),
        { name: bucket, attributes: box(bucket, [small("Cloud Storage")], PAINTS.amber) },
        ...starts.schedules.map(({ schedule }) => ({
          name: SCHEDULE,
          attributes: box("Cloud Scheduler", [small(schedule)], PAINTS.violet),
        })),
        ...starts.workflows.map(() => ({
          name: WORKFLOW,
          attributes: box("Workflows", [small("waits for more files")], PAINTS.violet),
        })),
        ...jobs.map(({ name }) => ({
          name: `job ${name}`,
          attributes: box(name, [small("Cloud Run job")], PAINTS.blue),
        })),
        ...services.map(({ name, ingress }) => ({
          name: `service ${name}`,
          attributes: box(
            name,
            [small("Cloud Run service, nginx"), small(reach(ingress), isInternal(ingress) ? GREEN : undefined)],
            isInternal(ingress) ? PAINTS.green : PAINTS.red,
          ),
        })),
      ],
      edges: edges.map(arrow),
    },
  };
}

function startsOf(resources: readonly Resource[]): Starts {
  return {
    schedules: bodiesOf(resources, "google_cloud_scheduler_job") as Starts["schedules"],
    workflows: bodiesOf(resources, "google_workflows_workflow") as Starts["workflows"],
    notifications: bodiesOf(resources, "google_storage_notification") as Starts["notifications"],
  };
}

/** What starts the job, as far as it may. */
function startEdges({ schedules, workflows, notifications }: Starts, grants: readonly Grant[]): readonly Arrow[] {
  const starters = [
    ...schedules.map(({ http_target: target }) => ({
      from: SCHEDULE,
      account: target.oauth_token.service_account_email,
      label: "each hour",
    })),
    ...workflows.map(({ service_account: account }) => ({ from: WORKFLOW, account: last(account), label: "starts" })),
  ];
  return [
    ...notifications.map(({ bucket }) => ({ from: bucket, to: WORKFLOW, label: "a file has come or gone" })),
    ...starters.flatMap(({ from, account, label }) =>
      grants
        .filter(({ role, member }) => role === INVOKER && accountOf(member) === accountOf(account))
        .map(({ name = "" }) => ({ from, to: `job ${name}`, label })),
    ),
  ];
}

/** Who reads is drawn where the files go to. */
function accessOf(who: string, bucket: string, label: string): Arrow {
  if (label === "reads") return { from: bucket, to: who, label };
  return { from: who, to: bucket, label, isBack: who.startsWith("job ") };
}

function isInternal(ingress: string): boolean {
  return ingress === "INGRESS_TRAFFIC_INTERNAL_ONLY";
}

function reach(ingress: string): string {
  return isInternal(ingress) ? "from the network" : "from the internet";
}
