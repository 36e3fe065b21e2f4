import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { Measurement } from "./measurement";
import type { Row } from "./measurement";

const FILES = 10_000;
const BYTES = 20_000;
/** As a project's folders are. */
const FILES_OF_FOLDER = 100;
const BOUND = 3;

/** The archive of a large folder, against `tar | gzip`. */
export function contextRow(measurement: Measurement, folder: string): Row {
  const source = path.join(folder, "context");
  writeFiles(source);
  const name = JSON.stringify(source);
  const archive = `BuildSource.folder(${name}).context("Dockerfile")`;
  const pairs = measurement.paired(
    () => measurement.cost(archive, 'const { BuildSource } = require("./cloud-build")').time,
    () => tarAndGzip(source),
  );
  return Measurement.ratioRow(`archive ${FILES} files, ${(FILES * BYTES) / 1e6} MB / tar | gzip`, "ms", pairs, BOUND);
}

function tarAndGzip(source: string): number {
  const started = process.hrtime.bigint();
  execFileSync("sh", ["-c", 'tar -cf - -C "$0" . | gzip >/dev/null', source]);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Text of words, that gzip makes about half as long, as it does code. */
function writeFiles(source: string): void {
  let state = 1;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const words = Array.from({ length: 5000 }, () => random(1e9).toString(36));
  fs.mkdirSync(source, { recursive: true });
  fs.writeFileSync(path.join(source, "Dockerfile"), "FROM scratch\n");
  for (let file = 0; file < FILES; file += 1) {
    const place = path.join(source, `folder-${String(Math.floor(file / FILES_OF_FOLDER))}`);
    fs.mkdirSync(place, { recursive: true });
    const text = Array.from({ length: BYTES / 5 }, () => words[random(words.length)]).join(" ");
    fs.writeFileSync(path.join(place, `file-${String(file)}.py`), text.slice(0, BYTES));
  }
}
