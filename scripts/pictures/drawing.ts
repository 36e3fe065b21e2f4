import type { Graph } from "@viz-js/viz" with { "resolution-mode": "import" };
import { withMeasuredText } from "./measured-text";

/** What is drawn, and what somebody who cannot see it is told. */
export interface Picture {
  readonly title: string;
  readonly description: string;
  /** A bar below all, which everything stands on. */
  readonly base?: { readonly name: string; readonly text: string; readonly paint: Paint };
  /** A line at the bottom. */
  readonly legend?: string;
  readonly graph: Graph;
}

/** The colours of all pictures. They stand on a white panel, so they are the same on a dark page. */
export const INK = "#1f2328";
export const MUTED = "#59636e";
export const EDGE = "#818b98";
export const RED = "#b42318";
export const GREEN = "#1a7f37";

export interface Paint {
  readonly fill: string;
  readonly stroke: string;
}

export const PAINTS = {
  grey: { fill: "#f6f8fa", stroke: "#afb8c1" },
  blue: { fill: "#eaf2fd", stroke: "#5b8fd9" },
  green: { fill: "#e9f6ec", stroke: "#4fa667" },
  amber: { fill: "#fdf3e1", stroke: "#d19a3d" },
  red: { fill: "#fdecea", stroke: "#d1574b" },
  violet: { fill: "#f3eefc", stroke: "#9271cf" },
} as const satisfies Record<string, Paint>;

/** Text that may stand in a label. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Markup in a colour, smaller than the rest. */
export function small(markup: string, colour: string = MUTED): string {
  return `<FONT POINT-SIZE="11" COLOR="${colour}">${markup}</FONT>`;
}

/** The attributes of a box with a bold name and lines of markup under it. */
export function box(
  name: string,
  rest: readonly string[],
  { fill, stroke }: Paint,
): Record<string, string | { html: string }> {
  const rows = [`<B>${escaped(name)}</B>`, ...rest].map((markup) => `<TR><TD CELLPADDING="1">${markup}</TD></TR>`);
  const html = `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${rows.join("")}</TABLE>`;
  return { label: { html }, fillcolor: fill, color: stroke };
}

/** A box with a name, as it stands in a graph. */
export interface Node {
  readonly name: string;
  readonly attributes: ReturnType<typeof box>;
}

/** The box of what is not a part of the deployment. */
export function outside(name: string): Node {
  return { name, attributes: { ...box(name, [small("outside")], PAINTS.grey), style: "rounded,filled,dashed" } };
}

/** A frame around boxes. */
export function cluster(label: string, nodes: readonly Node[]) {
  return {
    name: `cluster_${label.replaceAll(" ", "_")}`,
    graphAttributes: { label, fontsize: 12, fontcolor: MUTED, style: "rounded", color: "#d0d7de", margin: 18 },
    nodes: [...nodes],
  };
}

/** What leads from a box to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** May be empty. */
  readonly label: string;
  /** Whether it leads to what stands before where it comes from: it then has no say in where boxes stand. */
  readonly isBack?: boolean;
  /** Whether it leads both ways. */
  readonly isBoth?: boolean;
}

/** An arrow as it stands in a graph. */
export function arrow({ from, to, label, isBack = false, isBoth = false }: Arrow) {
  const [tail, head] = isBack ? [to, from] : [from, to];
  const attributes: Record<string, string | number> =
    label === "" ? {} : { label: ` ${label} `, fontsize: 11, fontcolor: MUTED };
  const dir = isBoth ? "both" : isBack ? "back" : "forward";
  return { tail, head, attributes: dir === "forward" ? attributes : { ...attributes, dir } };
}

/** Those whose letters are as wide as Helvetica's come first. */
const FONT = "Helvetica,Arial,'Liberation Sans',Arimo,'Nimbus Sans',sans-serif";
const MARGIN = 16;
const GAP = 16;
const BAR = 46;

/** Draws a picture as SVG: the same bytes for the same picture. */
export async function drawing({ graph, ...frame }: Picture): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  const svg = viz.renderString(
    {
      ...graph,
      directed: true,
      graphAttributes: {
        bgcolor: "transparent",
        pad: 0,
        fontname: "Helvetica",
        fontsize: 13,
        fontcolor: INK,
        ...graph.graphAttributes,
      },
      nodeAttributes: {
        shape: "box",
        style: "rounded,filled",
        fontname: "Helvetica",
        fontsize: 13,
        fontcolor: INK,
        margin: "0.24,0.09",
        ...graph.nodeAttributes,
      },
      edgeAttributes: {
        color: EDGE,
        arrowsize: 0.7,
        fontname: "Helvetica",
        fontsize: 11,
        fontcolor: MUTED,
        ...graph.edgeAttributes,
      },
    },
    { format: "svg" },
  );
  return framed(svg, frame);
}

/** Puts the drawing on a white panel, adds what stands below it, and leaves out what says nothing. */
function framed(svg: string, { title, description, base, legend }: Omit<Picture, "graph">): string {
  const [, width, height] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  const start = svg.indexOf("<g id=");
  if (width === undefined || height === undefined || start < 0)
    throw new Error("Graphviz has drawn something unexpected");
  const [w, middle] = [Math.ceil(Number(width)), Math.ceil(Number(width)) / 2];
  let bottom = Math.ceil(Number(height));
  const below: string[] = [];
  if (base !== undefined) {
    const { name, text, paint } = base;
    below.push(
      `<rect x="0.5" y="${bottom + GAP}" width="${w - 1}" height="${BAR}" rx="8" fill="${paint.fill}" ` +
        `stroke="${paint.stroke}"/>`,
    );
    below.push(textAt(middle, bottom + GAP + 19, name, `font-weight="bold" font-size="13" fill="${INK}"`));
    below.push(textAt(middle, bottom + GAP + 36, text, `font-size="11" fill="${MUTED}"`));
    bottom += GAP + BAR;
  }
  if (legend !== undefined) {
    below.push(textAt(middle, bottom + GAP + 8, legend, `font-size="11" fill="${MUTED}"`));
    bottom += GAP + 8;
  }
  const body = svg
    .slice(start, svg.lastIndexOf("</svg>"))
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/<title>[\s\S]*?<\/title>\n?/g, "")
    .replace(/ (?:font-family|id|class)="[^"]*"/g, "")
    // Of coordinates only: text has versions and addresses in it.
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10)))
    .trim();
  const [outerWidth, outerHeight] = [w + 2 * MARGIN, bottom + 2 * MARGIN];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${outerWidth}" height="${outerHeight}" viewBox="${-MARGIN} ` +
      `${-MARGIN} ${outerWidth} ${outerHeight}" font-family="${FONT}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    // Dark pages show it as a white card.
    `<rect x="${0.5 - MARGIN}" y="${0.5 - MARGIN}" width="${outerWidth - 1}" height="${outerHeight - 1}" rx="8" ` +
      'fill="#fff" stroke="#d0d7de"/>',
    withMeasuredText([body, ...below].join("\n")),
    "</svg>",
  ].join("\n")}\n`;
}

function textAt(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${x}" y="${y}" text-anchor="middle" ${attributes}>${escaped(text)}</text>`;
}
