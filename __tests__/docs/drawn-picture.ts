interface Point {
  readonly x: number;
  readonly y: number;
}

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Box extends Area {
  readonly text: string;
  readonly paint: string;
}

/** What a reader sees in a drawing, wherever its parts lie: each list is sorted. */
export interface DrawnPicture {
  readonly title: string;
  readonly description: string;
  /** Each box with its texts, its colours, and the boxes around it. */
  readonly boxes: readonly string[];
  /** Each arrow with the boxes at its ends, its colour, its dashes, its text, and the mark at either end. */
  readonly arrows: readonly string[];
  /** What is written outside of all groups. */
  readonly others: readonly string[];
}

/** How far the end of an arrow may be from its box: it stops before its own head. */
const REACH = 16;

/** Reads an SVG that `scripts/pictures/drawing.ts` has made. */
export function readPicture(svg: string): DrawnPicture {
  const groups = [...svg.matchAll(/<g>\n([^]*?)\n<\/g>/g)].map(([, group = ""]) => group);
  const boxes = groups.flatMap((group) => boxesIn(group));
  const nameOf = (box: Box): string => [box, ...around(box, boxes)].map(({ text }) => text).join(" in ");
  return {
    title: /<title[^>]*>([^<]*)</.exec(svg)?.[1] ?? "",
    description: /<desc[^>]*>([^<]*)</.exec(svg)?.[1] ?? "",
    boxes: boxes.map((box) => `${nameOf(box)}: ${box.paint}`).sort(),
    arrows: groups.flatMap((group) => arrowsIn(group, boxes, nameOf)).sort(),
    others: textsIn(groups.reduce((rest, group) => rest.replace(group, ""), svg)).sort(),
  };
}

function textsIn(markup: string): string[] {
  return [...markup.matchAll(/<text[^>]*>([^<]*)<\/text>/g)]
    .map(([, text = ""]) => text.trim())
    .filter((text) => text !== "");
}

function attribute(element: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(element)?.[1] ?? "";
}

function pointsOf(numbers: string): readonly Point[] {
  const all = numbers.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  return all.flatMap((x, index) => (index % 2 === 0 ? [{ x, y: all[index + 1]! }] : []));
}

/** A group with a closed outline is a box: a node, or a frame around some. */
function boxesIn(group: string): Box[] {
  const outline = (group.match(/<path[^>]*>/g) ?? []).find((path) => isClosed(pointsOf(attribute(path, "d"))));
  const text = textsIn(group).join(" / ");
  if (outline === undefined || (attribute(outline, "stroke") === "none" && text === "")) return [];
  const dashes = attribute(outline, "stroke-dasharray") === "" ? "" : " dashed";
  const paint = `${attribute(outline, "fill")} ${attribute(outline, "stroke")}${dashes}`;
  return [{ text, paint, ...areaOf(pointsOf(attribute(outline, "d"))) }];
}

function isClosed(points: readonly Point[]): boolean {
  const [first, last] = [points[0], points.at(-1)];
  return first !== undefined && first.x === last?.x && first.y === last.y;
}

function areaOf(points: readonly Point[]): Area {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** The frames around a box, the smallest first. */
function around(box: Box, boxes: readonly Box[]): readonly Box[] {
  const size = ({ left, right, top, bottom }: Area): number => (right - left) * (bottom - top);
  return boxes.filter((frame) => frame !== box && holds(frame, box)).sort((one, other) => size(one) - size(other));
}

function holds(outer: Area, inner: Area): boolean {
  const isWide = outer.left <= inner.left && inner.right <= outer.right;
  return isWide && outer.top <= inner.top && inner.bottom <= outer.bottom;
}

function arrowsIn(group: string, boxes: readonly Box[], nameOf: (box: Box) => string): string[] {
  const line = (group.match(/<path[^>]*>/g) ?? []).find((path) => !isClosed(pointsOf(attribute(path, "d"))));
  if (line === undefined || attribute(line, "stroke") === "none") return [];
  const points = pointsOf(attribute(line, "d"));
  const [start, end] = [points[0]!, points.at(-1)!];
  const marks = [...group.matchAll(/<(polygon|polyline)[^>]* points="([^"]*)"/g)].map(([, kind, numbers = ""]) => {
    const at = pointsOf(numbers);
    return {
      name: kind === "polyline" ? "line" : `shape of ${at.length - 1}`,
      isAtEnd: near(end, at) < near(start, at),
    };
  });
  const marked = (isAtEnd: boolean): string =>
    marks
      .flatMap((mark) => (mark.isAtEnd === isAtEnd ? [mark.name] : []))
      .sort()
      .join("+");
  const nodes = boxes.filter((box) => !boxes.some((other) => other !== box && holds(box, other)));
  const ends = [start, end].map((point) => nameOf(boxAt(point, nodes)));
  const dashes = attribute(line, "stroke-dasharray") === "" ? "" : " dashed";
  const text = textsIn(group).join(" / ");
  return [`${ends[0]!} <${marked(false)}- ${attribute(line, "stroke")}${dashes} ${text} -${marked(true)}> ${ends[1]!}`];
}

function near(point: Point, points: readonly Point[]): number {
  return Math.min(...points.map(({ x, y }) => Math.hypot(x - point.x, y - point.y)));
}

function boxAt({ x, y }: Point, boxes: readonly Box[]): Box {
  const distances = boxes.map((box) => ({
    box,
    distance: Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)),
  }));
  const [first] = distances.sort((one, other) => one.distance - other.distance);
  if (first === undefined || first.distance > REACH) throw new Error(`an arrow ends at ${x},${y}, where no box is`);
  return first.box;
}
