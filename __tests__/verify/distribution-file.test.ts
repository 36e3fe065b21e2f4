import fc from "fast-check";
import { readFileName } from "../../lib/verify/distribution-file";
import { IndexPage } from "../../lib/verify/index-page";

test.each([
  ["six-1.17.0-py2.py3-none-any.whl", "six", "1.17.0", "1.17.0"],
  ["six-1.17.0-1build-py3-none-any.whl", "six", "1.17.0", "1.17.0"],
  ["typing_extensions-4.15.0.tar.gz", "typing-extensions", "4.15.0", "4.15.0"],
  ["zope.interface-7.2.tar.gz", "zope-interface", "7.2", "7.2"],
  ["zope-interface-5.0.0a1.zip", "zope-interface", "5.0.0a1", "5.0.0a1"],
  ["PyYAML-6.0.1-cp312-cp312-manylinux_2_17_x86_64.whl", "pyyaml", "6.0.1", "6.0.1"],
  ["torch-2.1.0+cu118-cp310-cp310-linux_x86_64.whl", "torch", "2.1.0+cu118", "2.1.0+cu118"],
  ["kiwi-1.0-rc1.tar.gz", "kiwi", "1.0rc1", "1.0-rc1"],
  ["kiwi-1!2.0.post1.dev3.tgz", "kiwi", "1!2.0.post1.dev3", "1!2.0.post1.dev3"],
  ["kiwi-2024.02.02.tar.bz2", "kiwi", "2024.2.2", "2024.02.02"],
  ["kiwi-1.0_1-py3-none-any.whl", "kiwi", "1.0.post1", "1.0-1"],
])("%s", (fileName, name, version, writtenVersion) => {
  expect(readFileName(fileName, name)).toMatchObject({ version, writtenVersion });
});

test.each([
  ["six-1.17.0.exe", "six"],
  ["six-1.17.0-py3-none-any.whl.metadata", "six"],
  ["six-1.17.0-none-any.whl", "six"],
  ["six-one.tar.gz", "six"],
  ["sixer-1.0.tar.gz", "six"],
  ["six-extra-1.0.tar.gz", "six"],
  ["-1.0.tar.gz", "six"],
  ["six.tar.gz", "six"],
])("%s is no file of %s", (fileName, name) => {
  expect(readFileName(fileName, name)).toBeUndefined();
});

test("whatever an index page holds, it is read without an error, and links only to files of its package", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom('<a href="', '">', "</a>", "six-1.0.tar.gz", "https://files.example/six-2.0.tar.gz", "<!--", "%", "javascript:", "../", "six-3.0%zz.zip"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (pieces, size) => {
      const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
      const bytes = Buffer.from(pieces.join(""));
      for (let at = 0; at < bytes.length; at += size) page.write(bytes.subarray(at, at + size));
      for (const { url, fileName } of page.files.values()) {
        expect(URL.canParse(url)).toBe(true);
        expect(fileName).toMatch(/^six-/);
      }
    }),
  );
});

test("a link that is cut between two pieces of the page is one link", () => {
  const page = new IndexPage("https://us-python.pkg.dev/acme-ml/repo/simple/six/", "six");
  for (const byte of Buffer.from('<a href="../../six/six-1.0.tar.gz#sha256=00">ä</a>')) page.write(Uint8Array.of(byte));
  expect([...page.files.values()].map(({ url }) => url)).toEqual(["https://us-python.pkg.dev/acme-ml/repo/six/six-1.0.tar.gz"]);
});
