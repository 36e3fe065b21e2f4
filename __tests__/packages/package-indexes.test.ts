import { AllowedPackages, type LockfileOptions } from "../../lib/packages";
import { problemsOf, summary, TemporaryFolder, used } from "./temporary-folder";

const folder = new TemporaryFolder();

function read(text: string, options?: LockfileOptions): AllowedPackages {
  return used(AllowedPackages.fromLockfile(folder.write({ "requirements.txt": text }), options));
}

function refused(text: string, options?: LockfileOptions): readonly string[] {
  return problemsOf(() => read(text, options), folder);
}

test("an index that nobody named is refused, with the text to add in code and on the command line", () => {
  expect(refused("# x\n--index-url https://own.example/simple\nsix==1.0\nidna==3.7\n")).toEqual([
    'index "https://own.example/simple": 2 packages are locked from it, ' +
      "and nobody said that the repository's upstream serves the same packages; if it does, add { index: " +
      '"https://own.example/simple" } in code or --index https://own.example/simple on the command line, ' +
      "first from requirements.txt:2",
  ]);
});

test("the text to add is enough", () => {
  const text = "-i https://own.example/simple\n--extra-index-url=https://more.example/a/\nsix==1.0\n";
  const problems = refused(text);
  expect(problems).toHaveLength(2);
  for (const problem of problems) {
    const literal = /add (\{.*?\}) in code/.exec(problem)?.[1] ?? "";
    expect(literal).toBe('{ indexes: ["https://more.example/a", "https://own.example/simple"] }');
  }
  expect(summary(read(text, { indexes: ["https://more.example/a", "https://own.example/simple"] }))).toBe("six==1.0");
  expect(summary(read(text, { index: "https://own.example/simple", indexes: ["https://more.example/a"] }))).toBe(
    "six==1.0",
  );
});

test("naming one index does not let another in, and the text to add keeps the first", () => {
  const problems = refused("-i https://own.example/simple\n--extra-index-url https://evil.example\nsix==1.0\n", {
    index: "https://own.example/simple",
  });
  expect(problems).toEqual([
    expect.stringContaining('{ indexes: ["https://evil.example", "https://own.example/simple"] }'),
  ]);
});

test("a lock that records no index is taken as it is, whatever is named", () => {
  expect(summary(read("six==1.0\n", { index: "https://own.example/simple" }))).toBe("six==1.0");
});

test.each([
  "https://own.example/simple/",
  "https://own.example/simple///",
  "HTTPS://OWN.example/simple",
  "https://own.example:443/simple",
  "https://user:secret@own.example/simple",
  "https://token@own.example/simple/",
])("%s is the same index", (url) => {
  expect(summary(read(`-i ${url}\nsix==1.0\n`, { index: "https://own.example/simple" }))).toBe("six==1.0");
  expect(summary(read("-i https://own.example/simple\nsix==1.0\n", { index: url }))).toBe("six==1.0");
});

test.each(["?format=json", "/?format=json", "?token=s3cret&x=/../y", "#six", "/#sha256=00", "?"])(
  "an index that a lock writes with %s is named without it",
  (more) => {
    const text = `-i https://own.example/simple${more}\nsix==1.0\n`;
    const [problem = ""] = refused(text);
    expect(problem).toMatch(
      /^index "https:\/\/own\.example\/simple": .* --index https:\/\/own\.example\/simple on the/,
    );
    expect(problem).not.toContain("s3cret");
    expect(summary(read(text, { index: "https://own.example/simple" }))).toBe("six==1.0");
    expect(refused(text, { index: "https://own.example/other" })).toHaveLength(1);
  },
);

test.each([
  "http://own.example/simple",
  "https://own.example:8443/simple",
  "https://own.example/Simple",
  "https://own.example",
  "https://own.example.evil.example/simple",
  "https://own.example@evil.example/simple",
  "https://evil.example/@own.example/simple",
  "https://own.example/simple/x/..%2f",
])("%s is another index", (url) => {
  expect(refused(`-i '${url}'\nsix==1.0\n`, { index: "https://own.example/simple" })).toHaveLength(1);
});

test.each([
  "https://own.example\\@evil.example/../simple",
  "https://own.example/evil/../simple",
  "https://own.example/evil/%2E./simple",
  "https://own.example/./simple",
  "https://own.exam\tple/simple",
  "https://own.example/simple ",
  "https:own.example/simple",
  "https:///own.example/simple",
  "https:\\\\own.example/simple",
  "https://own\u3002example/simple",
  "https://${HOST}/simple",
  "https://own.example/${PATH}",
])("%j, which two readers may take for two indexes, is refused", (url) => {
  const text =
    'version = 1\nrequires-python = ">=3"\n[[package]]\nname = "six"\nversion = "1"\n' +
    `source = { registry = ${JSON.stringify(url)} }\n`;
  const path = folder.write({ "uv.lock": text });
  expect(problemsOf(() => AllowedPackages.fromLockfile(path, { index: "https://own.example/simple" }), folder)).toEqual(
    [expect.stringMatching(/^index ".*: not the plain URL of a package index.*from uv\.lock:3$/)],
  );
});

test.each([
  "https://tom:s3cret@own.example/simple",
  "https://s3cret@own.example/simple",
  "https://own.example/simple?token=s3cret",
  "https://own.example/simple#s3cret",
  "tom:s3cret@own.example/simple",
  "ftp://tom:s3cret@own.example/simple",
  "https://tom:s3cret@/simple",
  "https://tom:s3/cret@own.example/simple",
])("the secret of %s is never shown", (url) => {
  const problems = [
    ...refused(`-i ${url}\nsix==1.0\n`),
    ...refused(
      `git+${url}\nsix @ ${url}\n-e git+${url}\nsix --index-url ${url}\n-r ${url}\n--indexurl ${url}\n` +
        `--indexurl=${url}\n`,
    ),
  ].join("\n");
  expect(problems).not.toContain("s3cret");
  expect(problems).not.toContain("cret@");
});

test.each(["", "index.example", "../wheels", "file:///wheels", "https://", "https://a.example?x=1"])(
  "the option %j is refused",
  (index) => {
    expect(problemsOf(() => read("six==1.0\n", { index }))).toEqual([expect.stringMatching(/^index "/)]);
  },
);

test("one finding for each index, however many packages and files", () => {
  const paths = [1, 2].map((at) =>
    folder.write({
      "uv.lock": `version = 1\nrequires-python = ">=3"\n${["a", "b", "c"]
        .map(
          (name) =>
            `[[package]]\nname = "${name}${at}"\nversion = "1"\nsource = { registry = "https://own.example/simple" }\n`,
        )
        .join("")}`,
    }),
  );
  expect(problemsOf(() => AllowedPackages.fromLockfiles(paths), folder)).toEqual([
    expect.stringMatching(/^index "https:\/\/own\.example\/simple": 6 packages are.*first from uv\.lock:3$/),
  ]);
});
