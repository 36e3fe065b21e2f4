/**
 * How wide letters of Helvetica are, in thousandths of the size, from the blank (32) to the tilde (126), as in Adobe's
 * font metrics. Graphviz makes its boxes by them.
 */
const REGULAR =
  "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 " +
  "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 " +
  "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 " +
  "278 556 500 722 500 500 500 334 260 334 584";
const BOLD =
  "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 " +
  "584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 " +
  "667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 " +
  "333 611 556 778 556 556 500 389 280 389 584";
const [regular, bold] = [REGULAR, BOLD].map((text) => text.split(" ").map(Number));
/** Of a letter that is not among these, such as an arrow. */
const OTHER = 556;

/** How wide a text is drawn. */
function widthOf(text: string, size: number, isBold: boolean): number {
  const widths = (isBold ? bold : regular) ?? [];
  return (
    ([...text].reduce((sum, letter) => sum + (widths[(letter.codePointAt(0) ?? 0) - 32] ?? OTHER), 0) * size) / 1000
  );
}

/**
 * Says of each text of a drawing how wide it is, so that it keeps to its box whatever font a reader has in the place of
 * Helvetica: its letters are moved together or apart. What does not know that draws it around its middle, with room on
 * both sides.
 */
export function withMeasuredText(svg: string): string {
  return svg.replace(/<text([^>]*)>([^<]+)<\/text>/g, (whole, attributes: string, markup: string) => {
    const text = markup
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .replaceAll("&amp;", "&");
    const size = Number(/font-size="([\d.]+)"/.exec(attributes)?.[1]);
    if (text.trim() === "" || Number.isNaN(size)) return whole;
    const width = widthOf(text, size, attributes.includes('font-weight="bold"'));
    const centred = attributes.replace(/text-anchor="start" x="(-?[\d.]+)"/, (_, x: string) => {
      return `text-anchor="middle" x="${rounded(Number(x) + width / 2)}"`;
    });
    return `<text${centred} textLength="${rounded(width)}" lengthAdjust="spacingAndGlyphs">${markup}</text>`;
  });
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}
