import { ValidationError } from "../core/errors";
import { escapeUnprintable } from "../text/quoting";

/** How many findings are printed; the rest are counted. */
const SHOWN = 100;

/** Collects everything that is wrong with an input, so that it can be mended in one go. */
export class Findings {
  private readonly shown = new Set<string>();
  private notShown = 0;

  /** How many there are. */
  public get count(): number {
    return this.shown.size + this.notShown;
  }

  /** Notes one finding. The same finding twice is one. */
  public add(problem: string): void {
    // Paths in it are as the caller wrote them, which a terminal may not show as it is.
    const printable = escapeUnprintable(problem);
    if (this.shown.has(printable)) return;
    if (this.shown.size < SHOWN) this.shown.add(printable);
    else this.notShown += 1;
  }

  /** Runs a reading step; the problems of a `ValidationError` become findings, with where they were found. */
  public catching<T>(step: () => T, describe: (problem: string) => string = (problem) => problem): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!ValidationError.isValidationError(error)) throw error;
      for (const problem of error.problems) this.add(describe(problem));
      return undefined;
    }
  }

  /** @throws ValidationError when anything was found */
  public throwIfAny(): void {
    if (this.shown.size === 0) return;
    const problems = [...this.shown];
    if (this.notShown > 0) {
      problems.push(`${this.notShown} more findings are not shown (${this.count} in all); mend these first`);
    }
    throw new ValidationError(problems);
  }
}
