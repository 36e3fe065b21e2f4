import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ValidationError } from "../../lib/core/errors";
import { PolicyWatch } from "../../lib/preview/policy-watch";

const INTERVAL = 20;

const folder = mkdtempSync(join(tmpdir(), "policy-watch-"));
const file = join(folder, "policy.json");
const said: string[] = [];
let loads = 0;
let watch: PolicyWatch<unknown> | undefined;

const load = (): unknown => {
  loads += 1;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ValidationError([`not a policy: ${(error as Error).name}`]);
  }
};

async function start(files = [file], interval = INTERVAL): Promise<PolicyWatch<unknown>> {
  watch = await PolicyWatch.start({ files, load, say: (line) => said.push(line), interval });
  return watch;
}

/** Whether the condition comes true within two seconds. */
async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !condition(); tries += 1) await delay(INTERVAL / 2);
  return condition();
}

/** Long enough for what changed before to be seen and read. */
const settled = () => delay(8 * INTERVAL);

beforeEach(() => {
  said.length = 0;
  loads = 0;
  rmSync(file, { force: true });
  writeFileSync(file, '"first"');
});
afterEach(() => watch?.close());
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("the file is read at the start, and not again while it stays as it is", async () => {
  const { current } = await start();
  expect(current).toBe("first");
  await settled();
  expect({ loads, said }).toEqual({ loads: 1, said: [] });
});

test("what cannot be read at the start is an error", async () => {
  writeFileSync(file, "");
  await expect(start()).rejects.toThrow("not a policy");
});

test("a file that is written to is read again", async () => {
  const policy = await start();
  writeFileSync(file, '"second"');
  expect(await until(() => policy.current === "second")).toBe(true);
  expect(said).toEqual([`policy "${file}" changed and was read again`]);
});

test("a file that is replaced by another one of the same size is read again, again and again", async () => {
  const policy = await start();
  for (const text of ["other", "third", "fifth"]) {
    writeFileSync(`${file}.new`, JSON.stringify(text));
    renameSync(`${file}.new`, file);
    expect(await until(() => policy.current === text)).toBe(true);
  }
});

test("a link that is set to another file is followed", async () => {
  const link = join(folder, "link.json");
  symlinkSync(file, link);
  const policy = await PolicyWatch.start({
    files: [link],
    load: () => readFileSync(link, "utf8"),
    say: () => undefined,
    interval: INTERVAL,
  });
  writeFileSync(join(folder, "second.json"), "second");
  symlinkSync(join(folder, "second.json"), `${link}.new`);
  renameSync(`${link}.new`, link);
  expect(await until(() => policy.current === "second")).toBe(true);
  policy.close();
});

test("any of several files counts", async () => {
  const other = join(folder, "other.json");
  writeFileSync(other, "1");
  await start([file, other]);
  writeFileSync(other, "23");
  expect(await until(() => said.length > 0)).toBe(true);
  expect(loads).toBe(2);
  expect(said).toEqual([`policy "${file}", "${other}" changed and was read again`]);
});

test("what the files include counts too: what they do at the start, and what they do later", async () => {
  const [one, two] = [join(folder, "one.txt"), join(folder, "two.txt")];
  writeFileSync(one, "1");
  writeFileSync(two, "2");
  const text = () =>
    readFileSync(file, "utf8")
      .split(" ")
      .map((path) => readFileSync(path, "utf8"))
      .join(" ");
  writeFileSync(file, one);
  const policy = await PolicyWatch.start({
    files: [file],
    included: (read) => (read.includes("2") ? [one, two] : [one]),
    load: text,
    say: (line) => said.push(line),
    interval: INTERVAL,
  });
  watch = policy;
  expect(policy.current).toBe("1");
  writeFileSync(one, "one");
  expect(await until(() => policy.current === "one")).toBe(true);
  writeFileSync(file, `${one} ${two}`);
  expect(await until(() => policy.current === "one 2")).toBe(true);
  writeFileSync(two, "two 2");
  expect(await until(() => policy.current === "one two 2")).toBe(true);
  rmSync(one);
  expect(await until(() => said.length === 4)).toBe(true);
  expect(policy.current).toBe("one two 2");
  writeFileSync(one, "back");
  expect(await until(() => policy.current === "back two 2")).toBe(true);
  expect(said.filter((line) => line === `policy "${file}" changed and was read again`)).toHaveLength(4);
});

test("half of a file is not read while the rest is still being written", async () => {
  // Long beside the pauses of the writer, also on a busy machine.
  const policy = await start([file], 400);
  writeFileSync(file, "[");
  for (let part = 0; part < 20; part += 1) {
    appendFileSync(file, `${part},`);
    await delay(INTERVAL / 2);
  }
  appendFileSync(file, "20]");
  expect(await until(() => Array.isArray(policy.current))).toBe(true);
  expect(said).toEqual([`policy "${file}" changed and was read again`]);
});

test("a broken file leaves the policy as it was and is told once, and the next good one counts", async () => {
  const policy = await start();
  writeFileSync(file, '{"broken');
  expect(await until(() => said.length > 0)).toBe(true);
  await settled();
  expect(said).toEqual([
    `policy "${file}" changed and cannot be read, so the one before still counts: not a policy: SyntaxError`,
  ]);
  expect({ current: policy.current, loads }).toEqual({ current: "first", loads: 2 });
  writeFileSync(file, '"second"');
  expect(await until(() => policy.current === "second")).toBe(true);
});

test("a file that is gone leaves the policy as it was, and counts when it is back", async () => {
  const policy = await start();
  rmSync(file);
  expect(await until(() => said.length > 0)).toBe(true);
  expect(policy.current).toBe("first");
  writeFileSync(file, '"back"');
  expect(await until(() => policy.current === "back")).toBe(true);
});

test("a change in the middle of the first reading is seen", async () => {
  watch = await PolicyWatch.start({
    files: [file],
    load: () => {
      const text = readFileSync(file, "utf8");
      if (text === '"first"') writeFileSync(file, '"second"');
      return text;
    },
    say: () => undefined,
    interval: INTERVAL,
  });
  expect(await until(() => watch?.current === '"second"')).toBe(true);
});

test("what is written to while it is read does not count, but what it becomes does", async () => {
  const counted = new Set<unknown>();
  watch = await PolicyWatch.start({
    files: [file],
    load: () => {
      const text = readFileSync(file, "utf8");
      if (text === '"half"') writeFileSync(file, '"whole"');
      return text;
    },
    say: (line) => said.push(line),
    interval: INTERVAL,
  });
  writeFileSync(file, '"half"');
  expect(
    await until(() => {
      counted.add(watch?.current);
      return watch?.current === '"whole"';
    }),
  ).toBe(true);
  expect([...counted]).toEqual(['"first"', '"whole"']);
  expect(said).toHaveLength(1);
});

test("nothing is read after the end", async () => {
  const policy = await start();
  policy.close();
  writeFileSync(file, '"second"');
  await settled();
  expect({ current: policy.current, loads }).toEqual({ current: "first", loads: 1 });
});
