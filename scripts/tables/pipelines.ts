import { pipelineReach, type PipelineNetwork } from "../../lib/reachability/pipeline-networks";

const NONE = { isPeeringControlled: false, perimeter: "none" } as const;

/** Each column of the table. */
const NETWORKS: Readonly<Record<string, PipelineNetwork>> = {
  "`googleManaged()`": { ...NONE, way: "google-managed" },
  "`peering()`": { ...NONE, way: "peering" },
  "`peering()` with VPC Service Controls": { ...NONE, way: "peering", isPeeringControlled: true },
  "`pscInterface()`": { ...NONE, way: "psc-interface" },
};

/**
 * What pipelines reach by each of the three modes, without a perimeter and in one that is enforced, as Markdown tables.
 */
export function pipelinesTable(): string {
  const outside = table("without a perimeter", "none");
  return `${outside}\n${table("in an enforced perimeter", "enforced")}`;
}

function table(where: string, perimeter: PipelineNetwork["perimeter"]): string {
  const columns = Object.entries(NETWORKS).map(([head, network]) => ({
    head,
    reach: pipelineReach({ ...network, perimeter }),
  }));
  const targets = columns[0]?.reach.map(({ target }) => target) ?? [];
  const rows = targets.map((target) => [
    target,
    ...columns.map(({ reach }) => {
      const found = reach.find((one) => one.target === target);
      if (found === undefined) throw new Error(`nothing is said of ${target}`);
      const word = found.isReached === undefined ? "depends" : found.isReached ? "**yes**" : "no";
      return `${word}: ${found.reason}${found.isDocumented ? "" : " *(assumed)*"}`;
    }),
  ]);
  return [[where, ...columns.map(({ head }) => head)], ["---", ...columns.map(() => "---")], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`)
    .join("");
}
