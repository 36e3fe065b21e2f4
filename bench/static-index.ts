import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { IndexProgram, NginxConfiguration } from "../lib/static-index";
import { pagesPerSecond } from "./index-pages";
import { Measurement, type Row } from "./measurement";

const FILES = 10_000;
const MANY_FILES = 100_000;
/** As a small pure wheel, where a run is mostly opening and writing files; and as one with some content. */
const SMALL = 1_000;
const LARGER = 128 * 1024;
/** In a bucket, whose double holds all of them in memory. */
const IN_BUCKET = 32 * 1024;
const PAIRS = 3;
/** What a Cloud Run job has unless more is asked for. */
const MOST_MEMORY = 512;

/** What one run of a program needed. */
interface Needed {
  readonly code: number;
  readonly said: string;
  readonly seconds: number;
  readonly processor: number;
  readonly memory: number;
}

/** The program that writes an index, and nginx that serves it, beside others that do the same. */
class StaticIndexBench {
  private readonly folder = fs.mkdtempSync(path.join(tmpdir(), "bench-static-index-"));
  /** In memory where there is room, as the disk of a busy machine costs more than the programs that are compared. */
  private readonly memory = fs.mkdtempSync(path.join(memoryFolder(), "bench-static-index-"));
  private readonly python = this.output("python3", ["-c", "import sys; print(sys.executable)"]);
  private readonly others = path.join(this.folder, "others");
  /** Why the others are not there. */
  private readonly skipped = this.installOthers();

  public async rows(): Promise<Row[]> {
    try {
      return [
        ...this.besideOthers(),
        ...this.incrementalRows(),
        await this.bucketRow(),
        this.manyFilesRow(),
        ...(await this.servingRows()),
      ];
    } finally {
      for (const folder of [this.folder, this.memory]) fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  private installOthers(): string | undefined {
    spawnSync(this.python, ["-m", "venv", this.others]);
    const { status } = spawnSync(
      path.join(this.others, "bin/pip"),
      ["install", "--quiet", "--retries=0", "dumb-pypi==1.15.0", "simple503==0.4.0", "pypiserver==2.4.2"],
      { encoding: "utf8" },
    );
    return status === 0 ? undefined : "dumb-pypi, simple503 and pypiserver cannot be installed";
  }

  private output(program: string, args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed\n${stderr}`);
    return stdout.trim();
  }

  private make(name: string, count: number, size: number, folder = this.folder, first = 0): string {
    const root = path.join(folder, name);
    const script = path.join(__dirname, "index-distributions.py");
    this.output(this.python, [script, path.join(root, "files"), String(count), String(size), String(first)]);
    return root;
  }

  private measured(...command: readonly string[]): Needed {
    const needed = JSON.parse(this.output(this.python, [path.join(__dirname, "index-run.py"), ...command])) as Needed;
    if (needed.code !== 0) throw new Error(`${command.join(" ")} failed: ${needed.said}`);
    return needed;
  }

  private index(root: string): Needed {
    return this.measured(...this.command(root));
  }

  private command(place: string): string[] {
    return [this.python, "-I", "-S", "-B", IndexProgram.FOLDER, place];
  }

  private fullRun(root: string): Needed {
    for (const generated of ["simple", "state"])
      fs.rmSync(path.join(root, generated), { recursive: true, force: true });
    for (const name of fs.readdirSync(path.join(root, "files"))) {
      if (name.endsWith(".metadata")) fs.unlinkSync(path.join(root, "files", name));
    }
    return this.index(root);
  }

  /**
   * It reads each file, digests it and takes its metadata out; simple503 does too; dumb-pypi is given names and reads
   * nothing.
   */
  private besideOthers(): Row[] {
    if (this.skipped !== undefined) return [skippedRow("pages of 10,000 wheels / others", this.skipped)];
    const root = this.make("small", FILES, SMALL, this.memory);
    const names = path.join(this.folder, "names");
    fs.writeFileSync(names, fs.readdirSync(path.join(root, "files")).join("\n"));
    const dumb = (): Needed => {
      const target = path.join(this.memory, "dumb");
      fs.rmSync(target, { recursive: true, force: true });
      const program = path.join(this.others, "bin/dumb-pypi");
      return this.measured(program, "--package-list", names, "--output-dir", target, "--packages-url", "../../files/");
    };
    const simple503 = (): Needed => {
      const [origin, target] = ["origin", "simple503"].map((name) => path.join(this.memory, name)) as [string, string];
      for (const one of [origin, target]) fs.rmSync(one, { recursive: true, force: true });
      fs.mkdirSync(origin);
      fs.mkdirSync(target);
      for (const name of fs.readFileSync(names, "utf8").split("\n")) {
        fs.copyFileSync(path.join(root, "files", name), path.join(origin, name));
      }
      return this.measured(path.join(this.others, "bin/simple503"), origin, target);
    };
    const runs = Array.from({ length: PAIRS }, () => [this.fullRun(root), dumb(), simple503()] as const);
    return [
      ...rowsBeside(
        "dumb-pypi (reads no file)",
        runs.map(([own, one]) => [own, one]),
      ),
      ...rowsBeside(
        "simple503",
        runs.map(([own, , one]) => [own, one]),
      ),
    ];
  }

  private incrementalRows(): Row[] {
    return [
      { size: SMALL, bound: 1 / 8 },
      { size: LARGER, bound: 1 / 20 },
    ].map(({ size, bound }) => {
      const root = this.make(`incremental-${size}`, FILES, size);
      const pairs = Array.from({ length: PAIRS }, (_, at) => {
        const full = this.fullRun(root).seconds;
        const script = path.join(__dirname, "index-distributions.py");
        this.output(this.python, [script, path.join(root, "files"), "1", String(size), String(FILES + at)]);
        return [this.index(root).seconds, full] as const;
      });
      fs.rmSync(root, { recursive: true });
      const ratio = Measurement.median(pairs.map(([one, other]) => one / other));
      const [one, full] = [0, 1].map((side) => Measurement.median(pairs.map((pair) => pair[side] ?? Number.NaN)));
      return {
        what: `one new wheel / all of ${FILES} wheels of ${Math.round(size / 1024)} KiB, pages`,
        measured: `1/${(1 / ratio).toFixed(0)} (${one?.toFixed(2)} / ${full?.toFixed(2)} s)`,
        bound: `<= 1/${(1 / bound).toFixed(0)}`,
        ok: ratio <= bound,
      };
    });
  }

  /** Over HTTP without encryption, and without the time that Cloud Storage takes: both would make a full run dearer. */
  private async bucketRow(): Promise<Row> {
    const pairs: (readonly [number, number])[] = [];
    const root = this.make("in-bucket", FILES, IN_BUCKET, this.memory);
    for (let at = 0; at < PAIRS; at += 1) {
      const double = spawn(this.python, [path.join(__dirname, "bucket-double.py"), root]);
      try {
        const address = await firstLine(double);
        const index = (): Needed => this.measured("env", ...storageAt(address), ...this.command("gs://packages"));
        const full = index().processor;
        const folder = path.join(this.make(`new-${at}`, 1, IN_BUCKET, this.memory, FILES), "files");
        const [name = ""] = fs.readdirSync(folder);
        const target = `${address}/upload/storage/v1/b/packages/o?uploadType=media&name=files/${name}`;
        await fetch(target, { method: "POST", body: fs.readFileSync(path.join(folder, name)) });
        pairs.push([index().processor, full]);
      } finally {
        double.kill();
      }
    }
    fs.rmSync(root, { recursive: true });
    const ratio = Measurement.median(pairs.map(([one, full]) => one / full));
    const [one, full] = [0, 1].map((side) => Measurement.median(pairs.map((pair) => pair[side] ?? Number.NaN)));
    return {
      what: `one new wheel / all of ${FILES} in a bucket, processor`,
      measured: `1/${(1 / ratio).toFixed(0)} (${one?.toFixed(2)} / ${full?.toFixed(2)} s)`,
      bound: "<= 1/20",
      ok: ratio <= 1 / 20,
    };
  }

  private manyFilesRow(): Row {
    const root = this.make("many", MANY_FILES, SMALL);
    const memory = Math.max(this.index(root).memory, this.index(root).memory);
    fs.rmSync(root, { recursive: true });
    return {
      what: `pages of ${MANY_FILES} wheels, memory, first and second run`,
      measured: `${Math.round(memory)} MiB`,
      bound: `<= ${MOST_MEMORY} MiB`,
      ok: memory <= MOST_MEMORY,
    };
  }

  private async servingRows(): Promise<Row[]> {
    const what = "index pages, nginx / pypiserver";
    if (this.skipped !== undefined) return [skippedRow(what, this.skipped)];
    if (spawnSync("nginx", ["-v"]).error !== undefined) return [skippedRow(what, "there is no nginx")];
    const root = this.make("served", 200, SMALL);
    this.index(root);
    const [own, other] = [await freePort(), await freePort()];
    const servers = [
      spawn("nginx", ["-p", this.folder, "-c", this.nginxConfiguration(root, own)], { stdio: "ignore" }),
      spawn(
        path.join(this.others, "bin/pypi-server"),
        [
          "run",
          "-p",
          String(other),
          "-i",
          "127.0.0.1",
          "--disable-fallback",
          "-a",
          ".",
          "-P",
          ".",
          path.join(root, "files"),
        ],
        { stdio: "ignore" },
      ),
    ];
    try {
      const urls = [own, other].map((port) => `http://127.0.0.1:${port}/simple/project-000001/`);
      for (const url of urls) await answers(url);
      const [nginxUrl = "", otherUrl = ""] = urls;
      const pairs: [number, number][] = [];
      for (let pair = 0; pair < PAIRS; pair += 1) {
        pairs.push([await pagesPerSecond(nginxUrl, 8), await pagesPerSecond(otherUrl, 8)]);
      }
      const ratio = Measurement.median(pairs.map(([one, two]) => one / two));
      const [one, two] = [0, 1].map((side) => Measurement.median(pairs.map((pair) => pair[side] ?? Number.NaN)));
      const measured = `${ratio.toFixed(1)} x (${one?.toFixed(0)} / ${two?.toFixed(0)} pages/s)`;
      return [{ what: `${what}, 200 wheels, 8 clients`, measured, bound: ">= 1 x", ok: ratio >= 1 }];
    } finally {
      for (const server of servers) server.kill();
    }
  }

  private nginxConfiguration(root: string, port: number): string {
    const file = path.join(this.folder, "nginx.conf");
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (one) => `${one}_temp_path ${this.folder}/${one};`,
    );
    const user = process.getuid?.() === 0 ? "user root;" : "";
    const server = NginxConfiguration.text({ root, port, address: "127.0.0.1" });
    fs.writeFileSync(
      file,
      `daemon off; ${user} pid ${this.folder}/pid; error_log ${this.folder}/error.log; worker_processes 1;\n` +
        `events {}\nhttp {\naccess_log off; ${temporary.join(" ")}\n${server}}\n`,
    );
    return file;
  }
}

function rowsBeside(other: string, runs: readonly (readonly [Needed, Needed])[]): Row[] {
  const of = (what: "processor" | "memory"): [number, number][] =>
    runs.map(([own, theirs]) => [own[what], theirs[what]]);
  const thousand = (pairs: [number, number][]): [number, number][] =>
    pairs.map(([one, two]) => [one * 1000, two * 1000]);
  const what = `pages of ${FILES} wheels / ${other}`;
  return [
    Measurement.ratioRow(`${what}, processor`, "ms", thousand(of("processor")), 1),
    Measurement.ratioRow(`${what}, memory`, "MiB", of("memory"), 1.5),
  ];
}

function storageAt(address: string): string[] {
  return [`STORAGE_ENDPOINT=${address}`, "GOOGLE_OAUTH_ACCESS_TOKEN=token", "NO_PROXY=*", "no_proxy=*"];
}

async function firstLine({ stdout }: ReturnType<typeof spawn>): Promise<string> {
  if (stdout === null) throw new Error("the bucket's double has no output");
  const [text] = (await once(stdout, "data")) as [Buffer];
  return text.toString().trim();
}

function memoryFolder(): string {
  const folder = "/dev/shm";
  if (!fs.existsSync(folder)) return tmpdir();
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize > 2 ** 31 ? folder : tmpdir();
}

function skippedRow(what: string, why: string): Row {
  return { what, measured: `skipped: ${why}`, bound: "", ok: true };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isThere = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isThere) return;
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}

/** The index in a folder beside others that make or serve one, in one run. */
export async function staticIndexRows(): Promise<Row[]> {
  return new StaticIndexBench().rows();
}

// By itself: npx ts-node -T bench/static-index.ts
if (require.main === module) {
  void staticIndexRows().then((rows) => {
    for (const { what, measured, bound, ok } of rows)
      console.log([what, measured, bound, ok ? "ok" : "OVER"].join("  "));
  });
}
