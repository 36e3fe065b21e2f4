/** Which resource is meant, as far as that is known. */
export interface ResourcePlace {
  /** @default - not known */
  readonly project?: string;

  /** The location, region or zone. @default - not known, or it has none */
  readonly location?: string;

  /** The last part of its name. @default - not known */
  readonly name?: string;
}

/** Reads `projects/P/locations/L/repositories/R`, and what is like it; of another text the last part is the name. */
export function placeOfPath(path: string): ResourcePlace {
  const [, project] = /(?:^|\/)projects\/([^/]+)\//.exec(path) ?? [];
  const [, location] = /\/(?:locations|regions|zones)\/([^/]+)\//.exec(path) ?? [];
  return knownPlace({ project, location, name: path.slice(path.lastIndexOf("/") + 1) });
}

/** Takes each part from the first that has it. */
export function firstKnown(...places: readonly ResourcePlace[]): ResourcePlace {
  const part = (key: keyof ResourcePlace): string | undefined =>
    places.find((place) => place[key] !== undefined)?.[key];
  return knownPlace({ project: part("project"), location: part("location"), name: part("name") });
}

/**
 * Whether two places are of one resource; undefined when they may be. Where nothing says a project, both are in
 * whatever the provider takes.
 */
export function isSamePlace(one: ResourcePlace, other: ResourcePlace): boolean | undefined {
  const isProvidersProject = one.project === undefined && other.project === undefined;
  const parts = [
    isProvidersProject || isSameProject(one.project, other.project),
    isSameText(one.location?.toLowerCase(), other.location?.toLowerCase()),
    isSameText(one.name, other.name),
  ];
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

/** Things by the names of their places: to hold all places against all takes too long where there are thousands. */
export class PlaceIndex<T> {
  private readonly byName = new Map<string, { readonly at: number; readonly item: T }[]>();
  private readonly nameless: { readonly at: number; readonly item: T }[] = [];

  /** @param items what is found, in its order */
  public constructor(
    private readonly items: readonly T[],
    placeOf: (item: T) => ResourcePlace,
  ) {
    for (const [at, item] of items.entries()) {
      const { name } = placeOf(item);
      const same = name === undefined ? this.nameless : this.byName.get(name);
      if (same !== undefined) same.push({ at, item });
      else if (name !== undefined) this.byName.set(name, [{ at, item }]);
    }
  }

  /** Those that may be at a place, by its name: `isSamePlace` says whether they are. */
  public near({ name }: ResourcePlace): readonly T[] {
    if (name === undefined) return this.items;
    const found = this.byName.get(name) ?? [];
    const all =
      this.nameless.length === 0 ? found : [...found, ...this.nameless].sort((one, other) => one.at - other.at);
    return all.map(({ item }) => item);
  }
}

/** A project goes by its id or by its number, and the one does not tell the other. */
export function isSameProject(one: string | undefined, other: string | undefined): boolean | undefined {
  const isSame = isSameText(one, other);
  return isSame === false && isNumber(one) !== isNumber(other) ? undefined : isSame;
}

/**
 * What resources of one type are called: the last part of the name where it is the only one, with the location, or with
 * the project too, where two could be meant.
 */
export function labelsOf(places: readonly ResourcePlace[]): (place: ResourcePlace) => string {
  const byName = new Map<string | undefined, Set<string>>();
  const byLocation = new Map<string, Set<string | undefined>>();
  for (const place of places) {
    add(byName, place.name, fullName(place));
    add(byLocation, inLocation(place), place.project);
  }
  return (place) => {
    if ((byName.get(place.name)?.size ?? 0) < 2) return place.name ?? "not known";
    return (byLocation.get(inLocation(place))?.size ?? 0) < 2 ? inLocation(place) : fullName(place);
  };
}

function inLocation({ location = "-", name = "not known" }: ResourcePlace): string {
  return `${location}/${name}`;
}

function fullName(place: ResourcePlace): string {
  return `${place.project ?? "-"}/${inLocation(place)}`;
}

function isSameText(one: string | undefined, other: string | undefined): boolean | undefined {
  return one === undefined || other === undefined ? undefined : one === other;
}

function isNumber(project: string | undefined): boolean {
  return /^\d+$/.test(project ?? "");
}

function add<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

/** A place of the parts that are known. */
export function knownPlace({
  project,
  location,
  name,
}: {
  readonly project: string | undefined;
  readonly location: string | undefined;
  readonly name?: string | undefined;
}): ResourcePlace {
  const found: { -readonly [Part in keyof ResourcePlace]: ResourcePlace[Part] } = {};
  if (project !== undefined) found.project = project;
  if (location !== undefined) found.location = location;
  if (name !== undefined) found.name = name;
  return found;
}
