import * as fc from "fast-check";
import { PageForm } from "../../lib/preview/accept";
import { FileHandles } from "../../lib/preview/file-handles";
import { HtmlPageReader } from "../../lib/simple-api/html-page-reader";
import { HttpProblem } from "../../lib/preview/http-problem";
import { JsonItems } from "../../lib/simple-api/json-items";
import { JsonPageReader } from "../../lib/simple-api/json-page-reader";
import { renderPage } from "../../lib/preview/page-renderer";
import { readTarget } from "../../lib/preview/request-target";
import type { PageFile, SimplePage } from "../../lib/simple-api/simple-page";

const URL_OF_PAGE = new URL("https://index.example/simple/six/");
const MOST = 1000;

/** What comes out when a page is sent in one form, and read again from pieces cut anywhere. */
function sentAndRead(page: SimplePage, syntax: "html" | "json", cut: number): SimplePage {
  const text = [...renderPage(page, syntax, ({ url }) => url)].join("");
  const reader =
    syntax === "html"
      ? new HtmlPageReader(page.project, URL_OF_PAGE, MOST)
      : new JsonPageReader(page.project, URL_OF_PAGE, MOST);
  for (let start = 0; start < text.length; start += cut) reader.write(text.slice(start, start + cut));
  return reader.end();
}

/** Text in which all that HTML, JSON and URLs treat in a special way is frequent. */
const odd = fc.string({
  unit: fc.constantFrom(
    "a",
    "b",
    "<",
    ">",
    '"',
    "'",
    "#",
    "?",
    "=",
    ";",
    "/",
    "\\",
    " ",
    "\n",
    "\t",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "!",
    "-",
    "é",
    "Ж",
    "\u{1f40d}",
    "&",
    "&amp;",
    "&#62;",
    "&lt",
    "</a>",
    "<!--",
    '\\"',
    "\\u0041",
  ),
  maxLength: 30,
});

const digests = fc.dictionary(
  fc.constantFrom("md5", "sha256", "sha512", "blake2b"),
  fc.stringMatching(/^[0-9a-f]{1,64}$/),
  { maxKeys: 3 },
);

const file = fc
  .record(
    {
      name: fc
        .stringMatching(/^six-[0-9.]{1,8}[a-z0-9.+!_-]{0,10}\.(tar\.gz|zip)$/)
        .filter((name) => !name.includes("..")),
      query: fc.constantFrom("", "?sig=a%2Fb&x=%22", "?a='<b>'"),
      hashes: digests,
      requiresPython: odd,
      yanked: fc.oneof(
        fc.constant(true),
        odd.map((text) => `x${text.replace(/\p{C}/gu, "")}`),
      ),
      metadata: fc.oneof(
        fc.constant(true),
        digests.filter((all) => Object.keys(all).length > 0),
      ),
      gpgSignature: fc.boolean(),
      size: fc.nat(),
      uploadTime: fc.constant("2024-04-07T19:26:11.021386Z"),
    },
    { requiredKeys: ["name", "query", "hashes"] },
  )
  .map(({ query, ...rest }): PageFile => ({
    ...rest,
    url: new URL(`https://files.example/p/${encodeURIComponent(rest.name)}${query}`).href,
  }));

const page = fc
  .record(
    {
      files: fc.array(file, { maxLength: 5 }),
      versions: fc.array(odd, { maxLength: 3 }),
      status: fc.record({ status: odd, reason: odd }),
    },
    { requiredKeys: ["files", "versions"] },
  )
  .map((rest): SimplePage => ({ project: "six", apiVersion: "1.4", projects: [], ...rest }));

describe("index pages", () => {
  test("what is sent as JSON is read as it was, wherever it is cut", () => {
    fc.assert(
      fc.property(page, fc.integer({ min: 1, max: 100 }), (one, cut) => {
        expect(sentAndRead(one, "json", cut)).toEqual(one);
      }),
    );
  });

  test("what is sent as HTML is read as it was, but for what HTML has no room for", () => {
    const first = (all: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries("sha256" in all ? { sha256: all.sha256 } : all).slice(0, 1));
    fc.assert(
      fc.property(page, fc.integer({ min: 1, max: 100 }), (one, cut) => {
        const files = one.files.map(({ size: _size, uploadTime: _time, hashes, metadata, ...rest }) => ({
          ...rest,
          hashes: first(hashes),
          ...(metadata !== undefined && { metadata: typeof metadata === "object" ? first(metadata) : metadata }),
        }));
        const { versions: _versions, ...rest } = one;
        expect(sentAndRead(one, "html", cut)).toEqual({ ...rest, files });
      }),
    );
  });

  test("whatever comes as HTML is read, or a problem of the upstream", () => {
    const piece = fc.constantFrom(
      "<a ",
      "href=",
      "'/six-1.0.tar.gz'",
      ">",
      "six-1.0.tar.gz",
      "</a>",
      "<base href=",
      "<meta name=",
      "<!--",
      "-->",
      "<script>",
      "data-yanked",
      "\0",
      "&#x",
      "//",
      "http://[",
      "<![CDATA[",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const reader = new HtmlPageReader("six", URL_OF_PAGE, MOST);
        for (const one of pieces) reader.write(one);
        for (const { name, url } of reader.end().files) {
          expect(name).toMatch(/^[^/\\\p{C}]+$/u);
          expect(new URL(url).protocol).toMatch(/^https?:$/);
        }
      }),
    );
  });

  test("whatever comes as JSON is read as JSON.parse reads it, or refused", () => {
    const value = fc.jsonValue({ depthSize: "small" });
    const document = fc.oneof(
      value.map((one) => JSON.stringify(one)),
      fc
        .tuple(fc.array(value, { maxLength: 3 }), value)
        .map(([files, x]) => JSON.stringify({ x, files, y: { files } }, undefined, 1)),
      fc.tuple(fc.array(fc.dictionary(odd, value)), odd).map(([files, key]) => JSON.stringify({ [key]: files, files })),
      fc
        .array(fc.constantFrom("{", "}", "[", "]", '"files"', ":", ",", "0", '"\\"', '"', " ", '{"a":1}'), {
          maxLength: 12,
        })
        .map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(document, fc.integer({ min: 1, max: 20 }), (text, cut) => {
        const items: unknown[] = [];
        let rest: Readonly<Record<string, unknown>> | undefined;
        try {
          const reader = new JsonItems(["files"], (_member, item) => items.push(item));
          for (let start = 0; start < text.length; start += cut) reader.write(text.slice(start, start + cut));
          rest = reader.end();
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
        const whole = parsed(text);
        const isObject = typeof whole === "object" && whole !== null && !Array.isArray(whole);
        const files = isObject ? ((whole as { files?: unknown }).files ?? []) : undefined;
        const isList =
          Array.isArray(files) && files.every((one) => typeof one === "object" && one !== null && !Array.isArray(one));
        // A member twice is refused, where JSON.parse takes the last.
        if (rest === undefined) expect(isList && text.split('"files"').length <= 2).toBe(false);
        else {
          expect(isList).toBe(true);
          expect(items).toEqual(files);
          expect({ ...rest, files: items }).toEqual({ ...(whole as object), files });
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("files twice in one document are refused in any spelling", () => {
    for (const text of [
      '{"files":[{}],"files":[]}',
      '{"files":[{}],"\\u0066iles":[]}',
      '{"\\u0066iles":[{}]}',
      '{"files" :\n [{}], "x":0, "files":[{}]}',
      `{"files"${" ".repeat(100)}:[{}]}`,
    ]) {
      const read = (): unknown => {
        const reader = new JsonItems(["files"], () => undefined);
        reader.write(text);
        return reader.end();
      };
      expect(read).toThrow(SyntaxError);
    }
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

describe("negotiation", () => {
  const JSON_V1 = "application/vnd.pypi.simple.v1+json";
  const HTML_V1 = "application/vnd.pypi.simple.v1+html";

  test.each<[string | undefined, string | number]>([
    [undefined, "text/html"],
    ["*/*", "text/html"],
    ["text/html", "text/html"],
    ["text/*", "text/html"],
    ["application/*", HTML_V1],
    [JSON_V1, JSON_V1],
    ["application/vnd.pypi.simple.latest+json", JSON_V1],
    ["application/vnd.pypi.simple.latest+html", HTML_V1],
    [`${JSON_V1}, ${HTML_V1}; q=0.1, text/html; q=0.01`, JSON_V1],
    [`${JSON_V1}, ${HTML_V1};q=0.2, text/html;q=0.01`, JSON_V1],
    [`${JSON_V1};q=0.2, text/html`, "text/html"],
    [`${JSON_V1.toUpperCase()} ; Q=1.000`, JSON_V1],
    [`${JSON_V1}, */*`, JSON_V1],
    [`*/*;q=0.5, ${JSON_V1};q=0`, "text/html"],
    [`text/html;q=0, */*`, HTML_V1],
    [`text/html;q=0, ${HTML_V1};q=0, */*;q=0.1`, JSON_V1],
    ["text/html;level=1", "text/html"],
    ["text/html;q=0", 406],
    ["*/*;q=0", 406],
    ["image/png", 406],
    ["application/json", 406],
    ["text/html;q=2", 406],
    ["text/html;q=-1", 406],
    ["text/html;q=x", 406],
    ["", 406],
    [",,;;", 406],
  ])("%s", (accept, form) => {
    let got: string | number;
    try {
      got = PageForm.negotiate(accept).contentType;
    } catch (error) {
      got = statusOf(error);
    }
    expect(got).toBe(form);
  });

  test("no weight is greater than the one chosen", () => {
    const types = ["text/html", HTML_V1, JSON_V1];
    const weights = fc.array(
      fc.integer({ min: 0, max: 1000 }).map((weight) => weight / 1000),
      { minLength: 3, maxLength: 3 },
    );
    fc.assert(
      fc.property(weights, fc.boolean(), (all, reverse) => {
        const ranges = types.map((type, index) => `${type};q=${String(all[index])}`);
        const accept = (reverse ? ranges.reverse() : ranges).join(" , ");
        if (all.every((weight) => weight === 0)) expect(() => PageForm.negotiate(accept)).toThrow(HttpProblem);
        else expect(all[types.indexOf(PageForm.negotiate(accept).contentType)]).toBe(Math.max(...all));
      }),
    );
  });
});

describe("targets", () => {
  test("whatever comes is a normal name, a handle and a plain name, a path of this server, or refused", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "/",
        "simple",
        "files",
        "six",
        "Six.X",
        "..",
        ".",
        "%2e",
        "%2f",
        "%5c",
        "\\",
        "%00",
        "%",
        "?",
        "#",
        "//",
        "http:",
        "@",
        "\n",
        "\xff",
        "+",
        "%2B",
        "!",
        "%25",
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, rooted) => {
        try {
          const target = readTarget(`${rooted ? "/simple/" : "/"}${pieces.join("")}`);
          if (target.kind === "project") expect(target.name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
          if (target.kind === "moved") expect(target.to).toMatch(/^\/simple\/(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)?$/);
          if (target.kind === "file") expect(target.file).toMatch(/^[^/\\\p{C}]+$/u);
        } catch (error) {
          expect([400, 404, 414]).toContain(statusOf(error));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a redirect leads to what is there", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}[A-Za-z0-9]$/), (name) => {
        const target = readTarget(`/simple/${name}`);
        if (target.kind !== "moved") throw new Error("not moved");
        expect(readTarget(target.to)).toEqual({ kind: "project", name: name.toLowerCase().replace(/[._-]+/g, "-") });
      }),
    );
  });

  test("all file names that can be linked to can be asked for", () => {
    fc.assert(
      fc.property(odd, (text) => {
        const name = `six-1.0${text.replace(/[/\\\p{C}]/gu, "")}.zip`;
        expect(readTarget(`/files/x/${encodeURIComponent(name)}`)).toEqual({ kind: "file", handle: "x", file: name });
      }),
    );
  });
});

describe("handles", () => {
  const url = fc.webUrl({ withQueryParameters: true }).map((text) => new URL(text).href);
  const file = fc.record({ name: odd.map((text) => `x${text.replace(/\p{C}/gu, "")}`), url, hashes: fc.constant({}) });
  const files = fc.uniqueArray(file, { selector: ({ name }) => name, maxLength: 5 });
  const pageOf = (project: string, ...links: readonly (readonly [name: string, url: string])[]): SimplePage => ({
    project,
    apiVersion: "1.0",
    projects: [],
    files: links.map(([name, to]) => ({ name, url: to, hashes: {} })),
  });

  test("are short, and open to what they were made for, in their own process", () => {
    const [handles, others] = [new FileHandles(1e6), new FileHandles(1e6)];
    fc.assert(
      fc.property(fc.constantFrom("six", "flask"), files, (project, all) => {
        const page = { ...pageOf(project), files: all };
        const { handle } = handles.keep(page);
        expect(handle).toMatch(/^[\w-]{16}$/);
        expect(handles.keep(page)).toEqual({ handle, page });
        expect(others.keep(page).handle).not.toBe(handle);
        expect(handles.open(handle, "")).toBeUndefined();
        expect(handles.open(handle, "\n")).toBeUndefined();
        expect(handles.open(handle, "\ud800")).toBeUndefined();
        for (const { name, url: to } of all) {
          expect(handles.open(handle, `${name}\t${to}\t\n${name}`)).toBeUndefined();
          expect(handles.open(handle, name.slice(0, -1))?.file).not.toBe(name);
          expect(handles.open(handle, name)).toEqual({ project, file: name, url: to });
          expect(others.open(handle, name)).toBeUndefined();
          expect(handles.open(handle, `${name}.x`)).toBeUndefined();
        }
      }),
    );
  });

  test("metadata and signature are beside the file, before its query", () => {
    const handles = new FileHandles(1e6);
    const { handle } = handles.keep(pageOf("six", ["six.whl", "https://files.example/a/b.whl?x=1"]));
    expect(handles.open(handle, "six.whl.metadata")).toEqual({
      project: "six",
      file: "six.whl",
      url: "https://files.example/a/b.whl.metadata?x=1",
    });
    expect(handles.open(handle, "six.whl.asc")?.url).toBe("https://files.example/a/b.whl.asc?x=1");
    expect(handles.open(handle, "six.whl.asc.asc")).toBeUndefined();
  });

  test("a page that is read again replaces the one before, and each project has its own", () => {
    const handles = new FileHandles(1e6);
    const { handle } = handles.keep(
      pageOf("six", ["one.whl", "https://files.example/1?sig=a"], ["two.whl", "https://files.example/2"]),
    );
    expect(handles.keep(pageOf("seven", ["one.whl", "https://files.example/7"])).handle).not.toBe(handle);
    expect(handles.keep(pageOf("six", ["one.whl", "https://files.example/1?sig=b"])).handle).toBe(handle);
    expect(handles.open(handle, "one.whl")?.url).toBe("https://files.example/1?sig=b");
    expect(handles.open(handle, "two.whl")).toBeUndefined();
  });

  test("of two files of one name only the first is on the page", () => {
    const handles = new FileHandles(1e6);
    const { handle, page } = handles.keep(
      pageOf("six", ["one.whl", "https://files.example/1"], ["one.whl", "https://files.example/2"]),
    );
    expect(page.files.map(({ url: to }) => to)).toEqual(["https://files.example/1"]);
    expect(handles.open(handle, "one.whl")?.url).toBe("https://files.example/1");
  });

  test("the pages that were used last are kept, up to the bound, and the last one always", () => {
    const handles = new FileHandles(1000);
    const [one, two] = ["one", "two"].map(
      (project) => handles.keep(pageOf(project, [project, `https://files.example/${"1".repeat(400)}`])).handle,
    );
    expect(handles.open(one ?? "", "one")?.project).toBe("one");
    const three = handles.keep(pageOf("three", ["three", `https://files.example/${"1".repeat(400)}`])).handle;
    const isKnown = (handle = "", file = ""): boolean => handles.open(handle, file) !== undefined;
    expect([isKnown(one, "one"), isKnown(two, "two"), isKnown(three, "three")]).toEqual([true, false, true]);
    const large = handles.keep(pageOf("large", ["large", `https://files.example/${"1".repeat(3000)}`])).handle;
    expect([isKnown(one, "one"), isKnown(three, "three"), isKnown(large, "large")]).toEqual([false, false, true]);
    expect(isKnown(handles.keep(pageOf("small", ["small", "https://files.example/"])).handle, "small")).toBe(true);
    expect(isKnown(large, "large")).toBe(false);
  });

  test("whatever else comes opens nothing", () => {
    const handles = new FileHandles(1e6);
    const { handle } = handles.keep(pageOf("six", ["six.whl", "https://files.example/"]));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat(15).map((length) => handle.slice(0, length)),
        ),
        (other) => {
          expect(handles.open(other, "six.whl")).toBeUndefined();
        },
      ),
    );
  });
});

function statusOf(error: unknown): number {
  if (!(error instanceof HttpProblem)) throw error;
  let status = 0;
  const response = { writeHead: (code: number) => (status = code), end: () => undefined };
  error.send({ method: "GET" } as never, response as never);
  return status;
}
