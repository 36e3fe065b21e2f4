import { ValidationError } from "../core/errors";

/** What the shell sees of a command. */
export enum ExitCode {
  /** It did what it was asked to, and what it looked at is as it should be. */
  YES = 0,
  /** What it looked at is not as it should be, or that cannot be seen. */
  NO = 1,
  /** It did not do what it was asked to, for whatever reason. */
  FAILED = 2,
  /** A condition of `review --fail-on` is met. */
  CONDITION_MET = 3,
}

let isQuiet = false;

/** From now on notes are not printed. */
export function keepQuiet(): void {
  isQuiet = true;
}

/** Prints what was asked for; with a file, writes it there. @throws ValidationError when the file cannot be written */
export function answer(text: string, file?: string): void {
  if (file === undefined) process.stdout.write(text);
  else writeAnswer(file, text);
}

/** Prints what is good to know and no part of the answer. */
export function note(text: string): void {
  if (!isQuiet) process.stderr.write(text);
}

/** Prints why the exit code is what it is. */
export function complain(text: string): void {
  process.stderr.write(text);
}

/** Says in sentences what went wrong, never by a stack trace. */
export function complainOf(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = ValidationError.isValidationError(error);
  complain(`error: ${isExpected ? "" : "this should not have happened, please report it: "}${message}\n`);
}

/** Whether the answer is shown in colours. @see https://no-color.org */
export function isColoured(): boolean {
  const { NO_COLOR = "", TERM } = process.env;
  return process.stdout.isTTY && NO_COLOR === "" && TERM !== "dumb";
}

/** From now on it is an error when the answer cannot be written. */
export function watchOutput(): void {
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as head, is no error; anything else, such as a full disk, is.
    if (code === "EPIPE") return;
    process.exitCode = ExitCode.FAILED;
    complain(`error: the output could not be written: ${message}\n`);
  });
  process.stderr.on("error", () => {
    // There is nobody left to tell; the exit code still says it.
  });
}

function writeAnswer(file: string, text: string): void {
  const { writeFileSync } = require("node:fs") as typeof import("node:fs");
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { quote } = require("../text/quoting") as typeof import("../text/quoting");
    const reason = error instanceof Error ? error.message : String(error);
    throw new ValidationError([
      `--output ${quote(file)}: cannot be written (${reason}); name a file in a folder that is there`,
    ]);
  }
}
