import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BucketDouble } from "./bucket-double";
import { IndexFolder, type Made, type Outcome, runProgram, sdist, wheel } from "./index-folder";

const MADE = [wheel("a", "1"), sdist("a", "2"), wheel("b", "1", { requires: ">=3.8" })];

let bucket: BucketDouble;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  bucket = new BucketDouble();
  env = await bucket.start();
  fill(...MADE);
});

afterEach(() => {
  bucket.stop();
});

function fill(...made: readonly Made[]): void {
  const folder = new IndexFolder(...made);
  for (const { path } of made) bucket.put(path, readFileSync(join(folder.root, path)));
}

const index = async (): Promise<Outcome> => runProgram(["gs://packages"], env);

function generated(): Readonly<Record<string, string>> {
  const names = [...bucket.objects.keys()].filter((name) => name.startsWith("simple/") || name.endsWith(".metadata"));
  return Object.fromEntries(names.sort().map((name) => [name, bucket.text(name)!]));
}

test("a bucket has the same pages as a folder with the same files", async () => {
  const folder = new IndexFolder(...MADE);
  await folder.index();
  expect(await index()).toMatchObject({ code: 0, err: "" });
  expect(generated()).toEqual(folder.generated());
});

test("a second run reads nothing but the list and the state, and writes nothing", async () => {
  await index();
  bucket.requests.length = 0;
  expect((await index()).out).toContain("0 read, 0 files written, 0 deleted");
  expect([...new Set(bucket.requests)]).toEqual([
    "GET /storage/v1/b/packages/o",
    "GET /storage/v1/b/packages/o/state/index",
  ]);
});

test("failures that pass are waited for", async () => {
  const left = [503, 429, 500, 401];
  bucket.before = () => left.pop();
  expect((await index()).code).toBe(0);
  expect(left).toEqual([]);
});

test("a failure that stays ends the run, with a sentence and before anything is written", async () => {
  bucket.before = (request) => (request.startsWith("GET /storage/v1/b/packages/o") ? 403 : undefined);
  const { code, err } = await index();
  expect([code, err]).toEqual([2, expect.stringMatching(/^error: gs:\/\/packages: .*403/)]);
  expect(generated()).toEqual({});
});

test("what another run writes in between is not overwritten by what is older", async () => {
  let isFirst = true;
  // While the first run is about to write a page, a file comes, and another run lists it.
  bucket.before = (request) => {
    if (isFirst && request.startsWith("POST")) {
      isFirst = false;
      fill(wheel("b", "2"));
      bucket.put("simple/b/index.json", "newer");
    }
    return undefined;
  };
  expect((await index()).code).toBe(0);
  expect(JSON.parse(bucket.text("simple/b/index.json")!)).toMatchObject({ versions: ["1", "2"] });
});

test("two runs at once end with the same pages as one", async () => {
  const outcomes = await Promise.all([index(), index(), index()]);
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
  const together = generated();
  bucket.objects.delete("state/index");
  for (const name of Object.keys(together)) bucket.objects.delete(name);
  await index();
  expect(generated()).toEqual(together);
});

test("an object that is replaced while it is read is read again", async () => {
  let isFirst = true;
  bucket.before = (request) => {
    if (isFirst && request === "GET /storage/v1/b/packages/o/files/a-1-py3-none-any.whl") {
      isFirst = false;
      fill(wheel("a", "1", { content: "other\n" }));
    }
    return undefined;
  };
  expect((await index()).code).toBe(0);
  const { files } = JSON.parse(bucket.text("simple/a/index.json")!) as { files: { size: number }[] };
  expect(files[0]!.size).toBe(bucket.objects.get("files/a-1-py3-none-any.whl")!.content.length);
});

test("a run that ends in the middle leaves whole pages, and the next run goes on", async () => {
  let writes = 0;
  bucket.before = (request) => (request.startsWith("POST") && (writes += 1) > 3 ? 403 : undefined);
  expect((await index()).code).toBe(2);
  bucket.before = () => undefined;
  expect((await index()).code).toBe(0);
  const folder = new IndexFolder(...MADE);
  await folder.index();
  expect(generated()).toEqual(folder.generated());
});

test("the access token is in no output", async () => {
  bucket.before = () => 403;
  const { out, err } = await index();
  expect(out + err).not.toContain("secret-token");
});

test.each(["gs://", "gs://packages/folder", "/no/such/folder"])("%s is refused with a sentence", async (place) => {
  const { code, err } = await runProgram([place], env);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^error: '.*': (give a whole bucket|there is no such folder)/),
  ]);
});
