import { arrow, box, cluster, outside, PAINTS, small } from "./drawing";
import type { Arrow, Node, Picture } from "./drawing";
import { accountOf, bodiesOf, last, synthesisedExample } from "./synthesised";

interface Repository {
  readonly repository_id: string;
  readonly format: string;
  readonly virtual_repository_config?: { readonly upstream_policies: readonly { readonly repository: string }[] };
  readonly remote_repository_config?: object;
}

interface Trigger {
  readonly name: string;
  readonly service_account: string;
  readonly build: { readonly images?: readonly string[] };
}

interface Grant {
  readonly repository: string;
  readonly role: string;
  readonly member: string;
}

const PYTHON = "PYTHON";
const OUTSIDE: Readonly<Record<string, string>> = { [PYTHON]: "PyPI", DOCKER: "Docker Hub" };
const WRITER = "roles/artifactregistry.writer";

/** The example of an own package and an image that installs it: what each build reads, and where it puts what. */
export function trainingImage(root: string): Picture {
  const resources = synthesisedExample(root, "training-image");
  const repositories = bodiesOf(resources, "google_artifact_registry_repository") as readonly Repository[];
  const triggers = bodiesOf(resources, "google_cloudbuild_trigger") as readonly Trigger[];
  const grants = bodiesOf(resources, "google_artifact_registry_repository_iam_member") as readonly Grant[];
  const contexts = bodiesOf(resources, "google_storage_bucket_object") as readonly { readonly name: string }[];
  // An object is named after its build, and that after its folder.
  const folders = contexts.map(({ name }) => name.slice(0, name.indexOf("/")));

  const edges: readonly Arrow[] = [
    ...repositories
      .filter(({ remote_repository_config: remote }) => remote !== undefined)
      .map(({ repository_id: to, format }) => ({ from: OUTSIDE[format] ?? format, to, label: "" })),
    ...repositories.flatMap(({ repository_id: to, virtual_repository_config: virtual }) =>
      (virtual?.upstream_policies ?? []).map(({ repository }) => ({ from: last(repository), to, label: "" })),
    ),
    ...folders.map((name) => ({ from: `folder ${name}`, to: `build ${name}`, label: "" })),
    ...triggers.flatMap((trigger) =>
      grants
        .filter(({ member }) => accountOf(member) === accountOf(last(trigger.service_account)))
        .map((grant) => edgeOf(grant, trigger, repositories)),
    ),
  ];
  const used = (name: string): boolean => edges.some(({ from }) => from === name);
  return {
    title: "A package, and a training image that installs it",
    description: edges.map(({ from, to, label }) => `${from} ${label === "" ? "feeds" : label} ${to}`).join("; "),
    legend:
      "amber: repositories of Artifact Registry; what a build may read and write there is a right of its own account",
    graph: {
      graphAttributes: { rankdir: "LR", nodesep: 0.3, ranksep: 0.7 },
      nodes: [
        ...Object.values(OUTSIDE).filter(used).map(outside),
        ...repositories.filter((one) => !isPython(one)).map(nodeOf),
        ...folders.map((name) => ({
          name: `folder ${name}`,
          attributes: box(`${name}/`, [small("folder")], PAINTS.grey),
        })),
      ],
      subgraphs: [
        cluster("packages", repositories.filter(isPython).map(nodeOf)),
        cluster(
          "Cloud Build",
          triggers.map(({ name, build }) => ({
            name: `build ${name}`,
            attributes: box(name, [small(build.images === undefined ? "package" : "image")], PAINTS.blue),
          })),
        ),
      ],
      edges: edges.map(arrow),
    },
  };
}

/** What a build may do with a repository. */
function edgeOf({ repository, role }: Grant, { name, build: { images } }: Trigger, all: readonly Repository[]): Arrow {
  const build = `build ${name}`;
  const python = all.filter(isPython).some(({ repository_id: id }) => id === repository);
  if (role === WRITER) return { from: build, to: repository, label: "uploads", isBack: python };
  const base = images === undefined ? "runs in" : "base";
  return { from: repository, to: build, label: python ? "packages" : base };
}

function nodeOf(repository: Repository): Node {
  const { repository_id: name } = repository;
  return { name, attributes: box(name, [small(isPython(repository) ? "Python" : "Docker")], PAINTS.amber) };
}

function isPython({ format }: Repository): boolean {
  return format === PYTHON;
}
