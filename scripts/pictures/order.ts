import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import type { App } from "cdktf";
import { DownloadPolicy, PythonRemoteRepository, PythonVirtualRepository } from "../../lib/artifact-registry";
import { Principal } from "../../lib/iam";
import { AllowedPackages } from "../../lib/packages";
import { box, escaped, MUTED, PAINTS, small } from "./drawing";
import type { Paint, Picture } from "./drawing";
import { synthesised } from "./synthesised";
import type { Resource } from "./synthesised";

/** What a construct path stands for in the picture. */
const CARDS = new Map<string, readonly [name: string, text: string, paint: Paint]>([
  ["Remote/Resource", ["remote repository", "serves nobody yet", PAINTS.amber]],
  ["Remote/Downloads/Resource", ["DENY", "for the whole repository", PAINTS.red]],
  ["Remote/Downloads/Allow/six", ["ALLOW", "each allowed package", PAINTS.green]],
  ["Remote/Grants", ["grants", "on the remote repository", PAINTS.violet]],
  ["Virtual/Resource", ["virtual repository", "serves its upstreams", PAINTS.blue]],
  ["Virtual/Grants", ["grants", "on the virtual repository", PAINTS.violet]],
]);

/** What is true while the things of each step are made. */
const STEPS = [
  "1. open, but nobody is let in",
  "2. closed",
  "3. the list is open, readers are let in",
  "4. and through the virtual one",
];

interface Ordered {
  readonly depends_on?: readonly string[];
  readonly lifecycle?: { readonly replace_triggered_by?: readonly string[] };
}

/** In which order what lets somebody in is created around the DENY, and what is replaced with what. */
export function order(): Picture {
  const all = synthesised(example);
  const needs = new Map(all.map(({ address, body }) => [address, (body as Ordered).depends_on ?? []]));
  const reaches = (from: string, to: string): boolean =>
    (needs.get(from) ?? []).some((next) => next === to || reaches(next, to));
  const deny = all.find(({ body }) => body.action === "DENY")?.address ?? "";
  const resources = all.filter(({ address }) => address === deny || reaches(address, deny) || reaches(deny, address));
  const addresses = new Map(resources.map((resource) => [resource.address, resource]));
  const shown = resources.flatMap(({ address, body }) => {
    const direct = (needs.get(address) ?? []).filter((leader) => addresses.has(leader));
    const triggers = (body as Ordered).lifecycle?.replace_triggered_by ?? [];
    return (
      direct
        // What follows from other arrows is left out.
        .filter((leader) => !direct.some((other) => other !== leader && reaches(other, leader)))
        .map((leader) => ({ tail: leader, head: address, replaced: triggers.includes(`${leader}.id`) }))
    );
  });
  const depth = (address: string): number =>
    Math.max(0, ...(needs.get(address) ?? []).map((leader) => depth(leader) + 1));
  const nameOf = (address: string): string => cardOf(addresses.get(address))[0];
  return {
    title: "The order of creation around the DENY",
    description: shown
      .map(
        ({ tail, head, replaced }) =>
          `${nameOf(head)} after ${nameOf(tail)}${replaced ? ", and replaced with it" : ""}`,
      )
      .join("; "),
    legend: "arrow: created after it, destroyed before it, and replaced with it",
    graph: {
      graphAttributes: { rankdir: "LR", nodesep: 0.2, ranksep: 0.5 },
      subgraphs: STEPS.map((step, index) => ({
        name: `cluster_${index}`,
        graphAttributes: {
          label: step,
          fontsize: 12,
          fontcolor: MUTED,
          style: "rounded",
          color: "#d0d7de",
          margin: 12,
        },
        nodes: resources
          .filter(({ address }) => depth(address) === index)
          .map((resource) => {
            const [name, text, paint] = cardOf(resource);
            return { name: resource.address, attributes: box(name, [small(escaped(text))], paint) };
          }),
      })),
      edges: shown.map(({ tail, head, replaced }) => ({
        tail,
        head,
        attributes: { label: replaced ? "" : "not replaced with it" },
      })),
    },
  };
}

function example(app: App): TerraformStack {
  const stack = new TerraformStack(app, "order");
  new GoogleProvider(stack, "Google", { project: "example-project" });
  stack.addOverride("terraform.required_providers.google.version", "7.45.0");
  const remote = new PythonRemoteRepository(stack, "Remote", {
    repositoryName: "remote",
    location: "us-central1",
    downloads: DownloadPolicy.allowOnly(AllowedPackages.fromNames(["six"])),
  });
  const virtual = new PythonVirtualRepository(stack, "Virtual", {
    repositoryName: "virtual",
    location: "us-central1",
    upstreams: [remote],
  });
  for (const repository of [remote, virtual]) repository.grantRead(Principal.group("ml-engineers@example.com"));
  return stack;
}

function cardOf(resource: Resource | undefined): readonly [name: string, text: string, paint: Paint] {
  const found = [...CARDS].find(([path]) => resource?.path === path || resource?.path.startsWith(`${path}/`));
  if (found === undefined) throw new Error(`say in scripts/pictures/order.ts what ${resource?.path ?? "nothing"} is`);
  return found[1];
}
