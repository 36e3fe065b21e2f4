import { arrow, box, cluster, escaped, GREEN, MUTED, outside, PAINTS, RED, small } from "./drawing";
import type { Picture } from "./drawing";
import { accountOf, bodiesOf, last, synthesisedExample } from "./synthesised";

interface Service {
  readonly name: string;
  readonly ingress: string;
  readonly invoker_iam_disabled?: boolean;
  readonly template: { readonly containers: readonly { readonly image: string }[] };
}

interface Trigger {
  readonly name: string;
  readonly build: {
    readonly images?: readonly string[];
    readonly artifacts?: { readonly python_packages?: readonly { readonly repository: string }[] };
  };
}

interface Grant {
  readonly name?: string;
  readonly repository?: string;
  readonly role: string;
  readonly member: string;
}

interface Repository {
  readonly repository_id: string;
  readonly virtual_repository_config?: {
    readonly upstream_policies: readonly { readonly repository: string }[];
  };
  readonly remote_repository_config?: { readonly python_repository?: object };
}

const SLACK = "Slack";
const PYPI = "PyPI";

/** The example of three services: who calls whom, and what is built from what. */
export function microServices(root: string): Picture {
  const resources = synthesisedExample(root, "micro-services");
  const services = bodiesOf(resources, "google_cloud_run_v2_service") as readonly Service[];
  const triggers = bodiesOf(resources, "google_cloudbuild_trigger") as readonly Trigger[];
  const repositories = bodiesOf(resources, "google_artifact_registry_repository") as readonly Repository[];
  const reads = bodiesOf(resources, "google_artifact_registry_repository_iam_member") as readonly Grant[];
  const invokers = bodiesOf(resources, "google_cloud_run_v2_service_iam_member") as readonly Grant[];
  const python = repositories.filter((one) => isPython(one, triggers));
  const isOpen = ({ ingress }: Service): boolean => ingress === "INGRESS_TRAFFIC_ALL";

  const calls = [
    ...services.filter(isOpen).map(({ name }) => ({ from: SLACK, to: `service ${name}`, label: "calls" })),
    ...invokers.map(({ name = "", member }) => ({
      from: `service ${accountOf(member)}`,
      to: `service ${name}`,
      label: "calls",
    })),
  ];
  const built = [
    ...python.flatMap(({ repository_id: id, virtual_repository_config: config }) =>
      (config?.upstream_policies ?? []).map(({ repository }) => ({ from: last(repository), to: id, label: "" })),
    ),
    ...python
      .filter(({ remote_repository_config: config }) => config?.python_repository !== undefined)
      .map(({ repository_id: id }) => ({ from: PYPI, to: id, label: "" })),
    ...triggers.flatMap(({ name, build }) =>
      (build.artifacts?.python_packages ?? []).map(({ repository }) => ({
        from: `build ${name}`,
        to: last(repository),
        label: "uploads",
      })),
    ),
    ...triggers.flatMap(({ name, build: { images = [] } }) =>
      services
        .filter(({ template }) => template.containers.some(({ image }) => images.includes(image)))
        .map((service) => ({ from: `build ${name}`, to: `service ${service.name}`, label: "image" })),
    ),
    ...triggers
      .filter(({ build: { images = [] } }) => images.length > 0)
      .flatMap(({ name }) =>
        python
          .filter(({ repository_id: id }) =>
            reads.some(({ repository, member }) => repository === id && accountOf(member) === `${name}-build`),
          )
          .map(({ repository_id: id }) => ({ from: id, to: `build ${name}`, label: "packages" })),
      ),
  ];
  const edges = [...calls, ...built];
  return {
    title: "Three services that share a package",
    description: edges.map(({ from, to, label }) => `${from} ${label === "" ? "feeds" : label} ${to}`).join("; "),
    legend: "red: open to the internet  ·  green: called by one account only  ·  dashed: outside",
    graph: {
      graphAttributes: { rankdir: "LR", nodesep: 0.3, ranksep: 0.6 },
      nodes: [SLACK, PYPI].map(outside),
      subgraphs: [
        cluster(
          "Artifact Registry",
          python.map(({ repository_id: id }) => ({ name: id, attributes: box(id, [small("Python")], PAINTS.amber) })),
        ),
        cluster(
          "Cloud Build",
          triggers.map(({ name, build }) => ({
            name: `build ${name}`,
            attributes: box(name, [small(build.images === undefined ? "package" : "image")], PAINTS.blue),
          })),
        ),
        cluster(
          "Cloud Run",
          services.map((service) => ({
            name: `service ${service.name}`,
            attributes: box(
              service.name,
              [
                isOpen(service) ? small("from the internet", RED) : small("from the network", GREEN),
                small(escaped(service.invoker_iam_disabled === true ? "checks who calls" : "asks for a role"), MUTED),
              ],
              isOpen(service) ? PAINTS.red : PAINTS.green,
            ),
          })),
        ),
      ],
      edges: edges.map(arrow),
    },
  };
}

/** Those that packages come from or go to. */
function isPython(
  { repository_id: id, virtual_repository_config: virtual, remote_repository_config: remote }: Repository,
  triggers: readonly Trigger[],
): boolean {
  const isWritten = triggers.some(({ build }) =>
    build.artifacts?.python_packages?.some(({ repository }) => last(repository) === id),
  );
  return isWritten || virtual !== undefined || remote?.python_repository !== undefined;
}
