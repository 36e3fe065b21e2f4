import type { LockEntry } from "./lock-entry";
import { mayHold } from "./marker";
import { PackageVersion } from "./package-version";
import { isTable, type Table } from "./toml-document";

/** How many edges of the graph, and words of their markers, are looked at in all: far more than real locks need. */
const MOST_STEPS = 5_000_000;

/** Extras and groups, by the names that markers give them, of which one at most can be installed. */
type ConflictSet = ReadonlySet<string>;

/** A choice that rules others out: an item of a set that is installed, or none of them. */
interface Choice {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
}

interface Edge {
  readonly name: string;
  readonly version: string | undefined;
  readonly extras: readonly string[];
  readonly marker: string | undefined;
}

interface Node {
  readonly name: string;
  readonly version: string | undefined;
  /** The key under which conflicts name the package as a whole. */
  readonly key: string;
  readonly isRoot: boolean;
  readonly edges: readonly Edge[];
  /** By extra and group, with the key under which conflicts name it. */
  readonly optional: readonly {
    readonly extra: string | undefined;
    readonly key: string;
    readonly edges: readonly Edge[];
  }[];
}

/**
 * Of two versions of a package, uv may write the same markers, or none, when extras or groups that exclude each other
 * lead to them. The entries with what tells these apart, where the lock declares such conflicts and they do lead to
 * them.
 *
 * @see https://docs.astral.sh/uv/concepts/projects/config/#conflicting-dependencies
 */
export function toldApartByConflicts(
  entries: readonly LockEntry[],
  root: Table,
  packages: readonly Table[],
): readonly LockEntry[] {
  const sets = readConflicts(root.conflicts);
  if (sets.length === 0) return entries;
  const alike = new Map<string, LockEntry[]>();
  for (const entry of entries) {
    const key = `${entry.name.normalized}\n${entry.distinguishedBy ?? ""}`;
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [entry]);
    else group.push(entry);
  }
  const graph = new ConflictGraph(sets, packages);
  const told = new Map<LockEntry, string>();
  for (const group of alike.values()) {
    const versions = [...new Set(group.map(({ version }) => version))];
    if (versions.length < 2 || !graph.areApart(group[0]?.name.normalized ?? "", versions)) continue;
    for (const entry of group) told.set(entry, `${entry.distinguishedBy ?? ""}\n${entry.version}`);
  }
  return told.size === 0
    ? entries
    : entries.map((entry) => ({ ...entry, distinguishedBy: told.get(entry) ?? entry.distinguishedBy }));
}

function readConflicts(conflicts: unknown): readonly ConflictSet[] {
  const sets: readonly unknown[] = Array.isArray(conflicts) ? conflicts : [];
  return sets.flatMap((set) => (Array.isArray(set) ? [new Set(set.filter(isTable).map(keyOfItem))] : []));
}

function keyOfItem({ package: name, extra, group }: Table): string {
  if (typeof extra === "string") return keyOf("extra", name, extra);
  return typeof group === "string" ? keyOf("group", name, group) : keyOf("project", name);
}

/** As uv's markers name an item: the length keeps two packages with dashes in their names apart. */
function keyOf(kind: string, name: unknown, item?: string): string {
  const text = typeof name === "string" ? name : "";
  return [kind, text.length, text, ...(item === undefined ? [] : [item])].join("-");
}

class ConflictGraph {
  private readonly nodes = new Map<string, Node[]>();
  private readonly size: number;
  private readonly reached = new Map<string, ReadonlySet<string>>();
  private stepsLeft = MOST_STEPS;

  public constructor(
    private readonly sets: readonly ConflictSet[],
    packages: readonly Table[],
  ) {
    const nodes = packages.map(readNode);
    for (const node of nodes) this.nodes.set(node.name, [...(this.nodes.get(node.name) ?? []), node]);
    this.size = nodes.flatMap(({ edges, optional }) => [edges, ...optional.map((one) => one.edges)]).reduce(sizeOf, 0);
  }

  /** Whether of these versions no two can be installed together, since conflicting items lead to each. */
  public areApart(name: string, versions: readonly string[]): boolean {
    return versions.every((one, at) =>
      versions.slice(at + 1).every((other) => this.sets.some((set) => this.areApartBy(set, name, one, other))),
    );
  }

  private areApartBy(set: ConflictSet, name: string, one: string, other: string): boolean {
    if (!this.isShown(set)) return !this.isLedTo(name);
    const none: Choice = { on: new Set(), off: set };
    let isOneReached = false;
    let isOtherReached = false;
    for (const item of [undefined, ...set]) {
      const reached = this.reach(item === undefined ? none : this.choose(set, item));
      if (reached === undefined) return false;
      const [hasOne, hasOther] = [one, other].map((version) => has(reached, name, version));
      if (hasOne === true && hasOther === true) return false;
      isOneReached ||= hasOne === true;
      isOtherReached ||= hasOther === true;
    }
    return isOneReached && isOtherReached;
  }

  /** Whether the lock holds a package that the set is about, so that it shows what the set leads to. */
  private isShown(set: ConflictSet): boolean {
    const items = [...set];
    return [...this.nodes.values()].flat().some(({ name, key }) => {
      const parts = [keyOf("extra", name, ""), keyOf("group", name, "")];
      return set.has(key) || items.some((item) => parts.some((part) => item.startsWith(part)));
    });
  }

  private isLedTo(name: string): boolean {
    return [...this.nodes.values()]
      .flat()
      .some(({ edges, optional }) =>
        [edges, ...optional.map((one) => one.edges)].flat().some((edge) => edge.name === name),
      );
  }

  private choose(set: ConflictSet, item: string): Choice {
    const rivals = this.sets.filter((one) => one === set || one.has(item)).flatMap((one) => [...one]);
    return { on: new Set([item]), off: new Set(rivals.filter((one) => one !== item)) };
  }

  /** The packages that may be installed with this choice; undefined when there is too much to look at. */
  private reach(choice: Choice): ReadonlySet<string> | undefined {
    const key = JSON.stringify([[...choice.on], [...choice.off].sort()]);
    const known = this.reached.get(key);
    if (known !== undefined) return known;
    this.stepsLeft -= this.size;
    if (this.stepsLeft < 0) return undefined;
    const found = new Walk(this.nodes, this.sets, choice).run();
    this.reached.set(key, found);
    return found;
  }
}

/** One way through the graph from the projects of the lock. */
class Walk {
  private readonly found = new Set<string>();
  /** Edges, with the extra or group that they are of: they count only where that is installed. */
  private readonly waiting: { readonly edges: readonly Edge[]; readonly of?: string }[] = [];
  private readonly seen = new Set<Node | Node["optional"][number]>();
  private readonly markers = new Map<string, boolean>();

  public constructor(
    private readonly nodes: ReadonlyMap<string, readonly Node[]>,
    private readonly sets: readonly ConflictSet[],
    private readonly choice: Choice,
  ) {}

  public run(): ReadonlySet<string> {
    for (const node of [...this.nodes.values()].flat()) if (node.isRoot) this.visit(node, () => true);
    for (let next = this.waiting.pop(); next !== undefined; next = this.waiting.pop()) {
      for (const edge of next.edges) this.follow(edge, next.of);
    }
    return this.found;
  }

  private follow({ name, version, extras, marker }: Edge, of: string | undefined): void {
    if (marker !== undefined && !this.isPossible(marker, of)) return;
    for (const node of this.nodes.get(name) ?? []) {
      if (version !== undefined && node.version !== version) continue;
      this.visit(node, (extra) => extra !== undefined && extras.includes(extra));
    }
  }

  private visit(node: Node, isWanted: (extra: string | undefined) => boolean): void {
    if (this.choice.off.has(node.key)) return;
    if (!this.seen.has(node)) {
      this.seen.add(node);
      if (node.version !== undefined) this.found.add(`${node.name} ${node.version}`);
      this.waiting.push({ edges: node.edges });
    }
    for (const part of node.optional) {
      if (this.seen.has(part) || !isWanted(part.extra) || this.choice.off.has(part.key)) continue;
      this.seen.add(part);
      this.waiting.push({ edges: part.edges, of: part.key });
    }
  }

  private isPossible(marker: string, of: string | undefined): boolean {
    const key = `${of ?? ""}\n${marker}`;
    const known = this.markers.get(key);
    if (known !== undefined) return known;
    const answer = mayHold(marker, of === undefined ? this.choice : this.with(of), this.sets);
    this.markers.set(key, answer);
    return answer;
  }

  /** The choice, and that this extra or group is installed as well. */
  private with(item: string): Choice {
    const { on, off } = this.choice;
    const rivals = this.sets.filter((set) => set.has(item)).flatMap((set) => [...set]);
    return {
      on: new Set([...on, item]),
      off: new Set([...off, ...rivals.filter((one) => one !== item && !on.has(one))]),
    };
  }
}

/** Markers are read anew for each choice, about a word of ten characters at a time. */
function sizeOf(sum: number, edges: readonly Edge[]): number {
  return edges.reduce((steps, { marker = "" }) => steps + 1 + marker.length / 10, sum + 1);
}

function has(reached: ReadonlySet<string>, name: string, version: string): boolean {
  return reached.has(`${name} ${version}`);
}

function readNode(table: Table): Node {
  const { name, version, source, dependencies } = table;
  const text = typeof name === "string" ? name : "";
  const extras = groupsOf(table["optional-dependencies"]);
  const groups = groupsOf(table["dev-dependencies"]);
  return {
    name: text,
    version: typeof version === "string" ? normalVersion(version) : undefined,
    key: keyOf("project", text),
    isRoot: !(isTable(source) && "registry" in source),
    edges: readEdges(dependencies),
    optional: [
      ...extras.map(([extra, list]) => ({ extra, key: keyOf("extra", text, extra), edges: readEdges(list) })),
      ...groups.map(([group, list]) => ({
        extra: undefined,
        key: keyOf("group", text, group),
        edges: readEdges(list),
      })),
    ],
  };
}

function groupsOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isTable(value) ? Object.entries(value) : [];
}

function readEdges(list: unknown): readonly Edge[] {
  return (Array.isArray(list) ? list : []).filter(isTable).map(({ name, version, extra, marker }) => ({
    name: typeof name === "string" ? name : "",
    version: typeof version === "string" ? normalVersion(version) : undefined,
    extras: Array.isArray(extra) ? extra.filter((one) => typeof one === "string") : [],
    marker: typeof marker === "string" ? marker : undefined,
  }));
}

function normalVersion(version: string): string {
  try {
    return PackageVersion.normalize(version);
  } catch {
    // A package with such a version is a finding of its own.
    return version;
  }
}
