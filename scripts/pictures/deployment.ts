import { join } from "node:path";
import { AllowedPackages } from "../../lib/packages";
import { DeploymentSettings, RegistryStack } from "../../lib/stacks";
import { box, escaped, GREEN, INK, MUTED, PAINTS, RED, small } from "./drawing";
import type { Picture } from "./drawing";
import { bodiesOf, synthesised } from "./synthesised";

interface Repository {
  readonly repository_id: string;
  readonly format: string;
  readonly mode: string;
  readonly remote_repository_config?: Readonly<
    Record<string, { readonly public_repository?: string; readonly uri?: string }>
  >;
  readonly virtual_repository_config?: {
    readonly upstream_policies: readonly { readonly priority: number; readonly repository: string }[];
  };
}

interface Grant {
  readonly repository: string;
  readonly role: string;
  readonly member: string;
}

interface Rule {
  readonly repository_id: string;
  readonly action: string;
}

const NAMES = new Map([
  ["PYPI", "PyPI"],
  ["DOCKER_HUB", "Docker Hub"],
  ["PYTHON", "Python"],
  ["DOCKER", "Docker"],
]);
const MODES = new Map([
  ["REMOTE_REPOSITORY", { name: "remote", paint: PAINTS.amber }],
  ["STANDARD_REPOSITORY", { name: "standard", paint: PAINTS.green }],
  ["VIRTUAL_REPOSITORY", { name: "virtual", paint: PAINTS.blue }],
]);

/**
 * The registry that main.ts deploys when nothing is set: where packages and images come from, through what, and who
 * reads and writes.
 */
export function deployment(root: string): Picture {
  const { project, location } = DeploymentSettings.fromEnvironment({});
  const packages = AllowedPackages.fromLockfile(join(root, "packages/pipelines.txt")).union(
    AllowedPackages.pipBootstrap(),
  );
  const resources = synthesised((app) => new RegistryStack(app, "registry", { project, location, packages }));
  const repositories = bodiesOf(resources, "google_artifact_registry_repository") as readonly Repository[];
  const rules = bodiesOf(resources, "google_artifact_registry_rule") as readonly Rule[];
  const grants = bodiesOf(resources, "google_artifact_registry_repository_iam_member") as readonly Grant[];
  const members = grants.map(({ repository, role, member }) => {
    const writes = role === "roles/artifactregistry.writer";
    // Who does both stands on both sides, so that everything flows one way.
    return { repository, writes, member, node: `${writes ? "writer" : "reader"} ${member}` };
  });

  const cards = repositories.map((repository) => {
    const { name = "", paint = PAINTS.grey } = MODES.get(repository.mode) ?? {};
    const counts = (["DENY", "ALLOW"] as const).map((action) => ({
      action,
      count: rules.filter((rule) => rule.repository_id === repository.repository_id && rule.action === action).length,
    }));
    const upstreams = repository.virtual_repository_config?.upstream_policies ?? [];
    return {
      id: repository.repository_id,
      kind: `${name}, ${nameOf(repository.format)}`,
      paint,
      counts,
      upstreams,
      source: sourceOf(repository),
    };
  });

  const flows = [
    ...cards.flatMap(({ id, source }) => (source === undefined ? [] : [{ tail: source, head: id }])),
    ...cards.flatMap(({ id, upstreams }) =>
      upstreams.map(({ repository }) => ({ tail: lastPart(repository), head: id })),
    ),
    ...members.map(({ repository, writes, node }) =>
      writes ? { tail: node, head: repository } : { tail: repository, head: node },
    ),
  ];
  return {
    title: "The registry of the reference deployment",
    description: [
      ...cards.map(({ id, kind, source }) => `${id}: ${kind}${source === undefined ? "" : `, from ${source}`}`),
      ...cards.flatMap(({ id, counts }) =>
        counts.filter(({ count }) => count > 0).map(({ action, count }) => `${id} has ${count} ${action}`),
      ),
      ...cards.flatMap(({ id, upstreams }) =>
        upstreams.map(({ repository, priority }) => `${id} asks ${lastPart(repository)}, priority ${priority}`),
      ),
      ...members.map(
        ({ repository, writes, member }) => `${shortName(member)} ${writes ? "writes" : "reads"} ${repository}`,
      ),
    ].join("; "),
    graph: {
      graphAttributes: { rankdir: "LR", nodesep: 0.3, ranksep: 0.75 },
      nodes: [
        ...cards
          .flatMap(({ source }) => (source === undefined ? [] : [source]))
          .map((source) => ({
            name: source,
            attributes: { ...box(source, [small("outside")], PAINTS.grey), style: "rounded,filled,dashed" },
          })),
        ...members.map(({ node, member, writes }) => ({
          name: node,
          attributes: box(
            shortName(member),
            [small(`${escaped(kindOf(member))}, ${writes ? "writes" : "reads"}`)],
            PAINTS.violet,
          ),
        })),
      ],
      subgraphs: [
        {
          name: "cluster_registry",
          graphAttributes: {
            label: `Artifact Registry, ${location}`,
            fontsize: 12,
            fontcolor: MUTED,
            style: "rounded",
            color: "#d0d7de",
            margin: 18,
          },
          nodes: cards.map(({ id, kind, paint, counts, upstreams }) => ({
            name: id,
            attributes: box(
              id,
              [
                small(escaped(kind)),
                ...(counts.some(({ count }) => count > 0)
                  ? [
                      counts
                        .map(({ action, count }) => small(`<B>${count} ${action}</B>`, action === "DENY" ? RED : GREEN))
                        .join(small(" · ")),
                    ]
                  : []),
                ...upstreams.map(({ repository, priority }) =>
                  small(`priority ${priority}: ${escaped(lastPart(repository))}`, INK),
                ),
              ],
              paint,
            ),
          })),
        },
      ],
      edges: flows,
    },
  };
}

/** What a remote repository is a copy of. */
function sourceOf({ remote_repository_config: config }: Repository): string | undefined {
  const [upstream] = Object.values(config ?? {});
  return upstream === undefined ? undefined : nameOf(upstream.public_repository ?? upstream.uri ?? "");
}

function nameOf(constant: string): string {
  return NAMES.get(constant) ?? constant;
}

/** The last part of a resource name. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** `serviceAccount:builds@example-project.iam.gserviceaccount.com` → `service account`. */
function kindOf(member: string): string {
  return (/^[^:]*/.exec(member)?.[0] ?? "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** `serviceAccount:builds@example-project.iam.gserviceaccount.com` → `builds`. */
function shortName(member: string): string {
  return member.replace(/^[^:]*:/, "").replace(/@.*$/, "");
}
