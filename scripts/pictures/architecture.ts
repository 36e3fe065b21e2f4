import { box, escaped, PAINTS, small } from "./drawing";
import type { Picture } from "./drawing";
import { Imports } from "./imports";

/** The rooms in the layers of the design, the highest first and each from left to right, and what each is for. */
const LAYERS: readonly Readonly<Record<string, string>>[] = [
  { "main.ts": "the reference deployment" },
  { stacks: "what is deployed as one unit" },
  { cli: "the private-pypi command", "bucket-index": "an index that is a bucket" },
  {
    "plan-review": "what a plan opens, closes or loses",
    preview: "an index that answers as the repository",
    verify: "the comparison with the real service",
    "artifact-registry": "repositories, upstreams, download rules",
    "cloud-build": "images from pinned parts",
    "cloud-run": "services and jobs",
    compute: "hosts on which pip works",
    network: "VPCs, NAT, DNS, firewall",
    storage: "buckets",
    "vertex-ai": "runtimes and schedules of pipelines",
    "vpc-service-controls": "perimeters",
  },
  {
    policy: "which rule decides a download",
    project: "the APIs of a project",
    iam: "principals, service accounts, grants",
    reachability: "what a host can reach",
    access: "which role lets whom do what",
  },
  {
    terraform: "stacks, plans and states as data",
    "simple-api": "pages of a Python index",
    "static-index": "writes such pages",
    clients: "what pip and uv are told",
  },
  { packages: "allow lists from lock files" },
  { text: "quoting, reading files, phrases" },
];
/** The room that the others stand on. */
const BASE = { name: "core", text: "errors, validation, durations, ordering, for every room" };

/** The rooms of lib/ and the imports between them. */
export function architecture(root: string): Picture {
  const imports = new Imports(root);
  const drawn = [...LAYERS.flatMap((layer) => Object.keys(layer)), BASE.name];
  const amiss = [
    ...drawn.filter((room) => !imports.rooms.includes(room)),
    ...imports.rooms.filter((room) => !drawn.includes(room)),
  ];
  if (amiss.length > 0) throw new Error(`add to scripts/pictures/architecture.ts, or take out: ${amiss.join(", ")}`);

  const paintOf = (room: string) => (imports.isPure(room) ? PAINTS.green : PAINTS.blue);
  const layerOf = (room: string) => LAYERS.findIndex((layer) => room in layer);
  const shown = imports.between.filter(({ to }) => to !== BASE.name);
  return {
    title: "The rooms of lib/ and what they import",
    description: shown
      .map(({ from, to, typeOnly }) => `${from} imports ${typeOnly ? "types of " : ""}${to}`)
      .join(", "),
    base: { ...BASE, paint: paintOf(BASE.name) },
    legend: "green: works without cdktf  ·  dashed: imports types only  ·  arrows to core are left out",
    graph: {
      graphAttributes: { rankdir: "TB", nodesep: 0.3, ranksep: 0.4 },
      subgraphs: LAYERS.map((layer) => ({
        graphAttributes: { rank: "same" },
        nodes: Object.entries(layer).map(([name, purpose]) => ({
          name,
          attributes: box(name, [small(escaped(purpose))], paintOf(name)),
        })),
      })),
      edges: [
        ...shown.map(({ from, to, typeOnly }) => ({
          tail: from,
          head: to,
          // The short ones are kept straight.
          attributes: { style: typeOnly ? "dashed" : "solid", weight: layerOf(to) === layerOf(from) + 1 ? 10 : 1 },
        })),
        ...LAYERS.flatMap((layer) => {
          const [first = "", ...others] = Object.keys(layer);
          return others.map((head, index) => ({
            tail: others[index - 1] ?? first,
            head,
            attributes: { style: "invis" },
          }));
        }),
      ],
    },
  };
}
