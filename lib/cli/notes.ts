let isQuiet = false;

/** From now on notes are not printed. */
export function keepQuiet(): void {
  isQuiet = true;
}

/** Prints what is good to know and no part of the answer; errors are printed by whoever ends the command. */
export function note(text: string): void {
  if (!isQuiet) process.stderr.write(text);
}
