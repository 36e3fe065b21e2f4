import { HttpProblem } from "./http-problem";

/** The longest header that is looked at; real ones have some dozen characters. */
const LONGEST = 4096;

/**
 * In what form an index page is sent.
 *
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/#version-format-selection
 */
export class PageForm {
  public static readonly html = new PageForm("html", "text/html");
  public static readonly htmlV1 = new PageForm("html", "application/vnd.pypi.simple.v1+html");
  public static readonly jsonV1 = new PageForm("json", "application/vnd.pypi.simple.v1+json");

  /**
   * The form that the client likes best. Of those that it likes alike, one that it names goes before one that only a
   * wildcard covers, and then text/html goes first.
   *
   * @param accept the header's value; none accepts everything
   * @throws HttpProblem when the client accepts none of the forms
   */
  public static negotiate(accept = "*/*"): PageForm {
    const known = NEGOTIATED.get(accept);
    if (known !== undefined) return known;
    const best = PageForm.best(accept);
    if (NEGOTIATED.size < MOST_NEGOTIATED) NEGOTIATED.set(accept, best);
    return best;
  }

  private static best(accept: string): PageForm {
    const ranges = readRanges(accept.slice(0, LONGEST));
    let best: { form: PageForm; quality: number; rank: number } | undefined;
    for (const [type, form] of FORMS) {
      // The range that names most decides, even where it says no.
      const names = [type, type.replace(/[^/]+$/, "*"), "*/*"];
      const rank = names.findIndex((name) => ranges.has(name));
      const quality = rank < 0 ? 0 : (ranges.get(names[rank] ?? type) ?? 0);
      if (quality === 0) continue;
      // The highest quality wins, then the range that says most.
      const ahead = best === undefined ? 1 : quality - best.quality || best.rank - rank;
      if (ahead > 0) best = { form, quality, rank };
    }
    if (best === undefined) {
      throw new HttpProblem(406, `an index page is one of ${FORMS.map(([type]) => type).join(", ")}`);
    }
    return best.form;
  }

  private constructor(
    public readonly syntax: "html" | "json",
    public readonly contentType: string,
  ) {}
}

/** Clients send one of a few headers, thousands of times. */
const NEGOTIATED = new Map<string, PageForm>();
const MOST_NEGOTIATED = 100;

const FORMS: readonly (readonly [type: string, form: PageForm])[] = [
  ["text/html", PageForm.html],
  ["application/vnd.pypi.simple.v1+html", PageForm.htmlV1],
  ["application/vnd.pypi.simple.v1+json", PageForm.jsonV1],
  ["application/vnd.pypi.simple.latest+html", PageForm.htmlV1],
  ["application/vnd.pypi.simple.latest+json", PageForm.jsonV1],
];

/** The weight of each range. What cannot be read is passed over, as if the client had not named it. */
function readRanges(accept: string): ReadonlyMap<string, number> {
  return new Map(
    accept.split(",").flatMap((item) => {
      const [type = "", ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, "") ?? "1";
      return /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? [[type, Number(weight)] as const] : [];
    }),
  );
}
