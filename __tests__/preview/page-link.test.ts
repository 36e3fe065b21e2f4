import * as fc from "fast-check";
import { HtmlPageReader } from "../../lib/simple-api/html-page-reader";
import { JsonPageReader } from "../../lib/simple-api/json-page-reader";
import { PageProblem } from "../../lib/simple-api/page-problem";
import { readLink } from "../../lib/simple-api/page-link";
import type { SimplePage } from "../../lib/simple-api/simple-page";
import { renderPage } from "../../lib/preview/page-renderer";

const BASE = new URL("https://index.example/simple/foo-bar/");
const WHEEL = "py3-none-any.whl";

describe("a link and its text", () => {
  test.each<[stated: string, href: string, name: string | undefined]>([
    // One distribution, spelled in two ways.
    [`foo_bar-1.0+cu118-${WHEEL}`, `/p/Foo_Bar-1.0%2Bcu118-${WHEEL}`, `Foo_Bar-1.0+cu118-${WHEEL}`],
    [`Foo_Bar-1.0%2Bcu118-${WHEEL}`, `/p/foo_bar-1.0+cu118-${WHEEL}`, `foo_bar-1.0+cu118-${WHEEL}`],
    [`foo_bar-1.0%2Bcu118-${WHEEL}`, `/p/foo_bar-1.0%2bCU118-${WHEEL}`, `foo_bar-1.0+CU118-${WHEEL}`],
    [`foo.bar-1.0.tar.gz`, "/p/foo-bar-1.0.tar.gz", "foo-bar-1.0.tar.gz"],
    [`foo_bar-1.0.post1.tar.gz`, "/p/foo-bar-1.0-1.tar.gz", "foo-bar-1.0-1.tar.gz"],
    [`foo_bar-v1.0RC1.zip`, "/p/foo_bar-1.0rc1.zip", "foo_bar-1.0rc1.zip"],
    // A folder before it, as in indexes of one file for all.
    [`whl/foo_bar-1.0-${WHEEL}`, `whl/foo_bar-1.0-${WHEEL}`, `foo_bar-1.0-${WHEEL}`],
    [`cu118/foo_bar-1.0%2Bcu118-${WHEEL}`, `cu118/foo_bar-1.0%2Bcu118-${WHEEL}`, `foo_bar-1.0+cu118-${WHEEL}`],
    [`a/b/c/Foo.Bar-1.0-${WHEEL}`, `https://files.example/x/foo_bar-1.0-${WHEEL}`, `foo_bar-1.0-${WHEEL}`],
    // No name in the text, or none in the link.
    ["download", `/p/foo_bar-1.0-${WHEEL}`, `foo_bar-1.0-${WHEEL}`],
    ["", `/p/foo_bar-1.0-${WHEEL}`, `foo_bar-1.0-${WHEEL}`],
    [`foo_bar-1.0-${WHEEL}`, "/blobs/0123?sig=x", `foo_bar-1.0-${WHEEL}`],
    [`foo_bar-1.0-${WHEEL}`, `/blobs/0123?x=/foo_bar-2.0-${WHEEL}`, `foo_bar-1.0-${WHEEL}`],
    // Two distributions.
    [`foo_bar-1.0-${WHEEL}`, `/p/foo_bar-2.0-${WHEEL}`, undefined],
    [`foo_bar-1.0+cu118-${WHEEL}`, `/p/foo_bar-1.0%2Bcu117-${WHEEL}`, undefined],
    [`foo_bar-1.0-${WHEEL}`, `/p/foo_bar-1.0-1-${WHEEL}`, undefined],
    [`foo_bar-1.0-py2-none-any.whl`, `/p/foo_bar-1.0-${WHEEL}`, undefined],
    [`foo_bar-1.0.zip`, "/p/foo_bar-1.0.tar.gz", undefined],
    [`foo_bar-1.0.tar.gz`, "/p/foo_baz-1.0.tar.gz", undefined],
    [`foo-1.0.tar.gz`, "/p/Foo-1.0.tar.gz", undefined],
    [`whl/foo_bar-1.0-${WHEEL}`, `whl/foo_bar-1.1-${WHEEL}`, undefined],
    [`foo_bar-1.0-${WHEEL}/x`, "/blobs/1", undefined],
    [`whl/foo_bar-1.0-${WHEEL}`, "/blobs/1", undefined],
    [`foo_bar-1.0-${WHEEL}`, `/p/x%2Ffoo_bar-1.0-${WHEEL}`, undefined],
    [`foo_bar-1.0-${WHEEL}`, "javascript:alert(1)", undefined],
  ])("%s, %s: %s", (stated, href, name) => {
    const link = readLink("foo-bar", stated, href, BASE);
    expect("problem" in link ? undefined : link.name).toBe(name);
    if (!("problem" in link)) expect(link.url).toBe(new URL(href, BASE).href);
  });

  test("the URL is what URL makes of it, without user info and fragment, however plain it is", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "a",
        "A",
        ".",
        "..",
        "%2e",
        "%41",
        "x y",
        "é",
        ":",
        "@",
        "~",
        "^",
        "|",
        "\\",
        "'",
        "[",
        "",
        "-1.0.tar.gz",
        "1.2",
        "0x1",
        "xn--a",
        "foo_bar-1.0.zip",
      ),
      fc.string({ maxLength: 5 }),
    );
    const host = fc.constantFrom(
      "files.example",
      "FILES.example",
      "1.2",
      "127.1",
      "a.b.c",
      "a..b",
      "xn--a.example",
      "a-.b",
      "h",
      "h.1",
      "[::1]",
      "u:p@h",
      "h:443",
      "h:80",
      "h.",
    );
    fc.assert(
      fc.property(
        fc.constantFrom("https://", "http://", "HTTPS://", "//"),
        host,
        fc.array(part, { maxLength: 4 }),
        fc.constantFrom("", "#sha256=0", "?a=b#c", "#"),
        (scheme, name, parts, end) => {
          const href = `${scheme}${name}/${parts.join("/")}${end}`;
          const link = readLink("foo-bar", "x", href, BASE);
          if ("problem" in link) return;
          const url = new URL(href, BASE);
          url.username = "";
          url.password = "";
          url.hash = "";
          expect(link.url).toBe(url.href);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function readJson(document: unknown, project: string | undefined = "foo-bar"): SimplePage {
  const reader = new JsonPageReader(project, BASE, 1000);
  reader.write(JSON.stringify(document));
  return reader.end();
}

function readHtml(text: string): SimplePage {
  const reader = new HtmlPageReader("foo-bar", BASE, 1000);
  reader.write(text);
  return reader.end();
}

const sent = (page: SimplePage, syntax: "html" | "json"): string =>
  [...renderPage(page, syntax, ({ name }) => `/files/h/${name}`)].join("");

describe("what a page carries besides", () => {
  const provenance = "https://index.example/integrity/foo-bar/1.0/provenance";

  test("is kept as it came, in JSON, but for what is the server's own", () => {
    const file = {
      filename: "foo_bar-1.0.zip",
      hashes: { sha256: "00" },
      provenance,
      "data-dist-info-metadata": false,
      "a-new-member": { deep: [1, null] },
    };
    const document = {
      meta: { "api-version": "1.9", tracks: ["https://other.example/simple/foo-bar/"] },
      name: "foo-bar",
      versions: ["1.0"],
      "alternate-locations": ["https://mirror.example/simple/foo-bar/"],
      files: [{ ...file, url: "/p/foo_bar-1.0.zip" }],
    };
    const page = readJson({ ...document, meta: { ...document.meta, "_last-serial": 1 }, _own: 1 });
    expect(JSON.parse(sent(page, "json"))).toEqual({
      ...document,
      files: [{ ...file, url: "/files/h/foo_bar-1.0.zip" }],
    });
    expect(sent(page, "html")).toContain(` data-provenance="${provenance}"`);
  });

  test("is kept as it came, in HTML", () => {
    const page = readHtml(
      '<meta name="pypi:repository-version" content="1.3"><meta name="pypi:tracks" ' +
        'content="https://other.example/x"><meta name="viewport" content="x"><a href="foo_bar-1.0.zip" ' +
        `data-provenance="${provenance}" data-new="&lt;1&gt;" class="x">foo_bar-1.0.zip</a>`,
    );
    const html = sent(page, "html");
    expect(html).toContain('<meta name="pypi:tracks" content="https://other.example/x">');
    expect(html).toContain(` data-provenance="${provenance}" data-new="&#60;1&#62;">`);
    expect(html).not.toMatch(/viewport|class=/);
    expect(JSON.parse(sent(page, "json"))).toMatchObject({ files: [{ provenance }] });
  });

  test("of its own does not take the place of what the preview writes", () => {
    const page = readJson({
      files: [{ filename: "foo_bar-1.0.zip", url: "/p/foo_bar-1.0.zip", hashes: {}, __proto__: { url: "x" } }],
      name: "other",
    });
    expect(JSON.parse(sent(page, "json"))).toMatchObject({
      name: "foo-bar",
      files: [{ url: "/files/h/foo_bar-1.0.zip" }],
    });
  });
});

test.each(["2.0", "1", "0.9", "x", "1.99999"])("a page of version %s of the form says so", (version) => {
  const message = `has an unknown version of the form, "${version}"; those of version 1 of the simple API can be read`;
  expect(() => readJson({ meta: { "api-version": version }, files: [] })).toThrow(new PageProblem(message));
  expect(() => readHtml(`<meta name="pypi:repository-version" content="${version}">`)).toThrow(
    new PageProblem(message),
  );
});

test("links that are left out are counted, and the first of them named", () => {
  const links = Array.from({ length: 30 }, (_, number) => ({
    filename: `foo_bar-${number}.zip`,
    url: "/p/foo_bar-99.zip",
    hashes: {},
  }));
  for (const page of [
    readJson({ files: links }),
    readHtml(links.map(({ filename, url }) => `<a href="${url}">${filename}</a>`).join("")),
  ]) {
    expect(page.files).toEqual([]);
    expect(page.leftOut?.count).toBe(30);
    expect(page.leftOut?.links).toHaveLength(20);
    expect(page.leftOut?.links[0]).toEqual({
      name: "foo_bar-0.zip",
      problem: "its link names another file than its text",
    });
  }
});

test("a document that is there at once and one that is not are read alike", () => {
  const filler = "x".repeat(5_000_000);
  const file = {
    filename: "foo_bar-1.0.zip",
    url: "/p/foo_bar-1.0.zip",
    hashes: { sha256: "00" },
    size: 1,
    yanked: "why",
    "core-metadata": true,
  };
  const [small, large] = ["", filler].map((text) =>
    readJson({ meta: { "api-version": "1.1" }, files: [file], versions: ["1.0"], x: text }),
  );
  expect(small?.files).toHaveLength(1);
  expect(large?.files).toEqual(small?.files);
  for (const text of ["", filler])
    for (const files of [undefined, [[]], [null], {}, [1], "x"]) {
      const read = () => readJson({ x: text, ...(files !== undefined && { files }) });
      if (files === undefined) expect(read().files).toEqual([]);
      else expect(read).toThrow(PageProblem);
    }
});
