import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { ValidationError } from "../core/errors";
import { quote } from "../text/quoting";
import { checkUtf8, readStream } from "../text/text-file";
import { TerraformPlan } from "../terraform";
import { parseJsonBytes } from "../text/json-text";
import type { NamedPlan } from "./plan-review";

const MEBI = 1024 * 1024;

/** In bytes, unpacked: more than 50,000 rules take. */
const LARGEST_PLAN = 128 * MEBI;

const STANDARD_INPUT = "-";

/** How each line of Terraform's machine-readable output begins. */
const STREAM = /^\ufeff?\s*\{"@level":/;

/**
 * Reads plans: files, packed with gzip or not, and `-` for the standard input. They are named after their files, without folder and
 * ending where that tells them apart.
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
  try {
    const bytes = unpacked(path === STANDARD_INPUT ? await readStandardInput() : readStream(path, LARGEST_PLAN));
    if (bytes.length === 0) throw new ValidationError(["is empty; did `terraform show -json` fail?"]);
    checkUtf8(bytes, path);
    if (STREAM.test(bytes.toString("utf8", 0, 64)))
      throw new ValidationError([
        "is the stream of lines that `terraform plan -json` prints; keep the plan with `terraform plan -out=tfplan`, and give what `terraform show -json tfplan` prints",
      ]);
    const plan = TerraformPlan.read(parseJsonBytes(bytes));
    release(bytes);
    return plan;
  } catch (error) {
    if (!ValidationError.isValidationError(error)) throw error;
    throw new ValidationError(error.problems.map((problem) => `${shown}: ${problem}`));
  }
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

/** Gives the memory of a large plan back at once: else it is held until the review is done. Small buffers share theirs with others. */
function release({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
    structuredClone(buffer, { transfer: [buffer] });
}

/** By the first two bytes, so that a wrong ending does no harm. */
function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_PLAN });
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
