import fc from "fast-check";
import { IndexPage } from "../../lib/verify/index-page";
import { anyText } from "../support/any-text";

test("a version has a wheel where there is one, and yanked files and those of other packages are left out", () => {
  const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
  const names = [
    "six-1.0.tar.gz",
    "six-1.0-py3-none-any.whl",
    "six-1.0.zip",
    "six-2.0.zip",
    "six-3.0.exe",
    "six-more-4.0.tar.gz",
    "seven-5.0.tar.gz",
  ];
  const links = [...names.map((name) => `<a href="../../${name}">`), '<a href="../../six-6.0.zip" data-yanked="">'];
  page.write(Buffer.from(links.join("")));
  expect([...page.end()].map(([version, { fileName }]) => [version, fileName])).toEqual([
    ["1.0", "six-1.0-py3-none-any.whl"],
    ["2.0", "six-2.0.zip"],
  ]);
});

test("whatever an index page holds, it is read without an error, and links only to files of its package", () => {
  const piece = fc.oneof(
    anyText(),
    fc.constantFrom(
      '<a href="',
      '">',
      "</a>",
      "six-1.0.tar.gz",
      "https://files.example/six-2.0.tar.gz",
      "<!--",
      "%",
      "javascript:",
      "../",
      "six-3.0%zz.zip",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (pieces, size) => {
      const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
      const bytes = Buffer.from(pieces.join(""));
      for (let at = 0; at < bytes.length; at += size) page.write(bytes.subarray(at, at + size));
      for (const { url, fileName } of page.end().values()) {
        expect(URL.canParse(url)).toBe(true);
        expect(fileName).toMatch(/^six-/);
      }
    }),
  );
});

test("a link that is cut between two pieces of the page is one link", () => {
  const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
  for (const byte of Buffer.from('<a href="../../six/six-1.0.tar.gz#sha256=00">ä</a>')) page.write(Uint8Array.of(byte));
  expect([...page.end().values()].map(({ url }) => url)).toEqual([
    "https://us-python.pkg.dev/acme-ml/repo/six/six-1.0.tar.gz",
  ]);
});

test.each([
  ["a file that has the names of two", '<a href="six-1.0.tar.gz">six-2.0.tar.gz</a>', []],
  ["a file that is not on the web", '<a href="ftp://files.example/six-1.0.tar.gz">six-1.0.tar.gz</a>', []],
  [
    "a file that stands relative to the page's own base",
    '<base href="https://files.example/all/"><a href="six-1.0.tar.gz">six-1.0.tar.gz</a>',
    ["https://files.example/all/six-1.0.tar.gz"],
  ],
])("%s is what it is to installers", (_, text, urls) => {
  const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
  page.write(Buffer.from(text));
  expect([...page.end().values()].map(({ url }) => url)).toEqual(urls);
});

test("a page of a form that is not known is no page", () => {
  const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
  page.write(Buffer.from('<meta name="pypi:repository-version" content="2.0"><a href="six-1.0.tar.gz"></a>'));
  expect(() => page.end()).toThrow("the index page has an unknown version of the form");
});
