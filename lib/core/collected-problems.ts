import { ValidationError } from "./errors";
import type { Validator } from "./validator";

/** What `make` throws is noted, so that everything wrong is said at once. */
export function collectedProblems<T>(validator: Validator, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!ValidationError.isValidationError(error)) throw error;
    for (const problem of error.problems) validator.problem(problem);
    return undefined;
  }
}
