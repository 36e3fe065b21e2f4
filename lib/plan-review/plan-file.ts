import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";
import { type ByteSource, FileBytes, HeldBytes } from "../text/byte-source";
import { openStream, textPieces } from "../text/text-file";
import type { TerraformPlan } from "../terraform";
import { readPlanDocument } from "../terraform/plan-document";
import type { NamedPlan } from "./plan-review";

const MEBI = 1024 * 1024;

/** In bytes, unpacked: several times what 100,000 changes take. */
const LARGEST_PLAN = 1024 * MEBI;

const STANDARD_INPUT = "-";

/** How each line of Terraform's machine-readable output begins. */
const STREAM = /^\ufeff?\s*\{"@level":/;

/**
 * Reads plans: files, packed with gzip or not, and `-` for the standard input. They are named after their files,
 * without folder and ending where that tells them apart.
 *
 * @throws ValidationError when one cannot be read, is too large, or is no plan
 */
export async function readPlans(paths: readonly string[]): Promise<readonly NamedPlan[]> {
  const twice = paths.filter((path, at) => paths.indexOf(path) < at);
  if (twice.length > 0)
    throw new ValidationError(
      [...new Set(twice)].map((path) => `plan ${quote(path)}: is given twice; name each plan once`),
    );
  const short = paths.map((path) =>
    path === STANDARD_INPUT ? "standard input" : basename(path).replace(/(?:\.json)?(?:\.gz)?$/, ""),
  );
  const plans: NamedPlan[] = [];
  const problems: string[] = [];
  for (const [at, path] of paths.entries()) {
    const name = short[at] ?? path;
    try {
      plans.push({ name: short.indexOf(name) === short.lastIndexOf(name) ? name : path, plan: await readPlan(path) });
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ValidationError(problems);
  return plans;
}

async function readPlan(path: string): Promise<TerraformPlan> {
  const shown = path === STANDARD_INPUT ? "plan from the standard input" : `plan ${quote(path)}`;
  const given = path === STANDARD_INPUT ? new HeldBytes(await readStandardInput()) : opened(path, shown);
  try {
    const source = unpacked(given);
    if (source.size === 0) throw new ValidationError(["is empty; did `terraform show -json` fail?"]);
    if (STREAM.test(source.read(0, Math.min(64, source.size)).toString()))
      throw new ValidationError([
        "is the stream of lines that `terraform plan -json` prints; " +
          "keep the plan with `terraform plan -out=tfplan`, and give what `terraform show -json tfplan` prints",
      ]);
    const plan = readPlanDocument(source, textPieces(source, path));
    if (given instanceof FileBytes) given.checkUnchanged();
    return plan;
  } catch (error) {
    throw shownAs(shown, error);
  } finally {
    if (given instanceof FileBytes) given.close();
  }
}

function opened(path: string, shown: string): FileBytes | HeldBytes {
  try {
    return openStream(path, LARGEST_PLAN);
  } catch (error) {
    throw shownAs(shown, error);
  }
}

function shownAs(shown: string, error: unknown): unknown {
  if (!ValidationError.isValidationError(error)) return error;
  return new ValidationError(error.problems.map((problem) => `${shown}: ${problem}`));
}

async function readStandardInput(): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_PLAN) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** By the first two bytes, so that a wrong ending does no harm. */
function unpacked(source: ByteSource): ByteSource {
  const [first, second] = source.read(0, Math.min(2, source.size));
  if (first !== 0x1f || second !== 0x8b) return source;
  try {
    return new HeldBytes(gunzipSync(source.read(0, source.size), { maxOutputLength: LARGEST_PLAN }));
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw tooLarge();
    throw new ValidationError(["is packed with gzip and cannot be unpacked, perhaps cut off; pack it again"]);
  }
}

function tooLarge(): ValidationError {
  return new ValidationError([
    `is larger than ${LARGEST_PLAN / MEBI} MiB, as no plan is that a person could review; check what it is`,
  ]);
}
